"""What `acoe show` prints, before it is laid out."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from taxonomy_strategies import definition_of, head, heads

from acoe_spec.errors import UsageError
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.show import Branch, Part, Property, Row, describe, tree

CORE = head("core", entities={"amount": {"name": "Amount", "definition": "A sum."}})
DESK = head(
    imports=["core@1.0.0"],
    knowledge_bases={"isin": {"title": "ISIN"}},
    overlap={"pairs": [{"of": ["instrument", "core:amount"], "allow": []}]},
    entities={
        "instrument": {
            "abstract": True,
            "attributes": {"size": {"range": "decimal", "minimum": 0}},
        },
        "bond": {
            "is_a": "instrument",
            "name": "Bond",
            "use_when": ["it is debt"],
            "links": {"to": ["isin"]},
            "attributes": {"size": {"required": True}},
        },
        "size": {"is_a": "core:amount", "deprecated": {"since": "1.0.0"}},
    },
    relations={"on": {"domain": ["bond"], "range": ["instrument"]}},
    events={"trade": {"roles": {"what": {"range": ["instrument"]}}}},
    categories={
        "tone": {
            "question": "How?",
            "applies_to": {"units": ["part/body"], "labels": ["instrument"]},
            "labels": {"calm": {}},
        }
    },
)


def desk() -> Definition:
    return definition_of(DESK, {"core@1.0.0": definition_of(CORE)})


def test_the_tree() -> None:
    assert tree(desk()) == (
        Branch(
            "entity",
            (
                Row("core:amount", "Amount", 0, "A sum.", imported="core"),
                Row("size", "size", 1, deprecated=True),
                Row("instrument", "instrument", 0, abstract=True),
                Row("bond", "Bond", 1),
            ),
        ),
        Branch("relation", (Row("relation/on", "on", 0),)),
        Branch("event", (Row("event/trade", "trade", 0),)),
        Branch("tone", (Row("tone/calm", "calm", 0),), "How?", ("part/body", "instrument")),
    )


def test_one_label_with_origins() -> None:
    bond = describe(desk(), "bond")
    assert (bond.reference, bond.label_set, bond.name) == ("bond", "entity", "Bond")
    assert (bond.taxonomy, bond.ancestors, bond.children) == ("desk@1.0.0", ("instrument",), ())
    assert bond.use_when == ("it is debt",)
    assert bond.properties == (
        Property(("links", "to"), ("isin",), "bond"),
        Property(("attributes", "size", "range"), "decimal", "instrument"),
        Property(("attributes", "size", "required"), True, "bond"),
        Property(("attributes", "size", "minimum"), "0", "instrument"),
        Property(("overlap", "core:amount"), (), "instrument"),
    )
    assert bond.parts == (
        Part("event/trade", "what", "instrument"),
        Part("relation/on", "subject", "bond"),
        Part("relation/on", "object", "instrument"),
        Part("tone", "target", "instrument"),
    )


def test_labels_of_other_sets_and_taxonomies() -> None:
    assert describe(desk(), "event/trade").properties == (
        Property(("roles", "what", "range"), ("instrument",), "trade"),
    )
    assert describe(desk(), "core:amount").taxonomy == "core@1.0.0"
    assert describe(desk(), "core:amount").children == ("size",)
    calm = describe(desk(), "tone/calm")
    assert (calm.label_set, calm.question) == ("tone", "How?")
    assert calm.asked_of == ("part/body", "instrument")


@pytest.mark.parametrize(
    ("reference", "hint"),
    [
        ("bnod", "did you mean 'bond'?"),
        ("trade", "did you mean 'event/trade'?"),
        ("amount", "did you mean 'core:amount'?"),
        ("zzz", "`acoe show` with the taxonomy alone lists its labels"),
    ],
)
def test_a_label_that_is_not_there(reference: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        describe(desk(), reference)
    assert caught.value.message == f"desk@1.0.0 has no label '{reference}'"
    assert caught.value.hint == hint


@given(heads())
def test_everything_that_is_shown_is_json(generated: dict[str, Any]) -> None:
    definition = definition_of(generated)
    for branch in tree(definition):
        for row in branch.rows:
            msgspec.json.encode(describe(definition, row.reference))
