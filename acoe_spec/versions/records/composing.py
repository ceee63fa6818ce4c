"""What becomes of a label along a whole route, where the label alone decides: one look-up.

The slow way (`walking`) says the same of every record and more; this table only says it sooner. A
label that is in no table stays as it is. What depends on the rest of the record, on values that
divide or on people is `SLOW`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from msgspec import UNSET
from msgspec.structs import replace as replaced

from acoe_spec.models.record_structs import (
    Annotation,
    Argument,
    Cluster,
    Entity,
    Event,
    Previous,
    Relation,
)
from acoe_spec.taxonomy.compiled import Label
from acoe_spec.taxonomy.references import split
from acoe_spec.versions.records.fates import Fate
from acoe_spec.versions.records.fates import Part as PartTable
from acoe_spec.versions.records.places import labels_of
from acoe_spec.versions.records.steps import Step
from acoe_spec.versions.splitting import Part, Situation, decide

_SETS: Final = ("entity", "relation", "event")


@dataclass(frozen=True, kw_only=True, eq=False)
class Direct:
    """What becomes of every annotation of one label. `check`: the new version may object.

    `ops` are the operations that every annotation meets. `attributes`, `values` and `roles` say
    what is called otherwise; of an annotation with one of the `unsafe` attributes more is to be
    asked. A `history` goes to `previous`; then more is to be asked of all but `safe` attributes,
    unless it is known which ones `stay`: the others go to `previous` too.
    `plain`: the label has another name, and nothing else happens.
    """

    set: str
    label: str
    ops: tuple[str, ...] = ()
    check: bool = False
    renames: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    flips: bool = False
    unsafe: frozenset[str] = frozenset()
    history: tuple[Previous, ...] = ()
    safe: frozenset[str] = frozenset()
    stay: frozenset[str] | None = None
    plain: bool = False

    @cached_property
    def _name(self) -> dict[str, str]:
        """The fields of an annotation that say what it is called."""
        if self.set in _SETS:
            return {"label": self.label}
        return {"label": self.label, "set": self.set}

    @property
    def idle(self) -> bool:
        """Whether nothing happens to any annotation of the label."""
        return not (
            self.ops or self.check or self.attributes or self.values or self.roles
            or self.flips or self.unsafe
        )  # fmt: skip

    def applied(
        self, annotation: Annotation, counted: dict[str, int], _modality: str
    ) -> Annotation | None:
        """The annotation under the new version; itself if it is the same; None: the slow way.

        `counted` is how many annotations each operation has met, and is raised here.
        """
        for op in self.ops:
            counted[op] = counted.get(op, 0) + 1
        if self.plain:
            return replaced(annotation, **self._name)
        given: Any = annotation.attributes
        attributes = given
        history = self.history
        valued = False
        if given:
            if self.unsafe and not self.unsafe.isdisjoint(given):
                return None
            if history and not self.safe.issuperset(given):
                if self.stay is None:
                    return None
                attributes, history = self._parted(given)
            if self.attributes and not self.attributes.keys().isdisjoint(given):
                attributes = {self.attributes.get(name, name): each for name, each in given.items()}
                if len(attributes) != len(given):
                    return None
                _count(counted, "rename-attribute")
            for name in self.values.keys() & given.keys() if self.values else ():
                value, table = given[name], self.values[name]
                if value.__class__ is not str:
                    return None
                if value in table:
                    if attributes is given:
                        attributes = given.copy()
                    attributes[self.attributes.get(name, name)] = table[value]
                    valued = True
            if valued:
                _count(counted, "rename-value")
        arguments: Any = None
        if self.roles and isinstance(annotation, Event):
            arguments = self._arguments(annotation)
            if arguments is not None:
                _count(counted, "rename-role")
        flips = self.flips and isinstance(annotation, Relation)
        if not (self.renames or flips or history or arguments) and attributes is given:
            return annotation
        changed: Any = replaced(annotation, attributes=attributes, **self._name)
        if arguments is not None:
            changed.arguments = arguments
        if history:
            changed.previous = [*(annotation.previous or ()), *history]
        if flips:
            _count(counted, "flip-relation")
            changed.subject, changed.object = changed.object, changed.subject
        return changed  # type: ignore[no-any-return]  # an annotation

    def _parted(self, given: dict[str, Any]) -> tuple[Any, tuple[Previous, ...]]:
        """The attributes that stay, and the history with those that do not."""
        known = self.stay or ()
        lost = {name: each for name, each in given.items() if name not in known}
        if not lost:
            return given, self.history
        stay = {name: each for name, each in given.items() if name in known}
        return stay or UNSET, (replaced(self.history[0], attributes=lost),)

    def _arguments(self, event: Event) -> list[Argument] | None:
        """The arguments with their roles as they are called now; None if none is renamed."""
        if not any(each.role in self.roles for each in event.arguments):
            return None
        arguments = []
        for argument in event.arguments:
            if argument.role in self.roles:
                argument = replaced(argument, role=self.roles[argument.role])
            arguments.append(argument)
        return arguments


def _count(counted: dict[str, int], op: str) -> None:
    counted[op] = counted.get(op, 0) + 1


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Divided:
    """A label that divides by rules which ask about an annotation alone; `then` is by target."""

    fate: Fate
    then: Mapping[str, Direct | Divided | None]

    check: bool
    history: bool = True
    idle: bool = False

    def applied(
        self, annotation: Annotation, counted: dict[str, int], modality: str
    ) -> Annotation | None:
        """The annotation under the new version; None: the slow way."""
        fate = self.fate
        situation = Situation(annotation, None, modality, _unasked)
        to, by_people = decide(fate.rules, fate.otherwise, fate.to, situation)
        if by_people or len(to) != 1:
            return None
        then = self.then.get(to[0])
        return None if then is None else then.applied(annotation, counted, modality)


def _unasked(_parts: frozenset[Part]) -> None:
    """What rules that ask about an annotation alone never come to."""


SLOW: Final = None
"""The mark of a label of which more than the label is asked."""

_Table = dict[str, Direct | Divided | None]


@dataclass(frozen=True, eq=False)
class Composed:
    """The tables of one route, by the label as a record spells it; categories by set, then label.

    `sets`: category sets under another id, or None where the set is gone; `to_answer`: whether
    records that are no drafts may lack answers now.
    """

    entities: _Table
    relations: _Table
    events: _Table
    categories: Mapping[str, _Table]
    sets: Mapping[str, str | None]
    to_answer: bool

    @cached_property
    def labels(self) -> Mapping[type[Annotation], _Table]:
        """The tables by the kind of annotation, but for categories; a cluster has a relation's."""
        return {
            Entity: self.entities,
            Relation: self.relations,
            Cluster: self.relations,
            Event: self.events,
        }


