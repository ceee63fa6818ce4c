"""The glossary of a guideline folder, and which term a word in it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from acoe_spec.findings import Finding, pointer
from acoe_spec.guidelines.guideline import GLOSSARY, Place
from acoe_spec.guidelines.reading.rules import found
from acoe_spec.models.guideline import Glossary
from acoe_spec.taxonomy.source import Source, read_yaml, shaped

FILE = GLOSSARY


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


def _doubles(glossary: Glossary, source: Source, shown: str) -> Iterator[Finding]:
    """The spellings that another term has already."""
    owners: dict[str, tuple[str, int]] = {}
    for name, term in glossary.terms.items():
        here = pointer("terms", name)
        spelt = [(name, source.place(here, key=True), here)]
        for position, other in enumerate(term.also or ()):
            at = f"{here}/also/{position}"
            spelt.append((other, source.place(at), at))
        for word, (line, column), at in spelt:
            owner, first = owners.setdefault(folded(word), (name, line))
            if owner != name:
                message = f"this spelling belongs to another term, on line {first}"
                place = Place(shown, line, column)
                hint = "keep it with one of the two"
                yield found("duplicate-term", place, message, hint, field=at)
