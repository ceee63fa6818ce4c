"""Where the parts of an arc drawing of one unit lie, in pixels.

The text is set in a monospaced font and broken over lines. Above each line stand the labels of its
marks with a bar each, in lanes; above those the arcs, in lanes of their own, each with its name on
it. An arc that leads to another line is drawn in two halves with the same letter at their ends; one
that leads to another unit ends with an arrow and the words that it leads to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from acoe_spec.guidelines.drawing.lanes import Lanes, lanes
from acoe_spec.guidelines.drawing.scene import Mark
from acoe_spec.guidelines.drawing.setting import (
    SPAN_PITCH,
    TEXT_HEIGHT,
    TOTAL_WIDTH,
    Bar,
    Run,
    bars,
    broken_lines,
    placed,
    runs,
    text_width,
    with_clear_labels,
    with_room,
)
from acoe_spec.guidelines.drawing.widths import shortened

ARC_PITCH = 20.0
ARC_GAP = 9.0  # between labels and the lowest arc, for the tip of an arrow
EDGE = 26.0  # from either side, for the letter of a half
LINE_GAP = 12.0
_GAP = 6.0
_ELBOW = 9.0  # from the foot of a stub to its words


@dataclass(frozen=True, slots=True)
class Tie:
    """What an arc stands for: from one mark to another, or to what is not in this unit.

    `outside` are the words that it leads to there, and `way` is an arrow to where they are.
    """

    name: str
    colour: str
    source: str
    target: str | None
    is_directed: bool = True
    outside: str = ""
    way: str = "→"


@dataclass(frozen=True, slots=True)
class Arc:
    """An arc, or one half of it, on one line.

    `left` and `right` are where it comes down, None where it leads over the edge of the line; a
    stub to another unit has one of them and ends with the words beside it. `letter` is at the
    edge.
    """

    tie: Tie
    left: float | None
    right: float | None
    left_foot: int
    right_foot: int
    arrow_left: bool
    arrow_right: bool
    label: str
    label_x: float
    label_width: float
    letter: str = ""
    lane: int = 0
    is_stub: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether its name has no room in it, and so stands on top of it."""
        left = EDGE if self.left is None else self.left
        right = TOTAL_WIDTH - EDGE if self.right is None else self.right
        inside = left + 7 <= self.label_x and self.label_x + self.label_width <= right - 7
        return not self.is_stub and not inside

    @property
    def extent(self) -> tuple[float, float]:
        """From its left end, or that of its name, to the right end."""
        start, end = self.label_x, self.label_x + self.label_width
        if self.is_stub:
            feet = [x for x in (self.left, self.right) if x is not None]
            return min(start, *feet), max(end, *feet)
        left = 0.0 if self.left is None else self.left
        right = TOTAL_WIDTH if self.right is None else self.right
        return min(left, start), max(right, end)


@dataclass(slots=True)
class Line:
    """One line of the drawing; `top` is where it begins, `height` how high it is."""

    runs: tuple[Run, ...]
    bars: tuple[Bar, ...]
    arcs: tuple[Arc, ...] = ()
    top: float = 0
    span_lanes: int = 0
    arc_lanes: int = 0

    @property
    def height(self) -> float:
        """With the gap to the next line."""
        return self._above + TEXT_HEIGHT + LINE_GAP

    @property
    def text_top(self) -> float:
        """Where the box of the text begins."""
        return self.top + self._above

    @property
    def _above(self) -> float:
        arcs = self.arc_lanes * ARC_PITCH + ARC_GAP if self.arc_lanes else 0.0
        return arcs + self.span_lanes * SPAN_PITCH

    def bar_y(self, lane: int) -> float:
        """Where the bar of a lane is; its label stands on it."""
        return self.text_top - 3 - lane * SPAN_PITCH

    def arc_y(self, lane: int) -> float:
        """Where the arcs of a lane run."""
        return self.top + (self.arc_lanes - lane) * ARC_PITCH - ARC_PITCH / 2


@dataclass(slots=True)
class _End:
    """One end of a tie, on a line, at the label of a mark."""

    tie: int
    line: int
    bar: int
    toward: float
    x: float = 0


