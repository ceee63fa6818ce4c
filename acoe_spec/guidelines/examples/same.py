"""Whether two records annotate the same content, and whether they say the same about it.

Ids and the order of annotations do not count: an annotation is what it says of what is at its ends.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Json = Mapping[str, Any]


def other_content(one: Json, other: Json) -> int | None:
    """The position of the first unit of `other` that is not as in `one`; None if all are.

    What counts is their types and their texts. Where `other` lacks units, its last is named.
    """
    ours, theirs = ([(each["type"], each.get("text")) for each in x["units"]] for x in (one, other))
    for position, unit in enumerate(theirs):
        if position >= len(ours) or ours[position] != unit:
            return position
    return len(theirs) - 1 if len(theirs) < len(ours) else None


def same_annotation(one: Json, other: Json) -> bool:
    """Whether both records say the same of their units, which are the same."""
    told = [(side, each) for side in (0, 1) for each in _statements((one, other)[side])]
    meanings = [_digest(statement.own) for _, statement in told]
    apart = len(set(meanings))
    while True:
        of: dict[tuple[int, str], str] = {
            (side, statement.id): meaning
            for (side, statement), meaning in zip(told, meanings, strict=True)
        }
        further = [_digest([statement.own, _ends(statement, side, of)]) for side, statement in told]
        meanings, before, apart = further, apart, len(set(further))
        # Annotations that refer to each other in a circle come apart round by round, or never.
        if apart == before:
            break
    ours = sum(side == 0 for side, _ in told)
    return sorted(meanings[:ours]) == sorted(meanings[ours:])


class _Statement(NamedTuple):
    """An annotation: what it says itself, and under which roles it refers to others by id."""

    id: str
    own: Any
    ends: tuple[tuple[str, str], ...]


def _statements(record: Json) -> Iterator[_Statement]:
    positions = {unit["id"]: position for position, unit in enumerate(record["units"])}
    for annotation in record["annotations"]:
        own = {key: value for key, value in annotation.items() if key not in _REFERRING}
        for key in ("spans", "boxes"):
            if key in own:
                own[key] = _by_position(own[key], positions)
        if "trigger" in own:
            own["trigger"] = _by_position(own["trigger"]["spans"], positions)
        ends = [(key, annotation[key]) for key in ("subject", "object") if key in annotation]
        ends += [("member", member) for member in annotation.get("members", ())]
        ends += [(each["role"], each["target"]) for each in annotation.get("arguments", ())]
        target = annotation.get("target")
        if target in positions:
            own["target"] = positions[target]
        elif target is not None:
            ends.append(("target", target))
        yield _Statement(annotation["id"], own, tuple(ends))


_REFERRING = frozenset(("id", "text", "subject", "object", "members", "arguments", "target"))


def _by_position(places: Sequence[Json], positions: Mapping[str, int]) -> list[Json]:
    return [{**place, "unit": positions.get(place["unit"], place["unit"])} for place in places]


def _ends(
    statement: _Statement, side: int, meanings: Mapping[tuple[int, str], str]
) -> list[tuple[str, str]]:
    return sorted((role, meanings.get((side, end), end)) for role, end in statement.ends)


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
