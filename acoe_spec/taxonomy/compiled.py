"""A taxonomy in the closed, immutable form that checking reads.

Everything inherited is written out and every hierarchy is closed, so that a check is a few
dictionary look-ups. Tables are msgspec structs: they are decoded, cached and shipped in wheels
without YAML, LinkML or NetworkX. None can hold itself, so the garbage collector need not look at
them. This module knows nothing of how they are made (`compiling`).

How labels are keyed: entities, relations and events by the label as a record writes it (`option`,
`finance-core:amount`); category sets likewise (`intent`, `finance-core:intent`), and the labels of
a set by their bare id. Where entities and events may both stand (relation sides, roles, targets of
categories) a member is a *reference*: an entity as it is, an event as `event/trade` or
`finance-core:event/trade`.
"""

from __future__ import annotations

from typing import Any, Literal, Protocol

from msgspec import Struct

ENGINE = 2  # raised whenever these tables change their meaning; part of every cache key

AttributeType = Literal["string", "boolean", "integer", "decimal", "date", "datetime", "values"]
Crossing = Literal["equal", "contains", "crosses"]


class Deprecation(Struct, frozen=True, gc=False, omit_defaults=True):
    """Since which version, by what to replace it, and until when (YYYY-MM-DD) it is tolerated."""

    since: str
    reason: str | None = None
    replaced_by: tuple[str, ...] = ()
    valid_until: str | None = None


class Value(Struct, frozen=True, gc=False, omit_defaults=True):
    """One permitted value of an enumerated attribute."""

    name: str | None = None
    definition: str | None = None
    deprecated: Deprecation | None = None


class Attribute(Struct, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """A typed property as it finally applies to one label.

    `minimum` and `maximum` are decimals as text. `when` maps another attribute's id to the values
    under which this one is allowed (and, if `required`, required). `origin` is the label that
    declares it.
    """

    id: str
    type: AttributeType
    origin: str
    multivalued: bool = False
    required: bool = False
    pattern: str | None = None
    max_length: int | None = None
    minimum: str | None = None
    maximum: str | None = None
    precision: tuple[Literal["year", "month", "day"], ...] = ("day",)
    values: dict[str, Value] = {}
    when: dict[str, tuple[str, ...]] = {}
    deprecated: Deprecation | None = None


class Side(Struct, frozen=True, gc=False, omit_defaults=True):
    """How many relations of a label one subject (or object) may take part in."""

    min: int = 0
    max: int | None = None


class RelationSides(Struct, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """What may stand on either side; `domain` and `range` are closed sets of references.

    `declared_domain` and `declared_range` are what the author wrote, for messages.
    """

    domain: frozenset[str]
    range: frozenset[str]
    declared_domain: tuple[str, ...]
    declared_range: tuple[str, ...]
    symmetric: bool = False
    transitive: bool = False
    per_subject: Side = Side()
    per_object: Side = Side()


class Role(Struct, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """A role of an event: what may fill it (closed references) and how often."""

    range: frozenset[str]
    declared: tuple[str, ...]
    min: int = 0
    max: int | None = None


class EventShape(Struct, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """Whether an event has words of its own in the text, and the parts that others play in it."""

    trigger: Literal["required", "optional", "none"] = "required"
    roles: dict[str, Role] = {}


class Label(Struct, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """One label with everything that it inherits.

    `ancestors` go from the parent to the root. `origin` is the taxonomy (`finance-core@1.0.0`)
    that the label comes from. `links` are the knowledge bases that an entity may link to;
    `links_required` says that it must link to one of them. `colour` and `hints`, by tool,
    are for the configurations of tools.
    """

    id: str
    set: str
    name: str
    definition: str = ""
    origin: str = ""
    abstract: bool = False
    ancestors: tuple[str, ...] = ()
    deprecated: Deprecation | None = None
    attributes: dict[str, Attribute] = {}
    links: tuple[str, ...] = ()
    links_required: bool = False
    relation: RelationSides | None = None
    event: EventShape | None = None
    aliases: dict[str, str] = {}
    colour: str | None = None
    hints: dict[str, Any] = {}


class CategorySet(Struct, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """The labels that answer one question, and what they may be said of.

    `units` are kinds of unit, of a whole type all of them; `targets` are closed references to
    entities, events and relations (`relation/x`).
    """

    id: str
    question: str = ""
    select: Literal["one", "many"] = "one"
    required: bool = False
    record: bool = False
    units: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    declared_targets: tuple[str, ...] = ()
    labels: dict[str, Label] = {}
    deprecated: Deprecation | None = None


class Overlap(Struct, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """How two entity spans may relate.

    `pairs` is keyed by two declared labels in both orders; the pair that is nearest on the
    ancestor chains of the two labels decides, else `default`.
    """

    default: frozenset[Crossing] = frozenset(("equal", "contains", "crosses"))
    pairs: dict[str, dict[str, frozenset[Crossing]]] = {}


class KnowledgeBase(Struct, frozen=True, gc=False, omit_defaults=True):
    """A collection of identifiers; `scheme` names the check that its identifiers must pass."""

    title: str
    scheme: str | None = None
    url: str | None = None


class CompiledTaxonomy(Struct, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """All tables of one taxonomy version. `schema` is `id@version`; `hash` is of its definition."""

    id: str
    version: str
    title: str
    hash: str
    engine: int = ENGINE
    description: str = ""
    modalities: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    knowledge_bases: dict[str, KnowledgeBase] = {}
    overlap: Overlap = Overlap()
    entities: dict[str, Label] = {}
    relations: dict[str, Label] = {}
    events: dict[str, Label] = {}
    sets: dict[str, CategorySet] = {}
    retired: dict[str, tuple[str, ...]] = {}

    @property
    def schema(self) -> str:
        """The name that records pin: `trade-chat@2.0.0`."""
        return f"{self.id}@{self.version}"

    def label(self, label_set: str, name: str) -> Label | None:
        """The label that a record calls `name` in the set that it calls `label_set`."""
        kinds = {"entity": self.entities, "relation": self.relations, "event": self.events}
        if label_set in kinds:
            return kinds[label_set].get(name)
        category_set = self.sets.get(label_set)
        return None if category_set is None else category_set.labels.get(name)


class Resolver(Protocol):
    """Finds the compiled taxonomy behind a reference such as `trade-chat@2.0.0`."""

    def resolve(self, reference: str) -> CompiledTaxonomy:
        """The taxonomy; raises `errors.SchemaUnknown`, or `errors.TaxonomyBroken`."""
        ...
