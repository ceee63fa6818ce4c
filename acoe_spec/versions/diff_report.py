"""A diff as its readers want it: what people changed by level, and below each what follows.

Values and order only; what a report looks like is for `diff_text`, `diff_json` and
`diff_markdown`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct

from acoe_spec.reporting.presentation import amount
from acoe_spec.taxonomy.numbering import LEVELS, Level
from acoe_spec.taxonomy.references import node, reference_of
from acoe_spec.versions.changes import Change, Diff
from acoe_spec.versions.operations import Effect

EFFECTS: Mapping[Effect, str] = {
    "as they are": "files stay as they are",
    "automatic": "files are migrated",
    "automatic, lossy": "files are migrated; what they lose is kept as previous",
    "re-checked": "files are checked again, and people decide where something no longer fits",
    "human": "people decide",
    "warning": "files get a warning",
}
"""What becomes of the files concerned, as a clause."""


class Touched(Struct, frozen=True):
    """How many annotations, and records that hold them, a change concerns in real files."""

    annotations: int = 0
    records: int = 0


class Impact(Struct, frozen=True, kw_only=True):
    """What was counted in real files; `touched` is parallel to the changes of the diff.

    `files`, `records` and `annotations` are all that were read under the older version, `others`
    records under another one, `unreadable` lines that are no record.
    """

    files: int
    records: int
    annotations: int
    others: int
    unreadable: int
    touched: tuple[Touched, ...]


class Report(NamedTuple):
    """A diff, and its impact if it was counted."""

    diff: Diff
    impact: Impact | None = None
    colour: bool = False


class Group(NamedTuple):
    """Changes that say the same of several places, and what follows from them."""

    changes: tuple[Change, ...]
    touched: Touched | None
    following: tuple[Group, ...]

    @property
    def first(self) -> Change:
        """The change whose words stand for all."""
        return self.changes[0]


def subject(change: Change) -> str:
    """What a change is about, as a reference: `option`, `intent/rfq`, `relation/bids_on`.

    The id of a category set itself with a stroke behind it; empty for the whole taxonomy.
    """
    if change.set is None:
        return change.taxonomy or ""
    return (
        f"{change.set}/" if change.label is None else reference_of(node(change.set, change.label))
    )


def by_level(report: Report) -> Iterator[tuple[Level, list[Group]]]:
    """What people changed, the gravest level first, as groups with what follows from each."""
    following: dict[str, list[int]] = {}
    own: list[int] = []
    for number, change in enumerate(report.diff.changes):
        if change.because is None:
            own.append(number)
        else:
            following.setdefault(change.because, []).append(number)
    for level in reversed(LEVELS):
        here = [number for number in own if report.diff.changes[number].level == level]
        if here:
            yield level, list(_groups(report, here, following, frozenset()))


def _groups(
    report: Report,
    numbers: Iterable[int],
    following: Mapping[str, list[int]],
    seen: frozenset[str],
) -> Iterator[Group]:
    """Changes of one rule that say the same together, unless something follows from them."""
    together: dict[tuple[str, ...], list[int]] = {}
    claimed = set(seen)
    for number in numbers:
        change = report.diff.changes[number]
        leads = change.name in following and change.name not in claimed
        key: tuple[str, ...] = (change.rule, change.level, change.effect, change.message)
        if leads:
            claimed.add(change.name)
            key = (*key, str(number))
        together.setdefault(key, []).append(number)
    for key, some in together.items():
        changes = tuple(report.diff.changes[number] for number in some)
        below: tuple[Group, ...] = ()
        if len(key) > 4:
            name = changes[0].name
            below = tuple(_groups(report, following[name], following, seen | {name}))
        yield Group(changes, _summed(report, some), below)


def _summed(report: Report, numbers: Iterable[int]) -> Touched | None:
    if report.impact is None or not report.impact.records:
        return None
    each = [report.impact.touched[number] for number in numbers]
    return Touched(sum(one.annotations for one in each), sum(one.records for one in each))


def amount_of_changes(report: Report) -> str:
    """`3 changes, from which 12 more follow`; `no change`."""
    own = sum(change.because is None for change in report.diff.changes)
    more = len(report.diff.changes) - own
    if not own:
        return "no change"
    said = amount(own, "change")
    if not more:
        return said
    return said + f", from which {more:,} more {'follow' if more > 1 else 'follows'}"


def demanded(report: Report) -> str:
    """The sentence about the version number."""
    bump = report.diff.bump
    if bump is None:
        return "the two versions say the same"
    return f"the version number has to be raised by a {bump} step at least"


def touched(counted: Touched) -> str:
    """`12 annotations in 5 records`."""
    if not counted.annotations and not counted.records:
        return "touches nothing in the files"
    records = amount(counted.records, "record")
    if not counted.annotations:
        return f"touches {records}"
    return f"touches {amount(counted.annotations, 'annotation')} in {records}"
