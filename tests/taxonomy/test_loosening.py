"""Loosening: where a sub-label permits more than its ancestors do."""

from typing import Any

import pytest
from hypothesis import given
from taxonomy_strategies import definition_of, head, heads

from acoe_spec.taxonomy.graph import build
from acoe_spec.taxonomy.inheritance import effective
from acoe_spec.taxonomy.loosening import Loosening, loosened


def loosenings(generated: dict[str, Any]) -> list[Loosening]:
    definition = definition_of(generated)
    graph = build(definition)
    return list(loosened(effective(definition, graph), graph))


def of_attribute(above: dict[str, Any], below: dict[str, Any]) -> list[tuple[str, str]]:
    """(field, message) for an attribute x of `a` and of its sub-label `b`."""
    found = loosenings(
        head(
            entities={
                "a": {"attributes": {"x": above}},
                "b": {"is_a": "a", "attributes": {"x": below}},
            }
        )
    )
    for one in found:
        assert (one.defect, one.label, one.ancestor) == ("attribute-loosened", "entity/b", "a")
        assert one.path[:2] == ("attributes", "x")
    return [(one.path[2], one.message) for one in found]


DECIMAL = {"range": "decimal"}
STYLES = {"values": {"vanilla": {}, "barrier": {}}}


@pytest.mark.parametrize(
    ("above", "below", "field", "message"),
    [
        (
            {**DECIMAL, "required": True},
            {"required": False},
            "required",
            "the attribute 'x' is optional, and required in 'a'",
        ),
        (
            {**DECIMAL, "minimum": 0},
            {"minimum": -1},
            "minimum",
            "the attribute 'x' goes down to -1, and to 0 in 'a'",
        ),
        (
            {**DECIMAL, "maximum": 9},
            {"maximum": 10},
            "maximum",
            "the attribute 'x' goes up to 10, and to 9 in 'a'",
        ),
        (
            {"range": "date", "minimum": "2020-01-01"},
            {"minimum": "2019-12-31"},
            "minimum",
            "the attribute 'x' goes down to 2019-12-31, and to 2020-01-01 in 'a'",
        ),
        (
            {"range": "string", "max_length": 5},
            {"max_length": 6},
            "max_length",
            "the attribute 'x' is up to 6 characters long, and 5 in 'a'",
        ),
        (
            STYLES,
            {"values": {"vanilla": {}, "asian": {}}},
            "values",
            "the attribute 'x' has values ('asian') that it has not in 'a'",
        ),
        (
            {"range": "date", "precision": ["day"]},
            {"precision": ["month", "day"]},
            "precision",
            "the attribute 'x' has a precision that it has not in 'a'",
        ),
        (
            {"range": "date"},
            {"precision": ["year"]},
            "precision",
            "the attribute 'x' has a precision that it has not in 'a'",
        ),
        (
            DECIMAL,
            {"range": "string"},
            "range",
            "the attribute 'x' is of type string, and decimal in 'a'",
        ),
        (
            DECIMAL,
            {"values": {"one": {}}},
            "values",
            "the attribute 'x' is of type values, and decimal in 'a'",
        ),
        (
            DECIMAL,
            {"multivalued": True},
            "multivalued",
            "the attribute 'x' takes several values, and otherwise in 'a'",
        ),
        (
            {**DECIMAL, "multivalued": True},
            {"multivalued": False},
            "multivalued",
            "the attribute 'x' takes one value, and otherwise in 'a'",
        ),
        (
            {**DECIMAL, "when": {"s": ["p", "q"]}},
            {"when": {"s": ["p", "r"]}},
            "when",
            "the attribute 'x' applies under other conditions than in 'a'",
        ),
        (
            {**DECIMAL, "when": {"s": ["p", "q"]}},
            {"when": {}},
            "when",
            "the attribute 'x' applies under other conditions than in 'a'",
        ),
        (
            {**DECIMAL, "required": True, "when": {"s": ["p", "q"]}},
            {"when": {"s": ["p"]}},
            "when",
            "the attribute 'x' applies under other conditions than in 'a'",
        ),
        (
            {**DECIMAL, "required": True},
            {"when": {"s": ["p"]}},
            "when",
            "the attribute 'x' applies under other conditions than in 'a'",
        ),
    ],
)
def test_a_looser_attribute(
    above: dict[str, Any], below: dict[str, Any], field: str, message: str
) -> None:
    assert of_attribute(above, below) == [(field, message)]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ({**DECIMAL, "minimum": 0, "maximum": 9}, {"minimum": 1, "maximum": "8.5"}),
        ({**DECIMAL, "minimum": 0}, {"minimum": "0.00"}),
        (DECIMAL, {"minimum": 0, "required": True, "when": {"s": ["p"]}}),
        ({**DECIMAL, "required": True}, {"required": True, "multivalued": False}),
        ({"range": "string", "max_length": 5}, {"max_length": 5, "pattern": "[A-Z]+"}),
        (STYLES, {"values": {"vanilla": {}}}),
        ({"range": "date", "precision": ["year", "day"]}, {"precision": ["day"]}),
        ({**DECIMAL, "when": {"s": ["p", "q"]}}, {"when": {"s": ["p"], "t": ["u"]}}),
        ({**DECIMAL, "when": {"s": ["p", "q"]}}, {"required": True}),
        ({**DECIMAL, "required": True, "when": {"s": ["p"]}}, {"when": {"s": ["p"]}}),
        ({**DECIMAL, "minimum": "much"}, {"minimum": "little"}),
    ],
)
def test_narrowing_and_adding_are_no_loosening(
    above: dict[str, Any], below: dict[str, Any]
) -> None:
    assert of_attribute(above, below) == []


