"""Where an annotation goes when its label or a value of it divides: declarative rules, evaluated.

Everything is read in the words of the version that is left. What a rule asks may itself be open,
because the relation that it looks at is: the answer is then None, and nothing is decided. No code
runs from a rule, and a surface pattern is one that answers in time. Knows nothing of routes and of
what becomes of the annotation afterwards; what the rules of one split leave out is for `coverage`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import UNSET

from acoe_spec.errors import AcoeError
from acoe_spec.models.record_structs import Annotation, Entity, Event, Unit
from acoe_spec.rules.values import Scalar, as_text
from acoe_spec.taxonomy.compiled import Label
from acoe_spec.taxonomy.patterns import explodes

if TYPE_CHECKING:
    from acoe_spec.models import migration

Part = tuple[str, str]
"""A node of a relation or an event, and what one takes part as: `subject`, `object` or a role."""


class MigrationBroken(AcoeError):
    """A migration cannot be carried out as it is written; `acoe migration check` says more."""


class Situation(NamedTuple):
    """What a rule may ask about: the annotation, its unit, the record's modality, its parts.

    `unit` is the one that the annotation begins in or is said of. `parts` says for some ways of
    taking part whether the annotation takes part in one of them; None where that is open.
    """

    annotation: Annotation
    unit: Unit | None
    modality: str
    parts: Callable[[frozenset[Part]], bool | None]


@dataclass(frozen=True, kw_only=True)
class SplitRule:
    """One rule, ready to be asked. All that is given must hold; an empty rule always does.

    `attributes` holds the values as text, those of numbers without trailing zeros; `numbers` names
    the attributes that are such. `roles` are closed under sub-labels. `to` is as `Decision` takes
    it: a node, or a value.
    """

    to: str
    attributes: tuple[tuple[str, frozenset[str]], ...] = ()
    numbers: frozenset[str] = frozenset()
    surface: re.Pattern[str] | None = None
    links: frozenset[str] | None = None
    unit: tuple[tuple[str, frozenset[str]], ...] = ()
    roles: frozenset[Part] | None = None
    modality: frozenset[str] | None = None

    def holds(self, situation: Situation) -> bool | None:
        """Whether all of it holds; None where that is open."""
        annotation = situation.annotation
        given = annotation.attributes or {}
        for name, wanted in self.attributes:
            if wanted.isdisjoint(texts(given.get(name), number=name in self.numbers)):
                return False
        if self.modality is not None and situation.modality not in self.modality:
            return False
        if self.surface is not None and not self.surface.search(_words(annotation)):
            return False
        if self.links is not None:
            links = annotation.links if isinstance(annotation, Entity) else UNSET
            if self.links.isdisjoint(link.kb for link in links or ()):
                return False
        for field, wanted in self.unit:
            if _field(situation.unit, field) not in wanted:
                return False
        return True if self.roles is None else situation.parts(self.roles)


class Decision(NamedTuple):
    """What rules make of one annotation: all that it may become, and whether people choose."""

    to: tuple[str, ...]
    by_people: bool


def decide(
    rules: Iterable[SplitRule], otherwise: str | None, to: tuple[str, ...], situation: Situation
) -> Decision:
    """The first rule that holds decides; where none does, `otherwise`, or people among `to`.

    A rule that is open leaves what it says possible, and what the rules after it say.
    """
    possible: dict[str, None] = {}
    for rule in rules:
        holds = rule.holds(situation)
        if holds is False:
            continue
        possible[rule.to] = None
        if holds:
            return Decision(tuple(possible), by_people=False)
    if otherwise is not None:
        return Decision(tuple({**possible, otherwise: None}), by_people=False)
    return Decision(to, by_people=True)


def split_rule(
    written: migration.SplitRule,
    *,
    to: str,
    label: Label | None,
    parts: Callable[[str, str], Iterable[Part]],
) -> SplitRule:
    """The rule as it is asked. `label` is the one that divides, with its attributes' types.

    `parts` closes a relation or event as the rule spells it, and a role, under sub-labels. Raises
    `MigrationBroken` for a pattern that is none or that can take for ever.
    """
    unit = written.unit
    fields: Mapping[str, Iterable[str] | None] = (
        {}
        if unit is None
        else {
            "type": unit.type,
            "role": unit.role,
            "speaker": unit.speaker,
            "language": unit.language,
        }
    )
    known = {} if label is None else label.attributes
    asked = written.attributes or {}
    numbers = frozenset(
        name for name in asked if name in known and known[name].type in ("integer", "decimal")
    )
    return SplitRule(
        to=to,
        attributes=tuple(
            (name, frozenset(texts(list(values), number=name in numbers)))
            for name, values in asked.items()
        ),
        numbers=numbers,
        surface=None if written.surface is None else _pattern(written.surface),
        links=None if written.links is None else frozenset(written.links),
        unit=tuple((name, frozenset(each)) for name, each in fields.items() if each is not None),
        roles=None
        if written.roles is None
        else frozenset(part for each in written.roles for part in parts(each.of, each.as_)),
        modality=None if written.modality is None else frozenset(written.modality),
    )


def pattern_problem(pattern: str) -> str | None:
    """Why a surface pattern cannot be used, in words; None if it can."""
    try:
        re.compile(pattern, re.ASCII)
        slow = explodes(pattern)
    except (re.error, ValueError, OverflowError, RecursionError):
        return "the pattern is no regular expression"
    return "the pattern can take for ever to say no" if slow else None


def texts(value: Scalar | list[Scalar] | None, *, number: bool) -> list[str]:
    """The values of one attribute as conditions spell them; equal numbers are spelt alike."""
    if value is None:
        return []
    singles = value if isinstance(value, list) else [value]
    return [_number(single) if number else as_text(single) for single in singles]


def _number(value: Scalar) -> str:
    text = as_text(value)
    try:
        return format(Decimal(text).normalize(), "f") if text else text
    except InvalidOperation:
        return text


def _pattern(pattern: str) -> re.Pattern[str]:
    problem = pattern_problem(pattern)
    if problem is not None:
        raise MigrationBroken(
            f"a rule of a split cannot be used: {problem}",
            hint="`acoe migration check` names its line",
        )
    return re.compile(pattern, re.ASCII)


def _words(annotation: Annotation) -> str:
    """The annotated words; nothing where there are none."""
    if isinstance(annotation, Event):
        return annotation.trigger.text if annotation.trigger else ""
    text: Any = annotation.text if isinstance(annotation, Entity) else UNSET
    return text or ""


def _field(unit: Unit | None, field: str) -> str | None:
    if unit is None:
        return None
    if field == "type":
        return str(unit.__struct_config__.tag)
    value = getattr(unit, field, None)
    return value if isinstance(value, str) else None
