"""HTML as values: what is safe to write out has the type `Html`, and text gets there by escaping.

Elements are written by `element` and SVG by the same function, so that no markup is put together by
hand. Knows nothing of records and labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NewType

Html = NewType("Html", str)
"""Markup that is safe to write out as it is."""

EMPTY = Html("")
_VOID = frozenset({"br", "image"})
_PICTURES = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n\r"}
_PICTURES[0x7F] = "\u2421"
_ESCAPES: dict[int, str] = {
    **_PICTURES,
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
    ord("'"): "&#39;",
    ord("\r"): "&#13;",
}
_SPECIAL = re.compile("[" + "".join(re.escape(chr(code)) for code in _ESCAPES) + "]")


def text(value: str) -> Html:
    """`value` as content or attribute value.

    Control characters, which HTML does not permit, are shown as their pictures (U+2400 to U+2421).
    A carriage return is kept by a reference, because a parser would make a line feed of it.
    """
    return Html(value.translate(_ESCAPES) if _SPECIAL.search(value) else value)


def join(parts: Iterable[Html], between: str = "") -> Html:
    """The parts one after the other, with escaped text between them."""
    return Html(text(between).join(parts))


def element(name: str, content: Html = EMPTY, /, **attributes: str | int | float | None) -> Html:
    """An element. In names of attributes `_` stands for `-`; one at the end is left out.

    An attribute that is None is left out. Numbers are written without needless digits.
    """
    opening = f"<{name}"
    for key, value in attributes.items():
        if value is None:
            continue
        shown = text(value) if isinstance(value, str) else number(value)
        opening += f' {key.rstrip("_").replace("_", "-")}="{shown}"'
    if name in _VOID:
        return Html(opening + "/>")
    return Html(f"{opening}>{content}</{name}>")


def span(kind: str, content: Html = EMPTY, /) -> Html:
    """A `span` of the classes `kind`, which are ours and need no escaping."""
    return Html(f'<span class="{kind}">{content}</span>')


def number(value: float) -> str:
    """A number with at most two digits after the point: 12, 0.5, 3.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def link(href: str | None, content: Html, kind: str | None = None) -> Html:
    """A link to `href`, or a `span` where there is none or it is none that a page may lead to."""
    if href is None or not is_harmless(href):
        return element("span", content, class_=kind)
    return element("a", content, class_=kind, href=href)


def is_harmless(href: str) -> bool:
    """Whether it is relative or of the web; other schemes may run script or hold content."""
    before, colon, _ = href.partition(":")
    if not colon or any(character in before for character in "/?#"):
        return not any(character < " " for character in href)
    return before.lower() in ("http", "https")
