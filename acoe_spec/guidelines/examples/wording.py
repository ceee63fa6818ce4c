"""What to change in a worked example that breaks a rule for label files.

The rules tell what to change in JSON; where an example is written otherwise, so is its hint.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from acoe_spec.findings import Finding
from acoe_spec.guidelines.examples.marked import is_integer
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.references import node, node_of, reference_of

_SHOWN = 8  # labels that a hint lists

_HINTS = {
    "missing-field": "add it here",
    "unknown-field": "remove it, or write another 'type'",
    "wrong-type": "write a number as it is, without quotation marks; times are in seconds",
    "wrong-value": "correct it",
}


def in_words_of_examples(
    finding: Finding, record: Mapping[str, Any], taxonomy: CompiledTaxonomy
) -> Finding:
    """The finding about a record, with a hint at what to write in the example it was read from."""
    hint = finding.hint or _HINTS.get(finding.rule)
    if finding.rule == "unknown-label" and finding.pointer is not None:
        hint = _of_label(finding, record, taxonomy)
    elif finding.rule == "retired-label" and finding.pointer is not None:
        hint = _of_retired(finding, record, taxonomy)
    elif finding.rule == "span-empty":
        hint = "mark some text; it stands between '[' and ']'"
    elif finding.rule == "attribute-type" and finding.pointer is not None:
        hint = _of_value(finding, _at(record, finding.pointer))
    elif finding.rule == "duplicate-id" and finding.pointer is not None:
        hint = _of_id(finding, record, _at(record, finding.pointer))
    return finding if hint == finding.hint else msgspec.structs.replace(finding, hint=hint)


def _at(record: Mapping[str, Any], pointer: str) -> Any:
    here: Any = record
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        here = here[int(step) if isinstance(here, list) else step]
    return here


def _of_id(finding: Finding, record: Mapping[str, Any], identifier: str) -> str | None:
    """Units have ids that nobody sees, so it is said where the other one comes from."""
    for position, unit in enumerate(record["units"], start=1):
        if unit["id"] == identifier == f"u{position}":
            return (
                f"unit {position} is called so by its place: take another id here, or write an "
                "'id' for the unit"
            )
    return finding.hint


def _of_value(finding: Finding, value: Any) -> str | None:
    """What is in braces has no quotation marks to remove, unless it was given under a key."""
    if isinstance(value, list):
        return "give it once"
    if not isinstance(value, str) or is_integer(value) or value in ("true", "false"):
        return finding.hint
    return "write true or false" if "true" in finding.message else "write it in digits, such as 5"


def _of_label(
    finding: Finding, record: Mapping[str, Any], taxonomy: CompiledTaxonomy
) -> str | None:
    """Where the label is of another set, how that is written; else the labels that there are."""
    assert finding.pointer is not None
    annotation = record["annotations"][int(finding.pointer.split("/")[2])]
    label, kind = annotation["label"], annotation["type"]
    if kind == "entity" and label in taxonomy.events:
        return f"it is an event: write '{reference_of(node('event', label))}'"
    if kind == "event" and label in taxonomy.entities:
        return f"it is an entity: write '{label}'"
    if kind == "entity" and label in taxonomy.relations:
        return f"it is a relation: write '#a {label} #b' under 'relations'"
    if kind == "entity":
        sets = [name for name, each in taxonomy.sets.items() if label in each.labels]
        if sets:
            return f"it is a category: write '{{{sets[0]}: {label}}}' under 'categories'"
    return finding.hint or _known(annotation, taxonomy)


def _of_retired(finding: Finding, record: Mapping[str, Any], taxonomy: CompiledTaxonomy) -> str:
    """What stands in the label's place; an example is never of an older version."""
    assert finding.pointer is not None
    annotation = record["annotations"][int(finding.pointer.split("/")[2])]
    kind = "relation" if annotation["type"] == "cluster" else annotation["type"]
    gone = node(annotation.get("set", kind), annotation["label"])
    successors = [f"'{reference_of(node_of(each))}'" for each in taxonomy.retired.get(gone, ())]
    return f"use {' or '.join(successors)}" if successors else "nothing stands for it: leave it out"


def _known(annotation: Mapping[str, Any], taxonomy: CompiledTaxonomy) -> str | None:
    """The labels that the annotation could have, where they are few."""
    tables = {"entity": taxonomy.entities, "event": taxonomy.events}
    labels = tables.get(annotation["type"], taxonomy.relations)
    if annotation["type"] == "category":
        labels = taxonomy.sets[annotation["set"]].labels
    names = [name for name, each in labels.items() if not each.abstract]
    return f"known here: {', '.join(names)}" if 0 < len(names) <= _SHOWN else None
