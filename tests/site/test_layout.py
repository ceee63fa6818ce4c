"""How a site is laid out in Chromium where the theme's own rules would have it otherwise."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from browsing import visit

_BOXES = """selector => [...document.querySelectorAll(selector)].map(each => {
  const {left, width} = each.getBoundingClientRect();
  return {left: Math.round(left), width: Math.round(width)};
})"""

_ROWS = """() => [...document.querySelectorAll(".md-nav--primary .md-ellipsis")]
  .map(each => each.getBoundingClientRect()).filter(each => each.height > 0)
  .map(each => Math.round(each.top + each.height / 2)).sort((one, other) => one - other)"""


def test_taxonomies_stand_on_the_first_page_as_cards_in_columns(browser: Any, address: str) -> None:
    with visit(browser, address) as seen:
        page = seen.open("")
        (title,) = page.evaluate(_BOXES, "article h1")
        (card,) = page.evaluate(_BOXES, ".acoe-taxonomies > li")
        assert card["left"] == title["left"]
        assert card["width"] < title["width"] / 2  # there is room for a second one beside it


def test_rows_of_the_navigation_are_equally_far_apart_and_clear_of_the_title(
    browser: Any, address: str
) -> None:
    with visit(browser, address) as seen:
        for path in ("index.html", "desk/tree.html", "desk/1.0.0/tree.html"):
            page = seen.open(path)
            title = page.locator(".md-nav--primary > .md-nav__title").bounding_box()
            rows = page.evaluate(_ROWS)
            steps = {after - before for before, after in pairwise(rows)}
            assert max(steps) - min(steps) <= 1, path
            # The title casts a shadow of 8 pixels over what is scrolled beneath it.
            assert rows[0] - title["y"] - title["height"] >= 16, path
