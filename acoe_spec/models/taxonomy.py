"""A taxonomy: A named, versioned set of labels with their hierarchy, attributes and
constraints.

Generated from metamodel/taxonomy.yaml; edit that, not this.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, GetCoreSchemaHandler, Tag


def integral(value: object) -> object:
    """The integer that a float such as 2.0 is, as in JSON Schema; anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


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


# The version of this file format, always 1.
Format = Annotated[int, Field(ge=1, le=1), BeforeValidator(integral)]
# The identity of a label, stable and never reused.
LabelId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")]
# A short text, one line of it, without control characters.
Line = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
# A semantic version, major.minor.patch with an optional pre-release.
Version = Annotated[str, Field(pattern=r"^(?:0|[1-9][0-9]{0,8})[.](?:0|[1-9][0-9]{0,8})[.](?:0|[1-9][0-9]{0,8})(?:-[0-9A-Za-z.-]{1,64})?$")]
# Text of any number of lines; Markdown where a page shows it.
Prose = Annotated[str, Field(max_length=20000)]
# The kind of content that a record holds.
Modality = Literal["text", "chat", "email", "document", "audio"]
# A taxonomy at a version, as in finance-core@1.0.0, or at its head (finance-core@head).
TaxonomyReference = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}@(?:head|(?:0|[1-9][0-9]{0,8})[.](?:0|[1-9][0-9]{0,8})[.](?:0|[1-9][0-9]{0,8})(?:-[0-9A-Za-z.-]{1,64})?)$")]
# An absolute or relative URI; nothing is fetched from it.
Uri = Annotated[str, Field(min_length=1, max_length=2048)]
# How two spans may share characters. equal: Both cover the same characters. contains: One lies
# within the other. crosses: Each has characters that the other has not.
Crossing = Literal["equal", "contains", "crosses"]
# A bare id is an entity; another set's label is written set/id; an imported label has the taxonomy
# in front, as in finance-core:amount or finance-core:intent/rfq.
LabelReference = Annotated[str, Field(pattern=r"^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}:)?(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}/)?[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")]
# A colour as six hexadecimal digits after a number sign.
Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
# The identity of an attribute, in lower case.
AttributeId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,127}$")]
# The types of attributes, besides an enumeration of values. decimal: A JSON string; its scale is
# kept, and it is compared as a number. date: YYYY, YYYY-MM or YYYY-MM-DD, as the precision allows.
# datetime: RFC 3339 with an offset.
AttributeRange = Literal["string", "boolean", "integer", "decimal", "date", "datetime"]
# A day as YYYY-MM-DD.
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
# What each tool calls it, where a tool's name for it is not its id.
Aliases = dict[LabelId, Line]
# A number of things.
Count = Annotated[int, Field(ge=0, le=1000000), BeforeValidator(integral)]
# A bound written as a number.
Quantity = Annotated[float, Field(ge=-1000000000000000, le=1000000000000000)]
Bound = Annotated[
    Annotated[Quantity, Tag("number")]
    | Annotated[Line, Tag("string")],
    json_type_of("number or string"),
]
# How exact a date is.
Precision = Literal["year", "month", "day"]
# An integer that every JSON reader keeps exactly, within 2^53-1 of zero.
Integer = Annotated[int, Field(ge=-9007199254740991, le=9007199254740991), BeforeValidator(integral)]
ConditionValue = Annotated[
    Annotated[Line, Tag("string")]
    | Annotated[Integer, Tag("number")]
    | Annotated[bool, Tag("boolean")],
    json_type_of("string, integer or boolean"),
]
# For each attribute the values of which one must be present.
Condition = dict[AttributeId, Annotated[list[ConditionValue], Field(min_length=1)]]
# Settings for each tool, handed to its configuration as they are.
Hints = dict[LabelId, Any]
# Whether an event's trigger is marked.
TriggerUse = Literal["required", "optional", "none"]
# A type of unit, which means all units of the type, or some of them as type/kind.
# segment/transcribed: It has words. segment/untranscribed: Its text is absent. segment/silent: Its
# text is empty, so nothing is said.
UnitKind = Literal[
    "passage",
    "turn",
    "part",
    "part/subject",
    "part/body",
    "part/quoted",
    "part/signature",
    "part/attachment",
    "page",
    "segment",
    "segment/transcribed",
    "segment/untranscribed",
    "segment/silent",
]
# How many answers one target may have.
Selection = Literal["one", "many"]


