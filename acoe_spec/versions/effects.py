"""What becomes of records by what people declared, where an operation leaves that to them.

A label that is removed may have become exactly another one, a split may have rules that leave
nothing open: the diff then says so. The level of a change stays what it is. Knows no records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from acoe_spec.models.migration import Migration
from acoe_spec.versions.changes import Change, Diff
from acoe_spec.versions.matching import NOT_OBSERVABLE, place, said, told
from acoe_spec.versions.operations import OPERATIONS, Effect

_BECOMES: Mapping[str, Effect] = {
    "exact": "automatic",
    "broader": "automatic, lossy",
    "candidates": "human",
    "nothing": "human",
}
_ASKED: Mapping[str, str] = {
    "redefine": "means something else now",
    "carve-out": "leaves a part of its meaning to others",
    "set-guideline": "its guideline is worded better",
    "flip-example": "a worked example has the opposite verdict now",
}


def _removed(data: Mapping[str, Any]) -> Effect:
    return _BECOMES[data["becomes"]]


def _without(data: Mapping[str, Any]) -> Effect:
    return "automatic, lossy" if data["values"] == "kept" else "human"


def _divided(data: Mapping[str, Any]) -> Effect:
    return "automatic" if _is_total(data) else "human"


def _abstract(data: Mapping[str, Any]) -> Effect:
    return "automatic, lossy" if "to" in data else "human"


def _required(data: Mapping[str, Any]) -> Effect:
    return "automatic" if "value" in data else "human"


_EFFECTS: Mapping[str, Callable[[Mapping[str, Any]], Effect]] = {
    "remove-label": _removed,
    "remove-value": _removed,
    "remove-attribute": _without,
    "split-label": _divided,
    "split-value": _divided,
    "carve-out": _divided,
    "make-abstract": _abstract,
    "require-attribute": _required,
}


def _is_total(data: Mapping[str, Any]) -> bool:
    """Whether something is said of every annotation: a rule without conditions always applies."""
    return "otherwise" in data or any(rule.keys() == {"to"} for rule in data.get("rules", ()))


def declared_effects(diff: Diff, migration: Migration) -> Diff:
    """`diff` with what the migration declares of it.

    Changes that were observed get the effect that the declaration has; what was declared to change
    the meaning of a label is added, or takes the place of the change of its wording.
    """
    declared = {place(data): data for data in map(said, migration.operations)}
    changes, rewritten = [], set[str]()
    for change in diff.changes:
        if change.because is None:
            change = _redefined(change, declared)
            rewritten.add(change.name)
            decide = _EFFECTS.get(change.op)
            data = declared.get(place(told(change)))
            if decide is not None and data is not None:
                change = replace(change, effect=decide(data), to=_to(change, data))
        changes.append(change)
    asked = [_of(data) for data in declared.values() if data["op"] in _ASKED]
    added = [each for each in asked if each.name not in rewritten and _holds(each, diff)]
    own = [change for change in changes if change.because is None]
    following = [change for change in changes if change.because is not None]
    return replace(diff, changes=(*own, *added, *following))


def _holds(change: Change, diff: Diff) -> bool:
    """Whether something that is declared has happened, as far as that can be observed."""
    if change.op in NOT_OBSERVABLE:
        return True
    return change.op == "carve-out" and any(
        each.op in ("set-definition", "add-label") and each.set == change.set
        and each.label in (change.label, *(change.to or ()))
        for each in diff.changes
    )  # fmt: skip


def _redefined(change: Change, declared: Mapping[Any, Mapping[str, Any]]) -> Change:
    """A change of the words of a label that is declared to have changed its meaning."""
    label = {"op": "redefine", "set": change.set, "label": change.label}
    if change.op != "set-definition" or place(label) not in declared:
        return change
    parts = (change.attribute, change.value, change.role)
    if any(part is not None for part in parts):
        return change
    row = OPERATIONS["redefine"]
    return replace(
        change, op=row.op, level=row.level, effect=row.effect, message=_ASKED["redefine"]
    )


def _of(data: Mapping[str, Any]) -> Change:
    """A declared operation as a change of its own, without edits."""
    row = OPERATIONS[data["op"]]
    decide = _EFFECTS.get(row.op)
    return Change(
        op=row.op,
        rule="declared",
        level=row.level,
        effect=row.effect if decide is None else decide(data),
        message=_ASKED[row.op],
        set=data["set"],
        label=data["label"],
        to=tuple(data["to"]) if "to" in data else None,
    )


def _to(change: Change, data: Mapping[str, Any]) -> str | tuple[str, ...] | None:
    to = data.get("to")
    if to is None:
        return None if change.op in ("remove-label", "remove-value") else change.to
    return to if isinstance(to, str) else tuple(to)
