"""Diff rules about what is on its way out: labels, attributes, values, category sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from acoe_spec.taxonomy.compiled import Deprecation
from acoe_spec.versions.changes import Edit
from acoe_spec.versions.diff.pair import Pair, field_edits, path_of
from acoe_spec.versions.diff.rule import DiffRule, Seen


class _Part(NamedTuple):
    """Something that both versions have, and that is deprecated otherwise now."""

    what: str
    place: Mapping[str, Any]
    before: Deprecation | None
    after: Deprecation | None
    edits: tuple[Edit, ...]


def _labels(pair: Pair) -> Iterator[_Part]:
    for each in pair.reworded:
        place = {"set": each.set, "label": each.label}
        yield _part("the label", place, path_of(each.set, each.label), each.old, each.new)


def _attributes(pair: Pair) -> Iterator[_Part]:
    for delta in pair.attributes:
        if delta.old is not None and delta.new is not None:
            place = {"set": delta.set, "label": delta.label, "attribute": delta.attribute}
            what = f"the attribute '{delta.attribute}'"
            yield _part(what, place, delta.path, delta.own_old, delta.own_new)


def _values(pair: Pair) -> Iterator[_Part]:
    for delta in pair.attributes:
        before = {} if delta.own_old is None else delta.own_old.values or {}
        after = {} if delta.own_new is None else delta.own_new.values or {}
        for value in sorted(before.keys() & after.keys()):
            place = {"set": delta.set, "label": delta.label, "attribute": delta.attribute}
            what = f"the value '{value}' of the attribute '{delta.attribute}'"
            path = (*delta.path, "values", value)
            yield _part(what, {**place, "value": value}, path, before[value], after[value])


def _sets(pair: Pair) -> Iterator[_Part]:
    for name, before, after in pair.common_sets:
        yield _part("the question", {"set": name}, ("categories", name), before, after)


def _part(what: str, place: Mapping[str, str], path: tuple[str, ...], old: Any, new: Any) -> _Part:
    before, after = getattr(old, "deprecated", None), getattr(new, "deprecated", None)
    edits = () if before == after else field_edits(path, old, new, ("deprecated",))
    return _Part(what, place, before, after, edits)


_Parts = Callable[[Pair], Iterator[_Part]]


def _deprecated(parts: _Parts) -> Callable[[Pair], Iterator[Seen]]:
    def find(pair: Pair) -> Iterator[Seen]:
        for part in parts(pair):
            if part.before is None and part.after is not None:
                by = ", ".join(f"'{name}'" for name in part.after.replaced_by)
                yield Seen(
                    message=f"{part.what} is deprecated" + (f", use {by} instead" if by else ""),
                    to=part.after.replaced_by or None,
                    edits=part.edits,
                    **part.place,
                )

    return find


def _restored(pair: Pair) -> Iterator[Seen]:
    for parts in (_labels, _attributes, _values, _sets):
        for part in parts(pair):
            if part.before is not None and part.after is None:
                yield Seen(
                    message=f"{part.what} is no longer deprecated",
                    before=part.before,
                    edits=part.edits,
                    **part.place,
                )


def _reworded(parts: _Parts) -> Callable[[Pair], Iterator[Seen]]:
    def find(pair: Pair) -> Iterator[Seen]:
        for part in parts(pair):
            if part.before is not None and part.after is not None and part.edits:
                yield Seen(
                    message=_other_words(part.what, part.before, part.after),
                    to=part.after.replaced_by or None,
                    before=part.before,
                    after=part.after,
                    level="patch" if _lasting(part.before, part.after) else "minor",
                    edits=part.edits,
                    **part.place,
                )

    return find


def _other_words(what: str, before: Deprecation, after: Deprecation) -> str:
    if before.replaced_by != after.replaced_by:
        by = ", ".join(f"'{name}'" for name in after.replaced_by) or "nothing"
        return f"{what} is deprecated, and {by} is to be used instead now"
    if before.valid_until != after.valid_until:
        until = after.valid_until or "further notice"
        return f"{what} is deprecated, and tolerated until {until} now"
    return f"{what} is deprecated in other words than before"


def _lasting(before: Deprecation, after: Deprecation) -> bool:
    """Whether the deprecation says the same but for its reason."""
    return (before.since, before.replaced_by, before.valid_until) == (
        after.since,
        after.replaced_by,
        after.valid_until,
    )


_WHY = "Files that use it are warned about, and go on to be valid until the last day that is named."
_WHY_REWORDED = "What to use instead, or the last day on which it is tolerated, may be another."


def _row(noun: str, op: str, parts: _Parts) -> tuple[DiffRule, DiffRule]:
    return (
        DiffRule(
            id=f"{noun}-deprecated",
            op=op,
            mirrors=("deprecation-withdrawn",),
            summary=f"{_ARTICLE[noun]} is on its way out.",
            why=_WHY,
            find=_deprecated(parts),
        ),
        DiffRule(
            id=f"{noun}-deprecation-changed",
            op=op,
            mirrors=(f"{noun}-deprecation-changed",),
            summary=f"{_ARTICLE[noun]} is deprecated in other words than before.",
            why=_WHY_REWORDED,
            find=_reworded(parts),
        ),
    )


_ARTICLE = {
    "label": "A label", "attribute": "An attribute", "value": "A value", "set": "A category set"
}  # fmt: skip

RULES = (
    *_row("label", "deprecate-label", _labels),
    *_row("attribute", "deprecate-attribute", _attributes),
    *_row("value", "deprecate-value", _values),
    *_row("set", "deprecate-set", _sets),
    DiffRule(
        id="deprecation-withdrawn",
        op="restore",
        mirrors=("label-deprecated", "attribute-deprecated", "value-deprecated", "set-deprecated"),
        summary="What was deprecated may be used again.",
        why="Files that use it are no longer warned about.",
        find=_restored,
    ),
)
