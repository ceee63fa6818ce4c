"""The table of the ways to report a diff; command line and documentation are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from acoe_spec.versions.diff.json import json
from acoe_spec.versions.diff.markdown import markdown
from acoe_spec.versions.diff.report import Report
from acoe_spec.versions.diff.text import text


@dataclass(frozen=True, kw_only=True)
class DiffStyle:
    """One way to write a diff."""

    id: str
    title: str
    write: Callable[[Report], str]


DIFF_STYLES: Mapping[str, DiffStyle] = {
    row.id: row
    for row in (
        DiffStyle(id="text", title="for people at a terminal", write=text),
        DiffStyle(id="json", title="every change with all its fields", write=json),
        DiffStyle(id="markdown", title="a changelog for annotators", write=markdown),
    )
}
