"""A small, tool-neutral description of data shapes.

LinkML is the source (`linkml_source` reads it); Pydantic, msgspec and JSON Schema are three
spellings of it. All three are written from the values in this module, so that they cannot disagree
by accident of a generator. LinkML's own generators are not used because they lose what we rely on:
gen-pydantic drops patterns on types and makes plain unions of polymorphic slots, gen-json-schema
makes `anyOf` of them, types an identified class under `any_of` as a string, and declares an older
draft.

Nothing here knows what the shapes mean, what LinkML is, or how any spelling is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Text:
    """A string. Lengths count code points; `pattern` is anchored with `^` and `$`.

    `$` means the very end of the string, as in ECMA-262; emitters for other dialects rewrite it.
    A kind with a `name` is written once under this name and referred to by it.
    """

    name: str = ""
    doc: str = ""
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None


@dataclass(frozen=True, kw_only=True)
class Whole:
    """An integer; `2.0` is one, `true` is none."""

    name: str = ""
    doc: str = ""
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, kw_only=True)
class Number:
    """A finite number; `true` is none."""

    name: str = ""
    doc: str = ""
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, kw_only=True)
class Truth:
    """A boolean."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of a few strings. `value_docs`, where given, explains each of them or is empty for it."""

    values: tuple[str, ...]
    name: str = ""
    doc: str = ""
    value_docs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Anything:
    """Any JSON value, null included."""


@dataclass(frozen=True, kw_only=True)
class FreeForm:
    """Any JSON object, kept as it is."""


@dataclass(frozen=True, kw_only=True)
class Reference:
    """An object of the given shape."""

    shape: str


@dataclass(frozen=True, kw_only=True)
class ListOf:
    """An array of `item`s."""

    item: Kind
    min_items: int | None = None
    max_items: int | None = None


@dataclass(frozen=True, kw_only=True)
class MapOf:
    """An object whose keys match `key` and whose values are of one kind."""

    key: Text
    value: Kind
    name: str = ""
    doc: str = ""


@dataclass(frozen=True, kw_only=True)
class Either:
    """One of several kinds that differ in their JSON type, so that the type alone decides."""

    options: tuple[Kind, ...]
    name: str = ""
    doc: str = ""

    def __post_init__(self) -> None:
        types = [json_type(option) for option in self.options]
        if len(set(types)) < len(types):
            raise ValueError("the options of a union must differ in their JSON type")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One branch of a tagged union: the values of the tag that lead to it, and what it is.

    `kind` is a `Reference` to a shape whose field for the tag is a `Choice` of the same values, or
    another `Tagged` all of whose shapes have that field.
    """

    tags: tuple[str, ...]
    kind: Reference | Tagged


@dataclass(frozen=True, kw_only=True)
class Tagged:
    """An object whose string field `tag` alone decides which shape it has."""

    tag: str
    cases: tuple[Case, ...]
    name: str = ""
    doc: str = ""


Kind = (
    Text
    | Whole
    | Number
    | Truth
    | Choice
    | Anything
    | FreeForm
    | Reference
    | ListOf
    | MapOf
    | Either
    | Tagged
)


@dataclass(frozen=True, kw_only=True)
class Field:
    """A key of an object. An optional one is absent or has a value; null is no value."""

    name: str
    kind: Kind
    required: bool = False
    doc: str = ""
    examples: tuple[Any, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A closed object: it has these fields and no others."""

    name: str
    fields: tuple[Field, ...]
    doc: str = ""


@dataclass(frozen=True, kw_only=True)
class Model:
    """Shapes that belong together, in any order, and the ones that a document begins with.

    `uri` identifies the model; `source` names the file that people edit, without its folder on
    this machine, for the header of what is generated.
    """

    name: str
    uri: str
    title: str
    doc: str
    source: str
    shapes: tuple[Shape, ...]
    roots: tuple[str, ...]

    def shape(self, name: str) -> Shape:
        """The shape of that name; raises `KeyError`."""
        for shape in self.shapes:
            if shape.name == name:
                return shape
        raise KeyError(name)


def parts(kind: Kind) -> tuple[Kind, ...]:
    """The kinds that `kind` is directly made of."""
    match kind:
        case ListOf():
            return (kind.item,)
        case MapOf():
            return (kind.key, kind.value)
        case Either():
            return kind.options
        case Tagged():
            return tuple(case.kind for case in kind.cases)
        case _:
            return ()


def explanation(kind: Kind) -> str:
    """What is said about a named kind and, for a choice, about its values."""
    doc: str = getattr(kind, "doc", "")
    if not isinstance(kind, Choice):
        return doc
    values = zip(kind.values, kind.value_docs, strict=False)
    return " ".join([doc, *(f"{value}: {about}" for value, about in values if about)]).strip()


def json_type(kind: Kind) -> str:
    """The JSON type of all values of `kind`; raises `ValueError` if it has several."""
    match kind:
        case Text() | Choice():
            return "string"
        case Whole() | Number():
            return "number"
        case Truth():
            return "boolean"
        case ListOf():
            return "array"
        case Reference() | FreeForm() | MapOf() | Tagged():
            return "object"
        case Either() | Anything():
            raise ValueError("an option of a union must have one JSON type")


def named(kind: Kind) -> str:
    """The name under which `kind` is written once, or empty if it is written where it stands."""
    match kind:
        case Truth() | Anything() | FreeForm() | Reference() | ListOf():
            return ""
        case _:
            return kind.name


def definitions(model: Model, roots: Sequence[str] | None = None) -> tuple[Kind | Shape, ...]:
    """The shapes and named kinds that the roots need, each after all that it is made of.

    Kinds without shapes in them come first. In a cycle of shapes one of them comes before something
    that it needs. `roots` are all roots of the model where none are given. Raises `ValueError` if
    two different definitions have one name.
    """
    by_name = {shape.name: shape for shape in model.shapes}
    done: dict[str, Kind | Shape] = {}
    open_shapes: set[str] = set()

    def visit(kind: Kind) -> None:
        if isinstance(kind, Reference):
            visit_shape(kind.shape)
            return
        for part in parts(kind):
            visit(part)
        name = named(kind)
        if name and done.setdefault(name, kind) != kind:
            raise ValueError(f"two definitions are called {name}")

    def visit_shape(name: str) -> None:
        if name in open_shapes:
            return
        open_shapes.add(name)
        shape = by_name[name]
        for field in shape.fields:
            visit(field.kind)
        if name in done:
            raise ValueError(f"two definitions are called {name}")
        done[name] = shape

    for root in model.roots if roots is None else roots:
        visit_shape(root)
    return tuple(sorted(done.values(), key=_has_shapes))


def _has_shapes(definition: Kind | Shape) -> bool:
    if isinstance(definition, Shape | Reference):
        return True
    return any(_has_shapes(part) for part in parts(definition))


def unions(model: Model) -> Iterator[Tagged]:
    """Every tagged union in the model, outer ones before those that they contain."""

    def within(kind: Kind) -> Iterator[Tagged]:
        if isinstance(kind, Tagged):
            yield kind
        for part in parts(kind):
            yield from within(part)

    for shape in model.shapes:
        for field in shape.fields:
            yield from within(field.kind)
