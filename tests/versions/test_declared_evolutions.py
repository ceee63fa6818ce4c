"""Laws of declared change on whole migrations: merges, splits, removals and values among others.

What an evolution did is accepted once what followed from it is declared too; without any one of
its operations, or with one that says something else, the difference is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evolution import Evolution, evolutions
from hypothesis import assume, given
from hypothesis import strategies as st
from taxonomy_strategies import definition_of

from acoe_spec.taxonomy.compiled import Label
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.layout import from_data
from acoe_spec.versions.declared.declaring import check_declared, read_migration
from acoe_spec.versions.declared.drafting import updated

Json = dict[str, Any]
_OF_RULES = {"split-falls-through", "split-rules-overlap"}
"""What is said of the rules of a split, which are drawn."""
_NEVER_SEEN = {"redefine"}
_ONCE_MORE = {"loosen", "narrow", "move-label"}
"""Drawn also where the head is so already, which changes nothing."""


def written(evolution: Evolution, operations: list[Json]) -> str:
    return from_data({**evolution.migrations[0], "operations": operations}, kind="migration")


def found(evolution: Evolution, operations: list[Json]) -> list[tuple[str, str]]:
    """The rule of each finding, with its place."""
    findings = check_declared(
        read_migration(written(evolution, operations).encode()), *versions(evolution)
    )
    return [(each.rule, each.pointer) for each in findings if each.rule not in _OF_RULES]


def versions(evolution: Evolution) -> tuple[Definition, Definition]:
    old, new = map(definition_of, evolution.heads)
    return old, new


@st.composite
def complete(draw: st.DrawFn) -> tuple[Evolution, list[Json], int]:
    """An evolution; all that has to be declared of it, and how much of that was drawn."""
    evolution = draw(evolutions())
    drawn: list[Json] = evolution.migrations[0]["operations"]
    idle = [
        drawn[int(at.split("/")[2])]
        for rule, at in found(evolution, drawn)
        if rule == "declared-change-not-observed"
    ]
    assert {each["op"] for each in idle} <= _ONCE_MORE
    said = [each for each in drawn if each not in idle]
    assume(said)
    text = updated(read_migration(written(evolution, said).encode()), *versions(evolution))
    whole: list[Json] = read_migration(text.encode()).source.data["operations"]
    for operation in whole:
        operation.pop("question", None)
    assert whole[: len(said)] == said
    return evolution, whole, len(said)


@given(evolutions())
def test_what_happened_is_neither_unknown_nor_contradictory(evolution: Evolution) -> None:
    rules = {rule for rule, _ in found(evolution, evolution.migrations[0]["operations"])}
    assert rules <= {"observed-change-not-declared", "declared-change-not-observed"}


@given(complete(), st.randoms(use_true_random=False))
def test_all_that_happened_is_accepted_in_any_order(
    case: tuple[Evolution, list[Json], int], random: Any
) -> None:
    evolution, operations, _ = case
    random.shuffle(operations)
    assert found(evolution, operations) == []


@given(complete(), st.data())
def test_an_operation_that_is_left_out_is_missed(
    case: tuple[Evolution, list[Json], int], data: st.DataObject
) -> None:
    evolution, operations, _ = case
    position = data.draw(st.integers(0, len(operations) - 1))
    operation = operations[position]
    if operation["op"] not in _NEVER_SEEN and not may_be_flipped_unseen(operation, evolution):
        assert found(evolution, operations[:position] + operations[position + 1 :]) != []


@given(complete(), st.data())
def test_an_operation_that_says_something_else_is_found(
    case: tuple[Evolution, list[Json], int], data: st.DataObject
) -> None:
    evolution, operations, drawn = case
    position = data.draw(st.integers(0, drawn - 1))
    others = list(otherwise(operations[position], evolution))
    if others:
        operations[position] = data.draw(st.sampled_from(others))
        assert found(evolution, operations) != []


_VALUES = ("rename-value", "merge-values", "split-value", "remove-value")
_ANSWERS = {
    ("require-set", "label"),
    ("remove-label", "to"),
    ("remove-value", "to"),
    ("make-abstract", "to"),
    ("split-value", "to"),
    ("carve-out", "label"),
}
"""What only an author can say: a value may always divide into another one that is there, and of
two labels that stay as they are, either may be the one that a part was taken from."""


def otherwise(operation: Json, evolution: Evolution) -> Iterator[Json]:
    """The operation with one name exchanged for another that is known."""
    op = operation["op"]
    if op in _NEVER_SEEN or op in ("rename-set", "convert-attribute"):
        return
    if may_be_flipped_unseen(operation, evolution):
        return
    for key in ("label", "from", "to", "labels"):
        said = operation.get(key)
        if said is None or (op, key) in _ANSWERS:
            continue
        of_values = op in _VALUES and key != "label"
        known = ["low", "mid", "high"] if of_values else labels(operation["set"], evolution)
        for other in known:
            if isinstance(said, str) and other != said:
                yield {**operation, key: other}
            elif isinstance(said, list) and other not in said:
                yield from (
                    {**operation, key: [*said[:number], other, *said[number + 1 :]]}
                    for number in range(len(said))
                )


def may_be_flipped_unseen(operation: Json, evolution: Evolution) -> bool:
    """Whether it flips a relation, and there is one of which nobody sees whether it was flipped."""
    relations = evolution.taxonomies[0].relations.values()
    return operation["op"] == "flip-relation" and any(map(same_both_ways, relations))


def same_both_ways(label: Label) -> bool:
    """Whether a relation takes the same on both sides."""
    sides = label.relation
    return sides is not None and sides.domain == sides.range


def labels(label_set: str, evolution: Evolution) -> list[str]:
    """The labels that a set has in either version; it is one whose id stays."""
    names: set[str] = set()
    for each in map(definition_of, evolution.heads):
        names.update(label for home, label, _ in each.labels() if home == label_set)
    return sorted(names)
