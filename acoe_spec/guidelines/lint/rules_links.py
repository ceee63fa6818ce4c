"""Rules for where the links of guidelines lead: to a page that is there, and a place on it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from acoe_spec.findings import Rule
from acoe_spec.guidelines.guideline import Page, Reference
from acoe_spec.guidelines.lint.documentation import Defect, Documentation


def check_page(said: Documentation) -> Iterator[Defect]:
    """A link to a page leads to one."""
    pages = _pages(said)
    for page, link, path in _links(said):
        if path not in pages:
            near = said.near(path, pages, kind="*.md")
            folder = posixpath.dirname(page.name) or "."
            yield Defect(
                link.place,
                link.target,
                f"there is no page '{path}' to link to",
                f"did you mean '{posixpath.relpath(near, folder)}'?"
                if near
                else "correct the path, or add the page",
            )


def check_anchor(said: Documentation) -> Iterator[Defect]:
    """A link to a place on a page leads to one of its headings."""
    pages = _pages(said)
    anchors = {path: tuple(_anchors(page)) for path, page in pages.items()}
    for page, link, path in _links(said):
        if link.anchor and path in pages and link.anchor not in anchors[path]:
            near = said.near(link.anchor, anchors[path], kind=path)
            where = "this page" if pages[path] is page else path
            yield Defect(
                link.place,
                link.target,
                f"there is no heading '#{link.anchor}' on {where}",
                f"did you mean '#{near}'?" if near else "link to a heading that is there",
            )


def _pages(said: Documentation) -> Mapping[str, Page]:
    return {f"{page.name}.md": page for page in said.guidelines.pages}


def _links(said: Documentation) -> Iterator[tuple[Page, Reference, str]]:
    """The links that lead to a page of the guidelines, the page that they are on included."""
    for page in said.guidelines.pages:
        for section in page.sections:
            for link in section.references:
                if not link.is_picture and link.path is not None:
                    yield page, link, link.path or f"{page.name}.md"


def _anchors(page: Page) -> Iterator[str]:
    for section in page.sections:
        for heading in (section.heading, *section.headings):
            if heading is not None:
                yield heading.anchor


RULES = (
    Rule(
        id="dead-link",
        level="error",
        theme="guidelines",
        summary="A link leads to a page that is not there.",
        why="The reader is sent to an error page.",
        fix="Correct the path, from the folder of the page with the link, or add the page.",
        failing="Names of people are on [another page](poeple.md).\n",
        passing="Names of people are on [another page](people.md).\n",
        check=check_page,
    ),
    Rule(
        id="dead-anchor",
        level="error",
        theme="guidelines",
        summary="A link leads to a heading that is not on the page.",
        why="The reader lands at the top of a page and looks for what was promised.",
        fix="Link to a heading that is there: in lower case, with hyphens for spaces.",
        failing="## Round sizes\n\nSee [above](#round-size).\n",
        passing="## Round sizes\n\nSee [above](#round-sizes).\n",
        check=check_anchor,
    ),
)
