"""What one annotation may be after a simultaneous change: worlds, of which one is right.

An annotation that a change decides has one world; one that it leaves to people has several, and
each is carried on, so that a later version may bring them together again. Structs of the record are
never changed: a world that differs has a struct of its own. Knows one part and one annotation at a
time; what annotations do to each other is for `walking`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from itertools import product
from typing import Any, NamedTuple

from msgspec import UNSET

from acoe_spec.models.record_structs import (
    Annotation,
    Category,
    Entity,
    Event,
    Previous,
    Relation,
)
from acoe_spec.rules.duplicates import content
from acoe_spec.rules.values import as_text
from acoe_spec.taxonomy.references import node, split
from acoe_spec.versions.records.converting import converted
from acoe_spec.versions.records.fates import AttributeFate, Fate, Part
from acoe_spec.versions.splitting import Situation, decide

MOST = 256
"""As many worlds as one annotation may have; what would have more is left to people for good."""


class Doubt(NamedTuple):
    """What people have to look at whatever later versions say; of `attribute`, if of one."""

    reason: str
    attribute: str | None = None


class World(NamedTuple):
    """What an annotation may be. `annotation` is None where it has no place any more."""

    annotation: Annotation | None
    doubts: tuple[Doubt, ...] = ()


class Outcome(NamedTuple):
    """The worlds after a part; `reason` why they are several, `ops` what had to do with it.

    `lossy`: it may be the same now as another annotation that was not the same.
    """

    worlds: tuple[World, ...]
    reason: str | None
    ops: tuple[str, ...]
    lossy: bool


def node_of(annotation: Annotation) -> str:
    """The node of an annotation's label; a cluster's is that of its relation."""
    kind = annotation.__class__
    if kind is Entity:
        return node("entity", annotation.label)
    if kind is Category:
        return node(annotation.set, annotation.label)  # type: ignore[union-attr]  # is a category
    return node("event" if kind is Event else "relation", annotation.label)


def outcome(
    world: World, part: Part, situation: Callable[[Annotation], Situation], *, pin: str
) -> Outcome:
    """What becomes of one world in a part; `pin` is the version that is left.

    `situation` says what rules may ask about an annotation.
    """
    annotation = world.annotation
    if annotation is None:
        return Outcome((world,), None, (), lossy=False)
    old_node = node_of(annotation)
    change = _Change(annotation, old_node, part, situation, pin)
    worlds = tuple(
        World(each.annotation, tuple(dict.fromkeys((*world.doubts, *each.doubts))))
        for each in change.worlds()
    )
    return Outcome(worlds, change.reason, tuple(dict.fromkeys(change.ops)), change.lossy)


def united(worlds: Iterable[World]) -> tuple[World, ...]:
    """Worlds that say the same as one: with the history that all of them share, and every doubt."""
    known: dict[Any, World] = {}
    for world in worlds:
        key = None if world.annotation is None else content(world.annotation)
        same = known.get(key)
        known[key] = world if same is None else _joined(same, world)
    return tuple(known.values())


def _joined(one: World, other: World) -> World:
    doubts = tuple(dict.fromkeys((*one.doubts, *other.doubts)))
    if one.annotation is None or other.annotation is None:
        return World(one.annotation, doubts)
    mine, others = one.annotation.previous or [], other.annotation.previous or []
    shared = [each for each in mine if each in others]
    if shared == mine:
        return World(one.annotation, doubts)
    annotation = copy(one.annotation)
    annotation.previous = shared or UNSET
    return World(annotation, doubts)


class _Change:
    """One annotation on its way through a part."""

    def __init__(
        self,
        annotation: Annotation,
        old_node: str,
        part: Part,
        situation: Callable[[Annotation], Situation],
        pin: str,
    ) -> None:
        self.annotation, self.node, self.part = annotation, old_node, part
        self.situation, self.pin = situation, pin
        self.reason: str | None = None
        self.ops: list[str] = []
        self.lossy = False

    def worlds(self) -> Iterator[World]:
        doubts: tuple[Doubt, ...] = ()
        if self.node in self.part.reviewed:
            op, reason = self.part.reviewed[self.node]
            self.ops.append(op)
            doubts = (Doubt(reason),)
        targets, remembers = self._targets()
        known = self.part.known if remembers else {}
        variants = {
            target: self._variants(known.get(target)) for target in targets if target is not None
        }
        if sum(map(len, variants.values())) > MOST:
            doubts += (Doubt(f"it may be more than {MOST} different things"),)
            share = max(1, MOST // len(targets))
            variants = {target: each[:share] for target, each in variants.items()}
        for target in targets:
            if target is None:
                yield World(None, doubts)
                continue
            for variant in variants[target]:
                changed = self._changed(target, variant, remembers=remembers)
                yield World(changed, doubts + variant.doubts)

    def _targets(self) -> tuple[tuple[str | None, ...], bool]:
        """The nodes that it may have; None for no place any more."""
        fate = self.part.labels.get(self.node)
        if fate is None:
            return (self.node,), False
        self.ops.append(fate.op)
        self.lossy = self.lossy or fate.remembers
        return self._decided(fate), fate.remembers

    def _decided(self, fate: Fate) -> tuple[str | None, ...]:
        certain = fate.certain
        if certain is not None:
            return (certain,)
        to, by_people = fate.to, fate.otherwise is None
        if fate.rules:
            situation = self.situation(self.annotation)
            to, by_people = decide(fate.rules, fate.otherwise, fate.to, situation)
        if by_people or len(to) != 1:
            self.reason = self.reason or fate.reason
        return fate.rest if by_people else to

    def _variants(self, known: frozenset[str] | None) -> list[_Variant]:
        """What its attributes may be under a label that has those of `known`; None is any."""
        given = self.annotation.attributes
        fates = self.part.attributes.get(self.node, {})
        if not given or (
            fates.keys().isdisjoint(given) and (known is None or known.issuperset(given))
        ):
            return [_Variant(given, {}, ())]
        variants = [_Variant({}, {}, ())]
        for name, value in given.items():
            fate = fates.get(name, AttributeFate(name=name))
            options = self._options(name, value, fate, known)
            variants = [one.adding(name, other) for one, other in product(variants, options)]
            if len(variants) > MOST:
                doubt = Doubt(f"it may be more than {MOST} different things", name)
                variants = [each._replace(doubts=(*each.doubts, doubt)) for each in variants[:MOST]]
        return variants

    def _options(
        self, name: str, value: Any, fate: AttributeFate, known: frozenset[str] | None
    ) -> list[_Option]:
        if fate.gone is not None:
            self.ops.append("remove-attribute")
            self.lossy = True
            doubts = (Doubt(fate.gone_reason, name),) if fate.gone == "reviewed" else ()
            return [_Option(None, UNSET, value, doubts)]
        if known is not None and fate.name not in known:
            # The label has no place for it: it is remembered, whatever else becomes of its values.
            return [_Option(None, UNSET, value)]
        options = [_Option(fate.name, value)]
        if fate.name != name:
            self.ops.append("rename-attribute")
        if fate.values:
            options = self._valued(fate, value)
        if fate.convert is not None:
            self.ops.append("convert-attribute")
            options = [self._converted(each, fate) for each in options]
        return options

    def _valued(self, fate: AttributeFate, value: Any) -> list[_Option]:
        singles = value if isinstance(value, list) else [value]
        choices: list[list[Any]] = []
        lost, doubts = False, []
        total = 1
        for single in singles:
            one = fate.values.get(as_text(single))
            if one is None:
                choices.append([single])
                continue
            self.ops.append(one.op)
            self.lossy = self.lossy or one.remembers
            lost = lost or one.remembers
            decided = self._decided(one)
            to = [each for each in decided if each is not None]
            if None in decided:
                doubts.append(Doubt(one.reason, fate.name))
            choices.append(to or [single])
            total *= len(choices[-1])
            if total > MOST:
                doubts.append(Doubt(f"it may be more than {MOST} different things", fate.name))
                choices[-1] = choices[-1][:1]
                total = MOST
        return [
            _Option(
                fate.name,
                list(dict.fromkeys(chosen)) if isinstance(value, list) else chosen[0],
                value if lost else UNSET,
                tuple(doubts),
            )
            for chosen in product(*choices)
        ]

    def _converted(self, option: _Option, fate: AttributeFate) -> _Option:
        assert fate.convert is not None
        value = converted(option.value, *fate.convert)
        if value is not None:
            return option._replace(value=value)
        what = fate.convert[1].type
        doubt = Doubt(
            f"the value of '{fate.name}' cannot be converted to {what} exactly", fate.name
        )
        return option._replace(doubts=(*option.doubts, doubt))

    def _changed(self, target: str, variant: _Variant, *, remembers: bool) -> Annotation:
        """The annotation with another label, other attributes, roles and ends."""
        part, annotation = self.part, self.annotation
        attributes, lost = variant.attributes, variant.lost
        fill = part.fill.get(target)
        if fill and not (attributes and fill.keys() <= attributes.keys()):
            self.ops.append("require-attribute")
            attributes = {**(attributes or {}), **{
                name: value for name, value in fill.items() if name not in (attributes or {})
            }}  # fmt: skip
        roles = part.roles.get(self.node) if isinstance(annotation, Event) else None
        flips = self.node in part.flipped and isinstance(annotation, Relation)
        same = target == self.node and attributes is annotation.attributes
        if same and not roles and not flips and not lost and not remembers:
            return annotation
        changed = copy(annotation)
        label_set, changed.label = split(target)
        if isinstance(changed, Category):
            changed.set = label_set
        changed.attributes = attributes or (UNSET if lost else attributes)
        if isinstance(changed, Event) and roles:
            self._take_roles(changed, roles)
        if isinstance(changed, Relation) and flips:
            self.ops.append("flip-relation")
            changed.subject, changed.object = changed.object, changed.subject
        if remembers or lost:
            entry = Previous(self.pin, annotation.label, attributes=lost or UNSET)
            changed.previous = [*(annotation.previous or ()), entry]
        return changed

    def _take_roles(self, changed: Event, roles: Any) -> None:
        arguments = []
        for argument in changed.arguments:
            if argument.role in roles:
                self.ops.append("rename-role")
                argument = copy(argument)
                argument.role = roles[argument.role]
            arguments.append(argument)
        changed.arguments = arguments


class _Option(NamedTuple):
    """One thing that an attribute may be: its id (None if gone), its value, what it was."""

    name: str | None
    value: Any
    lost: Any = UNSET
    doubts: tuple[Doubt, ...] = ()


class _Variant(NamedTuple):
    """One thing that all attributes may be; `lost` is what they were, under the old ids."""

    attributes: Any
    lost: dict[str, Any]
    doubts: tuple[Doubt, ...]

    def adding(self, name: str, option: _Option) -> _Variant:
        attributes, lost = self.attributes, self.lost
        if option.name is not None:
            attributes = {**attributes, option.name: option.value}
        if option.lost is not UNSET:
            lost = {**lost, name: option.lost}
        return _Variant(attributes, lost, (*self.doubts, *option.doubts))
