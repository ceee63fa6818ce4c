"""A page of a document as SVG: its picture or a blank sheet, with numbered boxes on it."""

from __future__ import annotations

from collections.abc import Iterator

from acoe_spec.guidelines.drawing.html import EMPTY, Html, element, is_harmless, join, number, text
from acoe_spec.guidelines.drawing.scene import Json, Scene

WIDTH = 600.0  # of the drawing; the page is scaled to it
BADGE = 30.0
_BADGE_HEIGHT = 26.0
_STEEPEST = 3.0  # height to width


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
    parts = [element("rect", x=0.5, y=0.5, width=WIDTH - 1, height=high - 1, class_="acoe-paper")]
    if href is not None and is_harmless(href):
        parts.append(
            element("image", href=href, width=WIDTH, height=high, preserveAspectRatio="none")
        )
    parts.extend(_boxes(scene, boxes, scale, down, high))
    return element(
        "svg",
        join(parts),
        class_="acoe-sheet",
        viewBox=f"0 0 {number(WIDTH)} {number(high)}",
        role="img",
        aria_label=title,
    )


def _size(unit: Json, boxes: list[Json]) -> tuple[float, float]:
    """Width and height of the page; without them, what holds all of its boxes."""
    right = max((box["x"] + box["width"] for box in boxes), default=0) * 1.05
    bottom = max((box["y"] + box["height"] for box in boxes), default=0) * 1.05
    width = unit.get("width") or right or 210.0
    return width, unit.get("height") or bottom or width * 1.414


def _boxes(
    scene: Scene, boxes: list[tuple[Json, Json]], scale: float, down: float, high: float
) -> Iterator[Html]:
    places = badge_places(
        [(box["x"] * scale, box["y"] * down) for _, box in boxes],
        high,
    )
    for annotation, box in boxes:
        yield element(
            "rect",
            x=box["x"] * scale,
            y=box["y"] * down,
            width=max(box["width"] * scale, 2.0),
            height=max(box["height"] * down, 2.0),
            class_=f"acoe-area {scene.colour(annotation)}",
        )
    for (annotation, _), (x, y) in zip(boxes, places):
        badge = element(
            "rect", x=x, y=y, width=BADGE, height=_BADGE_HEIGHT, rx=5, class_="acoe-badge"
        )
        number = element(
            "text", text(str(scene.numbers[annotation["id"]])), x=x + BADGE / 2, y=y + 19
        )
        yield element("g", Html(badge + number), class_=f"acoe-counter {scene.colour(annotation)}")


def badge_places(corners: list[tuple[float, float]], high: float) -> list[tuple[float, float]]:
    """Top left corners of the numbers of boxes with these corners: none covers another.

    A number stands at the top left corner of its box, in one of the rows that the page is divided
    into, or further right, where it would cover another, or in the next row where there is no room
    to the right.
    """
    wanted = [
        (min(max(x, 0.0), WIDTH - BADGE), int(min(max(y, 0.0), high) // _BADGE_HEIGHT))
        for x, y in corners
    ]
    taken: dict[int, list[float]] = {}
    places = []
    for x, row in wanted:
        while True:
            free = _free_place(taken.setdefault(row, []), x)
            if free is not None:
                break
            row += 1
        taken[row].append(free)
        places.append((free, row * _BADGE_HEIGHT))
    return places


def _free_place(row: list[float], x: float) -> float | None:
    for other in sorted(row):
        if abs(other - x) < BADGE + 2:
            x = other + BADGE + 2
    return x if x <= WIDTH - BADGE else None
