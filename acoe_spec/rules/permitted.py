"""Whether what an id stands for may stand where it does: a relation's end, a role, a cluster.

The one question that relations, events and clusters share. Knows no rule and makes no finding.
"""

from __future__ import annotations

from collections.abc import Sequence

from acoe_spec.models.record_structs import Category, Cluster
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.rules.spelling import any_of


def misfit(record: IndexedRecord, identifier: str, permitted: frozenset[str]) -> str | None:
    """What `identifier` stands for, in words, if that is not among the permitted references.

    None if it fits, and also where another rule speaks already: the id dangles, or the label of
    its annotation is unknown.
    """
    reference = record.references.get(identifier)
    if reference is not None:
        return None if reference in permitted else f"'{reference}'"
    annotation = record.annotation(identifier)
    if isinstance(annotation, Category):
        return "a category"
    if isinstance(annotation, Cluster):
        return "a cluster"
    if annotation is None and identifier in record.units:
        return "a unit"
    return None


def permitted_hint(declared: Sequence[str]) -> str:
    """What the author of the taxonomy permits here, as a hint."""
    if not declared:
        return "the taxonomy permits nothing here"
    return f"permitted here, with sub-labels: {any_of(tuple(declared))}"
