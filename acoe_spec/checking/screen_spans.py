"""The part of the screen that asks where spans are, and how entities overlap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from acoe_spec.models.record_structs import Entity, Event, Record, Relation, Span
from acoe_spec.rules.overlap import crossings
from acoe_spec.taxonomy.compiled import Crossing

Permitted = Callable[[str, str], frozenset[Crossing]]
"""How entities of two labels may overlap."""

Nest = list[tuple[int, int, str]]
"""Entities of one unit, each within the one before it: start, end, label."""


class Doubtful(Exception):
    """The record is not certainly clean; what is wrong with it, if anything, is for the rules."""


def span_quotes(spans: list[Span], surface: Any, texts: Mapping[str, str]) -> int:
    """The quotation marks of spans that are in bounds, in order and apart, and cover `surface`.

    Raises `Doubtful` or `KeyError` if they are not certainly so.
    """
    slices = []
    here = ""
    reach = -1
    for span in spans:
        start = span.start
        end = span.end
        text = texts[span.unit]
        if span.unit != here:
            if here and not _comes_before(here, span.unit, texts):
                raise Doubtful
            here = span.unit
            reach = -1
        if not reach < start < end <= len(text):
            raise Doubtful
        reach = end
        slices.append(text[start:end])
    if not slices or " ".join(slices) != surface:
        raise Doubtful
    return 8 * len(spans)


def fits_into(nest: Nest, start: int, end: int, label: str, permitted: Permitted) -> bool:
    """Whether an entity certainly may lie within the nested ones that are open at its start.

    It becomes one of them. Two of one label that cover the same text may be duplicates.
    """
    if start < nest[-1][0]:
        return False
    while nest and nest[-1][1] <= start:
        nest.pop()
    for outer_start, outer_end, outer in nest:
        equal = start == outer_start and end == outer_end
        if (
            end > outer_end
            or (equal and label == outer)
            or ("equal" if equal else "contains") not in permitted(outer, label)
        ):
            return False
    nest.append((start, end, label))
    return True


def overlaps_fit(record: Record, permitted: Permitted) -> bool:
    """Whether the entities of a record, all with normalised spans, overlap as they may.

    Two of one label that cover the same text are not certainly permitted: they may be duplicates.
    """
    order = {unit.id: position for position, unit in enumerate(record.units)}
    labels: list[str] = []
    ranges: list[list[tuple[int, int, int]]] = []
    for annotation in record.annotations:
        if isinstance(annotation, Entity) and annotation.spans:
            labels.append(annotation.label)
            ranges.append([(order[span.unit], span.start, span.end) for span in annotation.spans])
    return all(
        crossing in permitted(labels[first], labels[second])
        and not (crossing == "equal" and labels[first] == labels[second])
        for (first, second), crossing in crossings(ranges).items()
    )


def ascend(relations: list[Relation], record: Record) -> bool:
    """Whether the subject of each relation certainly begins before its object, in the text."""
    order = {unit.id: position for position, unit in enumerate(record.units)}
    places = {}
    for annotation in record.annotations:
        spans = None
        if isinstance(annotation, Entity):
            spans = annotation.spans
        elif isinstance(annotation, Event) and annotation.trigger:
            spans = annotation.trigger.spans
        if spans:
            places[annotation.id] = (order[spans[0].unit], spans[0].start)
    return all(places[each.subject] < places[each.object] for each in relations)


def _comes_before(one: str, other: str, texts: Mapping[str, str]) -> bool:
    order = list(texts)
    return order.index(one) < order.index(other)
