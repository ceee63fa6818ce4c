"""`acoe review apply`: what is refused, word for word, and what is done already."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from desk import lines
from review_desk import (
    ASK,
    HOLDS,
    NEW,
    NOTE,
    OTHER_NOTE,
    QUALITY,
    SCRIP,
    STATE,
    UBS,
    Json,
    category,
    decide,
    make_workspace,
    migrated,
    questions,
    read,
    record,
)
from running import Ran, acoe

from acoe_spec.migration.review_questions import fingerprint
from acoe_spec.models.record_structs import Record


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace, which is the working directory of the test."""
    folder = make_workspace(tmp_path / "desk")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")
    return folder


def one(*annotations: Json, **fields: object) -> tuple[Path, Json]:
    """A migrated file of one record, and its first question."""
    file = migrated(Path("a.jsonl"), record("r1", *annotations, **fields))
    return file, questions("a.jsonl")[0]


def applied(*decided: tuple[Json, object]) -> Ran:
    decide(Path("d.jsonl"), *decided)
    return acoe("review", "apply", "d.jsonl", "a.jsonl", "--in-place")


NOTHING = "Carried out 0 decisions in 0 records of 0 files\n"


def refused(ran: Ran, *, rule: str, said: str, annotation: str = "e2") -> None:
    """The run refused the decision in line 1, in these words, and changed nothing."""
    assert ran.code == 1
    message, _, hint = said.partition("\n")
    shown = [
        f"d.jsonl:1: error: {message} [{rule}]",
        f"    record r1, annotation {annotation}, at /decision",
        *([f"    hint: {hint}"] if hint else []),
        "",
        f"1 error in 1 file: {rule} 1.",
    ]
    assert ran.err.splitlines() == shown
    assert ran.out.startswith(
        "Carried out 0 decisions in 0 records of 0 files\n         1  refused"
    )


@pytest.mark.usefixtures("desk")
def test_none_of_the_candidates() -> None:
    file, asked = one(NOTE)
    before = file.read_bytes()

    refused(
        applied((asked, {"label": "shortnote"})),
        rule="decision-not-a-candidate",
        said="'shortnote' is none of the candidates\n"
        "choose 'long_note' or 'short_note'; where none is right, write the whole annotation: "
        '{"annotation": ...}',
    )
    assert file.read_bytes() == before


@pytest.mark.usefixtures("desk")
def test_none_of_the_values() -> None:
    _, asked = one(STATE)

    refused(
        applied((asked, {"value": "state"})),
        rule="decision-not-a-candidate",
        said="'state' is none of the candidates\n"
        "choose 'city' or 'nation'; where none is right, write the whole annotation: "
        '{"annotation": ...}',
        annotation="e5",
    )


@pytest.mark.usefixtures("desk")
def test_a_value_for_a_question_about_the_label() -> None:
    _, asked = one(NOTE)

    refused(
        applied((asked, {"value": "short_note"})),
        rule="decision-invalid",
        said='it is open which label this has, not which value\ngive "label"',
    )


@pytest.mark.usefixtures("desk")
def test_a_label_for_a_question_about_the_value() -> None:
    _, asked = one(STATE)

    refused(
        applied((asked, {"label": "bond"})),
        rule="decision-invalid",
        said="it does not say which value 'issuer' has, which is open too\n"
        "give it as \"value\": 'city' or 'nation'",
        annotation="e5",
    )


@pytest.mark.usefixtures("desk")
def test_no_such_label() -> None:
    _, asked = one(SCRIP)

    refused(
        applied((asked, {"label": "scrap"})),
        rule="decision-invalid",
        said="'scrap' is no label of 'entity' in paper@2.0.0\n"
        "name one of its labels; one of another category set with the set, as in intent/x",
        annotation="e4",
    )


@pytest.mark.usefixtures("desk")
def test_the_annotation_would_be_wrong() -> None:
    _, asked = one(NOTE)
    whole = NOTE | {"label": "short_note", "attributes": {"term": "3m"}}

    refused(
        applied((asked, {"annotation": whole})),
        rule="decision-invalid",
        said="the annotation would be wrong: 'term' is no attribute of 'short_note'\n"
        'choose something else, give the whole "annotation", or drop it',
    )


