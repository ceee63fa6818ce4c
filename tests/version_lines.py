"""Small lines of versions as literals: the labels of each, and what leads from one to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from taxonomy_strategies import definition_of, head

from acoe_spec.models.migration import Migration
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.versions.graph import Revision, VersionGraph
from acoe_spec.versions.records.steps import Step, make_step

Operation = Mapping[str, Any]


def taxonomy(version: str, labels: str) -> CompiledTaxonomy:
    """`desk` with these entity labels, separated by spaces."""
    entities = {each: {"definition": f"What {each} is."} for each in labels.split()}
    return compile_definition(definition_of(head(version=version, entities=entities)))


def migration(old: str, new: str, *operations: Operation) -> Migration:
    """A migration of `desk`."""
    written = {"format": 1, "taxonomy": "desk", "from": old, "to": new}
    return Migration.model_validate(written | {"operations": list(operations)})


def renamed(old: str, new: str) -> Operation:
    """An entity label gets another id."""
    return {"op": "rename-label", "set": "entity", "from": old, "to": new}


def added(label: str) -> Operation:
    """A new entity label."""
    return {"op": "add-label", "set": "entity", "label": label}


def merged(*labels: str, to: str) -> Operation:
    """Entity labels become one."""
    return {"op": "merge-labels", "set": "entity", "from": list(labels), "to": to}


def swapped(one: str, other: str) -> Operation:
    """Two entity labels exchange their ids."""
    return {"op": "swap", "set": "entity", "labels": [one, other]}


def line(
    revisions: Mapping[Revision, str], changes: Mapping[tuple[str, str], Sequence[Operation]]
) -> VersionGraph:
    """The graph of `desk`: each revision with its labels, each migration with its operations."""
    tables = {each.version: taxonomy(each.version, labels) for each, labels in revisions.items()}

    def step(old: str, new: str) -> Step:
        return make_step(migration(old, new, *changes[old, new]), tables[old], tables[new])

    return VersionGraph("desk", revisions, tuple(changes), step)
