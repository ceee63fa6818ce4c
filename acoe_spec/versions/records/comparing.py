"""Whether two ways do the same with every label, and if not, what they do differently.

Each label is followed through the tables of a way without any record: what becomes of it is a small
tree of rules and choices, put into the words of the version where the way starts. Two trees that
are not equal count as different, even where no record would show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from acoe_spec.rules.spelling import any_of
from acoe_spec.taxonomy.compiled import Attribute
from acoe_spec.taxonomy.references import reference_of
from acoe_spec.versions.records.fates import AttributeFate, Fate, Part
from acoe_spec.versions.records.places import labels_of
from acoe_spec.versions.records.steps import Step
from acoe_spec.versions.splitting import SplitRule

_Pairs = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class _Is:
    """One label, or one value, with what became of its attributes, roles and ends."""

    name: str
    flipped: bool = False
    attributes: _Pairs = ()
    fills: _Pairs = ()
    roles: _Pairs = ()


@dataclass(frozen=True)
class _Gone:
    """Nothing, or nothing that is said."""


@dataclass(frozen=True)
class _People:
    """One of these, as people decide."""

    options: frozenset[Any]


@dataclass(frozen=True)
class _Rules:
    """The first of these whose condition holds, else `otherwise`."""

    rules: tuple[tuple[Any, Any], ...]
    otherwise: Any


@dataclass(frozen=True)
class _Reviewed:
    """This, once people have looked at it."""

    outcome: Any


@dataclass(frozen=True)
class _Attribute:
    """What became of one attribute: its id, None if it is gone, its values, and what they were
    converted to, one type after the other."""

    name: str | None
    how: str | None = None
    values: _Pairs = ()
    types: tuple[str, ...] = ()


def difference(one: Sequence[Step], other: Sequence[Step]) -> str | None:
    """A fragment that names the first label of which two ways make different things."""
    first, second = _Way(one), _Way(other)
    for node in labels_of(one[0].old) if one else labels_of(other[0].old) if other else ():
        mine, others = first.outcome(node), second.outcome(node)
        if mine != others:
            return _difference(reference_of(node), mine, others)
    for name in sorted(first.required.keys() | second.required.keys()):
        mine, others = first.required.get(name), second.required.get(name)
        if mine != others:
            return f"the set '{name}' is answered with {_label(mine)} or with {_label(others)}"
    return None


def _label(name: str | None) -> str:
    return "nothing" if name is None else f"'{name}'"


class _Way:
    """The parts of a way. `names` says for each part what each label is certainly called then."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.parts: list[Part] = [part for step in steps for part in step.parts]
        self.old = labels_of(steps[0].old) if steps else {}
        self.names: list[dict[str, set[str]]] = []
        at: dict[str, str | None] = {name: name for name in self.old}
        for part in self.parts:
            came_from: dict[str, set[str]] = {}
            for source, name in at.items():
                if name is not None:
                    came_from.setdefault(name, set()).add(source)
            self.names.append(came_from)
            at = {source: _certainly(part, name) for source, name in at.items()}
        self.required: dict[str, str] = {}
        for part in self.parts:
            self.required = {
                part.sets.get(name, name) or name: _moved(part, name, label)
                for name, label in self.required.items()
            }
            for name, label in part.required.items():
                if label is not None:
                    self.required[name] = label

    def outcome(self, node: str) -> Any:
        label = self.old[node]
        attributes = tuple(
            (name, _Attribute(name, None, tuple((each, _Is(each)) for each in said.values)))
            for name, said in label.attributes.items()
        )
        roles = () if label.event is None else tuple((role, role) for role in label.event.roles)
        return self._after(_Is(node, attributes=attributes, roles=roles), 0)

    def _after(self, leaf: _Is, number: int) -> Any:
        while number < len(self.parts):
            part, node = self.parts[number], leaf.name
            fate = part.labels.get(node)
            changed = self._parts_of(leaf, part, number)
            number += 1
            following: Any
            if fate is None:
                following = None
                leaf = _filled(changed, part)
            elif fate.certain is not None:
                following = None
                leaf = _filled(_known(replace(changed, name=fate.certain), fate, part), part)
            else:
                following = self._divided(changed, fate, number)
            if node in part.reviewed:
                return _Reviewed(self._after(leaf, number) if following is None else following)
            if following is not None:
                return following
        return leaf

    def _divided(self, leaf: _Is, fate: Fate, number: int) -> Any:
        def then(to: str) -> Any:
            part = self.parts[number - 1]
            return self._after(_filled(_known(replace(leaf, name=to), fate, part), part), number)

        return _tree(fate, then, lambda rule: self._condition(rule, leaf, number - 1))

    def _parts_of(self, leaf: _Is, part: Part, number: int) -> _Is:
        """The leaf with what the part does to its attributes, roles and ends."""
        roles = part.roles.get(leaf.name, {})
        fates = part.attributes.get(leaf.name, {})
        fills = tuple(
            (fates[name].name if name in fates else name, value) for name, value in leaf.fills
        )
        return replace(
            leaf,
            flipped=leaf.flipped ^ (leaf.name in part.flipped),
            roles=tuple((role, roles.get(later, later)) for role, later in leaf.roles),
            fills=fills,
            attributes=tuple(
                (name, self._attribute(said, fates.get(said.name or ""), leaf, number))
                for name, said in leaf.attributes
            ),
        )

    def _attribute(
        self, said: _Attribute, fate: AttributeFate | None, leaf: _Is, number: int
    ) -> _Attribute:
        if fate is None or said.name is None:
            return said
        if fate.gone is not None:
            return _Attribute(None, fate.gone)
        values = tuple(
            (value, self._value(outcome, fate.values, leaf, number))
            for value, outcome in said.values
        )
        types = said.types if fate.convert is None else (*said.types, _type(fate.convert[1]))
        return _Attribute(fate.name, None, values, types)

    def _value(self, outcome: Any, fates: Mapping[str, Fate], leaf: _Is, number: int) -> Any:
        if isinstance(outcome, _Is):
            fate = fates.get(outcome.name)
            if fate is None:
                return outcome
            if fate.certain is not None:
                return _Is(fate.certain)
            return _tree(fate, _Is, lambda rule: self._condition(rule, leaf, number))
        return _mapped(outcome, lambda each: self._value(each, fates, leaf, number))

    def _condition(self, rule: SplitRule, leaf: _Is, number: int) -> Any:
        """What a rule asks, in the words of the version where the way starts."""
        asked = []
        for name, wanted in rule.attributes:
            source = next((old for old, said in leaf.attributes if said.name == name), name)
            values = next((said.values for _, said in leaf.attributes if said.name == name), ())
            before = {old for old, outcome in values if getattr(outcome, "name", None) in wanted}
            asked.append((source, frozenset(before or wanted)))
        roles = None
        if rule.roles is not None:
            names = self.names[number]
            roles = frozenset(
                (source, role) for of, role in rule.roles for source in names.get(of, {of})
            )
        surface = None if rule.surface is None else rule.surface.pattern
        return frozenset(asked), surface, rule.links, frozenset(rule.unit), roles, rule.modality


