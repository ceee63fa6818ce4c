"""The text gate: from one line of bytes to plain JSON values, or the reason why not.

Parsers disagree about what they let through (duplicate keys, NaN, half a surrogate pair), so
nothing that any of them waves past may reach the validators: behind the gate Pydantic, JSON Schema
and the structs speak about the same value. Knows JSON text only; knows no record.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from acoe_spec.findings import Finding, pointer

MAX_DEPTH = 128
FREE_FORM = "metadata"  # the one key whose content is kept byte for byte and not looked into


class GateError(Exception):
    """The line is no JSON text that everybody reads alike; `finding` says why and where."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class _Repeated(dict[str, Any]):
    """An object in which `key` stands more than once; `pairs` has all that was written."""

    key: str
    pairs: list[tuple[str, Any]]


def read(line: bytes) -> Any:
    """The JSON value in `line` (UTF-8): dicts, lists, strings, ints, floats, bools and None.

    Raises `GateError` with a finding whose `column` counts code points from 1 where the fault has
    one place in the text, and whose `pointer` names the value where it has one in the structure.
    Rules: `not-utf8`, `not-json`, `duplicate-key`, `lone-surrogate`, `number-out-of-range`,
    `nested-too-deep`. RFC 8259, narrowed to what RFC 7493 (I-JSON) requires.
    """
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        column = len(line[: error.start].decode("utf-8")) + 1
        _refuse(
            "not-utf8",
            f"byte {error.start + 1} of the line is not UTF-8",
            hint="save the file as UTF-8",
            column=column,
        )
    try:
        value = _parse(text)
    except RecursionError:
        _refuse_depth()
    except json.JSONDecodeError as error:
        _refuse(
            "not-json",
            f"not JSON: {_reason(error)}",
            hint="one JSON object a line, as RFC 8259 has it",
            column=error.pos + 1,
        )
    _look_into(value, surrogates="\\u" in text)
    return value


def _parse(text: str) -> Any:
    return json.loads(
        text,
        object_pairs_hook=_object,
        parse_int=_int,
        parse_constant=_constant,
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    repeated = _Repeated(value)
    repeated.pairs = pairs
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            repeated.key = key
        seen.add(key)
    return repeated


class _NoNumber(float):
    """NaN or an infinity that is written by its name, which JSON has no number for."""

    name: str


def _int(digits: str) -> int | float:
    # No double holds more digits, and int() refuses 4,300 of them.
    return int(digits) if len(digits) <= 310 else math.inf


def _constant(name: str) -> _NoNumber:
    constant = _NoNumber(name)
    constant.name = name
    return constant


def _look_into(value: Any, *, surrogates: bool) -> None:
    """Refuse what a parser lets through, at its place.

    No numbers, repeated keys outside free-form values, depth over `MAX_DEPTH`, lone surrogates.
    """
    pending: list[tuple[Any, tuple[str | int, ...], bool]] = [(value, (), False)]
    while pending:
        node, path, free = pending.pop()
        if isinstance(node, str):
            if surrogates and not _encodable(node):
                _refuse_surrogate(path)
            continue
        if isinstance(node, float) and not math.isfinite(node):
            _refuse_number(node, path)
        if not isinstance(node, dict | list):
            continue
        if len(path) >= MAX_DEPTH:
            _refuse_depth()
        if isinstance(node, list):
            pending.extend((item, (*path, step), free) for step, item in enumerate(node))
            continue
        if isinstance(node, _Repeated) and not free:
            _refuse(
                "duplicate-key",
                "a key stands twice in one object, and readers differ on which one counts",
                hint="keep one of the two",
                pointer=pointer(*path, node.key) if _encodable(node.key) else pointer(*path),
            )
        for key, item in node.pairs if isinstance(node, _Repeated) else node.items():
            if surrogates and not _encodable(key):
                _refuse_surrogate(path)
            pending.append((item, (*path, key), free or key == FREE_FORM))


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


_REASONS = {
    "Expecting value": "a value is expected here",
    "Expecting ',' delimiter": "a comma or a closing bracket is expected here",
    "Expecting ':' delimiter": "a colon is expected here",
    "Expecting property name enclosed in double quotes": "a name in double quotes is expected here",
    "Extra data": "something stands behind the record",
    "Invalid \\escape": "this is no escape of JSON",
    "Invalid \\uXXXX escape": "this is no escape of JSON",
    "Invalid control character at": "a control character must be written as an escape",
    "Unterminated string starting at": "the string that begins here does not end",
}


def _reason(error: json.JSONDecodeError) -> str:
    """The parser's reason in plain words, without any of the text."""
    return _REASONS.get(error.msg.removesuffix(": "), "this is not as JSON has it")


def _refuse_surrogate(path: tuple[str | int, ...]) -> NoReturn:
    _refuse(
        "lone-surrogate",
        r"a \u escape is half of a surrogate pair, which is no character",
        hint=r"write the character itself, or both halves (\ud83d\ude00)",
        pointer=pointer(*path),
    )


def _refuse_number(number: float, path: tuple[str | int, ...]) -> NoReturn:
    if isinstance(number, _NoNumber):
        _refuse(
            "not-json",
            f"{number.name} is no JSON number",
            hint="leave the field out",
            pointer=pointer(*path),
        )
    _refuse(
        "number-out-of-range",
        "a number is larger than a double can hold",
        hint="write numbers of any size as strings",
        pointer=pointer(*path),
    )


def _refuse_depth() -> NoReturn:
    _refuse("nested-too-deep", f"arrays and objects are nested deeper than {MAX_DEPTH}")


def _refuse(
    rule: str,
    message: str,
    *,
    hint: str | None = None,
    column: int | None = None,
    pointer: str | None = None,
) -> NoReturn:
    raise GateError(Finding(rule=rule, message=message, hint=hint, column=column, pointer=pointer))
