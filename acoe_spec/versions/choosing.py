"""What a person's decision makes of one open annotation, or why it cannot be that.

A decision is about the version of the record. What the migration has worked out stays: the chosen
label or value picks one of the worlds that the annotation has under that version, with everything
that its other operations did. Knows one annotation; what follows for others is for `deciding`.
"""

from __future__ import annotations

from copy import copy
from typing import Any, NamedTuple

from msgspec import UNSET

from acoe_spec.findings import printable_id
from acoe_spec.models.record_structs import (
    Annotation,
    Category,
    Previous,
    Unresolved,
)
from acoe_spec.rules.spelling import any_of
from acoe_spec.rules.values import Scalar, as_text
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.compiled import Label as CompiledLabel
from acoe_spec.taxonomy.references import node, node_of, split
from acoe_spec.versions import worlds
from acoe_spec.versions.items import Item
from acoe_spec.versions.listing import spelt

Value = Scalar | list[Scalar]


class Label(NamedTuple):
    """It has this label, spelt as the candidates are."""

    label: str


class OpenValue(NamedTuple):
    """The attribute that is open has this value; of a list, all values or the one in question."""

    value: Value


class Whole(NamedTuple):
    """It is this, under the version of the record."""

    annotation: Annotation


class Drop(NamedTuple):
    """It is nothing, and goes with all that depends on it."""


Decision = Label | OpenValue | Whole | Drop


class Refusal(NamedTuple):
    """Why a decision cannot be carried out; `strays` where it is for none of the candidates."""

    message: str
    hint: str | None = None
    strays: bool = False


_WHOLE = 'decide with {"annotation": ...}, which says all of it'


def chosen(
    item: Item, entry: Unresolved, decision: Decision, taxonomy: CompiledTaxonomy
) -> Annotation | Refusal:
    """The annotation that a decision makes of an open item, whose worlds are of `taxonomy`.

    `Drop` makes none, and is not asked here. Whether the annotation is right is for the rules.
    """
    if isinstance(decision, Label):
        return _labelled(item, entry, decision.label, taxonomy)
    if isinstance(decision, OpenValue):
        return _valued(item, entry, decision.value, taxonomy)
    assert isinstance(decision, Whole)
    return _whole(item, decision.annotation)


def _labelled(
    item: Item, entry: Unresolved, label: str, taxonomy: CompiledTaxonomy
) -> Annotation | Refusal:
    there = [each.annotation for each in item.worlds if each.annotation is not None]
    same = [each for each in there if spelt(each, item.origin) == label]
    if entry.attribute is UNSET:
        offered = tuple(entry.candidates or ())
    else:  # the label is not in question, and to repeat it is to say: so it may stand
        offered = tuple(sorted({spelt(each, item.origin) for each in there}))
    if offered and label not in offered:
        return _stray(label, offered)
    if len(same) == 1:
        return same[0]
    if same:
        open_too = _differing(same)
        return Refusal(
            f"the label does not decide it: the value of {printable_id(open_too)} is open too",
            _WHOLE,
        )
    base = there[0] if there else item.origin
    return _relabelled(item, base, label, taxonomy)


def _relabelled(
    item: Item, base: Annotation, label: str, taxonomy: CompiledTaxonomy
) -> Annotation | Refusal:
    """Under a label that no operation leads to, as after a merge: what it lacks is remembered."""
    name = _node(base, label)
    found = taxonomy.label(*split(name))
    if found is None:
        where = split(name)[0]
        return Refusal(
            f"{printable_id(label)} is no label of '{where}' in {taxonomy.schema}",
            "name one of its labels; one of another category set with the set, as in intent/x",
        )
    changed = copy(base)
    label_set, changed.label = split(name)
    if isinstance(changed, Category):
        changed.set = label_set
    given: dict[str, Any] = base.attributes or {}
    lost = {key: value for key, value in given.items() if key not in found.attributes}
    if lost:
        kept = {key: value for key, value in given.items() if key in found.attributes}
        changed.attributes = kept or UNSET
    _remember(changed, item, lost)
    return changed


def _node(annotation: Annotation, label: str) -> str:
    """The node that a label is meant to have; another set is named with it."""
    home = split(worlds.node_of(annotation))[0]
    if "/" in label:
        return node_of(label, home=home)
    return node(home, label)


