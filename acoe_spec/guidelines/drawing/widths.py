"""How much room text takes: characters that belong together, columns, and estimates of widths.

Drawings are made where no font is at hand. In a monospaced font a character takes no, one or two
columns (Unicode Standard Annex 11); in a proportional one its width is estimated.
"""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"
_ALONE = frozenset(range(0x20, 0x300)) | {0x0A, 0x09}
_NARROW = frozenset("iljtfr.,:;'!|()[]{}I/\\ -\"`")
_BROAD = frozenset("mwMW@%—…&")


def clusters(text: str) -> list[int]:
    """Where the user-perceived characters of `text` begin, in code points, and its length at last.

    After the rules of Unicode Standard Annex 29 as far as marks, joined and flagged emoji, and
    line ends go; Hangul syllables of separate letters and Indic conjuncts are not joined.
    """
    if text.isascii() and "\r" not in text:
        return list(range(len(text) + 1))
    starts: list[int] = []
    flags = 0
    for position, character in enumerate(text):
        flag = "\U0001f1e6" <= character <= "\U0001f1ff"
        joins = position > 0 and (
            _extends(character)
            or (text[position - 1] == _JOINER and not character.isspace())
            or (flag and flags % 2 == 1)
            or (character == "\n" and text[position - 1] == "\r")
        )
        flags = flags + 1 if flag else 0
        if not joins:
            starts.append(position)
    return [*starts, len(text)]


def _extends(character: str) -> bool:
    code = ord(character)
    if code in _ALONE:
        return False
    return (
        character == _JOINER
        or 0x1F3FB <= code <= 0x1F3FF
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
    )


def columns(cluster: str) -> int:
    """How many columns of a monospaced font one user-perceived character takes: 0, 1 or 2."""
    if len(cluster) == 1 and " " <= cluster < "\u0300":
        return 1
    first = cluster[0]
    if "\ufe0f" in cluster or unicodedata.east_asian_width(first) in ("W", "F"):
        return 2
    return 0 if unicodedata.category(first) in ("Mn", "Me", "Cf") else 1


def width(text: str) -> float:
    """About how wide `text` is in a proportional font, in the size of that font."""
    return sum(map(_width, text))


def _width(character: str) -> float:
    if character in _NARROW:
        return 0.34
    if character in _BROAD:
        return 0.9
    if character < "\u0300":
        return 0.68 if character.isupper() else 0.57
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 1.0
    return 0.0 if _extends(character) else 0.6


def shortened(text: str, limit: int) -> str:
    """`text` on one line, cut after at most `limit` code points with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    ends = [end for end in clusters(line) if end < limit]
    return line[: ends[-1]].rstrip() + "…"


def is_right_to_left(text: str) -> bool:
    """Whether any of it is written from right to left."""
    return not text.isascii() and any(
        unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in text
    )


def begins_right_to_left(text: str) -> bool:
    """Whether its first letter is one that is written from right to left, as `dir="auto"` asks.

    What is heard of labels stands in the text of a page as well, and would be asked there.
    """
    if text.isascii():
        return False
    directions = map(unicodedata.bidirectional, text)
    return next((each != "L" for each in directions if each in ("L", "R", "AL")), False)
