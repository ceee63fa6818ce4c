"""A recording as SVG: a lane for each speaker on an axis of time, and what is marked in it.

Segments of one speaker that overlap lie in lanes of their own, so that both are seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from acoe_spec.guidelines.drawing.html import EMPTY, Html, element, join, text
from acoe_spec.guidelines.drawing.lanes import Lanes, lanes
from acoe_spec.guidelines.drawing.scene import Json, Scene
from acoe_spec.guidelines.drawing.setting import text_width
from acoe_spec.guidelines.drawing.widths import shortened

_RIGHT = 14.0
_ROW = 24.0
_NAME_ROW = 15.0  # for the name of a speaker above their lanes
_MARK_ROW = 22.0
_AXIS = 26.0
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600)
_MOST = 28  # characters of a speaker's name
_TICKS = 8
_CLOSE = 1.5  # widths of a time from one tick to the next


class Shape(NamedTuple):
    """How wide the drawing is, and whether the names of speakers stand above their lanes."""

    width: float
    names_above: bool
    kind: str


WIDE = Shape(660.0, names_above=False, kind="acoe-timeline acoe-timeline--wide")
NARROW = Shape(300.0, names_above=True, kind="acoe-timeline acoe-timeline--narrow")


@dataclass(frozen=True, slots=True)
class Block:
    """A segment or a marked stretch: its ends in pixels, its lane from the top, what is in it."""

    left: float
    right: float
    lane: int
    label: str
    colour: str
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where everything lies. Rows are the speakers with the number of their first lane.

    `gutter` is where time begins. `shared` are the stretches in which several segments run.
    """

    shape: Shape
    gutter: float
    rows: tuple[tuple[str, int], ...]
    segments: tuple[Block, ...]
    shared: tuple[tuple[float, float], ...]
    marks: tuple[Block, ...]
    ticks: tuple[tuple[float, str], ...]
    segment_lanes: int
    mark_lanes: int

    def row_top(self, lane: int) -> float:
        """Where the row of a speaker begins, name and all, given their first lane."""
        before = sum(1 for _, first in self.rows if first < lane)
        return lane * _ROW + before * (_NAME_ROW if self.shape.names_above else 0)

    def lane_top(self, lane: int) -> float:
        """Where a lane begins."""
        names = sum(1 for _, first in self.rows if first <= lane)
        return lane * _ROW + names * (_NAME_ROW if self.shape.names_above else 0)

    @property
    def bottom(self) -> float:
        """Where the lanes of segments end."""
        return self.row_top(self.segment_lanes)


def timeline(scene: Scene, segments: Sequence[Json], shape: Shape) -> Html:
    """The drawing of these segments and of all that is marked in time.

    Hidden from screen readers, because the transcript and the lists tell the same.
    """
    plan = planned(scene, segments, shape)
    if plan is None:
        return EMPTY
    top_of_marks = plan.bottom + 8
    axis = top_of_marks + plan.mark_lanes * _MARK_ROW + 6
    parts = [*_grid(plan, axis), *_shared(plan), *_segments(plan), *_marks(plan, top_of_marks)]
    return element(
        "svg",
        join(parts),
        class_=shape.kind,
        viewBox=f"0 0 {shape.width:.0f} {axis + _AXIS:.0f}",
        width=shape.width,
        height=axis + _AXIS,
        aria_hidden="true",
        focusable="false",
    )


def planned(scene: Scene, segments: Sequence[Json], shape: Shape) -> Timeline | None:
    """Where everything lies; None where nothing takes any time, or one segment takes all of it."""
    times = [
        (annotation, time)
        for annotation in scene.of_type("entity")
        for time in annotation.get("times", ())
    ]
    begin: float = min([each["start"] for each in segments] + [time["start"] for _, time in times])
    end: float = max([each["end"] for each in segments] + [time["end"] for _, time in times])
    if end <= begin or (len(segments) == 1 and not times):
        return None
    names = {_voice(each): _speaker(scene, each) for each in segments}
    gutter = 2.0 if shape.names_above else max(map(text_width, names.values())) + 16
    scale = (shape.width - gutter - _RIGHT) / (end - begin)

    def x(seconds: float) -> float:
        return gutter + (seconds - begin) * scale

    rows, blocks = _by_speaker(names, segments, x)
    marked = []
    for annotation, time in times:
        label = f"{scene.numbers[annotation['id']]} {shortened(scene.name(annotation), 24)}"
        left = x(time["start"])
        marked.append((left, max(x(time["end"]), left + 3), label, scene.colour(annotation)))
    extents = [
        mark_extent(left, right, label, gutter, shape.width) for left, right, label, _ in marked
    ]
    taken = lanes(extents, gap=4)
    marks = tuple(
        Block(left, right, lane, label, colour)
        for (left, right, label, colour), lane in zip(marked, taken)
    )
    return Timeline(
        shape,
        gutter,
        tuple(rows),
        tuple(blocks),
        tuple((x(start), x(stop)) for start, stop in _several(segments)),
        marks,
        tuple(_ticks(begin, end, x)),
        max((block.lane for block in blocks), default=-1) + 1,
        max(taken, default=-1) + 1,
    )


def mark_extent(
    left: float, right: float, label: str, gutter: float, width: float
) -> tuple[float, float]:
    """From the left end of a marked stretch or its name to the right end."""
    start = _name_start(left, label, gutter, width)
    return min(left, start), max(right, start + text_width(label) + 8)


