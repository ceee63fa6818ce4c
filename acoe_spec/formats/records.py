"""What passes between a format module and its caller: records with their source, options, losses.

Readers yield `Sourced`; writers take records and return findings about what the format could not
hold. Labels, roles and attribute names are opaque strings here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from acoe_spec.findings import Finding, Level
from acoe_spec.models.record_structs import Annotation, Record

MAX_METADATA = 64 * 1024  # bytes, by the definition of a record
MAX_COMMENT = 10_000  # code points, likewise

S = TypeVar("S", bound=Struct)

LabelKind = Literal["entity", "relation", "event"]  # a cluster's label names a relation
Labels = Mapping[tuple[LabelKind, str], str]


class Place(NamedTuple):
    """Where something stands in its source: a path as given by the user, a line from 1."""

    file: str
    line: int


def finding_at(
    place: Place,
    rule: str,
    message: str,
    *,
    level: Level = "error",
    annotation: str | None = None,
    hint: str | None = None,
) -> Finding:
    """A finding about one line of a source."""
    return Finding(
        rule=rule,
        level=level,
        message=message,
        hint=hint,
        file=place.file,
        line=place.line,
        annotation=annotation,
    )


@dataclass(frozen=True, kw_only=True)
class Sourced:
    """A record as read, where it stands, and what was wrong or unusual about its source.

    `record` is None where nothing could be read, and then `findings` says why. `places` has the
    place of each annotation (by id) that has a line of its own.
    """

    place: Place
    record: Record | None
    places: Mapping[str, Place] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def place_of(self, annotation: str | None) -> Place:
        """Where an annotation stands, else where its record begins."""
        return self.place if annotation is None else self.places.get(annotation, self.place)

    def at_source(self, finding: Finding) -> Finding:
        """A finding of a rule about this record, with the line of the source filled in."""
        place = self.place_of(finding.annotation)
        record = None if self.record is None else self.record.id
        return finding.placed(file=place.file, line=place.line, record=record)


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """What a reader cannot know by itself; every field may be left alone.

    `schema`: the pin for records that have none. `labels`: kind and foreign name to label, where a
    taxonomy declares aliases; other names become ids by `names.label_id`. `roles`: the roles that
    are known, so that one which itself ends in a digit keeps it. `relation_roles`: for a relation
    label, which argument is its subject and which its object. `tag_column`: CoNLL, counted from
    1, negative from the end; None finds it. `check_line`: JSON Lines, findings that stop a line
    from being read (the text gate, which stands on another floor).
    """

    schema: str | None = None
    labels: Labels = field(default_factory=dict)
    roles: frozenset[str] = frozenset()
    relation_roles: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    tag_column: int | None = None
    check_line: Callable[[bytes], Finding | None] | None = None


@dataclass(frozen=True, kw_only=True)
class WriteOptions:
    """How to write; every field may be left alone.

    `labels`: kind and label to foreign name. `relation_roles`: as in `ReadOptions`. `scheme`:
    CoNLL, the tags to write; None keeps what the record was read from, else IOB2.
    """

    labels: Labels = field(default_factory=dict)
    relation_roles: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    scheme: str | None = None


class Losses:
    """Collects what one format could not hold: a finding for each kind of thing, with a count."""

    def __init__(self, format_title: str) -> None:
        self._title = format_title
        self._findings: dict[str, Finding] = {}

    def add(
        self, what: str, record: Record, annotation: str | None = None, *, hint: str | None = None
    ) -> None:
        """`what` completes the sentence '... cannot be written as <format>'."""
        known = self._findings.get(what)
        self._findings[what] = (
            Finding(
                rule="conversion-loss",
                level="warning",
                message=f"{what} cannot be written as {self._title}",
                hint=hint,
                record=record.id,
                view=None if record.view is UNSET else record.view,
                annotation=annotation,
                field=what,
            )
            if known is None
            else msgspec.structs.replace(known, count=known.count + 1)
        )

    def add_fields(
        self, record: Record, item: Record | Annotation, carried: frozenset[str], *, of: str
    ) -> None:
        """One loss for each field of `item` that is present and not in `carried`."""
        for name in item.__struct_fields__:
            if name not in carried and getattr(item, name) is not UNSET:
                annotation = None if item is record else item.id
                self.add(f"{name} of {of}", record, annotation)

    def findings(self) -> Iterator[Finding]:
        """In the order in which each kind of loss was first met; `count` says how often."""
        yield from self._findings.values()


def packed(key: str, kept: Struct) -> Raw | UnsetType:
    """`metadata` that holds `kept` under a format's key; none if all of it is at its defaults."""
    if kept == type(kept)():
        return UNSET
    return Raw(msgspec.json.encode({key: kept}))


def unpacked(metadata: Raw | UnsetType, key: str, kind: type[S]) -> S:
    """What `packed` stored under `key`; the defaults if there is nothing of that shape."""
    if metadata is UNSET:
        return kind()
    try:
        content = msgspec.json.decode(metadata, type=dict[str, Raw])
        return msgspec.json.decode(content.get(key, b"{}"), type=kind)
    except msgspec.ValidationError:
        return kind()


def has_other_metadata(metadata: Raw | UnsetType, key: str) -> bool:
    """Whether there is metadata that is not the format's own."""
    return metadata is not UNSET and bool(set(msgspec.json.decode(metadata)) - {key})
