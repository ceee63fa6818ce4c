"""What becomes of annotations whose label is renamed, merged, split, moved or gone."""

from __future__ import annotations

from typing import Any

import pytest
from small_migrations import AGAIN, BONDS, UBS, entity, label, one_step, outcome, read, walk

Json = dict[str, Any]
PIN = "desk@1.0.0"


def relation(identifier: str, name: str, subject: str, object_: str) -> Json:
    return {
        "type": "relation", "id": identifier, "label": name, "subject": subject, "object": object_,
    }  # fmt: skip


def category(identifier: str, set_: str, name: str, target: str) -> Json:
    return {"type": "category", "id": identifier, "set": set_, "label": name, "target": target}


def entities(*names: str) -> Json:
    return {"entities": {name: label() for name in names}}


def test_two_labels_that_exchange_their_ids() -> None:
    step = one_step(
        entities("firm", "bond"),
        entities("firm", "bond"),
        {"op": "swap", "set": "entity", "labels": ["firm", "bond"]},
    )
    assert outcome(step, UBS, BONDS) == {
        "annotations": [UBS | {"label": "bond"}, BONDS | {"label": "firm"}]
    }


def test_renames_that_follow_each_other_happen_at_once() -> None:
    step = one_step(
        entities("firm", "bond"),
        entities("bond", "debt"),
        {"op": "rename-label", "set": "entity", "from": "firm", "to": "bond"},
        {"op": "rename-label", "set": "entity", "from": "bond", "to": "debt"},
    )
    assert outcome(step, UBS, BONDS) == {
        "annotations": [UBS | {"label": "bond"}, BONDS | {"label": "debt"}]
    }


def test_a_record_says_which_version_it_is_of_and_was_first_of() -> None:
    step = one_step(entities("firm"), entities("firm"))
    result = walk(read(UBS), step).record
    assert (result.schema, result.annotated_with) == ("desk@2.0.0", "desk@1.0.0")
    result = walk(read(UBS, annotated_with="desk@0.1.0"), step).record
    assert result.annotated_with == "desk@0.1.0"


MERGE = one_step(
    {
        **entities("firm", "bond", "bill"),
        "relations": {"holds": label(domain=["firm"], range=["bond", "bill"])},
        "events": {"trade": label(trigger="none", roles={"what": {"range": ["bond", "bill"]}})},
        "categories": {
            "view": {
                "question": "?",
                "applies_to": {"labels": ["bond", "bill"]},
                "labels": {"up": label(), "down": label()},
            }
        },
    },
    {
        **entities("firm", "debt"),
        "relations": {"holds": label(domain=["firm"], range=["debt"])},
        "events": {"trade": label(trigger="none", roles={"what": {"range": ["debt"]}})},
        "categories": {
            "view": {
                "question": "?",
                "applies_to": {"labels": ["debt"]},
                "labels": {"up": label(), "down": label()},
            }
        },
    },
    {"op": "merge-labels", "set": "entity", "from": ["bond", "bill"], "to": "debt"},
)
BILL = BONDS | {"id": "e4", "label": "bill"}


def test_a_merge_keeps_what_the_label_was() -> None:
    assert outcome(MERGE, BONDS, AGAIN | {"label": "bill"}) == {
        "annotations": [
            BONDS | {"label": "debt", "previous": [{"schema": PIN, "label": "bond"}]},
            AGAIN | {"label": "debt", "previous": [{"schema": PIN, "label": "bill"}]},
        ]
    }


def test_what_has_no_place_after_a_merge_is_kept_as_it_was_called() -> None:
    style = {"values": {"vanilla": {}, "barrier": {}}}
    plain = {"values": {"plain": {}, "barrier": {}}}
    step = one_step(
        {"entities": {"bond": label(attributes={"style": style}), "bill": label()}},
        {"entities": {"debt": label(), "note": label(attributes={"kind": plain})}},
        {"op": "split-label", "set": "entity", "from": "bond", "to": ["debt", "note"],
         "rules": [{"to": "note", "unit": {"speaker": ["A"]}}], "otherwise": "debt"},
        {"op": "rename-attribute", "set": "entity", "label": "bond", "from": "style", "to": "kind"},
        {"op": "rename-value", "set": "entity", "label": "bond", "attribute": "style",
         "from": "vanilla", "to": "plain"},
    )  # fmt: skip
    bond = BONDS | {"attributes": {"style": "vanilla"}}
    previous = {"schema": PIN, "label": "bond", "attributes": {"style": "vanilla"}}
    assert outcome(step, bond) == {
        "annotations": [BONDS | {"label": "debt", "previous": [previous]}]
    }


