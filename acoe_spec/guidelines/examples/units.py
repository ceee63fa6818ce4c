"""The units of a worked example, and the marks in their texts.

A unit is `A: "what A says"`, with fields of a unit beside it or without, or the fields alone. Its
type may be left out where its fields tell it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from acoe_spec.findings import printable_id
from acoe_spec.guidelines.examples.draft import Draft, Json, Scalar
from acoe_spec.guidelines.examples.markup import Mark, parse

MAX_DEPTH = 32  # marks around one place; every one of them repeats the text that it covers

_TEXTS = ("type", "id", "speaker", "time", "reply_to", "role", "unit", "language", "accent")
_NUMBERS = ("number", "width", "height", "start", "end", "channel")
FIELDS = frozenset((*_TEXTS, *_NUMBERS, "text", "picture"))

# The first of these that has a field of the unit tells its type.
_TELLING = (
    ("segment", frozenset(("start", "end", "channel", "accent"))),
    ("page", frozenset(("number", "width", "height", "unit", "picture"))),
    ("part", frozenset(("role",))),
    ("turn", frozenset(("speaker", "time", "reply_to"))),
)
_MODALITY = {"passage": "text", "turn": "chat", "part": "email", "segment": "audio"}


class MarkedUnit(NamedTuple):
    """A unit's position in the record, its id, and the marks in its text."""

    position: int
    id: str
    marks: tuple[Mark, ...]
    scalar: Scalar


def read_units(draft: Draft) -> list[MarkedUnit]:
    """Put the units of the draft's data into the draft; returns those that have marks."""
    found = []
    for position, given in enumerate(draft.data["units"]):
        draft.note(draft.place("units", position), "units", position)
        speaker = _speaker(draft, position, given)
        unit: Json = {
            "type": given.get("type") or type_told(given, speaks=speaker is not None),
            "id": f"u{position + 1}",
        }
        if speaker is not None:
            unit["speaker"] = speaker
            draft.note(draft.place("units", position, speaker, key=True), *_at(position, "speaker"))
        _fields(draft, position, given, unit)
        text = "text" if speaker is None else speaker
        if text in given:
            scalar = draft.scalar("units", position, text)
            draft.note(draft.place_in(scalar, 0), *_at(position, "text"))
            marked = parse(scalar.text)
            draft.say_problems(marked.problems, scalar)
            unit["text"] = marked.text
            draft.texts.setdefault(unit["id"], marked.text)
            if marked.marks and _is_shallow(draft, marked.marks, scalar):
                found.append(MarkedUnit(position, unit["id"], marked.marks, scalar))
        elif unit["type"] == "page":
            unit["text"] = ""
        draft.units.append(unit)
    return found


def modality(units: list[Json], made_for: Collection[str] = ()) -> str:
    """The modality of a record of these units: a page makes a document, else the first tells it.

    Passages alone are a text, or a document where `made_for`, the modalities of the taxonomy, has
    documents and no texts.
    """
    types = [unit["type"] for unit in units]
    of_documents = "document" in made_for and "text" not in made_for
    if "page" in types or (of_documents and types[0] == "passage"):
        return "document"
    return _MODALITY.get(types[0], "text")


def type_told(fields: Iterable[str], *, speaks: bool) -> str:
    """The type of a unit that does not say it, from its fields and whether a speaker is its key."""
    fields = set(fields)
    for kind, telling in _TELLING:
        # Nobody speaks on a page: what of it stands beside a speaker is out of place there.
        if not (speaks and kind == "page") and not telling.isdisjoint(fields):
            return kind
    return "turn" if speaks else "passage"


def _speaker(draft: Draft, position: int, given: Json) -> str | None:
    """The key that is no field of a unit: who speaks."""
    keys = [key for key in given if key not in FIELDS]
    for key in keys[1:2]:
        message = f"{printable_id(keys[0])} and another key of the unit could both be who speaks"
        hint = f"keep one; the fields of a unit are {', '.join(sorted(FIELDS))}"
        draft.say("example-unit", draft.place("units", position, key, key=True), message, hint)
    if not keys:
        return None
    for key in ("text", "speaker"):
        if key in given:
            message = f"{printable_id(keys[0])} says who speaks and what, and so does '{key}'"
            hint = "write 'speaker' and 'text', or the speaker as the key of what they say"
            draft.say("example-unit", draft.place("units", position, key, key=True), message, hint)
    return keys[0]


def _fields(draft: Draft, position: int, given: Json, unit: Json) -> None:
    for key in given:
        if key in _TEXTS:
            scalar = draft.scalar("units", position, key)
            unit[key] = scalar.text
        elif key in _NUMBERS:
            unit[key] = given[key]
        else:
            continue
        draft.note(draft.place("units", position, key), *_at(position, key))
    if "picture" not in given:
        return
    place = draft.place("units", position, "picture")
    if unit["type"] == "page":
        draft.pictures[unit["id"]] = draft.scalar("units", position, "picture").text
    else:
        message = "only pages have a picture, and this unit is none"
        draft.say("example-unit", place, message, "give pictures to pages")


def _is_shallow(draft: Draft, marks: tuple[Mark, ...], scalar: Scalar) -> bool:
    """Whether marks nest no deeper than they may; if not, that is said of the first too deep."""
    ends: list[int] = []
    for mark in marks:
        while ends and ends[-1] <= mark.start:
            ends.pop()
        ends.append(mark.end)
        if len(ends) > MAX_DEPTH:
            message = f"more than {MAX_DEPTH} marks are around this text"
            place = draft.place_in(scalar, mark.source_start)
            draft.say("example-markup", place, message, "look for a bracket that is out of place")
            return False
    return True


def _at(position: int, field: str) -> tuple[str, int, str]:
    return "units", position, field
