"""Which relations stand between which labels, as one table and, for small screens, as a list.

Labels are gathered below the roots of their branches, and only what is permitted is there: a row
for each branch that may be a subject, a column for each that may be an object.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from acoe_spec.guidelines.pages import addresses
from acoe_spec.guidelines.pages.page import SitePage, make_page
from acoe_spec.guidelines.pages.site import Chip, Site
from acoe_spec.taxonomy.references import node_of

_COLUMNS = 40  # a table with more columns says nothing any more: the list remains


class Permitted(NamedTuple):
    """A relation with the labels that may be its subjects and objects in two branches."""

    relation: Chip
    subjects: list[Chip]
    objects: list[Chip]


class Cell(NamedTuple):
    """The relations from the branch of the row to that of a column."""

    column: Chip
    relations: list[Permitted]


class MatrixRow(NamedTuple):
    """A branch whose labels may be subjects. `cells` are parallel to the columns."""

    branch: Chip
    cells: list[Cell]


def matrix_pages(site: Site) -> Iterator[SitePage]:
    """The one page."""
    here = addresses.MATRIX
    found = _permitted(site, here)
    columns = list(dict.fromkeys(column for _, column in found))
    columns = _ordered(site, columns)
    subjects = _ordered(site, dict.fromkeys(row for row, _ in found))
    chips = {label: site.chip(here, label) for label in (*columns, *subjects)}
    rows = [
        MatrixRow(
            chips[row], [Cell(chips[column], found.get((row, column), [])) for column in columns]
        )
        for row in subjects
    ]
    said = {
        "columns": [chips[each] for each in columns],
        "rows": rows,
        "has_table": 0 < len(columns) <= _COLUMNS,
    }
    yield make_page(
        site, here, "matrix.html", said, title="Subject and object matrix",
        description="Which relations are permitted between which labels.",
    )  # fmt: skip


def _permitted(site: Site, here: str) -> dict[tuple[str, str], list[Permitted]]:
    """The relations by the branches of their subject and object."""
    found: dict[tuple[str, str], list[Permitted]] = defaultdict(list)
    for relation in site.known.of_set("relation"):
        effective = site.known.described.effective[relation]
        if effective.own.abstract or effective.domain is None or effective.range is None:
            continue
        objects = _by_branch(site, effective.range.value)
        for subject, some in _by_branch(site, effective.domain.value).items():
            for object_, others in objects.items():
                found[subject, object_].append(
                    Permitted(
                        site.chip(here, relation),
                        [site.chip(here, each) for each in some],
                        [site.chip(here, each) for each in others],
                    )
                )
    return found


def _by_branch(site: Site, references: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for label in map(node_of, references):
        found[(site.known.ancestors(label) or (label,))[-1]].append(label)
    return found


def _ordered(site: Site, labels: Iterable[str]) -> list[str]:
    return sorted(labels, key=lambda each: (each.partition("/")[0], site.known.name(each), each))
