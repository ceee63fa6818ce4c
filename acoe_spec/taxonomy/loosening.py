"""Where a label permits more than what it inherits permits.

A sub-label may narrow, require and add, and never loosen: otherwise whatever holds of a label would
not hold of its sub-labels. Only what the label itself writes is compared, with what it would
otherwise inherit. A changed `pattern` is let pass, since which of two patterns matches more cannot
be decided. Knows nothing of findings and lines; `lint` adds them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from acoe_spec.taxonomy.compiled import AttributeType
from acoe_spec.taxonomy.definition import (
    Attribute,
    Cardinality,
    Entity,
    Event,
    Relation,
    Role,
)
from acoe_spec.taxonomy.graph import Graph, closed, declared, knots
from acoe_spec.taxonomy.inheritance import Effective, Merged, Said, inherited_attributes, parent_of
from acoe_spec.taxonomy.references import node_of

Defect = Literal[
    "attribute-loosened",
    "domain-widened",
    "range-widened",
    "role-loosened",
    "cardinality-loosened",
    "links-loosened",
    "trigger-loosened",
]
_References = tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Loosening:
    """One thing that `label` (a node) permits and `ancestor` (a reference) does not.

    `path` leads to it from the label: `("attributes", "strike", "minimum")`. `message` is a
    sentence without the label's name.
    """

    defect: Defect
    label: str
    ancestor: str
    path: tuple[str, ...]
    message: str


def loosened(labels: Mapping[str, Effective], graph: Graph) -> Iterator[Loosening]:
    """Every loosening in `labels`, which is `inheritance.effective` of the taxonomy of `graph`.

    Labels on a cycle have nothing that they could loosen.
    """
    knotted = knots(graph)
    for label in labels.values():
        if label.node in knotted:
            continue
        yield from _attributes(label, labels)
        above = parent_of(label.label_set, label.own, labels)
        if above is None:
            continue
        if isinstance(label.own, Relation):
            yield from _relation(label, label.own, above, graph)
        elif isinstance(label.own, Event):
            yield from _event(label, label.own, above, graph)
        elif isinstance(label.own, Entity):
            yield from _links(label, label.own, above)


def _attributes(label: Effective, labels: Mapping[str, Effective]) -> Iterator[Loosening]:
    if not label.own.attributes:
        return
    inherited = inherited_attributes(label.label_set, label.own, labels)
    for name, own in label.own.attributes.items():
        if name not in inherited:
            continue
        before, after = inherited[name], label.attributes[name].value
        for field, message in _looser_fields(own, after, before.value):
            origin = before.origins.get(field, before.origin)
            yield Loosening(
                "attribute-loosened",
                label.node,
                origin,
                ("attributes", name, field),
                f"the attribute '{name}' {message} in '{origin}'",
            )


def _looser_fields(
    own: Attribute, after: Attribute, before: Attribute
) -> Iterator[tuple[str, str]]:
    """(field, what is looser about it) for the fields that `own` sets."""
    if after.type != before.type and before.type is not None:
        field = "range" if own.values is None else "values"
        yield field, f"is of type {after.type}, and {before.type}"
        return
    if own.multivalued is not None and own.multivalued != bool(before.multivalued):
        several = "several values" if own.multivalued else "one value"
        yield "multivalued", f"takes {several}, and otherwise"
    if own.required is False and before.required:
        yield "required", "is optional, and required"
    if own.values is not None and before.values is not None:
        added = ", ".join(
            sorted(f"'{value}'" for value in own.values.keys() - before.values.keys())
        )
        if added:
            yield "values", f"has values ({added}) that it has not"
    if before.max_length is not None and (own.max_length or 0) > before.max_length:
        yield "max_length", f"is up to {own.max_length} characters long, and {before.max_length}"
    if _is_less(own.minimum, before.minimum, after.type):
        yield "minimum", f"goes down to {own.minimum}, and to {before.minimum}"
    if _is_less(before.maximum, own.maximum, after.type):
        yield "maximum", f"goes up to {own.maximum}, and to {before.maximum}"
    if own.precision is not None and not set(own.precision) <= set(before.precision or ("day",)):
        yield "precision", "has a precision that it has not"
    if own.when is not None and not _is_within(own.when, before.when or {}, before.required):
        yield "when", "applies under other conditions than"


def _is_less(one: str | None, other: str | None, kind: AttributeType | None) -> bool:
    """Whether the bound `one` is below `other`; bounds that are malformed are not for us to say."""
    if one is None or other is None:
        return False
    if kind in ("date", "datetime"):
        return one < other
    try:
        return Decimal(one) < Decimal(other)
    except InvalidOperation:
        return False


def _is_within(
    own: Mapping[str, tuple[str, ...]], before: Mapping[str, tuple[str, ...]], required: bool | None
) -> bool:
    """Whether the condition `own` permits, and requires, no less strictly than `before`.

    Of a required attribute the condition also says when it is demanded: it may not change at all.
    """
    narrower = all(set(own.get(other, ())) <= set(values) and other in own
                   for other, values in before.items())  # fmt: skip
    if not required:
        return narrower
    return narrower and all(set(before.get(key, ())) == set(values) for key, values in own.items())


def _relation(
    label: Effective, own: Relation, above: Effective, graph: Graph
) -> Iterator[Loosening]:
    sides: tuple[tuple[Defect, str, _References, Said[tuple[str, ...]] | None], ...] = (
        ("domain-widened", "domain", own.domain, above.domain),
        ("range-widened", "range", own.range, above.range),
    )
    for defect, field, after, before in sides:
        if after is not None and before is not None:
            yield from _wider(label, defect, (field,), after, before.value, before.origin, graph)
    for field, bounds, inherited in (
        ("per_subject", own.per_subject, above.per_subject),
        ("per_object", own.per_object, above.per_object),
    ):
        if bounds is not None and inherited is not None:
            yield from _bounds(label, "cardinality-loosened", (field,), bounds, inherited)


def _event(label: Effective, own: Event, above: Effective, graph: Graph) -> Iterator[Loosening]:
    if own.trigger is not None:
        before = above.trigger or Said("required", above.id)
        permitted = {"optional": ("required", "optional", "none")}.get(
            before.value, (before.value,)
        )
        if own.trigger not in permitted:
            message = f"the trigger is '{own.trigger}', and '{before.value}' in '{before.origin}'"
            yield Loosening("trigger-loosened", label.node, before.origin, ("trigger",), message)
    for name, role in own.roles.items():
        inherited = above.roles.get(name)
        if inherited is None:
            continue
        path = ("roles", name)
        if role.range is not None and inherited.value.range is not None:
            origin = inherited.origins["range"]
            range_path = (*path, "range")
            yield from _wider(
                label, "role-loosened", range_path, role.range, inherited.value.range, origin, graph
            )
        yield from _bounds(label, "role-loosened", path, role, inherited)


def _wider(
    label: Effective,
    defect: Defect,
    path: tuple[str, ...],
    after: tuple[str, ...],
    before: tuple[str, ...],
    origin: str,
    graph: Graph,
) -> Iterator[Loosening]:
    permitted = closed(graph, map(node_of, before))
    added = [
        name for name in after if declared(graph, one := node_of(name)) and one not in permitted
    ]
    if added:
        names = ", ".join(f"'{name}'" for name in added)
        what = path[0] if len(path) == 1 else f"{path[-1]} of '{path[1]}'"
        message = f"the {what} takes in {names}, and does not in '{origin}'"
        yield Loosening(defect, label.node, origin, path, message)


def _bounds(
    label: Effective,
    defect: Defect,
    path: tuple[str, ...],
    own: Cardinality | Role,
    inherited: Merged[Cardinality] | Merged[Role],
) -> Iterator[Loosening]:
    before = inherited.value
    for field, looser in (
        ("min", own.min is not None and own.min < (before.min or 0)),
        ("max", own.max is not None and before.max is not None and own.max > before.max),
    ):
        if looser:
            origin = inherited.origins[field]
            message = (
                f"the {field} of '{path[-1]}' is {getattr(own, field)},"
                f" and {getattr(before, field)} in '{origin}'"
            )
            yield Loosening(defect, label.node, origin, (*path, field), message)


def _links(label: Effective, own: Entity, above: Effective) -> Iterator[Loosening]:
    if own.links is None or above.links is None:
        return
    before, origins = above.links.value, above.links.origins
    added = sorted(set(own.links.to or ()) - set(before.to or ()))
    if added and before.to is not None:
        names = ", ".join(f"'{name}'" for name in added)
        message = f"it links to {names}, and '{origins['to']}' does not"
        yield Loosening("links-loosened", label.node, origins["to"], ("links", "to"), message)
    if own.links.required is False and before.required:
        origin = origins["required"]
        message = f"the link is optional, and required in '{origin}'"
        yield Loosening("links-loosened", label.node, origin, ("links", "required"), message)
