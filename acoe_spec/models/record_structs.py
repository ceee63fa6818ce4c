"""PLACEHOLDER, to be generated from metamodel/record.yaml: the record as msgspec structs.

Absent optional fields are UNSET, never None.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

Name = Annotated[str, Meta(min_length=1, max_length=256)]  # ids of records, units, annotations; speakers
LabelRef = Annotated[str, Meta(min_length=1, max_length=257)]
SchemaRef = Annotated[str, Meta(min_length=1, max_length=300)]
Note = Annotated[str, Meta(max_length=10000)]
Timestamp = Annotated[str, Meta(max_length=40, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})\Z")]
LanguageTag = Annotated[str, Meta(max_length=64, pattern=r"^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Offset = Annotated[int, Meta(ge=0, le=9007199254740991)]
Integer = Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
Seconds = Annotated[float, Meta(ge=0, le=1000000000)]
Length = Annotated[float, Meta(ge=0, le=1000000)]
Fraction = Annotated[float, Meta(ge=0, le=1)]
AttributeText = Annotated[str, Meta(max_length=10000)]
AttributeMap = dict[Name, AttributeText | Integer | bool | list[AttributeText | Integer | bool]]


class Span(Struct, forbid_unknown_fields=True, gc=False):
    """Half-open range of code points in a unit's text."""
    unit: Name
    start: Offset
    end: Offset


class Box(Struct, forbid_unknown_fields=True, gc=False):
    """Page coordinates in the page's own unit, origin top left."""
    unit: Name
    x: Length
    y: Length
    width: Length
    height: Length


class TimeRange(Struct, forbid_unknown_fields=True, gc=False):
    """Seconds from the start of the media."""
    start: Seconds
    end: Seconds


class Link(Struct, forbid_unknown_fields=True, gc=False):
    kb: Name
    id: Name | UnsetType = UNSET
    status: Literal["nil", "ambiguous"] | UnsetType = UNSET
    candidates: list[Name] | UnsetType = UNSET
    confidence: Fraction | UnsetType = UNSET


class Previous(Struct, forbid_unknown_fields=True, gc=False):
    schema: SchemaRef
    label: LabelRef
    id: Name | UnsetType = UNSET


class Argument(Struct, forbid_unknown_fields=True, gc=False):
    role: Name
    target: Name


class Trigger(Struct, forbid_unknown_fields=True, gc=False):
    spans: list[Span]
    text: str


class Passage(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="passage"):
    id: Name
    text: str
    language: LanguageTag | UnsetType = UNSET


class Turn(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="turn"):
    id: Name
    text: str
    speaker: Name | UnsetType = UNSET
    time: Timestamp | UnsetType = UNSET
    reply_to: Name | UnsetType = UNSET
    language: LanguageTag | UnsetType = UNSET


class Part(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="part"):
    id: Name
    text: str
    role: Literal["subject", "body", "quoted", "signature", "attachment"]
    language: LanguageTag | UnsetType = UNSET


class Page(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="page"):
    id: Name
    text: str
    number: Offset
    width: Length | UnsetType = UNSET
    height: Length | UnsetType = UNSET
    unit: Literal["px", "pt"] | UnsetType = UNSET
    language: LanguageTag | UnsetType = UNSET


class Segment(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="segment"):
    """`text` absent: not transcribed; empty: nothing said."""
    id: Name
    start: Seconds
    end: Seconds
    text: str | UnsetType = UNSET
    speaker: Name | UnsetType = UNSET
    channel: Offset | UnsetType = UNSET
    accent: Name | UnsetType = UNSET
    language: LanguageTag | UnsetType = UNSET


Unit = Passage | Turn | Part | Page | Segment


class Entity(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="entity"):
    id: Name
    label: LabelRef
    spans: Annotated[list[Span], Meta(min_length=1)] | UnsetType = UNSET
    boxes: Annotated[list[Box], Meta(min_length=1)] | UnsetType = UNSET
    times: Annotated[list[TimeRange], Meta(min_length=1)] | UnsetType = UNSET
    text: str | UnsetType = UNSET
    links: list[Link] | UnsetType = UNSET
    attributes: AttributeMap | UnsetType = UNSET
    confidence: Fraction | UnsetType = UNSET
    annotator: Name | UnsetType = UNSET
    created: Timestamp | UnsetType = UNSET
    origin: Literal["human", "model"] | UnsetType = UNSET
    comment: Note | UnsetType = UNSET
    previous: list[Previous] | UnsetType = UNSET
    metadata: Raw | UnsetType = UNSET


