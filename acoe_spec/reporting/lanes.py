"""A graph of versions drawn as lanes, one row a version, as `git log --graph` does.

    ●   2.0.0
    ├─╮
    │ ● 1.1.1
    ├─╯
    ●   1.1.0

Knows names and which follows which, and nothing of what they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

UNICODE: Mapping[str, str] = {each: each for each in "●│├─┼╮╯┤"}
ASCII: Mapping[str, str] = dict(zip(UNICODE, "*||-+.'|", strict=True))


class Row(NamedTuple):
    """What stands before a name: `before` are rows above it that only join lanes, `mark` stands on
    its own row, `beside` before further lines about it, `after` are rows that only part lanes."""

    name: str
    before: tuple[str, ...]
    mark: str
    beside: str
    after: tuple[str, ...]


def lanes(names: Sequence[str], parents: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    """A row for each name, in their order. `parents` of a name come after it and are among them."""
    waiting: list[str | None] = []
    rows = []
    for name in names:
        before, here = _joined(waiting, name)
        mark = _drawn(waiting, {here: "●"})
        own = list(parents.get(name, ()))
        waiting[here] = own[0] if own else None
        beside = _drawn(waiting, {})
        rows.append(Row(name, before, mark, beside, tuple(_parted(waiting, here, own[1:]))))
        while waiting and waiting[-1] is None:
            waiting.pop()
    width = max((len(row.mark) for row in rows), default=0)
    for row in rows:
        yield row._replace(mark=row.mark.ljust(width), beside=row.beside.ljust(width))


def spelt(text: str, alphabet: Mapping[str, str]) -> str:
    """Drawn lanes in another alphabet: `UNICODE` or `ASCII`."""
    return "".join(alphabet.get(each, each) for each in text)


def _joined(waiting: list[str | None], name: str) -> tuple[tuple[str, ...], int]:
    """The rows that bring all lanes which wait for `name` into one, and that one."""
    lanes = [lane for lane, wanted in enumerate(waiting) if wanted == name]
    if not lanes:
        return (), _free(waiting, name)
    here, *others = lanes
    rows = []
    for lane in reversed(others):
        rows.append(_drawn(waiting, _connection(waiting, here, lane, end="╯")))
        waiting[lane] = None
    return tuple(rows), here


def _parted(waiting: list[str | None], here: int, others: Iterable[str]) -> Iterator[str]:
    """The rows that lead from a lane to those of further parents."""
    for name in others:
        if name in waiting:
            lane, end = waiting.index(name), "┤"
        else:
            lane, end = _free(waiting, name), "╮"
        if lane > here:
            yield _drawn(waiting, _connection(waiting, here, lane, end=end))
        elif lane < here:
            yield _drawn(waiting, _connection(waiting, lane, here, end="┤"))


def _free(waiting: list[str | None], name: str) -> int:
    if None in waiting:
        lane = waiting.index(None)
        waiting[lane] = name
        return lane
    waiting.append(name)
    return len(waiting) - 1


def _connection(waiting: list[str | None], left: int, right: int, *, end: str) -> dict[int, str]:
    between = {lane: "┼" if waiting[lane] is not None else "─" for lane in range(left + 1, right)}
    return {left: "├", **between, right: end}


def _drawn(waiting: list[str | None], marks: Mapping[int, str]) -> str:
    """One row; between marks that belong together there is a line, else a space."""
    connected = range(min(marks), max(marks)) if len(marks) > 1 else range(0)
    return "".join(
        marks.get(lane, " " if wanted is None else "│") + ("─" if lane in connected else " ")
        for lane, wanted in enumerate(waiting)
    ).rstrip()
