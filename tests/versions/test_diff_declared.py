"""A diff that knows a migration: what is declared stands in the place of what it explains."""

from __future__ import annotations

from typing import Any

import pytest
from taxonomy_strategies import Head, definition_of, head

from acoe_spec.models.migration import Migration
from acoe_spec.versions.applying import applied
from acoe_spec.versions.changes import Diff
from acoe_spec.versions.diff.observing import diff
from acoe_spec.versions.renaming import renamed

ENTITIES: Head = {
    "instrument": {
        "definition": "What can be traded.",
        "attributes": {
            "style": {"values": {"vanilla": {}, "barrier": {}, "digital": {}}},
            "strike": {"range": "decimal", "when": {"style": ["barrier"]}},
        },
    },
    "bond": {"is_a": "instrument", "definition": "A debt security."},
    "note": {"is_a": "instrument", "definition": "A bond by another name."},
    "bill": {"is_a": "bond", "attributes": {"strike": {"minimum": 0}}},
}
PARTS: Head = {
    "entities": ENTITIES,
    "relations": {"holds": {"domain": ["instrument"], "range": ["bond", "note"]}},
    "events": {"trade": {"roles": {"traded": {"range": ["note"]}}}},
    "categories": {
        "intent": {
            "question": "What?",
            "applies_to": {"labels": ["bond", "event/trade"]},
            "labels": {"rfq": {}, "quote": {"is_a": "rfq"}},
        }
    },
}
OLD = definition_of(head(**PARTS))


def declared(*operations: dict[str, Any]) -> Migration:
    return Migration.model_validate(
        {"format": 1, "taxonomy": "desk", "from": "1.0.0", "to": "2.0.0",
         "operations": list(operations)}
    )  # fmt: skip


def new(**parts: Any) -> Any:
    return definition_of(head(version="2.0.0", **(PARTS | parts)))


def said(found: Diff) -> list[tuple[str, bool]]:
    """The operations, and whether people made the change."""
    return [(change.name, change.because is None) for change in found.changes]


