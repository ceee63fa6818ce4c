"""Laws of declared change: what was really done is accepted, in any order, and nothing less is."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from taxonomy_strategies import Head, definition_of, heads

from acoe_spec.findings import Finding
from acoe_spec.models.migration import Migration
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.layout import from_data
from acoe_spec.versions.declared.declaring import check_declared, read_migration
from acoe_spec.versions.renaming import renamed

Operations = list[dict[str, Any]]
ADD = "add to 'operations': "


def data_of(operations: Operations) -> dict[str, Any]:
    versions = {"taxonomy": "desk", "from": "1.0.0", "to": "2.0.0"}
    return {"format": 1, **versions, "operations": operations}


def found(operations: Operations, old: Definition, new: Definition) -> list[Finding]:
    text = from_data(data_of(operations), kind="migration")
    return check_declared(read_migration(text.encode()), old, new)


@st.composite
def renamings(draw: st.DrawFn, of: Head) -> Operations:
    """Renames, chains of them and swaps of entities; of a set, roles and attributes."""
    operations: Operations = []
    names = sorted(of["entities"])
    order = draw(st.permutations(names))
    if len(order) > 3 and draw(st.booleans()):
        operations.append({"op": "swap", "set": "entity", "labels": [order.pop(), order.pop()]})
    if len(order) > 1 and draw(st.booleans()):
        first, second = order.pop(), order.pop()
        operations += [
            {"op": "rename-label", "set": "entity", "from": first, "to": second},
            {"op": "rename-label", "set": "entity", "from": second, "to": "new"},
        ]
    for name in order:
        if draw(st.booleans()):
            to = f"{name}_later"
            operations.append({"op": "rename-label", "set": "entity", "from": name, "to": to})
    for name in names:
        for attribute in of["entities"][name].get("attributes", ()):
            if attribute == f"{name}_own" and draw(st.booleans()):
                rename = {"op": "rename-attribute", "set": "entity", "label": name}
                operations.append({**rename, "from": attribute, "to": f"{attribute}_later"})
    for name in sorted(of["events"]):
        if draw(st.booleans()):
            rename = {"op": "rename-role", "set": "event", "label": name}
            operations.append({**rename, "from": f"role_{name}", "to": f"part_{name}"})
    if draw(st.booleans()):
        operations.append({"op": "rename-set", "from": "intent", "to": "purpose"})
    return operations


@st.composite
def renamed_pairs(draw: st.DrawFn) -> tuple[Operations, Definition, Definition]:
    """A version, what is renamed in it, and the version that comes of that."""
    one = draw(heads())
    operations = draw(renamings(one))
    old = definition_of({**one, "version": "1.0.0"})
    new = renamed(old, Migration.model_validate(data_of(operations)))
    return operations, old, replace(new, version="2.0.0")


@given(renamed_pairs(), st.randoms(use_true_random=False))
def test_renames_that_happened_are_accepted_in_any_order(
    case: tuple[Operations, Definition, Definition], random: Any
) -> None:
    operations, old, new = case
    random.shuffle(operations)
    assert found(operations, old, new) == []


@given(renamed_pairs(), st.data())
def test_a_rename_that_is_left_out_is_missed(
    case: tuple[Operations, Definition, Definition], data: st.DataObject
) -> None:
    operations, old, new = case
    if operations:
        del operations[data.draw(st.integers(0, len(operations) - 1))]
        assert found(operations, old, new) != []


@given(renamed_pairs(), st.data())
def test_what_changed_besides_is_told_in_old_words(
    case: tuple[Operations, Definition, Definition], data: st.DataObject
) -> None:
    """The operation of the hint, added to the others, leaves nothing to be said."""
    operations, old, new = case
    name = data.draw(st.sampled_from(sorted(new.entities)))
    worded = replace(new.entities[name], definition="Another sentence.", colour="#123456")
    later = replace(new, entities={**new.entities, name: worded})

    findings = found(operations, old, later)

    assert {each.rule for each in findings} == {"observed-change-not-declared"}
    assert len(findings) == 2
    missing = "".join(f"  {(each.hint or '').removeprefix(ADD)}\n" for each in findings)
    text = from_data(data_of(operations), kind="migration").replace("operations: []", "operations:")
    assert check_declared(read_migration((text + missing).encode()), old, later) == []
