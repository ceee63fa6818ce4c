"""Two versions of a taxonomy whose imports have other versions, compared as their author sees them.

What an imported taxonomy renamed, merged or split is declared in its own migrations. So the older
version is told in the words of the newer imports first: the importer has to declare that it takes
another version of the import, and nothing of what comes with it. Knows no records.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from acoe_spec.errors import SchemaUnknown
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.references import KINDS, prefixed
from acoe_spec.versions.changes import Change, Diff
from acoe_spec.versions.diff.declared import DECLARED
from acoe_spec.versions.diff.imports import with_effects
from acoe_spec.versions.diff.observing import diff
from acoe_spec.versions.naming import Naming
from acoe_spec.versions.records.routes import NoRoute
from acoe_spec.versions.renaming import renamed
from acoe_spec.workspace.history import History
from acoe_spec.workspace.resolver import WorkspaceResolver

if TYPE_CHECKING:
    from acoe_spec.models.migration import Migration

_NAMING = frozenset(
    (
        "rename-set", "rename-label", "rename-role", "rename-attribute", "rename-value", "swap",
        "flip-relation", "merge-labels", "merge-values", "split-label", "split-value",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """All changes between two versions, and the words that each is told in.

    `words` is parallel to the changes: the namings, one after the other, that lead from the older
    version to what the change calls things.
    """

    diff: Diff
    words: tuple[tuple[Naming, ...], ...]


def compare(
    old: Definition, new: Definition, migration: Migration | None, resolver: WorkspaceResolver
) -> Comparison:
    """All changes from `old` to `new` under what `migration` declares.

    What imports declare is among them, each with the change of the import as its cause and without
    edits. Raises as `History.route` does for a version of an import that has errors.
    """
    brought: list[tuple[Change, tuple[Naming, ...]]] = []
    merged: set[tuple[str, str]] = set()
    words: tuple[Naming, ...] = ()
    for taxonomy, declared in _steps(old, new, resolver):
        later = renamed(old, declared)
        brought += (
            (replace(each, because=f"update-import {taxonomy}", edits=()), words)
            for each in diff(old, later, declared).changes
            if each.rule == DECLARED
        )
        for each in declared.operations:
            if each.op == "merge-labels":
                merged.update((each.set, name) for name in each.from_)
            elif each.op == "split-label":
                merged.add((each.set, each.from_))
        words = (*words, Naming(old, declared))
        old = later
    found = diff(old, new, migration)
    own = () if migration is None else (Naming(old, migration),)
    # That these are gone is said by what they became.
    kept = (
        (each, words if each.rule == DECLARED else (*words, *own))
        for each in found.changes
        if each.edits or each.op != "remove-label" or (each.set, each.label) not in merged
    )
    told = (*kept, *brought)
    changes = tuple(with_effects(change for change, _ in told))
    return Comparison(replace(found, changes=changes), tuple(namings for _, namings in told))


def in_words_of(old: Definition, new: Definition, resolver: WorkspaceResolver) -> Definition:
    """`old` as it calls things once the imports that it shares with `new` are those of `new`.

    Where there is no way between two versions of an import, its labels are called as before.
    """
    for _, declared in _steps(old, new, resolver):
        old = renamed(old, declared)
    return old


def _steps(
    old: Definition, new: Definition, resolver: WorkspaceResolver
) -> Iterator[tuple[str, Migration]]:
    """The migrations of the imports, in the words of the importer, one after the other."""
    history = History(resolver)
    for taxonomy, origin in sorted(old.origins.items()):
        later = new.origins.get(taxonomy)
        if later is None or later.version == origin.version:
            continue
        try:
            route = history.route(f"{taxonomy}@{origin.version}", f"{taxonomy}@{later.version}")
        except (NoRoute, SchemaUnknown):
            continue
        for step in () if route is None else route.steps:
            # What it imports itself is among the imports of the importer.
            yield taxonomy, _prefixed(step.migration, taxonomy)


def _prefixed(migration: Migration, taxonomy: str) -> Migration:
    """What is called otherwise, as an importer of the taxonomy spells it."""
    operations = [
        each.model_copy(update=_spelt(each, taxonomy))
        for each in migration.operations
        if each.op in _NAMING
    ]
    return migration.model_copy(update={"operations": operations})


def _spelt(operation: Any, taxonomy: str) -> dict[str, Any]:
    if operation.op == "rename-set":
        return {
            "from_": _set(operation.from_, taxonomy),
            "to": _set(operation.to, taxonomy),
        }
    home = operation.set
    said: dict[str, Any] = {"set": _set(home, taxonomy)}
    names = ["label", "labels"]
    if operation.op in ("rename-label", "merge-labels", "split-label"):
        names += ["from_", "to"]
    for name in names:
        value = getattr(operation, name, None)
        if isinstance(value, str):
            said[name] = prefixed(value, taxonomy, home=home)
        elif value is not None:
            said[name] = [prefixed(each, taxonomy, home=home) for each in value]
    return said


def _set(name: str, taxonomy: str) -> str:
    return name if name in KINDS or ":" in name else f"{taxonomy}:{name}"
