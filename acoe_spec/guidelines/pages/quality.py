"""What is documented and what is not yet: the coverage of each label, reviews, failing examples."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from acoe_spec.guidelines.coverage import Coverage, Covered
from acoe_spec.guidelines.lint.rules_reviews import REVIEW_DAYS
from acoe_spec.guidelines.pages import addresses
from acoe_spec.guidelines.pages.page import SitePage, make_page
from acoe_spec.guidelines.pages.site import Chip, Link, Site
from acoe_spec.guidelines.pages.words import Words


class CoverageRow(NamedTuple):
    """A label with how many of each thing it has; `is_complete` that it lacks nothing it needs."""

    label: Chip
    guideline: int
    annotate: int
    avoid: int
    tables: int
    needs_examples: bool
    is_complete: bool


class ReviewRow(NamedTuple):
    """A guideline page with its last review, and why that is not good enough any more."""

    page: Link
    reviewed: str
    problem: str


def quality_pages(site: Site) -> Iterator[SitePage]:
    """The one page."""
    here = addresses.QUALITY
    words = Words(site, here)
    covered = [each for each in site.spec.coverage.labels.values() if each.needs_guideline]
    pairs = site.spec.coverage.confusable
    said: dict[str, Any] = {
        "sets": list(_sets(site, here, covered)),
        "summary": [each for each in _summary(site.spec.coverage, covered) if each[2]],
        "examples": len(site.spec.examples),
        "missing": [
            (site.chip(here, pair.one), site.chip(here, pair.other))
            for pair in pairs
            if not pair.tables
        ],
        "reviews": list(_reviews(site, words)),
        "findings": [
            (each.level, each.rule, each.message, _place(each.file, each.line))
            for each in site.spec.findings
        ],
        "today": site.spec.today.isoformat(),
    }
    yield make_page(
        site, here, "quality.html", said, title="Quality of the guidelines",
        description="What is documented, and what is not yet.",
    )  # fmt: skip


def _summary(coverage: Coverage, covered: list[Covered]) -> Iterator[tuple[str, int, int]]:
    """What is counted, how many there are of it, and of how many."""
    complete = sum(each.is_complete for each in covered)
    yield "Labels with all that they need", complete, len(covered)
    yield "Labels with a guideline", sum(bool(each.explanations) for each in covered), len(covered)
    shown = [each for each in covered if each.needs_examples]
    both = sum(bool(each.annotate and each.avoid) for each in shown)
    yield "Labels with right and wrong examples", both, len(shown)
    pairs = coverage.confusable
    told = sum(bool(pair.tables) for pair in pairs)
    yield "Confusable pairs that are told apart", told, len(pairs)


def _sets(
    site: Site, here: str, covered: list[Covered]
) -> Iterator[tuple[Chip, list[CoverageRow]]]:
    for label_set in site.known.sets:
        rows = [
            CoverageRow(
                site.chip(here, each.node),
                len({explanation.page.name for explanation in each.explanations}),
                len(each.annotate),
                len(each.avoid),
                len(each.tables),
                each.needs_examples,
                each.is_complete,
            )
            for each in covered
            if each.node.startswith(f"{label_set}/")
        ]
        if rows:
            yield site.set_chip(here, label_set), rows


def _reviews(site: Site, words: Words) -> Iterator[ReviewRow]:
    """The pages, those that need a review first."""
    rows = []
    for page in site.spec.guidelines.pages:
        reviewed = None if page.model is None else page.model.reviewed
        rows.append(
            ReviewRow(words.page_link(page), reviewed or "never", _stale(reviewed, site.spec.today))
        )
    return iter(sorted(rows, key=lambda each: (not each.problem, each.reviewed, each.page.text)))


def _stale(reviewed: str | None, today: datetime.date) -> str:
    if reviewed is None:
        return "not reviewed yet"
    try:
        age = (today - datetime.date.fromisoformat(reviewed)).days
    except ValueError:
        return "no day of the calendar"
    if age > REVIEW_DAYS:
        return f"{age} days ago"
    return "in the future" if age < 0 else ""


def _place(file: str | None, line: int | None) -> str:
    """The file without its folders: where the workspace lies is nobody's business."""
    name = (file or "").rpartition("/")[2]
    return name if line is None else f"{name}:{line}"
