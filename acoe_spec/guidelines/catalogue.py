"""All rules for guidelines, in the order in which documentation tells them."""

from __future__ import annotations

from acoe_spec.findings import Rule
from acoe_spec.guidelines.examples.rules import RULES as EXAMPLE_RULES
from acoe_spec.guidelines.lint.table import RULES as LINT_RULES
from acoe_spec.guidelines.reading.rules import RULES as READING_RULES

GUIDELINE_RULES: tuple[Rule, ...] = (*LINT_RULES, *READING_RULES, *EXAMPLE_RULES)
