"""A hierarchy in a table (CSV, TSV: id, parent, name, definition) to a head taxonomy.

Tables are as people keep them (`tabular`), with tier columns that repeat the path. What is wrong
with the hierarchy is named with its line, under the names of the lint rules; self-parents, cycles
and missing parents are written as they are, so that lint names them too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from acoe_spec.errors import FormatError, UsageError
from acoe_spec.findings import Finding, Level, printable_id
from acoe_spec.formats.imported import Imported, head
from acoe_spec.formats.names import label_id
from acoe_spec.formats.records import Place, finding_at
from acoe_spec.formats.tabular import HEADER_ROWS, Row, read_rows, title

_NAMES = {
    "id": ("id", "unique id", "label id", "label", "code", "iab code", "identifier"),
    "parent": ("parent", "parent id", "is a", "broader"),
    "name": ("name", "label name", "title", "iab category", "category"),
    "definition": ("definition", "description", "scope note"),
    "level": ("tier", "level"),
}
COLUMNS = tuple(_NAMES)
_TIER = re.compile(r"(?:tier|level) [0-9]+\Z")


@dataclass(frozen=True, kw_only=True)
class TableOptions:
    """How to read a table; every field may be left alone.

    `columns`: for `id`, `parent`, `name`, `definition` or `level` the header of its column.
    `delimiter`: else the one that is most frequent. `category_set`: the labels become answers of
    that set, else they are entities.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    delimiter: str | None = None
    category_set: str | None = None


@dataclass(frozen=True)
class _Row:
    """One label as it stands in the table; `path` is what its tier columns say."""

    line: int
    id: str
    parent: str
    name: str
    definition: str
    path: tuple[str, ...]
    written_id: str


def read(
    source: Path, taxonomy_id: str, version: str, options: TableOptions | None = None
) -> Imported:
    """The taxonomy in a table.

    Raises `FormatError` if it is not UTF-8, or has no columns for id and name, `UsageError` if a
    column that was asked for is not there, `FileProblem` if it cannot be read.
    """
    options = options or TableOptions()
    findings: list[Finding] = []
    rows = list(_rows(source, options, findings))
    kept: dict[str, _Row] = {}
    for row in rows:
        first = kept.setdefault(row.id, row)
        if first is not row:
            message = f"the id {printable_id(row.id)} is already that of line {first.line}"
            findings.append(_finding(source, row.line, "import-duplicate-id", message))
    findings.extend(_hierarchy_findings(source, kept))
    findings.extend(_tier_findings(source, kept))
    findings.sort(key=lambda finding: finding.line or 0)
    labels = {row.id: _label(row) for row in kept.values()}
    if options.category_set is None:
        parts: dict[str, Any] = {"entities": labels}
    else:
        answers = {
            "question": options.category_set,
            "applies_to": {"record": True},
            "select": "one",
            "labels": labels,
        }
        parts = {"categories": {options.category_set: answers}}
    return Imported(data=head(taxonomy_id, version, taxonomy_id, parts), findings=tuple(findings))


def _finding(
    source: Path,
    line: int,
    rule: str,
    message: str,
    *,
    level: Level = "error",
    hint: str | None = None,
) -> Finding:
    return finding_at(Place(str(source), line), rule, message, level=level, hint=hint)


def _label(row: _Row) -> dict[str, Any]:
    label = {
        "name": row.name,
        "is_a": row.parent,
        "definition": row.definition,
        "aliases": {"csv": row.written_id} if row.written_id != row.id else None,
    }
    return {key: value for key, value in label.items() if value}


