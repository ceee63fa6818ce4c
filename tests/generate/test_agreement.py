"""Pydantic, JSON Schema and the structs say the same about a record, behind one text gate.

The law: Pydantic accepts exactly what JSON Schema accepts, by two implementations with different
regular expressions; a struct accepts nothing that they refuse, and refuses besides only integers
that are written as floats. What `decode` returns, without having gone through the gate, all accept.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from mutations import Mutant, mutants, places
from pydantic import ValidationError
from strategies import records

import acoe_spec.models
from acoe_spec.checking.decode import decode
from acoe_spec.checking.gate import GateError, read
from acoe_spec.models import record_structs as structs
from acoe_spec.models.record import Record

DOCUMENT = json.loads(Path(acoe_spec.models.__path__[0], "record.schema.json").read_text("utf-8"))
SCHEMA = Draft202012Validator(DOCUMENT)
RUST = jsonschema_rs.validator_for(DOCUMENT)


def pydantic_accepts(value: Any) -> bool:
    return accepted(Record.model_validate, value)


def accepted(validate: Callable[[Any], object], value: Any) -> bool:
    try:
        validate(value)
    except ValidationError:
        return False
    return True


def struct_accepts(line: bytes) -> bool:
    """Whether the structs take it; they leave `metadata` raw, and it must be an object."""
    try:
        record = msgspec.json.decode(line, type=structs.Record)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    unresolved = [] if record.unresolved is msgspec.UNSET else record.unresolved
    holders = [record, *record.annotations, *(item.annotation for item in unresolved)]
    metadata = [each.metadata for each in holders if each.metadata is not msgspec.UNSET]
    return all(isinstance(msgspec.json.decode(raw), dict) for raw in metadata)


def verdict(line: bytes) -> str:
    """Who accepts the line: some of the letters P, J and S, or "gate" if it gets no further."""
    try:
        value = read(line)
    except GateError:
        return "gate"
    by_schema = SCHEMA.is_valid(value)
    assert RUST.is_valid(value) == by_schema, "two implementations of JSON Schema differ"
    by_pydantic = pydantic_accepts(value)
    assert accepted(Record.model_validate_json, line) == by_pydantic, "text and value differ"
    accepting = "P" * by_pydantic + "J" * by_schema
    return accepting + "S" * struct_accepts(line) or "none"


def integers_as_integers(value: Any) -> Any:
    """The same value with every integral float written as an integer, free-form parts included."""
    match value:
        case dict():
            return {key: integers_as_integers(item) for key, item in value.items()}
        case list():
            return [integers_as_integers(item) for item in value]
        case float() if value.is_integer():
            return int(value)
        case _:
            return value


def hold_to_the_law(mutant: Mutant) -> None:
    said = verdict(mutant.line)
    if decode(mutant.line) is not None:
        assert said == "PJS", f"{mutant.name}: decoded, but accepted by {said}: {mutant.line!r}"
    if said in ("gate", "PJS", "none"):
        return
    assert said == "PJ", f"{mutant.name}: accepted by {said} only: {mutant.line!r}"
    respelt = json.dumps(integers_as_integers(read(mutant.line))).encode()
    assert verdict(respelt) == "PJS", f"{mutant.name}: refused by the struct: {mutant.line!r}"


@given(record=records())
@settings(max_examples=150, deadline=None)
def test_all_three_accept_every_valid_record(record: dict[str, Any]) -> None:
    assert verdict(json.dumps(record).encode()) == "PJS"
    assert verdict(json.dumps(record, ensure_ascii=False).encode()) == "PJS"


@given(record=records())
@settings(max_examples=90, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_all_three_agree_on_every_mutant(record: dict[str, Any]) -> None:
    for mutant in some_mutants(record):
        hold_to_the_law(mutant)
        if mutant.value is not None:
            accepted = pydantic_accepts(mutant.value)
            assert accepted == SCHEMA.is_valid(mutant.value), f"as a dict, {mutant.name}"


def some_mutants(record: dict[str, Any]) -> Iterator[Mutant]:
    """About a hundred mutants from all over the record, the same ones for the same record."""
    choice = random.Random(json.dumps(record))
    everywhere = places(record)
    for place in choice.sample(everywhere, min(5, len(everywhere))):
        yield from choice.sample(list(mutants(record, place)), 20)


LINE = (
    '{"id":"r1","modality":"chat","schema":"t@1.0.0",'
    '"units":[{"type":"turn","id":"t1","text":"Barclays bid","time":"2026-03-02T09:31:05Z"},'
    '{"type":"segment","id":"s1","start":0,"end":1.5}],'
    '"media":{"uri":"a.wav","sha256":"%s"},'
    '"annotations":[{"type":"entity","id":"e1","label":"bank",'
    '"spans":[{"unit":"t1","start":0,"end":8}],"text":"Barclays","confidence":1,'
    '"attributes":{"size":5,"style":["vanilla"]},"metadata":{"a":null}}]}'
) % ("0" * 64)
DEEP = "[" * 120 + "]" * 120
TOO_DEEP = "[" * 127 + "]" * 127

TRAPS = [
    # Integers: 0.0 is one, to Pydantic and JSON Schema; true, 0.5 and text never are.
    ('"start":0,"end":8', '"start":0.0,"end":8', "PJ"),
    ('"start":0,"end":8', '"start":0,"end":8e0', "PJ"),
    ('"start":0,"end":8', '"start":-0.0,"end":8', "PJ"),
    ('"start":0,"end":8', '"start":-0,"end":8', "PJS"),
    ('"start":0,"end":8', '"start":0.5,"end":8', "none"),
    ('"start":0,"end":8', '"start":true,"end":8', "none"),
    ('"start":0,"end":8', '"start":"0","end":8', "none"),
    ('"start":0,"end":8', '"start":0,"end":9007199254740991', "PJS"),
    ('"start":0,"end":8', '"start":0,"end":9007199254740991.0', "PJ"),
    ('"start":0,"end":8', '"start":0,"end":9007199254740992', "none"),
    ('"start":0,"end":8', '"start":0,"end":9007199254740992.0', "none"),
    ('"start":0,"end":8', '"start":0,"end":1e300', "none"),
    ('"size":5', '"size":5.0', "PJ"),
    ('"size":5', '"size":5.5', "none"),
    ('"size":5', '"size":[5.0]', "PJ"),
    ('"size":5', '"size":true', "PJS"),
    ('"size":5', '"size":[true,5,"5"]', "PJS"),
    ('"size":5', '"size":[[5]]', "none"),
    ('"size":5', '"size":{}', "none"),
    ('"size":5', '"size":null', "none"),
    # Numbers: integers among them, booleans not, and nothing that overflows.
    ('"confidence":1', '"confidence":0.5', "PJS"),
    ('"confidence":1', '"confidence":true', "none"),
    ('"confidence":1', '"confidence":"1"', "none"),
    ('"confidence":1', '"confidence":1.0000000001', "none"),
    ('"confidence":1', '"confidence":1e999', "gate"),
    ('"confidence":1', '"confidence":-1e999', "gate"),
    ('"confidence":1', '"confidence":NaN', "gate"),
    ('"confidence":1', '"confidence":Infinity', "gate"),
    ('"confidence":1', f'"confidence":{"9" * 300}', "none"),
    ('"confidence":1', f'"confidence":{"9" * 400}', "gate"),
    # Null is no value, but in free-form metadata it is content.
    ('"text":"Barclays","confidence"', '"text":null,"confidence"', "none"),
    ('"schema":"t@1.0.0"', '"schema":null', "none"),
    ('"metadata":{"a":null}', '"metadata":null', "none"),
    ('"metadata":{"a":null}', '"metadata":{"a":{"b":[0.5,true,null]}}', "PJS"),
    ('"metadata":{"a":null}', '"metadata":[]', "none"),
    ('"metadata":{"a":null}', '"metadata":"a"', "none"),
    ('"style":["vanilla"]', '"style":[null]', "none"),
    # Strings: the end of a pattern is the end of the string, lengths count code points.
    ('"time":"2026-03-02T09:31:05Z"', '"time":"2026-03-02T09:31:05Z\\n"', "none"),
    ('"time":"2026-03-02T09:31:05Z"', '"time":"2026-03-02T09:31:05.5+01:00"', "PJS"),
    ('"time":"2026-03-02T09:31:05Z"', '"time":"2026-03-02t09:31:05z"', "none"),
    ('"time":"2026-03-02T09:31:05Z"', '"time":"2026-03-02 09:31:05Z"', "none"),
    ('"time":"2026-03-02T09:31:05Z"', '"time":"2026-03-02T09:31:05"', "none"),
    ('"time":"2026-03-02T09:31:05Z"', '"time":"2026-03-02T09:31:05+0100"', "none"),
    ('"time":"2026-03-02T09:31:05Z"', '"time":"2026-99-99T99:99:99Z"', "PJS"),
    ('"time":"2026-03-02T09:31:05Z"', '"time":"٢٠٢٦-03-02T09:31:05Z"', "none"),
    ('"time":"2026-03-02T09:31:05Z"', '"time":1772443865', "none"),
    ('"sha256":"0', '"sha256":"\\n', "none"),
    ('0"}', '0\\n"}', "none"),
    ('"id":"e1"', '"id":"e1\\n"', "PJS"),
    ('"id":"e1"', '"id":""', "none"),
    ('"id":"e1"', f'"id":"{"😀" * 256}"', "PJS"),
    ('"id":"e1"', f'"id":"{"😀" * 257}"', "none"),
    ('"id":"e1"', '"id":"\\ud83d\\ude00"', "PJS"),
    ('"id":"e1"', '"id":"\\ud83d"', "gate"),
    ('"id":"e1"', '"id":"\\u0000"', "PJS"),
    ('"a":null', '"\\udc00":1', "gate"),
    ('"size"', f'"{"k" * 257}"', "none"),
    ('"size"', '""', "none"),
    # Keys: each once, each known, `schema` under no other name.
    ('"label":"bank"', '"label":"bank","label":"bank"', "gate"),
    ('"label":"bank"', '"label":"bank","l\\u0061bel":"bank"', "gate"),
    ('"a":null', '"a":1,"a":2', "PJS"),
    ('"size":5', '"size":5,"size":5', "gate"),
    ('"label":"bank"', '"label":"bank","surplus":1', "none"),
    ('"label":"bank"', '"Label":"bank"', "none"),
    ('"schema":"t@1.0.0"', '"schema_":"t@1.0.0"', "none"),
    # Tags: present, known, and the whole shape follows from them.
    ('"type":"entity",', "", "none"),
    ('"type":"entity"', '"type":"Entity"', "none"),
    ('"type":"entity"', '"type":null', "none"),
    ('"type":"entity"', '"type":["entity"]', "none"),
    ('"type":"entity"', '"type":"relation"', "none"),
    ('"type":"entity"', '"type":"turn"', "none"),
    ('"type":"turn"', '"type":"passage"', "none"),
    # Lists that must hold something, and depth.
    ('"spans":[{"unit":"t1","start":0,"end":8}]', '"spans":[]', "none"),
    ('"spans":[{"unit":"t1","start":0,"end":8}]', '"spans":{}', "none"),
    ('"a":null', f'"a":{DEEP}', "PJS"),
    ('"a":null', f'"a":{TOO_DEEP}', "gate"),
    ('"size":5', f'"size":{DEEP}', "none"),
]


@pytest.mark.parametrize(("old", "new", "accepted_by"), TRAPS)
def test_traps(old: str, new: str, accepted_by: str) -> None:
    assert verdict(LINE.encode()) == "PJS"
    assert old in LINE
    assert verdict(LINE.replace(old, new, 1).encode()) == accepted_by


def test_a_document_that_is_no_object_is_refused_by_all() -> None:
    for line in (b"[]", b"null", b"1", b'"r1"', b"true"):
        assert verdict(line) == "none"


ONE_ERROR = [
    # one wrong value, and the only place where it may be reported
    ('"start":0,"end":8', '"start":0.5,"end":8', "annotations/0/spans/0/start"),
    ('"confidence":1', '"confidence":true', "annotations/0/confidence"),
    ('"confidence":1', '"confidence":2', "annotations/0/confidence"),
    ('"size":5', '"size":null', "annotations/0/attributes/size"),
    ('"size":5', '"size":0.5', "annotations/0/attributes/size"),
    ('"style":["vanilla"]', '"style":[0.5]', "annotations/0/attributes/style/0"),
    ('"label":"bank"', '"label":""', "annotations/0/label"),
    ('"label":"bank",', "", "annotations/0"),
    ('"label":"bank"', '"label":"bank","surplus":1', "annotations/0"),
    ('"type":"entity",', "", "annotations/0"),
    ('"type":"entity"', '"type":"thing"', "annotations/0/type"),
    ('"type":"turn"', '"type":5', "units/0/type"),
    ('"time":"2026-03-02T09:31:05Z"', '"time":"2026-03-02T09:31:05Z\\n"', "units/0/time"),
    ('"time":"2026-03-02T09:31:05Z"', '"time":"nine\\n"', "units/0/time"),
    ('"time":"2026-03-02T09:31:05Z"', '"time":5', "units/0/time"),
    ('"end":1.5', '"end":-1', "units/1/end"),
    ('"modality":"chat"', '"modality":"Chat"', "modality"),
    ('"metadata":{"a":null}', '"metadata":[]', "annotations/0/metadata"),
]


@pytest.mark.parametrize(("old", "new", "place"), ONE_ERROR)
def test_one_wrong_value_is_one_error_at_its_place(old: str, new: str, place: str) -> None:
    assert old in LINE
    value = read(LINE.replace(old, new, 1).encode())
    assert ["/".join(map(str, e.absolute_path)) for e in SCHEMA.iter_errors(value)] == [place]
    with pytest.raises(ValidationError) as caught:
        Record.model_validate(value)
    assert len(caught.value.errors()) == 1
