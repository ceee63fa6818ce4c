"""Time in seconds from the start of the media: segments, and entities anchored by times.

A millisecond more or less is rounding: players, tools and transcripts cut times to milliseconds,
and a duration computed from samples seldom ends on one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from msgspec import UNSET

from acoe_spec.findings import Finding, Rule
from acoe_spec.models.record_structs import Segment, TimeRange
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

ROUNDING = 0.001
"""Seconds by which a time may miss its limit."""


def check_time_empty(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """A segment or a time anchor ends after it starts."""
    message = "the end is not after the start"
    hint = "correct the times: seconds from the start of the media"
    for position, segment in _segments(record):
        if segment.end <= segment.start:
            yield record.unit_finding("time-empty", position, "end", message=message, hint=hint)
    for position, place, time in _times(record):
        if time.end <= time.start:
            yield record.finding(
                "time-empty", position, "times", place, "end", message=message, hint=hint
            )


def check_time_outside_media(
    record: IndexedRecord, _taxonomy: CompiledTaxonomy
) -> Iterator[Finding]:
    """Nothing ends after the media, where its duration is given."""
    media = record.record.media
    if media is UNSET or media.duration is UNSET:
        return
    limit = media.duration + ROUNDING
    message = f"the end is after the media, which lasts {media.duration:g} s"
    hint = "correct the time or the duration; times are in seconds, not in milliseconds"
    for position, segment in _segments(record):
        if segment.start < segment.end > limit:
            yield record.unit_finding(
                "time-outside-media", position, "end", message=message, hint=hint
            )
    for position, place, time in _times(record):
        if time.start < time.end > limit:
            yield record.finding(
                "time-outside-media", position, "times", place, "end", message=message, hint=hint
            )


def check_time_outside_segments(
    record: IndexedRecord, _taxonomy: CompiledTaxonomy
) -> Iterator[Finding]:
    """The times of an entity meet a segment, where the record has segments."""
    segments = sorted((one.start, one.end) for _, one in _segments(record))
    if not segments:
        return
    starts = [start for start, _ in segments]
    latest_end = list(accumulate((end for _, end in segments), max))
    for position, place, time in _times(record):
        if time.end <= time.start:
            continue
        begun = bisect_left(starts, time.end)  # the segments that start before the time ends
        if begun == 0 or latest_end[begun - 1] <= time.start:
            yield record.finding(
                "time-outside-segments",
                position,
                "times",
                place,
                message="no segment is at this time",
                hint="correct the time, or add the segment",
                level="warning",
            )


def check_time_without_audio(
    record: IndexedRecord, _taxonomy: CompiledTaxonomy
) -> Iterator[Finding]:
    """Only a record of audio has a time line."""
    if record.record.modality == "audio":
        return
    for position, entity, _ in record.entities:
        if entity.times is not UNSET:
            yield record.finding(
                "time-without-audio",
                position,
                "times",
                message=f"a record of modality {record.record.modality} has no time line",
                hint="anchor the entity by spans or boxes, or correct the modality of the record",
            )


def check_segment_order(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Segments stand in the order in which they start."""
    before: Segment | None = None
    for position, segment in _segments(record):
        if before is not None and segment.start < before.start:
            yield record.unit_finding(
                "segment-order",
                position,
                "start",
                message="the segment starts before the one above it",
                hint="sort the segments by start",
                level="warning",
            )
        before = segment


