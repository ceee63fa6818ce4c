"""YAML 1.2 text as plain data, with the place of every key and value.

One pass over the parser's events builds strings, numbers, lists and dicts beside a tree of nodes
that says where each of them stands. Only what our files need is let through: one document, text
keys, no anchors, no aliases (so nothing can expand), no tags (so nothing can be constructed). What
is wrong becomes a `Problem`; nothing raises.

Knows nothing of taxonomies. The events come from libyaml by PyYAML, thirty times faster than a
pure Python scanner and free of its recursion; which plain scalar is a number, a truth value or text
is decided here, by the core schema of YAML 1.2, so `no`, `on` and `2027-06-30` are text.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from acoe_spec.findings import pointer, printable_id

MAX_DEPTH = 64
MAX_PROBLEMS = 50

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# https://yaml.org/spec/1.2.2/#1032-tag-resolution, with the longest integer that is exact in JSON.
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMERIC_START = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
_LARGEST = 2**53 - 1
# Control characters; and line breaks of YAML 1.1 that YAML 1.2 reads as text, so that the two would
# disagree about lines.
UNWRITABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)


class Problem(NamedTuple):
    """A defect of the text itself. `offset` counts code points from the start of the text."""

    rule: str
    offset: int
    pointer: str
    message: str
    hint: str


class Entry(NamedTuple):
    """A key of a mapping, `start` to `end` in code points, and the node of its value."""

    start: int
    end: int
    value: Node


class Node(NamedTuple):
    """Where a value stands: `start` to `end` in code points, and what it holds.

    `children` is a dict of `Entry` for a mapping, a list of `Node` for a sequence, None for a
    scalar. The end of a block mapping or sequence is where the next thing begins.
    """

    start: int
    end: int
    children: dict[str, Entry] | list[Node] | None
    flow: bool


class Composed(NamedTuple):
    """The document: its data and root node (both None where there is none), and its problems."""

    data: Any
    root: Node | None
    problems: list[Problem]


def composed(text: str, *, first_line: int = 1) -> Composed:
    """The one document of `text`, which has no byte order mark.

    `first_line` is the line of its file on which it begins, for messages that name a line.
    """
    forbidden = UNWRITABLE.search(text)
    if forbidden:
        code = f"U+{ord(forbidden[0]):04X}"
        problem = Problem(
            "yaml-character",
            forbidden.start(),
            "",
            f"the character {code} may not stand in YAML as it is",
            "remove it, or write it as an escape inside double quotes",
        )
        return Composed(None, None, [problem])
    composer = _Composer(text, first_line)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            composer.take(event)
            if composer.stopped:
                break
    except yaml.MarkedYAMLError as error:
        return Composed(None, None, [*composer.problems, _syntax_problem(error, text, first_line)])
    if composer.stopped:
        return Composed(None, None, composer.problems)
    if composer.root is None or composer.root.start == composer.root.end:
        problem = Problem(
            "yaml-empty", 0, "", "the file holds nothing", "begin it with 'format: 1'"
        )
        return Composed(None, None, [problem])
    return Composed(composer.data, composer.root, composer.problems)


def scalar(text: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar by the core schema; numbers that are out of bounds raise.

    Raises ValueError, with a sentence about the number, for infinities, not-a-number, and integers
    beyond 2^53 - 1.
    """
    if text in _TRUTH:
        return _TRUTH[text]
    if text in _NULL:
        return None
    if text[0] not in _NUMERIC_START:
        return text
    if _INTEGER.match(text):
        digits, radix = text, 10
    elif _OCTAL.match(text):
        digits, radix = text[2:], 8
    elif _HEXADECIMAL.match(text):
        digits, radix = text[2:], 16
    elif _FLOAT.match(text):
        return _finite(text)
    elif _NOT_FINITE.match(text):
        raise ValueError("infinity and not-a-number are no values here")
    else:
        return text
    number = int(digits, radix) if len(digits) <= 60 else _LARGEST + 1
    if abs(number) > _LARGEST:
        raise ValueError("the number is too large to be kept exactly")
    return number


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("the number is too large to be kept exactly")
    return number


class _Frame:
    """A container that is still open. `key` is the entry whose value comes next.

    It `counts` if it is text and new; None stands for a key that is no text.
    """

    __slots__ = (
        "awaits_key", "children", "counts", "data", "flow", "key", "key_end", "key_start", "start"
    )  # fmt: skip

    def __init__(self, data: dict[str, Any] | list[Any], start: int, flow: bool) -> None:
        self.data: Any = data
        self.children: Any = {} if isinstance(data, dict) else []
        self.start = start
        self.flow = flow
        self.awaits_key = isinstance(data, dict)
        self.key: str | None = None
        self.counts = False
        self.key_start = 0
        self.key_end = 0


