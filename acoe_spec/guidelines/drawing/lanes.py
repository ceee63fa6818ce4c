"""Intervals put into lanes so that those of one lane never overlap.

Shorter ones first and each into the lowest free lane: what lies inside of another is nearer.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence

Interval = tuple[float, float]


class Lanes:
    """Lanes that are being filled, from 0; in a lane intervals are at least `gap` apart."""

    def __init__(self, gap: float = 0) -> None:
        self._gap = gap
        self._taken: list[list[Interval]] = []

    def place(self, interval: Interval, lowest: int = 0) -> int:
        """Puts a half-open interval into the first free lane from `lowest` on, and tells which."""
        start, end = interval
        lane = lowest
        while lane < len(self._taken) and not self._is_free(lane, start, end):
            lane += 1
        while lane >= len(self._taken):
            self._taken.append([])
        insort(self._taken[lane], interval)
        return lane

    def _is_free(self, lane: int, start: float, end: float) -> bool:
        """Whether nothing in the lane, sorted and without overlaps, reaches into the interval."""
        taken = self._taken[lane]
        after = bisect_left(taken, (start - self._gap, start - self._gap))
        if after and taken[after - 1][1] > start - self._gap:
            return False
        return after == len(taken) or taken[after][0] >= end + self._gap


def lanes(intervals: Sequence[Interval], *, gap: float = 0) -> list[int]:
    """The lane of each interval; one that contains another is never in a lower lane than it."""
    order = sorted(
        range(len(intervals)),
        key=lambda index: (
            intervals[index][1] - intervals[index][0],
            intervals[index][0],
            index,
        ),
    )
    filling = Lanes(gap)
    found = [0] * len(intervals)
    for index in order:
        found[index] = filling.place(intervals[index])
    return found


def overlaps(intervals: Sequence[Interval]) -> list[list[int]]:
    """For each interval the indices of those that share more than a point with it, in order."""
    found: list[list[int]] = [[] for _ in intervals]
    open_: list[int] = []
    for index in sorted(range(len(intervals)), key=lambda each: (*intervals[each], each)):
        start, end = intervals[index]
        open_ = [each for each in open_ if intervals[each][1] > start]
        for other in open_ if end > start else ():
            found[index].append(other)
            found[other].append(index)
        if end > start:
            open_.append(index)
    return [sorted(each) for each in found]
