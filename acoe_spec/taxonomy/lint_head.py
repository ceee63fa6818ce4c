"""What a lint rule sees of a taxonomy, and what it yields.

A `Head` has both sides of it: the YAML as written, which has places, and the definition, graph and
inheritance made from it, which have meaning. All of it tolerates broken taxonomies: a missing
parent is no parent, and labels on a cycle inherit nothing from each other. Knows no rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from acoe_spec.findings import pointer, printable_id
from acoe_spec.taxonomy import flattening, graph, inheritance
from acoe_spec.taxonomy.definition import Attribute, Definition, hash_of
from acoe_spec.taxonomy.loosening import Loosening, loosened
from acoe_spec.taxonomy.references import node, node_of, prefix_of, reference_of, split
from acoe_spec.taxonomy.source import Source
from acoe_spec.taxonomy.structure import nearest

TABLES: Mapping[str, str] = {"entity": "entities", "relation": "relations", "event": "events"}

MAX_SUGGESTIONS = 50  # references for which a nearest spelling is looked up; it is slow


class Defect(NamedTuple):
    """What a rule complains of: the value at `pointer`, or with `key` its key."""

    pointer: str
    message: str
    hint: str | None = None
    key: bool = False


class Written(NamedTuple):
    """A label of the file: its set, id and node, where it stands, and what the YAML says of it."""

    label_set: str
    id: str
    node: str
    steps: tuple[str | int, ...]
    says: Mapping[str, Any]

    def at(self, *steps: str | int) -> str:
        """The pointer to something of the label; without steps, to the label."""
        return pointer(*self.steps, *steps)


class Declared(NamedTuple):
    """An attribute as a label of the file writes it, and as it finally is for that label."""

    label: Written
    name: str
    says: Mapping[str, Any]
    final: Attribute

    def at(self, *steps: str | int) -> str:
        """The pointer to something of the attribute; without steps, to the attribute."""
        return self.label.at("attributes", self.name, *steps)


class Named(NamedTuple):
    """A reference as written: in which field, where, and the node that it means.

    `by` is the label (a node) that names it, empty for overlap and category sets; `home` is the set
    whose labels need no set in front.
    """

    field: str
    pointer: str
    reference: str
    node: str
    by: str
    home: str


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What the file itself does not say. All of it is passed in by whoever knows the workspace.

    `imports` holds the definition (itself flattened) of each reference of the head's `imports` that
    can be found. `import_graph` says for the head of every taxonomy of the workspace, by id, what
    it imports. `released` maps each version of this taxonomy that was released to the hash of its
    definition without what that calls retired, `retired` each label (as a node, `intent/rfq`) that
    releases had and that was removed to the version which removed it. `schemes` are the checks that
    the identifiers of a knowledge base may name; empty: any. `unreleased` are
    those of `imports` that still change; empty unless a release is being made.
    """

    today: date
    imports: Mapping[str, Definition] = field(default_factory=dict)
    import_graph: Mapping[str, Collection[str]] = field(default_factory=dict)
    released: Mapping[str, str] = field(default_factory=dict)
    retired: Mapping[str, str] = field(default_factory=dict)
    schemes: Collection[str] = ()
    unreleased: Collection[str] = ()


