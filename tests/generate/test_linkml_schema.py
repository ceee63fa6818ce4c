"""A taxonomy's LinkML schema: LinkML takes it, and it says what the specialised shapes say."""

from __future__ import annotations

import json
import random
import warnings
from pathlib import Path

import jsonschema_rs
import pytest
import yaml
from linkml.generators.jsonschemagen import JsonSchemaGenerator
from linkml.generators.pydanticgen import PydanticGenerator
from linkml_runtime import SchemaView
from mutations import mutants, places
from specialised_records import annotations, record, version_of
from test_specialised import DESK, nasty_definition, spoilt

from acoe_spec.generate import json_schema
from acoe_spec.generate.artefacts import Version
from acoe_spec.generate.linkml_source import read_model


@pytest.fixture(scope="module")
def desk() -> Version:
    return version_of(DESK)


@pytest.fixture(scope="module")
def path(desk: Version, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("linkml") / "taxonomy.linkml.yaml"
    path.write_text(desk.linkml(), encoding="utf-8")
    return path


def test_labels_are_classes_along_is_a(path: Path) -> None:
    view = SchemaView(str(path))
    assert view.class_ancestors("EntityOption", mixins=False) == [
        "EntityOption",
        "EntityInstrument",
        "Entity",
        "Annotation",
    ]
    assert view.get_class("EntityInstrument").abstract
    assert view.get_class("EntityBond").deprecated == "Since 1.0.0."
    assert view.class_ancestors("CategoryIntentRfq", mixins=False)[1:3] == [
        "CategoryIntentRequest",
        "CategoryIntent",
    ]
    assert view.induced_slot("label", "EntityOption").equals_string == "option"
    assert view.induced_slot("strike", "EntityOptionAttributes").required
    assert view.induced_slot("barrier", "EntityOptionAttributes").comments == [
        "required where style is mro"
    ]
    assert view.get_class("RelationSameAs").comments == [
        "subject: party",
        "object: party",
        "symmetric",
    ]
    assert view.get_class("EventTrade").comments == [
        "trigger: none",
        "role buyer: party, 0 or more",
    ]
    assert list(view.get_enum("EntityInstrumentStyle").permissible_values) == ["a-b", "mro", "no"]
    assert view.get_class("Record").tree_root


def test_it_says_what_the_shapes_say(desk: Version, path: Path) -> None:
    by_linkml = jsonschema_rs.Draft202012Validator(json_schema.schema(read_model(path), "Record"))
    by_shapes = jsonschema_rs.Draft202012Validator(json.loads(desk.record_schema()))
    verdicts = set()
    for seed in range(6):
        choice = random.Random(seed)
        whole = record(*choice.sample(list(annotations(desk.taxonomy, turn=seed)), 6))
        assert by_linkml.is_valid(whole)
        for value in spoilt(desk, whole, choice):
            accepted = by_shapes.is_valid(value)
            assert by_linkml.is_valid(value) is accepted, value
            verdicts.add(accepted)
    assert verdicts == {True, False}


def test_every_place_of_a_record_is_typed_alike(desk: Version, path: Path) -> None:
    by_linkml = jsonschema_rs.Draft202012Validator(json_schema.schema(read_model(path), "Record"))
    by_shapes = jsonschema_rs.Draft202012Validator(json.loads(desk.record_schema()))
    choice = random.Random(1)
    whole = record(
        *annotations(desk.taxonomy),
        scope=["entity"],
        state="complete",
        participants=[{"id": "p"}],
        unresolved=[
            {"annotation": next(annotations(desk.taxonomy)), "schema": "desk@1.0.0", "reason": "?"}
        ],
    )
    for place in choice.sample(places(whole), 25):
        for mutant in mutants(whole, place):
            if mutant.value is not None:
                accepted = by_shapes.is_valid(mutant.value)
                assert by_linkml.is_valid(mutant.value) is accepted, mutant.name


@pytest.mark.parametrize("generator", [JsonSchemaGenerator, PydanticGenerator])
def test_linkml_generates_from_it(path: Path, generator: type) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # LinkML's own deprecations are not ours to mend
        assert "EntityOption" in generator(str(path)).serialize()


def test_nasty_names_survive(tmp_path: Path) -> None:
    version = version_of(nasty_definition())
    path = tmp_path / "nasty.linkml.yaml"
    path.write_text(version.linkml(), encoding="utf-8")
    written = yaml.safe_load(path.read_text("utf-8"))
    assert all(isinstance(name, str) for name in written["classes"])
    by_linkml = jsonschema_rs.Draft202012Validator(json_schema.schema(read_model(path), "Record"))
    for each in annotations(version.taxonomy):
        assert by_linkml.is_valid(record(each)), each
