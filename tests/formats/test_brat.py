"""brat standoff: what each kind of line becomes, what comes back, and what is lost on the way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from strategies import records

from acoe_spec.errors import FileProblem, UsageError
from acoe_spec.findings import Finding
from acoe_spec.formats import brat_lines, brat_read, brat_write
from acoe_spec.formats.records import ReadOptions, Sourced, WriteOptions
from acoe_spec.models.record_structs import Record

TEXT = "Barclays sold UBS 5mm Bund.\nUBS paid."


def read(
    folder: Path, files: Mapping[str, str], options: ReadOptions | None = None
) -> list[Sourced]:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode())
    return list(brat_read.read([folder], options or ReadOptions()))


def annotations(sourced: Sourced, *, metadata: bool = False) -> list[dict[str, Any]]:
    assert sourced.record is not None
    found: list[dict[str, Any]] = json.loads(msgspec.json.encode(sourced.record.annotations))
    return [
        {key: value for key, value in each.items() if metadata or key != "metadata"}
        for each in found
    ]


def written(
    folder: Path, given: list[Record], options: WriteOptions | None = None
) -> tuple[dict[str, str], list[Finding]]:
    findings = brat_write.write(given, folder, options or WriteOptions())
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in files
    }, findings


def record_of(text: str, *given: dict[str, Any], **fields: Any) -> Record:
    units = [{"type": "passage", "id": "text", "text": text}]
    record = {"id": "d", "modality": "text", "units": units, "annotations": given, **fields}
    return msgspec.json.decode(json.dumps(record), type=Record)


def test_every_kind_of_line(tmp_path: Path) -> None:
    lines = [
        "T1\tFirm 0 8\tBarclays",
        "T2\tFirm 14 17\tUBS",
        "T3\tSale 9 13\tsold",
        "T4\tBond 22 26\tBund",
        "T5\tFirm 28 31\tUBS",
        "E1\tSale:T3 Party:T1 Party2:T2 Item:T4",
        "R1\tSame_as Arg1:T2 Arg2:T5",
        "*\tEquiv T2 T5",
        "A1\tNegation E1",
        "A2\tSide E1 Sell",
        "M1\tSpeculation R1",
        "N1\tReference T1 LEI:G5GSEF7VJP5I7OUK5573\tBARCLAYS BANK PLC",
        "#1\tAnnotatorNotes E1\tSure of it.",
        "#2\tLemma T3\tsell",
    ]
    (sourced,) = read(tmp_path, {"d.txt": TEXT, "d.ann": "\n".join(lines) + "\n"})
    span = {"unit": "text"}
    sold = {"spans": [{**span, "start": 9, "end": 13}], "text": "sold"}
    assert sourced.findings == ()
    assert annotations(sourced) == [
        {
            "type": "entity", "id": "T1", "label": "Firm", "text": "Barclays",
            "spans": [{**span, "start": 0, "end": 8}],
            "links": [{"kb": "LEI", "id": "G5GSEF7VJP5I7OUK5573"}],
        },
        {
            "type": "entity", "id": "T2", "label": "Firm", "text": "UBS",
            "spans": [{**span, "start": 14, "end": 17}],
        },
        {"type": "entity", "id": "T3", "label": "Sale", **sold},  # for the note on it
        {
            "type": "entity", "id": "T4", "label": "Bond", "text": "Bund",
            "spans": [{**span, "start": 22, "end": 26}],
        },
        {
            "type": "entity", "id": "T5", "label": "Firm", "text": "UBS",
            "spans": [{**span, "start": 28, "end": 31}],
        },
        {
            "type": "event", "id": "E1", "label": "Sale", "trigger": sold,
            "arguments": [
                {"role": "Party", "target": "T1"},
                {"role": "Party", "target": "T2"},
                {"role": "Item", "target": "T4"},
            ],
            "attributes": {"negation": True, "side": "Sell"},
            "comment": "Sure of it.",
        },
        {
            "type": "relation", "id": "R1", "label": "Same_as", "subject": "T2", "object": "T5",
            "attributes": {"speculation": True},
        },
        {"type": "cluster", "id": "*1", "label": "Equiv", "members": ["T2", "T5"]},
    ]  # fmt: skip
    assert sourced.place_of("E1").line == 6
    assert sourced.record is not None
    files, losses = written(tmp_path / "out", [sourced.record])
    assert losses == []
    assert files["d.txt"] == TEXT
    assert sorted(files["d.ann"].splitlines()) == sorted(lines)


def test_shared_triggers_and_events_as_arguments_come_back(tmp_path: Path) -> None:
    lines = [
        "T1\tFirm 0 8\tBarclays",
        "T2\tFirm 14 17\tUBS",
        "T3\tSale 9 13\tsold",
        "E1\tSale:T3 Party:T1",
        "E2\tSale:T3 Party:T2 Cause:E1",
    ]
    (sourced,) = read(tmp_path, {"d.txt": TEXT, "d.ann": "\n".join(lines)})
    kinds = [(found["type"], found["id"]) for found in annotations(sourced)]
    assert kinds == [("entity", "T1"), ("entity", "T2"), ("event", "E1"), ("event", "E2")]
    assert sourced.record is not None
    files, _ = written(tmp_path / "out", [sourced.record])
    assert sorted(files["d.ann"].splitlines()) == sorted(lines)


@pytest.mark.parametrize(
    ("known", "as_written", "roles"),
    [
        ((), ["Theme", "Theme2"], ["Theme", "Theme"]),
        ((), ["Theme1", "Theme2"], ["Theme", "Theme"]),
        (("Org1", "Org2"), ["Org1", "Org2"], ["Org1", "Org2"]),
        (("Org1",), ["Org1", "Org12"], ["Org1", "Org1"]),
        (("Theme", "Site"), ["Theme", "Theme2", "Site2"], ["Theme", "Theme", "Site"]),
    ],
)
def test_numbers_of_roles(
    tmp_path: Path, known: tuple[str, ...], as_written: list[str], roles: list[str]
) -> None:
    bounds = "".join(f"T{n}\tFirm {n} {n + 1}\t{TEXT[n]}\n" for n in range(1, 4))
    arguments = " ".join(f"{role}:T{n}" for n, role in enumerate(as_written, 1))
    files = {"d.txt": TEXT, "d.ann": f"{bounds}T9\tSale 9 13\tsold\nE1\tSale:T9 {arguments}\n"}
    (sourced,) = read(tmp_path, files, ReadOptions(roles=frozenset(known)))
    assert [one["role"] for one in annotations(sourced)[-1]["arguments"]] == roles
    assert sourced.record is not None
    again, _ = written(tmp_path / "out", [sourced.record])
    assert f"E1\tSale:T9 {arguments}\n" in again["d.ann"]


@pytest.mark.parametrize(
    ("line", "subject", "object_"),
    [
        ("R1\tOwns Arg1:T1 Arg2:T2", "T1", "T2"),
        ("R1\tOwns Arg2:T1 Arg1:T2", "T2", "T1"),
        ("R1\tOwns Owner:T1 Owned:T2", "T1", "T2"),
    ],
)
def test_arguments_of_relations(tmp_path: Path, line: str, subject: str, object_: str) -> None:
    bounds = "T1\tFirm 0 8\tBarclays\nT2\tFirm 14 17\tUBS\n"
    (sourced,) = read(tmp_path, {"d.txt": TEXT, "d.ann": bounds + line + "\n"})
    found = annotations(sourced)[-1]
    assert (found["subject"], found["object"]) == (subject, object_)
    assert sourced.record is not None
    files, _ = written(tmp_path / "out", [sourced.record])
    assert files["d.ann"] == bounds + line + "\n"


def test_relation_arguments_by_the_taxonomy(tmp_path: Path) -> None:
    bounds = "T1\tFirm 0 8\tBarclays\nT2\tFirm 14 17\tUBS\n"
    options = ReadOptions(relation_roles={"Owns": ("Owner", "Owned")})
    files = {"d.txt": TEXT, "d.ann": f"{bounds}R1\tOwns Owned:T1 Owner:T2\n"}
    (sourced,) = read(tmp_path, files, options)
    assert (annotations(sourced)[-1]["subject"], annotations(sourced)[-1]["object"]) == ("T2", "T1")


def test_fragments_at_line_ends_are_one_span_and_are_cut_again(tmp_path: Path) -> None:
    text = "Deutsche\r\nBank and\nCo"
    lines = "T1\tFirm 0 8;10 14\tDeutsche Bank\nT2\tFirm 0 8;15 18\tDeutsche and\n"
    (sourced,) = read(tmp_path, {"d.txt": text, "d.ann": lines})
    first, second = annotations(sourced)
    assert first["spans"] == [{"unit": "text", "start": 0, "end": 14}]
    assert first["text"] == "Deutsche\r\nBank"
    assert [span["start"] for span in second["spans"]] == [0, 15]
    assert sourced.record is not None
    files, losses = written(tmp_path / "out", [sourced.record])
    assert (files["d.txt"], files["d.ann"], losses) == (text, lines, [])


def test_offsets_count_code_points_and_carriage_returns(tmp_path: Path) -> None:
    files = {"d.txt": "😀\r\né UBS", "d.ann": "T1\tFirm 5 8\tUBS\r\n"}
    (sourced,) = read(tmp_path, files)
    assert annotations(sourced)[0]["text"] == "UBS"
    assert sourced.findings == ()


def test_a_text_column_that_says_something_else_is_left_for_the_rules(tmp_path: Path) -> None:
    (sourced,) = read(tmp_path, {"d.txt": TEXT, "d.ann": "T1\tFirm 0 8\tBarclay\n"})
    assert annotations(sourced)[0]["text"] == "Barclay"


@pytest.mark.parametrize("line", ["R1\tSells A:T1 B:T2\ta remark", "A1\tNegation T1\ta remark"])
def test_text_in_a_column_too_many_is_left_out_and_said_so(tmp_path: Path, line: str) -> None:
    entities = "T1\tFirm 0 8\tBarclays\nT2\tSale 9 13\tsold\n"
    (sourced,) = read(tmp_path, {"d.txt": TEXT, "d.ann": f"{entities}{line}\n"})
    (finding,) = sourced.findings
    assert (finding.rule, finding.level, finding.line) == ("source-interpreted", "warning", 3)
    assert finding.message == "text after the last tab has no place in such a line; it is left out"


def test_a1_and_a2_are_read_together_and_written_apart(tmp_path: Path) -> None:
    files = {
        "x/d.txt": TEXT,
        "x/d.a1": "T1\tFirm 0 8\tBarclays\n",
        "x/d.a2": "T2\tSale 9 13\tsold\nE1\tSale:T2 Party:T1\nM1\tNegation E1\n*\tEquiv T1 T1\n",
    }
    (sourced,) = read(tmp_path, files)
    assert sourced.record is not None
    assert sourced.record.id == "x/d"
    assert sourced.place_of("T1").file.endswith("d.a1")
    again, losses = written(tmp_path / "out", [sourced.record])
    assert losses == []
    assert {name: sorted(content.split("\n")) for name, content in again.items()} == {
        name: sorted(content.split("\n")) for name, content in files.items()
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T2 Firm 0 8 Barclays", "the line has no tab after its id"),
        ("T2\tFirm 0 x\tBarclays", "the line has no label with START END offsets"),
        ("T2\tFirm 0 99999999999999999999\tB", "the line has an offset that is too large"),
        ("T2\tFirm 0 " + "9" * 5000, "the line has an offset that is too large"),
        ("R2\tOwns Arg1:T1", "the line is no relation with two arguments ROLE:ID"),
        ("E2\tSale:T1 T1", "the line is no event of the form LABEL:TRIGGER ROLE:ID ..."),
        ("A2\tNegation", "the line is no attribute of the form NAME ID or NAME ID VALUE"),
        ("N2\tRef T1 L", "the line is no normalization of the form KIND ID DATABASE:IDENTIFIER"),
        ("*\tEquiv", "the line is no equivalence of the form LABEL ID ID ..."),
        ("X2\tWhat T1", "the line is of no known kind (T, E, R, A, M, N, * or #)"),
    ],
)  # fmt: skip
def test_malformed_lines_are_findings_and_survive(tmp_path: Path, line: str, message: str) -> None:
    content = f"T1\tFirm 0 8\tBarclays\n{line}\n"
    (sourced,) = read(tmp_path, {"d.txt": TEXT, "d.ann": content})
    (finding,) = sourced.findings
    assert (finding.rule, finding.line, finding.message) == ("source-malformed", 2, message)
    assert sourced.record is not None
    assert len(sourced.record.annotations) == 1
    files, _ = written(tmp_path / "out", [sourced.record])
    assert files["d.ann"] == content


def test_a_long_run_of_spaces_in_an_attribute_costs_no_more_than_its_length() -> None:
    value = "x" + " " * 1_000_000 + "y"
    found = brat_lines.parse(f"A1\tRemark T1 {value}")
    assert found == brat_lines.Attribute("A1", "Remark", "T1", value)


def test_lines_about_nothing_are_findings_and_survive(tmp_path: Path) -> None:
    content = "E1\tSale:T9\nA1\tNegation E7\n#1\tAnnotatorNotes A1\tunsure\n"
    (sourced,) = read(tmp_path, {"d.txt": TEXT, "d.ann": content})
    assert [(found.line, found.level, found.message) for found in sourced.findings] == [
        (2, "error", "there is no text span, relation or event 'E7'"),
        (3, "info", "there is no text span, relation or event 'A1'"),
        (1, "error", "the trigger 'T9' is not in the file"),
    ]
    assert sourced.record is not None
    files, _ = written(tmp_path / "out", [sourced.record])
    assert files["d.ann"] == content


def test_names_that_are_no_ids(tmp_path: Path) -> None:
    content = "T1\t<Firm> 0 8\tBarclays\nA1\tKauf-Art T1 voll/teil\n"
    (sourced,) = read(tmp_path, {"d.txt": TEXT, "d.ann": content})
    (found,) = annotations(sourced)
    assert found["label"] == "_u003cFirm_u003e"
    assert found["attributes"] == {"kauf_art": "voll_u002fteil"}
    assert sourced.record is not None
    files, _ = written(tmp_path / "out", [sourced.record])
    assert files["d.ann"] == content


def test_labels_by_alias_and_kind(tmp_path: Path) -> None:
    lines = "T1\tcc 0 8\tBarclays\nT2\tcc 14 17\tUBS\nR1\tcc Arg1:T1 Arg2:T2\n*\tcc T1 T2\n"
    options = ReadOptions(labels={("relation", "cc"): "cc_2"})
    (sourced,) = read(tmp_path, {"d.txt": TEXT, "d.ann": lines}, options)
    assert [found["label"] for found in annotations(sourced)] == ["cc", "cc", "cc_2", "cc_2"]
    assert sourced.record is not None
    files, _ = written(tmp_path / "out", [sourced.record])
    assert files["d.ann"] == lines


def test_labels_are_written_by_alias(tmp_path: Path) -> None:
    span = {"unit": "text", "start": 0, "end": 3}
    entity = {"type": "entity", "id": "T1", "label": "firm", "spans": [span], "text": "UBS"}
    options = WriteOptions(labels={("entity", "firm"): "Firma", ("event", "firm"): "Gründung"})
    brat_write.write([record_of("UBS", entity)], tmp_path, options)
    assert (tmp_path / "d.ann").read_text() == "T1\tFirma 0 3\tUBS\n"


def test_a_document_without_its_text_is_a_finding(tmp_path: Path) -> None:
    (sourced,) = read(tmp_path, {"d.ann": "T1\tFirm 0 8\tBarclays\n"})
    assert sourced.record is None
    assert [found.message for found in sourced.findings] == [
        "the text that the annotations are about is not there"
    ]


def test_a_text_that_is_not_utf8_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "d.txt").write_bytes(b"caf\xe9")
    (tmp_path / "d.ann").write_bytes(b"")
    (sourced,) = brat_read.read([tmp_path / "d.ann"], ReadOptions())
    assert [found.message for found in sourced.findings] == ["byte 4 of the text is not UTF-8"]


def test_files_that_are_not_brats(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("a,b")
    with pytest.raises(UsageError, match=r"this is no file of brat's"):
        list(brat_read.read([tmp_path / "d.csv"], ReadOptions()))
    with pytest.raises(FileProblem, match="no such file"):
        list(brat_read.read([tmp_path / "d.ann"], ReadOptions()))


def test_a_record_that_was_never_in_brat(tmp_path: Path) -> None:
    record = record_of(
        "UBS sold",
        {"type": "entity", "id": "firm", "label": "fin:firm", "text": "UBS",
         "spans": [{"unit": "text", "start": 0, "end": 3}],
         "attributes": {"lots": 5, "sure": False, "side": ["buy", "sell"]},
         "links": [{"kb": "lei", "id": "X1"}, {"kb": "lei", "status": "nil"}],
         "comment": "two\nlines", "confidence": 0.5},
        {"type": "event", "id": "sale", "label": "sale", "arguments": [
            {"role": "seller", "target": "firm"}, {"role": "seller", "target": "gone"}],
         "trigger": {"spans": [{"unit": "text", "start": 4, "end": 8}], "text": "sold"}},
        {"type": "event", "id": "hint", "label": "sale", "arguments": []},
        {"type": "category", "id": "c", "set": "intent", "label": "rfq"},
        schema="t@1.0.0",
        metadata={"desk": 1},
    )  # fmt: skip
    files, losses = written(tmp_path, [record])
    assert files["d.ann"].splitlines() == [
        "T1\tfin_firm 0 3\tUBS",
        "N1\tReference T1 lei:X1\t",
        "A1\tlots T1 5",
        "A2\tside T1 buy",
        "A3\tside T1 sell",
        "#1\tAnnotatorNotes T1\ttwo lines",
        "T2\tsale 4 8\tsold",
        "E1\tsale:T2 seller:T1",
    ]
    assert [(loss.message.removesuffix(" cannot be written as brat standoff"), loss.count)
            for loss in losses] == [
        ("an id that is not of brat's form", 2),
        ("schema of a record", 1),
        ("metadata of a record", 1),
        ("confidence of entity", 1),
        ("the colon in an imported label", 1),
        ("a link without one identifier", 1),
        ("the type of an integer attribute", 1),
        ("an attribute that is false", 1),
        ("a line end in a comment", 1),
        ("an argument that is not there", 1),
        ("an event without trigger", 1),
        ("a category", 1),
    ]  # fmt: skip


def test_white_space_in_names_costs_the_white_space_and_nothing_else(tmp_path: Path) -> None:
    record = record_of(
        "UBS sold",
        {"type": "entity", "id": "T1", "label": "big firm",
         "spans": [{"unit": "text", "start": 0, "end": 3}], "text": "UBS"},
        {"type": "event", "id": "E1", "label": "sale",
         "arguments": [{"role": "sold by", "target": "T1"}],
         "trigger": {"spans": [{"unit": "text", "start": 4, "end": 8}], "text": "sold"}},
    )  # fmt: skip
    options = WriteOptions(labels={("event", "sale"): "A sale"})
    files, losses = written(tmp_path, [record], options)
    assert files["d.ann"].splitlines() == [
        "T1\tbig_firm 0 3\tUBS",
        "T2\tsale 4 8\tsold",
        "E1\tsale:T2 sold_by:T1",
    ]
    assert [(loss.message.removesuffix(" cannot be written as brat standoff"), loss.count)
            for loss in losses] == [
        ("white space in a label or role", 2),
        ("an alias with white space", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "record_id", ["../../etc/passwd", "/etc/passwd", "..", ".", "a//b", "a\\..\\b", "CON", "%2e%2e"]
)
def test_no_record_id_leaves_the_directory(tmp_path: Path, record_id: str) -> None:
    record = record_of("x")
    record.id = record_id
    brat_write.write([record], tmp_path / "in" / "here", WriteOptions())
    assert {path.parent for path in (tmp_path / "in").iterdir()} == {tmp_path / "in"}
    outside = [path for path in tmp_path.rglob("*.txt") if "here" not in path.parts]
    assert outside == []
    (sourced,) = brat_read.read([tmp_path / "in" / "here"], ReadOptions())
    assert sourced.record is not None
    assert sourced.record.id == record_id


def test_metadata_cannot_name_other_files(tmp_path: Path) -> None:
    record = record_of("x", metadata={"brat": {"files": [".a1", "/../../evil"], "first": []}})
    files, losses = written(tmp_path / "out", [record])
    assert set(files) == {"d.txt", "d.ann"}
    assert losses == []


@pytest.mark.parametrize("ids", [("a", "a.txt/b"), ("a.txt/b", "a")])
def test_a_folder_where_a_file_must_stand_is_a_problem_of_files(
    tmp_path: Path, ids: tuple[str, str]
) -> None:
    given = [structs.replace(record_of("x"), id=each) for each in ids]
    with pytest.raises(FileProblem):
        brat_write.write(given, tmp_path, WriteOptions())


def test_two_views_of_a_document_get_two_files(tmp_path: Path) -> None:
    views = [record_of("x", view="a"), record_of("x", view="b"), record_of("x"), record_of("x")]
    files, _ = written(tmp_path, views)
    assert [name for name in files if name.endswith(".txt")] == [
        "d.txt", "d@a.txt", "d@b.txt", "d~2.txt",
    ]  # fmt: skip


NAMES = st.text(alphabet="abZ09_-é<", min_size=1, max_size=5)
IDS = st.integers(1, 99)


@given(
    st.one_of(
        st.builds(
            brat_lines.TextBound,
            st.builds("T{}".format, IDS),
            NAMES,
            st.lists(st.tuples(IDS, IDS), min_size=1, max_size=3).map(tuple),
            st.none() | st.text(alphabet="ab \té😀"),
        ),
        st.builds(
            brat_lines.Event,
            st.builds("E{}".format, IDS),
            NAMES,
            st.none() | NAMES,
            st.lists(st.tuples(NAMES, NAMES), max_size=3).map(tuple),
        ),
        st.builds(brat_lines.Attribute, st.just("A1"), NAMES, NAMES, st.none() | NAMES),
        st.builds(
            brat_lines.Equivalence, NAMES, st.lists(NAMES, min_size=1, max_size=3).map(tuple)
        ),
        st.builds(brat_lines.Note, st.just("#1"), NAMES, NAMES, st.text(alphabet="ab \té😀")),
    )
)
def test_parsing_undoes_rendering(line: brat_lines.Line) -> None:
    assert brat_lines.parse(brat_lines.render(line)) == line


@given(st.text(alphabet="TERAMN*#0129 \t:;abé", max_size=30))
def test_no_line_is_too_strange_to_be_parsed(line: str) -> None:
    parsed = brat_lines.parse(line)
    if not isinstance(parsed, brat_lines.Malformed):
        assert brat_lines.parse(brat_lines.render(parsed)) == parsed


def test_a_fragment_that_is_a_line_end_is_not_joined_to_the_next(tmp_path: Path) -> None:
    files = {"d.txt": "00\n\n00", "d.ann": "T1\tFirm 0 1;2 3;4 5\t0   0\n"}
    (sourced,) = read(tmp_path / "in", files)
    assert sourced.record is not None
    again, losses = written(tmp_path / "out", [sourced.record])
    assert (again["d.ann"], losses) == (files["d.ann"], [])


@given(records())
def test_what_was_written_once_is_written_again_without_loss(given: dict[str, Any]) -> None:
    record = msgspec.json.decode(json.dumps(given), type=Record)
    with TemporaryDirectory() as name:
        once, twice = Path(name) / "once", Path(name) / "twice"
        brat_write.write([record], once, WriteOptions())
        (sourced,) = brat_read.read([once], ReadOptions())
        assert [found for found in sourced.findings if found.level == "error"] == []
        assert sourced.record is not None
        files, losses = written(twice, [sourced.record])
        assert losses == []
        for file, content in files.items():
            assert sorted((once / file).read_bytes().decode().split("\n")) == sorted(
                content.split("\n")
            )
