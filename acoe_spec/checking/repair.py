"""Repairs that have one right answer, made on one record.

Offsets decide over the text that was copied from them; spans have one normal form; a symmetric
relation has one order. What is a matter of judgement is not touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import UNSET
from msgspec.structs import replace

from acoe_spec.findings import Finding
from acoe_spec.models.record_structs import Annotation, Entity, Event, Record, Relation, Span, Unit
from acoe_spec.rules import anchors, relations
from acoe_spec.rules.indexed import index_record
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

RULES = ("spans-unnormalised", "surface-mismatch", "symmetric-order")
"""The rules whose findings may be repaired."""

_CHECKS = (anchors.check_anchors, relations.check_order)


class Repaired(NamedTuple):
    """A record with its repairs made, and the findings that are gone with them."""

    record: Record
    fixed: tuple[Finding, ...]


def repaired(record: Record, taxonomy: CompiledTaxonomy) -> Repaired:
    """The record with every repair made; the same record where there was nothing to repair."""
    before = _findings(record, taxonomy)
    if not before:
        return Repaired(record, ())
    units = {unit.id: unit for unit in record.units}
    order = {unit.id: position for position, unit in enumerate(record.units)}
    annotations = [_anchored(annotation, units, order) for annotation in record.annotations]
    mended = replace(record, annotations=annotations)
    backward = {
        finding.annotation
        for finding in _findings(mended, taxonomy)
        if finding.rule == "symmetric-order"
    }
    stored = {
        (each.label, each.subject, each.object)
        for each in annotations
        if isinstance(each, Relation)
    }
    for position, each in enumerate(annotations):
        if (
            isinstance(each, Relation)
            and each.id in backward
            and (each.label, each.object, each.subject) not in stored
        ):
            annotations[position] = replace(each, subject=each.object, object=each.subject)
    left = {(finding.rule, finding.annotation) for finding in _findings(mended, taxonomy)}
    return Repaired(
        mended, tuple(each for each in before if (each.rule, each.annotation) not in left)
    )


def _findings(record: Record, taxonomy: CompiledTaxonomy) -> list[Finding]:
    indexed = index_record(record, taxonomy)
    return [
        finding
        for check in _CHECKS
        for finding in check(indexed, taxonomy)
        if finding.rule in RULES
    ]


def _anchored(
    annotation: Annotation, units: Mapping[str, Unit], order: Mapping[str, int]
) -> Annotation:
    """The annotation with normal spans and their text, where its spans lie inside their units."""
    if isinstance(annotation, Entity):
        if annotation.spans is UNSET:
            return replace(annotation, text=UNSET)
        spans = _normal(annotation.spans, order)
        text = anchors.surface(units, spans)
        return annotation if text is None else replace(annotation, spans=spans, text=text)
    if isinstance(annotation, Event) and annotation.trigger is not UNSET:
        spans = _normal(annotation.trigger.spans, order)
        text = anchors.surface(units, spans)
        if text is not None:
            return replace(annotation, trigger=replace(annotation.trigger, spans=spans, text=text))
    return annotation


def _normal(spans: Sequence[Span], order: Mapping[str, int]) -> list[Span]:
    """The same code points in document order, with what touches or overlaps made one."""
    normal: list[Span] = []
    for span in sorted(spans, key=lambda each: (order.get(each.unit, -1), each.start, each.end)):
        if normal and normal[-1].unit == span.unit and span.start <= normal[-1].end:
            normal[-1] = replace(normal[-1], end=max(normal[-1].end, span.end))
        else:
            normal.append(span)
    return normal
