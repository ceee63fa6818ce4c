"""What is unresolved in a record, as far as it counts as being there.

What a migration could not decide is not missing: where the taxonomy asks for an answer or for a
relation, one that waits for people is enough. Knows no rule and makes no finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET, UnsetType

from acoe_spec.models.record_structs import Category, Record, Relation
from acoe_spec.taxonomy.compiled import CompiledTaxonomy


def stood_for(record: Record) -> dict[str, str]:
    """For each id that a migration gave up: the annotation that stands for it now.

    What is unresolved keeps its form, and may name such an id; and what stands for others may have
    become unresolved itself since.
    """
    annotations = [*record.annotations, *(item.annotation for item in record.unresolved or ())]
    there = {annotation.id for annotation in annotations}
    return {
        previous.id: annotation.id
        for annotation in annotations
        for previous in annotation.previous or ()
        if previous.id is not UNSET and previous.id not in there
    }


def waiting_answers(
    record: Record, name: str, taxonomy: CompiledTaxonomy
) -> Iterator[str | UnsetType]:
    """What the unresolved answers to a set are about.

    An answer to a set that the taxonomy has not may become one to any.
    """
    if not record.unresolved:
        return
    alias = stood_for(record)
    for item in record.unresolved:
        answer = item.annotation
        if isinstance(answer, Category) and (answer.set == name or answer.set not in taxonomy.sets):
            target = answer.target
            yield target if target is UNSET else alias.get(target, target)


def waiting_ends(record: Record) -> frozenset[str]:
    """The ends of unresolved relations: each may become the one that is asked for."""
    if not record.unresolved:
        return frozenset()
    alias = stood_for(record)
    ends = (
        end
        for item in record.unresolved
        if isinstance(item.annotation, Relation)
        for end in (item.annotation.subject, item.annotation.object)
    )
    return frozenset(alias.get(end, end) for end in ends)
