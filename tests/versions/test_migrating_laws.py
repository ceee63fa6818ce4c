"""Laws of migrating one record: nothing is lost, nothing is wrong afterwards, and ways agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from typing import Any

import msgspec
from evolution import Evolution, evolutions
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from acoe_spec.findings import Finding
from acoe_spec.models.migration import Migration
from acoe_spec.models.record_structs import Record
from acoe_spec.rules.table import record_findings
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.versions.records.migrating import Counts, Migrated, Recheck, migrate
from acoe_spec.versions.records.routes import Route, disagreement
from acoe_spec.versions.records.steps import Step, inverse, make_step

MANY = settings(max_examples=100)


def rules_of(taxonomy: CompiledTaxonomy) -> Recheck:
    def recheck(record: Record) -> Iterable[Finding]:
        return record_findings(record, taxonomy)

    return recheck


class Ways:
    """A router over the steps of an evolution."""

    def __init__(self, steps: Iterable[Step], target: str) -> None:
        self.steps, self.target = tuple(steps), target

    def route(self, pin: str) -> Route | None:
        if pin == self.target:
            return None
        pins = [step.source for step in self.steps]
        return Route(pin, self.target, self.steps[pins.index(pin) :])


def along(record: Record, steps: tuple[Step, ...], history: tuple[Step, ...] = ()) -> Migrated:
    """The record at the end of the steps; `history` are all steps that led to its entries."""
    target = steps[-1].target
    route = Route(steps[0].source, target, steps)
    router = Ways(history or steps, target)
    return migrate(record, route, rules_of(steps[-1].new), router=router)


def wrong(record: Record, taxonomy: CompiledTaxonomy) -> list[Finding]:
    return [
        each for each in record_findings(record, taxonomy) if each.rule != "unresolved-annotation"
    ]


@MANY
@given(evolutions())
def test_the_arithmetic_closes(evolution: Evolution) -> None:
    for record in evolution.records:
        result, counts = along(record, evolution.steps)
        assert counts.records_in == counts.records_out == 1
        assert counts.annotations_in == len(record.annotations)
        assert counts.annotations_in == (
            counts.unchanged + counts.migrated + counts.deduplicated + counts.unresolved
        )
        assert counts.dropped == 0
        assert counts.annotations_out == counts.unchanged + counts.migrated + counts.added
        assert counts.annotations_out == len(result.annotations)
        assert counts.unresolved == len(result.unresolved or ())


@MANY
@given(evolutions(steps=3))
def test_what_a_version_adds_is_counted_where_a_later_one_leaves_it_open(
    evolution: Evolution,
) -> None:
    for record in evolution.records:
        result, counts = along(record, evolution.steps)
        assert counts.annotations_in == len(record.annotations)
        assert counts.annotations_out == len(result.annotations)
        assert counts.unresolved + counts.added_unresolved == len(result.unresolved or ())


@MANY
@given(evolutions())
def test_what_is_migrated_checks_clean(evolution: Evolution) -> None:
    for record in evolution.records:
        result = along(record, evolution.steps).record
        assert wrong(result, evolution.taxonomies[-1]) == []


@MANY
@given(evolutions(), st.randoms(use_true_random=False))
def test_the_order_of_operations_does_not_matter(evolution: Evolution, random: Any) -> None:
    (declared,) = evolution.migrations
    operations = list(declared["operations"])
    random.shuffle(operations)
    model = Migration.model_validate({**declared, "operations": operations})
    other = make_step(model, *evolution.taxonomies)
    for record in evolution.records:
        assert along(record, evolution.steps) == along(record, (other,))


@MANY
@given(evolutions(lossless=True))
def test_going_back_gives_what_there_was(evolution: Evolution) -> None:
    (step,) = evolution.steps
    back = inverse(step)
    assert isinstance(back, Step), back
    for record in evolution.records:
        there = along(record, (step,)).record
        again = along(there, (back,)).record
        assert in_order(again) == in_order(record)
        if not there.unresolved:
            assert again == record


def in_order(record: Record) -> Record:
    """The record with its annotations in the order of their ids."""
    annotations = sorted(record.annotations, key=lambda each: each.id)
    return msgspec.structs.replace(record, annotations=annotations)


@MANY
@given(evolutions(steps=2))
def test_version_by_version_is_the_same_as_at_once(evolution: Evolution) -> None:
    first, second = evolution.steps
    for record in evolution.records:
        halfway, one = along(record, (first,))
        chained, two = along(halfway, (second,), evolution.steps)
        at_once, both = along(record, evolution.steps)
        assert chained == at_once
        assert one.deduplicated + two.deduplicated == both.deduplicated
        assert two.unresolved == both.unresolved + both.added_unresolved


@MANY
@given(evolutions(steps=3))
def test_files_may_rest_at_any_version_in_between(evolution: Evolution) -> None:
    steps = evolution.steps
    for record in evolution.records:
        at_once = along(record, steps).record
        resting = record
        for number in range(3):
            resting = along(resting, steps[number : number + 1], steps[: number + 1]).record
        assert resting == at_once
        assert along(along(record, steps[:1]).record, steps[1:], steps).record == at_once
        assert wrong(at_once, evolution.taxonomies[-1]) == []


@MANY
@given(evolutions(steps=2))
def test_migrating_twice_changes_nothing(evolution: Evolution) -> None:
    """A file that holds records of all three versions, with what is open at each of them."""
    from acoe_spec.migration.copying import FileOutcome
    from acoe_spec.migration.files import FileMigrator

    steps = evolution.steps
    records = [
        each
        for record in evolution.records
        for each in (record, along(record, steps[:1]).record, along(record, steps).record)
    ]
    migrator = FileMigrator(steps[-1].new, Ways(steps, steps[-1].target))
    files = [b"".join(msgspec.json.encode(each) + b"\n" for each in records)]
    for _ in range(2):
        written: list[bytes] = []
        outcome = FileOutcome(source="labels.jsonl")
        migrator.copy(BytesIO(files[-1]), written.append, outcome)
        assert not outcome.is_refused
        files.append(b"".join(written))
    assert files[2] == files[1]
    assert (outcome.rewritten, outcome.counts.migrated, outcome.counts.by_op) == (0, 0, {})


@MANY
@given(evolutions())
def test_the_record_that_comes_in_stays_as_it_is(evolution: Evolution) -> None:
    for record in evolution.records:
        before = msgspec.json.encode(record)
        once = along(record, evolution.steps)
        assert msgspec.json.encode(record) == before
        assert along(record, evolution.steps) == once


@MANY
@given(evolutions(steps=2))
def test_text_places_and_metadata_are_untouched(evolution: Evolution) -> None:
    for record in evolution.records:
        result = along(record, evolution.steps).record
        assert result.units == record.units
        assert result.metadata == record.metadata
        there = {each.id: each for each in every_annotation(result)}
        for before in record.annotations:
            after = there.get(before.id)
            if after is not None:
                for field in ("spans", "text", "metadata", "comment", "links", "trigger"):
                    assert getattr(after, field, None) == getattr(before, field, None)


def every_annotation(record: Record) -> list[Any]:
    return [*record.annotations, *(item.annotation for item in record.unresolved or ())]


@MANY
@given(evolutions(steps=2))
def test_no_annotation_is_lost(evolution: Evolution) -> None:
    for record in evolution.records:
        result = along(record, evolution.steps).record
        there = [each.id for each in every_annotation(result)]
        assert len(there) == len(set(there))
        stood_for = {
            previous.id
            for each in every_annotation(result)
            for previous in each.previous or ()
            if previous.id is not UNSET
        }
        assert {each.id for each in record.annotations} <= {*there, *stood_for}


@MANY
@given(evolutions(steps=2))
def test_the_quick_way_says_the_same_as_the_slow_one(evolution: Evolution) -> None:
    from acoe_spec.versions.records import migrating

    steps = evolution.steps
    route = Route(steps[0].source, steps[-1].target, steps)
    recheck = rules_of(steps[-1].new)
    for record in evolution.records:
        quick = migrating._quickly(record, route, recheck)
        if quick is not None:
            assert quick == migrating._slowly(record, route, recheck, None)


@MANY
@given(evolutions(steps=2))
def test_a_new_line_tells_how_many_quotation_marks_the_old_one_had(evolution: Evolution) -> None:
    from acoe_spec.migration import files

    for record in evolution.records:
        migrated = along(record, evolution.steps)
        new = msgspec.json.encode(migrated.record)
        quotes = files._quotes_before(new, record, migrated)
        assert quotes in (None, msgspec.json.encode(record).count(b'"'))


@MANY
@given(evolutions(steps=2))
def test_a_way_agrees_with_itself(evolution: Evolution) -> None:
    steps = evolution.steps
    route = Route(steps[0].source, steps[-1].target, steps)
    again = tuple(
        make_step(Migration.model_validate(each), step.old, step.new)
        for each, step in zip(evolution.migrations, steps, strict=True)
    )
    assert disagreement(route, replace(route, steps=again)) is None


def test_counts_add_up() -> None:
    one = Counts(annotations_in=2, unchanged=1, migrated=1, by_op={"swap": 1})
    other = Counts(annotations_in=1, unresolved=1, by_op={"swap": 1, "redefine": 1})
    assert one + other == Counts(
        annotations_in=3, unchanged=1, migrated=1, unresolved=1, by_op={"swap": 2, "redefine": 1}
    )
