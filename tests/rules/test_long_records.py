"""Rules that walk chains and intervals, on records longer than any recursion or square allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.findings import Finding
from acoe_spec.models.record_structs import (
    Annotation,
    Argument,
    Entity,
    Event,
    Passage,
    Record,
    Segment,
    TimeRange,
    Unit,
)
from acoe_spec.rules.audio import check_time_outside_segments
from acoe_spec.rules.events import check_cycle
from acoe_spec.rules.indexed import IndexedRecord, index_record
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

NOTHING = CompiledTaxonomy(id="none", version="1.0.0", title="No labels at all", hash="")


def found(
    check: Callable[[IndexedRecord, CompiledTaxonomy], Iterator[Finding]],
    units: list[Unit],
    annotations: list[Annotation],
) -> list[tuple[str | None, str]]:
    record = Record(id="r1", modality="audio", units=units, annotations=annotations)
    return [
        (finding.pointer, finding.message)
        for finding in check(index_record(record, NOTHING), NOTHING)
    ]


def event(number: int, *targets: int) -> Event:
    arguments = [Argument(role="about", target=f"v{target}") for target in targets]
    return Event(id=f"v{number}", label="rumour", arguments=arguments)


def test_a_chain_of_twenty_thousand_events_is_no_cycle() -> None:
    chain: list[Annotation] = [event(at, at + 1) for at in range(20_000)]
    assert found(check_cycle, [Passage(id="p1", text="")], chain) == []


def test_a_cycle_of_twenty_thousand_events_is_named_once_and_briefly() -> None:
    cycle: list[Annotation] = [event(at, (at + 1) % 20_000) for at in range(20_000)]
    assert found(check_cycle, [Passage(id="p1", text="")], cycle) == [
        (
            "/annotations/19999/arguments/0/target",
            "'v0' > 'v1' > 'v2' > ... > 'v19998' > 'v19999' > 'v0': an event is part of itself",
        )
    ]


graphs = st.lists(st.lists(st.integers(0, 6), max_size=3), min_size=1, max_size=7)


@given(graphs)
def test_a_cycle_is_found_if_and_only_if_there_is_one(graph: list[list[int]]) -> None:
    def reachable(start: int) -> set[int]:
        seen: set[int] = set()
        edge = [target for target in graph[start] if target < len(graph)]
        while edge:
            one = edge.pop()
            if one not in seen:
                seen.add(one)
                edge += [target for target in graph[one] if target < len(graph)]
        return seen

    events: list[Annotation] = [event(at, *targets) for at, targets in enumerate(graph)]
    cyclic = any(at in reachable(at) for at in range(len(graph)))

    assert bool(found(check_cycle, [Passage(id="p1", text="")], events)) == cyclic


intervals = st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda one: (one[0], sum(one)))


@given(st.lists(intervals, min_size=1, max_size=8), intervals)
def test_a_time_is_outside_if_no_segment_meets_it(
    segments: list[tuple[int, int]], time: tuple[int, int]
) -> None:
    units: list[Unit] = [
        Segment(id=f"s{at}", start=start, end=end) for at, (start, end) in enumerate(segments)
    ]
    entity = Entity(id="e1", label="noise", times=[TimeRange(start=time[0], end=time[1])])
    meets = any(start < time[1] and time[0] < end for start, end in segments)

    assert found(check_time_outside_segments, units, [entity]) == (
        [] if meets else [("/annotations/0/times/0", "no segment is at this time")]
    )
