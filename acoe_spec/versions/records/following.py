"""Under which ids a label and its parts go on through the parts of a step.

Everything is asked in the words of the version that is left. Knows tables, and neither taxonomies
nor records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from acoe_spec.versions.records.fates import Part


class Following:
    """The ways through some parts, one after the other."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts

    def labels(self, name: str) -> frozenset[str]:
        """The nodes under which a label may go on."""
        found = {name}
        for part in self.parts:
            found = {later for each in found for later in _possible(part, each)}
        return frozenset(found)

    def attribute(self, name: str, attribute: str) -> str | None:
        """What an attribute is called later; None where something else becomes of it."""
        at: str | None = name
        for part in self.parts:
            fate = part.attributes.get(at or "", {}).get(attribute)
            if fate is not None:
                if (
                    fate.gone
                    or fate.convert
                    or any(each.certain is None for each in fate.values.values())
                ):
                    return None
                attribute = fate.name
            label_fate = part.labels.get(at or "")
            at = label_fate.certain if label_fate is not None else at
        return attribute

    def value(self, name: str, attribute: str, value: str) -> str:
        """What a value is called later; itself where something else becomes of it."""
        at: str | None = name
        for part in self.parts:
            fate = part.attributes.get(at or "", {}).get(attribute)
            if fate is not None:
                value_fate = fate.values.get(value)
                if value_fate is not None:
                    value = value_fate.certain or value
                attribute = fate.name
            label_fate = part.labels.get(at or "")
            at = label_fate.certain if label_fate is not None else at
        return value

    def flipped(self, name: str) -> bool:
        """Whether the ends of a relation have changed places in the end."""
        flipped, at = False, name
        for part in self.parts:
            flipped ^= at in part.flipped
            fate = part.labels.get(at)
            at = at if fate is None else fate.certain or at
        return flipped

    def role(self, name: str, role: str) -> str:
        """What a role of an event is called later."""
        at = name
        for part in self.parts:
            role = part.roles.get(at, {}).get(role, role)
            fate = part.labels.get(at)
            at = at if fate is None else fate.certain or at
        return role

    def set(self, name: str) -> str | None:
        """What a category set is called later; None where it is gone."""
        later: str | None = name
        for part in self.parts:
            later = part.sets.get(later, later) if later is not None else None
        return later


def _possible(part: Part, name: str) -> Iterable[str]:
    fate = part.labels.get(name)
    if fate is None:
        return (name,)
    if fate.certain is not None:
        return (fate.certain,)
    otherwise = () if fate.otherwise is None else (fate.otherwise,)
    return (*fate.to, *(rule.to for rule in fate.rules), *otherwise)
