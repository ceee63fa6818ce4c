"""A diff for people at a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from acoe_spec.reporting.presentation import amount
from acoe_spec.versions.changes import Change
from acoe_spec.versions.diff_report import (
    EFFECTS,
    Group,
    Report,
    amount_of_changes,
    by_level,
    demanded,
    subject,
    touched,
)

_WIDTH = 96
_NAMED = 12  # how many places one line names before it says how many more there are
_SUGGESTED = 20


def text(report: Report) -> str:
    """What people changed by level, what follows below each, and what may be a rename."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    diff = report.diff
    yield _bold(f"{diff.from_} -> {diff.to}", report) + f"  {amount_of_changes(report)}"
    for level, groups in by_level(report):
        yield ""
        yield _bold(level, report)
        for group in groups:
            yield from _group(group, "  ")
    if diff.suggestions:
        yield ""
        yield _bold("may be renames", report)
        for each in diff.suggestions[:_SUGGESTED]:
            yield from _wrapped(
                f"{_place(each.set, each.from_)} -> {each.to}  ({each.likelihood:.0%}:"
                f" {each.reason})",
                "  ",
            )
        more = len(diff.suggestions) - _SUGGESTED
        if more > 0:
            yield f"  and {more:,} more; --report json lists them all"
        yield "  where one is, say so with rename-label in the migration: files keep their labels"
    yield ""
    impact = report.impact
    if impact is not None:
        read = f"{amount(impact.records, 'record')} with {amount(impact.annotations, 'annotation')}"
        yield f"counted in {amount(impact.files, 'file')}: {read} under {diff.from_}"
        if impact.others:
            yield f"not counted: {amount(impact.others, 'record')} under another version"
        if impact.unreadable:
            unreadable = amount(impact.unreadable, "line")
            yield f"not counted: {unreadable} that could not be read; acoe check says why"
    yield demanded(report)


def _group(group: Group, indent: str) -> Iterator[str]:
    change = group.first
    places = [subject(each) for each in group.changes]
    yield from _wrapped(_said(change, places), indent)
    demands = f"{change.op}: {EFFECTS[change.effect]} [{change.rule}]"
    if group.touched is not None:
        demands = f"{demands}; {touched(group.touched)}"
    yield from _wrapped(demands, indent + "    ")
    for each in group.following:
        yield from _following(each, indent + "    ")


def _following(group: Group, indent: str) -> Iterator[str]:
    change = group.first
    said = _said(change, [subject(each) for each in group.changes])
    counted = "" if group.touched is None else f"; {touched(group.touched)}"
    yield from _wrapped(f"so {said} ({change.level}) [{change.rule}]{counted}", indent)
    for each in group.following:
        yield from _following(each, indent + "  ")


def _said(change: Change, places: Iterable[str]) -> str:
    """`option, bond: a new label`; of many, `512 times: the label is gone: 1, 2 and 510 more`."""
    named = [place for place in places if place]
    listed = ", ".join(named[:_NAMED])
    if len(named) > _NAMED:
        more = f"{listed} and {len(named) - _NAMED:,} more"
        return f"{len(named):,} times: {change.message}: {more}"
    return f"{listed}: {change.message}" if named else change.message


def _place(label_set: str, label: str) -> str:
    return label if label_set == "entity" else f"{label_set}/{label}"


def _bold(words: str, report: Report) -> str:
    return f"\x1b[1m{words}\x1b[0m" if report.colour else words


def _wrapped(words: str, indent: str) -> Iterator[str]:
    yield from textwrap.wrap(
        words,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
