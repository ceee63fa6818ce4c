"""What becomes of attributes, values, roles and sets, and of what is required from now on."""

from __future__ import annotations

from typing import Any

import pytest
from small_migrations import BONDS, UBS, label, one_step, outcome, read, walk

Json = dict[str, Any]
PIN = "desk@1.0.0"
STYLES: Json = {"values": {"low": {}, "mid": {}, "high": {}}}


def bond(said: Json, **more: Json) -> Json:
    """A head with the entity `bond` and its attributes."""
    return {"entities": {"bond": label(attributes=said), "bill": label(is_a="bond"), **more}}


def about(op: str, **said: Any) -> Json:
    return {"op": op, "set": "entity", "label": "bond", **said}


def given(**attributes: Any) -> Json:
    return BONDS | {"attributes": attributes}


def test_a_renamed_attribute_is_renamed_for_sub_labels_too() -> None:
    step = one_step(
        bond({"size": STYLES}),
        bond({"amount": STYLES}),
        about("rename-attribute", **{"from": "size", "to": "amount"}),
    )
    bill = given(size="low") | {"label": "bill"}
    assert outcome(step, bill) == {"annotations": [bill | {"attributes": {"amount": "low"}}]}


def test_an_attribute_that_is_gone_is_kept_as_previous_or_looked_at() -> None:
    def step(fate: str) -> Any:
        operation = about("remove-attribute", attribute="size", values=fate)
        return one_step(bond({"size": STYLES, "note": {"range": "string"}}),
                        bond({"note": {"range": "string"}}), operation)  # fmt: skip

    before = {"schema": PIN, "label": "bond", "attributes": {"size": "low"}}
    assert outcome(step("kept"), given(size="low", note="x")) == {
        "annotations": [given(note="x") | {"previous": [before]}]
    }
    assert outcome(step("kept"), given(size="low")) == {
        "annotations": [BONDS | {"previous": [before]}]
    }
    (item,) = outcome(step("reviewed"), given(size="low"))["unresolved"]
    assert item["annotation"] == given(size="low")
    assert item["attribute"] == "size"
    assert item["reason"] == "the attribute 'size' was removed in desk@2.0.0"
    assert outcome(step("reviewed"), given(note="x")) == {"annotations": [given(note="x")]}


VALUES: list[tuple[Json, set[str], Json]] = [
    ({"op": "rename-value", "from": "low", "to": "tiny"}, {"tiny", "mid"}, {"size": "tiny"}),
    ({"op": "merge-values", "from": ["low", "mid"], "to": "mid"}, {"mid"}, {"size": "mid"}),
    ({"op": "remove-value", "value": "low", "becomes": "broader", "to": ["mid"]}, {"mid"},
     {"size": "mid"}),
    ({"op": "split-value", "from": "low", "to": ["nano", "tiny"],
      "rules": [{"to": "nano", "surface": "bond"}]}, {"nano", "tiny"}, {"size": "nano"}),
]  # fmt: skip


@pytest.mark.parametrize(("operation", "values", "after"), VALUES)
def test_a_value_becomes_another(operation: Json, values: set[str], after: Json) -> None:
    new: Json = {"values": {value: {} for value in values}}
    step = one_step(
        bond({"size": STYLES}), bond({"size": new}), about(attribute="size", **operation)
    )
    (said,) = outcome(step, given(size="low"))["annotations"]
    assert said["attributes"] == after
    if operation["op"] != "rename-value":
        before = {"schema": PIN, "label": "bond", "attributes": {"size": "low"}}
        assert said["previous"] == [before]


@pytest.mark.parametrize(
    ("operation", "values", "candidates"),
    [
        ({"op": "split-value", "from": "low", "to": ["nano", "tiny"]}, ["nano", "tiny"],
         ["nano", "tiny"]),
        ({"op": "split-value", "from": "low", "to": ["tiny"]}, ["tiny"], ["tiny"]),
        ({"op": "remove-value", "value": "low", "becomes": "candidates", "to": ["mid", "high"]},
         ["mid", "high"], ["high", "mid"]),
        ({"op": "remove-value", "value": "low", "becomes": "nothing"}, ["mid", "high"], None),
    ],
)  # fmt: skip
def test_a_value_that_people_decide_about(
    operation: Json, values: list[str], candidates: list[str] | None
) -> None:
    new: Json = {"values": {value: {} for value in values}}
    step = one_step(
        bond({"size": STYLES}), bond({"size": new}), about(attribute="size", **operation)
    )
    (item,) = outcome(step, given(size="low"))["unresolved"]
    assert item["annotation"] == given(size="low")
    assert item["attribute"] == "size"
    assert item.get("candidates") == candidates


