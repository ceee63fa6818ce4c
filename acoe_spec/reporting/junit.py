"""The `junit` style: what a CI server shows as a list of tests.

A suite is a file, and a test case is one rule in that file: its name stays the same from run to
run, so that a server can tell new failures from old ones. Errors fail; warnings and remarks stand
in the output of a test that passes. A run without findings is one test that passes.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from acoe_spec.findings import Finding
from acoe_spec.reporting.presentation import Presentation, amount, discreet, extent, subject
from acoe_spec.reporting.report import Report

# What XML 1.0 does not admit, even as a character reference (section 2.2, production 2).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_FILE = "(no file)"


def junit(report: Report, presentation: Presentation) -> str:
    """The report as a `testsuites` document."""
    root = ElementTree.Element("testsuites", name="acoe")
    files: dict[str, dict[str, list[Finding]]] = {}
    for finding in report.findings:
        rules = files.setdefault(_xml_text(finding.file or _NO_FILE), {})
        rules.setdefault(finding.rule, []).append(finding)
    for file, rules in files.items():
        suite = ElementTree.SubElement(root, "testsuite", name=file)
        for rule, findings in rules.items():
            _test_case(suite, file=file, rule=rule, findings=findings, presentation=presentation)
    if not files:
        suite = ElementTree.SubElement(root, "testsuite", name="acoe")
        case = ElementTree.SubElement(suite, "testcase", name="no findings", classname="acoe")
        ElementTree.SubElement(case, "system-out").text = extent(report.summary)
    for element in (*root.findall("testsuite"), root):
        element.set("tests", str(len(element.findall(".//testcase"))))
        element.set("failures", str(len(element.findall(".//failure"))))
        element.set("errors", "0")
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document.decode("utf-8") + "\n"


def _test_case(
    suite: ElementTree.Element,
    *,
    file: str,
    rule: str,
    findings: list[Finding],
    presentation: Presentation,
) -> None:
    case = ElementTree.SubElement(suite, "testcase", name=rule, classname=file)
    failures = [finding for finding in findings if finding.level == "error"]
    others = [finding for finding in findings if finding.level != "error"]
    if failures:
        count = sum(finding.count for finding in failures)
        row = presentation.rules.get(rule)
        summary = failures[0].message if row is None else row.summary
        failure = ElementTree.SubElement(
            case, "failure", type=rule, message=_xml_text(f"{amount(count, 'finding')}: {summary}")
        )
        failure.text = _listing(failures)
    if others:
        ElementTree.SubElement(case, "system-out").text = _listing(others)


def _listing(findings: list[Finding]) -> str:
    lines = []
    for finding in findings:
        place = ":".join(str(part) for part in (finding.line, finding.column) if part is not None)
        about = subject(discreet(finding))
        lines.append(
            (f"{place}: " if place else "")
            + finding.message
            + (f" ({about})" if about else "")
            + (f"; hint: {finding.hint}" if finding.hint is not None else "")
        )
        if finding.count > 1:
            lines.append(f"... and {finding.count - 1:,} more")
    return _xml_text("\n".join(lines))


def _xml_text(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
