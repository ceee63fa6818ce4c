"""Kinds of unit: each unit is of one, and a type means all of its kinds."""

import json
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import Json, records
from taxonomy_strategies import UNITS

from acoe_spec.models.record_structs import Record
from acoe_spec.models.taxonomy import UnitKind
from acoe_spec.taxonomy.unit_kinds import KINDS, kind_of, kind_written, kinds, shortest

EVERY = kinds(KINDS)
named = st.lists(st.sampled_from(UNITS))


def test_a_head_can_name_every_type_and_every_kind() -> None:
    assert set(get_args(UnitKind)) == set(UNITS)


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ({"type": "turn", "id": "u", "text": "ok"}, "turn"),
        ({"type": "part", "id": "u", "role": "quoted", "text": "> ok"}, "part/quoted"),
        ({"type": "segment", "id": "u", "start": 0, "end": 1, "text": "ok"}, "segment/transcribed"),
        ({"type": "segment", "id": "u", "start": 0, "end": 1, "text": ""}, "segment/silent"),
        ({"type": "segment", "id": "u", "start": 0, "end": 1}, "segment/untranscribed"),
    ],
)
def test_the_kind_of_a_unit(unit: Json, kind: str) -> None:
    assert kind_written(unit) == kind


@given(records())
def test_each_unit_is_of_one_kind_of_its_type(record: Json) -> None:
    units = msgspec.json.decode(json.dumps(record), type=Record).units
    assert [kind_of(unit) for unit in units] == list(map(kind_written, record["units"]))
    for unit in record["units"]:
        assert kind_written(unit) in KINDS[unit["type"]]


@given(named)
def test_the_shortest_names_mean_the_same_and_are_not_longer(units: list[str]) -> None:
    short = shortest(units)
    assert kinds(short) == kinds(units)
    assert len(short) <= len(set(units))
    assert shortest(short) == short == tuple(sorted(set(short)))


@given(named, named)
def test_equal_sets_have_one_shortest_name(one: list[str], other: list[str]) -> None:
    assert (shortest(one) == shortest(other)) is (kinds(one) == kinds(other))
    assert kinds(shortest(EVERY - kinds(one))) | kinds(one) == EVERY
