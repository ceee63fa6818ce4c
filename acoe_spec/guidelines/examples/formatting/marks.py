"""Spans of annotations as marks that nest: what crosses is cut where the other ends.

Knows spans only. Fragments of one annotation touch, so that reading makes them one again.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from acoe_spec.guidelines.examples.units import MAX_DEPTH


class Piece(NamedTuple):
    """A fragment: its unit's id, its start and end, and the position of its annotation."""

    unit: str
    start: int
    end: int
    annotation: int


def pieces(spans: Mapping[int, Sequence[Mapping[str, Any]]], units: Sequence[str]) -> list[Piece]:
    """Fragments that nest, by unit in the order of `units`, in the order in which they open.

    `spans` are those of each annotation. Annotations that would nest deeper than an example may
    are left out.
    """
    left = dict(spans)
    while True:
        waiting: dict[str, list[tuple[int, int, int]]] = {unit: [] for unit in units}
        for position, each in left.items():
            for span in each:
                waiting[span["unit"]].append((span["start"], -span["end"], position))
        too_deep: set[int] = set()
        found = [
            piece for unit, inside in waiting.items() for piece in _nested(unit, inside, too_deep)
        ]
        if not too_deep:
            return found
        left = {position: each for position, each in left.items() if position not in too_deep}


def _nested(unit: str, waiting: list[tuple[int, int, int]], too_deep: set[int]) -> list[Piece]:
    """The fragments of one unit's spans; `waiting` are start, negative end and annotation."""
    heapq.heapify(waiting)
    found: list[Piece] = []
    opened: list[int] = []
    while waiting:
        start, end, position = heapq.heappop(waiting)
        end = -end
        while opened and opened[-1] <= start:
            opened.pop()
        if opened and opened[-1] < end:
            heapq.heappush(waiting, (opened[-1], -end, position))
            end = opened[-1]
        if len(opened) == MAX_DEPTH:
            too_deep.add(position)
            continue
        opened.append(end)
        found.append(Piece(unit, start, end, position))
    return found
