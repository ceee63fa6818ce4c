"""A taxonomy for worked examples of every kind of content, and ways to read them."""

from __future__ import annotations

from taxonomy_strategies import definition_of, head

from acoe_spec.guidelines.examples.reading import Example, read_example
from acoe_spec.guidelines.examples.verdicts import check_example
from acoe_spec.guidelines.guideline import Block, Place
from acoe_spec.models.guideline import WorkedExample
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.taxonomy.source import read_block, shaped

_ATTRIBUTES = {
    "venue": {"range": "string"},
    "count": {"range": "integer"},
    "firm": {"range": "boolean"},
    "tags": {"range": "string", "multivalued": True},
    "sizes": {"range": "integer", "multivalued": True},
}

_HEAD = head(
    "desk",
    "1.2.0",
    knowledge_bases={"lei": {"title": "LEI"}, "isin": {"title": "ISIN"}},
    overlap={"default": ["equal", "contains", "crosses"]},
    entities={
        "counterparty": {"definition": "Who deals.", "links": {"to": ["lei"]}},
        "bond": {
            "definition": "A debt security.",
            "links": {"to": ["isin"]},
            "attributes": {"coupon": {"range": "decimal"}, **_ATTRIBUTES},
        },
        "size": {"definition": "How much."},
        "note": {
            "definition": "A bond of old.",
            "deprecated": {"since": "1.1.0", "replaced_by": ["bond"], "reason": "One word."},
        },
    },
    relations={
        "bids_on": {
            "domain": ["counterparty"],
            "range": ["bond", "event/trade"],
            "definition": "Wants to buy.",
            "attributes": _ATTRIBUTES,
        },
        "same_as": {
            "domain": ["bond"],
            "range": ["bond"],
            "symmetric": True,
            "definition": "Is the same security.",
        },
    },
    events={
        "trade": {
            "definition": "A deal.",
            "trigger": "optional",
            "attributes": _ATTRIBUTES,
            "roles": {
                "buyer": {"range": ["counterparty"], "max": 1},
                "traded": {"range": ["bond", "event/trade"]},
            },
        }
    },
    categories={
        "intent": {
            "question": "What does the sender want?",
            "applies_to": {
                "record": True,
                "units": ["passage", "turn", "part", "page", "segment"],
                "labels": ["counterparty", "bond", "event/trade"],
            },
            "select": "many",
            "labels": {
                "request": {"definition": "A level.", "attributes": _ATTRIBUTES},
                "firm_quote": {"definition": "Deal at once.", "attributes": _ATTRIBUTES},
            },
        },
        "tone": {
            "question": "How does it sound?",
            "applies_to": {
                "units": ["turn", "part/body", "segment/silent"],
                "labels": ["event/trade"],
            },
            "select": "one",
            "labels": {"calm": {"definition": "Without haste."}},
        },
    },
)


def desk() -> CompiledTaxonomy:
    """A taxonomy for all modalities, with attributes of every type on labels of every kind."""
    return compile_definition(definition_of(_HEAD))


def block_of(text: str, *, line: int = 10) -> Block:
    """The block of an example whose YAML begins on `line` of `guidelines/desk/bonds.md`."""
    file = "guidelines/desk/bonds.md"
    source = read_block(text, path=file, line=line)
    _, findings = shaped(source, WorkedExample)
    place = Place(file, line - 1)
    return Block(kind="example", place=place, source=source, findings=findings)


def example_of(text: str, taxonomy: CompiledTaxonomy | None = None) -> Example:
    """The example of that YAML, which has no defects of its own."""
    block = block_of(text)
    assert block.findings == ()
    return read_example(block, taxonomy or DESK)


def told(text: str, taxonomy: CompiledTaxonomy | None = None) -> list[tuple[int, int, str, str]]:
    """Line in the YAML, column, rule and message of each finding about an example."""
    found = check_example(example_of(text, taxonomy), taxonomy or DESK)
    return [((each.line or 0) - 9, each.column or 0, each.rule, each.message) for each in found]


DESK = desk()
