"""Where things lie: nothing of one lane overlaps, lines hold the text, numbers stand apart."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import pytest
from dense_texts import PIECES, dense_records
from drawn_cases import ARCS, CALL, CASES, LONG_ARCS
from gallery import chats, taxonomy
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.guidelines.drawing.arcs import Line, layout
from acoe_spec.guidelines.drawing.lanes import lanes, overlaps
from acoe_spec.guidelines.drawing.scene import Scene
from acoe_spec.guidelines.drawing.setting import LINE_COLUMNS, TOTAL_WIDTH, broken_lines
from acoe_spec.guidelines.drawing.sheet import LARGE, SMALL, WIDTH, Area, Badge, badge_places
from acoe_spec.guidelines.drawing.ties import ties
from acoe_spec.guidelines.drawing.timeline import NARROW, WIDE, clock, mark_extent, planned
from acoe_spec.guidelines.drawing.widths import clusters, columns, shortened

Json = dict[str, Any]
TAXONOMY = taxonomy()


def scene(record: Json) -> Scene:
    return Scene(
        record=record,
        taxonomy=TAXONOMY,
        prefix="x",
        href=lambda node: None,
        picture=lambda unit: None,
    )


def layouts(record: Json) -> list[list[Line]]:
    """The arc drawings of a record."""
    of = scene(record)
    found = ties(of)
    return [
        layout(of.units[unit]["text"], of.marks[unit], theirs)
        for unit, theirs in found.by_unit.items()
    ]


def apart(extents: list[tuple[int, tuple[float, float]]]) -> bool:
    """Whether no two extents of one lane overlap."""
    return all(
        one[0] != other[0] or one[1][1] <= other[1][0] or other[1][1] <= one[1][0]
        for one, other in combinations(extents, 2)
    )


def nothing_overlaps(lines: list[Line]) -> None:
    for above, below in pairwise(lines):
        assert below.top == above.top + above.height
    for line in lines:
        assert apart([(bar.lane, bar.extent) for bar in line.bars])
        assert apart([(arc.lane, arc.extent) for arc in line.arcs])
        assert all(bar.lane < line.span_lanes for bar in line.bars)
        assert all(arc.lane < line.arc_lanes for arc in line.arcs)
        for bar in line.bars:
            assert bar.extent[0] >= 0
            assert bar.extent[1] <= TOTAL_WIDTH + 4


@given(dense_records())
def test_nothing_of_one_lane_overlaps(record: Json) -> None:
    for lines in layouts(record):
        nothing_overlaps(lines)


@pytest.mark.parametrize(
    "record", [*CASES.values(), *chats()], ids=lambda record: str(record["id"])
)
def test_nothing_of_one_lane_overlaps_in_real_records(record: Json) -> None:
    for lines in layouts(record):
        nothing_overlaps(lines)


def test_every_relation_and_role_has_its_arc() -> None:
    (lines,) = layouts(ARCS)
    assert sorted(arc.label for line in lines for arc in line.arcs) == sorted(
        ["Size of", "Quotes price for", "seller", "traded", "size", "buyer", "level"]
    )


def crossed(line: Line) -> list[tuple[str, str]]:
    """Names of arcs and the labels of other words that they go through on their way down."""
    return [
        (arc.label, bar.label)
        for arc in line.arcs
        for x, foot in ((arc.left, arc.left_foot), (arc.right, arc.right_foot))
        for bar in line.bars
        if x is not None and bar.label and bar.lane > foot
        if bar.label_x < x < bar.label_x + bar.label_width
    ]


def test_words_make_room_for_labels() -> None:
    """An issuer in a bond between short words: every arc comes down beside the other labels."""
    text = "bid ENEL 31s 3mm"
    spans = {
        "s": ("side", 0, 3),
        "b": ("corporate_bond", 4, 12),
        "i": ("issuer", 4, 8),
        "z": ("size", 13, 16),
    }
    record = {
        "id": "r",
        "units": [{"id": "u1", "type": "turn", "speaker": "A", "text": text}],
        "annotations": [
            {
                "id": id_,
                "type": "entity",
                "label": label,
                "text": text[start:end],
                "spans": [{"unit": "u1", "start": start, "end": end}],
            }
            for id_, (label, start, end) in spans.items()
        ]
        + [
            {"id": f"r{n}", "type": "relation", "label": label, "subject": one, "object": other}
            for n, (label, one, other) in enumerate(
                [("issued_by", "b", "i"), ("size_of", "z", "b"), ("side_of", "s", "b")]
            )
        ],
    }
    [[line]] = layouts(record)
    assert crossed(line) == []
    assert [bar.lane for bar in line.bars if bar.mark.id != "b"] == [0, 0, 0]
    assert "".join(run.text for run in line.runs) == text.replace(" ", "")


def test_an_arc_over_a_line_end_has_the_same_letter_at_both_halves() -> None:
    (lines,) = layouts(LONG_ARCS)
    letters = [arc.letter for line in lines for arc in line.arcs if arc.letter]
    assert len(lines) > 3
    assert {letters.count(letter) for letter in letters} == {2}


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 15)), max_size=12), st.integers(0, 3))
def test_intervals_of_a_lane_keep_their_distance(starts: list[tuple[int, int]], gap: int) -> None:
    intervals = [(start, start + length) for start, length in starts]
    found = lanes(intervals, gap=gap)
    assert apart([(lane, (a, b + gap)) for lane, (a, b) in zip(found, intervals, strict=True)])


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 15)), max_size=12))
def test_what_contains_another_is_never_nearer(starts: list[tuple[int, int]]) -> None:
    intervals = [(start, start + length) for start, length in starts]
    found = lanes(intervals)
    for (a, inner), (b, outer) in combinations(enumerate(intervals), 2):
        if outer[0] <= inner[0] and inner[1] <= outer[1] and inner != outer:
            assert found[a] < found[b]


@given(st.lists(PIECES).map("".join))
def test_lines_hold_the_whole_text_and_cut_no_character(text: str) -> None:
    found = list(broken_lines(text))
    assert "".join(text[start:end] for start, end in found) == text
    assert all(start in clusters(text) for start, _ in found)
    for start, end in found:
        ends = clusters(text[start:end].rstrip())
        if "\t" not in text[start:end]:
            wide = sum(columns(text[start + a : start + b]) for a, b in pairwise(ends))
            assert wide <= LINE_COLUMNS


@given(st.text())
def test_characters_that_belong_together_are_one(text: str) -> None:
    ends = clusters(text)
    assert ends[-1] == len(text)
    assert all(a < b for a, b in pairwise(ends))


@pytest.mark.parametrize(
    ("text", "count"),
    [("e\u0301a", 2), ("👩‍👩‍👧!", 2), ("🇳🇴🇸🇪", 2), ("👍🏽", 1), ("漢字", 2), ("\r\n", 1)],
)
def test_how_many_characters_a_reader_sees(text: str, count: int) -> None:
    assert len(clusters(text)) - 1 == count


@given(st.text(), st.integers(2, 20))
def test_shortened_text_keeps_the_limit(text: str, limit: int) -> None:
    assert len(shortened(text, limit)) <= limit


AREAS = st.builds(
    Area, st.floats(-50, WIDTH), st.floats(-50, 800), st.floats(0, WIDTH), st.floats(0, 300)
)


@given(st.lists(AREAS, max_size=30), st.sampled_from([LARGE, SMALL]))
def test_numbers_of_boxes_stand_apart(areas: list[Area], size: Badge) -> None:
    places = badge_places(areas, 800, size)
    for (x, y), (other_x, other_y) in combinations(places, 2):
        assert abs(x - other_x) >= size.width or abs(y - other_y) >= size.height
    assert all(0 <= x <= WIDTH - size.width and y >= 0 for x, y in places)


@given(AREAS)
def test_the_number_of_a_box_hides_nothing_of_it_where_there_is_room(area: Area) -> None:
    [(x, y)] = badge_places([area], 800, LARGE)
    beside = x + LARGE.width <= area.x or x >= area.x + area.width
    above = y + LARGE.height <= area.y or y >= area.y + area.height
    is_wide = area.x < LARGE.width + 2 and area.x + area.width > WIDTH - LARGE.width - 2
    is_high = area.y < LARGE.height + 2 and area.y + area.height > 800 - LARGE.height - 2
    is_out = area.y > 800 or area.y + area.height < 0 or area.x + area.width < 0
    assert beside or above or (is_wide and is_high) or is_out


def test_the_time_lanes_of_a_call() -> None:
    for shape in (WIDE, NARROW):
        plan = planned(scene(CALL), CALL["units"], shape)
        assert plan is not None
        assert [name for name, _ in plan.rows] == ["Operator", "Per Olsen", "Astrid Berg, CFO"]
        assert apart([(block.lane, (block.left, block.right)) for block in plan.segments])
        extents = [mark_extent(m.left, m.right, m.label, plan.gutter, shape.width)
                   for m in plan.marks]  # fmt: skip
        assert apart([(m.lane, extent) for m, extent in zip(plan.marks, extents, strict=True)])
        assert all(plan.gutter <= left and right <= shape.width for left, right in extents)
        assert [label for _, label in plan.ticks] == ["0:00", "0:05", "0:10", "0:15"]
        assert [block.label for block in plan.segments if block.is_silent] == ["4", "5"]


def test_when_several_speak_is_seen_on_the_time_axis() -> None:
    plan = planned(scene(CALL), CALL["units"], WIDE)
    assert plan is not None
    second = (plan.segments[0].right - plan.segments[0].left) / 4.5
    begin = plan.segments[0].left
    seconds = [tuple(round((x - begin) / second, 3) for x in each) for each in plan.shared]
    assert seconds == [(4.2, 4.5), (11.0, 11.75), (14.8, 16.0)]


def test_silence_is_nobodys_and_a_voice_without_a_name_is_unknown() -> None:
    times = ({"start": start, "end": start + 2.0} for start in (0.0, 2.0, 4.0, 6.0))
    said = ({"text": ""}, {"speaker": "op", "text": "Hello."}, {"text": "Hello?"}, {})
    segments = [
        {"type": "segment", "id": f"s{number}", **when, **what}
        for number, (when, what) in enumerate(zip(times, said, strict=True))
    ]
    plan = planned(scene(CALL), segments, WIDE)
    assert plan is not None
    assert plan.rows == (("nobody", 0), ("Operator", 1), ("unknown", 2))


def test_one_segment_alone_has_no_time_axis() -> None:
    assert planned(scene({**CALL, "annotations": []}), CALL["units"][:1], WIDE) is None
    assert planned(scene(CALL), CALL["units"][:1], WIDE) is not None


def test_lanes_of_names_above_do_not_meet() -> None:
    plan = planned(scene(CALL), CALL["units"], NARROW)
    assert plan is not None
    assert [plan.row_top(first) for _, first in plan.rows] == [0, 39, 78]
    assert [plan.lane_top(block.lane) for block in plan.segments] == [15, 54, 54, 93, 117]
    assert plan.bottom == 141


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9)), max_size=12))
def test_overlaps_are_those_that_share_more_than_a_point(starts: list[tuple[int, int]]) -> None:
    intervals = [(start, start + length) for start, length in starts]
    expected = [
        [n for n, (c, d) in enumerate(intervals) if n != m and min(b, d) > max(a, c)]
        for m, (a, b) in enumerate(intervals)
    ]
    assert overlaps(intervals) == expected


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (7.25, "0:07.25"), (750, "12:30"), (3723, "1:02:03"), (59.999, "1:00")],
)
def test_times_are_read_as_on_a_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown
