"""Where in a line of JSON its values stand, for editors that jump to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from json import JSONDecodeError, JSONDecoder
from typing import Any

from acoe_spec.findings import Finding

_SPACE = re.compile(r"[ \t\r\n]*")
_decoder = JSONDecoder(parse_int=str, parse_float=str)  # of no matter, and of any length

_Wanted = dict[str, Any]  # a step of a pointer -> what is wanted below it, the same again


def columns(line: bytes, pointers: Iterable[str]) -> dict[str, int]:
    """The column, from 1 and in code points, of the value at each pointer (RFC 6901) in `line`.

    Found in one walk over the line, however many there are. Where the line holds only the beginning
    of a pointer, the column of what it does hold; nothing if the line is not JSON in UTF-8. A
    repeated key counts where it stands last.
    """
    wanted: _Wanted = {}
    for pointer in pointers:
        below = wanted
        for step in pointer.split("/")[1:]:
            below = below.setdefault(step, {})
    found: dict[str, int] = {}
    try:
        text = line.decode("utf-8")
        _walk(text, _value_start(text, 0), "", wanted, found)
    except (UnicodeDecodeError, JSONDecodeError, RecursionError):
        return {}
    return {pointer: found[_held(pointer, found)] + 1 for pointer in pointers}


def with_columns(findings: Sequence[Finding], line: bytes) -> list[Finding]:
    """The findings with the columns of their pointers in `line`, where they have none already."""
    known = columns(line, [each.pointer for each in findings if each.pointer is not None])
    return [
        each if each.pointer not in known else each.placed(column=known[each.pointer])
        for each in findings
    ]


def _walk(text: str, start: int, path: str, wanted: _Wanted, found: dict[str, int]) -> None:
    """Note the offset of the value at `start`, called `path`, and of what is wanted inside it."""
    found[path] = start
    opening = text[start : start + 1]
    if not wanted or opening not in ("{", "["):
        return
    number = 0
    place = _value_start(text, start + 1)
    while text[place : place + 1] not in ("}", "]", ""):
        step = str(number)
        if opening == "{":
            key, place = _decoder.raw_decode(text, place)
            place = _value_start(text, _value_start(text, place) + 1)  # over the colon
            step = str(key).replace("~", "~0").replace("/", "~1")
        if step in wanted:
            _walk(text, place, f"{path}/{step}", wanted[step], found)
        number += 1
        _, place = _decoder.raw_decode(text, place)
        place = _value_start(text, place)
        if text[place : place + 1] == ",":
            place = _value_start(text, place + 1)


def _held(pointer: str, found: dict[str, int]) -> str:
    """The longest beginning of the pointer that the line holds."""
    while pointer not in found:
        pointer = pointer.rpartition("/")[0]
    return pointer


def _value_start(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return place if found is None else found.end()
