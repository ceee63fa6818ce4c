"""How brat cuts spans at line ends, and how they are joined again."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from acoe_spec.formats.brat_text import (
    Fragments,
    column,
    cut_at_line_ends,
    joined_over_line_ends,
    numbered,
    surface,
)

TEXT = "ab\r\ncd\n\nef gh"  # ab 0-2, cd 4-6, ef 8-10, gh 11-13


@pytest.mark.parametrize(
    ("whole", "cut"),
    [
        (((0, 2),), ((0, 2),)),
        (((0, 6),), ((0, 2), (4, 6))),
        (((0, 10),), ((0, 2), (4, 6), (8, 10))),
        (((1, 5), (11, 13)), ((1, 2), (4, 5), (11, 13))),
    ],
)
def test_spans_over_line_ends(whole: Fragments, cut: Fragments) -> None:
    assert cut_at_line_ends(TEXT, whole) == cut
    assert joined_over_line_ends(TEXT, cut) == whole


def test_line_ends_at_the_edges_are_left_out() -> None:
    assert cut_at_line_ends(TEXT, ((2, 7),)) == ((4, 6),)
    assert cut_at_line_ends(TEXT, ((2, 4),)) == ((2, 4),)


def test_surfaces_and_columns() -> None:
    assert surface(TEXT, ((0, 6), (8, 10))) == "ab\r\ncd ef"
    assert column("ab\r\ncd\te\n") == "ab cd e "


def test_numbers_of_roles() -> None:
    assert numbered(["Theme", "Site", "Theme", "Theme"]) == ["Theme", "Site", "Theme2", "Theme3"]


@given(
    st.text(alphabet="ab \r\n", max_size=20),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=4),
)
def test_what_brat_wrote_comes_back(text: str, ranges: list[tuple[int, int]]) -> None:
    fragments: Fragments = tuple(
        sorted({(start, end) for start, end in ranges if start < end <= len(text)})
    )
    assume(not any(set(text[start:end]) & {"\r", "\n"} for start, end in fragments))
    assert cut_at_line_ends(text, joined_over_line_ends(text, fragments)) == fragments
