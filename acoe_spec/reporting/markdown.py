"""The `markdown` style: a comment on a proposed change (GitHub, GitLab).

Text that is not ours stands in `<code>`, where nobody is mentioned and no link is made, with every
character that Markdown or HTML might take for its own behind a backslash. A rule's prose is
Markdown of ours and stays as it is.
"""

from __future__ import annotations

import re

from acoe_spec.findings import Finding
from acoe_spec.reporting.presentation import (
    Presentation,
    discreet,
    extent,
    one_line,
    remarks,
    subject,
    verdict,
)
from acoe_spec.reporting.report import Report

SHOWN = 50
"""How many findings a comment shows one by one; services cut comments off at 65,536 characters."""

_MEANS_SOMETHING = re.compile(r"([\\`*_{}\[\]<>#+!|&~$@:]|(?<=www)\.)")


def markdown(report: Report, presentation: Presentation) -> str:
    """A heading, a table by rule, and the first findings folded away below it."""
    lines = [f"### acoe: {verdict(report.summary)}", "", f"Checked {extent(report.summary)}."]
    lines += remarks(report)
    by_rule = sorted(report.summary.by_rule.items(), key=lambda entry: (-entry[1], entry[0]))
    if by_rule:
        lines += ["", "| rule | findings | what it means |", "| --- | ---: | --- |"]
        for rule, count in by_rule:
            row = presentation.rules.get(rule)
            meaning = "" if row is None else one_line(row.summary).replace("|", r"\|")
            lines.append(f"| {_code(rule)} | {count:,} | {meaning} |")
    if report.findings:
        shown = report.findings[:SHOWN]
        all_shown = len(shown) == len(report.findings)
        heading = "Findings" if all_shown else f"The first {SHOWN} findings"
        lines += ["", f"<details><summary>{heading}</summary>", ""]
        lines += ["| where | level | finding |", "| --- | --- | --- |"]
        lines += [_row(finding) for finding in shown]
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def _row(finding: Finding) -> str:
    place = [part for part in (finding.file, finding.line, finding.column) if part is not None]
    where = _code(":".join(map(str, place))) if place else ""
    what = f"{_escaped(finding.message)} {_code(finding.rule)}"
    about = subject(discreet(finding))
    if about:
        what += f"<br>{_code(about)}"
    if finding.hint is not None:
        what += f"<br>{_escaped(finding.hint)}"
    if finding.count > 1:
        what += f"<br>and {finding.count - 1:,} more in this file"
    return f"| {where} | {finding.level} | {what} |"


def _code(text: str) -> str:
    return f"<code>{_escaped(text)}</code>"


def _escaped(text: str) -> str:
    return _MEANS_SOMETHING.sub(r"\\\1", one_line(text))
