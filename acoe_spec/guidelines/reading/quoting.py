"""Quotation marks that YAML needs around what blocks of guidelines hold, and authors leave out.

`[`, ` #` and `"` mean something to YAML and something else here, so that what YAML has to say of
them is of no help. Where a block cannot be read and one of its lines shows why, that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from acoe_spec.findings import Finding
from acoe_spec.taxonomy.source import Source

_KEY = r"[ \t]*(?:- +)*(?:[^\s\"'#:\[{][^\"'#:\[{]*: +)?"
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|'(?:[^']|'')*+'")
_COMMENT = re.compile(r"(?:^|[ \t,\[{])(?P<at>#)[A-Za-z0-9_]")


class _Cause(NamedTuple):
    """Something that YAML reads otherwise than its author meant it."""

    pattern: re.Pattern[str]
    message: str
    hint: str


_CAUSES = (
    _Cause(
        re.compile(_KEY + r"(?P<at>\[)(?:\[[^\[\]]+\]\]|[^\[\]]*\]\{)"),
        "text that begins with '[' is a list to YAML",
        "put the whole text in quotes",
    ),
    _Cause(
        re.compile(_KEY + r"\"(?:[^\"\\]|\\.)*=(?P<at>\")"),
        "this quotation mark ends the text",
        "put the whole text in single quotes, or write a backslash in front of each '\"' in it",
    ),
)
_HIDDEN = _Cause(
    _COMMENT, "what begins with '#' is a comment to YAML", "put it in quotes, as in '#b bids_on #i'"
)


_BACKSLASH = "inside of double quotes a backslash is written twice; or use single quotes"


def explained(source: Source, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings about a block, those that quotation marks would mend in words that say so."""
    return tuple(_explained(source, each) for each in findings)


def _explained(source: Source, finding: Finding) -> Finding:
    if "unknown escape character" in finding.message:
        return replace(finding, hint=_BACKSLASH)
    if finding.rule == "yaml-syntax":
        causes = [*_causes(source, finding)]
    elif finding.message == "the value is missing":
        number = (finding.line or 0) - source.first_line
        causes = [*_hidden(source, number)]
    else:
        return finding
    if not causes:
        return finding
    line, column, cause = causes[-1]
    return replace(finding, line=line, column=column, message=cause.message, hint=cause.hint)


def _causes(source: Source, finding: Finding) -> Iterator[tuple[int, int, _Cause]]:
    """What may have led to a finding, down to the line on which reading stopped."""
    stopped = (finding.line or 0) - source.first_line
    for number, line in enumerate(source.lines[: stopped + 1]):
        yield from _hidden(source, number)
        for cause in _CAUSES:
            if found := cause.pattern.match(line):
                yield source.first_line + number, found.start("at") + 1, cause


def _hidden(source: Source, number: int) -> Iterator[tuple[int, int, _Cause]]:
    bare = _QUOTED.sub(lambda each: "." * len(each[0]), source.lines[number])
    if found := _HIDDEN.pattern.search(bare):
        yield source.first_line + number, found.start("at") + 1, _HIDDEN
