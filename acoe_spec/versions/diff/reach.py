"""What a list of labels takes in, sub-labels included, in two versions.

Domains, ranges, roles and questions name labels and mean their sub-labels too; so they may take in
less although nobody touched them, because a label has another parent. Labels that one version lacks
count only where the list itself names them. Knows nothing of rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from acoe_spec.taxonomy.references import node_of, reference_of
from acoe_spec.versions.diff.pair import Pair

References = tuple[str, ...]


class Shift(NamedTuple):
    """The nodes that are taken in no longer, and those that are now."""

    lost: frozenset[str]
    gained: frozenset[str]


_NONE = Shift(frozenset(), frozenset())


def shift(pair: Pair, old: References | None, new: References | None) -> Shift:
    """How what `old` takes in in the older version differs from what `new` does in the newer."""
    before, after = old or (), new or ()
    if before == after and not pair.moved:
        return _NONE
    key = (before, after)
    known: Shift | None = pair.shifts.get(key)
    if known is None:
        known = pair.shifts[key] = _shift(pair, before, after)
    return known


def _shift(pair: Pair, before: References, after: References) -> Shift:
    was, is_ = pair.old.closed(before), pair.new.closed(after)
    if was == is_:
        return _NONE
    named_before, named_after = set(map(node_of, before)), set(map(node_of, after))
    return Shift(
        frozenset(
            each for each in was - is_
            if each in pair.new.labels or (each in named_before and each not in named_after)
        ),
        frozenset(
            each for each in is_ - was
            if each in pair.old.labels or (each in named_after and each not in named_before)
        ),
    )  # fmt: skip


def by_cause(pair: Pair, nodes: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """The nodes under the move that took them somewhere else, as changes are named; both sorted.

    What no move explains is under the empty name.
    """
    found: dict[str, list[str]] = {}
    for each in sorted(nodes):
        found.setdefault(move_behind(pair, each), []).append(each)
    return iter(sorted(found.items()))


def move_behind(pair: Pair, name: str) -> str:
    """The nearest label, at or above this one, that has another parent: `move-label entity/x`."""
    known: str | None = pair.moves.get(name)
    if known is None:
        known = pair.moves[name] = _move_behind(pair, name)
    return known


def _move_behind(pair: Pair, name: str) -> str:
    for side in (pair.old, pair.new):
        if name in side.labels:
            for above in (name, *side.ancestors(name)):
                if above in pair.moved:
                    return f"move-label {above}"
    return ""


def listed(nodes: Iterable[str], *, most: int = 6) -> str:
    """`'a', 'b' and 12 more`."""
    names = [f"'{reference_of(each)}'" for each in sorted(nodes)]
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"


def references(nodes: Iterable[str]) -> list[str]:
    """The nodes as references, sorted."""
    return sorted(map(reference_of, nodes))
