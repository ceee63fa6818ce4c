"""Laws of the rules about ids, references and anchors, on records of every shape."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import records

from acoe_spec.checking.decode import trusted
from acoe_spec.findings import Finding
from acoe_spec.rules import anchors, identity
from acoe_spec.rules.anchors import first_unnormalised, surface
from acoe_spec.rules.indexed import IndexedRecord, index_record
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

TAXONOMY = CompiledTaxonomy(id="desk", version="1.0.0", title="Desk", hash="")


def sound(record: dict[str, Any]) -> dict[str, Any]:
    """A record that the strategy drew, without what it leaves to chance."""
    record.pop("unresolved", None)
    for unit in record["units"]:
        unit.pop("reply_to", None)
    return record


def indexed(record: dict[str, Any]) -> IndexedRecord:
    return index_record(trusted(msgspec.json.encode(record)), TAXONOMY)


def findings(record: dict[str, Any]) -> list[Finding]:
    view = indexed(record)
    checks = dict.fromkeys(rule.check for rule in (*identity.RULES, *anchors.RULES))
    return [found for check in checks if check for found in check(view, TAXONOMY)]


@settings(deadline=None)
@given(records())
def test_a_sound_record_is_silent(record: dict[str, Any]) -> None:
    assert findings(sound(record)) == []


@settings(deadline=None)
@given(records(), st.data())
def test_one_wrong_offset_is_always_found(record: dict[str, Any], data: st.DataObject) -> None:
    sound(record)
    spots = [
        (position, number)
        for position, annotation in enumerate(record["annotations"])
        for number, _ in enumerate(annotation.get("spans", ()))
    ]
    if not spots:
        return
    position, number = data.draw(st.sampled_from(spots))
    side = data.draw(st.sampled_from(["start", "end"]))
    wrong = deepcopy(record)
    span = wrong["annotations"][position]["spans"][number]
    span[side] += data.draw(st.integers(1, 50))
    units = indexed(wrong).units
    spans = indexed(wrong).entities
    same = surface(units, next(e.spans or [] for p, e, _ in spans if p == position))

    found = findings(wrong)

    if same == wrong["annotations"][position]["text"]:
        return  # the same text stands there too: nobody can tell
    assert {each.annotation for each in found} == {wrong["annotations"][position]["id"]}
    assert all((each.pointer or "").startswith(f"/annotations/{position}") for each in found)
    assert len(found) == 1


@settings(deadline=None)
@given(records())
def test_sound_spans_are_normal_and_have_a_surface(record: dict[str, Any]) -> None:
    view = indexed(record)
    for _, entity, _ in view.entities:
        if entity.spans:
            assert surface(view.units, entity.spans) == entity.text
            assert first_unnormalised(view.unit_order, entity.spans) is None
            if len(entity.spans) > 1:
                assert first_unnormalised(view.unit_order, entity.spans[::-1]) is not None
