"""What people keep beside their work: the glossary, and the files for their tools."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from acoe_spec.guidelines.pages import addresses
from acoe_spec.guidelines.pages.known import Spot
from acoe_spec.guidelines.pages.page import SearchEntry, SitePage, make_page
from acoe_spec.guidelines.pages.site import Chip, Link, Site, term_anchor
from acoe_spec.guidelines.pages.words import Words


class TermView(NamedTuple):
    """A term with where it is used."""

    term: str
    anchor: str
    also: list[str]
    definition: Markup
    labels: list[Chip]
    used: list[Link]


def handout_pages(site: Site) -> Iterator[SitePage]:
    """The glossary and the downloads."""
    yield _glossary(site)
    yield _downloads(site)


def _glossary(site: Site) -> SitePage:
    here = addresses.GLOSSARY
    words = Words(site, here)
    glossary = site.spec.guidelines.glossary
    used = _uses(site, words)
    terms = [
        TermView(
            term,
            term_anchor(term),
            list(said.also or ()),
            words.prose(said.definition),
            site.chips(here, said.labels),
            used.get(term, []),
        )
        for term, said in sorted(
            ({} if glossary is None else glossary.terms).items(),
            key=lambda each: each[0].casefold(),
        )
    ]
    edit = site.spec.edit.guidelines
    return make_page(
        site, here, "glossary.html", {"terms": terms}, title="Glossary",
        description="The words of the trade.",
        edit=[Link(f"{edit}glossary.yaml", "Edit the glossary")] if edit and terms else [],
        search=[
            SearchEntry(
                each.term, " ".join((*each.also, each.definition.striptags())), each.anchor
            )
            for each in terms
        ],
    )  # fmt: skip


def _uses(site: Site, words: Words) -> dict[str, list[Link]]:
    """For each term the sections that mention it."""
    found: dict[str, dict[str, Link]] = {}
    for page in site.spec.guidelines.pages:
        for section in page.sections:
            for mention in section.mentions:
                term = site.known.terms.get(mention.target.casefold())
                if mention.is_term and term is not None:
                    link = words.spot(Spot(page, section))
                    found.setdefault(term, {}).setdefault(link.href, link)
    return {term: list(links.values()) for term, links in found.items()}


def _downloads(site: Site) -> SitePage:
    here = addresses.DOWNLOADS
    said = {
        "files": [
            (Link(site.addresses.file(here, f"downloads/{each.name}"), each.name), each)
            for each in site.spec.downloads
        ],
        "schema": site.spec.taxonomy.schema,
    }
    return make_page(
        site, here, "downloads.html", said, title="Downloads",
        description="The taxonomy as files for tools.",
    )  # fmt: skip