def test_what_a_merge_makes_the_same_is_one_and_all_that_named_the_other_names_it() -> None:
    trade = {
        "type": "event", "id": "v1", "label": "trade",
        "arguments": [{"role": "what", "target": "e2"}, {"role": "what", "target": "e4"}],
    }  # fmt: skip
    view = category("c1", "view", "up", "e4")
    result, counts = walk(
        read(UBS, BONDS, BILL, relation("r1", "holds", "e1", "e4"), trade, view), MERGE
    )
    survivor = next(each for each in result.annotations if each.id == "e2")
    assert [(each.label, each.id or None) for each in survivor.previous or ()] == [
        ("bond", None),
        ("bill", "e4"),
    ]
    there = {each.id: each for each in result.annotations}
    assert set(there) == {"e1", "e2", "r1", "v1", "c1"}
    assert there["r1"].object == "e2"  # type: ignore[union-attr]  # is a relation
    assert [each.target for each in there["v1"].arguments] == ["e2"]  # type: ignore[union-attr]
    assert there["c1"].target == "e2"  # type: ignore[union-attr]  # is a category
    assert (counts.deduplicated, counts.migrated, counts.unchanged) == (1, 4, 1)


def test_relations_that_a_merge_makes_the_same_are_one_too() -> None:
    result, counts = walk(
        read(
            UBS, BONDS, BILL,
            relation("r1", "holds", "e1", "e2"), relation("r2", "holds", "e1", "e4"),
        ),
        MERGE,
    )  # fmt: skip
    assert [each.id for each in result.annotations] == ["e1", "e2", "r1"]
    (previous,) = list(result.annotations[-1].previous or [])
    assert (previous.schema, previous.label, previous.id) == (PIN, "holds", "r2")
    assert counts.deduplicated == 2


def test_what_was_the_same_before_is_left_alone() -> None:
    twin = BONDS | {"id": "e9"}
    result, counts = walk(read(BONDS, twin), MERGE)
    assert [each.id for each in result.annotations] == ["e2", "e9"]
    assert counts.deduplicated == 0


def test_what_others_made_or_remarked_on_is_not_the_same() -> None:
    """Both stay to be looked at: the second says what the first says already."""
    result, counts = walk(read(BONDS, BILL | {"comment": "really?"}), MERGE)
    assert [each.id for each in result.annotations] == ["e2"]
    (item,) = list(result.unresolved or [])
    assert (item.annotation.id, item.annotation.label) == ("e4", "bill")
    assert item.reason == "'e2' says the same already"
    assert (counts.deduplicated, counts.unresolved) == (0, 1)


def test_a_relation_whose_ends_became_one_is_for_people() -> None:
    old = {
        **entities("bond", "bill"),
        "relations": {"same": label(domain=["bond"], range=["bill"])},
    }
    new = {**entities("debt"), "relations": {"same": label(domain=["debt"], range=["debt"])}}
    step = one_step(
        old, new, {"op": "merge-labels", "set": "entity", "from": ["bond", "bill"], "to": "debt"}
    )
    said = relation("r1", "same", "e2", "e4")
    assert outcome(step, BONDS, BILL, said)["unresolved"] == [
        {"annotation": said, "schema": PIN, "reason": "both its ends became one"}
    ]


def test_attributes_that_the_merged_label_does_not_know_are_kept_as_previous() -> None:
    step = one_step(
        {"entities": {"bill": label(attributes={"days": {"range": "integer"}}), "bond": label()}},
        entities("bond"),
        {"op": "merge-labels", "set": "entity", "from": ["bill", "bond"], "to": "bond"},
    )
    bill = BILL | {"attributes": {"days": 90}}
    before = {"schema": PIN, "label": "bill", "attributes": {"days": 90}}
    assert outcome(step, bill) == {"annotations": [BILL | {"label": "bond", "previous": [before]}]}


