"""The `text` style: for people at a terminal.

Every finding begins with `file:line:column:`, which editors and terminals make a link of. The
style's own characters are ASCII. It quotes a source line only where the presentation supplies one,
and a record's text only if it says so.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from unicodedata import east_asian_width

from acoe_spec.findings import Finding
from acoe_spec.reporting.presentation import (
    Presentation,
    discreet,
    extent,
    one_line,
    remarks,
    verdict,
)
from acoe_spec.reporting.presentation import subject as subject_of
from acoe_spec.reporting.report import Report

Paint = Callable[[str, str], str]
"""`(text, what it is)` to the text in its colour; `_COLOURS` has the names of what it may be."""

RULES_NAMED = 8
"""How many rules the last line names with their counts."""

EXCERPT = 100
"""How many code points of a source line are shown; a longer one is cut around the column."""

_COLOURS = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "info": {"fg": "cyan", "bold": True},
    "clean": {"fg": "green", "bold": True},
    "place": {"bold": True},
    "aside": {"dim": True},
    "hint": {"fg": "cyan"},
}


def text(report: Report, presentation: Presentation) -> str:
    """The repairs, the findings file by file, and a line that sums them up."""
    paint = _in_colour if presentation.colour else _plain
    blocks = []
    if report.fixed:
        blocks.append([_repair(finding, paint) for finding in report.fixed])
    for _, findings in groupby(report.findings, key=lambda finding: finding.file):
        lines: list[str] = []
        for finding in findings:
            lines += _finding(finding, presentation, paint)
        blocks.append(lines)
    blocks.append([_last_line(report, paint), *remarks(report)])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _finding(finding: Finding, presentation: Presentation, paint: Paint) -> list[str]:
    if not presentation.show_text:
        finding = discreet(finding)
    lines = [_headline(finding, finding.level, finding.level, paint)]
    about = subject_of(finding)
    pointer = "" if finding.pointer is None else f"at {one_line(finding.pointer) or 'the top'}"
    context = ", ".join(part for part in (about, pointer) if part)
    if context:
        lines.append(f"    {paint(context, 'aside')}")
    if presentation.source_line is not None and finding.file is not None and finding.line:
        source = presentation.source_line(finding.file, finding.line)
        if source is not None:
            lines += _excerpt(source, finding, paint)
    if finding.text is not None:
        lines.append(f'    text: "{one_line(finding.text)}"')
    if finding.hint is not None:
        lines.append(f"    {paint('hint:', 'hint')} {one_line(finding.hint)}")
    if finding.reference is not None:
        lines.append(f"    {paint('see:', 'hint')} {one_line(_how_to_see(finding.reference))}")
    if finding.count > 1:
        lines.append(f"    ... and {finding.count - 1:,} more {finding.rule} in this file")
    return lines


def _how_to_see(reference: str) -> str:
    """For a label, such as `trade-chat@1.0.0#entity/option`, the command that shows it."""
    schema, _, label = reference.partition("#")
    if "@" not in schema or "/" in schema:
        return reference
    return f"acoe show {schema} {label.removeprefix('entity/')}"


def _repair(finding: Finding, paint: Paint) -> str:
    about = subject_of(discreet(finding))
    headline = _headline(finding, "fixed", "clean", paint)
    return f"{headline} ({about})" if about else headline


def _headline(finding: Finding, word: str, colour: str, paint: Paint) -> str:
    place = paint(_place(finding), "place")
    rule = paint(f"[{finding.rule}]", "aside")
    return f"{place} {paint(word, colour)}: {one_line(finding.message)} {rule}"


def _place(finding: Finding) -> str:
    parts = [one_line(finding.file) if finding.file is not None else "(no file)"]
    parts += [str(number) for number in (finding.line, finding.column) if number is not None]
    return ":".join(parts) + ":"


def _last_line(report: Report, paint: Paint) -> str:
    summary = report.summary
    if not (summary.total or summary.files):
        return "No file was read."
    if not summary.total:
        return f"{paint('No findings', 'clean')} in {extent(summary)}."
    ranked = sorted(summary.by_rule.items(), key=lambda entry: (-entry[1], entry[0]))
    counts = [f"{rule} {count:,}" for rule, count in ranked[:RULES_NAMED]]
    if len(ranked) > RULES_NAMED:
        counts.append(f"{len(ranked) - RULES_NAMED} other rules")
    worst = "error" if summary.errors else "warning" if summary.warnings else "info"
    return f"{paint(verdict(summary), worst)} in {extent(summary)}: {', '.join(counts)}."


def _excerpt(source: str, finding: Finding, paint: Paint) -> list[str]:
    """The source line with its number and, if the column is known, a caret below it."""
    cut = 0 if finding.column is None else finding.column - 1
    before, after = source[:cut], source[cut:]
    if len(before) > EXCERPT // 2:
        before = "..." + before[-EXCERPT // 2 :]
    if len(after) > EXCERPT - len(before):
        after = after[: EXCERPT - len(before)] + "..."
    before, after = (one_line(part.replace("\t", "    ")) for part in (before, after))
    number = str(finding.line)
    bar = paint("|", "aside")
    lines = [f"  {paint(number, 'aside')} {bar} {before}{after}".rstrip()]
    if finding.column is not None:
        indent = " " * sum(2 if east_asian_width(char) in "WF" else 1 for char in before)
        lines.append(f"  {' ' * len(number)} {bar} {indent}{paint('^', finding.level)}")
    return lines


def _plain(shown: str, _what: str) -> str:
    return shown


def _in_colour(shown: str, what: str) -> str:
    # Not at the top: a library user who renders plain text needs no command-line toolkit.
    from click import style

    return style(shown, **_COLOURS[what])  # type: ignore[arg-type]  # keyword values are per name
