"""A Hypothesis strategy of valid documents for any shapes, as plain JSON values.

For laws about what is generated from the shapes: whatever the shapes are, all spellings of them
agree. (`strategies` draws records that are sound inside themselves as well.)
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from strategies import contents, json_values, names

from acoe_spec.generate.shapes import (
    Anything,
    Choice,
    Either,
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
)


def documents(model: Model, root: str) -> st.SearchStrategy[dict[str, Any]]:
    """Documents that begin with the shape `root`."""
    return st.deferred(lambda: _objects(model, model.shape(root)))


def _objects(model: Model, shape: Shape) -> st.SearchStrategy[dict[str, Any]]:
    fields = {field.name: _values(model, field.kind) for field in shape.fields}
    required = {field.name: fields.pop(field.name) for field in shape.fields if field.required}
    return st.fixed_dictionaries(required, optional=fields)


def _values(model: Model, kind: Kind) -> st.SearchStrategy[Any]:
    match kind:
        case Text():
            return _texts(kind)
        case Whole():
            return st.integers(kind.minimum, kind.maximum)
        case Number():
            low, high = kind.minimum, kind.maximum
            return st.floats(low, high, allow_nan=False, allow_infinity=False) | st.just(low or 0)
        case Truth():
            return st.booleans()
        case Choice():
            return st.sampled_from(kind.values)
        case Anything():
            return json_values
        case FreeForm():
            return st.dictionaries(names, json_values, max_size=2)
        case Reference():
            return documents(model, kind.shape)
        case ListOf():
            least = kind.min_items or 0
            most = least + 1 if kind.max_items is None else kind.max_items
            return st.lists(_values(model, kind.item), min_size=least, max_size=most)
        case MapOf():
            return st.dictionaries(_texts(kind.key), _values(model, kind.value), max_size=2)
        case Either():
            return st.one_of([_values(model, option) for option in kind.options])
        case Tagged():
            return st.one_of([_values(model, case.kind) for case in kind.cases])


def _texts(kind: Text) -> st.SearchStrategy[str]:
    least, most = kind.min_length or 0, kind.max_length
    if kind.pattern is None:
        return contents.filter(lambda text: least <= len(text) <= (most or len(text)))
    # In Python's `re` a `$` also matches before a final newline.
    matching = st.from_regex(kind.pattern.removesuffix("$") + r"\Z")
    return matching.filter(lambda text: least <= len(text) <= (most or len(text)))
