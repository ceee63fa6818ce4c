"""One record to another version of its taxonomy, and the account of what became of it.

The common case is one look-up an annotation; whatever needs more goes the slow way (`walking`),
which says the same. Nothing that comes in is changed: what differs is a struct of its own, and what
does not is shared. Knows no files; ways are passed in.
"""

from __future__ import annotations

from copy import copy
from typing import NamedTuple

from msgspec import UNSET, Struct

from acoe_spec.errors import SchemaUnknown
from acoe_spec.models.record_structs import Annotation, Category, Record
from acoe_spec.rules.waiting import stood_for
from acoe_spec.versions.records.composing import SLOW
from acoe_spec.versions.records.items import Item
from acoe_spec.versions.records.rechecking import is_wrong
from acoe_spec.versions.records.routes import NoRoute, Route, Router
from acoe_spec.versions.records.steps import Step
from acoe_spec.versions.records.twins import perhaps_same, rewired
from acoe_spec.versions.records.walking import Recheck, Walk, carry

__all__ = ["Counts", "Migrated", "Recheck", "migrate", "waiting"]


class Counts(Struct, frozen=True, kw_only=True):
    """What became of records and annotations; sums of these are such again.

    `annotations_in` counts annotations and entries of `unresolved`, and is `unchanged` + `migrated`
    + `deduplicated` + `unresolved` + `dropped`; `annotations_out` is `unchanged` + `migrated` +
    `added`. `added_unresolved` are answers that one version has added and a later one leaves open:
    entries of `unresolved` in which nothing that came in is left. `by_op` counts the annotations
    that each operation had to do with.
    """

    records_in: int = 0
    records_out: int = 0
    annotations_in: int = 0
    unchanged: int = 0
    migrated: int = 0
    deduplicated: int = 0
    unresolved: int = 0
    dropped: int = 0
    added: int = 0
    added_unresolved: int = 0
    annotations_out: int = 0
    by_op: dict[str, int] = {}

    def __add__(self, other: Counts) -> Counts:
        by_op = self.by_op
        if other.by_op:
            by_op = dict(by_op)
            for op, number in other.by_op.items():
                by_op[op] = by_op.get(op, 0) + number
        return Counts(
            records_in=self.records_in + other.records_in,
            records_out=self.records_out + other.records_out,
            annotations_in=self.annotations_in + other.annotations_in,
            unchanged=self.unchanged + other.unchanged,
            migrated=self.migrated + other.migrated,
            deduplicated=self.deduplicated + other.deduplicated,
            unresolved=self.unresolved + other.unresolved,
            dropped=self.dropped + other.dropped,
            added=self.added + other.added,
            added_unresolved=self.added_unresolved + other.added_unresolved,
            annotations_out=self.annotations_out + other.annotations_out,
            by_op=by_op,
        )


class Migrated(NamedTuple):
    """A record under another version, and what became of its annotations."""

    record: Record
    counts: Counts


def migrate(
    record: Record, route: Route, recheck: Recheck, *, router: Router | None = None
) -> Migrated:
    """The record under the version that `route` leads to; `record.schema` is where it starts.

    `recheck` gives all findings of a record under that version. `router` knows the ways of entries
    of `unresolved` that are of versions which the route does not pass; without one they stay as
    they are.
    """
    if record.unresolved is UNSET or not record.unresolved:
        quick = _quickly(record, route, recheck)
        if quick is not None:
            return quick
    return _slowly(record, route, recheck, router)


def _quickly(record: Record, route: Route, recheck: Recheck) -> Migrated | None:
    """The record where each label alone decides and nothing is to be asked; else None."""
    table = route.composed
    if table.to_answer and record.state != "draft":
        return None
    labels, categories = table.labels, table.categories
    counted: dict[str, int] = {}
    annotations = record.annotations.copy()
    lossy: list[Annotation] = []
    changed = 0
    check = False
    for position, annotation in enumerate(record.annotations):
        if isinstance(annotation, Category):
            place = categories.get(annotation.set)
        else:
            place = labels.get(annotation.__class__)
        if not place or annotation.label not in place:
            continue
        direct = place[annotation.label]
        if direct is SLOW:
            return None
        after = direct.applied(annotation, counted, record.modality)
        if after is None:
            return None
        if after is not annotation:
            annotations[position] = after
            changed += 1
            if direct.history:
                lossy.append(after)
        check = check or direct.check
    if lossy and perhaps_same(annotations, lossy):
        return None
    result = copy(record)
    result.annotations = annotations
    if table.sets and record.scope is not UNSET:
        later = (table.sets.get(name, name) for name in record.scope)
        result.scope = list(dict.fromkeys(name for name in later if name is not None))
    _pin(result, record, route)
    if check and any(is_wrong(finding) for finding in recheck(result)):
        return None
    total = len(record.annotations)
    counts = Counts(
        records_in=1,
        records_out=1,
        annotations_in=total,
        unchanged=total - changed,
        migrated=changed,
        annotations_out=total,
        by_op=counted,
    )
    return Migrated(result, counts)


