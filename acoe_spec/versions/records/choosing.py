"""What a person's decision makes of one open annotation, or why it cannot be that.

A decision is about the version of the record. What the migration has worked out stays: the chosen
label or value picks one of the worlds that the annotation has under that version, with everything
that its other operations did. Knows one annotation; what follows for others is for `deciding`.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from acoe_spec.versions.records import worlds
from acoe_spec.versions.records.items import Item
from acoe_spec.versions.records.listing import spelt

Value = Scalar | list[Scalar]


class Label(NamedTuple):
    """It has this label, spelt as the candidates are, and these values, by attribute."""

    label: str
    attributes: Mapping[str, Value] = {}


class OpenValue(NamedTuple):
    """The attribute that is open has this value; of a list, all values or the one in question.

    `attributes` are values of others.
    """

    value: Value
    attributes: Mapping[str, Value] = {}


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


def chosen(
    item: Item, entry: Unresolved, decision: Decision, taxonomy: CompiledTaxonomy
) -> Annotation | Refusal:
    """The annotation that a decision makes of an open item, whose worlds are of `taxonomy`.

    `Drop` makes none, and is not asked here. Whether the annotation is right is for the rules.
    """
    if isinstance(decision, Label):
        return _labelled(item, entry, decision, taxonomy)
    if isinstance(decision, OpenValue):
        return _valued(item, entry, decision, taxonomy)
    assert isinstance(decision, Whole)
    return _whole(item, decision.annotation)


def _labelled(
    item: Item, entry: Unresolved, said: Label, taxonomy: CompiledTaxonomy
) -> Annotation | Refusal:
    there = [each.annotation for each in item.worlds if each.annotation is not None]
    same = [each for each in there if spelt(each, item.origin) == said.label]
    if entry.attribute is UNSET:
        offered = tuple(entry.candidates or ())
    else:  # the label is not in question, and to repeat it is to say: so it may stand
        offered = tuple(sorted({spelt(each, item.origin) for each in there}))
    if offered and said.label not in offered:
        return _stray(said.label, offered)
    if not same:
        made = _relabelled(item, there[0] if there else item.origin, said.label, taxonomy)
        if isinstance(made, Refusal):
            return made
        same = [made]
    return _settled(item, same, said.attributes, taxonomy, asked=entry.attribute or None)


def _relabelled(
    item: Item, base: Annotation, label: str, taxonomy: CompiledTaxonomy
) -> Annotation | Refusal:
    """Under a label that no operation leads to, as after a merge: what it lacks is remembered."""
    name = _node(base, label)
    where, home = split(name)[0], split(worlds.node_of(base))[0]
    found = taxonomy.label(*split(name))
    if found is None or (where != home and not isinstance(base, Category)):
        where = where if isinstance(base, Category) else home
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
    item: Item, entry: Unresolved, said: OpenValue, taxonomy: CompiledTaxonomy
) -> Annotation | Refusal:
    attribute = entry.attribute
    if attribute is UNSET:
        return Refusal("it is open which label this has, not which value", 'give "label"')
    if attribute in said.attributes:
        return Refusal(
            f"it says twice which value {printable_id(attribute)} has",
            'give it as "value", and only others as "attributes"',
        )
    offered = tuple(entry.candidates or ())
    strange = [each for each in _texts(said.value) if each not in offered]
    if offered and strange:
        return _stray(strange[0], offered)
    there = [each.annotation for each in item.worlds if each.annotation is not None]
    values = {attribute: said.value, **said.attributes}
    return _settled(item, there or [item.origin], values, taxonomy, asked=attribute)


def _settled(
    item: Item,
    there: list[Annotation],
    said: Mapping[str, Value],
    taxonomy: CompiledTaxonomy,
    *,
    asked: str | None,
) -> Annotation | Refusal:
    """The one of several annotations that has these values, or one that is given them.

    `asked` is the attribute that the question is about, if it is about one.
    """
    left = there
    given: dict[str, Value] = {}
    for name, value in said.items():
        fitting = [each for each in left if has_value((each.attributes or {}).get(name), value)]
        if not fitting and name != asked and _differing(there, among={name}):
            return _stray(_texts(value)[0] if _texts(value) else "", _values_of(there, name))
        if fitting:
            left = fitting
        else:
            given[name] = value
    open_too = _differing(left, among=_names(left) - given.keys())
    if open_too:
        return _not_decided(open_too, _values_of(left, open_too), asked=asked)
    if not given:
        return left[0]
    changed = copy(left[0])
    before: dict[str, Any] = changed.attributes or {}
    label = _attribute_of(changed, taxonomy)
    now = {name: _in_form(value, label, name) for name, value in given.items()}
    changed.attributes = {**before, **now}
    lost = {name: before[name] for name in now if name in before and name != asked}
    if lost:
        _remember(changed, item, lost)
    return changed


def _not_decided(attribute: str, values: tuple[str, ...], *, asked: str | None) -> Refusal:
    """A decision does not say which value an attribute has that is open too."""
    message = f"it does not say which value {printable_id(attribute)} has, which is open too"
    if attribute == asked:
        return Refusal(message, f'give it as "value": {any_of(values)}')
    example = f'"attributes": {{"{attribute}": ...}}'
    return Refusal(message, f"add {example} to the decision: {any_of(values)}")


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


def _names(annotations: list[Annotation]) -> set[str]:
    return {name for each in annotations for name in each.attributes or ()}


def _differing(annotations: list[Annotation], *, among: set[str]) -> str:
    """The first of these attributes that is not the same in all of them; empty if there is none."""
    given: list[dict[str, Any]] = [each.attributes or {} for each in annotations]
    return next(
        (
            name
            for name in sorted(among)
            if any(one.get(name) != given[0].get(name) for one in given)
        ),
        "",
    )


def _values_of(annotations: list[Annotation], attribute: str) -> tuple[str, ...]:
    given: list[dict[str, Any]] = [each.attributes or {} for each in annotations]
    return tuple(sorted({text for each in given for text in _texts(each.get(attribute, []))}))


def _texts(value: Any) -> list[str]:
    return [as_text(each) for each in (value if isinstance(value, list) else [value])]


def has_value(given: Any, value: Value) -> bool:
    """Whether an attribute has this value, or among others this one."""
    if given is None:
        return False
    if isinstance(given, list) and not isinstance(value, list):
        return as_text(value) in _texts(given)
    return sorted(_texts(given)) == sorted(_texts(value))
