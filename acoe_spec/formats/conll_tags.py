"""Tag schemes of column files: which one is used, tags to spans of tokens, spans to tags.

IOB1 and IOB2: https://aclanthology.org/W95-0107 and the CoNLL-2002 task; IOBES and BILOU:
https://aclanthology.org/W09-1119. A sentence is a list of tags, a span is half-open in tokens.
Knows nothing of files or records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

Scheme = Literal["IOB1", "IOB2", "IOBES", "BILOU"]
SCHEMES: tuple[Scheme, ...] = ("IOB1", "IOB2", "IOBES", "BILOU")

OUTSIDE = "O"
_TAG = re.compile(r"O|[BIESLU](?:-\S+)?\Z")


class TokenSpan(NamedTuple):
    """Tokens `start` up to, not including, `end`; `label` is empty for tags without a type."""

    start: int
    end: int
    label: str


def is_tag(text: str) -> bool:
    """Whether `text` is a tag of any of the schemes."""
    return _TAG.fullmatch(text) is not None


def split(tag: str) -> tuple[str, str]:
    """A tag's letter and its type: `B-ORG` is `("B", "ORG")`, `O` is `("O", "")`."""
    return tag[:1], tag[2:]


def detect(sentences: Iterable[Sequence[str]]) -> Scheme:
    """The scheme that the tags follow; IOB2 where nothing speaks for another.

    `E` or `S` means IOBES, `L` or `U` BILOU. Otherwise it is IOB1 if some `I` begins a span and
    no `B` stands where IOB1 would have an `I`.
    """
    begun_by_i = begun_by_b = False
    for tags in sentences:
        previous = ""
        for tag in tags:
            letter, label = split(tag)
            if letter in "ES":
                return "IOBES"
            if letter in "LU":
                return "BILOU"
            if letter == "I" and label != previous:
                begun_by_i = True
            elif letter == "B" and label != previous:
                begun_by_b = True
            previous = label if letter != OUTSIDE else ""
    return "IOB1" if begun_by_i and not begun_by_b else "IOB2"


def spans(tags: Sequence[str]) -> Iterator[TokenSpan]:
    """The spans of one sentence, read as generously as conlleval does.

    A span begins at `B`, `S` or `U`, and at any other tag that does not continue the one before;
    it ends after `E`, `L`, `S` and `U`, and before anything that does not continue it.
    """
    start, current = -1, ""
    for position, tag in enumerate(tags):
        letter, label = split(tag)
        if start >= 0 and (letter in "OBSU" or label != current):
            yield TokenSpan(start, position, current)
            start = -1
        if letter != OUTSIDE and start < 0:
            start, current = position, label
        if letter in "ESLU":
            yield TokenSpan(start, position + 1, current)
            start = -1
    if start >= 0:
        yield TokenSpan(start, len(tags), current)


def tags(found: Iterable[TokenSpan], length: int, scheme: Scheme) -> list[str]:
    """The tags of a sentence of `length` tokens; spans are in order and do not overlap."""
    result = [OUTSIDE] * length
    previous: TokenSpan | None = None
    for span in found:
        suffix = f"-{span.label}" if span.label else ""
        touches = previous is not None and previous.end == span.start
        adjacent = touches and previous is not None and previous.label == span.label
        result[span.start : span.end] = [
            letter + suffix for letter in _letters(span.end - span.start, scheme, adjacent)
        ]
        previous = span
    return result


def _letters(length: int, scheme: Scheme, adjacent: bool) -> list[str]:
    inside = ["I"] * length
    match scheme:
        case "IOB1":
            return ["B", *inside[1:]] if adjacent else inside
        case "IOB2":
            return ["B", *inside[1:]]
        case "IOBES":
            return ["S"] if length == 1 else ["B", *inside[2:], "E"]
        case "BILOU":
            return ["U"] if length == 1 else ["B", *inside[2:], "L"]
