"""What split rules may see of a record in the middle of a migration: units, ends, arguments.

Everything is as it was before the part that asks. Computed when a rule first asks for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from msgspec import UNSET

from acoe_spec.models.record_structs import (
    Annotation,
    Category,
    Cluster,
    Entity,
    Event,
    Record,
    Relation,
    Unit,
)
from acoe_spec.versions.records.items import Item
from acoe_spec.versions.records.worlds import node_of
from acoe_spec.versions.splitting import Part, Situation


class Scene:
    """The record and the items at one moment."""

    def __init__(self, record: Record, items: Sequence[Item]) -> None:
        self._record = record
        self._items = {item.id: item for item in items}
        # The worlds of each item now: they are exchanged while a part is applied.
        self._worlds = [(item, item.worlds) for item in items]
        self._units = {unit.id: unit for unit in record.units}
        self._parts: dict[str, list[tuple[frozenset[Part], ...]]] | None = None

    def situation(self, annotation: Annotation) -> Situation:
        """What rules may ask about one annotation."""

        def takes_part(wanted: frozenset[Part]) -> bool | None:
            return self._takes_part(annotation.id, wanted)

        return Situation(annotation, self._unit(annotation), self._record.modality, takes_part)

    def _unit(self, annotation: Annotation) -> Unit | None:
        """The unit that it begins in, or is said of."""
        if isinstance(annotation, Category):
            target = annotation.target
            if target is UNSET:
                return None
            item = self._items.get(target)
            if item is None or item.origin is annotation:
                return self._units.get(target)
            return None if isinstance(item.origin, Category) else self._unit(item.origin)
        places: Any = UNSET
        if isinstance(annotation, Entity):
            places = annotation.spans or annotation.boxes
        elif isinstance(annotation, Event) and annotation.trigger:
            places = annotation.trigger.spans
        return self._units.get(places[0].unit) if places else None

    def _takes_part(self, identifier: str, wanted: frozenset[Part]) -> bool | None:
        """Whether the annotation certainly takes part so; None where only perhaps."""
        if self._parts is None:
            self._parts = self._all_parts()
        perhaps = False
        for worlds in self._parts.get(identifier, ()):
            found = [not wanted.isdisjoint(each) for each in worlds]
            if all(found):
                return True
            perhaps = perhaps or any(found)
        return None if perhaps else False

    def _all_parts(self) -> dict[str, list[tuple[frozenset[Part], ...]]]:
        """For each id, and each annotation that names it: as what, in each of its worlds."""
        found: dict[str, list[tuple[frozenset[Part], ...]]] = {}
        for _, worlds in self._worlds:
            if not any(isinstance(each.annotation, _NAMING) for each in worlds):
                continue
            by_id: list[defaultdict[str, set[Part]]] = [
                _parts_in(each.annotation) for each in worlds
            ]
            for identifier in {each for one in by_id for each in one}:
                found.setdefault(identifier, []).append(
                    tuple(frozenset(one.get(identifier, ())) for one in by_id)
                )
        return found


_NAMING = (Relation, Event, Cluster)


def _parts_in(annotation: Annotation | None) -> defaultdict[str, set[Part]]:
    found: defaultdict[str, set[Part]] = defaultdict(set)
    if isinstance(annotation, Relation):
        found[annotation.subject].add((node_of(annotation), "subject"))
        found[annotation.object].add((node_of(annotation), "object"))
    elif isinstance(annotation, Event):
        for argument in annotation.arguments:
            found[argument.target].add((node_of(annotation), argument.role))
    elif isinstance(annotation, Cluster):
        for member in annotation.members:
            found[member] |= {(node_of(annotation), side) for side in ("subject", "object")}
    return found
