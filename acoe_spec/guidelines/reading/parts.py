"""One Markdown file of a guideline folder, parsed: its front matter, its pieces, and their places.

A page is made of its own pieces and of those of the files that it includes; a file that several
pages include is parsed once. What mentions, links, pictures and blocks say is hung on the tokens,
with the place in the file where it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from markdown_it.token import Token
from pydantic import BaseModel

from acoe_spec.findings import Finding, pointer
from acoe_spec.guidelines.guideline import Block, Mention, Place, Reference
from acoe_spec.guidelines.reading import mentions
from acoe_spec.guidelines.reading.includes import address_of, target_of
from acoe_spec.guidelines.reading.quoting import explained
from acoe_spec.guidelines.reading.rules import found
from acoe_spec.models.guideline import DecisionTable, WorkedExample
from acoe_spec.taxonomy.source import Source, read_block, shaped
from acoe_spec.taxonomy.structure import nearest

MAX_BLOCK = 64 * 1024  # bytes

BLOCKS: Mapping[str, type[BaseModel]] = {"example": WorkedExample, "decision": DecisionTable}

MENTIONED = "mention"  # in the meta of a token: its `Mention`
REFERS = "reference"  # in the meta of a token: its `Reference`
HOLDS = "block"  # in the meta of a token: its `Block`

FRONT = re.compile(r"---[ \t]*\n(?P<yaml>(?:.*\n)*?)---[ \t]*(?:\n|\Z)")
_OPENED = re.compile(r"---[ \t]*(?:\n|\Z)")
# Controls, and what turns the words behind it around.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202d\u202e]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ALLOWED = ("https://", "mailto:")
_NOTHING: Any = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, eq=False)
class Piece:
    """A block of Markdown at the top of a file, and its lines with the empty ones before them.

    `include` is the target of an include, and then there are no tokens.
    """

    text: str
    tokens: tuple[Token, ...]
    place: Place
    include: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """One file. `path` is from the folder of the guidelines, `size` counts bytes.

    `front` is its front matter, None where there is none; `is_open` says that one begins, and does
    not end.
    """

    path: str
    shown: str
    size: int
    front: Source | None
    is_open: bool = False
    pieces: tuple[Piece, ...]
    findings: tuple[Finding, ...]

    @property
    def folder(self) -> str:
        """Where the file lies, from the folder of the guidelines."""
        return self.path.rpartition("/")[0]


def read_part(data: bytes, *, path: str, shown: str) -> Part:
    """The file of these bytes. Never raises for what they say."""
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = len(re.split(rb"\r\n|\r|\n", data[: error.start]))
        flaw = found("guideline-encoding", Place(shown, line), "from here the file is not UTF-8",
                     "save it as UTF-8 in your editor")  # fmt: skip
        return Part(path=path, shown=shown, size=len(data), front=None, pieces=(), findings=(flaw,))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front, start = _front_matter(text, shown)
    # The front matter becomes empty lines, so that lines keep their numbers.
    reading = _Reading("\n" * text.count("\n", 0, start) + text[start:], path=path, shown=shown)
    pieces = tuple(reading.pieces())
    return Part(
        path=path,
        shown=shown,
        size=len(data),
        front=front,
        is_open=front is None and _OPENED.match(text) is not None,
        pieces=pieces,
        findings=tuple(reading.findings),
    )


def _front_matter(text: str, shown: str) -> tuple[Source | None, int]:
    """The YAML between the first line and the next that is `---`, and where the rest begins."""
    match = FRONT.match(text)
    if match is None:
        return None, 0
    return read_block(match["yaml"], path=shown, line=2), match.end()


class _Reading:
    """What is found in one file, piece by piece."""

    def __init__(self, text: str, *, path: str, shown: str) -> None:
        # The last line has an end like all others, so that the lines of blocks can be counted.
        self.text = text if text.endswith("\n") else text + "\n"
        self.shown = shown
        self.folder = path.rpartition("/")[0]
        self.lines = mentions.Lines(self.text)
        self.findings: list[Finding] = []
        self._same: dict[tuple[str, str, int, str, bool, bool], Token] = {}

    def flaw(self, rule: str, place: Place, message: str, hint: str, said: str = "") -> None:
        self.findings.append(found(rule, place, message, hint, field=said))

    def _odd_character(self) -> None:
        odd = _CONTROL.search(self.text)
        if odd is None:
            return
        line = self.text.count("\n", 0, odd.start())
        column = odd.start() - (self.text.rfind("\n", 0, odd.start()) + 1)
        place = Place(self.shown, line + 1, column + 1)
        message = f"the control character U+{ord(odd[0]):04X} stands here"
        hint = "remove it; it cannot be seen"
        if odd[0] > "\x7f":
            hint += f'. In an example, write "\\u{ord(odd[0]):04x}" in double quotes'
        self.flaw("guideline-character", place, message, hint)

    def pieces(self) -> Iterator[Piece]:
        self._odd_character()
        tokens = mentions.parsed(self.text)
        at = start = depth = 0
        for index, token in enumerate(tokens):
            depth += token.nesting
            if depth:
                continue
            whole = tokens[start : index + 1]
            start = index + 1
            lines = whole[0].map or [at, at]
            end = max(lines[1], at)
            last = start == len(tokens)
            text = self.lines.between(at, end) if not last else self.lines.rest(at)
            at = end
            yield self._piece(whole, text, lines[0])

    def _piece(self, tokens: list[Token], text: str, line: int) -> Piece:
        place = Place(self.shown, line + 1)
        if tokens[0].type == mentions.INCLUDE:
            return Piece(text=text, tokens=(), place=place, include=tokens[0].content)
        self._annotate(tokens)
        return Piece(text=text, tokens=tuple(map(self._light, tokens)), place=place)

    def _light(self, token: Token) -> Token:
        """The token with less memory, for there are many: what says nothing else is one for all.

        Where it stands is known by now; only of a heading it is asked again.
        """
        token.children = [self._light(each) for each in token.children or ()] or None
        token.meta, token.attrs = token.meta or _NOTHING, token.attrs or _NOTHING
        if token.type == "heading_open":
            return token
        token.map = None
        if token.type == "inline" or HOLDS in token.meta:
            token.content = token.info = token.markup = ""  # it is in the children, or in the block
        if token.meta or token.attrs or token.content or token.children or token.info:
            return token
        kind = (token.type, token.tag, token.nesting, token.markup, token.hidden, token.block)
        return self._same.setdefault(kind, token)

    def _annotate(self, tokens: list[Token]) -> None:
        line = column = -1
        for token in tokens:
            if token.type == "fence":
                self._fence(token)
            elif token.type == "inline":
                assert token.map is not None
                # Cells of one row: each is looked for behind the one before it.
                after = column if token.map[0] == line else 0
                self._inline(token, after)
                line = token.map[0]
                column = self.lines.end(token, after=after)

    def _inline(self, inline: Token, after: int) -> None:
        placed = [each for each in inline.children or () if mentions.AT in each.meta]
        offsets = [each.meta[mentions.AT] for each in placed]
        for token, (line, column) in zip(
            placed, self.lines.places(inline, offsets, after=after), strict=True
        ):
            self._hang(token, Place(self.shown, line, column))
        self._mentions_in_links(inline)

    def _mentions_in_links(self, inline: Token) -> None:
        """Mentions behind which a link ends that is none because of them."""
        mention: Mention | None = None
        for token in inline.children or ():
            if MENTIONED in token.meta:
                mention = token.meta[MENTIONED]
            elif token.type == "text" and mention is not None and "](" in token.content:
                message = "a label or term stands inside of a link, and is one itself"
                hint = "take it out of the link, or write its words without the inner brackets"
                self.flaw("mention-in-link", mention.place, message, hint, mention.target)
                mention = None

    def _hang(self, token: Token, place: Place) -> None:
        """What a token says, for rendering and for everybody who looks for it."""
        if token.type == mentions.MENTION:
            token.meta[MENTIONED] = _mention(token.meta["said"], place)
        elif token.type == mentions.FLAW:
            self._malformed(token, place)
        else:
            key = "src" if token.type == "image" else "href"
            self._refer(token, str(token.attrs.get(key, "")), place)
        # Inside of a picture's words nothing is found but with the picture.
        for inner in mentions.flattened(token.children or ()):
            if inner.type in (mentions.MENTION, mentions.FLAW):
                self._hang(inner, place)

    def _malformed(self, token: Token, place: Place) -> None:
        if token.meta["include"]:
            message = "an include stands on a line of its own, at its start"
            self.flaw("include-misplaced", place, message, "move it to a line of its own")
            return
        message = "what stands in these brackets is neither a label nor a term"
        hint = "write [[option]], [[intent/rfq]], [[option|own words]] or [[term yard]]"
        self.flaw("malformed-mention", place, message, hint)

    def _refer(self, token: Token, target: str, place: Place) -> None:
        if token.type == "image":
            token.meta[REFERS] = self._picture(target, place)
            if not mentions.plain(token.children or (), mentions.words):
                message = "the picture has no words for those who do not see it"
                hint = "say between the brackets what it shows"
                self.flaw("picture-without-words", place, message, hint, target)
        else:
            token.meta[REFERS] = self._link(target, place)

    def _picture(self, target: str, place: Place) -> Reference:
        path = target_of(target, self.folder)
        if isinstance(path, str):
            return Reference(target, True, place, path)
        rule = "picture-outside" if path.why == "outside" else "missing-picture"
        message, hint = path.message, path.hint
        if _SCHEME.match(target) or target.startswith("//"):
            message = "the picture lies elsewhere, and nothing is fetched"
            hint = "put it into the folder of these guidelines"
        self.flaw(rule, place, message, hint, target)
        return Reference(target, True, place)

    def _link(self, target: str, place: Place) -> Reference:
        path, anchor = address_of(target, self.folder)
        if path is None and not target.casefold().startswith(_ALLOWED):
            if not target or target.startswith("//") or _SCHEME.match(target):
                message = "a link of this kind is not made"
                hint = "link to another page as in other.md#heading, to https:// or to mailto:"
                self.flaw("unsupported-link", place, message, hint, target)
            else:
                message = "the link leads out of the folder of these guidelines"
                hint = "link to a page of these guidelines, or to https://"
                self.flaw("link-outside", place, message, hint, target)
        return Reference(target, False, place, path, anchor)

    def _fence(self, token: Token) -> None:
        assert token.map is not None
        place = Place(self.shown, token.map[0] + 1)
        words = token.info.split()
        kind = words[0] if words else ""
        closed = token.content.count("\n") == token.map[1] - token.map[0] - 2
        if not closed:
            marks = f"'{token.markup}'" if len(token.markup) < 9 else "of as many marks"
            hint = f"end it with a line {marks}"
            message = "the block that begins here is not closed"
            self.flaw("fence-unclosed", place, message, hint, kind)
        if kind not in BLOCKS:
            self._near_miss(kind, place)
        elif token.level or not self.lines[token.map[0]].startswith(token.markup):
            message = f"this {kind} stands inside of something else, or is indented"
            hint = "begin it at the left edge, outside of lists and quotes"
            self.flaw("block-misplaced", place, message, hint)
        elif closed:
            token.meta[HOLDS] = self._block(kind, token.content, place)

    def _near_miss(self, kind: str, place: Place) -> None:
        bare = kind.strip("{}.:")
        meant = bare.casefold() if bare.casefold() in BLOCKS else nearest(bare, BLOCKS)
        if meant is not None:
            message = f"this block is shown as it is; it may be meant as '{meant}'"
            self.flaw("block-misspelt", place, message, f"write {meant} behind the fence", kind)

    def _block(self, kind: str, yaml: str, place: Place) -> Block:
        model: Any = None
        if len(yaml.encode()) > MAX_BLOCK:
            source = read_block("", path=self.shown, line=place.line + 1)
            message = f"the {kind} is larger than {MAX_BLOCK // 1024} KiB"
            flaw = found("block-size", place, message, "show less; nobody reads that much")
            findings: tuple[Finding, ...] = (flaw,)
        else:
            source = read_block(yaml, path=self.shown, line=place.line + 1)
            model, findings = shaped(source, BLOCKS[kind])
            findings = explained(source, findings)
        self.findings += findings
        pictures: tuple[Reference, ...] = ()
        links: list[Reference] = []
        if isinstance(model, WorkedExample):
            pictures = tuple(self._shown_pictures(source))
            links += self._links_in(source, "why")
        elif isinstance(model, DecisionTable):
            for row in range(len(model.rows)):
                links += self._links_in(source, "rows", row, "when")
                links += self._links_in(source, "rows", row, "because")
        return Block(
            kind=kind,
            place=place,
            source=source,
            findings=findings,
            folder=self.folder,
            pictures=pictures,
            links=tuple(links),
        )

    def _links_in(self, source: Source, *steps: str | int) -> Iterator[Reference]:
        """The links in a text of a block, all of them at the place where it begins."""
        text: Any = source.data
        for step in steps:
            text = text.get(step, "") if isinstance(text, dict) else text[step]
        if "[" not in text and "<" not in text:
            return
        place = Place(self.shown, *source.place(pointer(*steps)))
        for token in mentions.flattened(mentions.parsed_prose(text)):
            if token.type == "link_open":
                yield self._link(str(token.attrs.get("href", "")), place)
            elif token.type == mentions.FLAW:
                self._malformed(token, place)

    def _shown_pictures(self, source: Source) -> Iterator[Reference]:
        """The pictures of pages that an example shows."""
        for side in ("", "instead"):
            data = source.data.get(side, {}) if side else source.data
            for position, unit in enumerate(data.get("units", ())):
                # A unit of one key is what a speaker says, here one who is called 'picture'.
                if len(unit) > 1 and isinstance(unit.get("picture"), str):
                    at = pointer(*filter(None, [side]), "units", position, "picture")
                    place = Place(self.shown, *source.place(at))
                    yield self._picture(unit["picture"], place)


def _mention(said: mentions.Said, place: Place) -> Mention:
    return Mention(*said, place)
