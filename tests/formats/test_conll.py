"""CoNLL columns: schemes, columns, documents, and what does not fit."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import records

from acoe_spec.errors import FormatError
from acoe_spec.formats import conll_read, conll_write
from acoe_spec.formats.conll_tags import SCHEMES, Scheme, TokenSpan, detect, spans, tags
from acoe_spec.formats.records import ReadOptions, Sourced, WriteOptions
from acoe_spec.models.record_structs import Entity, Record

# One sentence with two touching spans of one label and one of a single token, in every scheme.
SPANS = [TokenSpan(0, 2, "ORG"), TokenSpan(2, 4, "ORG"), TokenSpan(5, 6, "PER")]
WRITTEN: dict[Scheme, list[str]] = {
    "IOB1": ["I-ORG", "I-ORG", "B-ORG", "I-ORG", "O", "I-PER"],
    "IOB2": ["B-ORG", "I-ORG", "B-ORG", "I-ORG", "O", "B-PER"],
    "IOBES": ["B-ORG", "E-ORG", "B-ORG", "E-ORG", "O", "S-PER"],
    "BILOU": ["B-ORG", "L-ORG", "B-ORG", "L-ORG", "O", "U-PER"],
}


def read(path: Path, content: str, options: ReadOptions | None = None) -> list[Sourced]:
    path.write_bytes(content.encode())
    return list(conll_read.read([path], options or ReadOptions()))


def surfaces(sourced: Sourced) -> list[tuple[str, str]]:
    assert sourced.record is not None
    found = sourced.record.annotations
    return [(one.label, str(one.text)) for one in found if isinstance(one, Entity)]


def written(path: Path, given: list[Record], options: WriteOptions | None = None) -> str:
    conll_write.write(given, path, options or WriteOptions())
    return path.read_bytes().decode()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_is_written_recognised_and_read(scheme: Scheme) -> None:
    assert tags(SPANS, 6, scheme) == WRITTEN[scheme]
    assert detect([WRITTEN[scheme]]) == scheme
    assert list(spans(WRITTEN[scheme])) == SPANS


@pytest.mark.parametrize(
    ("found", "scheme"),
    [
        ([["O", "O"]], "IOB2"),
        ([["B-A", "I-A"], ["B-B"]], "IOB2"),
        ([["I-A", "I-A"], ["I-B"]], "IOB1"),
        ([["I-A", "B-A"]], "IOB1"),
        ([["I-A"], ["B-A"]], "IOB2"),  # both begin spans: no scheme, read as the stricter one
        ([["B-A", "E-A"]], "IOBES"),
        ([["U-A"]], "BILOU"),
        ([["B", "I", "O"]], "IOB2"),
    ],
)
def test_schemes_are_told_apart(found: list[list[str]], scheme: str) -> None:
    assert detect(found) == scheme


@given(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["", "A", "B"])), max_size=6),
    st.sampled_from(SCHEMES),
)
def test_spans_come_back_from_their_tags(lengths: list[tuple[int, str]], scheme: Scheme) -> None:
    found = []
    position = 0
    for length, label in lengths:
        if label:
            found.append(TokenSpan(position, position + length, label))
        position += length
    assert list(spans(tags(found, position, scheme))) == found


def test_documents_sentences_and_columns(tmp_path: Path) -> None:
    content = (
        "-DOCSTART- -X- O O\n\nUBS NNP B-NP I-ORG\nsold VBD B-VP O\n\n"
        "Bunds NNS B-NP I-MISC\n\n-DOCSTART- -X- O O\n\nJo NNP B-NP I-PER\n\n"
    )
    first, second = read(tmp_path / "eng.conll", content, ReadOptions(schema="names@1.0.0"))
    assert first.record is not None
    assert second.record is not None
    assert (first.record.id, second.record.id) == ("eng-1", "eng-2")
    assert first.record.schema == "names@1.0.0"
    assert [(unit.id, unit.text) for unit in first.record.units] == [
        ("s1", "UBS sold"),
        ("s2", "Bunds"),
    ]
    assert surfaces(first) == [("ORG", "UBS"), ("MISC", "Bunds")]
    assert surfaces(second) == [("PER", "Jo")]
    assert [first.place_of(key).line for key in ("e1", "e2", None)] == [3, 6, 1]
    assert second.place_of("e1").line == 10
    assert written(tmp_path / "again", [first.record, second.record]) == content


def test_the_tag_column_is_the_last_of_tags_unless_it_is_given(tmp_path: Path) -> None:
    content = "UBS\tB-NP\tB-ORG\t7\nsold\tB-VP\tO\t8\n"
    (found,) = read(tmp_path / "a.conll", content)
    assert [(finding.level, finding.message) for finding in found.findings] == [
        ("info", "tags are read from column 3, as IOB2")
    ]
    assert surfaces(found) == [("ORG", "UBS")]
    for column in (2, -3):
        (found,) = read(tmp_path / "a.conll", content, ReadOptions(tag_column=column))
        assert surfaces(found) == [("NP", "UBS"), ("VP", "sold")]
        assert found.record is not None
        assert written(tmp_path / "again", [found.record]) == content + "\n"


@pytest.mark.parametrize("column", [0, 5, -5])
def test_a_tag_column_that_is_not_there(tmp_path: Path, column: int) -> None:
    with pytest.raises(FormatError, match=rf"there is no column {column}"):
        read(tmp_path / "a.conll", "UBS B-ORG\n", ReadOptions(tag_column=column))


def test_a_file_without_tags(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no column holds tags such as O, B-LABEL and I-LABEL"):
        read(tmp_path / "a.conll", "UBS NNP\nsold VBD\n")


def test_a_file_without_tokens_is_a_finding(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.conll", "\n\n")
    assert found.record is None
    assert [finding.message for finding in found.findings] == ["the file has no tokens"]


def test_lines_that_do_not_follow_are_findings_with_their_line(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.conll", "UBS B-ORG\nand\nJo I-PER\n")
    assert [(one.line, one.level, one.message) for one in found.findings] == [
        (1, "info", "tags are read from column 2, as IOB2"),
        (2, "error", "there is no tag in column 2; the token is read as untagged"),
        (3, "warning", "the tag does not follow the scheme IOB2"),
    ]
    assert surfaces(found) == [("ORG", "UBS"), ("PER", "Jo")]


def test_a_no_break_space_is_a_part_of_its_token(tmp_path: Path) -> None:
    content = "10\u00a0000 B-SIZE\nfirm O\n\n"
    (sourced,) = read(tmp_path / "d.conll", content)
    assert surfaces(sourced) == [("SIZE", "10\u00a0000")]
    assert sourced.record is not None
    assert written(tmp_path / "out.conll", [sourced.record]) == content


def test_a_long_cell_that_all_tokens_share_comes_back(tmp_path: Path) -> None:
    content = f"UBS\tB-ORG\t{'x' * 500}\nsold\tO\t{'x' * 500}\n\n"
    (sourced,) = read(tmp_path / "d.conll", content)
    assert sourced.record is not None
    assert written(tmp_path / "out.conll", [sourced.record]) == content


def test_findings_go_with_the_document_that_they_are_about(tmp_path: Path) -> None:
    content = "-DOCSTART- O\n\na B-X\nb I-Y\n\n-DOCSTART- O\n\nc\nd B-X\n"
    first, second = read(tmp_path / "d.conll", content)
    lines = [[(found.line, found.level) for found in each.findings] for each in (first, second)]
    assert lines == [[(1, "info"), (4, "warning")], [(8, "error")]]


def test_labels_that_are_no_ids_come_back(tmp_path: Path) -> None:
    content = "UBS\tB-org/bank\nand\tO\n\n"
    (found,) = read(tmp_path / "a.conll", content)
    assert surfaces(found) == [("org_u002fbank", "UBS")]
    assert found.record is not None
    assert written(tmp_path / "again", [found.record]) == content


def test_tags_without_a_type_come_back(tmp_path: Path) -> None:
    content = "UBS\tB\nAG\tI\nand\tO\n\n"
    (found,) = read(tmp_path / "a.conll", content)
    assert surfaces(found) == [("span", "UBS AG")]
    assert found.record is not None
    assert written(tmp_path / "again", [found.record]) == content


def test_another_scheme_can_be_written(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.conll", "UBS\tB-ORG\nAG\tI-ORG\n")
    assert found.record is not None
    text = written(tmp_path / "again", [found.record], WriteOptions(scheme="IOBES"))
    assert text == "UBS\tB-ORG\nAG\tE-ORG\n\n"


def record_of(text: str, *found: dict[str, Any]) -> Record:
    units = [{"type": "passage", "id": "u", "text": text}]
    record = {"id": "d", "modality": "text", "units": units, "annotations": found}
    return msgspec.json.decode(json.dumps(record), type=Record)


def entity(key: str, label: str, *ranges: tuple[int, int], **fields: Any) -> dict[str, Any]:
    found = [{"unit": "u", "start": start, "end": end} for start, end in ranges]
    return {"type": "entity", "id": key, "label": label, "spans": found, "text": "", **fields}


def test_what_columns_cannot_hold_is_reported(tmp_path: Path) -> None:
    record = record_of(
        "UBS  AG-Zürich sold.",
        entity("a", "org", (0, 7)),
        entity("b", "place", (8, 14)),
        entity("c", "org", (0, 3), comment="inner"),
        entity("d", "org", (0, 3), (15, 19)),
        {"type": "category", "id": "x", "set": "intent", "label": "rfq"},
    )
    losses = conll_write.write([record], tmp_path / "out.conll", WriteOptions())
    assert (tmp_path / "out.conll").read_text() == (
        "UBS\tB-org\nAG\tI-org\n-\tO\nZürich\tB-place\nsold.\tO\n\n"
    )
    assert [
        (loss.message.removesuffix(" cannot be written as CoNLL columns"), loss.annotation)
        for loss in losses
    ] == [
        ("the ids of a record, its units and its annotations", None),
        ("comment of an entity", "c"),
        ("an entity that is not one span", "d"),
        ("a label of kind category", "x"),
        ("a span that overlaps a longer one", "c"),
        ("white space other than one space between tokens", None),
    ]


def test_metadata_from_elsewhere_is_not_believed(tmp_path: Path) -> None:
    for kept in (
        {"tag": 2, "width": 10**12},
        {"tag": 2, "width": 3, "columns": {"3": "x\ny"}},
        {"tag": 2, "width": 3, "columns": {"3": "x" * 60_000}},
    ):
        record = record_of("UBS sold", entity("a", "org", (0, 3)))
        record.metadata = msgspec.Raw(json.dumps({"conll": kept}).encode())
        assert written(tmp_path / "out", [record]) == "UBS\tB-org\nsold\tO\n\n"


@given(records())
def test_spans_that_were_written_are_read_again(given: dict[str, Any]) -> None:
    record = msgspec.json.decode(json.dumps(given), type=Record)
    with TemporaryDirectory() as folder:
        once, twice = Path(folder) / "once.conll", Path(folder) / "twice.conll"
        conll_write.write([record], once, WriteOptions())
        if not once.read_bytes():
            return
        sources = list(conll_read.read([once], ReadOptions()))
        assert [one for source in sources for one in source.findings if one.level != "info"] == []
        conll_write.write([one.record for one in sources if one.record], twice, WriteOptions())
        assert twice.read_bytes() == once.read_bytes()
