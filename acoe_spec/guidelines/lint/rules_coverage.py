"""Rules for what guidelines leave out: labels unexplained or not shown, pairs not told apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from acoe_spec.findings import Rule, printable_id
from acoe_spec.guidelines.lint.documentation import Defect, Documentation
from acoe_spec.taxonomy.references import prefix_of, reference_of

if TYPE_CHECKING:
    from acoe_spec.guidelines.coverage import Confusable

WITHOUT_GUIDELINES = "taxonomy-without-guidelines"
OF_NO_TAXONOMY = "guideline-of-no-taxonomy"


def check_guideline(said: Documentation) -> Iterator[Defect]:
    """Every own label that is to stay is explained."""
    for covered in said.coverage.labels.values():
        if covered.needs_guideline and not covered.explanations:
            name = _name(covered.node)
            hint = f"list it in 'labels' of a page, or head a section with [[{name[1:-1]}]]"
            if covered.retired:
                page = covered.retired[0].page.file
                hint = f"only {page} explains it, which is retired: explain it on another page"
            yield said.of_label(covered.node, f"no guideline explains {name}", hint)


def check_example(said: Documentation) -> Iterator[Defect]:
    """Every own label that is to stay is shown in use."""
    for covered in said.coverage.labels.values():
        if covered.needs_examples and not covered.annotate:
            yield said.of_label(
                covered.node,
                f"no worked example shows how to annotate {_name(covered.node)}",
                "add an example of verdict 'annotate' that uses it",
            )


def check_avoid(said: Documentation) -> Iterator[Defect]:
    """Every own label that is to stay has a mistake shown that annotators make with it."""
    for covered in said.coverage.labels.values():
        if covered.needs_examples and not covered.avoid:
            name = _name(covered.node)
            yield said.of_label(
                covered.node,
                f"no worked example shows what to avoid with {name}",
                "add an example of verdict 'avoid' that uses it, or put one into a section headed "
                f"[[{name[1:-1]}]]",
            )


def check_confusable(said: Documentation) -> Iterator[Defect]:
    """Labels that are easily confused are told apart in a decision table."""
    for pair in said.coverage.confusable:
        if not pair.tables:
            yield _not_told_apart(said, pair)


def _not_told_apart(said: Documentation, pair: Confusable) -> Defect:
    one, other = reference_of(pair.one), reference_of(pair.other)
    hint = f"add a decision table with 'between: [{one}, {other}]'"
    why = "" if pair.declared_by else ", which are siblings with the same attributes"
    message = f"no decision table tells {printable_id(one)} from {printable_id(other)}{why}"
    # An imported label has no place in this file.
    here = next(
        label for label in (*pair.declared_by, pair.one, pair.other) if prefix_of(label) is None
    )
    return said.of_label(here, message, hint)._replace(name=f"{pair.one} {pair.other}")


def _name(label: str) -> str:
    return printable_id(reference_of(label))


_ANNOTATE = (
    '```example\nid: the-name\nverdict: annotate\nunits: [{A: "[Barclays]{firm} bids"}]\n```\n'
)
_NOT_ALL = "Annotators fall back on the name of the label, and each reads it in another way."

RULES = (
    Rule(
        id=WITHOUT_GUIDELINES,
        level="info",
        theme="guidelines",
        summary="A taxonomy has no guidelines.",
        why="Nothing tells annotators how its labels are used. It cannot be released like that, "
        "unless the release says so.",
        fix="Write a page into guidelines/<taxonomy id>/. A taxonomy that is to have none is "
        "released with --without-guidelines.",
        failing="# guidelines/desk/ holds no page.\n",
        passing="# guidelines/desk/firms.md\n---\ntitle: Firms\nlabels: [firm]\n---\n\nMark it.\n",
    ),
    Rule(
        id=OF_NO_TAXONOMY,
        level="error",
        theme="guidelines",
        summary="There are guidelines for a taxonomy that does not exist.",
        why="Nobody reads them: they are on no site, and nothing checks them.",
        fix="Name the folder after the taxonomy, or take it out.",
        failing="guidelines/dseks/firms.md, and no taxonomies/dseks/\n",
        passing="guidelines/desk/firms.md and taxonomies/desk/taxonomy.yaml\n",
    ),
    Rule(
        id="label-without-guideline",
        level="warning",
        theme="guidelines",
        summary="No guideline explains a label.",
        why=_NOT_ALL,
        fix="List the label in the 'labels' of a page, or head a section with it, and write there. "
        "Imported and deprecated labels need none; a page of status retired explains nothing.",
        failing="---\ntitle: Firms\nlabels: [firm]\n---\n\nMark the name, of a fund too.\n",
        passing="---\ntitle: Firms\nlabels: [firm, fund]\n---\n\nMark the name.\n",
        check=check_guideline,
    ),
    Rule(
        id="label-without-example",
        level="warning",
        theme="guidelines",
        summary="No worked example shows how a label is used.",
        why="A rule in words is read in several ways; an example is read in one.",
        fix="Add an example of verdict annotate that uses the label. Abstract, imported and "
        "deprecated labels need none.",
        failing="Mark the name of the firm.\n",
        passing="Mark the name of the firm.\n\n" + _ANNOTATE,
        check=check_example,
    ),
    Rule(
        id="label-without-avoid-example",
        level="warning",
        theme="guidelines",
        summary="No worked example shows what to avoid with a label.",
        why="What annotators do not agree on is the border of a label, and only mistakes show it.",
        fix="Add an example of verdict avoid that uses the label, wrongly or instead of the right "
        "one, or put one into the label's own section.",
        failing=_ANNOTATE,
        passing=_ANNOTATE + "\n```example\nid: with-verb\nverdict: avoid\n"
        'units: [{A: "[Barclays bids]{firm}"}]\n'
        'instead: {units: [{A: "[Barclays]{firm} bids"}]}\n```\n',
        check=check_avoid,
    ),
    Rule(
        id="confusable-without-decision",
        level="warning",
        theme="guidelines",
        summary="No decision table tells two labels apart that are easily confused.",
        why="Annotators take one or the other as they please, and the labels measure nothing.",
        fix="Add a decision table with both in 'between'. Labels are confusable where one names "
        "the other in 'confusable_with', or where they have one parent and declare the same "
        "attributes; of more than six such siblings, each with the next.",
        failing="A [[firm]] does business itself, and a [[fund]] is owned.\n",
        passing="```decision\nbetween: [firm, fund]\nrows:\n"
        "  - {when: Investors own shares of it and do not run it., take: fund}\n"
        "  - {when: It does business itself., take: firm}\n```\n",
        check=check_confusable,
    ),
)
