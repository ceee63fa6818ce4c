"""What a screen reader hears in the running text, word for word."""

from __future__ import annotations

import pytest
from drawn_cases import ARCS, CROSSING, DISCONTINUOUS, NESTED, SHORT, Json
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
