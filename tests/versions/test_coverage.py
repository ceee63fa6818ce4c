"""What the rules of a split leave open and share, against asking the rules themselves."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.models.migration import SplitRule
from acoe_spec.models.record_structs import Entity
from acoe_spec.taxonomy.definition import Attribute, Value
from acoe_spec.versions import splitting
from acoe_spec.versions.coverage import coverage

ATTRIBUTES = {
    "tenor": Attribute(values={"short": Value(), "long": Value()}),
    "callable": Attribute(range="boolean", required=True),
    "coupon": Attribute(range="decimal"),
    "seen_as": Attribute(values={"a": Value(), "b": Value()}, multivalued=True),
}
MODALITIES = ("chat", "email")


def rules(*written: dict[str, Any]) -> list[SplitRule]:
    return [SplitRule.model_validate({"to": "x", **each}) for each in written]


@pytest.mark.parametrize(
    ("written", "gaps"),
    [
        ([{"attributes": {"tenor": ["short"]}}], ("'tenor' has no value", "'tenor' is 'long'")),
        ([{"attributes": {"callable": [True]}}], ("'callable' is 'false'",)),
        (
            [{"attributes": {"coupon": ["2.5"]}}],
            ("'coupon' has no value", "'coupon' is another one"),
        ),
        ([{"modality": ["chat"]}], ("the modality is 'email'",)),
        ([{"links": ["isin"]}], ("it is linked into none of them",)),
        (
            [{"attributes": {"callable": [True]}}, {"modality": ["chat"]}],
            ("'callable' is 'false' and the modality is 'email'",),
        ),
        ([{"surface": "x"}], ()),
    ],
)
def test_what_no_rule_holds_of(written: list[dict[str, Any]], gaps: tuple[str, ...]) -> None:
    found = coverage(rules(*written), ATTRIBUTES, modalities=MODALITIES)
    assert (found.total, found.gaps) == (False, gaps)


def test_many_things_that_no_rule_holds_of_are_counted() -> None:
    grades = {"grade": Attribute(values={each: Value() for each in "abcdef"}, required=True)}
    found = coverage(rules({"attributes": {"grade": ["a"]}}), grades)
    assert (len(found.gaps), found.more) == (3, 2)
    assert found.left == (
        "no rule holds where 'grade' is 'b'; or 'grade' is 'c'; or 'grade' is 'd'; or in 2 other "
        "cases"
    )


@pytest.mark.parametrize(
    "written",
    [
        [{}],
        [{"attributes": {"callable": [True]}}, {"attributes": {"callable": [False]}}],
        [{"modality": ["chat"]}, {"modality": ["email"]}],
        [{"surface": "x"}, {}],
    ],
)
def test_rules_that_leave_nothing(written: list[dict[str, Any]]) -> None:
    assert coverage(rules(*written), ATTRIBUTES, modalities=MODALITIES).total


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ({"attributes": {"tenor": ["short"]}}, {"attributes": {"tenor": ["long"]}}, False),
        ({"attributes": {"tenor": ["short"]}}, {"attributes": {"tenor": ["short", "long"]}}, True),
        ({"attributes": {"tenor": ["short"]}}, {"modality": ["chat"]}, True),
        ({"attributes": {"seen_as": ["a"]}}, {"attributes": {"seen_as": ["b"]}}, True),
        ({"attributes": {"coupon": ["2.5"]}}, {"attributes": {"coupon": ["2.50"]}}, True),
        ({"links": ["isin"]}, {"links": ["lei"]}, True),
        ({"surface": "a"}, {"surface": "b"}, False),
        ({"attributes": {"tenor": ["short"]}}, {}, False),
    ],
)
def test_rules_that_hold_of_the_same(
    first: dict[str, Any], second: dict[str, Any], shared: bool
) -> None:
    found = coverage(rules(first, {"to": "y", **second}), ATTRIBUTES, modalities=MODALITIES)
    assert found.overlaps == (((0, 1),) if shared else ())
    same = coverage(rules(first, second), ATTRIBUTES, modalities=MODALITIES)
    assert same.overlaps == ()


conditions = st.fixed_dictionaries(
    {"to": st.sampled_from(["x", "y"])},
    optional={
        "attributes": st.fixed_dictionaries(
            {},
            optional={
                "tenor": st.lists(st.sampled_from(["short", "long"]), min_size=1, unique=True),
                "callable": st.lists(st.booleans(), min_size=1, unique=True),
            },
        ),
        "modality": st.lists(st.sampled_from(MODALITIES), min_size=1, unique=True),
    },
)


@given(st.lists(conditions, min_size=1, max_size=5))
def test_coverage_is_what_the_rules_themselves_say(written: list[dict[str, Any]]) -> None:
    asked = [
        splitting.split_rule(each, to=each.to, label=None, parts=lambda _of, _as: ())
        for each in rules(*written)
    ]
    held = [
        [rule.holds(situation(tenor, callable_, modality)) for rule in asked]
        for tenor, callable_, modality in product(
            (None, "short", "long"), (True, False), MODALITIES
        )
    ]

    found = coverage(rules(*written), ATTRIBUTES, modalities=MODALITIES)

    assert found.total == all(any(holds) for holds in held)
    assert found.overlaps == tuple(
        (first, second)
        for first in range(len(asked))
        for second in range(first + 1, len(asked))
        if written[first]["to"] != written[second]["to"]
        and (written[second].get("attributes") or "modality" in written[second])
        and any(holds[first] and holds[second] for holds in held)
    )


def situation(tenor: str | None, callable_: bool, modality: str) -> splitting.Situation:
    attributes: dict[str, Any] = {"callable": callable_}
    if tenor is not None:
        attributes["tenor"] = tenor
    entity = Entity(id="e1", label="note", attributes=attributes)
    return splitting.Situation(entity, None, modality, lambda _parts: False)
