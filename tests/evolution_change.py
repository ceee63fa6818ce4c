"""A migration in the making, and the head that it makes of the old one, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]
KINDS = {"entity": "entities", "relation": "relations", "event": "events"}
VALUES = ("low", "mid", "high")


@dataclass
class Change:
    """A migration in the making: what is declared, and what becomes of each name."""

    draw: st.DrawFn
    old: Json
    number: int
    operations: list[Json] = field(default_factory=list)
    becomes: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    added: list[tuple[str, str, Json]] = field(default_factory=list)
    sets: dict[str, str | None] = field(default_factory=dict)
    edits: list[Callable[[Json], None]] = field(default_factory=list)
    late: list[Callable[[Json], None]] = field(default_factory=list)
    taken: set[Any] = field(default_factory=set)
    turned: set[str] = field(default_factory=set)
    count: int = 0

    def one(self, options: list[Any]) -> Any | None:
        """One of the options that no other operation is about, which is this one's from now on."""
        free = [each for each in options if each not in self.taken]
        if not free:
            return None
        found = self.draw(st.sampled_from(free))
        self.taken.add(found)
        return found

    def fresh(self, stem: str) -> str:
        self.count += 1
        return f"{stem}n{self.number}x{self.count}"

    def declare(self, op: str, **said: Any) -> None:
        self.operations.append(
            {"op": op, **{key.rstrip("_"): each for key, each in said.items() if each is not None}}
        )

    def labels(self) -> list[tuple[str, str]]:
        return [(home, name) for home, table in tables(self.old) for name in table]

    def attributes(self) -> list[tuple[str, str, str]]:
        return [
            (home, name, attribute)
            for home, table in tables(self.old)
            for name, label in table.items()
            if (home, name) not in self.taken
            for attribute in label.get("attributes", {})
        ]

    def label_of(self, changed: Json, home: str, name: str) -> Json | None:
        """The label of the old version in the new head, whatever it is called there."""
        later = self.becomes.get((home, name), [name])
        table = dict(tables(changed)).get(self.sets.get(home, home) or "", {})
        return table.get(later[0]) if len(later) == 1 else None

    def result(self) -> Json:
        """The head after all operations."""
        changed = deepcopy(self.old)
        changed["version"] = f"{self.number + 2}.0.0"
        for edit in self.edits:
            edit(changed)
        for home, kind in [*KINDS.items(), *((name, "") for name in self.old["categories"])]:
            place = changed if kind else changed["categories"][home]
            key = kind or "labels"
            table: Json = {}
            for name, label in place[key].items():
                for later in self.becomes.get((home, name), [name]):
                    table.setdefault(later, deepcopy(label))
            table.update({name: label for at, name, label in self.added if at == home})
            for name, label in table.items():
                self._rename_in(home, name, label)
            place[key] = table
        for category_set in changed["categories"].values():
            applies = category_set["applies_to"]
            if "labels" in applies:
                applies["labels"] = self._references(applies["labels"])
        changed["categories"] = {
            self.sets.get(name, name): each
            for name, each in changed["categories"].items()
            if self.sets.get(name, name) is not None
        }
        for edit in self.late:
            edit(changed)
        for _, table in tables(changed):
            mend(table)
        return changed

    def _rename_in(self, home: str, name: str, label: Json) -> None:
        parent = label.get("is_a")
        if parent is not None:
            later = [each for each in self.becomes.get((home, parent), [parent]) if each != name]
            label.pop("is_a")
            if later:
                label["is_a"] = later[0]
        for side in ("domain", "range"):
            if side in label:
                label[side] = self._references(label[side])
        for role in label.get("roles", {}).values():
            role["range"] = self._references(role["range"])

    def _references(self, references: list[str]) -> list[str]:
        found: dict[str, None] = {}
        for reference in references:
            home, _, name = reference.rpartition("/")
            for later in self.becomes.get((home or "entity", name), [name]):
                found[f"{home}/{later}" if home else later] = None
        return list(found) or [sorted(self._entities())[0]]

    def _entities(self) -> Iterator[str]:
        for name in self.old["entities"]:
            yield from self.becomes.get(("entity", name), [name])


def tables(changed: Json) -> list[tuple[str, Json]]:
    """The labels of each set of a head."""
    found = [(home, changed[key]) for home, key in KINDS.items()]
    return found + [(name, each["labels"]) for name, each in changed["categories"].items()]


def mend(table: Json) -> None:
    """No label is above itself, and no attribute is said twice on a chain."""
    for name in table:
        seen = {name}
        at = name
        while (above := table[at].get("is_a")) is not None:
            if above in seen or above not in table:
                del table[at]["is_a"]
                break
            seen.add(above)
            at = above
    for name, label in table.items():
        at = name
        while (above := table[at].get("is_a")) is not None:
            for attribute in table[above].get("attributes", {}):
                label.get("attributes", {}).pop(attribute, None)
            at = above
