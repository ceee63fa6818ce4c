"""brat's configuration to a taxonomy: literals in, literals out."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from acoe_spec.errors import FileProblem, FormatError
from acoe_spec.formats import brat_conf
from acoe_spec.formats.imported import Imported


def read(folder: Path, conf: str, **beside: str) -> Imported:
    (folder / "annotation.conf").write_text(conf, encoding="utf-8")
    for name, content in beside.items():
        (folder / f"{name}.conf").write_text(content, encoding="utf-8")
    return brat_conf.read(folder, "desk", "0.1.0")


def told(imported: Imported) -> list[tuple[int | None, str, str]]:
    return [(one.line, one.level, one.message) for one in imported.findings]


def test_hierarchy_by_any_indentation(tmp_path: Path) -> None:
    conf = (
        "# a comment\n[entities]\n!Instrument\n\tBond|FIX:TBOND\n\t\tNote\n  Option\n"
        "--------\nFirm\n[relations]\n[events]\n[attributes]\n"
    )
    imported = read(tmp_path, conf)
    assert imported.data == {
        "format": 1,
        "id": "desk",
        "title": "desk",
        "version": "0.1.0",
        "modalities": ["text"],
        "entities": {
            "Instrument": {"abstract": True},
            "Bond": {"is_a": "Instrument", "hints": {"brat": {"terms": ["FIX:TBOND"]}}},
            "Note": {"is_a": "Bond"},
            "Option": {"is_a": "Bond"},
            "Firm": {},
        },
    }
    assert imported.findings == ()


def test_relations_with_macros_and_properties(tmp_path: Path) -> None:
    conf = (
        "[spans]\nFirm\nFund\nBond\n[relations]\n<PARTY>=Firm|Fund\n"
        "Owns Owner:<PARTY>, Owned:<ENTITY>\n"
        "Same Arg1:Firm, Arg2:Firm, <REL-TYPE>:symmetric-transitive\n"
        "Equiv Arg1:Firm, Arg2:Firm\n"
        "Near Arg1:Span, Arg2:<ANY>\n"
    )
    assert read(tmp_path, conf).data["relations"] == {
        "Owns": {
            "domain": ["Firm", "Fund"],
            "range": ["Firm", "Fund", "Bond"],
            "hints": {"brat": {"arguments": ["Owner", "Owned"]}},
        },
        "Same": {"domain": ["Firm"], "range": ["Firm"], "symmetric": True, "transitive": True},
        "Equiv": {"domain": ["Firm"], "range": ["Firm"], "symmetric": True, "transitive": True},
        "Near": {"domain": ["Span"], "range": ["Firm", "Fund", "Bond"]},
    }


@pytest.mark.parametrize(
    ("mark", "bounds"),
    [
        ("", {"min": 1, "max": 1}),
        ("?", {"max": 1}),
        ("*", {}),
        ("+", {"min": 1}),
        ("{2}", {"min": 2, "max": 2}),
        ("{1-3}", {"min": 1, "max": 3}),
    ],
)
def test_cardinalities_of_roles(tmp_path: Path, mark: str, bounds: dict[str, int]) -> None:
    conf = f"[entities]\nFirm\n[events]\nMerger Party{mark}:Firm|<EVENT>\n"
    assert read(tmp_path, conf).data["events"] == {
        "Merger": {"roles": {"Party": {"range": ["Firm", "event/Merger"], **bounds}}}
    }


def test_a_sub_event_keeps_its_parent_only_where_it_refines_it(tmp_path: Path) -> None:
    conf = (
        "[entities]\nFirm\nBond\n[events]\n"
        "Trade Party+:Firm|Bond, Item?:Bond\n"
        "\tSale Party:Firm\n"  # narrower, and without the optional Item: that role is closed
        "\tGift Party?:Firm, Item?:Bond\n"  # asks for less
        "\t\tLoan Party?:Firm, Item?:Bond, Rate?:Bond\n"
        "[attributes]\nNegation Arg:<EVENT>\n"
    )
    imported = read(tmp_path, conf)
    negation = {"attributes": {"negation": {"name": "Negation", "range": "boolean"}}}
    events: dict[str, Any] = imported.data["events"]
    assert events["Sale"] == {
        "is_a": "Trade",
        "roles": {
            "Party": {"range": ["Firm"], "min": 1, "max": 1},
            "Item": {"range": ["Bond"], "max": 0},
        },
    }
    assert "is_a" not in events["Gift"]
    assert events["Loan"]["is_a"] == "Gift"
    assert [name for name, event in events.items() if negation.items() <= event.items()] == [
        "Trade",
        "Gift",
    ]
    assert told(imported) == [
        (7, "warning", "'Gift' is not kept under 'Trade', because it permits more than that does")
    ]


def test_attributes(tmp_path: Path) -> None:
    conf = (
        "[entities]\nFirm\nBond\n[events]\nTrade\n[relations]\nOwns Arg1:Firm, Arg2:Bond\n"
        "[attributes]\nKauf-Art Arg:Firm|Trade, Value:voll|teil/weise\n"
        "Sure Arg:<RELATION>, <DEFAULT>:yes\nLost Arg:Gone\nBare\n"
    )
    imported = read(tmp_path, conf)
    kauf_art = {
        "kauf_art": {
            "name": "Kauf-Art",
            "values": {"voll": {}, "teil_u002fweise": {"aliases": {"brat": "teil/weise"}}},
        }
    }
    assert imported.data["entities"] == {"Firm": {"attributes": kauf_art}, "Bond": {}}
    assert imported.data["events"] == {"Trade": {"attributes": kauf_art}}
    assert imported.data["relations"]["Owns"]["attributes"] == {
        "sure": {"name": "Sure", "range": "boolean"}
    }
    assert told(imported) == [
        (10, "info", "an attribute has no default: an absent value is absent"),
        (11, "warning", "an attribute is for 'Gone', which is not declared"),
        (12, "error", "the attribute has no Arg to say what it is for"),
    ]


@pytest.mark.parametrize(
    ("lines", "overlap"),
    [
        ("", None),
        (
            "ENTITY-NESTING Arg1:Bond, Arg2:Firm\n",
            {"default": [], "pairs": [{"of": ["Bond", "Firm"], "allow": ["contains"]}]},
        ),
        ("<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n",
         {"default": ["contains", "equal", "crosses"]}),
        (
            "<OVERLAP> Arg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:equal\n<OVERLAP> Arg1:Firm, Arg2:Firm\n",
            {"default": ["equal"], "pairs": [{"of": ["Firm", "Firm"],
                                              "allow": ["equal", "contains"]}]},
        ),
    ],
)  # fmt: skip
def test_overlaps(tmp_path: Path, lines: str, overlap: dict[str, Any] | None) -> None:
    imported = read(tmp_path, f"[entities]\nFirm\nBond\n[relations]\n{lines}")
    assert imported.data.get("overlap") == overlap
    assert "relations" not in imported.data


def test_several_definitions_become_one(tmp_path: Path) -> None:
    conf = (
        "[entities]\nFirm\nBond\n"
        "[relations]\nSame Arg1:Firm, Arg2:Firm\nSame Arg1:Bond, Arg2:Bond\n"
        "[events]\nTrade Party:Firm, Item:Bond\nTrade Party+:Bond\n"
    )
    imported = read(tmp_path, conf)
    assert imported.data["relations"]["Same"]["domain"] == ["Firm", "Bond"]
    assert imported.data["events"]["Trade"]["roles"] == {
        "Party": {"range": ["Firm", "Bond"], "min": 1},
        "Item": {"range": ["Bond"], "max": 1},
    }
    assert told(imported) == [
        (9, "info", "the event is defined again; its definitions are merged"),
        (6, "warning", "several definitions become one, which permits every subject every object"),
    ]


def test_names_that_are_no_ids_or_differ_by_case_only(tmp_path: Path) -> None:
    imported = read(tmp_path, "[entities]\n名詞\n[relations]\nCC Arg1:名詞, Arg2:名詞\ncc\n")
    assert imported.data["entities"] == {"_u540d_u8a5e": {"aliases": {"brat": "名詞"}}}
    assert imported.data["relations"] == {
        "CC": {"domain": ["_u540d_u8a5e"], "range": ["_u540d_u8a5e"]},
        "cc_2": {"aliases": {"brat": "cc"}},
    }
    assert [(one.line, one.rule) for one in imported.findings] == [
        (2, "import-name"),
        (5, "import-name"),
    ]


def test_names_colours_and_databases_from_the_files_beside_it(tmp_path: Path) -> None:
    imported = read(
        tmp_path,
        "[entities]\nFirm\n\tBank\n[events]\nTrade Party:Bank\n",
        visual=(
            "[labels]\nFirm | Legal entity | LE\nParty | Who\n"
            "[drawing]\nFirm bgColor:#8fb2ff, fgColor:black\nBank\tbgColor:#abc\n"
            "Trade bgColor:pink\n"
        ),
        tools=(
            "[normalization]\n"
            "LEI <URL>:https://gleif.org/, <URLBASE>:https://search.gleif.org/#/record/%s\n"
            "My-Firms DB:dbs/firms, <URL>:https://example.com\n"
        ),
    )
    assert imported.data["knowledge_bases"] == {
        "LEI": {"title": "LEI", "url": "https://search.gleif.org/#/record/{id}"},
        "My-Firms": {"title": "My-Firms"},
    }
    assert imported.data["entities"] == {
        "Firm": {
            "name": "Legal entity",
            "colour": "#8fb2ff",
            "links": {"to": ["LEI", "My-Firms"]},
        },
        "Bank": {"is_a": "Firm", "colour": "#aabbcc"},
    }
    assert imported.data["events"]["Trade"]["roles"]["Party"]["name"] == "Who"
    assert told(imported) == []


def test_arguments_that_name_a_type_with_sub_types(tmp_path: Path) -> None:
    conf = "[entities]\nFirm\n\tBank\n[relations]\nOwns Arg1:Firm, Arg2:Firm\n"
    assert told(read(tmp_path, conf)) == [
        (2, "info", "arguments that name a type permit its sub-types too")
    ]


def test_lines_that_mean_nothing(tmp_path: Path) -> None:
    conf = "[entities]\n|\n[relations]\nOwns Arg1\nHas Arg1:X\n[wishes]\nFirm\n"
    assert told(read(tmp_path, conf)) == [
        (2, "error", "the line has no name"),
        (4, "error", "the line has an argument that is not of the form NAME:TYPE"),
        (7, "warning", "the section is of no known kind, and is left out"),
        (5, "warning", "a relation has two arguments, this one 1"),
    ]


def test_a_configuration_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="no such file"):
        brat_conf.read(tmp_path, "desk", "0.1.0")
    (tmp_path / "annotation.conf").write_bytes("Gärtner".encode("latin-1"))
    with pytest.raises(FormatError, match="the configuration is not UTF-8"):
        brat_conf.read(tmp_path, "desk", "0.1.0")


def test_macros_that_double_each_other_stop_growing(tmp_path: Path) -> None:
    doubling = "".join(
        f"<{after}>=<{name}><{name}>\n" for name, after in pairwise("abcdefghijklmnop")
    )
    conf = f"[entities]\nFirm\n[relations]\n<a>={'x' * 100}\n{doubling}Owns Arg1:<k>, Arg2:Firm\n"
    found = read(tmp_path, conf)
    stopped = (14, "error", "the line is longer than 100000 characters with its macros")
    assert stopped in told(found)
    assert len(str(found.data)) < 250_000


def test_a_cardinality_beyond_all_reason_is_malformed(tmp_path: Path) -> None:
    conf = f"[entities]\nFirm\n[events]\nSale Seller{{1-{'9' * 5000}}}:Firm\n"
    assert told(read(tmp_path, conf)) == [
        (4, "error", "the line has an argument that is not of the form NAME:TYPE")
    ]
