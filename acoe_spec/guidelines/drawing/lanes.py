"""Intervals put into lanes so that those of one lane never overlap.

Shorter ones first and each into the lowest free lane: what lies inside of another is nearer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

Interval = tuple[float, float]


def lanes(intervals: Sequence[Interval], *, gap: float = 0) -> list[int]:
    """The lane of each interval, from 0; in a lane they are at least `gap` apart.

    Intervals are half-open, so with no gap they may touch. One that contains another is never in
    a lower lane than it.
    """
    order = sorted(
        range(len(intervals)),
        key=lambda index: (
            intervals[index][1] - intervals[index][0],
            intervals[index][0],
            index,
        ),
    )
    taken: list[list[Interval]] = []
    found = [0] * len(intervals)
    for index in order:
        start, end = intervals[index]
        lane = 0
        while lane < len(taken) and not _is_free(taken[lane], start - gap, end + gap):
            lane += 1
        if lane == len(taken):
            taken.append([])
        taken[lane].insert(bisect_left(taken[lane], (start, end)), (start, end))
        found[index] = lane
    return found


def _is_free(lane: list[Interval], start: float, end: float) -> bool:
    """Whether nothing in the lane, sorted and without overlaps, reaches into `start` to `end`."""
    after = bisect_left(lane, (start, start))
    if after and lane[after - 1][1] > start:
        return False
    return after == len(lane) or lane[after][0] >= end
