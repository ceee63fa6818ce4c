"""`acoe review`: every kind of decision, and what it leaves in the record."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import lines
from review_desk import (
    ASK,
    HOLDS,
    NEW,
    NOTE,
    OLD,
    OTHER_NOTE,
    PACKAGE,
    QUALITY,
    SAME,
    SCRIP,
    STATE,
    TRADE,
    UBS,
    Json,
    category,
    clean,
    decide,
    entity,
    event,
    make_workspace,
    migrated,
    questions,
    read,
    record,
)
from running import Ran, acoe


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace, which is the working directory of the test."""
    folder = make_workspace(tmp_path / "desk")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")
    return folder


WAS_NOTE = {"schema": OLD, "label": "note"}


def reviewed(*annotations: Json, said: dict[str, object], **fields: object) -> tuple[Json, Json]:
    """A record after decisions by the id of the annotation, and the report."""
    file = migrated(Path("a.jsonl"), record("r1", *annotations, **fields))
    asked = {each["annotation"]["id"]: each for each in questions(file)}
    decisions = decide(Path("d.jsonl"), *((asked[name], each) for name, each in said.items()))
    ran = acoe("review", "apply", decisions, file, "--in-place", "--report", "json")
    assert (ran.code, ran.err) == (0, "")
    counts = ran.json
    assert counts["annotations_in"] == sum(
        counts[each] for each in ("unchanged", "migrated", "deduplicated", "unresolved", "dropped")
    )
    (after,) = read(file)
    return after, counts


@pytest.mark.usefixtures("desk")
def test_a_label() -> None:
    after, counts = reviewed(UBS, NOTE, said={"e2": {"label": "short_note"}})

    assert after["annotations"] == [UBS, NOTE | {"label": "short_note", "previous": [WAS_NOTE]}]
    assert "unresolved" not in after
    assert (after["schema"], after["annotated_with"]) == (NEW, OLD)
    assert (counts["unchanged"], counts["migrated"]) == (1, 1)
    assert counts["decisions"] == {
        "applied": 1,
        "already_applied": 0,
        "refused": 0,
        "held_back": 0,
        "undecided": 0,
    }
    clean(Path("a.jsonl"))


@pytest.mark.usefixtures("desk")
def test_what_the_label_does_not_know_is_remembered() -> None:
    after, _ = reviewed(UBS, NOTE, said={"e2": {"label": "long_note"}})

    without = {key: value for key, value in NOTE.items() if key != "attributes"}
    remembered = WAS_NOTE | {"attributes": {"tenor": "3m"}}
    assert after["annotations"][1] == without | {"label": "long_note", "previous": [remembered]}
    clean(Path("a.jsonl"))


@pytest.mark.usefixtures("desk")
def test_any_label_where_none_is_suggested() -> None:
    after, _ = reviewed(SCRIP, said={"e4": {"label": "long_note"}})

    was = {"schema": OLD, "label": "scrip"}
    assert after["annotations"] == [SCRIP | {"label": "long_note", "previous": [was]}]
    clean(Path("a.jsonl"))


@pytest.mark.usefixtures("desk")
def test_a_value() -> None:
    after, _ = reviewed(STATE, said={"e5": {"value": "city"}})

    was = {"schema": OLD, "label": "bond", "attributes": {"issuer": "state"}}
    attributes = {"issuer": "city", "rating": "AA"}
    assert after["annotations"] == [STATE | {"attributes": attributes, "previous": [was]}]
    clean(Path("a.jsonl"))


@pytest.mark.usefixtures("desk")
def test_a_whole_annotation() -> None:
    whole = STATE | {"label": "long_note"}
    del whole["attributes"]
    after, _ = reviewed(STATE | {"metadata": {"by": [1.50]}}, said={"e5": {"annotation": whole}})

    was = {"schema": OLD, "label": "bond", "attributes": {"issuer": "state", "rating": "AA"}}
    assert after["annotations"] == [whole | {"previous": [was], "metadata": {"by": [1.50]}}]
    clean(Path("a.jsonl"))


