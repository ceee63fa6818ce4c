"""Two versions side by side: which labels both have, and what is different about them.

What is compared is what labels say and what they finally are, inheritance included, and closed
sets of labels (what may stand in a relation, fill a role, be asked a question). Knows nothing of
rules and levels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, Struct

from acoe_spec.taxonomy.definition import CategorySet, Definition, Label
from acoe_spec.taxonomy.graph import Graph, build, closing
from acoe_spec.taxonomy.inheritance import Effective, effective
from acoe_spec.taxonomy.references import KINDS, node, node_of, prefix_of, split
from acoe_spec.versions.changes import Edit

if TYPE_CHECKING:
    from acoe_spec.versions.diff.attributes import AttributeDelta

_TABLES = {"entity": "entities", "relation": "relations", "event": "events"}
_Close = Callable[[Iterable[str]], frozenset[str]]


class Side:
    """One of the two versions, with what is worked out about it once somebody asks."""

    def __init__(self, definition: Definition, complete: Definition | None = None) -> None:
        self.definition = definition
        self._complete = complete or definition
        self.labels: dict[str, Label] = {
            node(label_set, name): label for label_set, name, label in definition.labels()
        }

    @cached_property
    def graph(self) -> Graph:
        """The graph of all labels."""
        return build(self._complete)

    @cached_property
    def effective(self) -> dict[str, Effective]:
        """Every label by its node with all that it inherits."""
        return effective(self._complete, self.graph)

    @cached_property
    def close(self) -> _Close:
        """Nodes with all their sub-labels."""
        return closing(self.graph)

    def closed(self, references: Iterable[str]) -> frozenset[str]:
        """The nodes that a domain, range, role or question written so takes in."""
        return self.close(node_of(reference) for reference in references)

    @cached_property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """For each label the nodes that it inherits from at once: its parent, then its mixins."""
        found = {}
        for label_set, bare, label in self._complete.labels():
            name, home = node(label_set, bare), label_set
            above = () if label.is_a is None else (label.is_a,)
            if above or label.mixins:
                found[name] = tuple(node_of(each, home=home) for each in (*above, *label.mixins))
        return found

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The nodes above a label, nearest first."""
        label_set = name.partition("/")[0]
        return tuple(node(label_set, each) for each in self.effective[name].ancestors)


class Shared(Struct, frozen=True, gc=False):
    """A label that both versions have and that says something else now."""

    set: str
    label: str
    old: Any
    new: Any

    @property
    def node(self) -> str:
        """The label in both graphs."""
        return node(self.set, self.label)


class Pair:
    """The older version, told in the words of the newer one, and the newer one.

    `complete` is the older one with stand-ins for labels that it lacks and that others became;
    they are no labels of it, but what inherits from them does.
    """

    def __init__(
        self, old: Definition, new: Definition, *, complete: Definition | None = None
    ) -> None:
        self.old = Side(old, complete)
        self.new = Side(new)
        # What `diff_reach` has worked out already.
        self.shifts: dict[Any, Any] = {}
        self.moves: dict[str, str] = {}

    @cached_property
    def added(self) -> list[str]:
        """Nodes that only the newer version has, those of new sets left out."""
        gone = self.old.labels
        return sorted(each for each in self.new.labels if each not in gone and self._in_both(each))

    @cached_property
    def removed(self) -> list[str]:
        """Nodes that only the older version has, those of removed sets left out."""
        kept = self.new.labels
        return sorted(each for each in self.old.labels if each not in kept and self._in_both(each))

    def _in_both(self, label: str) -> bool:
        label_set = label.partition("/")[0]
        return label_set in KINDS or (
            label_set in self.old.definition.categories
            and label_set in self.new.definition.categories
        )

    @cached_property
    def reworded(self) -> list[Shared]:
        """Labels of both versions whose own words differ, sorted by node."""
        found = []
        for name, label in self.old.labels.items():
            other = self.new.labels.get(name)
            if other is not None and other != label:
                found.append(Shared(*split(name), label, other))
        return sorted(found, key=lambda each: each.node)

    @cached_property
    def attributes(self) -> list[AttributeDelta]:
        """Every attribute that is written, or holds, otherwise; labels above before those below."""
        from acoe_spec.versions.diff.attributes import deltas

        return list(deltas(self))

    @cached_property
    def reworded_imports(self) -> frozenset[str]:
        """The imported taxonomies of which a label or a set differs, comes or goes."""
        before, after = self.old.definition.categories, self.new.definition.categories
        sets = [
            name for name in before.keys() | after.keys()
            if ":" in name and before.get(name) != after.get(name)
        ]  # fmt: skip
        names = (*sets, *self.added, *self.removed, *(each.node for each in self.reworded))
        return frozenset(prefix for name in names if (prefix := prefix_of(name)) is not None)

    @cached_property
    def common_sets(self) -> list[tuple[str, CategorySet, CategorySet]]:
        """Category sets that both versions have."""
        after = self.new.definition.categories
        return [
            (name, each, after[name])
            for name, each in sorted(self.old.definition.categories.items())
            if name in after
        ]

    @cached_property
    def moved(self) -> frozenset[str]:
        """Labels of both versions that have another parent."""
        return frozenset(each.node for each in self.reworded if each.old.is_a != each.new.is_a)

    @cached_property
    def affected(self) -> list[str]:
        """Labels of both versions that may be otherwise now: they, or what they inherit from.

        Those above come before those below.
        """
        found = {each.node for each in self.reworded}
        found.update(each for each in self._touched_by_overlap() if each in self.old.labels)
        found.update(self.old.labels.keys() ^ self.new.labels.keys())
        waiting = list(found)
        while waiting:
            name = waiting.pop()
            for side in (self.old, self.new):
                if name in side.graph:
                    for other, said in side.graph.pred[name].items():
                        if other not in found and ("is_a" in said or "mixin" in said):
                            found.add(other)
                            waiting.append(other)
        both = self.old.labels
        return [name for name in self.new.effective if name in found and name in both]

    def _touched_by_overlap(self) -> Iterator[str]:
        before, after = (
            {pair.of: pair.allow for pair in side.definition.overlap.pairs}
            for side in (self.old, self.new)
        )
        for of in before.keys() | after.keys():
            if before.get(of) != after.get(of):
                yield from (node("entity", name) for name in of)

    def in_both(self, names: Iterable[str]) -> frozenset[str]:
        """Those of the nodes that both versions have."""
        return frozenset(
            each for each in names if each in self.old.labels and each in self.new.labels
        )


def path_of(label_set: str, label: str, *steps: str) -> tuple[str, ...]:
    """The way to a label, or to a part of it, through a definition as plain data."""
    if label_set in _TABLES:
        return (_TABLES[label_set], label, *steps)
    return ("categories", label_set, "labels", label, *steps)


def edit(path: tuple[str, ...], value: Any) -> Edit:
    """The edit that puts `value`, a part of a definition, at `path`; None takes it away."""
    return Edit(path, UNSET if value is None else msgspec.to_builtins(value))


def field_edits(
    path: tuple[str, ...], old: Any, new: Any, fields: Iterable[str]
) -> tuple[Edit, ...]:
    """An edit for each of `fields` in which two structs differ.

    Where one of the two is missing altogether, the one edit that puts or takes away the whole.
    """
    if old is None or new is None:
        return () if old == new else (edit(path, new),)
    return tuple(
        edit((*path, field), getattr(new, field))
        for field in fields
        if getattr(old, field) != getattr(new, field)
    )