def _slowly(record: Record, route: Route, recheck: Recheck, router: Router | None) -> Migrated:
    items = [Item(each, route.source, first=each) for each in record.annotations]
    walk = Walk(record, items)
    open_items, joining = waiting(record, route, router)
    walk.held += joining.pop(route.source, [])
    for number, step in enumerate(route.steps):
        last = number == len(route.steps) - 1
        walk.advance(step, recheck if last else None, joining.pop(step.target, []))
    return _account(record, route, walk, [*items, *open_items])


def waiting(
    record: Record, route: Route, router: Router | None
) -> tuple[list[Item], dict[str, list[Item]]]:
    """What is unresolved, in the order of the record, and the same by the version of the route at
    which it joins the rest, with its worlds there.

    A route without steps is the version of the record: there all of it joins.
    """
    versions = {route.source, *(step.target for step in route.steps)}
    alias = stood_for(record)
    joining: dict[str, list[Item]] = {}
    under_way: dict[str, list[Item]] = {}
    ways: dict[str, tuple[Step, ...]] = {}
    found = []
    for entry in record.unresolved or ():
        item = Item(entry.annotation, entry.schema, first=entry.annotation, was_open=True)
        found.append(item)
        at = entry.schema
        if at not in versions and at not in ways:
            way = _way(at, versions, router)
            if way is None:
                item.stuck, at = entry, route.source
            else:
                ways[at] = way
        if alias:
            item.rewire(alias, rewired)
        (joining if at in versions else under_way).setdefault(at, []).append(item)
    while under_way:
        at = max(under_way, key=lambda each: len(ways[each]))
        items, (step, *rest) = under_way.pop(at), ways[at]
        carry(record, items, step, uniting=False)
        ways.setdefault(step.target, tuple(rest))
        there = joining if step.target in versions else under_way
        # Behind those that this version left open: so they stand where all goes in one run.
        there.setdefault(step.target, []).extend(items)
    return found, joining


def _way(pin: str, versions: set[str], router: Router | None) -> tuple[Step, ...] | None:
    """The steps from a version to the first one that the record passes; None if there are none."""
    if router is None:
        return None
    try:
        route = router.route(pin)
    except (NoRoute, SchemaUnknown):
        return None
    steps = [] if route is None else list(route.steps)
    for number, step in enumerate(steps):
        if step.target in versions:
            return tuple(steps[: number + 1])
    return None


def _account(record: Record, route: Route, walk: Walk, items: list[Item]) -> Migrated:
    result = walk.as_record(walk.decided, walk.held, route.steps[-1])
    if record.unresolved == []:
        result.unresolved = result.unresolved or []
    _pin(result, record, route)
    unchanged = sum(
        1
        for item in walk.decided
        if item.first is not None
        and not item.was_open
        and (item.origin is item.first or item.origin == item.first)
    )
    added = sum(1 for item in walk.decided if item.first is None)
    by_op: dict[str, int] = {}
    for item in (*walk.decided, *walk.held, *walk.gone):
        for op in item.ops:
            by_op[op] = by_op.get(op, 0) + 1
    counts = Counts(
        records_in=1,
        records_out=1,
        annotations_in=len(items),
        unchanged=unchanged,
        migrated=len(walk.decided) - unchanged - added,
        deduplicated=sum(1 for item in walk.gone if item.first is not None),
        unresolved=sum(1 for item in walk.held if item.first is not None),
        added=added,
        added_unresolved=sum(1 for item in walk.held if item.first is None),
        annotations_out=len(walk.decided),
        by_op=by_op,
    )
    return Migrated(result, counts)


def _pin(result: Record, record: Record, route: Route) -> None:
    """Name the version that the record is of now, and the one that it was first labelled under."""
    result.schema = route.target
    first = record.annotated_with or route.source
    result.annotated_with = UNSET if first == route.target else first
