"""What guidelines name: labels and terms, each with the place where they do.

In front matter, in prose and headings, in decision tables, in the glossary, and in the short texts
of all of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from acoe_spec.findings import pointer
from acoe_spec.guidelines.guideline import Block, Guidelines, Mention, Page, Place, Section
from acoe_spec.models.guideline import DecisionTable
from acoe_spec.taxonomy.references import node_of
from acoe_spec.taxonomy.source import Source


class Named(NamedTuple):
    """A label as the guidelines name it: the node meant, and the reference as written.

    `role` says where: `labels` (front matter), `prose`, `decision` or `glossary`. `page` is None in
    the glossary, `section` also in front matter. `pointer` is there where the place is in YAML.
    """

    role: str
    reference: str
    node: str
    place: Place
    pointer: str | None
    page: Page | None
    section: Section | None = None


class Text(NamedTuple):
    """A short text in YAML that may mention something."""

    text: str
    source: Source
    pointer: str
    page: Page | None
    section: Section | None = None

    @property
    def place(self) -> Place:
        """Where it begins."""
        return Place(self.source.path or "", *self.source.place(self.pointer))


def labels_named(guidelines: Guidelines) -> Iterator[Named]:
    """Every reference to a label, page by page, then those of the glossary."""
    for page in guidelines.pages:
        for position, reference in enumerate(page.labels):
            yield _in_source("labels", reference, page.source, ("labels", position), page)
        for section in page.sections:
            yield from _in_section(page, section)
    glossary, source = guidelines.glossary, guidelines.glossary_source
    if glossary is not None and source is not None:
        for term, says in glossary.terms.items():
            for position, reference in enumerate(says.labels or ()):
                steps = ("terms", term, "labels", position)
                yield _in_source("glossary", reference, source, steps, None)
    for text in _texts(guidelines):
        for mention in _mentions(text):
            if not mention.is_term:
                meant = node_of(mention.target)
                yield Named("prose", mention.target, meant, mention.place, *text[2:])


def terms_named(guidelines: Guidelines) -> Iterator[Mention]:
    """Every word that is used as a term."""
    for page in guidelines.pages:
        for section in page.sections:
            yield from (each for each in section.mentions if each.is_term)
    for text in _texts(guidelines):
        yield from (each for each in _mentions(text) if each.is_term)


def _in_section(page: Page, section: Section) -> Iterator[Named]:
    """What a section mentions, its headings included, and what its decision tables name."""
    seen = set()
    for mention in section.mentions:
        if not mention.is_term:
            seen.add((mention.target, mention.place.file, mention.place.line))
            yield _mentioned(mention.target, mention.place, page, section)
    for heading in (section.heading, *section.headings):
        for reference in () if heading is None else heading.labels:
            if heading and (reference, heading.place.file, heading.place.line) not in seen:
                yield _mentioned(reference, heading.place, page, section)
    for block in section.blocks:
        model = block.model if block.kind == "decision" else None
        if isinstance(model, DecisionTable):
            for position, reference in enumerate(model.between):
                steps: tuple[str | int, ...] = ("between", position)
                yield _in_source("decision", reference, block.source, steps, page, section)
            for position, row in enumerate(model.rows):
                if row.take is not None:
                    steps = ("rows", position, "take")
                    yield _in_source("decision", row.take, block.source, steps, page, section)


def _mentioned(reference: str, place: Place, page: Page, section: Section) -> Named:
    return Named("prose", reference, node_of(reference), place, None, page, section)


def _in_source(
    role: str,
    reference: str,
    source: Source,
    steps: tuple[str | int, ...],
    page: Page | None,
    section: Section | None = None,
) -> Named:
    at = pointer(*steps)
    place = Place(source.path or "", *source.place(at))
    return Named(role, reference, node_of(reference), place, at, page, section)


def _texts(guidelines: Guidelines) -> Iterator[Text]:
    for page in guidelines.pages:
        if page.model is not None and page.model.description:
            yield _text(page.model.description, page.source, ("description",), page)
        for section in page.sections:
            for block in section.blocks:
                for steps, text in _texts_in(block):
                    if text:
                        yield _text(text, block.source, steps, page, section)
    glossary, source = guidelines.glossary, guidelines.glossary_source
    if glossary is not None and source is not None:
        for term, says in glossary.terms.items():
            yield _text(says.definition, source, ("terms", term, "definition"), None)


def _texts_in(block: Block) -> Iterator[tuple[tuple[str | int, ...], str | None]]:
    if block.findings:
        return
    data = block.source.data
    if block.kind == "example":
        yield ("why",), data.get("why")
    else:
        for position, row in enumerate(data["rows"]):
            for key in ("when", "because"):
                yield ("rows", position, key), row.get(key)


def _text(
    text: str,
    source: Source,
    steps: tuple[str | int, ...],
    page: Page | None,
    section: Section | None = None,
) -> Text:
    return Text(text, source, pointer(*steps), page, section)


def _mentions(text: Text) -> Iterator[Mention]:
    """What a short text mentions, all of it at the place where the text begins."""
    if "[[" not in text.text:
        return
    # Only guidelines need Markdown; the rules themselves are listed without it.
    from acoe_spec.guidelines.reading import mentions

    place = text.place
    waiting = list(reversed(mentions.parsed_prose(text.text)))
    while waiting:
        token = waiting.pop()
        waiting += reversed(token.children or ())
        if token.type == mentions.MENTION:
            said = token.meta["said"]
            yield Mention(said.target, said.shown, said.is_term, place)
