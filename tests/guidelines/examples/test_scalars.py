"""Every character of a value is found again where it was written, in every style of YAML."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.guidelines.examples.scalars import written_at
from acoe_spec.taxonomy.composing import composed


def places_of(text: str, key: str, character: str) -> list[tuple[int, int]]:
    """Line and column, from 1, of each `character` in the value of `key`."""
    found = composed(text)
    assert found.root is not None
    assert isinstance(found.root.children, dict)
    value = found.data[key]
    places = written_at(text, found.root.children[key].value, value)
    assert len(places) == len(value) + 1
    return [
        (text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place))
        for place, each in zip(places, value, strict=False)
        if each == character
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: one * two *\n", [(1, 8), (1, 14)]),
        ("a: one *\n  two *\n\n  three *\n", [(1, 8), (2, 7), (4, 9)]),
        ("a: 'it''s *, it''s *'\n", [(1, 11), (1, 20)]),
        ("a: 'one\n\n    two * it''s *'\n", [(3, 9), (3, 17)]),
        ('a: "\\u00e9 * \\" * \\\\ *"\n', [(1, 12), (1, 17), (1, 22)]),
        ('a: "x \\\n   y * \\\n   *"\n', [(2, 6), (3, 4)]),
        ('a: "\\x2a \\u002a \\U0000002a"\n', [(1, 5), (1, 10), (1, 17)]),
        ("a: |\n  one *\n\n    * two\n", [(2, 7), (4, 5)]),
        ("a: |2-  # why\n   * one\r\n  two *\r\n", [(2, 4), (3, 7)]),
        ("a: >-\n  one *\n  two *\n\n  three *\n", [(2, 7), (3, 7), (5, 9)]),
        ("a: >\n  😀 *\n", [(2, 5)]),
    ],
)
def test_a_character_stands_at_its_line_and_column(
    text: str, expected: list[tuple[int, int]]
) -> None:
    assert places_of(text, "a", "*") == expected


@given(
    st.text(alphabet="ab *'\"\\:#|>-\n\té漢😀\u2028\x85", min_size=1, max_size=40),
    st.sampled_from([None, "'", '"', "|", ">"]),
    st.integers(10, 40),
    st.booleans(),
)
def test_what_is_no_white_space_stands_where_it_is_said_to(
    value: str, style: str | None, width: int, unicode: bool
) -> None:
    text = yaml.dump({"a": value}, default_style=style, width=width, allow_unicode=unicode)
    found = composed(text)
    if found.problems or not isinstance(found.data.get("a"), str):
        return  # a line break of YAML 1.1 that is written as it is, and text that reads as a number
    assert found.root is not None
    assert isinstance(found.root.children, dict)
    node = found.root.children["a"].value
    places = written_at(text, node, found.data["a"])
    assert list(places) == sorted(places)
    for character, place in zip(found.data["a"], places, strict=False):
        if not character.isspace():
            assert text[place] in (character, "\\")
    assert node.start <= places[-1] <= node.end
