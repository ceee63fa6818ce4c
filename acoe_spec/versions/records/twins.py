"""Annotations that a change made the same: one stays, and what named the others names it.

Which annotations are the same is said by `rules.duplicates`; who made them when must be the same
too. What was the same before is left alone. Knows items of a walk, and no migration.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any

from msgspec import UNSET

from acoe_spec.models.record_structs import (
    Annotation,
    Category,
    Cluster,
    Entity,
    Event,
    Previous,
    Relation,
)
from acoe_spec.rules.duplicates import content
from acoe_spec.versions.records.items import Item
from acoe_spec.versions.records.worlds import World


def references(annotation: Annotation) -> Iterator[str]:
    """The ids of annotations, or units, that an annotation is about."""
    if isinstance(annotation, Relation):
        yield annotation.subject
        yield annotation.object
    elif isinstance(annotation, Event):
        for argument in annotation.arguments:
            yield argument.target
    elif isinstance(annotation, Category):
        if annotation.target is not UNSET:
            yield annotation.target
    elif isinstance(annotation, Cluster):
        yield from annotation.members


def rewired(annotation: Annotation, alias: Mapping[str, str]) -> Annotation:
    """The annotation with other ids in its references; itself where it names none of them.

    What then plays the same role twice, or is a member twice, is there once.
    """
    if not any(each in alias for each in references(annotation)):
        return annotation
    changed = copy(annotation)
    if isinstance(changed, Relation):
        changed.subject = alias.get(changed.subject, changed.subject)
        changed.object = alias.get(changed.object, changed.object)
    elif isinstance(changed, Event):
        arguments: dict[tuple[str, str], Any] = {}
        for argument in changed.arguments:
            if argument.target in alias:
                argument = copy(argument)
                argument.target = alias[argument.target]
            arguments.setdefault((argument.role, argument.target), argument)
        changed.arguments = list(arguments.values())
    elif isinstance(changed, Category):
        changed.target = alias.get(changed.target or "", changed.target)
    elif isinstance(changed, Cluster):
        changed.members = list(dict.fromkeys(alias.get(each, each) for each in changed.members))
    return changed


def perhaps_same(annotations: Sequence[Annotation], changed: Sequence[Annotation]) -> bool:
    """Whether any of those that changed may say the same as another; right where it says no.

    `changed` are some of the annotations. Only what has the label of one of them is looked at, and
    as closely as needed: an answer that need not be yes sends a whole record the slow way.
    """
    labels = {each.label for each in changed}
    alike = [each for each in annotations if each.label in labels]
    if len(alike) < 2:
        return False
    places: defaultdict[Hashable, list[Annotation]] = defaultdict(list)
    for each in alike:
        places[_place(each)].append(each)
    return len(places) < len(alike) and any(
        len({_gist(each, undirected=True) for each in there}) < len(there)
        for there in places.values()
        if len(there) > 1
    )


def _place(annotation: Annotation) -> Hashable:
    """What is quick to look at, and the same in all that say the same."""
    kind = annotation.__class__
    place: Hashable = None
    if isinstance(annotation, Entity):
        if annotation.spans:
            span = annotation.spans[0]
            place = (span.unit, span.start)
    elif isinstance(annotation, Relation):
        place = frozenset((annotation.subject, annotation.object))
    elif isinstance(annotation, Category):
        place = (annotation.set, annotation.target)
    return kind, annotation.label, place


def unite(items: Sequence[Item], *, symmetric: Collection[str], pin: str) -> bool:
    """Let the first of those that became the same stand for all; True if there were any.

    `items` are in record order. `symmetric` are the relations whose ends have no order. `pin` is
    the version that is left, under which the others were what their `previous` says.
    """
    found = False
    while alias := _pass(items, symmetric, pin):
        found = True
        for item in items:
            item.rewire(alias, rewired)
    return found


def _pass(items: Sequence[Item], symmetric: Collection[str], pin: str) -> dict[str, str]:
    there = [
        (item, alone)
        for item in items
        if item.absorbed_by is None and (alone := item.alone) is not None
    ]
    changed = [alone for item, alone in there if item.lossy]
    if not changed or not perhaps_same([alone for _, alone in there], changed):
        return {}
    alike: defaultdict[Hashable, list[Item]] = defaultdict(list)
    for item, alone in there:
        alike[_key(alone, symmetric)].append(item)
    alias: dict[str, str] = {}
    for survivor, *others in alike.values():
        for other in others:
            if not (survivor.lossy or other.lossy) or _was_same(survivor, other):
                continue
            alias[other.id] = survivor.id
            _absorb(survivor, other, pin)
    return alias


def _was_same(one: Item, other: Item) -> bool:
    return one.schema == other.schema and content(one.origin) == content(other.origin)


def _absorb(survivor: Item, other: Item, pin: str) -> None:
    mine, others = survivor.alone, other.alone
    assert mine is not None
    assert others is not None
    history = list(others.previous or ())
    if history and history[-1].schema in (pin, other.schema) and history[-1].id is UNSET:
        last = copy(history.pop())
        last.id = other.id
    else:
        last = Previous(other.schema, other.origin.label, id=other.id)
    if not survivor.absorbed:
        survivor.history = mine.previous
    changed = copy(mine)
    changed.previous = [*(mine.previous or ()), *history, last]
    survivor.worlds = (World(changed),)
    survivor.absorbed.append(other)
    survivor.lossy = True
    other.absorbed_by = survivor


def part_again(survivor: Item) -> None:
    """Take back that an item stands for others: each is for itself again, and waits for it."""
    if not survivor.absorbed:
        return
    annotation = survivor.alone
    if annotation is not None:
        apart = copy(annotation)
        apart.previous = survivor.history
        survivor.worlds = (World(apart),)
    for other in survivor.absorbed:
        other.absorbed_by = None
        other.because = survivor.id
    survivor.absorbed = []


def _key(annotation: Annotation, symmetric: Collection[str]) -> Hashable:
    metadata = annotation.metadata
    return (
        _gist(annotation, undirected=annotation.label in symmetric),
        annotation.confidence,
        annotation.annotator,
        annotation.created,
        annotation.origin,
        annotation.comment,
        None if metadata is UNSET else bytes(metadata),
    )


def _gist(annotation: Annotation, *, undirected: bool) -> Hashable:
    """What the annotation says; of a relation without direction, the ends have no order."""
    gist = content(annotation)
    if undirected and annotation.__class__ is Relation:
        ends = sorted((annotation.subject, annotation.object))
        return (gist[:2], *ends, gist[4:])  # type: ignore[index]  # a tuple: kind, label, ends
    return gist
