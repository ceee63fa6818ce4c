"""Changes to a YAML file of ours that leave everything else as its author wrote it.

What a command changes (a version, an id, a deprecation) is a list of edits; comments stay with what
they are about, and the result has the canonical layout. Knows YAML; knows nothing of what a change
means.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from acoe_spec.errors import UsageError
from acoe_spec.taxonomy.layout import ORDERS, Kind, written
from acoe_spec.taxonomy.outline import Branch, Slot, drafted, outline


@dataclass(frozen=True)
class Put:
    """Plain data at a JSON Pointer: a value that is there is replaced, a new key is added.

    In a list, `-` as the last step adds an item at the end.
    """

    pointer: str
    value: Any


@dataclass(frozen=True)
class Remove:
    """What stands at a JSON Pointer goes, with the comments above and behind it."""

    pointer: str


@dataclass(frozen=True)
class Rename:
    """The key at a JSON Pointer becomes another; its value, place and comments stay."""

    pointer: str
    key: str


Edit = Put | Remove | Rename


def edited(text: str, edits: Iterable[Edit], *, kind: Kind = "taxonomy") -> str:
    """`text` after all `edits`, one after the other, in canonical layout.

    Raises `errors.TaxonomyBroken` where `text` is not clean YAML of ours, and `errors.UsageError`
    where a pointer leads nowhere or a key is there already.
    """
    tree = outline(text)
    for edit in edits:
        branch, step = _parent(tree.root, edit.pointer)
        if isinstance(edit, Put):
            _put(branch, step, edit)
        else:
            slot = branch.slot(step)
            if slot is None:
                raise _nowhere(edit.pointer)
            if isinstance(edit, Remove):
                branch.slots.remove(slot)
            elif not branch.mapping or branch.slot(edit.key) is not None:
                raise UsageError(f"{edit.pointer} cannot become {edit.key}: that is there already")
            else:
                slot.name, slot.spelling = edit.key, None
    return written(tree, order=ORDERS[kind])


def items_with_comments(text: str, key: str) -> frozenset[int]:
    """The positions of those items of the list under a key of the root that have any comment.

    Raises `errors.TaxonomyBroken` where `text` is not clean YAML of ours.
    """
    root = outline(text).root
    slot = root.slot(key) if isinstance(root, Branch) else None
    items = slot.value.slots if slot is not None and isinstance(slot.value, Branch) else []
    return frozenset(
        position
        for position, item in enumerate(items)
        if item.above or item.behind or (isinstance(item.value, Branch) and item.value.commented)
    )


def _put(branch: Branch, step: str, edit: Put) -> None:
    slot = branch.slot(step)
    if slot is not None:
        slot.value = drafted(edit.value)
    elif branch.mapping:
        branch.slots.append(Slot(drafted(edit.value), name=step))
    elif step == "-":
        branch.slots.append(Slot(drafted(edit.value)))
    else:
        raise _nowhere(edit.pointer)


def _parent(root: Any, pointer: str) -> tuple[Branch, str]:
    """The branch that holds what the pointer leads to, and the last step to it."""
    if not pointer:
        raise _nowhere(pointer)
    *ways, last = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    here = root
    for step in ways:
        slot = here.slot(step) if isinstance(here, Branch) else None
        if slot is None:
            raise _nowhere(pointer)
        here = slot.value
    if not isinstance(here, Branch):
        raise _nowhere(pointer)
    return here, last


def _nowhere(pointer: str) -> UsageError:
    return UsageError(f"nothing can be edited at '{pointer}'")
