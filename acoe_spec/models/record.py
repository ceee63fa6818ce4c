"""A record: One view of one document, which is its content with one set of annotations.

Generated from metamodel/record.yaml; edit that, not this.
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


# A taxonomy at a version, as in trade-chat@2.0.0.
SchemaRef = Annotated[str, Field(min_length=1, max_length=300)]
# The id of a record, unit or annotation, a role, a speaker.
Name = Annotated[str, Field(min_length=1, max_length=256)]
# The kind of content that a record holds.
Modality = Literal["text", "chat", "email", "document", "audio"]
# Content, or a slice of it, as it is.
Characters = str
# A language tag of BCP 47.
LanguageTag = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$")]
# A date-time of RFC 3339 with its offset.
Timestamp = Annotated[str, Field(max_length=40, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})$")]
# Which part of an email a unit is.
PartRole = Literal["subject", "body", "quoted", "signature", "attachment"]
# A count from zero, at most 2^53-1.
Offset = Annotated[int, Field(ge=0, le=9007199254740991), BeforeValidator(integral)]
# A length or position on a page, in the page's own unit.
Length = Annotated[float, Field(ge=0, le=1000000)]
# px: Pixels. pt: Points, 72 to the inch.
PageUnit = Literal["px", "pt"]
# Seconds from the start of the media.
Seconds = Annotated[float, Field(ge=0, le=1000000000)]
# A label or a label set as a record names it.
LabelRef = Annotated[str, Field(min_length=1, max_length=257)]
# nil: It is in no knowledge base. ambiguous: The candidates cannot be told apart.
LinkStatus = Literal["nil", "ambiguous"]
# A number from 0 to 1.
Fraction = Annotated[float, Field(ge=0, le=1)]
# A textual attribute value; decimals, dates and date-times are among them.
AttributeText = Annotated[str, Field(max_length=10000)]
# An integer that every JSON reader keeps exactly, within 2^53-1 of zero.
Integer = Annotated[int, Field(ge=-9007199254740991, le=9007199254740991), BeforeValidator(integral)]
SingleValue = Annotated[
    Annotated[AttributeText, Tag("string")]
    | Annotated[Integer, Tag("number")]
    | Annotated[bool, Tag("boolean")],
    json_type_of("string, integer or boolean"),
]
AttributeValue = Annotated[
    Annotated[AttributeText, Tag("string")]
    | Annotated[Integer, Tag("number")]
    | Annotated[bool, Tag("boolean")]
    | Annotated[list[SingleValue], Tag("array")],
    json_type_of("string, integer, boolean or array"),
]
# Attribute values by attribute id.
AttributeMap = dict[Name, AttributeValue]
Origin = Literal["human", "model"]
# A remark by whoever made the annotation.
Note = Annotated[str, Field(max_length=10000)]
State = Literal["draft", "complete", "adjudicated"]
# An absolute or relative URI; nothing is fetched from it.
Uri = Annotated[str, Field(min_length=1, max_length=2048)]
# A SHA-256 as 64 hexadecimal digits in lower case.
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Passage(Closed):
    """A stretch of running text."""

    type: Literal["passage"]
    """Which kind it is; the rest of the shape follows from it."""
    id: Name
    """Unique among the units and annotations of the record."""
    text: Characters
    """The content; offsets count its Unicode code points."""
    language: Maybe[LanguageTag] = None
    """The language that it is mainly in."""


class Turn(Closed):
    """One message of a chat."""

    type: Literal["turn"]
    """Which kind it is; the rest of the shape follows from it."""
    id: Name
    """Unique among the units and annotations of the record."""
    text: Characters
    """The content; offsets count its Unicode code points."""
    speaker: Maybe[Name] = None
    """Who wrote it."""
    time: Maybe[Timestamp] = None
    """When it was sent."""
    reply_to: Maybe[Name] = None
    """The turn that it answers."""
    language: Maybe[LanguageTag] = None
    """The language that it is mainly in."""


class Part(Closed):
    """A part of an email."""

    type: Literal["part"]
    """Which kind it is; the rest of the shape follows from it."""
    id: Name
    """Unique among the units and annotations of the record."""
    text: Characters
    """The content; offsets count its Unicode code points."""
    role: PartRole
    """Which part it is."""
    language: Maybe[LanguageTag] = None
    """The language that it is mainly in."""


class Page(Closed):
    """A page of a document."""

    type: Literal["page"]
    """Which kind it is; the rest of the shape follows from it."""
    id: Name
    """Unique among the units and annotations of the record."""
    text: Characters
    """The content; offsets count its Unicode code points."""
    number: Offset
    """Its number in the document, as it is counted there."""
    width: Maybe[Length] = None
    """How wide the page is; with it, boxes are held to the page."""
    height: Maybe[Length] = None
    """How high the page is."""
    unit: Maybe[PageUnit] = None
    """Of width and height and of the boxes on the page."""
    language: Maybe[LanguageTag] = None
    """The language that it is mainly in."""


class Segment(Closed):
    """A stretch of a recording."""

    type: Literal["segment"]
    """Which kind it is; the rest of the shape follows from it."""
    id: Name
    """Unique among the units and annotations of the record."""
    start: Seconds
    """Where it begins."""
    end: Seconds
    """Where it ends."""
    text: Maybe[Characters] = None
    """What is said. Absent: not transcribed; empty: nothing is said."""
    speaker: Maybe[Name] = None
    """Who speaks."""
    channel: Maybe[Offset] = None
    """The channel of the recording, from 0."""
    accent: Maybe[Name] = None
    """How it is spoken, in words of the project."""
    language: Maybe[LanguageTag] = None
    """The language that it is mainly in."""


# An addressable piece of content.
Unit = Annotated[Passage | Turn | Part | Page | Segment, Field(discriminator="type")]


class Span(Closed):
    """A half-open range of code points in a unit's text."""

    unit: Name
    """The unit that it lies in."""
    start: Offset
    """The first code point that is covered."""
    end: Offset
    """The first code point after it that is not."""


