"""Drafts are complete: they declare all that a diff finds, and nothing that it does not."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from taxonomy_strategies import Head, definition_of, head, heads
from version_pairs import pairs

from acoe_spec.findings import Finding
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.layout import formatted, from_data
from acoe_spec.versions.declared.declaring import check_declared, read_migration
from acoe_spec.versions.declared.drafting import draft, updated
from acoe_spec.versions.diff.observing import diff


def version(of: Head, number: str) -> Definition:
    return definition_of({**of, "version": number})


def text_of(operations: list[dict[str, Any]], *, to: str = "2.0.0") -> str:
    data = {"format": 1, "taxonomy": "desk", "from": "1.0.0", "to": to, "operations": operations}
    return from_data(data, kind="migration")


def found(text: str, old: Definition, new: Definition) -> list[Finding]:
    return check_declared(read_migration(text.encode()), old, new)


def drafted(old: Definition, new: Definition) -> list[dict[str, Any]]:
    operations: list[dict[str, Any]] = draft(diff(old, new), old, new)["operations"]
    return operations


def answered(operations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The operations as if the answer given for the time being were the right one."""
    return [{key: each[key] for key in each if key != "question"} for each in operations]


@given(heads(), heads())
def test_a_draft_declares_all_that_changed_and_nothing_else(one: Head, other: Head) -> None:
    old, new = version(one, "1.0.0"), version(other, "2.0.0")
    operations = drafted(old, new)

    open_questions = found(text_of(operations), old, new)
    assert {each.rule for each in open_questions} <= {"open-question"}
    assert len(open_questions) == sum("question" in each for each in operations)
    assert found(text_of(answered(operations)), old, new) == []


@given(pairs())
def test_a_draft_of_versions_that_differ_in_any_field(
    versions: tuple[Definition, Definition],
) -> None:
    operations = drafted(*versions)
    assert found(text_of(answered(operations)), *versions) == []


def test_a_question_asked_of_other_units_is_declared_once() -> None:
    """It is asked of fewer and has to be answered for more; one operation says both."""

    def asked_of(unit: str) -> Head:
        intent = {
            "question": "What is meant?",
            "applies_to": {"units": [unit]},
            "required": True,
            "labels": {"x": {"definition": "X."}},
        }
        return head(modalities=["chat", "text"], categories={"intent": intent})

    old, new = version(asked_of("passage"), "1.0.0"), version(asked_of("turn"), "2.0.0")
    once = [{"op": "narrow", "set": "intent", "property": "applies_to"}]

    assert drafted(old, new) == once
    completed = updated(read_migration(text_of([]).encode()), old, new)
    assert read_migration(completed.encode()).source.data["operations"] == once
    assert found(completed, old, new) == []


@given(heads())
def test_nothing_changed_and_nothing_declared_is_silent(one: Head) -> None:
    assert drafted(version(one, "1.0.0"), version(one, "1.0.1")) == []
    assert found(text_of([], to="1.0.1"), version(one, "1.0.0"), version(one, "1.0.1")) == []


@given(heads(), heads(), st.data())
def test_a_change_that_is_left_out_is_missed(one: Head, other: Head, data: st.DataObject) -> None:
    old, new = version(one, "1.0.0"), version(other, "2.0.0")
    operations = answered(drafted(old, new))
    if not operations:
        return
    missing = operations.pop(data.draw(st.integers(0, len(operations) - 1)))

    findings = found(text_of(operations), old, new)

    assert {each.rule for each in findings} == {"observed-change-not-declared"}
    assert f"op: {missing['op']}," in (findings[0].hint or "")


@given(heads(), heads())
def test_an_operation_that_changes_nothing_is_noticed(one: Head, other: Head) -> None:
    old, new = version(one, "1.0.0"), version(other, "2.0.0")
    operations = answered(drafted(old, new))
    unrelated = {"op": "deprecate-label", "set": "entity", "label": "e0"}

    findings = found(text_of([*operations, unrelated]), old, new)

    assert [each.rule for each in findings] == ["declared-change-not-observed"]
    assert findings[0].pointer == f"/operations/{len(operations)}"


@given(heads(), heads(), st.data())
def test_what_is_missing_is_added_and_what_people_wrote_stays(
    one: Head, other: Head, data: st.DataObject
) -> None:
    old, new = version(one, "1.0.0"), version(other, "2.0.0")
    whole = drafted(old, new)
    kept = [each for each in whole if data.draw(st.booleans())]
    text = "# agreed on in March\n" + text_of(kept)

    completed = updated(read_migration(text.encode()), old, new)

    assert completed.startswith("# agreed on in March\n")
    operations = read_migration(completed.encode()).source.data["operations"]
    assert operations[: len(kept)] == kept
    assert {*map(repr, operations)} == {*map(repr, whole)}
    assert updated(read_migration(completed.encode()), old, new) == completed


@given(heads(), heads())
def test_a_draft_is_laid_out_as_fmt_does(one: Head, other: Head) -> None:
    text = text_of(drafted(version(one, "1.0.0"), version(other, "2.0.0")))
    assert formatted(text, kind="migration") == text


OLD = head(
    entities={"bill": {"definition": "A short debt security."}, "bond": {"definition": "Debt."}}
)
NEW = head(
    entities={"t_bill": {"definition": "A short debt security."}, "bond": {"definition": "Debt."}}
)


def test_a_probable_rename_is_asked_and_not_assumed() -> None:
    operations = drafted(version(OLD, "1.0.0"), version(NEW, "2.0.0"))

    assert answered(operations) == [
        {"op": "add-label", "set": "entity", "label": "t_bill"},
        {"op": "remove-label", "set": "entity", "label": "bill", "becomes": "nothing"},
    ]
    question = operations[1]["question"]
    assert re.match(r"Is 'bill' now called 't_bill' \(.+\)\? If so, write ", question)
    assert "{op: rename-label, set: entity, from: bill, to: t_bill}" in question


def test_an_operation_that_is_no_longer_so_is_marked() -> None:
    text = text_of([{"op": "move-label", "set": "entity", "label": "bill"}])
    old, new = version(OLD, "1.0.0"), version(OLD, "2.0.0")

    completed = updated(read_migration(text.encode()), old, new)

    (operation,) = read_migration(completed.encode()).source.data["operations"]
    assert operation["question"].startswith("The two versions do not show this any more.")
