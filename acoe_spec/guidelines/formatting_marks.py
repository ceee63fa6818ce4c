"""Spans of annotations as marks that nest: what crosses is cut where the other ends.

Knows spans only. Fragments of one annotation touch, so that reading makes them one again.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from acoe_spec.guidelines.examples_units import MAX_DEPTH


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
        found: list[Piece] = []
        too_deep: set[int] = set()
        for unit in units:
            found += _nested(unit, left, too_deep)
        if not too_deep:
            return found
        left = {position: each for position, each in left.items() if position not in too_deep}


def _nested(
    unit: str, spans: Mapping[int, Sequence[Mapping[str, Any]]], too_deep: set[int]
) -> list[Piece]:
    waiting = [
        (span["start"], -span["end"], position)
        for position, each in spans.items()
        for span in each
        if span["unit"] == unit
    ]
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
