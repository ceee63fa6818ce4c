"""Rules for the glossary: the words that guidelines use as terms are explained, each once."""

from __future__ import annotations

from collections.abc import Iterator

from acoe_spec.findings import Rule, pointer
from acoe_spec.guidelines.guideline import Place
from acoe_spec.guidelines.lint.documentation import Defect, Documentation
from acoe_spec.taxonomy.structure import nearest


def check_unknown(said: Documentation) -> Iterator[Defect]:
    """Every word that prose uses as a term is in the glossary."""
    glossary = said.guidelines.glossary
    terms = {} if glossary is None else glossary.terms
    known = {
        spelling.casefold(): spelling
        for term, says in terms.items()
        for spelling in (term, *(says.also or ()))
    }
    for page in said.guidelines.pages:
        for section in page.sections:
            for mention in section.mentions:
                if mention.is_term and mention.target.casefold() not in known:
                    near = nearest(mention.target, known.values())
                    yield Defect(
                        mention.place,
                        mention.target,
                        f"the term '{mention.target}' is not in the glossary",
                        f"did you mean '{near}'?" if near else f"add it to {said.glossary_file}",
                    )


def check_twice(said: Documentation) -> Iterator[Defect]:
    """No word is explained at two places of the glossary."""
    glossary, source = said.guidelines.glossary, said.guidelines.glossary_source
    if glossary is None or source is None:
        return
    spelt = [(term, term, pointer("terms", term)) for term in glossary.terms]
    for term, says in glossary.terms.items():
        for position, form in enumerate(says.also or ()):
            spelt.append((form, term, pointer("terms", term, "also", position)))
    seen: dict[str, str] = {}
    for form, term, at in spelt:
        if form.casefold() in seen:
            first = seen[form.casefold()]
            place = Place(source.path or "", *source.place(at, key=True))
            message = f"'{form}' is explained under '{first}' already"
            yield Defect(place, form, message, "keep one of the two", pointer=at)
        seen.setdefault(form.casefold(), term)


_GLOSSARY = "# glossary.yaml\nformat: 1\nterms:\n"

RULES = (
    Rule(
        id="unknown-term",
        level="error",
        theme="guidelines",
        summary="A guideline uses a term that the glossary does not have.",
        why="Who does not know the word looks for it, and finds nothing.",
        fix="Add the term to glossary.yaml in the folder of the guidelines, as a term or as an "
        "'also' of one, or correct the spelling. Upper and lower case are the same.",
        failing=_GLOSSARY + "  yard: {definition: A thousand million.}\n"
        "# and on a page\nThey sold two [[term yards]].\n",
        passing=_GLOSSARY + "  yard: {definition: A thousand million., also: [yards]}\n"
        "# and on a page\nThey sold two [[term yards]].\n",
        check=check_unknown,
    ),
    Rule(
        id="term-twice",
        level="error",
        theme="guidelines",
        summary="A glossary explains one word at two places.",
        why="Which of the two a page means is not evident.",
        fix="Keep one of the two.",
        failing=_GLOSSARY + "  yard: {definition: A thousand million.}\n"
        "  Yard: {definition: A thousand million.}\n",
        passing=_GLOSSARY + "  yard: {definition: A thousand million., also: [yards]}\n",
        check=check_twice,
    ),
)
