"""Rules for the reviews of guidelines: when a page was read last against the taxonomy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from acoe_spec.findings import Rule
from acoe_spec.guidelines.guideline import Page, Place
from acoe_spec.guidelines.lint.documentation import Defect, Documentation

REVIEW_DAYS = 365  # how long a review holds unless somebody says otherwise
_AHEAD = timedelta(days=1)  # where the day begins first, it is tomorrow already


def check_day(said: Documentation) -> Iterator[Defect]:
    """A review took place on a day of the calendar."""
    for page, written, day in _reviews(said):
        if day is None:
            message = f"the last review is on {written}, and the calendar has no such day"
            yield _defect(page, "reviewed", message, "write a day as YYYY-MM-DD")


def check_to_come(said: Documentation) -> Iterator[Defect]:
    """The day of a review has come, somewhere on earth."""
    for page, written, day in _reviews(said):
        if day is not None and day - said.today > _AHEAD:
            message = f"the last review is on {written}, which is still to come on {said.today}"
            hint = "write the day on which it was read last"
            yield _defect(page, "reviewed", message, hint)


def check_overdue(said: Documentation) -> Iterator[Defect]:
    """A page was read not too long ago; one that is retired need not be."""
    for page, written, day in _reviews(said):
        if day is None or page.model is None or page.model.status == "retired":
            continue
        age = (said.today - day).days
        if age > said.review_days:
            due = day + timedelta(days=said.review_days)
            yield _defect(
                page,
                "reviewed",
                f"the last review was on {written}, {age} days ago, and the next was due by {due}",
                "read the page against the taxonomy, mend it, and write the day into 'reviewed'",
            )


def check_undated(said: Documentation) -> Iterator[Defect]:
    """A page that is called reviewed says when."""
    for page in said.guidelines.pages:
        if page.model and page.model.status == "reviewed" and page.model.reviewed is None:
            message = "the page is called reviewed, and nothing says when that was"
            yield _defect(page, "status", message, "add 'reviewed: YYYY-MM-DD'")


def _reviews(said: Documentation) -> Iterator[tuple[Page, str, date | None]]:
    for page in said.guidelines.pages:
        if page.model is not None and page.model.reviewed is not None:
            try:
                day = date.fromisoformat(page.model.reviewed)
            except ValueError:
                day = None
            yield page, page.model.reviewed, day


def _defect(page: Page, key: str, message: str, hint: str) -> Defect:
    at = f"/{key}"
    return Defect(Place(page.file, *page.source.place(at)), key, message, hint, pointer=at)


_PAGE = "---\ntitle: Firms\nlabels: [firm]\n"

RULES = (
    Rule(
        id="review-date",
        level="error",
        theme="guidelines",
        summary="The last review of a page is on a day that does not exist.",
        why="Nobody can tell how old the page is.",
        fix="Write the day on which the page was read last against the taxonomy.",
        failing=_PAGE + "reviewed: 2026-06-31\n---\n",
        passing=_PAGE + "reviewed: 2026-06-30\n---\n",
        check=check_day,
    ),
    Rule(
        id="review-to-come",
        level="warning",
        theme="guidelines",
        summary="The last review of a page is on a day that is still to come.",
        why="The review holds for longer than it should. It is no error, because the clock may be "
        "wrong: a site is also built from an old state, or with a day that --today sets.",
        fix="Write the day on which the page was read last against the taxonomy.",
        failing=_PAGE + "# On 2026-06-30.\nreviewed: 2027-06-30\n---\n",
        passing=_PAGE + "# On 2026-06-30.\nreviewed: 2026-07-01\n---\n",
        check=check_to_come,
    ),
    Rule(
        id="review-overdue",
        level="warning",
        theme="guidelines",
        summary="The last review of a page is too long ago.",
        why="Labels and habits change, and a page that nobody has read since tells the old ones.",
        fix="Read the page against the taxonomy, mend it, and write the day into 'reviewed'. A "
        "review holds for 365 days, or as many as --review-days says.",
        failing=_PAGE + "# On 2026-06-30.\nreviewed: 2025-06-29\n---\n",
        passing=_PAGE + "# On 2026-06-30.\nreviewed: 2025-06-30\n---\n",
        check=check_overdue,
    ),
    Rule(
        id="review-undated",
        level="warning",
        theme="guidelines",
        summary="A page is called reviewed, and does not say when that was.",
        why="The review would hold for ever.",
        fix="Add 'reviewed' with the day.",
        failing=_PAGE + "status: reviewed\n---\n",
        passing=_PAGE + "status: reviewed\nreviewed: 2026-03-02\n---\n",
        check=check_undated,
    ),
)
