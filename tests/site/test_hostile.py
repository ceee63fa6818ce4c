"""A workspace whose every text is an attack: its site runs nothing and asks nobody.

Each page is opened twice, once under the policy of the site and once as if it had none: what is
written must be harmless by itself, and the policy must find nothing to stop.
"""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from attacks import ELSEWHERE, SUM, TELL, line
from browsing import Visit, serve, visit
from hostile import hostile_workspace
from hostile_guidelines import NAMES, TODAY
from running import acoe

SEARCH = "[data-md-component=search-query]"

# What a page must not have once a browser has parsed it; no script runs while it does.
_INSPECT = """async paths => {
  const wrong = [];
  for (const path of paths) {
    const answer = await fetch(path);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const base = new URL(path, location.href);
    const say = (what, element) => wrong.push(`${path}: ${what}: ${element.outerHTML}`);
    const policies = page.querySelectorAll('meta[http-equiv="Content-Security-Policy"]');
    if (policies.length !== 1 || policies[0] !== page.head.children[1])
      wrong.push(`${path}: no policy at the beginning`);
    for (const each of page.querySelectorAll("*")) {
      for (const {name, value} of each.attributes) {
        if (/^on|^style$|^srcdoc$|^formaction$/i.test(name)) say(name, each);
        if (!/^(href|src|action|xlink:href|data|poster|srcset)$/i.test(name)) continue;
        let to;
        try { to = new URL(value, base); } catch { say(name, each); continue; }
        const leads = each.matches("a") && /^(https|mailto):$/.test(to.protocol);
        if (to.origin !== base.origin && !leads) say(name, each);
      }
    }
    const never = "iframe, object, embed, base, frame, meta[http-equiv=refresh]";
    for (const each of page.querySelectorAll(never)) say("element", each);
    const theirs = "script, style, form, input, button, link, meta".replace(/\\w+/g, "article $&");
    for (const each of page.querySelectorAll(theirs)) say("element", each);
    for (const each of page.querySelectorAll("script:not([src]):not([type='application/json'])"))
      if (each.textContent.includes("%TELL%")) say("script", each);
    if (page.querySelectorAll("article h1").length !== 1) wrong.push(`${path}: not one title`);
    if (page.querySelectorAll("body > *").length > 12) wrong.push(`${path}: content outside`);
    if (page.documentElement.textContent.includes("%SUM%")) wrong.push(`${path}: a template ran`);
  }
  return wrong;
}""".replace("%TELL%", TELL).replace("%SUM%", SUM)

# Everything on the page is touched as by a reader; a link is followed only if it runs a script.
_TOUCH = """() => {
  document.addEventListener("click", event => {
    const link = event.target.closest("a");
    const to = link && (link.getAttribute("href") || link.getAttribute("xlink:href") || "");
    if (link && !/^\\s*(javascript|data|vbscript):/i.test(to)) event.preventDefault();
  }, true);
  for (const each of document.querySelectorAll("details")) each.open = true;
  for (const each of document.querySelectorAll("article *, .md-header *, .md-sidebar *"))
    for (const kind of ["mouseover", "mouseenter", "pointerenter", "focus", "click"])
      if (!each.closest("label, input, button")) each.dispatchEvent(
        new MouseEvent(kind, {bubbles: kind !== "focus", cancelable: true}));
}"""

# One page made by each template, of the head or of a release.
_ONE_OF_EACH = (
    "index",
    "404",
    *(f"hostile/{name}" for name in ("index", "tree", "a-z", "matrix", "quick-card", "glossary",
      "quality", "downloads", "changes/index", "guidelines/index", "guidelines/404",
      "entity/thing", "entity/old", "event/deal", "tree~/index", "search~/yes")),
    "hostile/1.0.0/relation/holds",
    "hostile/1.0.0/guidelines/index",
)  # fmt: skip


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace; not to be changed."""
    return hostile_workspace(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="session")
def published(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its site."""
    folder = tmp_path_factory.mktemp("hostile-site") / "site"
    ran = acoe("-w", hostile, "site", "build", "-o", folder, "--today", TODAY)
    assert ran.code == 0, ran.out + ran.err
    return folder


@pytest.fixture(scope="session")
def there(published: Path) -> Iterator[str]:
    """Where that site is served."""
    with serve(published) as found:
        yield found


@pytest.fixture(params=["policy", "no policy"])
def victim(request: pytest.FixtureRequest, browser: Any, there: str) -> Iterator[Visit]:
    """A reader, and in `victim.errors` what an attack told."""
    with _victim(browser, there, ungoverned=request.param == "no policy") as seen:
        yield seen


@contextmanager
def _victim(browser: Any, there: str, *, ungoverned: bool) -> Iterator[Visit]:
    with visit(browser, there, bypass_csp=ungoverned) as seen:
        told = seen.errors.append
        seen.page.context.expose_binding(TELL, lambda _, *said: told(f"an attack ran: {said}"))
        seen.page.on("dialog", lambda dialog: (told(dialog.message), dialog.dismiss()))
        yield seen