@pytest.mark.usefixtures("desk")
def test_dropped() -> None:
    after, counts = reviewed(UBS, NOTE, said={"e2": {"drop": True}})

    assert after["annotations"] == [UBS]
    assert (counts["unchanged"], counts["dropped"], counts["annotations_out"]) == (1, 1, 1)
    clean(Path("a.jsonl"))


DEPENDENT = (UBS, NOTE, OTHER_NOTE, HOLDS, SAME, TRADE, PACKAGE, QUALITY)


def test_what_depends_is_no_question(desk: Path) -> None:
    file = migrated(desk / "a.jsonl", record("r1", *DEPENDENT))

    first, second = questions(file)

    assert first["annotation"]["id"] == "e2"
    assert first["dependents"] == [
        {"id": "x1", "type": "relation", "label": "holds"},
        {"id": "k1", "type": "cluster", "label": "same_as"},
        {"id": "v1", "type": "event", "label": "trade"},
        {"id": "v2", "type": "event", "label": "package"},
        {"id": "c1", "type": "category", "set": "quality", "label": "good"},
    ]
    assert second["annotation"]["id"] == "e3"
    assert [each["id"] for each in second["dependents"]] == ["k1"]


def test_what_would_be_dropped_is_named_also_if_it_is_asked_about_itself(desk: Path) -> None:
    file = migrated(desk / "a.jsonl", record("r1", UBS, NOTE, HOLDS))
    (now,) = read(file)
    del now["unresolved"][1]["because"]
    file.write_bytes(lines(now))

    first, second = questions(file)

    assert [each["id"] for each in first["dependents"]] == ["x1"]
    assert (second["annotation"]["id"], second["dependents"]) == ("x1", [])
    assert [each["id"] for each in second["refers_to"]] == ["e1", "e2"]
    ran = apply(desk, file, (first, {"drop": True}), (second, {"drop": True}))
    assert (ran.code, ran.err) == (0, "")
    assert read(file)[0]["annotations"] == [UBS]


@pytest.mark.usefixtures("desk")
def test_what_depends_comes_back() -> None:
    both = {"e2": {"label": "short_note"}, "e3": {"label": "long_note"}}
    after, counts = reviewed(*DEPENDENT, said=both)

    assert "unresolved" not in after
    assert [each["id"] for each in after["annotations"]] == [
        *("e1", "e2", "e3", "x1", "k1", "v1", "v2", "c1"),
    ]
    assert after["annotations"][3:] == [HOLDS, SAME, TRADE, PACKAGE, QUALITY]
    assert (counts["unchanged"], counts["migrated"]) == (1, 7)
    clean(Path("a.jsonl"))


@pytest.mark.usefixtures("desk")
def test_what_depends_on_two_waits_for_the_other() -> None:
    after, _ = reviewed(*DEPENDENT, said={"e2": {"label": "short_note"}})

    waiting = {each["annotation"]["id"]: each for each in after["unresolved"]}
    assert waiting.keys() == {"e3", "k1"}
    assert waiting["k1"]["because"] == "e3"
    assert waiting["k1"]["reason"] == "it depends on 'e3', which is unresolved"
    assert "because" not in waiting["e3"]


@pytest.mark.usefixtures("desk")
def test_what_depends_is_dropped_too() -> None:
    after, counts = reviewed(*DEPENDENT, said={"e2": {"drop": True}})

    assert after["annotations"] == [UBS]
    assert [each["annotation"]["id"] for each in after["unresolved"]] == ["e3"]
    assert (counts["dropped"], counts["unresolved"], counts["unchanged"]) == (6, 1, 1)


@pytest.mark.usefixtures("desk")
def test_what_became_the_same_becomes_one() -> None:
    twin = OTHER_NOTE | {"id": "e6"}
    same = {"e3": {"label": "long_note"}}
    file = migrated(Path("a.jsonl"), record("r1", UBS, OTHER_NOTE, relation_to("e3")))
    (asked,) = questions(file)
    (before,) = read(file)
    before["annotations"].append(twin | {"label": "long_note"})
    file.write_bytes(lines(before))
    acoe("review", "apply", decide(Path("d.jsonl"), (asked, same["e3"])), file, "--in-place")

    (after,) = read(file)
    was = {"schema": OLD, "label": "note", "id": "e3"}
    assert after["annotations"] == [
        UBS,
        twin | {"label": "long_note", "previous": [was]},
        relation_to("e6"),
    ]
    clean(file)