@pytest.mark.usefixtures("desk")
def test_another_annotation() -> None:
    _, asked = one(NOTE)

    refused(
        applied((asked, {"annotation": NOTE | {"id": "e9", "label": "short_note"}})),
        rule="decision-invalid",
        said="the annotation that is given has the id 'e9', not 'e2'\nan annotation keeps its id",
    )


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("decision", "message"),
    [
        ({}, "a decision says exactly one thing"),
        ({"label": "long_note", "drop": True}, "a decision says exactly one thing"),
        ({"drop": False}, "a decision says exactly one thing"),
        ("long_note", "this decision has not the form of one"),
        ({"lable": "long_note"}, "this decision has not the form of one"),
        ({"label": 3}, "this decision has not the form of one: see label"),
        (
            {"annotation": {"type": "entity", "id": "e2"}},
            "this decision has not the form of one: see annotation",
        ),
    ],
)
def test_no_decision(decision: object, message: str) -> None:
    _, asked = one(NOTE)

    refused(
        applied((asked, decision)),
        rule="decision-invalid",
        said=f'{message}\ngive one of {{"label": ...}}, {{"value": ...}}, {{"annotation": ...}}, '
        '{"drop": true}',
    )


@pytest.mark.usefixtures("desk")
def test_no_line_of_a_queue() -> None:
    one(NOTE)
    content = b'{"decision":{"drop":true},"format":1,"record":"UBS buys"}\n[]\nnothing\n\n{}\n'
    Path("d.jsonl").write_bytes(content)

    ran = acoe("review", "apply", "d.jsonl", "a.jsonl", "--in-place")

    assert ran.code == 1
    hint = "    hint: run `acoe review export` again, and leave its lines as they are"
    assert ran.err.splitlines() == [
        "d.jsonl:1: error: this is no line of a review queue: it has no schema [decision-invalid]",
        hint,
        "d.jsonl:2: error: this line is no object of JSON [decision-invalid]",
        hint,
        "d.jsonl:3:1: error: not JSON: a value is expected here [decision-invalid]",
        "    hint: one JSON object a line, as RFC 8259 has it",
        "",
        "3 errors in 1 file: decision-invalid 3.",
    ]
    assert "         1  not decided yet, of 1 question\n" in ran.out


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("decision", "what"),
    [
        (
            b'"decision":null,"decision":{"drop":true}',
            "a key stands twice in one object, and readers differ on which one counts",
        ),
        (
            b'"decision":{"label":"long_note","label":"short_note"}',
            "a key stands twice in one object, and readers differ on which one counts",
        ),
        (b'"decision":{"label":"\xff"}', "is not UTF-8"),
        (b'"decision":{"label":"\\ud800"}', "half of a surrogate pair"),
        (b'"decision":' + b"[" * 100_000 + b"]" * 100_000, "nested deeper than"),
    ],
)
def test_what_readers_of_json_take_differently(decision: bytes, what: str) -> None:
    file, asked = one(NOTE)
    before = file.read_bytes()
    Path("d.jsonl").write_bytes(lines(asked).rstrip()[:-1] + b"," + decision + b"}\n")

    ran = acoe("review", "apply", "d.jsonl", "a.jsonl", "--in-place")

    assert ran.code == 1
    assert ran.err.startswith("d.jsonl:1:")
    assert what in ran.err
    assert ran.err.endswith("1 error in 1 file: decision-invalid 1.\n")
    assert file.read_bytes() == before


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("fingerprint", ["", "0", "z" * 32, "0" * 32 + "\n"])
def test_no_fingerprint_of_an_export(fingerprint: str) -> None:
    _, asked = one(NOTE)

    refused(
        applied((asked | {"fingerprint": fingerprint}, {"drop": True})),
        rule="decision-stale",
        said=f"the fingerprint is none of an export\n{EXPORT_AGAIN}",
    )


@pytest.mark.usefixtures("desk")
def test_a_label_of_another_kind() -> None:
    _, asked = one(SCRIP)

    refused(
        applied((asked, {"label": "intent/tell"})),
        rule="decision-invalid",
        said="'intent/tell' is no label of 'entity' in paper@2.0.0\n"
        "name one of its labels; one of another category set with the set, as in intent/x",
        annotation="e4",
    )


@pytest.mark.usefixtures("desk")
def test_attributes_belong_to_a_label_or_a_value() -> None:
    _, asked = one(NOTE)

    refused(
        applied((asked, {"drop": True, "attributes": {"tenor": "3m"}})),
        rule="decision-invalid",
        said='"attributes" belong to a label or a value\n'
        'give one of {"label": ...}, {"value": ...}, {"annotation": ...}, {"drop": true}',
    )


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("beside", [{"reopen": "e1"}, {"attributes": ["tenor"]}])
def test_what_stands_beside_a_decision_has_a_form(beside: Json) -> None:
    _, asked = one(NOTE)

    refused(
        applied((asked, {"label": "long_note"} | beside)),
        rule="decision-invalid",
        said=f"this decision has not the form of one: see {next(iter(beside))}\n"
        'beside it, "attributes" is an object of values, and "reopen" an array of ids',
    )


