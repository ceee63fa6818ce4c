"""The arc drawing of one unit as SVG. Where its parts lie is `arcs`' business."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from acoe_spec.guidelines.drawing.arcs import Arc, Line
from acoe_spec.guidelines.drawing.html import Html, element, join, number, text
from acoe_spec.guidelines.drawing.setting import CHIP_HEIGHT, TEXT_HEIGHT, TOTAL_WIDTH, Bar

_ROUND = 6.0
_UNDER = 9.0  # how far an arc is below the middle of a name that stands on it
_EDGE = 12.0  # from the side of the drawing to the end of a half, where its letter is


def arcs_svg(lines: Sequence[Line], hrefs: Mapping[str, str | None]) -> Html:
    """The drawing, hidden from screen readers: what it shows is heard in the text and the table.

    `hrefs` lead from the labels of marks to their pages, by the ids of the marks.
    """
    height = sum(line.height for line in lines)
    left, right = _sides(lines)
    return element(
        "svg",
        join(part for line in lines for part in _line(line, hrefs)),
        class_="acoe-arcs",
        viewBox=f"{number(left)} 0 {number(right - left)} {number(height)}",
        width=right - left,
        height=height,
        aria_hidden="true",
        focusable="false",
    )


def _sides(lines: Sequence[Line]) -> tuple[float, float]:
    """From where to where there is anything in the drawing."""
    extents = [bar.extent for line in lines for bar in line.bars]
    extents.extend(arc.extent for line in lines for arc in line.arcs)
    extents.extend((run.x, run.x + run.width) for line in lines for run in line.runs)
    return min(left for left, _ in extents) - 1, max(right for _, right in extents) + 1


def _line(line: Line, hrefs: Mapping[str, str | None]) -> Iterator[Html]:
    baseline = line.text_top + TEXT_HEIGHT * 0.72
    for bar in line.bars:
        yield from _tints(line, bar)
    for arc in sorted(line.arcs, key=lambda arc: -arc.lane):
        yield _path(line, arc)
    for arc in line.arcs:
        yield from _names(line, arc)
    for bar in sorted(line.bars, key=lambda bar: bar.lane):
        yield from _bar(line, bar, hrefs.get(bar.mark.id))
    for run in line.runs:
        yield element(
            "text",
            text(run.text),
            x=run.x,
            y=baseline,
            textLength=run.width or None,
            class_="acoe-run",
        )


def _tints(line: Line, bar: Bar) -> Iterator[Html]:
    for left, right in bar.stretches:
        yield element(
            "rect",
            x=left,
            y=line.text_top,
            width=right - left,
            height=TEXT_HEIGHT,
            class_=f"acoe-tint {bar.mark.colour}",
        )


def _bar(line: Line, bar: Bar, href: str | None) -> Iterator[Html]:
    y = line.bar_y(bar.lane)
    solid = " ".join(
        f"M{number(left + 0.5)} {number(y + 3)}v-3H{number(right - 0.5)}v3"
        for left, right in bar.stretches
    )
    yield element("path", d=solid, class_=f"acoe-stroke {bar.mark.colour}")
    if bar.gaps:
        dashed = " ".join(
            f"M{number(left)} {number(y)}H{number(right)}" for left, right in bar.gaps
        )
        yield element("path", d=dashed, class_=f"acoe-stroke acoe-dashed {bar.mark.colour}")
    if bar.label:
        first, last = bar.stretches[0]
        if last < bar.label_x or bar.label_x + bar.label_width < first:
            reach = (last, bar.label_x) if last < bar.label_x else (bar.label_x, first)
            d = f"M{number(reach[0])} {number(y)}H{number(reach[1])}"
            yield element("path", d=d, class_=f"acoe-stroke {bar.mark.colour}")
        event = " acoe-plate--event" if bar.mark.is_trigger else ""
        box = element(
            "rect",
            x=bar.label_x,
            y=y - CHIP_HEIGHT,
            width=bar.label_width,
            height=CHIP_HEIGHT,
            rx=3,
            class_="acoe-box",
        )
        name = _name(bar.label, bar.label_x, bar.label_width, y - 4.5)
        content = Html(box + name)
        kind = f"acoe-plate{event} {bar.mark.colour}"
        if href is None:
            yield element("g", content, class_=kind)
        else:
            yield element("a", content, class_=kind, href=href, tabindex=-1)


def _name(value: str, x: float, wide: float, y: float) -> Html:
    inner = wide - 10
    return element(
        "text",
        text(value),
        x=x + 5,
        y=y,
        textLength=inner if inner > 0 else None,
        lengthAdjust="spacingAndGlyphs",
        class_="acoe-name",
    )


def _foot(line: Line, lane: int) -> float:
    return line.bar_y(lane) - CHIP_HEIGHT


def _path(line: Line, arc: Arc) -> Html:
    y = line.arc_y(arc.lane)
    kind = f"acoe-arc {arc.tie.colour}"
    if arc.is_stub:
        return element("path", d=_elbow(line, arc, y), class_=kind)
    y += _UNDER if arc.is_narrow else 0
    start, end = _EDGE + 7, TOTAL_WIDTH - _EDGE - 7
    left, right = arc.left, arc.right
    bend = _ROUND
    if left is not None and right is not None:
        bend = min(_ROUND, (right - left) / 2)
    parts = []
    if left is None:
        parts.append(f"M{number(start)} {number(y)}")
    else:
        foot = _foot(line, arc.left_foot)
        parts.append(f"M{number(left)} {number(foot)}V{number(y + bend)}")
        parts.append(f"Q{number(left)} {number(y)} {number(left + bend)} {number(y)}")
    if right is None:
        parts.append(f"H{number(end)}")
    else:
        foot = _foot(line, arc.right_foot)
        parts.append(f"H{number(right - bend)}Q{number(right)} {number(y)} {number(right)} ")
        parts.append(f"{number(y + bend)}V{number(foot)}")
    return element("path", d="".join(parts), class_=kind)


def _elbow(line: Line, arc: Arc, y: float) -> str:
    """Up from the label and then aside to the words."""
    x = arc.right if arc.left is None else arc.left
    assert x is not None  # a stub has one foot
    aside = arc.label_x + 2 if arc.left is not None else arc.label_x + arc.label_width - 2
    bend = _ROUND if aside > x else -_ROUND
    foot = _foot(line, arc.left_foot)
    return (
        f"M{number(x)} {number(foot)}V{number(y + _ROUND)}"
        f"Q{number(x)} {number(y)} {number(x + bend)} {number(y)}H{number(aside)}"
    )


def _names(line: Line, arc: Arc) -> Iterator[Html]:
    y = line.arc_y(arc.lane)
    if arc.arrow_left and arc.left is not None:
        yield _arrow(arc.left, _foot(line, arc.left_foot), arc.tie.colour)
    if arc.arrow_right and arc.right is not None:
        yield _arrow(arc.right, _foot(line, arc.right_foot), arc.tie.colour)
    yield element(
        "rect",
        x=arc.label_x,
        y=y - 8,
        width=arc.label_width,
        height=16,
        rx=3,
        class_="acoe-back",
    )
    yield element(
        "text",
        text(arc.label),
        x=arc.label_x + 4,
        y=y + 3.5,
        textLength=arc.label_width - 8,
        lengthAdjust="spacingAndGlyphs",
        class_=f"acoe-tie {arc.tie.colour}",
    )
    if arc.letter:
        x = _EDGE if arc.left is None else TOTAL_WIDTH - _EDGE
        y += _UNDER if arc.is_narrow else 0
        yield element("circle", cx=x, cy=y, r=7, class_=f"acoe-edge {arc.tie.colour}")
        yield element("text", text(arc.letter), x=x, y=y + 3.5, class_="acoe-letter")


def _arrow(x: float, y: float, colour: str) -> Html:
    d = f"M{number(x)} {number(y)}l-4 -7h8z"
    return element("path", d=d, class_=f"acoe-tip {colour}")
