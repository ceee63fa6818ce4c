"""One annotated record as HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from acoe_spec.guidelines.drawing.html import Html, element, join, link, text
from acoe_spec.taxonomy.compiled import CompiledTaxonomy


def draw(
    record: Mapping[str, Any],
    taxonomy: CompiledTaxonomy,
    *,
    prefix: str,
    href: Callable[[str], str | None],
    picture: Callable[[str], str | None],
) -> str:
    """HTML of one annotated record, in its JSON shape; nothing in it needs escaping any more.

    `prefix` begins every id in it and makes them unique on a page. `href` tells where the page of
    a node (`entity/option`) is, `picture` where the picture of a page unit is; None is nowhere.
    """
    texts = [element("p", text(unit.get("text", ""))) for unit in record["units"]]
    rows = [
        element(
            "tr",
            join(
                element("td", cell)
                for cell in (
                    text(annotation["id"]),
                    link(
                        href(f"{annotation.get('set', annotation['type'])}/{annotation['label']}"),
                        text(annotation["label"]),
                    ),
                    text(annotation.get("text", "")),
                )
            ),
        )
        for annotation in record["annotations"]
    ]
    return Html(
        element("div", join([*texts, element("table", join(rows))]), class_="acoe-drawing")
    )
