"""A diff as its readers want it: what people changed by level, and below each what follows.

Values and order only; what a report looks like is for `diff_text`, `diff_json` and
`diff_markdown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct

from acoe_spec.reporting.presentation import amount, one_line
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.numbering import LEVELS, Level, at_least, precedence
from acoe_spec.taxonomy.references import node, node_of, reference_of
from acoe_spec.versions.changes import Change, Diff
from acoe_spec.versions.diff.declared import DECLARED
from acoe_spec.versions.operations import Effect

EFFECTS: Mapping[Effect, str] = {
    "as they are": "files stay as they are",
    "automatic": "files are migrated",
    "automatic, lossy": "files are migrated; what they lose is kept as previous",
    "by rule": "files are migrated by rule, and people decide where no rule holds",
    "re-checked": "people decide where files no longer fit",
    "human": "people decide",
    "warning": "files get a warning",
}
"""What becomes of the files concerned, as a clause."""

_OF_LABELS = frozenset(
    ("add-label", "remove-label", "move-label", "rename-label", "swap", "merge-labels",
     "split-label", "carve-out", "deprecate-label", "make-abstract", "require-set")
)  # fmt: skip
_OF_ENTITIES = frozenset(("domain", "range", "roles", "applies_to", "overlap"))
"""Operations, and properties, whose messages quote labels: of the same set, and entities."""
_QUOTED = re.compile(r"'([^' ]+)'")


class Touched(Struct, frozen=True):
    """How many annotations, and records that hold them, a change concerns in real files.

    `missing` is how many answers these records lack to a question that has to be answered.
    """

    annotations: int = 0
    records: int = 0
    missing: int = 0


class Impact(Struct, frozen=True, kw_only=True):
    """What was counted in real files; `touched` is parallel to the changes of the diff.

    `together` counts for the groups of several changes, by their numbers: what several of them
    touch is counted once. `files`, `records` and `annotations` are all that were read under the
    older version, `others` records under another one (`pinned` is what most of them pin, of those
    of this taxonomy), `unreadable` lines that are no record.
    """

    files: int
    records: int
    annotations: int
    others: int
    unreadable: int
    touched: tuple[Touched, ...]
    pinned: str | None = None
    together: Mapping[tuple[int, ...], Touched] = {}

    def of(self, numbers: tuple[int, ...]) -> Touched:
        """What the changes of a group touch."""
        return self.touched[numbers[0]] if len(numbers) == 1 else self.together[numbers]


class Names(NamedTuple):
    """The names of labels by node, in both versions, where they say more than the id."""

    old: Mapping[str, str] = {}
    new: Mapping[str, str] = {}


class Report(NamedTuple):
    """A diff, its impact if it was counted, and what its labels are called."""

    diff: Diff
    impact: Impact | None = None
    colour: bool = False
    names: Names = Names()


class Group(NamedTuple):
    """Changes that say the same of several places, and what follows from them.

    `numbers` are the positions of the changes in the diff.
    """

    changes: tuple[Change, ...]
    numbers: tuple[int, ...]
    following: tuple[Group, ...]

    @property
    def first(self) -> Change:
        """The change whose words stand for all."""
        return self.changes[0]


def names(definition: Definition) -> dict[str, str]:
    """The names of the labels that say more than their ids: `Video Gaming` of `680`."""
    return {
        node(label_set, bare): label.name
        for label_set, bare, label in definition.labels()
        if label.name and _letters(label.name) != _letters(bare.rpartition(":")[2])
    }


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))


def subject(change: Change) -> str:
    """What a change is about, as a reference: `option`, `intent/rfq`, `relation/bids_on`.

    The id of a category set itself with a stroke behind it, the file of a page that is about no
    label; empty for the whole taxonomy.
    """
    if change.set is None:
        return change.taxonomy or change.page or ""
    return (
        f"{change.set}/" if change.label is None else reference_of(node(change.set, change.label))
    )


def name_of(report: Report, change: Change) -> str | None:
    """What the label that a change is about is called, if that says more than its id."""
    return None if change.node is None else _called(report, change, change.node)


def worded(report: Report, group: Group) -> str:
    """The message of a group, with the names of the labels that it quotes where all agree."""
    messages = {_named(report, each) for each in group.changes}
    return messages.pop() if len(messages) == 1 else group.first.message


def _named(report: Report, change: Change) -> str:
    home = "entity" if change.property_ in _OF_ENTITIES else change.set
    if home is None or (change.op not in _OF_LABELS and change.property_ not in _OF_ENTITIES):
        return change.message

    def named(quoted: re.Match[str]) -> str:
        name = None
        if quoted[1] not in (change.role, change.attribute, change.value):
            name = _called(report, change, node_of(quoted[1], home=home))
        return quoted[0] if name is None else f"{quoted[0]} ({name})"

    return _QUOTED.sub(named, change.message)


def _called(report: Report, change: Change, name: str) -> str | None:
    """What a label is called; what is declared names labels as the older version does."""
    old, new = report.names
    first, second = (old, new) if change.rule == DECLARED else (new, old)
    said = first.get(name) or second.get(name)
    return None if said is None else shortened(said)


def shortened(words: str, most: int = 40) -> str:
    """Words of a taxonomy on one line, cut where they are long."""
    line = one_line(" ".join(words.split()))
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def by_level(diff: Diff) -> Iterator[tuple[Level, list[Group]]]:
    """What people changed as groups with what follows from each, the gravest first.

    A change that is minor itself stands among the major ones if something major follows from it.
    """
    following = _following(diff)
    own: dict[Level, list[int]] = {level: [] for level in reversed(LEVELS)}
    for number, change in enumerate(diff.changes):
        if change.because is None:
            own[_gravest(diff, number, following)].append(number)
    for level, numbers in own.items():
        if numbers:
            yield level, list(_groups(diff, numbers, following))


def _following(diff: Diff) -> dict[int, list[int]]:
    """What follows from each change, by number; of changes of one name from the first, as people
    made that one."""
    leading: dict[str, int] = {}
    for number, change in enumerate(diff.changes):
        leading.setdefault(change.name, number)
    found: dict[int, list[int]] = {}
    for number, change in enumerate(diff.changes):
        if change.because in leading:
            found.setdefault(leading[change.because], []).append(number)
    return found


def _gravest(diff: Diff, number: int, following: Mapping[int, list[int]]) -> Level:
    below = (_gravest(diff, each, following) for each in following.get(number, ()))
    return max((diff.changes[number].level, *below), key=LEVELS.index)


def groups(diff: Diff) -> Iterator[Group]:
    """All groups, each before those that follow from it."""
    waiting = [group for _, some in by_level(diff) for group in some]
    while waiting:
        group = waiting.pop(0)
        yield group
        waiting[:0] = group.following


def _groups(
    diff: Diff, numbers: Iterable[int], following: Mapping[int, list[int]]
) -> Iterator[Group]:
    """Changes of one rule that say the same together, unless something follows from them."""
    together: dict[tuple[object, ...], list[int]] = {}
    for number in numbers:
        change = diff.changes[number]
        alone = number if number in following else None
        key = (change.rule, change.level, change.effect, change.message, alone)
        together.setdefault(key, []).append(number)
    for some in together.values():
        below = tuple(_groups(diff, following.get(some[0], ()), following))
        yield Group(tuple(diff.changes[number] for number in some), tuple(some), below)


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
    diff = report.diff
    if diff.bump is None:
        return "the two versions say the same"
    said = f"the version number has to be raised by a {diff.bump} step at least"
    (one, before), (other, after) = (each.rsplit("@", 1) for each in (diff.from_, diff.to))
    if one != other:
        return "these are two taxonomies, of which each has its own version numbers"
    if precedence(after) < precedence(before):
        return f"{diff.to} comes before {diff.from_}: the changes are told backwards"
    lowest = at_least(before, diff.bump)
    if precedence(after) >= precedence(lowest):
        return f"{said}: {after} will do"
    return f"{said}: {after} will not do, {lowest} would"


def touched(report: Report, group: Group) -> str | None:
    """`touches 12 annotations in 5 records`; of nothing only what is grave says so."""
    impact = report.impact
    if impact is None or not impact.records:
        return None
    counted = impact.of(group.numbers)
    if not counted.annotations and not counted.records:
        return "touches nothing in the files" if group.first.level == "major" else None
    records = amount(counted.records, "record")
    if counted.missing:
        lacking = "lacks" if counted.records == 1 else "lack"
        return f"touches {records}, which {lacking} {amount(counted.missing, 'answer')}"
    if not counted.annotations:
        return f"touches {records}"
    return f"touches {amount(counted.annotations, 'annotation')} in {records}"