def test_the_origin_is_the_label_that_is_loosened_and_not_the_parent() -> None:
    found = loosenings(
        head(
            entities={
                "a": {"attributes": {"x": {**DECIMAL, "minimum": 0}}},
                "b": {"is_a": "a", "attributes": {"x": {"required": True}}},
                "c": {"is_a": "b", "attributes": {"x": {"minimum": -1, "required": False}}},
            }
        )
    )
    assert [(one.label, one.path[2], one.ancestor) for one in found] == [
        ("entity/c", "required", "b"),
        ("entity/c", "minimum", "a"),
    ]


def test_a_mixin_s_attribute_is_not_loosened_either() -> None:
    found = loosenings(
        head(
            entities={
                "sized": {"attributes": {"size": {**DECIMAL, "minimum": 0}}},
                "bond": {"mixins": ["sized"], "attributes": {"size": {"minimum": -1}}},
            }
        )
    )
    assert [(one.label, one.ancestor) for one in found] == [("entity/bond", "sized")]


ENTITIES: dict[str, Any] = {"party": {}, "bank": {"is_a": "party"}, "bond": {}}


@pytest.mark.parametrize(
    ("above", "below", "found"),
    [
        (
            {"domain": ["bank"], "range": ["bond"]},
            {"domain": ["party"]},
            [
                (
                    "domain-widened",
                    ("domain",),
                    "the domain takes in 'party', and does not in 'r'",
                )
            ],
        ),
        (
            {"domain": ["bank"], "range": ["bond"]},
            {"range": ["bond", "party"]},
            [("range-widened", ("range",), "the range takes in 'party', and does not in 'r'")],
        ),
        ({"domain": ["party"], "range": ["bond"]}, {"domain": ["bank"]}, []),
        ({"domain": ["party"], "range": ["bond"]}, {"domain": ["party", "bank"]}, []),
        ({"domain": ["party"]}, {"domain": ["ghost"]}, []),
        (
            {"per_subject": {"min": 1, "max": 2}},
            {"per_subject": {"min": 0, "max": 3}},
            [
                (
                    "cardinality-loosened",
                    ("per_subject", "min"),
                    "the min of 'per_subject' is 0, and 1 in 'r'",
                ),
                (
                    "cardinality-loosened",
                    ("per_subject", "max"),
                    "the max of 'per_subject' is 3, and 2 in 'r'",
                ),
            ],
        ),
        ({"per_object": {"max": 2}}, {"per_object": {"min": 1, "max": 1}}, []),
    ],
)
def test_relations(
    above: dict[str, Any], below: dict[str, Any], found: list[tuple[str, tuple[str, ...], str]]
) -> None:
    relations = {"r": above, "s": {"is_a": "r", **below}}
    loose = loosenings(head(entities=ENTITIES, relations=relations))
    assert [(one.defect, one.path, one.message) for one in loose] == found
    assert {one.label for one in loose} <= {"relation/s"}


@pytest.mark.parametrize(
    ("above", "below", "found"),
    [
        ({}, {"trigger": "optional"}, "the trigger is 'optional', and 'required' in 'v'"),
        ({"trigger": "none"}, {"trigger": "optional"},
         "the trigger is 'optional', and 'none' in 'v'"),
        ({"trigger": "optional"}, {"trigger": "none"}, None),
        ({"trigger": "optional"}, {"trigger": "required"}, None),
        ({"roles": {"who": {"range": ["bank"]}}}, {"roles": {"who": {"range": ["party"]}}},
         "the range of 'who' takes in 'party', and does not in 'v'"),
        ({"roles": {"who": {"range": ["party"], "max": 1}}},
         {"roles": {"who": {"range": ["bank"], "max": 2}}},
         "the max of 'who' is 2, and 1 in 'v'"),
        ({"roles": {"who": {"range": ["party"]}}},
         {"roles": {"who": {"range": ["bank"], "min": 1, "max": 1}, "what": {"range": ["bond"]}}},
         None),
    ],
)  # fmt: skip
def test_events(above: dict[str, Any], below: dict[str, Any], found: str | None) -> None:
    events = {"v": above, "w": {"is_a": "v", **below}}
    loose = loosenings(head(entities=ENTITIES, events=events))
    assert [one.message for one in loose] == ([] if found is None else [found])


@pytest.mark.parametrize(
    ("above", "below", "found"),
    [
        ({"to": ["isin"]}, {"to": ["figi", "isin"]}, "it links to 'figi', and 'a' does not"),
        ({"to": ["isin"], "required": True}, {"to": ["isin"], "required": False},
         "the link is optional, and required in 'a'"),
        ({"to": ["figi", "isin"]}, {"to": ["isin"], "required": True}, None),
    ],
)  # fmt: skip
def test_links(above: dict[str, Any], below: dict[str, Any], found: str | None) -> None:
    entities = {"a": {"links": above}, "b": {"is_a": "a", "links": below}}
    loose = loosenings(head(entities=entities))
    assert [(one.defect, one.message) for one in loose] == (
        [] if found is None else [("links-loosened", found)]
    )


@given(heads())
def test_sound_heads_loosen_nothing(generated: dict[str, Any]) -> None:
    assert loosenings(generated) == []
