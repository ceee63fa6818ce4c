"""The operations of change as one table: how much each demands and what it does to records.

Its rows are the operations of `metamodel/migration.yaml`, which says what each is written with.
Documentation, diff and migrations read their levels here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from acoe_spec.taxonomy.numbering import Level

Effect = Literal[
    "as they are", "automatic", "automatic, lossy", "by rule", "re-checked", "human", "warning"
]
"""What becomes of the records concerned.

`re-checked`: they stay as they are where the new version permits it, and people decide where not.
`automatic, lossy`: what the old version said is kept in `previous`. `by rule`: the rules of a split
decide, and people where none of them holds.
"""


class Operation(Struct, frozen=True, kw_only=True):
    """One row. `mirror` is the operation that a diff finds the other way round.

    `lossless`: what it does to records can be undone, so that a migration back is possible. Where
    the author's choice decides (a removed label becomes a broader one, a split has rules), `level`
    and `effect` are those of the harder case, and the change itself says what holds.
    """

    op: str
    level: Level
    effect: Effect
    lossless: bool
    mirror: str
    summary: str


def _row(
    op: str, level: Level, effect: Effect, mirror: str, summary: str, *, lossless: bool = True
) -> Operation:
    return Operation(
        op=op, level=level, effect=effect, lossless=lossless, mirror=mirror or op, summary=summary
    )


_ROWS = (
    # What people read
    _row("set-description", "patch", "as they are", "", "The title, owner or licence changes."),
    _row("set-question", "patch", "as they are", "", "A question is worded better."),
    _row("set-name", "patch", "as they are", "", "Display text changes."),
    _row("set-definition", "patch", "as they are", "", "A definition is worded better."),
    _row("set-hints", "patch", "as they are", "", "Colour, aliases or settings for tools change."),
    _row("set-guideline", "patch", "as they are", "", "A guideline is worded better."),
    _row("restate", "patch", "as they are", "", "The same is said elsewhere, or once more."),
    _row("redefine", "major", "human", "", "A label means something else.", lossless=False),
    _row("flip-example", "major", "human", "", "A worked example flips.", lossless=False),
    # What is added, taken away and permitted
    _row("add-label", "minor", "as they are", "remove-label", "A new label."),
    _row("add-set", "minor", "as they are", "remove-set", "A new category set."),
    _row("add-attribute", "minor", "as they are", "remove-attribute", "A new attribute."),
    _row("add-value", "minor", "as they are", "remove-value", "A new value of an attribute."),
    _row("add-import", "minor", "as they are", "remove-import", "A taxonomy is imported."),
    _row("loosen", "minor", "as they are", "narrow", "More is permitted."),
    _row("make-concrete", "minor", "as they are", "make-abstract", "A label may be used itself."),
    _row("restore", "minor", "as they are", "deprecate-label", "A deprecation is taken back."),
    _row("deprecate-label", "minor", "warning", "restore", "A label is on its way out."),
    _row("deprecate-attribute", "minor", "warning", "restore", "An attribute is on its way out."),
    _row("deprecate-value", "minor", "warning", "restore", "A value is on its way out."),
    _row("deprecate-set", "minor", "warning", "restore", "A category set is on its way out."),
    _row("remove-label", "major", "human", "add-label", "A label is gone.", lossless=False),
    _row("remove-set", "major", "human", "add-set", "A set is gone.", lossless=False),
    _row(
        "remove-attribute", "major", "human", "add-attribute", "An attribute is gone.",
        lossless=False,
    ),
    _row("remove-value", "major", "human", "add-value", "A value is gone.", lossless=False),
    _row("remove-import", "major", "human", "add-import", "An import is gone.", lossless=False),
    _row("narrow", "major", "re-checked", "loosen", "Less is permitted."),
    _row("make-abstract", "major", "human", "make-concrete", "A label is for its sub-labels only."),
    _row("require-attribute", "major", "human", "loosen", "An attribute is required."),
    _row(
        "require-set", "major", "automatic", "loosen", "A category set is required.",
        lossless=False,
    ),
    _row("require-trigger", "major", "human", "loosen", "A trigger is required."),
    # What has another place or another name
    _row("move-label", "major", "re-checked", "move-label", "A label has another parent."),
    _row("rename-label", "major", "automatic", "rename-label", "A label has another id."),
    _row("rename-set", "major", "automatic", "rename-set", "A category set has another id."),
    _row("rename-role", "major", "automatic", "rename-role", "A role has another id."),
    _row("rename-attribute", "major", "automatic", "rename-attribute", "An attribute's id."),
    _row("rename-value", "major", "automatic", "rename-value", "A value has another id."),
    _row("swap", "major", "automatic", "swap", "Two labels exchange their ids."),
    _row("flip-relation", "major", "automatic", "flip-relation", "Subject and object swap."),
    _row("convert-attribute", "major", "automatic", "convert-attribute", "Another type."),
    # What becomes one, or several
    _row(
        "merge-labels", "major", "automatic, lossy", "split-label", "Labels become one.",
        lossless=False,
    ),
    _row(
        "merge-values", "major", "automatic, lossy", "split-value", "Values become one.",
        lossless=False,
    ),
    _row("split-label", "major", "human", "merge-labels", "A label divides.", lossless=False),
    _row("split-value", "major", "human", "merge-values", "A value divides.", lossless=False),
    _row("carve-out", "major", "human", "merge-labels", "A label narrows.", lossless=False),
    _row("update-import", "major", "automatic", "update-import", "Another import version."),
)  # fmt: skip

OPERATIONS: Mapping[str, Operation] = {row.op: row for row in _ROWS}