def test_a_split_for_people_names_what_it_may_be() -> None:
    step = one_step(
        entities("firm", "bond"),
        entities("firm", "short", "long"),
        {"op": "split-label", "set": "entity", "from": "bond", "to": ["short", "long"]},
    )
    assert outcome(step, UBS, BONDS) == {
        "annotations": [UBS],
        "unresolved": [
            {
                "annotation": BONDS,
                "schema": PIN,
                "reason": "'bond' was split in desk@2.0.0, and nothing decides",
                "candidates": ["long", "short"],
            }
        ],
    }


@pytest.mark.parametrize(
    ("rules", "nothing"),
    [({}, "nothing"), ({"rules": [{"to": "short", "surface": "^x$"}]}, "no rule")],
)
def test_a_split_into_one_label_is_for_people_too(rules: Json, nothing: str) -> None:
    """As a concordance has it where it is not sure, and the old id means something else now."""
    step = one_step(
        entities("bond"),
        entities("bond", "short"),
        {"op": "split-label", "set": "entity", "from": "bond", "to": ["short"], **rules},
    )
    assert outcome(step, BONDS)["unresolved"] == [
        {
            "annotation": BONDS,
            "schema": PIN,
            "reason": f"'bond' was split in desk@2.0.0, and {nothing} decides",
            "candidates": ["short"],
        }
    ]


def test_what_depends_on_something_open_waits_for_it() -> None:
    old = {
        **entities("firm", "bond"),
        "relations": {"holds": label(domain=["firm"], range=["bond"])},
        "events": {
            "trade": label(trigger="none", roles={"what": {"range": ["bond"]}}),
            "news": label(trigger="none", roles={"about": {"range": ["event/trade"]}}),
        },
    }
    new = {
        **entities("firm", "short", "long"),
        "relations": {"holds": label(domain=["firm"], range=["short", "long"])},
        "events": {
            "trade": label(trigger="none", roles={"what": {"range": ["short", "long"]}}),
            "news": label(trigger="none", roles={"about": {"range": ["event/trade"]}}),
        },
    }
    step = one_step(
        old, new, {"op": "split-label", "set": "entity", "from": "bond", "to": ["short", "long"]}
    )
    trade = {"type": "event", "id": "v1", "label": "trade",
             "arguments": [{"role": "what", "target": "e2"}]}  # fmt: skip
    news = {"type": "event", "id": "v2", "label": "news",
            "arguments": [{"role": "about", "target": "v1"}]}  # fmt: skip
    said = outcome(step, UBS, BONDS, relation("r1", "holds", "e1", "e2"), trade, news)
    assert said["annotations"] == [UBS]
    waiting = [(each["annotation"]["id"], each.get("because")) for each in said["unresolved"]]
    assert waiting == [("e2", None), ("r1", "e2"), ("v1", "e2"), ("v2", "v1")]
    assert said["unresolved"][1]["reason"] == "it depends on 'e2', which is unresolved"


RULES: list[tuple[Json, str]] = [
    ({"surface": "^[A-Z]+$"}, "e1"),
    ({"attributes": {"kind": ["bank"]}}, "e1"),
    ({"links": ["lei"]}, "e1"),
    ({"roles": [{"of": "relation/holds", "as": "subject"}]}, "e1"),
    ({"roles": [{"of": "event/trade", "as": "who"}]}, "e3"),
]


@pytest.mark.parametrize(("condition", "meant"), RULES)
def test_a_split_by_what_a_rule_asks_about_the_annotation(condition: Json, meant: str) -> None:
    said: Json = {"links": {"to": ["lei"]}, "attributes": {"kind": {"values": {"bank": {}}}}}
    parts: Json = {"knowledge_bases": {"lei": {"title": "LEI"}}}
    old = {
        **parts,
        "entities": {"firm": label(**said)},
        "relations": {
            "has": label(domain=["firm"], range=["firm"]),
            "holds": label(is_a="has"),
        },
        "events": {"trade": label(trigger="none", roles={"who": {"range": ["firm"]}})},
    }
    new = {
        **parts,
        "entities": {"bank": label(**said), "other": label(**said)},
        "relations": {
            "has": label(domain=["bank", "other"], range=["bank", "other"]),
            "holds": label(is_a="has"),
        },
        "events": {"trade": label(trigger="none", roles={"who": {"range": ["bank", "other"]}})},
    }
    step = one_step(old, new, {
        "op": "split-label", "set": "entity", "from": "firm", "to": ["bank", "other"],
        "rules": [{"to": "bank", **condition}], "otherwise": "other",
    })  # fmt: skip
    first = UBS | {"attributes": {"kind": "bank"}, "links": [{"kb": "lei", "id": "X"}]}
    second = BONDS | {"label": "firm"}
    third = AGAIN | {"label": "firm"}
    trade = {"type": "event", "id": "v1", "label": "trade",
             "arguments": [{"role": "who", "target": "e3"}]}  # fmt: skip
    result = outcome(step, first, second, third, relation("r1", "holds", "e1", "e2"), trade)
    there = {each["id"]: each["label"] for each in result["annotations"]}
    assert {key: there[key] for key in ("e1", "e2", "e3")} == {
        key: "bank" if key == meant else "other" for key in ("e1", "e2", "e3")
    }


