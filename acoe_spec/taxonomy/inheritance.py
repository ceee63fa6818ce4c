"""What a label finally is: its own words over those of its ancestors, each with its origin.

A label refines what it inherits field by field: one that only raises the `minimum` of an inherited
attribute keeps its range. Order of precedence: the label itself, its `is_a` chain from near to far,
then its mixins in order, which only add attributes that are not there yet. `abstract`, `deprecated`
and prose are never inherited.

Whether a label may say what it says is for `loosening`. Knows nothing of records and of findings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from acoe_spec.taxonomy.definition import (
    Attribute,
    Cardinality,
    Definition,
    Entity,
    Event,
    Label,
    Links,
    OverlapPair,
    Relation,
    Role,
    Trigger,
    Value,
)
from acoe_spec.taxonomy.graph import Graph, knots, parents_first
from acoe_spec.taxonomy.references import node, node_of, reference_of

_S = TypeVar("_S", bound=Struct)
_T = TypeVar("_T")


class Said(Struct, Generic[_T], frozen=True, gc=False):
    """A value and the label that says it."""

    value: _T
    origin: str


class Merged(Struct, Generic[_S], frozen=True, gc=False):
    """A structure put together from several labels.

    `origin` is the label that first speaks of it, `origins` the label of each field that is set.
    """

    value: _S
    origin: str
    origins: Mapping[str, str]


class Effective(Struct, frozen=True, gc=False, kw_only=True):
    """One label with all that it inherits.

    Labels are named as references where the label's own set is at home (`references.reference_of`):
    the origin of an entity's attribute is `instrument`, that of a relation's `bids_on`. `own` is
    what the label itself says, prose included; `ancestors` go from the parent to the root.
    """

    label_set: str
    id: str
    own: Label
    ancestors: tuple[str, ...] = ()
    attributes: Mapping[str, Merged[Attribute]] = {}
    colour: Said[str] | None = None
    hints: Mapping[str, Said[Any]] = {}
    links: Merged[Links] | None = None
    domain: Said[tuple[str, ...]] | None = None
    range: Said[tuple[str, ...]] | None = None
    symmetric: Said[bool] | None = None
    transitive: Said[bool] | None = None
    per_subject: Merged[Cardinality] | None = None
    per_object: Merged[Cardinality] | None = None
    trigger: Said[Trigger] | None = None
    roles: Mapping[str, Merged[Role]] = {}
    overlap: tuple[Said[OverlapPair], ...] = ()

    @property
    def node(self) -> str:
        """The label in the graph: `entity/option`."""
        return node(self.label_set, self.id)


def effective(definition: Definition, graph: Graph) -> dict[str, Effective]:
    """Every declared label of `definition` by its node, parents before children.

    `graph` is `graph.build(definition)`. What a missing parent or mixin would add is not there, and
    labels on a cycle inherit nothing from each other.
    """
    own = {
        node(label_set, name): (label_set, name, label)
        for label_set, name, label in definition.labels()
    }
    overlap: dict[str, list[Said[OverlapPair]]] = {}
    for pair in definition.overlap.pairs:
        for name in dict.fromkeys(pair.of):
            overlap.setdefault(name, []).append(Said(pair, name))
    knotted = knots(graph)
    found: dict[str, Effective] = {}
    for label in parents_first(graph, knotted):
        if label in own:
            known = found
            if (knot := knotted.get(label)) is not None:
                known = {key: each for key, each in found.items() if knotted.get(key) != knot}
            found[label] = _effective(*own[label], known, overlap)
    return found


def _effective(
    label_set: str,
    name: str,
    own: Label,
    known: Mapping[str, Effective],
    overlap: Mapping[str, list[Said[OverlapPair]]],
) -> Effective:
    parent = parent_of(label_set, own, known)
    above = parent or Effective(label_set=label_set, id="", own=Label())
    hints = {**above.hints, **{tool: Said(hint, name) for tool, hint in own.hints.items()}}
    inherited = inherited_attributes(label_set, own, known)
    label = Effective(
        label_set=label_set,
        id=name,
        own=own,
        ancestors=() if parent is None else (parent.id, *parent.ancestors),
        attributes=_refined_all(own.attributes, name, inherited),
        colour=_nearest(own.colour, name, above.colour),
        hints=hints,
    )
    if isinstance(own, Entity):
        return replace(
            label,
            links=_refined(own.links, name, above.links),
            overlap=(*overlap.get(name, ()), *above.overlap),
        )
    if isinstance(own, Relation):
        return replace(
            label,
            domain=_nearest(own.domain, name, above.domain),
            range=_nearest(own.range, name, above.range),
            symmetric=_nearest(own.symmetric, name, above.symmetric),
            transitive=_nearest(own.transitive, name, above.transitive),
            per_subject=_refined(own.per_subject, name, above.per_subject),
            per_object=_refined(own.per_object, name, above.per_object),
        )
    if isinstance(own, Event):
        return replace(
            label,
            trigger=_nearest(own.trigger, name, above.trigger),
            roles=_refined_all(own.roles, name, above.roles),
        )
    return label


def parent_of(label_set: str, own: Label, known: Mapping[str, Effective]) -> Effective | None:
    """The parent, unless it is missing, on a cycle with the label, or of another set."""
    above = None if own.is_a is None else known.get(node_of(own.is_a, home=label_set))
    return above if above is not None and above.label_set == label_set else None


def inherited_attributes(
    label_set: str, own: Label, known: Mapping[str, Effective]
) -> Mapping[str, Merged[Attribute]]:
    """The parent's attributes, then those that the mixins add."""
    above = parent_of(label_set, own, known)
    inherited = {} if above is None else above.attributes
    for mixin in own.mixins:
        mixed = known.get(node_of(mixin, home=label_set))
        if mixed is not None:
            added = {
                key: _rehomed(each, mixed, label_set) for key, each in mixed.attributes.items()
            }
            inherited = {**added, **inherited}
    return inherited


