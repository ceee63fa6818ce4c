"""Lint rules for ids and for what people read instead of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from acoe_spec.findings import Rule, pointer, printable_id
from acoe_spec.taxonomy.lint_head import TABLES, Defect, Head
from acoe_spec.taxonomy.references import KINDS

_NOT_IDENTIFIER = re.compile(r"[^A-Za-z0-9_]")


def check_case(head: Head) -> Iterator[Defect]:
    """No two ids of a set are the same but for upper and lower case."""
    for steps, ids in _id_groups(head):
        for name, first in _alike(ids, str.casefold):
            yield Defect(
                pointer(*steps, name),
                f"the ids {printable_id(first)} and {printable_id(name)} differ in case only",
                "rename one of the two",
                key=True,
            )


def check_identifiers(head: Head) -> Iterator[Defect]:
    """No two ids of a set become the same identifier in generated code."""
    for steps, ids in _id_groups(head):
        for name, first in _alike(ids, identifier):
            yield Defect(
                pointer(*steps, name),
                f"the ids {printable_id(first)} and {printable_id(name)} become one identifier, "
                f"'{identifier(name)}'",
                "rename one of the two; generated code has to number them otherwise",
                key=True,
            )


def identifier(name: str) -> str:
    """The id as generated code may spell it."""
    return _NOT_IDENTIFIER.sub("_", name)


def _alike(ids: Collection[str], form: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Pairs (id, an earlier id) that are equal in that form."""
    seen: dict[str, str] = {}
    for name in ids:
        first = seen.setdefault(form(name), name)
        if first != name:
            yield name, first


def _id_groups(head: Head) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, object]]]:
    """All maps whose keys are ids that share one namespace, with the steps that lead to them."""
    for table in ("knowledge_bases", *TABLES.values(), "categories"):
        if table in head.written:
            yield (table,), head.written[table]
    for name, category_set in head.written.get("categories", {}).items():
        yield ("categories", name, "labels"), category_set["labels"]
    for label in head.labels:
        for role_or_attribute in ("roles", "attributes"):
            if role_or_attribute in label.says:
                yield (*label.steps, role_or_attribute), label.says[role_or_attribute]
        for name, attribute in label.says.get("attributes", {}).items():
            if "values" in attribute:
                yield (*label.steps, "attributes", name, "values"), attribute["values"]


def check_set_name(head: Head) -> Iterator[Defect]:
    """No category set has the name of one of the other kinds of label."""
    for name in head.written.get("categories", {}):
        if name in KINDS:
            yield Defect(
                pointer("categories", name),
                f"a category set cannot be called '{name}': that is the set of all {name} labels",
                "rename the set after the question that it answers",
                key=True,
            )


def check_reused(head: Head) -> Iterator[Defect]:
    """No label has the id of one that a release removed."""
    for label in head.labels:
        removed = head.around.retired.get(label.node)
        if removed is not None:
            yield Defect(
                label.at(),
                f"the id {printable_id(label.id)} was removed in {removed} and is never reused",
                "choose another id: old label files still use this one for what it meant",
                key=True,
            )


def check_definition(head: Head) -> Iterator[Defect]:
    """Every label says what it is."""
    for label in head.labels:
        definition = label.says.get("definition")
        if definition is None or not definition.strip():
            place = label.at() if definition is None else label.at("definition")
            yield Defect(
                place,
                f"the label {printable_id(label.id)} has no definition",
                "say in one sentence what it is, so that two people would mark the same things",
                key=True,
            )


def check_alias(head: Head) -> Iterator[Defect]:
    """No two labels of a set have the same name in a tool."""
    known: dict[tuple[str, str, str], str] = {}
    for label in head.labels:
        for tool, alias in label.says.get("aliases", {}).items():
            first = known.setdefault((label.label_set, tool, alias), label.id)
            if first != label.id:
                yield Defect(
                    label.at("aliases", tool),
                    f"the labels {printable_id(first)} and {printable_id(label.id)} have one "
                    f"name in {printable_id(tool)}",
                    "give each a name of its own there",
                )


RULES = (
    Rule(
        id="id-case-clash",
        level="error",
        theme="taxonomy",
        summary="Two ids of a set differ in upper and lower case only.",
        why="People, file systems and several tools take the two for one.",
        fix="Rename one of them.",
        failing="entities:\n  Bond: {definition: A debt security.}\n"
        "  bond: {definition: A promise under seal.}\n",
        passing="entities:\n  bond: {definition: A debt security.}\n"
        "  surety: {definition: A promise under seal.}\n",
        check=check_case,
    ),
    Rule(
        id="id-identifier-clash",
        level="warning",
        theme="taxonomy",
        summary="Two ids of a set become the same identifier in generated code.",
        why="Classes and enumeration members are named after ids. Where two collide one of them "
        "gets a number, and it is not evident which.",
        fix="Rename one of them.",
        failing="entities:\n  credit-note: {definition: A structured debt security.}\n"
        "  credit_note: {definition: A document that lowers an invoice.}\n",
        passing="entities:\n  structured_note: {definition: A structured debt security.}\n"
        "  credit_note: {definition: A document that lowers an invoice.}\n",
        check=check_identifiers,
    ),
    Rule(
        id="reserved-set-name",
        level="error",
        theme="taxonomy",
        summary="A category set is called entity, relation or event.",
        why="These are the names of the other label sets; a reference such as event/trade would "
        "have two meanings.",
        fix="Name the set after the question that it answers.",
        failing="categories:\n  event:\n    question: Which corporate action is announced?\n"
        "    applies_to: {record: true}\n    labels:\n"
        "      split: {definition: One share becomes several.}\n",
        passing="categories:\n  corporate_action:\n    question: Which corporate action is "
        "announced?\n    applies_to: {record: true}\n    labels:\n"
        "      split: {definition: One share becomes several.}\n",
        check=check_set_name,
    ),
    Rule(
        id="reused-id",
        level="error",
        theme="taxonomy",
        summary="A label has the id of another one that an earlier release removed.",
        why="Label files of that time use the id for what it meant then, and would silently "
        "change their meaning.",
        fix="Choose another id.",
        failing="# A release removed 'note'.\nentities:\n  note: {definition: A remark.}\n",
        passing="# A release removed 'note'.\nentities:\n  remark: {definition: A remark.}\n",
        check=check_reused,
    ),
    Rule(
        id="definition-missing",
        level="warning",
        theme="taxonomy",
        summary="A label has no definition.",
        why="Two annotators who have only the name mark different things.",
        fix="Say in one sentence what it is.",
        failing="entities:\n  issuer: {name: Issuer}\n",
        passing="entities:\n  issuer: {definition: A legal entity that sells securities.}\n",
        check=check_definition,
    ),
    Rule(
        id="alias-clash",
        level="warning",
        theme="taxonomy",
        summary="Two labels of a set have the same name in a tool.",
        why="What comes back from the tool cannot be told apart.",
        fix="Give each a name of its own there.",
        failing="entities:\n  bond: {definition: A debt security., aliases: {brat: Debt}}\n"
        "  loan: {definition: Money that is lent., aliases: {brat: Debt}}\n",
        passing="entities:\n  bond: {definition: A debt security., aliases: {brat: Bond}}\n"
        "  loan: {definition: Money that is lent., aliases: {brat: Loan}}\n",
        check=check_alias,
    ),
)
