"""Shapes as the text of a Python module of Pydantic models that imports nothing but Pydantic.

The models are strict, closed and frozen, unions are discriminated, null is refused everywhere and
integers may be written as floats, exactly as in the JSON Schema of the same shapes. This module
knows neither LinkML nor what the shapes mean.
"""

from __future__ import annotations

import ast
import keyword
from textwrap import indent

from pydantic import BaseModel

from acoe_spec.generate.python_text import WIDTH, comment, docstring, literals, quoted, raw
from acoe_spec.generate.shapes import (
    Anything,
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
    json_type,
    named,
)

_INTEGRAL = '''
def integral(value: object) -> object:
    """The integer that a float such as 2.0 is, as in JSON Schema; anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
'''

_JSON_TYPE = '''
def json_type(value: object) -> str | None:
    """Which JSON type `value` has; None for null and for what is not JSON."""
    for name, types in JSON_TYPES.items():
        if isinstance(value, types):
            return name
    return None


def json_type_of(wanted: str) -> Discriminator:
    """Tells the options of a union by their JSON type, so that there is one error and not many."""
    return Discriminator(
        json_type,
        custom_error_type="json_type_mismatch",
        custom_error_message=f"Input should be a valid {wanted}",
    )


JSON_TYPES: dict[str, type | tuple[type, ...]] = {
    "boolean": bool,
    "number": (int, float),
    "string": str,
    "array": list,
    "object": dict,
}
'''

_ONLY_TAG = '''
def only_tag(tag: str, *allowed: str) -> BeforeValidator:
    """Holds a union of one class to its tag, so that a wrong one is one error, as elsewhere."""

    def held(value: object) -> object:
        if not isinstance(value, dict) or value.get(tag) in allowed:
            return value
        told = {"discriminator": repr(tag)}
        if tag not in value:
            raise PydanticKnownError("union_tag_not_found", told)
        told |= {"tag": str(value[tag]), "expected_tags": ", ".join(map(repr, allowed))}
        raise PydanticKnownError("union_tag_invalid", told)

    return BeforeValidator(held)
'''

_CLOSED = '''
class Closed(BaseModel):
    """A JSON object with the fields of its class and no others. An absent field is None here."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        serialize_by_alias=True,
        protected_namespaces=(),
    )
'''

_DEFERRED = _CLOSED.replace("strict=True,", "strict=True,\n        defer_build=True,")

_MAYBE = '''
class NotNull:
    """Lets a field be left out while null is refused: null is no value."""

    @staticmethod
    def __get_pydantic_core_schema__(source: object, handler: GetCoreSchemaHandler) -> Any:
        nullable: Any = handler(source)
        schema = nullable["schema"].copy()
        schema["serialization"] = {
            "type": "function-wrap",
            "function": lambda value, inner: None if value is None else inner(value),
        }
        return schema


T = TypeVar("T")
Maybe = Annotated[T | None, NotNull]
'''

_IMPORTS = {
    "typing": ("Annotated", "Any", "Literal", "TypeVar", "Union"),
    "pydantic": (
        "BaseModel",
        "BeforeValidator",
        "ConfigDict",
        "Discriminator",
        "Field",
        "GetCoreSchemaHandler",
        "Tag",
    ),
    "pydantic_core": ("PydanticKnownError",),
}
_DEFINED = (
    "Closed",
    "JSON_TYPES",
    "Maybe",
    "NotNull",
    "T",
    "integral",
    "json_type",
    "json_type_of",
    "only_tag",
)
_BUILTIN = ("bool", "dict", "float", "int", "list", "str", "object")

RESERVED = frozenset({"annotations", *_DEFINED, *_BUILTIN}.union(*_IMPORTS.values()))
"""Names that the module needs itself; a shape or a named kind must not take one of them."""

# A field of such a name would stand in the way of the annotations of the fields after it.
_IN_ANNOTATIONS = RESERVED - {"annotations", "object"}


def module(model: Model, *, deferred: bool = False) -> str:
    """The text of a Python module with one class for each shape of `model`.

    `deferred` leaves the building of validators to the first use of a class: a module of hundreds
    of classes is imported in half the time, because only the root builds one.

    A field whose name Python cannot spell, or Pydantic takes for itself, gets another one and its
    own as the alias (`attribute_name`). Raises `ValueError` if two definitions have one name, or if
    a name is no identifier or is `RESERVED`.
    """
    body: list[str] = []
    after_class = True
    for definition in definitions(model):
        if isinstance(definition, Shape):
            _hold_to_python(definition.name)
            body.append("\n\n" + _class(definition))
            after_class = True
        else:
            _hold_to_python(named(definition))
            body.append("\n\n" * after_class + _alias(definition))
            after_class = False
    code = "".join(body)
    return _head(model, code, deferred=deferred) + code


def _hold_to_python(name: str) -> None:
    if name in RESERVED or not name.isidentifier() or keyword.iskeyword(name):
        raise ValueError(f"{name} cannot be the name of a class in a generated module")


def attribute_name(field: str) -> str:
    """The Python name of a field: itself, with `_` after it where Python or Pydantic needs it."""
    name = "".join(char if char.isalnum() and char.isascii() else "_" for char in field)
    if not name or not name[0].islower():  # capitals are for the names of types
        name = "field_" + name.lstrip("_")
    taken = keyword.iskeyword(name) or hasattr(BaseModel, name) or name in _IN_ANNOTATIONS
    return name + "_" if taken else name


