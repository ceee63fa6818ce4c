"""What the screen looks up: one taxonomy's labels in the shape that a single pass needs.

Values, links and overlaps are judged here by calling the rules' own functions and remembering what
they accepted; nothing is decided anew.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from acoe_spec.models.record_structs import (
    Argument,
    Link,
    Page,
    Part,
    Passage,
    Record,
    Segment,
    Turn,
)
from acoe_spec.rules.identifiers import identifier_problem
from acoe_spec.rules.indexed import qualified
from acoe_spec.rules.labels import run_out
from acoe_spec.rules.overlap import crossings, permitted_crossings
from acoe_spec.rules.relations import limits
from acoe_spec.rules.values import as_text, type_problem, value_problem
from acoe_spec.taxonomy.compiled import (
    Attribute,
    CategorySet,
    CompiledTaxonomy,
    Crossing,
    EventShape,
    Label,
)

Used = tuple[str, str]
"""A set and one of its labels, as a record spells them."""

_REMEMBERED = 4096  # accepted values kept for one attribute or knowledge base
_UNIT_CLASSES: dict[str, type] = {
    "passage": Passage,
    "turn": Turn,
    "part": Part,
    "page": Page,
    "segment": Segment,
}


class LabelRow:
    """One label that may be used, and what the rules have accepted under it so far."""

    __slots__ = (
        "_accepted", "_attributes", "_conditional", "_kbs", "_known_links", "_least",
        "_required", "demanding", "deprecated", "domain", "links_required", "maxima", "range",
        "reference", "roles", "symmetric", "trigger",
    )  # fmt: skip

    def __init__(
        self, label: Label, taxonomy: CompiledTaxonomy, today: datetime.date | None
    ) -> None:
        self.reference = label.id if label.set == "entity" else qualified(label.set, label.id)
        self.deprecated: Used | None = None
        if label.deprecated is not None:
            self.deprecated = (label.set, label.id)
        self._attributes: Mapping[str, Attribute] = label.attributes
        self._accepted: dict[str, set[str]] = {
            name: set()
            for name, attribute in label.attributes.items()
            if attribute.deprecated is None
        }
        self._required = tuple(
            name
            for name, attribute in label.attributes.items()
            if attribute.required and not attribute.when
        )
        self._conditional = tuple(
            (name, attribute.required, tuple(attribute.when.items()))
            for name, attribute in label.attributes.items()
            if attribute.when
        )
        self.demanding = bool(
            self._required or any(required for _, required, _ in self._conditional)
        )
        self._kbs = {name: taxonomy.knowledge_bases.get(name) for name in label.links}
        self._known_links: set[tuple[str, str]] = set()
        self.links_required = label.links_required
        sides = label.relation
        self.domain = frozenset[str]() if sides is None else sides.domain
        self.range = frozenset[str]() if sides is None else sides.range
        self.symmetric = sides is not None and sides.symmetric
        self.maxima = () if sides is None else tuple(_maxima(label, taxonomy))
        shape = label.event or EventShape()
        self.trigger = shape.trigger
        self.roles = shape.roles
        self._least = tuple((name, role.min) for name, role in shape.roles.items() if role.min)

    def arguments_accepted(
        self, arguments: list[Argument], bearers: Mapping[str, str], complete: bool
    ) -> bool:
        """Whether these arguments certainly fill the event's roles."""
        filled: dict[str, int] = {}
        roles = self.roles
        seen = set()
        for argument in arguments:
            role = argument.role
            row = roles.get(role)
            target = bearers.get(argument.target)
            if row is None or target not in row.range:
                return False
            seen.add((role, argument.target))
            filled[role] = count = filled.get(role, 0) + 1
            if row.max is not None and count > row.max:
                return False
        if len(seen) != len(arguments):
            return False
        return not complete or all(filled.get(name, 0) >= least for name, least in self._least)

    def accepts(self, attributes: Mapping[str, Any], complete: bool) -> bool:
        """Whether these attributes are certainly right for the label."""
        for name, value in attributes.items():
            accepted = self._accepted.get(name)
            if accepted is None:
                return False
            if value.__class__ is str and value in accepted:
                continue
            if not self._value_accepted(name, value, accepted):
                return False
        if complete:
            for name in self._required:
                if name not in attributes:
                    return False
        return not self._conditional or self._conditions_met(attributes, complete)

    def _value_accepted(self, name: str, value: Any, accepted: set[str]) -> bool:
        attribute = self._attributes[name]
        if isinstance(value, list):
            if not attribute.multivalued or not value:
                return False
            if len({(item.__class__, item) for item in value}) != len(value):
                return False
            return all(_is_right(attribute, item) for item in value)
        if attribute.multivalued or not _is_right(attribute, value):
            return False
        if value.__class__ is str and len(accepted) < _REMEMBERED:
            accepted.add(value)
        return True

    def _conditions_met(self, attributes: Mapping[str, Any], complete: bool) -> bool:
        for name, required, when in self._conditional:
            holds = True
            for other, values in when:
                given = attributes.get(other)
                if given.__class__ is list:
                    return False
                if given is None or as_text(given) not in values:
                    holds = False
            if name in attributes:
                if not holds:
                    return False
            elif holds and required and complete:
                return False
        return True

    def links_accepted(self, links: list[Link]) -> bool:
        """Whether these links are certainly right for the label."""
        return all(map(self._link_accepted, links)) and (
            len(links) == 1 or len({link.kb for link in links}) == len(links) > 0
        )

    def _link_accepted(self, link: Link) -> bool:
        if link.status is not UNSET or link.candidates is not UNSET or link.id is UNSET:
            return self._is_nil(link)
        key = (link.kb, link.id)
        if key in self._known_links:
            return True
        kb = self._kbs.get(link.kb)
        if kb is None or (kb.scheme is not None and identifier_problem(kb.scheme, link.id)):
            return False
        if len(self._known_links) < _REMEMBERED:
            self._known_links.add(key)
        return True

    def _is_nil(self, link: Link) -> bool:
        return (
            link.status == "nil"
            and link.id is UNSET
            and link.candidates is UNSET
            and self._kbs.get(link.kb) is not None
        )


