"""Shapes in dependency order, and how LinkML is read into them."""

from __future__ import annotations

from pathlib import Path

import pytest

from acoe_spec.generate.linkml_source import read_model
from acoe_spec.generate.shapes import (
    Anything,
    Case,
    Choice,
    Either,
    Field,
    FreeForm,
    Kind,
    ListOf,
    MapOf,
    Model,
    Number,
    Reference,
    Shape,
    Tagged,
    Text,
    Truth,
    Whole,
    definitions,
    named,
    unions,
)

LINKML = r"""
id: https://example.org/zoo
name: zoo
title: A zoo
description: Who lives
  there.
prefixes: {linkml: https://w3id.org/linkml/}
imports: [linkml:types]
default_range: string
types:
  Word: {typeof: string, annotations: {min_length: 1, max_length: 9}, description: A word.}
  Code: {typeof: Word, pattern: "^[a-z]+$", annotations: {max_length: 5}}
  Legs: {typeof: integer, minimum_value: 0, maximum_value: 8}
  Weight: {typeof: float, minimum_value: 0}
enums:
  Diet:
    description: What it eats.
    permissible_values: {plants: {description: Leaves and hay.}, meat: }
slots:
  id: {range: Code, identifier: true}
  kind: {required: true}
classes:
  Zoo:
    tree_root: true
    attributes:
      animals:
        range: Animal
        multivalued: true
        inlined_as_list: true
        required: true
        minimum_cardinality: 1
      keepers: {range: Keeper, multivalued: true, inlined: true}
      signs: {range: Sign, multivalued: true, inlined: true}
      open: {range: boolean, examples: [{value: x}]}
      notes: {range: FreeForm, inlined: true}
      rest: {range: Anything}
      size: {annotations: {known_as: Size}, any_of: [{range: Weight}, {range: Word}]}
      shifts:
        multivalued: true
        any_of: [{range: Sign, multivalued: true, inlined: true}]
        examples: [{object: {a: b}}]
  Animal: {abstract: true, slots: [kind]}
  Bird:
    description: It flies.
    is_a: Animal
    mixins: [Fed]
    attributes: {wings: {range: Weight}}
    slot_usage: {kind: {equals_string: bird}}
  Beast:
    is_a: Animal
    attributes: {legs: {range: Legs}}
    slot_usage: {kind: {equals_string: beast}}
  Fed: {mixin: true, attributes: {diet: {range: Diet, multivalued: true}}}
  Keeper: {slots: [id], attributes: {name: {range: Word, required: true}}}
  Sign:
    description: By language.
    attributes: {language: {key: true, range: Code}, text: {range: Word}}
  FreeForm: {extra_slots: {allowed: true}}
  Anything: {class_uri: linkml:Any}
"""

WORD = Text(name="Word", doc="A word.", min_length=1, max_length=9)
CODE = Text(name="Code", min_length=1, max_length=5, pattern="^[a-z]+$")
WEIGHT = Number(name="Weight", minimum=0)
SIGN = MapOf(name="Sign", doc="By language.", key=CODE, value=WORD)
DIET = Choice(
    name="Diet",
    doc="What it eats.",
    values=("plants", "meat"),
    value_docs=("Leaves and hay.", ""),
)
ANIMAL = Tagged(
    name="Animal",
    tag="kind",
    cases=(
        Case(tags=("bird",), kind=Reference(shape="Bird")),
        Case(tags=("beast",), kind=Reference(shape="Beast")),
    ),
)


@pytest.fixture
def zoo(tmp_path: Path) -> Model:
    path = tmp_path / "zoo.yaml"
    path.write_text(LINKML, encoding="utf-8")
    return read_model(path)


