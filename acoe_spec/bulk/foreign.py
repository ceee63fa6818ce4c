"""Label files of other tools: read as records, converted, and checked with the source's lines.

What a taxonomy knows of foreign names (aliases, the names of a relation's arguments) is handed to
the formats here, because they treat labels as opaque.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from acoe_spec.bulk.checking import Plan, that_count
from acoe_spec.bulk.ways import Ways
from acoe_spec.checking.explain import parse
from acoe_spec.checking.gate import GateError, read
from acoe_spec.findings import Finding
from acoe_spec.formats.records import LabelKind, ReadOptions, WriteOptions
from acoe_spec.formats.table import Format
from acoe_spec.models.record_structs import Record
from acoe_spec.reporting.report import Tally
from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Label


def read_options(
    taxonomy: CompiledTaxonomy | None, format_id: str, *, tag_column: int | None = None
) -> ReadOptions:
    """What a reader of the format needs to know; without a taxonomy, names stay as they are."""
    if taxonomy is None:
        return ReadOptions(tag_column=tag_column, check_line=_gate_finding)
    return ReadOptions(
        schema=taxonomy.schema,
        labels={
            (kind, alias): name for (kind, name), alias in _aliases(taxonomy, format_id).items()
        },
        roles=frozenset(
            role
            for label in taxonomy.events.values()
            if label.event is not None
            for role in label.event.roles
        ),
        relation_roles=_relation_roles(taxonomy, format_id),
        tag_column=tag_column,
        check_line=_gate_finding,
    )


def write_options(
    taxonomy: CompiledTaxonomy | None, format_id: str, *, scheme: str | None = None
) -> WriteOptions:
    """What a writer of the format needs to know."""
    if taxonomy is None:
        return WriteOptions(scheme=scheme)
    return WriteOptions(
        labels=_aliases(taxonomy, format_id),
        relation_roles=_relation_roles(taxonomy, format_id),
        scheme=scheme,
    )


def check_foreign(
    files: Sequence[Path],
    source: Format,
    options: ReadOptions,
    ways: Ways,
    *,
    plan: Plan,
    tally: Tally,
) -> None:
    """Check files of another tool as the records that they become; adds to `tally`.

    Findings name the line of the source; those that the plan waives or knows do not count. Raises
    `FileProblem` as the format's reader does.
    """
    assert source.read is not None
    seen: set[str] = set()
    for sourced in source.read(files, options):
        if sourced.place.file not in seen:
            seen.add(sourced.place.file)
            tally.add(files=1)
        found = list(sourced.findings)
        if sourced.record is not None:
            found += _findings(sourced.record, ways)
            tally.add(records=1, annotations=len(sourced.record.annotations))
        placed = [sourced.at_source(finding) for finding in found]
        tally.add(that_count(placed, plan, tally))


def _findings(record: Record, ways: Ways) -> Iterator[Finding]:
    parsed, structural = parse(msgspec.json.encode(record))
    if parsed is None:
        yield from structural
        return
    is_clean = ways.is_clean(parsed) and not ways.old_labels
    ways.old_labels.clear()
    if not is_clean:
        yield from ways.explained(parsed)


def _gate_finding(line: bytes) -> Finding | None:
    try:
        read(line)
    except GateError as error:
        return error.finding
    return None


def _aliases(taxonomy: CompiledTaxonomy, format_id: str) -> dict[tuple[LabelKind, str], str]:
    """Kind and label to foreign name, for the labels that have one in this format."""
    tables: dict[LabelKind, dict[str, Label]] = {
        "entity": taxonomy.entities,
        "relation": taxonomy.relations,
        "event": taxonomy.events,
    }
    return {
        (kind, name): label.aliases[format_id]
        for kind, table in tables.items()
        for name, label in table.items()
        if format_id in label.aliases
    }


def _relation_roles(taxonomy: CompiledTaxonomy, format_id: str) -> dict[str, tuple[str, str]]:
    """Relation label to the names of its two arguments, where they are not Arg1 and Arg2."""
    found = {}
    for name, label in taxonomy.relations.items():
        arguments = _hint(label, format_id, "arguments")
        if isinstance(arguments, list) and len(arguments) == 2:
            found[name] = (str(arguments[0]), str(arguments[1]))
    return found


def _hint(label: Label, format_id: str, name: str) -> object:
    hints = label.hints.get(format_id)
    return hints.get(name) if isinstance(hints, dict) else None
