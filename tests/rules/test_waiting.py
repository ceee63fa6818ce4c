"""What is unresolved counts as being there, under whatever id it is named."""

from __future__ import annotations

import msgspec
from desk import entity, record

from acoe_spec.models.record_structs import Record
from acoe_spec.rules.waiting import stood_for


def test_what_stands_for_another_may_itself_be_unresolved() -> None:
    survivor = entity("e1", "bond", (12, 17), text="bonds")
    survivor["previous"] = [{"schema": "desk@1.0.0", "label": "bond", "id": "e2"}]
    standing = msgspec.convert(record("r1", survivor), Record)
    item = {"annotation": survivor, "schema": "desk@1.0.0", "reason": "split"}
    waiting = msgspec.convert(record("r1", unresolved=[item]), Record)
    assert stood_for(standing) == stood_for(waiting) == {"e2": "e1"}


def test_an_id_that_is_there_is_nobodys() -> None:
    survivor = entity("e1", "bond", (12, 17), text="bonds")
    survivor["previous"] = [{"schema": "desk@1.0.0", "label": "bond", "id": "e2"}]
    other = entity("e2", "bond", (12, 17), text="bonds")
    item = {"annotation": other, "schema": "desk@1.0.0", "reason": "split"}
    both = msgspec.convert(record("r1", survivor, unresolved=[item]), Record)
    assert stood_for(both) == {}
