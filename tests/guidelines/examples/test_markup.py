"""Inline markup: what is read, what is literal, what is wrong where; and that writing is exact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.guidelines.examples import markup as markups
from acoe_spec.guidelines.examples.markup import Item, Mark, Marked, parse

NASTY = st.text(alphabet='ab []{}\\"#@=\n\té漢😀\u202e\u2028\u0301', max_size=24) | st.text(
    max_size=12
)


def marks(markup: str) -> list[tuple[int, int, str]]:
    """Start, end and label of each mark."""
    return [
        (mark.start, mark.end, label.name if (label := mark.first("label")) else "")
        for mark in parse(markup).marks
    ]


def problems(markup: str) -> list[tuple[int, str]]:
    return [(problem.offset, problem.message) for problem in parse(markup).problems]


def test_a_mark_has_a_label_an_id_values_and_links() -> None:
    read = parse('[Barclays]{counterparty #b role="prime broker" @lei=G5GSEF7VJP5I7OUK5573} bid')
    assert read.text == "Barclays bid"
    assert read.marks == (
        Mark(
            0,
            8,
            (
                Item("label", "counterparty"),
                Item("id", "b"),
                Item("value", "role", "prime broker"),
                Item("link", "lei", "G5GSEF7VJP5I7OUK5573"),
            ),
        ),
    )


def test_marks_nest_and_open_in_order() -> None:
    assert marks("[[T 4.25]{coupon} 05/35]{bond} [done]{trade}") == [
        (0, 12, "bond"),
        (0, 6, "coupon"),
        (13, 17, "trade"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a [laughs] b",
        "[a [b] c]",
        "not closed [",
        "not opened ]",
        "{curly} }{",
        "C:\\temp \\n",
        "a] {b}",
        "[a] { }",
        "[a {b} c]",
        "{b} [c",
        "[a\n{b\n}",
    ],
)
def test_brackets_without_braces_are_text(text: str) -> None:
    assert parse(text) == Marked(text)
    assert problems(text) == []


def test_a_backslash_takes_the_meaning_from_brackets_braces_and_itself() -> None:
    assert parse(r"\[x\]{bond} \{ \} \\ \n") == Marked(r"[x]{bond} { } \ \n")
    assert parse(r"[a\]{b}]{bond}") == Marked("a]{b}", (Mark(0, 5, (Item("label", "bond"),)),))


def test_a_literal_bracket_may_stand_inside_and_around_marks() -> None:
    assert parse("[[x]{bond}] [a [b] c]{size}").text == "[x] a [b] c"
    assert marks("[[x]{bond}] [a [b] c]{size}") == [(1, 2, "bond"), (4, 11, "size")]


def test_nil_is_no_identifier_and_in_quotes_it_is_one() -> None:
    read = parse('[x]{issuer @lei=nil @isin="nil"}')
    assert read.marks[0].items[1:] == (Item("link", "lei", None), Item("link", "isin", "nil"))


def test_quotes_hold_brackets_spaces_and_escaped_quotes() -> None:
    read = parse(r'[x]{bond note="a \"b\" [c]{d} \\ \n"}')
    assert read.marks[0].items[1] == Item("value", "note", 'a "b" [c]{d} \\ \\n')


def test_things_in_braces_know_where_they_stand() -> None:
    (mark,) = parse('ok [x]{bond  #b a="1"}').marks
    assert (mark.source_start, mark.braces_start) == (3, 6)
    assert [(item.start, item.value_start) for item in mark.items] == [(7, 7), (13, 14), (16, 18)]


@pytest.mark.parametrize(
    ("markup", "offset", "message"),
    [
        ("[x]{bond", 3, "this '{' is never closed"),
        ("[x]{bond and so it goes on", 3, "this '{' is never closed"),
        ("[x]{bond size}", 9, "this is a second label for the same text"),
        ("[x]{bond #a #b}", 12, "this is a second id for the same text"),
        ("[x]{bond #}", 10, "an id is missing here"),
        ("[x]{bond a=}", 11, "a value is missing here"),
        ("[x]{bond @lei}", 9, "the identifier is missing"),
        ('[x]{bond a="b} and on', 11, "the quotes around a value are never closed"),
        ('[x]{bond a="b"c}', 14, "a space is missing here"),
        ("[x]{bond =5}", 9, "a space stands in front of this '='"),
        ("[x]{=5}", 4, "this is no label, '#id', 'key=value' or '@kb=identifier'"),
        ('[x]{"bond"}', 4, "this is no label, '#id', 'key=value' or '@kb=identifier'"),
        ("x]{bond}", 1, "no '[' is open that this ']{' could close"),
        ("[x]]{bond}", 3, "no '[' is open that this ']{' could close"),
        ("[x] {bond #a} y", 3, "a space stands between ']' and '{'"),
        ("[x{bond #a} y", 2, "a ']' is missing in front of this '{'"),
        ("[x{bond} at [y]{size}", 2, "a ']' is missing in front of this '{'"),
        ("[x [y{size} z]{bond}", 5, "a ']' is missing in front of this '{'"),
        ("[x]{bond, a=1}", 8, "a comma stands here"),
        ("[x]{bond a = 1}", 11, "a space stands in front of this '='"),
    ],
)
def test_what_is_wrong_is_told_once_at_its_place(markup: str, offset: int, message: str) -> None:
    assert problems(markup) == [(offset, message)]


def test_what_follows_a_problem_is_read() -> None:
    read = parse("[x]{bond a=} [y]{size}")
    assert [mark.items for mark in read.marks] == [
        (Item("label", "bond"),),
        (Item("label", "size"),),
    ]


def test_literal_brackets_are_escaped_only_where_they_must_be() -> None:
    assert markups.format(Marked("[laughs] a]{b [c")) == r"[laughs] a\]{b \[c"
    assert markups.format(Marked("[a {b}] {c d} {", ())) == r"[a \{b}] \{c d} {"
    assert (
        markups.format(Marked("[x]{y}", (Mark(0, 6, (Item("label", "b"),)),))) == r"[\[x\]\{y}]{b}"
    )


def test_marks_that_cross_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="cross"):
        markups.format(Marked("abc", (Mark(0, 2, ()), Mark(1, 3, ()))))


names = st.text(alphabet="ab_-.:/é漢😀0", min_size=1, max_size=4)
items = st.one_of(
    st.builds(Item, st.just("value"), names, NASTY),
    st.builds(Item, st.just("link"), names, st.none() | st.just("nil") | NASTY),
)


@st.composite
def braces(draw: st.DrawFn) -> tuple[Item, ...]:
    found = draw(st.lists(items, max_size=3))
    if draw(st.booleans()):
        found.insert(0, Item("label", draw(names)))
    if draw(st.booleans()):
        place = draw(st.integers(0, len(found)))
        found.insert(place, Item("id", draw(NASTY.filter(bool))))
    return tuple(found)


@st.composite
def marked(draw: st.DrawFn) -> Marked:
    """A text and marks that nest: none is cut by the end of another."""
    text = draw(NASTY)
    found: list[tuple[int, int]] = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        if all(not (a < start < b < end or start < a < end < b) for a, b in found):
            found.append((start, end))
    found.sort(key=lambda span: (span[0], -span[1]))
    return Marked(text, tuple(Mark(start, end, draw(braces())) for start, end in found))


@given(marked())
def test_what_is_written_is_read_as_it_was(value: Marked) -> None:
    written = markups.format(value)
    assert parse(written) == value
    assert parse(written).problems == ()


@given(NASTY)
def test_any_text_is_read_and_what_was_read_can_be_written(markup: str) -> None:
    read = parse(markup)
    assert all(0 <= problem.offset < len(markup) for problem in read.problems)
    assert parse(markups.format(read)) == read


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "]",
        "{",
        "[{",
        "[{a",
        "[{a}",
        "[a] {b}",
        "[a] ",
        "[a]{b =",
        "[a]{b}",
        "[a]{b ",
        '[a]{b c="',
        r'[a]{b c="\"',
        '[a]{"}',
        "]{",
        "\\",
        "[a]{b=}",
    ],
)
def test_huge_texts_are_read_and_written(piece: str) -> None:
    """What took the square of its time would not end here."""
    markup = piece * 200_000
    read = parse(markup)
    assert parse(markups.format(read)) == read


def test_a_hundred_thousand_nested_marks_are_read() -> None:
    depth = 100_000
    read = parse("[" * depth + "x" + "]{a}" * depth)
    assert read.text == "x"
    assert len(read.marks) == depth
    assert parse(markups.format(read)) == read
