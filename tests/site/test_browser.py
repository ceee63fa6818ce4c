"""The site in Chromium: everything works under its policy, and nothing is asked of another host."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from browsing import PHONE, Visit, serve, visit
from running import acoe
from small_site import HEAD, TODAY

SEARCH = "[data-md-component=search-query]"
RESULT = ".md-search-result__item"


@pytest.fixture(params=["light", "dark"])
def seen(request: pytest.FixtureRequest, browser: Any, address: str) -> Any:
    """A tab on the site."""
    with visit(browser, address, scheme=request.param) as opened:
        yield opened


def results(seen: Visit, query: str) -> list[str]:
    """The titles that a search finds, best first."""
    seen.page.click(SEARCH)
    seen.page.fill(SEARCH, "")
    seen.page.keyboard.type(query)
    seen.page.wait_for_selector(RESULT)
    seen.page.wait_for_timeout(300)
    found: list[str] = seen.page.locator(f"{RESULT} :is(h1, h2)").all_inner_texts()
    return found


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Bond", "Bond"),
        ("zero_coupon_bond", "zero_coupon_bond"),
        ("intent/ask_price", "ask_price"),
        ("Debt_Security", "Bond"),
        ("level", "ask_price"),
        ("yards", "yard"),
        ("Mark the words", "Bond"),  # what its guideline begins with
    ],
)
def test_search_finds_names_ids_aliases_and_words(
    browser: Any, address: str, query: str, first: str
) -> None:
    with visit(browser, address) as seen:
        seen.open("desk/tree.html")
        # A place on a page stands below the page.
        assert first in results(seen, query)[:2]
        assert seen.wrong == []


def test_a_result_leads_to_its_page(seen: Visit) -> None:
    page = seen.open("desk/entity/firm.html")
    results(seen, "zero_coupon_bond")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/entity/zero_coupon_bond.html*")
    assert seen.wrong == []


def test_a_release_is_searched_alone(seen: Visit) -> None:
    page = seen.open("desk/1.0.0/tree.html")
    page.click(SEARCH)
    page.keyboard.type("bond")
    page.wait_for_function(
        "document.querySelector('.md-search-result__meta').innerText.startsWith('No matching')"
    )
    assert "firm" in results(seen, "firm")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/1.0.0/entity/firm.html*")
    assert seen.wrong == []


def test_the_palette_is_kept_from_page_to_page_and_from_release_to_release(seen: Visit) -> None:
    scheme = "document.body.dataset.mdColorScheme"
    page = seen.open("")
    before = page.evaluate(scheme)
    page.click(".md-header__option label:not([hidden])")
    after = page.evaluate(scheme)
    assert {before, after} == {"default", "slate"}
    for path in ("desk/entity/bond.html", "desk/1.0.0/index.html", "nowhere.html"):
        assert seen.open(path).evaluate(scheme) == after
    assert seen.wrong == []


def test_the_version_selector_leads_to_the_same_page_of_another_version(seen: Visit) -> None:
    page = seen.open("desk/entity/firm.html")
    page.locator("details", has_text="2.0.0").locator("summary").first.click()
    page.locator("details a", has_text="1.0.0").first.click()
    page.wait_for_url("**/desk/1.0.0/entity/firm.html")
    assert seen.wrong == []


def test_the_contents_of_a_page_lead_to_its_headings(seen: Visit) -> None:
    page = seen.open("desk/entity/bond.html")
    page.locator(".md-sidebar--secondary a", has_text="Worked examples").click()
    page.wait_for_url("**#*")
    assert seen.wrong == []


def test_pages_are_read_on_a_phone_without_scripts(browser: Any, address: str) -> None:
    with visit(browser, address, width=PHONE, scripts=False) as seen:
        for path in ("", "desk/entity/bond.html", "desk/tree.html", "desk/quality.html"):
            page = seen.open(path)
            assert page.locator("article h1").is_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        assert seen.wrong == []


def test_a_site_can_be_read_as_files(browser: Any, site: Path) -> None:
    with visit(browser, f"{site.as_uri()}/") as seen:
        page = seen.open("index.html")
        page.locator("article a", has_text="Trading desk").click()
        page.wait_for_url("**/desk/index.html")
        page.locator("article a", has_text="Bond").first.click()
        page.wait_for_url("**/desk/entity/bond.html")
        assert page.locator("article h1").inner_text().strip() == "Bond"
        assert not page.locator(SEARCH).is_visible()  # it could find nothing there
        assert seen.refused == []


def test_what_is_absent_is_said_in_the_clothes_of_the_site(seen: Visit) -> None:
    page = seen.open("desk/entity/nothing.html")
    assert "404" in page.locator("article h1").inner_text()
    assert seen.wrong == []


def test_results_say_of_which_taxonomy_they_are_where_there_are_several(
    browser: Any, workspace: Path, tmp_path: Path
) -> None:
    root = tmp_path / "two"
    shutil.copytree(workspace, root)
    head = root / "taxonomies" / "fund" / "taxonomy.yaml"
    head.parent.mkdir()
    head.write_text(
        HEAD.replace("id: desk", "id: fund")
        .replace("title: Trading desk", "title: Fund-house, & co.")
        .replace("based_on: [1.0.0]\n", ""),
        encoding="utf-8",
    )
    ran = acoe("-w", root, "site", "build", "-o", tmp_path / "site", "--today", TODAY)
    assert ran.code == 0, ran.out + ran.err
    with serve(tmp_path / "site") as at, visit(browser, at) as seen:
        seen.open("desk/tree.html")
        found = {" ".join(each.split()) for each in results(seen, "Bond")}
        assert {"Bond · Fund-house, & co.", "Bond · Trading desk"} <= found
        # Only what is called so is found by the name of the taxonomy, not all that is in it.
        assert len(results(seen, "house")) == 1
        seen.open("desk/1.0.0/tree.html")
        assert results(seen, "firm")[0] == "firm"
        assert seen.wrong == []
