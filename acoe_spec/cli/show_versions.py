"""`acoe show ID --versions`: the version graph of a taxonomy, drawn in the terminal."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator

import click

from acoe_spec.reporting.lanes import ASCII, UNICODE, Row, lanes, spelt
from acoe_spec.reporting.presentation import amount
from acoe_spec.workspace.timeline import Change, Timeline, Version

_WIDTH = 90
_LISTED = 3  # reasons why there is no way back


def timeline_lines(timeline: Timeline) -> Iterator[str]:
    """The lines of the drawing, the newest version first."""
    alphabet = UNICODE if _can_print("".join(UNICODE)) else ASCII
    versions = {each.version: each for each in timeline.versions}
    parents = {
        name: [change.from_ for change in version.changes if change.from_ in _below(name, timeline)]
        for name, version in versions.items()
    }
    yield f"{timeline.taxonomy}  {timeline.title}".rstrip()
    yield ""
    if timeline.problem is not None:
        yield from _wrapped(f"the head cannot be used: {timeline.problem}")
        yield ""
    for row in lanes(tuple(versions), parents):
        for line in _rows(row, versions[row.name], timeline.taxonomy):
            yield spelt(line, alphabet).rstrip()


def _below(name: str, timeline: Timeline) -> tuple[str, ...]:
    names = [each.version for each in timeline.versions]
    return tuple(names[names.index(name) + 1 :])


def _rows(row: Row, version: Version, taxonomy: str) -> Iterator[str]:
    yield from row.before
    yield f"{row.mark}  {click.style(version.version, bold=True)}  {_status(version)}"
    for line in _about(version, taxonomy):
        yield f"{row.beside}    {line}"
    yield from row.after


def _status(version: Version) -> str:
    said = ["released"] if version.released else ["not released"]
    if version.head:
        found = [
            amount(count, word)
            for count, word in ((version.errors, "error"), (version.warnings, "warning"))
            if count
        ]
        said.append(f"the head, with {' and '.join(found)} of lint" if found else "the head")
    return ", ".join(said)


def _about(version: Version, taxonomy: str) -> Iterator[str]:
    if version.problem is not None:
        yield from _wrapped(f"cannot be used: {version.problem}")
    for change in version.changes:
        raised = "" if change.raised is None else f" ({change.raised})"
        yield from _wrapped(f"from {change.from_}{raised}: {'; '.join(_said(change))}")
        if change.title is not None:
            yield from _wrapped(f"  {change.title}")
        for reason in change.not_undone[:_LISTED]:
            yield from _wrapped(f"  {reason}")
        if len(change.not_undone) > _LISTED:
            yield f"  and {len(change.not_undone) - _LISTED} more"
        if change.file is None and change.problem is None:
            # On a line of its own and never wrapped: it is there to be copied.
            yield f"  acoe migration draft {taxonomy}@{change.from_} {taxonomy}@{change.to}"


def _said(change: Change) -> Iterator[str]:
    if change.file is None and change.problem is None:
        yield "no migration yet, which this would begin"
        return
    total = sum(change.operations.values())
    if total or change.problem is None:
        counted = [f"{count} {level}" for level, count in change.operations.items()] or ["no"]
        yield f"{', '.join(counted)} operation" + ("" if total == 1 else "s")
    if change.open_questions:
        yield f"{amount(change.open_questions, 'question')} open"
    if change.problem is not None:
        yield f"cannot be used: {change.problem}"
    else:
        yield "can be undone" if change.lossless else "cannot be undone"


def _wrapped(text: str) -> list[str]:
    own = len(text) - len(text.lstrip())
    return textwrap.wrap(text, _WIDTH, subsequent_indent=" " * (own + 2), drop_whitespace=True)


def _can_print(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
