"""The quick reference card: all labels in short, in the largest type that fits on one sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from acoe_spec.guidelines.examples.reading import Example
from acoe_spec.guidelines.pages import addresses
from acoe_spec.guidelines.pages.page import SitePage, make_page
from acoe_spec.guidelines.pages.site import Chip, Site
from acoe_spec.taxonomy.references import split

_WORDS = 90  # characters of a definition on the card
_ON_CARD = 400  # labels; what has more is no card any more
_HEADING = 2.2  # lines
_TOP = 3  # lines of each column for the title


class CardRow(NamedTuple):
    """A label on the card: what it is in short, and words that it was found in."""

    label: Chip
    definition: str
    example: str
    depth: int


class Print(NamedTuple):
    """A size of type, with what of it fits on a page of A4, as the style sheet sets it.

    `lines` are those of a column, `characters` those of a line.
    """

    name: str
    columns: int
    lines: int
    characters: int

    def pages(self, sets: Sequence[tuple[Chip, Sequence[CardRow]]]) -> int:
        """About how many pages the rows take, with headings."""
        lines = sum(_HEADING + sum(map(self._lines, rows)) for _, rows in sets)
        return max(1, -int(-lines // (self.columns * (self.lines - _TOP / 2))))

    def _lines(self, row: CardRow) -> int:
        said = len(row.label.name) * 1.1 + len(row.definition) + len(row.example) + 3
        return -int(-said // (self.characters - 2 * min(row.depth, 4)))


SIZES = (Print("large", 3, 80, 40), Print("middle", 4, 92, 33), Print("small", 4, 103, 38))


def quick_card_pages(site: Site) -> Iterator[SitePage]:
    """The card."""
    here = addresses.QUICK_CARD
    sets: list[tuple[Chip, list[CardRow]]] = []
    if len(site.known.labels) <= _ON_CARD:
        sets = [
            (site.set_chip(here, label_set), list(_card_rows(site, here, label_set)))
            for label_set in site.known.sets
        ]
    size = fitting(sets)
    said = {
        "sets": sets,
        "schema": site.spec.taxonomy.schema,
        "most": _ON_CARD,
        "count": len(site.known.labels),
        "size": size.name,
        "pages": size.pages(sets),
    }
    yield make_page(
        site, here, "quick_card.html", said, title="Quick card",
        description="All labels in short, to print.",
    )  # fmt: skip


def fitting(sets: Sequence[tuple[Chip, Sequence[CardRow]]]) -> Print:
    """The largest type by which the rows fit on both sides of one sheet, else the smallest."""
    return next((each for each in SIZES if each.pages(sets) <= 2), SIZES[-1])


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
