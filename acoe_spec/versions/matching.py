"""Which declared operation is about which observed change.

Both name what they are about in the words of the same operation, so that they match where these
agree. What only the author can say (what a removed label becomes, which value annotations get) is
no part of it. Knows nothing of files and findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from acoe_spec.models.migration import Migration
from acoe_spec.versions.changes import Change

Said = Mapping[str, Any]
"""An operation, or a change, as plain data with the keys of a migration file."""

NOT_OBSERVABLE = frozenset(("set-guideline", "flip-example"))
"""Operations that no comparison of two definitions can find."""

_PLACE = ("set", "label", "attribute", "value", "role", "property", "other", "taxonomy")
_ENDS = ("from", "to")
# Operations that are told by what they lead from and to, besides their place.
_BY_ENDS = frozenset(
    ("rename-label", "rename-set", "rename-role", "rename-attribute", "rename-value",
     "merge-labels", "merge-values", "split-label", "split-value", "update-import", "add-import",
     "remove-import")
)  # fmt: skip
# Keys of the place that are the author's answer in these operations.
_ANSWERS: Mapping[str, frozenset[str]] = {
    "require-attribute": frozenset(("value",)),
    "require-set": frozenset(("label",)),
}
# What an operation says that must be so, where what it is about is found.
_DETAILS: Mapping[str, tuple[str, ...]] = {
    "move-label": ("to",),
    "convert-attribute": ("to",),
}

Place = tuple[str, ...]


class Matching(NamedTuple):
    """What of a diff is declared.

    `undeclared` are changes that no operation is about; `unobserved` are positions of operations
    that are about no change; `differing` maps positions of operations to the change that they are
    about, where they say something else of it.
    """

    undeclared: tuple[Change, ...]
    unobserved: tuple[int, ...]
    differing: Mapping[int, Change]


def said(operation: Any) -> dict[str, Any]:
    """An operation of a migration as plain data, in the words of the file."""
    found: dict[str, Any] = operation.model_dump(by_alias=True, exclude_none=True)
    return found


def told(change: Change) -> dict[str, Any]:
    """A change as plain data, in the words of the operation of its name."""
    found = {"op": change.op, "property": change.property_, "from": change.from_}
    for key in ("set", "label", "attribute", "value", "role", "other", "taxonomy", "to"):
        found[key] = getattr(change, key)
    return {key: value for key, value in found.items() if value is not None}


def matched(migration: Migration, changes: Sequence[Change]) -> Matching:
    """Operations held against changes; a change that only follows from another is left out."""
    own = [change for change in changes if change.because is None]
    by_place: dict[Place, list[Change]] = {}
    for change in own:
        by_place.setdefault(place(told(change)), []).append(change)
    covered: set[int] = set()
    unobserved, differing = [], {}
    for position, operation in enumerate(migration.operations):
        data = said(operation)
        met = by_place.get(place(data), [])
        covered.update(map(id, met))
        wrong = [change for change in met if not _agree(data, change)]
        if wrong:
            differing[position] = wrong[0]
        others = [change for each in _covering(data) for change in by_place.get(each, ())]
        covered.update(map(id, others))
        if not met and not others and data["op"] not in NOT_OBSERVABLE:
            unobserved.append(position)
    undeclared = tuple(change for change in own if id(change) not in covered)
    return Matching(undeclared, tuple(unobserved), differing)


def place(data: Said) -> Place:
    """What an operation or a change is about, to be compared with another."""
    op: str = data["op"]
    ignored = _ANSWERS.get(op, frozenset())
    keys = [key for key in _PLACE if key not in ignored]
    keys += _ENDS if op in _BY_ENDS else []
    parts = [f"{key}={_written(data[key])}" for key in keys if data.get(key) is not None]
    if op == "swap":
        ends = data.get("labels") or [*_several(data.get("from")), *_several(data.get("to"))]
        parts.append(_written(sorted(set(ends))))
    return (op, *parts)


def _written(value: Any) -> str:
    return " ".join(sorted(map(str, value))) if isinstance(value, list | tuple) else str(value)


def _several(value: Any) -> Iterable[str]:
    return (value,) if isinstance(value, str) else value or ()


def _agree(data: Said, change: Change) -> bool:
    """Whether an operation says of a change what is so."""
    seen = told(change)
    return all(data.get(key) == seen.get(key) for key in _DETAILS.get(data["op"], ()))


def _covering(data: Said) -> Iterable[Place]:
    """The places of changes that an operation explains besides the one of its own name."""
    op: str = data["op"]
    if op in ("redefine", "carve-out"):
        about = {key: data[key] for key in ("set", "label")}
        yield place({"op": "set-definition", **about})
    if op in ("split-label", "carve-out", "merge-labels"):
        for label in _several(data["to"]):
            yield place({"op": "add-label", "set": data["set"], "label": label})
    if op in ("split-value", "merge-values"):
        about = {key: data[key] for key in ("set", "label", "attribute")}
        for value in _several(data["to"]):
            yield place({"op": "add-value", **about, "value": value})