RENAMES: list[tuple[dict[str, Any], str]] = [
    ({"op": "rename-label", "set": "entity", "from": "bond", "to": "debt"}, "bond"),
    ({"op": "rename-set", "from": "intent", "to": "aim"}, "intent"),
    ({"op": "rename-label", "set": "intent", "from": "rfq", "to": "request"}, "rfq"),
    ({"op": "rename-role", "set": "event", "label": "trade", "from": "traded", "to": "sold"}, ""),
    (
        {"op": "rename-attribute", "set": "entity", "label": "instrument",
         "from": "strike", "to": "level"},
        "strike",
    ),
    (
        {"op": "rename-value", "set": "entity", "label": "instrument", "attribute": "style",
         "from": "barrier", "to": "knock_out"},
        "barrier",
    ),
    ({"op": "swap", "set": "entity", "labels": ["bond", "note"]}, ""),
    ({"op": "flip-relation", "set": "relation", "label": "holds"}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("operation", "gone"), RENAMES)
def test_what_is_only_called_otherwise_is_the_one_change(
    operation: dict[str, Any], gone: str
) -> None:
    migration = declared(operation)
    target = renamed(OLD, migration)
    assert target != OLD
    assert f'"{gone}"' not in str(target).replace("'", '"') or not gone
    found = diff(OLD, target, migration)
    assert [(change.op, change.rule, change.level) for change in found.changes] == [
        (operation["op"], "declared", "major")
    ]
    assert len(diff(OLD, target).changes) > 0


def test_a_flip_holds_for_sub_labels() -> None:
    def relations(*sides: str) -> dict[str, Any]:
        one, other = sides
        return {
            "ties": {one: ["instrument"], other: ["bond", "note"]},
            "holds": {"is_a": "ties", one: ["bill"], other: ["note"]},
            "owns": {"is_a": "holds", "definition": "As it says."},
        }

    old = definition_of(head(**PARTS | {"relations": relations("domain", "range")}))
    changed = new(relations=relations("range", "domain"))
    migration = declared({"op": "flip-relation", "set": "relation", "label": "ties"})
    assert said(diff(old, changed, migration)) == [("flip-relation relation/ties", True)]
    assert renamed(old, migration).relations == changed.relations


def test_a_flip_takes_the_counts_of_both_sides_along() -> None:
    sides = {"domain": ["bond"], "range": ["note"]}
    old = definition_of(
        head(**PARTS | {"relations": {"holds": {**sides, "per_subject": {"max": 1}}}})
    )
    flipped = renamed(old, declared(RENAMES[-1][0])).relations["holds"]
    assert (flipped.domain, flipped.range) == (("note",), ("bond",))
    assert flipped.per_subject is None
    assert flipped.per_object is not None
    assert flipped.per_object.max == 1


def test_renames_apply_at_the_same_time_in_whatever_order() -> None:
    operations = [operation for operation, _ in RENAMES if operation["op"] != "swap"]
    operations.append({"op": "rename-label", "set": "entity", "from": "note", "to": "bond"})
    one, other = declared(*operations), declared(*reversed(operations))
    assert renamed(OLD, one) == renamed(OLD, other)
    assert {"debt", "bond", "instrument", "bill"} == renamed(OLD, one).entities.keys()
    assert renamed(OLD, one).entities["bill"].is_a == "debt"
    assert renamed(OLD, one).entities["bill"].attributes.keys() == {"level"}
    found = diff(OLD, renamed(OLD, one), one)
    assert {change.rule for change in found.changes} == {"declared"}


def test_a_merge_explains_the_label_that_is_gone_and_is_named_by_references() -> None:
    migration = declared({"op": "merge-labels", "set": "entity", "from": ["note"], "to": "bond"})
    entities = {key: label for key, label in ENTITIES.items() if key != "note"}
    target = new(
        entities=entities,
        relations={"holds": {"domain": ["instrument"], "range": ["bond"]}},
        events={"trade": {"roles": {"traded": {"range": ["bond"]}}}},
    )
    found = diff(OLD, target, migration)
    assert said(found) == [("merge-labels entity/bond", True)]
    assert found.changes[0].from_ == ("note",)
    assert applied(renamed(OLD, migration), found.changes).entities == target.entities


def test_a_merge_into_a_new_label_explains_that_it_is_new() -> None:
    operation = {"op": "merge-labels", "set": "entity", "from": ["bond", "note"], "to": "debt"}
    entities = {
        "instrument": ENTITIES["instrument"],
        "debt": {"is_a": "instrument"},
        "bill": ENTITIES["bill"] | {"is_a": "debt"},
    }
    target = new(
        entities=entities,
        relations={"holds": {"domain": ["instrument"], "range": ["debt"]}},
        events={"trade": {"roles": {"traded": {"range": ["debt"]}}}},
        categories={"intent": PARTS["categories"]["intent"] | {
            "applies_to": {"labels": ["debt", "event/trade"]}}},
    )  # fmt: skip
    found = diff(OLD, target, declared(operation))
    assert said(found) == [("merge-labels entity/debt", True)]
    assert applied(renamed(OLD, declared(operation)), found.changes).entities == target.entities


def test_a_split_explains_its_parts_and_references_name_all_of_them() -> None:
    operation = {
        "op": "split-label", "set": "entity", "from": "note", "to": ["short_note", "long_note"]
    }  # fmt: skip
    entities = {key: label for key, label in ENTITIES.items() if key != "note"}
    entities |= {name: {"is_a": "instrument"} for name in ("short_note", "long_note")}
    target = new(
        entities=entities,
        relations={
            "holds": {"domain": ["instrument"], "range": ["bond", "short_note", "long_note"]}
        },
        events={"trade": {"roles": {"traded": {"range": ["short_note", "long_note"]}}}},
    )
    found = diff(OLD, target, declared(operation))
    assert said(found) == [("split-label entity/note", True)]
    assert found.suggestions == ()


def test_values_that_become_one_explain_those_that_are_gone() -> None:
    operation = {
        "op": "merge-values", "set": "entity", "label": "instrument", "attribute": "style",
        "from": ["barrier", "digital"], "to": "exotic",
    }  # fmt: skip
    attributes = {
        "style": {"values": {"vanilla": {}, "exotic": {}}},
        "strike": {"range": "decimal", "when": {"style": ["exotic"]}},
    }
    entities = ENTITIES | {"instrument": ENTITIES["instrument"] | {"attributes": attributes}}
    found = diff(OLD, new(entities=entities), declared(operation))
    own = [name for name, direct in said(found) if direct]
    assert own == ["merge-values entity/instrument/style/exotic"]
    assert {change.because for change in found.changes} == {None, own[0]}


def test_another_meaning_is_taken_from_the_declaration() -> None:
    entities = ENTITIES | {"note": ENTITIES["note"] | {"definition": "A medium-term bond."}}
    target = new(entities=entities)
    assert diff(OLD, target).bump == "patch"
    operation = {"op": "redefine", "set": "entity", "label": "note"}
    found = diff(OLD, target, declared(operation))
    assert said(found) == [("redefine entity/note", True)]
    assert found.bump == "major"
    assert applied(OLD, found.changes).entities == target.entities


@pytest.mark.parametrize(
    ("fate", "effect", "message"),
    [
        (
            {"becomes": "exact", "to": ["bond"]},
            "automatic",
            "the label is gone; what had it gets 'bond' instead",
        ),
        (
            {"becomes": "broader", "to": ["instrument"]},
            "automatic, lossy",
            "the label is gone; what had it gets 'instrument' instead",
        ),
        (
            {"becomes": "candidates", "to": ["bond", "note"]},
            "human",
            "the label is gone; it may be 'bond', 'note'",
        ),
        ({"becomes": "nothing"}, "human", "the label is gone"),
    ],
)
def test_what_becomes_of_a_removed_label_is_what_the_migration_says(
    fate: dict[str, Any], effect: str, message: str
) -> None:
    entities = {key: label for key, label in ENTITIES.items() if key != "bill"}
    operation = {"op": "remove-label", "set": "entity", "label": "bill", **fate}
    (change,) = diff(OLD, new(entities=entities), declared(operation)).changes
    assert (change.op, change.effect, change.message) == ("remove-label", effect, message)
    assert change.to == (tuple(fate["to"]) if "to" in fate else None)


@pytest.mark.parametrize(
    ("parts", "operation", "message"),
    [
        (
            {"entities": ENTITIES | {"bond": ENTITIES["bond"] | {"abstract": True}}},
            {"op": "make-abstract", "set": "entity", "label": "bond", "to": "bill"},
            "is abstract now: only its sub-labels may be used; what had it gets 'bill' instead",
        ),
        (
            {"entities": ENTITIES | {"note": ENTITIES["note"] | {
                "attributes": {"size": {"range": "integer", "required": True}}}}},
            {"op": "require-attribute", "set": "entity", "label": "note", "attribute": "size",
             "value": 1},
            "has an attribute 'size' (integer), which is required; what lacks it gets '1'",
        ),
        (
            {"categories": {"intent": PARTS["categories"]["intent"] | {"required": True}}},
            {"op": "require-set", "set": "intent", "label": "rfq"},
            "the question has to be answered; what has no answer gets 'rfq'",
        ),
        (
            {"categories": {"intent": PARTS["categories"]["intent"] | {"required": True}}},
            {"op": "require-set", "set": "intent"},
            (
                "the question has to be answered; records without all answers leave it out of their"
                " scope"
            ),
        ),
    ],
)  # fmt: skip
def test_what_a_migration_fills_in_is_told(
    parts: Head, operation: dict[str, Any], message: str
) -> None:
    (change,) = diff(OLD, new(**parts), declared(operation)).changes
    assert change.message == message


REQUIRED = {"style": ENTITIES["instrument"]["attributes"]["style"] | {"required": True}}


def by_style(**ways: list[str]) -> list[dict[str, Any]]:
    return [{"to": to, "attributes": {"style": styles}} for to, styles in ways.items()]


BY_ALL_STYLES = by_style(long=["vanilla"], short=["barrier", "digital"])


@pytest.mark.parametrize(
    ("required", "said_besides", "effect", "left"),
    [
        (True, {"rules": BY_ALL_STYLES}, "automatic", ""),
        (False, {"rules": BY_ALL_STYLES}, "by rule", "; no rule holds where 'style' has no value"),
        (True, {"rules": by_style(long=["vanilla"])}, "by rule",
         "; no rule holds where 'style' is 'barrier'; or 'style' is 'digital'"),
        (True, {"rules": by_style(long=["vanilla"]), "otherwise": "short"}, "automatic", ""),
        (True, {"rules": [{"to": "long", "surface": "10y"}]}, "by rule", ""),
        (True, {}, "human", ""),
    ],
)  # fmt: skip
def test_a_split_says_who_decides(
    required: bool, said_besides: dict[str, Any], effect: str, left: str
) -> None:
    note = {"definition": "Debt.", **({"attributes": REQUIRED} if required else {})}
    entities = {"instrument": ENTITIES["instrument"], "note": {"is_a": "instrument"} | note}
    if required:
        entities["instrument"] = {"definition": "What can be traded."}
    old = definition_of(head(entities=entities))
    later = {key: each for key, each in entities.items() if key != "note"}
    later |= {"short": entities["note"], "long": entities["note"]}
    target = definition_of(head(version="2.0.0", entities=later))
    operation = {"op": "split-label", "set": "entity", "from": "note", "to": ["short", "long"]}
    (change,) = diff(old, target, declared(operation | said_besides)).changes
    assert change.effect == effect
    assert change.message == f"becomes 'short', 'long'{left}"
