"""Whether a change concerns an annotation of a record, and which answers a record lacks.

Asked in the words of the older version, which `Words` tells; nothing is judged and nothing counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from msgspec import UNSET

from acoe_spec.models.record_structs import Annotation, Category, Entity, Event, Record, Relation
from acoe_spec.taxonomy.definition import AppliesTo
from acoe_spec.taxonomy.references import node, node_of
from acoe_spec.taxonomy.unit_kinds import kind_of, kinds
from acoe_spec.versions.changes import Change

Words = Callable[[str], str]
"""From the node of a label, as a change names it, to what the older version calls it."""


class Seen(NamedTuple):
    """One record: its annotations by id, and the kinds of its units by id."""

    annotations: Mapping[str, Annotation]
    units: Mapping[str, str]


Test = Callable[[Annotation, Seen], bool]


def seen(record: Record) -> Seen:
    """A record as tests want it."""
    return Seen(
        {each.id: each for each in record.annotations},
        {each.id: kind_of(each) for each in record.units},
    )


def set_of(annotation: Annotation) -> str:
    """The label set that an annotation is in; of a cluster, `cluster`."""
    if isinstance(annotation, Category):
        return annotation.set
    tag = annotation.__struct_config__.tag
    assert isinstance(tag, str)
    return tag


class Asked:
    """What a question is asked of, as `applies_to` says it with all sub-labels written out."""

    def __init__(self, applies_to: AppliesTo, words: Words) -> None:
        self._record = bool(applies_to.record)
        self._units = kinds(applies_to.units)
        self._labels = _nodes(applies_to.labels, words)

    def missing(self, record: Record, label_set: str) -> int:
        """How many answers to the question `label_set` a record lacks, if it is no draft."""
        if record.state == "draft" or (record.scope is not UNSET and label_set not in record.scope):
            return 0
        targets: set[str | None] = {None} if self._record else set()
        there = seen(record)
        targets.update(name for name, kind in there.units.items() if kind in self._units)
        if self._labels:
            targets.update(each.id for each in record.annotations if _node(each) in self._labels)
        return len(targets - {
            each.target or None for each in record.annotations
            if isinstance(each, Category) and each.set == label_set
        })  # fmt: skip

    def takes(self, annotation: Annotation, there: Seen) -> bool:
        """Whether an answer is about something of which the question is asked."""
        target = annotation.target if isinstance(annotation, Category) else None
        if not target:
            return self._record
        if target in there.annotations:
            return _node(there.annotations[target]) in self._labels
        return there.units.get(target) in self._units


def answer_test(change: Change, words: Words) -> Test | None:
    """What is asked of an answer to a question that changed; None where each is concerned."""
    if change.op == "narrow" and change.property_ == "applies_to":
        return Asked(change.before, words).takes
    if change.op == "narrow" and change.property_ == "select":
        return _is_one_of_several
    return None


def _is_one_of_several(annotation: Annotation, there: Seen) -> bool:
    assert isinstance(annotation, Category)
    return any(
        isinstance(other, Category)
        and other is not annotation
        and (other.set, other.target or None) == (annotation.set, annotation.target or None)
        for other in there.annotations.values()
    )


def _node(annotation: Annotation) -> str:
    return node(set_of(annotation), annotation.label or "")


def _never(_annotation: Annotation, _there: Seen) -> bool:
    return False


NEVER: Test = _never


def label_test(change: Change, words: Words) -> Test | None:
    """What is asked of an annotation of the label; None where the label is enough."""
    if change.op == "loosen" and change.property_ != "attributes":
        return NEVER
    if change.attribute is not None:
        return _attribute_test(change)
    if change.property_ in ("domain", "range"):
        return partial(_end, side=change.property_, lost=_nodes(change.before, words))
    if change.role is not None and change.set == "event":
        if change.rule == "role-required":
            return None
        lost = change.before.get("range") if isinstance(change.before, dict) else None
        return partial(_plays, role=change.role, lost=None if lost is None else _nodes(lost, words))
    if change.op == "require-trigger":
        return lambda annotation, _there: isinstance(annotation, Event) and not annotation.trigger
    if change.property_ == "links":
        return partial(_linked, before=change.before, after=change.after)
    if change.property_ == "overlap" and change.other is not None:
        return partial(_beside, other=change.other)
    return None


def _attribute_test(change: Change) -> Test:
    attribute = change.attribute
    assert attribute is not None
    if change.op == "rename-attribute" and isinstance(change.from_, str):
        attribute = change.from_
    values: tuple[str, ...] = () if change.value is None else (change.value,)
    if change.op in ("merge-values", "split-value", "rename-value") and change.from_ is not None:
        values = (change.from_,) if isinstance(change.from_, str) else change.from_
    if change.op == "require-attribute":
        return lambda annotation, _there: attribute not in _values(annotation)
    return partial(_has, attribute=attribute, values=values)


def _values(annotation: Annotation) -> Mapping[str, Any]:
    return {} if annotation.attributes is UNSET else annotation.attributes


def _has(annotation: Annotation, _there: Seen, *, attribute: str, values: tuple[str, ...]) -> bool:
    if attribute not in _values(annotation):
        return False
    value = _values(annotation)[attribute]
    written = value if isinstance(value, list) else [value]
    return not values or any(each in values for each in written)


def _nodes(references: Any, words: Words) -> frozenset[str]:
    return frozenset(words(node_of(reference)) for reference in references or ())


def _end(annotation: Annotation, there: Seen, *, side: str, lost: frozenset[str]) -> bool:
    """Whether the end of a relation has one of the labels that are not permitted there now."""
    if not isinstance(annotation, Relation):
        return False
    end = there.annotations.get(annotation.subject if side == "domain" else annotation.object)
    return end is not None and _node(end) in lost


def _plays(annotation: Annotation, there: Seen, *, role: str, lost: frozenset[str] | None) -> bool:
    if not isinstance(annotation, Event):
        return False
    targets = [
        there.annotations.get(each.target) for each in annotation.arguments if each.role == role
    ]
    if lost is None:
        return bool(targets)
    return any(each is not None and _node(each) in lost for each in targets)


def _linked(annotation: Annotation, _there: Seen, *, before: Any, after: Any) -> bool:
    if not isinstance(annotation, Entity):
        return False
    linked = {link.kb for link in annotation.links or ()}
    lost = set(before.to or ()) - set(after.to or ())
    return bool(linked & lost) or bool(after.required and not before.required and not linked)


def _beside(annotation: Annotation, there: Seen, *, other: str) -> bool:
    """Whether a span of the annotation shares text with one of that label."""
    return isinstance(annotation, Entity) and any(
        each is not annotation and any(_shared(annotation, each))
        for each in there.annotations.values()
        if isinstance(each, Entity) and each.label == other
    )


def _shared(one: Entity, other: Entity) -> Iterator[bool]:
    for span in one.spans or ():
        for second in other.spans or ():
            yield (span.unit == second.unit and span.start < second.end and second.start < span.end)
