"""The examples in the rows of the tables: the failing one fails by its rule, the other passes.

They are whole lines of a label file, checked under the taxonomy of the rule's folder.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from checked import expectation, findings

from acoe_spec.findings import Finding, Rule
from acoe_spec.rules.table import ALL_RULES
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

RULES = Path(__file__).parent / "rules"
# Lines that a page cannot show, told in words.
TOLD = {"not-utf8", "line-too-long", "metadata-too-large"}

TaxonomyOf = Callable[[Path], CompiledTaxonomy]


def example_findings(rule: Rule, example: str, taxonomy_of: TaxonomyOf) -> list[Finding]:
    folder = RULES / rule.id
    lines = enumerate(example.encode().split(b"\n"), start=1)
    return list(findings(lines, taxonomy_of(folder), expectation(folder)))


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_the_passing_example_passes(rule: Rule, taxonomy_of: TaxonomyOf) -> None:
    assert example_findings(rule, rule.passing, taxonomy_of) == []


@pytest.mark.parametrize(
    "rule", [rule for rule in ALL_RULES if rule.id not in TOLD], ids=lambda rule: rule.id
)
def test_the_failing_example_fails_by_its_rule(rule: Rule, taxonomy_of: TaxonomyOf) -> None:
    found = example_findings(rule, rule.failing, taxonomy_of)

    assert {finding.rule for finding in found} == {rule.id}
    assert {finding.level for finding in found} == {rule.level}
