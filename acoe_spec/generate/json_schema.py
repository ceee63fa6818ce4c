"""Shapes as JSON Schema 2020-12, for other languages, editors and `jsonschema`.

One wrong value gives one error at its place: a tagged union is an `enum` on its tag and a tree of
`if`/`then`/`else` that leads to the one shape that the tag names, and says nothing where the tag is
missing or unknown, because the `enum` and `required` have said it. This module knows neither LinkML
nor what the shapes mean.
"""

from __future__ import annotations

from typing import Any

import msgspec

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
    explanation,
    named,
)

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(model: Model, root: str) -> Schema:
    """The JSON Schema of documents that begin with the shape `root`, as plain JSON values."""
    defined = {
        each.name if isinstance(each, Shape) else named(each): each
        for each in definitions(model, (root,))
    }
    return {
        "$schema": DIALECT,
        "$id": f"{model.uri}/{root}.schema.json",
        "title": model.title,
        "description": model.shape(root).doc or model.doc,
        "$comment": f"Generated from {model.source}; edit that, not this.",
        "$ref": f"#/$defs/{root}",
        "$defs": {
            name: _shape(each) if isinstance(each, Shape) else _described(_spelled(each), each)
            for name, each in sorted(defined.items())
        },
    }


def text(model: Model, root: str) -> str:
    """`schema` as the text of a file."""
    return msgspec.json.format(msgspec.json.encode(schema(model, root)), indent=2).decode() + "\n"


def _shape(shape: Shape) -> Schema:
    spelled: Schema = {"type": "object"}
    if shape.doc:
        spelled["description"] = shape.doc
    spelled["properties"] = {field.name: _field(field) for field in shape.fields}
    required = [field.name for field in shape.fields if field.required]
    if required:
        spelled["required"] = required
    spelled["additionalProperties"] = False
    return spelled


def _field(field: Field) -> Schema:
    spelled = dict(_expression(field.kind))
    if field.doc:
        spelled = {"description": field.doc, **spelled}
    if field.examples:
        spelled["examples"] = list(field.examples)
    return spelled


def _described(spelled: Schema, kind: Kind) -> Schema:
    doc = explanation(kind)
    return {"description": doc, **spelled} if doc else spelled


def _expression(kind: Kind) -> Schema:
    """A reference to the definition of `kind` if it has one, else `kind` itself."""
    name = kind.shape if isinstance(kind, Reference) else named(kind)
    return {"$ref": f"#/$defs/{name}"} if name else _spelled(kind)


def _spelled(kind: Kind) -> Schema:
    match kind:
        case Text():
            return _text(kind)
        case Whole():
            return _given(type="integer", minimum=kind.minimum, maximum=kind.maximum)
        case Number():
            return _given(type="number", minimum=kind.minimum, maximum=kind.maximum)
        case Truth():
            return {"type": "boolean"}
        case Choice(values=(value,)):
            return {"const": value}
        case Choice():
            return {"enum": list(kind.values)}
        case Anything():
            return {}
        case FreeForm():
            return {"type": "object"}
        case Reference():
            return _expression(kind)
        case ListOf():
            return _given(
                type="array",
                items=_expression(kind.item),
                minItems=kind.min_items,
                maxItems=kind.max_items,
            )
        case MapOf():
            return {
                "type": "object",
                "propertyNames": _expression(kind.key),
                "additionalProperties": _expression(kind.value),
            }
        case Either():
            return _either(kind)
        case Tagged():
            return _tagged(kind)


def _given(**keywords: Any) -> Schema:
    return {keyword: value for keyword, value in keywords.items() if value is not None}


def _text(kind: Text) -> Schema:
    r"""A string: its length, its pattern, and where it has one, that there is no newline in it.

    Each is asked only if those before it hold, so that a value that is too long and of another
    form is one error. `$` is the very end in ECMA-262, which JSON Schema asks for, but Python's
    `re` lets it match before a final newline. Lookahead would settle it and is no part of the
    dialect that all implementations share; our patterns match no newline in any case.
    """
    asked = []
    if length := _given(minLength=kind.min_length, maxLength=kind.max_length):
        asked.append(length)
    if kind.pattern is not None:
        asked += [{"pattern": kind.pattern}, {"not": {"type": "string", "pattern": "\n"}}]
    return {"type": "string", **_one_by_one(asked)}


def _one_by_one(schemas: list[Schema]) -> Schema:
    """All of `schemas`, each of one keyword or of two that exclude each other's errors."""
    if len(schemas) < 2:
        return dict(*schemas)
    first, *others = schemas
    return {**first, "if": first, "then": _one_by_one(others)}


def _either(kind: Either) -> Schema:
    """Kinds of different JSON types as one schema: each keyword concerns one type only."""
    merged: Schema = {"type": []}
    for option in kind.options:
        spelled = dict(_spelled(option))
        if "type" not in spelled:
            raise ValueError("JSON Schema cannot merge a choice or a reference with other types")
        merged["type"].append(spelled.pop("type"))
        merged |= spelled
    return merged


def _tagged(kind: Tagged) -> Schema:
    tags = [tag for case in kind.cases for tag in case.tags]
    return {
        "type": "object",
        "properties": {kind.tag: {"enum": tags}},
        "required": [kind.tag],
        **_branches(kind.tag, kind.cases),
    }


def _branches(tag: str, cases: tuple[Case, ...]) -> Schema:
    """A binary tree over the values of `tag`, so that 500 cases cost nine comparisons.

    The leaves are guarded too: a tag that is in no case leads to no shape.
    """
    if len(cases) == 1:
        (case,) = cases
        return {"if": _has(tag, case.tags), "then": _expression(case.kind)}
    half = len(cases) // 2
    left, right = cases[:half], cases[half:]
    return {
        "if": _has(tag, tuple(each for case in left for each in case.tags)),
        "then": _expression(left[0].kind) if len(left) == 1 else _branches(tag, left),
        "else": _branches(tag, right),
    }


def _has(tag: str, values: tuple[str, ...]) -> Schema:
    wanted: Schema = {"const": values[0]} if len(values) == 1 else {"enum": list(values)}
    return {"type": "object", "properties": {tag: wanted}, "required": [tag]}
