"""A single pass over a record that answers: certainly clean?

The screen never decides that something is wrong. Whatever it does not recognise at a glance it
leaves to `explain`, whose rules are the only definition of right and wrong; so it may be rewritten
freely, as long as *screen passes* implies *the line is sound and no rule complains*. The one
exception is `deprecated-label`: a harmless warning that would send whole files down the slow path
is noted here instead, and the caller reports it once a label.

How it is fast: what it looks up is prepared once for each taxonomy (`screen_tables`), and it looks
only at what is frequent. That nothing else is there it knows by accounting: it counts the quotation
marks that the JSON text of what it has seen and approved takes up. A line has more of them if a key
is repeated or a rare field is given, and only then is the rest looked at (`screen_rest`).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable
from itertools import chain
from typing import Any

import msgspec
from msgspec import UNSET

from acoe_spec.checking.decode import is_plain
from acoe_spec.checking.screen_rest import rest_is_clean, silent
from acoe_spec.checking.screen_spans import (
    Doubtful,
    Nest,
    ascend,
    fits_into,
    overlaps_fit,
    span_quotes,
)
from acoe_spec.checking.screen_tables import Claims, Tables, Used
from acoe_spec.checking.screen_units import unit_quotes
from acoe_spec.models.record_structs import Category, Entity, Event, Record, Relation
from acoe_spec.rules import relations
from acoe_spec.rules.metadata import MAX_METADATA
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

Screen = Callable[[Record, bytes | None], bool]

_encode = msgspec.json.Encoder().encode


def make_screen(
    taxonomy: CompiledTaxonomy, *, deprecated: list[Used], today: datetime.date | None = None
) -> Screen:
    """A function of a record and its line: True if no rule complains about either.

    The record is what `skim` made of the line. In place of the line may be None, for a record that
    is structurally sound by other means. The deprecated labels that a passed record uses are
    appended to `deprecated`, which the caller empties.
    """
    tables = Tables(taxonomy, today=today)
    entity_rows = tables.entities
    relation_rows = tables.relations
    event_rows = tables.events
    category_rows = tables.categories
    permitted = tables.permitted

    def screen(record: Record, line: bytes | None) -> bool:
        try:
            return passes(record, line)
        except (Doubtful, KeyError):
            return False

    def passes(record: Record, line: bytes | None) -> bool:
        complete = record.state != "draft"
        if record.modality not in tables.modalities:
            return False
        quotes = 12
        if record.schema is not UNSET:
            quotes += 4
        if record.state is not UNSET:
            quotes += 4
        if record.annotator is not UNSET:
            quotes += 4
        participants = None
        if record.participants is not UNSET:
            quotes += 2 + _encode(record.participants).count(b'"')
            participants = [participant.id for participant in record.participants]
        if record.metadata is not UNSET:
            metadata = bytes(record.metadata)
            if len(metadata) > MAX_METADATA or not is_plain(metadata):
                return False
            quotes += 2 + _quotes(metadata)
        texts: dict[str, str] = {}
        known: dict[str, Any] = {"": Record}
        quotes += unit_quotes(record, participants, texts, known)

        # Entities that do not overlap come one after the other: each begins where the text that
        # they have reached ends, or later. Else they should lie one within the other.
        here = text = outer = ""
        size = begin = reach = 0
        left: set[str] = set()
        nest: Nest | None = None
        tangled = False

        claims: Claims = defaultdict(set)  # what annotations say, apart from entities
        claimed = 0
        counts: dict[tuple[str, str], int] = {}
        events: list[Event] = []
        symmetric: list[Relation] = []
        used: list[Used] = []

        annotations = record.annotations
        later: list[Any] = []  # what refers to annotations that come after it
        for annotation in chain(annotations, later):
            kind = annotation.__class__
            try:
                if kind is Entity:
                    label = annotation.label
                    row = entity_rows[label]
                    spans = annotation.spans
                    if spans is not UNSET and len(spans) == 1:
                        span = spans[0]
                        start = span.start
                        end = span.end
                        if span.unit != here:
                            left.add(here)
                            here = span.unit
                            tangled = tangled or here in left
                            text = texts[here]
                            size = len(text)
                            reach = 0
                        if not start < end <= size or text[start:end] != annotation.text:
                            return False
                        if start >= reach:
                            begin = start
                            reach = end
                            outer = label
                            nest = None
                        elif not tangled:
                            nest = nest or [(begin, reach, outer)]
                            tangled = not fits_into(nest, start, end, label, permitted)
                        quotes += 26
                    elif spans is not UNSET:
                        quotes += 18 + span_quotes(spans, annotation.text, texts)
                        tangled = True
                    elif annotation.text is UNSET and (annotation.boxes or annotation.times):
                        quotes += 12
                    else:
                        return False
                    links = annotation.links
                    if links is not UNSET:
                        quotes += row.link_quotes(links)
                    if row.links_required and complete and not links:
                        return False
                    known[annotation.id] = row.reference
                    attributes = annotation.attributes
                elif kind is Category:
                    row = category_rows[annotation.set][annotation.label]
                    target = annotation.target or ""
                    if known[target] not in row.eligible:
                        return False
                    quotes += 20 if target else 16
                    claims[row.question].add(target)
                    claimed += 1
                    known[annotation.id] = None
                    attributes = annotation.attributes
                elif kind is Relation:
                    label = annotation.label
                    row = relation_rows[label]
                    subject = annotation.subject
                    object_ = annotation.object
                    if (
                        known[subject] not in row.domain
                        or known[object_] not in row.range
                        or subject == object_
                    ):
                        return False
                    if row.symmetric:
                        symmetric.append(annotation)
                    for key in row.once_by_subject:
                        claims[key].add(subject)
                        claimed += 1
                    for key in row.once_by_object:
                        claims[key].add(object_)
                        claimed += 1
                    if row.often:
                        claims[label].add((subject, object_))
                        claimed += 1
                    if row.counted:
                        row.count(subject, object_, counts)
                    quotes += 20
                    known[annotation.id] = row.reference
                    attributes = annotation.attributes
                elif kind is Event:
                    row = event_rows[annotation.label]
                    quotes += row.event_quotes(annotation, texts, known, complete)
                    events.append(annotation)
                    known[annotation.id] = row.reference
                    attributes = annotation.attributes
                else:
                    row = relation_rows[annotation.label]
                    quotes += row.cluster_quotes(annotation, known)
                    claims[annotation.label].add(frozenset(annotation.members))
                    claimed += 1
                    known[annotation.id] = None
                    attributes = annotation.attributes
                if attributes is not UNSET:
                    quotes += row.attribute_quotes(attributes, complete)
                elif row.required and complete:
                    return False
                if row.deprecated is not None:
                    used.append(row.deprecated)
            except KeyError:  # something unknown, or not known yet
                if kind is Entity or len(later) == len(annotations):
                    return False
                later.append(annotation)

        # Each id is there once, well-formed, and nothing is said twice.
        ids = "".join(known) + record.id
        if participants is not None:
            ids += "".join(participants)
        if (
            len(known) != 1 + len(record.units) + len(annotations)
            or not ids.isprintable()
            or " " in ids
            or sum(map(len, claims.values())) != claimed
        ):
            return False
        if tangled and not overlaps_fit(record, permitted):
            return False
        if symmetric and not ascend(symmetric, record):
            return False
        if len(events) > 1 and not _differ(events):
            return False
        if complete:
            scope = record.scope
            for requirement in tables.requirements:
                if (scope is UNSET or requirement.name in scope) and not requirement.is_met(
                    texts, known, claims
                ):
                    return False
            if not (
                not tables.demanded
                or tables.demanded.isdisjoint(known.values())
                or silent(relations.RULES, record, taxonomy, today)
            ):
                return False
        if (line is None or quotes != _quotes(line)) and not rest_is_clean(
            record, line, taxonomy, today
        ):
            return False
        if used:
            deprecated.extend(used)
        return True

    return screen


def _quotes(line: bytes) -> int:
    """How many quotation marks in a line begin or end a string; -1 if that is in doubt."""
    if b"\\" not in line:
        return line.count(b'"')
    if b"\\\\" in line:
        return -1
    return line.count(b'"') - line.count(b'\\"')


def _differ(events: list[Event]) -> bool:
    """Whether no two events say the same, as far as a glance can tell."""
    return len(events) == len(
        {
            (
                event.label,
                _encode(event.trigger or None),
                frozenset((argument.role, argument.target) for argument in event.arguments),
            )
            for event in events
        }
    )
