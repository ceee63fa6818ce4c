"""A diff for people at a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from acoe_spec.reporting.presentation import amount, one_line
from acoe_spec.taxonomy.numbering import Level
from acoe_spec.taxonomy.references import node, reference_of
from acoe_spec.versions.changes import Change, Suggestion
from acoe_spec.versions.diff.report import (
    EFFECTS,
    Group,
    Report,
    amount_of_changes,
    by_level,
    demanded,
    name_of,
    shortened,
    subject,
    touched,
    worded,
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
    for level, groups in by_level(diff):
        yield ""
        yield _bold(level, report)
        for group in groups:
            yield from _group(report, group, level)
    if diff.suggestions:
        yield ""
        yield _bold("may be renames", report)
        for each in diff.suggestions[:_SUGGESTED]:
            yield from _wrapped(_suggested(report, each), "  ")
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
            if impact.pinned is not None and not impact.records:
                yield f"  most pin {impact.pinned}: compare that one, or migrate a copy first"
        if impact.unreadable:
            unreadable = amount(impact.unreadable, "line")
            yield f"not counted: {unreadable} that could not be read; acoe check says why"
    yield demanded(report)


def _group(report: Report, group: Group, level: Level) -> Iterator[str]:
    change, indent = group.first, "  "
    yield from _wrapped(_said(report, group), indent)
    op = change.op if change.level == level else f"{change.op} ({change.level})"
    demands = f"{op}: {EFFECTS[change.effect]} [{change.rule}]"
    counted = touched(report, group)
    yield from _wrapped(demands if counted is None else f"{demands}; {counted}", indent + "    ")
    if change.op == "set-name":
        yield from _renamings(group, indent + "    ")
    for each in group.following:
        yield from _following(report, each, indent + "    ")


def _following(report: Report, group: Group, indent: str) -> Iterator[str]:
    change = group.first
    counted = touched(report, group)
    said = f"so {_said(report, group)} ({change.level}) [{change.rule}]"
    yield from _wrapped(said if counted is None else f"{said}; {counted}", indent)
    for each in group.following:
        yield from _following(report, each, indent + "  ")


def _said(report: Report, group: Group) -> str:
    """`option, bond: a new label`; of many, `512 times: the label is gone: 1, 2 and 510 more`."""
    message = one_line(worded(report, group))
    named = [_called(report, change) for change in group.changes if subject(change)]
    if group.first.op == "set-name" and len(named) > 1:
        return f"{len(named):,} times: {message}"
    if len(named) > _NAMED:
        listed = ", ".join(named[:_NAMED])
        return f"{len(named):,} times: {message}: {listed} and {len(named) - _NAMED:,} more"
    return f"{', '.join(named)}: {message}" if named else message


def _called(report: Report, change: Change) -> str:
    """`680 (Video Gaming)`; a name that changed stands below."""
    name = None if change.op == "set-name" else name_of(report, change)
    return subject(change) if name is None else f"{subject(change)} ({name})"


def _renamings(group: Group, indent: str) -> Iterator[str]:
    """`680: 'Gaming', and 'Video Gaming' before`."""
    for change in group.changes[:_NAMED]:
        before, after = (said and f"'{shortened(said)}'" for said in (change.before, change.after))
        said = f"{after or 'no name'}, and {before} before" if before else f"{after}"
        yield from _wrapped(f"{subject(change)}: {said}", indent)
    if len(group.changes) > _NAMED:
        yield f"{indent}and {len(group.changes) - _NAMED:,} more; --report markdown lists them all"


def _suggested(report: Report, each: Suggestion) -> str:
    one, other = node(each.set, each.from_), node(each.set, each.to)
    old, new = (
        f" ({shortened(name)})" if name else ""
        for name in (report.names.old.get(one), report.names.new.get(other))
    )
    return f"{reference_of(one)}{old} -> {each.to}{new}  ({each.likelihood:.0%}: {each.reason})"


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
