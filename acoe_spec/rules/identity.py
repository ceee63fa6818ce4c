"""Ids and references: each id once, each reference to something of the right kind that is there.

What a reference may point at under the taxonomy (domain, range, role) is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from acoe_spec.findings import Finding, Rule, pointer, printable_id
from acoe_spec.models.record_structs import Turn
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

_Steps = tuple[str | int, ...]


def check_duplicate_id(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Units, annotations and unresolved annotations of a record share one namespace."""
    data = record.record
    unresolved = data.unresolved or []
    count = len(data.units) + len(data.annotations) + len(unresolved)
    if len(record.units.keys() | record.annotations.keys()) == count:
        return
    first: dict[str, str] = {}
    for position, unit in enumerate(data.units):
        place = pointer("units", position)
        if first.setdefault(unit.id, place) != place:
            yield record.unit_finding(
                "duplicate-id",
                position,
                "id",
                message=_used_at(unit.id, first[unit.id]),
                hint="give this unit an id of its own",
            )
    for position, annotation in enumerate(data.annotations):
        place = pointer("annotations", position)
        if first.setdefault(annotation.id, place) != place:
            yield record.finding(
                "duplicate-id",
                position,
                "id",
                message=_used_at(annotation.id, first[annotation.id]),
                hint="give this annotation an id of its own, and mend the references to it",
            )
    for position, item in enumerate(unresolved):
        place = pointer("unresolved", position, "annotation")
        if first.setdefault(item.annotation.id, place) != place:
            yield Finding(
                rule="duplicate-id",
                message=_used_at(item.annotation.id, first[item.annotation.id]),
                hint="give this annotation an id of its own, and mend the references to it",
                annotation=item.annotation.id,
                pointer=place + "/id",
                field="unresolved/annotation/id",
            )