class KnowledgeBase(Closed):
    """A collection of identifiers."""

    title: Line
    """What people call it."""
    scheme: Maybe[LabelId] = None
    """The check that its identifiers must pass."""
    url: Maybe[Uri] = None
    """A page about one identifier, with {id} where it goes."""


class OverlapPair(Closed):
    """Which relations are permitted between the spans of two labels."""

    of: Annotated[list[LabelReference], Field(min_length=2, max_length=2)]
    """The two labels; the order does not matter."""
    allow: list[Crossing]
    """What is permitted; an empty list permits nothing."""


class Overlap(Closed):
    """Which relations between two entity spans are permitted; all of them where nothing is said."""

    default: Maybe[list[Crossing]] = None
    """For all pairs that are not named."""
    pairs: Maybe[list[OverlapPair]] = None
    """For two labels and their sub-labels."""


class Links(Closed):
    """Which knowledge bases an entity may be linked to."""

    to: Annotated[list[LabelReference], Field(min_length=1)]
    """Ids of knowledge bases."""
    required: Maybe[bool] = None
    """An entity without a link to one of them is a finding."""


class Deprecation(Closed):
    """Since when, why and by what to replace it."""

    since: Version
    """The version that deprecated it."""
    replaced_by: Maybe[list[LabelReference]] = None
    """The labels or values to use instead."""
    reason: Maybe[Prose] = None
    """Why it is to be used no longer."""
    valid_until: Maybe[Day] = None
    """The last day on which it is tolerated."""


class AttributeValue(Closed):
    """One permitted value of an attribute."""

    name: Maybe[Line] = None
    """Display text. It may change freely; the id may not."""
    definition: Maybe[Prose] = None
    """What it is, in a sentence that somebody of the trade would accept."""
    deprecated: Maybe[Deprecation] = None
    """Present once it is to be used no longer."""
    aliases: Maybe[Aliases] = None
    """What tools call it, by tool or format, where that is not its id."""


class Attribute(Closed):
    """A typed property of a label. It has either a range or values."""

    name: Maybe[Line] = None
    """Display text. It may change freely; the id may not."""
    definition: Maybe[Prose] = None
    """What it is, in a sentence that somebody of the trade would accept."""
    range: Maybe[AttributeRange] = None
    """The type; an attribute with values has none."""
    values: Maybe[dict[LabelId, AttributeValue]] = None
    """The permitted values, by id."""
    multivalued: Maybe[bool] = None
    """An array of values."""
    required: Maybe[bool] = None
    """An annotation of a complete record without it is a finding."""
    pattern: Maybe[Line] = None
    """A regular expression of Python, with ASCII classes, that the whole of a string matches."""
    max_length: Maybe[Count] = None
    """The greatest length of a string in code points."""
    minimum: Maybe[Bound] = None
    """The least value, written as a number or as a string."""
    maximum: Maybe[Bound] = None
    """The greatest value, written as a number or as a string."""
    precision: Maybe[list[Precision]] = None
    """How exact a date may be; to the day where nothing is said."""
    when: Maybe[Condition] = None
    """The values of other attributes under which it is allowed, and required if it is required."""
    deprecated: Maybe[Deprecation] = None
    """Present once it is to be used no longer."""


class EntityLabel(Closed):
    """A label of things mentioned."""

    name: Maybe[Line] = None
    """Display text. It may change freely; the id may not."""
    definition: Maybe[Prose] = None
    """What it is, in a sentence that somebody of the trade would accept."""
    use_when: Maybe[list[Prose]] = None
    """Situations in which it is the right label."""
    avoid_when: Maybe[list[Prose]] = None
    """Situations in which it is not."""
    confusable_with: Maybe[list[LabelReference]] = None
    """Labels that it is easily taken for."""
    is_a: Maybe[LabelReference] = None
    """The parent, from which everything is inherited."""
    mixins: Maybe[list[LabelReference]] = None
    """Labels whose attributes are added, in this order."""
    abstract: Maybe[bool] = None
    """Present for its sub-labels only, never to be used itself."""
    colour: Maybe[Colour] = None
    """The colour that tools and pages show it in."""
    links: Maybe[Links] = None
    """The knowledge bases that it may be linked to."""
    attributes: Maybe[dict[AttributeId, Attribute]] = None
    """The typed properties, by attribute id; sub-labels inherit them and may narrow them."""
    deprecated: Maybe[Deprecation] = None
    """Present once it is to be used no longer."""
    aliases: Maybe[Aliases] = None
    """What tools call it, by tool or format, where that is not its id."""
    hints: Maybe[Hints] = None
    """Settings for annotation tools, by tool."""


