"""What checking says about a conformance file: parsing, pins, file rules and record rules."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from acoe_spec.checking.explain import explain, parse
from acoe_spec.files import open_bytes, read_lines
from acoe_spec.findings import Finding
from acoe_spec.rules import pins
from acoe_spec.rules.table import FILE_RULES
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.numbering import requirement


def expectation(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return found


def requirements(case: dict[str, Any]) -> tuple[pins.Required, ...]:
    return tuple(pins.Required(requirement(text)) for text in case.get("require", ()))


def file_findings(path: Path, taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """The findings of a file in a rule's folder, with lines."""
    with open_bytes(path) as stream:
        yield from findings(read_lines(stream), taxonomy, expectation(path.parent))


def findings(
    lines: Iterable[tuple[int, bytes | None]], taxonomy: CompiledTaxonomy, case: dict[str, Any]
) -> Iterator[Finding]:
    """The findings of numbered lines, under what `case` says besides (README)."""
    today = None if case.get("today") is None else datetime.date.fromisoformat(case["today"])
    retired = {label: tuple(successors) for label, successors in case.get("retired", {}).items()}
    taxonomy = msgspec.structs.replace(taxonomy, retired=retired)
    watchers = [rule.check() for rule in FILE_RULES if rule.check is not None]
    for line, text in lines:
        if text is None:
            yield Finding(rule="line-too-long", message="", line=line)
            continue
        for finding in _line_findings(line, text, taxonomy, watchers, today, case):
            yield finding.placed(line=line)


def _line_findings(
    line: int,
    text: bytes,
    taxonomy: CompiledTaxonomy,
    watchers: list[pins.Watcher],
    today: datetime.date | None,
    case: dict[str, Any],
) -> Iterator[Finding]:
    record, structural = parse(text)
    yield from structural
    if record is None:
        return
    for watch in watchers:
        yield from watch(line, record)
    if record.schema is msgspec.UNSET:
        if case.get("own_pins"):
            yield pins.schema_missing()
            return
    elif not case.get("own_pins"):
        if record.schema != taxonomy.schema:
            yield pins.schema_version(record.schema, taxonomy.schema)
            return
    elif record.schema not in (taxonomy.schema, *case.get("known", ())):
        yield pins.schema_unknown(record.schema)
        return
    taxonomy_id, _, version = (record.schema or taxonomy.schema).partition("@")
    for required in requirements(case):
        wanted = required.requirement
        if wanted.taxonomy == taxonomy_id and not wanted.holds(version):
            yield pins.schema_outside_requirement(f"{taxonomy_id}@{version}", required)
            break
    yield from explain(record, taxonomy, today=today)
