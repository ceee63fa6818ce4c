"""The table of report styles, and `render`.

Each row is one style; command-line help, documentation and tests are made from the table. A
style's function is pure and lives in a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from acoe_spec.errors import UsageError
from acoe_spec.findings import Finding, Rule
from acoe_spec.reporting.github import github
from acoe_spec.reporting.gitlab import gitlab
from acoe_spec.reporting.json import json
from acoe_spec.reporting.markdown import markdown
from acoe_spec.reporting.presentation import Presentation, SourceLine
from acoe_spec.reporting.report import Report
from acoe_spec.reporting.sarif import sarif
from acoe_spec.reporting.text import text


@dataclass(frozen=True, kw_only=True)
class Style:
    """One way to write a report; `extension` is what its files are usually called by."""

    id: str
    title: str
    extension: str
    write: Callable[[Report, Presentation], str]


def _junit(report: Report, presentation: Presentation) -> str:
    # Imported here: an XML parser is a tenth of the start-up that a check may take.
    from acoe_spec.reporting.junit import junit

    return junit(report, presentation)


_ROWS = (
    Style(id="text", title="for people at a terminal", extension="txt", write=text),
    Style(id="json", title="every finding with all its fields", extension="json", write=json),
    Style(id="github", title="annotations in GitHub Actions", extension="txt", write=github),
    Style(id="gitlab", title="GitLab Code Quality", extension="json", write=gitlab),
    Style(id="junit", title="JUnit XML: a suite a file", extension="xml", write=_junit),
    Style(id="sarif", title="SARIF 2.1.0 for code scanning", extension="sarif", write=sarif),
    Style(id="markdown", title="a comment on a change", extension="md", write=markdown),
)

STYLES: Mapping[str, Style] = {row.id: row for row in _ROWS}


def render(
    report: Report,
    *,
    style: str,
    rules: Mapping[str, Rule],
    source_line: SourceLine | None = None,
    show_text: bool = False,
    colour: bool = False,
    tool_version: str | None = None,
) -> str:
    """`report` in the given style, ending in a newline and always encodable as UTF-8.

    `rules` supplies the prose of rules; a finding of a rule that is not in it is shown without.
    `source_line` and `colour` matter to `text` alone, `show_text` to `text` and `json`,
    `tool_version` to `sarif`. Raises `UsageError` if there is no such style.
    """
    row = STYLES.get(style)
    if row is None:
        known = ", ".join(STYLES)
        raise UsageError(f"there is no report style {style!r}", hint=f"the styles are {known}")
    presentation = Presentation(
        rules=rules,
        source_line=source_line,
        show_text=show_text,
        colour=colour,
        tool_version=tool_version,
    )
    return row.write(_encodable(report), presentation)


def _encodable(report: Report) -> Report:
    """The report with file names that are no UTF-8 spelt with backslash escapes.

    Python carries the odd bytes of such a name as lone surrogates, which no style can hold.
    """

    def respelt(finding: Finding) -> Finding:
        file = finding.file
        if file is None or file.isascii():
            return finding
        return msgspec.structs.replace(
            finding, file=file.encode("utf-8", "backslashreplace").decode("utf-8")
        )

    return msgspec.structs.replace(
        report,
        findings=tuple(map(respelt, report.findings)),
        fixed=tuple(map(respelt, report.fixed)),
    )
