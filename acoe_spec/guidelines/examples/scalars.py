"""Where each character of a scalar stands in the YAML that it was read from.

Between two characters that are no white space, YAML only ever changes white space: it folds lines,
strips indentation, doubles quotes and spells characters by escapes, and these two are undone first.
So the value is laid along what is written, character by character, whatever the style. Where that
fails, for a reason not thought of, every character is said to stand where the scalar begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from acoe_spec.taxonomy.composing import Node

_WHITE = frozenset(" \t\n\r")
_HEADER = re.compile(r"[|>][^\n\r]*(?:\r\n|\n|\r)?")
_UNIT = re.compile(
    r"\\x(?P<x>[0-9A-Fa-f]{2})|\\u(?P<u>[0-9A-Fa-f]{4})|\\U(?P<U>[0-9A-Fa-f]{8})"
    r"|\\(?P<line>\r\n|\n|\r)|\\(?P<named>.)|(?P<plain>.)",
    re.S,
)
# https://yaml.org/spec/1.2.2/#57-escaped-characters; what is not here stands for itself.
_NAMED = {"0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r",
          "e": "\x1b", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029"}  # fmt: skip

_Written = list[tuple[str, int]]


def written_at(text: str, node: Node, value: str) -> Sequence[int]:
    """For each code point of `value`, and for its end, the offset in `text` where it is written.

    `node` is the scalar in the YAML `text`, `value` what was read from it.
    """
    first = text[node.start : node.start + 1]
    inner = node.start + (1 if first in ('"', "'") else 0)
    if text.startswith(value, inner) and first not in ("|", ">"):
        return range(inner, inner + len(value) + 1)
    if first == '"':
        written = _double_quoted(text, inner, node.end - 1)
    elif first == "'":
        written = _single_quoted(text, inner, node.end - 1)
    else:
        header = _HEADER.match(text, node.start) if first in ("|", ">") else None
        start = node.start if header is None else header.end()
        written = list(zip(text[start : node.end], range(start, node.end), strict=True))
    return _laid_along(value, written) or [node.start] * (len(value) + 1)


def _laid_along(value: str, written: _Written) -> list[int] | None:
    """The place of each character of `value` in `written`; None where the two do not go together.

    A run of white space is laid along the run that stands there, the longer one giving way.
    """
    places: list[int] = []
    at = 0
    white = False
    for character in value:
        if character in _WHITE:
            if at < len(written) and written[at][0] in _WHITE:
                places.append(written[at][1])
                at += 1
            elif white or at:
                places.append(written[at - 1][1])
            else:
                return None
            white = True
            continue
        white = False
        while at < len(written) and written[at][0] != character:
            if written[at][0] not in _WHITE:
                return None
            at += 1
        if at == len(written):
            return None
        places.append(written[at][1])
        at += 1
    places.append(places[-1] + 1 if places else 0)
    return places


def _double_quoted(text: str, start: int, end: int) -> _Written:
    found: _Written = []
    for unit in _UNIT.finditer(text, start, end):
        code = unit["x"] or unit["u"] or unit["U"]
        if code is not None:
            found.append((chr(int(code, 16)), unit.start()))
        elif unit["named"] is not None:
            found.append((_NAMED.get(unit["named"], unit["named"]), unit.start()))
        elif unit["plain"] is not None:
            found.append((unit["plain"], unit.start()))
    return found


def _single_quoted(text: str, start: int, end: int) -> _Written:
    found: _Written = []
    at = start
    while at < end:
        found.append((text[at], at))
        at += 2 if text[at] == "'" else 1
    return found