def test_a_model_has_the_words_of_its_file_and_no_path(zoo: Model) -> None:
    assert (zoo.name, zoo.uri, zoo.title) == ("zoo", "https://example.org/zoo", "A zoo")
    assert (zoo.doc, zoo.source) == ("Who lives there.", "metamodel/zoo.yaml")
    assert zoo.roots == ("Zoo",)
    assert [shape.name for shape in zoo.shapes] == ["Zoo", "Bird", "Beast", "Keeper"]


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("animals", ListOf(item=ANIMAL, min_items=1)),
        ("keepers", MapOf(key=CODE, value=Reference(shape="Keeper"))),
        ("signs", SIGN),
        ("open", Truth()),
        ("notes", FreeForm()),
        ("rest", Anything()),
        ("size", Either(name="Size", options=(WEIGHT, WORD))),
        ("shifts", ListOf(item=SIGN)),
    ],
)
def test_a_slot_is_a_kind(zoo: Model, field: str, kind: Kind) -> None:
    assert {each.name: each.kind for each in zoo.shape("Zoo").fields}[field] == kind


def test_a_class_has_the_slots_of_parents_then_its_own_then_those_of_mixins(zoo: Model) -> None:
    assert zoo.shape("Bird") == Shape(
        name="Bird",
        doc="It flies.",
        fields=(
            Field(name="kind", kind=Choice(values=("bird",)), required=True),
            Field(name="wings", kind=WEIGHT),
            Field(name="diet", kind=ListOf(item=DIET)),
        ),
    )
    legs = Whole(name="Legs", minimum=0, maximum=8)
    assert zoo.shape("Beast").fields[1] == Field(name="legs", kind=legs)


def test_the_key_of_a_mapping_is_no_field(zoo: Model) -> None:
    assert zoo.shape("Keeper").fields == (Field(name="name", kind=WORD, required=True),)


def test_examples_of_a_list_are_its_items(zoo: Model) -> None:
    examples = {field.name: field.examples for field in zoo.shape("Zoo").fields}
    assert examples["open"] == ("x",)
    assert examples["shifts"] == ([{"a": "b"}],)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("slots: [kind]", "slots: []", "Bird must fix one required slot with equals_string"),
        ("kind: {required: true}", "kind: {}", "Bird must fix one required slot"),
        ("slots: [id], attributes: {name", "attributes: {name", "Keeper stands in a mapping"),
        ("id: {range: Code,", "id: {range: Legs,", "the key of Keeper must be a string"),
        ("range: boolean", "range: decimal", "made of Decimal, which has no shape here"),
    ],
)
def test_linkml_that_has_no_shape_is_named(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in LINKML
    path = tmp_path / "zoo.yaml"
    path.write_text(LINKML.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_model(path)


def model(*shapes: Shape, root: str) -> Model:
    return Model(
        name="m", uri="https://example.org/m", title="M", doc="", source="m.yaml",
        shapes=shapes, roots=(root,),
    )  # fmt: skip


def test_definitions_come_after_what_they_are_made_of_and_plain_kinds_first(zoo: Model) -> None:
    names = [each.name if isinstance(each, Shape) else named(each) for each in definitions(zoo)]
    plain = ["Weight", "Diet", "Legs", "Code", "Word", "Sign", "Size"]
    assert names == [*plain, "Bird", "Beast", "Animal", "Keeper", "Zoo"]


def test_shapes_may_contain_each_other() -> None:
    tree = Shape(
        name="Tree", fields=(Field(name="leaves", kind=ListOf(item=Reference(shape="Tree"))),)
    )
    assert definitions(model(tree, root="Tree")) == (tree,)


def test_two_kinds_of_one_name_are_refused() -> None:
    shape = Shape(
        name="S",
        fields=(
            Field(name="a", kind=Text(name="N", max_length=1)),
            Field(name="b", kind=Text(name="N", max_length=2)),
        ),
    )
    with pytest.raises(ValueError, match="two definitions are called N"):
        definitions(model(shape, root="S"))


def test_unions_are_found_where_they_are_nested(zoo: Model) -> None:
    assert list(unions(zoo)) == [ANIMAL]
