"""brat standoff to records: a `.txt` with its `.ann`, or with `.a1` and `.a2` (BioNLP).

One record a document, with one `passage` unit that holds the text whole, line ends as they are.
Ids stay. What a record has no place for but brat needs to get the same lines back (ids of
attributes and notes, numbers of roles) is kept in `metadata` under `brat`. Labels and roles are
opaque; names that are no ids become ids by `names`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import UNSET, Raw, UnsetType
from msgspec.structs import replace

from acoe_spec.findings import Finding, printable_id
from acoe_spec.formats import brat_lines as lines
from acoe_spec.formats.brat_files import KEPT, Document, PlacedLine, read_documents
from acoe_spec.formats.brat_text import (
    COMMENT,
    KEY,
    SUBJECT_AND_OBJECT,
    UNIT,
    Kept,
    KeptOfRecord,
    column,
    joined_over_line_ends,
    numbered,
    surface,
)
from acoe_spec.formats.names import attribute_id, label_id
from acoe_spec.formats.records import (
    MAX_COMMENT,
    MAX_METADATA,
    LabelKind,
    Place,
    ReadOptions,
    Sourced,
    finding_at,
    packed,
)
from acoe_spec.models.record_structs import (
    Annotation,
    Argument,
    AttributeMap,
    Cluster,
    Entity,
    Event,
    Link,
    Passage,
    Record,
    Relation,
    Span,
    Trigger,
)

_KINDS: dict[type, LabelKind] = {
    lines.TextBound: "entity",
    lines.Event: "event",
    lines.Relation: "relation",
}


def read(paths: Sequence[Path], options: ReadOptions) -> Iterator[Sourced]:
    """The documents behind files of any suffix, and in directories, one record each.

    Raises `UsageError` for a file of another kind, `FileProblem` for one that cannot be read.
    """
    for document in read_documents(paths):
        if document.text is None:
            yield Sourced(place=document.place, record=None, findings=document.findings)
            continue
        builder = _Builder(document, document.text, options)
        record = builder.record()
        findings = (*document.findings, *builder.findings)
        yield Sourced(
            place=document.place,
            record=record,
            places=builder.places,
            findings=tuple(finding.placed(record=record.id) for finding in findings),
        )


class _Builder:
    """Puts the lines of one document together."""

    def __init__(self, document: Document, text: str, options: ReadOptions) -> None:
        self.places: dict[str, Place] = {}
        self.findings: list[Finding] = []
        self._document = document
        self._text = text
        self._options = options
        self._rest = list(document.rest)
        found = [placed.line for placed in document.lines]
        self._bounds = {line.id: line for line in found if isinstance(line, lines.TextBound)}
        triggers = {line.trigger for line in found if isinstance(line, lines.Event)}
        self._entities = (set(self._bounds) - triggers) | (_pointed_at(found) & set(self._bounds))
        self._attributes: dict[str, list[lines.Attribute]] = defaultdict(list)
        self._links: dict[str, list[lines.Normalization]] = defaultdict(list)
        self._notes: dict[str, list[lines.Note]] = defaultdict(list)

    def record(self) -> Record:
        """The document as a record; fills `places` and `findings` on the way."""
        self._attach()
        clusters = 0
        annotations: list[Annotation] = []
        early: list[str] = []  # what stands in another file than the last
        for placed in self._document.lines:
            annotation: Annotation | None = None
            match placed.line:
                case lines.TextBound() as line if line.id in self._entities:
                    annotation = self._entity(line)
                case lines.Event() as line:
                    annotation = self._event(placed.place, line)
                case lines.Relation() as line:
                    annotation = self._relation(line)
                case lines.Equivalence() as line:
                    clusters += 1
                    annotation = self._cluster(line, f"*{clusters}")
                case _:
                    pass
            if annotation is not None:
                self.places.setdefault(annotation.id, placed.place)
                annotations.append(annotation)
            if placed.suffix != self._document.suffixes[-1]:
                early.append(
                    f"*{clusters}" if isinstance(placed.line, lines.Equivalence) else placed.line.id
                )
        return Record(
            id=self._document.id,
            modality="text",
            units=[Passage(id=UNIT, text=self._text)],
            annotations=annotations,
            schema=UNSET if self._options.schema is None else self._options.schema,
            metadata=self._metadata(early),
        )

    def _metadata(self, early: list[str]) -> Raw | UnsetType:
        kept = KeptOfRecord(
            files=self._document.suffixes or (".ann",), first=tuple(early), rest=tuple(self._rest)
        )
        metadata = packed(KEY, kept)
        if metadata is UNSET or len(bytes(metadata)) <= MAX_METADATA:
            return metadata
        message = "lines that are not understood take more room than metadata has"
        loss = finding_at(self._document.place, "conversion-loss", message, level="warning")
        self.findings.append(loss)
        return packed(KEY, replace(kept, rest=()))

    def _attach(self) -> None:
        """Sort attributes, links and notes by their targets; what is about nothing is kept."""
        known = self._entities | {
            placed.line.id
            for placed in self._document.lines
            if isinstance(placed.line, lines.Event | lines.Relation)
        }
        for placed in self._document.lines:
            match placed.line:
                case lines.Attribute(target=target) as line if target in known:
                    self._attributes[target].append(line)
                case lines.Normalization(target=target) as line if target in known:
                    self._links[target].append(line)
                case lines.Note(target=target) as line if target in known:
                    self._notes[target].append(line)
                case lines.Attribute() | lines.Normalization() | lines.Note() as line:
                    self._keep(placed, line)
                case _:
                    pass

    def _keep(
        self, placed: PlacedLine, line: lines.Attribute | lines.Normalization | lines.Note
    ) -> None:
        self._rest.append((placed.suffix, lines.render(line)))
        self.findings.append(
            finding_at(
                placed.place,
                "source-reference",
                f"there is no text span, relation or event {printable_id(line.target)}",
                # brat itself puts notes on attributes and on whole documents
                level="info" if isinstance(line, lines.Note) else "error",
                hint=KEPT,
            )
        )

    def _label(self, kind: LabelKind, name: str) -> str:
        return self._options.labels.get((kind, name)) or label_id(name)

    def _entity(self, line: lines.TextBound) -> Entity:
        spans, text, kept = self._anchor(line, self._kept(line))
        normalizations = self._links[line.id]
        links = [Link(kb=label_id(found.database), id=found.identifier) for found in normalizations]
        return Entity(
            id=line.id,
            label=self._label("entity", line.label),
            spans=spans,
            text=text,
            links=links or UNSET,
            attributes=_attribute_map(self._attributes[line.id]) or UNSET,
            comment=self._comment(line.id)[0],
            metadata=packed(KEY, kept),
        )

    def _anchor(self, line: lines.TextBound, kept: Kept) -> tuple[list[Span], str, Kept]:
        """Spans and surface; a text column that claims something else becomes the surface."""
        uncut = any(re.search(r"[\r\n]", self._text[slice(*ends)]) for ends in line.fragments)
        fragments = line.fragments
        if not uncut:
            fragments = joined_over_line_ends(self._text, line.fragments)
        text = surface(self._text, fragments)
        if line.text is not None and line.text != column(surface(self._text, line.fragments)):
            text = line.text
        kept = replace(kept, uncut=uncut, no_text=line.text is None)
        return [Span(unit=UNIT, start=start, end=end) for start, end in fragments], text, kept

    def _event(self, place: Place, line: lines.Event) -> Event:
        kept = self._kept(line)
        trigger: Trigger | UnsetType = UNSET
        bound = None if line.trigger is None else self._bounds.get(line.trigger)
        if bound is not None:
            spans, text, kept = self._anchor(bound, kept)
            trigger = Trigger(spans=spans, text=text)
            label = None if bound.label == line.label else bound.label
            kept = replace(kept, trigger=bound.id, trigger_label=label)
        elif line.trigger is None:
            kept = replace(kept, no_trigger=True)
        else:
            kept = replace(kept, missing_trigger=line.trigger)
            message = f"the trigger {printable_id(line.trigger)} is not in the file"
            self.findings.append(finding_at(place, "source-reference", message, annotation=line.id))
        names = [role for role, _ in line.arguments]
        roles = [self._role(name) for name in names]
        if numbered(roles) != names:
            kept = replace(kept, roles=tuple(names))
        if self._links[line.id]:
            self.findings.append(
                finding_at(
                    place,
                    "conversion-loss",
                    "the normalization of an event is kept in its metadata, and not checked",
                    level="info",
                    annotation=line.id,
                    hint="in a record, only entities have links",
                )
            )
        targets = [target for _, target in line.arguments]
        return Event(
            id=line.id,
            label=self._label("event", line.label),
            arguments=[
                Argument(role=role, target=target)
                for role, target in zip(roles, targets, strict=True)
            ],
            trigger=trigger,
            attributes=_attribute_map(self._attributes[line.id]) or UNSET,
            comment=self._comment(line.id)[0],
            metadata=packed(KEY, kept),
        )

    def _role(self, name: str) -> str:
        """A role without the number that brat gives to its second, third, ... filler."""
        if name in self._options.roles:
            return name
        digits = len(name) - len(name.rstrip("0123456789"))
        for count in range(1, digits + 1):
            if name[:-count] in self._options.roles:
                return name[:-count]
        return label_id(name[: len(name) - digits] or name)

    def _relation(self, line: lines.Relation) -> Relation:
        kept = self._kept(line)
        label = self._label("relation", line.label)
        first, second = line.arguments
        roles = self._options.relation_roles.get(label, SUBJECT_AND_OBJECT)
        if (first[0], second[0]) != roles:
            kept = replace(kept, roles=(first[0], second[0]))
        subject, object_ = (second, first) if (second[0], first[0]) == roles else (first, second)
        return Relation(
            id=line.id,
            label=label,
            subject=subject[1],
            object=object_[1],
            attributes=_attribute_map(self._attributes[line.id]) or UNSET,
            comment=self._comment(line.id)[0],
            metadata=packed(KEY, kept),
        )

    def _cluster(self, line: lines.Equivalence, key: str) -> Cluster:
        label = self._label("relation", line.label)
        return Cluster(
            id=key,
            label=label,
            members=list(line.members),
            metadata=packed(KEY, Kept(label=None if label == line.label else line.label)),
        )

    def _comment(self, key: str) -> tuple[str | UnsetType, str | None]:
        """The first annotator's note that fits, and its id."""
        for note in self._notes[key]:
            if note.kind == COMMENT and 0 < len(note.text) <= MAX_COMMENT:
                return note.text, note.id
        return UNSET, None

    def _kept(self, line: lines.TextBound | lines.Event | lines.Relation) -> Kept:
        """What `metadata` has to remember of an annotation's label and of the lines about it."""
        key = line.id
        _, comment = self._comment(key)
        return Kept(
            label=None if self._label(_KINDS[type(line)], line.label) == line.label else line.label,
            attributes=tuple((line.id, line.name, line.value) for line in self._attributes[key]),
            normalizations=tuple(
                (line.id, line.kind, line.database, line.identifier, line.text)
                for line in self._links[key]
            ),
            comment=comment,
            notes=tuple(
                (note.id, note.kind, note.text) for note in self._notes[key] if note.id != comment
            ),
        )


def _pointed_at(found: Sequence[lines.Line]) -> set[str]:
    """The ids that something besides an event's own trigger field points to."""
    targets: set[str] = set()
    for line in found:
        match line:
            case lines.Event(arguments=arguments) | lines.Relation(arguments=arguments):
                targets.update(target for _, target in arguments)
            case lines.Equivalence(members=members):
                targets.update(members)
            case lines.TextBound():
                pass
            case lines.Attribute() | lines.Normalization() | lines.Note():
                targets.add(line.target)
    return targets


def _attribute_map(found: Iterable[lines.Attribute]) -> AttributeMap:
    """Values by attribute id: true for a flag, an array where an attribute stands several times."""
    values: dict[str, list[str | int | bool]] = defaultdict(list)
    for line in found:
        value = True if line.value is None else label_id(line.value)
        values[attribute_id(line.name)].append(value)
    return {name: several[0] if len(several) == 1 else several for name, several in values.items()}
