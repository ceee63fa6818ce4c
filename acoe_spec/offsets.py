"""Exact conversions between offsets in code points, UTF-16 code units and UTF-8 bytes.

Records count code points. Java and browser tools count UTF-16 code units, some others UTF-8 bytes.
An offset that falls inside a character has no counterpart, and is refused rather than rounded.
Knows strings and integers only.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable

from acoe_spec.errors import FormatError


class OffsetTable:
    """Converts offsets in one text, from and to a foreign way of counting.

    `width` says how many foreign units a character takes (at least 1). Only the characters that
    take more than one are stored, so ASCII text costs nothing; a conversion is a binary search.
    """

    def __init__(self, text: str, *, width: Callable[[str], int], unit: str) -> None:
        self._unit = unit
        self._wide: list[int] = []  # where the wide characters are, in code points
        self._starts: list[int] = []  # and in foreign units
        self._extra = [0]  # surplus foreign units before the n-th wide character
        surplus = 0
        if not text.isascii():
            for position, character in enumerate(text):
                units = width(character)
                if units > 1:
                    self._wide.append(position)
                    self._starts.append(position + surplus)
                    surplus += units - 1
                    self._extra.append(surplus)
        self.code_points = len(text)
        self.units = len(text) + surplus

    def from_code_points(self, offset: int) -> int:
        """The foreign offset of a code point offset; raises `FormatError` beyond the text."""
        self._require(offset, self.code_points, "code points")
        return offset + self._extra[bisect_left(self._wide, offset)]

    def to_code_points(self, offset: int) -> int:
        """The code point offset of a foreign one.

        Raises `FormatError` beyond the text and inside a character.
        """
        self._require(offset, self.units, self._unit)
        begun = bisect_right(self._starts, offset)
        if begun and offset == self._starts[begun - 1]:
            return self._wide[begun - 1]
        position = offset - self._extra[begun]
        if begun and position <= self._wide[begun - 1]:
            raise FormatError(
                f"offset {offset} in {self._unit} falls inside a character",
                hint="the offsets may be counted in another unit",
            )
        return position

    def _require(self, offset: int, end: int, unit: str) -> None:
        if not 0 <= offset <= end:
            raise FormatError(
                f"offset {offset} is outside the text, which has {end} {unit}",
                hint="the text may have been changed after it was annotated",
            )


def utf16_offsets(text: str) -> OffsetTable:
    """Offsets in UTF-16 code units: two for a character beyond U+FFFF, else one."""
    return OffsetTable(text, width=_utf16_units, unit="UTF-16 code units")


def utf8_offsets(text: str) -> OffsetTable:
    """Offsets in UTF-8 bytes, one to four a character (RFC 3629)."""
    return OffsetTable(text, width=_utf8_bytes, unit="UTF-8 bytes")


def _utf16_units(character: str) -> int:
    return 2 if character > "\uffff" else 1


def _utf8_bytes(character: str) -> int:
    if character > "\uffff":
        return 4
    if character > "\u07ff":
        return 3
    return 2 if character > "\x7f" else 1
