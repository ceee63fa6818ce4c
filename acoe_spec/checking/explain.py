"""Everything that is wrong with one line or one record, at its exact place.

This is the definition of right and wrong: the text gate, then Pydantic's structural errors (which a
line that `decode` accepts is known to have none of), then every rule for records. A structural
error keeps the other rules from being asked, because they would speak about a record that is not
there. Slow next to `screen`, and meant to be: it runs on what is not certainly clean.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from acoe_spec.checking.decode import is_sound, skim, trusted
from acoe_spec.findings import Finding
from acoe_spec.models.record_structs import (
    Annotation,
    Category,
    Cluster,
    Event,
    Record,
    Relation,
)
from acoe_spec.rules.pins import is_pin
from acoe_spec.rules.table import record_findings
from acoe_spec.taxonomy.compiled import CompiledTaxonomy


class Parsed(NamedTuple):
    """A line as a record, or why it is none. `findings` is empty where `record` is there."""

    record: Record | None
    findings: tuple[Finding, ...] = ()


def parse(line: bytes, *, skimmed: Record | None = None) -> Parsed:
    """The record that a line of JSON holds, or the structural findings of that line.

    `skimmed` is what `skim` made of the line, if that has been tried already.

    Findings carry what can be known of the place: record id, view and schema where the line says
    them in the right form.
    """
    record = skim(line) if skimmed is None else skimmed
    if record is not None and is_sound(record, line):
        return Parsed(record)
    # What follows is for lines that are hardly sound, and slow to import.
    from acoe_spec.checking.gate import GateError, read
    from acoe_spec.rules.structure import structure_findings

    try:
        value = read(line)
    except GateError as error:
        return Parsed(None, (error.finding,))
    findings = tuple(structure_findings(value))
    if findings:
        place = _place(value)
        return Parsed(None, tuple(finding.placed(**place) for finding in findings))
    try:
        return Parsed(trusted(line))
    except msgspec.ValidationError:
        # Behind Pydantic only one thing is refused: an integer that is spelt as a float.
        return Parsed(trusted(_respelt(value)))


def explain(
    record: Record, taxonomy: CompiledTaxonomy, *, today: datetime.date | None = None
) -> Iterator[Finding]:
    """What every rule says about one record, with the record's part of the place filled in."""
    place = place_of(record, taxonomy)
    for finding in record_findings(record, taxonomy, today=today):
        yield finding.placed(
            **place,
            reference=_guideline(finding, record, taxonomy),
            text=_words(finding, record),
        )


def place_of(record: Record, taxonomy: CompiledTaxonomy | None = None) -> dict[str, Any]:
    """The part of a finding's place that the record as a whole gives."""
    place: dict[str, Any] = {"record": record.id}
    if record.view is not msgspec.UNSET:
        place["view"] = record.view
    if taxonomy is not None:
        place["schema"] = taxonomy.schema
    elif record.schema is not msgspec.UNSET and is_pin(record.schema):
        place["schema"] = record.schema
    return place


def set_and_label(annotation: Annotation) -> tuple[str, str]:
    """The set that an annotation answers and the label that it gives, as the record spells them."""
    if isinstance(annotation, Category):
        return annotation.set, annotation.label
    if isinstance(annotation, Event):
        return "event", annotation.label
    if isinstance(annotation, Relation | Cluster):
        return "relation", annotation.label
    return "entity", annotation.label


def pointed_at(record: Record, finding: Finding) -> Annotation | None:
    """The annotation of the record that a finding points into, if it does."""
    if finding.pointer is None or not finding.pointer.startswith("/annotations/"):
        return None
    return record.annotations[int(finding.pointer.split("/")[2])]


def _guideline(finding: Finding, record: Record, taxonomy: CompiledTaxonomy) -> str | None:
    """The guideline of the label concerned: `trade-chat@1.0.0#entity/option`."""
    annotation = pointed_at(record, finding)
    if annotation is None:
        return None
    label_set, label = set_and_label(annotation)
    if taxonomy.label(label_set, label) is None:
        return None
    return f"{taxonomy.schema}#{label_set}/{label}"


def _words(finding: Finding, record: Record) -> str | None:
    """The words that a finding is about: those of its annotation, or of its unit."""
    found: Any = pointed_at(record, finding)
    if isinstance(found, Event):
        found = found.trigger
    elif isinstance(found, Category):
        target = found.target
        found = next((unit for unit in record.units if unit.id == target), None)
    elif found is None and finding.pointer is not None and finding.pointer.startswith("/units/"):
        found = record.units[int(finding.pointer.split("/")[2])]
    text = getattr(found, "text", None)
    return text if isinstance(text, str) else None


def _place(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    fields = {"record": "id", "view": "view", "schema": "schema"}
    return {
        name: value[key]
        for name, key in fields.items()
        if isinstance(value.get(key), str)
        and (is_pin(value[key]) if name == "schema" else len(value[key]) <= 256)
    }


def _respelt(value: Any) -> bytes:
    """The line with every integer spelt as one, outside of free-form metadata."""

    def respell(node: Any) -> Any:
        if isinstance(node, float) and node.is_integer():
            return int(node)
        if isinstance(node, list):
            return [respell(item) for item in node]
        if isinstance(node, dict):
            return {key: item if key == "metadata" else respell(item) for key, item in node.items()}
        return node

    return msgspec.json.encode(respell(value))
