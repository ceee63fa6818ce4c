"""Rules for the labels that guidelines name: they exist, and are to stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from acoe_spec.findings import Rule, printable_id
from acoe_spec.guidelines.lint.documentation import Defect, Documentation
from acoe_spec.taxonomy.references import node_of, reference_of, split

if TYPE_CHECKING:
    from acoe_spec.guidelines.lint.naming import Named

_WHERE = {
    "labels": "in 'labels'",
    "prose": "in prose",
    "decision": "in a decision table",
    "glossary": "in the glossary",
}


def check_unknown(said: Documentation) -> Iterator[Defect]:
    """Every label that is named exists."""
    for named in said.named:
        if named.node not in said.labels and named.node not in said.definition.retired:
            yield _of_none(
                named,
                f"the label {printable_id(named.reference)}, named {_WHERE[named.role]}, does not "
                "exist",
                said.suggestion(named.node),
            )


def check_retired(said: Documentation) -> Iterator[Defect]:
    """No label is named that was removed from the taxonomy."""
    for named in said.named:
        gone = said.definition.retired.get(named.node)
        if gone is not None and named.node not in said.labels:
            hint = _instead(map(node_of, gone.replaced_by))
            if not gone.replaced_by and gone.since == said.definition.version:
                hint += "; if it has another id now, change ids with acoe rename, which mends pages"
            yield _of_none(
                named,
                f"the label {printable_id(named.reference)} was removed in {gone.since}",
                hint,
            )


def check_deprecated(said: Documentation) -> Iterator[Defect]:
    """A deprecated label is named where it is explained, or beside what replaces it."""
    for named in said.named:
        label = said.labels.get(named.node)
        if label is None or label.deprecated is None or named.role in ("labels", "glossary"):
            continue
        home = split(named.node)[0]
        successors = [node_of(each, home=home) for each in label.deprecated.replaced_by]
        if not _explained(named, successors):
            message = f"the label {printable_id(named.reference)} is deprecated"
            hint = _instead(successors)
            yield Defect(named.place, named.node, message, hint, named.node, named.pointer)


def _explained(named: Named, successors: Iterable[str]) -> bool:
    """Whether the place is about the label itself, or says what replaces it."""
    if named.page is None or named.page.model is None:
        return False
    if named.node in map(node_of, named.page.labels):
        return True
    if named.section is None:
        return False
    heading = named.section.heading
    here = {node_of(each.target) for each in named.section.mentions if not each.is_term}
    is_headed = heading is not None and named.node in map(node_of, heading.labels)
    return is_headed or not here.isdisjoint(successors)


def _instead(successors: Iterable[str]) -> str:
    names = [f"'{reference_of(each)}'" for each in successors]
    return f"name {' or '.join(names)} instead" if names else "say it without the label"


def _of_none(named: Named, message: str, hint: str) -> Defect:
    """A defect about a label that does not exist: there is nothing to refer to but its name."""
    return Defect(named.place, named.node, message, hint)


RULES = (
    Rule(
        id="unknown-guideline-label",
        level="error",
        theme="guidelines",
        summary="A guideline names a label that the taxonomy does not have.",
        why="Annotators look for a label that they cannot choose, and the link leads nowhere.",
        fix="Correct the spelling. A label of another set than entities is written with its set, "
        "as in [[intent/rfq]], an imported one with its taxonomy, as in [[finance-core:amount]].",
        failing="---\ntitle: Firms\nlabels: [firm]\n---\n\nTake [[frim]] for the bank itself.\n",
        passing="---\ntitle: Firms\nlabels: [firm]\n---\n\nTake [[firm]] for the bank itself.\n",
        check=check_unknown,
    ),
    Rule(
        id="retired-guideline-label",
        level="error",
        theme="guidelines",
        summary="A guideline names a label that was removed from the taxonomy.",
        why="Annotators look for a label that is gone.",
        fix="Name what stands in its place.",
        failing="---\ntitle: Firms\nlabels: [firm]\n---\n\nA [[bank]] is a firm, too.\n",
        passing="---\ntitle: Firms\nlabels: [firm]\n---\n\nA bank is a [[firm]], too.\n",
        check=check_retired,
    ),
    Rule(
        id="deprecated-guideline-label",
        level="warning",
        theme="guidelines",
        summary="A guideline sends annotators to a deprecated label.",
        why="It is on its way out: each new use has to be migrated later.",
        fix="Name what replaces it, instead of it or beside it. Pages and sections about the label "
        "itself may name it.",
        failing="---\ntitle: Firms\nlabels: [firm]\n---\n\nA fund is an [[old_firm]].\n",
        passing="---\ntitle: Firms\nlabels: [firm]\n---\n\n"
        "A fund is a [[firm]]; it was an [[old_firm]].\n",
        check=check_deprecated,
    ),
)
