"""The version selector, the banner, and which page search engines are to show."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from paged import TODAY, Seen, by_path, editions
from released import migration, release, write_head
from taxonomy_strategies import head

from acoe_spec.guidelines.pages import SitePage, pages

_FIRST: Mapping[str, Any] = head(
    version="1.0.0", entities={"a": {"definition": "One."}, "c": {"definition": "Two."}}
)
_SECOND: Mapping[str, Any] = head(
    version="2.0.0", based_on=["1.0.0"], entities={"b": {"definition": "One."}}
)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """2.0.0, which renames `a` to `b` and drops `c`, is released and is the head."""
    release(tmp_path, _FIRST)
    release(tmp_path, _SECOND)
    write_head(tmp_path, _SECOND)
    migration(tmp_path, "desk@1.0.0", "2.0.0",
              {"op": "rename-label", "set": "entity", "from": "a", "to": "b"})  # fmt: skip
    return tmp_path


def made(root: Path, name: str) -> Mapping[str, SitePage]:
    return by_path(pages(editions(root, "desk").of(name, today=TODAY)))


def selector(page: SitePage) -> Seen:
    """What the version selector says, and where it leads."""
    before, _, after = page.html.partition('<details class="acoe-versions">')
    assert before
    return Seen(after.partition("</details>")[0])


def test_a_released_head_and_its_release_are_one_version(desk: Path) -> None:
    here = selector(made(desk, "head")["entity/b"])
    assert here.text == (
        "Version 2.0.0 current 2.0.0 current 1.0.0 there a "
        "Permanent link this page, always in 2.0.0"
    )
    assert here.hrefs == ["../../1.0.0/entity/a/", "../../2.0.0/entity/b/"]


def test_the_kept_page_of_the_current_version_leads_to_what_moves_on(desk: Path) -> None:
    page = made(desk, "2.0.0")["entity/b"]
    here = selector(page)
    assert here.text == (
        "Version 2.0.0 current 2.0.0 current 1.0.0 there a "
        "Link that moves on this page, always in the current version"
    )
    assert here.hrefs == ["../../../1.0.0/entity/a/", "../../../entity/b/"]
    assert "acoe-banner" not in page.html


def test_an_old_version_leads_to_the_head_that_is_the_current_one(desk: Path) -> None:
    page = made(desk, "1.0.0")["entity/a"]
    here = selector(page)
    assert here.text == "Version 1.0.0 2.0.0 current there b 1.0.0"
    assert here.hrefs == ["../../../entity/b/"]
    assert "This is 1.0.0; the current version is 2.0.0. There it is b." in Seen(page.html).text


def test_a_head_that_is_no_release_stands_beside_the_current_one(desk: Path) -> None:
    write_head(desk, {**_SECOND, "version": "2.1.0", "based_on": ["2.0.0"]})
    here = selector(made(desk, "head")["entity/b"])
    assert here.text == "Version 2.1.0 not released 2.1.0 not released 2.0.0 current 1.0.0 there a"
    assert here.hrefs == ["../../2.0.0/entity/b/", "../../1.0.0/entity/a/"]


def test_a_kept_page_is_offered_where_the_release_has_it(desk: Path) -> None:
    guidelines = desk / "guidelines" / "desk"
    guidelines.mkdir(parents=True)
    (guidelines / "new.md").write_text("---\ntitle: New\nlabels: [b]\n---\n\nNew.\n", "utf-8")
    assert "Permanent link" not in selector(made(desk, "head")["guidelines/new"]).text


def test_search_engines_are_to_show_the_current_version(desk: Path) -> None:
    first, second, ahead = (made(desk, name) for name in ("1.0.0", "2.0.0", "head"))
    assert first["entity/a"].canonical == "entity/b"
    assert first["tree"].canonical == "tree"
    assert first["entity/c"].canonical is None  # nothing stands in its place
    assert second["entity/b"].canonical == "entity/b"
    assert ahead["entity/b"].canonical is None

    write_head(desk, {**_SECOND, "version": "2.1.0", "based_on": ["2.0.0"]})
    assert made(desk, "head")["entity/b"].canonical == "2.0.0/entity/b"
    assert made(desk, "1.0.0")["tree"].canonical == "2.0.0/tree"
