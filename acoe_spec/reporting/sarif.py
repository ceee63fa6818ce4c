"""The `sarif` style: SARIF 2.1.0 (OASIS), as code scanning services read it.

A rule's prose comes from its row. A JSON Pointer is a logical location (SARIF 3.33.4 asks for
RFC 6901 there), columns are code points, and what SARIF has no word for is in `properties`.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import msgspec

from acoe_spec.findings import Finding, Level, Rule
from acoe_spec.reporting.presentation import Presentation, discreet, numbered_fingerprints
from acoe_spec.reporting.report import Report

_LEVEL: dict[Level, str] = {"error": "error", "warning": "warning", "info": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_PROPERTIES = ("record", "view", "annotation", "schema", "reference")


def sarif(report: Report, presentation: Presentation) -> str:
    """The report as a SARIF log with one run."""
    ids = sorted({finding.rule for finding in report.findings})
    driver: dict[str, Any] = {
        "name": "acoe",
        "informationUri": "https://w3id.org/acoe-spec/",
        "rules": [_rule(id_, presentation.rules.get(id_)) for id_ in ids],
    }
    if presentation.tool_version is not None:
        driver["version"] = presentation.tool_version
    index = {id_: position for position, id_ in enumerate(ids)}
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(finding, rule_index=index[finding.rule], numbered=numbered)
                    for finding, numbered in zip(
                        report.findings, numbered_fingerprints(report), strict=True
                    )
                ],
            }
        ],
    }
    return msgspec.json.format(msgspec.json.encode(log), indent=2).decode("utf-8") + "\n"


def _rule(id_: str, row: Rule | None) -> dict[str, Any]:
    if row is None:
        return {"id": id_}
    return {
        "id": id_,
        "shortDescription": {"text": row.summary},
        "fullDescription": {"text": row.why},
        "help": {
            "text": f"{row.why}\n\nHow to fix it: {row.fix}",
            "markdown": f"{row.why}\n\n**How to fix it.** {row.fix}",
        },
        "defaultConfiguration": {"level": _LEVEL[row.level]},
        "properties": {"tags": [row.theme]},
    }


def _result(finding: Finding, *, rule_index: int, numbered: str) -> dict[str, Any]:
    hint = "" if finding.hint is None else f"\n{finding.hint}"
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": _LEVEL[finding.level],
        "message": {"text": finding.message + hint},
    }
    said = discreet(finding)
    location = _location(said)
    if location:
        result["locations"] = [location]
    if finding.count > 1:
        result["occurrenceCount"] = finding.count
    # The first name is the one that GitHub matches alerts by.
    result["partialFingerprints"] = {
        "primaryLocationLineHash": numbered,
        "acoeFingerprint/v1": finding.fingerprint,
    }
    values = {name: getattr(said, name) for name in _PROPERTIES}
    properties = {name: value for name, value in values.items() if value is not None}
    if properties:
        result["properties"] = properties
    return result


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if finding.file is not None:
        physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.file)}}
        if finding.line is not None:
            physical["region"] = {"startLine": finding.line}
            if finding.column is not None:
                physical["region"]["startColumn"] = finding.column
        location["physicalLocation"] = physical
    if finding.pointer is not None:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.pointer, "kind": "value"}]
    return location


def _uri(path: str) -> str:
    """A relative reference for a relative path, a `file:` URI for an absolute one (RFC 3986)."""
    path = path.replace("\\", "/").removeprefix("./")
    if re.match(r"[A-Za-z]:/", path):
        return "file:///" + path[:2] + quote(path[2:])
    return ("file://" if path.startswith("/") else "") + quote(path)
