"""What the labels, sets, attributes, values and roles of a version are called after a migration.

Two kinds of answer: under which id the *same* thing goes on (renames, swaps), and what a reference
to it *becomes* (also merges and splits, where a thing becomes another, or several). Everything is
asked in the words of the version that is left. Knows nothing of records and of edits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.graph import build
from acoe_spec.taxonomy.inheritance import effective
from acoe_spec.taxonomy.references import node, node_of, reference_of, split

if TYPE_CHECKING:
    from acoe_spec.models.migration import Migration

_Ids = dict[str, str]
_Several = dict[str, tuple[str, ...]]


class Naming:
    """The answers for one definition and its migration.

    `nodes` and `sets` say under which node, or id, a label or set goes on; what keeps its own is
    absent. `becomes` says for each node that does not stay what a reference to it becomes.
    `attributes`, `roles` and `values` are keyed by the node of each label that has them, inherited
    ones included; `value_becomes` is to `values` what `becomes` is to `nodes`. `flipped` are the
    relations whose ends change places, sub-labels included.
    """

    def __init__(self, old: Definition, migration: Migration) -> None:
        self.sets: _Ids = {}
        self.nodes: _Ids = {}
        self.becomes: _Several = {}
        self.attributes: dict[str, _Ids] = {}
        self.roles: dict[str, _Ids] = {}
        self.values: dict[str, dict[str, _Ids]] = {}
        self.value_becomes: dict[str, dict[str, _Several]] = {}
        self.flipped = _flipped(old, migration)
        self._take_sets(old, migration)
        self._take_labels(old, migration)
        self._take_parts(old, migration)

    def set_id(self, label_set: str) -> str:
        """The id of a set in the words of the new version."""
        return self.sets.get(label_set, label_set)

    def node(self, old_node: str) -> str:
        """Where the label of that node goes on, or would if it stayed."""
        known = self.nodes.get(old_node)
        if known is not None or not self.sets:
            return known or old_node
        label_set, label = split(old_node)
        return node(self.set_id(label_set), label)

    def references(self, names: tuple[str, ...], home: str) -> tuple[str, ...]:
        """References of labels of the set `home`, each as what it becomes, once."""
        new_home = self.set_id(home)
        return tuple(
            dict.fromkeys(
                reference_of(each, home=new_home)
                for name in names
                for each in self.targets(node_of(name, home=home))
            )
        )

    def targets(self, old_node: str) -> tuple[str, ...]:
        """The nodes that a reference to `old_node` becomes references to."""
        return self.becomes.get(old_node) or (self.node(old_node),)

    def touches(self) -> bool:
        """Whether anything is called otherwise than before."""
        return bool(
            self.sets or self.nodes or self.becomes or self.attributes or self.roles
            or self.values or self.value_becomes or self.flipped
        )  # fmt: skip

    def _take_sets(self, old: Definition, migration: Migration) -> None:
        wanted = {each.from_: each.to for each in migration.operations if each.op == "rename-set"}
        for before, after in wanted.items():
            if before in old.categories and (after not in old.categories or after in wanted):
                self.sets[before] = after

    def _take_labels(self, old: Definition, migration: Migration) -> None:
        known = frozenset(node(label_set, label) for label_set, label, _ in old.labels())
        moved: _Ids = {}
        for each in migration.operations:
            if each.op == "rename-label":
                moved[node(each.set, each.from_)] = node(each.set, each.to)
            elif each.op == "swap":
                one, other = (node(each.set, label) for label in each.labels)
                moved |= {one: other, other: one}
        for before, after in moved.items():
            if before in known and (after not in known or after in moved):
                label_set, label = split(after)
                self.nodes[before] = node(self.set_id(label_set), label)
        for each in migration.operations:
            if each.op == "merge-labels":
                for source in each.from_:
                    self._become(each.set, source, (each.to,), known)
            elif each.op == "split-label":
                self._become(each.set, each.from_, tuple(each.to), known)

    def _become(
        self, label_set: str, source: str, to: tuple[str, ...], known: frozenset[str]
    ) -> None:
        if node(label_set, source) in known:
            home = self.set_id(label_set)
            self.becomes[node(label_set, source)] = tuple(node(home, label) for label in to)

    def _take_parts(self, old: Definition, migration: Migration) -> None:
        """Attributes, values and roles, for every label that has them from the one named."""
        if not any(each.op in _PARTS for each in migration.operations):
            return
        labels = effective(old, build(old))

        def having(kind: str, owner: str, part: str) -> Iterator[str]:
            """The label itself, and those that have the part from it."""
            yield owner
            for label in labels.values():
                merged = (label.attributes if kind == "attribute" else label.roles).get(part)
                origin = merged and node_of(merged.origin, home=label.label_set)
                if origin == owner and label.node != owner:
                    yield label.node

        for each in migration.operations:
            if each.op == "rename-attribute":
                for name in having("attribute", node(each.set, each.label), each.from_):
                    self.attributes.setdefault(name, {})[each.from_] = each.to
            elif each.op == "rename-role":
                for name in having("role", node(each.set, each.label), each.from_):
                    self.roles.setdefault(name, {})[each.from_] = each.to
            elif each.op == "rename-value":
                for name in having("attribute", node(each.set, each.label), each.attribute):
                    values = self.values.setdefault(name, {}).setdefault(each.attribute, {})
                    values[each.from_] = each.to
            elif each.op == "merge-values" or each.op == "split-value":
                gone = [each.from_] if isinstance(each.from_, str) else each.from_
                to = (each.to,) if isinstance(each.to, str) else tuple(each.to)
                for name in having("attribute", node(each.set, each.label), each.attribute):
                    becomes = self.value_becomes.setdefault(name, {})
                    becomes.setdefault(each.attribute, {}).update(dict.fromkeys(gone, to))


def _flipped(old: Definition, migration: Migration) -> frozenset[str]:
    """A sub-label is what its parent is, so its ends change places too."""
    wanted = {each.label for each in migration.operations if each.op == "flip-relation"}
    found: set[str] = set()
    for name in old.relations if wanted else ():
        seen: set[str] = set()
        above: str | None = name
        while above is not None and above not in seen:
            if above in wanted:
                found.add(node("relation", name))
                break
            seen.add(above)
            parent = old.relations.get(above)
            above = None if parent is None else parent.is_a
    return frozenset(found)


_PARTS = frozenset(
    ("rename-attribute", "rename-role", "rename-value", "merge-values", "split-value")
)