def _type(attribute: Attribute) -> str:
    return f"several of {attribute.type}" if attribute.multivalued else attribute.type


def _certainly(part: Part, name: str | None) -> str | None:
    fate = None if name is None else part.labels.get(name)
    return name if fate is None else fate.certain


def _moved(part: Part, name: str, label: str) -> str:
    fate = part.labels.get(f"{name}/{label}")
    certain = None if fate is None else fate.certain
    return label if certain is None else certain.partition("/")[2]


def _known(leaf: _Is, fate: Fate, part: Part) -> _Is:
    """What a lossy change leads to has no place for attributes that it does not know."""
    if not fate.remembers or leaf.name not in part.known:
        return leaf
    known = part.known[leaf.name]
    return replace(
        leaf,
        attributes=tuple(
            (name, said if said.name is None or said.name in known else _Attribute(None, "kept"))
            for name, said in leaf.attributes
        ),
    )


def _filled(leaf: _Is, part: Part) -> _Is:
    fill = {**dict(part.fill.get(leaf.name, {})), **dict(leaf.fills)}
    return replace(leaf, fills=tuple(sorted(fill.items())))


def _tree(fate: Fate, then: Callable[[str], Any], condition: Callable[[SplitRule], Any]) -> Any:
    otherwise = _people(_Gone() if to is None else then(to) for to in fate.rest)
    rules = tuple((condition(rule), then(rule.to)) for rule in fate.rules)
    while rules and rules[-1][1] == otherwise:
        rules = rules[:-1]
    return _Rules(rules, otherwise) if rules else otherwise