def layout(content: str, marks: Sequence[Mark], ties: Sequence[Tie]) -> list[Line]:
    """The lines of the drawing, from top to bottom."""
    broken = [
        with_room(content, placed(content, start, end), marks)
        for start, end in broken_lines(content)
    ]
    lines = [Line(tuple(runs(content, line)), tuple(bars(content, line, marks))) for line in broken]
    for line in lines:
        line.bars = with_clear_labels(line.bars)
        taken = lanes([bar.extent for bar in line.bars], gap=2)
        line.bars = tuple(replace(bar, lane=lane) for bar, lane in zip(line.bars, taken))
        line.span_lanes = max(taken, default=-1) + 1
    _draw_arcs(lines, ties)
    top = 0.0
    for line in lines:
        line.top = top
        top += line.height
    return lines


def _draw_arcs(lines: list[Line], ties: Sequence[Tie]) -> None:
    anchors = {
        bar.mark.id: (n, m)
        for n, line in reversed(list(enumerate(lines)))
        for m, bar in reversed(list(enumerate(line.bars)))
        if bar.label
    }
    ends = list(_ends(lines, ties, anchors))
    _spread(lines, ends)
    by_tie: dict[int, list[_End]] = {}
    for end in ends:
        by_tie.setdefault(end.tie, []).append(end)
    drawn: list[list[Arc]] = [[] for _ in lines]
    letters = 0
    for index, both in by_tie.items():
        tie = ties[index]
        if len(both) == 1:
            drawn[both[0].line].append(_stub(tie, both[0], lines))
        elif both[0].line == both[1].line:
            drawn[both[0].line].append(_whole(tie, both, lines))
        else:
            letter = _letter(letters)
            letters += 1
            for end, half in zip(both, _halves(tie, both, lines, letter)):
                drawn[end.line].append(half)
    for line, arcs in zip(lines, drawn):
        feet = [x for arc in arcs for x in (arc.left, arc.right) if x is not None]
        named = [_named(arc, feet) for arc in arcs]
        line.arcs = tuple(_in_lanes(named))
        line.arc_lanes = max((arc.lane for arc in line.arcs), default=-1) + 1


def _in_lanes(arcs: list[Arc]) -> Iterator[Arc]:
    """The arcs with their lanes: short ones below long ones, then the stubs.

    Stubs are placed from right to left, each above what comes down where its words are.
    """
    filling = Lanes(_GAP)
    feet: list[tuple[float, int]] = []
    order = sorted(arcs, key=lambda arc: arc.extent[1] - arc.extent[0])
    for arc in (each for each in order if not each.is_stub):
        lane = filling.place(arc.extent)
        feet.extend((x, lane) for x in (arc.left, arc.right) if x is not None)
        yield replace(arc, lane=lane)
    stubs = [each for each in arcs if each.is_stub]
    for arc in sorted(stubs, key=lambda arc: arc.extent[0], reverse=True):
        left, right = arc.extent
        lane = filling.place(arc.extent, max((n for x, n in feet if left < x < right), default=0))
        feet.extend((x, lane + 1) for x in (arc.left, arc.right) if x is not None)
        yield replace(arc, lane=lane)


def _ends(
    lines: list[Line], ties: Sequence[Tie], anchors: dict[str, tuple[int, int]]
) -> Iterator[_End]:
    """The ends of the ties, the source first."""
    for index, tie in enumerate(ties):
        line, bar = anchors[tie.source]
        if tie.target is None:
            yield _End(index, line, bar, 0)
            continue
        other_line, other_bar = anchors[tie.target]
        yield _End(index, line, bar, _toward(lines, (line, bar), (other_line, other_bar)))
        yield _End(
            index, other_line, other_bar, _toward(lines, (other_line, other_bar), (line, bar))
        )


def _toward(lines: list[Line], here: tuple[int, int], there: tuple[int, int]) -> float:
    """How far to the right the other end is; negative is left, and other lines are far."""
    if here[0] != there[0]:
        return TOTAL_WIDTH * (there[0] - here[0])
    return _middle(lines[there[0]].bars[there[1]]) - _middle(lines[here[0]].bars[here[1]])


