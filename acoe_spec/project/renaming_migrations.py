"""A draft migration after one more renaming: what it declares is told of the release, once.

A thing renamed twice since the release was renamed once, from its id there to its last one; renamed
back, it was not renamed. What the release has not needs no declaration. Whatever else the migration
says in the words of the new version follows. Knows one release and one migration; writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from acoe_spec.findings import pointer
from acoe_spec.project.renaming_names import Renaming
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.editing import Edit, Put, Remove, Rename, edited
from acoe_spec.taxonomy.layout import from_data
from acoe_spec.taxonomy.references import node_of, reference_of

Operations = list[dict[str, Any]]

# Which fields of an operation are labels in the words of the new version.
_NEW_LABELS: Mapping[str, tuple[str, ...]] = {
    "merge-labels": ("to",),
    "split-label": ("to", "otherwise"),
    "carve-out": ("to", "otherwise"),
    "remove-label": ("to",),
    "make-abstract": ("to",),
    "move-label": ("to",),
    "require-set": ("label",),
    "deprecate-label": ("replaced_by",),
}
# Likewise values of the attribute that the operation names.
_NEW_VALUES: Mapping[str, tuple[str, ...]] = {
    "merge-values": ("to",),
    "split-value": ("to", "otherwise"),
    "remove-value": ("to",),
    "require-attribute": ("value",),
    "deprecate-value": ("replaced_by",),
}
_RULED = frozenset(("split-label", "carve-out", "split-value"))


@dataclass(frozen=True)
class _Traced:
    """A renaming in the words of the release.

    `done` is the position of the operation that brought the thing to its present id, if one did;
    `renaming.old` is its id in the release, or the present one if the release has it not.
    """

    renaming: Renaming
    done: int | None
    is_new: bool


def first_migration(renaming: Renaming, release: Definition, version: str) -> str | None:
    """A migration from `release` to `version` with this renaming; None if it needs none."""
    traced = _traced(renaming, release, [])
    if traced.is_new:
        return None
    data = {
        "format": 1,
        "taxonomy": release.id,
        "from": release.version,
        "to": version,
        "operations": [traced.renaming.operation],
    }
    return from_data(data, kind="migration")


def composed_migration(
    text: str, operations: Operations, renaming: Renaming, release: Definition
) -> str:
    """The text of a migration after the renaming; `operations` is what `text` declares so far."""
    told, edits = _without_swap(operations, renaming, release)
    told, more = _divided(told, renaming, release)
    traced = _traced(renaming, release, told)
    told_edits = list(_in_new_words(told, traced, renaming))
    undone: list[int] = []
    added: list[dict[str, Any]] = []
    for each in (traced, *_merged(renaming, release, told)):
        if each.done is not None:
            if each.renaming.old == renaming.new:
                undone.append(each.done)
            else:
                told_edits.append(Put(pointer("operations", each.done, "to"), renaming.new))
        elif not each.is_new and not _is_told(told, each.renaming):
            added.append(each.renaming.operation)
    removed = [Remove(pointer("operations", each)) for each in sorted(undone, reverse=True)]
    puts = [Put(pointer("operations", "-"), operation) for operation in added]
    every = [*edits, *more, *told_edits, *puts, *removed]
    return edited(text, every, kind="migration") if every else text


def _without_swap(
    operations: Operations, renaming: Renaming, release: Definition
) -> tuple[Operations, list[Edit]]:
    """Two renamings instead of a swap that the renaming takes apart."""
    label_set = _set_before(renaming.label_set, operations, release)
    for position, operation in enumerate(operations):
        if (
            renaming.kind == "label"
            and operation["op"] == "swap"
            and operation["set"] == label_set
            and renaming.old in operation["labels"]
        ):
            one, other = operation["labels"]
            both = [
                {"op": "rename-label", "set": label_set, "from": before, "to": after}
                for before, after in ((one, other), (other, one))
            ]
            told = [*operations[:position], both[0], *operations[position + 1 :], both[1]]
            return told, [
                Put(pointer("operations", position), both[0]),
                Put(pointer("operations", "-"), both[1]),
            ]
    return operations, []


def _divided(
    operations: Operations, renaming: Renaming, release: Definition
) -> tuple[Operations, list[Edit]]:
    """A split instead of a carve-out, which lets its label keep the id that it loses now."""
    own = _traced(renaming, release, operations)
    if own.done is not None or own.is_new or renaming.kind != "label":
        return operations, []
    old, place = own.renaming.old, {"op": "carve-out", **_place(own.renaming)}
    for position, operation in enumerate(operations):
        if _at(operation, place) and operation["label"] == old:
            here = ("operations", position)
            kept = {key: said for key, said in operation.items() if key != "label"}
            split = {"op": "split-label", "from": old, "to": [*operation["to"], old]}
            return [*operations[:position], {**kept, **split}, *operations[position + 1 :]], [
                Put(pointer(*here, "op"), "split-label"),
                Rename(pointer(*here, "label"), "from"),
                Put(pointer(*here, "to", "-"), old),
            ]
    return operations, []


def _is_told(operations: Operations, own: Renaming) -> bool:
    """Whether a merge or a split says already what becomes of it."""
    return any(
        _at(each, _place(own))
        and (
            (each["op"] == f"merge-{own.kind}s" and own.old in each["from"])
            or (each["op"] == f"split-{own.kind}" and each["from"] == own.old)
        )
        for each in operations
    )


def _place(own: Renaming) -> dict[str, str]:
    """Where an operation about a label or a value of the release says that it is."""
    if own.kind == "value":
        return {"set": own.label_set, "label": own.label, "attribute": own.attribute}
    return {"set": own.label_set}


def _traced(renaming: Renaming, release: Definition, operations: Operations) -> _Traced:
    label_set = _set_before(renaming.label_set, operations, release)
    own = replace(renaming, label_set=label_set)
    if own.kind == "set":
        return _found(own, operations, {}, own.old in release.categories)
    if own.kind == "label":
        table = _labels(release, label_set)
        return _found(own, operations, {"set": label_set}, own.old in table)
    label = _before(own.label, operations, {"op": "rename-label", "set": label_set})
    return _traced_in(replace(own, label=label), release, operations)


def _merged(renaming: Renaming, release: Definition, operations: Operations) -> Iterator[_Traced]:
    """The same of each label of the release that was merged into the one that it is about."""
    if renaming.kind in ("label", "set"):
        return
    label_set = _set_before(renaming.label_set, operations, release)
    place = {"op": "merge-labels", "set": label_set, "to": renaming.label}
    for operation in operations:
        for source in operation["from"] if _at(operation, place) else ():
            if source != renaming.label:
                own = replace(renaming, label_set=label_set, label=source)
                yield _traced_in(own, release, operations)


def _traced_in(own: Renaming, release: Definition, operations: Operations) -> _Traced:
    """Of a part of a label, which is named as in the release."""
    place = {"set": own.label_set, "label": own.label}
    known = _labels(release, own.label_set).get(own.label)
    if known is None:
        return _Traced(own, None, True)
    if own.kind == "role":
        return _found(own, operations, place, own.old in getattr(known, "roles", {}))
    if own.kind == "attribute":
        return _found(own, operations, place, own.old in known.attributes)
    attribute = _before(own.attribute, operations, {"op": "rename-attribute", **place})
    own = replace(own, attribute=attribute)
    values = known.attributes[attribute].values if attribute in known.attributes else None
    return _found(own, operations, {**place, "attribute": attribute}, own.old in (values or {}))


def _found(
    own: Renaming, operations: Operations, place: Mapping[str, str], in_release: bool
) -> _Traced:
    op = f"rename-{own.kind}"
    for position, operation in enumerate(operations):
        if operation["op"] == op and operation["to"] == own.old and _at(operation, place):
            return _Traced(replace(own, old=operation["from"]), position, False)
    return _Traced(own, None, not in_release)


def _set_before(label_set: str, operations: Operations, release: Definition) -> str:
    before = _before(label_set, operations, {"op": "rename-set"})
    return before if before in release.categories else label_set


def _before(name: str, operations: Operations, place: Mapping[str, str]) -> str:
    """The id in the release of what is called `name` now."""
    for operation in operations:
        if _at(operation, place) and operation["to"] == name:
            return str(operation["from"])
    return name


def _at(operation: Mapping[str, Any], place: Mapping[str, str]) -> bool:
    return all(operation.get(key) == value for key, value in place.items())


def _labels(release: Definition, label_set: str) -> dict[str, Any]:
    return {name: label for home, name, label in release.labels() if home == label_set}


def _in_new_words(operations: Operations, traced: _Traced, renaming: Renaming) -> Iterator[Edit]:
    """What else is said of the thing in the words of the new version."""
    for position, operation in enumerate(operations):
        if position == traced.done:
            continue
        here = ("operations", position)
        for steps, written in _told(operation, renaming, traced):
            new = _renamed(written, operation, renaming, traced)
            if new is not None and new != written:
                yield Put(pointer(*here, *steps), new)


def _told(
    operation: Mapping[str, Any], renaming: Renaming, traced: _Traced
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What may name the thing as it is called now: fields of an operation, and what they say."""
    op = operation["op"]
    names: tuple[str, ...] = ()
    if renaming.kind in ("label", "set"):
        names = _NEW_LABELS.get(op, ())
        if traced.is_new:
            names = (*names, *(("label", "other") if renaming.kind == "label" else ("set",)))
    elif _at(operation, {"set": traced.renaming.label_set, "label": traced.renaming.label}):
        if renaming.kind == "value":
            if operation.get("attribute") == traced.renaming.attribute:
                names = _NEW_VALUES.get(op, ())
                names = (*names, "value") if traced.is_new else names
        elif traced.is_new:
            names = (renaming.kind,)
        elif op == f"deprecate-{renaming.kind}":
            names = ("replaced_by",)
    for name in dict.fromkeys(names):
        said = operation.get(name)
        if isinstance(said, str):
            yield (name,), said
        elif isinstance(said, list):
            yield from (((name, index), each) for index, each in enumerate(said))
    if op in _RULED and "to" in names:
        for index, rule in enumerate(operation.get("rules", ())):
            yield ("rules", index, "to"), rule["to"]


def _renamed(
    written: str, operation: Mapping[str, Any], renaming: Renaming, traced: _Traced
) -> str | None:
    if renaming.kind not in ("label", "set"):
        return renaming.new if written == renaming.old else None
    if renaming.kind == "set" and written == renaming.old and operation.get("set") == written:
        return renaming.new
    # In operations sets go by their id in the release; what they name is of the new version.
    home = operation.get("set", "entity")
    home = renaming.label_set if home == traced.renaming.label_set else home
    label_set, _, label = node_of(written, home=home).partition("/")
    if renaming.kind == "set":
        if label_set != renaming.old or label_set == home:
            return None
        return reference_of(f"{renaming.new}/{label}", home=home)
    if (label_set, label) != (renaming.label_set, renaming.old):
        return None
    return reference_of(f"{label_set}/{renaming.new}", home=home)