def _name_start(left: float, label: str, gutter: float, width: float) -> float:
    return max(gutter, min(left, width - text_width(label) - 10))


class Voice(NamedTuple):
    """Whose lane a segment lies in: a speaker's, nobody's, or that of a voice without a name."""

    speaker: str
    is_nobody: bool


def _voice(segment: Json) -> Voice:
    speaker = segment.get("speaker", "")
    return Voice(speaker, is_nobody=not speaker and segment.get("text") == "")


def _speaker(scene: Scene, segment: Json) -> str:
    speaker, is_nobody = _voice(segment)
    if speaker:
        return shortened(scene.speaker(speaker), _MOST)
    return "nobody" if is_nobody else "unknown"


def _several(segments: Sequence[Json]) -> Iterator[tuple[float, float]]:
    """When more than one segment runs, in seconds, as stretches that do not touch."""
    changes = sorted(
        (at, step)
        for each in segments
        if each["end"] > each["start"]
        for at, step in ((each["start"], 1), (each["end"], -1))
    )
    running, start = 0, 0.0
    for at, step in changes:  # of those at one time the ends come first
        running += step
        if step == 1 and running == 2:
            start = at
        elif step == -1 and running == 1:
            yield start, at


def _by_speaker(
    names: Mapping[Voice, str], segments: Sequence[Json], x: Callable[[float], float]
) -> tuple[list[tuple[str, int]], list[Block]]:
    voices: dict[Voice, list[tuple[int, Json]]] = {}
    for number, segment in enumerate(segments, start=1):
        voices.setdefault(_voice(segment), []).append((number, segment))
    rows, blocks, first = [], [], 0
    for voice, theirs in voices.items():
        filling = Lanes()
        taken = [filling.place((segment["start"], segment["end"])) for _, segment in theirs]
        rows.append((names[voice], first))
        for (number, segment), lane in zip(theirs, taken):
            left = x(segment["start"])
            right = max(x(segment["end"]), left + 2)
            is_silent = not segment.get("text")
            blocks.append(Block(left, right, first + lane, str(number), "", is_silent))
        first += max(taken) + 1
    return rows, blocks


def _ticks(begin: float, end: float, x: Callable[[float], float]) -> Iterator[tuple[float, str]]:
    room = int((x(end) - x(begin)) / (_CLOSE * text_width(clock(end))))
    most = max(1, min(room, _TICKS))
    step = next((each for each in _STEPS if (end - begin) / each <= most), None)
    if step is None:
        step = 3600.0 * (int((end - begin) / 3600 / most) + 1)
    first = int(begin / step) + (0 if begin % step == 0 else 1)
    for n in range(first, int(end / step) + 1):
        yield x(n * step), clock(n * step, fraction=step < 1)


def clock(seconds: float, *, fraction: bool = True) -> str:
    """A time as 0:07, 12:30 or 1:02:03, with tenths or hundredths where it has them."""
    whole = int(seconds)
    rest = f"{seconds - whole:.2f}"[1:].rstrip("0").rstrip(".") if fraction else ""
    if f"{seconds - whole:.2f}" == "1.00":
        whole, rest = whole + 1, ""
    hours, minutes = divmod(whole // 60, 60)
    start = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{start}:{whole % 60:02}{rest}"


def _grid(plan: Timeline, axis: float) -> Iterator[Html]:
    right = plan.shape.width - _RIGHT
    for at, label in plan.ticks:
        yield element("path", d=f"M{at:.1f} 0V{axis:.0f}", class_="acoe-grid")
        half = text_width(label) / 2
        middle = min(max(at, half), plan.shape.width - half)
        yield element("text", text(label), x=middle, y=axis + 16, class_="acoe-tick")
    yield element("path", d=f"M{plan.gutter:.0f} {axis:.0f}H{right:.0f}", class_="acoe-axis")
    for name, lane in plan.rows:
        y = plan.row_top(lane)
        if lane:
            yield element("path", d=f"M0 {y:.0f}H{right:.0f}", class_="acoe-grid")
        down = 12 if plan.shape.names_above else 16
        yield element("text", text(name), x=2, y=y + down, class_="acoe-speaker-name")


def _shared(plan: Timeline) -> Iterator[Html]:
    for left, right in plan.shared:
        yield element(
            "rect", x=left, y=0, width=right - left, height=plan.bottom, class_="acoe-at-once"
        )


def _segments(plan: Timeline) -> Iterator[Html]:
    for block in plan.segments:
        y = plan.lane_top(block.lane) + 3
        wide = block.right - block.left
        silent = " acoe-segment--silent" if block.is_silent else ""
        yield element(
            "rect",
            x=block.left,
            y=y,
            width=wide,
            height=_ROW - 6,
            rx=3,
            class_=f"acoe-segment{silent}",
        )
        if wide > text_width(block.label) + 6:
            yield element(
                "text", text(block.label), x=block.left + 5, y=y + 13, class_="acoe-tick-in"
            )


def _marks(plan: Timeline, top: float) -> Iterator[Html]:
    for block in plan.marks:
        y = top + block.lane * _MARK_ROW
        x = _name_start(block.left, block.label, plan.gutter, plan.shape.width)
        bar = element(
            "rect",
            x=block.left,
            y=y,
            width=block.right - block.left,
            height=4,
            class_="acoe-badge",
        )
        name = element(
            "text",
            text(block.label),
            x=x,
            y=y + 15,
            textLength=text_width(block.label),
            class_="acoe-mark-name",
        )
        yield element("g", Html(bar + name), class_=f"acoe-moment {block.colour}")