def test_a_value_that_a_carve_out_takes_along_needs_no_replacement() -> None:
    """Where the rule leads, the attribute has no place; where it does not, people decide still."""
    new = bond({"size": {"values": {"mid": {}, "high": {}}}}, coin=label())
    step = one_step(
        bond({"size": STYLES}),
        new,
        about(
            "carve-out", to=["coin"], otherwise="bond",
            rules=[{"to": "coin", "attributes": {"size": ["low"]}, "surface": "^b"}],
        ),
        about("remove-value", attribute="size", value="low", becomes="nothing"),
    )  # fmt: skip
    before = {"schema": PIN, "label": "bond", "attributes": {"size": "low"}}
    assert outcome(step, given(size="low")) == {
        "annotations": [BONDS | {"label": "coin", "previous": [before]}]
    }
    ubs = UBS | {"label": "bond", "attributes": {"size": "low"}}
    (item,) = outcome(step, ubs)["unresolved"]
    assert item["attribute"] == "size"
    assert (
        item["reason"] == "the value 'low' of 'size' was removed in desk@2.0.0 without replacement"
    )


def test_a_split_asks_about_a_value_only_where_the_label_can_have_it() -> None:
    step = one_step(
        bond({"size": STYLES}),
        bond({"size": {"values": {"mid": {}, "high": {}}}}, coin=label()),
        about("carve-out", to=["coin"]),
        about("remove-value", attribute="size", value="low", becomes="candidates",
              to=["mid", "high"]),
    )  # fmt: skip
    (item,) = outcome(step, given(size="low"))["unresolved"]
    assert item["candidates"] == ["bond", "coin"]
    assert "attribute" not in item


def test_a_rule_decides_of_a_value_that_may_become_one_only() -> None:
    step = one_step(
        bond({"size": STYLES}),
        bond({"size": {"values": {"mid": {}, "high": {}}}}),
        about(
            "split-value", attribute="size",
            **{"from": "low", "to": ["mid"], "rules": [{"to": "mid", "surface": "."}]},
        ),
    )  # fmt: skip
    (said,) = outcome(step, given(size="low"))["annotations"]
    assert said["attributes"] == {"size": "mid"}


def test_several_values_of_one_attribute() -> None:
    many = {**STYLES, "multivalued": True}
    step = one_step(
        bond({"size": many}),
        bond({"size": {"values": {"mid": {}, "high": {}}, "multivalued": True}}),
        about("merge-values", attribute="size", **{"from": ["low"], "to": "mid"}),
    )
    (said,) = outcome(step, given(size=["low", "high", "mid"]))["annotations"]
    assert said["attributes"] == {"size": ["mid", "high"]}


def test_more_worlds_than_anybody_can_choose_from_are_left_to_people() -> None:
    values: Json = {f"v{number}": {} for number in range(20)}
    halves: Json = {f"v{number}{half}": {} for number in range(20) for half in "ab"}
    step = one_step(
        bond({"size": {"values": values, "multivalued": True}}),
        bond({"size": {"values": halves, "multivalued": True}}),
        *(
            about("split-value", attribute="size",
                  **{"from": name, "to": [f"{name}a", f"{name}b"]})
            for name in values
        ),
    )  # fmt: skip
    (item,) = outcome(step, given(size=list(values)))["unresolved"]
    assert item["reason"] == "it may be more than 256 different things"


@pytest.mark.parametrize(
    ("before", "after", "value", "converted"),
    [
        ({"range": "integer"}, {"range": "decimal"}, 5, "5"),
        ({"range": "integer"}, {"range": "string"}, -5, "-5"),
        ({"range": "string"}, {"range": "integer"}, "12", 12),
        ({"range": "string"}, {"range": "integer"}, "012", None),
        ({"range": "decimal"}, {"range": "integer"}, "1.0", None),
        ({"range": "string"}, {"range": "boolean"}, "true", True),
        ({"range": "string"}, {"range": "date"}, "2034-05-01", "2034-05-01"),
        ({"range": "string"}, {"range": "date"}, "May 2034", None),
        ({"range": "string"}, STYLES, "low", "low"),
        ({"range": "string"}, STYLES, "lower", None),
        (STYLES, {**STYLES, "multivalued": True}, "low", ["low"]),
        ({**STYLES, "multivalued": True}, STYLES, ["low"], "low"),
        ({**STYLES, "multivalued": True}, STYLES, ["low", "mid"], None),
    ],
)
def test_a_converted_value_is_the_same_or_is_looked_at(
    before: Json, after: Json, value: Any, converted: Any
) -> None:
    kind = after.get("range", "values")
    step = one_step(
        bond({"size": before}),
        bond({"size": after}),
        about("convert-attribute", attribute="size", to=kind,
              multivalued=after.get("multivalued", False)),
    )  # fmt: skip
    said = outcome(step, given(size=value))
    if converted is not None:
        assert said == {"annotations": [given(size=converted)]}
    else:
        (item,) = said["unresolved"]
        assert item["annotation"] == given(size=value)
        assert item["attribute"] == "size"
        assert item["reason"] == f"the value of 'size' cannot be converted to {kind} exactly"


