"""The canonical layout: how it looks, and its laws: same data, all comments, a fixed point."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from acoe_spec.errors import TaxonomyBroken
from acoe_spec.models import taxonomy as shapes
from acoe_spec.taxonomy.composing import composed
from acoe_spec.taxonomy.layout import (
    EACH,
    TAXONOMY,
    formatted,
    from_data,
    kind_of,
    on_one_line,
    spelled,
)

CASES = Path(__file__).parent.parent / "conformance" / "lint"


def test_keys_get_their_order_and_comments_move_with_them() -> None:
    assert formatted(
        """\
# licence header
# more of it

# about the id
id: trade-chat   # the id
format: 1


title:   Trade chat
entities:   # labels
  # about option
  option:
      definition: A right.   # why
      # about its parent
      is_a: instrument
      attributes: {strike: {minimum: 0, range: decimal}}
      # end of option
  # about bond
  bond: {definition: A debt, is_a: instrument}
# about the version
version: 2.0.0
# the end
"""
    ) == (
        """\
# licence header
# more of it

format: 1

# about the id
id: trade-chat  # the id

title: Trade chat
# about the version
version: 2.0.0
entities:  # labels
  # about option
  option:
    # about its parent
    is_a: instrument
    definition: A right.  # why
    attributes: {strike: {range: decimal, minimum: 0}}
    # end of option
  # about bond
  bond: {is_a: instrument, definition: A debt}