@pytest.mark.usefixtures("desk")
def test_two_that_cannot_stand_together() -> None:
    other = category("c3", "intent", "ask", "t2") | {"annotator": "bob"}
    file, _ = one(ASK, other, NOTE)
    first, second, third = sorted(questions(file), key=lambda each: each["annotation"]["id"])
    said = (first, {"label": "ask_price"}), (second, {"label": "ask_size"})

    ran = applied(*said, (third, {"label": "long_note"}))

    assert ran.code == 1
    what = "the annotation would be wrong: a second answer to 'intent' for the same target"
    assert [each for each in ran.err.splitlines() if "error:" in each or "hint" in each] == [
        f"d.jsonl:2: error: with what is decided about 'c2' {what} [decision-invalid]",
        "    hint: decide otherwise about one of them",
    ]
    assert sorted(each["id"] for each in read(file)[0]["annotations"]) == ["c2", "e2"]


@pytest.mark.usefixtures("desk")
def test_one_that_is_wrong_alone_does_not_take_another_with_it() -> None:
    other = category("c3", "intent", "ask", "t2") | {"annotator": "bob"}
    file, _ = one(ASK, other)
    first, second = questions(file)
    wrong = ASK | {"label": "ask_size", "attributes": {"size": 5}}  # and the first of two answers

    ran = applied((first, {"annotation": wrong}), (second, {"label": "ask_price"}))

    assert ran.code == 1
    assert ran.err.count("error:") == 1
    assert [each["id"] for each in read(file)[0]["annotations"]] == ["c3"]


@pytest.mark.usefixtures("desk")
def test_contradictory() -> None:
    file, asked = one(NOTE, OTHER_NOTE)
    second = questions("a.jsonl")[1]
    long, short = {"label": "long_note"}, {"label": "short_note"}

    ran = applied((asked, long), (asked, short), (second, long), (second, long))

    assert ran.code == 1
    where = "    record r1, annotation e2, at /decision"
    what = "decides otherwise about the same annotation [decision-contradictory]"
    hint = "    hint: agree on one, and take the other out"
    assert ran.err.splitlines() == [
        f"d.jsonl:1: error: line 2 {what}",
        where,
        hint,
        f"d.jsonl:2: error: line 1 {what}",
        where,
        hint,
        "",
        "2 errors in 1 file: decision-contradictory 2.",
    ]
    assert [each["id"] for each in read(file)[0]["annotations"]] == ["e3"]


@pytest.mark.usefixtures("desk")
def test_unknown() -> None:
    _, asked = one(NOTE)
    drop = {"drop": True}
    item = asked | {"annotation": NOTE | {"id": "e9"}}

    ran = applied((asked | {"record": "r9"}, drop), (asked | {"view": "ann"}, drop), (item, drop))

    assert ran.code == 1
    assert [each for each in ran.err.splitlines() if not each.startswith("    hint")] == [
        "d.jsonl:1: error: no file that was named has this record and view [decision-unknown]",
        "    record r9, annotation e2, at /decision",
        "d.jsonl:2: error: no file that was named has this record and view [decision-unknown]",
        "    record r1, view ann, annotation e2, at /decision",
        "d.jsonl:3: error: the record has no annotation 'e9' [decision-unknown]",
        "    record r1, annotation e9, at /decision",
        "",
        "3 errors in 1 file: decision-unknown 3.",
    ]


OTHER_TURN = {"type": "turn", "id": "t1", "text": "I'll buy that, note?"}
EXPORT_AGAIN = "run `acoe review export` again, and leave its lines as they are"


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("changed", "what"),
    [
        (
            {"units": [{"type": "turn", "id": "t1", "text": "I'll buy that, note?"}]},
            "the text is another one now than when this was exported",
        ),
        (
            {"annotation": NOTE | {"comment": "?"}},
            "the annotation is another one now than when this was exported",
        ),
        (
            {"candidates": ["short_note"]},
            "what may be decided is something else now than when this was exported",
        ),
    ],
)
def test_stale(changed: Json, what: str) -> None:
    file, asked = one(NOTE)
    (now,) = read(file)
    (entry,) = now["unresolved"]
    if "units" in changed:
        now["units"] = changed["units"]
    else:
        entry |= changed
    file.write_bytes(lines(now))

    refused(
        applied((asked, {"label": "short_note"})),
        rule="decision-stale",
        said=f"{what}\n{EXPORT_AGAIN}",
    )


