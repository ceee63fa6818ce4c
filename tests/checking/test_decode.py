"""What `decode` returns is a record for everybody; where it is not sure it says None."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import mutants, places
from strategies import records

from acoe_spec.checking.decode import decode
from acoe_spec.checking.gate import read
from acoe_spec.models.record import Record

LINE = (
    '{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS bid"}],'
    '"annotations":[{"type":"entity","id":"e1","label":"firm",'
    '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"}]}'
)


def test_a_record() -> None:
    record = decode(LINE.encode())

    assert record is not None
    assert (record.id, record.units[0].text, record.annotations[0].id) == ("r1", "UBS bid", "e1")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"id":"r1"', '"id":"r1","id":"r1"'),
        ('"id":"r1"', '"id":"r1","i\\u0064":"r1"'),
        ('"start":0', '"start":0,"start":0'),
        ('"UBS bid"', '"\\u0022UBS\\u0022","text":"UBS bid"'),
        ('"UBS bid"', '"\\u0022UBS bid","text":"\\u0022UBS bid"'),
        ('"start":0', '"start":0,"start":0,"start":0,"start":0'),
        ('"id":"r1"', '"id":"r1","metadata":[]'),
        ('"id":"r1"', '"id":"r1","metadata":{"a":NaN}'),
        ('"id":"r1"', '"id":"r1","metadata":{"a":"\\ud800"}'),
        ('"id":"r1"', '"id":"r1","metadata":' + '{"a":' * 200 + "1" + "}" * 200),
        ('"id":"r1"', '"id":"r1","metad\\u0061ta":{"a":"\\ud800"}'),
        ('"start":0', '"start":0.0'),
        ('"start":0', '"start":true'),
        ('"label":"firm"', '"label":"firm","links":null'),
        ("UBS bid", "UBS\\ud83d bid"),
    ],
)
def test_a_line_that_is_not_certainly_a_record(old: str, new: str) -> None:
    assert decode(LINE.replace(old, new, 1).encode()) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"id":"r1"', '"id" : "r1"'),
        ("UBS bid", '\\"UBS\\" bid \\\\ \\n'),
        ("UBS bid", "UBS\\ud83d\\ude00 bid"),
        ('"id":"r1"', '"id":"r1","metadata":{"a":1,"a":"x","metadata":[1.5,null]}'),
    ],
)
def test_a_line_that_is_spelt_otherwise(old: str, new: str) -> None:
    assert decode(LINE.replace(old, new, 1).encode()) is not None


@given(record=records(), seed=st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_what_is_decoded_goes_through_the_gate_and_is_a_record(
    record: dict[str, Any], seed: int
) -> None:
    place = Random(seed).choice(places(record))
    lines = [json.dumps(record).encode(), *(mutant.line for mutant in mutants(record, place))]
    for line in lines:
        if decode(line) is not None:
            Record.model_validate(read(line))
