"""Two versions of a taxonomy with thousands of labels: their diff, with much that follows."""

from __future__ import annotations

from msgspec.structs import replace

from acoe_spec.taxonomy.definition import Attribute, Definition, Entity, Relation
from acoe_spec.versions.diff.observing import diff
from benchmarks.rows import Row, at_most
from benchmarks.timing import side_by_side


def two_versions(*, count: int, rounds: int) -> list[Row]:
    """A diff of versions with a tenth of the labels renamed and every fiftieth moved."""
    old = _version(count)
    new = _changed(old)
    found = diff(old, new)
    times = side_by_side({"diff": lambda: diff(old, new)}, rounds=rounds)
    work = f"{count:,} labels, diff with {len(found.changes):,} changes"
    return [at_most(work, min(times["diff"]), 0.5, " s")]


def _version(count: int) -> Definition:
    """A hierarchy with ten children each, attributes on every fifth label, and relations."""
    entities = {
        f"label_{number}": Entity(
            name=f"Label {number}",
            definition=f"What is counted under number {number} of the catalogue.",
            is_a=f"label_{number // 10}" if number >= 10 else None,
            attributes={f"grade_{number % 50}": Attribute(range="integer", minimum="0")}
            if number % 5 == 0
            else {},
        )
        for number in range(count - count // 33)
    }
    relations = {
        f"relation_{number}": Relation(
            domain=(f"label_{number % 40}",), range=(f"label_{number * 7 % 90}",)
        )
        for number in range(count // 33)
    }
    return Definition(id="large", version="1.0.0", entities=entities, relations=relations)


def _changed(old: Definition) -> Definition:
    """Leaves renamed, definitions reworded, labels moved below another one, attributes added."""
    entities: dict[str, Entity] = {}
    for number, (name, label) in enumerate(old.entities.items()):
        if number > len(old.entities) // 10 and number % 10 == 7:
            name = f"renamed_{number}"
        elif number % 50 == 21:
            label = replace(label, is_a="label_3")
        elif number % 50 == 31:
            label = replace(label, definition=f"Counted under number {number}.")
        elif number % 50 == 41:
            label = replace(label, attributes={**label.attributes, "seen": Attribute(range="date")})
        entities[name] = label
    return replace(old, version="2.0.0", entities=entities)