class Box(Closed):
    """A rectangle on a page in the page's own unit, origin top left."""

    unit: Name
    """The unit that it lies in."""
    x: Length
    """From the left edge of the page."""
    y: Length
    """From the top edge of the page."""
    width: Length
    """To the right of x."""
    height: Length
    """Downwards from y."""


class TimeRange(Closed):
    """A stretch of the recording."""

    start: Seconds
    """Where it begins."""
    end: Seconds
    """Where it ends."""


class Link(Closed):
    """A reference into a knowledge base: an id, or nil, or several candidates."""

    kb: Name
    """The id of the knowledge base."""
    id: Maybe[Name] = None
    """The identifier of the thing meant."""
    status: Maybe[LinkStatus] = None
    """Why there is no one identifier."""
    candidates: Maybe[list[Name]] = None
    """The identifiers that it may be."""
    confidence: Maybe[Fraction] = None
    """How sure its maker is."""


class Previous(Closed):
    """What a migrated annotation was called under an earlier version."""

    schema_: SchemaRef = Field(alias="schema")
    """The version that it was called so under."""
    label: LabelRef
    """What it was called."""
    id: Maybe[Name] = None
    """Its id then, if it was another."""
    attributes: Maybe[AttributeMap] = None
    """Values that have no place under the later version."""


class Entity(Closed):
    """A mention, anchored by at least one of spans, boxes and times."""

    type: Literal["entity"]
    """Which kind it is; the rest of the shape follows from it."""
    id: Name
    """Unique among the units and annotations of the record."""
    label: LabelRef
    """The label, with the prefix of its taxonomy if it is imported."""
    spans: Maybe[Annotated[list[Span], Field(min_length=1)]] = None
    """In document order, neither touching nor overlapping each other; several are one
    discontinuous mention.
    """
    boxes: Maybe[Annotated[list[Box], Field(min_length=1)]] = None
    """Where it is on pages."""
    times: Maybe[Annotated[list[TimeRange], Field(min_length=1)]] = None
    """When it is heard."""
    text: Maybe[Characters] = None
    """With spans, and only then: their slices joined by one space."""
    links: Maybe[list[Link]] = None
    """What it stands for in knowledge bases."""
    attributes: Maybe[AttributeMap] = None
    """Its values by attribute id."""
    confidence: Maybe[Fraction] = None
    """How sure its maker is."""
    annotator: Maybe[Name] = None
    """Who made it, if not the annotator of the record."""
    created: Maybe[Timestamp] = None
    """When it was made."""
    origin: Maybe[Origin] = None
    """What made it."""
    comment: Maybe[Note] = None
    """A remark for people."""
    previous: Maybe[list[Previous]] = None
    """What it was called before, under earlier versions."""
    metadata: Maybe[dict[str, Any]] = None
    """Kept byte for byte."""


