"""How labels name each other: the reference that a person writes and the node that it means.

A *node* is a label with its set, `set/id`, both spelt as a record spells them: `entity/option`,
`entity/finance-core:amount`, `event/trade`, `intent/rfq`, `finance-core:intent/rfq`. It is unique
in a taxonomy and needs no context. A *reference* is what taxonomies, guidelines and closed tables
hold: as short as its place allows. Knows names only, and never whether a label exists.
"""

from __future__ import annotations

KINDS = ("entity", "relation", "event")


def node(label_set: str, label: str) -> str:
    """The node of the label that a record calls `label` in the set that it calls `label_set`."""
    return f"{label_set}/{label}"


def split(node: str) -> tuple[str, str]:
    """The set and the label of a node, as a record spells them."""
    label_set, _, label = node.partition("/")
    return label_set, label


def node_of(reference: str, *, home: str = "entity") -> str:
    """The node that `reference` means where a bare id belongs to the set `home`.

    `home` is `entity` for domains, ranges, roles, targets and overlap pairs. What a label says of
    its own relatives (`is_a`, `mixins`, `confusable_with`, `replaced_by`) is read with its own set
    as home. `finance-core:amount`, imported and without a set, is an entity at home in a category
    set.
    """
    prefix, colon, local = reference.rpartition(":")
    label_set, _, label = local.rpartition("/")
    if not label_set:
        if not colon or home in KINDS:
            return f"{home}/{reference}"
        label_set = "entity"
    if label_set in KINDS:
        return f"{label_set}/{prefix}{colon}{label}"
    return f"{prefix}{colon}{label_set}/{label}"


def reference_of(node: str, *, home: str = "entity") -> str:
    """The shortest reference to `node` where a bare id belongs to `home`; undoes `node_of`."""
    label_set, label = split(node)
    if label_set == home:
        return label
    if label_set in KINDS:
        prefix, colon, bare = label.rpartition(":")
        return f"{prefix}{colon}{label_set}/{bare}"
    return node


def prefixed(reference: str, taxonomy: str, *, home: str = "entity") -> str:
    """`reference`, valid inside `taxonomy`, as its importer writes it.

    What has a prefix already comes from yet another taxonomy and keeps it. A bare id whose `home`
    is a category set stays bare, because there the prefix belongs to the set.
    """
    if ":" in reference or ("/" not in reference and home not in KINDS):
        return reference
    return f"{taxonomy}:{reference}"


def prefix_of(name: str) -> str | None:
    """The taxonomy that a label, set or node was imported from; None for one of our own."""
    before, colon, _ = name.rpartition(":")
    return before.rpartition("/")[2] if colon else None
