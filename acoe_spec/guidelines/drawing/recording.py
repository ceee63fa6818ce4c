"""A recording: the lanes of its speakers over time, and beneath them the transcript."""

from __future__ import annotations

from collections.abc import Iterator

from acoe_spec.guidelines.drawing.html import Html, element, join, span, text
from acoe_spec.guidelines.drawing.lanes import overlaps
from acoe_spec.guidelines.drawing.scene import Json, Scene
from acoe_spec.guidelines.drawing.ties import Ties
from acoe_spec.guidelines.drawing.timeline import NARROW, WIDE, clock, timeline
from acoe_spec.guidelines.drawing.units import body, unit_chips


def recording(scene: Scene, units: list[Json], found: Ties) -> Html:
    """Each segment with its number, speaker and times, and the numbers of those that it overlaps.

    The lanes are drawn twice, for wide screens and for narrow ones; the style sheet shows one.
    """
    lanes = Html(timeline(scene, units, WIDE) + timeline(scene, units, NARROW))
    beside = overlaps([(unit["start"], unit["end"]) for unit in units])
    rows = [
        element(
            "li",
            Html(
                element(
                    "div", join(_head(scene, number, unit, others), " "), class_="acoe-turn-head"
                )
                + body(scene, unit, found)
                + unit_chips(scene, unit)
            ),
            class_="acoe-utterance",
            id=scene.anchor(unit),
        )
        for number, (unit, others) in enumerate(zip(units, beside, strict=True), start=1)
    ]
    return Html(lanes + element("ol", join(rows), class_="acoe-transcript", role="list"))


def _head(scene: Scene, number: int, unit: Json, others: list[int]) -> Iterator[Html]:
    yield span("acoe-number", text(str(number)))
    if unit.get("speaker"):
        yield span("acoe-speaker", element("bdi", text(scene.speaker(unit["speaker"]))))
    yield span("acoe-time", text(f"{clock(unit['start'])}–{clock(unit['end'])}"))
    if "channel" in unit:
        yield span("acoe-time", text(f"channel {unit['channel']}"))
    if others:
        named = ", ".join(str(each + 1) for each in others)
        yield span("acoe-time", text(f"overlaps {named}"))
