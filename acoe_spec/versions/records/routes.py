"""A way through several steps, and whether two ways do the same.

Knows nothing of how ways are found; `graph` finds them and asks here whether they agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Protocol, get_args

from acoe_spec.errors import AcoeError
from acoe_spec.models.record_structs import Modality
from acoe_spec.versions.records.comparing import difference
from acoe_spec.versions.records.composing import Composed, composed
from acoe_spec.versions.records.steps import Step


class NoRoute(AcoeError):
    """No migration leads from the one version to the other, or ways that do contradict."""


@dataclass(frozen=True, eq=False)
class Route:
    """From `source` to `target` (pins) by way of `steps`, each of which starts where one ends."""

    source: str
    target: str
    steps: tuple[Step, ...]

    @cached_property
    def composed(self) -> Composed:
        """What becomes of annotations whose label alone decides, in one look-up."""
        return composed(self.steps)

    @cached_property
    def hash(self) -> str:
        """A hash of all that its steps declare, and of the versions that they lead between."""
        digest = sha256()
        for step in self.steps:
            _take_in(step, digest.update)
        return digest.hexdigest()

    @cached_property
    def left_out(self) -> frozenset[str]:
        """What records may be about at the source and not at the target: text, audio and so on.

        Such records have no place at the target, and are not to be migrated.
        """
        if not self.steps:
            return frozenset()
        before, after = self.steps[0].old.modalities, self.steps[-1].new.modalities
        return frozenset(before or get_args(Modality)) - frozenset(after or get_args(Modality))


def _take_in(step: Step, take: Callable[[bytes], object]) -> None:
    for each in step.imported:
        _take_in(each, take)
    declared = step.migration.model_dump_json(by_alias=True, exclude_none=True)
    for part in (step.old.hash, step.new.hash, declared):
        take(part.encode("utf-8") + b"\n")


class Router(Protocol):
    """Knows the way from a pin to the version that records are to have."""

    def route(self, pin: str) -> Route | None:
        """The way; None where the pin is there already, or is of another taxonomy.

        Raises `NoRoute` where there is none.
        """
        ...


def disagreement(one: Route, other: Route) -> str | None:
    """The first label of which two ways make different things, and how; None if there is none."""
    return difference(one.steps, other.steps)
