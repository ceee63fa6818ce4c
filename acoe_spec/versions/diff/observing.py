"""What is different between two versions of a taxonomy, with what each difference demands.

`diff` holds the older version, told in the words of the newer one, against the newer one by all
rules of `diff_rules`; says why what nobody touched has changed; and puts what a migration declares
in the place of what it explains. Whether enough was declared is for `declaring`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from acoe_spec.taxonomy.definition import Definition
from acoe_spec.versions.changes import Change, Diff
from acoe_spec.versions.diff.causes import Causes
from acoe_spec.versions.diff.declared import with_declared
from acoe_spec.versions.diff.imports import gathered
from acoe_spec.versions.diff.pair import Pair
from acoe_spec.versions.diff.rules import DIFF_RULES
from acoe_spec.versions.diff.suggesting import suggestions
from acoe_spec.versions.naming import Naming
from acoe_spec.versions.renaming import renamed, with_stand_ins

if TYPE_CHECKING:
    from acoe_spec.models.migration import Migration


def diff(old: Definition, new: Definition, migration: Migration | None = None) -> Diff:
    """All changes from `old` to `new`, those that authors made before those that follow.

    `applied(renamed(old, migration), diff(old, new, migration).changes)` is `new`, but for its id,
    version, `based_on`, `retired` and the hashes of its imports, which are no changes. Without a
    migration a label is known by its id: a rename is a removal and an addition, and a suggestion.
    """
    if migration is None:
        pair = Pair(old, new)
    else:
        naming = Naming(old, migration)
        before = renamed(old, migration)
        pair = Pair(before, new, complete=with_stand_ins(before, naming))
    found = [change for rule in DIFF_RULES.values() for change in rule.changes(pair)]
    causes = Causes(pair, found)
    explained = [
        change if change.edits or change.because else replace(change, because=causes.behind(change))
        for change in found
    ]
    changes = gathered(pair, explained)
    if migration is not None:
        changes = with_declared(migration, naming, changes, old=old)
    return Diff(
        from_=f"{old.id}@{old.version}",
        to=f"{new.id}@{new.version}",
        changes=tuple(sorted(changes, key=_follows)),
        suggestions=suggestions(pair, changes),
    )


def _follows(change: Change) -> bool:
    return change.because is not None
