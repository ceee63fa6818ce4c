"""Processor time of pieces of work, side by side.

The works take turns, round after round, so that a machine whose speed drifts slows all of them
alike; what is reported is the median over the rounds of a ratio within each round. The cycle
collector is off for every work, and so favours none.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from statistics import median

Work = Callable[[], object]
Times = Mapping[str, list[float]]
"""Seconds of processor time by work, one for each round."""


def side_by_side(works: Mapping[str, Work], *, rounds: int) -> Times:
    """The times of all works, after one round that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for round_ in range(rounds + 1):
        for name, work in works.items():
            gc.collect()
            gc.disable()
            before = time.process_time()
            work()
            taken = time.process_time() - before
            gc.enable()
            if round_:
                times[name].append(taken)
    return times


def ratio(times: Times, name: str, to: str) -> float:
    """How many times as long as `to` the work `name` takes."""
    return median(one / other for one, other in zip(times[name], times[to]))
