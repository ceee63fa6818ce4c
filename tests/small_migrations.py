"""Small migrations of one taxonomy and one record, written down in a few lines.

The record has the one turn `UBS bid bonds, bonds` of `desk.record`. Sets that a test does not speak
of have nothing to do with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgspec
from desk import AGAIN, BONDS, UBS, entity, record
from taxonomy_strategies import definition_of, head

from acoe_spec.findings import Finding
from acoe_spec.models.migration import Migration
from acoe_spec.models.record_structs import Record
from acoe_spec.rules.table import record_findings
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.versions.records.migrating import Migrated, migrate
from acoe_spec.versions.records.routes import NoRoute, Route
from acoe_spec.versions.records.steps import Step, make_step

Json = dict[str, Any]
__all__ = [
    "AGAIN",
    "BONDS",
    "UBS",
    "Ways",
    "entity",
    "label",
    "one_step",
    "outcome",
    "read",
    "walk",
]


def label(**said: Any) -> Json:
    """A label, or anything else that has a definition."""
    return {"definition": "As it says.", **said}


def compiled(version: str, parts: Json) -> CompiledTaxonomy:
    """A version of the taxonomy `desk`."""
    return compile_definition(definition_of(head(version=version, **parts)))


def one_step(
    old: Json, new: Json, *operations: Json, versions: tuple[str, str] = ("1.0.0", "2.0.0")
) -> Step:
    """The step between two heads of which only the parts that matter are given."""
    written = {"format": 1, "taxonomy": "desk", "from": versions[0], "to": versions[1]}
    model = Migration.model_validate({**written, "operations": list(operations)})
    return make_step(model, compiled(versions[0], old), compiled(versions[1], new))


class Ways:
    """A router over steps that follow each other."""

    def __init__(self, *steps: Step) -> None:
        self.steps = steps

    def route(self, pin: str) -> Route | None:
        """The way from a version to the last one."""
        target = self.steps[-1].target
        if pin == target:
            return None
        pins = [step.source for step in self.steps]
        if pin not in pins:
            raise NoRoute(f"no migration leads from {pin}")
        return Route(pin, target, self.steps[pins.index(pin) :])


def read(*annotations: Json, **fields: Any) -> Record:
    """The record of the desk with these annotations, under version 1.0.0."""
    written = record("r1", *annotations, **{"schema": "desk@1.0.0", **fields})
    return msgspec.json.decode(json.dumps(written), type=Record)


def walk(before: Record, *steps: Step, history: tuple[Step, ...] = ()) -> Migrated:
    """The record at the end of the steps; `history` are steps that it has gone before."""
    new = steps[-1].new

    def recheck(migrated: Record) -> Iterable[Finding]:
        return record_findings(migrated, new)

    route = Route(steps[0].source, steps[-1].target, steps)
    return migrate(before, route, recheck, router=Ways(*history, *steps))


def outcome(step: Step, *annotations: Json, **fields: Any) -> Json:
    """What becomes of the desk's record, without what stays: annotations, unresolved, scope."""
    result, _ = walk(read(*annotations, **fields), step)
    written: Json = json.loads(msgspec.json.encode(result))
    return {
        name: written[name] for name in ("annotations", "unresolved", "scope") if name in written
    }
