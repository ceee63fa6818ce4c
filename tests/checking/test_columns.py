"""The column of a JSON Pointer in a line, held to what the pointer resolves to."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.checking.columns import columns
from acoe_spec.findings import pointer

LINE = '{"id": "é😀", "annotations": [ {"label":"x"}, {"a/b":{"~":7}} ]}'


@pytest.mark.parametrize(
    ("at", "column", "text"),
    [
        ("", 1, "{"),
        ("/id", 8, '"é😀"'),
        ("/annotations", 29, "["),
        ("/annotations/0/label", 40, '"x"'),
        ("/annotations/1/a~1b/~0", 58, "7"),
        ("/annotations/0/missing", 31, '{"label"'),
        ("/annotations/9", 29, "["),
        ("/id/deeper", 8, '"é😀"'),
    ],
)
def test_the_column_counts_code_points_from_one(at: str, column: int, text: str) -> None:
    found = columns(LINE.encode(), [at])[at]
    assert LINE[found - 1 :].startswith(text)
    assert found == column


def test_a_line_that_is_no_json_has_no_columns() -> None:
    assert columns(b'{"a": [1,', ["/a/1"]) == {}
    assert columns(b"\xff", [""]) == {}


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(_VALUES, st.booleans(), st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", "  : ")]))
def test_every_value_is_found_where_it_stands(
    value: Any, ascii_only: bool, separators: tuple[str, str]
) -> None:
    line = json.dumps(value, ensure_ascii=ascii_only, separators=separators)

    places: dict[str, Any] = {}

    def visit(node: Any, steps: tuple[str | int, ...]) -> None:
        places[pointer(*steps)] = node
        members = node.items() if isinstance(node, dict) else ()
        if isinstance(node, list):
            members = enumerate(node)
        for step, item in members:
            visit(item, (*steps, step))

    visit(value, ())
    found = columns(line.encode("utf-8"), places)
    assert found.keys() == places.keys()
    for at, node in places.items():
        assert json.JSONDecoder().raw_decode(line, found[at] - 1)[0] == node


def test_a_repeated_key_counts_where_it_stands_last() -> None:
    assert columns(b'{"a":1,"a":{"b":2}}', ["/a", "/a/b"]) == {"/a": 12, "/a/b": 17}
