"""Inheritance: what a label finally is, and which label says so."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from taxonomy_strategies import ancestors_of, definition_of, head, heads

from acoe_spec.taxonomy.definition import Attribute, Cardinality, Links, OverlapPair, Role, Value
from acoe_spec.taxonomy.graph import build
from acoe_spec.taxonomy.inheritance import Effective, Merged, Said, effective


def labels_of(**parts: Any) -> dict[str, Effective]:
    definition = definition_of(head(**parts))
    return effective(definition, build(definition))


def test_a_label_refines_an_attribute_field_by_field() -> None:
    labels = labels_of(
        entities={
            "instrument": {"attributes": {"size": {"range": "decimal", "minimum": 0}}},
            "bond": {"is_a": "instrument", "attributes": {"size": {"required": True}}},
            "note": {"is_a": "bond", "attributes": {"size": {"minimum": 1000}}},
        }
    )
    assert labels["entity/note"].attributes == {
        "size": Merged(
            Attribute(range="decimal", minimum="1000", required=True),
            origin="instrument",
            origins={"range": "instrument", "required": "bond", "minimum": "note"},
        )
    }
    assert labels["entity/note"].ancestors == ("bond", "instrument")


def test_what_a_label_does_not_touch_it_shares_with_its_parent() -> None:
    labels = labels_of(
        entities={
            "instrument": {"attributes": {"size": {"range": "decimal"}}},
            "bond": {"is_a": "instrument"},
        }
    )
    assert labels["entity/bond"].attributes is labels["entity/instrument"].attributes


def test_values_are_narrowed_and_keep_what_was_said_of_them() -> None:
    labels = labels_of(
        entities={
            "option": {
                "attributes": {
                    "style": {"values": {"vanilla": {"definition": "Plain."}, "barrier": {}}}
                }
            },
            "call": {
                "is_a": "option",
                "attributes": {"style": {"values": {"vanilla": {"name": "Plain vanilla"}}}},
            },
        }
    )
    assert labels["entity/call"].attributes["style"] == Merged(
        Attribute(values={"vanilla": Value(name="Plain vanilla", definition="Plain.")}),
        origin="option",
        origins={"values": "call"},
    )


def test_a_range_takes_the_place_of_values_and_values_that_of_a_range() -> None:
    labels = labels_of(
        entities={
            "a": {"attributes": {"x": {"values": {"one": {}}}, "y": {"range": "string"}}},
            "b": {
                "is_a": "a",
                "attributes": {"x": {"range": "string"}, "y": {"values": {"one": {}}}},
            },
        }
    )
    x, y = labels["entity/b"].attributes["x"], labels["entity/b"].attributes["y"]
    assert (x.value.type, x.value.values, x.origins) == ("string", None, {"range": "b"})
    assert (y.value.type, y.value.range, y.origins) == ("values", None, {"values": "b"})


def attribute_origins(labels: Mapping[str, Effective], label: str) -> dict[str, str]:
    return {name: merged.origin for name, merged in labels[label].attributes.items()}


def test_mixins_add_attributes_in_order_and_never_replace_one() -> None:
    string = {"range": "string"}
    labels = labels_of(
        entities={
            "dated": {"attributes": {"day": {"range": "date"}, "note": string}},
            "sourced": {"attributes": {"source": string, "note": string, "size": string}},
            "instrument": {"attributes": {"size": {"range": "decimal"}}},
            "bond": {
                "is_a": "instrument",
                "mixins": ["dated", "sourced"],
                "attributes": {"source": {"required": True}},
            },
            "note": {"is_a": "bond"},
        }
    )
    assert attribute_origins(labels, "entity/bond") == {
        "day": "dated",
        "note": "dated",
        "size": "instrument",
        "source": "sourced",
    }
    assert labels["entity/bond"].attributes["source"].origins == {
        "range": "sourced",
        "required": "bond",
    }
    assert attribute_origins(labels, "entity/note") == attribute_origins(labels, "entity/bond")


def test_a_mixin_gives_nothing_but_attributes() -> None:
    labels = labels_of(
        entities={
            "linked": {"links": {"to": ["isin"]}, "colour": "#000000", "hints": {"brat": 1}},
            "bond": {"mixins": ["linked"]},
        }
    )
    bond = labels["entity/bond"]
    assert (bond.links, bond.colour, bond.hints, bond.ancestors) == (None, None, {}, ())


def test_an_origin_in_another_set_is_named_with_its_set() -> None:
    labels = labels_of(
        entities={"sourced": {"attributes": {"source": {"range": "string"}}}},
        relations={"on": {"mixins": ["entity/sourced"]}},
    )
    assert attribute_origins(labels, "relation/on") == {"source": "entity/sourced"}


def test_links_colour_and_hints_come_from_the_nearest() -> None:
    labels = labels_of(
        entities={
            "instrument": {
                "links": {"to": ["figi", "isin"]},
                "colour": "#111111",
                "hints": {"brat": {"style": "a"}, "prodigy": {"key": "i"}},
            },
            "bond": {
                "is_a": "instrument",
                "links": {"to": ["isin"], "required": True},
                "hints": {"brat": {"style": "b"}},
            },
            "note": {"is_a": "bond"},
        }
    )
    note = labels["entity/note"]
    assert note.links == Merged(
        Links(to=("isin",), required=True), "instrument", {"to": "bond", "required": "bond"}
    )
    assert note.colour == Said("#111111", "instrument")
    assert note.hints == {
        "brat": Said({"style": "b"}, "bond"),
        "prodigy": Said({"key": "i"}, "instrument"),
    }


def test_abstract_deprecated_and_prose_are_the_label_s_own() -> None:
    labels = labels_of(
        entities={
            "a": {
                "abstract": True,
                "definition": "A.",
                "use_when": ["a"],
                "deprecated": {"since": "1.0.0"},
            },
            "b": {"is_a": "a"},
        }
    )
    own = labels["entity/b"].own
    assert (own.abstract, own.definition, own.use_when, own.deprecated) == (False, None, (), None)


def test_sub_relations_inherit_sides_and_cardinality() -> None:
    labels = labels_of(
        entities={"party": {}, "bank": {"is_a": "party"}, "bond": {}},
        relations={
            "trades": {
                "domain": ["party"],
                "range": ["bond"],
                "symmetric": False,
                "per_subject": {"max": 3},
            },
            "sells": {"is_a": "trades", "domain": ["bank"], "per_subject": {"min": 1}},
        },
    )
    sells = labels["relation/sells"]
    assert sells.domain == Said(("bank",), "sells")
    assert sells.range == Said(("bond",), "trades")
    assert sells.symmetric == Said(False, "trades")
    assert sells.per_subject == Merged(
        Cardinality(min=1, max=3), "trades", {"min": "sells", "max": "trades"}
    )


def test_sub_events_inherit_trigger_and_roles() -> None:
    labels = labels_of(
        entities={"party": {}, "bank": {"is_a": "party"}},
        events={
            "trade": {"trigger": "optional", "roles": {"buyer": {"range": ["party"], "max": 2}}},
            "switch": {
                "is_a": "trade",
                "roles": {"buyer": {"range": ["bank"]}, "seller": {"range": ["bank"]}},
            },
        },
    )
    switch = labels["event/switch"]
    assert switch.trigger == Said("optional", "trade")
    assert switch.roles == {
        "buyer": Merged(Role(range=("bank",), max=2), "trade", {"range": "switch", "max": "trade"}),
        "seller": Merged(Role(range=("bank",)), "switch", {"range": "switch"}),
    }


def test_overlap_pairs_hold_for_sub_labels() -> None:
    labels = labels_of(
        entities={"a": {}, "b": {"is_a": "a"}, "c": {}},
        overlap={"pairs": [{"of": ["c", "a"], "allow": ["equal"]}]},
    )
    pair = OverlapPair(of=("a", "c"), allow=("equal",))
    assert labels["entity/b"].overlap == (Said(pair, "a"),)
    assert labels["entity/c"].overlap == (Said(pair, "c"),)


def test_imported_labels_are_inherited_from_like_others() -> None:
    core = definition_of(
        head("core", entities={"amount": {"attributes": {"value": {"range": "decimal"}}}})
    )
    desk = head(imports=["core@1.0.0"], entities={"size": {"is_a": "core:amount"}})
    definition = definition_of(desk, {"core@1.0.0": core})
    labels = effective(definition, build(definition))
    assert labels["entity/size"].ancestors == ("core:amount",)
    assert attribute_origins(labels, "entity/size") == {"value": "core:amount"}


def test_what_is_broken_inherits_what_is_whole() -> None:
    string = {"range": "string"}
    labels = labels_of(
        entities={
            "lost": {"is_a": "ghost", "mixins": ["phantom"], "attributes": {"x": string}},
            "hen": {"is_a": "egg", "attributes": {"h": string}},
            "egg": {"is_a": "hen", "attributes": {"e": string}},
            "chick": {"is_a": "hen"},
            "stranger": {"is_a": "event/trade"},
        },
        events={"trade": {"attributes": {"t": string}}},
    )
    assert {label: sorted(each.attributes) for label, each in labels.items()} == {
        "entity/lost": ["x"],
        "entity/hen": ["h"],
        "entity/egg": ["e"],
        "entity/chick": ["h"],
        "entity/stranger": [],
        "event/trade": ["t"],
    }


@given(heads())
def test_a_sub_label_has_all_that_its_ancestors_have(generated: dict[str, Any]) -> None:
    definition = definition_of(generated)
    labels = effective(definition, build(definition))
    for table, label_set in (("entities", "entity"), ("events", "event")):
        for name in generated[table]:
            label = labels[f"{label_set}/{name}"]
            for above in ancestors_of(generated[table], name):
                inherited = labels[f"{label_set}/{above}"]
                assert label.attributes.keys() >= inherited.attributes.keys()
                assert label.roles.keys() >= inherited.roles.keys()
                assert above in label.ancestors


@given(heads())
def test_every_field_comes_from_the_label_itself_an_ancestor_or_a_mixin(
    generated: dict[str, Any],
) -> None:
    definition = definition_of(generated)
    labels = effective(definition, build(definition))
    for label in labels.values():
        for name, merged in label.attributes.items():
            for field, origin in merged.origins.items():
                said = labels[f"{label.label_set}/{origin}"].own.attributes[name]
                assert getattr(said, field) == getattr(merged.value, field)
