"""The part of the screen that goes over a record's units: types, speakers, times, replies.

Each function returns how many quotation marks the JSON text of the units that it was given holds,
as far as it has looked at them, and raises `Doubtful` where they are not certainly right.
"""

from __future__ import annotations

import datetime
from collections.abc import Container, Sequence
from typing import Any

from msgspec import UNSET

from acoe_spec.checking.decode import is_language
from acoe_spec.checking.screen_spans import Doubtful
from acoe_spec.checking.screen_tables import UNIT_CLASSES
from acoe_spec.models.record_structs import Page, Part, Record, Segment
from acoe_spec.taxonomy.dates import instant
from acoe_spec.taxonomy.unit_kinds import kind_of

_UNITS_OF: dict[str, frozenset[type]] = {
    "text": UNIT_CLASSES["passage"],
    "chat": UNIT_CLASSES["turn"],
    "email": UNIT_CLASSES["part"],
    "document": UNIT_CLASSES["page"] | UNIT_CLASSES["passage"],
    "audio": UNIT_CLASSES["segment"],
}
_EARLIEST = datetime.datetime.min.replace(tzinfo=datetime.UTC)
_parse = datetime.datetime.fromisoformat


def unit_quotes(
    record: Record,
    speakers: Container[str] | None,
    texts: dict[str, str],
    known: dict[str, Any],
) -> int:
    """Fills `texts` and `known`, by unit id.

    `speakers` is None if the record does not say who takes part.
    """
    permitted = _UNITS_OF[record.modality]
    if record.modality != "chat":
        return _other_quotes(record.units, permitted, texts, known)
    turns: list[Any] = record.units
    quotes = 24 * len(turns)  # of turns with speaker, time and language
    before = _EARLIEST
    exactly = False  # whether times have to be compared at leisure: fractions, offsets, faults
    spoken = None
    for turn in turns:
        kind = turn.__class__
        if kind not in permitted:
            raise Doubtful
        if turn.speaker is UNSET:
            quotes -= 4
        elif speakers is not None and turn.speaker not in speakers:
            raise Doubtful
        time = turn.time
        if time is UNSET:
            quotes -= 4
        else:
            # Python parses more than RFC 3339 permits: week dates, clocks without colons, and from
            # 3.14 on 24:00. The slice is of all that is not a digit.
            try:
                now = _parse(time)
                if time[4::3] == "--T::Z" and now >= before and (now.hour or time[11] == "0"):
                    before = now
                else:
                    exactly = True
            except ValueError:
                exactly = True
        language = turn.language
        if language is UNSET:
            quotes -= 4
        elif language != spoken:
            if not is_language(language):
                raise Doubtful
            spoken = language
        if turn.reply_to is not UNSET:
            quotes += 4
            if turn.reply_to not in texts:
                raise Doubtful
        identifier = turn.id
        texts[identifier] = turn.text
        known[identifier] = kind
    if exactly and not _ascend([turn.time for turn in turns if turn.time is not UNSET]):
        raise Doubtful
    return quotes


def _other_quotes(
    units: Sequence[Any],
    permitted: frozenset[type],
    texts: dict[str, str],
    known: dict[str, Any],
) -> int:
    """Segments are not counted: their times, speakers and channels are for the rules to look at."""
    quotes = 0
    subjects = 0
    number = -1
    for unit in units:
        kind = unit.__class__
        if kind not in permitted:
            raise Doubtful
        texts[unit.id] = unit.text or ""
        if kind is Segment:
            known[unit.id] = (kind_of(unit),)
            continue
        known[unit.id] = (kind_of(unit),) if kind is Part else kind
        quotes += 12
        if unit.language is not UNSET:
            quotes += 4
        if kind is Part:
            quotes += 4
            subjects += unit.role == "subject"
        elif kind is Page:
            quotes += 2
            if unit.number <= number:
                raise Doubtful
            number = unit.number
            quotes += 2 * (unit.width is not UNSET) + 2 * (unit.height is not UNSET)
            quotes += 4 * (unit.unit is not UNSET)
    if subjects > 1:
        raise Doubtful
    return quotes


def _ascend(times: list[str]) -> bool:
    """Whether all these times exist and none is before the one that it follows."""
    instants = [instant(time) for time in times]
    return None not in instants and sorted(instants) == instants  # type: ignore[type-var]  # None is out
