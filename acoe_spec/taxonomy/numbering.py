"""Version numbers of taxonomies: their order, their parts, and which of them will do.

Semantic Versioning 2.0.0 (https://semver.org) without build metadata. A *requirement* is a taxonomy
with conditions on its version, `trade-chat>=2,<3`; a number with parts left out has zeros there.
What comes before a version is not meant by `<` it: 3.0.0-rc.1 is no version 2.
Knows no taxonomy and no file.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from acoe_spec.errors import UsageError

Level = Literal["patch", "minor", "major"]
LEVELS: tuple[Level, ...] = ("patch", "minor", "major")

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}
_PART = "(?:0|[1-9][0-9]{0,8})"
_VERSION = re.compile(rf"{_PART}[.]{_PART}[.]{_PART}(?:-[0-9A-Za-z.-]{{1,64}})?")
_TAXONOMY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_NUMBER = r"[0-9]{1,9}(?:[.][0-9]{1,9}){0,2}(?:-[0-9A-Za-z.-]{1,64})?"
_CONDITION = re.compile(rf"([<>=!]=|[<>])({_NUMBER})")


def is_version(text: str) -> bool:
    """Whether `text` is the number of a version, whole."""
    return _VERSION.fullmatch(text) is not None


def precedence(version: str) -> tuple[Any, ...]:
    """What versions are ordered by (https://semver.org/#spec-item-11)."""
    numbers, _, prerelease = version.partition("-")
    parts = tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part) for part in prerelease.split(".")
    )
    return (*map(int, numbers.split(".")), not prerelease, parts)


def bump(before: str, after: str) -> Level | None:
    """Which part of the number was raised; None where `after` is not above `before`.

    Below 1.0.0 a minor version is to a major one what a patch is to a minor one
    (https://semver.org/#spec-item-4): 0.2.0 after 0.1.0 is major, 0.1.1 is minor. After a
    pre-release all that it announces may still change (https://semver.org/#spec-item-9): 2.0.0
    after 2.0.0-rc.1 is major, as it is after 1.9.0.
    """
    old, new = precedence(before), precedence(after)
    if new <= old:
        return None
    if new[0] > old[0]:
        return "major"
    raised: Level = "minor" if new[1] > old[1] else "patch"
    if "-" in before:
        raised = max(raised, _announced(before), key=LEVELS.index)
    if new[0]:
        return raised
    return "minor" if raised == "patch" else "major"


def at_least(before: str, level: Level) -> str:
    """The lowest version after `before`, no pre-release, that may bring a change of `level`."""
    release, _, prerelease = before.partition("-")
    if prerelease and LEVELS.index(bump(before, release) or "patch") >= LEVELS.index(level):
        return release
    major, minor, patch = (int(part) for part in release.split("."))
    if level == "major" and major:
        return f"{major + 1}.0.0"
    if level == "major" or (level == "minor" and major):
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def _announced(prerelease: str) -> Level:
    """The part of the number that a pre-release raises, whatever it comes after."""
    _, minor, patch = prerelease.partition("-")[0].split(".")
    if patch != "0":
        return "patch"
    return "minor" if minor != "0" else "major"


@dataclass(frozen=True)
class Requirement:
    """A taxonomy, and conditions that all hold of its version."""

    taxonomy: str
    conditions: tuple[tuple[str, str], ...]

    def holds(self, version: str) -> bool:
        """Whether a version of the taxonomy will do."""
        wanted = precedence(version)
        return all(
            _OPERATORS[relation](wanted, precedence(number))
            and not (relation == "<" and _comes_before(version, number))
            for relation, number in self.conditions
        )

    def __str__(self) -> str:
        return self.taxonomy + ",".join(map("".join, self.conditions))


def _comes_before(version: str, number: str) -> bool:
    """Whether `version` is a pre-release of `number`, which is none itself."""
    released, is_prerelease, _ = version.partition("-")
    return bool(is_prerelease) and released == number


def requirement(text: str) -> Requirement:
    """The requirement that is written `trade-chat>=2,<3`; raises `UsageError` if it is none."""
    bare = re.sub(r" *([<>=!]=|[<>]|,) *", r"\1", text.strip(" "))
    taxonomy = _TAXONOMY.match(bare)
    if taxonomy is not None:
        written = bare[taxonomy.end() :]
        found = [_CONDITION.fullmatch(each) for each in written.split(",")] if written else []
        conditions = [(each[1], _whole(each[2])) for each in found if each is not None]
        if len(conditions) == len(found):
            return Requirement(taxonomy[0], tuple(conditions))
    raise UsageError(
        "this is no requirement of a taxonomy version",
        hint="write it as 'trade-chat>=2,<3'; the relations are >= <= == != > <",
    )


def _whole(number: str) -> str:
    """The number with all its three parts."""
    bare, dash, prerelease = number.partition("-")
    return ".".join([*bare.split("."), "0", "0"][:3]) + dash + prerelease
