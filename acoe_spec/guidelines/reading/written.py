"""Where a guideline file says what, in offsets of its text, for whoever writes it anew.

The same Markdown is read as for lint and for pages, so that what is a block or a mention there is
one here. Offsets are code points of the text as it stands in the file, with its line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from acoe_spec.guidelines.reading import mentions
from acoe_spec.guidelines.reading.parts import BLOCKS, FRONT

_ENDS = re.compile(r"\r\n|\r|\n")


class Stretch(NamedTuple):
    """From where to where something is written."""

    start: int
    end: int


class Fence(NamedTuple):
    """An `example` or a `decision`, whatever is wrong with it, and where its YAML is."""

    kind: str
    body: Stretch


class Named(NamedTuple):
    """The label that a mention names, as written, and where, without brackets and own words."""

    target: str
    at: Stretch


class Code(NamedTuple):
    """What stands in backticks in running text, and where that begins."""

    said: str
    start: int


class Running(NamedTuple):
    """What running text mentions, and what it says in backticks."""

    labels: tuple[Named, ...]
    codes: tuple[Code, ...]


class Written(NamedTuple):
    """A file: the YAML of its front matter, if it has any, its blocks and its running text."""

    front: Stretch | None
    blocks: tuple[Fence, ...]
    running: Running


def written(text: str) -> Written:
    """Where the file of this text says what. Never raises for what it says."""
    first = int(text.startswith("\ufeff"))
    starts = [first, *(end.end() for end in _ENDS.finditer(text))]
    plain = _ENDS.sub("\n", text[first:])
    front = FRONT.match(plain)
    stretch, skipped = None, 0
    if front is not None:
        skipped = plain.count("\n", 0, front.end())
        stretch = Stretch(starts[1], starts[1 + front["yaml"].count("\n")])
        plain = "\n" * skipped + plain[front.end() :]
    plain = plain if plain.endswith("\n") else plain + "\n"
    tokens = mentions.parsed(plain, codes=True)
    return Written(stretch, tuple(_fences(tokens, starts, text)), _running(plain, tokens, starts))


def running(text: str) -> Running:
    """What a short text inside of something else mentions, in offsets of that text."""
    tokens = mentions.parsed_prose(text, codes=True)
    starts = [0, *(end.end() for end in re.finditer("\n", text))]
    return _running(text, tokens, starts)


def _fences(tokens: Sequence[Token], starts: Sequence[int], text: str) -> Iterator[Fence]:
    for token in tokens:
        kind = token.info.split()[:1]
        if token.type == "fence" and kind and kind[0] in BLOCKS and token.map is not None:
            begin = token.map[0] + 1
            end = begin + token.content.count("\n")
            yield Fence(kind[0], Stretch(_start(starts, begin, text), _start(starts, end, text)))


def _start(starts: Sequence[int], line: int, text: str) -> int:
    return starts[line] if line < len(starts) else len(text)


def _running(plain: str, tokens: Sequence[Token], starts: Sequence[int]) -> Running:
    lines = mentions.Lines(plain)
    labels: list[Named] = []
    codes: list[Code] = []
    seen: set[Stretch] = set()
    line = column = -1
    for token in tokens:
        if token.type != "inline" or token.map is None:
            continue
        # Cells of one row: each is looked for behind the one before it.
        after = column if token.map[0] == line else 0
        spots = list(_spots(token.children or (), 0))
        places = lines.places(token, [at for at, _ in spots], after=after)
        for (_, said), (number, place) in zip(spots, places, strict=True):
            if isinstance(said, str):
                codes.append(Code(said, starts[number - 1] + place - 1))
            elif not said.is_term:
                start = starts[number - 1]
                for begin, end in _targets(said.target, lines[number - 1], place - 1):
                    if (at := Stretch(start + begin, start + end)) not in seen:
                        seen.add(at)
                        labels.append(Named(said.target, at))
                        break
        line = token.map[0]
        column = lines.end(token, after=after)
    return Running(tuple(labels), tuple(codes))


def _spots(tokens: Sequence[Token], base: int) -> Iterator[tuple[int, mentions.Said | str]]:
    """Mentions and code of a paragraph, also in words of pictures, and where they begin in it."""
    for token in tokens:
        if token.type == mentions.MENTION:
            yield base + token.meta[mentions.AT], token.meta["said"]
        elif token.type == "code_inline":
            yield base + token.meta[mentions.AT], token.content
        elif token.type == "image":
            yield from _spots(token.children or (), base + token.meta[mentions.AT] + len("!["))


def _targets(target: str, line: str, column: int) -> Iterator[tuple[int, int]]:
    """Where in a line the target of a mention may be written that begins at a column.

    In a table a backslash before a bar is not in the text of the cell, and moves what follows: then
    it is one of the same mentions of the line. None where the target begins on another line.
    """
    pattern = re.compile(rf"\[\[[ \t]*(?P<target>{re.escape(target)})(?=[ \t]*(?:\\?\||\]\]|$))")
    found = pattern.match(line, column)
    for each in pattern.finditer(line) if found is None else (found,):
        yield each.span("target")
