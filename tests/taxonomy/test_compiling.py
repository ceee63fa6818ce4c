"""Compiled tables: literal taxonomies in, literal tables out, and the same tables from bytes."""

import subprocess
import sys
from typing import Any

import msgspec
import pytest
from hypothesis import given
from taxonomy_strategies import ancestors_of, definition_of, head, heads, shuffled

from acoe_spec.errors import TaxonomyBroken
from acoe_spec.taxonomy import stored
from acoe_spec.taxonomy.compiled import (
    Attribute,
    CategorySet,
    CompiledTaxonomy,
    Deprecation,
    EventShape,
    KnowledgeBase,
    Label,
    Overlap,
    RelationSides,
    Role,
    Side,
    Value,
)
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.taxonomy.definition import hash_of


def tables(**parts: Any) -> CompiledTaxonomy:
    return compile_definition(definition_of(head(**parts)))


def test_an_entity_with_all_that_it_inherits() -> None:
    compiled = tables(
        knowledge_bases={"isin": {"title": "ISIN", "scheme": "isin"}},
        entities={
            "instrument": {
                "name": "Instrument",
                "definition": "A tradable product.",
                "abstract": True,
                "colour": "#2F6FDE",
                "hints": {"brat": {"glyph": "I"}},
                "links": {"to": ["isin"]},
                "attributes": {"maturity": {"range": "date", "precision": ["day", "year"]}},
            },
            "option": {
                "is_a": "instrument",
                "links": {"to": ["isin"], "required": True},
                "deprecated": {"since": "1.0.0", "replaced_by": ["instrument"], "reason": "Old."},
                "aliases": {"brat": "Opt-ion"},
                "attributes": {
                    "style": {"values": {"vanilla": {"definition": "Plain."}, "barrier": {}}},
                    "strike": {
                        "range": "decimal",
                        "minimum": 0,
                        "required": True,
                        "when": {"style": ["vanilla"]},
                    },
                },
            },
        },
    )
    assert compiled.knowledge_bases == {"isin": KnowledgeBase("ISIN", "isin")}
    assert compiled.entities["option"] == Label(
        id="option",
        set="entity",
        name="option",
        origin="desk@1.0.0",
        ancestors=("instrument",),
        deprecated=Deprecation("1.0.0", "Old.", ("instrument",)),
        attributes={
            "maturity": Attribute(
                id="maturity", type="date", origin="instrument", precision=("year", "day")
            ),
            "strike": Attribute(
                id="strike",
                type="decimal",
                origin="option",
                minimum="0",
                required=True,
                when={"style": ("vanilla",)},
            ),
            "style": Attribute(
                id="style",
                type="values",
                origin="option",
                values={"barrier": Value(), "vanilla": Value(definition="Plain.")},
            ),
        },
        links=("isin",),
        links_required=True,
        aliases={"brat": "Opt-ion"},
        colour="#2F6FDE",
        hints={"brat": {"glyph": "I"}},
    )
    instrument = compiled.entities["instrument"]
    assert instrument.abstract
    assert (instrument.name, instrument.definition) == ("Instrument", "A tradable product.")


DESK: dict[str, Any] = {
    "entities": {
        "party": {"abstract": True},
        "bank": {"is_a": "party"},
        "broker": {"is_a": "party"},
        "bond": {},
        "size": {},
    },
    "events": {
        "deal": {"roles": {"who": {"range": ["party"], "min": 1, "max": 2}}},
        "trade": {"is_a": "deal", "trigger": "none"},
        "package": {"roles": {"leg": {"range": ["event/deal", "bond"]}}},
    },
    "relations": {
        "on": {
            "domain": ["party"],
            "range": ["bond", "event/deal"],
            "per_subject": {"max": 1},
        },
        "bids_on": {"is_a": "on", "domain": ["bank"], "per_object": {"min": 1}},
        "same_as": {"domain": ["bond"], "range": ["bond"], "symmetric": True, "transitive": True},
    },
    "categories": {
        "intent": {
            "question": "What is wanted?",
            "applies_to": {
                "record": True,
                "units": ["turn"],
                "labels": ["party", "event/deal", "relation/on"],
            },
            "select": "many",
            "required": True,
            "labels": {"ask": {"abstract": True}, "rfq": {"is_a": "ask"}},
        }
    },
}


