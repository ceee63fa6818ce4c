"""The labels of an importer between two steps: what it imports has moved on, itself has not yet.

No version of the importer is like this. It is what the next step speaks of: another one of an
import, or the importer's own. Told as far as declared operations ask: names, ancestors, attributes,
and which relations are symmetric. Knows no operations and no records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from acoe_spec.taxonomy.compiled import Attribute, CompiledTaxonomy, Label, RelationSides
from acoe_spec.taxonomy.references import KINDS, node, node_of, prefix_of, prefixed, split
from acoe_spec.versions.records.places import Labels, labels_of

if TYPE_CHECKING:
    from acoe_spec.versions.records.fates import Part


def moved_on(labels: Labels, part: Part, imported: CompiledTaxonomy) -> dict[str, Label]:
    """The labels of an importer once `part` has led its import to the version `imported`.

    `part` is that of the import itself, in its own words.
    """
    taxonomy = imported.id
    theirs = dict(
        _spelt(name, label, taxonomy)
        for name, label in labels_of(imported).items()
        if prefix_of(name) is None
    )
    later = _Later(part, theirs, taxonomy)
    others = ((name, label) for name, label in labels.items() if prefix_of(name) != taxonomy)
    return {name: later.label(label) for name, label in others} | theirs


class _Later:
    """What labels of the importer inherit from the import now."""

    def __init__(self, part: Part, theirs: Labels, taxonomy: str) -> None:
        self.part, self.theirs, self.taxonomy = part, theirs, taxonomy

    def label(self, label: Label) -> Label:
        ancestors = tuple(node(label.set, each) for each in label.ancestors)
        parent = next((each for each in ancestors if prefix_of(each) == self.taxonomy), None)
        above = None if parent is None else self._at(parent)
        attributes = {} if above is None else dict(above.attributes)
        for name, attribute in label.attributes.items():
            origin = node_of(attribute.origin, home=label.set)
            if prefix_of(origin) != self.taxonomy:
                # Its own, also where the import has another attribute of that name now.
                attributes[name] = attribute
                continue
            now = self._attribute(parent or origin, name, attribute)
            if now is not None:
                attributes.setdefault(now.id, now)
        return replace(
            label,
            ancestors=_ancestors(label, parent, above),
            attributes=attributes,
            relation=_relation(label, above),
        )

    def _at(self, before: str) -> Label | None:
        """What a label of the import, by its node before, is now; None where it is not one."""
        local = _local(before)
        fate = self.part.labels.get(local)
        now = local if fate is None else fate.certain
        return None if now is None else self.theirs.get(_node(now, self.taxonomy))

    def _attribute(self, owner: str, name: str, attribute: Attribute) -> Attribute | None:
        """An attribute that comes from `owner`, a label of the import; None where it is gone."""
        fate = self.part.attributes.get(_local(owner), {}).get(name)
        if fate is not None and fate.gone is not None:
            return None
        later = name if fate is None else fate.name
        there = self._at(owner)
        if there is None or later not in there.attributes:
            return replace(attribute, id=later)
        return there.attributes[later]


def _ancestors(label: Label, parent: str | None, above: Label | None) -> tuple[str, ...]:
    if parent is None:
        return label.ancestors
    own = label.ancestors[: label.ancestors.index(split(parent)[1])]
    return own if above is None else (*own, above.id, *above.ancestors)


def _relation(label: Label, above: Label | None) -> RelationSides | None:
    if label.relation is None or above is None or above.relation is None:
        return label.relation
    symmetric = label.relation.symmetric or above.relation.symmetric
    return replace(label.relation, symmetric=symmetric)


def _spelt(name: str, label: Label, taxonomy: str) -> tuple[str, Label]:
    """A label of the import as its importers spell it, with its node."""
    home = label.set
    spelt = _node(name, taxonomy)
    label_set, identifier = split(spelt)
    return spelt, replace(
        label,
        id=identifier,
        set=label_set,
        ancestors=tuple(prefixed(each, taxonomy, home=home) for each in label.ancestors),
        attributes={
            key: replace(each, origin=prefixed(each.origin, taxonomy, home=home))
            for key, each in label.attributes.items()
        },
    )


def _node(local: str, taxonomy: str) -> str:
    """A node of the import as its importers spell it."""
    label_set, label = split(local)
    if label_set in KINDS:
        return node(label_set, prefixed(label, taxonomy, home=label_set))
    return node(prefixed(label_set, taxonomy), label)


def _local(name: str) -> str:
    """A node of the import as it spells it itself."""
    label_set, label = split(name)
    return node(label_set.rpartition(":")[2], label.rpartition(":")[2])
