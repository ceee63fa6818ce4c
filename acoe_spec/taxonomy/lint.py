"""Whether a taxonomy makes sense: all lint rules as one table, and the function that applies them.

Nothing is generated, released or compiled from a head that has errors here. Knows no workspace:
what a rule needs besides the file is passed in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from acoe_spec.findings import Finding, Rule
from acoe_spec.taxonomy import (
    lint_rules_attributes,
    lint_rules_hierarchy,
    lint_rules_lifecycle,
    lint_rules_names,
    lint_rules_reading,
    lint_rules_references,
)
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.lint_head import Head, Surroundings
from acoe_spec.taxonomy.source import Source

# A row's `check` is a generator `(Head) -> Iterator[Defect]`; None where reading finds the defect.
RULES: tuple[Rule, ...] = (
    *lint_rules_reading.RULES,
    *lint_rules_names.RULES,
    *lint_rules_hierarchy.RULES,
    *lint_rules_references.RULES,
    *lint_rules_attributes.RULES,
    *lint_rules_lifecycle.RULES,
)


def lint(
    source: Source,
    *,
    today: date,
    imports: Mapping[str, Definition] | None = None,
    import_graph: Mapping[str, Collection[str]] | None = None,
    released: Mapping[str, str] | None = None,
    retired: Mapping[str, str] | None = None,
    schemes: Collection[str] = (),
    unreleased: Collection[str] = (),
) -> list[Finding]:
    """Everything that is wrong with a taxonomy, in the order of the file.

    A file whose YAML or shape is defective has the findings of reading it and no others. The
    remaining arguments say what the file does not: see `Surroundings`.
    """
    if source.model is None:
        return list(source.findings)
    surroundings = Surroundings(
        today=today,
        imports=imports or {},
        import_graph=import_graph or {},
        released=released or {},
        retired=retired or {},
        schemes=schemes,
        unreleased=unreleased,
    )
    head = Head(source, surroundings)
    found = [
        source.finding(
            rule.id,
            defect.message,
            defect.pointer,
            hint=defect.hint,
            key=defect.key,
            level=rule.level,
        )
        for rule in RULES
        if rule.check is not None
        for defect in rule.check(head)
    ]
    return sorted(found, key=lambda each: (each.line or 0, each.column or 0, each.rule))