class _Composer:
    """What has been read so far.

    Containers that may not be attached (under a doubled key, or as a key) are built all the same
    and dropped, so that their own problems are seen.
    """

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.first_line = first_line
        self.data: Any = None
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.stopped = False
        self.frames: list[_Frame] = []

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is ScalarEvent:
            self._scalar(event)
        elif kind is MappingStartEvent:
            self._open(event, {})
        elif kind is SequenceStartEvent:
            self._open(event, [])
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            frame = self.frames.pop()
            node = Node(frame.start, event.end_mark.index, frame.children, frame.flow)
            self._place(frame.data, node)
        elif kind is AliasEvent:
            self._refuse_anchor(event)
            self._place(None, Node(event.start_mark.index, event.end_mark.index, None, False))
        elif kind is DocumentStartEvent and self.root is not None:
            self._problem(
                "yaml-documents",
                event.start_mark.index,
                "a second document begins here; a file of ours holds one",
                "remove the line '---', or move what follows into a file of its own",
            )
            self.stopped = True

    def _scalar(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse_anchor(event)
        if event.tag is not None:
            self._refuse_tag(event)
        value: Any = event.value
        start = event.start_mark.index
        if event.implicit[0] and event.tag is None:
            try:
                value = scalar(value)
            except ValueError as error:
                self._problem("yaml-number", start, str(error), "put it in quotes to keep it")
                value = 0
            if not isinstance(value, str) and self.frames and self.frames[-1].awaits_key:
                self._refuse_key(start, event.value, value)
                value = event.value
        self._place(value, Node(start, event.end_mark.index, None, False))

    def _open(self, event: Any, data: dict[str, Any] | list[Any]) -> None:
        if event.anchor is not None:
            self._refuse_anchor(event)
        if event.tag is not None:
            self._refuse_tag(event)
        start = event.start_mark.index
        if len(self.frames) == MAX_DEPTH:
            self._problem(
                "yaml-depth",
                start,
                f"the nesting is deeper than {MAX_DEPTH} levels",
                "no file of ours needs more than ten; look for a bracket that is not closed",
            )
            self.stopped = True
        self.frames.append(_Frame(data, start, bool(event.flow_style)))

    def _place(self, value: Any, node: Node) -> None:
        if not self.frames:
            self.data, self.root = value, node
            return
        frame = self.frames[-1]
        if frame.awaits_key:
            self._take_key(frame, value, node)
        elif isinstance(frame.data, dict):
            if frame.counts:
                frame.data[frame.key] = value
                frame.children[frame.key] = Entry(frame.key_start, frame.key_end, node)
            frame.awaits_key = True
        else:
            frame.data.append(value)
            frame.children.append(node)

    def _take_key(self, frame: _Frame, value: Any, node: Node) -> None:
        frame.awaits_key = False
        frame.key = value if isinstance(value, str) else None
        frame.counts = False
        frame.key_start, frame.key_end = node.start, node.end
        if not isinstance(value, str):
            self._problem(
                "yaml-key",
                node.start,
                "a key must be text, and this one is a list, a mapping or an alias",
                "look for a '?' or a bracket at the start of the line",
            )
        elif value in frame.data:
            first = self.text.count("\n", 0, frame.children[value].start) + self.first_line
            self._problem(
                "yaml-duplicate-key",
                node.start,
                f"the key {printable_id(value)} is given twice; the first is on line {first}",
                "keep one of the two, or rename one",
            )
        else:
            frame.counts = True

    def _refuse_key(self, start: int, written: str, value: float | bool | None) -> None:
        read_as = "nothing" if value is None else "true or false"
        if value is not None and not isinstance(value, bool):
            read_as = "a number"
        self._problem(
            "yaml-key",
            start,
            f"a key must be text, and YAML reads this one as {read_as}",
            f'put it in quotes: "{written}"' if written else "write a key before the colon",
            key=written,
        )

    def _refuse_anchor(self, event: Any) -> None:
        self._problem(
            "yaml-alias",
            event.start_mark.index,
            "anchors (&) and aliases (*) are not used in these files",
            "write the value out; to share attributes between labels, use 'mixins'; "
            "text that begins with & or * needs quotes",
        )

    def _refuse_tag(self, event: Any) -> None:
        self._problem(
            "yaml-tag",
            event.start_mark.index,
            "tags (!) are not used in these files",
            "remove the tag; to keep a value as text, put it in quotes",
        )

    def _problem(
        self, rule: str, index: int, message: str, hint: str, *, key: str | None = None
    ) -> None:
        steps: list[str | int] = []
        for frame in self.frames:
            if isinstance(frame.data, list):
                steps.append(len(frame.data))
            elif not frame.awaits_key and frame.key is not None:
                steps.append(frame.key)
        if key is not None:
            steps.append(key)
        self.problems.append(Problem(rule, index, pointer(*steps), message, hint))
        if len(self.problems) >= MAX_PROBLEMS:
            self.stopped = True


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, first_line: int) -> Problem:
    """The parser's complaint, with the likely cause where the text shows it."""
    mark = error.problem_mark or error.context_mark
    index = min(mark.index if mark else 0, len(text))
    line = text[text.rfind("\n", 0, index) + 1 :].split("\n", 1)[0]
    message = f"this is not YAML: {error.problem or error.context}"
    if text[index : index + 1] == "\t" or line[: len(line) - len(line.lstrip())].count("\t"):
        return Problem(
            "yaml-syntax",
            index,
            "",
            "a tab indents this line",
            "indent with spaces; YAML allows no tabs",
        )
    if text[index : index + 1] in ("@", "`", "%"):
        hint = f"put text that begins with {text[index]} in quotes"
    elif error.context and error.context_mark:
        begun = error.context_mark.line + first_line
        hint = f"it happened {error.context} that begins on line {begun}"
    else:
        hint = "look at the indentation, and put text that holds ': ' or ' #' in quotes"
    return Problem("yaml-syntax", index, "", message, hint)
