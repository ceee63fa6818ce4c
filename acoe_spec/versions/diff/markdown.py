"""A diff as a changelog for annotators: what is new, what changed, what is gone, what to do.

Words of a taxonomy are untrusted: what Markdown or HTML would take for its own is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from acoe_spec.reporting.presentation import amount
from acoe_spec.versions.changes import Change
from acoe_spec.versions.diff.report import (
    EFFECTS,
    Group,
    Report,
    amount_of_changes,
    by_level,
    demanded,
    name_of,
    subject,
    touched,
    worded,
)

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#&])")
_NAMED = 50
_TITLES = {
    "major": "What old files have to be migrated for",
    "minor": "What is new",
    "patch": "What is reworded",
}


def markdown(report: Report) -> str:
    """The changelog of one version."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    diff = report.diff
    yield f"# {_escaped(diff.to)}"
    yield ""
    said = amount_of_changes(report)
    yield f"Compared with {_escaped(diff.from_)}: {said}; {demanded(report)}."
    for level, groups in by_level(diff):
        yield ""
        yield f"## {_TITLES[level]}"
        yield ""
        for group in groups:
            yield from _item(group, "", report)
    if diff.suggestions:
        yield ""
        yield "## What may only be called otherwise"
        yield ""
        for each in diff.suggestions:
            place = each.from_ if each.set == "entity" else f"{each.set}/{each.from_}"
            yield f"- {_code(place)} may be {_code(each.to)} now: {_escaped(each.reason)}"
    if report.impact is not None:
        impact = report.impact
        yield ""
        yield (
            f"Counted in {amount(impact.files, 'file')}: {amount(impact.records, 'record')} with"
            f" {amount(impact.annotations, 'annotation')}."
        )


def _item(group: Group, indent: str, report: Report) -> Iterator[str]:
    change = group.first
    counts = touched(report, group)
    counted = "" if counts is None else f" It {counts}."
    yield f"{indent}- {_said(report, group)}. {EFFECTS[change.effect].capitalize()}.{counted}"
    for each in group.changes:
        if reworded := _reworded(each):
            place = f"{_code(subject(each))} " if len(group.changes) > 1 else ""
            yield f"{indent}  - {place}now: {_escaped(' '.join(reworded.split()))}"
    for following in group.following:
        yield from _item(following, indent + "  ", report)


def _said(report: Report, group: Group) -> str:
    named = [_called(report, change) for change in group.changes if subject(change)]
    message = _quoted_as_code(worded(report, group))
    if not named:
        return message
    listed = ", ".join(named[:_NAMED])
    if len(named) > _NAMED:
        listed += f" and {len(named) - _NAMED:,} more"
    return f"{listed}: {message}"


def _called(report: Report, change: Change) -> str:
    name = name_of(report, change)
    return _code(subject(change)) + ("" if name is None else f" ({_escaped(name)})")


def _reworded(change: Change) -> str | None:
    """The new name or definition, since annotators have to know it."""
    said = change.after
    if change.op == "set-definition" and isinstance(said, dict):
        said = said.get("definition")
    elif change.op != "set-name":
        return None
    return said if isinstance(said, str) else None


def _escaped(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", words).replace("\n", " ")


def _code(words: str) -> str:
    """An id as code; ids hold no backtick, and what is no id is escaped instead."""
    return f"`{words}`" if "`" not in words and words.isprintable() else _escaped(words)


def _quoted_as_code(message: str) -> str:
    """The message with the ids that it quotes as code, and everything else escaped."""
    parts = re.split(r"'([A-Za-z0-9_.:/-]+)'", message)
    written: tuple[Callable[[str], str], ...] = (_escaped, _code)
    return "".join(written[number % 2](part) for number, part in enumerate(parts))
