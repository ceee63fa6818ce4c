"""Definitions: what a head means once its imports are written out, and its canonical text."""

import json
from typing import Any

import pytest
from hypothesis import given
from taxonomy_strategies import definition_of, head, heads, shuffled

from acoe_spec.errors import TaxonomyBroken
from acoe_spec.taxonomy.definition import Definition, Origin, dumps, hash_of, loads

CORE = head(
    "core",
    knowledge_bases={"lei": {"title": "LEI", "scheme": "lei"}},
    overlap={"default": [], "pairs": [{"of": ["party", "amount"], "allow": ["contains"]}]},
    entities={
        "amount": {"definition": "A sum of money.", "confusable_with": ["party"]},
        "fee": {"is_a": "amount", "deprecated": {"since": "1.0.0", "replaced_by": ["amount"]}},
        "party": {"links": {"to": ["lei"]}},
    },
    relations={
        "pays": {"domain": ["party"], "range": ["amount"]},
        "repays": {"is_a": "pays"},
    },
    events={"payment": {"roles": {"payer": {"range": ["party", "event/payment"]}}}},
    categories={
        "tone": {
            "question": "How is it said?",
            "applies_to": {"labels": ["party", "event/payment"]},
            "labels": {"calm": {}, "calmer": {"is_a": "calm", "confusable_with": ["calm"]}},
        }
    },
)


def importing(*references: str, identifier: str = "desk", **parts: Any) -> dict[str, Any]:
    return head(identifier, imports=list(references), **parts)


def test_imported_labels_and_all_that_they_name_carry_a_prefix() -> None:
    core = definition_of(CORE)
    flat = definition_of(importing("core@1.0.0"), {"core@1.0.0": core})

    assert list(flat.entities) == ["core:amount", "core:fee", "core:party"]
    fee = flat.entities["core:fee"]
    assert fee.is_a == "core:amount"
    assert fee.deprecated is not None
    assert fee.deprecated.replaced_by == ("core:amount",)
    assert flat.entities["core:amount"].confusable_with == ("core:party",)
    assert flat.relations["core:pays"].domain == ("core:party",)
    assert flat.relations["core:repays"].is_a == "core:pays"
    assert flat.events["core:payment"].roles["payer"].range == ("core:event/payment", "core:party")
    tone = flat.categories["core:tone"]
    assert tone.applies_to.labels == ("core:event/payment", "core:party")
    assert tone.labels["calmer"].is_a == "calm"
    assert tone.labels["calmer"].confusable_with == ("calm",)
    assert flat.entities["core:party"].links == core.entities["party"].links
    assert flat.overlap.pairs[0].of == ("core:amount", "core:party")
    assert flat.overlap.default is None


def test_a_label_keeps_the_prefix_of_the_taxonomy_that_it_comes_from() -> None:
    core = definition_of(CORE)
    house = definition_of(
        importing("core@1.0.0", identifier="house", entities={"bonus": {"is_a": "core:amount"}}),
        {"core@1.0.0": core},
    )
    desk = definition_of(importing("house@1.0.0"), {"house@1.0.0": house})

    assert set(desk.entities) == {"core:amount", "core:fee", "core:party", "house:bonus"}
    assert desk.entities["house:bonus"].is_a == "core:amount"
    assert desk.origins == {
        "core": Origin("1.0.0", hash_of(core)),
        "house": Origin("1.0.0", hash_of(house)),
    }
    assert desk.origin("core:amount") == "core@1.0.0"
    assert desk.origin("core:tone/calm") == "core@1.0.0"
    assert desk.origin("entity/option") == "desk@1.0.0"


def test_a_taxonomy_that_arrives_by_two_routes_is_there_once() -> None:
    core = definition_of(CORE)
    routes = {
        name: definition_of(importing("core@1.0.0", identifier=name[:-6]), {"core@1.0.0": core})
        for name in ("left@1.0.0", "right@1.0.0")
    }
    direct = definition_of(importing("core@1.0.0"), {"core@1.0.0": core})
    both = definition_of(importing("left@1.0.0", "right@1.0.0", "core@1.0.0"),
                         {**routes, "core@1.0.0": core})  # fmt: skip

    assert list(both.labels()) == list(direct.labels())


def message_of(head: dict[str, Any], imports: dict[str, Definition]) -> str:
    with pytest.raises(TaxonomyBroken) as caught:
        definition_of(head, imports)
    return caught.value.message


