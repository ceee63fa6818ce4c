"""The `json` style: every finding with all its fields, in a shape that stays.

The shape is documented in docs/reference/reports.md and, as a JSON Schema, in
docs/schemas/check-report.schema.json. What is absent is left out, never null.
"""

from __future__ import annotations

from typing import Any

import msgspec

from acoe_spec.findings import Finding
from acoe_spec.reporting.presentation import Presentation, discreet
from acoe_spec.reporting.report import Report

_PLACE = ("file", "line", "column", "record")
_INSIDE = ("annotation", "pointer", "schema")
_ADVICE = ("hint", "reference")
_ONLY_IF_ANY = ("waived", "suppressed", "fixed", "structural_only")


def json(report: Report, presentation: Presentation) -> str:
    """The report as one indented JSON object."""
    summary = msgspec.structs.asdict(report.summary)
    for name in _ONLY_IF_ANY:
        if not summary[name]:
            del summary[name]
    document: dict[str, Any] = {
        "summary": summary,
        "findings": [_finding(each, presentation) for each in report.findings],
    }
    if report.fixed:
        document["fixed"] = [_finding(each, presentation) for each in report.fixed]
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode("utf-8") + "\n"


def _finding(finding: Finding, presentation: Presentation) -> dict[str, Any]:
    said = finding if presentation.show_text else discreet(finding)
    shown: dict[str, Any] = {"rule": said.rule, "level": said.level}
    shown |= _present(said, _PLACE)
    if said.view != "main":
        shown |= _present(said, ("view",))
    shown |= _present(said, _INSIDE)
    shown["message"] = said.message
    shown |= _present(said, (*_ADVICE, "text"))
    if finding.count > 1:
        shown["count"] = finding.count
    shown["fingerprint"] = finding.fingerprint
    return shown


def _present(finding: Finding, names: tuple[str, ...]) -> dict[str, Any]:
    values = ((name, getattr(finding, name)) for name in names)
    return {name: value for name, value in values if value is not None}
