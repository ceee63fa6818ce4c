"""What a screen reader hears in the running text, word for word."""

from __future__ import annotations

import pytest
from drawn_cases import ARCS, CALL, CROSSING, DISCONTINUOUS, NESTED, SHORT, Json, entity, passage
from drawn_markup import parse
from test_laws import drawn


def heard(record: Json) -> str:
    """The running text with everything in it that is heard."""
    (text,) = parse(drawn(record)).of_class("acoe-text")
    return text.text()


ORDERS = {
    "nested": (
        NESTED,
        (
            "start of CounterpartyBarclays (end of Counterparty)  bid start of Size25mm"
            " (end of Size)  start of Government bondT 4.25 start of Tenor05/35 (end of Tenor) "
            " (end of Government bond)  for settlement start of DateT+1 (end of Date)  on behalf"
            " of the fund"
        ),
    ),
    "equal": (
        SHORT,
        (
            "start of Side 1b (end of Side 1) /start of Side 2o (end of Side 2)  start of Size5mm"
            " (end of Size) , start of Interest rate swapstart of Tenor5y (end of Tenor) "
            " (end of Interest rate swap) "
        ),
    ),
    "crossing": (
        CROSSING,
        (
            "we can do start of SizeEUR start of Swaption50m (end of Size)  start of Tenor5y10y"
            " (end of Tenor)  start of Sidereceiver (end of Side)  (end of Swaption) "
        ),
    ),
}


@pytest.mark.parametrize("name", ORDERS)
def test_starts_and_ends_in_their_order(name: str) -> None:
    record, words = ORDERS[name]
    assert heard(record) == words


def test_the_parts_of_a_discontinuous_mention_are_counted() -> None:
    said = heard(DISCONTINUOUS)
    assert "start of Future 1, part 1/2Mar (end of Future 1, part 1) " in said
    assert "Bund futures (end of Future 1, part 2)  (end of Future 3, part 1) " in said
    assert "start of Future 3, part 2/2Sep (end of Future 3, part 2) " in said


def test_the_drawing_with_arcs_is_silent_and_the_list_tells_the_same() -> None:
    root = parse(drawn(ARCS))
    (drawing,) = root.of_class("acoe-arcs")
    assert drawing.attributes["aria-hidden"] == "true"
    links = [each for each in drawing.every() if each.name == "a"]
    assert {link.attributes["tabindex"] for link in links} == {"-1"}
    (ties,) = root.of_class("acoe-notes--ties")
    assert "25mm Size Size of \u2192 T 4.25 05/35 Government bond" in ties.text()
    assert "seller Northwind Counterparty 1" in ties.text()


def test_text_runs_as_its_first_letter_does_and_not_as_what_is_heard_of_labels() -> None:
    hebrew = "אמר 5mm"
    directions = {
        text: parse(drawn(passage(text, entity("e1", "size", text, text.split()[0]))))
        .of_class("acoe-text")[0]
        .attributes["dir"]
        for text in (hebrew, "5mm UBS אמר", "12, אמר UBS")
    }
    assert list(directions.values()) == ["rtl", "ltr", "rtl"]


def test_an_email_says_what_it_is_about_then_who_wrote_to_whom() -> None:
    record = {
        **passage(""),
        "modality": "email",
        "sender": "Maya <maya@example.com>",
        "recipients": ["Desk", "Jonas"],
        "date": "2026-03-12T09:41:00Z",
        "units": [
            {"type": "part", "id": "s", "role": "subject", "text": "Fee"},
            {"type": "part", "id": "b", "role": "body", "text": "Please waive it."},
            {"type": "part", "id": "q", "role": "quoted", "text": "We charge 5."},
        ],
    }
    (mail,) = parse(drawn(record)).of_class("acoe-mail")
    assert " ".join(mail.text().split()) == (
        "Subject FeeFromMaya <maya@example.com>ToDesk, JonasDate2026-03-12 09:41:00Z"
        "Body Please waive it.Quoted We charge 5."
    )


def test_segments_say_which_they_overlap() -> None:
    heads = [each.text() for each in parse(drawn(CALL)).of_class("acoe-turn-head")]
    assert heads == [
        "1 Operator 0:00–0:04.5 overlaps 2",
        "2 Per Olsen 0:04.2–0:11.75 channel 1 overlaps 1, 3",
        "3 Astrid Berg, CFO 0:11–0:15.5 overlaps 2, 4, 5",
        "4 Per Olsen 0:14.8–0:16 overlaps 3, 5",
        "5 Astrid Berg, CFO 0:15–0:18 overlaps 3, 4",
    ]
