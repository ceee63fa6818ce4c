"""The names that one version has: sets, labels, and their attributes, values and roles.

Inherited ones are included. Knows one definition; what a name becomes in another version is for
`naming`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from acoe_spec.taxonomy.definition import Attribute, Definition
from acoe_spec.taxonomy.graph import build, undeclared
from acoe_spec.taxonomy.inheritance import Effective, effective
from acoe_spec.taxonomy.references import KINDS, node_of, split


class Vocabulary:
    """The names of `definition`, spelt as a record spells them. What is not there has no names."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition

    @cached_property
    def sets(self) -> frozenset[str]:
        """The three kinds of label, and the category sets."""
        return frozenset((*KINDS, *self.definition.categories))

    @cached_property
    def _labels(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for label_set, label, _ in self.definition.labels():
            found.setdefault(label_set, set()).add(label)
        return {label_set: frozenset(labels) for label_set, labels in found.items()}

    @cached_property
    def _effective(self) -> Mapping[str, Effective]:
        return effective(self.definition, build(self.definition))

    def labels(self, label_set: str) -> frozenset[str]:
        """The labels of a set."""
        return self._labels.get(label_set, frozenset())

    def mentioned(self, label_set: str) -> frozenset[str]:
        """The labels of a set, and those that something refers to without their being there."""
        graph_only = self._undeclared.get(label_set, frozenset())
        return self.labels(label_set) | graph_only

    def replacements(self, label_set: str) -> frozenset[str]:
        """What a deprecated category set is to be replaced by, whether that is there or not."""
        found = self.definition.categories.get(label_set)
        deprecated = None if found is None else found.deprecated
        return frozenset(() if deprecated is None else deprecated.replaced_by)

    @cached_property
    def _undeclared(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        pairs = (node_of(name) for pair in self.definition.overlap.pairs for name in pair.of)
        for each in (*undeclared(build(self.definition)), *pairs):
            label_set, label = split(each)
            found.setdefault(label_set, set()).add(label)
        return {label_set: frozenset(labels) for label_set, labels in found.items()}

    def has(self, label: str) -> bool:
        """Whether there is a label of that node."""
        label_set, _, name = label.partition("/")
        return name in self.labels(label_set)

    def attributes(self, label: str) -> Mapping[str, Attribute]:
        """The attributes of the label of that node, as they finally are."""
        found = self._effective.get(label)
        return {} if found is None else {key: each.value for key, each in found.attributes.items()}

    def values(self, label: str, attribute: str) -> Collection[str]:
        """The values of an attribute that has an enumeration of them."""
        found = self.attributes(label).get(attribute)
        return () if found is None else found.values or ()

    def roles(self, label: str) -> Collection[str]:
        """The roles of the event of that node."""
        found = self._effective.get(label)
        return () if found is None else found.roles
