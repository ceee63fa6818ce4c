"""The Markdown of guidelines: CommonMark with tables, `[[mentions]]` and `![[includes]]`.

HTML is text here. `parsed` gives the tokens of markdown-it, and tells for what was written where in
its paragraph it begins. Addresses stay as they were written: what is allowed is for `reading` to
say and for `rendering` to hold. Knows no file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline, autolink, backtick, image, link
from markdown_it.token import Token

MENTION = "acoe_mention"
INCLUDE = "acoe_include"
FLAW = "acoe_flaw"  # what looks like one of ours, and is none
AT = "at"  # in the meta of a token: where it begins, in code points of its paragraph

_BRACKETS = re.compile(r"(?P<include>!?)\[\[(?P<said>[^\[\]]{0,500})\]\]")
_INCLUDE_LINE = re.compile(r"!\[\[(?P<target>[^\[\]\n]*)\]\][ \t]*\Z")
_ID = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_LABEL = re.compile(rf"(?:{_ID}:)?(?:{_ID}/)?{_ID}\Z")
_TERM = "term "


class Said(NamedTuple):
    """What stands between double brackets: a label or a term, and the words shown for it."""

    target: str
    shown: str | None
    is_term: bool


def said(text: str) -> Said | None:
    """The mention that is written as `text` between double brackets, or None."""
    target, bar, shown = (" ".join(part.split()) for part in text.partition("|"))
    if bar and not shown:
        return None
    if target.startswith(_TERM):
        return Said(target.removeprefix(_TERM), shown or None, is_term=True)
    return Said(target, shown or None, is_term=False) if _LABEL.match(target) else None


def parsed(text: str, *, codes: bool = False) -> list[Token]:
    """The block tokens of a page or a part of one. Its lines end in a line feed.

    With `codes`, what stands in backticks knows where it begins as well.
    """
    return _markdown(codes=codes).parse(text)


def parsed_prose(text: str, *, codes: bool = False) -> list[Token]:
    """The block tokens of a short text inside of something: no headings, tables or pictures."""
    return _prose_markdown(codes=codes).parse(text)


def parsed_phrase(text: str) -> list[Token]:
    """The inline tokens of a text that is one paragraph whatever it looks like."""
    found = _prose_markdown(codes=False).parseInline(text)
    return found[0].children or [] if found else []


class _Markdown(MarkdownIt):
    """Leaves addresses as they are written.

    They are judged where the place of a bad one can be told, not dropped or changed here.
    """

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - a name of markdown-it
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - a name of markdown-it
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802 - a name of markdown-it
        return True


@cache
def _markdown(*, codes: bool) -> MarkdownIt:
    markdown = _Markdown("commonmark", {"html": False}).enable("table")
    interrupted = ["paragraph", "reference", "blockquote", "list", "table"]
    markdown.block.ruler.before("fence", INCLUDE, _include, {"alt": interrupted})
    markdown.inline.ruler.before("link", MENTION, _mention)
    for name, rule in (("link", link), ("image", image), ("autolink", autolink)):
        markdown.inline.ruler.at(name, _placed(rule))
    return _with_codes(markdown) if codes else markdown


@cache
def _prose_markdown(*, codes: bool) -> MarkdownIt:
    markdown = _Markdown("commonmark", {"html": False}).disable(["heading", "lheading", "image"])
    markdown.inline.ruler.before("link", MENTION, _mention)
    return _with_codes(markdown) if codes else markdown


def _with_codes(markdown: MarkdownIt) -> MarkdownIt:
    markdown.inline.ruler.at("backticks", _placed(backtick))
    return markdown


def _placed(
    rule: Callable[[StateInline, bool], bool],
) -> Callable[[StateInline, bool], bool]:
    """The rule, whose first token then knows where it begins."""

    def placed(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        # Text that was pending comes before it; backticks without an end are pending themselves.
        new = [] if silent else state.tokens[before : before + 2]
        if new:
            new[new[0].type == "text"].meta[AT] = start
        return True

    return placed


def _mention(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "[!":
        return False
    found = _BRACKETS.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        _push_mention(state, found)
    state.pos = found.end()
    return True


def _push_mention(state: StateInline, found: re.Match[str]) -> None:
    mention = None if found["include"] else said(found["said"])
    token = state.push(FLAW if mention is None else MENTION, "", 0)
    token.content = found[0]
    token.meta = {AT: found.start(), "said": mention, "include": bool(found["include"])}


def _include(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line that is nothing but `![[path]]`, at the left edge of the page."""
    if state.sCount[start] or (state.level and not silent):
        return False
    found = _INCLUDE_LINE.match(state.src[state.bMarks[start] : state.eMarks[start]])
    if found is None:
        return False
    if not silent:
        state.line = start + 1
        token = state.push(INCLUDE, "", 0)
        token.content = found["target"].strip()
        token.map = [start, state.line]
    return True


def plain(tokens: Sequence[Token], shown: Callable[[Said], str]) -> str:
    """The text of inline tokens without markup, mentions in the words that `shown` gives."""
    parts: list[str] = []
    waiting = list(reversed(tokens))
    while waiting:
        token = waiting.pop()
        if token.type == MENTION:
            parts.append(shown(token.meta["said"]))
        elif token.type in ("text", "code_inline", FLAW, "text_special"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.children:
            waiting += reversed(token.children)
    return " ".join("".join(parts).split())


def flattened(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens and those inside of them, in the order of the text."""
    waiting = list(reversed(tokens))
    while waiting:
        token = waiting.pop()
        yield token
        waiting += reversed(token.children or ())


def words(mention: Said) -> str:
    """How a mention is shown where nothing is known of what it names."""
    return mention.shown or mention.target


class Lines:
    """The lines of a text, to find in them what paragraphs were made of."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def __getitem__(self, index: int) -> str:
        return self._lines[index] if index < len(self._lines) else ""

    def between(self, start: int, end: int) -> str:
        """The lines from `start` to before `end`, from 0, with their ends."""
        return "".join(line + "\n" for line in self._lines[start:end])

    def rest(self, start: int) -> str:
        """The lines from `start`, from 0, on."""
        return "\n".join(self._lines[start:])

    def end(self, inline: Token, *, after: int) -> int:
        """The column, from 0, behind the content of an inline token on its first line."""
        assert inline.map is not None
        piece = inline.content.partition("\n")[0]
        return max(self[inline.map[0]].find(piece, after), after) + len(piece)

    def places(
        self, inline: Token, offsets: Sequence[int], *, after: int = 0
    ) -> list[tuple[int, int]]:
        """Line and column, from 1, of ascending offsets into the content of an inline token.

        The content has lost what stands before it on its lines: indentation, `>`, `#`, `|`. It is
        looked for from column `after` (from 0) of its first line on.
        """
        assert inline.map is not None
        found: list[tuple[int, int]] = []
        starts = [0]
        for line in inline.content.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        number, column = 0, -1
        for offset in offsets:
            while number + 1 < len(starts) - 1 and offset >= starts[number + 1]:
                number, column = number + 1, -1
            index = inline.map[0] + number
            if column < 0:
                piece = inline.content[starts[number] : starts[number + 1] - 1].strip()
                column = max(self[index].find(piece, 0 if number else after), 0)
                lead = inline.content[starts[number] : starts[number + 1] - 1]
                column -= len(lead) - len(lead.lstrip())
            found.append((index + 1, max(column + offset - starts[number], 0) + 1))
        return found
