"""The rules for guidelines, applied: everything that is wrong with those of one taxonomy.

Knows no workspace: what a rule needs besides the guidelines is passed in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from acoe_spec.findings import Finding
from acoe_spec.guidelines.coverage import coverage
from acoe_spec.guidelines.examples.reading import Example, read_example
from acoe_spec.guidelines.examples.verdicts import check_example
from acoe_spec.guidelines.guideline import Guidelines
from acoe_spec.guidelines.lint.documentation import Documentation, finding_of
from acoe_spec.guidelines.lint.rules_reviews import REVIEW_DAYS
from acoe_spec.guidelines.lint.table import REQUIRED, RULES
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.source import Source


class Read(NamedTuple):
    """Guidelines with their worked examples, and the findings of checking these."""

    guidelines: Guidelines
    examples: tuple[Example, ...]
    findings: tuple[Finding, ...]


def read_with_examples(guidelines: Guidelines, taxonomy: CompiledTaxonomy) -> Read:
    """The guidelines with the worked examples of all pages, read and checked.

    Where their parts were written is forgotten: findings have their places.
    """
    examples: list[Example] = []
    findings: list[Finding] = []
    for example in _examples(guidelines, taxonomy):
        findings += check_example(example, taxonomy)
        examples.append(replace(example, places={}))
    return Read(guidelines, tuple(examples), tuple(findings))


def lint_guidelines(
    read: Read,
    definition: Definition,
    taxonomy: CompiledTaxonomy,
    *,
    head: Source,
    today: date,
    review_days: int = REVIEW_DAYS,
    releasing: bool = False,
) -> list[Finding]:
    """Everything that is wrong with the guidelines of a taxonomy, file by file in their order.

    What reading them found and what is wrong with their examples is among it. `head` is the YAML of
    the taxonomy, whose labels have their places there. `review_days` is how long a review holds.
    `releasing` makes errors of what is left out, which is told once everything can be read.
    """
    guidelines, examples, of_examples = read
    documentation = Documentation(
        guidelines=guidelines,
        examples=examples,
        coverage=coverage(guidelines, examples, definition, taxonomy),
        definition=definition,
        taxonomy=taxonomy,
        head=head,
        today=today,
        review_days=review_days,
    )
    pins = _pins(guidelines)
    found = [
        *(each for each in guidelines.findings if each not in pins),
        *of_examples,
        *_by_rules(documentation, releasing=releasing),
    ]
    # A part that several pages include is read with each of them.
    once = dict.fromkeys(each.placed(schema=taxonomy.schema) for each in found)
    return sorted(once, key=lambda each: (each.file or "", each.line or 0, each.column or 0))


def read_examples(guidelines: Guidelines, taxonomy: CompiledTaxonomy) -> tuple[Example, ...]:
    """The worked examples of all pages whose YAML is sound, in order."""
    return tuple(_examples(guidelines, taxonomy))


def _examples(guidelines: Guidelines, taxonomy: CompiledTaxonomy) -> Iterator[Example]:
    for page in guidelines.pages:
        for block in page.blocks:
            if block.kind == "example" and not block.findings:
                yield read_example(block, taxonomy)


def _by_rules(documentation: Documentation, *, releasing: bool) -> Iterator[Finding]:
    schema = documentation.taxonomy.schema
    passed_over = frozenset() if _is_read(documentation) else REQUIRED
    for rule in (each for each in RULES if each.id not in passed_over):
        level = "error" if releasing and rule.id in REQUIRED else rule.level
        for defect in () if rule.check is None else rule.check(documentation):
            yield finding_of(defect, rule=rule.id, level=level, schema=schema)


# What reading says of pages, parts and blocks whose content is not known.
_HIDING = frozenset(
    (
        "block-misplaced", "block-misspelt", "block-size", "fence-unclosed", "front-matter-missing",
        "guideline-encoding", "guideline-name", "guideline-size", "guideline-unreadable",
        "include-cycle", "include-depth", "include-misplaced", "include-outside", "symbolic-link",
        "unknown-include",
    )
)  # fmt: skip


def _is_read(documentation: Documentation) -> bool:
    """Whether everything could be read, so that what is not there is left out."""
    guidelines = documentation.guidelines
    return (
        not any(example.findings for example in documentation.examples)
        and all(page.model is not None for page in guidelines.pages)
        and all(not block.findings for page in guidelines.pages for block in page.blocks)
        and _HIDING.isdisjoint(each.rule for each in guidelines.findings)
    )


def _pins(guidelines: Guidelines) -> set[Finding]:
    """What reading said of the keys of pinned examples, for which there is a rule of its own."""
    return {
        finding
        for page in guidelines.pages
        for block in page.blocks
        if block.kind == "example"
        for finding in (*block.findings, *block.source.findings)
        if finding.rule == "unknown-key" and finding.pointer == "/schema"
    }
