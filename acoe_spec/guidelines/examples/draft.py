"""A record in the making: its units and annotations, and where each part of them was written.

What a part of a worked example cannot be read as becomes a finding here; whether what it says is
right is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from acoe_spec.findings import Finding, pointer
from acoe_spec.guidelines.examples.markup import MarkupProblem
from acoe_spec.guidelines.examples.scalars import written_at
from acoe_spec.guidelines.guideline import Place
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.composing import Node
from acoe_spec.taxonomy.source import Source

Json = dict[str, Any]
Steps = tuple[str | int, ...]

_COMMENT = re.compile(r"[ \t]+#")
_QUOTES = "put the text in quotes: to YAML, ' #' begins a comment"


@dataclass(frozen=True, kw_only=True, eq=False)
class Scalar:
    """A piece of text in the YAML, and where each of its characters is written there."""

    text: str
    offsets: Sequence[int]


@dataclass(kw_only=True, eq=False)
class Draft:
    """One content of an example: what is under `units`, `entities` and so on, or under `instead`.

    `side` is how the pointers of its parts begin, `/record` or `/instead`; `base` is the pointer to
    it in the YAML, and `data` what the YAML says there; `head` is the whole example. `places` and
    `findings` are shared by both sides. `texts` are those of the units, by id.
    """

    source: Source
    taxonomy: CompiledTaxonomy
    example: str
    side: str
    base: str
    head: Json
    data: Json
    places: dict[str, Place]
    findings: list[Finding]
    units: list[Json] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    annotations: list[Json] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)

    def place(self, *steps: str | int, key: bool = False) -> Place:
        """Where the YAML below `base` has the value at `steps`, or with `key` its key."""
        line, column = self.source.place(self.base + pointer(*steps), key=key)
        return Place(self.source.path or "", line, column)

    def place_in(self, scalar: Scalar, offset: int) -> Place:
        """Where the character at `offset` of a scalar's text is written."""
        return self._place_at(scalar.offsets[min(offset, len(scalar.offsets) - 1)])

    def _place_at(self, offset: int) -> Place:
        line, column = self.source.place_at(offset)
        return Place(self.source.path or "", line, column)

    def scalar(self, *steps: str | int) -> Scalar:
        """The text at `steps`; of what YAML reads as a number or as true, the text that it has."""
        node, value = self._node(steps), self._value(steps)
        if isinstance(value, str):
            return Scalar(text=value, offsets=written_at(self.source.text, node, value))
        text = self.source.text[node.start : node.end]
        return Scalar(text=text, offsets=range(node.start, node.end + 1))

    def _is_double_quoted(self, scalar: Scalar) -> bool:
        """Whether YAML takes a backslash in the scalar for its own, so that it is written twice."""
        first = scalar.offsets[0]
        return first > 0 and self.source.text[first - 1] == '"'

    def _value(self, steps: Sequence[str | int]) -> Any:
        value: Any = self.data
        for step in steps:
            value = value[step]
        return value

    def _node(self, steps: Sequence[str | int]) -> Node:
        node = self.source.root
        assert node is not None
        path = [self.base.removeprefix("/")] if self.base else []
        for step in (*path, *steps):
            children = node.children
            if isinstance(children, dict):
                node = children[str(step)].value
            else:
                assert isinstance(children, list)
                node = children[int(step)]
        return node

    def note(self, place: Place, *steps: str | int) -> None:
        """Remember where the part of the record at `steps` was written."""
        self.places[self.side + pointer(*steps)] = place

    def note_all(self, written: Sequence[str | int], *steps: str | int) -> None:
        """Remember where the value at `written` and all in it were written."""
        for path in paths_in(self._value(written)):
            self.note(self.place(*written, *path), *steps, *path)

    def note_head(self, key: str) -> None:
        """Remember where a field of the whole example was written, and all in it."""
        for path in paths_in(self.head[key]):
            line, column = self.source.place(pointer(key, *path))
            self.note(Place(self.source.path or "", line, column), key, *path)

    def say(self, rule: str, place: Place, message: str, hint: str | None) -> None:
        """Add a finding about what this content says."""
        self.findings.append(
            Finding(
                rule=rule,
                message=f"in the example '{self.example}', {message}",
                hint=hint,
                file=place.file or None,
                line=place.line,
                column=place.column,
                record=self.example,
            )
        )

    def say_problems(self, problems: Sequence[MarkupProblem], scalar: Scalar) -> None:
        """Add what is wrong with the markup in a scalar."""
        cut = _COMMENT.match(self.source.text, scalar.offsets[-1]) is not None
        for problem in problems:
            place = self.place_in(scalar, problem.offset)
            hint = _QUOTES if cut else problem.hint
            if self._is_double_quoted(scalar):
                hint = hint.replace("\\", "\\\\")
            self.say("example-markup", place, problem.message, hint)


def paths_in(value: Any) -> Iterator[Steps]:
    """The steps to `value` itself, which are none, and to everything in it."""
    pending: list[tuple[Any, Steps]] = [(value, ())]
    while pending:
        here, path = pending.pop()
        yield path
        if isinstance(here, dict):
            pending += [(each, (*path, key)) for key, each in here.items()]
        elif isinstance(here, list):
            pending += [(each, (*path, number)) for number, each in enumerate(here)]


def reference(written: str) -> str:
    """The id that `#b` or `b` refers to. Of an id that begins with `#`, another is in front."""
    return written.removeprefix("#")