def check_speaker_overlap(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Nobody speaks twice at a time on one channel."""
    spoken: dict[tuple[object, object], float] = {}
    for position, segment in sorted(_segments(record), key=lambda one: one[1].start):
        if segment.speaker is UNSET or segment.end <= segment.start:
            continue
        voice = (segment.speaker, segment.channel)
        until = spoken.get(voice, 0.0)
        if segment.start < until - ROUNDING:
            yield record.unit_finding(
                "speaker-overlaps-self",
                position,
                "start",
                message="the speaker is still speaking in an earlier segment",
                hint="correct the times or the speaker, or join the segments",
                level="warning",
            )
        spoken[voice] = max(until, segment.end)


def check_channel(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Channels count from 0 and are fewer than the media has."""
    media = record.record.media
    if media is UNSET or media.channels is UNSET:
        return
    for position, segment in _segments(record):
        if segment.channel is not UNSET and segment.channel >= media.channels:
            yield record.unit_finding(
                "channel-unknown",
                position,
                "channel",
                message=f"there is no channel {segment.channel}: the media has "
                f"{media.channels}, counted from 0",
                hint="correct the channel or the number of channels",
            )


def _segments(record: IndexedRecord) -> Iterator[tuple[int, Segment]]:
    yield from record.segments


def _times(record: IndexedRecord) -> Iterator[tuple[int, int, TimeRange]]:
    for position, entity, _ in record.entities:
        for place, time in enumerate(entity.times or ()):
            yield position, place, time


RULES = (
    Rule(
        id="time-empty",
        level="error",
        theme="audio",
        summary="A segment or a time anchor ends where it starts, or before.",
        why="There is nothing to hear in it, and durations summed over it come out wrong.",
        fix="Correct start and end; both are seconds from the start of the media.",
        failing='{"id":"r1","modality":"audio","units":[{"type":"segment","id":"s1","start":2.5,'
        '"end":2.5}],"annotations":[]}',
        passing='{"id":"r1","modality":"audio","units":[{"type":"segment","id":"s1","start":2.5,'
        '"end":4.0}],"annotations":[]}',
        check=check_time_empty,
    ),
    Rule(
        id="time-outside-media",
        level="error",
        theme="audio",
        summary="A segment or a time anchor ends after the media.",
        why="The recording is cut, belongs to another transcript, or the times are "
        "milliseconds. A millisecond of rounding is tolerated.",
        fix="Correct the times, or the duration of the media.",
        failing='{"id":"r1","modality":"audio","media":{"uri":"call.wav","duration":60},'
        '"units":[{"type":"segment","id":"s1","start":2.5,"end":61}],"annotations":[]}',
        passing='{"id":"r1","modality":"audio","media":{"uri":"call.wav","duration":60},'
        '"units":[{"type":"segment","id":"s1","start":2.5,"end":60}],"annotations":[]}',
        check=check_time_outside_media,
    ),
    Rule(
        id="time-outside-segments",
        level="warning",
        theme="audio",
        summary="An entity is anchored at a time where the record has no segment.",
        why="The segments are what was listened to. What lies beside them was heard by "
        "nobody, or a segment is missing.",
        fix="Correct the time, or add the segment.",
        failing='{"id":"r1","modality":"audio","units":[{"type":"segment","id":"s1","start":0,'
        '"end":2}],"annotations":[{"type":"entity","id":"e1","label":"trader",'
        '"times":[{"start":3,"end":4}]}]}',
        passing='{"id":"r1","modality":"audio","units":[{"type":"segment","id":"s1","start":0,'
        '"end":2}],"annotations":[{"type":"entity","id":"e1","label":"trader",'
        '"times":[{"start":1,"end":2}]}]}',
        check=check_time_outside_segments,
    ),
    Rule(
        id="time-without-audio",
        level="error",
        theme="audio",
        summary="An entity has times in a record that is not audio.",
        why="Times count from the start of the media. Text, chat, email and documents have "
        "none, so that the entity is nowhere.",
        fix="Anchor the entity by spans or boxes, or correct the modality of the record.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"ok"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"trader","times":[{"start":1,'
        '"end":2}]}]}',
        passing='{"id":"r1","modality":"audio","units":[{"type":"segment","id":"t1","start":0,'
        '"end":2,"text":"ok"}],"annotations":[{"type":"entity","id":"e1","label":"trader",'
        '"times":[{"start":1,"end":2}]}]}',
        check=check_time_without_audio,
    ),
    Rule(
        id="segment-order",
        level="warning",
        theme="audio",
        summary="A segment starts before the one above it.",
        why="Segments stand in the order in which they start; what reads them as a transcript "
        "follows the file.",
        fix="Sort the segments by start.",
        failing='{"id":"r1","modality":"audio","units":[{"type":"segment","id":"s1","start":2,'
        '"end":4},{"type":"segment","id":"s2","start":0,"end":2}],"annotations":[]}',
        passing='{"id":"r1","modality":"audio","units":[{"type":"segment","id":"s1","start":0,'
        '"end":2},{"type":"segment","id":"s2","start":2,"end":4}],"annotations":[]}',
        check=check_segment_order,
    ),
    Rule(
        id="speaker-overlaps-self",
        level="warning",
        theme="audio",
        summary="Two segments of one speaker on one channel overlap.",
        why="Nobody says two things at once. One of the two has the wrong speaker, or the "
        "times slipped. Different speakers may overlap, and so may two channels.",
        fix="Correct the speaker or the times, or join the segments.",
        failing='{"id":"r1","modality":"audio","units":[{"type":"segment","id":"s1","start":0,'
        '"end":2,"speaker":"A"},{"type":"segment","id":"s2","start":1,"end":3,'
        '"speaker":"A"}],"annotations":[]}',
        passing='{"id":"r1","modality":"audio","units":[{"type":"segment","id":"s1","start":0,'
        '"end":2,"speaker":"A"},{"type":"segment","id":"s2","start":1,"end":3,'
        '"speaker":"B"}],"annotations":[]}',
        check=check_speaker_overlap,
    ),
    Rule(
        id="channel-unknown",
        level="error",
        theme="audio",
        summary="A segment is on a channel that the media does not have.",
        why="Channels count from 0. A number that is too high is mostly one that was counted "
        "from 1, and then all others are wrong, too.",
        fix="Correct the channel, or the number of channels of the media.",
        failing='{"id":"r1","modality":"audio","media":{"uri":"call.wav","channels":2},'
        '"units":[{"type":"segment","id":"s1","start":0,"end":2,"channel":2}],'
        '"annotations":[]}',
        passing='{"id":"r1","modality":"audio","media":{"uri":"call.wav","channels":2},'
        '"units":[{"type":"segment","id":"s1","start":0,"end":2,"channel":1}],'
        '"annotations":[]}',
        check=check_channel,
    ),
)
