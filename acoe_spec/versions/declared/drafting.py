"""A migration as a first version that people complete: every observed change is an operation.

Probable renames are never assumed: a removed label stays removed, and the question beside it names
what it may be called now. Works on plain data and on YAML; knows no folders.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from acoe_spec.errors import UsageError
from acoe_spec.models.migration import Migration
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.editing import Edit, Put, Remove, edited, items_with_comments
from acoe_spec.versions.changes import Change, Diff
from acoe_spec.versions.declared.declaring import DeclaredMigration
from acoe_spec.versions.declared.matching import matched, said
from acoe_spec.versions.declared.proposing import Proposal, Proposals, written_once
from acoe_spec.versions.diff.observing import diff as observe
from acoe_spec.versions.naming import Naming
from acoe_spec.versions.renaming import renamed

STALE = "The two versions do not show this any more. Take the operation out, or mend the taxonomy."


def draft(diff: Diff, old: Definition, new: Definition) -> dict[str, Any]:
    """The migration that declares every change of `diff`, as plain data of its file."""
    proposals = Proposals(diff, old, new, None)
    return {
        "format": 1,
        "taxonomy": new.id,
        "from": old.version,
        "to": new.version,
        "operations": written_once(
            proposals.of(change) for change in diff.changes if change.because is None
        ),
    }


def updated(declared: DeclaredMigration, old: Definition, new: Definition) -> str:
    """The text of a migration with what is missing in it, and all that people wrote.

    Changes that are not declared are added, each with its question. Operations that the versions do
    not show any more go where a draft wrote them and another operation explains them now; all
    others get a question, unless they have one. Raises `UsageError` where the migration has defects
    by which it cannot be compared.
    """
    migration = declared.model
    if migration is None:
        first = declared.findings[0]
        raise UsageError(
            f"the migration cannot be completed: {first.message}",
            hint=first.hint or "acoe migration check names all that is wrong with it",
            path=first.file,
            line=first.line,
            column=first.column,
        )
    diff = observe(old, new, migration)
    found = matched(migration, diff.changes, Naming(old, migration))
    explained = _explained(declared, migration, found.unobserved, old, new)
    edits: list[Edit] = [
        Put(f"/operations/{position}/question", STALE)
        for position in (*found.unobserved, *found.differing)
        if migration.operations[position].question is None and position not in explained
    ]
    added = written_once(each for _, each in missing(migration, old, new))
    edits += [Put("/operations/-", each) for each in added]
    edits += [Remove(f"/operations/{each}") for each in sorted(explained, reverse=True)]
    return edited(declared.source.text, edits, kind="migration")


def _explained(
    declared: DeclaredMigration,
    migration: Migration,
    unobserved: Sequence[int],
    old: Definition,
    new: Definition,
) -> frozenset[int]:
    """The positions of unobserved operations that were seen before others were declared.

    Each stands there as a draft writes it, without a reason or a comment of people: once a label is
    declared to be called otherwise, nothing was added and nothing is gone.
    """
    if not unobserved:
        return frozenset()
    commented = items_with_comments(declared.source.text, "operations")
    before = list(_seen_before(migration, old, new))
    return frozenset(
        position
        for position in unobserved
        if position not in commented
        and _without_question(said(migration.operations[position])) in before
    )


_TOLD_FIRST = (
    frozenset[str](),
    frozenset(("rename-set",)),
    frozenset(("rename-label", "swap", "merge-labels", "split-label", "carve-out")),
    frozenset(("rename-attribute", "rename-role", "flip-relation")),
)
"""What is told before what: values are looked for only once their attribute is known."""


def _seen_before(
    migration: Migration, old: Definition, new: Definition
) -> Iterator[dict[str, Any]]:
    """What drafts propose while only some operations are declared, each stage once."""
    told = frozenset[str]()
    asked = -1
    for stage in _TOLD_FIRST:
        told |= stage
        operations = [each for each in migration.operations if each.op in told]
        if len(operations) > asked:
            asked = len(operations)
            partial = migration.model_copy(update={"operations": operations})
            yield from (each.operation for _, each in missing(partial, old, new))


def _without_question(operation: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in operation.items() if key != "question"}


def missing(
    migration: Migration, old: Definition, new: Definition
) -> Iterator[tuple[Change, Proposal]]:
    """Each change from `old` to `new` that is not declared, with the operation to be added."""
    diff = observe(old, new, migration)
    naming = Naming(old, migration)
    proposals = Proposals(diff, renamed(old, migration), new, naming)
    for change in matched(migration, diff.changes, naming).undeclared:
        yield change, proposals.of(change)
