"""What a version remembers of the labels before it, and which ids it may not use."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.models.migration import Migration
from acoe_spec.taxonomy.definition import (
    AppliesTo,
    CategoryLabel,
    CategorySet,
    Definition,
    Entity,
    Retired,
)
from acoe_spec.taxonomy.references import node_of
from acoe_spec.versions.retiring import retired, withdrawn


def desk(version: str, *entities: str, **parts: Any) -> Definition:
    return Definition(
        id="desk", version=version, entities={name: Entity() for name in entities}, **parts
    )


def answers(*names: str) -> CategorySet:
    return CategorySet(
        question="What?",
        applies_to=AppliesTo(record=True),
        labels={name: CategoryLabel() for name in names},
    )


def migration(*operations: dict[str, Any]) -> Migration:
    return Migration.model_validate(
        {
            "format": 1,
            "taxonomy": "desk",
            "from": "1.0.0",
            "to": "2.0.0",
            "operations": [*operations],
        }
    )


def entity(op: str, **said: Any) -> dict[str, Any]:
    return {"op": op, "set": "entity", **said}


def test_what_became_of_each_label_is_remembered() -> None:
    old = desk("1.0.0", "bond", "bill", "note", "paper", "repo", "swap")
    new = desk("2.0.0", "debt", "note", "irs", "fx_swap")
    declared = migration(
        entity("rename-label", **{"from": "bond", "to": "debt"}),
        entity("merge-labels", **{"from": ["bill", "note"], "to": "note"}),
        entity("split-label", **{"from": "swap", "to": ["irs", "fx_swap"]}),
        entity("remove-label", label="paper", becomes="exact", to=["note"]),
        entity("remove-label", label="repo", becomes="nothing"),
    )

    assert retired(new, [(old, declared)]) == {
        "entity/bill": Retired("2.0.0", ("note",)),
        "entity/bond": Retired("2.0.0", ("debt",)),
        "entity/paper": Retired("2.0.0", ("note",)),
        "entity/repo": Retired("2.0.0"),
        "entity/swap": Retired("2.0.0", ("irs", "fx_swap")),
    }


def test_without_a_migration_a_label_that_is_gone_has_no_replacement() -> None:
    assert retired(desk("2.0.0", "debt"), [(desk("1.0.0", "bond"), None)]) == {
        "entity/bond": Retired("2.0.0")
    }


def test_a_replacement_that_goes_is_followed_on() -> None:
    second = desk("2.0.0", "debt", retired={"entity/bond": Retired("2.0.0", ("debt",))})
    third = desk("3.0.0", "security")
    declared = migration(entity("rename-label", **{"from": "debt", "to": "security"}))

    assert retired(third, [(second, declared)]) == {
        "entity/bond": Retired("2.0.0", ("security",)),
        "entity/debt": Retired("3.0.0", ("security",)),
    }


def test_ids_that_are_swapped_are_swapped_in_what_is_remembered() -> None:
    second = desk("2.0.0", "a", "b", retired={"entity/old": Retired("2.0.0", ("a",))})
    declared = migration(entity("swap", labels=["a", "b"]))

    assert retired(desk("3.0.0", "a", "b"), [(second, declared)]) == {
        "entity/old": Retired("2.0.0", ("b",))
    }


def test_a_set_takes_its_labels_along() -> None:
    old = desk("1.0.0", categories={"intent": answers("rfq", "ask"), "tone": answers("dry")})
    new = desk("2.0.0", categories={"purpose": answers("rfq", "question")})
    declared = migration(
        {"op": "rename-set", "from": "intent", "to": "purpose"},
        {"op": "rename-label", "set": "intent", "from": "ask", "to": "question"},
        {"op": "remove-set", "set": "tone"},
    )

    assert retired(new, [(old, declared)]) == {
        "intent/ask": Retired("2.0.0", ("purpose/question",)),
        "intent/rfq": Retired("2.0.0", ("purpose/rfq",)),
        "tone/dry": Retired("2.0.0"),
    }


def test_of_two_lines_the_earlier_loss_counts_and_both_replacements() -> None:
    one = desk("1.2.0", "bond", "note")
    other = desk("2.0.0", "debt", retired={"entity/bond": Retired("2.0.0", ("debt",))})
    new = desk("3.0.0", "debt", "note")
    declared = migration(entity("merge-labels", **{"from": ["bond", "note"], "to": "note"}))

    assert retired(new, [(one, declared), (other, None)]) == {
        "entity/bond": Retired("2.0.0", ("note", "debt"))
    }


def test_what_an_import_remembers_stays_as_it_says() -> None:
    old = desk("1.0.0", "core:sum")
    known = {"entity/core:sum": Retired("9.0.0", ("core:amount",))}
    new = desk("2.0.0", "core:amount", retired=known)

    assert retired(new, [(old, None)]) == known


def test_an_id_that_was_given_up_is_not_used_again() -> None:
    old = desk("1.0.0", "a", "b", "c", retired={"entity/z": Retired("1.0.0")})
    declared = migration(
        entity("rename-label", **{"from": "a", "to": "d"}),
        entity("remove-label", label="c", becomes="nothing"),
    )

    assert withdrawn("2.0.0", [(old, declared)]) == {
        "entity/a": "2.0.0",
        "entity/c": "2.0.0",
        "entity/z": "1.0.0",
    }
    assert withdrawn("2.0.0", [(old, None)]) == {"entity/z": "1.0.0"}


def test_ids_that_change_hands_at_once_may_be_used() -> None:
    old = desk("1.0.0", "a", "b", "c")
    declared = migration(
        entity("swap", labels=["a", "b"]), entity("rename-label", **{"from": "c", "to": "d"})
    )
    assert withdrawn("2.0.0", [(old, declared)]) == {"entity/c": "2.0.0"}


NAMES = "abcdefgh"


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[set[str], Migration]]:
    """Versions as the labels that they have, each with what is declared since the one before."""
    present = draw(st.sets(st.sampled_from(NAMES[:4]), min_size=2))
    ever = set(present)
    versions = [(present, migration())]
    for _ in range(draw(st.integers(1, 4))):
        fresh = [name for name in NAMES if name not in ever]
        gone = draw(st.sampled_from(sorted(present)))
        kept = sorted(present - {gone})
        kinds = ["remove", *(["rename"] if fresh else []), *(["merge"] if kept else [])]
        match draw(st.sampled_from(kinds)):
            case "rename":
                to = draw(st.sampled_from(fresh))
                operation = entity("rename-label", **{"from": gone, "to": to})
                present = {*kept, to}
            case "merge":
                to = draw(st.sampled_from(kept))
                operation = entity("merge-labels", **{"from": [gone], "to": to})
                present = set(kept)
            case _:
                operation = entity("remove-label", label=gone, becomes="nothing")
                present = set(kept)
        ever |= present
        versions.append((present, migration(operation)))
        if not present:
            break
    return versions


@given(histories())
def test_every_label_that_ever_was_is_there_or_remembered(
    versions: list[tuple[set[str], Migration]],
) -> None:
    before: Definition | None = None
    ever: set[str] = set()
    for number, (names, declared) in enumerate(versions, start=1):
        now = desk(f"{number}.0.0", *sorted(names))
        ever |= names
        if before is not None:
            now = desk(now.version, *sorted(names), retired=retired(now, [(before, declared)]))
        assert {node_of(name) for name in ever - names} == set(now.retired)
        for each in now.retired.values():
            assert set(each.replaced_by) <= names
        if before is not None:
            banned = withdrawn(now.version, [(before, declared)])
            assert set(banned) == {node_of(name) for name in ever - names}
        before = now
