"""The quick card says what own labels are; what is imported and not refined it only names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from paged import look

from acoe_spec.guidelines.pages import SitePage
from acoe_spec.guidelines.specification import Specification

Pages = Mapping[str, SitePage]

_IMPORTED = re.compile(r'<p class="acoe-card-imported">(.*?)</p>', re.DOTALL)


def words(html: str) -> str:
    return " ".join(look(html).text.split())


def test_every_label_in_use_stands_on_the_card(head: Specification, made: Pages) -> None:
    card = words(made["quick-card"].html)
    for _, identifier, label in head.definition.labels():
        if label.deprecated is None and (":" not in identifier or not label.abstract):
            assert (label.name or identifier) in card, identifier


def test_imported_labels_are_named_and_not_explained(made: Pages) -> None:
    card = made["quick-card"].html
    named = " ".join(map(words, _IMPORTED.findall(card)))
    rows = words(_IMPORTED.sub("", card))
    assert "Venue" in named
    assert "Venue" not in rows
    assert "An organised place of execution" not in words(card)


def test_imported_labels_that_own_ones_refine_are_rows_of_the_tree(made: Pages) -> None:
    card = made["quick-card"].html
    rows = words(_IMPORTED.sub("", card))
    assert "Legal entity An organisation that can enter into contracts" in rows
    assert "Legal entity" not in " ".join(map(words, _IMPORTED.findall(card)))