@pytest.mark.parametrize(
    ("condition", "label_", "fields"),
    [
        ({"unit": {"type": ["turn"]}}, "one", {}),
        ({"unit": {"speaker": ["UBS"]}}, "other", {}),
        ({"modality": ["chat"]}, "one", {}),
        ({"modality": ["email"]}, "other", {}),
        ({}, "one", {}),
    ],
)
def test_a_split_by_where_the_annotation_is(condition: Json, label_: str, fields: Json) -> None:
    step = one_step(entities("firm"), entities("one", "other"), {
        "op": "split-label", "set": "entity", "from": "firm", "to": ["one", "other"],
        "rules": [{"to": "one", **condition}, {"to": "other"}],
    })  # fmt: skip
    (said,) = outcome(step, UBS, **fields)["annotations"]
    assert said == UBS | {"label": label_, "previous": [{"schema": PIN, "label": "firm"}]}


def test_a_rule_about_a_relation_that_is_itself_open_decides_nothing() -> None:
    """At first `ties` divides, for people; then `firm` does, by what it has become."""
    first = one_step(
        {**entities("firm"), "relations": {"ties": label(domain=["firm"], range=["firm"])}},
        {**entities("firm"), "relations": {
            "owns": label(domain=["firm"], range=["firm"]),
            "knows": label(domain=["firm"], range=["firm"]),
        }},
        {"op": "split-label", "set": "relation", "from": "ties", "to": ["owns", "knows"]},
    )  # fmt: skip
    both = ["owner", "other"]
    second = one_step(
        {**entities("firm"), "relations": {
            "owns": label(domain=["firm"], range=["firm"]),
            "knows": label(domain=["firm"], range=["firm"]),
        }},
        {**entities("owner", "other"), "relations": {
            "owns": label(domain=both, range=both), "knows": label(domain=both, range=both),
        }},
        {"op": "split-label", "set": "entity", "from": "firm", "to": both,
         "rules": [{"to": "owner", "roles": [{"of": "relation/owns", "as": "subject"}]}],
         "otherwise": "other"},
        versions=("2.0.0", "3.0.0"),
    )  # fmt: skip
    result = walk(
        read(UBS, BONDS | {"label": "firm"}, relation("r1", "ties", "e1", "e2")), first, second
    ).record
    assert [(each.id, each.label) for each in result.annotations] == [("e2", "other")]
    there = {each.annotation.id: each for each in result.unresolved or ()}
    assert there["e1"].candidates == ["other", "owner"]
    assert there["e1"].schema == "desk@2.0.0"
    assert there["r1"].candidates == ["knows", "owns"]


def test_n_to_m_takes_what_is_certain_and_asks_for_the_rest() -> None:
    step = one_step(
        entities("a", "b"),
        entities("x", "y"),
        {"op": "split-label", "set": "entity", "from": "a", "to": ["x", "y"]},
        {"op": "merge-labels", "set": "entity", "from": ["b"], "to": "y"},
    )
    said = outcome(step, UBS | {"label": "a"}, BONDS | {"label": "b"})
    assert [each["label"] for each in said["annotations"]] == ["y"]
    assert [each["candidates"] for each in said["unresolved"]] == [["x", "y"]]


