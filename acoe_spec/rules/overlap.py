"""Which entities may share text: equal, one containing the other, or crossing.

An entity is taken as the set of code points under its spans, over all units. Two entities that
share a code point stand in one of three relations: *equal* sets; one *contains* the other, being
a proper superset; otherwise they *cross*. So an entity in the gap of a discontinuous one does not
overlap it, and one that covers a gap and both its banks contains it. Boxes and times are not
compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from acoe_spec.findings import Finding, Rule, printable_id
from acoe_spec.models.record_structs import Entity
from acoe_spec.rules.duplicates import content
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Crossing, Label

ALL_CROSSINGS: frozenset[Crossing] = frozenset(("equal", "contains", "crosses"))
_WORDS: dict[Crossing, str] = {
    "equal": "covers the same text as",
    "contains": "is nested with",
    "crosses": "crosses",
}

Range = tuple[int, int, int]
"""Unit position, start and end (exclusive) in code points."""


def check_overlap(record: IndexedRecord, taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Two entities overlap only as the taxonomy permits for their labels.

    An entity of an unknown label is passed over, and so is one that says the same as another
    word by word: that is a `duplicate-annotation`.
    """
    overlap = taxonomy.overlap
    if overlap.default == ALL_CROSSINGS and not overlap.pairs:
        return
    labelled = [
        (position, entity, label, _ranges(record, entity))
        for position, entity, label in record.entities
        if label is not None
    ]
    permitted: dict[tuple[str, str], frozenset[Crossing]] = {}
    found: list[tuple[int, int, Crossing]] = []
    for (first, second), crossing in crossings([ranges for *_, ranges in labelled]).items():
        one, other = labelled[first][2], labelled[second][2]
        names = (labelled[first][1].label, labelled[second][1].label)
        if names not in permitted:
            permitted[names] = permitted_crossings(taxonomy, names, (one, other))
        if crossing not in permitted[names]:
            found.append((second, first, crossing))
    for second, first, crossing in sorted(found):
        position, entity, _, _ = labelled[second]
        _, earlier, _, _ = labelled[first]
        if crossing == "equal" and content(entity) == content(earlier):
            continue
        allowed = permitted[earlier.label, entity.label]
        yield record.finding(
            "overlap-not-allowed",
            position,
            "spans",
            message=f"'{entity.label}' {_WORDS[crossing]} '{earlier.label}' "
            f"{printable_id(earlier.id)}",
            hint=f"between these two labels the taxonomy permits {' and '.join(sorted(allowed))}"
            if allowed
            else "between these two labels the taxonomy permits no overlap",
        )


def crossings(entities: Sequence[Sequence[Range]]) -> dict[tuple[int, int], Crossing]:
    """How every two entities that share text relate, keyed by their positions in order.

    The ranges of one entity are in order and disjoint (`_ranges`). A sweep over all ranges by
    start keeps those that are still open; its cost is that of sorting plus one step for each two
    ranges that overlap.
    """
    shared: dict[tuple[int, int], int] = defaultdict(int)
    open_: list[tuple[int, int]] = []  # (end, entity)
    unit = None
    reach = 0  # where the last of the open ones ends
    for at, start, end, entity in sorted(
        (*range_, entity) for entity, ranges in enumerate(entities) for range_ in ranges
    ):
        if at != unit or start >= reach:
            open_ = [(end, entity)]
            unit, reach = at, end
            continue
        reach = max(reach, end)
        open_ = [one for one in open_ if one[0] > start]
        for other_end, other in open_:
            pair = (other, entity) if other < entity else (entity, other)
            shared[pair] += min(end, other_end) - start
        open_.append((end, entity))
    if not shared:
        return {}
    size = [sum(end - start for _, start, end in ranges) for ranges in entities]
    relations: dict[tuple[int, int], Crossing] = {}
    for (first, second), common in shared.items():
        if common == size[first] == size[second]:
            relations[first, second] = "equal"
        elif common in (size[first], size[second]):
            relations[first, second] = "contains"
        else:
            relations[first, second] = "crosses"
    return relations


def permitted_crossings(
    taxonomy: CompiledTaxonomy, names: tuple[str, str], labels: tuple[Label, Label]
) -> frozenset[Crossing]:
    """What the taxonomy permits between two labels.

    Of the declared pairs that cover them, the one with the fewest steps up the two ancestor
    chains decides; of several with equally few, what all of them permit.
    """
    overlap = taxonomy.overlap
    nearest: int | None = None
    permitted = overlap.default
    for steps, one in enumerate((names[0], *labels[0].ancestors)):
        for more_steps, other in enumerate((names[1], *labels[1].ancestors)):
            allowed = overlap.pairs.get(one, {}).get(other)
            if allowed is None or (nearest is not None and steps + more_steps > nearest):
                continue
            permitted = permitted & allowed if steps + more_steps == nearest else allowed
            nearest = steps + more_steps
    return permitted


def _ranges(record: IndexedRecord, entity: Entity) -> list[Range]:
    """The spans of an entity in order, merged where they touch or overlap each other.

    Spans that are empty, or in a unit that is unknown, are left out: other rules name them.
    """
    spans = entity.spans or ()
    if len(spans) == 1:
        (span,) = spans
        known = span.unit in record.unit_order and span.start < span.end
        return [(record.unit_order[span.unit], span.start, span.end)] if known else []
    merged: list[Range] = []
    for at, start, end in sorted(
        (record.unit_order[span.unit], span.start, span.end)
        for span in spans
        if span.unit in record.unit_order and span.start < span.end
    ):
        if merged and merged[-1][0] == at and start <= merged[-1][2]:
            merged[-1] = (at, merged[-1][1], max(end, merged[-1][2]))
        else:
            merged.append((at, start, end))
    return merged


RULES = (
    Rule(
        id="overlap-not-allowed",
        level="error",
        theme="overlap",
        summary="Two entities share text in a way that the taxonomy does not permit.",
        why="The taxonomy says per pair of labels whether two entities may be equal, nested "
        "or crossing. What goes beyond is mostly a span that is a word too long, and "
        "formats without overlap cannot carry it.",
        fix="Correct the span, or keep one of the two. If both are right, permit the overlap "
        "in the taxonomy. The nearest pair on the ancestor chains of the two labels "
        "decides, else the default.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"Bund '
        '2034"}],"annotations":[{"type":"entity","id":"e1","label":"bond",'
        '"spans":[{"unit":"t1","start":0,"end":4}],"text":"Bund"},{"type":"entity",'
        '"id":"e2","label":"bond","spans":[{"unit":"t1","start":0,"end":9}],"text":"Bund '
        '2034"}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"Bund '
        '2034"}],"annotations":[{"type":"entity","id":"e1","label":"bond",'
        '"spans":[{"unit":"t1","start":0,"end":9}],"text":"Bund 2034"}]}',
        check=check_overlap,
    ),
)