def _middle(bar: Bar) -> float:
    return bar.label_x + bar.label_width / 2


def _spread(lines: list[Line], ends: list[_End]) -> None:
    """Gives the ends at one label places of their own, so that no two arcs come down in one.

    Those to the left are left of those to the right, and the further an arc leads, the nearer it
    is to the middle, so that arcs of one label do not cross.
    """
    at: dict[tuple[int, int], list[_End]] = {}
    for end in ends:
        at.setdefault((end.line, end.bar), []).append(end)
    for (line, index), here in at.items():
        bar = lines[line].bars[index]
        left = sorted((end for end in here if end.toward < 0), key=lambda end: -end.toward)
        right = sorted((end for end in here if end.toward >= 0), key=lambda end: -end.toward)
        step = bar.label_width / (len(here) + 1)
        for n, end in enumerate([*left, *right], start=1):
            end.x = bar.label_x + step * n


def _letter(n: int) -> str:
    return chr(ord("a") + n % 26) + (str(n // 26 + 1) if n >= 26 else "")


def _foot(lines: list[Line], end: _End) -> int:
    return lines[end.line].bars[end.bar].lane


def _whole(tie: Tie, both: list[_End], lines: list[Line]) -> Arc:
    source, target = both
    forward = source.x <= target.x
    left, right = (source, target) if forward else (target, source)
    return Arc(
        tie,
        left.x,
        right.x,
        _foot(lines, left),
        _foot(lines, right),
        arrow_left=tie.is_directed and not forward,
        arrow_right=tie.is_directed and forward,
        label=tie.name,
        label_x=0,
        label_width=text_width(tie.name) + 8,
    )


def _halves(tie: Tie, both: list[_End], lines: list[Line], letter: str) -> Iterator[Arc]:
    down = both[0].line < both[1].line
    for n, end in enumerate(both):
        goes_right = down == (n == 0)
        foot = _foot(lines, end)
        arrow = tie.is_directed and n == 1
        yield Arc(
            tie,
            end.x if goes_right else None,
            None if goes_right else end.x,
            foot,
            foot,
            arrow_left=arrow and goes_right,
            arrow_right=arrow and not goes_right,
            label=tie.name,
            label_x=0,
            label_width=text_width(tie.name) + 8,
            letter=letter,
        )


def _stub(tie: Tie, end: _End, lines: list[Line]) -> Arc:
    label = f"{tie.name} {tie.way} {shortened(tie.outside, 24)}"
    wide = text_width(label) + 8
    fits = end.x + _ELBOW + wide <= TOTAL_WIDTH - 4
    foot = _foot(lines, end)
    return Arc(
        tie,
        end.x if fits else None,
        None if fits else end.x,
        foot,
        foot,
        arrow_left=False,
        arrow_right=False,
        label=label,
        label_x=end.x + _ELBOW if fits else max(4.0, end.x - _ELBOW - wide),
        label_width=wide,
        is_stub=True,
    )


def _named(arc: Arc, feet: list[float]) -> Arc:
    """The arc with its name where the feet of no other arc go through it, if there is such a place.

    Tried are the middle and then places further and further to both sides of it.
    """
    if arc.is_stub:
        return arc
    left = EDGE if arc.left is None else arc.left
    right = TOTAL_WIDTH - EDGE if arc.right is None else arc.right
    wide = arc.label_width
    lowest = EDGE if arc.left is None else 4.0
    highest = TOTAL_WIDTH - wide - (EDGE if arc.right is None else 4.0)
    middle = (left + right - wide) / 2
    others = [x for x in feet if x not in (arc.left, arc.right)]
    reach = max(0.0, (right - left - wide) / 2 - 8)
    steps = int(reach / 8)
    for shift in [0.0, *(side * 8.0 * n for n in range(1, steps + 1) for side in (-1, 1))]:
        x = middle + shift
        if not any(x - 2 < foot < x + wide + 2 for foot in others):
            return replace(arc, label_x=max(lowest, min(x, highest)))
    return replace(arc, label_x=max(lowest, min(middle, highest)))
