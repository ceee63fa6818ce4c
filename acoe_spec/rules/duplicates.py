"""What an annotation says, apart from who said it when: two that say the same are one too many."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from msgspec import UNSET

from acoe_spec.findings import Finding, Rule, printable_id
from acoe_spec.models.record_structs import (
    Annotation,
    Category,
    Cluster,
    Entity,
    Event,
    Relation,
    Span,
)
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.taxonomy.compiled import CompiledTaxonomy


def content(annotation: Annotation) -> Hashable:
    """All that the annotation claims, as a key: label, place, ends, attributes, links.

    Left out are its id, the text under its spans, and what is said about the making of it:
    confidence, annotator, created, origin, comment, previous, metadata.
    """
    attributes = None
    if annotation.attributes:
        attributes = frozenset(
            (name, *(type(single).__name__ for single in _list(value)), *_list(value))
            for name, value in annotation.attributes.items()
        )
    kind = annotation.__struct_config__.tag
    if isinstance(annotation, Entity):
        boxes = annotation.boxes or ()
        times = annotation.times or ()
        links = annotation.links or ()
        return (
            kind,
            annotation.label,
            _spans(annotation.spans or ()),
            tuple((box.unit, box.x, box.y, box.width, box.height) for box in boxes),
            tuple((time.start, time.end) for time in times),
            frozenset(
                (link.kb, link.id, link.status, tuple(link.candidates or ())) for link in links
            ),
            attributes,
        )
    if isinstance(annotation, Event):
        trigger = annotation.trigger
        return (
            kind,
            annotation.label,
            None if trigger is UNSET else _spans(trigger.spans),
            tuple(sorted((one.role, one.target) for one in annotation.arguments)),
            attributes,
        )
    if isinstance(annotation, Category):
        return kind, annotation.set, annotation.label, annotation.target, attributes
    if isinstance(annotation, Cluster):
        return kind, annotation.label, frozenset(annotation.members), attributes
    return kind, annotation.label, annotation.subject, annotation.object, attributes


def check_duplicate_annotation(
    record: IndexedRecord, _taxonomy: CompiledTaxonomy
) -> Iterator[Finding]:
    """No two annotations of a view say the same."""
    gists = [_gist(annotation) for annotation in record.record.annotations]
    if len(set(gists)) == len(gists):
        return
    alike: dict[Hashable, list[int]] = {}
    for position, gist in enumerate(gists):
        alike.setdefault(gist, []).append(position)
    doubtful = [positions for positions in alike.values() if len(positions) > 1]
    for positions in doubtful:
        first: dict[Hashable, int] = {}
        for position in positions:
            annotation = record.record.annotations[position]
            twin = first.setdefault(content(annotation), position)
            if twin != position:
                yield record.finding(
                    "duplicate-annotation",
                    position,
                    level="warning",
                    message=f"{printable_id(record.record.annotations[twin].id)} says the same "
                    "already",
                    hint="remove one of the two, and let references to it point at the other",
                )


def _gist(annotation: Annotation) -> Hashable:
    """A part of the content that is quick to look at, and differs in most that differ."""
    if isinstance(annotation, Entity):
        if annotation.spans is UNSET:
            return annotation.label
        span = annotation.spans[0]
        return annotation.label, span.unit, span.start
    if isinstance(annotation, Relation):
        return annotation.label, annotation.subject, annotation.object
    if isinstance(annotation, Category):
        return annotation.set, annotation.label, annotation.target
    return annotation.label


def _spans(spans: list[Span] | tuple[()]) -> tuple[tuple[str, int, int], ...]:
    return tuple((span.unit, span.start, span.end) for span in spans)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


RULES = (
    Rule(
        id="duplicate-annotation",
        level="warning",
        theme="identity",
        summary="Two annotations of a record say exactly the same.",
        why="It counts twice in every statistic and in every training set, and the two drift apart "
        "as soon as one of them is edited.",
        fix="Remove one of the two, and let references to it point at the other. Work of several "
        "annotators on one document goes into several views.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS bid"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"counterparty",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},'
        '{"type":"entity","id":"e2","label":"counterparty",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS bid"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"counterparty",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"}]}',
        check=check_duplicate_annotation,
    ),
)
