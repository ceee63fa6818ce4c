"""Records to brat standoff: a `.txt` with an `.ann` each, or the pair of files that it came from.

What was read from brat gets its lines back exactly, ids and numbers of roles included, as long as
the annotation still says the same. What brat has no place for is reported, never dropped silently.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from msgspec import UNSET, UnsetType

from acoe_spec.files import write_atomically
from acoe_spec.findings import Finding
from acoe_spec.formats import brat_lines as lines
from acoe_spec.formats.brat_text import (
    COMMENT,
    KEY,
    SUBJECT_AND_OBJECT,
    UNIT,
    Fragments,
    Kept,
    KeptOfRecord,
    Suffix,
    column,
    cut_at_line_ends,
    joined_over_line_ends,
    numbered,
    surface,
)
from acoe_spec.formats.names import attribute_id, file_name, fresh_ids, label_id
from acoe_spec.formats.records import LabelKind, Losses, WriteOptions, has_other_metadata, unpacked
from acoe_spec.models.record_structs import (
    Annotation,
    Category,
    Cluster,
    Entity,
    Event,
    Record,
    Relation,
    Span,
)

_COMMON = frozenset({"id", "label", "attributes", "comment", "metadata"})
_CARRIED: dict[type, frozenset[str]] = {
    Entity: _COMMON | {"spans", "text", "links"},
    Relation: _COMMON | {"subject", "object"},
    Event: _COMMON | {"trigger", "arguments"},
    Cluster: frozenset({"id", "label", "members", "metadata"}),
}
_CARRIED_BY_RECORD = frozenset({"id", "units", "annotations", "modality", "metadata"})
_CARRIED_BY_UNIT = frozenset({"id", "text"})
_KINDS: dict[type, LabelKind] = {
    Entity: "entity",
    Relation: "relation",
    Event: "event",
    Cluster: "relation",
}
_PREFIXES: dict[type, str] = {Entity: "T", Event: "E", Relation: "R"}


def write(records: Iterable[Record], destination: Path, options: WriteOptions) -> list[Finding]:
    """Write each record to files in the directory `destination`; the findings say what was lost.

    File names are made from record ids by `names.file_name`, so none lies outside `destination`.
    Each file is replaced whole or not at all. Raises `FileProblem`.
    """
    losses = Losses("brat standoff")
    used: set[str] = set()
    for record in records:
        path = _unused_path(record, used, losses)
        text, files = _Writer(record, options, losses).files()
        write_atomically(destination / f"{path}.txt", text.encode("utf-8"))
        for suffix, content in files.items():
            rendered = "".join(f"{line}\n" for line in content)
            write_atomically(destination / f"{path}{suffix}", rendered.encode("utf-8"))
    return list(losses.findings())


def _unused_path(record: Record, used: set[str], losses: Losses) -> PurePosixPath:
    """A path for the record's files that no other of this run has, whatever the file system."""
    view = "" if record.view is UNSET else f"@{record.view}"
    path = file_name(record.id + view)
    candidate, number = path, 1
    while str(candidate).casefold() in used:
        number += 1
        candidate = path.with_name(f"{path.name}~{number}")
    if number > 1:
        losses.add("the id of a record whose file name is taken", record)
    used.add(str(candidate).casefold())
    return candidate


