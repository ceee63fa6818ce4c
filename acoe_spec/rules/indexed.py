"""One record with the look-ups that rules share, computed once.

It says what an id, a label or a reference *means* in this record under this taxonomy, and never
whether that is right: what is missing or ambiguous is left out of the look-ups, and one rule each
complains about it, so that one defect gives one finding.
"""

from __future__ import annotations

import datetime
from functools import lru_cache

import msgspec
from msgspec import UNSET

from acoe_spec.findings import Finding, Level, pointer
from acoe_spec.models.record_structs import (
    Annotation,
    Category,
    Cluster,
    Entity,
    Event,
    Page,
    Record,
    Relation,
    Segment,
    Unit,
)
from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Label
from acoe_spec.taxonomy.references import node, reference_of


class IndexedRecord(msgspec.Struct, frozen=True, gc=False):
    """A record and its look-ups. Made by `index_record`.

    `units`, `unit_order` and `annotations` are keyed by id; of two equal ids the first counts
    (`duplicate-id` names the other). `annotations` gives the position in the record's list.

    `labelled`, and for each type `entities` to `clusters`, give (position, annotation, its label)
    in record order. The label is None when the taxonomy has none of that name (`unknown-label`);
    a cluster's label is that of its relation.

    `references` maps the id of an entity, event or relation whose label is known to the label's
    name in closed tables: `option`, `event/trade`, `relation/bids_on`. An id that is missing here
    is dangling, of the wrong kind or of an unknown label: other rules have said so already.

    `segments` are the units that are such, with their positions.

    `today` is the day by which a deprecation runs out; None leaves time out of the account.
    """

    record: Record
    units: dict[str, Unit]
    unit_order: dict[str, int]
    annotations: dict[str, int]
    labelled: list[tuple[int, Annotation, Label | None]]
    entities: list[tuple[int, Entity, Label | None]]
    relations: list[tuple[int, Relation, Label | None]]
    events: list[tuple[int, Event, Label | None]]
    categories: list[tuple[int, Category, Label | None]]
    clusters: list[tuple[int, Cluster, Label | None]]
    references: dict[str, str]
    segments: list[tuple[int, Segment]]
    today: datetime.date | None = None

    @property
    def complete(self) -> bool:
        """Whether something absent counts as missing: the record is no draft."""
        return self.record.state != "draft"

    @property
    def beyond_text(self) -> bool:
        """Whether anything is on a page or in time: a page, a segment, a box, a time."""
        return (
            bool(self.segments)
            or any(unit.__class__ is Page for unit in self.record.units)
            or any(
                entity.boxes is not UNSET or entity.times is not UNSET
                for _, entity, _ in self.entities
            )
        )

    def attempted(self, label_set: str) -> bool:
        """Whether the record claims to answer this set: `entity`, `relation`, `event`, `intent`."""
        scope = self.record.scope
        return scope is UNSET or label_set in scope

    def annotation(self, identifier: str) -> Annotation | None:
        """The annotation of that id."""
        position = self.annotations.get(identifier)
        return None if position is None else self.record.annotations[position]

    def finding(
        self,
        rule: str,
        position: int,
        *steps: str | int,
        message: str,
        hint: str | None = None,
        level: Level = "error",
        field: str | None = None,
    ) -> Finding:
        """A finding at `steps` inside the annotation at `position` of the record's list.

        `field` is the steps without list positions, unless what is wrong is something absent and
        has no step of its own.
        """
        return Finding(
            rule=rule,
            level=level,
            message=message,
            hint=hint,
            annotation=self.record.annotations[position].id,
            pointer=pointer("annotations", position, *steps),
            field=field or "/".join(step for step in steps if isinstance(step, str)) or None,
        )

    def unit_finding(
        self,
        rule: str,
        position: int,
        *steps: str | int,
        message: str,
        hint: str | None = None,
        level: Level = "error",
        field: str | None = None,
    ) -> Finding:
        """A finding at `steps` inside the unit at `position` of the record's list."""
        names = [field] if field else [step for step in steps if isinstance(step, str)]
        return Finding(
            rule=rule,
            level=level,
            message=message,
            hint=hint,
            pointer=pointer("units", position, *steps),
            field="/".join(("units", self.record.units[position].id, *names)),
        )


def index_record(
    record: Record, taxonomy: CompiledTaxonomy, *, today: datetime.date | None = None
) -> IndexedRecord:
    """The record with its look-ups under `taxonomy`."""
    units: dict[str, Unit] = {}
    unit_order: dict[str, int] = {}
    segments: list[tuple[int, Segment]] = []
    for position, unit in enumerate(record.units):
        if unit.id not in units:
            units[unit.id] = unit
            unit_order[unit.id] = position
        if unit.__class__ is Segment:
            segments.append((position, unit))
    positions: dict[str, int] = {}
    references: dict[str, str] = {}
    indexed = IndexedRecord(
        record, units, unit_order, positions, [], [], [], [], [], [], references, segments, today
    )
    for position, annotation in enumerate(record.annotations):
        identifier = annotation.id
        label: Label | None
        reference = None
        if isinstance(annotation, Entity):
            label = taxonomy.entities.get(annotation.label)
            indexed.entities.append((position, annotation, label))
            reference = annotation.label
        elif isinstance(annotation, Relation):
            label = taxonomy.relations.get(annotation.label)
            indexed.relations.append((position, annotation, label))
            reference = qualified("relation", annotation.label)
        elif isinstance(annotation, Category):
            label_set = taxonomy.sets.get(annotation.set)
            label = None if label_set is None else label_set.labels.get(annotation.label)
            indexed.categories.append((position, annotation, label))
        elif isinstance(annotation, Event):
            label = taxonomy.events.get(annotation.label)
            indexed.events.append((position, annotation, label))
            reference = qualified("event", annotation.label)
        else:
            label = taxonomy.relations.get(annotation.label)
            indexed.clusters.append((position, annotation, label))
        indexed.labelled.append((position, annotation, label))
        if identifier not in positions:
            positions[identifier] = position
            if reference is not None and label is not None:
                references[identifier] = reference
    return indexed


@lru_cache(maxsize=1024)
def qualified(label_set: str, label: str) -> str:
    """The label of a set as closed tables name it: `event/trade`, `finance-core:event/trade`."""
    return reference_of(node(label_set, label))
