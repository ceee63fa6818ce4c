"""The table that a run prints: what was done, what was measured, what was hoped for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Row(NamedTuple):
    """One figure. `holds` is None where there is no target."""

    work: str
    measured: str
    target: str = ""
    holds: bool | None = None


def at_most(work: str, measured: float, most: float, unit: str) -> Row:
    """A figure that should not be above `most`."""
    return Row(work, _written(measured, unit), f"<= {most:g}{unit}", measured <= most)


def at_least(work: str, measured: float, least: float, unit: str) -> Row:
    """A figure that should not be below `least`."""
    return Row(work, _written(measured, unit), f">= {least:g}{unit}", measured >= least)


def table(rows: Iterable[Row]) -> str:
    """The rows in columns, under a heading."""
    verdicts = {True: "holds", False: "falls short", None: ""}
    cells = [("work", "measured", "target", "verdict")]
    cells += [(row.work, row.measured, row.target, verdicts[row.holds]) for row in rows]
    widths = [max(len(cell[column]) for cell in cells) for column in range(4)]
    lines = ["  ".join(text.ljust(width) for text, width in zip(cell, widths)) for cell in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def _written(measured: float, unit: str) -> str:
    return f"{measured:.2f}{unit}" if measured < 10 else f"{measured:.0f}{unit}"
