"""A guideline: The front matter of a guideline page, the worked examples and decision tables
in it, and a glossary.

Generated from metamodel/guideline.yaml; edit that, not this.
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


# A short text, one line of it, without control characters.
Line = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
# Text of any number of lines; Markdown where a page shows it.
Prose = Annotated[str, Field(max_length=20000)]
# A bare id is an entity; another set's label is written set/id; an imported label has the taxonomy
# in front, as in finance-core:amount or finance-core:intent/rfq.
LabelReference = Annotated[str, Field(pattern=r"^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}:)?(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}/)?[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")]
# A day as YYYY-MM-DD.
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
# How far the page can be relied on.
GuidelineStatus = Literal["draft", "reviewed", "retired"]
# The identity of a label, stable and never reused.
LabelId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")]
# Whether the annotation shown is right. annotate: It is right and breaks no rule. avoid: It is
# wrong: it breaks the rules named, or the right one is given instead.
Verdict = Literal["annotate", "avoid"]
# The kind of content that a record holds.
Modality = Literal["text", "chat", "email", "document", "audio"]
# The id of a rule, as `acoe rules` lists them.
RuleId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
# The id of a record, unit or annotation, a role, a speaker.
Name = Annotated[str, Field(min_length=1, max_length=256)]
# Content, or a slice of it, as it is.
Characters = str
# A bound written as a number.
Quantity = Annotated[float, Field(ge=-1000000000000000, le=1000000000000000)]
ExampleUnitValue = Annotated[
    Annotated[Characters, Tag("string")]
    | Annotated[Quantity, Tag("number")]
    | Annotated[bool, Tag("boolean")],
    json_type_of("string, number or boolean"),
]
# A speaker and what they say, or the fields of a unit of the record.
ExampleUnit = dict[Name, ExampleUnitValue]
# A count from zero, at most 2^53-1.
Offset = Annotated[int, Field(ge=0, le=9007199254740991), BeforeValidator(integral)]
# A length or position on a page, in the page's own unit.
Length = Annotated[float, Field(ge=0, le=1000000)]
# Seconds from the start of the media.
Seconds = Annotated[float, Field(ge=0, le=1000000000)]
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
# What a worked example says of its annotations in words and braces, such as #b bids_on #i.
Statement = Annotated[str, Field(min_length=1, max_length=20000)]
# A label by its category set, and under on its target.
ExampleCategory = dict[LabelReference, Statement]
# A label or a label set as a record names it.
LabelRef = Annotated[str, Field(min_length=1, max_length=257)]
# A language tag of BCP 47.
LanguageTag = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$")]
# An absolute or relative URI; nothing is fetched from it.
Uri = Annotated[str, Field(min_length=1, max_length=2048)]
# A SHA-256 as 64 hexadecimal digits in lower case.
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
# A date-time of RFC 3339 with its offset.
Timestamp = Annotated[str, Field(max_length=40, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})$")]
# The version of this file format, always 1.
Format = Annotated[int, Field(ge=1, le=1), BeforeValidator(integral)]


class Guideline(Closed):
    """The front matter of a guideline page."""

    title: Line
    description: Maybe[Prose] = None
    labels: Maybe[list[LabelReference]] = None
    """The labels that the page explains. Without any, it is a page about the work itself: who
    annotates, how quality is measured, how data is handled.
    """
    owner: Maybe[Line] = None
    """The person or team that answers for it."""
    reviewed: Maybe[Day] = None
    """The day of the last review."""
    status: Maybe[GuidelineStatus] = None


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


class ExampleEntity(Closed):
    """An entity in the words of the record. With the id of one that is marked in the text, it
    adds to that one.
    """

    id: Maybe[Name] = None
    label: Maybe[LabelReference] = None
    """May be absent where the text says it."""
    spans: Maybe[list[Span]] = None
    boxes: Maybe[list[Box]] = None
    times: Maybe[list[TimeRange]] = None
    text: Maybe[Characters] = None
    links: Maybe[list[Link]] = None
    attributes: Maybe[AttributeMap] = None


class Trigger(Closed):
    """The words that name an event."""

    spans: list[Span]
    """In document order, neither touching nor overlapping each other; several are one
    discontinuous mention.
    """
    text: Characters
    """The slices of the spans joined by one space."""


class Argument(Closed):
    """An entity or event that takes part."""

    role: Name
    """A role of the event in the taxonomy."""
    target: Name
    """The id of an entity or of another event."""


class ExampleEvent(Closed):
    """An event in the words of the record. With the id of a trigger that is marked in the text,
    it adds to that one.
    """

    id: Maybe[Name] = None
    label: Maybe[LabelReference] = None
    """May be absent where the text says it."""
    trigger: Maybe[Trigger] = None
    arguments: Maybe[list[Argument]] = None
    attributes: Maybe[AttributeMap] = None


class ExampleCluster(Closed):
    """A cluster in the words of the record."""

    id: Maybe[Name] = None
    label: LabelReference
    members: list[Name]


class RightAnnotation(Closed):
    """How the content of an example to avoid is annotated rightly."""

    units: Annotated[list[ExampleUnit], Field(min_length=1)]
    """Each is a speaker and what they say, or a unit in the words of the record. The text may be
    marked up, as in [surface]{label #id key=value @kb=identifier}.
    """
    entities: Maybe[list[ExampleEntity]] = None
    """Entities with boxes or times."""
    relations: Maybe[list[Statement]] = None
    """Subject, relation and object, each in a line."""
    events: Maybe[list[ExampleEvent]] = None
    categories: Maybe[list[ExampleCategory]] = None
    """An answer by category set, and what it is said of under on, unless only one target is
    eligible.
    """
    clusters: Maybe[list[ExampleCluster]] = None


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


class WorkedExample(Closed):
    """Annotated content with a verdict. It is a test."""

    id: LabelId
    """Unique in its guideline."""
    verdict: Verdict
    title: Maybe[Line] = None
    """What it shows, in a few words; absent is made of the id."""
    modality: Maybe[Modality] = None
    """Absent is what the units make of it."""
    why: Maybe[Prose] = None
    """The reason that an annotator needs."""
    breaks: Maybe[list[RuleId]] = None
    """The rules that it breaks, these and no others."""
    instead: Maybe[RightAnnotation] = None
    """The right annotation of the same content."""
    scope: Maybe[list[LabelRef]] = None
    """The label sets that it answers: entity, relation, event, or ids of category sets. Absent
    is those that it uses.
    """
    participants: Maybe[list[Participant]] = None
    media: Maybe[Media] = None
    sender: Maybe[Name] = None
    """Who sent the email."""
    recipients: Maybe[list[Name]] = None
    """Whom it was sent to."""
    date: Maybe[Timestamp] = None
    """When it was sent."""
    units: Annotated[list[ExampleUnit], Field(min_length=1)]
    """Each is a speaker and what they say, or a unit in the words of the record. The text may be
    marked up, as in [surface]{label #id key=value @kb=identifier}.
    """
    entities: Maybe[list[ExampleEntity]] = None
    """Entities with boxes or times."""
    relations: Maybe[list[Statement]] = None
    """Subject, relation and object, each in a line."""
    events: Maybe[list[ExampleEvent]] = None
    categories: Maybe[list[ExampleCategory]] = None
    """An answer by category set, and what it is said of under on, unless only one target is
    eligible.
    """
    clusters: Maybe[list[ExampleCluster]] = None


class Decision(Closed):
    """One row of a decision table."""

    when: Prose
    """What is the case, in words that can be answered from the content."""
    take: Maybe[LabelReference] = None
    """The label to take then; absent where nothing is annotated."""
    because: Maybe[Prose] = None
    example: Maybe[LabelId] = None
    """The id of a worked example of the same guideline that shows it."""


class DecisionTable(Closed):
    """How labels that are easily confused are told apart, question by question."""

    between: Annotated[list[LabelReference], Field(min_length=2)]
    """The labels that it tells apart."""
    rows: Annotated[list[Decision], Field(min_length=1)]
    """Asked from the first to the last; the first that holds decides."""


class Term(Closed):
    """A word of the trade."""

    definition: Prose
    also: Maybe[list[Line]] = None
    """Other spellings and forms, such as the plural."""
    labels: Maybe[list[LabelReference]] = None
    """Labels that it has to do with."""


class Glossary(Closed):
    """The words that guidelines use, explained. Prose names one as [[term yard]]."""

    format: Format
    terms: dict[Line, Term]
