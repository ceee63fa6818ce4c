"""The sections of a page, made of the pieces that it has and includes; anchors of headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from markdown_it.token import Token

from acoe_spec.guidelines.guideline import Heading, Section
from acoe_spec.guidelines.reading import mentions
from acoe_spec.guidelines.reading.parts import HOLDS, MENTIONED, REFERS, Piece

ANCHOR = "anchor"  # in the meta of a token that opens a heading: its anchor on the page

_SECTION_TAGS = ("h1", "h2")
_LATIN = re.compile(r"[a-z][\u0300-\u036f]+")
_MAX_ANCHOR = 80  # code points


def slug(text: str) -> str:
    """An anchor for a text: lower case, Latin letters without accents, other scripts as they are.

    Never empty, and never begins with `_`, as ids of site builders do.
    """
    split = unicodedata.normalize("NFKD", text).casefold()
    bare = unicodedata.normalize("NFC", _LATIN.sub(lambda found: found[0][0], split))
    kept = (letter if _is_of_word(letter) else " " for letter in bare)
    return "-".join("".join(kept).split())[:_MAX_ANCHOR].strip("-_") or "section"


def _is_of_word(letter: str) -> bool:
    """Whether it is a letter, a mark on one, a digit or `_`."""
    return letter == "_" or unicodedata.category(letter)[0] in "LMN"


class Anchors:
    """The anchors that are given on one page."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._next: dict[str, int] = {}

    def new(self, text: str) -> str:
        """An anchor for a heading of this text that no other heading of the page has."""
        wanted = anchor = slug(text)
        while anchor in self._given:
            number = self._next.get(wanted, 2)
            self._next[wanted] = number + 1
            anchor = f"{wanted}-{number}"
        self._given.add(anchor)
        return anchor


def sections(pieces: Sequence[Piece]) -> tuple[Section, ...]:
    """The sections of a page with these pieces, none of which is an include."""
    anchors = Anchors()
    made: list[Section] = []
    heading: Heading | None = None
    inside: list[Piece] = []
    for piece in pieces:
        if piece.tokens[0].tag not in _SECTION_TAGS or piece.tokens[0].type != "heading_open":
            inside.append(piece)
            continue
        if heading is not None or inside:
            made.append(_section(heading, inside, anchors))
        opening = piece.tokens[0]
        heading, inside = _heading(opening, piece.tokens[1], piece, anchors), []
    if heading is not None or inside:
        made.append(_section(heading, inside, anchors))
    return tuple(made)


def _section(heading: Heading | None, pieces: list[Piece], anchors: Anchors) -> Section:
    tokens: list[Token] = []
    headings: list[Heading] = []
    for piece in pieces:
        for index, token in enumerate(piece.tokens):
            if token.type == "heading_open":
                new = _heading(token, piece.tokens[index + 1], piece, anchors)
                headings.append(new)
                # The piece may stand on other pages too, where the anchor is another one.
                token = token.copy(meta={**token.meta, ANCHOR: new.anchor})
            tokens.append(token)
    spoken = list(mentions.flattened((*heading.tokens, *tokens) if heading else tokens))
    blocks = tuple(token.meta[HOLDS] for token in tokens if HOLDS in token.meta)
    references = [token.meta[REFERS] for token in spoken if REFERS in token.meta]
    return Section(
        heading=heading,
        markdown="".join(piece.text for piece in pieces).strip("\n"),
        tokens=tuple(tokens),
        blocks=blocks,
        mentions=tuple(token.meta[MENTIONED] for token in spoken if MENTIONED in token.meta),
        references=(*references, *(link for block in blocks for link in block.links)),
        headings=tuple(headings),
    )


def _heading(opening: Token, inline: Token, piece: Piece, anchors: Anchors) -> Heading:
    children = tuple(inline.children or ())
    text = mentions.plain(children, mentions.words)
    assert opening.map is not None
    labels = [
        token.meta[MENTIONED].target
        for token in mentions.flattened(children)
        if MENTIONED in token.meta and not token.meta[MENTIONED].is_term
    ]
    return Heading(
        level=int(opening.tag[1]),
        text=text,
        anchor=anchors.new(text),
        labels=tuple(labels),
        place=piece.place._replace(line=opening.map[0] + 1),
        tokens=children,
    )
