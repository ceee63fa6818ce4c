"""Diff rules about category sets: what is asked, of what, how often, and whether it must be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from acoe_spec.taxonomy.definition import AppliesTo, CategorySet
from acoe_spec.taxonomy.references import node_of
from acoe_spec.taxonomy.unit_kinds import kinds, shortest
from acoe_spec.versions.changes import Edit
from acoe_spec.versions.diff.pair import Pair, edit, field_edits
from acoe_spec.versions.diff.reach import by_cause, listed, references, shift
from acoe_spec.versions.diff.rule import DiffRule, Seen

_Find = Callable[[Pair], Iterator[Seen]]
_TARGETS = ("record", "units", "labels")


def _sets_only_in(pair: Pair, *, new: bool) -> Iterator[tuple[str, CategorySet]]:
    before, after = pair.old.definition.categories, pair.new.definition.categories
    having, lacking = (after, before) if new else (before, after)
    for name in sorted(having.keys() - lacking.keys()):
        yield name, having[name]


def _added(pair: Pair) -> Iterator[Seen]:
    for name, added in _sets_only_in(pair, new=True):
        if not added.required:
            yield Seen(
                message=f"a new question: {added.question}", set=name, edits=_whole(name, added)
            )


def _required(pair: Pair) -> Iterator[Seen]:
    for name, added in _sets_only_in(pair, new=True):
        if added.required:
            yield Seen(
                message=f"a new question that has to be answered: {added.question}",
                set=name,
                after=_all_of(pair, added.applies_to),
                edits=_whole(name, added),
            )
    for name, before, after in pair.common_sets:
        if after.required and not before.required:
            yield Seen(
                message="the question has to be answered",
                set=name,
                after=_all_of(pair, after.applies_to),
                edits=(edit(("categories", name, "required"), True),),
            )


def _all_of(pair: Pair, applies_to: AppliesTo) -> AppliesTo:
    """What a question is asked of in the newer version, all sub-labels written out."""
    return replace(applies_to, labels=tuple(references(pair.new.closed(applies_to.labels))))


def _removed(pair: Pair) -> Iterator[Seen]:
    for name, _ in _sets_only_in(pair, new=False):
        yield Seen(message="the question is no longer asked", set=name, edits=_whole(name, None))


def _whole(name: str, category_set: CategorySet | None) -> tuple[Edit, ...]:
    return (edit(("categories", name), category_set),)


def _optional(pair: Pair) -> Iterator[Seen]:
    for name, before, after in pair.common_sets:
        if before.required and not after.required:
            yield Seen(
                message="the question need not be answered",
                set=name,
                property_="required",
                edits=(edit(("categories", name, "required"), False),),
            )


def _select(*, narrower: bool) -> _Find:
    def find(pair: Pair) -> Iterator[Seen]:
        for name, before, after in pair.common_sets:
            if before.select != after.select and (after.select == "one") is narrower:
                yield Seen(
                    message="one answer is permitted, and several before" if narrower
                    else "several answers are permitted, and one before",
                    set=name,
                    property_="select",
                    before=before.select,
                    after=after.select,
                    edits=(edit(("categories", name, "select"), after.select),),
                )  # fmt: skip

    return find


class _TargetsDelta(NamedTuple):
    """What a question is asked of no longer, and what it is asked of now besides."""

    lost: AppliesTo
    gained: AppliesTo
    fields: list[str]
    edits: tuple[Edit, ...]


def _targets(pair: Pair, name: str, before: AppliesTo, after: AppliesTo) -> _TargetsDelta:
    """Only what somebody wrote; see `_moved_targets`."""
    gone = come = frozenset[str]()
    if before.labels != after.labels:
        gone, come = shift(pair, before.labels, after.labels)
    lost, gained = (
        AppliesTo(
            record=bool(one.record and not other.record),
            units=shortest(kinds(one.units) - kinds(other.units)),
            labels=tuple(references(nodes)),
        )
        for one, other, nodes in ((before, after, gone), (after, before, come))
    )
    units = kinds(before.units) != kinds(after.units)
    fields = [
        field for field, differs in zip(
            _TARGETS, (before.record != after.record, units, bool(gone or come)), strict=True
        ) if differs
    ]  # fmt: skip
    path = ("categories", name, "applies_to")
    return _TargetsDelta(lost, gained, fields, field_edits(path, before, after, fields))


def _told(targets: AppliesTo) -> str:
    """`the record, turn, 'issuer'`; empty where it is nothing."""
    record = ["the record"] if targets.record else []
    labels = [listed(map(node_of, targets.labels))] if targets.labels else []
    return ", ".join([*record, *targets.units, *labels])


def _moved_targets(
    pair: Pair, before: AppliesTo, after: AppliesTo, *, narrower: bool
) -> Iterator[tuple[str, list[str]]]:
    if before.labels == after.labels:
        lost, gained = shift(pair, before.labels, after.labels)
        yield from by_cause(pair, lost if narrower else gained)


def _less(pair: Pair) -> Iterator[Seen]:
    for name, before, after in pair.common_sets:
        delta = _targets(pair, name, before.applies_to, after.applies_to)
        if said := _told(delta.lost):
            yield Seen(
                message=f"is no longer asked of {said}",
                set=name,
                property_="applies_to",
                before=delta.lost,
                edits=delta.edits,
            )
        for because, nodes in _moved_targets(
            pair, before.applies_to, after.applies_to, narrower=True
        ):
            yield Seen(
                message=f"is no longer asked of {listed(nodes)}",
                set=name,
                property_="applies_to",
                before=AppliesTo(labels=tuple(references(nodes))),
                because=because or None,
            )


def _more(*, demanded: bool) -> _Find:
    def find(pair: Pair) -> Iterator[Seen]:
        for name, before, after in pair.common_sets:
            if (before.required and after.required) is not demanded:
                continue
            delta = _targets(pair, name, before.applies_to, after.applies_to)
            asked = "has to be answered for" if demanded else "is asked of"
            if said := _told(delta.gained):
                yield Seen(
                    message=f"{asked} {said} too",
                    set=name,
                    property_="applies_to",
                    after=delta.gained,
                    edits=delta.edits,
                )
            for because, nodes in _moved_targets(
                pair, before.applies_to, after.applies_to, narrower=False
            ):
                yield Seen(
                    message=f"{asked} {listed(nodes)} too",
                    set=name,
                    property_="applies_to",
                    after=AppliesTo(labels=tuple(references(nodes))),
                    because=because or None,
                )

    return find


def _restated(pair: Pair) -> Iterator[Seen]:
    for name, before, after in pair.common_sets:
        delta = _targets(pair, name, before.applies_to, after.applies_to)
        idle = [field for field in _TARGETS if field not in delta.fields]
        path = ("categories", name, "applies_to")
        edits = field_edits(path, before.applies_to, after.applies_to, idle)
        if edits:
            yield Seen(
                message="what it is asked of is said otherwise, and is the same",
                set=name,
                property_="applies_to",
                edits=edits,
            )


RULES = (
    DiffRule(
        id="set-added",
        op="add-set",
        mirrors=("set-removed",),
        summary="A question is asked that was not, and that need not be answered.",
        why="Old files lack the answers, and their coverage says so.",
        find=_added,
    ),
    DiffRule(
        id="set-required",
        op="require-set",
        mirrors=("set-optional", "set-removed"),
        summary="A question has to be answered that was not, or that is new.",
        why="Old records that are complete may lack an answer. A migration may declare the one "
        "that they get; without it the question is taken out of their scope.",
        find=_required,
    ),
    DiffRule(
        id="set-removed",
        op="remove-set",
        mirrors=("set-added", "set-required"),
        summary="A question is no longer asked.",
        why="Its answers in old files are at home nowhere. Where only its id changed, a "
        "migration says so with rename-set.",
        find=_removed,
    ),
    DiffRule(
        id="set-optional",
        op="loosen",
        mirrors=("set-required",),
        summary="A question need not be answered any more.",
        why="Old files are as good as before; readers of new ones have to do without it.",
        find=_optional,
    ),
    DiffRule(
        id="select-narrowed",
        op="narrow",
        mirrors=("select-loosened",),
        summary="A question has one answer, where it had several.",
        why="Old files may hold several.",
        find=_select(narrower=True),
    ),
    DiffRule(
        id="select-loosened",
        op="loosen",
        mirrors=("select-narrowed",),
        summary="A question may have several answers, where it had one.",
        why="Old files are as good as before; readers of new ones meet several.",
        find=_select(narrower=False),
    ),
    DiffRule(
        id="targets-narrowed",
        op="narrow",
        mirrors=("targets-loosened", "targets-demanded"),
        summary="A question is asked of fewer units, or of annotations of fewer labels.",
        why="Old files may hold answers about the others. It happens without a change of the "
        "question when a label is moved out of the hierarchy that it names.",
        find=_less,
    ),
    DiffRule(
        id="targets-loosened",
        op="loosen",
        mirrors=("targets-narrowed",),
        summary="A question is asked of more units, or of annotations of more labels.",
        why="Old files are as good as before.",
        find=_more(demanded=False),
    ),
    DiffRule(
        id="targets-demanded",
        op="narrow",
        mirrors=("targets-narrowed",),
        summary="A question that has to be answered is asked of more.",
        why="Old records that are complete lack the answers about what it was not asked of.",
        find=_more(demanded=True),
    ),
    DiffRule(
        id="targets-restated",
        op="restate",
        mirrors=("targets-restated",),
        summary="What a question is asked of is said otherwise, and is the same.",
        why="The same holds as before.",
        find=_restated,
    ),
)
