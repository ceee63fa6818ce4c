"""Ids and references: each id once, each reference to something that is there.

What a reference may point at under the taxonomy (domain, range, role) is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator

from acoe_spec.findings import Finding, Rule, pointer, printable_id
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.taxonomy.compiled import CompiledTaxonomy


def check_duplicate_id(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Units, annotations and unresolved annotations of a record share one namespace."""
    data = record.record
    unresolved = data.unresolved or []
    count = len(data.units) + len(data.annotations) + len(unresolved)
    if len(record.units) + len(record.annotations) == count:
        ids = record.units.keys() | record.annotations.keys()
        if len(ids) == count:
            return
    first: dict[str, str] = {}
    for position, unit in enumerate(data.units):
        place = pointer("units", position)
        if first.setdefault(unit.id, place) != place:
            yield record.unit_finding(
                "duplicate-id",
                position,
                "id",
                message=_twice(unit.id, first[unit.id]),
                hint="give this unit an id of its own",
            )
    for position, annotation in enumerate(data.annotations):
        place = pointer("annotations", position)
        if first.setdefault(annotation.id, place) != place:
            yield record.finding(
                "duplicate-id",
                position,
                "id",
                message=_twice(annotation.id, first[annotation.id]),
                hint="give this annotation an id of its own, and mend the references to it",
            )
    for position, item in enumerate(unresolved):
        place = pointer("unresolved", position)
        if first.setdefault(item.annotation.id, place) != place:
            yield Finding(
                rule="duplicate-id",
                message=_twice(item.annotation.id, first[item.annotation.id]),
                hint="give this annotation an id of its own, and mend the references to it",
                annotation=item.annotation.id,
                pointer=place + "/annotation/id",
                field="unresolved/annotation/id",
            )


def _twice(identifier: str, first: str) -> str:
    return f"the id {printable_id(identifier)} is used already, at {first}"


RULES = (
    Rule(
        id="duplicate-id",
        level="error",
        theme="identity",
        summary="Two units or annotations of a record have the same id.",
        why="References go by id. With two bearers of one id, a relation or a span points at "
        "either, and two programs will choose differently.",
        fix="Give the second one an id of its own and mend the references that mean it.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"ok"},'
        '{"type":"turn","id":"t1","text":"done"}],"annotations":[]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"ok"},'
        '{"type":"turn","id":"t2","text":"done"}],"annotations":[]}',
        check=check_duplicate_id,
    ),
)
