"""What a change would touch in real label files, counted before anybody commits to it.

Files are streamed once, and nothing in them is judged. An annotation is touched by a change of its
label; by one of an attribute, value or role if it has that one (or lacks what is required now); by
a narrowed domain, range or role if what it names no longer fits. Only records under the older
version are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import UNSET
from msgspec.structs import replace

from acoe_spec.checking.explain import parse
from acoe_spec.files import open_bytes, read_lines
from acoe_spec.models.record_structs import Annotation, Category, Entity, Event, Record, Relation
from acoe_spec.taxonomy.references import node, node_of, prefix_of, split
from acoe_spec.versions.changes import Change, Diff
from acoe_spec.versions.diff_report import Impact, Touched

if TYPE_CHECKING:
    from acoe_spec.versions.naming import Naming

_Seen = Mapping[str, Annotation]
"""The annotations of one record by id."""
_Test = Callable[[Annotation, _Seen], bool]
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
    counter = _Counter(diff.changes, words or [()] * len(diff.changes))
    records = annotations = others = unreadable = 0
    for file in files:
        with open_bytes(file) as stream:
            for _, line in read_lines(stream):
                if line is not None and not line.strip():
                    continue
                record = None if line is None else parse(line).record
                if record is None:
                    unreadable += 1
                elif record.schema != diff.from_:
                    others += 1
                else:
                    records += 1
                    annotations += len(record.annotations)
                    counter.add(record)
        progress(file)
    return Impact(
        files=len(files),
        records=records,
        annotations=annotations,
        others=others,
        unreadable=unreadable,
        touched=counter.touched(),
    )


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

    def __init__(self, changes: Sequence[Change], words: Sequence[Sequence[Naming]]) -> None:
        self._by_label: dict[tuple[str, str], list[tuple[int, _Test | None]]] = {}
        self._by_set: dict[str, list[tuple[int, _Test | None]]] = {}
        self._by_prefix: dict[str, list[int]] = {}
        self._brings = _brought(changes)
        self._by_base: dict[str, list[int]] = {}
        self._demanded: list[tuple[int, str]] = []
        self._annotations = [0] * len(changes)
        self._records = [0] * len(changes)
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
            if change.op == "require-set":
                self._demanded.append((number, change.set))
            elif change.op != "loosen":
                self._by_set.setdefault(change.set, []).append((number, None))
        elif (test := _test(change, words)) is not _NEVER:
            for name in _labels(change):
                self._by_label.setdefault((change.set, name), []).append((number, test))

    def add(self, record: Record) -> None:
        """Count one record."""
        seen = {each.id: each for each in record.annotations}
        found: set[int] = set()
        answered: set[str] = set()
        for annotation in record.annotations:
            label_set = _set(annotation)
            answered.add(label_set)
            touching = set(self._touching(annotation, label_set, seen))
            touching.update([self._brings[each] for each in touching if each in self._brings])
            for number in touching:
                self._annotations[number] += 1
            found |= touching
        if record.state != "draft":
            found.update(number for number, asked in self._demanded if asked not in answered)
        for number in found:
            self._records[number] += 1

    def _touching(self, annotation: Annotation, label_set: str, seen: _Seen) -> Iterator[int]:
        """The changes that touch one annotation."""
        tests = self._by_label.get((label_set, annotation.label), ())
        for number, test in (*tests, *self._by_set.get(label_set, ())):
            if test is None or test(annotation, seen):
                yield number
        if self._by_prefix:
            prefix = prefix_of(annotation.label) or prefix_of(label_set)
            yield from self._by_prefix.get(prefix or "", ())
        if self._by_base and isinstance(annotation, Entity):
            for link in annotation.links or ():
                yield from self._by_base.get(link.kb, ())

    def touched(self) -> tuple[Touched, ...]:
        """What was counted, parallel to the changes."""
        return tuple(map(Touched, self._annotations, self._records))


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


def _set(annotation: Annotation) -> str:
    if isinstance(annotation, Category):
        return annotation.set
    tag = annotation.__struct_config__.tag
    assert isinstance(tag, str)
    return tag


def _labels(change: Change) -> tuple[str, ...]:
    """The labels whose annotations a change may touch."""
    if change.op in ("merge-labels", "split-label", "rename-label") and change.from_ is not None:
        return (change.from_,) if isinstance(change.from_, str) else change.from_
    assert change.label is not None
    if change.op == "swap" and change.other is not None:
        return change.label, change.other
    return (change.label,)


def _never(_annotation: Annotation, _seen: _Seen) -> bool:
    return False


_NEVER: _Test = _never


def _test(change: Change, words: _OldWords) -> _Test | None:
    """What is asked of an annotation of the label; None where the label is enough."""
    if change.op == "loosen" and change.property_ != "attributes":
        return _NEVER
    if change.attribute is not None:
        return _attribute_test(change)
    if change.property_ in ("domain", "range"):
        return partial(_end, side=change.property_, lost=_nodes(change.before, words))
    if change.role is not None and change.set == "event":
        if change.rule == "role-required":
            return None
        lost = change.before.get("range") if isinstance(change.before, dict) else None
        return partial(_plays, role=change.role, lost=None if lost is None else _nodes(lost, words))
    if change.op == "require-trigger":
        return lambda annotation, _seen: isinstance(annotation, Event) and not annotation.trigger
    if change.property_ == "links":
        return partial(_linked, before=change.before, after=change.after)
    if change.property_ == "overlap" and change.other is not None:
        return partial(_beside, other=change.other)
    return None


def _attribute_test(change: Change) -> _Test:
    attribute = change.attribute
    assert attribute is not None
    if change.op == "rename-attribute" and isinstance(change.from_, str):
        attribute = change.from_
    values: tuple[str, ...] = () if change.value is None else (change.value,)
    if change.op in ("merge-values", "split-value", "rename-value") and change.from_ is not None:
        values = (change.from_,) if isinstance(change.from_, str) else change.from_
    if change.op == "require-attribute":
        return lambda annotation, _seen: attribute not in _values(annotation)
    return partial(_has, attribute=attribute, values=values)


def _values(annotation: Annotation) -> Mapping[str, Any]:
    return {} if annotation.attributes is UNSET else annotation.attributes


def _has(annotation: Annotation, _seen: _Seen, *, attribute: str, values: tuple[str, ...]) -> bool:
    if attribute not in _values(annotation):
        return False
    value = _values(annotation)[attribute]
    written = value if isinstance(value, list) else [value]
    return not values or any(each in values for each in written)


def _nodes(references: Any, words: _OldWords) -> frozenset[str]:
    return frozenset(words.node(node_of(reference)) for reference in references or ())


def _end(annotation: Annotation, seen: _Seen, *, side: str, lost: frozenset[str]) -> bool:
    """Whether the end of a relation has one of the labels that are not permitted there now."""
    if not isinstance(annotation, Relation):
        return False
    end = seen.get(annotation.subject if side == "domain" else annotation.object)
    return end is not None and node(_set(end), end.label) in lost


def _plays(annotation: Annotation, seen: _Seen, *, role: str, lost: frozenset[str] | None) -> bool:
    if not isinstance(annotation, Event):
        return False
    targets = [seen.get(each.target) for each in annotation.arguments if each.role == role]
    if lost is None:
        return bool(targets)
    return any(each is not None and node(_set(each), each.label) in lost for each in targets)


def _linked(annotation: Annotation, _seen: _Seen, *, before: Any, after: Any) -> bool:
    if not isinstance(annotation, Entity):
        return False
    linked = {link.kb for link in annotation.links or ()}
    lost = set(before.to or ()) - set(after.to or ())
    return bool(linked & lost) or bool(after.required and not before.required and not linked)


def _beside(_annotation: Annotation, seen: _Seen, *, other: str) -> bool:
    return any(isinstance(each, Entity) and each.label == other for each in seen.values())