class Relation(Closed):
    """A tie between two annotations."""

    type: Literal["relation"]
    """Which kind it is; the rest of the shape follows from it."""
    id: Name
    """Unique among the units and annotations of the record."""
    label: LabelRef
    """The label, with the prefix of its taxonomy if it is imported."""
    subject: Name
    """The annotation that the tie goes out from; of a symmetric relation, the first in the
    document.
    """
    object: Name
    """The annotation that it leads to."""
    attributes: Maybe[AttributeMap] = None
    """Its values by attribute id."""
    confidence: Maybe[Fraction] = None
    """How sure its maker is."""
    annotator: Maybe[Name] = None
    """Who made it, if not the annotator of the record."""
    created: Maybe[Timestamp] = None
    """When it was made."""
    origin: Maybe[Origin] = None
    """What made it."""
    comment: Maybe[Note] = None
    """A remark for people."""
    previous: Maybe[list[Previous]] = None
    """What it was called before, under earlier versions."""
    metadata: Maybe[dict[str, Any]] = None
    """Kept byte for byte."""


class Argument(Closed):
    """An entity or event that takes part."""

    role: Name
    """A role of the event in the taxonomy."""
    target: Name
    """The id of an entity or of another event."""


class Trigger(Closed):
    """The words that name an event."""

    spans: list[Span]
    """In document order, neither touching nor overlapping each other; several are one
    discontinuous mention.
    """
    text: Characters
    """The slices of the spans joined by one space."""


class Event(Closed):
    """A happening with participants."""

    type: Literal["event"]
    """Which kind it is; the rest of the shape follows from it."""
    id: Name
    """Unique among the units and annotations of the record."""
    label: LabelRef
    """The label, with the prefix of its taxonomy if it is imported."""
    arguments: list[Argument]
    """Who and what takes part, and as what."""
    trigger: Maybe[Trigger] = None
    """The words that name it; several events may share them."""
    attributes: Maybe[AttributeMap] = None
    """Its values by attribute id."""
    confidence: Maybe[Fraction] = None
    """How sure its maker is."""
    annotator: Maybe[Name] = None
    """Who made it, if not the annotator of the record."""
    created: Maybe[Timestamp] = None
    """When it was made."""
    origin: Maybe[Origin] = None
    """What made it."""
    comment: Maybe[Note] = None
    """A remark for people."""
    previous: Maybe[list[Previous]] = None
    """What it was called before, under earlier versions."""
    metadata: Maybe[dict[str, Any]] = None
    """Kept byte for byte."""


class Category(Closed):
    """An answer to the question of a category set."""

    type: Literal["category"]
    """Which kind it is; the rest of the shape follows from it."""
    id: Name
    """Unique among the units and annotations of the record."""
    set: LabelRef
    """The category set that asks the question."""
    label: LabelRef
    """Its id within the set."""
    target: Maybe[Name] = None
    """A unit or an annotation; absent for the whole record."""
    attributes: Maybe[AttributeMap] = None
    """Its values by attribute id."""
    confidence: Maybe[Fraction] = None
    """How sure its maker is."""
    annotator: Maybe[Name] = None
    """Who made it, if not the annotator of the record."""
    created: Maybe[Timestamp] = None
    """When it was made."""
    origin: Maybe[Origin] = None
    """What made it."""
    comment: Maybe[Note] = None
    """A remark for people."""
    previous: Maybe[list[Previous]] = None
    """What it was called before, under earlier versions."""
    metadata: Maybe[dict[str, Any]] = None
    """Kept byte for byte."""


