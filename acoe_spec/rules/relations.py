"""Relations: what may stand at either end, how often, and in which order.

Knows nothing of ids that dangle and of labels that the taxonomy has not (`identity`, `labels`):
a relation of which either holds is passed over here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from acoe_spec.findings import Finding, Rule, printable_id
from acoe_spec.models.record_structs import Entity, Event, Relation
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.rules.permitted import misfit, permitted_hint
from acoe_spec.rules.waiting import waiting_ends
from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Label, RelationSides, Side

# (label, counted as, id of one end) -> (label, id of the other end) of each relation that counts
_Partners = defaultdict[tuple[str, str, str], set[tuple[str, str]]]
_AS = {"subject": "the subject of", "object": "the object of", "either": "at an end of"}


def check_ends(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Subject in the domain, object in the range; a symmetric relation may be read either way."""
    for position, relation, _, sides in _relations(record):
        subject = misfit(record, relation.subject, sides.domain)
        object_ = misfit(record, relation.object, sides.range)
        if subject is None and object_ is None:
            continue
        if sides.symmetric and not (
            misfit(record, relation.subject, sides.range)
            or misfit(record, relation.object, sides.domain)
        ):
            continue
        if subject is not None:
            yield record.finding(
                "subject-not-in-domain",
                position,
                "subject",
                message=f"the subject of '{relation.label}' is {subject}",
                hint=permitted_hint(sides.declared_domain),
            )
        if object_ is not None:
            yield record.finding(
                "object-not-in-range",
                position,
                "object",
                message=f"the object of '{relation.label}' is {object_}",
                hint=permitted_hint(sides.declared_range),
            )


