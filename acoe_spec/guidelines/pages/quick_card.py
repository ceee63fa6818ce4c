"""The quick reference card: the labels in short, in the largest type that fits on a page or sheet.

Imported labels have a card of their own. Here they are named; only those that own labels refine are
rows of the tree.
"""

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


class CardSet(NamedTuple):
    """A set on the card: its tree, and the imported labels that stand by their names alone."""

    chip: Chip
    rows: list[CardRow]
    imported: list[Chip]


class Print(NamedTuple):
    """A size of type, with what of it fits on a page of A4, as the style sheet sets it.

    `lines` are those of a column, `characters` those of a line.
    """

    name: str
    columns: int
    lines: int
    characters: int

    def pages(self, sets: Sequence[CardSet]) -> int:
        """About how many pages the rows take, with headings."""
        lines = sum(
            _HEADING + sum(map(self._lines, each.rows)) + self._named(each.imported)
            for each in sets
        )
        return max(1, -int(-lines // (self.columns * (self.lines - _TOP / 2))))

    def _lines(self, row: CardRow) -> int:
        said = len(row.label.name) * 1.1 + len(row.definition) + len(row.example) + 3
        return -int(-said // (self.characters - 2 * min(row.depth, 4)))

    def _named(self, imported: Sequence[Chip]) -> int:
        said = sum(len(each.name) * 1.1 + 3 for each in imported)
        return 1 - int(-said // self.characters) if imported else 0


SIZES = (Print("large", 3, 80, 40), Print("middle", 4, 92, 33), Print("small", 4, 103, 38))


def quick_card_pages(site: Site) -> Iterator[SitePage]:
    """The card."""
    here = addresses.QUICK_CARD
    sets: list[CardSet] = []
    if len(site.known.labels) <= _ON_CARD:
        sets = [_card_set(site, here, label_set) for label_set in site.known.sets]
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


def fitting(sets: Sequence[CardSet]) -> Print:
    """The largest type by which the rows fit on one page, else on both sides of one sheet, else the
    smallest."""
    fits = (each for most in (1, 2) for each in SIZES if each.pages(sets) <= most)
    return next(fits, SIZES[-1])


def _card_set(site: Site, here: str, label_set: str) -> CardSet:
    shown = _shown(site, label_set)
    rows: list[CardRow] = []
    imported: list[Chip] = []
    waiting = [(each, 0) for each in reversed(site.known.roots(label_set))]
    while waiting:
        label, depth = waiting.pop()
        written = site.known.labels[label]
        if written.deprecated is None and label in shown:
            covered = site.spec.coverage.labels[label]
            example = "" if written.abstract else _seen(label, covered.annotate)
            definition = _short(written.definition or "")
            rows.append(CardRow(site.chip(here, label), definition, example, depth))
        elif written.deprecated is None and not written.abstract:
            imported.append(site.chip(here, label))
        below = site.known.children.get(label, ())
        waiting.extend((each, depth + 1) for each in reversed(below))
    return CardSet(site.set_chip(here, label_set), rows, imported)


def _shown(site: Site, label_set: str) -> set[str]:
    """The labels of a set that have rows: its own, and what these refine.

    A taxonomy without labels of its own in the set shows what it imports.
    """
    parents = {below: each for each, some in site.known.children.items() for below in some}
    labels = {each for each in site.known.labels if split(each)[0] == label_set}
    shown: set[str] = set()
    for label in labels:
        above: str | None = label if ":" not in label else None
        while above is not None and above not in shown:
            shown.add(above)
            above = parents.get(above)
    return shown or labels


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