class Cardinality(Closed):
    """How many at least and at most."""

    min: Maybe[Count] = None
    """At least so many."""
    max: Maybe[Count] = None
    """At most so many."""


class RelationLabel(Closed):
    """A label of ties from a subject to an object."""

    name: Maybe[Line] = None
    """Display text. It may change freely; the id may not."""
    definition: Maybe[Prose] = None
    """What it is, in a sentence that somebody of the trade would accept."""
    use_when: Maybe[list[Prose]] = None
    """Situations in which it is the right label."""
    avoid_when: Maybe[list[Prose]] = None
    """Situations in which it is not."""
    confusable_with: Maybe[list[LabelReference]] = None
    """Labels that it is easily taken for."""
    is_a: Maybe[LabelReference] = None
    """The parent, from which everything is inherited."""
    mixins: Maybe[list[LabelReference]] = None
    """Labels whose attributes are added, in this order."""
    abstract: Maybe[bool] = None
    """Present for its sub-labels only, never to be used itself."""
    colour: Maybe[Colour] = None
    """The colour that tools and pages show it in."""
    domain: Maybe[list[LabelReference]] = None
    """What may be the subject."""
    range: Maybe[list[LabelReference]] = None
    """What may be the object."""
    symmetric: Maybe[bool] = None
    """Holds in both directions, and is stored once."""
    transitive: Maybe[bool] = None
    """If a to b and b to c hold, then so does a to c."""
    per_subject: Maybe[Cardinality] = None
    """How many of one subject."""
    per_object: Maybe[Cardinality] = None
    """How many of one object."""
    attributes: Maybe[dict[AttributeId, Attribute]] = None
    """The typed properties, by attribute id; sub-labels inherit them and may narrow them."""
    deprecated: Maybe[Deprecation] = None
    """Present once it is to be used no longer."""
    aliases: Maybe[Aliases] = None
    """What tools call it, by tool or format, where that is not its id."""
    hints: Maybe[Hints] = None
    """Settings for annotation tools, by tool."""


class Role(Closed):
    """What may take part in an event in this way."""

    range: Annotated[list[LabelReference], Field(min_length=1)]
    """Entities, or events as event/id."""
    min: Maybe[Count] = None
    """How often at least, 0 where nothing is said."""
    max: Maybe[Count] = None
    """How often at most, any number where nothing is said."""
    name: Maybe[Line] = None
    """Display text."""
    definition: Maybe[Prose] = None
    """What taking part in this way means."""


class EventLabel(Closed):
    """A label of happenings."""

    name: Maybe[Line] = None
    """Display text. It may change freely; the id may not."""
    definition: Maybe[Prose] = None
    """What it is, in a sentence that somebody of the trade would accept."""
    use_when: Maybe[list[Prose]] = None
    """Situations in which it is the right label."""
    avoid_when: Maybe[list[Prose]] = None
    """Situations in which it is not."""
    confusable_with: Maybe[list[LabelReference]] = None
    """Labels that it is easily taken for."""
    is_a: Maybe[LabelReference] = None
    """The parent, from which everything is inherited."""
    mixins: Maybe[list[LabelReference]] = None
    """Labels whose attributes are added, in this order."""
    abstract: Maybe[bool] = None
    """Present for its sub-labels only, never to be used itself."""
    colour: Maybe[Colour] = None
    """The colour that tools and pages show it in."""
    trigger: Maybe[TriggerUse] = None
    """Whether the words that name it are marked; required where nothing is said."""
    roles: Maybe[dict[LabelId, Role]] = None
    """The ways to take part in it, by role id."""
    attributes: Maybe[dict[AttributeId, Attribute]] = None
    """The typed properties, by attribute id; sub-labels inherit them and may narrow them."""
    deprecated: Maybe[Deprecation] = None
    """Present once it is to be used no longer."""
    aliases: Maybe[Aliases] = None
    """What tools call it, by tool or format, where that is not its id."""
    hints: Maybe[Hints] = None
    """Settings for annotation tools, by tool."""