def check_id_malformed(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Ids are printable and hold no white space."""
    data = record.record
    ids = [data.id, data.view or "", *record.units, *record.annotations]
    if _well_formed("".join(ids)) and not data.participants and not data.unresolved:
        return
    message = "the id holds white space or characters that cannot be seen"
    hint = "look for a line break or a space at its end"
    for name in ("id", "view"):
        value = getattr(data, name)
        if value is not UNSET and not _well_formed(value):
            yield Finding(
                rule="id-malformed", message=message, hint=hint, pointer=pointer(name), field=name
            )
    for position, participant in enumerate(data.participants or ()):
        if not _well_formed(participant.id):
            yield Finding(
                rule="id-malformed",
                message=message,
                hint=hint,
                pointer=pointer("participants", position, "id"),
                field="participants/id",
            )
    for position, unit in enumerate(data.units):
        if not _well_formed(unit.id):
            yield record.unit_finding("id-malformed", position, "id", message=message, hint=hint)
    for position, annotation in enumerate(data.annotations):
        if not _well_formed(annotation.id):
            yield record.finding("id-malformed", position, "id", message=message, hint=hint)
    for position, item in enumerate(data.unresolved or ()):
        if not _well_formed(item.annotation.id):
            yield Finding(
                rule="id-malformed",
                message=message,
                hint=hint,
                annotation=item.annotation.id,
                pointer=pointer("unresolved", position, "annotation", "id"),
                field="unresolved/annotation/id",
            )


def check_references(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """What is referred to is in the record, is decided, and is a unit where one is needed.

    Whether an annotation may stand where it does is for domains, ranges, roles and targets to say.
    """
    units, annotations = record.units, record.annotations
    for position, steps, wanted, identifier in _references(record):
        if identifier in units:
            continue
        if identifier not in annotations:
            message, hint = _dangling(record, identifier, wanted)
            yield record.finding("dangling-reference", position, *steps, message=message, hint=hint)
        elif wanted == "unit":
            yield record.finding(
                "reference-kind",
                position,
                *steps,
                message=f"{printable_id(identifier)} is an annotation, where a unit is needed",
                hint="look for the id of the unit that was meant",
            )
    yield from _replies(record)
    yield from _reasons_to_wait(record)


def _replies(record: IndexedRecord) -> Iterator[Finding]:
    """What a turn replies to is in the record, and is a turn."""
    for position, unit in enumerate(record.record.units):
        if not isinstance(unit, Turn) or unit.reply_to is UNSET:
            continue
        identifier = unit.reply_to
        if identifier not in record.units and identifier not in record.annotations:
            message, hint = _dangling(record, identifier, "turn")
            yield record.unit_finding(
                "dangling-reference", position, "reply_to", message=message, hint=hint
            )
        elif not isinstance(record.units.get(identifier), Turn):
            yield record.unit_finding(
                "reference-kind",
                position,
                "reply_to",
                message=f"{printable_id(identifier)} is not a turn, and a turn is needed",
                hint="look for the id of the turn that was meant",
            )


def _reasons_to_wait(record: IndexedRecord) -> Iterator[Finding]:
    """What an unresolved annotation waits for is unresolved itself."""
    unresolved = _unresolved(record)
    for position, item in enumerate(record.record.unresolved or ()):
        if item.because is not UNSET and item.because not in unresolved:
            yield Finding(
                rule="dangling-reference",
                message="there is no unresolved annotation with the id "
                f"{printable_id(item.because)}",
                hint="name the unresolved annotation that it waits for, or leave it out",
                annotation=item.annotation.id,
                pointer=pointer("unresolved", position, "because"),
                field="unresolved/because",
            )


def _references(record: IndexedRecord) -> Iterator[tuple[int, _Steps, str, str]]:
    """Position of an annotation, steps to a reference in it, what it should be, the id."""
    for position, entity, _ in record.entities:
        for number, span in enumerate(entity.spans or ()):
            yield position, ("spans", number, "unit"), "unit", span.unit
        for number, box in enumerate(entity.boxes or ()):
            yield position, ("boxes", number, "unit"), "unit", box.unit
    for position, relation, _ in record.relations:
        yield position, ("subject",), "entity or event", relation.subject
        yield position, ("object",), "entity or event", relation.object
    for position, event, _ in record.events:
        if event.trigger is not UNSET:
            for number, span in enumerate(event.trigger.spans):
                yield position, ("trigger", "spans", number, "unit"), "unit", span.unit
        for number, argument in enumerate(event.arguments):
            yield position, ("arguments", number, "target"), "entity or event", argument.target
    for position, category, _ in record.categories:
        if category.target is not UNSET:
            yield position, ("target",), "unit or annotation", category.target
    for position, cluster, _ in record.clusters:
        for number, member in enumerate(cluster.members):
            yield position, ("members", number), "entity or event", member


def _dangling(record: IndexedRecord, identifier: str, wanted: str) -> tuple[str, str]:
    """Message and hint for a reference that leads nowhere."""
    if identifier in _unresolved(record):
        return (
            f"{printable_id(identifier)} is an annotation that is unresolved",
            "what depends on it waits with it: decide it first, or move this one to it",
        )
    return (
        f"there is no {wanted} with the id {printable_id(identifier)}",
        "mend the id, or remove what refers to it",
    )


def _unresolved(record: IndexedRecord) -> set[str]:
    return {item.annotation.id for item in record.record.unresolved or ()}


def _used_at(identifier: str, first: str) -> str:
    return f"the id {printable_id(identifier)} is used already, at {first}"


def _well_formed(identifier: str) -> bool:
    return identifier.isprintable() and " " not in identifier


_CHAT = '{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS bid"}],'

RULES = (
    Rule(
        id="duplicate-id",
        level="error",
        theme="identity",
        summary="Two units or annotations of a record have the same id.",
        why="References go by id. With two bearers of one id, a relation or a span points at "
        "either, and two programs will choose differently.",
        fix="Give the second one an id of its own and mend the references that mean it.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"ok"},'
        '{"type":"turn","id":"t1","text":"done"}],"annotations":[]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"ok"},'
        '{"type":"turn","id":"t2","text":"done"}],"annotations":[]}',
        check=check_duplicate_id,
    ),
    Rule(
        id="id-malformed",
        level="error",
        theme="identity",
        summary="An id holds white space or characters that cannot be seen.",
        why="Two ids that look the same are not the same: a line break at the end of one is enough "
        "to make every reference to it dangle.",
        fix="Use letters, digits, dots, dashes and underscores.",
        failing='{"id":"r1 ","modality":"chat","units":[{"type":"turn","id":"t1","text":"ok"}],'
        '"annotations":[]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"ok"}],'
        '"annotations":[]}',
        check=check_id_malformed,
    ),
    Rule(
        id="dangling-reference",
        level="error",
        theme="identity",
        summary="A reference to something that is not in the record.",
        why="A relation without its end says nothing. Mostly something was deleted and what "
        "refers to it was forgotten.",
        fix="Mend the id, or remove what refers to it.",
        failing=f'{_CHAT}"annotations":[{{"type":"category","id":"c1","set":"intent",'
        '"label":"rfq","target":"t2"}]}',
        passing=f'{_CHAT}"annotations":[{{"type":"category","id":"c1","set":"intent",'
        '"label":"rfq","target":"t1"}]}',
        check=check_references,
    ),
    Rule(
        id="reference-kind",
        level="error",
        theme="identity",
        summary="A span in something that is no unit, or a reply to something that is no turn.",
        why="Units and annotations share one namespace, so that a slip of one letter may hit "
        "something that is there and makes no sense.",
        fix="Look for the id that was meant: spans and boxes lie in units, replies go to turns.",
        failing=f'{_CHAT}"annotations":[{{"type":"entity","id":"e1","label":"counterparty",'
        '"spans":[{"unit":"e1","start":0,"end":3}],"text":"UBS"}]}',
        passing=f'{_CHAT}"annotations":[{{"type":"entity","id":"e1","label":"counterparty",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"}]}',
        check=check_references,
    ),
)
