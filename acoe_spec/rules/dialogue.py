"""Units as a conversation: their types, speakers, times and replies, and the parts of an email.

That a reply dangles or goes to no turn is a matter of `identity`; segments of audio are in `audio`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from acoe_spec.findings import Finding, Rule, pointer, printable_id
from acoe_spec.models.record_structs import Page, Part, Passage, Segment, Turn, Unit
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.dates import Instant, instant

_UNITS: dict[str, tuple[type[Unit], ...]] = {
    "text": (Passage,),
    "chat": (Turn,),
    "email": (Part,),
    "document": (Page, Passage),
    "audio": (Segment,),
}


def check_modality(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """A chat is made of turns, an email of parts, and so on."""
    modality = record.record.modality
    permitted = _UNITS[modality]
    names = " or ".join(one.__name__.lower() for one in permitted)
    for position, unit in enumerate(record.record.units):
        if not isinstance(unit, permitted):
            yield record.unit_finding(
                "unit-modality",
                position,
                "type",
                message=f"the units of a record of modality {modality} are of type {names}",
                hint=f"make it a {names}, or correct the modality of the record",
            )


def check_reply(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """A turn replies to one before it."""
    for position, unit in enumerate(record.record.units):
        if isinstance(unit, Turn) and unit.reply_to is not UNSET:
            answered = record.units.get(unit.reply_to)
            if isinstance(answered, Turn) and record.unit_order[answered.id] >= position:
                what = "itself" if answered.id == unit.id else "a later turn"
                yield record.unit_finding(
                    "reply-to-later",
                    position,
                    "reply_to",
                    message=f"the turn replies to {what}",
                    hint="name the earlier turn, or put the turns in the order they were sent",
                )


def check_turn_times(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """The times of turns do not go back; each is compared with the one before that has a time."""
    before: Instant | None = None
    for position, unit in enumerate(record.record.units):
        if not isinstance(unit, Turn) or unit.time is UNSET:
            continue
        now = instant(unit.time)
        if now is None:
            continue
        if before is not None and now < before:
            yield record.unit_finding(
                "turn-time-order",
                position,
                "time",
                message="the turn was sent before the one above it",
                hint="check the offsets from UTC, or put the turns in the order they were sent",
                level="warning",
            )
        before = now


def check_timestamps(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Every timestamp of a record is in the calendar and on the clock."""
    message = "there is no such date, time of day or offset"
    hint = "correct it: YYYY-MM-DDThh:mm:ss with Z or an offset such as +01:00"
    data = record.record
    if data.date is not UNSET and instant(data.date) is None:
        yield Finding(
            rule="datetime-invalid", message=message, hint=hint, pointer="/date", field="date"
        )
    for position, unit in enumerate(data.units):
        if isinstance(unit, Turn) and unit.time is not UNSET and instant(unit.time) is None:
            yield record.unit_finding(
                "datetime-invalid", position, "time", message=message, hint=hint
            )
    for position, annotation in enumerate(data.annotations):
        if annotation.created is not UNSET and instant(annotation.created) is None:
            yield record.finding(
                "datetime-invalid", position, "created", message=message, hint=hint
            )
    for position, item in enumerate(data.unresolved or ()):
        created = item.annotation.created
        if created is not UNSET and instant(created) is None:
            yield Finding(
                rule="datetime-invalid",
                message=message,
                hint=hint,
                annotation=item.annotation.id,
                pointer=pointer("unresolved", position, "annotation", "created"),
                field="unresolved/annotation/created",
            )


