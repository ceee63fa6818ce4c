"""What a change would touch in real label files, counted before anybody commits to it.

Files are streamed once, and nothing in them is judged. An annotation is touched by a change of its
label; by one of an attribute, value or role if it has that one (or lacks what is required now); by
a narrowed domain, range, role or question if what it names no longer fits. A question that has to
be answered touches complete records that lack answers. Only records under the older version count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from acoe_spec.checking.explain import parse
from acoe_spec.files import open_bytes, read_lines
from acoe_spec.migration.concerns import (
    NEVER,
    Asked,
    Seen,
    Test,
    answer_test,
    label_test,
    seen,
    set_of,
)
from acoe_spec.models.record_structs import Annotation, Entity, Record
from acoe_spec.rules.pins import is_pin
from acoe_spec.taxonomy.references import node, prefix_of, split
from acoe_spec.versions.changes import Change, Diff
from acoe_spec.versions.diff.report import Impact, Touched, groups

if TYPE_CHECKING:
    from acoe_spec.versions.naming import Naming

_UNTOUCHING = frozenset(
    ("add-label", "add-set", "add-attribute", "add-value", "add-import", "set-description")
)


def count_impact(
    files: Sequence[str],
    diff: Diff,
    *,
    words: Sequence[Sequence[Naming]] = (),
    progress: Callable[[str], None] = lambda _file: None,
) -> Impact:
    """How many annotations and records each change of `diff` touches in `files`.

    `words` has for each change the namings, one after the other, that lead from the older version
    to the words that the change is told in; without it all are told in those of that version.
    Raises `FileProblem` for a file that cannot be read; a line that is no record is only counted.
    """
    counter = _Counter(diff, words or [()] * len(diff.changes))
    records = annotations = unreadable = 0
    others: Counter[str | None] = Counter()
    for file in files:
        with open_bytes(file) as stream:
            for _, line in read_lines(stream):
                if line is not None and not line.strip():
                    continue
                record = None if line is None else parse(line).record
                if record is None:
                    unreadable += 1
                elif record.schema != diff.from_:
                    others[_pin(record, of=diff.from_)] += 1
                else:
                    records += 1
                    annotations += len(record.annotations)
                    counter.add(record)
        progress(file)
    return Impact(
        files=len(files),
        records=records,
        annotations=annotations,
        others=others.total(),
        pinned=next((pin for pin, _ in others.most_common() if pin is not None), None),
        unreadable=unreadable,
        touched=counter.touched(),
        together=counter.together(),
    )


def _pin(record: Record, *, of: str) -> str | None:
    """The version of a record of the same taxonomy, if it has the form of one."""
    pin = record.schema or ""
    same = pin.partition("@")[0] == of.partition("@")[0]
    return pin if same and is_pin(pin) else None


class _OldWords:
    """What the older version calls what a change is about: `namings` undone, the last one first."""

    def __init__(self, namings: Sequence[Naming]) -> None:
        self._undoing = [_Undone(naming) for naming in reversed(namings)]

    def node(self, name: str) -> str:
        """The node of a label."""
        for each in self._undoing:
            name = each.node(name)
        return name

    def change(self, change: Change) -> Change:
        """The change in the words of the older version, but for what its ends may have been."""
        for each in self._undoing:
            change = each.change(change)
        return change


class _Undone:
    """What one naming started from."""

    def __init__(self, naming: Naming) -> None:
        self._sets = {new: old for old, new in naming.sets.items()}
        self._nodes = {new: old for old, new in naming.nodes.items()}
        self._parts: dict[tuple[str, str, str], str] = {}
        for kind, table in (("attribute", naming.attributes), ("role", naming.roles)):
            for name, ids in table.items():
                self._parts |= {(kind, name, new): old for old, new in ids.items()}
        self._values = {
            (name, attribute, new): old
            for name, attributes in naming.values.items()
            for attribute, values in attributes.items()
            for old, new in values.items()
        }

    def node(self, name: str) -> str:
        if name in self._nodes:
            return self._nodes[name]
        label_set, label = split(name)
        return node(self._sets.get(label_set, label_set), label)

    def change(self, change: Change) -> Change:
        if change.set is None:
            return change
        before = self._sets.get(change.set, change.set)
        if change.label is None:
            return replace(change, set=before)

        def label(name: str) -> str:
            return split(self.node(node(change.set or "", name)))[1]

        own = self.node(node(change.set, change.label))
        attribute, role = (
            part and self._parts.get((kind, own, part), part)
            for kind, part in (("attribute", change.attribute), ("role", change.role))
        )

        def value(name: str) -> str:
            return self._values.get((own, attribute or "", name), name)

        names = _FROM.get(change.op)
        former: str | tuple[str, ...] | None = change.from_
        if names == "label":
            former = _each(label, former)
        elif names == "value":
            former = _each(value, former)
        elif names == "attribute":
            former = attribute
        return replace(
            change,
            set=before,
            label=label(change.label),
            other=label(change.other) if change.op == "swap" and change.other else change.other,
            attribute=attribute,
            role=role,
            value=change.value and value(change.value),
            from_=former,
        )


_FROM: Mapping[str, str] = {
    "rename-label": "label",
    "merge-labels": "label",
    "split-label": "label",
    "rename-attribute": "attribute",
    "rename-value": "value",
    "merge-values": "value",
    "split-value": "value",
}
"""What the operations name as that which they start from."""


def _each(
    change: Callable[[str], str], names: str | tuple[str, ...] | None
) -> str | tuple[str, ...] | None:
    if names is None or isinstance(names, str):
        return names and change(names)
    return tuple(map(change, names))


class _Counter:
    """The changes by the labels and sets that they are about, and what was counted so far."""

    def __init__(self, diff: Diff, words: Sequence[Sequence[Naming]]) -> None:
        changes = diff.changes
        self._by_label: dict[tuple[str, str], list[tuple[int, Test | None]]] = {}
        self._by_set: dict[str, list[tuple[int, Test | None]]] = {}
        self._by_prefix: dict[str, list[int]] = {}
        self._brings = _brought(changes)
        self._by_base: dict[str, list[int]] = {}
        self._demanded: list[tuple[int, str, Asked]] = []
        self._annotations = [0] * len(changes)
        self._records = [0] * len(changes)
        self._missing = [0] * len(changes)
        self._groups = [group.numbers for group in groups(diff) if len(group.numbers) > 1]
        self._group_of = {each: some for some, all_ in enumerate(self._groups) for each in all_}
        self._together = [Touched()] * len(self._groups)
        old_words: dict[tuple[int, ...], _OldWords] = {}
        for number, (change, namings) in enumerate(zip(changes, words, strict=True)):
            if change.op not in _UNTOUCHING:
                key = tuple(map(id, namings))
                if key not in old_words:
                    old_words[key] = _OldWords(namings)
                self._take(number, old_words[key].change(change), old_words[key])

    def _take(self, number: int, change: Change, words: _OldWords) -> None:
        if change.op == "remove-import" and change.taxonomy is not None:
            self._by_prefix.setdefault(change.taxonomy, []).append(number)
        elif change.property_ == "knowledge_bases" and change.other is not None:
            if change.op == "narrow":
                self._by_base.setdefault(change.other, []).append(number)
        elif change.set is None:
            return
        elif change.label is None:
            if change.op == "require-set" or change.rule == "targets-demanded":
                self._demanded.append((number, change.set, Asked(change.after, words.node)))
            elif change.op != "loosen":
                test = answer_test(change, words.node)
                self._by_set.setdefault(change.set, []).append((number, test))
        elif (test := label_test(change, words.node)) is not NEVER:
            for name in _labels(change):
                self._by_label.setdefault((change.set, name), []).append((number, test))

    def add(self, record: Record) -> None:
        """Count one record."""
        there = seen(record)
        found: set[int] = set()
        together: Counter[int] = Counter()
        for annotation in record.annotations:
            touching = set(self._touching(annotation, set_of(annotation), there))
            touching.update([self._brings[each] for each in touching if each in self._brings])
            for number in touching:
                self._annotations[number] += 1
            together.update({self._group_of[each] for each in touching if each in self._group_of})
            found |= touching
        for number, label_set, asked in self._demanded:
            if missing := asked.missing(record, label_set):
                self._missing[number] += missing
                found.add(number)
        for number in found:
            self._records[number] += 1
        for group in {self._group_of[each] for each in found if each in self._group_of}:
            annotations, records = self._together[group].annotations, self._together[group].records
            self._together[group] = Touched(annotations + together[group], records + 1)

    def _touching(self, annotation: Annotation, label_set: str, there: Seen) -> Iterator[int]:
        """The changes that touch one annotation."""
        tests = self._by_label.get((label_set, annotation.label), ())
        for number, test in (*tests, *self._by_set.get(label_set, ())):
            if test is None or test(annotation, there):
                yield number
        if self._by_prefix:
            prefix = prefix_of(annotation.label) or prefix_of(label_set)
            yield from self._by_prefix.get(prefix or "", ())
        if self._by_base and isinstance(annotation, Entity):
            for link in annotation.links or ():
                yield from self._by_base.get(link.kb, ())

    def touched(self) -> tuple[Touched, ...]:
        """What was counted, parallel to the changes."""
        return tuple(map(Touched, self._annotations, self._records, self._missing))

    def together(self) -> dict[tuple[int, ...], Touched]:
        """What was counted for groups of several changes."""
        return {
            numbers: replace(each, missing=sum(self._missing[number] for number in numbers))
            for numbers, each in zip(self._groups, self._together, strict=True)
        }


def _brought(changes: Sequence[Change]) -> dict[int, int]:
    """For each change that another version of an import brings, that of the import."""
    updates = {
        change.name: number for number, change in enumerate(changes) if change.op == "update-import"
    }
    return {
        number: updates[change.because]
        for number, change in enumerate(changes)
        if change.because in updates
    }


def _labels(change: Change) -> tuple[str, ...]:
    """The labels whose annotations a change may touch."""
    if change.op in ("merge-labels", "split-label", "rename-label") and change.from_ is not None:
        return (change.from_,) if isinstance(change.from_, str) else change.from_
    assert change.label is not None
    if change.op == "swap" and change.other is not None:
        return change.label, change.other
    return (change.label,)
