"""The rules for guidelines as one table. Listing them loads nothing that reads guidelines."""

from __future__ import annotations

from acoe_spec.findings import Rule
from acoe_spec.guidelines.lint import (
    rules_coverage,
    rules_examples,
    rules_labels,
    rules_links,
    rules_reviews,
    rules_tables,
    rules_terms,
)

# A row's `check` is a generator `(Documentation) -> Iterator[Defect]`; None where whoever knows the
# workspace finds the defect.
RULES: tuple[Rule, ...] = (
    *rules_labels.RULES,
    *rules_coverage.RULES,
    *rules_tables.RULES,
    *rules_terms.RULES,
    *rules_links.RULES,
    *rules_reviews.RULES,
    *rules_examples.RULES,
)

# What a release has to have: the rules about what is left out.
REQUIRED = frozenset(rule.id for rule in rules_coverage.RULES)
