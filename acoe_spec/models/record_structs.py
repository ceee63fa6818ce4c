"""A record, as structs. An absent optional field is UNSET, never None.

Generated from metamodel/record.yaml; edit that, not this.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

# A taxonomy at a version, as in trade-chat@2.0.0.
SchemaRef = Annotated[str, Meta(min_length=1, max_length=300)]
# The id of a record, unit or annotation, a role, a speaker.
Name = Annotated[str, Meta(min_length=1, max_length=256)]
# The kind of content that a record holds.
Modality = Literal["text", "chat", "email", "document", "audio"]
# Content, or a slice of it, as it is.
Characters = str
# A language tag of BCP 47.
LanguageTag = Annotated[str, Meta(max_length=64, pattern=r"^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")]
# A date-time of RFC 3339 with its offset.
Timestamp = Annotated[str, Meta(max_length=40, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})\Z")]
# Which part of an email a unit is.
PartRole = Literal["subject", "body", "quoted", "signature", "attachment"]
# A count from zero, at most 2^53-1.
Offset = Annotated[int, Meta(ge=0, le=9007199254740991)]
# A length or position on a page, in the page's own unit.
Length = Annotated[float, Meta(ge=0, le=1000000)]
# px: Pixels. pt: Points, 72 to the inch.
PageUnit = Literal["px", "pt"]
# Seconds from the start of the media.
Seconds = Annotated[float, Meta(ge=0, le=1000000000)]
# A label or a label set as a record names it.
LabelRef = Annotated[str, Meta(min_length=1, max_length=257)]
# nil: It is in no knowledge base. ambiguous: The candidates cannot be told apart.
LinkStatus = Literal["nil", "ambiguous"]
# A number from 0 to 1.
Fraction = Annotated[float, Meta(ge=0, le=1)]
# A textual attribute value; decimals, dates and date-times are among them.
AttributeText = Annotated[str, Meta(max_length=10000)]
# An integer that every JSON reader keeps exactly, within 2^53-1 of zero.
Integer = Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
SingleValue = AttributeText | Integer | bool
AttributeValue = AttributeText | Integer | bool | list[SingleValue]
# Attribute values by attribute id.
AttributeMap = dict[Name, AttributeValue]
Origin = Literal["human", "model"]
# A remark by whoever made the annotation.
Note = Annotated[str, Meta(max_length=10000)]
State = Literal["draft", "complete", "adjudicated"]
# An absolute or relative URI; nothing is fetched from it.
Uri = Annotated[str, Meta(min_length=1, max_length=2048)]
# A SHA-256 as 64 hexadecimal digits in lower case.
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]


class Passage(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="passage"):
    """A stretch of running text."""

    id: Name
    """Unique among the units and annotations of the record."""
    text: Characters
    """The content; offsets count its Unicode code points."""
    language: LanguageTag | UnsetType = UNSET
    """The language that it is mainly in."""


class Turn(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="turn"):
    """One message of a chat."""

    id: Name
    """Unique among the units and annotations of the record."""
    text: Characters
    """The content; offsets count its Unicode code points."""
    speaker: Name | UnsetType = UNSET
    """Who wrote it."""
    time: Timestamp | UnsetType = UNSET
    """When it was sent."""
    reply_to: Name | UnsetType = UNSET
    """The turn that it answers."""
    language: LanguageTag | UnsetType = UNSET
    """The language that it is mainly in."""


class Part(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="part"):
    """A part of an email."""

    id: Name
    """Unique among the units and annotations of the record."""
    text: Characters
    """The content; offsets count its Unicode code points."""
    role: PartRole
    """Which part it is."""
    language: LanguageTag | UnsetType = UNSET
    """The language that it is mainly in."""


class Page(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="page"):
    """A page of a document."""

    id: Name
    """Unique among the units and annotations of the record."""
    text: Characters
    """The content; offsets count its Unicode code points."""
    number: Offset
    """Its number in the document, as it is counted there."""
    width: Length | UnsetType = UNSET
    """How wide the page is; with it, boxes are held to the page."""
    height: Length | UnsetType = UNSET
    """How high the page is."""
    unit: PageUnit | UnsetType = UNSET
    """Of width and height and of the boxes on the page."""
    language: LanguageTag | UnsetType = UNSET
    """The language that it is mainly in."""


class Segment(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="segment"):
    """A stretch of a recording."""

    id: Name
    """Unique among the units and annotations of the record."""
    start: Seconds
    """Where it begins."""
    end: Seconds
    """Where it ends."""
    text: Characters | UnsetType = UNSET
    """What is said. Absent: not transcribed; empty: nothing is said."""
    speaker: Name | UnsetType = UNSET
    """Who speaks."""
    channel: Offset | UnsetType = UNSET
    """The channel of the recording, from 0."""
    accent: Name | UnsetType = UNSET
    """How it is spoken, in words of the project."""
    language: LanguageTag | UnsetType = UNSET
    """The language that it is mainly in."""


# An addressable piece of content.
Unit = Passage | Turn | Part | Page | Segment


class Span(Struct, forbid_unknown_fields=True, gc=False):
    """A half-open range of code points in a unit's text."""

    unit: Name
    """The unit that it lies in."""
    start: Offset
    """The first code point that is covered."""
    end: Offset
    """The first code point after it that is not."""


