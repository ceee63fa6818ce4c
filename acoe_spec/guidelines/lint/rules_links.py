"""Rules for where the links of guidelines lead: to a page that is there, and a place on it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from acoe_spec.findings import Rule
from acoe_spec.guidelines.guideline import Page, Reference
from acoe_spec.guidelines.lint.documentation import Defect, Documentation
from acoe_spec.taxonomy.structure import nearest


def check_page(said: Documentation) -> Iterator[Defect]:
    """A link to a page leads to one."""
    pages = {f"{page.name}.md": page for page in said.guidelines.pages}
    for page, link in _links(said):
        name, _ = _target(page, link)
        if name not in pages:
            near = nearest(name, pages)
            at = None if near is None else posixpath.relpath(near, posixpath.dirname(page.name))
            yield Defect(
                link.place,
                link.target,
                "this link leads to a page that is not there",
                f"did you mean '{at}'?" if at else "pages are named from the page with the link",
            )


def check_anchor(said: Documentation) -> Iterator[Defect]:
    """A link to a place on a page leads to one of its headings."""
    pages: Mapping[str, Page] = {f"{page.name}.md": page for page in said.guidelines.pages}
    anchors = {name: tuple(_anchors(page)) for name, page in pages.items()}
    for page, link in _links(said):
        name, anchor = _target(page, link)
        if anchor and name in pages and anchor not in anchors[name]:
            near = nearest(anchor, anchors[name])
            where = "this page" if pages[name] is page else f"{name}"
            hint = f"did you mean '#{near}'?" if near else "link to a heading that is there"
            message = f"there is no heading '#{anchor}' on {where}"
            yield Defect(link.place, link.target, message, hint)


def _links(said: Documentation) -> Iterator[tuple[Page, Reference]]:
    """The links that lead to pages of the same guidelines, or to a place on their own."""
    for page in said.guidelines.pages:
        for section in page.sections:
            for link in section.references:
                path = link.target.partition("#")[0]
                if not link.is_picture and ":" not in path and (not path or path.endswith(".md")):
                    yield page, link


def _target(page: Page, link: Reference) -> tuple[str, str]:
    """The page, as a path in the folder, and the anchor that a link names."""
    path, _, anchor = link.target.partition("#")
    here = f"{page.name}.md"
    folder = posixpath.dirname(here)
    name = posixpath.normpath(posixpath.join(folder, unquote(path))) if path else here
    return name, unquote(anchor)


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
        failing="Sizes are on [another page](sise.md).\n",
        passing="Sizes are on [another page](size.md).\n",
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
