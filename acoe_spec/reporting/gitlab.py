"""The `gitlab` style: a Code Quality artifact for GitLab's merge requests.

GitLab shows one finding for each fingerprint and needs a path and a line for all of them; both are
made up where a finding has none (`.` and 1).
"""

from __future__ import annotations

import hashlib

import msgspec

from acoe_spec.reporting.presentation import (
    Presentation,
    discreet,
    numbered_fingerprints,
    subject,
)
from acoe_spec.reporting.report import Report

_SEVERITY = {"error": "major", "warning": "minor", "info": "info"}


def gitlab(report: Report, presentation: Presentation) -> str:
    """A JSON array with one object a finding."""
    issues = []
    for finding, numbered in zip(report.findings, numbered_fingerprints(report), strict=True):
        about = subject(discreet(finding))
        more = f" (and {finding.count - 1:,} more)" if finding.count > 1 else ""
        path = (finding.file or ".").replace("\\", "/").removeprefix("./")
        issues.append(
            {
                "description": finding.message + (f" ({about})" if about else "") + more,
                "check_name": finding.rule,
                "fingerprint": _unnumbered_if_first(numbered),
                "severity": _SEVERITY[finding.level],
                "location": {"path": path, "lines": {"begin": finding.line or 1}},
            }
        )
    return msgspec.json.format(msgspec.json.encode(issues), indent=2).decode("utf-8") + "\n"


def _unnumbered_if_first(numbered: str) -> str:
    """The finding's own fingerprint; for a repeat, 32 digits of a hash with its number."""
    print_, _, occurrence = numbered.partition(":")
    return print_ if occurrence == "1" else hashlib.sha256(numbered.encode()).hexdigest()[:32]
