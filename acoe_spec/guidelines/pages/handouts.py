"""What people keep beside their work: the quick reference card, the glossary, the downloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from acoe_spec.guidelines.examples.reading import Example
from acoe_spec.guidelines.pages import addresses
from acoe_spec.guidelines.pages.known import Spot
from acoe_spec.guidelines.pages.page import SearchEntry, SitePage, make_page
from acoe_spec.guidelines.pages.site import Chip, Link, Site, term_anchor
from acoe_spec.guidelines.pages.words import Words
from acoe_spec.taxonomy.references import split

_WORDS = 90  # characters of a definition on the card
_ON_CARD = 400  # labels; what has more is no card any more


class CardRow(NamedTuple):
    """A label on the card: what it is in short, and words that it was found in."""

    label: Chip
    definition: str
    example: str
    depth: int


class TermView(NamedTuple):
    """A term with where it is used."""

    term: str
    anchor: str
    also: list[str]
    definition: Markup
    labels: list[Chip]
    used: list[Link]


def handout_pages(site: Site) -> Iterator[SitePage]:
    """The card, the glossary and the downloads."""
    yield _card(site)
    yield _glossary(site)
    yield _downloads(site)


def _card(site: Site) -> SitePage:
    here = addresses.QUICK_CARD
    sets = []
    if len(site.known.labels) <= _ON_CARD:
        sets = [
            (site.set_chip(here, label_set), list(_card_rows(site, here, label_set)))
            for label_set in site.known.sets
        ]
    return make_page(
        site, here, "quick_card.html",
        {"sets": sets, "schema": site.spec.taxonomy.schema, "most": _ON_CARD,
         "count": len(site.known.labels)},
        title="Quick card", description="All labels on one sheet to print.",
    )  # fmt: skip


def _card_rows(site: Site, here: str, label_set: str) -> Iterator[CardRow]:
    waiting = [(each, 0) for each in reversed(site.known.roots(label_set))]
    while waiting:
        label, depth = waiting.pop()
        written = site.known.labels[label]
        if written.deprecated is None:
            covered = site.spec.coverage.labels[label]
            yield CardRow(
                site.chip(here, label),
                _short(written.definition or ""),
                "" if written.abstract else _seen(label, covered.annotate),
                depth,
            )
        below = site.known.children.get(label, ())
        waiting.extend((each, depth + 1) for each in reversed(below))


def _short(definition: str) -> str:
    """The first sentence, or the first words of it."""
    first = " ".join(definition.split()).partition(". ")[0].partition("; ")[0].rstrip(".")
    if len(first) <= _WORDS:
        return first
    return first[:_WORDS].rpartition(" ")[0].rstrip(",;:") + "…"


def _seen(label: str, examples: tuple[Example, ...]) -> str:
    """The first words of an example that have the label."""
    label_set, name = split(label)
    for example in examples:
        for annotation in (example.record or {}).get("annotations", ()):
            if annotation.get("label") != name:
                continue
            if annotation.get("text") and annotation.get("type") == label_set:
                return _cut(str(annotation["text"]))
            if annotation.get("set") == label_set:
                said = _target_text(example, annotation)
                if said:
                    return _cut(said)
    return ""


def _target_text(example: Example, annotation: Mapping[str, Any]) -> str:
    units = (example.record or {}).get("units", ())
    found = (unit.get("text") for unit in units if unit.get("id") == annotation.get("target"))
    return str(next(found, None) or "")


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 48 else line[:47].rstrip() + "…"


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
