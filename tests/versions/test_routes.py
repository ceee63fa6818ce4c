"""Whether two ways to a version do the same with every label, and how it is said if not."""

from __future__ import annotations

from typing import Any

import pytest
from small_migrations import label, one_step

from acoe_spec.versions.records.routes import Route, disagreement
from acoe_spec.versions.records.steps import Step

Json = dict[str, Any]
STYLES: Json = {"size": {"values": {"low": {}, "mid": {}}}}
V1: Json = {"entities": {"bond": label(attributes=STYLES), "bill": label()}}
V2: Json = {"entities": {"debt": label(attributes=STYLES), "bill": label()}}
V3: Json = {"entities": {"paper": label(attributes=STYLES), "bill": label(), "note": label()}}


def rename(before: str, after: str) -> Json:
    return {"op": "rename-label", "set": "entity", "from": before, "to": after}


TO_2 = one_step(V1, V2, rename("bond", "debt"))
TO_3 = one_step(V2, V3, rename("debt", "paper"), versions=("2.0.0", "3.0.0"))


def direct(*operations: Json) -> Step:
    return one_step(V1, V3, *operations, versions=("1.0.0", "3.0.0"))


def route(*steps: Step) -> Route:
    return Route(steps[0].source, steps[-1].target, steps)


def split(*to: str, **said: Any) -> Json:
    return {"op": "split-label", "set": "entity", "from": "bond", "to": list(to), **said}


def value(op: str, **said: Any) -> Json:
    return {"op": op, "set": "entity", "label": "bond", "attribute": "size", **said}


def test_ways_that_do_the_same_agree() -> None:
    assert disagreement(route(TO_2, TO_3), route(direct(rename("bond", "paper")))) is None


def test_what_is_split_and_merged_again_is_what_is_renamed() -> None:
    halves = {"entities": {"one": label(), "other": label(), "bill": label()}}
    there = one_step(V1, halves, split("one", "other"))
    merge = {"op": "merge-labels", "set": "entity", "from": ["one", "other"], "to": "paper"}
    again = one_step(halves, V3, merge, versions=("2.0.0", "3.0.0"))
    lost = {"op": "remove-attribute", "set": "entity", "label": "bond", "attribute": "size",
            "values": "kept"}  # fmt: skip
    assert disagreement(route(there, again), route(direct(rename("bond", "paper"), lost))) is None


@pytest.mark.parametrize(
    ("operations", "sentence"),
    [
        ([rename("bond", "note")], "'bond' becomes 'paper' on one and 'note' on the other"),
        ([split("paper", "note")],
         "'bond' becomes 'paper' on one and 'note' or 'paper', as people decide, on the other"),
        ([split("paper", "note", rules=[{"to": "note", "surface": "^N"}], otherwise="paper")],
         "'bond' becomes 'paper' on one and 'note' or 'paper', as rules decide, on the other"),
        ([{"op": "remove-label", "set": "entity", "label": "bond", "becomes": "nothing"}],
         "'bond' becomes 'paper' on one and nothing on the other"),
        ([rename("bond", "paper"), {"op": "redefine", "set": "entity", "label": "bond"}],
         "'bond' becomes 'paper' on one and 'paper', once people have looked at it, on the other"),
        ([rename("bond", "paper"), rename("bill", "note")],
         "'bill' becomes 'bill' on one and 'note' on the other"),
        ([rename("bond", "paper"), value("rename-value", **{"from": "low", "to": "mid"})],
         ("the value 'low' of the attribute 'size' of 'bond' becomes 'low' on one and 'mid' on the "
          "other")),
        ([rename("bond", "paper"), {"op": "rename-attribute", "set": "entity", "label": "bond",
                                    "from": "size", "to": "volume"}],
         "the attribute 'size' of 'bond' becomes 'size' on one and 'volume' on the other"),
    ],
)  # fmt: skip
def test_the_first_difference_is_named(operations: list[Json], sentence: str) -> None:
    assert disagreement(route(TO_2, TO_3), route(direct(*operations))) == sentence


def test_values_of_a_rule_are_compared_in_the_words_of_the_first_version_too() -> None:
    tiny = {"entities": {"debt": label(attributes={"size": {"values": {"tiny": {}, "mid": {}}}}),
                         "bill": label()}}  # fmt: skip
    there = one_step(
        V1, tiny, rename("bond", "debt"), value("rename-value", **{"from": "low", "to": "tiny"})
    )
    later = one_step(
        tiny,
        V3,
        {"op": "split-label", "set": "entity", "from": "debt", "to": ["paper", "note"],
         "rules": [{"to": "note", "attributes": {"size": ["tiny"]}}], "otherwise": "paper"},
        versions=("2.0.0", "3.0.0"),
    )  # fmt: skip
    once = direct(
        split("paper", "note", rules=[{"to": "note", "attributes": {"size": ["low"]}}],
              otherwise="paper"),
        value("rename-value", **{"from": "low", "to": "tiny"}),
    )  # fmt: skip
    assert disagreement(route(there, later), route(once)) is None


def test_rules_are_compared_in_the_words_of_the_first_version() -> None:
    rule = {"to": "note", "attributes": {"size": ["low"]}}
    later = one_step(
        V2,
        V3,
        {"op": "split-label", "set": "entity", "from": "debt", "to": ["paper", "note"],
         "rules": [rule], "otherwise": "paper"},
        versions=("2.0.0", "3.0.0"),
    )  # fmt: skip
    once = direct(split("paper", "note", rules=[rule], otherwise="paper"))
    assert disagreement(route(TO_2, later), route(once)) is None
    other = direct(
        split("paper", "note", rules=[{"to": "note", "surface": "^N"}], otherwise="paper")
    )
    found = disagreement(route(TO_2, later), route(other))
    assert found == "other rules, or other attributes, go with 'bond'"


def test_a_conversion_on_one_way_only_is_a_difference() -> None:
    """`"05"` goes to people where it has to be a number for a while, and stays elsewhere."""

    def sized(kind: str) -> Json:
        return {"entities": {"bond": label(attributes={"size": {"range": kind}})}}

    def convert(kind: str) -> Json:
        return value("convert-attribute", to=kind)

    text, number = sized("string"), sized("integer")
    there = one_step(text, number, convert("integer"))
    again = one_step(number, text, convert("string"), versions=("2.0.0", "3.0.0"))
    once = one_step(text, text, versions=("1.0.0", "3.0.0"))
    assert disagreement(route(there, again), route(once)) == (
        "the attribute 'size' of 'bond' is converted to integer, then to string on one and is not "
        "converted on the other"
    )

    same = one_step(number, number, versions=("2.0.0", "3.0.0"))
    directly = one_step(text, number, convert("integer"), versions=("1.0.0", "3.0.0"))
    assert disagreement(route(there, same), route(directly)) is None