def check_self(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """The two ends of a relation are two things."""
    for position, relation, _label in record.relations:
        if relation.subject == relation.object:
            yield record.finding(
                "relation-to-itself",
                position,
                "object",
                message=f"subject and object are both {printable_id(relation.object)}",
                hint="name the other end, or remove the relation",
            )


def check_order(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """A symmetric relation is stored once, its subject the end that comes first.

    The same relation stored twice the same way round is a `duplicate-annotation`.
    """
    seen: dict[tuple[str, str, str], str] = {}
    for position, relation, _, sides in _relations(record):
        if not sides.symmetric:
            continue
        twin = seen.get((relation.label, relation.object, relation.subject))
        seen.setdefault((relation.label, relation.subject, relation.object), relation.id)
        if twin is not None:
            yield record.finding(
                "symmetric-order",
                position,
                "subject",
                message=f"{printable_id(twin)} says the same the other way round, "
                f"and '{relation.label}' is symmetric",
                hint="remove this one",
            )
        elif starts_after(record, relation.subject, relation.object):
            yield record.finding(
                "symmetric-order",
                position,
                "subject",
                message=f"the object comes before the subject in the document, "
                f"and '{relation.label}' is symmetric",
                hint="exchange subject and object",
            )


def check_cardinality(record: IndexedRecord, taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """How many relations of a label, its sub-labels included, one subject or object has.

    Different relations count, so that a `duplicate-annotation` counts once; both ends of a
    symmetric relation count alike, under the stricter of its two limits; clusters do not count. A
    relation that is one too many for its own label and for those above it is named once.
    """
    partners: _Partners = defaultdict(set)
    for position, relation, label, sides in _relations(record):
        subject, object_ = relation.subject, relation.object
        for side, end, other in (("subject", subject, object_), ("object", object_, subject)):
            counted_as = "either" if sides.symmetric else side
            exceeded = None
            for name in (relation.label, *label.ancestors):
                allowed = limits(taxonomy, name, counted_as)
                if allowed.max is None and not allowed.min:
                    continue
                related = partners[name, counted_as, end]
                if (relation.label, other) in related:
                    continue
                related.add((relation.label, other))
                if exceeded is None and allowed.max is not None and len(related) > allowed.max:
                    exceeded = (name, allowed.max)
            if exceeded is not None:
                yield record.finding(
                    "relation-cardinality",
                    position,
                    side,
                    message=f"{printable_id(end)} is {_AS[counted_as]} more than {exceeded[1]} "
                    f"'{exceeded[0]}'",
                    hint="keep the right one, or move this relation to another end",
                )
    if record.complete and record.attempted("relation"):
        yield from _too_few(record, taxonomy, partners)


def _too_few(
    record: IndexedRecord, taxonomy: CompiledTaxonomy, partners: _Partners
) -> Iterator[Finding]:
    """Entities and events that lack a relation which the taxonomy demands of them.

    One at an end of an unresolved relation lacks nothing as long as that waits.
    """
    waiting = waiting_ends(record.record)
    for name, label in taxonomy.relations.items():
        sides = label.relation
        if sides is None or label.deprecated is not None:
            continue
        if not (sides.per_subject.min or sides.per_object.min):
            continue
        demands = {"subject": sides.domain, "object": sides.range}
        if sides.symmetric:
            demands = {"either": sides.domain | sides.range}
        for counted_as, bound in demands.items():
            least = limits(taxonomy, name, counted_as).min
            # What the parent demands too is met by any of its sub-labels, and named there.
            if not least or any(
                limits(taxonomy, above, counted_as).min >= least for above in label.ancestors
            ):
                continue
            for identifier, reference in record.references.items():
                found = len(partners.get((name, counted_as, identifier), ()))
                if reference in bound and found < least and identifier not in waiting:
                    yield record.finding(
                        "relation-cardinality",
                        record.annotations[identifier],
                        message=f"{printable_id(identifier)} is {_AS[counted_as]} {found} "
                        f"'{name}', and at least {least} is needed",
                        hint="add the relation; a record that is not finished has state draft",
                        field=f"{counted_as}/{name}",
                    )


def limits(taxonomy: CompiledTaxonomy, name: str, counted_as: str) -> Side:
    """How often one end may stand in relation `name`, counted as subject, object or either."""
    label = taxonomy.relations.get(name)
    if label is None or label.relation is None:
        return Side()
    subject, object_ = label.relation.per_subject, label.relation.per_object
    if counted_as == "subject":
        return subject
    if counted_as == "object":
        return object_
    maxima = [side.max for side in (subject, object_) if side.max is not None]
    return Side(min=max(subject.min, object_.min), max=min(maxima, default=None))


def _relations(record: IndexedRecord) -> Iterator[tuple[int, Relation, Label, RelationSides]]:
    """The relations of a known label and between two things: position, itself, label, sides."""
    for position, relation, label in record.relations:
        if label is None or label.relation is None or relation.subject == relation.object:
            continue
        yield position, relation, label, label.relation


def starts_after(record: IndexedRecord, one: str, other: str) -> bool:
    """Whether the annotation `one` certainly begins after `other` in the document.

    Two places compare if both are in text, both on pages or both in time; where they begin at the
    same place the shorter comes second, as everywhere in a record.
    """
    first, second = _place(record, one), _place(record, other)
    if first is None or second is None or first[0] != second[0]:
        return False
    return first[1] > second[1]


def _place(record: IndexedRecord, identifier: str) -> tuple[str, tuple[float, ...]] | None:
    """Where an entity or an event's trigger begins: the kind of anchor, and a key to order by."""
    annotation = record.annotation(identifier)
    spans = None
    if isinstance(annotation, Entity) and annotation.spans:
        spans = annotation.spans
    elif isinstance(annotation, Event) and annotation.trigger:
        spans = annotation.trigger.spans
    order = record.unit_order
    if spans:
        inside = [(order[s.unit], s.start, -s.end) for s in spans if s.unit in order]
        return ("text", min(inside)) if inside else None
    if isinstance(annotation, Entity) and annotation.boxes:
        boxes = [(order[box.unit], box.y, box.x) for box in annotation.boxes if box.unit in order]
        return ("page", min(boxes)) if boxes else None
    if isinstance(annotation, Entity) and annotation.times:
        return "time", min((time.start, -time.end) for time in annotation.times)
    return None


RULES = (
    Rule(
        id="subject-not-in-domain",
        level="error",
        theme="relations",
        summary="The subject of a relation is nothing that the relation permits there.",
        why="A relation says what it means only between things of the kinds that its domain and "
        "range name. A wrong subject is usually a relation drawn the wrong way round, or the "
        "right relation from the wrong label.",
        fix="Draw the relation from the right annotation, exchange its ends, or choose the "
        "relation that fits. If the taxonomy is too narrow, widen the domain there.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"text":"UBS has the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"bond",'
        '"spans":[{"unit":"t1","start":12,"end":16}],"text":"Bund"},{"type":"entity","id":"e2",'
        '"label":"person","spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},'
        '{"type":"relation","id":"r1","label":"holds","subject":"e2","object":"e1"}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"text":"UBS has the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"bond",'
        '"spans":[{"unit":"t1","start":12,"end":16}],"text":"Bund"},{"type":"entity","id":"e2",'
        '"label":"firm","spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},'
        '{"type":"relation","id":"r1","label":"holds","subject":"e2","object":"e1"}]}',
        check=check_ends,
    ),
    Rule(
        id="object-not-in-range",
        level="error",
        theme="relations",
        summary="The object of a relation is nothing that the relation permits there.",
        why="What reads the relation will take the object for one of the kinds in its range and "
        "look for their attributes and links in vain.",
        fix="Draw the relation to the right annotation, exchange its ends, or choose the relation "
        "that fits. If the taxonomy is too narrow, widen the range there.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"text":"UBS has the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"entity","id":"e2",'
        '"label":"firm","spans":[{"unit":"t1","start":12,"end":16}],"text":"Bund"},'
        '{"type":"relation","id":"r1","label":"holds","subject":"e1","object":"e2"}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"text":"UBS has the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"entity","id":"e2",'
        '"label":"bond","spans":[{"unit":"t1","start":12,"end":16}],"text":"Bund"},'
        '{"type":"relation","id":"r1","label":"holds","subject":"e1","object":"e2"}]}',
        check=check_ends,
    ),
    Rule(
        id="relation-to-itself",
        level="error",
        theme="relations",
        summary="Subject and object of a relation are the same annotation.",
        why="It says nothing, and graphs built from the records get loops that break path counts "
        "and clustering. It mostly comes of a double click in a tool or of merged annotations.",
        fix="Name the other end, or remove the relation.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},'
        '{"type":"relation","id":"r1","label":"same_as","subject":"e1","object":"e1"}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS"},'
        '{"type":"turn","id":"t2","text":"UBS"}],"annotations":[{"type":"entity","id":"e1",'
        '"label":"firm","spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},'
        '{"type":"entity","id":"e2","label":"firm",'
        '"spans":[{"unit":"t2","start":0,"end":3}],"text":"UBS"},'
        '{"type":"relation","id":"r1","label":"same_as","subject":"e1","object":"e2"}]}',
        check=check_self,
    ),
    Rule(
        id="symmetric-order",
        level="error",
        theme="relations",
        summary="A symmetric relation is stored against document order, or both ways round.",
        why="A symmetric relation is one fact with two spellings. With one spelling, the one in "
        "document order, equal records are equal files, and agreement counts no fact twice.",
        fix="Exchange subject and object; where the other way round is stored as well, remove "
        "one of the two.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"text":"UBS and Barclays"}],"annotations":[{"type":"entity","id":"e1",'
        '"label":"firm","spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},'
        '{"type":"entity","id":"e2","label":"firm",'
        '"spans":[{"unit":"t1","start":8,"end":16}],"text":"Barclays"},'
        '{"type":"relation","id":"r1","label":"same_as","subject":"e2","object":"e1"}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"text":"UBS and Barclays"}],"annotations":[{"type":"entity","id":"e1",'
        '"label":"firm","spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},'
        '{"type":"entity","id":"e2","label":"firm",'
        '"spans":[{"unit":"t1","start":8,"end":16}],"text":"Barclays"},'
        '{"type":"relation","id":"r1","label":"same_as","subject":"e1","object":"e2"}]}',
        check=check_order,
    ),
    Rule(
        id="relation-cardinality",
        level="error",
        theme="relations",
        summary="A subject or an object has too many or too few relations of a label.",
        why="The taxonomy says how often a thing can have the relation: an order has one "
        "counterparty. More are contradictions; fewer are work left undone, and count only in "
        "records that are no drafts and whose scope includes relations.",
        fix="Remove or redirect what is too much, add what is missing, or set the state of an "
        "unfinished record to `draft`.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"text":"UBS and DB own it"}],"annotations":[{"type":"entity","id":"e1",'
        '"label":"firm","spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},'
        '{"type":"entity","id":"e2","label":"firm","spans":[{"unit":"t1","start":8,"end":10}],'
        '"text":"DB"},{"type":"entity","id":"e3","label":"order",'
        '"spans":[{"unit":"t1","start":15,"end":17}],"text":"it"},'
        '{"type":"relation","id":"r1","label":"placed_by","subject":"e3","object":"e1"},'
        '{"type":"relation","id":"r2","label":"placed_by","subject":"e3","object":"e2"}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1",'
        '"text":"UBS and DB own it"}],"annotations":[{"type":"entity","id":"e1",'
        '"label":"firm","spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},'
        '{"type":"entity","id":"e2","label":"firm","spans":[{"unit":"t1","start":8,"end":10}],'
        '"text":"DB"},{"type":"entity","id":"e3","label":"order",'
        '"spans":[{"unit":"t1","start":15,"end":17}],"text":"it"},'
        '{"type":"relation","id":"r1","label":"placed_by","subject":"e3","object":"e1"}]}',
        check=check_cardinality,
    ),
)