def composed(steps: Sequence[Step]) -> Composed:
    """The tables of the steps one after the other."""
    tables: dict[str, _Table] = {"entity": {}, "relation": {}, "event": {}}
    labels = labels_of(steps[0].old) if steps else {}
    for name in dict.fromkeys((*labels, *_named(steps))) if steps else ():
        direct = _direct(name, labels.get(name), steps)
        if direct is SLOW or not direct.idle:
            label_set, label = split(name)
            tables.setdefault(label_set, {})[label] = direct
    sets: dict[str, str | None] = {}
    for step in steps:
        for part in step.parts:
            for name in part.sets:
                sets.setdefault(name, name)
    for name in sets:
        at: str | None = name
        for step in steps:
            for part in step.parts:
                at = None if at is None else part.sets.get(at, at)
        sets[name] = at
    return Composed(
        entities=tables.pop("entity"),
        relations=tables.pop("relation"),
        events=tables.pop("event"),
        categories=tables,
        sets=sets,
        to_answer=any(
            step.narrowing.sets or any(part.required for part in step.parts) for step in steps
        ),
    )


def _named(steps: Sequence[Step]) -> Iterator[str]:
    """Labels that a first table speaks of, though the version may not have them."""
    for part in steps[0].parts[:1]:
        yield from part.labels
        yield from part.fill


def _direct(name: str, label: Label | None, steps: Sequence[Step]) -> Direct | Divided | None:
    """What becomes of a label; SLOW where that depends on more than the annotation itself."""
    known = frozenset() if label is None else frozenset(label.attributes)
    places = [(step, part) for step in steps for part in step.parts]
    return _onwards(_Trail(name, name, known), places)


