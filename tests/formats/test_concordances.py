"""Concordances as they are published: tables with titles above and notes beside, and SSSOM."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.errors import FormatError, UsageError
from acoe_spec.formats.concordances import ConcordanceOptions, Pair, read


def pairs(
    tmp_path: Path, content: str | bytes, options: ConcordanceOptions | None = None
) -> list[tuple[int, str | None, str | None, str | None]]:
    """Line, old id, new id and predicate of each pair."""
    path = tmp_path / "mapping.csv"
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return [(each.line, each.old, each.new, each.predicate) for each in read(path, options).pairs]


COLUMNS = ConcordanceOptions(old="2017 Code", new="2022 Code")
CENSUS = (
    "\ufeff2017 matched to 2022 (full concordance),,,\n"
    "(Note: codes in bold are pieces.),,,\n"
    '2017 Code,"2017 Title\n(and specific piece)",2022 Code,2022 Title\n'
    '1,"Soy, beans",1,Soy\n'
    ",,,\n"
    "2,Peas,1,Soy\n"
    "3,Wine,,\n"
    ",,4,Cider\n"
    "note below,,,\n"
)
CENSUS_PAIRS = [
    (5, "1", "1", None),
    (7, "2", "1", None),
    (8, "3", None, None),
    (9, None, "4", None),
    (10, "note below", None, None),
]


def test_titles_above_a_header_whose_cells_have_several_lines(tmp_path: Path) -> None:
    assert pairs(tmp_path, CENSUS, COLUMNS) == CENSUS_PAIRS


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_any_line_end(tmp_path: Path, line_end: str) -> None:
    assert pairs(tmp_path, CENSUS.replace("\n", line_end), COLUMNS) == CENSUS_PAIRS


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_any_delimiter(tmp_path: Path, delimiter: str) -> None:
    content = "old,name,new\na,x,b\nc,y,d\n".replace(",", delimiter)
    assert pairs(tmp_path, content) == [(2, "a", "b", None), (3, "c", "d", None)]


@pytest.mark.parametrize(
    ("old", "new"), [("1", "3"), ("2017 code", "2022_CODE"), ("1", "2022 Code")]
)
def test_columns_by_number_or_by_title(tmp_path: Path, old: str, new: str) -> None:
    assert pairs(tmp_path, CENSUS, ConcordanceOptions(old=old, new=new)) == CENSUS_PAIRS


def test_a_title_that_is_a_number_goes_before_the_number(tmp_path: Path) -> None:
    content = "2,1\na,b\n"
    assert pairs(tmp_path, content, ConcordanceOptions(old="1", new="2")) == [(2, "b", "a", None)]


def test_a_table_without_a_header(tmp_path: Path) -> None:
    options = ConcordanceOptions(old="1", new="2", header=False)
    assert pairs(tmp_path, "a,b\nc,d\n", options) == [(1, "a", "b", None), (2, "c", "d", None)]
    with pytest.raises(UsageError, match="no row near the top has the columns 'x' and 'y'"):
        pairs(tmp_path, "a,b\n", ConcordanceOptions(old="x", new="y", header=False))


SSSOM = (
    "#curie_map:\n"
    "#  desk1: https://example.org/desk/1/\n"
    '#license: "https://creativecommons.org/licenses/by/4.0/"\n'
    '#comment: one, two, three, a lone " and so on\n'
    "subject_id\tsubject_label\tpredicate_id\tpredicate_modifier\tobject_id\tcomment\n"
    "desk1:bond\tBond\tskos:exactMatch\t\tdesk2:bond\t\n"
    'desk1:bill\tBill\tskos:broadMatch\t\tdesk2:bond\t"said ""bill""\nonce"\n'
    "desk1:note\tNote\tskos:narrowMatch\t\tdesk2:frn\t\n"
    "desk1:swap\tSwap\tskos:closeMatch\t\tdesk2:swap\t\n"
    "desk1:cap\tCap\tskos:relatedMatch\t\tdesk2:swap\t\n"
    "desk1:fx\tFX\tskos:exactMatch\t\tsssom:NoTermFound\t\n"
    "sssom:NoTermFound\t\tskos:exactMatch\t\tdesk2:new\t\n"
    "desk1:cap\tCap\tskos:exactMatch\tNot\tdesk2:bond\t\n"
    "https://example.org/desk/1/opt\tO\towl:equivalentClass\t\thttps://example.org/d2#opt\t\n"
    "desk1:odd\tOdd\tex:resembles\t\tdesk2:opt\t\n"
    "desk1:bare\tBare\t\t\tdesk2:opt\t\n"
)


def test_sssom_has_ids_without_prefix_and_says_how_close_a_pair_is(tmp_path: Path) -> None:
    assert pairs(tmp_path, SSSOM) == [
        (6, "bond", "bond", "exact"),
        (7, "bill", "bond", "broad"),
        (9, "note", "frn", "narrow"),
        (10, "swap", "swap", "close"),
        (11, "cap", "swap", "related"),
        (12, "fx", None, "exact"),
        (13, None, "new", "exact"),
        (14, "cap", "bond", "not"),
        (15, "opt", "opt", "exact"),
        (16, "odd", "opt", "unknown"),
        (17, "bare", "opt", None),
    ]


def test_sssom_with_its_metadata_in_another_file(tmp_path: Path) -> None:
    path = tmp_path / "mapping.sssom.tsv"
    path.write_text("subject_id\tpredicate_id\tobject_id\na:x\tskos:exactMatch\tb:y\n", "utf-8")
    found = read(path)
    assert found.sssom
    assert found.pairs == (Pair(line=2, old="x", new="y", predicate="exact"),)


def test_sssom_is_turned_round_where_its_object_is_the_old_label(tmp_path: Path) -> None:
    assert pairs(tmp_path, SSSOM, ConcordanceOptions(old="object_id", new="subject_id"))[:7] == [
        (6, "bond", "bond", "exact"),
        (7, "bond", "bill", "narrow"),
        (9, "frn", "note", "broad"),
        (10, "swap", "swap", "close"),
        (11, "swap", "cap", "related"),
        (12, None, "fx", "exact"),
        (13, "new", None, "exact"),
    ]
    named = ConcordanceOptions(old="subject_id", new="object_id")
    assert pairs(tmp_path, SSSOM, named) == pairs(tmp_path, SSSOM)


def test_a_title_over_two_columns_is_not_chosen_from(tmp_path: Path) -> None:
    content = "Code,Title,Code\na,A,x\n"
    with pytest.raises(UsageError, match="the title 'Code' stands over columns 1 and 3") as caught:
        pairs(tmp_path, content, ConcordanceOptions(old="Code", new="Code"))
    assert caught.value.hint == "name the column by its number"
    options = ConcordanceOptions(old="1", new="3")
    assert pairs(tmp_path, content, options) == [(2, "a", "x", None)]


@pytest.mark.parametrize("header", [True, False])
def test_old_and_new_ids_are_not_of_one_column(tmp_path: Path, header: bool) -> None:
    with pytest.raises(UsageError, match="the old and the new ids are both in column 1"):
        pairs(tmp_path, "a,b\n", ConcordanceOptions(old="1", new="1", header=header))


@pytest.mark.parametrize("header", [True, False])
def test_columns_are_counted_from_1(tmp_path: Path, header: bool) -> None:
    with pytest.raises(UsageError, match="no row near the top has the columns '0' and '2'"):
        pairs(tmp_path, "a,b\n", ConcordanceOptions(old="0", new="2", header=header))


def test_what_was_taken_for_the_header_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mapping.csv"
    path.write_text("Desk\na,b\nc,d\n", "utf-8")
    assert read(path, ConcordanceOptions(old="1", new="2")).header == Pair(line=2, old="a", new="b")
    assert read(path, ConcordanceOptions(old="1", new="2", header=False)).header is None


def test_a_header_that_begins_like_a_comment_is_a_header(tmp_path: Path) -> None:
    options = ConcordanceOptions(old="#old", new="new")
    assert pairs(tmp_path, "#old,new\na,b\n", options) == [(2, "a", "b", None)]


def test_what_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing says which columns hold the old and") as caught:
        pairs(tmp_path, "Report\nCode A,Code B\n1,2\n")
    assert caught.value.hint == "name two of its columns, by title or by number: 'Code A', 'Code B'"
    with pytest.raises(UsageError, match="no row near the top has the columns 'Code A' and 'C'"):
        pairs(tmp_path, "Code A,Code B\n1,2\n", ConcordanceOptions(old="Code A", new="C"))
    with pytest.raises(UsageError, match="only one of the two columns is named"):
        pairs(tmp_path, "Code A,Code B\n1,2\n", ConcordanceOptions(old="Code A"))
    with pytest.raises(FormatError, match="the concordance is empty"):
        pairs(tmp_path, "\n\n", COLUMNS)
    with pytest.raises(FormatError, match="the table is not UTF-8"):
        pairs(tmp_path, "old,new\na,b\n".encode("utf-16"))
    with pytest.raises(FormatError, match="from here this is no table"):
        pairs(tmp_path, 'old,new\na,"b\n')


IDS = st.none() | st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1)


@given(st.lists(st.tuples(IDS, IDS).filter(any)), st.sampled_from(",;\t|"))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    written: list[tuple[str | None, str | None]],
    delimiter: str,
) -> None:
    rows = [("old", "new"), *written]
    content = "".join(f"{old or ''}{delimiter}{new or ''}\n" for old, new in rows)
    expected = [(line, *pair, None) for line, pair in enumerate(written, start=2)]
    assert pairs(tmp_path_factory.mktemp("table"), content) == expected
