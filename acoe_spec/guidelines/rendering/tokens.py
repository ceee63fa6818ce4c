"""Tokens of Markdown as HTML: one small function for each kind of token.

Everything is escaped, and addresses are those that `Links` gives or of a kind that is allowed.
Knows nothing of sanitising, which comes after.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape

from markdown_it.token import Token

from acoe_spec.guidelines.guideline import Mention, Place, Reference
from acoe_spec.guidelines.reading import mentions
from acoe_spec.guidelines.reading.includes import address_of
from acoe_spec.guidelines.reading.parts import MENTIONED, REFERS
from acoe_spec.guidelines.reading.sections import ANCHOR
from acoe_spec.guidelines.rendering.links import Links

CLASSES: Mapping[str, Sequence[str]] = {
    "a": ("acoe-label", "acoe-term", "acoe-outside"),
    "span": ("acoe-unknown",),
    "div": ("acoe-scroll",),
    "table": ("acoe-table",),
    "td": ("acoe-at-left", "acoe-at-right", "acoe-at-center"),
    "th": ("acoe-at-left", "acoe-at-right", "acoe-at-center"),
}

_OUTSIDE = re.compile(r"(?:https://|mailto:)[!-~\u00a1-\U0010ffff]+\Z", re.IGNORECASE)
_NOWHERE = Place("", 1)
_PLAIN = ("p", "em", "strong", "blockquote", "ul", "li", "thead", "tbody", "tr")


class Renderer:
    """Renders tokens with what `links` knows; ids of headings begin with `prefix`.

    Links that were not read with a page are relative to `folder`.
    """

    def __init__(self, links: Links, *, prefix: str = "", folder: str = "") -> None:
        self._links = links
        self._folder = folder
        self._prefix = prefix
        self._closing: list[str] = []  # how the links that are open end

    def blocks(self, tokens: Sequence[Token]) -> str:
        """The HTML of block tokens."""
        html: list[str] = []
        for token in tokens:
            if token.type == "inline":
                html.append(self.phrase(token.children or ()))
            elif not token.hidden:
                html.append(self._one(token))
        return "".join(html)

    def phrase(self, tokens: Sequence[Token]) -> str:
        """The HTML of inline tokens."""
        return "".join([self._one(token) for token in tokens])

    def _one(self, token: Token) -> str:
        if token.type == "text":
            return escape(token.content)
        rule = _RULES.get(token.type)
        if rule is not None:
            return rule(self, token)
        if token.tag in _PLAIN and token.nesting:
            opening = "<" if token.nesting > 0 else "</"
            end = "\n" if token.nesting < 0 and token.block else ""
            return f"{opening}{token.tag}>{end}"
        return escape(token.content)

    def _heading_open(self, token: Token) -> str:
        anchor = token.meta.get(ANCHOR)
        named = f' id="{escape(self._prefix + anchor)}"' if anchor else ""
        return f"<{_heading_tag(token)}{named}>"

    def _heading_close(self, token: Token) -> str:
        return f"</{_heading_tag(token)}>\n"

    def _ordered(self, token: Token) -> str:
        start = token.attrs.get("start")
        return f'<ol start="{int(start)}">' if start is not None else "<ol>"

    def _ordered_end(self, token: Token) -> str:
        return "</ol>\n"

    def _rule(self, token: Token) -> str:
        return "<hr>\n"

    def _code(self, token: Token) -> str:
        # It scrolls where it is too wide, and a keyboard must reach what scrolls.
        return f'<pre tabindex="0"><code>{escape(token.content)}</code></pre>\n'

    def _code_inline(self, token: Token) -> str:
        return f"<code>{escape(token.content)}</code>"

    def _table_open(self, token: Token) -> str:
        return '<div class="acoe-scroll" tabindex="0"><table class="acoe-table">'

    def _table_close(self, token: Token) -> str:
        return "</table></div>\n"

    def _cell_open(self, token: Token) -> str:
        side = str(token.attrs.get("style", "")).removeprefix("text-align:")
        classed = f' class="acoe-at-{escape(side)}"' if side else ""
        scope = ' scope="col"' if token.tag == "th" else ""
        return f"<{token.tag}{scope}{classed}>"

    def _cell_close(self, token: Token) -> str:
        return f"</{token.tag}>"

    def _soft_break(self, token: Token) -> str:
        return "\n"

    def _hard_break(self, token: Token) -> str:
        return "<br>\n"

    def _link_open(self, token: Token) -> str:
        target = str(token.attrs.get("href", ""))
        reference = token.meta.get(REFERS)
        if reference is None:
            reference = Reference(target, False, _NOWHERE, *address_of(target, self._folder))
        title = _title(token)
        href: str | None
        if _OUTSIDE.match(target):
            opening = f'<a class="acoe-outside" href="{escape(target)}"{title}>'
        elif _is_elsewhere(target) or (href := self._links.page(reference)) is None:
            self._closing.append("</span>")
            return '<span class="acoe-unknown">'
        else:
            opening = f'<a href="{escape(href)}"{title}>'
        self._closing.append("</a>")
        return opening

    def _link_close(self, token: Token) -> str:
        return self._closing.pop() if self._closing else ""

    def _image(self, token: Token) -> str:
        target = str(token.attrs.get("src", ""))
        words = escape(mentions.plain(token.children or (), mentions.words))
        reference = token.meta.get(REFERS)
        src = None if reference is None else self._links.picture(reference)
        if src is None or _is_elsewhere(src):
            return f'<span class="acoe-unknown">{words or escape(target)}</span>'
        return f'<img src="{escape(src)}" alt="{words}"{_title(token)} loading="lazy">'

    def _mention(self, token: Token) -> str:
        said: mentions.Said = token.meta["said"]
        mention = token.meta.get(MENTIONED) or Mention(*said, _NOWHERE)
        if said.is_term:
            term = self._links.term(mention)
            if term is None:
                return self._unknown(said)
            href, name, definition = term
            attributes = f' class="acoe-term" href="{escape(href)}" title="{escape(definition)}"'
        else:
            label = self._links.label(mention)
            if label is None:
                return self._unknown(said)
            href, name = label
            attributes = f' class="acoe-label" href="{escape(href)}"'
        # The parser makes no link around a mention, which is one itself.
        return f"<a{attributes}>{escape(said.shown or name)}</a>"

    def _unknown(self, said: mentions.Said) -> str:
        return f'<span class="acoe-unknown">{escape(mentions.words(said))}</span>'


def _heading_tag(token: Token) -> str:
    """Headings of level 1 and 2 inside of something do not begin a section."""
    return f"h{max(3, int(token.tag[1]))}"


def _title(token: Token) -> str:
    title = token.attrs.get("title")
    return f' title="{escape(str(title))}"' if title else ""


def _is_elsewhere(address: str) -> bool:
    """Whether an address has a scheme, or a host."""
    return address.startswith(("//", "\\", "/\\")) or ":" in address.partition("/")[0]


_RULES: Mapping[str, Callable[[Renderer, Token], str]] = {
    "heading_open": Renderer._heading_open,
    "heading_close": Renderer._heading_close,
    "ordered_list_open": Renderer._ordered,
    "ordered_list_close": Renderer._ordered_end,
    "hr": Renderer._rule,
    "fence": Renderer._code,
    "code_block": Renderer._code,
    "code_inline": Renderer._code_inline,
    "table_open": Renderer._table_open,
    "table_close": Renderer._table_close,
    "th_open": Renderer._cell_open,
    "td_open": Renderer._cell_open,
    "th_close": Renderer._cell_close,
    "td_close": Renderer._cell_close,
    "softbreak": Renderer._soft_break,
    "hardbreak": Renderer._hard_break,
    "link_open": Renderer._link_open,
    "link_close": Renderer._link_close,
    "image": Renderer._image,
    mentions.MENTION: Renderer._mention,
}
