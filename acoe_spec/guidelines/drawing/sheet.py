"""A page of a document as SVG: its picture or a blank sheet, with numbered boxes on it.

On a blank sheet the boxes show the words that they hold, and it ends below the last of them. The
picture of a slide, which is wider than high, stands above its text and not beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from acoe_spec.guidelines.drawing.html import EMPTY, Html, element, is_harmless, join, number, text
from acoe_spec.guidelines.drawing.scene import Json, Scene
from acoe_spec.guidelines.drawing.widths import width as text_extent

WIDTH = 600.0  # of the drawing; the page is scaled to it
_STEEPEST = 3.0  # height to width
_EMPTY = 60.0  # of a sheet beside its boxes, where the rest of it is not shown
_MANY = 4  # boxes lower than their numbers, for which a picture is shown from near
_TOOTH = 12.0
_SMALLEST, _LARGEST = 10.0, 26.0  # sizes of words in a box


class Area(NamedTuple):
    """A box in the pixels of the drawing."""

    x: float
    y: float
    width: float
    height: float


class Badge(NamedTuple):
    """How large the number of a box is drawn, and how far down in it its digits stand."""

    width: float
    height: float
    down: float
    kind: str


Boxed = tuple[Json, Area]
LARGE = Badge(30.0, 26.0, 19.0, "acoe-counter")
SMALL = Badge(20.0, 16.0, 12.5, "acoe-counter acoe-counter--small")


def sheet(scene: Scene, unit: Json) -> Html:
    """The page in its own proportions; empty where it has neither boxes nor a picture.

    Its name tells the numbers and labels, whose list is beside it.
    """
    boxes = [
        (annotation, box)
        for annotation in scene.of_type("entity")
        for box in annotation.get("boxes", ())
        if box["unit"] == unit["id"]
    ]
    href = scene.picture(unit["id"])
    if not boxes and href is None:
        return EMPTY
    width, height = _size(unit, [box for _, box in boxes])
    scale = WIDTH / width
    high = min(height * scale, WIDTH * _STEEPEST)
    down = high / height
    title = f"Page {unit['number']}" + "".join(
        f", {scene.numbers[annotation['id']]} {scene.name(annotation)}" for annotation, _ in boxes
    )
    boxed = [(annotation, _scaled(box, scale, down)) for annotation, box in boxes]
    has_picture = href is not None and is_harmless(href)
    small = sum(1 for _, area in boxed if area.height < LARGE.height)
    is_near = has_picture and small > _MANY
    size = SMALL if is_near else LARGE
    places = badge_places([area for _, area in boxed], high, size)
    top, bottom = 0.0, high
    if is_near:
        top, bottom = _around(boxed, high)
    elif not has_picture:
        bottom = _shown(boxed, places, high)
    parts = [
        element("rect", x=0.5, y=0.5, width=WIDTH - 1, height=high - 1, class_="acoe-paper"),
        *_picture(href if has_picture else None, high),
        *_boxes(scene, boxed, has_picture=has_picture),
        *_badges(scene, boxed, places, size),
    ]
    if bottom < high and not has_picture:
        parts.append(element("path", d=_torn(bottom), class_="acoe-torn"))
    kind = " acoe-sheet-wide" if has_picture and high < WIDTH else ""
    drawn = element(
        "svg",
        join(parts),
        class_="acoe-sheet acoe-sheet-near" if is_near else f"acoe-sheet{kind}",
        viewBox=f"0 {number(top)} {number(WIDTH)} {number(bottom - top)}",
        role="img",
        aria_label=title,
    )
    if not is_near:
        return drawn
    name = f"Picture of page {unit['number']}"
    return element("div", drawn, class_="acoe-wide", role="group", tabindex=0, aria_label=name)


def _picture(href: str | None, high: float) -> Iterator[Html]:
    if href is not None:
        yield element("image", href=href, width=WIDTH, height=high, preserveAspectRatio="none")


def _size(unit: Json, boxes: list[Json]) -> tuple[float, float]:
    """Width and height of the page; without them, what holds all of its boxes."""
    right = max((box["x"] + box["width"] for box in boxes), default=0) * 1.05
    bottom = max((box["y"] + box["height"] for box in boxes), default=0) * 1.05
    width = unit.get("width") or right or 210.0
    return width, unit.get("height") or bottom or width * 1.414


def _scaled(box: Json, across: float, down: float) -> Area:
    return Area(
        box["x"] * across,
        box["y"] * down,
        max(box["width"] * across, 2.0),
        max(box["height"] * down, 2.0),
    )


def _shown(boxed: Sequence[Boxed], places: Sequence[tuple[float, float]], high: float) -> float:
    """How much of a blank sheet there is to see: not what is empty below its last box."""
    lows = [area.y + area.height for _, area in boxed] + [y + LARGE.height for _, y in places]
    lowest = max(lows, default=0.0)
    return high if lowest + _EMPTY >= high * 0.9 else max(lowest + _EMPTY, WIDTH * 0.4)


def _around(boxed: Sequence[Boxed], high: float) -> tuple[float, float]:
    """From where to where the sheet is shown that has many small boxes."""
    top = min(area.y for _, area in boxed) - _EMPTY  # a heading is above
    bottom = max(area.y + area.height for _, area in boxed) + _EMPTY / 2
    top, bottom = max(0.0, min(top, high)), max(0.0, min(bottom, high))
    return (top, bottom) if bottom - top >= _EMPTY else (0.0, high)


def _torn(shown: float) -> str:
    """A zigzag along the lower edge of what is shown."""
    teeth = "".join(f"l{_TOOTH:g} {step:g}" for step in (-_TOOTH, _TOOTH) * int(WIDTH / _TOOTH / 2))
    return f"M0 {number(shown)}{teeth}"


def _boxes(scene: Scene, boxed: Sequence[Boxed], *, has_picture: bool) -> Iterator[Html]:
    """The boxes, the large ones first; on a blank sheet with the words that they hold."""
    count = Counter(annotation["id"] for annotation, _ in boxed)
    for annotation, area in sorted(boxed, key=lambda each: -each[1].width * each[1].height):
        x, y, width, height = area
        yield element(
            "rect",
            x=x,
            y=y,
            width=width,
            height=height,
            class_=f"acoe-area {scene.colour(annotation)}",
        )
        words = " ".join(annotation.get("text", "").split())
        # Words of several boxes are not known to be of the one or the other.
        if words and not has_picture and count[annotation["id"]] == 1:
            yield from _words(words, area)


def _words(words: str, area: Area) -> Iterator[Html]:
    """Words on one line in a box, as large as it permits, unless that is too small to read."""
    size = min(area.height * 0.72, (area.width - 8) / max(text_extent(words), 1))
    if size >= _SMALLEST:
        yield element(
            "text",
            text(words),
            x=area.x + 4,
            y=area.y + area.height / 2 + size * 0.35,
            font_size=min(size, _LARGEST),
            textLength=min(size, _LARGEST) * text_extent(words),
            class_="acoe-printed",
        )


def _badges(
    scene: Scene, boxed: Sequence[Boxed], places: Sequence[tuple[float, float]], size: Badge
) -> Iterator[Html]:
    for (annotation, _), (x, y) in zip(boxed, places, strict=True):
        badge = element(
            "rect", x=x, y=y, width=size.width, height=size.height, rx=4, class_="acoe-badge"
        )
        shown = element(
            "text",
            text(str(scene.numbers[annotation["id"]])),
            x=x + size.width / 2,
            y=y + size.down,
        )
        yield element("g", Html(badge + shown), class_=f"{size.kind} {scene.colour(annotation)}")


def badge_places(areas: Sequence[Area], high: float, size: Badge) -> list[tuple[float, float]]:
    """Top left corners of the numbers of boxes: none covers another.

    A number stands left of its box, so that it hides nothing of it, or right of it, or above or
    below it. Where all of these are taken or off the sheet, it stands as near to its top left
    corner as there is room, on the sheet or below it.
    """
    taken: list[tuple[float, float]] = []
    for area in areas:
        beside = (place for place in _beside(area, high, size) if _is_on(place, high, size))
        place = next((each for each in beside if _is_free(each, taken, size)), None)
        taken.append(place or _near(area, taken, size))
    return taken


def _beside(area: Area, high: float, size: Badge) -> Iterator[tuple[float, float]]:
    x, y, width, height = area
    level = y + (height - size.height) / 2 if height < 3 * size.height else y
    level = max(0.0, min(level, high - size.height))
    yield x - size.width - 2, level
    yield x + width + 2, level
    yield x, y - size.height - 2
    yield x, y + height + 2


def _is_on(place: tuple[float, float], high: float, size: Badge) -> bool:
    x, y = place
    return 0 <= x <= WIDTH - size.width and 0 <= y <= high - size.height


def _is_free(place: tuple[float, float], taken: Iterable[tuple[float, float]], size: Badge) -> bool:
    x, y = place
    return all(abs(x - other) >= size.width or abs(y - level) >= size.height
               for other, level in taken)  # fmt: skip


def _near(area: Area, taken: Sequence[tuple[float, float]], size: Badge) -> tuple[float, float]:
    """The first free place in the row of the box, from it to the right, or in a row below."""
    y = max(area.y, 0.0)
    while True:
        x = min(max(area.x, 0.0), WIDTH - size.width)
        row = sorted(other for other, level in taken if abs(level - y) < size.height)
        for other in row:
            if abs(x - other) < size.width + 1:
                x = other + size.width + 1
        if x <= WIDTH - size.width:
            return x, y
        y += size.height
