"""Laws of deciding: once everything is decided a record is right, and nothing else is lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from evolution import Evolution, evolutions
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from acoe_spec.findings import Finding
from acoe_spec.models.record_structs import Record, Unresolved
from acoe_spec.rules.table import record_findings
from acoe_spec.rules.waiting import stood_for
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.versions.records.choosing import Decision, Drop, Label, OpenValue
from acoe_spec.versions.records.deciding import Decider
from acoe_spec.versions.records.migrating import Counts, Recheck, migrate
from acoe_spec.versions.records.routes import Route
from acoe_spec.versions.records.steps import Step
from acoe_spec.versions.records.twins import references

MANY = settings(max_examples=300, deadline=None)


Decided = tuple[Record, set[str]]


class Ways:
    """A router over the steps of an evolution."""

    def __init__(self, steps: Iterable[Step], target: str) -> None:
        self.steps, self.target = tuple(steps), target

    def route(self, pin: str) -> Route | None:
        if pin == self.target:
            return None
        there = [step for step in self.steps if step.new.version <= self.target.partition("@")[2]]
        pins = [step.source for step in there]
        return Route(pin, self.target, tuple(there[pins.index(pin) :]))


def rules_of(taxonomy: CompiledTaxonomy) -> Recheck:
    def recheck(record: Record) -> Iterable[Finding]:
        return record_findings(record, taxonomy)

    return recheck


def migrated(record: Record, evolution: Evolution, first: int, last: int) -> Record:
    steps = evolution.steps[first:last]
    target = steps[-1].target
    route = Route(steps[0].source, target, steps)
    router = Ways(evolution.steps, target)
    return migrate(record, route, rules_of(steps[-1].new), router=router).record


def questions(record: Record) -> list[Unresolved]:
    return [each for each in record.unresolved or () if each.because is UNSET]


def decisions(entry: Unresolved) -> st.SearchStrategy[Decision]:
    """One of the candidates, most of the time."""
    kind = Label if entry.attribute is UNSET else OpenValue
    offered: list[Decision] = [kind(each) for each in entry.candidates or ()]
    return st.sampled_from([*offered, Drop()])


def decide_all(draw: st.DataObject, record: Record, evolution: Evolution, at: int) -> Decided:
    """Decide every question until there is none; what is refused is dropped in the end."""
    taxonomy = evolution.taxonomies[at]
    decider = Decider(taxonomy, Ways(evolution.steps, taxonomy.schema), rules_of(taxonomy))
    dropped: set[str] = set()
    refused: set[str] = set()
    while asked := questions(record):
        said: dict[str, Decision] = {}
        for entry in asked:
            identifier = entry.annotation.id
            said[identifier] = (
                Drop() if identifier in refused else draw.draw(decisions(entry), label=identifier)
            )
        before = {each.id for each in everything(record)}
        result = decider.decide(record, said)
        closes(record, result.record, result.counts)
        kept = ids(result.record)
        gone = before - kept
        assert len(gone) == result.counts.dropped
        dropped |= gone | stands_for(each for each in everything(record) if each.id in gone)
        refused |= result.refused.keys()
        assert set(result.refused) != set(said) or not all(
            isinstance(each, Drop) for each in said.values()
        )
        record = result.record
    return record, dropped


def closes(before: Record, after: Record, counts: Counts) -> None:
    assert counts.annotations_in == len(everything(before))
    assert counts.annotations_in == (
        counts.unchanged
        + counts.migrated
        + counts.deduplicated
        + counts.unresolved
        + counts.dropped
    )
    assert counts.annotations_out == counts.unchanged + counts.migrated + counts.added
    assert counts.annotations_out == len(after.annotations)
    assert counts.unresolved == len(after.unresolved or ())


def everything(record: Record) -> list[Any]:
    return [*record.annotations, *(item.annotation for item in record.unresolved or ())]


def stands_for(annotations: Iterable[Any]) -> set[str]:
    """The ids for which annotations stand: who drops one of these drops them too."""
    return {
        previous.id
        for each in annotations
        for previous in each.previous or ()
        if previous.id is not UNSET
    }


def ids(record: Record) -> set[str]:
    """All ids that there are, and those for which another annotation stands."""
    found = everything(record)
    there = [each.id for each in found]
    assert len(there) == len(set(there))
    return {*there} | stands_for(found)


def depends(entry: Unresolved, on: Unresolved, record: Record) -> bool:
    """Whether an open annotation is another one, or names it in any number of steps."""
    by_id = {each.annotation.id: each for each in record.unresolved or ()}
    alias = stood_for(record)
    named = (alias.get(each, each) for each in references(entry.annotation))
    return entry is on or any(depends(by_id[each], on, record) for each in named if each in by_id)


@MANY
@given(evolutions(), st.data())
def test_what_is_decided_checks_clean(evolution: Evolution, data: st.DataObject) -> None:
    for record in evolution.records:
        halfway = migrated(record, evolution, 0, 1)
        result, dropped = decide_all(data, halfway, evolution, 1)
        assert list(record_findings(result, evolution.taxonomies[1])) == []
        assert result.unresolved is UNSET or halfway.unresolved == []
        assert {each.id for each in record.annotations} - dropped <= ids(result)
        assert (result.units, result.metadata) == (record.units, record.metadata)


@MANY
@given(evolutions(steps=2), st.data())
def test_review_in_between(evolution: Evolution, data: st.DataObject) -> None:
    for record in evolution.records:
        halfway, dropped = decide_all(data, migrated(record, evolution, 0, 1), evolution, 1)
        result, more = decide_all(data, migrated(halfway, evolution, 1, 2), evolution, 2)
        assert list(record_findings(result, evolution.taxonomies[2])) == []
        assert {each.id for each in record.annotations} - dropped - more <= ids(result)


@MANY
@given(evolutions(steps=2), st.data())
def test_review_at_the_end(evolution: Evolution, data: st.DataObject) -> None:
    for record in evolution.records:
        halfway = migrated(record, evolution, 0, 2)
        result, dropped = decide_all(data, halfway, evolution, 2)
        assert list(record_findings(result, evolution.taxonomies[2])) == []
        assert {each.id for each in record.annotations} - dropped <= ids(result)


@MANY
@given(evolutions(steps=2), st.data())
def test_nothing_decided_nothing_changed(evolution: Evolution, data: st.DataObject) -> None:
    taxonomy = evolution.taxonomies[2]
    decider = Decider(taxonomy, Ways(evolution.steps, taxonomy.schema), rules_of(taxonomy))
    for record in evolution.records:
        halfway = migrated(record, evolution, 0, 2)
        result = decider.decide(halfway, {})
        assert result.record is halfway
        closes(halfway, halfway, result.counts)
        asked = questions(halfway)
        if not asked:
            continue
        entry = data.draw(st.sampled_from(asked))
        before = msgspec.json.encode(halfway)
        after = decider.decide(halfway, {entry.annotation.id: data.draw(decisions(entry))}).record
        assert msgspec.json.encode(halfway) == before
        others = [each for each in asked if not depends(each, entry, halfway)]
        assert [each for each in questions(after) if each in others] == others