def _head(model: Model, code: str, *, deferred: bool) -> str:
    """Docstring, imports and the few definitions that the code below them uses."""
    used = _names(code)
    preludes = [_INTEGRAL] if "integral" in used else []
    preludes += [_JSON_TYPE] if "json_type_of" in used else []
    preludes += [_ONLY_TAG] if "only_tag" in used else []
    preludes += [_DEFERRED if deferred else _CLOSED]
    preludes += [_MAYBE] if "Maybe" in used else []
    prelude = "\n".join(preludes)
    used |= _names(prelude)
    lines = [
        docstring(
            f"{model.title}: {model.doc}" if model.doc else model.title,
            f"Generated from {model.source}; edit that, not this.",
        ),
        "",
        "from __future__ import annotations",
        "",
        *(
            f"from {library} import {', '.join(name for name in names if name in used)}\n"
            for library, names in _IMPORTS.items()
            if library == "pydantic" or used.intersection(names)
        ),
    ]
    return "\n".join(lines) + "\n" + prelude


def _names(code: str) -> set[str]:
    """Every bare name in the code."""
    return {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}


def _class(shape: Shape) -> str:
    lines = [f"class {shape.name}(Closed):"]
    if shape.doc or not shape.fields:
        lines += [indent(docstring(shape.doc or "An object without fields."), "    "), ""]
    names = [attribute_name(field.name) for field in shape.fields]
    for position, field in enumerate(shape.fields):
        name = names[position]
        while name in names[:position]:
            name += "_"
        names[position] = name
        lines.append(f"    {name}: {_annotation(field, name)}")
        if field.doc:
            lines += [indent(docstring(field.doc), "    ")]
    return "\n".join(lines) + "\n"


def _annotation(field: Field, name: str) -> str:
    kind = _expression(field.kind)
    if not field.required:
        kind = f"Maybe[{kind}]"
    if name != field.name:
        default = "" if field.required else "default=None, "
        return f"{kind} = Field({default}alias={quoted(field.name)})"
    return kind if field.required else f"{kind} = None"


def _alias(kind: Kind) -> str:
    """`Name = ...` for a named kind, with its doc as a comment above it."""
    return f"{comment(kind)}{named(kind)} = {_spelled(kind)}\n"


def _expression(kind: Kind) -> str:
    """The type of a value: the name of its definition, or the type itself."""
    return named(kind) or _spelled(kind)


def _spelled(kind: Kind) -> str:
    match kind:
        case Text():
            return _bounded(
                "str",
                min_length=kind.min_length,
                max_length=kind.max_length,
                # Pydantic matches with Rust's regular expressions, where `$` is the very end.
                pattern=kind.pattern,
            )
        case Whole():
            bounded = _bounded("int", ge=kind.minimum, le=kind.maximum)
            inner = bounded.removeprefix("Annotated[").removesuffix("]")
            return f"Annotated[{inner}, BeforeValidator(integral)]"
        case Number():
            return _bounded("float", ge=kind.minimum, le=kind.maximum)
        case Truth():
            return "bool"
        case Choice():
            return literals(kind.values)
        case Anything():
            return "Any"
        case FreeForm():
            return "dict[str, Any]"
        case Reference():
            return kind.shape
        case ListOf():
            return _bounded(
                f"list[{_expression(kind.item)}]",
                min_length=kind.min_items,
                max_length=kind.max_items,
            )
        case MapOf():
            return f"dict[{_expression(kind.key)}, {_expression(kind.value)}]"
        case Either():
            options = [
                f"Annotated[{_expression(option)}, Tag({quoted(json_type(option))})]"
                for option in kind.options
            ]
            *others, last = (_wanted(option) for option in kind.options)
            wanted = f"{', '.join(others)} or {last}" if others else last
            return _discriminated(options, f"json_type_of({quoted(wanted)})")
        case Tagged():
            cases = [_expression(case.kind) for case in kind.cases]
            if len(cases) == 1:
                allowed = ", ".join(map(quoted, (kind.tag, *kind.cases[0].tags)))
                return f"Annotated[{cases[0]}, only_tag({allowed})]"
            return _discriminated(cases, f'Field(discriminator="{attribute_name(kind.tag)}")')


def _bounded(type_: str, **bounds: str | float | None) -> str:
    given = ", ".join(
        f"{key}={raw(value) if isinstance(value, str) else repr(value)}"
        for key, value in bounds.items()
        if value is not None
    )
    return f"Annotated[{type_}, Field({given})]" if given else type_


# Python parses `A | B | C` as one operation within another, and gives up at a few thousand.
_LONGEST_CHAIN = 1000


def _discriminated(options: list[str], discriminator: str) -> str:
    if len(options) > _LONGEST_CHAIN:
        listed = ",\n        ".join(options)
        return f"Annotated[\n    Union[\n        {listed},\n    ],\n    {discriminator},\n]"
    line = f"Annotated[{' | '.join(options)}, {discriminator}]"
    if len(line) <= WIDTH - 20:
        return line
    union = "\n    | ".join(options)
    return f"Annotated[\n    {union},\n    {discriminator},\n]"


def _wanted(kind: Kind) -> str:
    return "integer" if isinstance(kind, Whole) else json_type(kind)
