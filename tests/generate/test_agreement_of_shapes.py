"""Pydantic and JSON Schema agree on every kind of document that the metamodel describes."""

from __future__ import annotations

import importlib
import json
import random
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from mutations import mutants, places
from pydantic import ValidationError
from ruamel.yaml import YAML
from shape_values import documents

from acoe_spec.generate import json_schema, metamodel

MODELS = {name: metamodel.load(name) for name in metamodel.NAMES}
ROOTS = [(name, root) for name, model in MODELS.items() for root in model.roots]
TAXONOMIES = sorted(Path(__file__).parents[2].glob("taxonomies/*/taxonomy.yaml"))


@pytest.mark.parametrize(("name", "root"), ROOTS)
@given(data=st.data())
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_pydantic_and_json_schema_agree(name: str, root: str, data: st.DataObject) -> None:
    shape = getattr(importlib.import_module(f"acoe_spec.models.{name}"), root)
    schema = json_schema.schema(MODELS[name], root)
    validator, other = Draft202012Validator(schema), jsonschema_rs.validator_for(schema)

    def verdict(value: Any) -> tuple[bool, bool, bool]:
        try:
            shape.model_validate(value)
        except ValidationError:
            return False, validator.is_valid(value), other.is_valid(value)
        return True, validator.is_valid(value), other.is_valid(value)

    document = data.draw(documents(MODELS[name], root))
    assert verdict(document) == (True, True, True)
    choice = random.Random(json.dumps(document))
    everywhere = places(document)
    for place in choice.sample(everywhere, min(4, len(everywhere))):
        for mutant in choice.sample(list(mutants(document, place)), 25):
            if mutant.value is not None:
                assert len(set(verdict(mutant.value))) == 1, (mutant.name, mutant.value)


@pytest.mark.parametrize("path", TAXONOMIES, ids=lambda path: path.parent.name)
def test_reference_taxonomies_satisfy_the_editor_schema(path: Path) -> None:
    taxonomy = YAML(typ="safe", pure=True).load(path)
    schema = json_schema.schema(MODELS["taxonomy"], "Taxonomy")
    assert [error.message for error in Draft202012Validator(schema).iter_errors(taxonomy)] == []


def test_examples_in_the_schemas_are_valid_where_they_stand() -> None:
    for name, root in ROOTS:
        schema = json_schema.schema(MODELS[name], root)
        for definition in schema["$defs"].values():
            for field in definition.get("properties", {}).values():
                validator = Draft202012Validator(field | {"$defs": schema["$defs"]})
                for example in field.get("examples", ()):
                    assert validator.is_valid(example), (name, field)