class SetRow:
    """One category set: its usable labels and what it may be said of."""

    __slots__ = ("labels", "name", "one", "record", "required", "targets", "units")

    def __init__(
        self, label_set: CategorySet, taxonomy: CompiledTaxonomy, today: datetime.date | None
    ) -> None:
        self.name = label_set.id
        self.one = label_set.select == "one"
        self.required = label_set.required
        self.record = label_set.record
        self.units = frozenset(_UNIT_CLASSES[name] for name in label_set.units)
        self.targets = label_set.targets
        # Of a deprecated set no label is known here, so that the rules are asked.
        known = {} if label_set.deprecated is not None else label_set.labels
        self.labels = _rows(known, taxonomy, today)


class Tables:
    """All rows of one taxonomy."""

    __slots__ = (
        "_permitted", "_taxonomy", "demanded", "entities", "events", "modalities", "relations",
        "required_sets", "set_names", "sets",
    )  # fmt: skip

    def __init__(self, taxonomy: CompiledTaxonomy, *, today: datetime.date | None) -> None:
        self._taxonomy = taxonomy
        self._permitted: dict[tuple[str, str], frozenset[Crossing]] = {}
        self.entities = _rows(taxonomy.entities, taxonomy, today)
        self.relations = _rows(taxonomy.relations, taxonomy, today)
        self.events = _rows(taxonomy.events, taxonomy, today)
        self.sets = {
            name: SetRow(label_set, taxonomy, today) for name, label_set in taxonomy.sets.items()
        }
        self.set_names = frozenset(("entity", "relation", "event", *taxonomy.sets))
        self.required_sets = tuple(row for row in self.sets.values() if row.required)
        every = ("text", "chat", "email", "document", "audio")
        self.modalities = frozenset(taxonomy.modalities or every)
        self.demanded = frozenset[str]().union(*_minima(taxonomy))

    def overlaps_permitted(self, record: Record) -> bool:
        """Whether the entities of a record, all with normalised spans, overlap as they may."""
        order = {unit.id: position for position, unit in enumerate(record.units)}
        labels: list[str] = []
        ranges: list[list[tuple[int, int, int]]] = []
        for annotation in record.annotations:
            spans = getattr(annotation, "spans", UNSET)
            if spans is not UNSET:
                labels.append(annotation.label)
                ranges.append([(order[span.unit], span.start, span.end) for span in spans])
        for (first, second), crossing in crossings(ranges).items():
            names = (labels[first], labels[second])
            if crossing == "equal" and names[0] == names[1]:
                return False
            permitted = self._permitted.get(names)
            if permitted is None:
                entities = self._taxonomy.entities
                pair = (entities[names[0]], entities[names[1]])
                permitted = permitted_crossings(self._taxonomy, names, pair)
                self._permitted[names] = permitted
            if crossing not in permitted:
                return False
        return True


def _rows(
    labels: Mapping[str, Label], taxonomy: CompiledTaxonomy, today: datetime.date | None
) -> dict[str, LabelRow]:
    """The rows of all labels that a record may use without an error."""
    return {
        name: LabelRow(label, taxonomy, today)
        for name, label in labels.items()
        if not label.abstract and (label.deprecated is None or not run_out(label.deprecated, today))
    }


def _is_right(attribute: Attribute, value: Any) -> bool:
    if type_problem(attribute, value) or value_problem(attribute, value):
        return False
    known = attribute.values.get(value) if isinstance(value, str) else None
    return known is None or known.deprecated is None


def _maxima(label: Label, taxonomy: CompiledTaxonomy) -> list[tuple[str, str, int]]:
    """The limits that count a relation of this label: (label that sets it, side, at most)."""
    assert label.relation is not None
    sides = ("either",) if label.relation.symmetric else ("subject", "object")
    found = []
    for name in (label.id, *label.ancestors):
        for side in sides:
            most = limits(taxonomy, name, side).max
            if most is not None:
                found.append((name, side, most))
    return found


def _minima(taxonomy: CompiledTaxonomy) -> list[frozenset[str]]:
    """For each demand of a relation (`per_subject: {min: 1}`): the references it is made of."""
    found = []
    for name, label in taxonomy.relations.items():
        if label.relation is None:
            continue
        both = label.relation.domain | label.relation.range
        demands = {"subject": label.relation.domain, "object": label.relation.range}
        if label.relation.symmetric:
            demands = {"either": both}
        found += [bound for side, bound in demands.items() if limits(taxonomy, name, side).min]
    return found
