"""A record on its way from version to version: the slow and whole account of a migration.

At each version what is decided stands as it is there; what is open keeps the form that it had when
it was last decided, and is carried on in all its worlds, so that it may be decided at a later
version. That is also how files go that are migrated version by version. Knows one record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy

from msgspec import UNSET, UnsetType

from acoe_spec.findings import Finding
from acoe_spec.models.record_structs import Cluster, Record, Relation, Unresolved
from acoe_spec.rules.indexed import index_record
from acoe_spec.rules.relations import starts_after
from acoe_spec.rules.table import record_findings
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.versions.records.answering import answers
from acoe_spec.versions.records.items import Item
from acoe_spec.versions.records.listing import listed
from acoe_spec.versions.records.rechecking import is_wrong, objections
from acoe_spec.versions.records.scenes import Scene
from acoe_spec.versions.records.steps import Step
from acoe_spec.versions.records.twins import part_again, references, unite
from acoe_spec.versions.records.worlds import World, node_of

Recheck = Callable[[Record], Iterable[Finding]]

_LOOP = "both its ends became one"
_SMALL = "all its members became one"


def carry(record: Record, items: Sequence[Item], step: Step, *, uniting: bool = True) -> None:
    """Take items through the parts of a step, without asking what the new version permits."""
    symmetric = _symmetric(step.new)
    for part in step.parts:
        scene = Scene(record, items)
        taken = [
            item.worlds if item.stuck else item.take(part, scene.situation, step.source)
            for item in items
        ]
        for item, worlds in zip(items, taken, strict=True):
            item.worlds = worlds
        if uniting and any(item.lossy for item in items):
            unite(items, symmetric=symmetric, pin=step.source)


class Walk:
    """The state of one record under one version.

    `decided` and `held` are in record order, the held after the decided. `gone` are those that
    others stand for, for good. `scope` is the record's.
    """

    def __init__(self, record: Record, items: Iterable[Item]) -> None:
        self.record = record
        self.decided = list(items)
        self.held: list[Item] = []
        self.gone: list[Item] = []
        self.scope: list[str] | UnsetType = record.scope
        self._used = {unit.id for unit in record.units}
        self._used.update(item.id for item in self.decided)

    def advance(self, step: Step, recheck: Recheck | None, joining: Sequence[Item]) -> None:
        """Go on to the next version, where `joining` come in as they are.

        `recheck` says what is wrong with a record under the version reached; None asks the rules.
        """
        _Arrival(self, step, recheck, joining).settle()

    def as_record(self, decided: Iterable[Item], held: Iterable[Item], step: Step) -> Record:
        """The record as it stands under the version that a step reaches."""
        record = copy(self.record)
        record.schema = step.target
        there = (item.alone for item in decided)
        record.annotations = [each for each in there if each is not None]
        record.unresolved = [listed(item, step.new) for item in held] or UNSET
        record.scope = self.scope
        return record


class _Arrival:
    """One record that reaches a version: what can stand there, and what people have to look at."""

    def __init__(
        self, walk: Walk, step: Step, recheck: Recheck | None, joining: Sequence[Item]
    ) -> None:
        self.walk, self.step = walk, step
        self.recheck = recheck or (lambda record: record_findings(record, step.new))
        self.scope_before = walk.scope
        self.before = [item.origin for item in walk.decided]
        self.held_before = [Unresolved(item.origin, item.schema, "-") for item in walk.held]
        for item in walk.decided:
            item.lossy = False
        for item in (*walk.held, *joining):
            item.lossy = True
        items = [*walk.decided, *walk.held]
        carry(walk.record, items, step)
        self.items = [*items, *joining]
        if joining:
            unite(self.items, symmetric=_symmetric(step.new), pin=step.source)
        walk._used.update(item.id for item in joining)
        self.added: list[Item] = []
        self.standing: list[Item] = []
        self.open: list[Item] = []
        self.sets: dict[str, str | None] = {}
        for part in step.parts:
            for name in part.sets:
                self.sets.setdefault(name, name)
            for name, at in self.sets.items():
                self.sets[name] = None if at is None else part.sets.get(at, at)
        if self.sets and walk.scope is not UNSET:
            later = (self.sets.get(name, name) for name in walk.scope)
            walk.scope = list(dict.fromkeys(name for name in later if name is not None))

    def settle(self) -> None:
        for item in self.items:
            item.why = item.because = item.attribute = None
        self._ends()
        self._wait()
        self._put_in_order()
        asked = self._asked()
        if asked:
            self._answer()
            while self._object():
                self._wait()
        self._close()

    def _sort(self) -> None:
        """Find out what can stand and what is open, as things are now."""
        there = [(each, each.open) for each in self.items if each.absorbed_by is None]
        self.standing = [each for each, is_open in there if not is_open]
        self.open = [each for each, is_open in there if is_open]

    def _ends(self) -> None:
        """Relations and clusters of which nothing is left but one thing."""
        for item in self.items:
            if not item.lossy:
                continue
            annotation, origin = item.alone, item.origin
            if isinstance(annotation, Relation) and isinstance(origin, Relation):
                loop = annotation.subject == annotation.object
                item.why = _LOOP if loop and origin.subject != origin.object else None
            elif isinstance(annotation, Cluster) and isinstance(origin, Cluster):
                small = len(annotation.members) < 2 <= len(origin.members)
                item.why = _SMALL if small else None

    def _wait(self) -> None:
        """What depends on something open is open too; who stands for others lets go of them."""
        self._sort()
        while self.open:
            for item in self.open:
                part_again(item)
            # What this version added itself is not for people to look at.
            self.items = [each for each in self.items if each not in self.added or not each.open]
            self._sort()
            waiting = {item.id for item in self.open}
            found = False
            for item in self.standing:
                annotation = item.alone
                assert annotation is not None
                reference = next((each for each in references(annotation) if each in waiting), None)
                if reference is not None:
                    item.because, found = reference, True
            if not found:
                return
            self._sort()

    def _put_in_order(self) -> None:
        """Relations that have no direction any more start with what comes first in the text."""
        symmetric = _symmetric(self.step.new)
        doubtful = [
            item
            for item in self.standing
            if item.alone.__class__ is Relation
            and item.alone.label in symmetric
            and (item.lossy or self._turned(item))
        ]
        if not doubtful:
            return
        record = index_record(self.walk.as_record(self.standing, (), self.step), self.step.new)
        for item in doubtful:
            relation = item.alone
            assert isinstance(relation, Relation)
            if starts_after(record, relation.subject, relation.object):
                turned = copy(relation)
                turned.subject, turned.object = relation.object, relation.subject
                item.worlds = (World(turned),)

    def _turned(self, item: Item) -> bool:
        origin, relation = item.origin, item.alone
        assert isinstance(origin, Relation)
        assert isinstance(relation, Relation)
        before = self.step.old.relations.get(origin.label)
        return (
            before is None
            or before.relation is None
            or not before.relation.symmetric
            or origin.subject != relation.subject
        )

    def _asked(self) -> bool:
        """Whether the new version may object to anything."""
        narrowed = self.step.narrowing
        return (
            any(item.lossy or item.open for item in self.items)
            or any(node_of(annotation) in narrowed.labels for annotation in self.before)
            or (
                self.walk.record.state != "draft"
                and bool(narrowed.sets or any(part.required for part in self.step.parts))
            )
        )

    def _answer(self) -> None:
        required = {
            name: label
            for part in self.step.parts
            for name, label in part.required.items()
            if label is not None
        }
        if not required:
            return
        record = self.walk.as_record(self.standing, (), self.step)
        for category in answers(record, self.items, required, self.step.new, self.walk._used):
            added = Item(category, self.step.target, first=None)
            added.ops["require-set"] = None
            self.items.append(added)
            self.added.append(added)
        self._sort()

    def _object(self) -> bool:
        """Ask the new version; True if it objects to anything that can be taken out."""
        standing = self.standing
        record = self.walk.as_record(standing, (), self.step)
        # Without what is open, which can only be wanting, a clean record is told quickly.
        if not any(is_wrong(each) for each in self.recheck(record)):
            return False
        record = self.walk.as_record(standing, self.open, self.step)
        found = objections(self.recheck(record), self._findings_before, self.sets)
        by_id = {item.id: item for item in standing}
        progress = False
        for each in found.annotations:
            item = by_id.get(each.annotation)
            if item is not None:
                item.why, item.attribute, progress = each.reason, each.attribute, True
        missing = found.sets & self._attempted()
        if missing:
            self.walk.scope = [name for name in self._all_sets() if name not in missing]
            progress = True
        return progress

    def _findings_before(self) -> Iterable[Finding]:
        record = copy(self.walk.record)
        record.annotations = self.before
        record.unresolved = self.held_before or UNSET
        record.scope = self.scope_before
        return record_findings(record, self.step.old)

    def _all_sets(self) -> list[str]:
        if self.walk.scope is not UNSET:
            return self.walk.scope
        return ["entity", "relation", "event", *sorted(self.step.new.sets)]

    def _attempted(self) -> frozenset[str]:
        return frozenset(self._all_sets())

    def _close(self) -> None:
        walk = self.walk
        walk.decided, walk.held = self.standing, self.open
        for item in walk.decided:
            annotation = item.alone
            assert annotation is not None
            item.origin, item.schema, item.reason = annotation, self.step.target, None
            walk.gone += _all_absorbed(item)
            item.absorbed = []


def _all_absorbed(item: Item) -> list[Item]:
    return [each for other in item.absorbed for each in (other, *_all_absorbed(other))]


def _symmetric(taxonomy: CompiledTaxonomy) -> frozenset[str]:
    return frozenset(
        name
        for name, label in taxonomy.relations.items()
        if label.relation is not None and label.relation.symmetric
    )