def relation_to(identifier: str) -> Json:
    return HOLDS | {"object": identifier}


def test_an_answer_that_excludes_another_is_refused(desk: Path) -> None:
    tell = category("c3", "intent", "tell", "t2")
    file = migrated(desk / "a.jsonl", record("r1", ASK, tell))
    asked = questions(file)
    ran = apply(desk, file, (asked[0], {"label": "ask_size"}))

    assert ran.code == 1
    assert (
        ran.err
        == """\
d.jsonl:1: error: the annotation would be wrong: a second answer to 'intent' for the same \
target [decision-invalid]
    record r1, annotation c2, at /decision
    hint: choose something else, give the whole "annotation", or drop it

1 error in 1 file: decision-invalid 1.
"""
    )


def apply(desk: Path, file: Path, *decided: tuple[Json, object]) -> Ran:
    decide(desk / "d.jsonl", *decided)
    return acoe("review", "apply", "d.jsonl", file.relative_to(desk), "--in-place")


def test_what_stands_is_labelled_otherwise_in_the_file_before_the_decision(desk: Path) -> None:
    """The question stays the same, because it is about the event alone."""
    maker = entity("e7", "firm", 13, 17)
    bought = event("v1", "trade", buyer="e1", traded="e7")
    said = {"annotation": bought, "schema": OLD, "reason": "'traded' takes no 'firm' any more"}
    now = record("r1", UBS, maker, schema=NEW, unresolved=[said])
    file = desk / "a.jsonl"
    file.write_bytes(lines(now))
    (asked,) = questions(file)

    ran = apply(desk, file, (asked, {"label": "trade"}))
    assert ran.code == 1
    assert "[decision-invalid]" in ran.err

    file.write_bytes(lines(now | {"annotations": [UBS, maker | {"label": "bond"}]}))
    ran = apply(desk, file, (asked, {"label": "trade"}))
    assert (ran.code, ran.err) == (0, "")
    assert read(file)[0]["annotations"] == [UBS, maker | {"label": "bond"}, bought]
    clean(file)


def test_two_views_of_a_record(desk: Path) -> None:
    one, other = record("r1", NOTE, view="ann"), record("r1", NOTE, view="bob")
    file = migrated(desk / "a.jsonl", one, other)
    first, second = questions(file)
    assert (first["view"], second["view"]) == ("ann", "bob")
    assert first["fingerprint"] != second["fingerprint"]

    ran = apply(desk, file, (first, {"label": "long_note"}), (second, {"drop": True}))

    assert (ran.code, ran.err) == (0, "")
    after = read(file)
    assert [each["view"] for each in after] == ["ann", "bob"]
    assert [len(each["annotations"]) for each in after] == [1, 0]
    clean(file)


def test_decisions_belong_to_their_file(desk: Path) -> None:
    one = migrated(desk / "one.jsonl", record("r1", NOTE))
    other = migrated(desk / "other.jsonl", record("r1", NOTE))
    first, second = questions("one.jsonl", "other.jsonl")
    assert (first["file"], second["file"]) == ("one.jsonl", "other.jsonl")
    decide(desk / "d.jsonl", (second, {"drop": True}))

    ran = acoe("review", "apply", "d.jsonl", "one.jsonl", "other.jsonl", "--in-place")

    assert ran.code == 0
    assert len(read(one)[0]["unresolved"]) == 1
    assert read(other)[0]["annotations"] == []


def test_files_that_have_moved(desk: Path) -> None:
    migrated(desk / "one.jsonl", record("r1", NOTE), record("r2", OTHER_NOTE))
    asked = questions("one.jsonl")
    (desk / "moved").mkdir()
    (desk / "one.jsonl").rename(desk / "moved" / "two.jsonl")
    decide(desk / "d.jsonl", *((each, {"drop": True}) for each in asked))

    ran = acoe("review", "apply", "d.jsonl", "moved/two.jsonl", "-o", "out")

    assert (ran.code, ran.err) == (0, "")
    assert [each["annotations"] for each in read(desk / "out" / "two.jsonl")] == [[], []]