class Box(Struct, forbid_unknown_fields=True, gc=False):
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


class TimeRange(Struct, forbid_unknown_fields=True, gc=False):
    """A stretch of the recording."""

    start: Seconds
    """Where it begins."""
    end: Seconds
    """Where it ends."""


class Link(Struct, forbid_unknown_fields=True, gc=False):
    """A reference into a knowledge base: an id, or nil, or several candidates."""

    kb: Name
    """The id of the knowledge base."""
    id: Name | UnsetType = UNSET
    """The identifier of the thing meant."""
    status: LinkStatus | UnsetType = UNSET
    """Why there is no one identifier."""
    candidates: list[Name] | UnsetType = UNSET
    """The identifiers that it may be."""
    confidence: Fraction | UnsetType = UNSET
    """How sure its maker is."""


class Previous(Struct, forbid_unknown_fields=True, gc=False):
    """What a migrated annotation was called under an earlier version."""

    schema: SchemaRef
    """The version that it was called so under."""
    label: LabelRef
    """What it was called."""
    id: Name | UnsetType = UNSET
    """Its id then, if it was another."""
    attributes: AttributeMap | UnsetType = UNSET
    """Values that have no place under the later version."""


class Entity(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="entity"):
    """A mention, anchored by at least one of spans, boxes and times."""

    id: Name
    """Unique among the units and annotations of the record."""
    label: LabelRef
    """The label, with the prefix of its taxonomy if it is imported."""
    spans: Annotated[list[Span], Meta(min_length=1)] | UnsetType = UNSET
    """In document order, neither touching nor overlapping each other; several are one
    discontinuous mention.
    """
    boxes: Annotated[list[Box], Meta(min_length=1)] | UnsetType = UNSET
    """Where it is on pages."""
    times: Annotated[list[TimeRange], Meta(min_length=1)] | UnsetType = UNSET
    """When it is heard."""
    text: Characters | UnsetType = UNSET
    """With spans, and only then: their slices joined by one space."""
    links: list[Link] | UnsetType = UNSET
    """What it stands for in knowledge bases."""
    attributes: AttributeMap | UnsetType = UNSET
    """Its values by attribute id."""
    confidence: Fraction | UnsetType = UNSET
    """How sure its maker is."""
    annotator: Name | UnsetType = UNSET
    """Who made it, if not the annotator of the record."""
    created: Timestamp | UnsetType = UNSET
    """When it was made."""
    origin: Origin | UnsetType = UNSET
    """What made it."""
    comment: Note | UnsetType = UNSET
    """A remark for people."""
    previous: list[Previous] | UnsetType = UNSET
    """What it was called before, under earlier versions."""
    metadata: Raw | UnsetType = UNSET
    """Kept byte for byte."""


