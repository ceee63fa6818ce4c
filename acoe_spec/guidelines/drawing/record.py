"""One annotated record as HTML: its units as their kind asks for, and below them what ties them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

from acoe_spec.guidelines.drawing.html import EMPTY, Html, element, join, span, text
from acoe_spec.guidelines.drawing.mail import email
from acoe_spec.guidelines.drawing.notes import beside_notes, category_chips, ties_notes
from acoe_spec.guidelines.drawing.recording import recording
from acoe_spec.guidelines.drawing.scene import Json, Scene
from acoe_spec.guidelines.drawing.sheet import sheet
from acoe_spec.guidelines.drawing.table import table
from acoe_spec.guidelines.drawing.ties import Ties, ties
from acoe_spec.guidelines.drawing.turns import turns
from acoe_spec.guidelines.drawing.units import body, unit_chips
from acoe_spec.taxonomy.compiled import CompiledTaxonomy


def draw(
    record: Mapping[str, Any],
    taxonomy: CompiledTaxonomy,
    *,
    prefix: str,
    href: Callable[[str], str | None],
    picture: Callable[[str], str | None],
) -> str:
    """HTML of one annotated record, safe to put into a page as it is.

    `record` is the JSON shape of a record (`record.schema.json`); it may break the rules of its
    taxonomy. `prefix` begins every id in the HTML and makes them unique on a page; it is made of
    letters, digits, `-`, `_`, `.` and `~`. `href` tells where the page of a node (`entity/option`)
    is, `picture` where the picture of a page unit is, by its id; None is nowhere. Addresses that
    are neither relative nor of the web are left out.
    """
    scene = Scene(record=record, taxonomy=taxonomy, prefix=prefix, href=href, picture=picture)
    found = ties(scene)
    groups = groupby(record["units"], key=lambda unit: unit["type"])
    parts = [
        *(_GROUPS[kind](scene, list(units), found) for kind, units in groups),
        beside_notes(scene),
        ties_notes(scene, found.drawn),
        _foot(scene),
        table(scene),
    ]
    return element("div", join(parts), class_="acoe-drawing", id=prefix)


def _passages(scene: Scene, units: list[Json], found: Ties) -> Html:
    return join(
        element(
            "div", Html(body(scene, unit, found) + unit_chips(scene, unit)), class_="acoe-passage"
        )
        for unit in units
    )


def _pages(scene: Scene, units: list[Json], found: Ties) -> Html:
    """Each page as a sheet with numbered boxes, its text with the same numbers beside it."""
    drawn = []
    for unit in units:
        number = span("acoe-part-name", text(f"Page {unit['number']}"))
        said = element(
            "div",
            Html(number + body(scene, unit, found) + unit_chips(scene, unit)),
            class_="acoe-page-text",
        )
        drawn.append(element("div", Html(sheet(scene, unit) + said), class_="acoe-page"))
    return join(drawn)


def _foot(scene: Scene) -> Html:
    """What is said of the whole record."""
    chips = category_chips(scene, None)
    if not chips:
        return EMPTY
    name = span("acoe-part-name", text("Whole record"))
    return element("div", Html(f"{name} {chips}"), class_="acoe-foot")


_GROUPS: dict[str, Callable[[Scene, list[Json], Ties], Html]] = {
    "passage": _passages,
    "turn": turns,
    "part": email,
    "page": _pages,
    "segment": recording,
}
