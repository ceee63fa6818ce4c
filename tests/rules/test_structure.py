"""How Pydantic's errors are retold: place, words and hint."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import mutants, places
from strategies import records

from acoe_spec.rules.structure import structure_findings
from acoe_spec.rules.table import by_id

TURN = {"type": "turn", "id": "t1", "text": "UBS bid"}


def record(**fields: Any) -> dict[str, Any]:
    return {"id": "r1", "modality": "chat", "units": [TURN], "annotations": [], **fields}


def entity(**fields: Any) -> dict[str, Any]:
    return record(annotations=[{"type": "entity", "id": "e1", "label": "bond", **fields}])


@pytest.mark.parametrize(
    ("value", "rule", "pointer", "field", "message", "hint"),
    [
        (
            [],
            "wrong-type",
            "",
            None,
            "this is an array, not an object",
            "each line is one record, an object in braces",
        ),
        (
            record(modalty="chat"),
            "unknown-field",
            "/modalty",
            "modalty",
            "there is no field 'modalty' here",
            "did you mean 'modality'?",
        ),
        (
            record(**{"sell everything": 1}),
            "unknown-field",
            "/sell everything",
            "sell everything",
            "there is no field (a string that has not the form of an id) here",
            None,
        ),
        (
            record(view=None),
            "wrong-type",
            "/view",
            "view",
            "this is null, not a string",
            "leave an optional field out instead of null",
        ),
        (
            record(units=[{**TURN, "type": "trun"}]),
            "wrong-value",
            "/units/0/type",
            "units/t1/type",
            "the value is not 'passage', 'turn', 'part', 'page' or 'segment'",
            "did you mean 'turn'?",
        ),
        (
            record(units=[{"type": "turn", "id": "t1"}]),
            "missing-field",
            "/units/0",
            "units/t1/text",
            "the field 'text' is missing",
            None,
        ),
        (
            entity(spans=[{"unit": "t1", "start": 0.5, "end": 3}], text="UBS"),
            "wrong-type",
            "/annotations/0/spans/0/start",
            "spans/start",
            "this is a number with a fraction, not an integer",
            None,
        ),
        (
            entity(attributes={"strike": 2.5}),
            "wrong-type",
            "/annotations/0/attributes/strike",
            "attributes/strike",
            "this is a number with a fraction, not a decimal as a string",
            "write decimals as strings: they keep their digits in every reader",
        ),
        (
            entity(created="yesterday"),
            "wrong-value",
            "/annotations/0/created",
            "created",
            "the string has not the form that is needed here",
            "write it as YYYY-MM-DDThh:mm:ss with Z or an offset such as +01:00",
        ),
        (
            entity(confidence=1.5),
            "wrong-value",
            "/annotations/0/confidence",
            "confidence",
            "the number is more than 1",
            None,
        ),
    ],
)
def test_one_error_gives_one_finding_at_its_place(
    value: Any, rule: str, pointer: str, field: str | None, message: str, hint: str | None
) -> None:
    (found,) = structure_findings(value)

    assert (found.rule, found.pointer, found.field) == (rule, pointer, field)
    assert (found.message, found.hint) == (message, hint)


def test_a_finding_names_its_annotation_where_that_has_an_id() -> None:
    value = record(annotations=[{"type": "entity", "id": "e1"}, {"type": "entity", "id": 3}])

    assert [found.annotation for found in structure_findings(value)] == ["e1", None, None]


def resolve(value: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_every_pointer_leads_somewhere_and_every_rule_is_in_the_table(data: st.DataObject) -> None:
    record = data.draw(records())
    place = data.draw(st.sampled_from(places(record)))

    for mutant in mutants(record, place):
        if mutant.value is None:
            continue
        for found in structure_findings(mutant.value):
            assert found.pointer is not None
            resolve(mutant.value, found.pointer)
            assert by_id(found.rule) is not None
