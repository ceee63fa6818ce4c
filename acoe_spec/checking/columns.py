"""Where in a line of JSON a value stands, for editors that jump to it."""

from __future__ import annotations

import re
from json import JSONDecodeError, JSONDecoder

from acoe_spec.findings import Finding

_SPACE = re.compile(r"[ \t\r\n]*")
_decoder = JSONDecoder(parse_int=str, parse_float=str)  # of no matter, and of any length


def column_of(line: bytes, pointer: str) -> int | None:
    """The column, from 1 and in code points, of the value at `pointer` (RFC 6901) in `line`.

    Where the line holds only the beginning of the pointer, the column of what it does hold; None
    if the line is not JSON in UTF-8. A repeated key counts where it stands last.
    """
    try:
        text = line.decode("utf-8")
        start = _value_start(text, 0)
        for step in pointer.split("/")[1:]:
            inside = _member(text, start, step.replace("~1", "/").replace("~0", "~"))
            if inside is None:
                break
            start = inside
    except (UnicodeDecodeError, JSONDecodeError, RecursionError):
        return None
    return start + 1


def with_column(finding: Finding, line: bytes) -> Finding:
    """The finding with the column of its pointer in `line`, unless it has a column already."""
    if finding.column is not None or finding.pointer is None:
        return finding
    return finding.placed(column=column_of(line, finding.pointer))


def _member(text: str, start: int, step: str) -> int | None:
    """The offset of one member of the object or array that begins at `start`."""
    opening = text[start : start + 1]
    if opening not in ("{", "["):
        return None
    found = None
    number = 0
    place = _value_start(text, start + 1)
    while text[place : place + 1] not in ("}", "]", ""):
        if opening == "{":
            key, place = _decoder.raw_decode(text, place)
            place = _value_start(text, _value_start(text, place) + 1)  # over the colon
            if key == step:
                found = place
        elif str(number) == step:
            return place
        number += 1
        _, place = _decoder.raw_decode(text, place)
        place = _value_start(text, place)
        if text[place : place + 1] == ",":
            place = _value_start(text, place + 1)
    return found


def _value_start(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return place if found is None else found.end()
