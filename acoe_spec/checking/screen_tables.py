"""What the screen looks up: one taxonomy's labels in the shape that a single pass needs.

Values, links and overlaps are judged here by calling the rules' own functions and remembering what
they accepted; nothing is decided anew.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from acoe_spec.checking.decode import SkimmedTurn
from acoe_spec.checking.screen_spans import Doubtful, span_quotes
from acoe_spec.models.record_structs import (
    Cluster,
    Event,
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
from acoe_spec.rules.overlap import permitted_crossings
from acoe_spec.rules.relations import limits
from acoe_spec.rules.values import Scalar, as_text, type_problem, value_problem
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

Known = Mapping[str, Any]
"""What an id of a record stands for: the class of a unit (of a part or a segment, a tuple of its
kind alone), the reference of an annotation's label (`option`, `event/trade`), or None for a
category or a cluster. "" stands for the record."""

Claims = defaultdict[str, set[Any]]
"""What has been said, each but once: by question, or by label or limit of a relation, the target or
the ends that it has been said of."""

UNIT_CLASSES: dict[str, frozenset[type]] = {
    "passage": frozenset({Passage}),
    "turn": frozenset({Turn, SkimmedTurn}),
    "part": frozenset({Part}),
    "page": frozenset({Page}),
    "segment": frozenset({Segment}),
}

_REMEMBERED = 4096  # accepted values kept for one attribute or label


class LabelRow:
    """One label that may be used, and what the rules have accepted under it so far.

    Functions that count return how many quotation marks the JSON text of what they were given
    holds; they raise `Doubtful` or `KeyError` where it is not certainly right.
    """

    def __init__(
        self,
        label: Label,
        taxonomy: CompiledTaxonomy,
        today: datetime.date | None,
        *,
        question: str = "",
        eligible: frozenset[Any] = frozenset(),
    ) -> None:
        self.reference = label.id if label.set == "entity" else qualified(label.set, label.id)
        self.deprecated: Used | None = None
        if label.deprecated is not None:
            self.deprecated = (label.set, label.id)
        self._attributes: Mapping[str, Attribute] = label.attributes
        # Other than strings with their class, since to a set of integers True would be 1.
        self._accepted: dict[str, set[str | tuple[type, int]]] = {
            name: set()
            for name, attribute in label.attributes.items()
            if attribute.deprecated is None
        }
        self.required = tuple(
            name
            for name, attribute in label.attributes.items()
            if attribute.required and not attribute.when
        )
        self._conditional = tuple(
            (name, attribute.required, tuple(attribute.when.items()))
            for name, attribute in label.attributes.items()
            if attribute.when
        )
        self._kbs = {name: taxonomy.knowledge_bases.get(name) for name in label.links}
        self._known_links: set[tuple[str, str]] = set()
        self.links_required = label.links_required
        self.question = question
        self.eligible = eligible
        sides = label.relation
        self.domain = frozenset[str]() if sides is None else sides.domain
        self.range = frozenset[str]() if sides is None else sides.range
        self.symmetric = sides is not None and sides.symmetric
        limited = () if sides is None else tuple(_limits(label, taxonomy))
        self.once_by_subject = tuple(
            f"{name} subject" for name, side, most in limited if (side, most) == ("subject", 1)
        )
        self.once_by_object = tuple(
            f"{name} object" for name, side, most in limited if (side, most) == ("object", 1)
        )
        self.often = not (self.once_by_subject or self.once_by_object)
        self.counted = tuple(
            (f"{name} {side}", side != "object", side != "subject", most)
            for name, side, most in limited
            if side == "either" or most != 1
        )
        shape = label.event or EventShape()
        self._trigger = shape.trigger
        self._roles = shape.roles
        self._least = tuple((name, role.min) for name, role in shape.roles.items() if role.min)

    def attribute_quotes(self, attributes: Mapping[str, Any], complete: bool) -> int:
        """The quotation marks of `"attributes":{...}`."""
        quotes = 2 + 4 * len(attributes)
        accepted = self._accepted
        for name, value in attributes.items():
            if value.__class__ is str:
                if value not in accepted[name]:
                    self._accept(name, value, value)
            elif value.__class__ is list:
                quotes += self._list_quotes(name, value) - 2
            else:
                quotes -= 2
                kind_and_value = (value.__class__, value)
                if kind_and_value not in accepted[name]:
                    self._accept(name, value, kind_and_value)
        if complete:
            for name in self.required:
                if name not in attributes:
                    raise Doubtful
        if self._conditional:
            self._meet_conditions(attributes, complete)
        return quotes

    def _accept(self, name: str, value: Scalar, key: str | tuple[type, int]) -> None:
        """Remember a single value, by `key`, if it is right."""
        accepted = self._accepted[name]
        attribute = self._attributes[name]
        if attribute.multivalued or not _is_right(attribute, value):
            raise Doubtful
        if len(accepted) < _REMEMBERED:
            accepted.add(key)

    def _list_quotes(self, name: str, values: list[Scalar]) -> int:
        """The quotation marks of several values of one attribute."""
        attribute = self._attributes[name]
        if (
            name not in self._accepted
            or not attribute.multivalued
            or not values
            or not all(_is_right(attribute, value) for value in values)
        ):
            raise Doubtful
        return 2 * sum(isinstance(value, str) for value in values)

    def _meet_conditions(self, attributes: Mapping[str, Any], complete: bool) -> None:
        for name, required, when in self._conditional:
            if name not in attributes and not (required and complete):
                continue
            holds = True
            for other, values in when:
                given = attributes.get(other)
                if given is None:
                    holds = False
                elif given.__class__ is list:
                    raise Doubtful
                elif as_text(given) not in values:
                    holds = False
            if holds is not (name in attributes):
                raise Doubtful

    def link_quotes(self, links: list[Link]) -> int:
        """The quotation marks of `"links":[...]`."""
        known = self._known_links
        quotes = 2
        for link in links:
            if link.status is UNSET and link.candidates is UNSET and (link.kb, link.id) in known:
                quotes += 8
            else:
                quotes += self._other_link_quotes(link)
        return quotes

    def _other_link_quotes(self, link: Link) -> int:
        """Of a link that is new, nil or ambiguous."""
        kb = self._kbs[link.kb]
        identifiers = link.candidates or [] if link.id is UNSET else [link.id]
        if kb is None or (
            kb.scheme is not None
            and any(identifier_problem(kb.scheme, identifier) for identifier in identifiers)
        ):
            raise Doubtful
        if link.status == "ambiguous" and link.id is UNSET and len(set(identifiers)) > 1:
            return 10 + 2 * len(identifiers)
        if link.candidates is not UNSET or link.status != ("nil" if link.id is UNSET else UNSET):
            raise Doubtful
        if link.id is not UNSET and len(self._known_links) < _REMEMBERED:
            self._known_links.add((link.kb, link.id))
        return 8

    def count(self, subject: str, object_: str, counts: dict[tuple[str, str], int]) -> None:
        """Count a relation of this label at the ends that may have only so many of it."""
        for key, of_subject, of_object, most in self.counted:
            for end in (subject,) * of_subject + (object_,) * of_object:
                counts[key, end] = count = counts.get((key, end), 0) + 1
                if count > most:
                    raise Doubtful

    def event_quotes(
        self, event: Event, texts: Mapping[str, str], known: Known, complete: bool
    ) -> int:
        """The quotation marks of an event, apart from its attributes."""
        quotes = 14 + 8 * len(event.arguments)
        trigger = event.trigger
        if trigger is not UNSET:
            if self._trigger == "none":
                raise Doubtful
            quotes += 8 + span_quotes(trigger.spans, trigger.text, texts)
        elif complete and self._trigger == "required":
            raise Doubtful
        filled: dict[str, list[str]] = {}
        for argument in event.arguments:
            role = self._roles[argument.role]
            target = argument.target
            if known[target] not in role.range:
                raise Doubtful
            targets = filled.setdefault(argument.role, [])
            if target in targets or (role.max is not None and len(targets) >= role.max):
                raise Doubtful
            targets.append(target)
        if complete:
            for name, least in self._least:
                if len(filled[name]) < least:
                    raise Doubtful
        return quotes

    def cluster_quotes(self, cluster: Cluster, known: Known) -> int:
        """The quotation marks of a cluster, apart from its attributes."""
        members = frozenset(cluster.members)
        if not self.symmetric or not 2 <= len(members) == len(cluster.members):
            raise Doubtful
        for member in members:
            if known[member] not in self.domain and known[member] not in self.range:
                raise Doubtful
        return 14 + 2 * len(members)


class Requirement:
    """A category set that must answer for everything that it may be said of."""

    def __init__(self, label_set: CategorySet) -> None:
        self.name = label_set.id
        self._eligible = _eligible(label_set)
        self._record = label_set.record
        self._units = bool(label_set.units)
        self._annotations = bool(label_set.targets)
        self._questions = tuple(set(_questions(label_set).values()))

    def is_met(self, units: Mapping[str, Any], known: Known, claims: Claims) -> bool:
        """Whether the set answers for all that is eligible among what is known in the record."""
        answered: set[str] = set()
        for question in self._questions:
            answered = answered | claims[question] if answered else claims[question]
        if self._record and "" not in answered:
            return False
        if not (self._units or self._annotations):
            return True
        candidates = known if self._annotations else units
        if answered.issuperset(candidates):
            return True
        eligible = self._eligible
        return not any(
            known[identifier] in eligible and identifier not in answered
            for identifier in candidates
        )


class Tables:
    """All rows of one taxonomy. `categories` are keyed by set and label."""

    def __init__(self, taxonomy: CompiledTaxonomy, *, today: datetime.date | None) -> None:
        self._taxonomy = taxonomy
        self._permitted: dict[tuple[str, str], frozenset[Crossing]] = {}
        self.entities = _rows(taxonomy.entities, taxonomy, today)
        self.relations = _rows(taxonomy.relations, taxonomy, today)
        self.events = _rows(taxonomy.events, taxonomy, today)
        # Of a deprecated set no label is known here, so that the rules are asked.
        self.categories = {
            name: {} if label_set.deprecated else _category_rows(label_set, taxonomy, today)
            for name, label_set in taxonomy.sets.items()
        }
        self.requirements = tuple(
            Requirement(label_set) for label_set in taxonomy.sets.values() if label_set.required
        )
        every = ("text", "chat", "email", "document", "audio")
        self.modalities = frozenset(taxonomy.modalities or every)
        self.demanded = frozenset[str]().union(*_minima(taxonomy))

    def may_contain(self, outer: str, inner: str) -> bool:
        """Whether an entity labelled `outer` may contain one labelled `inner`."""
        return "contains" in self.permitted(outer, inner)

    def permitted(self, one: str, other: str) -> frozenset[Crossing]:
        """How entities of these two labels may overlap."""
        known = self._permitted.get((one, other))
        if known is None:
            labels = (self._taxonomy.entities[one], self._taxonomy.entities[other])
            known = permitted_crossings(self._taxonomy, (one, other), labels)
            if len(self._permitted) < _REMEMBERED:
                self._permitted[one, other] = known
        return known


def _rows(
    labels: Mapping[str, Label], taxonomy: CompiledTaxonomy, today: datetime.date | None
) -> dict[str, LabelRow]:
    """The rows of all labels that a record may use without an error."""
    return {
        name: LabelRow(label, taxonomy, today)
        for name, label in labels.items()
        if _usable(label, today)
    }


def _category_rows(
    label_set: CategorySet, taxonomy: CompiledTaxonomy, today: datetime.date | None
) -> dict[str, LabelRow]:
    """The usable labels of a set. Two categories that answer one question of one target are one
    too many: the question is the set's if it has one answer, else each label is a question.
    """
    eligible = _eligible(label_set)
    questions = _questions(label_set)
    return {
        name: LabelRow(
            label,
            taxonomy,
            today,
            question=questions[name],
            eligible=eligible,
        )
        for name, label in label_set.labels.items()
        if _usable(label, today)
    }


def _usable(label: Label, today: datetime.date | None) -> bool:
    return not label.abstract and (label.deprecated is None or not run_out(label.deprecated, today))


def _questions(label_set: CategorySet) -> dict[str, str]:
    """What each label of a set answers, in the terms of `Claims`."""
    one = label_set.select == "one"
    return {name: label_set.id if one else f"{label_set.id} {name}" for name in label_set.labels}


def _eligible(label_set: CategorySet) -> frozenset[Any]:
    """What a set may be said of, in the terms of `Known`."""
    units = frozenset[Any]().union(*(UNIT_CLASSES.get(kind, {(kind,)}) for kind in label_set.units))
    return units | label_set.targets | (frozenset((Record,)) if label_set.record else frozenset())


def _is_right(attribute: Attribute, value: Scalar) -> bool:
    if type_problem(attribute, value) or value_problem(attribute, value):
        return False
    known = attribute.values.get(value) if isinstance(value, str) else None
    return known is None or known.deprecated is None


def _limits(label: Label, taxonomy: CompiledTaxonomy) -> list[tuple[str, str, int]]:
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
