"""Labels by their nodes, and the nodes that the operations of a migration speak of.

Operations name labels in old words, and what they become in words that only sets have another id
in. An imported taxonomy's migration names them without the prefix that records have. Knows nothing
of what becomes of a label.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Label
from acoe_spec.taxonomy.references import KINDS, node, node_of, prefixed, split

Labels = Mapping[str, Label]
"""Labels by their nodes."""


def labels_of(taxonomy: CompiledTaxonomy) -> dict[str, Label]:
    """Every label by its node."""
    kinds = {"entity": taxonomy.entities, "relation": taxonomy.relations, "event": taxonomy.events}
    tables = (*kinds.items(), *((name, each.labels) for name, each in taxonomy.sets.items()))
    return {node(home, name): label for home, table in tables for name, label in table.items()}


def below(labels: Labels, top: str) -> list[str]:
    """The node of a label and those of its sub-labels."""
    home, name = split(top)
    under = [
        each
        for each, label in labels.items()
        if label.set == home and name in label.ancestors and each != top
    ]
    return [top, *under]


class Places:
    """The nodes that operations name. `sets`: sets with another id, or None where one is gone.

    `prefix` is the taxonomy of the migration where that is imported by the one of the records.
    """

    def __init__(self, operations: Iterable[Any], prefix: str | None) -> None:
        self.prefix = prefix
        self.sets: dict[str, str | None] = {}
        for each in operations:
            if each.op == "rename-set":
                self.sets[self.set(each.from_)] = self.set(each.to)
            elif each.op == "remove-set":
                self.sets[self.set(each.set)] = None

    def set(self, name: str) -> str:
        """A set as the records of the taxonomy spell it."""
        if self.prefix is None or name in KINDS or ":" in name:
            return name
        return f"{self.prefix}:{name}"

    def node(self, home: str, label: str) -> str:
        """The node, in old words, of a label that an operation on the set `home` names."""
        if "/" in label:
            return node_of(self.reference(label))
        if self.prefix is not None and home in KINDS and ":" not in label:
            label = f"{self.prefix}:{label}"
        return node(self.set(home), label)

    def later(self, home: str, label: str) -> str:
        """The node, in new words, of a label that an operation on the set `home` names."""
        return self.moved(self.node(home, label))

    def moved(self, source: str) -> str:
        """The node of a label that keeps its id, in the set as it is called now."""
        label_set, label = split(source)
        return node(self.sets.get(label_set) or label_set, label)

    def reference(self, reference: str) -> str:
        """A reference as the records of the taxonomy spell it."""
        return reference if self.prefix is None else prefixed(reference, self.prefix)
