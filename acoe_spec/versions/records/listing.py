"""What people read about an annotation that is open: the entry of a record's `unresolved`."""

from __future__ import annotations

from typing import Any

from acoe_spec.findings import printable_id
from acoe_spec.models.record_structs import Annotation, Unresolved
from acoe_spec.rules.values import as_text
from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Label
from acoe_spec.taxonomy.references import node, reference_of, split
from acoe_spec.versions.records.items import Item
from acoe_spec.versions.records.worlds import World, node_of

_NO_PLACE = "it has no place in the new version"


def listed(item: Item, taxonomy: CompiledTaxonomy) -> Unresolved:
    """The entry of one item, whose worlds are of `taxonomy`."""
    if item.stuck is not None:
        return item.stuck
    entry = Unresolved(item.origin, item.schema, _NO_PLACE)
    if item.because is not None:
        entry.reason = f"it depends on {printable_id(item.because)}, which is unresolved"
        entry.because = item.because
    elif item.alone is not None:
        entry.reason = item.why or _NO_PLACE
        if item.attribute is not None:
            entry.attribute = item.attribute
            _offer(entry, _permitted(item, item.attribute, taxonomy))
    else:
        _open(entry, item, taxonomy)
    return entry


def _open(entry: Unresolved, item: Item, taxonomy: CompiledTaxonomy) -> None:
    """Several worlds, or doubts about one: the labels, or the values, that it may have."""
    there = [world.annotation for world in item.worlds if world.annotation is not None]
    labels = sorted({spelt(each, item.origin) for each in there})
    doubt = next((doubt for world in item.worlds for doubt in world.doubts), None)
    entry.reason = (doubt.reason if doubt else item.reason) or _NO_PLACE
    attribute = None
    if len(labels) == 1 and len(there) == len(item.worlds):
        attribute = doubt.attribute if doubt else _differing(item.worlds)
    if attribute is None:
        _offer(entry, labels)
        return
    entry.attribute = attribute
    known = _permitted(item, attribute, taxonomy)
    _offer(entry, [each for each in _values(there, attribute) if each in known])


def _offer(entry: Unresolved, candidates: list[str]) -> None:
    if candidates:
        entry.candidates = candidates


def spelt(annotation: Annotation, origin: Annotation) -> str:
    """The label as the record spells it; with its set, if that is not the set of the original."""
    label_set, label = split(node_of(annotation))
    before = split(node_of(origin))[0]
    home = getattr(annotation, "set", label_set)
    return label if home == before or label_set == before else reference_of(
        node(label_set, label), home=before
    )  # fmt: skip


def _differing(worlds: tuple[World, ...]) -> str | None:
    """The first attribute that has another value in another world."""
    given: list[dict[str, Any]] = [
        each.annotation.attributes or {} for each in worlds if each.annotation is not None
    ]
    names = sorted({name for each in given for name in each})
    return next(
        (name for name in names if any(each.get(name) != given[0].get(name) for each in given)),
        None,
    )


def _values(annotations: list[Annotation], attribute: str) -> list[str]:
    found: set[str] = set()
    for each in annotations:
        value: Any = (each.attributes or {}).get(attribute)
        singles = value if isinstance(value, list) else [value]
        found.update(as_text(single) for single in singles if single is not None)
    return sorted(found)


def _permitted(item: Item, attribute: str, taxonomy: CompiledTaxonomy) -> list[str]:
    """The values that the attribute may have under the new version, where they are listed."""
    for world in item.worlds:
        if world.annotation is not None:
            label: Label | None = taxonomy.label(*split(node_of(world.annotation)))
            said = None if label is None else label.attributes.get(attribute)
            if said is not None:
                return sorted(said.values)
    return []
