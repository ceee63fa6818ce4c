"""Thousands of ways to spoil a record, for laws that have to hold on bad lines as well as on good.

A mutant is a line of text and not a value, because half of the trouble is in the spelling: numbers
that overflow, keys that stand twice, halves of surrogate pairs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

Json = dict[str, Any]
Place = tuple[str | int, ...]

VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 2**53 - 1, 2**53, -(2**53) + 1, -(2**53), 10**30),
    *(0.0, 1.0, 2.0, -1.0, 0.5, 1e16, 9007199254740991.0, 9007199254740992.0, 1e300),
    *("", "x", "x\n", "\n", "0", "true", "entity", "turn", "nil", "a" * 64, "é😀" * 128),
    *("x" * 256, "x" * 257, "x" * 258, "x" * 300, "x" * 301, "x" * 2049, "😀" * 10001),
    *("2026-03-02T09:31:05Z", "2026-03-02T09:31:05Z\n", "2026-03-02t09:31:05z", "en-GB\n", "en_GB"),
    *([], [None], [[]], ["x"], [1.0], [0.5], [True], {}, {"type": "turn"}, {"type": None}),
    *({"unit": "u0", "start": 0, "end": 1}, [{"unit": "u0", "start": 0, "end": 1.0}]),
)
"""Values that are right in one place and wrong in the next."""

SPELLINGS: tuple[str, ...] = (
    *("0.0", "-0", "-0.0", "1E2", "1e0", "1.0e+1", "5e-1", "0.1e1", "1e999", "-1e999", "1e-999"),
    *("9007199254740993", "9" * 309, "9" * 400, "NaN", "Infinity", "-Infinity", "01", "1.", "+1"),
    *('"\\ud800"', '"\\udc00x"', '"\\ud83d\\ude00"', '"\\u0000"', '"\t"', "'x'", "", "nul"),
    *("[" * 60 + "]" * 60, "[" * 140 + "]" * 140, '{"a":' * 140 + "1" + "}" * 140),
    *('{"a":1,"a":1}', '{"type":"turn","type":"turn"}', '{"a":{"b":1,"b":2}}', "[1,]"),
)
"""JSON text, or nearly, that parsers disagree about."""

_HOLE = "\ue000hole\ue000"


class Mutant(NamedTuple):
    """One spoilt line, and how it was spoilt. `value` is what it says, where it is JSON at all."""

    name: str
    line: bytes
    value: Json | None


def places(value: Any, *, inside: Place = ()) -> list[Place]:
    """The way to every value in a record, without what lies inside `metadata`."""
    found: list[Place] = []
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, item in steps:
        found.append((*inside, step))
        if isinstance(item, dict | list) and step != "metadata":
            found += places(item, inside=(*inside, step))
    return found


def mutants(record: Json, place: Place) -> Iterator[Mutant]:
    """Every mutant of `record` at one place: other values, spellings, keys, tags and lengths."""
    old = _at(record, place)
    step = place[-1]

    def with_value(name: str, value: Any) -> Mutant:
        return _mutant(name, record, place, lambda parent: parent.__setitem__(step, value))

    for value in VALUES:
        yield with_value("value", value)
    for spelling in SPELLINGS:
        yield _spelt("spelling", record, place, spelling)
    yield _mutant("deleted", record, place, lambda parent: parent.__delitem__(step))
    yield with_value("wrapped", [old])
    if isinstance(old, str):
        yield with_value("newline after", old + "\n")
        yield with_value("newline before", "\n" + old)
        yield with_value("space after", old + " ")
        yield with_value("other digits", old.translate(_OTHER_DIGITS))
        yield with_value("swapped case", old.swapcase())
    if isinstance(old, int | float) and not isinstance(old, bool):
        yield with_value("as text", str(old))
        yield with_value("as float", float(old))
        yield with_value("negative", -old)
    if isinstance(old, list):
        yield with_value("doubled", old + old)
        yield with_value("null among", [*old, None])
        yield with_value("as object", dict.fromkeys(map(str, range(len(old))), 1))
    if isinstance(old, dict):
        yield with_value("unknown key", old | {"surplus": 1})
        yield with_value("empty key", old | {"": 1})
        yield with_value("long key", old | {"k" * 257: "x"})
        yield with_value("python key", old | {"schema_": "trade-chat@1.0.0"})
        for tag in ("turn", "segment", "entity", "event", "category", "cluster"):
            yield with_value("swapped tag", old | {"type": tag})
    if isinstance(step, str):
        yield _mutant("renamed", record, place, lambda p: p.__setitem__(step + "_", p.pop(step)))
        yield _mutant("key in capitals", record, place, lambda p: _rename(p, step, step.upper()))
        twice = json.dumps(old)
        yield _spelt("key twice", record, place, f"{twice},{json.dumps(step)}:{twice}")
        yield _spelt(
            "escaped key twice", record, place, f'{twice},"\\u{ord(step[0]):04x}{step[1:]}":1'
        )


_OTHER_DIGITS = {ord(digit): chr(0x0660 + int(digit)) for digit in "0123456789"}


def _rename(parent: Any, old: str, new: str) -> None:
    parent[new] = parent.pop(old)


def _at(value: Any, place: Place) -> Any:
    for step in place:
        value = value[step]
    return value


def _mutant(name: str, record: Json, place: Place, change: Any) -> Mutant:
    spoilt = deepcopy(record)
    change(_at(spoilt, place[:-1]))
    return Mutant(f"{name} at {place}", json.dumps(spoilt).encode(), spoilt)


def _spelt(name: str, record: Json, place: Place, spelling: str) -> Mutant:
    spoilt = deepcopy(record)
    _at(spoilt, place[:-1])[place[-1]] = _HOLE
    line = json.dumps(spoilt).replace(json.dumps(_HOLE), spelling)
    return Mutant(f"{name} at {place}", line.encode(), None)