@dataclass(frozen=True)
class _Trail:
    """A label `source` as far as it has come: `at`, and what happened on the way.

    `safe` are the attributes that went with it, under the names that they had at first.
    """

    source: str
    at: str
    safe: frozenset[str]
    ops: tuple[str, ...] = ()
    check: bool = False
    flips: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    unsafe: frozenset[str] = frozenset()
    stay: frozenset[str] | None = None
    history: tuple[Previous, ...] = ()

    def direct(self) -> Direct:
        label_set, label = split(self.at)
        return Direct(
            set=label_set,
            label=label,
            ops=tuple(dict.fromkeys(self.ops)),
            check=self.check,
            renames=self.at != self.source,
            attributes=self.attributes,
            values=self.values,
            roles=self.roles,
            flips=self.flips,
            unsafe=self.unsafe,
            history=self.history,
            safe=self.safe,
            stay=self.stay,
            plain=self.at != self.source
            and not (
                self.attributes or self.values or self.roles or self.flips
                or self.unsafe or self.history
            ),
        )  # fmt: skip


_Places = Sequence[tuple[Step, PartTable]]


def _onwards(trail: _Trail, places: _Places) -> Direct | Divided | None:
    for number, (step, part) in enumerate(places):
        rest = places[number + 1 :]
        if part is step.parts[0] and trail.at in step.narrowing.labels:
            if any(other is not step for other, _ in rest):
                return SLOW  # the versions in between are asked too
            trail = replace(trail, check=True)
        fates, roles = part.attributes.get(trail.at, {}), part.roles.get(trail.at, {})
        busy = trail.attributes or trail.values or trail.history
        again = trail.flips and trail.at in part.flipped
        if trail.at in part.reviewed or (fates and busy) or (roles and trail.roles) or again:
            return SLOW
        before = trail.at
        fate = part.labels.get(before)
        if fate is not None and fate.certain is None:
            return _divided(_with_parts(trail, part), fate, part, step, rest)
        trail = _with_parts(trail, part)
        if fate is not None and fate.certain is not None:
            trail = _moved(trail, fate, fate.certain, part, step)
        if trail.at in part.fill:
            return SLOW
    return trail.direct()


def _with_parts(trail: _Trail, part: PartTable) -> _Trail:
    """The trail with what a part does to attributes, roles and ends."""
    attributes, values, unsafe = {}, {}, set()
    for attribute, fate in part.attributes.get(trail.at, {}).items():
        simple = all(each.op == "rename-value" for each in fate.values.values())
        if fate.gone or fate.convert or not simple:
            unsafe.add(attribute)
            continue
        if fate.name != attribute:
            attributes[attribute] = fate.name
        if fate.values:
            values[attribute] = {old: one.to[0] for old, one in fate.values.items()}
    return replace(
        trail,
        attributes=attributes or trail.attributes,
        values=values or trail.values,
        roles=part.roles.get(trail.at) or trail.roles,
        flips=trail.flips or trail.at in part.flipped,
        unsafe=trail.unsafe | unsafe,
    )


def _moved(trail: _Trail, fate: Fate, to: str, part: PartTable, step: Step) -> _Trail:
    """The trail under the label that a part leads to."""
    trail = replace(trail, ops=(*trail.ops, fate.op))
    if fate.remembers:
        known = part.known.get(to, frozenset())
        old_set, label = split(trail.at)
        first = not (trail.history or trail.attributes or trail.values)
        trail = replace(
            trail,
            stay=part.known.get(to) if first else None,
            history=(*trail.history, Previous(step.source, label)),
            safe=frozenset(
                each for each in trail.safe if trail.attributes.get(each, each) in known
            ),
            check=trail.check or old_set != split(to)[0] or old_set == "relation",
        )
    return replace(trail, at=to)


def _divided(
    trail: _Trail, fate: Fate, part: PartTable, step: Step, rest: _Places
) -> Divided | None:
    rules = fate.rules
    busy = trail.ops or trail.attributes or trail.values
    if not rules or busy or any(rule.roles is not None or rule.unit for rule in rules):
        return SLOW
    targets = dict.fromkeys((*(rule.to for rule in rules), *filter(None, (fate.otherwise,))))
    then: dict[str, Direct | Divided | None] = {}
    for to in targets:
        there = _moved(trail, fate, to, part, step)
        then[to] = SLOW if to in part.fill else _onwards(there, rest)
    return Divided(fate=fate, then=then, check=any(each and each.check for each in then.values()))
