"""What a draft asks can be followed to the letter: what it says is written, and nothing is left."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ruamel.yaml import YAML
from taxonomy_strategies import Head, definition_of, head

from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.layout import from_data
from acoe_spec.versions.declared.declaring import check_declared, read_migration
from acoe_spec.versions.declared.drafting import STALE, draft, updated
from acoe_spec.versions.diff.observing import diff

Operations = list[dict[str, Any]]
MEANT = {"definition": "What is meant."}
TENOR = {"values": {"short": {}, "long": {}}, "definition": "How long it runs."}
TURNS = {"question": "What is it?", "applies_to": {"units": ["turn"]}}
PARTS: Head = {
    "entities": {
        "firm": {"definition": "A company."},
        "bond": MEANT | {"attributes": {"tenor": TENOR, "seen": {"range": "string"}}},
        "note": MEANT,
        "loan": MEANT | {"deprecated": {"since": "1.0.0", "replaced_by": ["note"]}},
    },
    "relations": {"holds": MEANT | {"domain": ["firm"], "range": ["bond"]}},
    "events": {
        "trade": MEANT | {"roles": {"buyer": {"range": ["firm"]}, "seller": {"range": ["firm"]}}}
    },
    "categories": {"intent": TURNS | {"labels": {"rfq": MEANT, "other": MEANT}}},
}


def changed(**parts: Any) -> Head:
    return head(version="2.0.0", **(PARTS | parts))


LATER = changed(
    entities={
        "company": {"definition": "A company."},
        "bond": MEANT | {"attributes": {
            "term": TENOR | {"values": {"short": {}, "lengthy": {}}}, "seen": {"range": "string"}}},
        "note": MEANT,
    },
    relations={"holds": MEANT | {"domain": ["company"], "range": ["bond"]}},
    events={"trade": MEANT | {"roles": {
        "taker": {"range": ["company"]}, "seller": {"range": ["company"]}}}},
    categories={"purpose": TURNS | {"labels": {"rfq": MEANT, "other": MEANT}}},
)  # fmt: skip
RENAMES = [
    {"op": "rename-attribute", "set": "entity", "label": "bond", "from": "tenor", "to": "term"},
    {"op": "rename-label", "set": "entity", "from": "firm", "to": "company"},
    {"op": "rename-role", "set": "event", "label": "trade", "from": "buyer", "to": "taker"},
    {"op": "rename-set", "from": "intent", "to": "purpose"},
    {"op": "rename-value", "set": "entity", "label": "bond", "attribute": "tenor",
     "from": "long", "to": "lengthy"},
]  # fmt: skip


def versions(later: Head) -> tuple[Definition, Definition]:
    return definition_of(head(version="1.0.0", **PARTS)), definition_of(later)


def text_of(operations: Operations) -> str:
    return from_data(
        {"format": 1, "taxonomy": "desk", "from": "1.0.0", "to": "2.0.0", "operations": operations},
        kind="migration",
    )


def once_more(operations: Operations, later: Head) -> Operations:
    """The operations after `--update`."""
    text = updated(read_migration(text_of(operations).encode()), *versions(later))
    found: Operations = read_migration(text.encode()).source.data["operations"]
    return found


def drafted(later: Head) -> Operations:
    old, new = versions(later)
    found: Operations = draft(diff(old, new), old, new)["operations"]
    return found


def followed(operation: dict[str, Any]) -> dict[str, Any]:
    """The operation that the question tells to write if it is called otherwise now."""
    rename = re.search(r"write (\{op: rename-.*?\}) here", operation.get("question", ""))
    return operation if rename is None else dict(YAML(typ="safe").load(rename[1]))


def test_renames_are_followed_to_the_letter() -> None:
    operations = drafted(LATER)
    for _ in range(2):  # the values of an attribute are asked for once that is known
        operations = once_more([followed(each) for each in operations], LATER)

    renames = [each for each in operations if each["op"].startswith("rename")]
    assert sorted(renames, key=lambda each: str(each["op"])) == RENAMES
    (loan,) = [each for each in operations if each not in renames]
    assert loan["question"] == (
        "What does 'loan' become? It was to be replaced by 'note': write 'to: [note]' with "
        "'becomes: exact' (it means the same) or 'becomes: broader' (it means more)."
    )
    del loan["question"]
    answered = [*renames, loan | {"becomes": "exact", "to": ["note"]}]
    declared = read_migration(text_of(answered).encode())
    assert check_declared(declared, *versions(LATER)) == []


def test_what_people_wrote_beside_a_rename_stays() -> None:
    """An operation with a reason is not taken out, and neither is one with a comment."""
    rename = RENAMES[1]
    told = {"op": "add-label", "set": "entity", "label": "company", "reason": "Agreed in March."}
    others = {name: said for name, said in PARTS["entities"].items() if name != "firm"}
    later = changed(
        entities={**others, "company": {"definition": "A company."}},
        relations=LATER["relations"],
        events={"trade": MEANT | {"roles": {
            "buyer": {"range": ["company"]}, "seller": {"range": ["company"]}}}},
    )  # fmt: skip
    narrow = {"op": "narrow", "set": "relation", "label": "holds", "property": "domain"}
    loosen = {"op": "loosen", "set": "relation", "label": "holds", "property": "domain"}
    text = text_of([rename, told, narrow, loosen])
    text = text.replace("  - {op: narrow", "  # As the desk wished.\n  - {op: narrow")
    completed = updated(read_migration(text.encode()), *versions(later))
    assert read_migration(completed.encode()).source.data["operations"] == [
        rename, told | {"question": STALE}, narrow | {"question": STALE}
    ]  # fmt: skip
    assert "# As the desk wished." in completed


def question(later: Head, op: str) -> str:
    (found,) = [each["question"] for each in drafted(later) if each["op"] == op]
    return str(found)


@pytest.mark.parametrize(
    ("attribute", "written"),
    [
        ({"range": "decimal"}, """'value: "0.5"' with the right number, in quotes"""),
        ({"range": "integer"}, "'value: 0' with the right number"),
        ({"range": "boolean"}, "'value: true' or 'value: false'"),
        ({"range": "date"}, """'value: "2026-12-31"' with the right day, in quotes"""),
        ({"values": {"a": {}, "b": {}}}, "'value: VALUE', one of 'a', 'b'"),
        ({"range": "string"}, "'value: TEXT'"),
    ],
)
def test_a_value_is_asked_for_as_it_has_to_be_written(
    attribute: dict[str, Any], written: str
) -> None:
    def of(said: dict[str, Any]) -> Head:
        return {"entities": {**PARTS["entities"], "note": MEANT | {"attributes": {"x": said}}}}

    old = definition_of(head(version="1.0.0", **(PARTS | of(attribute))))
    new = definition_of(changed(**of(attribute | {"required": True})))
    (operation,) = draft(diff(old, new), old, new)["operations"]
    assert operation["question"] == (
        f"What do annotations get that have no 'x'? Write {written}. Without it people decide."
    )
    value = re.match("'(value: .*?)'", written)
    assert value is not None
    said = YAML(typ="safe").load(value[1].replace("VALUE", "a"))
    del operation["question"]
    declared = read_migration(text_of([operation | said]).encode())
    assert check_declared(declared, old, new) == []


def test_another_meaning_is_asked_for_with_what_to_write() -> None:
    later = changed(entities={**PARTS["entities"], "bond": PARTS["entities"]["bond"] | {
        "definition": "What is meant now."}})  # fmt: skip
    asked = question(later, "set-definition")
    assert asked == (
        "Does 'bond' still mean the same? If not, write {op: redefine, set: entity, label: bond} "
        "here, and people look at each annotation; if a part of it went to another label, {op: "
        "carve-out, set: entity, label: bond, to: [LABEL]}."
    )
    for written in re.findall(r"\{.*?\}", asked):
        operation = YAML(typ="safe").load(written.replace("LABEL", "note"))
        assert check_declared(read_migration(text_of([operation]).encode()), *versions(later)) == []


def test_labels_are_asked_for_with_their_names() -> None:
    named = {"101": {"name": "Money", **MEANT}, "note": {"name": "Note"}}
    old = definition_of(head(version="1.0.0", entities={"firm": MEANT, **named}))
    new = definition_of(head(version="2.0.0", entities={"firm": MEANT}))
    first, second = (each["question"] for each in draft(diff(old, new), old, new)["operations"])
    assert first.startswith("What does '101' (Money) become?")
    assert second.startswith("What does 'note' become?")


SIZED: Head = {
    "asset": MEANT,
    "sized": MEANT
    | {
        "abstract": True,
        "attributes": {
            "size": {"values": {"low": {}, "high": {}}, "required": True},
            "lots": {"range": "integer", "required": True},
            "places": {"range": "string", "required": True, "multivalued": True},
            "seen": {"range": "boolean"},
        },
    },
}


@pytest.mark.parametrize(
    ("op", "fields"), [("loosen", {"mixins": ["sized"]}), ("move-label", {"is_a": "sized"})]
)
def test_what_another_parent_or_mixin_demands_may_be_given(op: str, fields: Head) -> None:
    note = MEANT | {"attributes": {"tenor": TENOR}}
    old = definition_of(head(entities=SIZED | {"bond": note, "bill": MEANT | {"is_a": "bond"}}))
    later = SIZED | {"bond": note | fields, "bill": MEANT | {"is_a": "bond"}}
    new = definition_of(head(version="2.0.0", entities=later))
    (operation,) = draft(diff(old, new), old, new)["operations"]
    assert operation["op"] == op
    question = operation.pop("question")
    assert question == (
        "By this 'bond' needs the attributes 'lots', 'size'. What do annotations get that have "
        "none? Add {op: require-attribute, set: entity, label: bond, attribute: lots, value: VALUE}"
        " and {op: require-attribute, set: entity, label: bond, attribute: size, value: VALUE} "
        "with the right value. Where no value is given people decide."
    )

    def said(**values: Any) -> list[tuple[str, str | None]]:
        gives = [
            {"op": "require-attribute", "set": "entity", "label": "bond", "attribute": attribute}
            | {"value": value}
            for attribute, value in values.items()
        ]
        data = {"format": 1, "taxonomy": "desk", "from": "1.0.0", "to": "2.0.0"}
        text = from_data(data | {"operations": [operation, *gives]}, kind="migration")
        declared = read_migration(text.encode())
        assert updated(declared, old, new) == text
        return [(each.rule, each.pointer) for each in check_declared(declared, old, new)]

    assert said() == []
    assert said(lots=1, size="low") == []
    assert said(lots=1, size="mid") == [("migration-label-unknown", "/operations/2/value")]
    assert said(lots="one") == [("migration-label-unknown", "/operations/1/value")]
