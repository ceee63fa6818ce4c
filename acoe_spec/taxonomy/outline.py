"""A YAML text as a tree that can be rearranged and edited without losing a comment.

Every key and list item is a `Slot` that owns the comments above it and behind it, so that they move
and go with it. `outline` builds the tree from text, `drafted` from plain data; `layout` writes it
down. Knows YAML; knows nothing of what our files mean.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, NamedTuple

from acoe_spec.errors import TaxonomyBroken
from acoe_spec.taxonomy.composing import Node, composed

_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(#.*)?")


class Comment(NamedTuple):
    """One comment from its `#` on; `spaced` says that a blank line stands above it."""

    text: str
    spaced: bool


@dataclass(eq=False)
class Scalar:
    """A value that holds no others: its meaning and, where it comes from a text, its spelling."""

    value: Any
    spelling: str | None = None


@dataclass(eq=False)
class Branch:
    """A mapping (its slots have keys) or a list. `tail` are comments after the last slot."""

    mapping: bool
    flow: bool
    slots: list[Slot] = field(default_factory=list)
    tail: list[Comment] = field(default_factory=list)

    def slot(self, key: str) -> Slot | None:
        """The slot of `key`, a name in a mapping and a position in a list."""
        if self.mapping:
            return next((slot for slot in self.slots if slot.name == key), None)
        return self.slots[int(key)] if key.isdecimal() and int(key) < len(self.slots) else None

    @property
    def commented(self) -> bool:
        """Whether a comment stands anywhere inside."""
        return bool(self.tail) or any(
            slot.above or slot.behind or (isinstance(slot.value, Branch) and slot.value.commented)
            for slot in self.slots
        )


@dataclass(eq=False)
class Slot:
    """A key with its value, or a list item. `above` and `behind` are its comments."""

    value: Scalar | Branch
    name: str | None = None
    spelling: str | None = None
    above: list[Comment] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    spaced: bool = False


@dataclass(eq=False)
class Outline:
    """A document: the comments at its very top, and its root."""

    header: list[Comment]
    root: Branch


def outline(text: str) -> Outline:
    """The tree of `text`. Raises `errors.TaxonomyBroken` where it is not clean YAML of ours."""
    text = text.removeprefix("\ufeff")
    result = composed(text)
    if result.problems:
        first = min(result.problems, key=lambda each: each.offset)
        raise TaxonomyBroken(
            f"the file cannot be laid out: {first.message}",
            hint=first.hint,
            line=1 + text.count("\n", 0, first.offset),
        )
    if result.root is None or result.root.children is None:
        raise TaxonomyBroken(
            "the file cannot be laid out: it is no mapping of keys to values",
            hint="every file of ours begins with 'format: 1'",
        )
    return _Reading(text).outline(result.data, result.root)


def drafted(data: Any) -> Scalar | Branch:
    """The tree of plain data; what holds neither prose nor mappings is in flow style."""
    if isinstance(data, dict):
        slots = [Slot(drafted(value), name=name) for name, value in data.items()]
        return Branch(mapping=True, flow=all(map(_is_short, data.values())), slots=slots)
    if isinstance(data, list | tuple):
        items = [Slot(drafted(item)) for item in data]
        return Branch(mapping=False, flow=all(map(_is_short, data)), slots=items)
    return Scalar(data)


def _is_short(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_short, value))
    return not isinstance(value, dict) and " " not in str(value)


class _Placed(NamedTuple):
    """A slot where the text has it: its first code point, and the branches that it is in."""

    start: int
    slot: Slot
    within: tuple[_Opened, ...]


class _Opened(NamedTuple):
    """A branch where the text has it, and the slot that holds it, None for the root.

    `end` is meaningful for flow style only.
    """

    branch: Branch
    holder: Slot | None
    column: int
    end: int


class _Found(NamedTuple):
    offset: int
    column: int
    comment: Comment
    alone: bool


class _Reading:
    """Builds the tree of one text and hands every comment to its slot."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", text))]
        self.placed: list[_Placed] = []
        self.scalars: list[tuple[int, int]] = []

    def outline(self, data: Any, root: Node) -> Outline:
        tree = self._value(data, root, (), None)
        assert isinstance(tree, Branch)
        header: list[Comment] = []
        self.placed.sort(key=lambda each: each.start)  # stable: an item comes before its first key
        starts = [each.start for each in self.placed]
        passed = -1
        open_to = 0
        for found in self._comments():
            position = bisect_right(starts, found.offset)
            before = self.placed[position - 1] if position else None
            after = self.placed[position] if position < len(self.placed) else None
            if position != passed:
                passed, open_to = position, 1_000_000
            if before is None:
                (after.slot.above if after else header).append(found.comment)
            elif not found.alone:
                self._owner(before, found.offset).behind.append(found.comment.text)
            else:
                open_to = self._settle(found, before, after, open_to)
        if tree.slots:
            header = _taken_header(tree.slots[0])
        return Outline(header, tree)

    def _value(
        self, data: Any, node: Node, within: tuple[_Opened, ...], holder: Slot | None
    ) -> Scalar | Branch:
        if node.children is None:
            self.scalars.append((node.start, node.end))
            return Scalar(data, self.text[node.start : node.end])
        branch = Branch(mapping=isinstance(node.children, dict), flow=node.flow)
        here = (*within, _Opened(branch, holder, self._column(node.start), node.end))
        if isinstance(node.children, dict):
            for name, entry in node.children.items():
                slot = Slot(Scalar(None), name=name, spelling=self.text[entry.start : entry.end])
                self.scalars.append((entry.start, entry.end))
                self._add(branch, slot, entry.start, here)
                slot.value = self._value(data[name], entry.value, here, slot)
        else:
            for item, child in zip(data, node.children, strict=True):
                slot = Slot(Scalar(None))
                self._add(branch, slot, child.start, here)
                slot.value = self._value(item, child, here, slot)
        return branch

    def _add(self, branch: Branch, slot: Slot, start: int, here: tuple[_Opened, ...]) -> None:
        branch.slots.append(slot)
        slot.spaced = self._spaced(start)
        self.placed.append(_Placed(start, slot, here))

    def _comments(self) -> Iterator[_Found]:
        """All comments. Between scalars there are only indicators, white space and comments."""
        ends = 0
        for start, end in [*sorted(self.scalars), (len(self.text), len(self.text))]:
            at = ends
            while (at := self.text.find("#", at, start)) >= 0:
                line_end = self._line_end(at)
                yield self._found(at, line_end)
                at = line_end
            if self.text[start : start + 1] in ("|", ">"):
                header = _BLOCK_HEADER.match(self.text, start)
                if header and header[1]:
                    yield self._found(header.start(1), self._line_end(start))
            ends = max(ends, end)

    def _found(self, offset: int, end: int) -> _Found:
        line_start = self.lines[bisect_right(self.lines, offset) - 1]
        alone = not self.text[line_start:offset].strip()
        comment = Comment(self.text[offset:end].rstrip(), alone and self._spaced(offset))
        return _Found(offset, offset - line_start, comment, alone)

    def _owner(self, before: _Placed, offset: int) -> Slot:
        """The slot that a comment behind something on its line belongs to.

        Behind the closing bracket of a flow collection that is the slot which holds it.
        """
        slot = before.slot
        for opened in reversed(before.within):
            if not opened.branch.flow or opened.end > offset:
                break
            slot = opened.holder or slot
        return slot

    def _settle(self, found: _Found, before: _Placed, after: _Placed | None, open_to: int) -> int:
        """Hand a comment that has its line to the slot below it, or to the end of a branch.

        Among the branches that end here it closes the innermost one that is not indented deeper
        than the comment. `open_to` is the depth down to which an earlier comment has left them
        open; returns the new one.
        """
        remaining = 0 if after is None else _common(before.within, after.within)
        for depth in range(min(len(before.within), open_to) - 1, remaining - 1, -1):
            opened = before.within[depth]
            if opened.branch.flow and opened.end <= found.offset:
                continue
            if opened.branch.flow or opened.column <= found.column:
                opened.branch.tail.append(found.comment)
                return depth + 1
        if after is None:
            before.within[0].branch.tail.append(found.comment)
            return 1
        after.slot.above.append(found.comment)
        return 0

    def _spaced(self, offset: int) -> bool:
        line = bisect_right(self.lines, offset) - 1
        return line > 0 and not self.text[self.lines[line - 1] : self.lines[line]].strip()

    def _column(self, offset: int) -> int:
        return offset - self.lines[bisect_right(self.lines, offset) - 1]

    def _line_end(self, offset: int) -> int:
        line = bisect_right(self.lines, offset)
        return self.lines[line] if line < len(self.lines) else len(self.text)


def _common(first: tuple[_Opened, ...], second: tuple[_Opened, ...]) -> int:
    """How many branches, from the root, two slots are both in."""
    pairs = zip(first, second, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] is pair[1], pairs))


def _taken_header(first: Slot) -> list[Comment]:
    """The comments at the top of the file that speak of all of it, taken from the first slot.

    They are those above the last blank line; or all, if the first is an instruction to an editor.
    """
    cut = 0
    for position in range(1, len(first.above)):
        if first.above[position].spaced:
            cut = position
    if first.spaced or (first.above and first.above[0].text.startswith("# yaml-language-server")):
        cut = len(first.above)
    header, first.above = first.above[:cut], first.above[cut:]
    return header
