"""What a rule of a split asks of values, and what rules decide together."""

from __future__ import annotations

from typing import Any

import pytest

from acoe_spec.models import migration
from acoe_spec.models.record_structs import Entity
from acoe_spec.taxonomy.compiled import Attribute, Label
from acoe_spec.versions.splitting import Decision, Situation, SplitRule, decide, split_rule

OPTION = Label(
    id="option",
    set="entity",
    name="Option",
    attributes={
        "strike": Attribute(id="strike", type="decimal", origin="option"),
        "lots": Attribute(id="lots", type="integer", origin="option"),
        "listed": Attribute(id="listed", type="boolean", origin="option"),
        "style": Attribute(id="style", type="values", origin="option", multivalued=True),
    },
)


def rule(**said: Any) -> SplitRule:
    written = migration.SplitRule.model_validate({"to": "a", **said})
    return split_rule(written, to=written.to, label=OPTION, parts=lambda of, as_: [(of, as_)])


def situation(*, open_parts: bool | None = False, **attributes: Any) -> Situation:
    entity = Entity("e1", "option", attributes=attributes)
    return Situation(entity, None, "chat", lambda _: open_parts)


@pytest.mark.parametrize(
    ("asked", "given", "holds"),
    [
        ({"strike": ["1.50"]}, {"strike": "1.5"}, True),
        ({"strike": [2]}, {"strike": "2.00"}, True),
        ({"strike": ["100"]}, {"strike": "1e2"}, True),
        ({"strike": ["2"]}, {"strike": "20"}, False),
        ({"lots": [5]}, {"lots": 5}, True),
        ({"listed": [True]}, {"listed": True}, True),
        ({"listed": [True]}, {"listed": False}, False),
        ({"style": ["barrier", "asian"]}, {"style": ["vanilla", "asian"]}, True),
        ({"style": ["barrier"]}, {"style": ["vanilla"]}, False),
        ({"style": ["barrier"]}, {}, False),
        ({"style": ["barrier"], "lots": [5]}, {"style": ["barrier"], "lots": 6}, False),
    ],
)
def test_what_a_rule_asks_of_values(asked: Any, given: Any, holds: bool) -> None:
    assert rule(attributes=asked).holds(situation(**given)) is holds


PART = {"roles": [{"of": "relation/hedges", "as": "subject"}]}
OPEN, LISTED, REST = rule(**PART), rule(to="b", attributes={"listed": [True]}), rule(to="c")


@pytest.mark.parametrize(
    ("rules", "otherwise", "listed", "decision"),
    [
        ([LISTED, OPEN], "d", True, Decision(("b",), by_people=False)),
        ([OPEN, LISTED], "d", True, Decision(("a", "b"), by_people=False)),
        ([OPEN, LISTED], "d", False, Decision(("a", "d"), by_people=False)),
        ([OPEN, REST], None, False, Decision(("a", "c"), by_people=False)),
        ([OPEN, LISTED], None, False, Decision(("a", "b", "d"), by_people=True)),
        ([LISTED], None, False, Decision(("a", "b", "d"), by_people=True)),
        ([OPEN, rule(to="a")], None, False, Decision(("a",), by_people=False)),
    ],
)
def test_what_rules_decide_where_one_of_them_cannot_tell(
    rules: list[SplitRule],
    otherwise: str | None,
    listed: bool,
    decision: Decision,
) -> None:
    found = decide(rules, otherwise, ("a", "b", "d"), situation(open_parts=None, listed=listed))
    assert found == decision