def test_a_required_attribute_is_filled_in_or_asked_for() -> None:
    new = bond({"size": {**STYLES, "required": True}})
    step = one_step(
        bond({"size": STYLES}), new, about("require-attribute", attribute="size", value="mid")
    )
    assert outcome(step, BONDS) == {"annotations": [given(size="mid")]}
    assert outcome(step, given(size="low")) == {"annotations": [given(size="low")]}
    step = one_step(bond({"size": STYLES}), new, about("require-attribute", attribute="size"))
    assert outcome(step, BONDS) == {
        "annotations": [],
        "unresolved": [
            {
                "annotation": BONDS,
                "schema": PIN,
                "reason": "'bond' needs the attribute 'size'",
                "attribute": "size",
                "candidates": ["high", "low", "mid"],
            }
        ],
    }
    assert outcome(step, BONDS, state="draft") == {"annotations": [BONDS]}


def test_a_value_declared_for_a_mixin_is_given_to_the_labels_that_list_it() -> None:
    def sized(**more: Any) -> Json:
        mixin = label(abstract=True, attributes={"size": {**STYLES, **more}})
        note = label(mixins=["sized"])
        return {"entities": {"sized": mixin, "bond": note, "perpetual": label(is_a="bond")}}

    step = one_step(
        sized(),
        sized(required=True),
        {**about("require-attribute", attribute="size", value="mid"), "label": "sized"},
    )
    assert outcome(step, BONDS) == {"annotations": [given(size="mid")]}
    below = {**BONDS, "label": "perpetual"}
    assert outcome(step, below) == {"annotations": [{**given(size="mid"), "label": "perpetual"}]}


@pytest.mark.parametrize("above", [{"mixins": ["sized"]}, {"is_a": "sized"}])
def test_a_value_declared_for_what_a_label_takes_over_is_given(above: Json) -> None:
    sized = label(abstract=True, attributes={"size": {**STYLES, "required": True}})
    step = one_step(
        {"entities": {"sized": sized, "bond": label(), "perpetual": label(is_a="bond")}},
        {"entities": {"sized": sized, "bond": label(**above), "perpetual": label(is_a="bond")}},
        about("require-attribute", attribute="size", value="mid"),
    )
    assert outcome(step, BONDS) == {"annotations": [given(size="mid")]}
    below = {**BONDS, "label": "perpetual"}
    assert outcome(step, below) == {"annotations": [{**given(size="mid"), "label": "perpetual"}]}


def test_a_renamed_role_is_renamed_for_sub_labels_too() -> None:
    def events(role: str) -> Json:
        trade = label(trigger="none", roles={role: {"range": ["bond"]}})
        return {"events": {"trade": trade, "block": label(is_a="trade")}}

    step = one_step(
        {**bond({}), **events("what")},
        {**bond({}), **events("traded")},
        {"op": "rename-role", "set": "event", "label": "trade", "from": "what", "to": "traded"},
    )
    block: Json = {"type": "event", "id": "v1", "label": "block"}
    before = block | {"arguments": [{"role": "what", "target": "e2"}]}
    after = block | {"arguments": [{"role": "traded", "target": "e2"}]}
    assert outcome(step, BONDS, before) == {"annotations": [BONDS, after]}


def sets(**named: Json) -> Json:
    entities = {"bond": label(), "firm": label()}
    return {"entities": entities, "categories": {
        name: {"question": "?", "applies_to": {"units": ["turn"]},
               "labels": {"rfq": label(), "other": label()}, **said}
        for name, said in named.items()
    }}  # fmt: skip


def answer(set_: str, name: str, identifier: str = "c1") -> Json:
    return {"type": "category", "id": identifier, "set": set_, "label": name, "target": "t1"}


def test_a_renamed_set_is_renamed_in_the_scope_too() -> None:
    step = one_step(
        sets(intent={}), sets(purpose={}), {"op": "rename-set", "from": "intent", "to": "purpose"}
    )
    assert outcome(step, answer("intent", "rfq"), scope=["entity", "intent"]) == {
        "annotations": [answer("purpose", "rfq")],
        "scope": ["entity", "purpose"],
    }


def test_a_set_and_its_label_renamed_at_once() -> None:
    new = sets(purpose={"labels": {"ask": label(), "other": label()}})
    step = one_step(
        sets(intent={}),
        new,
        {"op": "rename-set", "from": "intent", "to": "purpose"},
        {"op": "rename-label", "set": "intent", "from": "rfq", "to": "ask"},
    )
    assert outcome(step, answer("intent", "rfq")) == {"annotations": [answer("purpose", "ask")]}


