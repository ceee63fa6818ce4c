"""A migration as a first version that people complete: every observed change is an operation.

Probable renames are never assumed: a removed label stays removed, and the question beside it names
what it may be called now. Works on plain data and on YAML; knows no folders.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from acoe_spec.errors import UsageError
from acoe_spec.models.migration import Migration
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.editing import Edit, Put, edited
from acoe_spec.taxonomy.layout import on_one_line
from acoe_spec.versions.changes import Change, Diff, Suggestion
from acoe_spec.versions.declaring import DeclaredMigration
from acoe_spec.versions.matching import in_old_words, matched
from acoe_spec.versions.naming import Naming
from acoe_spec.versions.observing import diff as observe
from acoe_spec.versions.proposing import Proposal, proposed
from acoe_spec.versions.renaming import renamed

STALE = "The two versions do not show this any more. Take the operation out, or mend the taxonomy."


def draft(diff: Diff, old: Definition, new: Definition) -> dict[str, Any]:
    """The migration that declares every change of `diff`, as plain data of its file."""
    return {
        "format": 1,
        "taxonomy": new.id,
        "from": old.version,
        "to": new.version,
        "operations": [
            _proposed(change, diff, old, new).written
            for change in diff.changes
            if change.because is None
        ],
    }


def updated(declared: DeclaredMigration, old: Definition, new: Definition) -> str:
    """The text of a migration with what is missing in it, and all that people wrote.

    Changes that are not declared are added, each with its question; operations that the versions do
    not show any more get a question, unless they have one. Raises `UsageError` where the migration
    has defects by which it cannot be compared.
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
    edits: list[Edit] = [
        Put(f"/operations/{position}/question", STALE)
        for position in (*found.unobserved, *found.differing)
        if migration.operations[position].question is None
    ]
    edits += [Put("/operations/-", each.written) for _, each in missing(migration, old, new)]
    return edited(declared.source.text, edits, kind="migration")


def missing(
    migration: Migration, old: Definition, new: Definition
) -> Iterator[tuple[Change, Proposal]]:
    """Each change from `old` to `new` that is not declared, with the operation to be added."""
    diff = observe(old, new, migration)
    naming = Naming(old, migration)
    in_new = renamed(old, migration)
    for change in matched(migration, diff.changes, naming).undeclared:
        found = _proposed(change, diff, in_new, new)
        instead = tuple(in_old_words(each, naming) for each in found.instead)
        yield change, Proposal(in_old_words(found.operation, naming), found.question, instead)


def _proposed(change: Change, diff: Diff, old: Definition, new: Definition) -> Proposal:
    found = proposed(change, old, new, diff)
    if change.op != "remove-label":
        return found
    suggested = [
        each for each in diff.suggestions if (each.set, each.from_) == (change.set, change.label)
    ]
    question = " ".join([*map(_asked, suggested), found.question or ""])
    return Proposal(found.operation, question, tuple(map(_rename, suggested)))


def _rename(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "op": "rename-label",
        "set": suggestion.set,
        "from": suggestion.from_,
        "to": suggestion.to,
    }


def _asked(suggestion: Suggestion) -> str:
    written = on_one_line(_rename(suggestion), order={})
    return (
        f"Is it called '{suggestion.to}' now ({suggestion.reason})? If so, write {written} here, "
        f"and take out the operation that adds '{suggestion.to}'."
    )
