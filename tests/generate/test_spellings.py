"""What the emitters make of shapes, on a model with everything that is awkward in it.

The record is held to the same by `test_agreement`; here are the cases that it has not: nested
unions, tags that share a shape, names that Python does not like, many cases.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from acoe_spec.generate import json_schema, pydantic_code, struct_code
from acoe_spec.generate.pydantic_code import attribute_name
from acoe_spec.generate.shapes import (
    Anything,
    Case,
    Choice,
    Either,
    Field,
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
)

NAME = Text(name="Name", doc='Says "what".', min_length=1, max_length=5)


def tagged(kind: str, *labels: str, fields: tuple[Field, ...] = ()) -> tuple[Field, ...]:
    return (
        Field(name="type", kind=Choice(values=(kind,)), required=True),
        Field(name="class", kind=Choice(values=labels), required=True),
        *fields,
    )


SHAPES = (
    Shape(name="Option", fields=tagged("entity", "option", fields=(Field(name="str", kind=NAME),))),
    Shape(name="Plain", fields=tagged("entity", "bond", "a-b", "mro")),
    Shape(name="Tie", fields=(Field(name="type", kind=Choice(values=("tie",)), required=True),)),
)
ENTITY = Tagged(
    name="Entity",
    tag="class",
    cases=(
        Case(tags=("option",), kind=Reference(shape="Option")),
        Case(tags=("bond", "a-b", "mro"), kind=Reference(shape="Plain")),
    ),
)
ANNOTATION = Tagged(
    name="Annotation",
    tag="type",
    cases=(Case(tags=("entity",), kind=ENTITY), Case(tags=("tie",), kind=Reference(shape="Tie"))),
)
ROOT = Shape(
    name="Root",
    doc='It ends in a "quote"',
    fields=(
        Field(name="items", kind=ListOf(item=ANNOTATION), required=True, doc=r"A \ and \"\"\"."),
        Field(name="a-b", kind=Truth()),
        Field(name="a_b", kind=Truth()),
        Field(name="from", kind=Whole(), required=True),
        Field(name="model_config", kind=Number(minimum=0, maximum=1)),
        Field(name="2nd", kind=MapOf(key=NAME, value=Whole(minimum=1))),
        Field(name="Größe", kind=Text(pattern='^["a-z]+$')),
        Field(name="mixed", kind=Either(options=(NAME, Whole(), ListOf(item=NAME)))),
    ),
)


def model(*shapes: Shape, root: str = "Root") -> Model:
    return Model(
        name="m", uri="https://example.org/m", title="M", doc="Everything.", source="m.yaml",
        shapes=shapes, roots=(root,),
    )  # fmt: skip


def imported(code: str, name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType(name)
    monkeypatch.setitem(sys.modules, name, module)
    exec(compile(code, name, "exec"), module.__dict__)
    return module


@pytest.fixture
def pydantic_root(monkeypatch: pytest.MonkeyPatch) -> Any:
    code = pydantic_code.module(model(*SHAPES, ROOT))
    return imported(code, "generated_awkward", monkeypatch).Root


SCHEMA = json_schema.schema(model(*SHAPES, ROOT), "Root")
GOOD: dict[str, Any] = {
    "items": [
        {"type": "entity", "class": "option", "str": "x"},
        {"type": "entity", "class": "a-b"},
        {"type": "entity", "class": "mro"},
        {"type": "tie"},
    ],
    "a-b": True,
    "a_b": False,
    "from": 1.0,
    "model_config": 0.5,
    "2nd": {"é": 1},
    "Größe": '"a"',
    "mixed": ["x"],
}


def test_awkward_names_work_and_are_written_back_as_they_were(pydantic_root: Any) -> None:
    assert Draft202012Validator(SCHEMA).is_valid(GOOD)
    read = pydantic_root.model_validate(GOOD)
    assert read.model_dump(exclude_unset=True) == GOOD
    assert read.from_ == 1
    assert read.items[0].class_ == "option"


def test_an_absent_field_is_none_and_needs_no_warning(pydantic_root: Any) -> None:
    read = pydantic_root.model_validate({"items": [], "from": 1})
    assert read.mixed is None
    assert read.model_dump()["mixed"] is None


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"items": [{"type": "entity", "class": "none"}]}, "items/0/class"),
        ({"items": [{"type": "entity"}]}, "items/0"),
        ({"items": [{"type": "none", "class": "option"}]}, "items/0/type"),
        ({"items": [{"class": "option"}]}, "items/0"),
        ({"items": [{"type": "entity", "class": "option", "str": 5}]}, "items/0/str"),
        ({"items": [{"type": "entity", "class": "bond", "str": "x"}]}, "items/0"),
        ({"items": [{"type": "entity", "class": ["bond"]}]}, "items/0/class"),
        ({"items": [{"type": "tie", "class": "bond"}]}, "items/0"),
        ({"items": [[]]}, "items/0"),
        ({"from": 0.5}, "from"),
        ({"from": True}, "from"),
        ({"from": None}, "from"),
        ({"from_": 1}, ""),
        ({"a-b": None}, "a-b"),
        ({"2nd": {"a": 0}}, "2nd/a"),
        ({"2nd": {"": 1}}, "2nd"),
        ({"Größe": "a\n"}, "Größe"),
        ({"Größe": 5}, "Größe"),
        ({"mixed": None}, "mixed"),
        ({"mixed": 0.5}, "mixed"),
        ({"mixed": {}}, "mixed"),
        ({"mixed": [1]}, "mixed/0"),
        ({"mixed": "toolong"}, "mixed"),
    ],
)
def test_one_wrong_value_is_one_error(
    pydantic_root: Any, change: dict[str, Any], place: str
) -> None:
    value = GOOD | change
    errors = list(Draft202012Validator(SCHEMA).iter_errors(value))
    assert ["/".join(map(str, error.absolute_path)) for error in errors] == [place]
    with pytest.raises(ValidationError) as caught:
        pydantic_root.model_validate(value)
    assert len(caught.value.errors()) == 1


def test_five_hundred_cases_are_told_apart_by_nine_comparisons() -> None:
    shapes = tuple(
        Shape(name=f"S{n}", fields=(Field(name="label", kind=Choice(values=(f"l{n}",))),))
        for n in range(500)
    )
    union = Tagged(
        tag="label",
        cases=tuple(Case(tags=(f"l{n}",), kind=Reference(shape=f"S{n}")) for n in range(500)),
    )
    root = Shape(name="Root", fields=(Field(name="x", kind=union),))
    schema = json_schema.schema(model(*shapes, root), "Root")

    def depth(node: Any) -> int:
        branches = [node[key] for key in ("then", "else") if key in node]
        return 1 + max(map(depth, branches), default=-1)

    tree = schema["$defs"]["Root"]["properties"]["x"]
    assert depth(tree) == 10  # nine to find the case, one to be sure of it
    validator = Draft202012Validator(schema)
    for n in (0, 249, 250, 499):
        assert validator.is_valid({"x": {"label": f"l{n}"}})
        assert not validator.is_valid({"x": {"label": f"l{n}", "more": 1}})
    (error,) = validator.iter_errors({"x": {"label": "l500"}})
    assert list(error.absolute_path) == ["x", "label"]


def test_schemas_are_schemas_and_say_where_they_come_from() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["$id"] == "https://example.org/m/Root.schema.json"
    assert SCHEMA["$comment"] == "Generated from m.yaml; edit that, not this."


@pytest.mark.parametrize(
    ("field", "attribute"),
    [
        ("strike", "strike"),
        ("class", "class_"),
        ("schema", "schema_"),
        ("copy", "copy_"),
        ("str", "str_"),
        ("model_fields", "model_fields_"),
        ("a-b", "a_b"),
        ("_a", "field_a"),
        ("3m", "field_3m"),
        ("", "field_"),
        ("größe", "gr__e"),
        ("object", "object"),
        ("date", "date"),
    ],
)
def test_attribute_names(field: str, attribute: str) -> None:
    assert attribute_name(field) == attribute


@pytest.mark.parametrize("name", ["Closed", "Any", "Literal", "list", "a-b", "class", "T"])
def test_names_that_a_module_needs_itself_are_refused(name: str) -> None:
    shape = Shape(name=name, fields=())
    with pytest.raises(ValueError, match="cannot be the name of a class"):
        pydantic_code.module(model(shape, root=name))


def test_options_of_one_json_type_cannot_be_told_apart() -> None:
    with pytest.raises(ValueError, match="must differ in their JSON type"):
        Either(options=(Whole(), Number()))
    with pytest.raises(ValueError, match="must have one JSON type"):
        Either(options=(Whole(), Anything()))


def test_json_schema_merges_only_options_that_constrain_their_own_type() -> None:
    either = Either(options=(Whole(), Choice(values=("a", "b"))))
    shape = Shape(name="Root", fields=(Field(name="x", kind=either),))
    with pytest.raises(ValueError, match="cannot merge a choice"):
        json_schema.schema(model(shape), "Root")


def test_a_struct_has_one_tag() -> None:
    with pytest.raises(ValueError, match="exactly one tag"):
        struct_code.module(model(*SHAPES, ROOT))


def test_structs_put_required_fields_first_and_anchor_patterns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shape = Shape(
        name="Root",
        fields=(
            Field(name="code", kind=Text(pattern="^[a-z]+$")),
            Field(name="size", kind=Whole(minimum=0), required=True),
        ),
    )
    module = imported(struct_code.module(model(shape)), "generated_structs", monkeypatch)
    assert module.Root.__struct_fields__ == ("size", "code")
    assert module.Root(1).code is msgspec.UNSET
    assert msgspec.json.decode(b'{"size":1,"code":"a"}', type=module.Root) == module.Root(1, "a")
    for line in (b'{"size":1,"code":"a\\n"}', b'{"size":1,"code":null}', b'{"size":-1}'):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(line, type=module.Root)
