"""The index of a site's search: one short entry for each place that somebody may look for.

Material for MkDocs reads `search/search_index.json` and searches with lunr in the reader's browser,
where the index is built anew on each page that is opened. What takes time there is the number of
words, so an entry has few: a title, ids, and the beginning of the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

INDEX = "search/search_index.json"
LONGEST = 240  # characters of text in an entry; more would make the first result of 5,000 slow

_OF = "\u2002\u00b7\u2002"  # EN SPACE, MIDDLE DOT, EN SPACE: nobody types that
SEPARATOR = rf"(?:{_OF}.*|[\s\-_./:,;()|])+"
"""What parts words, in an entry as in a query: also what parts an id, so that `quote` finds
`firm_quote`, and `firm_quote` the label of exactly this id first. The taxonomy that ends a title is
shown and is no word: its name would be found in all that it has."""


class Entry(NamedTuple):
    """A place to be found. `location` is an address from the root of the search, quoted.

    `ids` are what the place is called: they are shown, and count most. Nothing is escaped.
    """

    location: str
    title: str
    text: str
    ids: tuple[str, ...] = ()


def add_entries(index: Path, entries: Iterable[Entry], *, prefix: str, of: str = "") -> None:
    """Put entries behind those that an index has; without one, nothing is to be searched.

    `of` is the taxonomy that their titles end with, where words are parted by our `SEPARATOR`.
    """
    if not index.is_file():
        return
    held = json.loads(index.read_text("utf-8"))
    ending = f"{_OF}{of}" if of and held["config"]["separator"] == SEPARATOR else ""
    named = (each._replace(title=each.title + ending) for each in entries)
    held["docs"] += (_spelt(each, prefix) for each in named)
    _write(index, held)


def write_index(index: Path, entries: Iterable[Entry], *, like: Path) -> None:
    """Write an index of its own for some entries, configured as that at `like` is."""
    if not like.is_file():
        return
    config = json.loads(like.read_text("utf-8"))["config"]
    _write(index, {"config": config, "docs": [_spelt(each, "") for each in entries]})


def shortened(text: str) -> str:
    """The beginning of a text, ended after a whole word."""
    plain = " ".join(text.split())
    if len(plain) <= LONGEST:
        return plain
    return plain[: LONGEST + 1].rpartition(" ")[0] + " …"


def _spelt(entry: Entry, prefix: str) -> dict[str, Any]:
    """An entry as the theme reads it, which takes titles and texts for HTML."""
    spelt: dict[str, Any] = {
        "location": prefix + entry.location,
        "title": escape(entry.title, quote=False),
        "text": escape(shortened(entry.text), quote=False),
    }
    if entry.ids:
        spelt["tags"] = [escape(each, quote=False) for each in entry.ids]
    return spelt


def _write(index: Path, held: dict[str, Any]) -> None:
    index.parent.mkdir(parents=True, exist_ok=True)
    index.write_text(json.dumps(held, separators=(",", ":")), encoding="utf-8")