def _people(options: Iterable[Any]) -> Any:
    flat: set[Any] = set()
    for each in options:
        flat |= each.options if isinstance(each, _People) else {each}
    return _People(frozenset(flat)) if len(flat) > 1 else next(iter(flat), _Gone())


def _mapped(outcome: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(outcome, _People):
        return _people(change(each) for each in outcome.options)
    if isinstance(outcome, _Rules):
        rules = tuple((condition, change(each)) for condition, each in outcome.rules)
        otherwise = change(outcome.otherwise)
        while rules and rules[-1][1] == otherwise:
            rules = rules[:-1]
        return _Rules(rules, otherwise) if rules else otherwise
    return outcome


def _difference(label: str, one: Any, other: Any) -> str:
    mine, others = _said(one), _said(other)
    if mine != others:
        return f"'{label}' becomes {mine} on one and {others} on the other"
    if isinstance(one, _Is) and isinstance(other, _Is):
        if one.flipped != other.flipped:
            return f"the ends of '{label}' change places on one only"
        for what, pairs, theirs in (
            ("attribute", one.attributes, other.attributes),
            ("role", one.roles, other.roles),
        ):
            there = dict(theirs)
            for name, said in pairs:
                if said != there.get(name):
                    return _part_difference(f"the {what} '{name}' of '{label}'", said, there[name])
        return f"annotations of '{label}' get other values where they have none"
    return f"other rules, or other attributes, go with '{label}'"


def _part_difference(what: str, one: Any, other: Any) -> str:
    if isinstance(one, str):
        return f"{what} becomes '{one}' on one and '{other}' on the other"
    if one.name != other.name:
        mine, others = _label(one.name), _label(other.name)
        return f"{what} becomes {mine} on one and {others} on the other"
    if one.types != other.types:
        return f"{what} {_converted(one)} on one and {_converted(other)} on the other"
    there = dict(other.values)
    for value, outcome in one.values:
        if outcome != there.get(value):
            mine, others = _said(outcome), _said(there[value])
            if mine == others:
                break
            return f"the value '{value}' of {what} becomes {mine} on one and {others} on the other"
    return f"other things become of {what}"


def _converted(attribute: _Attribute) -> str:
    types = ", then to ".join(attribute.types)
    return f"is converted to {types}" if types else "is not converted"


def _said(outcome: Any) -> str:
    """What becomes of it, in words."""
    if isinstance(outcome, _Reviewed):
        return f"{_said(outcome.outcome)}, once people have looked at it,"
    if isinstance(outcome, _Gone):
        return "nothing"
    if isinstance(outcome, _Is):
        return f"'{_short(outcome.name)}'"
    names = sorted(set(_names(outcome)))
    if not names:
        return "nothing"
    who = "people" if isinstance(outcome, _People) else "rules"
    return f"{any_of(tuple(names))}, as {who} decide,"


def _names(outcome: Any) -> Iterable[str]:
    if isinstance(outcome, _Is):
        yield _short(outcome.name)
    elif isinstance(outcome, _People):
        for each in outcome.options:
            yield from _names(each)
    elif isinstance(outcome, _Rules):
        for _, each in outcome.rules:
            yield from _names(each)
        yield from _names(outcome.otherwise)
    elif isinstance(outcome, _Reviewed):
        yield from _names(outcome.outcome)


def _short(name: str) -> str:
    return reference_of(name) if "/" in name else name
