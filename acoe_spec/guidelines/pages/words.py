"""What authors wrote as HTML: prose, worked examples and decision tables.

All HTML that is not made by a template comes through here, from `rendering` and `drawing`, which
make it safe; nothing else may be marked so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from acoe_spec.guidelines.drawing import draw
from acoe_spec.guidelines.examples.reading import Example
from acoe_spec.guidelines.guideline import Block, Heading, Mention, Page, Reference
from acoe_spec.guidelines.pages import addresses
from acoe_spec.guidelines.pages.known import Spot
from acoe_spec.guidelines.pages.site import Chip, Link, Site, example_anchor, term_anchor
from acoe_spec.guidelines.rendering.prose import (
    heading_text,
    prose,
    render,
    render_heading,
    section_text,
)
from acoe_spec.models.guideline import DecisionTable
from acoe_spec.rules.table import by_id
from acoe_spec.taxonomy.references import node_of

_BEGINNING = 240  # characters


class BrokenRule(NamedTuple):
    """A rule that an example breaks, as the catalogue explains it."""

    id: str
    summary: str
    why: str


class ExampleView(NamedTuple):
    """A worked example as a template draws it. `source` is where the guidelines have it."""

    anchor: str
    title: str
    is_right: bool
    drawing: Markup | None
    instead: Markup | None
    why: Markup
    breaks: tuple[BrokenRule, ...]
    source: Link | None
    problems: tuple[str, ...]


class DecisionRow(NamedTuple):
    """One question of a decision table; `take` is None where nothing is annotated."""

    when: Markup
    take: Chip | None
    because: Markup
    example: Link | None


class DecisionView(NamedTuple):
    """A decision table as a template shows it."""

    between: list[Chip]
    rows: list[DecisionRow]


class Words:
    """Turns what authors wrote into HTML for one page.

    `here` is the page. It never has two elements with one id: `taken` remembers those of examples.
    """

    def __init__(self, site: Site, here: str) -> None:
        self.site = site
        self.here = here
        self._taken: set[str] = set()

    def prose(self, text: str | None) -> Markup:
        """Short Markdown of the taxonomy, or of a block, as HTML."""
        return Markup(prose(text, _Links(self))) if text else Markup()

    def prose_all(self, texts: Iterable[str]) -> list[Markup]:
        """Several of them."""
        return [self.prose(each) for each in texts]

    def section(self, spot: Spot, *, drawn: bool, prefix: str = "") -> Markup:
        """The prose of a section; its blocks are drawn there, or are links to where they are.

        `prefix` begins the anchors of its headings.
        """
        links = _Links(self, page=spot.page, drawn=drawn)
        return Markup(render(spot.section, links, prefix=prefix))

    def heading(self, page: Page, heading: Heading) -> Markup:
        """What stands inside of a heading of a guideline."""
        return Markup(render_heading(heading, _Links(self, page=page)))

    def example(self, example: Example, *, sourced: bool = True) -> ExampleView:
        """A worked example with both of its sides; `sourced` says where the guidelines have it."""
        anchor = example_anchor(example.id)
        number = 1
        while anchor in self._taken:
            number += 1
            anchor = f"{example_anchor(example.id)}.{number}"
        self._taken.add(anchor)
        links = _Links(self, page=self._page(example.block))
        return ExampleView(
            anchor=anchor,
            title=example.title,
            is_right=example.verdict == "annotate",
            drawing=self._drawn(example, f"{anchor}~record"),
            instead=self._drawn(example, f"{anchor}~instead"),
            why=self._said(example.why, example.block, links),
            breaks=tuple(_explained(each) for each in example.breaks),
            source=self.source(example.block) if sourced else None,
            problems=tuple(dict.fromkeys(each.message for each in example.findings)),
        )

    def _said(self, text: str | None, block: Block, links: _Links) -> Markup:
        """A text of a block, whose links are relative to the file that it stands in."""
        return Markup(prose(text, links, folder=block.folder)) if text else Markup()

    def _drawn(self, example: Example, prefix: str) -> Markup | None:
        """One side of an example, which is the same on all pages from which the way up is one."""
        key = (example, prefix, self.site.addresses.root(self.here))
        if key not in self.site.spec.drawn:
            record = example.instead if prefix.endswith("~instead") else example.record
            drawn = None if record is None else self._draw(example, record, prefix)
            self.site.spec.drawn[key] = drawn
        return self.site.spec.drawn[key]

    def _draw(self, example: Example, record: Mapping[str, Any], prefix: str) -> Markup:
        folder = example.block.folder

        def picture(unit: str) -> str | None:
            path = example.pictures.get(unit)
            return None if path is None else self.site.picture(self.here, folder, path)

        return Markup(
            draw(
                record,
                self.site.spec.taxonomy,
                prefix=prefix,
                href=lambda label: self.site.label_href(self.here, label),
                picture=picture,
            )
        )

    def decision(self, block: Block) -> DecisionView | None:
        """A decision table; None where the block could not be read."""
        table = block.model
        if not isinstance(table, DecisionTable):
            return None
        site, links = self.site, _Links(self, page=self._page(block))
        rows = []
        for row in table.rows:
            shown = site.known.example_ids.get(row.example or "")
            rows.append(
                DecisionRow(
                    when=self._said(row.when, block, links),
                    take=None if row.take is None else site.chip(self.here, node_of(row.take)),
                    because=self._said(row.because, block, links),
                    example=None if shown is None else self.link(shown),
                )
            )
        return DecisionView(site.chips(self.here, table.between), rows)

    def block(self, block: Block, *, drawn: bool) -> str:
        """What stands in place of a block of a guideline."""
        example = self.site.known.examples.get(block)
        if drawn and example is not None:
            view = self.example(example, sourced=False)
            return self.site.html("block_example.html", {"example": view})
        if (table := self.decision(block)) is not None:
            template = "block_decision.html" if drawn else "block_decision_pointer.html"
            return self.site.html(template, {"table": table})
        if example is not None:
            here = example_anchor(example.id)
            link = Link(f"#{here}", example.title) if here in self._taken else self.link(example)
            return self.site.html("block_pointer.html", {"link": link})
        return ""

    def link(self, example: Example) -> Link:
        """Where the guidelines have a worked example, under its title."""
        spot = self.site.known.spots[example.block]
        path = addresses.guideline_path(spot.page.name)
        anchor = example_anchor(example.id)
        return Link(self.site.addresses.page(self.here, path, anchor), example.title)

    def source(self, block: Block) -> Link | None:
        """The page and the section that a block stands in."""
        spot = self.site.known.spots.get(block)
        return None if spot is None else self.spot(spot)

    def page_link(self, page: Page) -> Link:
        """A guideline page, called by its title."""
        path = addresses.guideline_path(page.name)
        return Link(self.site.addresses.page(self.here, path), page_title(page))

    def term_link(self, term: str) -> Link:
        """A term of the glossary."""
        anchor = term_anchor(term)
        return Link(self.site.addresses.page(self.here, addresses.GLOSSARY, anchor), term)

    def spot(self, spot: Spot) -> Link:
        """A place in the guidelines, called by its page and its heading."""
        heading = spot.section.heading
        if heading is None or heading.level == 1:
            return self.page_link(spot.page)
        path, title = addresses.guideline_path(spot.page.name), page_title(spot.page)
        href = self.site.addresses.page(self.here, path, heading.anchor)
        text = heading_text(heading, _Links(self, page=spot.page))
        return Link(href, title if text == title else f"{title} › {text}")

    def beginning(self, spot: Spot) -> str:
        """The first words of a section without its blocks: enough to find it by."""
        return section_text(spot.section, _Links(self, page=spot.page), most=_BEGINNING)

    def _page(self, block: Block) -> Page | None:
        spot = self.site.known.spots.get(block)
        return None if spot is None else spot.page


class _Links:
    """Where what prose names lies, seen from one page; satisfies `rendering.links.Links`.

    `page` is the guideline page that the prose is from, None for words of the taxonomy.
    """

    def __init__(self, words: Words, *, page: Page | None = None, drawn: bool = False) -> None:
        self._words = words
        self._site = words.site
        self._here = words.here
        self._page = page
        self._drawn = drawn

    def label(self, mention: Mention) -> tuple[str, str] | None:
        """The address and the name of a label; None if there is no such label."""
        label = node_of(mention.target)
        href = self._site.label_href(self._here, label)
        return None if href is None else (href, mention.shown or self._site.known.name(label))

    def term(self, mention: Mention) -> tuple[str, str, str] | None:
        """The address, the words and the definition of a term; None if the glossary has it not."""
        term = self._site.known.terms.get(mention.target.casefold())
        glossary = self._site.spec.guidelines.glossary
        if term is None or glossary is None:
            return None
        href = self._site.addresses.page(self._here, addresses.GLOSSARY, term_anchor(term))
        return href, mention.shown or mention.target, glossary.terms[term].definition

    def page(self, reference: Reference) -> str | None:
        """The address of a guideline page, or of a place on one; None if there is none."""
        if self._page is None or reference.path is None:
            return None
        name = reference.path.removesuffix(".md") or self._page.name
        if name not in self._site.page_names:
            return None
        path = addresses.guideline_path(name)
        return self._site.addresses.page(self._here, path, reference.anchor or None)

    def picture(self, reference: Reference) -> str | None:
        """The address of a picture; None if there is none of that name."""
        return self._site.picture(self._here, "", reference.path or "")

    def block(self, block: Block) -> str:
        """What stands in place of a block."""
        return self._words.block(block, drawn=self._drawn)


def page_title(page: Page) -> str:
    """What a guideline page is called."""
    return page.name if page.model is None else page.model.title


def _explained(rule_id: str) -> BrokenRule:
    rule = by_id(rule_id)
    return (
        BrokenRule(rule_id, "", "") if rule is None else BrokenRule(rule_id, rule.summary, rule.why)
    )