@pytest.mark.parametrize(
    ("removal", "label_", "candidates"),
    [
        ({"becomes": "exact", "to": ["debt"]}, "debt", None),
        ({"becomes": "broader", "to": ["debt"]}, "debt", None),
        ({"becomes": "candidates", "to": ["debt", "firm"]}, None, ["debt", "firm"]),
        ({"becomes": "candidates", "to": ["debt"]}, None, ["debt"]),
        ({"becomes": "nothing"}, None, None),
    ],
)
def test_a_removed_label(removal: Json, label_: str | None, candidates: list[str] | None) -> None:
    step = one_step(
        entities("firm", "bond", "debt"),
        entities("firm", "debt"),
        {"op": "remove-label", "set": "entity", "label": "bond", **removal},
    )
    said = outcome(step, BONDS)
    if label_ is not None:
        previous = [{"schema": PIN, "label": "bond"}]
        assert said["annotations"] == [BONDS | {"label": label_, "previous": previous}]
    else:
        (item,) = said["unresolved"]
        assert item["annotation"] == BONDS
        assert item.get("candidates") == candidates


def test_carving_out_keeps_the_id_and_asks_unless_a_rule_decides() -> None:
    operation: Json = {"op": "carve-out", "set": "entity", "label": "bond", "to": ["bill"]}
    old, new = entities("bond"), entities("bond", "bill")
    (item,) = outcome(one_step(old, new, operation), BONDS)["unresolved"]
    assert item["candidates"] == ["bill", "bond"]
    rule = {"rules": [{"to": "bond", "surface": "bonds"}]}
    (said,) = outcome(one_step(old, new, operation | rule), BONDS)["annotations"]
    assert said == BONDS | {"previous": [{"schema": PIN, "label": "bond"}]}


@pytest.mark.parametrize(
    "operation", [{"op": "redefine"}, {"op": "flip-example", "example": "clear-case"}]
)
def test_a_label_that_means_something_else_is_looked_at(operation: Json) -> None:
    step = one_step(
        entities("bond"), entities("bond"), {"set": "entity", "label": "bond", **operation}
    )
    (item,) = outcome(step, BONDS)["unresolved"]
    assert item["candidates"] == ["bond"]


def test_a_label_for_its_sub_labels_only() -> None:
    old = {"entities": {"bond": label(), "bill": label(is_a="bond"), "note": label(is_a="bond")}}
    new = {"entities": {**old["entities"], "bond": label(abstract=True)}}
    operation: Json = {"op": "make-abstract", "set": "entity", "label": "bond"}
    (item,) = outcome(one_step(old, new, operation), BONDS)["unresolved"]
    assert item["candidates"] == ["bill", "note"]
    (said,) = outcome(one_step(old, new, operation | {"to": "note"}), BONDS)["annotations"]
    assert said == BONDS | {"label": "note", "previous": [{"schema": PIN, "label": "bond"}]}


def test_a_moved_label_leaves_the_range_of_a_relation() -> None:
    relations = {"holds": label(domain=["firm"], range=["asset"])}
    old = {
        "entities": {"firm": label(), "asset": label(), "bond": label(is_a="asset")},
        "relations": relations,
    }
    new = {"entities": {**entities("firm", "asset", "bond")["entities"]}, "relations": relations}
    step = one_step(old, new, {"op": "move-label", "set": "entity", "label": "bond"})
    said = relation("r1", "holds", "e1", "e2")
    assert outcome(step, UBS, BONDS, said) == {
        "annotations": [UBS, BONDS],
        "unresolved": [
            {"annotation": said, "schema": PIN, "reason": "the object of 'holds' is 'bond'"}
        ],
    }


def test_what_was_wrong_before_stays_where_it_is() -> None:
    step = one_step(entities("firm", "bond"), entities("firm", "bond"))
    unknown = BONDS | {"label": "bund"}
    assert outcome(step, unknown) == {"annotations": [unknown]}


def test_members_of_a_cluster() -> None:
    relations = {"same_as": label(domain=["bond"], range=["bond"], symmetric=True)}
    step = one_step(
        {**entities("bond"), "relations": relations},
        {**entities("short", "long"), "relations": {
            "same_as": label(domain=["short", "long"], range=["short", "long"], symmetric=True)
        }},
        {"op": "split-label", "set": "entity", "from": "bond", "to": ["short", "long"],
         "rules": [{"to": "long", "surface": "^X"}]},
    )  # fmt: skip
    cluster = {"type": "cluster", "id": "k1", "label": "same_as", "members": ["e2", "e3"]}
    said = outcome(step, BONDS, AGAIN, cluster)
    assert [(each["annotation"]["id"], each.get("because")) for each in said["unresolved"]] == [
        ("e2", None), ("e3", None), ("k1", "e2"),
    ]  # fmt: skip


