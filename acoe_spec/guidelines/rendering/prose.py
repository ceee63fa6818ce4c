"""The prose of guidelines as HTML that is safe to publish.

Prose is untrusted. HTML in it is text; addresses are what `Links` gives for them, or begin with
https: or mailto:; and what comes out passes a short list of elements and attributes. What
`Links` gives for a block is trusted, and is put between two stretches of prose that are each
sanitised for themselves: no words of the prose can reach it. Needs nh3, of the extra `site`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from markdown_it.token import Token

from acoe_spec.errors import MissingExtra
from acoe_spec.guidelines.guideline import Heading, Mention, Place, Section
from acoe_spec.guidelines.reading import mentions
from acoe_spec.guidelines.reading.parts import HOLDS
from acoe_spec.guidelines.rendering.links import Links
from acoe_spec.guidelines.rendering.tokens import CLASSES, Renderer


def render(section: Section, links: Links, *, prefix: str = "") -> str:
    """The HTML of a section without its heading.

    Headings have their anchors as ids, with `prefix` before them where several pages' sections
    stand on one. Raises `errors.MissingExtra` without nh3.
    """
    html: list[str] = []
    stretch: list[Token] = []
    renderer = Renderer(links, prefix=prefix)
    for token in section.tokens:
        # Blocks stand at the top of a page only, so what is between two of them is whole.
        if HOLDS in token.meta:
            html += [_clean(renderer.blocks(stretch)), links.block(token.meta[HOLDS])]
            stretch = []
        else:
            stretch.append(token)
    html.append(_clean(renderer.blocks(stretch)))
    return "".join(html)


def render_heading(heading: Heading, links: Links) -> str:
    """What stands inside of a heading: text and links, without an element around it."""
    return _clean(Renderer(links).phrase(heading.tokens))


def heading_text(heading: Heading, links: Links) -> str:
    """The text of a heading without markup, with the names of the labels and terms it mentions."""
    return mentions.plain(heading.tokens, lambda said: _name(said, heading.place, links))


def section_text(section: Section, links: Links, *, most: int) -> str:
    """The first words of a section as `heading_text` gives them, in `most` characters or a few
    more.
    """
    texts: list[str] = []

    def named(said: mentions.Said) -> str:
        return _name(said, Place("", 1), links)

    for token in section.tokens:
        if token.type == "inline" and sum(map(len, texts)) < most:
            texts.append(mentions.plain(token.children or (), named))
    return " ".join(texts)


def _name(said: mentions.Said, place: Place, links: Links) -> str:
    mention = Mention(*said, place)
    known = links.term(mention) if said.is_term else links.label(mention)
    return said.shown or (known[1] if known else said.target)


def prose(text: str, links: Links, *, folder: str = "") -> str:
    """The HTML of a short Markdown text, such as a definition: paragraphs, lists, code, quotes.

    Its links are relative to `folder`, which is given from the folder of the guidelines.
    """
    return _clean(Renderer(links, folder=folder).blocks(mentions.parsed_prose(text)))


def phrase(text: str, links: Links, *, folder: str = "") -> str:
    """The HTML of a text for the inside of a line: emphasis, code and links, as in `prose`."""
    return _clean(Renderer(links, folder=folder).phrase(mentions.parsed_phrase(text)))


def _clean(html: str) -> str:
    # What holds no element holds nothing to sanitise: the renderer has escaped it.
    return _cleaner().clean(html) if "<" in html else html


@cache
def _cleaner() -> Any:
    try:
        import nh3
    except ImportError:
        raise MissingExtra("nh3", extra="site", purpose="showing guidelines") from None
    return nh3.Cleaner(
        tags=set(ELEMENTS),
        clean_content_tags={"script", "style"},
        attributes={name: set(attributes) for name, attributes in ELEMENTS.items()},
        allowed_classes={name: set(classes) for name, classes in CLASSES.items()},
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer",
    )


SCHEMES = ("https", "mailto")

_HEADINGS: dict[str, Sequence[str]] = {f"h{level}": ("id",) for level in range(3, 7)}
ELEMENTS: dict[str, Sequence[str]] = {
    **_HEADINGS,
    **dict.fromkeys(("p", "br", "hr", "em", "strong", "code", "blockquote", "ul", "li"), ()),
    **dict.fromkeys(("table", "thead", "tbody", "tr", "td", "span"), ()),
    "a": ("href", "title"),
    "div": ("tabindex",),
    "img": ("src", "alt", "title", "loading"),
    "ol": ("start",),
    "pre": ("tabindex",),
    "th": ("scope",),
}
"""The elements that prose can have, and the attributes of each besides `class` and `rel`."""
