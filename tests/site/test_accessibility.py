"""Every kind of page is within reach of everybody: WCAG 2.2 AA, a phone, no scripts, print.

The pages are those of this repository, built once for all workers of a run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import DESKTOP, PHONE, Visit, serve, visit
from built_once import built_once

PAGES = {
    "home": "index.html",
    "nothing there": "404.html",
    "tutorial": "tutorial/index.html",
    "how-to guide": "how-to/write-a-taxonomy/index.html",
    "reference": "reference/library/index.html",
    "explanation": "explanation/identity/index.html",
    "index": "trade-chat/index.html",
    "index without guidelines": "finance-core/index.html",
    "entity": "trade-chat/entity/option.html",
    "abstract entity": "trade-chat/entity/instrument.html",
    "relation": "trade-chat/relation/bids_on.html",
    "event": "trade-chat/event/trade.html",
    "category": "trade-chat/intent/firm_quote.html",
    "set of categories": "trade-chat/intent/index.html",
    "set of entities": "trade-chat/entity/index.html",
    "tree": "trade-chat/tree.html",
    "A to Z": "trade-chat/a-z.html",
    "matrix": "trade-chat/matrix.html",
    "changes": "trade-chat/changes/index.html",
    "change": "trade-chat/changes/1.1.0--2.0.0.html",
    "quick card": "trade-chat/quick-card.html",
    "quiz": "trade-chat/quiz/index.html",
    "glossary": "trade-chat/glossary.html",
    "quality": "trade-chat/quality.html",
    "downloads": "trade-chat/downloads.html",
    "guidelines": "trade-chat/guidelines/index.html",
    "guideline": "trade-chat/guidelines/sizes.html",
    "old index": "trade-chat/1.0.0/index.html",
    "old entity": "trade-chat/1.0.0/entity/option.html",
    "old change": "trade-chat/2.0.0/changes/1.1.0--2.0.0.html",
}

_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
_FOUND = """async rules => (await axe.run(document, rules)).violations.flatMap(
  each => each.nodes.map(node => `${each.id}: ${node.target}: ${node.failureSummary}`))"""


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this repository; not to be changed."""
    return built_once(Path(__file__).parents[2], tmp_path_factory)


