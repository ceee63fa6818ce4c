"""Shapes as the text of a Python module of msgspec structs, into which bulk work decodes.

A struct accepts nothing that the Pydantic models refuse. Free-form objects stay raw bytes, so that
they are neither parsed nor respelled; that they are objects is for the decoder to see to. This
module knows neither LinkML nor what the shapes mean.
"""

from __future__ import annotations

import keyword
from textwrap import indent

from acoe_spec.generate.python_text import comment, docstring, literals, quoted, raw
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
    named,
    unions,
)

_IMPORTS = """
from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

"""


def module(model: Model) -> str:
    """The text of a Python module with one struct for each shape of `model`.

    Required fields come first in a struct, the tag of a union is no field of it, and an absent
    optional field is `UNSET`. Raises `ValueError` for a shape that structs cannot express: a tag
    with several values, or a field that Python cannot spell.
    """
    tags = _tags(model)
    text = docstring(
        f"{model.title}, as structs. An absent optional field is UNSET, never None.",
        f"Generated from {model.source}; edit that, not this.",
    )
    text += "\n" + _IMPORTS
    after_class = False
    for definition in definitions(model):
        if isinstance(definition, Shape):
            text += "\n\n" + _struct(definition, tags.get(definition.name))
            after_class = True
        else:
            text += "\n\n" * after_class + comment(definition)
            text += f"{named(definition)} = {_spelled(definition)}\n"
            after_class = False
    return text


def _tags(model: Model) -> dict[str, tuple[str, str]]:
    """For each shape in a tagged union: the field that is the tag, and its value."""
    tags: dict[str, tuple[str, str]] = {}
    for union in unions(model):
        for case in union.cases:
            if not isinstance(case.kind, Reference) or len(case.tags) != 1:
                raise ValueError("a struct has exactly one tag with one value")
            tags[case.kind.shape] = (union.tag, case.tags[0])
    return tags


def _struct(shape: Shape, tag: tuple[str, str] | None) -> str:
    options = "forbid_unknown_fields=True, gc=False"
    if tag is not None:
        options += f", tag_field={quoted(tag[0])}, tag={quoted(tag[1])}"
    lines = [f"class {shape.name}(Struct, {options}):"]
    if shape.doc:
        lines += [indent(docstring(shape.doc), "    "), ""]
    fields = [field for field in shape.fields if tag is None or field.name != tag[0]]
    for field in sorted(fields, key=lambda field: not field.required):
        lines.append(f"    {_field(field)}")
        if field.doc:
            lines.append(indent(docstring(field.doc), "    "))
    return "\n".join(lines) + "\n"


def _field(field: Field) -> str:
    if not field.name.isidentifier() or keyword.iskeyword(field.name):
        raise ValueError(f"{field.name} cannot be the field of a struct")
    kind = _expression(field.kind)
    return (
        f"{field.name}: {kind}" if field.required else f"{field.name}: {kind} | UnsetType = UNSET"
    )


def _expression(kind: Kind) -> str:
    return named(kind) or _spelled(kind)


def _spelled(kind: Kind) -> str:
    match kind:
        case Text():
            return _bounded(
                "str",
                min_length=kind.min_length,
                max_length=kind.max_length,
                pattern=_python_pattern(kind.pattern),
            )
        case Whole():
            return _bounded("int", ge=kind.minimum, le=kind.maximum)
        case Number():
            return _bounded("float", ge=kind.minimum, le=kind.maximum)
        case Truth():
            return "bool"
        case Choice():
            return literals(kind.values)
        case FreeForm() | Anything():
            return "Raw"
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
            return " | ".join(_expression(option) for option in kind.options)
        case Tagged():
            return " | ".join(_expression(case.kind) for case in kind.cases)


def _python_pattern(pattern: str | None) -> str | None:
    r"""`pattern` for Python's `re`, where `$` also matches before a final newline and `\Z` not."""
    return None if pattern is None else pattern.removesuffix("$") + r"\Z"


def _bounded(type_: str, **bounds: str | float | None) -> str:
    given = ", ".join(
        f"{key}={raw(value) if isinstance(value, str) else repr(value)}"
        for key, value in bounds.items()
        if value is not None
    )
    return f"Annotated[{type_}, Meta({given})]" if given else type_
