"""The rule for terms: what guidelines use as one is in the glossary."""

from __future__ import annotations

from collections.abc import Iterator

from acoe_spec.findings import Rule
from acoe_spec.guidelines.lint.documentation import Defect, Documentation


def check_unknown(said: Documentation) -> Iterator[Defect]:
    """Every word that prose uses as a term is in the glossary."""
    for mention in said.unknown_terms:
        near = said.near(mention.target, said.spellings, kind="[[term]]")
        yield Defect(
            mention.place,
            mention.target,
            f"the term '{mention.target}' is not in the glossary",
            f"did you mean '{near}'?" if near else f"add it to {said.glossary_file}",
        )


RULES = (
    Rule(
        id="unknown-term",
        level="error",
        theme="guidelines",
        summary="A guideline uses a term that the glossary does not have.",
        why="Who does not know the word looks for it, and finds nothing.",
        fix="Add the term to glossary.yaml in the folder of the guidelines, as a term or as an "
        "'also' of one, or correct the spelling. Upper and lower case are the same.",
        failing="They sold two [[term yrads]].\n",
        passing="They sold two [[term yards]].\n",
        check=check_unknown,
    ),
)