def check_speakers(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Who speaks is among the participants, where the record lists them."""
    if record.record.participants is UNSET:
        return
    known = {participant.id for participant in record.record.participants}
    for position, unit in enumerate(record.record.units):
        if not isinstance(unit, Turn | Segment) or unit.speaker is UNSET:
            continue
        if unit.speaker not in known:
            yield record.unit_finding(
                "unknown-speaker",
                position,
                "speaker",
                message=f"{printable_id(unit.speaker)} is not among the participants",
                hint="add the participant, or correct the speaker; ids are case-sensitive",
            )


def check_subjects(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """An email has one subject; that of a quoted email belongs to the quoted part."""
    seen = False
    for position, unit in enumerate(record.record.units):
        if isinstance(unit, Part) and unit.role == "subject":
            if seen:
                yield record.unit_finding(
                    "several-subjects",
                    position,
                    "role",
                    message="the email has a subject already",
                    hint="give this part the role that it has: body, quoted, ...",
                    level="warning",
                )
            seen = True


RULES = (
    Rule(
        id="unit-modality",
        level="error",
        theme="dialogue",
        summary="A unit is of a type that does not belong to the record's modality.",
        why="The modality says how a record is read, shown and split: text has passages, chat "
        "turns, email parts, a document pages or passages, audio segments.",
        fix="Change the type of the unit, or correct the modality of the record.",
        failing='{"id":"r1","modality":"text","units":[{"type":"turn","id":"t1","text":"ok"}],'
        '"annotations":[]}',
        passing='{"id":"r1","modality":"text","units":[{"type":"passage","id":"t1","text":"ok"}],'
        '"annotations":[]}',
        check=check_modality,
    ),
    Rule(
        id="reply-to-later",
        level="error",
        theme="dialogue",
        summary="A turn replies to itself or to a turn after it.",
        why="Nobody answers what was not yet said. The order of turns or the reply is wrong, "
        "and threads built from it run in circles.",
        fix="Name the earlier turn, or put the turns in the order in which they were sent.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","reply_to":"t2",'
        '"text":"5 mm?"},{"type":"turn","id":"t2","text":"done"}],"annotations":[]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"5 mm?"},'
        '{"type":"turn","id":"t2","reply_to":"t1","text":"done"}],"annotations":[]}',
        check=check_reply,
    ),
    Rule(
        id="turn-time-order",
        level="warning",
        theme="dialogue",
        summary="A turn was sent before the one above it.",
        why="Turns stand in the order in which they were said, which is how people read them. "
        "A step back mostly means an offset from UTC that was lost in an export.",
        fix="Check the offsets, or sort the turns by time.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"time":"2026-03-02T09:31:05Z","text":"5 mm?"},{"type":"turn","id":"t2",'
        '"time":"2026-03-02T09:31:07+01:00","text":"done"}],"annotations":[]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"time":"2026-03-02T09:31:05Z","text":"5 mm?"},{"type":"turn","id":"t2",'
        '"time":"2026-03-02T10:31:07+01:00","text":"done"}],"annotations":[]}',
        check=check_turn_times,
    ),
    Rule(
        id="datetime-invalid",
        level="error",
        theme="dialogue",
        summary="A timestamp has the right form, and is in no calendar or on no clock.",
        why="30 February and 25 o'clock pass a pattern and break what parses them, often far "
        "from here.",
        fix="Correct it. Leap seconds (`:60`) exist at 23:59 UTC; offsets are smaller than 24 "
        "hours.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"time":"2026-02-30T09:31:05Z","text":"ok"}],"annotations":[]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"time":"2026-02-28T09:31:05Z","text":"ok"}],"annotations":[]}',
        check=check_timestamps,
    ),
    Rule(
        id="unknown-speaker",
        level="error",
        theme="dialogue",
        summary="A speaker is not among the participants that the record lists.",
        why="Who lists participants says that these are all. A speaker outside the list has "
        "no role and no accent, and is mostly a second spelling of one inside it.",
        fix="Correct the speaker, or add the participant.",
        failing='{"id":"r1","modality":"chat","participants":[{"id":"A"}],"units":[{"type":"turn",'
        '"id":"t1","speaker":"B","text":"ok"}],"annotations":[]}',
        passing='{"id":"r1","modality":"chat","participants":[{"id":"A"}],"units":[{"type":"turn",'
        '"id":"t1","speaker":"A","text":"ok"}],"annotations":[]}',
        check=check_speakers,
    ),
    Rule(
        id="several-subjects",
        level="warning",
        theme="dialogue",
        summary="An email has more than one part with the role `subject`.",
        why="What is learnt from subjects, and shown as one, takes the first and drops the rest.",
        fix="Give the other part the role that it has; the subject of a quoted email is part "
        "of `quoted`.",
        failing='{"id":"r1","modality":"email","units":[{"type":"part","id":"m1","role":"subject",'
        '"text":"Quote"},{"type":"part","id":"m2","role":"subject","text":"Quote"},'
        '{"type":"part","id":"m3","role":"body","text":"Quote"}],"annotations":[]}',
        passing='{"id":"r1","modality":"email","units":[{"type":"part","id":"m1","role":"subject",'
        '"text":"Quote"},{"type":"part","id":"m2","role":"body","text":"Quote"},'
        '{"type":"part","id":"m3","role":"quoted","text":"Quote"}],"annotations":[]}',
        check=check_subjects,
    ),
)
