"""A taxonomy and its labels as values to look at: what `acoe show` prints.

`tree` is all labels in the order of their hierarchy; `describe` is one label with everything that
finally holds of it and the label that says so. Plain frozen values that turn into JSON as they are
(`msgspec.to_builtins`); how they look on a terminal is not known here.
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from acoe_spec.errors import UsageError
from acoe_spec.taxonomy.compiled import Deprecation
from acoe_spec.taxonomy.definition import AppliesTo, Definition, Label
from acoe_spec.taxonomy.graph import build, children, declared, hierarchy
from acoe_spec.taxonomy.inheritance import Effective, Merged, Said, effective
from acoe_spec.taxonomy.references import KINDS, node, node_of, prefix_of, reference_of, split
from acoe_spec.taxonomy.unit_kinds import shortest


class Row(Struct, frozen=True):
    """One label in the tree: its `depth` below the root and what marks it."""

    reference: str
    name: str
    depth: int
    definition: str = ""
    abstract: bool = False
    deprecated: bool = False
    imported: str | None = None


class Branch(Struct, frozen=True):
    """The labels of one set, parents before children.

    A category set has a `question`, and what it is asked of as its taxonomy writes it: `record`,
    units (`part/body`) and labels.
    """

    label_set: str
    rows: tuple[Row, ...]
    question: str | None = None
    asked_of: tuple[str, ...] = ()


class Property(Struct, frozen=True):
    """One thing that holds of a label, and the label that says it.

    `path` leads to it as in the YAML: `("attributes", "strike", "minimum")`.
    """

    path: tuple[str, ...]
    value: Any
    origin: str


class Part(Struct, frozen=True):
    """What a label may take part in.

    `of` is a relation, an event or a category set, `as_` is `subject`, `object`, `target` or the
    role's id, and `through` is the label, itself or an ancestor, that is declared there.
    """

    of: str
    as_: str = msgspec.field(name="as")
    through: str


class Description(Struct, frozen=True, kw_only=True):
    """One label with everything that it inherits. `taxonomy` is where it is declared: `id@version`.

    `ancestors` go from the parent to the root, `children` are its direct sub-labels. An answer of a
    category set has the set's `question`, and what it is asked of.
    """

    reference: str
    label_set: str
    name: str
    taxonomy: str
    definition: str = ""
    abstract: bool = False
    deprecated: Deprecation | None = None
    ancestors: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    mixins: tuple[str, ...] = ()
    use_when: tuple[str, ...] = ()
    avoid_when: tuple[str, ...] = ()
    confusable_with: tuple[str, ...] = ()
    aliases: dict[str, str] = {}
    properties: tuple[Property, ...] = ()
    parts: tuple[Part, ...] = ()
    question: str | None = None
    asked_of: tuple[str, ...] = ()


def tree(definition: Definition) -> tuple[Branch, ...]:
    """All labels by set, entities, relations and events first; a set without labels is left out.

    A taxonomy that is broken has a tree too: whose parent is missing stands as a root.
    """
    graph = build(definition)
    labels = {node(label_set, name): label for label_set, name, label in definition.labels()}
    branches = []
    for label_set in (*KINDS, *sorted(definition.categories)):
        rows = tuple(_row(key, depth, labels[key]) for key, depth in hierarchy(graph, label_set))
        category_set = definition.categories.get(label_set)
        if rows:
            if category_set is None:
                branches.append(Branch(label_set, rows))
            else:
                asked_of = _asked_of(category_set.applies_to)
                branches.append(Branch(label_set, rows, category_set.question, asked_of))
    return tuple(branches)


def _asked_of(said: AppliesTo) -> tuple[str, ...]:
    return (*["record"] * said.record, *shortest(said.units), *said.labels)


def _row(key: str, depth: int, label: Label) -> Row:
    reference = reference_of(key)
    return Row(
        reference=reference,
        name=label.name or split(key)[1],
        depth=depth,
        definition=label.definition or "",
        abstract=label.abstract,
        deprecated=label.deprecated is not None,
        imported=prefix_of(key),
    )


def describe(definition: Definition, reference: str) -> Description:
    """The label that `reference` names (`option`, `event/trade`, `finance-core:amount`).

    Raises `UsageError` if there is none, with the likely one as a hint.
    """
    return Described(definition).label(reference)


class Described:
    """All labels of one definition, to be described one by one.

    What all descriptions need, the graph, what is inherited and where labels are named, is worked
    out once, so that describing each of thousands is quick.
    """

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.graph = build(definition)
        self.effective = effective(definition, self.graph)
        self._places = _places(self.effective, definition)

    def label(self, reference: str) -> Description:
        """The label that `reference` names; raises as `describe` does."""
        key = node_of(reference)
        if not declared(self.graph, key):
            known = [node(label_set, name) for label_set, name, _ in self.definition.labels()]
            raise UsageError(
                f"{self.definition.id}@{self.definition.version} has no label '{reference}'",
                hint=_likely(reference, known),
            )
        label = self.effective[key]
        own = label.own
        below = children(self.graph, key)
        category_set = self.definition.categories.get(label.label_set)
        return Description(
            reference=reference_of(key),
            label_set=label.label_set,
            name=own.name or label.id,
            taxonomy=self.definition.origin(key),
            definition=own.definition or "",
            abstract=own.abstract,
            deprecated=own.deprecated,
            ancestors=label.ancestors,
            children=tuple(sorted(reference_of(child, home=label.label_set) for child in below)),
            mixins=own.mixins,
            use_when=own.use_when,
            avoid_when=own.avoid_when,
            confusable_with=own.confusable_with,
            aliases=own.aliases,
            properties=tuple(_properties(label)),
            parts=tuple(_parts(label, self._places)),
            question=None if category_set is None else category_set.question,
            asked_of=() if category_set is None else _asked_of(category_set.applies_to),
        )


def _likely(reference: str, nodes: list[str]) -> str:
    bare = reference.rpartition("/")[2].rpartition(":")[2]
    references = sorted(map(reference_of, nodes))
    same = [name for name in references if name.rpartition("/")[2].rpartition(":")[2] == bare]
    close = same or difflib.get_close_matches(reference, references, n=3)
    if close:
        return f"did you mean {' or '.join(map(repr, close))}?"
    return "`acoe show` with the taxonomy alone lists its labels"


def _properties(label: Effective) -> Iterator[Property]:
    for name, said in (
        ("colour", label.colour),
        ("domain", label.domain),
        ("range", label.range),
        ("symmetric", label.symmetric),
        ("transitive", label.transitive),
        ("trigger", label.trigger),
    ):
        if said is not None:
            yield _property((name,), said)
    for name, merged in (
        ("links", label.links),
        ("per_subject", label.per_subject),
        ("per_object", label.per_object),
    ):
        if merged is not None:
            yield from _fields((name,), merged)
    for name, role in sorted(label.roles.items()):
        yield from _fields(("roles", name), role)
    for name, attribute in sorted(label.attributes.items()):
        yield from _fields(("attributes", name), attribute)
    for pair in label.overlap:
        other = pair.value.of[1] if pair.value.of[0] == pair.origin else pair.value.of[0]
        yield Property(("overlap", other), pair.value.allow, pair.origin)
    for tool, hint in sorted(label.hints.items()):
        yield _property(("hints", tool), hint)


def _property(path: tuple[str, ...], said: Said[Any]) -> Property:
    return Property(path, msgspec.to_builtins(said.value), said.origin)


def _fields(path: tuple[str, ...], merged: Merged[Any]) -> Iterator[Property]:
    """A property for each field that is set, in the order in which the structure declares them."""
    for name in merged.value.__struct_fields__:
        if name in merged.origins:
            value = msgspec.to_builtins(getattr(merged.value, name))
            yield Property((*path, name), value, merged.origins[name])


class _Place(Struct, frozen=True):
    """A relation side, a role or a question that names labels; `position` orders them."""

    position: int
    of: str
    as_: str


def _places(
    labels: Mapping[str, Effective], definition: Definition
) -> Mapping[str, Sequence[_Place]]:
    """For each reference the places where it is declared."""
    found: dict[str, list[_Place]] = {}
    positions = itertools.count()

    def named(of: str, side: str, references: tuple[str, ...] | None) -> None:
        place = _Place(next(positions), of, side)
        for reference in dict.fromkeys(references or ()):
            found.setdefault(reference, []).append(place)

    for key, label in sorted(labels.items()):
        of = reference_of(key)
        named(of, "subject", None if label.domain is None else label.domain.value)
        named(of, "object", None if label.range is None else label.range.value)
        for name, role in sorted(label.roles.items()):
            named(of, name, role.value.range)
    for name, category_set in sorted(definition.categories.items()):
        named(name, "target", category_set.applies_to.labels)
    return found


def _parts(label: Effective, places: Mapping[str, Sequence[_Place]]) -> Iterator[Part]:
    """Where the label or one of its ancestors is declared as a side, a role or a target."""
    home = label.label_set
    chain = [reference_of(node(home, name)) for name in (label.id, *label.ancestors)]
    nearest: dict[_Place, str] = {}
    for reference in chain:
        for place in places.get(reference, ()):
            nearest.setdefault(place, reference)
    for place in sorted(nearest, key=lambda each: each.position):
        yield Part(place.of, place.as_, nearest[place])