def paths(site: Path) -> list[str]:
    return sorted(each.relative_to(site).as_posix() for each in site.rglob("*.html"))


def test_pages_hold_no_script_style_or_address_of_an_attack(
    browser: Any, there: str, published: Path
) -> None:
    pages = paths(published)
    assert len(pages) > 100
    with visit(browser, there) as seen:
        assert seen.open("404.html").evaluate(_INSPECT, pages) == []


def test_every_attack_is_there_to_be_read(published: Path) -> None:
    """What is left out can do no harm, and would prove nothing."""
    text = html.unescape("".join(each.read_text("utf-8") for each in published.rglob("*.html")))
    places = set(re.findall(rf"<script>{TELL}\('([^']+)'\)</script>", text))
    labels = ("thing", "old", "holds", "deal", "search.yes", *NAMES)
    said = ("name", "definition", "use_when", "avoid_when", "alias")
    expected = {f"{mark}.{label}.{each}" for mark in ("former", "later") for label in labels
                for each in said}  # fmt: skip
    expected |= {f"{mark}.{each}" for mark in ("former", "later") for each in
                 ("title", "description", "licence", "owner", "old.reason", "role.name",
                  "role.definition", "search.question", "search.definition")}  # fmt: skip
    expected |= {
        *("page", "page.title", "page.description", "page.owner", "heading", "alt"),
        *("decision.when", "decision.because", "decision.else", "file.constructor", "file.404"),
        *("term.name", "term.definition", "term.also", "term.constructor", "term.proto"),
        *("thing.attribute.name", "thing.attribute.definition", "thing.value.definition"),
        *("thing.value.name", "thing.values.name"),
        *("migration.description", "migration.set-name", "migration.set-definition"),
        *("far.name", "far.definition", "other.title", "sound", "sender", "participant"),
        *(f"{example}.{each}" for example in ("right", "wrong")
          for each in ("title", "why", "text", "speaker", "value")),
        *(f"email.{each}" for each in ("subject", "body", "quoted", "signature", "attachment")),
    }  # fmt: skip
    assert expected - places == set()


@pytest.mark.parametrize("half", [0, 1])
def test_no_page_runs_an_attack_even_without_the_policy(
    browser: Any, there: str, published: Path, half: int
) -> None:
    with _victim(browser, there, ungoverned=True) as seen:
        for path in paths(published)[half::2]:
            seen.open(path).evaluate(_TOUCH)
            assert not seen.errors, path
        assert seen.wrong == []


def test_the_policy_finds_nothing_to_stop(browser: Any, there: str) -> None:
    with _victim(browser, there, ungoverned=False) as seen:
        for path in _ONE_OF_EACH:
            page = seen.open(f"{path}.html")
            page.evaluate(_TOUCH)
            assert page.url.startswith(there)
            assert seen.wrong == [], path


@pytest.mark.parametrize("query", ["script", "onerror", "thing", "title", "proto", TELL, "far"])
def test_search_shows_attacks_as_text(victim: Visit, query: str) -> None:
    page = victim.open("hostile/index.html")
    page.click(SEARCH)
    page.keyboard.type(query)
    page.wait_for_selector(".md-search-result__item")
    page.evaluate(_TOUCH)
    assert victim.wrong == []
    assert page.locator(".md-search-result img, .md-search-result script").count() == 0


def test_a_query_that_is_an_attack_is_text(victim: Visit) -> None:
    page = victim.open("hostile/index.html")
    page.click(SEARCH)
    page.fill(SEARCH, line("query"))
    page.keyboard.type(" ")
    page.wait_for_timeout(500)
    assert victim.wrong == []


@pytest.mark.parametrize("part", ["?q={}", "?h={}", "#{}", "?h={}&q={}"])
def test_an_address_that_is_an_attack_is_text(victim: Visit, part: str) -> None:
    page = victim.open("hostile/entity/thing.html" + part.replace("{}", line("address")))
    page.wait_for_timeout(500)
    assert victim.wrong == []


def test_the_index_of_the_search_is_escaped_once(published: Path) -> None:
    for index in published.rglob("search_index.json"):
        for entry in json.loads(index.read_text("utf-8"))["docs"]:
            for said in (entry["title"], entry["text"], *entry.get("tags", ())):
                assert "<" not in said
                assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#)", said)


def test_downloads_hold_nothing_but_what_authors_wrote(published: Path, hostile: Path) -> None:
    head = published / "hostile" / "downloads" / "taxonomy.yaml"
    assert head.read_bytes() == (hostile / "taxonomies" / "hostile" / "taxonomy.yaml").read_bytes()
    with (published / "hostile" / "downloads" / "labels.csv").open(newline="") as labels:
        for row in csv.reader(labels):
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_nothing_is_fetched_from_elsewhere_by_a_style_sheet(published: Path) -> None:
    for sheet in published.rglob("*.css"):
        for address in re.findall(r"url\(([^)]*)\)|@import\s*(\S+)", sheet.read_text("utf-8")):
            assert not re.match(r"['\"]?(https?:)?//", "".join(address)), sheet
        assert ELSEWHERE not in sheet.read_text("utf-8")