class Relation(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="relation"):
    """A tie between two annotations."""

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
    attributes: AttributeMap | UnsetType = UNSET
    """Its values by attribute id."""
    confidence: Fraction | UnsetType = UNSET
    """How sure its maker is."""
    annotator: Name | UnsetType = UNSET
    """Who made it, if not the annotator of the record."""
    created: Timestamp | UnsetType = UNSET
    """When it was made."""
    origin: Origin | UnsetType = UNSET
    """What made it."""
    comment: Note | UnsetType = UNSET
    """A remark for people."""
    previous: list[Previous] | UnsetType = UNSET
    """What it was called before, under earlier versions."""
    metadata: Raw | UnsetType = UNSET
    """Kept byte for byte."""


class Argument(Struct, forbid_unknown_fields=True, gc=False):
    """An entity or event that takes part."""

    role: Name
    """A role of the event in the taxonomy."""
    target: Name
    """The id of an entity or of another event."""


class Trigger(Struct, forbid_unknown_fields=True, gc=False):
    """The words that name an event."""

    spans: list[Span]
    """In document order, neither touching nor overlapping each other; several are one
    discontinuous mention.
    """
    text: Characters
    """The slices of the spans joined by one space."""


class Event(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="event"):
    """A happening with participants."""

    id: Name
    """Unique among the units and annotations of the record."""
    label: LabelRef
    """The label, with the prefix of its taxonomy if it is imported."""
    arguments: list[Argument]
    """Who and what takes part, and as what."""
    trigger: Trigger | UnsetType = UNSET
    """The words that name it; several events may share them."""
    attributes: AttributeMap | UnsetType = UNSET
    """Its values by attribute id."""
    confidence: Fraction | UnsetType = UNSET
    """How sure its maker is."""
    annotator: Name | UnsetType = UNSET
    """Who made it, if not the annotator of the record."""
    created: Timestamp | UnsetType = UNSET
    """When it was made."""
    origin: Origin | UnsetType = UNSET
    """What made it."""
    comment: Note | UnsetType = UNSET
    """A remark for people."""
    previous: list[Previous] | UnsetType = UNSET
    """What it was called before, under earlier versions."""
    metadata: Raw | UnsetType = UNSET
    """Kept byte for byte."""


class Category(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="category"):
    """An answer to the question of a category set."""

    id: Name
    """Unique among the units and annotations of the record."""
    set: LabelRef
    """The category set that asks the question."""
    label: LabelRef
    """Its id within the set."""
    target: Name | UnsetType = UNSET
    """A unit or an annotation; absent for the whole record."""
    attributes: AttributeMap | UnsetType = UNSET
    """Its values by attribute id."""
    confidence: Fraction | UnsetType = UNSET
    """How sure its maker is."""
    annotator: Name | UnsetType = UNSET
    """Who made it, if not the annotator of the record."""
    created: Timestamp | UnsetType = UNSET
    """When it was made."""
    origin: Origin | UnsetType = UNSET
    """What made it."""
    comment: Note | UnsetType = UNSET
    """A remark for people."""
    previous: list[Previous] | UnsetType = UNSET
    """What it was called before, under earlier versions."""
    metadata: Raw | UnsetType = UNSET
    """Kept byte for byte."""


