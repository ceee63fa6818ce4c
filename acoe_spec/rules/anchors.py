"""Where an annotation is in the text: its spans, in code points, and the text that they cover.

Boxes and times have modules of their own; which labels may overlap is not known here. A span that
is wrong by itself is left alone by the rules about several spans and about the surface, so that
one slip gives one finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import UNSET, UnsetType

from acoe_spec.findings import Finding, Rule
from acoe_spec.models.record_structs import Entity, Span, Unit
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

_Steps = tuple[str | int, ...]


def surface(units: Mapping[str, Unit], spans: Sequence[Span]) -> str | None:
    """The text under `spans`: the raw slices in their order, joined by one space.

    None if there is none, or one is empty, out of bounds, or in a unit that is unknown or has no
    text.
    """
    slices = []
    for span in spans:
        text = _text(units, span)
        if text is None or not span.start < span.end <= len(text):
            return None
        slices.append(text[span.start : span.end])
    return " ".join(slices) if slices else None


def first_unnormalised(unit_order: Mapping[str, int], spans: Sequence[Span]) -> int | None:
    """The position of the first span that does not come after its predecessor with a gap.

    None if all do. Spans of units that are unknown are passed over.
    """
    for position in range(1, len(spans)):
        before, span = spans[position - 1], spans[position]
        if before.unit == span.unit:
            if span.start <= before.end:
                return position
        elif unit_order.get(span.unit, -1) < unit_order.get(before.unit, -1):
            return position
    return None


def check_anchors(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Every entity and trigger is somewhere; its spans are sound, in order and cover its text.

    One walk for all rules of the module, with a short cut for what is right.
    """
    for position, entity, _ in record.entities:
        spans = entity.spans
        if spans is UNSET:
            yield from _without_spans(record, position, entity)
        elif len(spans) > 1 or surface(record.units, spans) != entity.text:
            yield from _span_findings(record, position, (), spans, entity.text)
    for position, event, _ in record.events:
        trigger = event.trigger
        if trigger is UNSET:
            continue
        if trigger.spans:
            yield from _span_findings(record, position, ("trigger",), trigger.spans, trigger.text)
        else:
            yield record.finding(
                "anchor-missing",
                position,
                "trigger",
                "spans",
                message="the trigger is nowhere: it has no span",
                hint="give its spans, or leave the trigger out",
            )


def _without_spans(record: IndexedRecord, position: int, entity: Entity) -> Iterator[Finding]:
    if entity.boxes is UNSET and entity.times is UNSET:
        yield record.finding(
            "anchor-missing",
            position,
            message="the entity is nowhere: it has no spans, no boxes and no times",
            hint="say where it is by spans, boxes or times",
        )
    if entity.text is not UNSET:
        yield record.finding(
            "surface-mismatch",
            position,
            "text",
            message="there is a text, but no span that it could be the text of",
            hint="leave the text out where there are no spans",
        )


def _span_findings(
    record: IndexedRecord, position: int, steps: _Steps, spans: list[Span], text: str | UnsetType
) -> Iterator[Finding]:
    covered = surface(record.units, spans)
    if covered is None:
        for number, span in enumerate(spans):
            yield from _unsound(record, position, (*steps, "spans", number), span)
        return
    later = first_unnormalised(record.unit_order, spans)
    if later is not None:
        message, hint = _disorder(spans[later - 1], spans[later])
        yield record.finding(
            "spans-unnormalised", position, *steps, "spans", later, message=message, hint=hint
        )
    elif not isinstance(text, str):
        yield record.finding(
            "surface-mismatch",
            position,
            message="the text that the spans cover is missing",
            hint="add it as text",
            field="text",
        )
    elif text != covered:
        yield record.finding(
            "surface-mismatch",
            position,
            *steps,
            "text",
            message="the text is not what the spans cover",
            hint=_difference(record, spans, text, covered),
        )


def _unsound(record: IndexedRecord, position: int, steps: _Steps, span: Span) -> Iterator[Finding]:
    """What is wrong with one span by itself; that its unit is missing is not said here."""
    unit = record.units.get(span.unit)
    if span.start >= span.end:
        what = "is empty" if span.start == span.end else "ends before it starts"
        yield record.finding(
            "span-empty",
            position,
            *steps,
            message=f"the span {span.start}:{span.end} {what}",
            hint="the end is the offset after the last code point of the span",
        )
    elif unit is None:
        return
    elif unit.text is UNSET:
        yield record.finding(
            "span-out-of-bounds",
            position,
            *steps,
            message="the span is in a segment that is not transcribed",
            hint="anchor by times, or add the segment's text",
        )
    elif span.end > len(unit.text):
        yield record.finding(
            "span-out-of-bounds",
            position,
            *steps,
            "start" if span.start >= len(unit.text) else "end",
            message=f"the span {span.start}:{span.end} goes beyond the end of its unit, "
            f"which has {len(unit.text)} code points",
            hint=_other_offsets(unit.text, span.end),
        )


