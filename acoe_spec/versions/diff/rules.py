"""The table of all diff rules; documentation, reports and tests are made from it."""

from __future__ import annotations

from collections.abc import Mapping

from acoe_spec.versions.diff import (
    rules_attributes,
    rules_deprecation,
    rules_entities,
    rules_events,
    rules_labels,
    rules_relations,
    rules_sets,
    rules_taxonomy,
    rules_wording,
)
from acoe_spec.versions.diff.rule import DiffRule

DIFF_RULES: Mapping[str, DiffRule] = {
    row.id: row
    for module in (
        rules_labels,
        rules_attributes,
        rules_entities,
        rules_relations,
        rules_events,
        rules_sets,
        rules_deprecation,
        rules_wording,
        rules_taxonomy,
    )
    for row in module.RULES
}
