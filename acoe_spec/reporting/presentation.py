"""How a reader wants a report, and the words that all styles share.

A style is a pure function `(Report, Presentation) -> str`. What it needs of the world - rule rows,
source lines, the tool's version - is in the presentation. Nothing here knows one style.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec

from acoe_spec.findings import Finding, Rule
from acoe_spec.reporting.report import Report, Summary

SourceLine = Callable[[str, int], str | None]
"""`(file, line)`, line 1-based, to that line without its end, or None if it is not to be shown."""


@dataclass(frozen=True, kw_only=True)
class Presentation:
    """What a style may use beside the report.

    `source_line` makes the text style quote the offending line: pass it for taxonomies and
    guidelines, and for label files only if the user asked for text, as `show_text` also says.
    """

    rules: Mapping[str, Rule] = field(default_factory=dict)
    source_line: SourceLine | None = None
    show_text: bool = False
    colour: bool = False
    tool_version: str | None = None


# No white space, no letters beyond ASCII, no "@": no sentence and no address has the form.
_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:/#+=-]{0,255}\Z")


def discreet(finding: Finding) -> Finding:
    """The finding without what may be words of a client.

    Ids of record, view and annotation are left out if they have not the form of one, and the
    pointer ends before a key that has not; the line still leads to the place. For showing only: a
    fingerprint is that of the whole finding.
    """
    pointer = finding.pointer
    if pointer:
        _, *steps = pointer.split("/")
        plain = next(
            (n for n, step in enumerate(steps) if not _ID.match(step.replace("~1", "/"))),
            len(steps),
        )
        pointer = "".join(f"/{step}" for step in steps[:plain])
    return msgspec.structs.replace(
        finding,
        record=_id(finding.record),
        view=_id(finding.view),
        annotation=_id(finding.annotation),
        pointer=pointer,
        text=None,
    )


def _id(value: str | None) -> str | None:
    return value if value is not None and _ID.match(value) else None


def one_line(text: str) -> str:
    """`text` with a backslash escape for each character that would not show as itself.

    Line ends, control characters, and marks that reverse the direction of writing: a file's name
    can neither start a new line of a report nor move what stands beside it.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


def amount(count: int, noun: str) -> str:
    """`1 error`, `2,500 errors`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def verdict(summary: Summary) -> str:
    """`2 errors, 1 warning` or `no findings`."""
    counts = (("error", summary.errors), ("warning", summary.warnings), ("info", summary.infos))
    return ", ".join(amount(count, noun) for noun, count in counts if count) or "no findings"


def extent(summary: Summary) -> str:
    """What was looked at: `2 files, 40 records, 512 annotations`."""
    counts = (("record", summary.records), ("annotation", summary.annotations))
    return ", ".join(
        [amount(summary.files, "file"), *(amount(count, noun) for noun, count in counts if count)]
    )


def remarks(report: Report) -> list[str]:
    """One sentence for each thing that the findings alone do not tell."""
    summary = report.summary
    said = []
    if report.unlisted:
        said.append(f"{amount(report.unlisted, 'finding')} beyond the limit not listed.")
    if summary.structural_only:
        records = amount(summary.structural_only, "record")
        said.append(f"Structural errors in {records}: no other rule was run there.")
    if summary.waived:
        said.append(f"{amount(summary.waived, 'finding')} waived.")
    if summary.suppressed:
        said.append(f"{amount(summary.suppressed, 'finding')} known to the baseline left out.")
    if summary.fixed:
        said.append(f"{amount(summary.fixed, 'finding')} repaired.")
    return said


def subject(finding: Finding) -> str:
    """The record, view and annotation that a finding is about, in words; may be empty.

    Says all of them: what may be shown to anybody is `subject(discreet(finding))`.
    """
    view = None if finding.view == "main" else finding.view
    named = (("record", finding.record), ("view", view), ("annotation", finding.annotation))
    return ", ".join(f"{noun} {one_line(name)}" for noun, name in named if name is not None)


def numbered_fingerprints(report: Report) -> list[str]:
    """Each finding's fingerprint with its occurrence, `<fingerprint>:1`, so that none repeats."""
    seen: dict[str, int] = {}
    numbered = []
    for finding in report.findings:
        print_ = finding.fingerprint
        seen[print_] = seen.get(print_, 0) + 1
        numbered.append(f"{print_}:{seen[print_]}")
    return numbered
