"""The guideline pages themselves, whole and with all that is drawn in them, and their index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from acoe_spec.guidelines.guideline import Page
from acoe_spec.guidelines.pages import addresses
from acoe_spec.guidelines.pages.known import Spot
from acoe_spec.guidelines.pages.page import SearchEntry, SitePage, make_page
from acoe_spec.guidelines.pages.site import Chip, Link, Site
from acoe_spec.guidelines.pages.words import Words, page_title
from acoe_spec.taxonomy.references import node_of


class SectionView(NamedTuple):
    """A section: its prose, and its heading unless that repeats the title of the page."""

    heading: Markup | None
    anchor: str
    text: Markup


class GuideRow(NamedTuple):
    """A guideline page in a list of them."""

    link: Link
    description: str
    labels: list[Chip]
    status: str
    reviewed: str | None


class GuideGroup(NamedTuple):
    """Guideline pages that belong together, under a heading with its anchor."""

    title: str
    anchor: str
    rows: list[GuideRow]


def guide_pages(site: Site) -> Iterator[SitePage]:
    """A page for each guideline, and their index."""
    if f"{addresses.GUIDELINES}/index" not in map(addresses.guideline_path, site.page_names):
        yield _index(site)
    for page in site.spec.guidelines.pages:
        yield _guide(site, page)


def _index(site: Site) -> SitePage:
    here = f"{addresses.GUIDELINES}/index"
    return make_page(
        site,
        here,
        "guides.html",
        {"groups": _groups(Words(site, here))},
        title="Guidelines",
        description="All guideline pages.",
    )


def _groups(words: Words, *, besides: Page | None = None) -> list[GuideGroup]:
    """The pages `besides` one: those about labels, then those about the work."""
    pages = [page for page in words.site.spec.guidelines.pages if page is not besides]
    of_labels = [_row(words, page) for page in pages if not page.is_programme]
    of_work = [_row(words, page) for page in pages if page.is_programme]
    groups = (
        GuideGroup("Pages about labels" if of_work else "All pages", "acoe.guides", of_labels),
        GuideGroup("Programme", "acoe.programme", of_work),
    )
    return [each for each in groups if each.rows]


def _row(words: Words, page: Page) -> GuideRow:
    model = page.model
    return GuideRow(
        words.page_link(page),
        "" if model is None else model.description or "",
        words.site.chips(words.here, page.labels),
        "" if model is None else model.status or "",
        None if model is None else model.reviewed,
    )


def _guide(site: Site, page: Page) -> SitePage:
    here = addresses.guideline_path(page.name)
    words = Words(site, here)
    title = page_title(page)
    sections = []
    for section in page.sections:
        heading = section.heading
        is_shown = heading is not None and (heading.level > 1 or heading.text != title)
        sections.append(
            SectionView(
                heading=words.heading(page, heading) if heading and is_shown else None,
                anchor="" if heading is None else heading.anchor,
                text=words.section(Spot(page, section), drawn=True),
            )
        )
    is_index = page.name == "index"
    description = "" if page.model is None else page.model.description or ""
    said = {
        "model": page.model,
        "labels": site.chips(here, page.labels),
        "sections": sections,
        "groups": _groups(words, besides=page) if is_index else [],
    }
    crumbs = []
    if not is_index:
        index = site.addresses.page(here, f"{addresses.GUIDELINES}/index")
        crumbs.append(Link(index, "Guidelines"))
    edit = site.spec.edit.guidelines
    return make_page(
        site,
        here,
        "guide.html",
        said,
        title=title,
        description=description,
        crumbs=crumbs,
        edit=[] if edit is None else [Link(f"{edit}{page.name}.md", "Edit this page")],
        search=[SearchEntry(title, description), *_found(words, page)],
    )


def _found(words: Words, page: Page) -> Iterator[SearchEntry]:
    """An entry for each section that has a heading of its own, and is shown on no label's page."""
    for section in page.sections:
        heading = section.heading
        if heading is None or heading.level == 1:
            continue
        labels = {node_of(each) for each in heading.labels}
        if labels.isdisjoint(words.site.known.labels):
            spot = Spot(page, section)
            yield SearchEntry(words.spot(spot).text, words.beginning(spot), heading.anchor)
