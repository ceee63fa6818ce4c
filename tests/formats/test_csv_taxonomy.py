"""Tables to taxonomies: what a table may look like, and which defects are named where."""

from __future__ import annotations

from pathlib import Path

import pytest

from acoe_spec.errors import FormatError, UsageError
from acoe_spec.formats import csv_taxonomy
from acoe_spec.formats.csv_taxonomy import TableOptions
from acoe_spec.formats.imported import Imported

PLAIN = "id,parent,name,definition\n1,,Instrument,A product.\n2,1,Bond,A debt.\n"
LABELS = {
    "1": {"name": "Instrument", "definition": "A product."},
    "2": {"name": "Bond", "is_a": "1", "definition": "A debt."},
}


def read(folder: Path, content: str | bytes, options: TableOptions | None = None) -> Imported:
    path = folder / "table"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return csv_taxonomy.read(path, "desk", "0.1.0", options)


def told(imported: Imported) -> list[tuple[int | None, str, str]]:
    return [(one.line, one.rule, one.message) for one in imported.findings]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        "\ufeff" + PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", ";"),
        "My taxonomy,,,\n\n" + PLAIN,
        PLAIN.replace("id,parent,name", "Unique ID,Parent ID, Name "),
        PLAIN + ",,,\n\n",
        PLAIN.replace("A debt.", '"A\ndebt."'),
    ],
)
def test_tables_as_people_keep_them(tmp_path: Path, content: str) -> None:
    imported = read(tmp_path, content)
    assert imported.data == {
        "format": 1,
        "id": "desk",
        "title": "desk",
        "version": "0.1.0",
        "entities": LABELS,
    }
    assert imported.findings == ()


@pytest.mark.parametrize("cell", ['"a', '"a" b'])
def test_a_quotation_mark_without_its_partner_swallows_no_rows(tmp_path: Path, cell: str) -> None:
    table = tmp_path / "labels.csv"
    table.write_text(f"id,name\n1,first\n2,{cell}\n3,third\n")
    with pytest.raises(FormatError, match="from here this is no table") as caught:
        csv_taxonomy.read(table, "desk", "0.1.0")
    assert caught.value.line == 3


def test_a_lone_quotation_mark_in_tab_separated_text(tmp_path: Path) -> None:
    imported = read(tmp_path, 'id\tname\n1\t"Junk\n2\t7" screen\n')
    assert imported.data["entities"] == {"1": {"name": '"Junk'}, "2": {"name": '7" screen'}}


def test_columns_can_be_named(tmp_path: Path) -> None:
    content = "x\nKlasse,Ober,Text,id\nA,,first,9\nB,A,second,8\n"
    options = TableOptions(columns={"id": "Klasse", "parent": "Ober", "name": "Text"})
    imported = read(tmp_path, content, options)
    assert imported.data["entities"] == {
        "A": {"name": "first"},
        "B": {"name": "second", "is_a": "A"},
    }
    assert told(imported) == [(2, "import-loss", "columns that are not taken over: 1")]


def test_a_category_set(tmp_path: Path) -> None:
    imported = read(tmp_path, PLAIN, TableOptions(category_set="topic"))
    assert imported.data["categories"]["topic"]["labels"] == LABELS
    assert "entities" not in imported.data


def test_levels_instead_of_parents(tmp_path: Path) -> None:
    content = (
        "code,tier,name\nA,Tier 1,a\nA-1,Tier 2,b\nA-1-1,Tier 10,c\nA-2,Tier 2,d\nB,Tier 1,e\n"
    )
    entities = read(tmp_path, content).data["entities"]
    assert {key: label.get("is_a") for key, label in entities.items()} == {
        "A": None, "A-1": "A", "A-1-1": "A-1", "A-2": "A", "B": None,
    }  # fmt: skip


def test_ids_that_are_no_ids(tmp_path: Path) -> None:
    imported = read(tmp_path, "id,parent,name\na b,,x\nc,a b,y\n")
    assert imported.data["entities"] == {
        "a_b": {"name": "x", "aliases": {"csv": "a b"}},
        "c": {"name": "y", "is_a": "a_b"},
    }
    assert told(imported) == [
        (1, "import-name", "ids spelt anew, for an id cannot have all of their characters: 1")
    ]


def test_defects_of_the_hierarchy_with_their_lines(tmp_path: Path) -> None:
    content = (
        "id,parent,name\n1,1,self\n2,9,orphan\n3,4,a\n4,5,b\n5,3,c\n6,3,below\n2,,again\n,,no id\n"
    )
    imported = read(tmp_path, content)
    assert told(imported) == [
        (2, "self-parent", "'1' is its own parent"),
        (3, "missing-parent", "the parent '9' is not in the table"),
        (4, "hierarchy-cycle", "these are each other's ancestors: '3', '4', '5'"),
        (8, "import-duplicate-id", "the id '2' is already that of line 3"),
        (9, "source-malformed", "the row has no id, and is left out"),
    ]
    assert imported.data["entities"]["1"]["is_a"] == "1"
    assert imported.data["entities"]["2"] == {"name": "orphan", "is_a": "9"}


def test_parents_against_tiers(tmp_path: Path) -> None:
    content = (
        "id,parent,name,tier 1,tier 2,tier 3\n"
        "1,,Sports,Sports,,\n"
        "2,1,Equine,Sports,Equine,\n"
        "3,1,Racing,Sports,Equine,Racing\n"  # its tiers say 2
        "4,2,Dressage,Sports,Equine,Dressage\n"
        "5,2,Quadrille,Sports,Equine,\n"  # the tiers stop above it
        "6,,Chess,Games,Chess,\n"
    )
    imported = read(tmp_path, content)
    assert [(one.line, one.message, one.hint) for one in imported.findings] == [
        (4, "the parent '1' of '3' is another than its tiers say",
         "no single row has the tiers above it"),
        (7, "'6' has no parent, but tiers above it", "no single row has the tiers above it"),
    ]  # fmt: skip
    again = read(tmp_path, content.replace("5,2,Quadrille,Sports,Equine,\n", ""))
    assert again.findings[0].hint == "by its tiers the parent is '2'"


def test_tables_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no header with columns for id and name"):
        read(tmp_path, "a,b\n1,2\n")
    with pytest.raises(FormatError, match="the table is not UTF-8"):
        read(tmp_path, PLAIN.encode("utf-16"))
    with pytest.raises(UsageError, match="no row near the top has the columns 'Klasse'"):
        read(tmp_path, PLAIN, TableOptions(columns={"id": "Klasse"}))
    with pytest.raises(UsageError, match="there is no column role 'colour'"):
        read(tmp_path, PLAIN, TableOptions(columns={"colour": "x"}))
