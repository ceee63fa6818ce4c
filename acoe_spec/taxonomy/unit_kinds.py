"""Kinds of unit: what a question can be asked of where the type of a unit is too coarse.

Each unit is of one kind. It is written `type/kind` (`part/body`, `segment/silent`) or, of a type
that has no kinds, as the type (`turn`). A type means all of its kinds, so that sets of kinds can be
compared; what a head says is kept as it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from msgspec import UNSET

from acoe_spec.models.record_structs import Part, PartRole, Segment, Unit

KINDS: Mapping[str, tuple[str, ...]] = {
    "passage": ("passage",),
    "turn": ("turn",),
    "part": tuple(f"part/{role}" for role in get_args(PartRole)),
    "page": ("page",),
    "segment": ("segment/transcribed", "segment/untranscribed", "segment/silent"),
}
"""The kinds of each type of unit."""


def kinds(units: Iterable[str]) -> frozenset[str]:
    """All kinds that these types and kinds mean."""
    return frozenset(kind for unit in units for kind in KINDS.get(unit, (unit,)))


def shortest(units: Iterable[str]) -> tuple[str, ...]:
    """The fewest names for the same units: a type in place of all its kinds."""
    meant = kinds(units)
    whole = {name for name, parts in KINDS.items() if meant.issuperset(parts)}
    return tuple(sorted(whole | (meant - kinds(whole))))


def type_of(unit: str) -> str:
    """The type of a kind; of a type, itself."""
    return unit.partition("/")[0]


def kind_of(unit: Unit) -> str:
    """The kind of a unit."""
    if isinstance(unit, Part):
        return f"part/{unit.role}"
    if isinstance(unit, Segment):
        return _segment(None if unit.text is UNSET else unit.text)
    return str(unit.__struct_config__.tag)


def kind_written(unit: Mapping[str, Any]) -> str:
    """The kind of a unit in the JSON shape, which need not be whole."""
    if unit["type"] == "part":
        return f"part/{unit.get('role', '')}"
    return _segment(unit.get("text")) if unit["type"] == "segment" else str(unit["type"])


def _segment(text: str | None) -> str:
    if text is None:
        return "segment/untranscribed"
    return "segment/transcribed" if text else "segment/silent"