def test_a_relation_that_is_flipped_and_flipped_back_has_met_a_flip() -> None:
    ends = {"domain": ["firm"], "range": ["bond"]}
    flipped = {"domain": ["bond"], "range": ["firm"]}
    there, back = (
        one_step(
            {**entities("firm", "bond"), "relations": {"holds": label(**before)}},
            {**entities("firm", "bond"), "relations": {"holds": label(**after)}},
            {"op": "flip-relation", "set": "relation", "label": "holds"},
            versions=versions,
        )
        for before, after, versions in (
            (ends, flipped, ("1.0.0", "2.0.0")),
            (flipped, ends, ("2.0.0", "3.0.0")),
        )
    )
    before = read(UBS, BONDS, relation("r1", "holds", "e1", "e2"))
    result, counts = walk(before, there, back)
    assert result.annotations == before.annotations
    assert (counts.unchanged, counts.migrated, counts.by_op) == (3, 0, {"flip-relation": 1})


def test_a_flipped_relation_and_a_symmetric_one_in_document_order() -> None:
    ends = {"domain": ["firm"], "range": ["bond"]}
    flipped = {"domain": ["bond"], "range": ["firm"]}
    step = one_step(
        {**entities("firm", "bond"), "relations": {"holds": label(**ends)}},
        {**entities("firm", "bond"), "relations": {"holds": label(**flipped)}},
        {"op": "flip-relation", "set": "relation", "label": "holds"},
    )
    said = outcome(step, UBS, BONDS, relation("r1", "holds", "e1", "e2"))["annotations"]
    assert said[-1] == relation("r1", "holds", "e2", "e1")
    every = {"domain": ["bond"], "range": ["bond"]}
    step = one_step(
        {**entities("bond"), "relations": {"like": label(**every)}},
        {**entities("bond"), "relations": {"like": label(**every, symmetric=True)}},
        {"op": "loosen", "set": "relation", "label": "like", "property": "symmetric"},
    )
    said = outcome(step, BONDS, AGAIN, relation("r1", "like", "e3", "e2"))["annotations"]
    assert said[-1] == relation("r1", "like", "e2", "e3")


def test_a_label_that_is_split_and_merged_again_is_decided_once_it_is_one() -> None:
    first = one_step(
        entities("bond"),
        entities("short", "long"),
        {"op": "split-label", "set": "entity", "from": "bond", "to": ["short", "long"]},
    )
    second = one_step(
        entities("short", "long"),
        entities("debt"),
        {"op": "merge-labels", "set": "entity", "from": ["short", "long"], "to": "debt"},
        versions=("2.0.0", "3.0.0"),
    )
    halfway = walk(read(BONDS), first).record
    assert [each.schema for each in halfway.unresolved or ()] == ["desk@1.0.0"]
    result, counts = walk(halfway, second, history=(first,))
    assert [(each.id, each.label) for each in result.annotations] == [("e2", "debt")]
    assert result.unresolved is not halfway.unresolved
    assert (counts.annotations_in, counts.migrated, counts.unresolved) == (1, 1, 0)
    assert result == walk(read(BONDS), first, second).record


def test_what_is_open_from_a_version_without_a_way_stays_open() -> None:
    step = one_step(entities("bond"), entities("bond"))
    item = {"annotation": BONDS, "schema": "desk@0.1.0", "reason": "nobody knows"}
    before = read(UBS | {"label": "bond"}, unresolved=[item])
    result, counts = walk(before, step)
    assert result.unresolved == before.unresolved
    assert (counts.unchanged, counts.unresolved) == (1, 1)


def test_entities_of_one_place_are_compared_by_all_that_they_say() -> None:
    other = entity("e4", "bill", (8, 13), text="bonds") | {"links": [{"kb": "x", "id": "1"}]}
    result, counts = walk(read(BONDS, other), MERGE)
    assert counts.deduplicated == 0
    assert len(result.annotations) == 2