class Cluster(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="cluster"):
    """Annotations that stand in one symmetric relation with each other."""

    id: Name
    """Unique among the units and annotations of the record."""
    label: LabelRef
    """A symmetric relation of the taxonomy."""
    members: list[Name]
    """The ids of two annotations or more."""
    attributes: AttributeMap | UnsetType = UNSET
    """Its values by attribute id."""
    confidence: Fraction | UnsetType = UNSET
    """How sure its maker is."""
    annotator: Name | UnsetType = UNSET
    """Who made it, if not the annotator of the record."""
    created: Timestamp | UnsetType = UNSET
    """When it was made."""
    origin: Origin | UnsetType = UNSET
    """What made it."""
    comment: Note | UnsetType = UNSET
    """A remark for people."""
    previous: list[Previous] | UnsetType = UNSET
    """What it was called before, under earlier versions."""
    metadata: Raw | UnsetType = UNSET
    """Kept byte for byte."""


# Something that is said about the content.
Annotation = Entity | Relation | Event | Category | Cluster


class Media(Struct, forbid_unknown_fields=True, gc=False):
    """The recording or scan that the units are of."""

    uri: Uri
    """Where it is."""
    sha256: Sha256 | UnsetType = UNSET
    """The hash of its bytes."""
    duration: Seconds | UnsetType = UNSET
    """How long it is."""
    sample_rate: Offset | UnsetType = UNSET
    """Samples a second."""
    channels: Offset | UnsetType = UNSET
    """How many it has."""


class Participant(Struct, forbid_unknown_fields=True, gc=False):
    """Somebody who takes part in the conversation."""

    id: Name
    """The id that units name as their speaker."""
    name: Name | UnsetType = UNSET
    """What they are called."""
    role: Name | UnsetType = UNSET
    """What they are there for, as in client or dealer."""
    language: LanguageTag | UnsetType = UNSET
    """The language that they mainly use."""
    accent: Name | UnsetType = UNSET
    """Their accent, in words of the project."""


class Unresolved(Struct, forbid_unknown_fields=True, gc=False):
    """An annotation that a migration could not decide."""

    annotation: Annotation
    """The annotation as it was."""
    schema: SchemaRef
    """The version that it was so under."""
    reason: Note
    """Why it could not be decided."""
    attribute: Name | UnsetType = UNSET
    """The attribute whose value is open; absent where the label is."""
    candidates: list[LabelRef] | UnsetType = UNSET
    """Labels that it may have under the version of the record or, with attribute, values."""
    because: Name | UnsetType = UNSET
    """The unresolved annotation that it depends on."""


class Record(Struct, forbid_unknown_fields=True, gc=False):
    """One line of a label file."""

    id: Name
    """Unique in the file, together with the view."""
    modality: Modality
    """What the units are taken from."""
    units: Annotated[list[Unit], Meta(min_length=1)]
    """The content."""
    annotations: list[Annotation]
    """What is said about the content, in any order."""
    schema: SchemaRef | UnsetType = UNSET
    """The taxonomy version that the labels are of."""
    view: Name | UnsetType = UNSET
    """Absent is main."""
    annotator: Name | UnsetType = UNSET
    """Who made this view."""
    state: State | UnsetType = UNSET
    """Absent is complete."""
    scope: list[LabelRef] | UnsetType = UNSET
    """The label sets attempted: entity, relation, event, or ids of category sets. Absent is all
    of them.
    """
    annotated_with: SchemaRef | UnsetType = UNSET
    """The taxonomy version that it was first labelled under; migration never changes it."""
    media: Media | UnsetType = UNSET
    """The recording or scan that the content is of."""
    participants: list[Participant] | UnsetType = UNSET
    """Who takes part; where they are listed, every speaker is one of them."""
    sender: Name | UnsetType = UNSET
    """Who sent the email."""
    recipients: list[Name] | UnsetType = UNSET
    """Whom it was sent to."""
    date: Timestamp | UnsetType = UNSET
    """When it was sent."""
    thread: Name | UnsetType = UNSET
    """The conversation that it belongs to."""
    unresolved: list[Unresolved] | UnsetType = UNSET
    """What a migration could not decide."""
    metadata: Raw | UnsetType = UNSET
    """Kept byte for byte."""
