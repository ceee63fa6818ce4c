"""A dialogue: one row for each turn, on the side of its speaker, with time and categories."""

from __future__ import annotations

from acoe_spec.guidelines.drawing.html import EMPTY, Html, element, join, span, text
from acoe_spec.guidelines.drawing.scene import Json, Scene
from acoe_spec.guidelines.drawing.ties import Ties
from acoe_spec.guidelines.drawing.units import body, unit_chips
from acoe_spec.guidelines.drawing.widths import shortened


def turns(scene: Scene, units: list[Json], found: Ties) -> Html:
    """The turns. Speakers alternate between the sides in the order in which they first speak."""
    sides: dict[str, int] = {}
    day = ""
    rows = []
    for unit in units:
        speaker = unit.get("speaker", "")
        side = sides.setdefault(speaker, len(sides)) % 2
        date, _, clock = unit.get("time", "").partition("T")
        if date and date != day:
            rows.append(element("li", text(date), class_="acoe-date"))
            day = date
        rows.append(_turn(scene, unit, found, side, clock))
    return element("ol", join(rows), class_="acoe-chat", role="list")


def _turn(scene: Scene, unit: Json, found: Ties, side: int, clock: str) -> Html:
    head = []
    if unit.get("speaker"):
        name = element("bdi", text(scene.speaker(unit["speaker"])))
        head.append(span("acoe-speaker", name))
    if clock:
        head.append(element("time", text(clock), class_="acoe-time", datetime=unit["time"]))
    if "reply_to" in unit:
        head.append(_reply(scene, unit["reply_to"]))
    top = element("div", join(head, " "), class_="acoe-turn-head") if head else EMPTY
    bubble = element("div", body(scene, unit, found), class_="acoe-bubble")
    return element(
        "li",
        Html(top + bubble + unit_chips(scene, unit)),
        class_=f"acoe-turn acoe-turn--{side + 1}",
        id=scene.anchor(unit),
    )


def _reply(scene: Scene, id_: str) -> Html:
    """A link to the turn that is answered."""
    answered = scene.units.get(id_)
    if answered is None:
        return span("acoe-reply", text(f"↩ {id_}"))
    said = element("bdi", text(shortened(answered.get("text", ""), 30)))
    shown = Html(text("↩ in reply to ") + element("q", said))
    return element("a", shown, class_="acoe-reply", href=f"#{scene.anchors[id_]}")