@dataclass(frozen=True, eq=False)
class Head:
    """A taxonomy file of sound shape, and its surroundings."""

    source: Source
    around: Surroundings

    @cached_property
    def written(self) -> Mapping[str, Any]:
        """The document."""
        document: Mapping[str, Any] = self.source.data
        return document

    @cached_property
    def own(self) -> Definition:
        """The definition without its imports."""
        assert self.source.model is not None
        return flattening.own_definition(self.source.model)

    @cached_property
    def import_conflicts(self) -> tuple[str, ...]:
        """Why the imports cannot be brought in together, a sentence each."""
        return tuple(flattening.import_conflicts(self.own, self.around.imports))

    @cached_property
    def definition(self) -> Definition:
        """The definition with those imports that are there; with none where they conflict."""
        there = tuple(name for name in self.own.imports if name in self.around.imports)
        if self.import_conflicts:
            there = ()
        own = msgspec.structs.replace(self.own, imports=there)
        return flattening.with_imports(own, self.around.imports)

    @cached_property
    def hash(self) -> str | None:
        """The hash of the definition, None while an import is missing or in conflict.

        What earlier versions had is left out (`Definition.retired`): the file does not say it.
        """
        if self.import_conflicts or not self.around.imports.keys() >= set(self.own.imports):
            return None
        return hash_of(msgspec.structs.replace(self.definition, retired={}))

    @cached_property
    def graph(self) -> graph.Graph:
        """All labels, own and imported."""
        return graph.build(self.definition)

    @cached_property
    def effective(self) -> Mapping[str, inheritance.Effective]:
        """Every label by its node with all that it inherits."""
        return inheritance.effective(self.definition, self.graph)

    @cached_property
    def labels(self) -> tuple[Written, ...]:
        """The labels of the file, in its order."""
        return tuple(self._labels())

    def _labels(self) -> Iterator[Written]:
        for kind, table in TABLES.items():
            for name, says in self.written.get(table, {}).items():
                yield Written(kind, name, node(kind, name), (table, name), says)
        for name, category_set in self.written.get("categories", {}).items():
            for answer, says in category_set["labels"].items():
                steps = ("categories", name, "labels", answer)
                yield Written(name, answer, node(name, answer), steps, says)

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """Every reference to a label, in the order of the tables of the file."""
        return tuple(self._named())

    def _named(self) -> Iterator[Named]:
        for position, pair in enumerate(self.written.get("overlap", {}).get("pairs", ())):
            yield from _each("of", pair["of"], ("overlap", "pairs", position, "of"))
        for label in self.labels:
            yield from _of_label(label)
        for name, category_set in self.written.get("categories", {}).items():
            targets = category_set["applies_to"].get("labels", ())
            yield from _each("applies_to", targets, ("categories", name, "applies_to", "labels"))

    @cached_property
    def places(self) -> Mapping[str, Written]:
        """The labels of the file by node."""
        return {label.node: label for label in self.labels}

    @cached_property
    def loosened(self) -> tuple[Loosening, ...]:
        """Everything that a label permits and what it inherits does not."""
        return tuple(loosened(self.effective, self.graph))

    @cached_property
    def attributes(self) -> tuple[Declared, ...]:
        """What the labels of the file say of attributes, in its order."""
        return tuple(
            Declared(label, name, says, self.effective[label.node].attributes[name].value)
            for label in self.labels
            for name, says in label.says.get("attributes", {}).items()
        )

    @cached_property
    def usable(self) -> frozenset[str]:
        """The nodes of all labels that may be used, or that have sub-labels which may."""
        found: set[str] = set()
        for label_set, name, label in self.definition.labels():
            here = None if label.abstract else node(label_set, name)
            while here is not None and here not in found:
                found.add(here)
                here = graph.parent(self.graph, here)
        return frozenset(found)

    def declares(self, label: str) -> bool:
        """Whether the taxonomy, or one that it imports, has the label (a node)."""
        return graph.declared(self.graph, label)

    def is_known(self, named: Named) -> bool:
        """Whether the taxonomy that a reference leads to is there, so that it can be judged."""
        prefix = prefix_of(named.node)
        return prefix is None or not any(
            reference.partition("@")[0] == prefix and reference not in self.definition.imports
            for reference in self.own.imports
        )

    def suggestion(self, named: Named) -> str:
        """What to do about a reference to a label that does not exist."""
        prefix = prefix_of(named.node)
        if prefix is not None and prefix not in self.definition.origins:
            return f"add {printable_id(prefix)} with its version to 'imports'"
        near = self._nearest(named)
        if near is None:
            return "add the label, or correct the reference"
        return f"did you mean '{near}'?"

    def _nearest(self, named: Named) -> str | None:
        """The label that was probably meant, as it is written at the same place.

        One that is spelt alike, of another set or imported, or else one of the same set.
        """
        label_set, name = split(named.node)
        alike = [
            each
            for each in self._spelt.get(name.rpartition(":")[2], ())
            if named.field != "is_a" or split(each)[0] == label_set
        ]
        if alike:
            return reference_of(alike[0], home=named.home)
        if named.node not in self._near and len(self._near) < MAX_SUGGESTIONS:
            near = nearest(name, self._spelt_in.get(label_set, ()))
            self._near[named.node] = None if near is None else node(label_set, near)
        found = self._near.get(named.node)
        return None if found is None else reference_of(found, home=named.home)

    @cached_property
    def _near(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _spelt(self) -> Mapping[str, list[str]]:
        """The nodes of the labels that are spelt alike, without regard to set and prefix."""
        found: dict[str, list[str]] = {}
        for each in sorted(self.graph):
            if self.declares(each):
                found.setdefault(split(each)[1].rpartition(":")[2], []).append(each)
        return found

    @cached_property
    def _spelt_in(self) -> Mapping[str, list[str]]:
        """The labels of each set as they are spelt."""
        found: dict[str, list[str]] = {}
        for label_set, name, _ in self.definition.labels():
            found.setdefault(label_set, []).append(name)
        return found


def _of_label(label: Written) -> Iterator[Named]:
    says, home = label.says, label.label_set
    if "is_a" in says:
        parent = node_of(says["is_a"], home=home)
        yield Named("is_a", label.at("is_a"), says["is_a"], parent, label.node, home)
    for key in ("mixins", "confusable_with"):
        yield from _each(key, says.get(key, ()), (*label.steps, key), label.node, home)
    for key in ("domain", "range"):
        yield from _each(key, says.get(key, ()), (*label.steps, key), label.node)
    for role, role_says in says.get("roles", {}).items():
        steps = (*label.steps, "roles", role, "range")
        yield from _each("role", role_says["range"], steps, label.node)
    replaced_by = says.get("deprecated", {}).get("replaced_by", ())
    steps = (*label.steps, "deprecated", "replaced_by")
    yield from _each("replaced_by", replaced_by, steps, label.node, home)


def _each(
    name: str,
    references: Sequence[str],
    steps: tuple[str | int, ...],
    by: str = "",
    home: str = "entity",
) -> Iterator[Named]:
    for position, reference in enumerate(references):
        place = pointer(*steps, position)
        yield Named(name, place, reference, node_of(reference, home=home), by, home)
