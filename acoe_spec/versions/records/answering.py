"""Answers that a migration adds, because a question is required now and its author said how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import UNSET, UnsetType

from acoe_spec.models.record_structs import Category, Cluster, Record
from acoe_spec.taxonomy.compiled import CategorySet, CompiledTaxonomy
from acoe_spec.taxonomy.references import reference_of
from acoe_spec.taxonomy.unit_kinds import kind_of
from acoe_spec.versions.records.items import Item
from acoe_spec.versions.records.worlds import node_of


def answers(
    record: Record,
    items: Sequence[Item],
    required: Mapping[str, str],
    taxonomy: CompiledTaxonomy,
    taken: set[str],
) -> Iterator[Category]:
    """An answer for each target without one, for each set that has a label for it, by its id.

    `record` is as it stands, without drafts being asked and within its scope; `items` are all that
    are left, open ones too, because an answer that is open is one. `taken` are ids in use.
    """
    if record.state == "draft":
        return
    for name, label in sorted(required.items()):
        label_set = taxonomy.sets.get(name)
        if label_set is None or (record.scope is not UNSET and name not in record.scope):
            continue
        answered = set(_answered(items, name, taxonomy))
        for target in _eligible(record, label_set):
            if target not in answered:
                yield Category(_id(name, target, taken), name, label, target=target)


def _answered(
    items: Sequence[Item], name: str, taxonomy: CompiledTaxonomy
) -> Iterator[str | UnsetType]:
    for item in items:
        for world in item.worlds:
            if isinstance(world.annotation, Category) and world.annotation.set == name:
                yield world.annotation.target
        if item.open and isinstance(item.origin, Category) and item.origin.set not in taxonomy.sets:
            yield item.origin.target


def _eligible(record: Record, label_set: CategorySet) -> Iterator[str | UnsetType]:
    if label_set.record:
        yield UNSET
    for unit in record.units:
        if kind_of(unit) in label_set.units:
            yield unit.id
    for annotation in record.annotations:
        labelled = not isinstance(annotation, Category | Cluster)
        if labelled and reference_of(node_of(annotation)) in label_set.targets:
            yield annotation.id


def _id(name: str, target: str | UnsetType, taken: set[str]) -> str:
    wanted = f"{name}-{target or 'record'}"[:240]
    identifier, number = wanted, 1
    while identifier in taken:
        number += 1
        identifier = f"{wanted}-{number}"
    taken.add(identifier)
    return identifier
