"""Whether declared operations can all hold at the same time.

Each operation that moves names takes some from the version that is left and gives some to the
other; a name is taken once, and two things become one only by a merge. Chains and rings of renames
are safe, because nothing happens before anything else. Knows what names there are, and nothing of
what the new version says about them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import msgspec

from acoe_spec.findings import pointer, printable_id
from acoe_spec.taxonomy.references import node
from acoe_spec.versions.declared.names import Flaw, Pair

_Space = tuple[str, ...]
"""Where a name is unique: ("label", set), ("set",), ("role" or "attribute", node), ("value", node,
attribute)."""


class _Move(NamedTuple):
    """What one operation does to names of one space.

    `taken` are names of the old version that are nobody's own any more, `given` names of the new
    one that are what was taken; `joins`: what is given may be something else's name as well.
    """

    position: int
    op: str
    space: _Space
    taken: tuple[str, ...]
    given: tuple[str, ...]
    joins: bool = False


def conflicts(pair: Pair) -> Iterator[tuple[int, Flaw]]:
    """The position of each operation that contradicts an earlier one or itself, and how."""
    yield from _unfit(pair)
    yield from _repeated(pair)
    moves = [
        move
        for position, operation in enumerate(pair.migration.operations)
        for move in _moves(position, operation)
    ]
    taken: dict[tuple[_Space, str], _Move] = {}
    for move in moves:
        for name in move.taken:
            earlier = taken.setdefault((move.space, name), move)
            if earlier is not move:
                yield move.position, _twice_taken(move, earlier, name)
    yield from _collisions(moves, taken, pair)


def _collisions(
    moves: list[_Move], taken: dict[tuple[_Space, str], _Move], pair: Pair
) -> Iterator[tuple[int, Flaw]]:
    given: dict[tuple[_Space, str], _Move] = {}
    for move in moves:
        for name in dict.fromkeys(move.given):
            place = (move.space, name)
            if (earlier := given.get(place)) is not None:
                # Of those that only move, one may be joined by others, as what stays may be.
                if not (move.joins or earlier.joins):
                    yield move.position, _twice_given(move, earlier, name)
                elif earlier.joins:
                    given[place] = move
                continue
            given[place] = move
            stays = place not in taken and name in _members(move.space, pair)
            if stays and not move.joins:
                yield move.position, _occupied(move, name)


def _moves(position: int, operation: Any) -> Iterator[_Move]:
    op: str = operation.op
    label_set: str = getattr(operation, "set", "")
    labels: _Space = ("label", label_set)
    match op:
        case "rename-set":
            yield _Move(position, op, ("set",), (operation.from_,), (operation.to,))
        case "remove-set":
            yield _Move(position, op, ("set",), (label_set,), ())
        case "rename-label":
            yield _Move(position, op, labels, (operation.from_,), (operation.to,))
        case "swap":
            names = tuple(dict.fromkeys(operation.labels))
            yield _Move(position, op, labels, names, names)
        case "merge-labels":
            sources = tuple(operation.from_)
            yield _Move(position, op, labels, sources, (operation.to,), joins=True)
        case "split-label":
            to = tuple(operation.to)
            yield _Move(position, op, labels, (operation.from_,), to, joins=True)
        case "carve-out":
            # The label keeps its id, so nothing else may take it.
            yield _Move(position, op, labels, (operation.label,), (operation.label,), joins=True)
        case "remove-label":
            yield _Move(position, op, labels, (operation.label,), ())
        case _:
            yield from _part_moves(position, operation)


def _part_moves(position: int, operation: Any) -> Iterator[_Move]:
    op: str = operation.op
    label = node(getattr(operation, "set", None) or "", getattr(operation, "label", None) or "")
    value: _Space = ("value", label, getattr(operation, "attribute", None) or "")
    match op:
        case "rename-role":
            yield _Move(position, op, ("role", label), (operation.from_,), (operation.to,))
        case "rename-attribute":
            yield _Move(position, op, ("attribute", label), (operation.from_,), (operation.to,))
        case "remove-attribute":
            yield _Move(position, op, ("attribute", label), (operation.attribute,), ())
        case "rename-value":
            yield _Move(position, op, value, (operation.from_,), (operation.to,))
        case "merge-values":
            yield _Move(position, op, value, tuple(operation.from_), (operation.to,), joins=True)
        case "split-value":
            yield _Move(position, op, value, (operation.from_,), tuple(operation.to), joins=True)
        case "remove-value":
            yield _Move(position, op, value, (operation.value,), ())


def _members(space: _Space, pair: Pair) -> Collection[str]:
    """The names of the old version in a space."""
    match space:
        case ("set",):
            return pair.old.sets
        case ("label", label_set):
            return pair.old.labels(label_set)
        case ("role", label):
            return pair.old.roles(label)
        case ("attribute", label):
            return pair.old.attributes(label)
        case (_, label, attribute):
            return pair.old.values(label, attribute)
    raise ValueError(space)


def _kind(space: _Space) -> str:
    return space[0] if space[0] != "label" or space[1] not in _KINDS else space[1]


_KINDS = ("entity", "relation", "event")


def _twice_taken(move: _Move, earlier: _Move, name: str) -> Flaw:
    message = (
        f"the {_kind(move.space)} {printable_id(name)} is the subject of {_said(move)} and of "
        f"{_said(earlier)}"
    )
    hint = "keep the one that says what becomes of it"
    return Flaw("migration-conflict", pointer("operations", move.position), message, hint, key=True)


def _twice_given(move: _Move, earlier: _Move, name: str) -> Flaw:
    message = (
        f"both {_said(move)} and {_said(earlier)} make something the {_kind(move.space)} "
        f"{printable_id(name)}"
    )
    return Flaw("migration-conflict", pointer("operations", move.position), message,
                _merge_hint(move), key=True)  # fmt: skip


def _occupied(move: _Move, name: str) -> Flaw:
    message = (
        f"{_said(move)} makes something the {_kind(move.space)} {printable_id(name)}, which is "
        "another one that stays"
    )
    return Flaw("migration-conflict", pointer("operations", move.position), message,
                _merge_hint(move), key=True)  # fmt: skip


def _merge_hint(move: _Move) -> str:
    merges = {"label": "merge-labels", "value": "merge-values"}
    merge = merges.get(move.space[0])
    if merge is None:
        return "give one of them another id"
    return f"if they become one, declare '{merge}'; if not, give one of them another id"


def _said(move: _Move) -> str:
    """An operation by its name and its place among the others, from 1."""
    return f"'{move.op}' (operation {move.position + 1})"


def _repeated(pair: Pair) -> Iterator[tuple[int, Flaw]]:
    """Operations that say the same, whatever their reasons and questions."""
    seen: dict[bytes, int] = {}
    for position, operation in enumerate(pair.migration.operations):
        said = operation.model_dump(exclude={"reason", "question"}, exclude_none=True)
        text = msgspec.json.encode(said, order="deterministic")
        first = seen.setdefault(text, position)
        if first != position and not any(_moves(position, operation)):
            message = f"this is what operation {first + 1} declares already"
            place = pointer("operations", position)
            yield position, Flaw("migration-conflict", place, message, "remove one", key=True)


_COUNTS = {"exact": "exactly one", "broader": "exactly one", "candidates": "at least one",
           "nothing": "no"}  # fmt: skip


def _unfit(pair: Pair) -> Iterator[tuple[int, Flaw]]:
    """Removals whose replacements are not as many as what they become says."""
    for position, operation in enumerate(pair.migration.operations):
        if operation.op in ("remove-label", "remove-value"):
            becomes, count = operation.becomes, len(operation.to or ())
            fits = {"exact": count == 1, "broader": count == 1, "candidates": count > 0}
            if not fits.get(becomes, count == 0):
                noun = operation.op.removeprefix("remove-")
                message = f"'becomes: {becomes}' takes {_COUNTS[becomes]} {noun} in 'to'"
                place = pointer("operations", position, "becomes")
                hint = "exact and broader name one, candidates several, nothing none"
                yield position, Flaw("migration-conflict", place, message, hint)
        elif operation.op == "swap" and len(set(operation.labels)) == 1:
            place = pointer("operations", position, "labels")
            message = "a label cannot exchange its id with itself"
            yield position, Flaw("migration-conflict", place, message, "name two labels")
