"""What a version objects to in a record that it did not object to before.

Findings in, objections out: which annotations people have to look at, and which questions are not
answered. What was wrong before the migration stays where it is; it is for `acoe check`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from acoe_spec.findings import Finding

_SENT_ON = "duplicate-annotation"  # a warning, but nothing that a migration may leave behind


@dataclass(frozen=True)
class Objection:
    """One annotation, why it cannot stay, and the attribute that is missing, if one is."""

    annotation: str
    reason: str
    attribute: str | None


@dataclass(frozen=True)
class Objections:
    """`sets` are required category sets to which answers are missing."""

    annotations: tuple[Objection, ...]
    sets: frozenset[str]


def objections(
    now: Iterable[Finding],
    before: Callable[[], Iterable[Finding]],
    sets: Mapping[str, str | None],
) -> Objections:
    """What is wrong now and was not before; `before` is asked only if anything is wrong.

    `sets` says which category sets had another id before.
    """
    wrong = [each for each in now if is_wrong(each)]
    if not wrong:
        return Objections((), frozenset())
    known = Counter(_key(each, sets) for each in before())
    found: dict[str, Objection] = {}
    unanswered = set()
    for each in wrong:
        key = _key(each, {})
        if known[key]:
            known[key] -= 1
        elif each.rule == "category-required":
            unanswered.add(_set_of(each))
        elif each.annotation is not None:
            found.setdefault(
                each.annotation, Objection(each.annotation, each.message, _lacks(each))
            )
    return Objections(tuple(found.values()), frozenset(unanswered))


def is_wrong(finding: Finding) -> bool:
    """Whether a migration may leave nothing behind that has such a finding."""
    return finding.level == "error" or finding.rule == _SENT_ON


def _key(finding: Finding, sets: Mapping[str, str | None]) -> tuple[str, str]:
    """What makes two findings the same: names of attributes and roles may have changed."""
    if finding.rule != "category-required":
        return finding.rule, finding.annotation or finding.field or ""
    place, name = (finding.field or "").rpartition("category/")[0], _set_of(finding)
    return finding.rule, f"{finding.annotation or place} {sets.get(name, name)}"


def _set_of(finding: Finding) -> str:
    return (finding.field or "").rpartition("category/")[2]


def _lacks(finding: Finding) -> str | None:
    if finding.rule != "missing-attribute":
        return None
    return (finding.field or "").removeprefix("attributes/")
