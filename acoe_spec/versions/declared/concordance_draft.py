"""A migration made of a concordance: what it declares, and what else the two versions show.

The concordance answers what becomes of the labels; whatever else changed (new labels, names,
parents) is declared as it is observed. Where a concordance says that a label goes on, wording that
changed means the same; what it cannot know stays a question.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from acoe_spec.models.migration import Migration
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.versions.declared.concordance import Declared
from acoe_spec.versions.declared.drafting import missing
from acoe_spec.versions.declared.proposing import Proposal, written_once


def drafted(result: Declared, old: Definition, new: Definition, *, source: str) -> dict[str, Any]:
    """The migration from `old` to `new` as plain data of its file; `source` is the concordance."""
    head = {
        "format": 1,
        "taxonomy": new.id,
        "from": old.version,
        "to": new.version,
        "description": f"Made from the concordance {source}.",
    }
    migration = Migration.model_validate({**head, "operations": list(result.operations)})
    return {
        **head,
        "operations": [*result.operations, *written_once(_observed(result, migration, old, new))],
    }


def _observed(
    result: Declared, migration: Migration, old: Definition, new: Definition
) -> Iterator[Proposal]:
    """An operation for every change that the concordance does not explain."""
    for change, proposal in missing(migration, old, new):
        answered = change.op == "set-definition" and change.set in result.sets
        yield proposal._replace(question=None) if answered else proposal
