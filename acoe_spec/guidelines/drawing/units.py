"""The text of one unit with its marks, in both its drawings, and what is said beside it.

The text that wraps is always there. Where arcs lead through the unit, it has a drawing with arcs
besides, which takes its place on wide screens; the style sheet decides.
"""

from __future__ import annotations

from acoe_spec.guidelines.drawing.arcs import layout
from acoe_spec.guidelines.drawing.arcs_svg import arcs_svg
from acoe_spec.guidelines.drawing.flow import flow
from acoe_spec.guidelines.drawing.html import EMPTY, Html, element, span, text
from acoe_spec.guidelines.drawing.notes import category_chips, unit_notes
from acoe_spec.guidelines.drawing.scene import Json, Scene
from acoe_spec.guidelines.drawing.ties import Ties
from acoe_spec.guidelines.drawing.widths import begins_right_to_left


def body(scene: Scene, unit: Json, found: Ties) -> Html:
    """The text of a unit with its marks and arcs, and a list of what else is said of them."""
    id_ = unit["id"]
    content = unit.get("text")
    if not content:
        said = "not transcribed" if content is None else "no words"
        return Html(span("acoe-nothing", text(said)) + unit_notes(scene, id_))
    is_first = scene.is_first(unit)
    marks = scene.marks.get(id_, ()) if is_first else ()
    here = found.by_unit.get(id_, ()) if is_first else ()
    running = element(
        "div",
        flow(content, marks),
        class_="acoe-text",
        dir="rtl" if begins_right_to_left(content) else "ltr",
        lang=unit.get("language"),
    )
    if not here:
        return Html(running + unit_notes(scene, id_))
    drawing = arcs_svg(layout(content, marks, here), {mark.id: mark.href for mark in marks})
    both = element("div", Html(running + drawing), class_="acoe-both")
    return Html(both + unit_notes(scene, id_))


def unit_chips(scene: Scene, unit: Json) -> Html:
    """The categories of a unit."""
    chips = category_chips(scene, unit["id"])
    return element("div", chips, class_="acoe-categories") if chips else EMPTY