def _rows(source: Path, options: TableOptions, findings: list[Finding]) -> Iterator[_Row]:
    table = read_rows(source, options.delimiter)
    header, columns, tiers = _header(table, options.columns, source)
    outline: list[tuple[int, str]] = []  # levels and ids of the rows that enclose the next one
    unused = {
        column
        for column, written in enumerate(table[header].cells)
        if written and column not in (*columns.values(), *tiers)
    }
    if unused:
        message = f"columns that are not taken over: {len(unused)}"
        line = table[header].line
        findings.append(_finding(source, line, "import-loss", message, level="info"))
    named_ids = 0
    for row in table[header + 1 :]:
        if not any(row.cells):
            continue

        def cell(name: str, row: Row = row) -> str:
            return row.cell(columns.get(name))

        path = [row.cell(column) for column in tiers]
        while path and not path[-1]:
            path.pop()
        key = cell("id")
        if not key:
            message = "the row has no id, and is left out"
            findings.append(_finding(source, row.line, "source-malformed", message))
            continue
        parent = cell("parent")
        if "level" in columns and "parent" not in columns:
            level = int(re.sub(r"[^0-9]", "", cell("level"))[:9] or 0)
            while outline and outline[-1][0] >= level:
                outline.pop()
            parent = outline[-1][1] if outline else ""
            outline.append((level, key))
        named_ids += label_id(key) != key
        name = cell("name") or (path[-1] if path else "")
        yield _Row(
            line=row.line,
            id=label_id(key),
            parent=label_id(parent) if parent else "",
            name=name,
            definition=cell("definition"),
            path=tuple(path),
            written_id=key,
        )
    if named_ids:
        message = f"ids spelt anew, for an id cannot have all of their characters: {named_ids}"
        findings.append(_finding(source, table[header].line, "import-name", message, level="info"))


def _header(
    table: list[Row], wanted: Mapping[str, str], source: Path
) -> tuple[int, dict[str, int], list[int]]:
    """Where the header is, the columns that are known by their role, and the tier columns."""
    for unknown in wanted.keys() - _NAMES.keys():
        raise UsageError(f"there is no column role '{unknown}'", hint=f"known: {', '.join(_NAMES)}")
    for number, row in enumerate(table[:HEADER_ROWS]):
        titles = row.titles
        columns: dict[str, int] = {}
        for role, names in _NAMES.items():
            for name in (title(wanted[role]),) if role in wanted else names:
                if name in titles:
                    columns.setdefault(role, titles.index(name))
        tiers = [column for column, each in enumerate(titles) if _TIER.match(each)]
        if "id" in columns and ("name" in columns or tiers) and wanted.keys() <= columns.keys():
            return number, columns, tiers
    if wanted:
        asked_for = ", ".join(f"'{each}'" for each in wanted.values())
        raise UsageError(f"no row near the top has the columns {asked_for}", path=source)
    raise FormatError(
        "no header with columns for id and name",
        hint="name the columns that hold id, parent, name and definition",
        path=source,
    )


def _hierarchy_findings(source: Path, rows: Mapping[str, _Row]) -> Iterator[Finding]:
    settled: set[str] = set()
    for row in rows.values():
        if row.parent == row.id:
            message = f"{printable_id(row.id)} is its own parent"
            yield _finding(source, row.line, "self-parent", message)
        elif row.parent and row.parent not in rows:
            message = f"the parent {printable_id(row.parent)} is not in the table"
            yield _finding(source, row.line, "missing-parent", message)
        walk: dict[str, None] = {}
        current = row.id
        while current in rows and current not in settled and current not in walk:
            walk[current] = None
            current = rows[current].parent
        if current in walk and rows[current].parent != current:
            cycle = list(walk)[list(walk).index(current) :]
            members = ", ".join(map(printable_id, cycle))
            message = f"these are each other's ancestors: {members}"
            yield _finding(source, rows[cycle[0]].line, "hierarchy-cycle", message)
        settled.update(walk)


def _tier_findings(source: Path, rows: Mapping[str, _Row]) -> Iterator[Finding]:
    """Rows whose parent has other tiers than theirs without the last.

    A row whose tiers go no deeper than its parent's is left alone: the tier columns stop above it.
    """
    by_path: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in rows.values():
        by_path[row.path].append(row.id)
    for row in rows.values():
        if not row.path or row.parent == row.id:
            continue
        parent = rows.get(row.parent)
        claimed = () if parent is None else parent.path
        if (parent is None and row.parent) or claimed in (row.path, row.path[:-1]):
            continue
        expected = by_path.get(row.path[:-1], [])
        hint = (
            f"by its tiers the parent is {printable_id(expected[0])}"
            if len(expected) == 1
            else "no single row has the tiers above it"
        )
        message = (
            f"the parent {printable_id(row.parent)} of {printable_id(row.id)}"
            " is another than its tiers say"
            if row.parent
            else f"{printable_id(row.id)} has no parent, but tiers above it"
        )
        yield _finding(
            source, row.line, "import-parent-against-tiers", message, level="warning", hint=hint
        )
