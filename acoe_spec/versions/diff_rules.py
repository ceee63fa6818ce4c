"""The table of all diff rules; documentation, reports and tests are made from it."""

from __future__ import annotations

from collections.abc import Mapping

from acoe_spec.versions import (
    diff_rules_attributes,
    diff_rules_deprecation,
    diff_rules_entities,
    diff_rules_events,
    diff_rules_labels,
    diff_rules_relations,
    diff_rules_sets,
    diff_rules_taxonomy,
    diff_rules_wording,
)
from acoe_spec.versions.diff_rule import DiffRule

DIFF_RULES: Mapping[str, DiffRule] = {
    row.id: row
    for module in (
        diff_rules_labels,
        diff_rules_attributes,
        diff_rules_entities,
        diff_rules_relations,
        diff_rules_events,
        diff_rules_sets,
        diff_rules_deprecation,
        diff_rules_wording,
        diff_rules_taxonomy,
    )
    for row in module.RULES
}
