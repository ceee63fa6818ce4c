"""The sweep over spans, against the definition; and which declared pair decides."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.rules.overlap import Range, crossings, permitted_crossings
from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Crossing, Label, Overlap


def by_definition(one: list[Range], other: list[Range]) -> Crossing | None:
    """The relation of two entities as sets of code points."""
    first, second = (
        {(unit, at) for unit, start, end in ranges for at in range(start, end)}
        for ranges in (one, other)
    )
    if not first & second:
        return None
    if first == second:
        return "equal"
    return "contains" if first < second or second < first else "crosses"


@st.composite
def entity(draw: st.DrawFn) -> list[Range]:
    """Ranges in order, disjoint and not touching, over three short units."""
    covered = sorted(draw(st.sets(st.tuples(st.integers(0, 2), st.integers(0, 11)), max_size=9)))
    ranges: list[Range] = []
    for unit, at in covered:
        if ranges and ranges[-1][0] == unit and ranges[-1][2] == at:
            ranges[-1] = (unit, ranges[-1][1], at + 1)
        else:
            ranges.append((unit, at, at + 1))
    return ranges


@given(st.lists(entity(), max_size=7))
def test_the_sweep_finds_what_the_definition_says(entities: list[list[Range]]) -> None:
    expected = {
        (first, second): relation
        for second in range(len(entities))
        for first in range(second)
        if (relation := by_definition(entities[first], entities[second])) is not None
    }

    assert crossings(entities) == expected


def test_twenty_thousand_entities_that_do_not_overlap_are_no_work() -> None:
    entities = [[(0, 3 * at, 3 * at + 2)] for at in range(20_000)]
    entities.append([(0, 30_000, 30_003)])

    assert crossings(entities) == {(10_000, 20_000): "contains"}


def label(name: str, *ancestors: str) -> Label:
    return Label(id=name, set="entity", name=name, ancestors=ancestors)


BOND = label("bond", "debt", "instrument")
SWAPTION = label("swaption", "option", "instrument")

Pairs = dict[tuple[str, str], set[Literal["equal", "contains", "crosses"]]]


@pytest.mark.parametrize(
    ("pairs", "permitted"),
    [
        ({}, {"contains"}),
        ({("amount", "bond"): set()}, {"contains"}),
        ({("instrument", "instrument"): set()}, set()),
        ({("instrument", "instrument"): set(), ("bond", "option"): {"equal"}}, {"equal"}),
        ({("bond", "swaption"): {"crosses"}, ("bond", "option"): {"equal"}}, {"crosses"}),
        # One step up on either side: what both permit.
        (
            {("debt", "swaption"): {"equal", "crosses"}, ("bond", "option"): {"equal"}},
            {"equal"},
        ),
        ({("debt", "swaption"): {"crosses"}, ("bond", "option"): {"equal"}}, set()),
    ],
)
def test_the_nearest_pair_decides(pairs: Pairs, permitted: set[Crossing]) -> None:
    table: dict[str, dict[str, frozenset[Crossing]]] = {}
    for (one, other), allowed in pairs.items():
        table.setdefault(one, {})[other] = frozenset(allowed)
        table.setdefault(other, {})[one] = frozenset(allowed)
    taxonomy = CompiledTaxonomy(
        id="desk",
        version="1.0.0",
        title="Desk",
        hash="",
        overlap=Overlap(default=frozenset(("contains",)), pairs=table),
    )

    found = permitted_crossings(taxonomy, ("bond", "swaption"), (BOND, SWAPTION))
    other_way = permitted_crossings(taxonomy, ("swaption", "bond"), (SWAPTION, BOND))

    assert found == other_way == permitted
