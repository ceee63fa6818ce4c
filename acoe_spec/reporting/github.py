"""The `github` style: workflow commands that GitHub Actions turns into annotations.

Escapes follow GitHub's own toolkit: `%`, CR and LF in both places, `:` and `,` besides in the value
of a property. GitHub shows ten annotations of each kind for a step; the log holds them all.
"""

from __future__ import annotations

from acoe_spec.findings import Finding
from acoe_spec.reporting.presentation import (
    Presentation,
    discreet,
    extent,
    remarks,
    subject,
    verdict,
)
from acoe_spec.reporting.report import Report

_COMMAND = {"error": "error", "warning": "warning", "info": "notice"}


def github(report: Report, presentation: Presentation) -> str:
    """A command a finding, then a line of plain text with the numbers."""
    lines = [_command(finding) for finding in report.findings]
    lines.append(" ".join([f"acoe: {verdict(report.summary)} in {extent(report.summary)}.",
                           *remarks(report)]))  # fmt: skip
    return "\n".join(lines) + "\n"


def _command(finding: Finding) -> str:
    place = (("file", finding.file), ("line", finding.line), ("col", finding.column))
    properties = [f"{name}={_property(str(value))}" for name, value in place if value is not None]
    properties.append(f"title={_property(finding.rule)}")
    body = [finding.message]
    about = subject(discreet(finding))
    if about:
        body.append(f"({about})")
    if finding.hint is not None:
        body.append(f"hint: {finding.hint}")
    if finding.count > 1:
        body.append(f"and {finding.count - 1:,} more {finding.rule} in this file")
    return f"::{_COMMAND[finding.level]} {','.join(properties)}::{_data(chr(10).join(body))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
