"""Entities and events of a worked example: marked in its texts, and written out below them.

Marks that share an id are one annotation, of several spans where they do not touch; an entry under
`entities` or `events` with that id adds to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from acoe_spec.findings import printable_id
from acoe_spec.guidelines.examples.draft import Draft, Json, Steps, paths_in, reference
from acoe_spec.guidelines.examples.markup import Item, Mark
from acoe_spec.guidelines.examples.units import MarkedUnit
from acoe_spec.guidelines.guideline import Place
from acoe_spec.taxonomy.compiled import Attribute, CompiledTaxonomy, Label
from acoe_spec.taxonomy.references import node_of, split

_INTEGER = re.compile(r"-?[0-9]{1,16}\Z")
_TRUTH = {"true": True, "false": False}


@dataclass(kw_only=True, eq=False)
class Annotated:
    """An entity or event, of which marks and entries say their parts.

    `spans` are fragments as marked: position of the unit, start and end. `parts` are fields in the
    shape of the record. `places` are where parts were written, by their steps in the annotation.
    """

    id: str | None
    place: Place
    kind: str | None = None
    label: str | None = None
    spans: list[tuple[int, int, int, Place]] = field(default_factory=list)
    values: dict[str, list[tuple[str, Place]]] = field(default_factory=dict)
    parts: Json = field(default_factory=dict)
    places: dict[Steps, Place] = field(default_factory=dict)


def read_marked(draft: Draft, units: Iterable[MarkedUnit]) -> list[Annotated]:
    """What the units' marks and the entries under `entities` and `events` say together.

    In the order in which marks open, then of the entries.
    """
    found: list[Annotated] = []
    by_id: dict[str, Annotated] = {}
    for unit in units:
        for mark in unit.marks:
            _add_mark(draft, unit, mark, found, by_id)
    for position, entry in enumerate(draft.data.get("entities") or ()):
        _add_entry(draft, ("entities", position), "entity", entry, found, by_id)
    for position, entry in enumerate(draft.data.get("events") or ()):
        _add_entry(draft, ("events", position), "event", entry, found, by_id)
    for one in found:
        if one.label is None and one.spans:
            hint = "write a label behind '{', as in [surface]{label}"
            draft.say("example-markup", one.place, "this text is marked without a label", hint)
    return found


def as_record(draft: Draft, one: Annotated) -> Json:
    """The annotation in the shape of the record, without its id where none was written."""
    annotation: Json = {"type": one.kind or "entity"}
    if one.id is not None:
        annotation["id"] = one.id
    if one.label is not None:
        annotation["label"] = one.label
    parts = dict(one.parts)
    if one.spans:
        spans = _merged(draft, one)
        anchor = {"spans": spans, "text": surface(draft.texts, spans)}
        if annotation["type"] == "event":
            annotation["trigger"] = anchor
        else:
            annotation |= anchor
    if one.values:
        label = None if one.label is None else label_of(draft.taxonomy, one)
        written = {name: [value for value, _ in values] for name, values in one.values.items()}
        parts["attributes"] = typed_values(written, label) | parts.get("attributes", {})
    if annotation["type"] == "event":
        parts.setdefault("arguments", [])
    return annotation | parts


def surface(texts: Mapping[str, str], spans: Iterable[Mapping[str, Any]]) -> str:
    """The text under the spans as a record has it; what `texts`, by unit id, lacks is left out."""
    return " ".join(texts.get(each["unit"], "")[each["start"] : each["end"]] for each in spans)


def label_of(taxonomy: CompiledTaxonomy, one: Annotated) -> Label | None:
    """The label of the taxonomy that an entity or event has."""
    labels = taxonomy.events if one.kind == "event" else taxonomy.entities
    return labels.get(one.label or "")


def typed_values(written: Mapping[str, Sequence[str]], label: Label | None) -> Json:
    """Attribute values as a record has them: of their declared types, several as an array."""
    attributes: Mapping[str, Attribute] = {} if label is None else label.attributes
    return {name: _typed(values, attributes.get(name)) for name, values in written.items()}


def _typed(values: Sequence[str], attribute: Attribute | None) -> Any:
    of_type: list[str | int | bool] = []
    for value in values:
        if attribute is not None and attribute.type == "boolean":
            of_type.append(_TRUTH.get(value, value))
        elif attribute is not None and attribute.type == "integer" and is_integer(value):
            of_type.append(int(value))
        else:
            of_type.append(value)
    if len(of_type) > 1 or (attribute is not None and attribute.multivalued):
        return of_type
    return of_type[0]


def is_integer(text: str) -> bool:
    """Whether `text` is an integer that a record can hold."""
    return _INTEGER.match(text) is not None and abs(int(text)) < 2**53


def _add_mark(
    draft: Draft, unit: MarkedUnit, mark: Mark, found: list[Annotated], by_id: dict[str, Annotated]
) -> None:
    scalar, place = unit.scalar, draft.place_in(unit.scalar, mark.source_start)
    identifier = mark.first("id")
    one = by_id.get(identifier.name) if identifier is not None else None
    if one is None:
        one = Annotated(id=None if identifier is None else identifier.name, place=place)
        found.append(one)
        if identifier is not None:
            by_id[identifier.name] = one
            one.places["id",] = draft.place_in(scalar, identifier.start)
    one.spans.append((unit.position, mark.start, mark.end, place))
    for item in mark.items:
        where = draft.place_in(scalar, item.start)
        if item.kind == "label":
            _give_label(draft, one, item.name, "entity", where)
        elif item.kind == "value":
            one.values.setdefault(item.name, []).append((item.value or "", where))
        elif item.kind == "link":
            _give_link(one, item, where)


def _give_label(draft: Draft, one: Annotated, written: str, home: str, where: Place) -> None:
    """Set the label, and with it the kind; what was set already must be the same."""
    kind, label = split(node_of(written, home=home))
    if kind not in ("entity", "event"):
        message = f"{printable_id(written)} is no label for a stretch of text"
        hint = "mark entities and the triggers of events; write categories and relations below them"
        draft.say("example-markup", where, message, hint)
        label = written
        kind = home
    if one.label is not None and (one.kind, one.label) != (kind, label):
        message = f"this has the same id as the {one.kind} {printable_id(one.label)}"
        hint = "write the same label, or another id"
        draft.say("example-conflict", where, message, hint)
        return
    one.kind, one.label = kind, label
    one.places.setdefault(("label",), where)


def _give_link(one: Annotated, item: Item, where: Place) -> None:
    links = one.parts.setdefault("links", [])
    link = {"kb": item.name, "status": "nil"}
    if item.value is not None:
        link = {"kb": item.name, "id": item.value}
    one.places["links", len(links)] = where
    links.append(link)


def _add_entry(
    draft: Draft,
    written: Steps,
    kind: Literal["entity", "event"],
    entry: Json,
    found: list[Annotated],
    by_id: dict[str, Annotated],
) -> None:
    """Add what an entry says: to the annotation of its id, or as one of its own."""
    identifier = reference(entry["id"]) if "id" in entry else None
    one = by_id.get(identifier) if identifier is not None else None
    if one is None:
        one = Annotated(id=identifier, place=draft.place(*written), kind=kind)
        one.places["id",] = draft.place(*written, "id")
        found.append(one)
    elif one.kind is None:
        one.kind = kind
    elif one.kind != kind:
        message = f"{printable_id(identifier or '')} is marked as an {one.kind}"
        hint = "write it under 'entities' if it is an entity, under 'events' if it is an event"
        draft.say("example-conflict", draft.place(*written, "id"), message, hint)
        return
    if "label" in entry:
        _give_label(draft, one, entry["label"], kind, draft.place(*written, "label"))
    for key, value in entry.items():
        if key not in ("id", "label"):
            _add_part(draft, written, one, key, value)


def _add_part(draft: Draft, written: Steps, one: Annotated, key: str, value: Any) -> None:
    """Add one field of an entry; what a mark has said already may not be said again."""
    place = draft.place(*written, key, key=True)
    hint = "say it in one place"
    if key == "attributes":
        twice = [name for name in value if name in one.values or name in one.parts.get(key, {})]
        for name in twice:
            message = f"the attribute {printable_id(name)} is given in the text already"
            where = draft.place(*written, key, name, key=True)
            draft.say("example-conflict", where, message, hint)
        one.parts[key] = one.parts.get(key, {}) | value
        _note_part(draft, one, value, (*written, key), (key,))
    elif key == "links":
        links = one.parts.setdefault(key, [])
        for number, link in enumerate(value):
            _note_part(draft, one, link, (*written, key, number), (key, len(links)))
            links.append(dict(link))
    elif key in one.parts or (one.spans and key in ("spans", "text", "trigger")):
        message = f"'{key}' is said of {printable_id(one.id or '')} already"
        draft.say("example-conflict", place, message, hint)
    else:
        one.parts[key] = _completed(draft, key, value)
        _note_part(draft, one, value, (*written, key), (key,))
    if key == "spans" and "text" not in one.parts:
        one.parts["text"] = surface(draft.texts, value)


def _completed(draft: Draft, key: str, value: Any) -> Any:
    """A field as the record has it: ids without the sign in front of them."""
    if key == "arguments":
        return [each | {"target": reference(each["target"])} for each in value]
    return value


def _note_part(draft: Draft, one: Annotated, value: Any, written: Steps, to: Steps) -> None:
    """Remember where a part of an entry was written, and all in it."""
    for path in paths_in(value):
        one.places[(*to, *path)] = draft.place(*written, *path)


def _merged(draft: Draft, one: Annotated) -> list[Json]:
    """The spans as the record has them: in document order, those that touch made one."""
    merged: list[list[int]] = []
    to: Steps = ("trigger", "spans") if one.kind == "event" else ("spans",)
    for unit, start, end, place in sorted(one.spans):
        if merged and merged[-1][0] == unit and start <= merged[-1][2]:
            merged[-1][2] = max(merged[-1][2], end)
            continue
        one.places[(*to, len(merged))] = place
        merged.append([unit, start, end])
    return [
        {"unit": draft.units[unit]["id"], "start": start, "end": end} for unit, start, end in merged
    ]


def note_places(draft: Draft, one: Annotated, position: int) -> None:
    """Remember where the parts of the annotation at `position` of the record were written."""
    draft.note(one.place, "annotations", position)
    for steps, place in one.places.items():
        draft.note(place, "annotations", position, *steps)
    for name, values in one.values.items():
        draft.note(values[0][1], "annotations", position, "attributes", name)
        for number, (_, place) in enumerate(values):
            draft.note(place, "annotations", position, "attributes", name, number)