# the end
"""
    )


def test_long_text_is_folded_and_long_collections_are_opened() -> None:
    words = " ".join(["word"] * 30)
    assert formatted(
        f'format: 1\ndescription: "{words}: it has colons # and signs"  # why\n'
        f"modalities: [{', '.join(['chat'] * 20)}]\n"
        f"entities: {{a: {{definition: short}}, b: {{definition: {words}, is_a: a}}}}\n"
    ) == (
        "format: 1\n"
        "description: >-  # why\n"
        f"  {' '.join(['word'] * 19)}\n"
        f"  {' '.join(['word'] * 11)}: it has colons # and signs\n"
        "modalities:\n" + "  - chat\n" * 20 + "entities:\n"
        "  a: {definition: short}\n"
        "  b:\n"
        "    is_a: a\n"
        "    definition: >-\n"
        f"      {' '.join(['word'] * 19)}\n"
        f"      {' '.join(['word'] * 11)}\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:   1\n", "a: 1\n"),
        ("a: 'it''s'\nb: \"no\"\nc: no\n", "a: 'it''s'\nb: \"no\"\nc: no\n"),
        ("a: 1.10\nb: 0x1F\nc: TRUE\nd: ~\ne:\n", "a: 1.10\nb: 0x1F\nc: TRUE\nd: ~\ne:\n"),
        ("a: {b, c: }\n", "a: {b: null, c: null}\n"),
        ("a: [ ]\nb: { }\n", "a: []\nb: {}\n"),
        ("a: [b: c]\n", "a: [{b: c}]\n"),
        ("a:\n- b\n-   c\n", "a:\n  - b\n  - c\n"),
        ("a:\n    -   b: 1\n        c: 2\n", "a:\n  - b: 1\n    c: 2\n"),
        ("a:\n- - b\n  - c\n", "a:\n  - - b\n    - c\n"),
        ("a: |\n      b\n        c\n\n      d\n", "a: |\n  b\n    c\n\n  d\n"),
        ("a: >-  # why\n    b\n    c\n\n\nd: 1\n", "a: >-  # why\n  b\n  c\n\nd: 1\n"),
        ("a: |+\n  b\n\nc: 1\n", 'a: "b\\n\\n"\n\nc: 1\n'),
        ("a: |2\n   b\n  c\n", 'a: " b\\nc\\n"\n'),
        ("a: one\n  two\n", "a: one two\n"),
        ('a: "one\n  two"\n', 'a: "one two"\n'),
        ("a: 'one\n\n  two'\n", 'a: "one\\ntwo"\n'),
        ("? a\n: b\n", "a: b\n"),
        ("a: [ # first\n  b, # second\n  c\n  # end\n]\n",
         "a:  # first\n  - b  # second\n  - c\n  # end\n"),
        ("a: {b: 1} # behind\n", "a: {b: 1}  # behind\n"),
        ("a: # key\n  b # value\n", "# value\na: b  # key\n"),
        ("---\na: 1\n...\n", "a: 1\n"),
        ("a: 1\r\n\r\n\r\nb: 2\r\n", "a: 1\n\nb: 2\n"),
        ("\ufeffa: 1", "a: 1\n"),
        ("a: 1\n\n\n# end\n", "a: 1\n\n# end\n"),
        ("a:\n  b: 1\n  # of a\n# of c\nc: 2\n", "a:\n  b: 1\n  # of a\n# of c\nc: 2\n"),
        ("# yaml-language-server: x\na: 1\n", "# yaml-language-server: x\n\na: 1\n"),
        ("# about a\na: 1\n", "# about a\na: 1\n"),
        ("- 1\n# c\n- 2\n", "- 1\n# c\n- 2\n"),
        ("a:\n  -\n    # c\n    b: 1\n", "a:\n  # c\n  - b: 1\n"),
    ],
)  # fmt: skip
def test_one_way_to_write_it(text: str, expected: str) -> None:
    assert formatted(text, kind="other") == expected
    assert formatted(expected, kind="other") == expected
    assert composed(expected).data == composed(text.removeprefix("\ufeff")).data


@pytest.mark.parametrize(
    ("block", "meaning"),
    [
        ("|\n  a\n    \n  b\n", "a\n  \nb\n"),
        (">-\n  a\n    \n  b\n", "a\n  \nb"),
        (">-\n  a\n    \n", "a\n  "),
        ("|-\n  a\n \n\n", "a"),
    ],
)
def test_spaces_that_are_content_of_a_block_are_kept(block: str, meaning: str) -> None:
    text = f"description: {block}title: Bonds\n"
    laid_out = formatted(text)
    assert composed(laid_out).data == {"title": "Bonds", "description": meaning}
    assert formatted(laid_out) == laid_out


def test_a_comment_inside_a_list_item_stays_with_the_item() -> None:
    text = "overlap:\n  pairs:\n    - allow: []\n      # why\n      of: [a, b]\n"
    expected = "overlap:\n  pairs:\n    # why\n    - of: [a, b]\n      allow: []\n"
    assert formatted(text) == expected
    assert formatted(expected) == expected


def test_format_comes_first_in_every_kind_of_file() -> None:
    assert formatted("b: 1\na: 2\nformat: 1\n", kind="other") == "format: 1\nb: 1\na: 2\n"


@pytest.mark.parametrize("text", ["", "text\n", "a: [\n", "a: 1\na: 2\n", "a: *b\n"])
def test_what_is_no_clean_yaml_is_not_touched(text: str) -> None:
    with pytest.raises(TaxonomyBroken, match="cannot be laid out"):
        formatted(text)


CLEAN = [
    path.read_text(encoding="utf-8")
    for path in sorted(CASES.glob("*/*.yaml"))
    if path.parent.name not in ("yaml-encoding", "yaml-depth")
    and not composed(path.read_text(encoding="utf-8").removeprefix("\ufeff")).problems
]
PIECES = (
    "\n", "\n\n", "\n\n\n", " ", "    ", "\t", "\r\n", "é📈", "~", "#", "a" * 120, " word" * 30,
    "\n# MARK\n", "\n  # MARK\n", "\n      # MARK\n", " # MARK\n", "\n\n# MARK\n\n",
    "[", "]", "{", "}", ",", ": ", "'", '"', "\n- ", "\n  - ", "|\n  ", ">\n   ",
    "\n  x: {y: [1, 2], # MARK\n   z: }\n", "\n  - allow: []\n    # MARK\n    of: [a, b]\n",
)  # fmt: skip


@given(
    text=st.sampled_from(CLEAN),
    pieces=st.lists(st.tuples(st.floats(0, 1), st.sampled_from(PIECES)), max_size=5),
)
def test_data_and_comments_survive_and_a_second_time_changes_nothing(
    text: str, pieces: list[tuple[float, str]]
) -> None:
    for number, (at, piece) in enumerate(pieces):
        start = int(at * len(text))
        text = text[:start] + piece.replace("MARK", f"MARK{number}") + text[start:]
    before = composed(text)
    if before.problems or not isinstance(before.data, dict):
        return
    after = formatted(text)
    assert composed(after).data == before.data
    assert formatted(after) == after
    values = repr(before.data)
    for mark in re.findall(r"MARK[0-9]", text):
        if mark not in values:
            assert len(re.findall(rf"# {mark}", after)) == len(re.findall(rf"# {mark}", text))


def test_a_new_file_from_data() -> None:
    data = {
        "version": "1.0.0",
        "format": 1,
        "modalities": ["chat"],
        "entities": {
            "note": {"definition": "A shorter one.", "is_a": "bond", "confusable_with": ["bill"]},
            "no": {"is_a": "bond"},
        },
    }
    assert from_data(data) == (
        """\
format: 1
version: 1.0.0
modalities: [chat]
entities:
  note:
    is_a: bond
    definition: A shorter one.
    confusable_with: [bill]
  "no": {is_a: bond}
