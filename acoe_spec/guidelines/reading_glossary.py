"""The glossary of a guideline folder, and which term a word in it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from acoe_spec.findings import Finding, pointer
from acoe_spec.guidelines.guideline import Place
from acoe_spec.guidelines.reading_rules import found
from acoe_spec.models.guideline import Glossary
from acoe_spec.taxonomy.source import Source, read_yaml, shaped

FILE = "glossary.yaml"


class ReadGlossary(NamedTuple):
    """The glossary and the file that it comes from; no `model` where that has defects."""

    model: Glossary | None
    source: Source
    findings: tuple[Finding, ...]


def folded(word: str) -> str:
    """A word as it is compared: without regard to case and to the width of spaces."""
    return " ".join(word.split()).casefold()


def spellings(glossary: Glossary | None) -> Mapping[str, str]:
    """The term that each spelling means, by the folded spelling: `{"yards": "yard"}`."""
    meant: dict[str, str] = {}
    for name in glossary.terms if glossary else ():
        meant.setdefault(folded(name), name)
    for name, term in glossary.terms.items() if glossary else ():
        for other in term.also or ():
            meant.setdefault(folded(other), name)
    return meant


def read_glossary(data: bytes, *, shown: str) -> ReadGlossary:
    """The glossary of these bytes."""
    source = read_yaml(data, path=shown)
    model, findings = shaped(source, Glossary)
    doubles = () if model is None else tuple(_doubles(model, source, shown))
    return ReadGlossary(model, source, findings + doubles)


def _doubles(glossary: Glossary, source: Source, shown: str) -> list[Finding]:
    places: dict[str, tuple[str, str]] = {}
    doubles = []
    for name, term in glossary.terms.items():
        at = pointer("terms", name)
        here = [(name, at, True)]
        here += [
            (other, f"{at}/also/{position}", False)
            for position, other in enumerate(term.also or ())
        ]
        for word, where, is_key in here:
            owner, first = places.setdefault(folded(word), (name, where))
            if owner == name:
                continue
            line, column = source.place(where, key=is_key)
            message = f"this spelling belongs to another term, on line {source.place(first)[0]}"
            hint = "keep it with one of the two"
            doubles.append(
                found("duplicate-term", Place(shown, line, column), message, hint, field=where)
            )
    return doubles