@pytest.mark.usefixtures("desk")
def test_stale_because_of_another_version() -> None:
    file, asked = one(NOTE)
    (now,) = read(file)
    file.write_bytes(lines(now | {"schema": "paper@1.0.0"}))

    refused(
        applied((asked, {"label": "short_note"})),
        rule="decision-stale",
        said="the record is of another version now than when this was exported\n"
        "carry the decisions out in the files as they were before, and migrate those; or run `acoe "
        "review export` again",
    )


@pytest.mark.usefixtures("desk")
def test_done_already_is_not_stale() -> None:
    file, asked = one(UBS, NOTE, HOLDS, SCRIP, STATE)
    whole = STATE | {"attributes": {"issuer": "city"}}
    _, scrip, state = questions("a.jsonl")
    said = (
        (asked, {"label": "long_note"}),
        (scrip, {"drop": True}),
        (state, {"annotation": whole}),
    )
    assert applied(*said).code == 0
    before = file.read_bytes()

    again = applied(*said)

    assert (again.code, again.err) == (0, "")
    assert again.out == (
        "Carried out 0 decisions in 0 records of 0 files\n"
        "         3  carried out before: nothing to do\n"
        "\n"
        "annotations            4\n"
        "  unchanged            4  as they were\n"
        "  migrated             0  decided, or came back with what they depend on\n"
        "  unresolved           0  still wait for a person to decide\n"
    )
    assert file.read_bytes() == before


@pytest.mark.usefixtures("desk")
def test_decided_otherwise() -> None:
    _, asked = one(NOTE)
    applied((asked, {"label": "long_note"}))

    refused(
        applied((asked, {"label": "short_note"})),
        rule="decision-stale",
        said="'e2' is decided, and otherwise",
    )


@pytest.mark.usefixtures("desk")
def test_gone() -> None:
    _, asked = one(NOTE)
    applied((asked, {"drop": True}))

    refused(
        applied((asked, {"label": "short_note"})),
        rule="decision-stale",
        said="'e2' is not in the record any more",
    )


@pytest.mark.usefixtures("desk")
def test_what_waits_is_not_decided_first() -> None:
    file, asked = one(UBS, NOTE, QUALITY)
    (entry,) = (each for each in read(file)[0]["unresolved"] if "because" in each)
    now = msgspec.json.decode(file.read_bytes(), type=Record)
    assert now.unresolved
    forged = asked | {
        "annotation": entry["annotation"],
        "fingerprint": fingerprint(now, now.unresolved[1]),
    }
    del forged["candidates"]

    refused(
        applied((forged, {"label": "good"})),
        rule="decision-invalid",
        said="it depends on 'e2', which is unresolved\n"
        "decide about 'e2' first, or in the same file",
        annotation="c1",
    )


@pytest.mark.usefixtures("desk")
def test_what_is_right_is_carried_out_beside_what_is_not() -> None:
    file, first = one(NOTE, OTHER_NOTE)
    second = questions("a.jsonl")[1]

    ran = applied((first, {"label": "x"}), (second, {"label": "long_note"}))

    assert ran.code == 1
    (now,) = read(file)
    assert [each["label"] for each in now["annotations"]] == ["long_note"]
    assert [each["annotation"] for each in now["unresolved"]] == [NOTE]


@pytest.mark.usefixtures("desk")
def test_a_file_with_a_bad_line_is_not_written() -> None:
    file, asked = one(NOTE)
    file.write_bytes(file.read_bytes() + b"{\n")
    before = file.read_bytes()

    ran = applied((asked, {"label": "long_note"}))

    assert ran.code == 1
    assert "a.jsonl:2:2: error: not JSON" in ran.err
    assert ran.out.startswith(f"{NOTHING}         1  in files that were not written\n")
    assert file.read_bytes() == before


@pytest.mark.usefixtures("desk")
def test_lines_that_are_not_touched_keep_their_bytes() -> None:
    file, asked = one(NOTE)
    there = json.dumps(record("r2", schema=NEW), indent=None, separators=(" , ", " : ")).encode()
    content = b"\xef\xbb\xbf" + there + b"\r\n" + file.read_bytes()
    file.write_bytes(content)

    assert applied((asked, {"label": "long_note"})).code == 0

    assert file.read_bytes().startswith(b"\xef\xbb\xbf" + there + b"\r\n")
