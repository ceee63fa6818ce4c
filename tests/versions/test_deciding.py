"""Deciding about one record: values that a label leaves open, and what would be wrong otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import pytest
from small_migrations import AGAIN, BONDS, UBS, Ways, label, one_step, read, walk

from acoe_spec.findings import Finding
from acoe_spec.models.record_structs import Annotation, Record
from acoe_spec.rules.table import record_findings
from acoe_spec.versions.records.choosing import Decision, Drop, Label, OpenValue, Refusal, Whole
from acoe_spec.versions.records.deciding import Decided, Decider
from acoe_spec.versions.records.steps import Step

Json = dict[str, Any]


def decided(
    record: Record, step: Step, said: Mapping[str, Decision], reopen: tuple[str, ...] = ()
) -> Decided:
    def recheck(now: Record) -> Iterable[Finding]:
        return record_findings(now, step.new)

    return Decider(step.new, Ways(step), recheck).decide(record, said, reopen=reopen)


def plain(value: object) -> Any:
    return json.loads(msgspec.json.encode(value))


STYLES: Json = {"style": {"values": {"old": {}, "rate": {}}}}
NOW: Json = {"style": {"values": {"fixed": {}, "floating": {}, "rate": {}}}}
LABEL_AND_VALUE = one_step(
    {"entities": {"paper": label(attributes=STYLES)}},
    {"entities": {"bond": label(attributes=NOW), "bill": label(attributes=NOW)}},
    {"op": "split-value", "set": "entity", "label": "paper", "attribute": "style", "from": "old",
     "to": ["fixed", "floating"]},
    {"op": "split-label", "set": "entity", "from": "paper", "to": ["bond", "bill"]},
)  # fmt: skip
PAPER = BONDS | {"label": "paper", "attributes": {"style": "old"}}


def test_a_label_and_the_value_that_it_leaves_open() -> None:
    record = walk(read(PAPER), LABEL_AND_VALUE).record
    assert [each.candidates for each in record.unresolved or ()] == [["bill", "bond"]]

    result = decided(record, LABEL_AND_VALUE, {"e2": Label("bond", {"style": "fixed"})})

    assert result.refused == {}
    was = {"schema": "desk@1.0.0", "label": "paper", "attributes": {"style": "old"}}
    assert plain(result.record.annotations) == [
        BONDS | {"label": "bond", "attributes": {"style": "fixed"}, "previous": [was]}
    ]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (
            Label("bond"),
            Refusal(
                "it does not say which value 'style' has, which is open too",
                "add \"attributes\": {\"style\": ...} to the decision: 'fixed' or 'floating'",
            ),
        ),
        (
            Label("bond", {"style": "rate"}),
            Refusal(
                "'rate' is none of the candidates",
                "choose 'fixed' or 'floating'; where none is right, write the whole annotation: "
                '{"annotation": ...}',
                strays=True,
            ),
        ),
    ],
)
def test_a_label_that_does_not_say_which_value(said: Decision, refusal: Refusal) -> None:
    record = walk(read(PAPER), LABEL_AND_VALUE).record

    result = decided(record, LABEL_AND_VALUE, {"e2": said})

    assert result.refused == {"e2": refusal}
    assert result.record is record


TWO_OLD: Json = {**STYLES, "size": {"values": {"round": {}}}}
TWO_NEW: Json = {**NOW, "size": {"values": {"big": {}, "small": {}}}}
TWO_VALUES = one_step(
    {"entities": {"bond": label(attributes=TWO_OLD)}},
    {"entities": {"bond": label(attributes=TWO_NEW)}},
    {"op": "split-value", "set": "entity", "label": "bond", "attribute": "style", "from": "old",
     "to": ["fixed", "floating"]},
    {"op": "split-value", "set": "entity", "label": "bond", "attribute": "size", "from": "round",
     "to": ["big", "small"]},
)  # fmt: skip


def test_two_values_that_are_open() -> None:
    record = walk(
        read(BONDS | {"attributes": {"style": "old", "size": "round"}}), TWO_VALUES
    ).record
    (entry,) = record.unresolved or ()
    assert entry.attribute == "size"

    half = decided(record, TWO_VALUES, {"e2": OpenValue("big")})
    whole = decided(record, TWO_VALUES, {"e2": OpenValue("big", {"style": "floating"})})

    assert half.refused["e2"].hint == (
        "add \"attributes\": {\"style\": ...} to the decision: 'fixed' or 'floating'"
    )
    assert whole.refused == {}
    assert [each.attributes for each in whole.record.annotations] == [
        {"size": "big", "style": "floating"}
    ]


SPLIT = {"op": "split-label", "set": "entity", "from": "paper", "to": ["bond", "bill"]}
NEEDS_A_VALUE = one_step(
    {"entities": {"paper": label()}},
    {"entities": {"bill": label(), "bond": label(attributes={
        "size": {"range": "integer", "required": True}})}},
    SPLIT,
)  # fmt: skip


def test_a_label_and_the_value_that_it_requires() -> None:
    record = walk(read(BONDS | {"label": "paper"}), NEEDS_A_VALUE).record

    result = decided(record, NEEDS_A_VALUE, {"e2": Label("bond", {"size": 3})})

    assert result.refused == {}
    assert [each.attributes for each in result.record.annotations] == [{"size": 3}]


ISSUES = label(domain=["firm"], range=["paper"])
ISSUED = label(domain=["firm"], range=["bond", "bill"], per_subject={"min": 1})
DEMANDED = one_step(
    {"entities": {"firm": label(), "paper": label()}, "relations": {"issues": ISSUES}},
    {"entities": {"firm": label(), "bond": label(), "bill": label()},
     "relations": {"issues": ISSUED}},
    SPLIT,
    {"op": "narrow", "set": "relation", "label": "issues", "property": "cardinality"},
)  # fmt: skip
RELATION = {"type": "relation", "id": "r1", "label": "issues", "subject": "e1", "object": "e2"}


def test_what_demands_something_that_is_dropped_becomes_a_question_if_a_person_says_so() -> None:
    record = walk(read(UBS, BONDS | {"label": "paper"}, RELATION), DEMANDED).record

    result = decided(record, DEMANDED, {"e2": Drop()})

    (refused,) = result.refused.values()
    assert refused.message.startswith("with it, 'e1' would be wrong: ")
    assert refused.hint == (
        'decide otherwise, or add "reopen": ["e1"] to the decision: then that is asked about'
    )
    assert result.record is record

    result = decided(record, DEMANDED, {"e2": Drop()}, reopen=("e1",))

    assert result.refused == {}
    assert result.record.annotations == []
    (entry,) = result.record.unresolved or ()
    assert plain(entry.annotation) == UBS
    assert (entry.schema, entry.reason) == ("desk@2.0.0", refused.message.partition(": ")[2])
    assert (result.counts.annotations_in, result.counts.dropped, result.counts.unresolved) == (
        3,
        2,
        1,
    )

    found = {each.rule for each in record_findings(result.record, DEMANDED.new)}
    assert found == {"unresolved-annotation"}
    kept = decided(result.record, DEMANDED, {"e1": Label("firm")})
    assert "the annotation would be wrong" in kept.refused["e1"].message
    again = decided(result.record, DEMANDED, {"e1": Drop()})

    assert (again.refused, again.record.annotations) == ({}, [])
    assert not again.record.unresolved


BOTH_SPLIT = one_step(
    {"entities": {"firm": label(), "paper": label()}, "relations": {"issues": ISSUES}},
    {"entities": {"firm": label(), "bond": label(), "bill": label()},
     "relations": {each: label(domain=["firm"], range=["bond", "bill"])
                   for each in ("has_issued", "will_issue")}},
    SPLIT,
    {"op": "split-label", "set": "relation", "from": "issues", "to": ["has_issued", "will_issue"]},
)  # fmt: skip
OTHER = AGAIN | {"label": "paper"}


def both_split() -> Record:
    return walk(read(UBS, BONDS | {"label": "paper"}, OTHER, RELATION), BOTH_SPLIT).record


def test_what_is_decided_to_stay_is_not_dropped_with_another() -> None:
    record = both_split()
    said: dict[str, Decision] = {"e2": Drop(), "e3": Label("bond"), "r1": Label("will_issue")}

    result = decided(record, BOTH_SPLIT, said)

    hint = "drop both, or keep 'e2', or let 'r1' name another: with the whole \"annotation\""
    assert result.refused == {
        "e2": Refusal("'r1' would be dropped with it, and is decided to stay", hint),
        "r1": Refusal("it would be dropped with 'e2', on which it depends", hint),
    }
    assert [each.id for each in result.record.annotations] == ["e1", "e3"]
    assert [each.annotation.id for each in result.record.unresolved or ()] == ["e2", "r1"]


def test_what_names_another_annotation_now_is_not_dropped_with_the_first() -> None:
    whole = msgspec.convert(RELATION | {"label": "will_issue", "object": "e3"}, Annotation)
    said: dict[str, Decision] = {"e2": Drop(), "e3": Label("bond"), "r1": Whole(whole)}

    result = decided(both_split(), BOTH_SPLIT, said)

    assert result.refused == {}
    assert [each.id for each in result.record.annotations] == ["e1", "e3", "r1"]
    assert result.counts.dropped == 1


def test_what_one_annotation_stands_for_goes_with_it() -> None:
    was = {"schema": "desk@0.1.0", "label": "note", "id": "e9"}
    record = walk(read(PAPER | {"previous": [was]}), LABEL_AND_VALUE).record

    result = decided(record, LABEL_AND_VALUE, {"e2": Drop()})

    assert result.refused == {}
    assert result.record.annotations == []
    assert not result.record.unresolved
    assert (result.counts.annotations_in, result.counts.dropped) == (1, 1)
