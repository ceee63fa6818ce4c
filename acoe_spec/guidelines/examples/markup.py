r"""The inline markup of worked examples: `[surface]{label #id key=value @kb=identifier}`.

A `[` opens a mark if its `]` is followed by `{`, and is itself otherwise. Marks nest. `\` in front
of one of `[ ] { } \` stands for that character. Braces that would belong to a mark but for a space
or a `]` that is missing are a problem, and never silently text.

Braces hold, in any order and separated by white space, a label, `#id`, `key=value` and
`@kb=identifier`; what stands behind `#` and `=` is bare or in double quotes, inside of which `\`
also escapes `"`. A bare `nil` is no identifier: the thing is in no knowledge base.

Knows no taxonomy and no YAML: offsets are code points in the text that is parsed. It takes time in
proportion to the text, however deep marks nest, and never raises for what the text says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

_SPECIAL = re.compile(r"[\[\]{\\]")
_ESCAPABLE = "[]{}\\"
_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"[^\s{}\[\]\"\\#@=,]+")
# Braces that nobody writes but behind a mark: `{label}`, `{#id}`, `{label key=value}`.
_MEANT = re.compile(r"\{[ \t]*#?[A-Za-z0-9_][^{}\[\]\\\n]*\}")
_APART = re.compile(rf"[ \t]+(?={_MEANT.pattern})")
_BARE = re.compile(r"[^\s{}\[\]\"\\]+")
_QUOTED = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.S)
_ESCAPED = re.compile(r"\\([\[\]{}\"\\])")
_NIL = "nil"

ItemKind = Literal["label", "id", "value", "link"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in braces.

    `name` is the label, the id, the attribute's id or the knowledge base's. `value` is that of an
    attribute, or an identifier; None for a label, for an id, and for the nil of a link. `start` and
    `value_start` are where it and its value begin in the markup.
    """

    kind: ItemKind
    name: str
    value: str | None = None
    start: int = field(default=0, compare=False)
    value_start: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text, `start` to `end` without markup, and what its braces say of it.

    `source_start` is where its `[` stands in the markup, `braces_start` where its `{` stands.
    """

    start: int
    end: int
    items: tuple[Item, ...]
    source_start: int = field(default=0, compare=False)
    braces_start: int = field(default=0, compare=False)

    def first(self, kind: ItemKind) -> Item | None:
        """The first thing of that kind in the braces."""
        return next((item for item in self.items if item.kind == kind), None)


class MarkupProblem(NamedTuple):
    """What is wrong at one offset of the markup, and what to write instead."""

    offset: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its markup, and its marks in the order in which they open, outer first."""

    text: str
    marks: tuple[Mark, ...] = ()
    problems: tuple[MarkupProblem, ...] = field(default=(), compare=False)


class Braces(NamedTuple):
    """What stands in braces, and the offset behind them."""

    items: tuple[Item, ...]
    end: int
    problems: tuple[MarkupProblem, ...]


class _Token(NamedTuple):
    """A part of the markup that is no text: `[` of a mark, its `]{...}`, or a `\\`."""

    kind: Literal["open", "close", "escape"]
    start: int
    end: int
    items: tuple[Item, ...] = ()


def parse(markup: str) -> Marked:
    """The text and the marks of `markup`; what cannot be read as such is among its problems."""
    tokens, problems = _tokens(markup)
    text: list[str] = []
    length = at = 0
    marks: list[Mark | None] = []
    opened: list[tuple[int, int, int]] = []
    for token in tokens:
        text.append(markup[at : token.start])
        length += token.start - at
        at = token.end
        if token.kind == "open":
            opened.append((len(marks), length, token.start))
            marks.append(None)
        elif token.kind == "close":
            number, start, source = opened.pop()
            marks[number] = Mark(start, length, token.items, source, token.start + 1)
    text.append(markup[at:])
    complete = tuple(mark for mark in marks if mark is not None)
    return Marked("".join(text), complete, tuple(problems))


def parse_braces(markup: str, start: int) -> Braces:
    """What stands in the braces that open at `start`, as far as it can be read."""
    items: list[Item] = []
    at = behind_space(markup, start + 1)
    while at < len(markup) and markup[at] != "}":
        read = _item(markup, at)
        problem = read if isinstance(read, MarkupProblem) else _repetition(read[0], items)
        if problem is None and not isinstance(read, MarkupProblem):
            items.append(read[0])
            at = behind_space(markup, read[1])
            if at > read[1] or markup[at : at + 1] in ("", "}"):
                continue
            message = "a comma stands here" if markup[at] == "," else "a space is missing here"
            hint = "separate what stands in braces by spaces"
            problem = MarkupProblem(at, message, hint)
        assert problem is not None
        return _broken_off(markup, start, tuple(items), problem)
    if at >= len(markup):
        return Braces(tuple(items), at, (_unclosed(start),))
    return Braces(tuple(items), at + 1, ())