def test_sides_are_closed_over_sub_labels() -> None:
    relations = tables(**DESK).relations
    deals = frozenset({"bond", "event/deal", "event/trade"})
    assert relations["on"].relation == RelationSides(
        domain=frozenset({"party", "bank", "broker"}),
        range=deals,
        declared_domain=("party",),
        declared_range=("bond", "event/deal"),
        per_subject=Side(0, 1),
    )
    assert relations["bids_on"].relation == RelationSides(
        domain=frozenset({"bank"}),
        range=deals,
        declared_domain=("bank",),
        declared_range=("bond", "event/deal"),
        per_subject=Side(0, 1),
        per_object=Side(1, None),
    )
    assert relations["same_as"].relation == RelationSides(
        domain=frozenset({"bond"}),
        range=frozenset({"bond"}),
        declared_domain=("bond",),
        declared_range=("bond",),
        symmetric=True,
        transitive=True,
    )
    assert relations["bids_on"].ancestors == ("on",)


def test_roles_are_closed_and_inherited() -> None:
    events = tables(**DESK).events
    who = Role(range=frozenset({"party", "bank", "broker"}), declared=("party",), min=1, max=2)
    assert events["deal"].event == EventShape(trigger="required", roles={"who": who})
    assert events["trade"].event == EventShape(trigger="none", roles={"who": who})
    assert events["package"].event == EventShape(
        roles={
            "leg": Role(
                range=frozenset({"event/deal", "event/trade", "bond"}),
                declared=("bond", "event/deal"),
            )
        }
    )


def test_category_sets() -> None:
    compiled = tables(**DESK)
    assert compiled.sets["intent"] == CategorySet(
        id="intent",
        question="What is wanted?",
        select="many",
        required=True,
        record=True,
        units=frozenset({"turn"}),
        targets=frozenset(
            {"party", "bank", "broker", "event/deal", "event/trade"}
            | {"relation/on", "relation/bids_on"}
        ),
        declared_targets=("event/deal", "party", "relation/on"),
        labels={
            "ask": Label(id="ask", set="intent", name="ask", origin="desk@1.0.0", abstract=True),
            "rfq": Label(
                id="rfq", set="intent", name="rfq", origin="desk@1.0.0", ancestors=("ask",)
            ),
        },
    )


def test_imported_labels_keep_their_origin_in_every_table() -> None:
    core = definition_of(head("core", "3.1.0", **DESK))
    desk = definition_of(
        head(
            imports=["core@3.1.0"],
            entities={"dealer": {"is_a": "core:bank"}},
            relations={"asks": {"domain": ["dealer"], "range": ["core:event/deal", "core:bond"]}},
        ),
        {"core@3.1.0": core},
    )
    compiled = compile_definition(desk)
    assert compiled.schema == "desk@1.0.0"
    assert compiled.imports == ("core@3.1.0",)
    assert compiled.entities["core:bank"].origin == "core@3.1.0"
    assert compiled.entities["dealer"].ancestors == ("core:bank", "core:party")
    on = compiled.relations["core:on"].relation
    assert on is not None
    assert on.domain == {"core:party", "core:bank", "core:broker", "dealer"}
    assert on.range == {"core:bond", "core:event/deal", "core:event/trade"}
    intent = compiled.sets["core:intent"]
    assert intent.labels["rfq"].set == "core:intent"
    assert intent.labels["rfq"].origin == "core@3.1.0"
    assert intent.targets >= {"dealer", "core:event/trade", "core:relation/on"}


def test_overlap_pairs_stand_in_both_orders() -> None:
    core = definition_of(
        head(
            "core",
            entities={"sum": {}},
            overlap={"default": [], "pairs": [{"of": ["sum", "sum"], "allow": ["equal"]}]},
        )
    )
    desk = head(
        imports=["core@1.0.0"],
        entities={"bond": {}, "option": {}},
        overlap={"default": ["contains"], "pairs": [{"of": ["option", "bond"], "allow": []}]},
    )
    assert compile_definition(definition_of(desk, {"core@1.0.0": core})).overlap == Overlap(
        default=frozenset({"contains"}),
        pairs={
            "bond": {"option": frozenset()},
            "core:sum": {"core:sum": frozenset({"equal"})},
            "option": {"bond": frozenset()},
        },
    )


def test_without_a_word_on_overlap_everything_is_permitted() -> None:
    assert tables(entities={"a": {}}).overlap.default == {"equal", "contains", "crosses"}


def test_the_hash_is_that_of_the_definition() -> None:
    definition = definition_of(head(**DESK))
    assert compile_definition(definition).hash == hash_of(definition)