class AppliesTo(Closed):
    """What a question is asked of: the record, some units, or annotations of some labels."""

    record: Maybe[bool] = None
    """The record as a whole."""
    units: Maybe[list[UnitKind]] = None
    """Every unit of these types or kinds."""
    labels: Maybe[list[LabelReference]] = None
    """Every annotation of these labels, sub-labels included."""


class CategoryLabel(Closed):
    """One answer to the question of a category set."""

    name: Maybe[Line] = None
    """Display text. It may change freely; the id may not."""
    definition: Maybe[Prose] = None
    """What it is, in a sentence that somebody of the trade would accept."""
    use_when: Maybe[list[Prose]] = None
    """Situations in which it is the right label."""
    avoid_when: Maybe[list[Prose]] = None
    """Situations in which it is not."""
    confusable_with: Maybe[list[LabelReference]] = None
    """Labels that it is easily taken for."""
    is_a: Maybe[LabelReference] = None
    """The parent, from which everything is inherited."""
    mixins: Maybe[list[LabelReference]] = None
    """Labels whose attributes are added, in this order."""
    abstract: Maybe[bool] = None
    """Present for its sub-labels only, never to be used itself."""
    colour: Maybe[Colour] = None
    """The colour that tools and pages show it in."""
    attributes: Maybe[dict[AttributeId, Attribute]] = None
    """The typed properties, by attribute id; sub-labels inherit them and may narrow them."""
    deprecated: Maybe[Deprecation] = None
    """Present once it is to be used no longer."""
    aliases: Maybe[Aliases] = None
    """What tools call it, by tool or format, where that is not its id."""
    hints: Maybe[Hints] = None
    """Settings for annotation tools, by tool."""


class CategorySet(Closed):
    """The labels that answer one question."""

    question: Line
    definition: Maybe[Prose] = None
    """What the question is about, at more length."""
    applies_to: AppliesTo
    """What the question is asked of."""
    select: Maybe[Selection] = None
    """How many answers a target may have, one where nothing is said."""
    required: Maybe[bool] = None
    """Every eligible target of a complete record has an answer."""
    labels: dict[LabelId, CategoryLabel]
    """The answers, by id."""
    deprecated: Maybe[Deprecation] = None
    """Present once it is to be used no longer."""


class Taxonomy(Closed):
    """The head of a taxonomy, as it is being edited."""

    format: Format
    """The version of this file format, always 1."""
    id: LabelId
    """The identity of the taxonomy; records pin it together with a version."""
    title: Line
    """The name that people read."""
    version: Version
    """The version that is being worked on."""
    based_on: Maybe[list[Version]] = None
    """The release or releases that it follows."""
    description: Maybe[Prose] = None
    """What it is for."""
    licence: Maybe[Line] = None
    """The licence of the taxonomy as an SPDX identifier."""
    owner: Maybe[Line] = None
    """The person or team that answers for it."""
    modalities: Maybe[list[Modality]] = None
    """What kinds of record it is made for."""
    imports: Maybe[list[TaxonomyReference]] = None
    """Taxonomies whose labels may be used here under their prefix."""
    knowledge_bases: Maybe[dict[LabelId, KnowledgeBase]] = None
    """Collections of identifiers that entities may be linked to, by id."""
    overlap: Maybe[Overlap] = None
    """How two entity spans may lie on each other."""
    entities: Maybe[dict[LabelId, EntityLabel]] = None
    """Labels of things mentioned."""
    relations: Maybe[dict[LabelId, RelationLabel]] = None
    """Labels of ties between two annotations."""
    events: Maybe[dict[LabelId, EventLabel]] = None
    """Labels of happenings with participants."""
    categories: Maybe[dict[LabelId, CategorySet]] = None
    """Label sets that each answer one question."""