def _valued(
    item: Item, entry: Unresolved, value: Value, taxonomy: CompiledTaxonomy
) -> Annotation | Refusal:
    attribute = entry.attribute
    if attribute is UNSET:
        return Refusal("it is open which label this has, not which value", 'give "label"')
    offered = tuple(entry.candidates or ())
    strange = [each for each in _texts(value) if each not in offered]
    if offered and strange:
        return _stray(strange[0], offered)
    there = [each.annotation for each in item.worlds if each.annotation is not None]
    there = there or [item.origin]
    same = [each for each in there if has_value((each.attributes or {}).get(attribute), value)]
    if len(same) == 1:
        return same[0]
    rest = same or there
    open_too = _differing(rest, besides=attribute)
    if open_too or len(same) > 1:
        what = open_too or attribute
        return Refusal(
            f"the value does not decide it: the value of {printable_id(what)} is open too", _WHOLE
        )
    changed = copy(rest[0])
    changed.attributes = {
        **(changed.attributes or {}),
        attribute: _in_form(value, _attribute_of(changed, taxonomy), attribute),
    }
    return changed


def _attribute_of(annotation: Annotation, taxonomy: CompiledTaxonomy) -> CompiledLabel | None:
    return taxonomy.label(*split(worlds.node_of(annotation)))


def _in_form(value: Value, label: CompiledLabel | None, attribute: str) -> Value:
    """One value as a list where the attribute may have several."""
    said = None if label is None else label.attributes.get(attribute)
    several = said is not None and said.multivalued
    return [value] if several and not isinstance(value, list) else value


def _whole(item: Item, annotation: Annotation) -> Annotation | Refusal:
    origin = item.origin
    if annotation.id != origin.id:
        return Refusal(
            f"the annotation that is given has the id {printable_id(annotation.id)}, not "
            f"{printable_id(origin.id)}",
            "an annotation keeps its id",
        )
    if annotation.__class__ is not origin.__class__:
        return Refusal(
            "the annotation that is given is of another type",
            "drop this one, and annotate the other anew",
        )
    changed = copy(annotation)
    changed.metadata = origin.metadata  # byte for byte, whatever has written the decision
    if not _extends(changed.previous or [], origin.previous or []):
        changed.previous = origin.previous
    given: dict[str, Any] = origin.attributes or {}
    now: dict[str, Any] = changed.attributes or {}
    lost = {key: value for key, value in given.items() if key not in now or now[key] != value}
    if worlds.node_of(changed) != worlds.node_of(origin) or lost:
        _remember(changed, item, lost)
    return changed


def _remember(changed: Annotation, item: Item, lost: dict[str, Any]) -> None:
    """Note what it was called, once, and the values that it has no longer."""
    before = list(item.origin.previous or ())
    history = list(changed.previous or ())
    if len(history) > len(before) and history[-1].schema == item.schema:
        last = copy(history.pop())
        last.attributes = {**lost, **(last.attributes or {})} or UNSET
    else:
        last = Previous(item.schema, item.origin.label, attributes=lost or UNSET)
    changed.previous = [*history, last]


def _extends(later: list[Previous], earlier: list[Previous]) -> bool:
    return later[: len(earlier)] == earlier


def _stray(said: str, offered: tuple[str, ...]) -> Refusal:
    return Refusal(
        f"{printable_id(said)} is none of the candidates",
        f"choose {any_of(offered)}; where none is right, write the whole annotation: "
        '{"annotation": ...}',
        strays=True,
    )


def _differing(annotations: list[Annotation], *, besides: str = "") -> str:
    """The first attribute that is not the same in all of them; empty if there is none."""
    given: list[dict[str, Any]] = [each.attributes or {} for each in annotations]
    names = sorted({name for each in given for name in each} - {besides})
    return next(
        (name for name in names if any(one.get(name) != given[0].get(name) for one in given)), ""
    )


def _texts(value: Any) -> list[str]:
    return [as_text(each) for each in (value if isinstance(value, list) else [value])]


def has_value(given: Any, value: Value) -> bool:
    """Whether an attribute has this value, or among others this one."""
    if given is None:
        return False
    if isinstance(given, list) and not isinstance(value, list):
        return as_text(value) in _texts(given)
    return sorted(_texts(given)) == sorted(_texts(value))
