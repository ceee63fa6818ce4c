r"""Regular expressions that Python, Rust (Pydantic) and ECMA-262 (JSON Schema) read alike.

An attribute's `pattern` is a Python regular expression with ASCII classes that the whole value
matches. Here it becomes an anchored one in the part of the language that all dialects share: `\d`,
`\w`, `.` and escapes become explicit sets, lazy and greedy are the same where the whole is matched,
and groups lose their names. What has no such spelling is left to `acoe check`: look-around, back
references, word boundaries, flags, and whatever could match a newline, which the dialects treat
differently at the end of a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from pydantic_core import SchemaError, SchemaValidator, core_schema

_Ranges = tuple[tuple[int, int], ...]  # code points, both ends included, in order and apart

_DIGIT: _Ranges = ((48, 57),)
_WORD: _Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE: _Ranges = ((9, 13), (32, 32))
_CLASSES = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_CONTROLS = {"a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_LAST = 0x10FFFF
_NEWLINE = 10
_SPECIAL = frozenset("\\^$.|?*+()[]{}/")
_BRACES = re.compile(r"\{([0-9]*)(,?)([0-9]*)\}")
_NAME = re.compile(r"\?P<[A-Za-z_][A-Za-z0-9_]*>")


class _NotPortable(Exception):
    """The pattern says something that the dialects do not share."""


@lru_cache(maxsize=1024)
def portable(pattern: str) -> str | None:
    """`pattern` anchored and in the shared dialect, matching the same strings; None if it cannot.

    The pattern must be one that Python's `re` compiles.
    """
    try:
        text = _Reader(pattern).whole()
    except (_NotPortable, RecursionError):
        return None
    try:
        SchemaValidator(core_schema.str_schema(pattern=text))
    except SchemaError:  # too large for Rust, for example
        return None
    return text


class _Reader:
    """Reads one pattern from left to right and writes it anew."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.depth = 0

    def whole(self) -> str:
        branches = self.branches()
        if self.at != len(self.pattern):
            raise _NotPortable
        return f"^{branches[0]}$" if len(branches) == 1 else f"^(?:{'|'.join(branches)})$"

    def ahead(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        char = self.ahead()
        if not char:
            raise _NotPortable
        self.at += 1
        return char

    def taken(self, text: str) -> bool:
        found = self.pattern.startswith(text, self.at)
        self.at += len(text) * found
        return found

    def branches(self) -> list[str]:
        found = [self.sequence()]
        while self.taken("|"):
            found.append(self.sequence())
        return found

    def sequence(self) -> str:
        text = ""
        first = True
        while (char := self.ahead()) and char not in "|)":
            if char == "^" and first and self.depth == 0:
                self.at += 1  # the whole is anchored anyway
            elif char == "$" and self.depth == 0:
                self.at += 1
                if self.ahead() not in ("", "|"):
                    raise _NotPortable
            else:
                text += self.atom() + self.quantifier()
                first = False
        return text

    def atom(self) -> str:
        match self.take():
            case "(":
                return self.group()
            case "[":
                return self.set()
            case ".":
                return r"[^\n]"
            case "\\":
                return _spelled(self.escaped())
            case "^" | "$" | "*" | "+" | "?":
                raise _NotPortable
            case char:
                return _spelled(((ord(char), ord(char)),))

    def group(self) -> str:
        if self.ahead() == "?" and not self.taken("?:"):
            named = _NAME.match(self.pattern, self.at)
            if named is None:
                raise _NotPortable
            self.at = named.end()
        self.depth += 1
        branches = self.branches()
        self.depth -= 1
        if not self.taken(")"):
            raise _NotPortable
        return f"(?:{'|'.join(branches)})"

    def quantifier(self) -> str:
        text = ""
        if self.ahead() and self.ahead() in "*+?":
            text = self.take()
        elif (braces := _BRACES.match(self.pattern, self.at)) is not None:
            low, comma, high = braces.groups()
            if comma or low:
                self.at = braces.end()
                text = f"{{{low or 0}{comma}{high}}}"
        if not text:
            return ""
        self.taken("?")  # lazy: the same, where the whole must match
        if self.ahead() and self.ahead() in "*+?":
            raise _NotPortable
        return text

    def escaped(self) -> _Ranges:
        char = self.take()
        if char.lower() in _CLASSES:
            known = _CLASSES[char.lower()]
            return known if char.islower() else _complement(known)
        if char in "xuU":
            length = {"x": 2, "u": 4, "U": 8}[char]
            digits = self.pattern[self.at : self.at + length]
            self.at += length
            return ((int(digits, 16), int(digits, 16)),)
        if char in _CONTROLS and char != "b":
            return ((_CONTROLS[char], _CONTROLS[char]),)
        if char.isalnum():
            raise _NotPortable
        return ((ord(char), ord(char)),)

    def set(self) -> str:
        negated = self.taken("^")
        members: list[tuple[int, int]] = []
        first = True  # a bracket in the first place stands for itself
        while first or not self.taken("]"):
            first = False
            low = self.member()
            if self.ahead() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                members.append((low[0][0], self.member()[-1][1]))
            else:
                members.extend(low)
        ranges = _merged(members)
        return _spelled(_complement(ranges) if negated else ranges)

    def member(self) -> _Ranges:
        char = self.take()
        if char != "\\":
            return ((ord(char), ord(char)),)
        if self.taken("b"):
            return ((_CONTROLS["b"], _CONTROLS["b"]),)
        return self.escaped()


def _merged(ranges: Iterable[tuple[int, int]]) -> _Ranges:
    done: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if done and low <= done[-1][1] + 1:
            done[-1] = (done[-1][0], max(high, done[-1][1]))
        else:
            done.append((low, high))
    return tuple(done)


def _complement(ranges: _Ranges) -> _Ranges:
    gaps = []
    start = 0
    for low, high in ranges:
        if start < low:
            gaps.append((start, low - 1))
        start = high + 1
    if start <= _LAST:
        gaps.append((start, _LAST))
    return tuple(gaps)


def _spelled(ranges: _Ranges) -> str:
    """One character of the set; a set that ends at the last code point is written by what it lacks.

    The ranges are in order and apart, so that `&&`, `--` and `~~` cannot arise, which Rust reads as
    operations on sets.
    """
    if not ranges or any(low <= _NEWLINE <= high for low, high in ranges):
        raise _NotPortable
    if ranges == ((ranges[0][0], ranges[0][0]),):
        char = chr(ranges[0][0])
        return f"\\{char}" if char in _SPECIAL else _character(ranges[0][0])
    negated = ranges[-1][1] == _LAST
    shown = _complement(ranges) if negated else ranges
    return "[" + "^" * negated + "".join(map(_range, shown)) + "]"


def _range(ends: tuple[int, int]) -> str:
    low, high = map(_in_set, ends)
    if ends[0] == ends[1]:
        return low
    return low + high if ends[0] + 1 == ends[1] else f"{low}-{high}"


def _in_set(code: int) -> str:
    return f"\\{chr(code)}" if chr(code) in "\\]^-[" else _character(code)


def _character(code: int) -> str:
    if code in (9, 10, 13):
        return {9: r"\t", 10: r"\n", 13: r"\r"}[code]
    if code < 32 or code == 127:
        return f"\\x{code:02x}"
    if 0xD800 <= code <= 0xDFFF:
        raise _NotPortable
    return chr(code)
