"""A definition told in the words of the version that a migration leads to.

What was renamed, swapped or flipped is so here; references to merged and split labels name what
these became. The merged, split and removed labels themselves stay, and what else the migration
declares is not done: `observing` finds it. Only names change, so labels that do not exist, and ids
that are taken already, are passed over; `declaring` complains of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar, cast

from msgspec.structs import replace

from acoe_spec.taxonomy.definition import (
    Attribute,
    CategorySet,
    Definition,
    Event,
    Label,
    OverlapPair,
    Relation,
    Role,
    Value,
)
from acoe_spec.taxonomy.references import node, node_of, reference_of, split
from acoe_spec.versions.naming import Naming

if TYPE_CHECKING:
    from acoe_spec.models.migration import Migration

_L = TypeVar("_L", bound=Label)
_Parents = Mapping[str, str]


def renamed(old: Definition, migration: Migration | None) -> Definition:
    """`old` in the new words; `old` itself where nothing has another name."""
    if migration is None:
        return old
    naming = Naming(old, migration)
    return rewritten(old, naming) if naming.touches() else old


def with_stand_ins(old: Definition, naming: Naming) -> Definition:
    """`old`, in the words of `naming`, with a copy of what became each label that is only new.

    So that what inherits from a merged or divided label, or takes it in, does so still under the
    name that it goes by now.
    """
    labels = {node(label_set, name): label for label_set, name, label in old.labels()}
    copies: dict[str, Label] = {}
    for before, targets in naming.becomes.items():
        original = labels.get(naming.node(before))
        for target in targets:
            if original is not None and target not in labels:
                copies.setdefault(target, original)
    if not copies:
        return old

    def joined(table: Mapping[str, _L], home: str) -> dict[str, _L]:
        more = {split(name)[1]: label for name, label in copies.items() if split(name)[0] == home}
        return {**table, **cast(dict[str, _L], more)}  # of the kind of their set, as originals are

    return replace(
        old,
        entities=joined(old.entities, "entity"),
        relations=joined(old.relations, "relation"),
        events=joined(old.events, "event"),
        categories={
            name: replace(each, labels=joined(each.labels, name))
            for name, each in old.categories.items()
        },
    )


def rewritten(old: Definition, naming: Naming) -> Definition:
    """`old` in the words of `naming`, which was made for it."""
    parents = {
        node(label_set, name): node_of(label.is_a, home=label_set)
        for label_set, name, label in old.labels()
        if label.is_a is not None
    }
    pairs: dict[tuple[str, str], OverlapPair] = {}
    for pair in old.overlap.pairs:
        first, second = (naming.references((name,), "entity") for name in pair.of)
        for one in first:
            for other in second:
                of = (one, other) if one <= other else (other, one)
                pairs.setdefault(of, OverlapPair(of=of, allow=pair.allow))
    return replace(
        old,
        overlap=replace(old.overlap, pairs=tuple(pair for _, pair in sorted(pairs.items()))),
        entities=_table(old.entities, "entity", parents, naming),
        relations=_table(old.relations, "relation", parents, naming),
        events=_table(old.events, "event", parents, naming),
        categories={
            naming.set_id(name): _category_set(category_set, name, parents, naming)
            for name, category_set in old.categories.items()
        },
    )


def _category_set(
    category_set: CategorySet, name: str, parents: _Parents, naming: Naming
) -> CategorySet:
    applies_to = replace(
        category_set.applies_to, labels=_sorted(category_set.applies_to.labels, naming) or ()
    )
    deprecated = category_set.deprecated
    if deprecated is not None and deprecated.replaced_by:
        others = tuple(naming.set_id(other) for other in deprecated.replaced_by)
        deprecated = replace(deprecated, replaced_by=others)
    return replace(
        category_set,
        applies_to=applies_to,
        deprecated=deprecated,
        labels=_table(category_set.labels, name, parents, naming),
    )


def _table(table: Mapping[str, _L], home: str, parents: _Parents, naming: Naming) -> dict[str, _L]:
    done = {}
    for name, label in table.items():
        new_node = naming.node(node(home, name))
        done[new_node.partition("/")[2]] = _label(label, home, name, parents, naming)
    return done


def _label(label: _L, home: str, name: str, parents: _Parents, naming: Naming) -> _L:
    own = node(home, name)
    changed: dict[str, object] = {}
    if label.is_a is not None:
        changed["is_a"] = _parent(label.is_a, home, own, parents, naming)
    for field in ("mixins", "confusable_with"):
        if names := getattr(label, field):
            others = naming.references(names, home)
            itself = reference_of(naming.node(own), home=naming.set_id(home))
            changed[field] = tuple(other for other in others if other != itself)
    if label.deprecated is not None and label.deprecated.replaced_by:
        others = naming.references(label.deprecated.replaced_by, home)
        changed["deprecated"] = replace(label.deprecated, replaced_by=others)
    if label.attributes:
        changed["attributes"] = _attributes(label.attributes, own, naming)
    if isinstance(label, Relation):
        sides = (_sorted(label.domain, naming), _sorted(label.range, naming))
        counts = (label.per_subject, label.per_object)
        if own in naming.flipped:
            sides, counts = sides[::-1], counts[::-1]
        changed |= zip(("domain", "range", "per_subject", "per_object"), (*sides, *counts))
    elif isinstance(label, Event):
        roles = naming.roles.get(own, {})
        changed["roles"] = {
            roles.get(key, key): _role(role, naming) for key, role in label.roles.items()
        }
    return replace(label, **changed)


def _parent(reference: str, home: str, own: str, parents: _Parents, naming: Naming) -> str | None:
    """The parent in new words; where it has become the label itself, the parent's own parent.

    A parent that was divided stays: which of its parts is the parent now, nobody has said.
    """
    seen: set[str] = set()
    above: str | None = node_of(reference, home=home)
    while above is not None and above not in seen:
        seen.add(above)
        targets = naming.targets(above)
        if len(targets) > 1:
            return reference_of(naming.node(above), home=naming.set_id(home))
        if targets[0] != naming.node(own):
            return reference_of(targets[0], home=naming.set_id(home))
        above = parents.get(above)
    return None


def _sorted(names: tuple[str, ...] | None, naming: Naming) -> tuple[str, ...] | None:
    return None if names is None else tuple(sorted(naming.references(names, "entity")))


def _role(role: Role, naming: Naming) -> Role:
    return replace(role, range=_sorted(role.range, naming))


def _attributes(
    attributes: Mapping[str, Attribute], own: str, naming: Naming
) -> dict[str, Attribute]:
    ids = naming.attributes.get(own, {})
    values = naming.values.get(own, {})
    becomes = naming.value_becomes.get(own, {})
    if not (ids or values or becomes):
        return dict(attributes)

    def value_references(attribute: str, names: Iterable[str]) -> tuple[str, ...]:
        same, other = values.get(attribute, {}), becomes.get(attribute, {})
        return tuple(
            dict.fromkeys(to for name in names for to in other.get(name, (same.get(name, name),)))
        )

    def rewritten_value(attribute: str, value: Value) -> Value:
        if value.deprecated is None or not value.deprecated.replaced_by:
            return value
        others = value_references(attribute, value.deprecated.replaced_by)
        return replace(value, deprecated=replace(value.deprecated, replaced_by=others))

    done = {}
    for name, attribute in attributes.items():
        deprecated = attribute.deprecated
        if deprecated is not None and deprecated.replaced_by:
            others = tuple(ids.get(other, other) for other in deprecated.replaced_by)
            deprecated = replace(deprecated, replaced_by=others)
        done[ids.get(name, name)] = replace(
            attribute,
            deprecated=deprecated,
            values=None if attribute.values is None else {
                values.get(name, {}).get(key, key): rewritten_value(name, value)
                for key, value in attribute.values.items()
            },
            when=None if attribute.when is None else {
                ids.get(other, other): tuple(sorted(value_references(other, wanted)))
                for other, wanted in attribute.when.items()
            },
        )  # fmt: skip
    return done