def test_one_version_of_a_taxonomy_in_a_closure() -> None:
    old, new = definition_of(CORE), definition_of({**CORE, "version": "2.0.0"})
    house = definition_of(importing("core@1.0.0", identifier="house"), {"core@1.0.0": old})

    assert message_of(
        importing("house@1.0.0", "core@2.0.0"), {"house@1.0.0": house, "core@2.0.0": new}
    ) == (
        "imports of desk conflict: core arrives as 1.0.0 with house@1.0.0"
        " and as 2.0.0 with core@2.0.0"
    )


def test_one_version_has_one_content() -> None:
    frozen = definition_of(CORE)
    edited = definition_of({**CORE, "entities": {**CORE["entities"], "tax": {}}})
    house = definition_of(importing("core@1.0.0", identifier="house"), {"core@1.0.0": frozen})

    assert (
        message_of(
            importing("house@1.0.0", "core@1.0.0"), {"house@1.0.0": house, "core@1.0.0": edited}
        )
        == "imports of desk conflict: core@1.0.0 has other labels in house@1.0.0 than in core@1.0.0"
    )


def test_a_taxonomy_does_not_import_itself() -> None:
    house = definition_of(importing("core@1.0.0", identifier="house"),
                          {"core@1.0.0": definition_of(CORE)})  # fmt: skip

    assert (
        message_of(importing("house@1.0.0", identifier="core"), {"house@1.0.0": house})
        == "imports of core conflict: house@1.0.0 leads back to core itself"
    )


def test_an_import_that_is_not_there() -> None:
    assert message_of(importing("core@1.0.0"), {}) == "desk imports core@1.0.0, which is not there"


def test_knowledge_bases_are_merged_and_must_agree() -> None:
    core = definition_of(CORE)
    same = importing("core@1.0.0", knowledge_bases={"lei": {"title": "LEI", "scheme": "lei"}})
    other = importing("core@1.0.0", knowledge_bases={"lei": {"title": "My LEI"}})

    assert set(definition_of(same, {"core@1.0.0": core}).knowledge_bases) == {"lei"}
    assert message_of(other, {"core@1.0.0": core}) == (
        "imports of desk conflict: the knowledge base lei differs between desk and core@1.0.0"
    )


def test_two_imports_may_disagree_on_an_overlap_only_where_the_importer_settles_it() -> None:
    core = definition_of(CORE)
    pair = {"of": ["core:amount", "core:party"]}
    house = definition_of(
        importing(
            "core@1.0.0", identifier="house", overlap={"pairs": [{**pair, "allow": ["equal"]}]}
        ),
        {"core@1.0.0": core},
    )
    imports = {"core@1.0.0": core, "house@1.0.0": house}

    assert message_of(importing(*imports), imports) == (
        "imports of desk conflict: the overlap of core:amount and core:party differs between"
        " core@1.0.0 and house@1.0.0, and this taxonomy does not settle it"
    )
    settled = importing(*imports, overlap={"pairs": [{**pair, "allow": []}]})
    assert [one.allow for one in definition_of(settled, imports).overlap.pairs] == [()]


def test_what_means_the_same_is_the_same() -> None:
    one = head(
        entities={"a": {}, "b": {"is_a": "entity/a", "links": {"to": ["y", "x"]}}},
        relations={"r": {"domain": ["entity/b", "a", "b"], "range": ["a"]}},
    )
    other = head(
        entities={"b": {"links": {"to": ["x", "y"]}, "is_a": "a"}, "a": {}},
        relations={"r": {"range": ["a"], "domain": ["a", "b"]}},
    )
    assert dumps(definition_of(one)) == dumps(definition_of(other))


def test_saying_what_holds_anyway_is_saying_nothing() -> None:
    question = {"question": "What?", "applies_to": {"record": True}, "labels": {"x": {}}}
    short = head(entities={"a": {}}, categories={"intent": question})
    long = head(
        description="",
        imports=[],
        overlap={"pairs": []},
        relations={},
        entities={"a": {"abstract": False, "mixins": [], "attributes": {}, "aliases": {}}},
        categories={"intent": {**question, "select": "".join(["o", "ne"]), "required": False}},
    )
    assert dumps(definition_of(long)) == dumps(definition_of(short))


@pytest.mark.parametrize(
    ("written", "kept"), [(0, "0"), (0.5, "0.5"), (1e-7, "0.0000001"), ("2.50", "2.50")]
)
def test_bounds_are_text(written: float | str, kept: str) -> None:
    entities = {"a": {"attributes": {"x": {"range": "decimal", "minimum": written}}}}
    attribute = definition_of(head(entities=entities)).entities["a"].attributes["x"]
    assert attribute.minimum == kept


