"""The definition of one taxonomy version: everything its author wrote, closed over its imports.

It is what a release freezes, what versions are compared by and what `compiling` reads. Imported
labels are written out with the id of the taxonomy that they come from as a prefix
(`finance-core:amount`; the set `finance-core:intent`), and every reference in them likewise.
Nothing is inherited here: an absent field is None and means that the author is silent. Knows
nothing of files, YAML or where imports are found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec
from msgspec import Struct

from acoe_spec.errors import TaxonomyBroken
from acoe_spec.taxonomy.compiled import AttributeType, Crossing, Deprecation, KnowledgeBase
from acoe_spec.taxonomy.references import prefix_of

FORMAT = 1

Precision = Literal["year", "month", "day"]
Trigger = Literal["required", "optional", "none"]


class _Written(
    Struct, frozen=True, gc=False, omit_defaults=True, kw_only=True, forbid_unknown_fields=True
):
    """Something an author wrote; it cannot hold itself, so that garbage is not looked for in it."""


class Value(_Written, frozen=True, kw_only=True):
    """One permitted value of an enumerated attribute, as written."""

    name: str | None = None
    definition: str | None = None
    aliases: dict[str, str] = {}
    deprecated: Deprecation | None = None


class Attribute(_Written, frozen=True, kw_only=True):
    """What one label says of one attribute; the rest may be said by its ancestors.

    `minimum` and `maximum` are text: decimals, or dates where the attribute is one. `when` maps
    another attribute to those of its values (as text: `true`, `3`, `vanilla`) under which this one
    is allowed.
    """

    name: str | None = None
    definition: str | None = None
    range: AttributeType | None = None
    values: dict[str, Value] | None = None
    multivalued: bool | None = None
    required: bool | None = None
    pattern: str | None = None
    max_length: int | None = None
    minimum: str | None = None
    maximum: str | None = None
    precision: tuple[Precision, ...] | None = None
    when: dict[str, tuple[str, ...]] | None = None
    deprecated: Deprecation | None = None

    @property
    def type(self) -> AttributeType | None:
        """The attribute's type: `values` where values are listed, else its `range`."""
        return self.range if self.values is None else "values"


class Links(_Written, frozen=True, kw_only=True):
    """The knowledge bases that an entity may, or must, link into."""

    to: tuple[str, ...] | None = None
    required: bool | None = None


class Cardinality(_Written, frozen=True, kw_only=True):
    """How many relations one subject (or object) may take part in, as written."""

    min: int | None = None
    max: int | None = None


class Role(_Written, frozen=True, kw_only=True):
    """What one event says of one role."""

    name: str | None = None
    definition: str | None = None
    range: tuple[str, ...] | None = None
    min: int | None = None
    max: int | None = None


class Label(_Written, frozen=True, kw_only=True):
    """What labels of every kind have.

    A bare id in `is_a`, `mixins`, `confusable_with` and `deprecated.replaced_by` is a label of the
    same set.
    """

    name: str | None = None
    definition: str | None = None
    is_a: str | None = None
    mixins: tuple[str, ...] = ()
    abstract: bool = False
    use_when: tuple[str, ...] = ()
    avoid_when: tuple[str, ...] = ()
    confusable_with: tuple[str, ...] = ()
    attributes: dict[str, Attribute] = {}
    colour: str | None = None
    hints: dict[str, Any] = {}
    aliases: dict[str, str] = {}
    deprecated: Deprecation | None = None


class Entity(Label, frozen=True, kw_only=True):
    """An entity label."""

    links: Links | None = None


class Relation(Label, frozen=True, kw_only=True):
    """A relation label; `domain` and `range` name entities or, as `event/x`, events."""

    domain: tuple[str, ...] | None = None
    range: tuple[str, ...] | None = None
    symmetric: bool | None = None
    transitive: bool | None = None
    per_subject: Cardinality | None = None
    per_object: Cardinality | None = None


class Event(Label, frozen=True, kw_only=True):
    """An event label."""

    trigger: Trigger | None = None
    roles: dict[str, Role] = {}


class CategoryLabel(Label, frozen=True, kw_only=True):
    """One answer of a category set."""


class AppliesTo(_Written, frozen=True, kw_only=True):
    """What a category set is said of: the record, units of these types and kinds, annotations so
    labelled."""

    record: bool = False
    units: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


class CategorySet(_Written, frozen=True, kw_only=True):
    """The labels that answer one question."""

    question: str
    definition: str | None = None
    applies_to: AppliesTo
    select: Literal["one", "many"] = "one"
    required: bool = False
    deprecated: Deprecation | None = None
    labels: dict[str, CategoryLabel] = {}