def format(marked: Marked) -> str:  # noqa: A001  # the other half of `parse`
    """The markup that `parse` reads as exactly `marked`.

    Raises `ValueError` for marks that cross or are out of order, and for a label or the name of an
    attribute or knowledge base that markup has no way to write.
    """
    pieces: list[str] = []
    at = 0
    for position, number, opens in _edges(marked):
        pieces.append(_escaped(marked.text[at:position]))
        at = position
        pieces.append("[" if opens else f"]{{{format_items(marked.marks[number].items)}}}")
    pieces.append(_escaped(marked.text[at:]))
    return "".join(pieces)


def format_items(items: tuple[Item, ...]) -> str:
    """What stands between the braces. Raises `ValueError` for a name that cannot be written."""
    return " ".join(_written(item) for item in items)


def is_name(text: str) -> bool:
    """Whether `text` can be written as a label, an attribute or a knowledge base."""
    return _NAME.fullmatch(text) is not None


def word(text: str) -> str:
    """`text` as it is written behind `#` and `=`: bare, or in double quotes where it has to be."""
    if _BARE.fullmatch(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def read_word(markup: str, at: int) -> tuple[str, int] | None:
    """The bare or quoted word at `at`, and the offset behind it; None where there is none."""
    if markup[at : at + 1] == '"':
        quoted = _QUOTED.match(markup, at)
        return None if quoted is None else (_ESCAPED.sub(r"\1", quoted[1]), quoted.end())
    bare = _BARE.match(markup, at)
    return None if bare is None else (bare[0], bare.end())


def behind_space(markup: str, at: int) -> int:
    """The offset behind the white space at `at`."""
    space = _SPACE.match(markup, at)
    return at if space is None else space.end()


def _tokens(markup: str) -> tuple[list[_Token], list[MarkupProblem]]:
    """What is no text, in order; of the `[` those alone that turn out to open a mark."""
    found: list[_Token | None] = []
    problems: list[MarkupProblem] = []
    opened: list[int] = []
    meant: list[int] = []
    at = 0
    while (special := _SPECIAL.search(markup, at)) is not None:
        start = special.start()
        character, following = special[0], markup[start + 1 : start + 2]
        at = start + 1
        if character == "\\":
            if following and following in _ESCAPABLE:
                found.append(_Token("escape", start, at))
                at += 1
        elif character == "[":
            opened.append(len(found))
            found.append(_Token("open", start, at))
        elif character == "{":
            if opened and _MEANT.match(markup, start):
                meant.append(start)
        elif following != "{":
            if opened:
                found[opened.pop()] = None
                problems += _apart(markup, at)
        elif not opened:
            message = "no '[' is open that this ']{' could close"
            hint = r"write '[' where the marked text begins, or '\]' for the text"
            problems.append(MarkupProblem(start, message, hint))
        else:
            braces = parse_braces(markup, at)
            opened.pop()
            at = min(braces.end, len(markup))
            found.append(_Token("close", start, at, braces.items))
            problems += braces.problems
    problems += _unended([_start(found[number]) for number in opened], meant)
    for number in opened:
        found[number] = None
    return [token for token in found if token is not None], problems


def _start(token: _Token | None) -> int:
    assert token is not None
    return token.start


def _apart(markup: str, at: int) -> Iterator[MarkupProblem]:
    """Whether braces that were meant for the bracket that ends at `at` stand behind a space."""
    if _APART.match(markup, at):
        hint = r"remove it, or write '\{' for the text"
        yield MarkupProblem(at, "a space stands between ']' and '{'", hint)


def _unended(opened: list[int], meant: list[int]) -> Iterator[MarkupProblem]:
    """The braces that would end what a `[` marks which nothing closes; both in ascending order."""
    number = 0
    for start in opened:
        while number < len(meant) and meant[number] < start:
            number += 1
        if number == len(meant):
            return
        hint = r"write ']{' where the marked text ends, or '\{' for the text"
        yield MarkupProblem(meant[number], "a ']' is missing in front of this '{'", hint)
        number += 1


def _item(markup: str, at: int) -> tuple[Item, int] | MarkupProblem:
    """The thing in braces that begins at `at`, and the offset behind it."""
    sign = markup[at]
    if sign == "#":
        read = read_word(markup, at + 1)
        if read is None:
            return _unreadable(markup, at + 1, "an id", "write it directly behind '#', as in #b")
        return Item("id", read[0], None, at, at + 1), read[1]
    start = at + 1 if sign == "@" else at
    name = _NAME.match(markup, start)
    if name is None:
        return MarkupProblem(
            at,
            "this is no label, '#id', 'key=value' or '@kb=identifier'",
            "put values that hold brackets, quotes or spaces into double quotes",
        )
    behind = name.end()
    spaced = behind_space(markup, behind)
    if spaced > behind and markup[spaced : spaced + 1] == "=":
        hint = "write key=value, without spaces"
        return MarkupProblem(spaced, "a space stands in front of this '='", hint)
    if markup[behind : behind + 1] != "=":
        if sign == "@":
            hint = f"write '@{name[0]}=' and an identifier, or nil"
            return MarkupProblem(at, "the identifier is missing", hint)
        return Item("label", name[0], None, at, at), behind
    read = read_word(markup, behind + 1)
    if read is None:
        return _unreadable(markup, behind + 1, "a value", 'write "" for one that is empty')
    value: str | None = read[0]
    if sign == "@" and markup[behind + 1 : read[1]] == _NIL:
        value = None
    return Item("link" if sign == "@" else "value", name[0], value, at, behind + 1), read[1]


def _unreadable(markup: str, at: int, what: str, hint: str) -> MarkupProblem:
    if markup[at : at + 1] == '"':
        return MarkupProblem(at, f"the quotes around {what} are never closed", "add '\"' behind it")
    return MarkupProblem(at, f"{what} is missing here", hint)


def _broken_off(markup: str, start: int, items: tuple[Item, ...], problem: MarkupProblem) -> Braces:
    """Braces with a problem in them: what follows is passed over, up to their end.

    Nothing behind quotes that are never closed can be trusted, and all of it is passed over.
    """
    at = problem.offset
    if markup[at : at + 1] == '"' and _QUOTED.match(markup, at) is None:
        return Braces(items, len(markup), (problem,))
    closing = markup.find("}", at)
    if closing < 0:
        return Braces(items, len(markup), (_unclosed(start),))
    return Braces(items, closing + 1, (problem,))


def _unclosed(start: int) -> MarkupProblem:
    hint = r"close it by '}', or write ']\{' for the text"
    return MarkupProblem(start, "this '{' is never closed", hint)


def _repetition(item: Item, before: list[Item]) -> MarkupProblem | None:
    if item.kind not in ("label", "id") or all(other.kind != item.kind for other in before):
        return None
    hint = "keep one of the two"
    if item.kind == "label":
        hint += (
            "; a value has its attribute and '=' in front of it, and double quotes around spaces"
        )
    return MarkupProblem(item.start, f"this is a second {item.kind} for the same text", hint)


def _edges(marked: Marked) -> Iterator[tuple[int, int, bool]]:
    """Where brackets stand in the text, in order: position, number of the mark, if it opens."""
    opened: list[int] = []
    marks = marked.marks
    last = 0
    for number, mark in enumerate(marks):
        if not last <= mark.start <= mark.end <= len(marked.text):
            raise ValueError("the marks are out of order or outside of the text")
        # An empty mark where another ends may as well stand inside of that.
        while opened and marks[opened[-1]].end < min(mark.start + 1, mark.end):
            yield marks[opened[-1]].end, opened.pop(), False
        if opened and marks[opened[-1]].end < mark.end:
            raise ValueError("the marks cross")
        yield mark.start, number, True
        opened.append(number)
        last = mark.start
    for number in reversed(opened):
        yield marks[number].end, number, False


def _escaped(text: str) -> str:
    """`text` so that nothing in it is markup; pairs of brackets that are none anyway stay."""
    pieces: list[str] = []
    opened: list[int] = []
    at = 0
    for special in _SPECIAL.finditer(text):
        if special[0] == "{" and not _MEANT.match(text, special.start()):
            continue
        pieces += (text[at : special.start()], "\\" + special[0])
        at = special.end()
        if special[0] == "[":
            opened.append(len(pieces) - 1)
        elif special[0] == "]" and opened:
            opening = opened.pop()
            if text[at : at + 1] != "{":
                pieces[opening], pieces[-1] = "[", "]"
    pieces.append(text[at:])
    return "".join(pieces)


def _written(item: Item) -> str:
    if item.kind == "id":
        return f"#{word(item.name)}"
    if not is_name(item.name):
        raise ValueError("markup cannot write this name")
    if item.kind == "label":
        return item.name
    if item.kind == "value":
        return f"{item.name}={word(item.value or '')}"
    if item.value is None:
        return f"@{item.name}={_NIL}"
    identifier = f'"{_NIL}"' if item.value == _NIL else word(item.value)
    return f"@{item.name}={identifier}"