ON = {"domain": ["a"], "range": ["a"]}


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"entities": {"a": {"is_a": "b"}, "b": {"is_a": "a"}}},
         "labels inherit from each other in a circle: a -> b -> a"),
        ({"entities": {"a": {"is_a": "a"}}},
         "labels inherit from each other in a circle: a -> a"),
        ({"entities": {"a": {"is_a": "ghost"}}},
         "a names ghost (is_a), which is not declared"),
        ({"entities": {"a": {}}, "relations": {"on": {**ON, "range": ["event/trade"]}}},
         "relation/on names event/trade (range), which is not declared"),
        ({"entities": {"a": {"is_a": "relation/on"}}, "relations": {"on": ON}},
         "a has a parent of another kind: relation/on"),
        ({"entities": {"a": {"links": {"to": ["lei"]}}}},
         "a links to lei, which is no knowledge base"),
        ({"entities": {"a": {}}, "overlap": {"pairs": [{"of": ["a", "b"], "allow": []}]}},
         "overlap names b, which is no entity label"),
        ({"categories": {"tone": {"question": "?", "applies_to": {"labels": ["a"]}, "labels": {}}}},
         "tone applies to a, which is not declared"),
        ({"entities": {"a": {"attributes": {"x": {"required": True}}}}},
         "the attribute x of a has neither a range nor values"),
        ({"entities": {"a": {"attributes": {"x": {"range": "string", "pattern": "*"}}}}},
         "the pattern of the attribute x of a does not hold: nothing to repeat at position 0"),
        ({"entities": {"a": {"attributes": {"x": {"range": "decimal", "minimum": "much"}}}}},
         "a bound of the attribute x of a is no number"),
    ],
)  # fmt: skip
def test_what_no_table_can_hold_is_refused(parts: dict[str, Any], message: str) -> None:
    with pytest.raises(TaxonomyBroken) as caught:
        tables(**parts)
    assert caught.value.message == f"desk@1.0.0: {message}"
    assert caught.value.hint == "`acoe lint desk` names everything that is wrong, with its line"


@given(heads())
def test_tables_do_not_depend_on_the_order_of_keys(generated: dict[str, Any]) -> None:
    one = compile_definition(definition_of(generated))
    other = compile_definition(definition_of(shuffled(generated, 11)))
    assert msgspec.json.encode(one, order="deterministic") == msgspec.json.encode(
        other, order="deterministic"
    )
    assert list(one.entities) == list(other.entities)


@given(heads())
def test_the_sub_labels_of_a_domain_are_permitted_and_nothing_else(
    generated: dict[str, Any],
) -> None:
    compiled = compile_definition(definition_of(generated))
    for relation in compiled.relations.values():
        sides = relation.relation
        assert sides is not None
        permitted = {
            name
            for name in generated["entities"]
            if {name, *ancestors_of(generated["entities"], name)} & set(sides.declared_domain)
        } | {
            f"event/{name}"
            for name in generated["events"]
            if {f"event/{one}" for one in (name, *ancestors_of(generated["events"], name))}
            & set(sides.declared_domain)
        }
        assert sides.domain == permitted


@given(heads())
def test_storing_and_loading_changes_nothing(generated: dict[str, Any]) -> None:
    compiled = compile_definition(definition_of(generated))
    data = stored.encode(compiled)
    assert stored.decode(data) == compiled
    assert stored.encode(stored.decode(data)) == data


def test_loaded_labels_share_what_they_inherit() -> None:
    compiled = stored.decode(stored.encode(tables(**DESK)))
    relations = compiled.relations
    assert relations["on"].relation is not None
    assert relations["bids_on"].relation is not None
    assert relations["on"].relation.range is relations["bids_on"].relation.range


@pytest.mark.parametrize("data", [b"", b"\x00", b"{}"])
def test_damaged_tables_are_refused(data: bytes) -> None:
    with pytest.raises(TaxonomyBroken, match="these are no compiled tables"):
        stored.decode(data)


def test_tables_of_another_engine_are_refused() -> None:
    data = stored.encode(msgspec.structs.replace(tables(**DESK), engine=99))
    with pytest.raises(TaxonomyBroken, match=r"tables of engine 99; this is engine \d+"):
        stored.decode(data)


def test_loading_tables_loads_no_heavy_library() -> None:
    program = (
        "import sys, acoe_spec.taxonomy.stored;"
        "print(sorted({'networkx', 'pydantic', 'ruamel', 'yaml', 'linkml'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"
