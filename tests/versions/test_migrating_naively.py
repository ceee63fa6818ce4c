"""The engine against a migration done by hand, on evolutions that are drawn."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from evolution import Evolution, evolutions
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_migration import Migration

from acoe_spec.models.record_structs import Record
from acoe_spec.rules.table import record_findings
from acoe_spec.versions.records.migrating import migrate
from acoe_spec.versions.records.routes import Route

Json = dict[str, Any]


THEMES = {
    "labels": ("rename-label", "rename-chain", "swap", "merge-labels", "split-label", "carve-out",
               "remove-label", "make-abstract", "move-label", "redefine"),
    "attributes": ("rename-attribute", "remove-attribute", "convert-attribute",
                   "require-attribute", "merge-labels", "move-label", "split-label"),
    "values": ("rename-value", "merge-values", "split-value", "remove-value", "merge-labels"),
    "relations": ("flip-relation", "symmetric", "narrow-domain", "narrow-cardinality",
                  "rename-role", "merge-labels", "carve-out", "swap"),
    "sets": ("rename-set", "remove-set", "require-set", "narrow-select", "change-units",
             "merge-labels",
             "rename-label", "split-label"),
    "everything": (),
}  # fmt: skip


@pytest.mark.parametrize("theme", THEMES)
@settings(max_examples=60)
@given(st.data())
def test_a_record_becomes_what_it_becomes_by_hand(theme: str, data: st.DataObject) -> None:
    evolution = data.draw(evolutions(most=7, only=THEMES[theme]))
    (declared,) = evolution.migrations
    old, new = evolution.heads
    by_hand = Migration(declared, (old, new), evolution.taxonomies)
    for record in evolution.records:
        expected = by_hand.migrated(plain(record))
        made = plain(migrated(record, evolution))
        assert made["annotations"] == expected.annotations
        assert open_labels(made, expected.open) == expected.open
        assert made.get("scope") == expected.scope


def migrated(record: Record, evolution: Evolution) -> Record:
    (step,) = evolution.steps
    route = Route(step.source, step.target, (step,))
    return migrate(record, route, lambda each: record_findings(each, step.new)).record


def open_labels(made: Json, expected: dict[str, list[str]]) -> dict[str, list[str]]:
    """By id, the labels that people choose from; where they are not asked, what is expected."""
    return {
        each["annotation"]["id"]: expected.get(each["annotation"]["id"], [])
        if "because" in each or "attribute" in each or "candidates" not in each
        else [name.rpartition("/")[2] for name in each["candidates"]]
        for each in made.get("unresolved", ())
    }


def plain(value: Any) -> Json:
    found: Json = json.loads(msgspec.json.encode(value))
    return found
