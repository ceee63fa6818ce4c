"""What happened to each label from version to version, followed through its former names.

The steps tell it: what people declared is in the words of the older version, what a diff observed
in those of the newer one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from acoe_spec.guidelines.specification import Specification, VersionStep
from acoe_spec.taxonomy.references import node, split
from acoe_spec.versions.changes import Change
from acoe_spec.versions.diff.declared import DECLARED

_LEADING_TO = frozenset(("merge-labels", "split-label", "remove-label", "carve-out"))


class Entry(NamedTuple):
    """What changed about a label in one step; `former` is what it was called before it."""

    step: VersionStep
    changes: tuple[Change, ...]
    former: str | None


class Past(NamedTuple):
    """A label's history: its entries, the latest first, and the first version that has it.

    `names` are what it is called in each version, as nodes.
    """

    since: str
    entries: tuple[Entry, ...]
    names: Mapping[str, str]


class Histories:
    """The histories of all labels of a specification."""

    def __init__(self, spec: Specification) -> None:
        self._version = spec.edition.version
        self._steps: dict[str, list[tuple[VersionStep, Succession]]] = defaultdict(list)
        for step in spec.steps:
            self._steps[step.new].append((step, Succession(step)))

    def of(self, label: str) -> Past:
        """The history of a label, given as a node of this version."""
        entries: list[Entry] = []
        since = self._version
        waiting = [(self._version, label)]
        names = dict(waiting)
        while waiting:
            version, name = waiting.pop(0)
            for step, succession in self._steps.get(version, ()):
                former = succession.former(name)
                changes = succession.changes.get(name, ())
                if changes or former != name:
                    renamed = former if former not in (None, name) else None
                    entries.append(Entry(step, tuple(changes), renamed))
                if former is not None and step.old not in names:
                    names[step.old] = former
                    waiting.append((step.old, former))
                    since = step.old
        return Past(since, tuple(entries), names)


class Succession:
    """Which label of the older version each one of the newer was, and what changed about it.

    `changes` are those of the step by each label that they concern, as the newer version spells it.
    """

    def __init__(self, step: VersionStep) -> None:
        self._labels = step.labels_before
        changes = step.diff.changes
        self._sets = {str(c.from_): str(c.to) for c in changes if c.op == "rename-set"}
        self._became: dict[str, str] = {}
        for change in changes:
            self._follow(change)
        self._was = {new: old for old, new in self._became.items()}
        self._old_sets = {new: old for old, new in self._sets.items()}
        self._made = {each.node for each in changes if each.op == "add-label"}
        found: dict[str, list[Change]] = defaultdict(list)
        for change in changes:
            for label in dict.fromkeys(self._concerned(change)):
                found[label].append(change)
        self.changes: Mapping[str, list[Change]] = found

    def former(self, label: str) -> str | None:
        """What the older version called a label; None if it did not have it."""
        if (known := self._was.get(label)) is not None:
            return known
        label_set, name = split(label)
        before = node(self._old_sets.get(label_set, label_set), name)
        is_new = label in self._made or before in self._became
        return before if before in self._labels and not is_new else None

    def about(self, change: Change) -> str | None:
        """The one label that a change is about, as the newer version spells it."""
        return next(self._concerned(change), None)

    def _follow(self, change: Change) -> None:
        """Remember what a label that has another id now is called."""
        if change.set is None or change.label is None:
            return
        if change.op == "rename-label" and isinstance(change.to, str):
            self._became[node(change.set, change.label)] = self._now(change.set, change.to)
        elif change.op == "swap" and change.other is not None:
            for one, other in ((change.label, change.other), (change.other, change.label)):
                self._became[node(change.set, one)] = self._now(change.set, other)

    def _now(self, label_set: str, label: str) -> str:
        return node(self._sets.get(label_set, label_set), label)

    def _concerned(self, change: Change) -> Iterator[str]:
        if change.set is None or change.label is None:
            return
        label = node(change.set, change.label)
        if change.rule != DECLARED:
            yield label
        else:
            yield self._became.get(label, self._now(change.set, change.label))
        if change.op == "swap" and change.other is not None:
            yield self._became[node(change.set, change.other)]
        if change.op in _LEADING_TO:
            for end in (change.to,) if isinstance(change.to, str) else change.to or ():
                yield self._now(change.set, end)