def _rehomed(attribute: Merged[Attribute], mixed: Effective, label_set: str) -> Merged[Attribute]:
    """A mixin's attribute with its origins named as `label_set` names them."""
    if mixed.label_set == label_set:
        return attribute

    def renamed(origin: str) -> str:
        return reference_of(node_of(origin, home=mixed.label_set), home=label_set)

    origins = {key: renamed(origin) for key, origin in attribute.origins.items()}
    return Merged(attribute.value, renamed(attribute.origin), origins)


def _nearest(own: _T | None, name: str, inherited: Said[_T] | None) -> Said[_T] | None:
    return inherited if own is None else Said(own, name)


def _refined_all(
    own: Mapping[str, _S], name: str, inherited: Mapping[str, Merged[_S]]
) -> Mapping[str, Merged[_S]]:
    """Own structures over inherited ones of the same key. Without own ones, the inherited mapping
    itself: thousands of labels then share it."""
    if not own:
        return inherited
    refined = dict(inherited)
    refined.update((key, _merged(each, name, inherited.get(key))) for key, each in own.items())
    return dict(sorted(refined.items()))


def _refined(own: _S | None, name: str, inherited: Merged[_S] | None) -> Merged[_S] | None:
    return inherited if own is None else _merged(own, name, inherited)


def _merged(own: _S, name: str, inherited: Merged[_S] | None) -> Merged[_S]:
    said = {key: value for key in own.__struct_fields__ if (value := getattr(own, key)) is not None}
    if inherited is None:
        return Merged(own, name, dict.fromkeys(said, name))
    kept = dict(inherited.origins)
    if isinstance(inherited.value, Attribute) and not said.keys().isdisjoint(("range", "values")):
        # A type is said by a range or by values: the nearer of the two takes the other's place.
        said = {"range": None, "values": None, **said}
        kept.pop("range", None)
        kept.pop("values", None)
        if said["values"] is not None:
            said["values"] = _merged_values(said["values"], inherited.value.values or {})
    value = replace(inherited.value, **said)
    spoken = (key for key, each in said.items() if each is not None)
    return Merged(value, inherited.origin, {**kept, **dict.fromkeys(spoken, name)})


def _merged_values(own: Mapping[str, Value], inherited: Mapping[str, Value]) -> dict[str, Value]:
    """The own values only; what an ancestor says of one of them need not be repeated."""
    return {key: _merged_value(value, inherited.get(key)) for key, value in own.items()}


def _merged_value(own: Value, inherited: Value | None) -> Value:
    if inherited is None:
        return own
    said = {key: value for key in own.__struct_fields__ if (value := getattr(own, key))}
    return replace(inherited, **said)
