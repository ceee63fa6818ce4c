"""How a site is laid out in Chromium where the theme's own rules would have it otherwise."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

from browsing import PHONE, serve, visit
from running import acoe
from small_site import TODAY

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


_TABLE = """
| attribute | measure | at least | counted in a month | why this measure |
|---|---|---|---|---|
| `settlement_convention` | share of equal values | 0.95, `quote_side` 0.97 | 1,500 entities | \
a wrong side turns a trade around |
"""

_LINES = """() => [...document.querySelectorAll("article td code")].map(each => {
  const {height} = each.getBoundingClientRect();
  return Math.round(height / parseFloat(getComputedStyle(each).fontSize));
})"""


def test_a_wide_table_of_a_guideline_scrolls_on_a_phone_and_breaks_no_word(
    browser: Any, workspace: Path, tmp_path: Path
) -> None:
    copied = tmp_path / "copied"
    shutil.copytree(workspace, copied)
    with (copied / "guidelines" / "desk" / "bonds.md").open("a", encoding="utf-8") as page:
        page.write(_TABLE)
    ran = acoe("-w", copied, "site", "build", "-o", tmp_path / "site", "--today", TODAY)
    assert ran.code == 0, ran.out + ran.err
    with serve(tmp_path / "site") as at, visit(browser, at, width=PHONE) as seen:
        opened = seen.open("desk/guidelines/bonds.html")
        assert set(opened.evaluate(_LINES)) == {1}
        assert opened.evaluate("document.documentElement.scrollWidth") == PHONE
