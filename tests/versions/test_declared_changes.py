"""Operations against two versions: names, contradictions, words of the old and the new version."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from taxonomy_strategies import Head, definition_of, head

from acoe_spec.findings import Finding
from acoe_spec.models.migration import Migration
from acoe_spec.taxonomy.definition import Retired
from acoe_spec.taxonomy.layout import from_data
from acoe_spec.taxonomy.numbering import Level
from acoe_spec.versions.changes import Change, Diff
from acoe_spec.versions.declared.check import shortfall
from acoe_spec.versions.declared.declaring import check_declared, read_migration
from acoe_spec.versions.diff.observing import diff

MEANT = {"definition": "What is meant."}
TENOR = {"tenor": {"values": {"short": {}, "long": {}}}}
OLD = head(
    knowledge_bases={"isin": {"title": "ISIN", "scheme": "isin"}},
    entities={
        "firm": MEANT,
        "bond": MEANT | {"attributes": TENOR},
        "bill": MEANT | {"is_a": "bond"},
        "note": MEANT,
    },
    relations={"holds": MEANT | {"domain": ["firm"], "range": ["bond"]}},
    events={"trade": MEANT | {"roles": {"buyer": {"range": ["firm"]}}}},
    categories={
        "intent": {
            "question": "What is wanted?",
            "applies_to": {"record": True},
            "labels": {"rfq": MEANT, "chat": MEANT},
        }
    },
)


def changed(**tables: dict[str, Any]) -> Head:
    """`OLD` with whole labels of some tables replaced; None takes one away."""
    later = {**OLD, "version": "2.0.0"}
    for table, labels in tables.items():
        found = {**later[table], **labels}
        later[table] = {name: label for name, label in found.items() if label is not None}
    return later


def found(operations: list[dict[str, Any]], new: Head) -> list[Finding]:
    data = {
        "format": 1,
        "taxonomy": "desk",
        "from": "1.0.0",
        "to": "2.0.0",
        "operations": operations,
    }
    declared = read_migration(from_data(data, kind="migration").encode())
    assert declared.model is not None, declared.findings
    return check_declared(declared, definition_of(OLD), definition_of(new))


SAME = changed()
ENTITY = {"set": "entity"}


@pytest.mark.parametrize(
    ("operation", "pointer", "message", "hint"),
    [
        (
            {"op": "redefine", **ENTITY, "label": "bnd"},
            "/label", "version 1.0.0 has no entity 'bnd'", "did you mean 'bond'?",
        ),
        (
            {"op": "redefine", "set": "intents", "label": "rfq"},
            "/set", "version 1.0.0 has no set 'intents'", "did you mean 'intent'?",
        ),
        (
            {"op": "redefine", "set": "intent", "label": "rqf"},
            "/label", "version 1.0.0 has no label 'rqf' in the set 'intent'", "did you mean 'rfq'?",
        ),
        (
            {"op": "rename-label", **ENTITY, "from": "note", "to": "paper"},
            "/to", "version 2.0.0 has no entity 'paper'", "known here: bill, bond, firm, note",
        ),
        (
            {"op": "remove-attribute", **ENTITY, "label": "bill", "attribute": "tenr",
             "values": "kept"},
            "/attribute", "version 1.0.0 has no attribute 'tenr' of 'bill'",
            "did you mean 'tenor'?",
        ),
        (
            {"op": "merge-values", **ENTITY, "label": "bond", "attribute": "tenor",
             "from": ["shrt"], "to": "long"},
            "/from/0", "version 1.0.0 has no value 'shrt' of the attribute 'tenor'",
            "did you mean 'short'?",
        ),
        (
            {"op": "require-attribute", **ENTITY, "label": "bond", "attribute": "tenor",
             "value": "shrt"},
            "/value", "version 2.0.0 has no value 'shrt' of the attribute 'tenor'",
            "did you mean 'short'?",
        ),
        (
            {"op": "rename-role", "set": "event", "label": "trade", "from": "buyr", "to": "buyer"},
            "/from", "version 1.0.0 has no role 'buyr' of 'trade'", "did you mean 'buyer'?",
        ),
        (
            {"op": "narrow", **ENTITY, "label": "ghost", "property": "links"},
            "/label", "neither version has the entity 'ghost'",
            "known here: bill, bond, firm, note",
        ),
        (
            {"op": "update-import", "taxonomy": "core", "from": "1.0.0", "to": "2.0.0"},
            "/taxonomy", "version 1.0.0 has no import 'core'",
            "correct the name; operations speak in the words of the version that is left",
        ),
    ],
)  # fmt: skip
def test_a_name_that_its_version_has_not(
    operation: dict[str, Any], pointer: str, message: str, hint: str
) -> None:
    (finding,) = found([operation], SAME)
    assert finding.rule == "migration-label-unknown"
    assert (finding.pointer, finding.message) == (f"/operations/0{pointer}", message)
    assert finding.hint == hint


def test_a_new_name_in_the_place_of_the_old_one_is_told_apart() -> None:
    new = changed(entities={"note": None, "paper": MEANT})
    rename = {"op": "rename-label", **ENTITY, "from": "note", "to": "paper"}

    (finding,) = found([rename, {"op": "redefine", **ENTITY, "label": "paper"}], new)

    assert finding.message == "version 1.0.0 has no entity 'paper'"
    assert finding.hint == "write what it was called before: 'note'"


A = {"op": "rename-label", **ENTITY, "from": "note", "to": "paper"}
B = {"op": "rename-label", **ENTITY, "from": "bill", "to": "paper"}
PAPER = changed(entities={"note": None, "bill": None, "paper": MEANT})


def test_what_has_another_id_may_be_joined_by_others() -> None:
    merge = {"op": "merge-labels", **ENTITY, "from": ["bill"], "to": "paper"}
    for operations in ([A, merge], [merge, A]):
        assert "migration-conflict" not in {each.rule for each in found(operations, PAPER)}
    both = found([A, merge, B], PAPER)
    assert "migration-conflict" in {each.rule for each in both}


@pytest.mark.parametrize(
    ("operations", "message"),
    [
        (
            [A, B],
            ("both 'rename-label' (operation 2) and 'rename-label' (operation 1) make something "
             "the entity 'paper'"),
        ),
        (
            [A, {"op": "merge-labels", **ENTITY, "from": ["note"], "to": "firm"}],
            ("the entity 'note' is the subject of 'merge-labels' (operation 2) and of "
             "'rename-label' (operation 1)"),
        ),
        (
            [{"op": "rename-label", **ENTITY, "from": "note", "to": "firm"}],
            ("'rename-label' (operation 1) makes something the entity 'firm', which is another one "
             "that stays"),
        ),
        (
            [
                {"op": "merge-labels", **ENTITY, "from": ["note"], "to": "firm"},
                {"op": "split-label", **ENTITY, "from": "note", "to": ["firm", "bond"]},
            ],
            ("the entity 'note' is the subject of 'split-label' (operation 2) and of "
             "'merge-labels' (operation 1)"),
        ),
        (
            [{"op": "swap", **ENTITY, "labels": ["bond", "bond"]}],
            "a label cannot exchange its id with itself",
        ),
        (
            [{"op": "remove-label", **ENTITY, "label": "note", "becomes": "exact"}],
            "'becomes: exact' takes exactly one label in 'to'",
        ),
        (
            [{"op": "remove-label", **ENTITY, "label": "note", "becomes": "nothing",
              "to": ["firm"]}],
            "'becomes: nothing' takes no label in 'to'",
        ),
        (
            [{"op": "redefine", **ENTITY, "label": "firm", "reason": why} for why in ("x", "y")],
            "this is what operation 1 declares already",
        ),
        (
            [
                {"op": "rename-value", **ENTITY, "label": "bond", "attribute": "tenor",
                 "from": "short", "to": "long"},
            ],
            ("'rename-value' (operation 1) makes something the value 'long', which is another one "
             "that stays"),
        ),
    ],
)  # fmt: skip
def test_operations_that_cannot_all_hold(operations: list[dict[str, Any]], message: str) -> None:
    conflicts = [each for each in found(operations, PAPER) if each.rule == "migration-conflict"]
    assert [each.message for each in conflicts] == [message]


@pytest.mark.parametrize(
    ("operations", "entities"),
    [
        pytest.param(
            [{"op": "swap", **ENTITY, "labels": ["firm", "note"]}], {}, id="swap"
        ),
        pytest.param(
            [
                {"op": "rename-label", **ENTITY, "from": "firm", "to": "note"},
                {"op": "rename-label", **ENTITY, "from": "note", "to": "paper"},
            ],
            {"firm": None, "paper": MEANT}, id="chain",
        ),
        pytest.param(
            [{"op": "merge-labels", **ENTITY, "from": ["note", "firm"], "to": "firm"}],
            {"note": None}, id="merge into one of them",
        ),
        pytest.param(
            [{"op": "split-label", **ENTITY, "from": "note", "to": ["note", "paper"]}],
            {"paper": MEANT}, id="split that keeps the id",
        ),
        pytest.param(
            [
                {"op": "rename-label", **ENTITY, "from": "bond", "to": "debt"},
                {"op": "rename-attribute", **ENTITY, "label": "bond",
                 "from": "tenor", "to": "term"},
                {"op": "rename-value", **ENTITY, "label": "bond", "attribute": "tenor",
                 "from": "short", "to": "brief"},
                {"op": "set-definition", **ENTITY, "label": "bond"},
                {"op": "set-name", **ENTITY, "label": "bond", "attribute": "tenor"},
                {"op": "set-name", **ENTITY, "label": "bond", "attribute": "tenor",
                 "value": "short"},
            ],
            {
                "bond": None,
                "debt": {
                    "definition": "Any.",
                    "attributes": {
                        "term": {"name": "Term", "values": {"brief": {"name": "B"}, "long": {}}}
                    },
                },
                "bill": MEANT | {"is_a": "debt"},
            },
            id="told in old words",
        ),
    ],
)  # fmt: skip
def test_operations_that_hold_at_the_same_time(
    operations: list[dict[str, Any]], entities: dict[str, Any]
) -> None:
    later = changed(entities=entities)
    if "firm" in entities or operations[0]["op"] == "swap":
        later["relations"] = {"holds": MEANT | {"domain": ["note"], "range": ["bond"]}}
        later["events"] = {"trade": MEANT | {"roles": {"buyer": {"range": ["note"]}}}}
    elif "debt" in entities:
        later["relations"] = {"holds": MEANT | {"domain": ["firm"], "range": ["debt"]}}
    assert found(operations, later) == []


def test_what_is_missing_is_told_in_old_words() -> None:
    new = changed(entities={"note": None, "paper": {"definition": "Another word."}})
    (finding,) = found([{"op": "rename-label", **ENTITY, "from": "note", "to": "paper"}], new)
    assert finding.rule == "observed-change-not-declared"
    assert finding.hint == "add to 'operations': - {op: set-definition, set: entity, label: note}"


def test_a_definition_that_changed_may_mean_something_else() -> None:
    new = changed(entities={"note": {"definition": "Another thing."}})
    assert found([{"op": "redefine", **ENTITY, "label": "note"}], new) == []


@pytest.mark.parametrize("op", ["merge-values", "split-value"])
def test_a_value_that_becomes_another_is_gone(op: str) -> None:
    tenor = {"tenor": {"values": {"short": {}, "medium": {}, "long": {}}}}
    new = changed(entities={"bond": MEANT | {"attributes": tenor}})
    said = {
        "merge-values": {"from": ["short", "long"], "to": "medium"},
        "split-value": {"from": "short", "to": ["medium", "long"]},
    }
    (finding,) = found(
        [{"op": op, **ENTITY, "label": "bond", "attribute": "tenor", **said[op]}], new
    )[:1]
    assert finding.rule == "declared-change-not-observed"
    assert finding.message == "version 2.0.0 still has the value 'short', which becomes another"


def test_a_value_that_another_one_is_called_now_may_be_there() -> None:
    tenor = {"tenor": {"values": {"short": {}, "medium": {}}}}
    new = changed(entities={"bond": MEANT | {"attributes": tenor}})
    of = {**ENTITY, "label": "bond", "attribute": "tenor"}
    operations = [
        {"op": "split-value", **of, "from": "short", "to": ["medium"]},
        {"op": "rename-value", **of, "from": "long", "to": "short"},
    ]
    assert found(operations, new) == []


def test_a_carve_out_is_said_by_a_redefinition() -> None:
    carved = {"op": "carve-out", **ENTITY, "label": "bond", "to": ["note"]}
    assert [each.rule for each in found([carved], changed())] == ["carve-out-unsaid"]
    redefined = {"op": "redefine", **ENTITY, "label": "note"}
    assert found([carved, redefined], changed()) == []
    worded = changed(entities={"note": {"definition": "More than before."}})
    assert found([carved, {"op": "set-definition", **ENTITY, "label": "note"}], worded) == []


def test_another_parent_than_is_declared() -> None:
    new = changed(entities={"note": MEANT | {"is_a": "bond"}})
    right = {"op": "move-label", **ENTITY, "label": "note", "to": "bond"}
    (finding,) = found([right | {"to": "firm"}], new)
    assert found([right], new) == []
    assert finding.message == "the versions show another 'move-label' here: moves below 'bond'"


def test_fingerprints_of_two_operations_differ_and_survive_their_order() -> None:
    wrong = [{"op": "redefine", **ENTITY, "label": "x"}, {"op": "redefine", **ENTITY, "label": "y"}]
    one, other = found(wrong, SAME)
    assert one.fingerprint != other.fingerprint
    assert {each.fingerprint for each in found(wrong[::-1], SAME)} == {
        one.fingerprint,
        other.fingerprint,
    }


@pytest.mark.parametrize(
    ("said", "effect"),
    [
        ({}, "human"),
        ({"rules": [{"to": "paper", "surface": "x"}]}, "by rule"),
        ({"otherwise": "note"}, "automatic"),
        ({"rules": [{"to": "paper", "surface": "x"}, {"to": "note"}]}, "automatic"),
    ],
)
def test_a_split_that_leaves_nothing_open_needs_no_people(
    said: dict[str, Any], effect: str
) -> None:
    split = {"op": "split-label", **ENTITY, "from": "note", "to": ["note", "paper"], **said}
    data = {"format": 1, "taxonomy": "desk", "from": "1.0.0", "to": "2.0.0", "operations": [split]}
    new = definition_of(changed(entities={"paper": MEANT}))
    (change,) = diff(definition_of(OLD), new, Migration.model_validate(data)).changes
    assert (change.op, change.level, change.effect) == ("split-label", "major", effect)


def test_an_id_that_an_earlier_version_gave_up() -> None:
    new = changed(entities={"ghost": MEANT})
    old = replace(definition_of(OLD), retired={"entity/ghost": Retired("0.9.0")})
    operations = [{"op": "add-label", **ENTITY, "label": "ghost"}]
    data = {"format": 1, "taxonomy": "desk", "from": "1.0.0", "to": "2.0.0"}
    text = from_data({**data, "operations": operations}, kind="migration")

    (finding,) = check_declared(read_migration(text.encode()), old, definition_of(new))

    assert (finding.rule, finding.pointer) == ("id-reused", "/operations/0")
    assert finding.message == (
        "the id 'ghost' of the set 'entity' is used again; version 0.9.0 gave it up"
    )


@pytest.mark.parametrize(
    ("before", "after", "level", "least"),
    [
        ("1.0.0", "1.0.1", "minor", "1.1.0"),
        ("1.4.2", "1.5.0", "major", "2.0.0"),
        ("0.3.0", "0.3.1", "major", "0.4.0"),
        ("1.0.0", "1.0.0", "patch", "1.0.1"),
        ("1.0.0", "2.0.0", "major", None),
        ("1.0.0", "1.1.0", "patch", None),
    ],
)
def test_the_least_number_that_will_do(
    before: str, after: str, level: Level, least: str | None
) -> None:
    change = Change(op="x", rule="x", level=level, effect="as they are", message="")
    found = shortfall(Diff(from_="d@1", to="d@2", changes=(change,)), before, after)
    assert found == (None if least is None else (change, least))


@pytest.mark.parametrize(
    ("attribute", "value", "message"),
    [
        ({"range": "decimal", "maximum": 9}, "0.5", None),
        ({"range": "decimal", "maximum": 9}, "12", "the value is more than 9"),
        ({"range": "decimal"}, 3, "the value is not a decimal as a string"),
        ({"range": "date"}, "2026-02-30", "the value is no date of the calendar"),
        ({"range": "string", "pattern": "[A-Z]+"}, "usd", "the value does not match"),
        ({"range": "integer"}, 3, None),
        ({"range": "boolean"}, "true", "the value is not true or false"),
    ],
)
def test_a_value_that_annotations_get_is_one_that_they_may_have(
    attribute: dict[str, Any], value: Any, message: str | None
) -> None:
    def version(number: str, **said: Any) -> Head:
        bond = MEANT | {"attributes": {"x": attribute | said}}
        return head(version=number, entities={"bond": bond})

    require = {"op": "require-attribute", **ENTITY, "label": "bond", "attribute": "x"}
    data = {"format": 1, "taxonomy": "desk", "from": "1.0.0", "to": "2.0.0",
            "operations": [{**require, "value": value}]}  # fmt: skip
    declared = read_migration(from_data(data, kind="migration").encode())
    old, new = definition_of(version("1.0.0")), definition_of(version("2.0.0", required=True))
    said = [(each.pointer, each.message) for each in check_declared(declared, old, new)]
    assert [at for at, _ in said] == ([] if message is None else ["/operations/0/value"])
    assert all(f"annotations cannot get this value: {message}" in each for _, each in said), said


def test_a_migration_to_a_version_below() -> None:
    old, new = definition_of(head(version="2.0.0")), definition_of(head(version="1.0.0"))
    data = {"format": 1, "taxonomy": "desk", "from": "2.0.0", "to": "1.0.0", "operations": []}
    (finding,) = check_declared(
        read_migration(from_data(data, kind="migration").encode()), old, new
    )
    assert (finding.rule, finding.pointer) == ("migration-versions", "/to")
    assert finding.message == "a migration leads to a higher version, and 1.0.0 is none"


def test_a_rule_for_a_modality_that_the_taxonomy_has_not() -> None:
    def version(number: str, *labels: str) -> Any:
        entities = dict.fromkeys(("bond", *labels), MEANT)
        return definition_of(head(version=number, modalities=["chat"], entities=entities))

    rules = [{"to": "long", "modality": ["email", "chat"]}]
    split = {"op": "split-label", **ENTITY, "from": "note", "to": ["short", "long"],
             "rules": rules, "otherwise": "short"}  # fmt: skip
    data = {"format": 1, "taxonomy": "desk", "from": "1.0.0", "to": "2.0.0", "operations": [split]}
    declared = read_migration(from_data(data, kind="migration").encode())
    (finding,) = check_declared(
        declared, version("1.0.0", "note"), version("2.0.0", "short", "long")
    )
    assert (finding.rule, finding.pointer) == (
        "split-rule-unknown", "/operations/0/rules/0/modality/0"
    )  # fmt: skip
    assert finding.message == "no record of the taxonomy is of the modality 'email'"
    assert finding.hint == "known here: chat"
