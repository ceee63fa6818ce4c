"""Worked examples whose verdict flips between two versions, and what a migration declares of them.

Labels mean something else then, though no word of the taxonomy has changed. Judges what
`comparing.guideline_differences` sees; reads nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from acoe_spec.findings import Finding, pointer
from acoe_spec.models.migration import FlipExample, Migration, Redefine
from acoe_spec.taxonomy.layout import MIGRATION, on_one_line
from acoe_spec.taxonomy.numbering import bump
from acoe_spec.versions.changes import Change
from acoe_spec.versions.declared.declaring import DeclaredMigration

_OP = "flip-example"


def check_flips(
    declared: DeclaredMigration, differences: Sequence[Change] | None
) -> Iterator[Finding]:
    """Every flip is declared, and every declared one is there, where guidelines can be compared."""
    model = declared.model
    if model is None or differences is None:
        return
    for flip in _undeclared(differences, model):
        operation = on_one_line(_operation(flip), order=MIGRATION["operations"]["*"])
        step = bump(model.from_, model.to)
        demands = "" if step == "major" else ", which demands a major version"
        found = declared.source.finding(
            "observed-change-not-declared",
            f"this change is not declared: {flip.name}: {flip.message}",
            "/operations",
            hint=f"add to 'operations': - {operation}{demands}; or, if it is another example now, "
            "give it another id",
            key=True,
        )
        reference = f"{model.taxonomy}@{model.from_}#{flip.node}"
        yield found.placed(reference=reference, field=f"operations/{flip.name}")
    flipped = {each.other for each in differences if each.op == _OP}
    for position, each in enumerate(model.operations):
        if isinstance(each, FlipExample) and each.example not in flipped:
            found = declared.source.finding(
                "declared-change-not-observed",
                f"the verdict of the worked example '{each.example}' does not flip",
                pointer("operations", position),
                hint="change the guideline, correct the id, or remove the operation",
                key=True,
            )
            yield found.placed(field=f"operations/{_OP} {each.example}")


def drafted(
    differences: Sequence[Change] | None, migration: Migration | None
) -> Iterator[dict[str, Any]]:
    """The operations that `migration` lacks, each with what its author has to decide."""
    for flip in _undeclared(differences or (), migration):
        question = (
            f"The worked example '{flip.other}' has the opposite verdict, so people are to look at "
            "what was annotated like it. If it is another example now, give it another id and take "
            "this operation out."
        )
        yield {**_operation(flip), "question": question}


def _operation(flip: Change) -> dict[str, Any]:
    return {"op": flip.op, "set": flip.set, "label": flip.label, "example": flip.other}


def _undeclared(differences: Sequence[Change], migration: Migration | None) -> Iterator[Change]:
    """One change of each example that flips, unless what it shows is redefined as a whole."""
    operations = () if migration is None else migration.operations
    declared = {each.example for each in operations if isinstance(each, FlipExample)}
    redefined = {f"{each.set}/{each.label}" for each in operations if isinstance(each, Redefine)}
    flips = [each for each in differences if each.op == _OP]
    declared |= {each.other or "" for each in flips if each.node in redefined}
    first: dict[str | None, Change] = {}
    for each in flips:
        first.setdefault(each.other, each)
    yield from (each for example, each in first.items() if example not in declared)
