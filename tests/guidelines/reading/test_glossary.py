"""The glossary of a folder: its terms, how they are spelt, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable

from acoe_spec.guidelines.guideline import Guidelines
from acoe_spec.guidelines.reading.glossary import folded, spellings

Read = Callable[..., Guidelines]
GLOSSARY = """\
format: 1
terms:
  yard:
    definition: A thousand million.
    also: [yards, Billion]
    labels: [finance-core:amount]
  two-way price:
    definition: A bid and an offer.
"""


def test_a_term_has_several_spellings(read: Read) -> None:
    guidelines = read({"glossary.yaml": GLOSSARY})
    assert guidelines.findings == ()
    assert guidelines.glossary is not None
    assert guidelines.glossary.terms["yard"].labels == ["finance-core:amount"]
    assert guidelines.glossary_source is not None
    assert guidelines.glossary_source.place("/terms/yard", key=True) == (3, 3)
    meant = spellings(guidelines.glossary)
    assert meant == {
        "yard": "yard",
        "yards": "yard",
        "billion": "yard",
        "two-way price": "two-way price",
    }
    assert meant[folded("  Two-way\n PRICE ")] == "two-way price"
    assert spellings(None) == {}


def test_a_spelling_belongs_to_one_term(read: Read) -> None:
    more = "  billion: {definition: As many., also: [bn, bn]}\n  Yard: {definition: Of a ship.}\n"
    findings = read({"glossary.yaml": GLOSSARY + more}).findings
    assert [(each.rule, each.line, each.column, each.message) for each in findings] == [
        ("duplicate-term", 9, 3, "this spelling belongs to another term, on line 5"),
        ("duplicate-term", 10, 3, "this spelling belongs to another term, on line 3"),
    ]


def test_a_glossary_with_defects_is_none(read: Read) -> None:
    guidelines = read({"glossary.yaml": GLOSSARY.replace("definition: A t", "definiton: A t")})
    assert guidelines.glossary is None
    assert [(each.rule, each.line) for each in guidelines.findings] == [
        ("missing-key", 3),
        ("unknown-key", 4),
    ]
    assert guidelines.glossary_source is not None