"""
    )


words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
long_words = st.lists(words, max_size=40).map(" ".join)
trees = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | words | long_words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(words, trees, max_size=4))
def test_data_that_is_written_is_read_as_it_was_meant(data: dict[str, Any]) -> None:
    text = from_data(data, kind="other")
    result = composed(text)
    assert result.problems == []
    assert result.data == data
    assert formatted(text, kind="other") == text


@given(st.text(max_size=30), st.booleans())
def test_a_new_value_is_read_as_it_was_meant(value: str, flow: bool) -> None:
    if any(0xD800 <= ord(character) <= 0xDFFF for character in value):
        return
    text = spelled(value, flow=flow)
    result = composed(f"[{text}]" if flow else f"- {text}")
    assert result.problems == []
    assert result.data == [value]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("chat", "chat"), ("finance-core:amount", "finance-core:amount"), ("1.2.0", "1.2.0"),
        ("A debt, secured.", "A debt, secured."), ("no", '"no"'), ("12", '"12"'), ("", '""'),
        ("a: b", '"a: b"'), ("a #b", '"a #b"'), ("- a", '"- a"'), ("a\nb", '"a\\nb"'),
        (True, "true"), (None, "null"), (1.5, "1.5"), ("é", "é"), ("\x85", '"\\u0085"'),
    ],
)  # fmt: skip
def test_new_values_have_quotes_only_where_they_need_them(value: Any, text: str) -> None:
    assert spelled(value) == text


def test_the_order_of_keys_knows_every_key_of_the_shape() -> None:
    assert set(shapes.Taxonomy.model_fields) == set(TAXONOMY)
    tables = {
        "entities": shapes.EntityLabel,
        "relations": shapes.RelationLabel,
        "events": shapes.EventLabel,
        "categories": shapes.CategorySet,
        "knowledge_bases": shapes.KnowledgeBase,
    }
    for table, model in tables.items():
        assert set(model.model_fields) <= set(TAXONOMY[table][EACH])
    label = TAXONOMY["entities"][EACH]
    inner: list[tuple[Any, type[BaseModel]]] = [
        (TAXONOMY["overlap"], shapes.Overlap),
        (TAXONOMY["overlap"]["pairs"][EACH], shapes.OverlapPair),
        (TAXONOMY["categories"][EACH]["applies_to"], shapes.AppliesTo),
        (TAXONOMY["categories"][EACH]["labels"][EACH], shapes.CategoryLabel),
        (label["links"], shapes.Links),
        (label["roles"][EACH], shapes.Role),
        (label["per_subject"], shapes.Cardinality),
        (label["deprecated"], shapes.Deprecation),
        (label["attributes"][EACH], shapes.Attribute),
        (label["attributes"][EACH]["values"][EACH], shapes.AttributeValue),
    ]
    for order, model in inner:
        assert set(model.model_fields) <= set(order)


def test_the_keys_of_a_migration_have_an_order() -> None:
    text = """\
operations:
  - {to: note, from: [bill, bond], set: entity, op: merge-labels}
  # divided by what is said
  - question: Is this what was meant?
    otherwise: note
    rules:
      - {surface: "T-?bill", to: bill}
    to: [bill, note]
    from: short
    set: entity
    op: split-label
to: 2.0.0
from: 1.0.0
taxonomy: desk
format: 1
"""
    assert (
        formatted(text, kind="migration")
        == """\
format: 1
taxonomy: desk
from: 1.0.0
to: 2.0.0
operations:
  - {op: merge-labels, set: entity, from: [bill, bond], to: note}
  # divided by what is said
  - op: split-label
    set: entity
    from: short
    to: [bill, note]
    rules:
      - {to: bill, surface: "T-?bill"}
    otherwise: note
    question: Is this what was meant?
"""
    )


def test_the_keys_of_waivers_have_an_order() -> None:
    text = "waivers: [{reason: x, expires: 2027-01-01, rule: a, owner: b, label: c}]\nformat: 1\n"
    assert formatted(text, kind="waivers") == (
        "format: 1\nwaivers: [{rule: a, label: c, reason: x, owner: b, expires: 2027-01-01}]\n"
    )


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"format": 1, "entities": {}}, "taxonomy"),
        ({"format": 1, "operations": []}, "migration"),
        ({"format": 1, "waivers": []}, "waivers"),
        ({"format": 1}, "other"),
        (None, "other"),
    ],
)
def test_a_file_is_known_by_its_keys(data: object, kind: str) -> None:
    assert kind_of(data) == kind


@given(st.dictionaries(words, trees, max_size=4))
def test_data_on_one_line_is_read_as_it_was_meant(data: dict[str, Any]) -> None:
    text = on_one_line(data, order={})
    assert "\n" not in text
    assert composed(f"- {text}").data == [data]
