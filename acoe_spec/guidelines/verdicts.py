"""Whether a worked example keeps what its verdict promises, by the rules for label files."""

from __future__ import annotations

from acoe_spec.findings import Finding
from acoe_spec.guidelines.examples import Example
from acoe_spec.taxonomy.compiled import CompiledTaxonomy


def check_example(example: Example, taxonomy: CompiledTaxonomy) -> tuple[Finding, ...]:
    """Everything that is wrong with a worked example, at its place in the guideline."""
    raise NotImplementedError