def _disorder(before: Span, span: Span) -> tuple[str, str]:
    """Message and hint for a span that does not come after its predecessor with a gap."""
    if before.unit != span.unit or span.end < before.start:
        return (
            "the span stands after one that comes later in the document",
            "put the spans in document order",
        )
    if span.start == before.end or span.end == before.start:
        return "the span touches the one before it", "make one span of the two"
    return "the span overlaps the one before it", "make one span of the two"


def _text(units: Mapping[str, Unit], span: Span) -> str | None:
    unit = units.get(span.unit)
    return None if unit is None or unit.text is UNSET else unit.text


def _other_offsets(text: str, end: int) -> str:
    """A guess at what was counted instead of code points."""
    if end <= len(text.encode("utf-16-le")) // 2:
        return "offsets count code points; these look like UTF-16 units"
    if end <= len(text.encode("utf-8")):
        return "offsets count code points; these look like bytes of UTF-8"
    return "offsets count code points from the start of the unit, not of the document"


def _difference(record: IndexedRecord, spans: Sequence[Span], text: str, expected: str) -> str:
    """A hint at how the two texts differ, without any of either."""
    if text.split() == expected.split():
        return "only white space differs: line breaks are kept, fragments are joined by one space"
    if "".join(text.split()) == "".join(expected.split()):
        return "fragments are joined by one space, and by nothing else"
    if text.casefold() == expected.casefold():
        return "only upper and lower case differ: the text is copied as it is"
    if len(spans) == 1 and text:
        whole = _text(record.units, spans[0])
        if whole is not None and whole.count(text) == 1:
            start = whole.index(text)
            return f"this text stands at {start}:{start + len(text)} of the unit"
    return "mend the offsets, or let `acoe check --fix` write the text that they cover"


RULES = (
    Rule(
        id="anchor-missing",
        level="error",
        theme="anchors",
        summary="An entity or a trigger does not say where it is.",
        why="Without an anchor nobody can see what was labelled, and a model has nothing to learn "
        "from.",
        fix="Add spans (text), boxes (pages) or times (audio). An event whose trigger has no words "
        "in the text has no trigger at all.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS bid"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"counterparty"}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS bid"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"counterparty",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"}]}',
        check=check_anchors,
    ),
    Rule(
        id="span-empty",
        level="error",
        theme="anchors",
        summary="A span holds no code point.",
        why="An empty span marks nothing. It mostly comes from an end that was counted as the last "
        "code point instead of the one after it, or from start and end in the wrong order.",
        fix="Let the end be the offset after the last code point of the span.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS bid"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"counterparty",'
        '"spans":[{"unit":"t1","start":3,"end":3}],"text":""}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS bid"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"counterparty",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"}]}',
        check=check_anchors,
    ),
    Rule(
        id="span-out-of-bounds",
        level="error",
        theme="anchors",
        summary="A span goes beyond the text of its unit.",
        why="Offsets that do not fit were counted in another way (bytes, UTF-16 units, from the "
        "start of the document) or in another version of the text; the spans that do fit "
        "are then wrong too.",
        fix="Count code points from the start of the unit's text. A segment without text has "
        "nothing to count in: anchor by times.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"counterparty",'
        '"spans":[{"unit":"t1","start":0,"end":4}],"text":"UBS"}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"counterparty",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"}]}',
        check=check_anchors,
    ),
    Rule(
        id="spans-unnormalised",
        level="error",
        theme="anchors",
        summary="Several spans are out of document order, touch or overlap.",
        why="The same fragments could be written in many ways; programs that compare annotations "
        "would see differences where there are none.",
        fix="Put the spans in document order and merge those that touch or overlap; "
        "`acoe check --fix` does both.",
        failing='{"id":"r1","modality":"chat",'
        '"units":[{"type":"turn","id":"t1","text":"Banque de Paris"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"counterparty",'
        '"spans":[{"unit":"t1","start":10,"end":15},{"unit":"t1","start":0,"end":6}],'
        '"text":"Paris Banque"}]}',
        passing='{"id":"r1","modality":"chat",'
        '"units":[{"type":"turn","id":"t1","text":"Banque de Paris"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"counterparty",'
        '"spans":[{"unit":"t1","start":0,"end":6},{"unit":"t1","start":10,"end":15}],'
        '"text":"Banque Paris"}]}',
        check=check_anchors,
    ),
    Rule(
        id="surface-mismatch",
        level="error",
        theme="anchors",
        summary="An annotation's text is not what its spans cover.",
        why="The text is there to catch offsets that have slipped. Where the two disagree, one of "
        "them is wrong, and it is mostly the offsets.",
        fix="Look at the place and mend the offsets. If they are right, `acoe check --fix` writes "
        "the text: the slices as they are, joined by one space.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS bid"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"counterparty",'
        '"spans":[{"unit":"t1","start":0,"end":4}],"text":"UBS"}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS bid"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"counterparty",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"}]}',
        check=check_anchors,
    ),
)
