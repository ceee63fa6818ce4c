"""Reading a migration: every defect of its shape has a place, and says what was probably meant."""

from __future__ import annotations

import re
import textwrap

import pytest

from acoe_spec.models.waiver import Waivers
from acoe_spec.taxonomy.source import read_yaml, shaped
from acoe_spec.versions.declared.declaring import read_migration

HEADING = "format: 1\ntaxonomy: desk\nfrom: 1.0.0\nto: 2.0.0\n"


def found(operations: str) -> list[tuple[int | None, int | None, str, str, str | None]]:
    """Line, column, rule, message and hint of each finding; operations begin in line 6."""
    text = f"{HEADING}operations:\n{textwrap.indent(operations, '  ')}\n"
    declared = read_migration(text.encode(), path="m.yaml")
    assert declared.model is None
    assert {each.file for each in declared.findings} == {"m.yaml"}
    return [(each.line, each.column, each.rule, each.message, each.hint)
            for each in declared.findings]  # fmt: skip


@pytest.mark.parametrize(
    ("operation", "column", "rule", "message", "hint"),
    [
        (
            "- {op: renam-label, set: entity, from: a, to: b}", 10,
            "invalid-value", "there is no 'op' that is called 'renam-label'",
            "did you mean 'rename-label'?",
        ),
        ("- {set: entity}", 5, "missing-key", "the key 'op' is missing here", "add 'op'"),
        (
            "- {op: , set: entity}", 6,
            "invalid-value", "the value is missing", "give it a value, or remove the key",
        ),
        (
            "- {op: rename-label, set: entity, from: a}", 5,
            "missing-key", "the key 'to' is missing here", "add 'to'",
        ),
        (
            "- {op: rename-label, set: entity, frm: a, from: b, to: c}", 37,
            "unknown-key", "the key 'frm' is not known here", "did you mean 'from'?",
        ),
        (
            "- {op: remove-label, set: entity, label: a, becomes: exat}", 56,
            "invalid-value",
            "the value must be one of 'exact', 'broader', 'candidates', 'nothing'",
            "did you mean 'exact'?",
        ),
        (
            "- {op: split-label, set: entity, from: a, to: [b], rules: [{to: b, surfce: x}]}", 70,
            "unknown-key", "the key 'surfce' is not known here", "did you mean 'surface'?",
        ),
        (
            "- {op: require-attribute, set: entity, label: a, attribute: b, value: [3]}", 73,
            "invalid-value", "the value must be text, a whole number, true or false", None,
        ),
        (
            "- everything", 5,
            "invalid-value", "the value must be a mapping of keys to values", None,
        ),
    ],
)  # fmt: skip
def test_a_defect_is_found_at_its_operation(
    operation: str, column: int, rule: str, message: str, hint: str | None
) -> None:
    sound = "- {op: rename-label, set: entity, from: x, to: y}"
    assert found(f"{sound}\n{operation}") == [(7, column, rule, message, hint)]


def test_an_op_that_resembles_none_is_answered_with_all_of_them() -> None:
    ((*_, hint),) = found("- {op: zzz}")
    assert hint is not None
    assert hint.startswith("known here: add-attribute, add-import, ")


def test_yaml_that_cannot_be_read_is_all_that_is_said() -> None:
    declared = read_migration(b"format: 1\nfrom: [1.0.0\n", path="m.yaml")
    assert [each.rule for each in declared.findings] == ["yaml-syntax"]


def test_a_sound_migration_has_a_model() -> None:
    text = f"{HEADING}operations:\n  - {{op: rename-label, set: entity, from: a, to: b}}\n"
    declared = read_migration(text.encode())
    assert declared.findings == ()
    assert declared.model is not None
    assert [each.op for each in declared.model.operations] == ["rename-label"]


def test_waivers_are_held_to_their_shape_in_the_same_words() -> None:
    text = b"format: 1\nwaivers:\n  - {rule: x, fingerprint: 12ab, versions: desk2>, owner: me}\n"
    model, findings = shaped(read_yaml(text), Waivers)
    assert model is None
    assert [(each.pointer, re.split(", (?:such )?as", each.message)[0]) for each in findings] == [
        ("/waivers/0", "the key 'reason' is missing here"),
        ("/waivers/0", "the key 'expires' is missing here"),
        (
            "/waivers/0/fingerprint",
            "the value must be a fingerprint of 32 digits and letters a to f",
        ),
        (
            "/waivers/0/versions",
            "the value must be a taxonomy with the versions of it that will do",
        ),
    ]
