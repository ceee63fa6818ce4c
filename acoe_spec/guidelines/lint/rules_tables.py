"""Rules for decision tables: they decide between the labels that they say, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from acoe_spec.findings import Rule, pointer, printable_id
from acoe_spec.guidelines.guideline import Block, Place
from acoe_spec.guidelines.lint.documentation import Defect, Documentation
from acoe_spec.taxonomy.references import node_of


def check_takes(said: Documentation) -> Iterator[Defect]:
    """A row takes one of the labels that the table tells apart, or a sub-label of one."""
    for block, table in said.tables:
        between = {node_of(each) for each in table.between}
        for position, row in enumerate(table.rows):
            if row.take is None:
                continue
            label = node_of(row.take)
            # That a label does not exist is told where labels are.
            if label in said.labels and between.isdisjoint(said.lineage(label)):
                yield _defect(
                    block,
                    ("rows", position, "take"),
                    row.take,
                    f"this row takes {printable_id(row.take)}, which is not in 'between'",
                    "add it to 'between', or take one of the labels there",
                    label=label,
                )


def check_taken(said: Documentation) -> Iterator[Defect]:
    """Each of the labels that a table tells apart, or a sub-label, is what some row takes."""
    for block, table in said.tables:
        rows = (row.take for row in table.rows if row.take is not None)
        taken = {label for reference in rows for label in said.lineage(node_of(reference))}
        for position, reference in enumerate(table.between):
            if node_of(reference) not in taken:
                yield _defect(
                    block,
                    ("between", position),
                    reference,
                    f"no row takes {printable_id(reference)}",
                    "add the row that does, or take the label out of 'between'",
                    label=node_of(reference),
                )


def check_abstract(said: Documentation) -> Iterator[Defect]:
    """A row takes a label that can be annotated with."""
    for block, table in said.tables:
        for position, row in enumerate(table.rows):
            label = None if row.take is None else said.labels.get(node_of(row.take))
            if row.take is not None and label is not None and label.abstract:
                yield _defect(
                    block,
                    ("rows", position, "take"),
                    row.take,
                    f"this row takes {printable_id(row.take)}, which is abstract",
                    "take one of its sub-labels",
                    label=node_of(row.take),
                )


def check_example(said: Documentation) -> Iterator[Defect]:
    """An example that a row names exists."""
    for block, table in said.tables:
        for position, row in enumerate(table.rows):
            if row.example is not None and row.example not in said.example_ids:
                near = said.near(row.example, sorted(said.example_ids), kind="```")
                yield _defect(
                    block,
                    ("rows", position, "example"),
                    row.example,
                    f"there is no worked example {printable_id(row.example)}",
                    f"did you mean '{near}'?" if near else "correct the id, or add the example",
                )


def _defect(
    block: Block,
    steps: tuple[str | int, ...],
    name: str,
    message: str,
    hint: str,
    *,
    label: str | None = None,
) -> Defect:
    at = pointer(*steps)
    place = Place(block.place.file, *block.source.place(at))
    return Defect(place, name, message, hint, label, at)


def _table(rows: str) -> str:
    return f"```decision\nbetween: [firm, fund]\nrows:\n{rows}```\n"


_FUND = "  - {when: Investors own shares of it., take: fund}\n"
_FIRM = "  - {when: It does business itself., take: firm}\n"

RULES = (
    Rule(
        id="decision-outside-table",
        level="error",
        theme="guidelines",
        summary="A row of a decision table takes a label that the table is not about.",
        why="The table is shown with the labels in 'between': nobody who asks about the other "
        "one finds it.",
        fix="Add the label to 'between', or take another.",
        failing=_table(_FUND + _FIRM + "  - {when: It is a person., take: person}\n"),
        passing=_table(_FUND + _FIRM + "  - {when: It is a person.}\n"),
        check=check_takes,
    ),
    Rule(
        id="decision-never-taken",
        level="error",
        theme="guidelines",
        summary="A decision table is about a label that no row takes.",
        why="Whatever the answers are, the table never leads to that label.",
        fix="Add the row that takes it, or take the label out of 'between'.",
        failing=_table(_FUND),
        passing=_table(_FUND + _FIRM),
        check=check_taken,
    ),
    Rule(
        id="decision-takes-abstract-label",
        level="error",
        theme="guidelines",
        summary="A row of a decision table takes an abstract label.",
        why="Nobody can annotate with it: the question is left open.",
        fix="Take one of its sub-labels.",
        failing="```decision\nbetween: [party, person]\nrows:\n"
        "  - {when: It has a body., take: person}\n  - {when: It has none., take: party}\n```\n",
        passing="```decision\nbetween: [party, person]\nrows:\n"
        "  - {when: It has a body., take: person}\n  - {when: It has none., take: firm}\n```\n",
        check=check_abstract,
    ),
    Rule(
        id="decision-unknown-example",
        level="error",
        theme="guidelines",
        summary="A row of a decision table names a worked example that does not exist.",
        why="The reader is sent to a case that is not there.",
        fix="Correct the id, or add the example to a guideline of the same taxonomy.",
        failing=_table(_FUND + "  - {when: It does business., take: firm, example: a-frim}\n"),
        passing=_table(_FUND + "  - {when: It does business., take: firm, example: a-firm}\n"),
        check=check_example,
    ),
)
