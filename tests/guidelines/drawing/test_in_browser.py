"""The gallery in a real browser: nothing collides, nothing sticks out, all can be reached."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from drawn_cases import CASES
from gallery import drawings, head, page, worked_examples

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = (375, 1280)

COLLISIONS = """() => {
  const box = element => element.getBoundingClientRect();
  const meet = (a, b) => a.left + 1 < b.right && b.left + 1 < a.right
    && a.top + 1 < b.bottom && b.top + 1 < a.bottom;
  const seen = element => box(element).width > 1;
  const found = [];
  for (const text of document.querySelectorAll('.acoe-text')) {
    if (!seen(text)) continue;
    const chips = [...text.querySelectorAll('.acoe-tag')];
    chips.forEach((one, n) => chips.slice(n + 1).forEach(other => {
      if (meet(box(one), box(other))) found.push(['labels', one.textContent, other.textContent]);
    }));
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const words = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!node.parentElement.closest('.acoe-heard, .acoe-slot') && node.data.trim()) {
        const range = document.createRange();
        range.selectNodeContents(node);
        words.push([node.data, [...range.getClientRects()].filter(each => each.width > 1)]);
      }
    }
    for (const chip of chips) for (const [data, rects] of words) for (const rect of rects)
      if (meet(box(chip), rect)) found.push(['label on words', chip.textContent, data]);
    words.forEach(([one, mine], n) => words.slice(n + 1).forEach(([other, theirs]) => {
      if (mine.some(a => theirs.some(b => meet(a, b)))) found.push(['words', one, other]);
    }));
  }
  for (const drawing of document.querySelectorAll('.acoe-arcs')) {
    const boxes = [...drawing.querySelectorAll('.acoe-box, .acoe-back')].filter(seen);
    boxes.forEach((one, n) => boxes.slice(n + 1).forEach(other => {
      if (meet(box(one), box(other))) found.push(['arcs', one.outerHTML, other.outerHTML]);
    }));
  }
  return found;
}"""

STICKING_OUT = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > wide) {
    return [...document.querySelectorAll('.acoe-drawing *')]
      .filter(each => each.getBoundingClientRect().right > wide + 1)
      .map(each => each.outerHTML.slice(0, 200)).slice(0, 5).concat(['the page scrolls']);
  }
  return [];
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """The gallery, with and without the styles of Material."""
    folder = tmp_path_factory.mktemp("gallery")
    found = {}
    for material in (False, True):
        found[material] = folder / f"{material}.html"
        scheme = "default" if material else None
        found[material].write_text(page(material=material, scheme=scheme), encoding="utf-8")
    return found


@pytest.fixture(params=[False, True], ids=["bare", "material"])
def gallery(request: pytest.FixtureRequest, files: dict[bool, Path]) -> str:
    return files[request.param].as_uri()


def opened(browser: Any, address: str, width: int, **options: Any) -> Any:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=True, **options
    )
    shown = context.new_page()
    shown.goto(address)
    return shown


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_nothing_collides_and_nothing_sticks_out(browser: Any, gallery: str, width: int) -> None:
    shown = opened(browser, gallery, width)
    assert shown.evaluate(STICKING_OUT) == []
    assert shown.evaluate(COLLISIONS) == []
    shown.context.close()


@pytest.fixture(scope="module")
def guideline_drawings(tmp_path_factory: pytest.TempPathFactory) -> str:
    """All worked examples of the guidelines for chats."""
    file = tmp_path_factory.mktemp("examples") / "examples.html"
    drawn = drawings(worked_examples(), head())
    file.write_text(page(drawn, material=True, scheme="default"), encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_collides_in_the_guidelines(
    browser: Any, guideline_drawings: str, width: int
) -> None:
    shown = opened(browser, guideline_drawings, width)
    assert shown.evaluate(STICKING_OUT) == []
    assert shown.evaluate(COLLISIONS) == []
    shown.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_arcs_on_wide_screens_and_running_text_on_narrow_ones(
    browser: Any, gallery: str, width: int
) -> None:
    shown = opened(browser, gallery, width)
    arcs = shown.locator(".acoe-arcs").first
    assert arcs.is_visible() == (width == 1280)
    text = shown.locator(".acoe-both > .acoe-text").first
    assert (text.bounding_box()["width"] > 10) == (width == 375)
    told = shown.locator(".acoe-in-arcs").first
    assert told.is_visible() == (width == 375)
    shown.context.close()


def test_the_running_text_comes_back_for_the_keyboard(browser: Any, gallery: str) -> None:
    shown = opened(browser, gallery, 1280)
    shown.locator(".acoe-both > .acoe-text a").first.focus()
    assert shown.locator(".acoe-both > .acoe-text").first.bounding_box()["width"] > 100
    shown.context.close()


def test_bars_reach_over_their_words(browser: Any, gallery: str) -> None:
    """The bars of one mark have one height, in heads and out of them."""
    shown = opened(browser, gallery, 1280)
    offsets = shown.evaluate(
        """() => [...document.querySelectorAll('.acoe-bar')].map(each =>
             getComputedStyle(each).textUnderlineOffset)"""
    )
    assert all(offset.endswith("px") for offset in offsets)
    shown.context.close()


def test_what_is_copied_is_the_text(browser: Any, gallery: str) -> None:
    """Neither labels nor what is only heard comes along; line ends may."""
    shown = opened(browser, gallery, 375)
    copied = shown.evaluate(
        """() => [...document.querySelectorAll('.acoe-text')].slice(0, 12).map(each => {
             getSelection().selectAllChildren(each); return getSelection().toString(); })"""
    )
    texts = [unit["text"] for case in CASES.values() for unit in case["units"] if unit.get("text")]
    assert ["".join(each.split()) for each in copied] == [
        "".join(each.split()) for each in texts[:12]
    ]
    shown.context.close()


def test_the_table_is_open_in_print(browser: Any, gallery: str) -> None:
    shown = opened(browser, gallery, 1280)
    table = shown.locator(".acoe-annotations table").first
    assert not table.is_visible()
    shown.emulate_media(media="print")
    assert table.bounding_box()["height"] > 20
    shown.context.close()


def test_forced_colours_keep_labels_and_bars(browser: Any, gallery: str) -> None:
    shown = opened(browser, gallery, 375, forced_colors="active")
    chip = shown.locator(".acoe-tag").first
    style = chip.evaluate("each => [getComputedStyle(each).borderTopWidth, each.textContent]")
    assert style[0] == "1px"
    assert style[1]
    # A browser puts a ground of the colour of the page behind words, whatever ground they have.
    unseen = """() => [...document.querySelectorAll('.acoe-drawing :not(svg *)')]
      .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
      .filter(each => getComputedStyle(each).color === 'rgb(255, 255, 255)')
      .map(each => each.outerHTML.slice(0, 200)).slice(0, 5)"""
    assert shown.evaluate(unseen) == []
    shown.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(browser: Any, files: dict[bool, Path], scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    shown = opened(browser, files[False].as_uri(), width, color_scheme=scheme)
    found = axe.Axe().run(shown)
    assert [
        (each["id"], [node["html"][:200] for node in each["nodes"][:3]])
        for each in found.response["violations"]
    ] == []
    shown.context.close()
