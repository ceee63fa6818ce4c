"""What becomes of a label along a whole route, where the label alone decides: one look-up.

The slow way (`walking`) says the same of every record and more; this table only says it sooner. A
label that is in no table stays as it is. What depends on the rest of the record, on values that
divide or on people is `SLOW`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Final

from acoe_spec.models.record_structs import Annotation, Argument, Category, Event, Relation
from acoe_spec.taxonomy.references import split
from acoe_spec.versions.parting import labels_of
from acoe_spec.versions.steps import Step


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Direct:
    """What becomes of every annotation of one label. `check`: the new version may object.

    `ops` are the operations that every annotation meets. `attributes`, `values` and `roles` say
    what is called otherwise; of an annotation with one of the `unsafe` attributes more is to be
    asked.
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

    @property
    def idle(self) -> bool:
        """Whether nothing happens to any annotation of the label."""
        return not (
            self.ops or self.check or self.attributes or self.values or self.roles
            or self.flips or self.unsafe
        )  # fmt: skip

    def applied(self, annotation: Annotation, counted: dict[str, int]) -> Annotation | None:
        """The annotation under the new version; itself if it is the same; None: the slow way.

        `counted` is how many annotations each operation has met, and is raised here.
        """
        given: Any = annotation.attributes
        attributes = given
        if given:
            if self.unsafe and not self.unsafe.isdisjoint(given):
                return None
            if self.attributes and not self.attributes.keys().isdisjoint(given):
                attributes = {self.attributes.get(name, name): each for name, each in given.items()}
                if len(attributes) != len(given):
                    return None
                _count(counted, "rename-attribute")
            if self.values and not self.values.keys().isdisjoint(given):
                if attributes is given:
                    attributes = given.copy()
                for name in self.values.keys() & given.keys():
                    value, table = given[name], self.values[name]
                    if value.__class__ is not str:
                        return None
                    if value in table:
                        attributes[self.attributes.get(name, name)] = table[value]
                        _count(counted, "rename-value")
        arguments: Any = None
        if self.roles and isinstance(annotation, Event):
            arguments = self._arguments(annotation)
            if arguments is not None:
                _count(counted, "rename-role")
        for op in self.ops:
            _count(counted, op)
        flips = self.flips and isinstance(annotation, Relation)
        if not self.renames and attributes is given and arguments is None and not flips:
            return annotation
        changed: Any = copy(annotation)
        changed.label = self.label
        changed.attributes = attributes
        if changed.__class__ is Category:
            changed.set = self.set
        if arguments is not None:
            changed.arguments = arguments
        if flips:
            _count(counted, "flip-relation")
            changed.subject, changed.object = changed.object, changed.subject
        return changed  # type: ignore[no-any-return]  # a copy of an annotation

    def _arguments(self, event: Event) -> list[Argument] | None:
        """The arguments with their roles as they are called now; None if none is renamed."""
        if not any(each.role in self.roles for each in event.arguments):
            return None
        arguments = []
        for argument in event.arguments:
            if argument.role in self.roles:
                argument = copy(argument)
                argument.role = self.roles[argument.role]
            arguments.append(argument)
        return arguments


def _count(counted: dict[str, int], op: str) -> None:
    counted[op] = counted.get(op, 0) + 1


SLOW: Final = None
"""The mark of a label of which more than the label is asked."""

_Table = dict[str, Direct | None]


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


def composed(steps: Sequence[Step]) -> Composed:
    """The tables of the steps one after the other."""
    tables: dict[str, _Table] = {"entity": {}, "relation": {}, "event": {}}
    for name in dict.fromkeys((*labels_of(steps[0].old), *_named(steps))) if steps else ():
        direct = _direct(name, steps)
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


def _direct(name: str, steps: Sequence[Step]) -> Direct | None:
    """What certainly becomes of a label; SLOW where that is not certain or is not only a name."""
    at, check, flips = name, False, False
    ops: dict[str, None] = {}
    unsafe: set[str] = set()
    attributes: dict[str, str] = {}
    values: dict[str, dict[Any, str]] = {}
    roles: Mapping[str, str] = {}
    for number, step in enumerate(steps):
        if at in step.narrowing.labels:
            if number < len(steps) - 1:
                return SLOW  # the versions in between are asked too
            check = True
        for part in step.parts:
            fates, here = part.attributes.get(at, {}), part.roles.get(at, {})
            if at in part.reviewed or (fates and (attributes or values)) or (here and roles):
                return SLOW
            for attribute, fate in fates.items():
                if (
                    fate.gone
                    or fate.convert
                    or any(
                        each.certain is None or each.remembers or each.op != "rename-value"
                        for each in fate.values.values()
                    )
                ):
                    unsafe.add(attribute)
                    continue
                if fate.name != attribute:
                    attributes[attribute] = fate.name
                if fate.values:
                    values[attribute] = {old: one.to[0] for old, one in fate.values.items()}
            roles = here or roles
            flips ^= at in part.flipped
            label_fate = part.labels.get(at)
            if label_fate is not None:
                if label_fate.remembers or label_fate.certain is None:
                    return SLOW
                ops[label_fate.op] = None
                at = label_fate.certain
            if at in part.fill:
                return SLOW
    label_set, label = split(at)
    return Direct(
        set=label_set,
        label=label,
        ops=tuple(ops),
        check=check,
        renames=at != name,
        attributes=attributes,
        values=values,
        roles=roles,
        flips=flips,
        unsafe=frozenset(unsafe),
    )