def test_conditions_are_text() -> None:
    when = {"callable": [True], "count": [10, 2], "style": ["vanilla"]}
    entities = {"a": {"attributes": {"x": {"range": "decimal", "when": when}}}}
    attribute = definition_of(head(entities=entities)).entities["a"].attributes["x"]
    assert attribute.when == {"callable": ("true",), "count": ("10", "2"), "style": ("vanilla",)}


def test_the_canonical_text_has_one_label_a_line() -> None:
    definition = definition_of(
        head(
            entities={"b": {"is_a": "a", "name": "B \u2014 «b»"}, "a": {"abstract": True}},
            categories={
                "intent": {
                    "question": "What?",
                    "applies_to": {"record": True},
                    "labels": {"y": {}, "x": {"is_a": "y"}},
                }
            },
        )
    )
    assert dumps(definition).decode() == (
        "{\n"
        ' "categories":{\n'
        '  "intent":{\n'
        '   "applies_to":{"record":true},\n'
        '   "labels":{\n'
        '    "x":{"is_a":"y"},\n'
        '    "y":{}\n'
        "   },\n"
        '   "question":"What?"\n'
        "  }\n"
        " },\n"
        ' "entities":{\n'
        '  "a":{"abstract":true},\n'
        '  "b":{"is_a":"a","name":"B \u2014 «b»"}\n'
        " },\n"
        ' "format":1,\n'
        ' "id":"desk",\n'
        ' "title":"desk",\n'
        ' "version":"1.0.0"\n'
        "}\n"
    )


EVERYTHING: dict[str, Any] = {
    "name": "Option",
    "definition": "A right, not a duty.",
    "use_when": ["it is named"],
    "avoid_when": ["it is a warrant"],
    "confusable_with": ["warrant"],
    "colour": "#2F6FDE",
    "hints": {"label_studio": {"hotkey": "o", "nested": [1, {"a": None}]}},
    "aliases": {"brat": "Opt-ion"},
    "attributes": {
        "style": {
            "name": "Style",
            "definition": "How it pays.",
            "values": {"vanilla": {"name": "Plain", "definition": "No.", "aliases": {"brat": "V"}}},
            "deprecated": {"since": "1.0.0", "reason": "unused", "valid_until": "2027-06-30"},
        }
    },
}


@pytest.mark.parametrize("field", EVERYTHING)
def test_every_word_of_a_label_is_part_of_the_definition(field: str) -> None:
    full = definition_of(head(entities={"option": EVERYTHING, "warrant": {}}))
    without = {key: value for key, value in EVERYTHING.items() if key != field}
    lacking = definition_of(head(entities={"option": without, "warrant": {}}))

    assert json.loads(dumps(full))["entities"]["option"][field] == EVERYTHING[field]
    assert hash_of(full) != hash_of(lacking)


def test_a_definition_of_another_format_is_refused() -> None:
    with pytest.raises(TaxonomyBroken, match="not of format 1"):
        loads(b'{"format":2,"id":"desk","version":"1.0.0"}')


@pytest.mark.parametrize("data", [b"", b"[]", b'{"format":1}', b'{"format":1,"id":1}', b"\xff"])
def test_what_is_no_definition_is_refused(data: bytes) -> None:
    with pytest.raises(TaxonomyBroken, match="no definition of a taxonomy"):
        loads(data)


@given(heads())
def test_reading_and_writing_changes_nothing(generated: dict[str, Any]) -> None:
    definition = definition_of(generated)
    assert loads(dumps(definition)) == definition
    assert dumps(loads(dumps(definition))) == dumps(definition)


@given(heads())
def test_the_text_does_not_depend_on_the_order_of_keys(generated: dict[str, Any]) -> None:
    assert dumps(definition_of(shuffled(generated, 7))) == dumps(definition_of(generated))


@given(heads("core"))
def test_importing_directly_and_by_a_detour_gives_the_same_labels(core: dict[str, Any]) -> None:
    imported = {"core@1.0.0": definition_of(core)}
    house = definition_of(importing("core@1.0.0", identifier="house"), imported)
    by_detour = definition_of(importing("house@1.0.0"), {"house@1.0.0": house})
    twice = definition_of(
        importing("house@1.0.0", "core@1.0.0"), {**imported, "house@1.0.0": house}
    )
    direct = definition_of(importing("core@1.0.0"), imported)

    assert list(by_detour.labels()) == list(direct.labels()) == list(twice.labels())
    assert by_detour.overlap == direct.overlap == twice.overlap
