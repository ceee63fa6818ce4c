"""Pages and boxes on them, in the page's own unit, origin top left.

A hundredth of a unit is rounding: converters between pixels and points cut coordinates there.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from acoe_spec.findings import Finding, Rule
from acoe_spec.models.record_structs import Box, Page
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

ROUNDING = 0.01
"""Pixels or points by which a box may pass the edge of its page."""


def check_box_unit(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Boxes are on pages."""
    for position, place, box in _boxes(record):
        unit = record.units.get(box.unit)
        if unit is not None and not isinstance(unit, Page):
            yield record.finding(
                "box-without-page",
                position,
                "boxes",
                place,
                "unit",
                message=f"the box is on a {unit.__struct_config__.tag}, not on a page",
                hint="name the page, or anchor the entity by spans",
            )


def check_box_empty(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """A box has an area."""
    for position, place, box in _boxes(record):
        if not box.width or not box.height:
            side = "height" if box.width else "width"
            yield record.finding(
                "box-empty",
                position,
                "boxes",
                place,
                side,
                message=f"the box has no {side}, so it covers nothing",
                hint="draw the box again, or remove it",
            )


def check_box_outside_page(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """A box ends within its page, as far as the page says how large it is."""
    for position, place, box in _boxes(record):
        page = record.units.get(box.unit)
        if not isinstance(page, Page):
            continue
        right = page.width is not UNSET and box.x + box.width > page.width + ROUNDING
        below = page.height is not UNSET and box.y + box.height > page.height + ROUNDING
        if right or below:
            edge = " and ".join(name for name, past in (("right", right), ("lower", below)) if past)
            yield record.finding(
                "box-outside-page",
                position,
                "boxes",
                place,
                message=f"the box passes the {edge} edge of its page",
                hint="give the box in the unit of its page (px or pt), origin top left",
            )


def check_page_order(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Page numbers rise; each is compared with that of the page before."""
    before: Page | None = None
    for position, unit in enumerate(record.record.units):
        if not isinstance(unit, Page):
            continue
        if before is not None and unit.number <= before.number:
            same = unit.number == before.number
            yield record.unit_finding(
                "page-order",
                position,
                "number",
                message="the page has the same number as the one above it"
                if same
                else "the page has a lower number than the one above it",
                hint="number the pages of the document in their order",
                level="warning",
            )
        before = unit


def _boxes(record: IndexedRecord) -> Iterator[tuple[int, int, Box]]:
    for position, entity, _ in record.entities:
        for place, box in enumerate(entity.boxes or ()):
            yield position, place, box


RULES = (
    Rule(
        id="box-without-page",
        level="error",
        theme="pages",
        summary="A box is on a unit that is not a page.",
        why="Coordinates mean something on a page only.",
        fix="Name the page, or anchor the entity by spans.",
        failing='{"id":"r1","modality":"document","units":[{"type":"passage","id":"t1",'
        '"text":"Term sheet"}],"annotations":[{"type":"entity","id":"e1","label":"amount",'
        '"boxes":[{"unit":"t1","x":10,"y":10,"width":50,"height":12}]}]}',
        passing='{"id":"r1","modality":"document","units":[{"type":"page","id":"p1","number":1,'
        '"width":595,"height":842,"unit":"pt","text":"Term sheet"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"amount","boxes":[{"unit":"p1",'
        '"x":10,"y":10,"width":50,"height":12}]}]}',
        check=check_box_unit,
    ),
    Rule(
        id="box-empty",
        level="error",
        theme="pages",
        summary="A box has no width or no height.",
        why="It covers nothing: it was a click, not a drawing, and its overlap with any other "
        "box is zero.",
        fix="Draw the box again, or remove it.",
        failing='{"id":"r1","modality":"document","units":[{"type":"page","id":"p1","number":1,'
        '"width":595,"height":842,"unit":"pt","text":"Term sheet"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"amount","boxes":[{"unit":"p1",'
        '"x":10,"y":10,"width":50,"height":0}]}]}',
        passing='{"id":"r1","modality":"document","units":[{"type":"page","id":"p1","number":1,'
        '"width":595,"height":842,"unit":"pt","text":"Term sheet"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"amount","boxes":[{"unit":"p1",'
        '"x":10,"y":10,"width":50,"height":12}]}]}',
        check=check_box_empty,
    ),
    Rule(
        id="box-outside-page",
        level="error",
        theme="pages",
        summary="A box passes the right or the lower edge of its page.",
        why="Mostly the box is in pixels and the page in points, or the origin was taken at "
        "the bottom. A hundredth of a unit of rounding is tolerated.",
        fix="Give the box in the unit of its page, origin top left.",
        failing='{"id":"r1","modality":"document","units":[{"type":"page","id":"p1","number":1,'
        '"width":595,"height":842,"unit":"pt","text":"Term sheet"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"amount","boxes":[{"unit":"p1",'
        '"x":560,"y":10,"width":50,"height":12}]}]}',
        passing='{"id":"r1","modality":"document","units":[{"type":"page","id":"p1","number":1,'
        '"width":595,"height":842,"unit":"pt","text":"Term sheet"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"amount","boxes":[{"unit":"p1",'
        '"x":540,"y":10,"width":50,"height":12}]}]}',
        check=check_box_outside_page,
    ),
    Rule(
        id="page-order",
        level="warning",
        theme="pages",
        summary="Page numbers do not rise.",
        why="Pages are found by number. Two with the same number, or pages out of order, send "
        "readers to the wrong one.",
        fix="Number the pages of the document in their order; gaps are fine.",
        failing='{"id":"r1","modality":"document","units":[{"type":"page","id":"p1","number":2,'
        '"text":"Term sheet"},{"type":"page","id":"p2","number":1,"text":"Term sheet"}],'
        '"annotations":[]}',
        passing='{"id":"r1","modality":"document","units":[{"type":"page","id":"p1","number":1,'
        '"text":"Term sheet"},{"type":"page","id":"p2","number":3,"text":"Term sheet"}],'
        '"annotations":[]}',
        check=check_page_order,
    ),
)