class _Writer:
    """Turns one record into lines."""

    def __init__(self, record: Record, options: WriteOptions, losses: Losses) -> None:
        self._record = record
        self._options = options
        self._losses = losses
        self._kept = unpacked(record.metadata, KEY, KeptOfRecord)
        self._text, self._offsets = self._layout()
        self._lines: list[tuple[str, str]] = []  # the key that decides on the file, and the line
        self._bounds: dict[str, lines.TextBound] = {}
        self._by_anchor: dict[tuple[str, Fragments], str] = {}
        self._taken = self._ids_in_use()
        self._fresh = {prefix: fresh_ids(prefix, self._taken) for prefix in "TERAN#"}
        self._ids = self._written_ids()

    def files(self) -> tuple[str, dict[Suffix, list[str]]]:
        """The text, and for each suffix the lines of its file."""
        record = self._record
        self._losses.add_fields(record, record, _CARRIED_BY_RECORD, of="a record")
        if record.modality != "text":
            self._losses.add("a modality other than text", record)
        if has_other_metadata(record.metadata, KEY):
            self._losses.add("metadata of a record", record)
        for annotation in record.annotations:
            self._annotation(annotation)
        suffixes = self._kept.files or (".ann",)
        first = set(self._kept.first)
        files: dict[Suffix, list[str]] = {suffix: [] for suffix in suffixes}
        for key, line in self._lines:
            files[suffixes[0] if key in first else suffixes[-1]].append(line)
        for suffix, line in self._kept.rest:
            files[suffix if suffix in files else suffixes[-1]].append(line)
        return self._text, files

    def _layout(self) -> tuple[str, dict[str, int]]:
        """The texts of all units under each other, and where in it each unit begins."""
        units = self._record.units
        offsets: dict[str, int] = {}
        texts: list[str] = []
        position = 0
        for unit in units:
            text = "" if unit.text is UNSET else unit.text
            offsets.setdefault(unit.id, position)
            texts.append(text)
            position += len(text) + 1
            kind = type(unit).__name__.lower()
            for name in unit.__struct_fields__:
                if name not in _CARRIED_BY_UNIT and getattr(unit, name) is not UNSET:
                    self._losses.add(f"{name} of a {kind}", self._record)
        if len(units) > 1:
            self._losses.add(
                "a division into units", self._record, hint="their texts stand under each other"
            )
        elif units[0].id != UNIT:
            self._losses.add("the id of a unit", self._record)
        return "\n".join(texts), offsets

    def _ids_in_use(self) -> set[str]:
        taken = {annotation.id for annotation in self._record.annotations}
        taken.update(self._kept.first)
        taken.update(line.partition("\t")[0] for _, line in self._kept.rest)
        for annotation in self._record.annotations:
            kept = unpacked(annotation.metadata, KEY, Kept)
            taken.update(entry[0] for entry in kept.attributes)
            taken.update(entry[0] for entry in kept.normalizations)
            taken.update(entry[0] for entry in kept.notes)
            taken.update(key for key in (kept.trigger, kept.comment) if key is not None)
        return taken

    def _written_ids(self) -> dict[str, str]:
        """For each annotation that can be written, its id in brat."""
        ids: dict[str, str] = {}
        relations = []
        for annotation in self._record.annotations:
            if isinstance(annotation, Relation):
                relations.append(annotation)
            elif (isinstance(annotation, Entity) and self._fragments(annotation.spans)) or (
                isinstance(annotation, Event) and self._has_trigger(annotation)
            ):
                self._name(annotation, ids)
        for relation in relations:
            if relation.subject in ids and relation.object in ids:
                self._name(relation, ids)
        return ids

    def _name(self, annotation: Entity | Event | Relation, ids: dict[str, str]) -> None:
        prefix = _PREFIXES[type(annotation)]
        if re.fullmatch(f"{prefix}[0-9]+", annotation.id):
            ids.setdefault(annotation.id, annotation.id)
        else:
            ids.setdefault(annotation.id, next(self._fresh[prefix]))
            self._losses.add("an id that is not of brat's form", self._record, annotation.id)

    def _has_trigger(self, event: Event) -> bool:
        kept = unpacked(event.metadata, KEY, Kept)
        if event.trigger is UNSET:
            return kept.missing_trigger is not None or kept.no_trigger
        return bool(self._fragments(event.trigger.spans))

    def _fragments(self, spans: list[Span] | UnsetType) -> Fragments:
        """Spans in the text as written; none if there are none or a unit is not there."""
        if spans is UNSET or any(span.unit not in self._offsets for span in spans):
            return ()
        return tuple(
            (self._offsets[span.unit] + span.start, self._offsets[span.unit] + span.end)
            for span in spans
        )

    def _lost(self, what: str, annotation: Annotation, *, hint: str | None = None) -> None:
        self._losses.add(what, self._record, annotation.id, hint=hint)

    def _annotation(self, annotation: Annotation) -> None:
        if isinstance(annotation, Category):
            self._lost("a category", annotation)
            return
        kind = type(annotation).__name__.lower()
        if not isinstance(annotation, Cluster) and annotation.id not in self._ids:
            reason = {
                "entity": "an entity without spans",
                "event": "an event without trigger",
                "relation": "a relation with something that is not there",
            }
            self._lost(reason[kind], annotation)
            return
        self._losses.add_fields(self._record, annotation, _CARRIED[type(annotation)], of=kind)
        if has_other_metadata(annotation.metadata, KEY):
            self._lost(f"metadata of {kind}", annotation)
        kept = unpacked(annotation.metadata, KEY, Kept)
        match annotation:
            case Entity():
                self._entity(annotation, kept)
            case Event():
                self._event(annotation, kept)
            case Relation():
                self._relation(annotation, kept)
            case Cluster():
                self._cluster(annotation, kept)
        if not isinstance(annotation, Cluster):
            self._attributes(annotation, kept)
            self._notes(annotation, kept)

    def _put(self, line: lines.Line, key: str) -> None:
        rendered = lines.render(line)
        if lines.parse(rendered) == line and not re.search(r"[\r\n]", rendered):
            self._lines.append((key, rendered))
        else:
            self._losses.add("a name with spaces, colons or line ends", self._record)

    def _label(self, annotation: Annotation, name: str | None) -> str:
        foreign = name or self._options.labels.get((_KINDS[type(annotation)], annotation.label))
        if foreign is not None and not re.search(r"\s", foreign):
            return foreign
        if foreign is not None:
            self._lost("an alias with white space", annotation, hint="written as the label itself")
        if ":" in annotation.label:
            self._lost("the colon in an imported label", annotation, hint="written as _")
        return self._one_word(annotation, annotation.label)

    def _one_word(self, annotation: Annotation, name: str) -> str:
        """A label or role as brat's lines can hold it; without this, all that names it would go."""
        if re.search(r"\s", name):
            self._lost("white space in a label or role", annotation, hint="written as _")
        return re.sub(r"[\s:]", "_", name)

    def _bind(
        self,
        annotation: Entity | Event,
        label: str,
        spans: list[Span],
        text: str,
        kept: Kept,
        wanted: str | None,
    ) -> str:
        """Write a text-bound line, once however often it is needed; returns its id."""
        fragments = self._fragments(spans)
        cut = fragments if kept.uncut else cut_at_line_ends(self._text, fragments)
        if not kept.uncut and joined_over_line_ends(self._text, cut) != fragments:
            self._lost("a line end at the edge of a span, or alone between two", annotation)
        raw = surface(self._text, cut if text == surface(self._text, fragments) else ())
        written = None if kept.no_text else column(raw or text)
        key = wanted or self._by_anchor.get((label, cut)) or next(self._fresh["T"])
        bound = lines.TextBound(key, label, cut, written)
        known = self._bounds.get(key)
        if known is not None and known != bound:
            self._lost("a second text span under one id", annotation)
            key = next(self._fresh["T"])
            bound = lines.TextBound(key, label, cut, written)
        elif known is not None:
            return key
        self._bounds[key] = bound
        self._put(bound, key)
        return key

    def _entity(self, entity: Entity, kept: Kept) -> None:
        label = self._label(entity, kept.label)
        spans = [] if entity.spans is UNSET else entity.spans
        text = "" if entity.text is UNSET else entity.text
        self._bind(entity, label, spans, text, kept, self._ids[entity.id])
        links = [] if entity.links is UNSET else entity.links
        known = iter(kept.normalizations)
        for link in links:
            entry = next(known, None)
            if entry is not None and (label_id(entry[2]), entry[3]) == (link.kb, link.id):
                self._normalization(entity, entry)
            elif not isinstance(link.id, str) or re.search(r"\s", f"{link.kb}{link.id}"):
                self._lost("a link without one identifier", entity)
            else:
                if link.confidence is not UNSET:
                    self._lost("the confidence of a link", entity)
                key = next(self._fresh["N"])
                self._normalization(entity, (key, "Reference", link.kb, link.id, ""))

    def _normalization(
        self, annotation: Entity | Event, entry: tuple[str, str, str, str, str]
    ) -> None:
        key, kind, database, identifier, text = entry
        target = self._ids[annotation.id]
        self._put(lines.Normalization(key, kind, target, database, identifier, text), key)

    def _event(self, event: Event, kept: Kept) -> None:
        label = self._label(event, kept.label)
        trigger: str | None = kept.missing_trigger
        if event.trigger is not UNSET:
            trigger_label = kept.trigger_label or label
            wanted = kept.trigger
            trigger = self._bind(
                event, trigger_label, event.trigger.spans, event.trigger.text, kept, wanted
            )
            self._by_anchor[trigger_label, self._bounds[trigger].fragments] = trigger
        present = [argument for argument in event.arguments if argument.target in self._ids]
        if len(present) < len(event.arguments):
            self._lost("an argument that is not there", event)
        roles = [self._one_word(event, argument.role) for argument in present]
        names = list(kept.roles)
        if len(names) != len(roles) or not all(
            label_id(name).startswith(role) for name, role in zip(names, roles, strict=True)
        ):
            names = numbered(roles)
            if len(set(names)) < len(names) or set(names) - set(roles) & set(roles):
                self._lost("a role that looks like the number of another", event)
        arguments = zip(names, (self._ids[argument.target] for argument in present), strict=True)
        line = lines.Event(self._ids[event.id], label, trigger, tuple(arguments))
        self._put(line, line.id)
        for entry in kept.normalizations:
            self._normalization(event, entry)

    def _relation(self, relation: Relation, kept: Kept) -> None:
        usual = self._options.relation_roles.get(relation.label, SUBJECT_AND_OBJECT)
        first, second = kept.roles if len(kept.roles) == 2 else usual
        subject, object_ = self._ids[relation.subject], self._ids[relation.object]
        if (second, first) == usual:
            subject, object_ = object_, subject
        label = self._label(relation, kept.label)
        key = self._ids[relation.id]
        self._put(lines.Relation(key, label, ((first, subject), (second, object_))), key)

    def _cluster(self, cluster: Cluster, kept: Kept) -> None:
        members = [self._ids[member] for member in cluster.members if member in self._ids]
        if len(members) < len(cluster.members):
            self._lost("a member of a cluster that is not there", cluster)
        if members:
            label = self._label(cluster, kept.label)
            self._put(lines.Equivalence(label, tuple(members)), cluster.id)

    def _attributes(self, annotation: Entity | Event | Relation, kept: Kept) -> None:
        written: dict[str, list[tuple[str, str, str | None]]] = defaultdict(list)
        for entry in kept.attributes:
            written[attribute_id(entry[1])].append(entry)
        attributes = {} if annotation.attributes is UNSET else annotation.attributes
        target = self._ids[annotation.id]
        for name, value in attributes.items():
            values = value if isinstance(value, list) else [value]
            entries = written[name]
            if [True if text is None else label_id(text) for _, _, text in entries] == values:
                for key, foreign, text in entries:
                    self._put(lines.Attribute(key, foreign, target, text), key)
                continue
            foreign = entries[0][1] if entries else name
            for single in values:
                text = self._attribute_text(annotation, single)
                if text is not None:
                    key = next(self._fresh["A"])
                    self._put(lines.Attribute(key, foreign, target, text or None), key)

    def _attribute_text(self, annotation: Annotation, value: str | int | bool) -> str | None:
        """The value as brat writes it, empty for a flag; None if it cannot."""
        if value is True:
            return ""
        if value is False:
            self._lost("an attribute that is false", annotation, hint="brat knows no false flag")
            return None
        if isinstance(value, int):
            self._lost("the type of an integer attribute", annotation, hint="written as text")
            return str(value)
        if value != value.strip() or not value or re.search(r"[\t\r\n]", value):
            self._lost("an attribute value with tabs, line ends or outer spaces", annotation)
            return None
        return value

    def _notes(self, annotation: Entity | Event | Relation, kept: Kept) -> None:
        target = self._ids[annotation.id]
        if annotation.comment is not UNSET:
            key = kept.comment or next(self._fresh["#"])
            if re.search(r"[\r\n]", annotation.comment):
                self._lost("a line end in a comment", annotation, hint="written as a space")
            text = re.sub(r"\r\n|[\r\n]", " ", annotation.comment)
            self._put(lines.Note(key, COMMENT, target, text), key)
        for key, kind, text in kept.notes:
            self._put(lines.Note(key, kind, target, text), key)