@pytest.fixture(scope="session")
def here(project: Path) -> Iterator[str]:
    """Where it is served."""
    with serve(project) as found:
        yield found


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, which comes to pages from outside: their policy stays as it is."""
    package = pytest.importorskip("axe_playwright_python")
    return (Path(package.__file__).parent / "axe.min.js").read_text("utf-8")


# Contrast depends on the scheme alone, and the size of what is touched on the width alone.
@pytest.fixture(scope="module", params=[(DESKTOP, "light"), (PHONE, "dark")])
def reader(request: pytest.FixtureRequest, browser: Any, here: str, axe: str) -> Iterator[Visit]:
    """A tab in which axe is at hand."""
    width, scheme = request.param
    with visit(browser, here, width=width, scheme=scheme) as seen:
        seen.page.context.add_init_script(axe)
        yield seen


@pytest.fixture(scope="module")
def plain_reader(browser: Any, here: str) -> Iterator[Visit]:
    """A phone whose scripts are off."""
    with visit(browser, here, width=PHONE, scripts=False) as seen:
        yield seen


@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing(reader: Visit, kind: str) -> None:
    page = reader.open(PAGES[kind])
    for each in page.locator("article details").all():
        each.evaluate("each => { each.open = true }")
    assert page.evaluate(_FOUND, _RULES) == []
    assert reader.wrong == []


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_is_read_on_a_phone_without_scripts(plain_reader: Visit, kind: str) -> None:
    page = plain_reader.open(PAGES[kind])
    assert page.locator("article h1").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
    for table in page.locator("article table").all():
        if table.is_visible():
            assert table.evaluate("each => each.getBoundingClientRect().height") > 20
    hidden = page.evaluate(
        """() => [...document.querySelectorAll("article *")].filter(each =>
             each.childElementCount === 0 && each.textContent.trim() && !each.closest("details")
             && !each.closest("[class*=unseen], [class*=hidden], svg, template")
             && getComputedStyle(each).visibility === "hidden").map(each => each.outerHTML)"""
    )
    assert hidden == []


def test_the_version_selector_and_the_tree_open_without_scripts(plain_reader: Visit) -> None:
    page = plain_reader.open(PAGES["entity"])
    page.locator(".acoe-versions summary").click()
    page.locator(".acoe-versions a", has_text="1.0.0").click()
    assert page.url.endswith("trade-chat/1.0.0/entity/option.html")
    assert page.locator(".acoe-banner").first.is_visible()

    page = plain_reader.open(PAGES["tree"])
    named = page.locator("a", has_text="Convertible bond")
    inner = page.locator(".acoe-tree").locator(named)
    assert inner.is_visible()
    outer = page.locator(".acoe-tree details", has=named).first.locator("summary").first
    outer.click()
    assert not inner.is_visible()
    outer.click()
    assert inner.is_visible()


@pytest.mark.parametrize("kind", ["quick card", "entity", "guideline", "matrix"])
def test_print_leaves_out_what_only_a_screen_needs(browser: Any, here: str, kind: str) -> None:
    with visit(browser, here, width=794) as seen:
        page = seen.open(PAGES[kind])
        page.emulate_media(media="print")
        for gone in (".md-header", ".md-sidebar", ".md-footer", ".acoe-versions", ".acoe-crumbs"):
            assert not any(each.is_visible() for each in page.locator(gone).all()), gone
        assert page.evaluate("document.documentElement.scrollWidth") <= 794


@pytest.mark.parametrize("kind", ["entity", "quality", "matrix", "guideline"])
def test_forced_colours_keep_what_colours_tell(browser: Any, here: str, kind: str) -> None:
    """A chip has an edge of its own where its ground is taken from it."""
    with visit(browser, here, forced_colors="active") as seen:
        page = seen.open(PAGES[kind])
        bare = page.evaluate(
            """() => [...document.querySelectorAll(".acoe-chip, .acoe-verdict, .acoe-status")]
                 .filter(each => each.checkVisibility() && each.getClientRects().length)
                 .filter(each => { const style = getComputedStyle(each);
                   return !parseFloat(style.borderTopWidth) && !parseFloat(style.borderBottomWidth)
                     && !style.textDecorationLine.includes("underline") })
                 .map(each => each.outerHTML).slice(0, 5)"""
        )
        assert bare == []


def test_drawings_look_on_pages_as_they_do_alone(browser: Any, here: str) -> None:
    """No rule for pages reaches into a drawing, besides those for every element."""
    with visit(browser, here) as seen:
        shared = seen.open(PAGES["event"]).evaluate(
            """() => {
              const sheet = [...document.styleSheets].find(each => each.href.endsWith("/acoe.css"));
              const parts = [...document.querySelectorAll(".acoe-drawing *")];
              return [...sheet.cssRules].filter(each => each.selectorText)
                .flatMap(each => each.selectorText.split(/,(?![^(]*[)])/))
                .filter(each => parts.some(part => part.matches(each)))
                .map(each => each.trim()).filter(each => each.includes(".acoe-frame ."));
            }"""
        )
    assert shared == []


def test_each_page_says_what_it_is_and_has_one_main_heading(
    project: Path, browser: Any, here: str
) -> None:
    pages = sorted(each.relative_to(project).as_posix() for each in project.rglob("*.html"))
    with visit(browser, here) as seen:
        wrong = seen.open("404.html").evaluate(
            """async paths => {
              const wrong = [];
              for (const path of paths) {
                const page = new DOMParser().parseFromString(
                  await (await fetch(path)).text(), "text/html");
                const ids = [...page.querySelectorAll("[id]")].map(each => each.id);
                const twice = ids.filter((each, at) => ids.indexOf(each) !== at);
                if (twice.length) wrong.push(`${path}: ids that stand twice: ${twice.slice(0, 5)}`);
                if (page.querySelectorAll("h1").length !== 1) wrong.push(`${path}: not one h1`);
                if (!page.documentElement.lang) wrong.push(`${path}: no language`);
                if (!page.title.trim()) wrong.push(`${path}: no title`);
                let before = 0;
                for (const each of page.querySelectorAll("article :is(h1,h2,h3,h4,h5,h6)")) {
                  const level = Number(each.tagName[1]);
                  if (level > before + 1) wrong.push(`${path}: level skipped: ${each.outerHTML}`);
                  before = level;
                }
              }
              return wrong;
            }""",
            pages,
        )
    assert wrong == [], json.dumps(wrong[:20], indent=1)
