"""One record and what people decided about its open annotations: the record anew.

The record stays under its version. What was decided comes back under it, what waited for that is
migrated again and comes back too unless it has a question of its own, and everything is put in
order and checked by the same walk that migrates. What nobody decided stays as it is, to the letter.
Only what was open can change: a decision that would make another annotation wrong is refused, if
the person has not said that this one becomes a question then. Knows no files and no queue.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from msgspec import UNSET

from acoe_spec.models.migration import Migration
from acoe_spec.models.record_structs import Record
from acoe_spec.rules.waiting import stood_for
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.versions.records.blaming import blamed, gone_and_kept
from acoe_spec.versions.records.choosing import Decision, Drop, Refusal, Whole, chosen
from acoe_spec.versions.records.fates import Part
from acoe_spec.versions.records.items import Item
from acoe_spec.versions.records.migrating import Counts, Recheck, waiting
from acoe_spec.versions.records.routes import NoRoute, Route, Router
from acoe_spec.versions.records.steps import Step
from acoe_spec.versions.records.twins import references
from acoe_spec.versions.records.walking import Walk
from acoe_spec.versions.records.worlds import World

__all__ = ["Decided", "Decider"]


class Decided(NamedTuple):
    """The record, what became of its annotations, and the decisions that were not carried out.

    `refused` is by the id of the annotation.
    """

    record: Record
    counts: Counts
    refused: dict[str, Refusal]


class Decider:
    """Decides about records of one version; keeps what it prepared.

    `router` knows the ways of older versions to this one; `recheck` gives all findings of a record
    under it.
    """

    def __init__(self, taxonomy: CompiledTaxonomy, router: Router, recheck: Recheck) -> None:
        self.taxonomy = taxonomy
        self.router = router
        self.recheck = recheck
        self._steps: dict[tuple[tuple[str, str], ...], Step] = {}

    def decide(
        self, record: Record, decisions: Mapping[str, Decision], *, reopen: Collection[str] = ()
    ) -> Decided:
        """The record after decisions, by the ids of annotations that are open in it.

        A decision that cannot be carried out is refused alone. Where several cannot stand together,
        all that would be wrong are refused; where they would together make another annotation
        wrong, the first ones are carried out. `reopen` are annotations that may become wrong: they
        are open then.
        """
        refused: dict[str, Refusal] = {}
        left = {each: decisions[each] for each in _open_ids(record) if each in decisions}
        while left:

            def attempt(some: Collection[str], left: dict[str, Decision] = left) -> _Attempt:
                said = {each: decision for each, decision in left.items() if each in some}
                return _Attempt(self, record, said, frozenset(reopen))

            whole = attempt(left)
            wrong = whole.refused or blamed(whole, list(left), attempt)
            if not wrong:
                return Decided(whole.record, whole.counts, refused)
            refused |= wrong
            left = {each: said for each, said in left.items() if each not in refused}
        return Decided(record, untouched(record), refused)

    def step(self, schemas: Iterator[str]) -> Step:
        """A step that stays at the version: it knows what answers the ways from others demand."""
        answers: dict[str, str] = {}
        for schema in schemas:
            answers |= self._demanded(schema)
        key = tuple(sorted(answers.items()))
        if key not in self._steps:
            declared = {
                "format": 1,
                "taxonomy": self.taxonomy.id,
                "from": self.taxonomy.version,
                "to": self.taxonomy.version,
                "operations": [],
            }
            part = Part(required=dict(answers))
            self._steps[key] = Step(
                Migration.model_validate(declared), self.taxonomy, self.taxonomy, (), (part,)
            )
        return self._steps[key]

    def _demanded(self, schema: str) -> dict[str, str]:
        """By category set, the label that the migrations from a version give where none is."""
        try:
            route = self.router.route(schema)
        except NoRoute:
            return {}
        found: dict[str, str] = {}
        for step in () if route is None else route.steps:
            for part in step.parts:
                found |= {
                    name: label
                    for name, label in part.required.items()
                    if label is not None and self.taxonomy.label(name, label) is not None
                }
        return found


def untouched(record: Record) -> Counts:
    """The account of a record about which nothing is decided."""
    annotations, still_open = len(record.annotations), len(record.unresolved or ())
    return Counts(
        records_in=1,
        records_out=1,
        annotations_in=annotations + still_open,
        unchanged=annotations,
        unresolved=still_open,
        annotations_out=annotations,
    )


class _Attempt:
    """What all of some decisions together come to.

    `refused` are those that cannot be carried out at all. `wrong` says why what is decided cannot
    stand, `waits` for which annotation it would wait, and `harm` why others would be wrong;
    `record` and `counts` are worth something where there is none of these.
    """

    def __init__(
        self,
        decider: Decider,
        record: Record,
        decisions: Mapping[str, Decision],
        reopen: frozenset[str],
    ) -> None:
        self.refused: dict[str, Refusal] = {}
        self.wrong: dict[str, str] = {}
        self.waits: dict[str, str] = {}
        self.harm: dict[str, str] = {}
        pin = decider.taxonomy.schema
        entries = list(record.unresolved or ())
        self._opened, _ = waiting(record, Route(pin, pin, ()), decider.router)
        self._entries = {each.annotation.id: each for each in entries}
        self._alias = stood_for(record)
        dropped = self._drop(decisions)
        self._choose(decisions, decider.taxonomy)
        if self.refused:
            return
        self._leave(decisions)
        standing = [Item(each, pin, first=each) for each in record.annotations]
        step = decider.step(iter(dict.fromkeys(each.schema for each in entries)))
        walk = Walk(record, [*standing, *self._opened])
        walk.decided, walk.held = standing, self._opened
        walk.advance(step, decider.recheck, ())
        self._judge(decisions, walk, reopen)
        self.record = walk.as_record(walk.decided, walk.held, step)
        self.counts = _account(walk, standing, self._opened, dropped=dropped)

    def _drop(self, decisions: Mapping[str, Decision]) -> int:
        """Take out what is to go, with all that depends on it; how many these are.

        Where people have said of any of that what it is, they have not meant it to go.
        """
        gone = {each: each for each, said in decisions.items() if isinstance(said, Drop)}
        while True:
            more = {
                item.id: gone[name]
                for item in self._opened
                if item.id not in gone
                for name in self._named_by(item, decisions.get(item.id))
                if name in gone
            }
            if not more:
                break
            gone |= more
        for each, said in decisions.items():
            if each in gone and not isinstance(said, Drop):
                self.refused |= gone_and_kept(gone[each], each)
        for item in self._opened:
            if item.id in gone:
                item.drop()
        return len(gone)

    def _named_by(self, item: Item, said: Decision | None) -> Iterator[str]:
        annotation = said.annotation if isinstance(said, Whole) else item.origin
        for each in references(annotation):
            yield self._alias.get(each, each)

    def _choose(self, decisions: Mapping[str, Decision], taxonomy: CompiledTaxonomy) -> None:
        for item in self._opened:
            decision = decisions.get(item.id)
            if decision is None or item.absorbed_by is not None:
                continue
            made = chosen(item, self._entries[item.id], decision, taxonomy)
            if isinstance(made, Refusal):
                self.refused[item.id] = made
            else:
                item.worlds, item.stuck = (World(made),), None

    def _leave(self, decisions: Mapping[str, Decision]) -> None:
        """What nobody decided, and what waits for that, is to stay as it is."""
        waits = {
            item.id: self._entries[item.id]
            for item in self._opened
            if item.absorbed_by is None and item.id not in decisions
        }
        staying = {each for each, entry in waits.items() if entry.because is UNSET}
        while True:
            more = {each for each, entry in waits.items() if entry.because in staying} - staying
            if not more:
                break
            staying |= more
        for item in self._opened:
            if item.id in staying:
                item.stuck = waits[item.id]

    def _judge(self, decisions: Mapping[str, Decision], walk: Walk, reopen: frozenset[str]) -> None:
        """Whether what was decided, and what was certain before, can stand."""
        permitted = {item.id for item in walk.held if not item.was_open and item.id in reopen}
        for item in walk.held:  # what waits is behind what it waits for, or in a later round
            if item.id in decisions and not item.stuck:
                if item.because is None:
                    self.wrong[item.id] = str(item.why)
                else:
                    self.waits[item.id] = item.because
            elif not item.was_open and not _waits_for(item, permitted, walk.held):
                self.harm[item.id] = item.why or _WAITS


_WAITS = "it would depend on an annotation that is unresolved"


def _waits_for(item: Item, some: Collection[str], held: list[Item]) -> bool:
    """Whether an open annotation is one of some, or waits for one of them in any way."""
    by_id = {each.id: each for each in held}
    at: Item | None = item
    while at is not None:
        if at.id in some:
            return True
        at = None if at.because is None else by_id.get(at.because)
    return False


def _open_ids(record: Record) -> list[str]:
    return [each.annotation.id for each in record.unresolved or ()]


def _account(walk: Walk, standing: list[Item], opened: list[Item], *, dropped: int) -> Counts:
    unchanged = sum(
        1
        for item in walk.decided
        if item.first is not None
        and not item.was_open
        and (item.origin is item.first or item.origin == item.first)
    )
    added = sum(1 for item in walk.decided if item.first is None)
    return Counts(
        records_in=1,
        records_out=1,
        annotations_in=len(standing) + len(opened),
        unchanged=unchanged,
        migrated=len(walk.decided) - unchanged - added,
        deduplicated=sum(1 for item in walk.gone if item.first is not None),
        unresolved=len(walk.held),
        dropped=dropped,
        added=added,
        annotations_out=len(walk.decided),
    )
