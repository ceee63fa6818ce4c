"""A single pass over a record that answers: certainly clean?

The screen never decides that something is wrong. Whatever it does not recognise at a glance it
leaves to `explain`, whose rules are the only definition of right and wrong; so it may be rewritten
freely, as long as *screen passes* implies *no rule complains*. The one exception is
`deprecated-label`: a harmless warning that would send whole files down the slow path is noted here
instead, and the caller reports it once a label.

Written for speed: one function with local names that makes few objects for a clean record. What it
looks up is prepared once for each taxonomy (`screen_tables`). Where a record has something rarer
than text, spans, relations and categories (boxes, times, clusters, symmetric relations), the rules
for just that are asked, which is slower and cannot differ.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from acoe_spec.checking.screen_tables import LabelRow, Tables, Used
from acoe_spec.findings import Rule
from acoe_spec.models.record_structs import (
    Category,
    Cluster,
    Entity,
    Event,
    Page,
    Part,
    Passage,
    Record,
    Relation,
    Segment,
    Span,
    Turn,
)
from acoe_spec.rules import audio, clusters, dialogue, events, pages, relations
from acoe_spec.rules.indexed import index_record
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

Screen = Callable[[Record], bool]

_UNITS_OF: dict[str, frozenset[type]] = {
    "text": frozenset({Passage}),
    "chat": frozenset({Turn}),
    "email": frozenset({Part}),
    "document": frozenset({Page, Passage}),
    "audio": frozenset({Segment}),
}
_TURNS: tuple[Rule, ...] = dialogue.RULES
_OTHER_UNITS: tuple[Rule, ...] = (*dialogue.RULES, *audio.RULES, *pages.RULES)

_encode = msgspec.json.Encoder().encode
_from_iso = datetime.datetime.fromisoformat


def make_screen(
    taxonomy: CompiledTaxonomy, *, deprecated: list[Used], today: datetime.date | None = None
) -> Screen:
    """A function of a structurally sound record: True if no rule complains about it.

    The deprecated labels that a passed record uses are appended to `deprecated`, which the caller
    empties.
    """
    tables = Tables(taxonomy, today=today)
    entity_rows = tables.entities
    relation_rows = tables.relations
    event_rows = tables.events
    set_rows = tables.sets
    required_sets = tables.required_sets
    demanded = tables.demanded
    modalities = tables.modalities

    def screen(record: Record) -> bool:
        modality = record.modality
        if record.unresolved is not UNSET or modality not in modalities:
            return False
        if record.date is not UNSET and not _exists(record.date):
            return False
        complete = record.state != "draft"
        scope = record.scope
        if scope is not UNSET and not tables.set_names.issuperset(scope):
            return False
        asked: tuple[Rule, ...] = ()  # rules to ask in the end

        # Units.
        units = record.units
        texts: dict[str, str] = {}
        kinds: dict[str, type] = {}
        permitted = _UNITS_OF[modality]
        participants: list[str] | None = None
        if record.participants is not UNSET:
            participants = [participant.id for participant in record.participants]
        before = None
        for unit in units:
            kind = unit.__class__
            if kind not in permitted:
                return False
            unit_id = unit.id
            if kind is Turn:
                if unit.time is not UNSET:
                    try:
                        now = _moment(unit.time)
                    except ValueError:
                        return False
                    if before is not None and now < before:
                        return False
                    before = now
                    if "." in unit.time:  # nanoseconds, which a datetime rounds
                        asked = _TURNS
                if unit.reply_to is not UNSET and unit.reply_to not in texts:
                    return False
                if (
                    participants is not None
                    and unit.speaker is not UNSET
                    and unit.speaker not in participants
                ):
                    return False
            elif kind is not Passage:
                asked = _OTHER_UNITS
            texts[unit_id] = unit.text or ""
            kinds[unit_id] = kind
        if len(texts) != len(units):
            return False

        # Entities. What refers to other annotations waits until all of them are known.
        annotations = record.annotations
        bearers: dict[str, str] = {}  # id of an entity, event or relation -> its label's reference
        waiting: list[Any] = []
        used: list[Used] = []
        seen: set[tuple[Any, ...]] = set()
        sweep = False
        last_unit = ""
        last_end = 0
        left: set[str] = set()
        for annotation in annotations:
            if annotation.created is not UNSET and not _exists(annotation.created):
                return False
            if annotation.__class__ is not Entity:
                waiting.append(annotation)
                continue
            row = entity_rows.get(annotation.label)
            if row is None:
                return False
            spans = annotation.spans
            if spans is not UNSET and len(spans) == 1:
                span = spans[0]
                unit_id = span.unit
                start = span.start
                end = span.end
                text = texts.get(unit_id)
                if (
                    text is None
                    or start >= end
                    or end > len(text)
                    or text[start:end] != annotation.text
                ):
                    return False
                if unit_id == last_unit:
                    if start < last_end:
                        sweep = True
                else:
                    left.add(last_unit)
                    if unit_id in left:
                        sweep = True
                    last_unit = unit_id
                last_end = end
            elif spans is not UNSET:
                if not _spans_fit(spans, annotation.text, texts):
                    return False
                sweep = True
            elif annotation.text is not UNSET or (
                annotation.boxes is UNSET and annotation.times is UNSET
            ):
                return False
            if annotation.boxes is not UNSET or annotation.times is not UNSET:
                asked = _OTHER_UNITS
                if any(box.unit not in texts for box in annotation.boxes or ()):
                    return False
                place = (
                    annotation.label,
                    _encode((annotation.boxes or None, annotation.times or None)),
                )
                if spans is UNSET and place in seen:
                    return False
                seen.add(place)
            if (annotation.attributes is not UNSET or row.demanding) and not _attributes_fit(
                row, annotation.attributes, complete
            ):
                return False
            links = annotation.links
            if links is not UNSET:
                if not row.links_accepted(links):
                    return False
            elif complete and row.links_required:
                return False
            if row.deprecated is not None:
                used.append(row.deprecated)
            bearers[annotation.id] = row.reference
        if sweep and not tables.overlaps_permitted(record):
            return False

        # The rest: first what may itself be referred to, ...
        event_ids: dict[str, int] = {}
        for annotation in waiting:
            kind = annotation.__class__
            if kind is Category:
                continue
            rows = event_rows if kind is Event else relation_rows
            row = rows.get(annotation.label)
            if row is None:
                return False
            if kind is not Cluster:
                bearers[annotation.id] = row.reference
            if kind is Event:
                event_ids[annotation.id] = len(event_ids)
            if not _attributes_fit(row, annotation.attributes, complete):
                return False
            if row.deprecated is not None:
                used.append(row.deprecated)

        # ... then what it refers to.
        answered: dict[str, set[Any]] = {}
        counts: dict[tuple[str, str, str], int] = {}
        directions: set[bool] = set()
        for annotation in waiting:
            kind = annotation.__class__
            label = annotation.label
            if kind is Category:
                set_row = set_rows.get(annotation.set)
                row = None if set_row is None else set_row.labels.get(label)
                if set_row is None or row is None:
                    return False
                target = annotation.target
                if target is UNSET:
                    if not set_row.record:
                        return False
                elif target in kinds:
                    if kinds[target] not in set_row.units:
                        return False
                elif bearers.get(target) not in set_row.targets:
                    return False
                targets = answered.get(set_row.name)
                if targets is None:
                    targets = answered[set_row.name] = set()
                if set_row.one:
                    if target in targets:
                        return False
                else:
                    key = (set_row.name, label, target)
                    if key in seen:
                        return False
                    seen.add(key)
                targets.add(target)
                if (annotation.attributes is not UNSET or row.demanding) and not _attributes_fit(
                    row, annotation.attributes, complete
                ):
                    return False
                if row.deprecated is not None:
                    used.append(row.deprecated)
            elif kind is Relation:
                row = relation_rows[label]
                subject = annotation.subject
                object_ = annotation.object
                key = (label, subject, object_)
                if row.symmetric and (label, object_, subject) in seen:
                    return False
                if (
                    bearers.get(subject) not in row.domain
                    or bearers.get(object_) not in row.range
                    or key in seen
                ):
                    return False
                seen.add(key)
                if subject == object_:
                    return False
                if row.symmetric and not _in_order(record, subject, object_, kinds):
                    return False
                if row.symmetric and row.maxima:
                    asked += relations.RULES
                for name, side, most in row.maxima:
                    counted = (name, side, object_ if side == "object" else subject)
                    counts[counted] = count = counts.get(counted, 0) + 1
                    if count > most:
                        return False
            elif kind is Event:
                trigger = annotation.trigger
                if trigger is not UNSET and not _spans_fit(trigger.spans, trigger.text, texts):
                    return False
                arguments = sorted((each.role, each.target) for each in annotation.arguments)
                if any(target not in bearers for _, target in arguments):
                    return False
                key = (label, _encode(trigger or None), *arguments)
                if key in seen:
                    return False
                seen.add(key)
                asked += events.RULES
            else:
                key = (label, *sorted(annotation.members))
                if key in seen or not bearers.keys() >= set(annotation.members):
                    return False
                seen.add(key)
                asked += clusters.RULES

        if len(directions) > 1:  # all one way round, events cannot go in a circle
            asked += events.RULES

        if complete:
            for set_row in required_sets:
                if scope is not UNSET and set_row.name not in scope:
                    continue
                given = answered.get(set_row.name, _NOTHING)
                if set_row.record and UNSET not in given:
                    return False
                if set_row.units and not all(
                    unit_id in given for unit_id, kind in kinds.items() if kind in set_row.units
                ):
                    return False
                if set_row.targets and not all(
                    bearer in given
                    for bearer, reference in bearers.items()
                    if reference in set_row.targets
                ):
                    return False
            if demanded and not demanded.isdisjoint(bearers.values()):
                asked += relations.RULES

        # Ids are printable, without white space, and each there once; so is each key.
        ids = {annotation.id for annotation in annotations}
        ids.update(texts)
        joined = "".join((record.id, record.view or "", *(participants or ()), *ids))
        if len(ids) != len(annotations) + len(units) or not joined.isprintable() or " " in joined:
            return False
        if asked and not _silent(asked, record, taxonomy, today):
            return False
        if used:
            deprecated.extend(used)
        return True

    return screen


_NOTHING: frozenset[Any] = frozenset()


def _attributes_fit(row: LabelRow, attributes: Any, complete: bool) -> bool:
    if attributes is not UNSET:
        return row.accepts(attributes, complete)
    return not (complete and row.demanding)


def _spans_fit(spans: list[Span], surface: Any, texts: Mapping[str, str]) -> bool:
    """Whether spans are in bounds, in order and apart, and `surface` is what they cover."""
    order = {unit_id: position for position, unit_id in enumerate(texts)}
    slices = []
    last = (-1, 0)
    for span in spans:
        text = texts.get(span.unit)
        if text is None or not span.start < span.end <= len(text):
            return False
        position = order[span.unit]
        if (position, span.start) <= last:
            return False
        last = (position, span.end)
        slices.append(text[span.start : span.end])
    return bool(slices) and " ".join(slices) == surface


def _in_order(record: Record, subject: str, object_: str, units: Mapping[str, Any]) -> bool:
    """Whether two entities are certainly in document order: by their first spans, and not equal."""
    order = {unit_id: position for position, unit_id in enumerate(units)}
    places = {}
    for annotation in record.annotations:
        if annotation.__class__ is Entity and annotation.id in (subject, object_):
            if annotation.spans is UNSET:
                return False
            first = annotation.spans[0]
            places[annotation.id] = (order[first.unit], first.start)
    return len(places) == 2 and places[subject] < places[object_]


def _moment(timestamp: str) -> datetime.datetime:
    """Raises `ValueError` if there is no such moment, and for leap seconds.

    Python takes offsets of 75 minutes, and from 3.14 on 24:00.
    """
    if timestamp[11:13] > "23" or (timestamp[-3] == ":" and timestamp[-2] > "5"):
        raise ValueError
    return _from_iso(timestamp)


def _exists(moment: str) -> bool:
    try:
        _moment(moment)
    except ValueError:
        return False
    return True


def _silent(
    rules: Iterable[Rule],
    record: Record,
    taxonomy: CompiledTaxonomy,
    today: datetime.date | None,
) -> bool:
    """Whether none of these rules has anything to say."""
    indexed = index_record(record, taxonomy, today=today)
    for check in dict.fromkeys(rule.check for rule in rules):
        if check is not None and next(check(indexed, taxonomy), None) is not None:
            return False
    return True