class Relation(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="relation"):
    id: Name
    label: LabelRef
    subject: Name
    object: Name
    attributes: AttributeMap | UnsetType = UNSET
    confidence: Fraction | UnsetType = UNSET
    annotator: Name | UnsetType = UNSET
    created: Timestamp | UnsetType = UNSET
    origin: Literal["human", "model"] | UnsetType = UNSET
    comment: Note | UnsetType = UNSET
    previous: list[Previous] | UnsetType = UNSET
    metadata: Raw | UnsetType = UNSET


class Event(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="event"):
    id: Name
    label: LabelRef
    arguments: list[Argument]
    trigger: Trigger | UnsetType = UNSET
    attributes: AttributeMap | UnsetType = UNSET
    confidence: Fraction | UnsetType = UNSET
    annotator: Name | UnsetType = UNSET
    created: Timestamp | UnsetType = UNSET
    origin: Literal["human", "model"] | UnsetType = UNSET
    comment: Note | UnsetType = UNSET
    previous: list[Previous] | UnsetType = UNSET
    metadata: Raw | UnsetType = UNSET


class Category(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="category"):
    """`target` absent: the whole record."""
    id: Name
    set: LabelRef
    label: LabelRef
    target: Name | UnsetType = UNSET
    attributes: AttributeMap | UnsetType = UNSET
    confidence: Fraction | UnsetType = UNSET
    annotator: Name | UnsetType = UNSET
    created: Timestamp | UnsetType = UNSET
    origin: Literal["human", "model"] | UnsetType = UNSET
    comment: Note | UnsetType = UNSET
    previous: list[Previous] | UnsetType = UNSET
    metadata: Raw | UnsetType = UNSET


class Cluster(Struct, forbid_unknown_fields=True, gc=False, tag_field="type", tag="cluster"):
    """`label` names a symmetric relation of the taxonomy; every two members stand in it."""
    id: Name
    label: LabelRef
    members: list[Name]
    attributes: AttributeMap | UnsetType = UNSET
    confidence: Fraction | UnsetType = UNSET
    annotator: Name | UnsetType = UNSET
    created: Timestamp | UnsetType = UNSET
    origin: Literal["human", "model"] | UnsetType = UNSET
    comment: Note | UnsetType = UNSET
    previous: list[Previous] | UnsetType = UNSET
    metadata: Raw | UnsetType = UNSET


Annotation = Entity | Relation | Event | Category | Cluster


class Unresolved(Struct, forbid_unknown_fields=True, gc=False):
    """An annotation that a migration could not decide."""
    annotation: Annotation
    reason: Note
    candidates: list[LabelRef] | UnsetType = UNSET
    because: Name | UnsetType = UNSET


class Media(Struct, forbid_unknown_fields=True, gc=False):
    uri: Annotated[str, Meta(min_length=1, max_length=2048)]
    sha256: Sha256 | UnsetType = UNSET
    duration: Seconds | UnsetType = UNSET
    sample_rate: Offset | UnsetType = UNSET
    channels: Offset | UnsetType = UNSET


class Participant(Struct, forbid_unknown_fields=True, gc=False):
    id: Name
    name: Name | UnsetType = UNSET
    role: Name | UnsetType = UNSET
    language: LanguageTag | UnsetType = UNSET
    accent: Name | UnsetType = UNSET


class Record(Struct, forbid_unknown_fields=True, gc=False):
    id: Name
    modality: Literal["text", "chat", "email", "document", "audio"]
    units: Annotated[list[Unit], Meta(min_length=1)]
    annotations: list[Annotation]
    schema: SchemaRef | UnsetType = UNSET
    view: Name | UnsetType = UNSET  # absent: main
    annotator: Name | UnsetType = UNSET
    state: Literal["draft", "complete", "adjudicated"] | UnsetType = UNSET  # absent: complete
    scope: list[LabelRef] | UnsetType = UNSET  # entity, relation, event, or category set ids; absent: all
    annotated_with: SchemaRef | UnsetType = UNSET
    media: Media | UnsetType = UNSET
    participants: list[Participant] | UnsetType = UNSET
    sender: Name | UnsetType = UNSET
    recipients: list[Name] | UnsetType = UNSET
    date: Timestamp | UnsetType = UNSET
    thread: Name | UnsetType = UNSET
    unresolved: list[Unresolved] | UnsetType = UNSET
    metadata: Raw | UnsetType = UNSET
