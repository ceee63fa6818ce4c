"""The rows of a concordance as pairs of ids, and how many there are of each kind.

Counts what was published, before anything in it is judged. Knows no labels: what the ids are of,
and what follows from them, is for `concordance`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol

CARDINALITIES: Mapping[str, str] = {
    "1:1": "one old label becomes one new label",
    "n:1": "several old labels become one",
    "1:n": "one old label becomes several",
    "n:m": "several old labels become several together",
    "1:0": "an old label becomes none",
    "0:1": "a new label comes from none",
}
"""What is counted over the distinct pairs of a concordance, read from the old side."""


class MappedPair(Protocol):
    """One row of a concordance, with ids as the file spells them; None where it has none."""

    @property
    def line(self) -> int:
        """The line that it begins on, from 1."""

    @property
    def old(self) -> str | None:
        """The old label."""

    @property
    def new(self) -> str | None:
        """The new label."""

    @property
    def predicate(self) -> str | None:
        """`exact`, `broad` (the new label means more), `narrow`, `close`, `related`, `unknown` or
        `not`; None where the concordance does not say."""


def cardinality(pairs: Iterable[MappedPair]) -> dict[str, int]:
    """How many of the distinct pairs are of each of `CARDINALITIES`, as published: before anything
    in them is judged. Pairs that are denied, and rows that name nothing, are not counted."""
    distinct = {(each.old, each.new) for each in pairs if each.predicate != "not"}
    olds = Counter(old for old, new in distinct if old is not None and new is not None)
    news = Counter(new for old, new in distinct if old is not None and new is not None)
    counts = dict.fromkeys(CARDINALITIES, 0)
    for old, new in distinct:
        if old is not None and new is not None:
            left = "n" if news[new] > 1 else "1"
            right = "1" if olds[old] == 1 else "m" if left == "n" else "n"
            counts[f"{left}:{right}"] += 1
        elif old is not None:
            counts["1:0"] += 1
        elif new is not None:
            counts["0:1"] += 1
    return counts


def several(pairs: Iterable[tuple[str | None, str | None]]) -> int:
    """How many first halves have more than one second half."""
    distinct = {pair for pair in pairs if None not in pair}
    return sum(count > 1 for count in Counter(first for first, _ in distinct).values())
