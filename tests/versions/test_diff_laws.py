"""Laws of a diff: it is complete, silent where nothing changed, and the same from both sides."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from taxonomy_strategies import definition_of, shuffled
from version_pairs import as_declared, attribute_pairs, declared, full_heads, migrations, pairs

from acoe_spec.taxonomy.definition import Definition
from acoe_spec.versions.applying import applied
from acoe_spec.versions.changes import Change
from acoe_spec.versions.diff.observing import diff
from acoe_spec.versions.diff.rules import DIFF_RULES
from acoe_spec.versions.operations import OPERATIONS
from acoe_spec.versions.renaming import renamed


def content(definition: Definition) -> Definition:
    """A definition without what is no difference: its version, and what it is based on."""
    origins = {
        name: msgspec.structs.replace(origin, hash="")
        for name, origin in definition.origins.items()
    }
    return msgspec.structs.replace(definition, version="", based_on=(), retired={}, origins=origins)


@given(pairs() | attribute_pairs())
@settings(max_examples=200)
def test_applying_a_diff_gives_the_new_version(pair: tuple[Definition, Definition]) -> None:
    old, new = pair
    assert content(applied(old, diff(old, new).changes)) == content(new)


@given(full_heads(), st.integers())
@settings(max_examples=100)
def test_every_rule_is_silent_about_what_is_only_written_in_another_order(
    head: dict[str, Any], seed: int
) -> None:
    one, other = definition_of(head), definition_of(shuffled(head, seed))
    assert diff(one, one).changes == ()
    assert diff(one, other).changes == ()


@given(pairs() | attribute_pairs(), st.data())
def test_applying_a_diff_that_knows_a_migration_gives_the_new_version(
    pair: tuple[Definition, Definition], data: st.DataObject
) -> None:
    old, other = pair
    migration = data.draw(migrations(old, other))
    new = as_declared(other, migration)
    found = diff(old, new, migration)
    assert content(applied(renamed(old, migration), found.changes)) == content(new)
    assert applied(new, diff(new, new, declared([])).changes) == new


@given(pairs() | attribute_pairs(), st.data())
def test_the_order_of_what_is_declared_does_not_matter(
    pair: tuple[Definition, Definition], data: st.DataObject
) -> None:
    old, other = pair
    migration = data.draw(migrations(old, other))
    new = as_declared(other, migration)
    reordered = declared(data.draw(st.permutations(migration.operations)))
    assert renamed(old, migration) == renamed(old, reordered)
    one, same = (sorted(diff(old, new, each).changes, key=repr) for each in (migration, reordered))
    assert [(each.name, each.level) for each in one] == [(each.name, each.level) for each in same]


def place(change: Change) -> tuple[Any, ...]:
    """What a change is about, whatever happened to it."""
    cause = change.because is None
    named = (change.set, change.label, change.attribute, change.value, change.role, change.other)
    return (*named, change.taxonomy, cause)


@given(pairs() | attribute_pairs())
def test_a_diff_the_other_way_round_is_its_mirror(pair: tuple[Definition, Definition]) -> None:
    old, new = pair
    there, back = diff(old, new).changes, diff(new, old).changes
    answers = Counter((place(each), each.rule) for each in back)
    for change in there:
        found = [
            mirror for mirror in DIFF_RULES[change.rule].mirrors if answers[place(change), mirror]
        ]
        assert found, change
        answers[place(change), found[0]] -= 1
    assert not +answers


def test_mirrors_of_rules_are_those_of_their_operations() -> None:
    """What is restated or reworded mirrors itself; a thing that is new and required at once is
    gone at once, the other way round."""
    for rule in DIFF_RULES.values():
        for mirror in rule.mirrors:
            other = DIFF_RULES[mirror]
            assert rule.id in other.mirrors
            known = {OPERATIONS[rule.op].mirror, rule.op}
            assert (
                other.op in known
                or rule.op == OPERATIONS[other.op].mirror
                or {rule.op, other.op}
                in ({"require-attribute", "remove-attribute"}, {"require-set", "remove-set"})
            )


@given(pairs() | attribute_pairs())
def test_what_follows_from_a_change_names_one_that_somebody_made(
    pair: tuple[Definition, Definition],
) -> None:
    changes = diff(*pair).changes
    names = {each.name for each in changes}
    roots = {each.name for each in changes if each.because is None}
    for change in changes:
        if change.because is None:
            assert change.edits
        else:
            assert not change.edits
            assert change.because in names, change
    assert roots or not changes
