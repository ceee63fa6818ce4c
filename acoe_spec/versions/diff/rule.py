"""What a diff rule is: one kind of difference, by name, and the function that sees it.

A function yields what it saw; which operation that is, and how much that demands, is said in the
rule's row and in `operations`, so that no function can disagree with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from acoe_spec.taxonomy.numbering import Level
from acoe_spec.versions.changes import Change, Edit
from acoe_spec.versions.diff.pair import Pair
from acoe_spec.versions.operations import OPERATIONS, Effect


class Seen(Struct, frozen=True, kw_only=True, rename={"from_": "from", "property_": "property"}):
    """One difference, with the fields of `Change`.

    `level` and `effect` are given only where they are not those of the operation. Without `edits`
    it follows from something else, which `because` names if the function knows it already.
    """

    message: str
    set: str | None = None
    label: str | None = None
    attribute: str | None = None
    value: str | None = None
    role: str | None = None
    property_: str | None = None
    other: str | None = None
    taxonomy: str | None = None
    from_: str | tuple[str, ...] | None = None
    to: str | tuple[str, ...] | None = None
    before: Any = None
    after: Any = None
    because: str | None = None
    edits: tuple[Edit, ...] = ()
    level: Level | None = None
    effect: Effect | None = None


@dataclass(frozen=True, kw_only=True)
class DiffRule:
    """One row. `mirrors` are the rules of which one sees the same the other way round."""

    id: str
    op: str
    mirrors: tuple[str, ...]
    summary: str
    why: str
    find: Callable[[Pair], Iterator[Seen]]

    def changes(self, pair: Pair) -> Iterator[Change]:
        """What the rule sees, as changes; those that follow from others may lack `because`."""
        operation = OPERATIONS[self.op]
        for seen in self.find(pair):
            yield Change(
                op=self.op,
                rule=self.id,
                level=seen.level or operation.level,
                effect=seen.effect or operation.effect,
                message=seen.message,
                set=seen.set,
                label=seen.label,
                attribute=seen.attribute,
                value=seen.value,
                role=seen.role,
                property_=seen.property_,
                other=seen.other,
                taxonomy=seen.taxonomy,
                from_=seen.from_,
                to=seen.to,
                before=seen.before,
                after=seen.after,
                because=seen.because,
                edits=seen.edits,
            )