def test_a_set_that_is_gone() -> None:
    step = one_step(sets(intent={}, mood={}), sets(mood={}), {"op": "remove-set", "set": "intent"})
    said = outcome(step, answer("intent", "rfq"), scope=["intent", "mood"])
    assert said["annotations"] == []
    assert said["scope"] == ["mood"]
    (item,) = said["unresolved"]
    assert item["reason"] == "the set 'intent' is gone since desk@2.0.0"


def test_a_required_set_is_answered_as_its_author_says() -> None:
    new = sets(intent={"required": True})
    step = one_step(sets(intent={}), new, {"op": "require-set", "set": "intent", "label": "other"})
    added = answer("intent", "other", "intent-t1")
    assert outcome(step, UBS | {"label": "bond"})["annotations"][1:] == [added]
    assert outcome(step, answer("intent", "rfq")) == {"annotations": [answer("intent", "rfq")]}
    assert outcome(step, state="draft") == {"annotations": []}
    assert outcome(step, scope=["entity"]) == {"annotations": [], "scope": ["entity"]}
    _, counts = walk(read(), step)
    assert (counts.added, counts.annotations_in, counts.annotations_out) == (1, 0, 1)


def test_a_required_set_without_an_answer_is_out_of_the_scope() -> None:
    new = sets(intent={"required": True}, mood={})
    step = one_step(sets(intent={}, mood={}), new, {"op": "require-set", "set": "intent"})
    assert outcome(step) == {"annotations": [], "scope": ["entity", "relation", "event", "mood"]}
    assert outcome(step, answer("intent", "rfq")) == {"annotations": [answer("intent", "rfq")]}
    assert outcome(step, scope=["intent"]) == {"annotations": [], "scope": []}


def test_a_merge_that_makes_a_required_set_ask_about_more() -> None:
    target = {"applies_to": {"labels": ["bond"]}}
    asked = {"quality": {"question": "?", "required": True, "labels": {"good": label()}} | target}
    step = one_step(
        {"entities": {"bond": label(), "bill": label()}, "categories": asked},
        {"entities": {"bond": label()}, "categories": asked},
        {"op": "merge-labels", "set": "entity", "from": ["bill", "bond"], "to": "bond"},
    )
    bill = BONDS | {"label": "bill"}
    said = outcome(step, bill)
    was = {"schema": "desk@1.0.0", "label": "bill"}
    assert said["annotations"] == [BONDS | {"previous": [was]}]
    assert said["scope"] == ["entity", "relation", "event"]
    assert "scope" not in outcome(step, bill, state="draft")


def test_an_answer_that_one_version_adds_and_a_later_one_leaves_open_is_counted() -> None:
    added = one_step(
        sets(intent={}),
        sets(intent={"required": True}),
        {"op": "require-set", "set": "intent", "label": "other"},
    )
    redefined = one_step(
        sets(intent={"required": True}),
        sets(intent={"required": True}),
        {"op": "redefine", "set": "intent", "label": "other"},
        versions=("2.0.0", "3.0.0"),
    )
    result, counts = walk(read(BONDS), added, redefined)
    assert [each.schema for each in result.unresolved or ()] == ["desk@2.0.0"]
    assert (counts.annotations_in, counts.unchanged, counts.unresolved) == (1, 1, 0)
    assert (counts.added, counts.added_unresolved, counts.annotations_out) == (0, 1, 1)


def test_an_id_for_an_added_answer_is_one_that_nothing_has() -> None:
    step = one_step(
        sets(intent={}),
        sets(intent={"required": True}),
        {"op": "require-set", "set": "intent", "label": "other"},
    )
    taken = BONDS | {"id": "intent-t1"}
    said = outcome(step, taken)["annotations"]
    assert [each["id"] for each in said] == ["intent-t1", "intent-t1-2"]


def test_a_second_answer_where_there_is_one_now() -> None:
    step = one_step(
        sets(intent={"select": "many"}),
        sets(intent={}),
        {"op": "narrow", "set": "intent", "property": "select"},
    )
    said = outcome(step, answer("intent", "rfq"), answer("intent", "other", "c2"))
    assert said["annotations"] == [answer("intent", "rfq")]
    assert [each["annotation"]["id"] for each in said["unresolved"]] == ["c2"]


def test_only_what_was_concerned_counts_as_migrated() -> None:
    step = one_step(
        sets(intent={}),
        sets(intent={"labels": {"ask": label(), "other": label()}}),
        {"op": "rename-label", "set": "intent", "from": "rfq", "to": "ask"},
    )
    _, counts = walk(read(BONDS, answer("intent", "rfq")), step)
    assert (counts.unchanged, counts.migrated, counts.by_op) == (1, 1, {"rename-label": 1})
