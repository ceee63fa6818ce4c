"""Diff rules about labels as such: there or not, where in the hierarchy, for use or not."""

from __future__ import annotations

from collections.abc import Iterator

from acoe_spec.taxonomy.references import split
from acoe_spec.versions.changes import Edit
from acoe_spec.versions.diff.pair import Pair, Shared, edit, path_of
from acoe_spec.versions.diff.rule import DiffRule, Seen


def _added(pair: Pair) -> Iterator[Seen]:
    for name in pair.added:
        label_set, label = split(name)
        written = pair.new.labels[name]
        kind = f", a kind of '{written.is_a}'" if written.is_a else ""
        yield Seen(
            message=f"a new label{kind}",
            set=label_set,
            label=label,
            edits=(edit(path_of(label_set, label), written),),
        )


def _removed(pair: Pair) -> Iterator[Seen]:
    for name in pair.removed:
        label_set, label = split(name)
        replaced_by = pair.old.labels[name].deprecated
        yield Seen(
            message="the label is gone",
            set=label_set,
            label=label,
            to=None if replaced_by is None else replaced_by.replaced_by or None,
            edits=(edit(path_of(label_set, label), None),),
        )


def _moved(pair: Pair) -> Iterator[Seen]:
    for each in pair.reworded:
        before, after = each.old.is_a, each.new.is_a
        if before == after:
            continue
        lost = set(pair.old.ancestors(each.node)) - set(pair.new.ancestors(each.node))
        if before is None:
            message = f"moves below '{after}'"
        elif after is None:
            message = f"moves from '{before}' to the top"
        else:
            message = f"moves from '{before}' to '{after}'"
        yield Seen(
            message=message,
            set=each.set,
            label=each.label,
            from_=before,
            to=after,
            level="major" if lost else "minor",
            effect="re-checked",
            edits=_field(each, "is_a"),
        )


def _mixed_in(pair: Pair) -> Iterator[Seen]:
    for each in pair.reworded:
        yield from _mixins(each, gained=True)


def _mixed_out(pair: Pair) -> Iterator[Seen]:
    for each in pair.reworded:
        yield from _mixins(each, gained=False)


def _mixins(each: Shared, *, gained: bool) -> Iterator[Seen]:
    one, other = set(each.old.mixins), set(each.new.mixins)
    names = sorted(other - one if gained else one - other)
    if names:
        listed = ", ".join(f"'{name}'" for name in names)
        yield Seen(
            message=f"takes over the attributes of {listed}" if gained
            else f"no longer takes over the attributes of {listed}",
            set=each.set,
            label=each.label,
            property_="mixins",
            before=each.old.mixins,
            after=each.new.mixins,
            edits=_field(each, "mixins"),
        )  # fmt: skip


def _mixins_reordered(pair: Pair) -> Iterator[Seen]:
    for each in pair.reworded:
        if each.old.mixins != each.new.mixins and set(each.old.mixins) == set(each.new.mixins):
            yield Seen(
                message="its mixins come in another order",
                set=each.set,
                label=each.label,
                before=each.old.mixins,
                after=each.new.mixins,
                edits=_field(each, "mixins"),
            )


def _made_abstract(pair: Pair) -> Iterator[Seen]:
    for each in pair.reworded:
        if each.new.abstract and not each.old.abstract:
            yield Seen(
                message="is abstract now: only its sub-labels may be used",
                set=each.set,
                label=each.label,
                edits=_field(each, "abstract"),
            )


def _made_concrete(pair: Pair) -> Iterator[Seen]:
    for each in pair.reworded:
        if each.old.abstract and not each.new.abstract:
            yield Seen(
                message="is no longer abstract: it may be used itself",
                set=each.set,
                label=each.label,
                edits=_field(each, "abstract"),
            )


def _field(each: Shared, field: str) -> tuple[Edit, ...]:
    value = getattr(each.new, field)
    return (edit(path_of(each.set, each.label, field), value),)


RULES = (
    DiffRule(
        id="label-added",
        op="add-label",
        mirrors=("label-removed",),
        summary="A label is there that was not.",
        why="Old files are as good as before, but nobody looked for this label in them: their "
        "coverage is that of the version under which they were annotated.",
        find=_added,
    ),
    DiffRule(
        id="label-removed",
        op="remove-label",
        mirrors=("label-added",),
        summary="A label is gone.",
        why="Annotations that have it need another label, or somebody who decides. If it only "
        "has another id, a migration says so with rename-label.",
        find=_removed,
    ),
    DiffRule(
        id="parent-changed",
        op="move-label",
        mirrors=("parent-changed",),
        summary="A label is a kind of something else now.",
        why="What it inherited comes from somewhere else: attributes, links, and the relations "
        "and roles that it may take part in. Major if it lost an ancestor, else minor.",
        find=_moved,
    ),
    DiffRule(
        id="mixin-added",
        op="loosen",
        mirrors=("mixin-removed",),
        summary="A label takes over the attributes of another one.",
        why="It gains attributes. Those that are required are listed as such beside it.",
        find=_mixed_in,
    ),
    DiffRule(
        id="mixin-removed",
        op="narrow",
        mirrors=("mixin-added",),
        summary="A label no longer takes over the attributes of another one.",
        why="Annotations may have values of attributes that the label has no longer.",
        find=_mixed_out,
    ),
    DiffRule(
        id="mixins-reordered",
        op="restate",
        mirrors=("mixins-reordered",),
        summary="The mixins of a label come in another order.",
        why="Of two mixins with the same attribute the first one counts. Where that makes a "
        "difference, the difference is listed beside it.",
        find=_mixins_reordered,
    ),
    DiffRule(
        id="abstract-set",
        op="make-abstract",
        mirrors=("abstract-unset",),
        summary="A label has become abstract.",
        why="Annotations that have it need one of its sub-labels.",
        find=_made_abstract,
    ),
    DiffRule(
        id="abstract-unset",
        op="make-concrete",
        mirrors=("abstract-set",),
        summary="An abstract label may be used itself.",
        why="Old files are as good as before.",
        find=_made_concrete,
    ),
)