class OverlapPair(_Written, frozen=True, kw_only=True):
    """How spans of two entity labels, and of their sub-labels, may lie to each other."""

    of: tuple[str, str]
    allow: tuple[Crossing, ...] = ()


class Overlap(_Written, frozen=True, kw_only=True):
    """How entity spans may lie to each other; a silent `default` permits everything.

    Pairs are imported with their labels, a default is not: it holds for the records of its own
    taxonomy.
    """

    default: tuple[Crossing, ...] | None = None
    pairs: tuple[OverlapPair, ...] = ()


class Origin(_Written, frozen=True):
    """The version of an imported taxonomy and the hash of its definition."""

    version: str
    hash: str


class Retired(_Written, frozen=True):
    """A label that earlier versions had: the version that dropped it, and references to what
    stands in its place."""

    since: str
    replaced_by: tuple[str, ...] = ()


class Definition(_Written, frozen=True, kw_only=True):
    """One taxonomy version. `imports` is as written, `origins` is everything that came with it.

    `retired` holds by its node each label that a version before this one had and this one has not:
    no id is used again.
    """

    id: str
    version: str
    title: str = ""
    description: str = ""
    licence: str | None = None
    owner: str | None = None
    based_on: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    origins: dict[str, Origin] = {}
    knowledge_bases: dict[str, KnowledgeBase] = {}
    overlap: Overlap = Overlap()
    entities: dict[str, Entity] = {}
    relations: dict[str, Relation] = {}
    events: dict[str, Event] = {}
    categories: dict[str, CategorySet] = {}
    retired: dict[str, Retired] = {}

    def labels(self) -> Iterator[tuple[str, str, Label]]:
        """Every label with its set and its id, both as a record spells them."""
        for label_set, table in (
            ("entity", self.entities),
            ("relation", self.relations),
            ("event", self.events),
        ):
            for identifier, label in table.items():
                yield label_set, identifier, label
        for name, category_set in self.categories.items():
            for identifier, answer in category_set.labels.items():
                yield name, identifier, answer

    def origin(self, name: str) -> str:
        """`id@version` of the taxonomy that a label, a set or a node comes from."""
        prefix = prefix_of(name)
        if prefix is None:
            return f"{self.id}@{self.version}"
        origin = self.origins.get(prefix)
        return prefix if origin is None else f"{prefix}@{origin.version}"


# Which objects of the canonical text are opened, one entry a line; "*" stands for every key.
_Opened = Mapping[str, Any]
_ONE_A_LINE: _Opened = {"*": None}
_LAYOUT: _Opened = {
    "entities": _ONE_A_LINE,
    "relations": _ONE_A_LINE,
    "events": _ONE_A_LINE,
    "categories": {"*": {"labels": _ONE_A_LINE}},
    "knowledge_bases": _ONE_A_LINE,
    "origins": _ONE_A_LINE,
    "retired": _ONE_A_LINE,
}
_encode = msgspec.json.Encoder().encode
_decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])


def dumps(definition: Definition) -> bytes:
    """The canonical text: JSON in UTF-8, keys sorted, one label a line, a newline at the end.

    Equal definitions give equal bytes, and a change of one label changes one line.
    """
    document = {**msgspec.to_builtins(definition, order="sorted"), "format": FORMAT}
    said = {key: value for key, value in sorted(document.items()) if value != {}}
    return b"".join(_laid_out(said, _LAYOUT, 0)) + b"\n"


def _laid_out(value: Any, opened: _Opened | None, depth: int) -> Iterator[bytes]:
    if opened is None or not value:
        yield _encode(value)
        return
    opening = b"{\n"
    for key, item in value.items():
        yield opening + b" " * (depth + 1) + _encode(key) + b":"
        yield from _laid_out(item, opened.get(key, opened.get("*")), depth + 1)
        opening = b",\n"
    yield b"\n" + b" " * depth + b"}"


def loads(data: bytes, *, path: str | None = None) -> Definition:
    """The definition whose canonical text is `data`; `path` is only for messages.

    Raises `TaxonomyBroken` if `data` is no definition of this format.
    """
    try:
        document = _decoder.decode(data)
        written = msgspec.json.decode(document.pop("format", msgspec.Raw(b"null")))
        if written != FORMAT:
            raise TaxonomyBroken(
                f"this definition is not of format {FORMAT}",
                hint="a newer acoe-spec wrote it: upgrade",
                path=path,
            )
        return msgspec.json.decode(_encode(document), type=Definition)
    except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
        raise TaxonomyBroken(
            f"this is no definition of a taxonomy: {problem}",
            hint="definitions are written by `acoe release`; do not edit them",
            path=path,
        ) from problem


def hash_of(definition: Definition) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(dumps(definition)).hexdigest()
