"""One migration, ready to be walked: the tables of its parts, and which labels to check again.

A step leads from one version of a taxonomy to another. It is made of what people declared and of
the two compiled versions, and knows nothing of files, graphs and records. Steps of imported
taxonomies come first, each as a part of its own that speaks of what the one before has led to; its
own operations are the last part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.versions.records.fates import Part
from acoe_spec.versions.records.halfway import moved_on
from acoe_spec.versions.records.inverting import inverted, reasons_against
from acoe_spec.versions.records.parting import make_part
from acoe_spec.versions.records.permitting import Narrowing, narrowing
from acoe_spec.versions.records.places import labels_of
from acoe_spec.versions.splitting import MigrationBroken

if TYPE_CHECKING:
    from acoe_spec.models.migration import Migration

__all__ = ["Irreversible", "MigrationBroken", "Step", "inverse", "make_step"]


@dataclass(frozen=True, eq=False)
class Step:
    """The way from `old` to `new`. `imported` are the steps of imported taxonomies.

    `parts` are simultaneous each, and follow each other. Made by `make_step`.
    """

    migration: Migration
    old: CompiledTaxonomy
    new: CompiledTaxonomy
    imported: tuple[Step, ...]
    parts: tuple[Part, ...]

    @property
    def source(self) -> str:
        """The pin of the version that is left."""
        return self.old.schema

    @property
    def target(self) -> str:
        """The pin of the version that is reached."""
        return self.new.schema

    @cached_property
    def narrowing(self) -> Narrowing:
        """The labels of which the new version permits less than the old one did."""
        return narrowing(self.old, self.new, self.parts)


@dataclass(frozen=True)
class Irreversible:
    """A step that has no inverse; `reasons` are sentences that name the operations."""

    reasons: tuple[str, ...]


def make_step(
    migration: Migration,
    old: CompiledTaxonomy,
    new: CompiledTaxonomy,
    *,
    imported: Sequence[Step] = (),
) -> Step:
    """The step of one migration between two compiled versions.

    `imported` are the steps of the imported taxonomies that are of another version in `new`.
    Raises `MigrationBroken` for a split rule that cannot be used.
    """
    parts = []
    labels = labels_of(old)
    for each in _flat(imported):
        later = moved_on(labels, each.parts[-1], each.new)
        operations = each.migration.operations
        parts.append(make_part(operations, labels, later, prefix=each.new.id, at=each.target))
        labels = later
    parts.append(make_part(migration.operations, labels, labels_of(new), at=new.schema))
    return Step(migration, old, new, tuple(imported), tuple(parts))


def inverse(step: Step) -> Step | Irreversible:
    """The step back, if every operation of it is lossless and can be undone."""
    reasons = tuple(
        dict.fromkeys(
            reason
            for each in (*_flat(step.imported), step)
            for reason in reasons_against(each.migration, each.old, each.new)
        )
    )
    if reasons:
        return Irreversible(reasons)
    imported = []
    for each in reversed(step.imported):  # the last one is undone first
        back = inverse(each)
        assert isinstance(back, Step)  # its reasons are among those above
        imported.append(back)
    return make_step(
        inverted(step.migration, step.old, step.new), step.new, step.old, imported=imported
    )


def _flat(steps: Sequence[Step]) -> list[Step]:
    """The steps with those that they have of imports themselves, which come first, once."""
    found: dict[tuple[str, str], Step] = {}
    for step in steps:
        for each in (*_flat(step.imported), step):
            found.setdefault((each.source, each.target), each)
    return list(found.values())
