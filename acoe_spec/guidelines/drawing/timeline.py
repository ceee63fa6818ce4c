"""A recording as SVG: a lane for each speaker on an axis of time, and what is marked in it.

Segments of one speaker that overlap lie in lanes of their own, so that both are seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from acoe_spec.guidelines.drawing.html import EMPTY, Html, element, join, text
from acoe_spec.guidelines.drawing.lanes import lanes
from acoe_spec.guidelines.drawing.scene import Json, Scene
from acoe_spec.guidelines.drawing.setting import text_width
from acoe_spec.guidelines.drawing.widths import shortened

WIDTH = 660.0
GUTTER = 124.0  # for the names of speakers
_RIGHT = 14.0
_ROW = 24.0
_MARK_ROW = 22.0
_AXIS = 26.0
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600)
_TICKS = 8


@dataclass(frozen=True, slots=True)
class Block:
    """A segment or a marked stretch: its ends in pixels, its lane from the top, what is in it."""

    left: float
    right: float
    lane: int
    label: str
    colour: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where everything lies. Rows are the speakers with the number of their first lane."""

    rows: tuple[tuple[str, int], ...]
    segments: tuple[Block, ...]
    marks: tuple[Block, ...]
    ticks: tuple[tuple[float, str], ...]
    segment_lanes: int
    mark_lanes: int


def timeline(scene: Scene, segments: Sequence[Json]) -> Html:
    """The drawing of these segments and of all that is marked in time.

    Hidden from screen readers, because the transcript and the lists tell the same.
    """
    plan = planned(scene, segments)
    if plan is None:
        return EMPTY
    top_of_marks = plan.segment_lanes * _ROW + 8
    axis = top_of_marks + plan.mark_lanes * _MARK_ROW + 6
    parts = [*_grid(plan, axis), *_segments(plan), *_marks(plan, top_of_marks)]
    return element(
        "svg",
        join(parts),
        class_="acoe-timeline",
        viewBox=f"0 0 {WIDTH:.0f} {axis + _AXIS:.0f}",
        width=WIDTH,
        height=axis + _AXIS,
        aria_hidden="true",
        focusable="false",
    )


def planned(scene: Scene, segments: Sequence[Json]) -> Timeline | None:
    """Where everything lies; None where nothing takes any time."""
    times = [
        (annotation, time)
        for annotation in scene.of_type("entity")
        for time in annotation.get("times", ())
    ]
    begin: float = min([each["start"] for each in segments] + [time["start"] for _, time in times])
    end: float = max([each["end"] for each in segments] + [time["end"] for _, time in times])
    if end <= begin:
        return None
    scale = (WIDTH - GUTTER - _RIGHT) / (end - begin)

    def x(seconds: float) -> float:
        return GUTTER + (seconds - begin) * scale

    rows, blocks = _by_speaker(scene, segments, x)
    marked = []
    for annotation, time in times:
        label = f"{scene.numbers[annotation['id']]} {shortened(scene.name(annotation), 24)}"
        left = x(time["start"])
        marked.append((left, max(x(time["end"]), left + 3), label, scene.colour(annotation)))
    extents = [mark_extent(left, right, label) for left, right, label, _ in marked]
    taken = lanes(extents, gap=4)
    marks = tuple(
        Block(left, right, lane, label, colour)
        for (left, right, label, colour), lane in zip(marked, taken)
    )
    return Timeline(
        tuple(rows),
        tuple(blocks),
        marks,
        tuple(_ticks(begin, end, x)),
        max((block.lane for block in blocks), default=-1) + 1,
        max(taken, default=-1) + 1,
    )


def mark_extent(left: float, right: float, label: str) -> tuple[float, float]:
    """From the left end of a marked stretch or its name to the right end."""
    start = _name_start(left, label)
    return min(left, start), max(right, start + text_width(label) + 8)


def _name_start(left: float, label: str) -> float:
    return max(GUTTER, min(left, WIDTH - text_width(label) - 10))


def _by_speaker(
    scene: Scene, segments: Sequence[Json], x: Callable[[float], float]
) -> tuple[list[tuple[str, int]], list[Block]]:
    speakers: dict[str, list[tuple[int, Json]]] = {}
    for number, segment in enumerate(segments, start=1):
        speakers.setdefault(segment.get("speaker", ""), []).append((number, segment))
    rows, blocks, first = [], [], 0
    for speaker, theirs in speakers.items():
        taken = lanes([(segment["start"], segment["end"]) for _, segment in theirs])
        rows.append((shortened(scene.speaker(speaker), 17) if speaker else "unknown", first))
        for (number, segment), lane in zip(theirs, taken):
            left = x(segment["start"])
            right = max(x(segment["end"]), left + 2)
            blocks.append(Block(left, right, first + lane, str(number), ""))
        first += max(taken) + 1
    return rows, blocks


def _ticks(begin: float, end: float, x: Callable[[float], float]) -> Iterator[tuple[float, str]]:
    step = next((each for each in _STEPS if (end - begin) / each <= _TICKS), None)
    if step is None:
        step = 3600.0 * (int((end - begin) / 3600 / _TICKS) + 1)
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
    for at, label in plan.ticks:
        yield element("path", d=f"M{at:.1f} 0V{axis:.0f}", class_="acoe-grid")
        yield element("text", text(label), x=at, y=axis + 16, class_="acoe-tick")
    yield element("path", d=f"M{GUTTER:.0f} {axis:.0f}H{WIDTH - _RIGHT:.0f}", class_="acoe-axis")
    for name, lane in plan.rows:
        y = lane * _ROW
        if lane:
            yield element("path", d=f"M0 {y:.0f}H{WIDTH - _RIGHT:.0f}", class_="acoe-grid")
        yield element("text", text(name), x=2, y=y + 16, class_="acoe-speaker-name")


def _segments(plan: Timeline) -> Iterator[Html]:
    for block in plan.segments:
        y = block.lane * _ROW + 3
        wide = block.right - block.left
        yield element(
            "rect", x=block.left, y=y, width=wide, height=_ROW - 6, rx=3, class_="acoe-segment"
        )
        if wide > text_width(block.label) + 6:
            yield element(
                "text", text(block.label), x=block.left + 5, y=y + 13, class_="acoe-tick-in"
            )


def _marks(plan: Timeline, top: float) -> Iterator[Html]:
    for block in plan.marks:
        y = top + block.lane * _MARK_ROW
        x = _name_start(block.left, block.label)
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
