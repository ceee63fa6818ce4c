"""Labels as rows in the order of their hierarchy, for trees of any depth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from acoe_spec.guidelines.pages.site import Chip, Site


class Row(NamedTuple):
    """A label with the number of labels below it, at any depth.

    `closes` is how many branches end with it: after a leaf, its own parents whose last it is.
    """

    label: Chip
    below: int
    depth: int
    closes: int


def rows(site: Site, here: str, roots: Iterable[str]) -> list[Row]:
    """All labels at and below `roots`, parents first. A hierarchy may be deeper than a stack."""
    found = list(_walked(site, roots))
    depths = [depth for _, depth in found]
    return [
        Row(site.chip(here, label), site.known.below[label], depth, max(depth - after, 0))
        for (label, depth), after in zip(found, [*depths[1:], 0], strict=True)
    ]


def _walked(site: Site, roots: Iterable[str]) -> Iterator[tuple[str, int]]:
    waiting = [(root, 0) for root in reversed(list(roots))]
    while waiting:
        label, depth = waiting.pop()
        yield label, depth
        below = site.known.children.get(label, ())
        waiting.extend((child, depth + 1) for child in reversed(below))