class Cluster(Closed):
    """Annotations that stand in one symmetric relation with each other."""

    type: Literal["cluster"]
    """Which kind it is; the rest of the shape follows from it."""
    id: Name
    """Unique among the units and annotations of the record."""
    label: LabelRef
    """A symmetric relation of the taxonomy."""
    members: list[Name]
    """The ids of two annotations or more."""
    attributes: Maybe[AttributeMap] = None
    """Its values by attribute id."""
    confidence: Maybe[Fraction] = None
    """How sure its maker is."""
    annotator: Maybe[Name] = None
    """Who made it, if not the annotator of the record."""
    created: Maybe[Timestamp] = None
    """When it was made."""
    origin: Maybe[Origin] = None
    """What made it."""
    comment: Maybe[Note] = None
    """A remark for people."""
    previous: Maybe[list[Previous]] = None
    """What it was called before, under earlier versions."""
    metadata: Maybe[dict[str, Any]] = None
    """Kept byte for byte."""


# Something that is said about the content.
Annotation = Annotated[
    Entity
    | Relation
    | Event
    | Category
    | Cluster,
    Field(discriminator="type"),
]


class Media(Closed):
    """The recording or scan that the units are of."""

    uri: Uri
    """Where it is."""
    sha256: Maybe[Sha256] = None
    """The hash of its bytes."""
    duration: Maybe[Seconds] = None
    """How long it is."""
    sample_rate: Maybe[Offset] = None
    """Samples a second."""
    channels: Maybe[Offset] = None
    """How many it has."""


class Participant(Closed):
    """Somebody who takes part in the conversation."""

    id: Name
    """The id that units name as their speaker."""
    name: Maybe[Name] = None
    """What they are called."""
    role: Maybe[Name] = None
    """What they are there for, as in client or dealer."""
    language: Maybe[LanguageTag] = None
    """The language that they mainly use."""
    accent: Maybe[Name] = None
    """Their accent, in words of the project."""


class Unresolved(Closed):
    """An annotation that a migration could not decide."""

    annotation: Annotation
    """The annotation as it was."""
    schema_: SchemaRef = Field(alias="schema")
    """The version that it was so under."""
    reason: Note
    """Why it could not be decided."""
    attribute: Maybe[Name] = None
    """The attribute whose value is open; absent where the label is."""
    candidates: Maybe[list[LabelRef]] = None
    """Labels that it may have under the version of the record or, with attribute, values."""
    because: Maybe[Name] = None
    """The unresolved annotation that it depends on."""


class Record(Closed):
    """One line of a label file."""

    schema_: Maybe[SchemaRef] = Field(default=None, alias="schema")
    """The taxonomy version that the labels are of."""
    id: Name
    """Unique in the file, together with the view."""
    modality: Modality
    """What the units are taken from."""
    units: Annotated[list[Unit], Field(min_length=1)]
    """The content."""
    annotations: list[Annotation]
    """What is said about the content, in any order."""
    view: Maybe[Name] = None
    """Absent is main."""
    annotator: Maybe[Name] = None
    """Who made this view."""
    state: Maybe[State] = None
    """Absent is complete."""
    scope: Maybe[list[LabelRef]] = None
    """The label sets attempted: entity, relation, event, or ids of category sets. Absent is all
    of them.
    """
    annotated_with: Maybe[SchemaRef] = None
    """The taxonomy version that it was first labelled under; migration never changes it."""
    media: Maybe[Media] = None
    """The recording or scan that the content is of."""
    participants: Maybe[list[Participant]] = None
    """Who takes part; where they are listed, every speaker is one of them."""
    sender: Maybe[Name] = None
    """Who sent the email."""
    recipients: Maybe[list[Name]] = None
    """Whom it was sent to."""
    date: Maybe[Timestamp] = None
    """When it was sent."""
    thread: Maybe[Name] = None
    """The conversation that it belongs to."""
    unresolved: Maybe[list[Unresolved]] = None
    """What a migration could not decide."""
    metadata: Maybe[dict[str, Any]] = None
    """Kept byte for byte."""
