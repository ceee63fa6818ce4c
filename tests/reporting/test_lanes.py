"""Graphs of versions as lanes: whole pictures for small graphs, laws for any."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.reporting.lanes import ASCII, lanes, spelt

Parents = dict[str, tuple[str, ...]]


def picture(parents: Parents) -> str:
    lines = []
    for row in lanes(tuple(parents), parents):
        lines += [*row.before, f"{row.mark} {row.name}", *row.after]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("parents", "drawn"),
    [
        pytest.param({}, "", id="nothing"),
        pytest.param({"a": ()}, "● a", id="one"),
        pytest.param({"c": ("b",), "b": ("a",), "a": ()}, "● c\n● b\n● a", id="line"),
        pytest.param(
            {"2.0": ("1.1",), "1.1.1": ("1.1",), "1.1": ("1.0",), "1.0": ()},
            "●   2.0\n"
            "│ ● 1.1.1\n"
            "├─╯\n"
            "●   1.1\n"
            "●   1.0",
            id="a maintenance branch",
        ),
        pytest.param(
            {"2.0": ("1.1.1", "1.1"), "1.1.1": ("1.1",), "1.1": ()},
            "●   2.0\n"
            "├─╮\n"
            "● │ 1.1.1\n"
            "├─╯\n"
            "●   1.1",
            id="a branch that comes back",
        ),
        pytest.param(
            {"b": (), "a": ()},
            "● b\n● a",
            id="two that have nothing to do with each other",
        ),
        pytest.param(
            {"4": ("1",), "3": ("1",), "2": ("1",), "1": ()},
            "●     4\n"
            "│ ●   3\n"
            "│ │ ● 2\n"
            "├─┼─╯\n"
            "├─╯\n"
            "●     1",
            id="three branches",
        ),
    ],
)  # fmt: skip
def test_a_graph_is_drawn(parents: Parents, drawn: str) -> None:
    assert picture(parents) == drawn


def test_a_picture_can_be_spelt_in_ascii() -> None:
    drawn = picture({"2.0": ("1.1.1", "1.1"), "1.1.1": ("1.1",), "1.1": ()})

    assert spelt(drawn, ASCII) == "*   2.0\n|-.\n* | 1.1.1\n|-'\n*   1.1"


@st.composite
def graphs(draw: st.DrawFn) -> Parents:
    names = [f"v{number}" for number in range(draw(st.integers(1, 8)))]
    return {
        name: tuple(draw(st.lists(st.sampled_from(names[place + 1 :]), unique=True, max_size=3)))
        if place + 1 < len(names)
        else ()
        for place, name in enumerate(names)
    }


@given(graphs())
def test_each_name_has_one_row_and_each_lane_leads_somewhere(parents: Parents) -> None:
    rows = list(lanes(tuple(parents), parents))

    assert [row.name for row in rows] == list(parents)
    assert all(row.mark.count("●") == 1 for row in rows)
    assert rows[-1].beside.strip() == "", "nothing waits for what does not come"
    for row in rows:
        for line in (*row.before, *row.after):
            assert line.count("├") == 1
            assert sum(map(line.count, "╮╯┤")) == 1


@given(graphs())
def test_as_many_lanes_arrive_as_were_opened(parents: Parents) -> None:
    drawn = "".join(line for row in lanes(tuple(parents), parents) for line in row.before)
    opened = "".join(line for row in lanes(tuple(parents), parents) for line in row.after)
    edges = sum(map(len, parents.values()))
    first = sum(bool(each) for each in parents.values())

    assert opened.count("╮") + opened.count("┤") == edges - first
    assert drawn.count("╯") <= edges
