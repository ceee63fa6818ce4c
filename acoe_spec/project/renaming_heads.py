"""The edits that put the words of a head into another naming: keys, and references to labels.

What they mean is asked of `versions.naming`, so that a head renamed here says the same as a release
that was renamed by its migration. Knows the YAML of taxonomies; writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from acoe_spec.findings import pointer
from acoe_spec.taxonomy.editing import Edit, Put, Rename, edited
from acoe_spec.taxonomy.lint_head import Head, Written
from acoe_spec.taxonomy.references import node_of, reference_of, split
from acoe_spec.versions.naming import Naming


def renamed_head(head: Head, naming: Naming) -> tuple[str, int]:
    """The text of the head in new words, in canonical layout, and how many places changed."""
    puts = list(_puts(head, naming))
    # The keys inside of others first: until then the way to them is that of the old words.
    keys = sorted(_keys(head, naming), key=lambda each: -each.pointer.count("/"))
    edits: list[Edit] = [*puts, *keys]
    text = head.source.text
    return (edited(text, edits) if edits else text), len(edits)


def new_reference(written: str, naming: Naming, *, home: str = "entity") -> str | None:
    """How a reference is written in new words; None where it can stay as it is."""
    target = naming.targets(node_of(written, home=home))[0]
    new_home = naming.set_id(home)
    if node_of(written, home=new_home) == target:
        return None
    return reference_of(target, home=new_home)


def _puts(head: Head, naming: Naming) -> Iterator[Put]:
    for named in head.named:
        new = new_reference(named.reference, naming, home=named.home)
        if new is not None:
            yield Put(named.pointer, new)
    for name, category_set in head.written.get("categories", {}).items():
        steps = ("categories", name, "deprecated", "replaced_by")
        yield from _each(_replacements(category_set), naming.sets, *steps)
    for label in head.labels:
        for name, says in label.says.get("attributes", {}).items():
            yield from _of_attribute(label, name, says, naming)


def _of_attribute(
    label: Written, name: str, says: Mapping[str, Any], naming: Naming
) -> Iterator[Put]:
    steps = (*label.steps, "attributes", name)
    ids = naming.attributes.get(label.node, {})
    values = naming.values.get(label.node, {})
    yield from _each(_replacements(says), ids, *steps, "deprecated", "replaced_by")
    for other, wanted in says.get("when", {}).items():
        yield from _each(wanted, values.get(other, {}), *steps, "when", other)
    for value, value_says in (says.get("values") or {}).items():
        place = (*steps, "values", value, "deprecated", "replaced_by")
        yield from _each(_replacements(value_says), values.get(name, {}), *place)


def _replacements(says: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = says.get("deprecated", {}).get("replaced_by", [])
    return found


def _each(written: list[Any], new: Mapping[str, str], *steps: str | int) -> Iterator[Put]:
    for position, item in enumerate(written):
        if isinstance(item, str) and item in new:
            yield Put(pointer(*steps, position), new[item])


def _keys(head: Head, naming: Naming) -> Iterator[Rename]:
    for name in head.written.get("categories", {}):
        if name in naming.sets:
            yield Rename(pointer("categories", name), naming.sets[name])
    for label in head.labels:
        new = split(naming.node(label.node))[1]
        if new != label.id:
            yield Rename(label.at(), new)
        roles = naming.roles.get(label.node, {})
        for role in label.says.get("roles", {}):
            if role in roles:
                yield Rename(label.at("roles", role), roles[role])
        ids = naming.attributes.get(label.node, {})
        values = naming.values.get(label.node, {})
        for name, says in label.says.get("attributes", {}).items():
            if name in ids:
                yield Rename(label.at("attributes", name), ids[name])
            for other in says.get("when", {}):
                if other in ids:
                    yield Rename(label.at("attributes", name, "when", other), ids[other])
            for value in says.get("values") or {}:
                if value in values.get(name, {}):
                    place = label.at("attributes", name, "values", value)
                    yield Rename(place, values[name][value])
