"""Whether the rules by which annotations are divided speak of what the old version has.

What the rules decide together is for `splitting`; here each is looked at alone. A surface pattern
is compiled and not run, and refused where it could take for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from acoe_spec.findings import pointer, printable_id
from acoe_spec.models.migration import CarveOut, SplitLabel, SplitRule, SplitValue
from acoe_spec.taxonomy.references import node_of, split
from acoe_spec.taxonomy.structure import nearest
from acoe_spec.versions.coverage import Coverage, coverage_of, subject
from acoe_spec.versions.declared.names import Flaw, Pair
from acoe_spec.versions.splitting import pattern_problem

DIVIDING = (SplitLabel, SplitValue, CarveOut)


def split_flaws(pair: Pair) -> Iterator[tuple[int, Flaw]]:
    """The position of each operation with a rule that cannot apply, and why."""
    for position, operation in enumerate(pair.migration.operations):
        if isinstance(operation, DIVIDING):
            for flaw in _of_operation(("operations", position), operation, pair):
                yield position, flaw


def split_gaps(pair: Pair) -> Iterator[tuple[int, Flaw]]:
    """What the sound rules of a split leave to people, and which of them hold of the same."""
    for position, operation in enumerate(pair.migration.operations):
        if isinstance(operation, DIVIDING) and operation.rules:
            found = coverage_of(operation, pair.old)
            at = ("operations", position, "rules")
            if not found.total:
                yield position, _gap(at, found)
            for first, second in found.overlaps:
                yield position, _overlap(at, operation.rules, first, second)


def _gap(at: tuple[str | int, ...], found: Coverage) -> Flaw:
    message = "people decide where no rule holds"
    if found.left is not None:
        message = f"{found.left}: people decide"
    hint = "name a label in 'otherwise' to have it decided"
    return Flaw("split-falls-through", pointer(*at), message, hint, key=True)


def _overlap(
    at: tuple[str | int, ...], rules: Sequence[SplitRule], first: int, second: int
) -> Flaw:
    one, other = printable_id(rules[first].to), printable_id(rules[second].to)
    message = f"what this rule gives to {other}, rule {first + 1} may have given to {one} before"
    hint = "the first one decides; narrow one of them, so that their order does not matter"
    return Flaw("split-rules-overlap", pointer(*at, second), message, hint)


def targets(operation: Any) -> tuple[str, ...]:
    """What a rule of the operation may lead to; a label that is carved out may be kept."""
    kept = (operation.label,) if operation.op == "carve-out" else ()
    return tuple(dict.fromkeys((*operation.to, *kept)))


def _of_operation(at: tuple[str | int, ...], operation: Any, pair: Pair) -> Iterator[Flaw]:
    permitted = targets(operation)
    if operation.otherwise is not None and operation.otherwise not in permitted:
        yield _stray(pointer(*at, "otherwise"), operation.otherwise, permitted)
    for number, rule in enumerate(operation.rules or ()):
        here = (*at, "rules", number)
        if rule.to not in permitted:
            yield _stray(pointer(*here, "to"), rule.to, permitted)
        yield from _of_attributes(here, rule, subject(operation), pair)
        yield from _of_modality(here, rule, pair)
        yield from _of_links(here, rule, pair)
        yield from _of_roles(here, rule, pair)
        yield from _of_surface(here, rule)


def _stray(place: str, target: str, permitted: Collection[str]) -> Flaw:
    message = f"{printable_id(target)} is not among what this becomes"
    return Flaw("split-rule-unknown", place, message, f"it becomes: {', '.join(permitted)}")


def _of_attributes(
    here: tuple[str | int, ...], rule: SplitRule, label: str, pair: Pair
) -> Iterator[Flaw]:
    known = pair.old.attributes(label)
    name = split(label)[1]
    for attribute, wanted in (rule.attributes or {}).items():
        place = (*here, "attributes", attribute)
        if attribute not in known:
            yield _unknown(
                pointer(*place), f"'{name}' has no attribute {printable_id(attribute)}", attribute,
                known, pair, key=True,
            )  # fmt: skip
            continue
        values = known[attribute].values or {}
        for number, value in enumerate(wanted if values else ()):
            if value not in values:
                message = f"the attribute '{attribute}' has no value {printable_id(str(value))}"
                yield _unknown(pointer(*place, number), message, str(value), values, pair)


def _of_modality(here: tuple[str | int, ...], rule: SplitRule, pair: Pair) -> Iterator[Flaw]:
    known = pair.old.definition.modalities
    for number, modality in enumerate(rule.modality or () if known else ()):
        if modality not in known:
            message = f"no record of the taxonomy is of the modality '{modality}'"
            yield _unknown(pointer(*here, "modality", number), message, modality, known, pair)


def _of_links(here: tuple[str | int, ...], rule: SplitRule, pair: Pair) -> Iterator[Flaw]:
    known = pair.old.definition.knowledge_bases
    for number, base in enumerate(rule.links or ()):
        if base not in known:
            message = f"there is no knowledge base {printable_id(base)}"
            yield _unknown(pointer(*here, "links", number), message, base, known, pair)


def _of_roles(here: tuple[str | int, ...], rule: SplitRule, pair: Pair) -> Iterator[Flaw]:
    for number, part in enumerate(rule.roles or ()):
        place = (*here, "roles", number)
        label = node_of(part.of)
        label_set, name = split(label)
        if label_set not in ("relation", "event"):
            message = f"{printable_id(part.of)} is neither a relation nor an event"
            hint = "write it as relation/ID or event/ID"
            yield Flaw("split-rule-unknown", pointer(*place, "of"), message, hint)
        elif not pair.old.has(label):
            message = f"there is no {label_set} {printable_id(name)}"
            known: Collection[str] = {f"{label_set}/{each}" for each in pair.old.labels(label_set)}
            yield _unknown(pointer(*place, "of"), message, part.of, known, pair)
        else:
            known = ("subject", "object") if label_set == "relation" else pair.old.roles(label)
            if part.as_ not in known:
                message = f"nothing takes part in '{part.of}' as {printable_id(part.as_)}"
                yield _unknown(pointer(*place, "as"), message, part.as_, known, pair)


def _of_surface(here: tuple[str | int, ...], rule: SplitRule) -> Iterator[Flaw]:
    if rule.surface is None:
        return
    problem = pattern_problem(rule.surface)
    if problem is not None:
        hint = (
            "look for a bracket without its partner, or a '*' with nothing before it"
            if "no regular" in problem
            else "let it be clear where a round of a repetition ends: (?:[A-Z]+-)+, not "
            "(?:[A-Z]+-?)+"
        )
        yield Flaw("split-pattern-invalid", pointer(*here, "surface"), problem, hint)


def _unknown(
    place: str, message: str, name: str, known: Collection[str], pair: Pair, *, key: bool = False
) -> Flaw:
    near = nearest(name, known)
    if near:
        hint = f"did you mean '{near}'?"
    elif 0 < len(known) <= 12:
        hint = f"known here: {', '.join(sorted(known))}"
    else:
        hint = f"rules speak in the words of version {pair.old.definition.version}"
    return Flaw("split-rule-unknown", place, message, hint, key)
