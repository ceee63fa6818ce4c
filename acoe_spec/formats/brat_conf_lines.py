"""brat's configuration files as sections of nodes: hierarchy, macros, terms and arguments.

Source: https://brat.nlplab.org/configuration.html, and where it is silent brat's own reader. Knows
nothing of what a node means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_SECTION = re.compile(r"\s*\[(.*)\]\s*\Z")
_SEPARATOR = re.compile(r"\s*-+\s*\Z")
_MACRO = re.compile(r"<([A-Za-z_-]+)>=\s*(.*?)\s*\Z")
_MAX_LINE = 100_000  # code points of a line with its macros put in, which can double each other
_ENTRY = re.compile(r"(\s*)(\S+)(?:\s+(.*))?\Z")
_ARGUMENT = re.compile(r"(<[^>]*>|[^:?*+{}]+)([?*+]|\{[0-9]{1,6}(?:-[0-9]{1,6})?\})?:\s*(\S+)\Z")


@dataclass(frozen=True)
class ConfArgument:
    """`Theme+:Protein|<EVENT>`; `maximum` None is any number."""

    name: str
    types: tuple[str, ...]
    minimum: int = 1
    maximum: int | None = 1


@dataclass(frozen=True)
class Node:
    """One entry: `!Name|TERM:1 Arg:Type, <REL-TYPE>:symmetric` under the parent that it names."""

    name: str
    line: int
    abstract: bool = False
    parent: str | None = None
    terms: tuple[str, ...] = ()
    arguments: tuple[ConfArgument, ...] = ()
    special: Mapping[str, str] = field(default_factory=dict)

    def argument(self, name: str) -> ConfArgument | None:
        """The argument of that name."""
        return next((known for known in self.arguments if known.name == name), None)


@dataclass(frozen=True)
class Unreadable:
    """A line, or a part of it, that means nothing; `reason` completes 'the line ...'."""

    line: int
    reason: str


def section_lines(text: str) -> dict[str, list[tuple[int, str]]]:
    """For each section its numbered lines, comments, separators and blank lines left out."""
    sections: dict[str, list[tuple[int, str]]] = {}
    current = sections.setdefault("", [])
    for number, line in enumerate(re.split(r"\r\n|[\r\n]", text), 1):
        if header := _SECTION.match(line):
            current = sections.setdefault(header[1].strip().lower(), [])
        elif line.strip() and not line.lstrip().startswith("#") and not _SEPARATOR.match(line):
            current.append((number, line))
    return sections


def nodes(numbered_lines: list[tuple[int, str]]) -> Iterator[Node | Unreadable]:
    """The entries of one section, parents before children, macros put in."""
    macros: dict[str, str] = {}
    above: list[tuple[int, str]] = []  # indentation and name of the nodes that enclose the next one
    for number, line in numbered_lines:
        macro = _MACRO.match(line)
        expanded = _expanded(macro[2] if macro else line, macros)
        if expanded is None:
            yield Unreadable(number, f"is longer than {_MAX_LINE} characters with its macros")
            continue
        if macro:
            macros[f"<{macro[1]}>"] = expanded
            continue
        entry = _ENTRY.match(expanded)
        if entry is None:
            yield Unreadable(number, "has no name")
            continue
        terms = [term for term in entry[2].split("|") if term.strip("!")]
        if not terms:
            yield Unreadable(number, "has no name")
            continue
        while above and above[-1][0] >= len(entry[1]):
            above.pop()
        parent = above[-1][1] if above else None
        name = terms[0].removeprefix("!")
        above.append((len(entry[1]), name))
        arguments: list[ConfArgument] = []
        special: dict[str, str] = {}
        for part in filter(None, map(str.strip, (entry[3] or "").split(","))):
            found = _argument(part)
            if found is None:
                yield Unreadable(number, "has an argument that is not of the form NAME:TYPE")
            elif found.name.startswith("<"):
                special[found.name.strip("<>").upper()] = "|".join(found.types)
            else:
                arguments.append(found)
        yield Node(
            name=name,
            line=number,
            abstract=any(term.startswith("!") for term in terms),
            parent=parent,
            terms=tuple(terms[1:]),
            arguments=tuple(arguments),
            special=special,
        )


def _expanded(text: str, macros: Mapping[str, str]) -> str | None:
    """The text with macros put in, or None if that is too much of it."""
    for name, value in macros.items():
        if len(text) + text.count(name) * (len(value) - len(name)) > _MAX_LINE:
            return None
        text = text.replace(name, value)
    return text


def _argument(part: str) -> ConfArgument | None:
    found = _ARGUMENT.match(part)
    if found is None:
        return None
    types = tuple(dict.fromkeys(kind for kind in found[3].split("|") if kind))
    minimum, maximum = _cardinality(found[2] or "")
    return ConfArgument(found[1], types, minimum, maximum)


def _cardinality(mark: str) -> tuple[int, int | None]:
    match mark:
        case "":
            return 1, 1
        case "?":
            return 0, 1
        case "*":
            return 0, None
        case "+":
            return 1, None
        case _:
            least, _, most = mark.strip("{}").partition("-")
            return int(least), int(most or least)


def labels(numbered_lines: list[tuple[int, str]]) -> dict[str, str]:
    """`[labels]` of visual.conf: for each name what to show (`Name | Shown | Sh`)."""
    shown: dict[str, str] = {}
    for _, line in numbered_lines:
        name, *texts = (part.strip() for part in line.split("|"))
        if texts and texts[0]:
            shown[name] = texts[0]
    return shown


def settings(numbered_lines: list[tuple[int, str]]) -> dict[str, dict[str, str]]:
    """`Name key:value, <KEY>:value` of visual.conf and tools.conf: for each name its settings."""
    found: dict[str, dict[str, str]] = {}
    for _, line in numbered_lines:
        name, *rest = line.split(maxsplit=1)
        pairs = re.findall(
            r"(?<![A-Za-z])<?([A-Za-z]+)>?:(\S+?)(?:,(?=\s)|\Z|\s)", "".join(rest).strip()
        )
        found[name] = dict(pairs)
    return found
