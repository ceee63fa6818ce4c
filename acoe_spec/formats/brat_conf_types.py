"""The types that a brat configuration declares, and how they lie to each other in a taxonomy.

In brat a type inherits nothing: an event has the roles of its own line, a relation the sides of its
own line, whatever stands above it. So a label keeps its parent only where it refines what it would
inherit. Knows nothing of files.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from acoe_spec.formats.brat_conf_lines import ConfArgument, Node
from acoe_spec.formats.names import label_id

Kind = Literal["entity", "relation", "event"]
KINDS: tuple[Kind, ...] = ("entity", "relation", "event")

Roles = dict[str, ConfArgument]


@dataclass(frozen=True)
class Types:
    """For each kind the definitions of each name, in order; a name may be defined several times."""

    nodes: Mapping[Kind, Mapping[str, tuple[Node, ...]]]

    @cached_property
    def ids(self) -> dict[Kind, dict[str, str]]:
        """For every name an id; those of one kind differ by more than case."""
        ids: dict[Kind, dict[str, str]] = {kind: {} for kind in KINDS}
        for kind in KINDS:
            taken: set[str] = set()
            for name in self.nodes[kind]:
                candidate = label_id(name)
                number = 1
                while candidate.casefold() in taken:
                    number += 1
                    candidate = f"{label_id(name)}_{number}"
                taken.add(candidate.casefold())
                ids[kind][name] = candidate
        return ids

    def reference(self, kind: Kind, name: str) -> str:
        """How the taxonomy refers to a type: `Protein`, `event/Binding`."""
        prefix = "" if kind == "entity" else f"{kind}/"
        return prefix + self.ids[kind].get(name, label_id(name))

    @cached_property
    def declared(self) -> frozenset[str]:
        """References to all types."""
        return frozenset(self.reference(kind, name) for kind in KINDS for name in self.nodes[kind])

    def references(self, names: Iterable[str], *, relations: bool = False) -> list[str]:
        """References to what an argument names; `<ENTITY>` and the like become all roots.

        What is declared nowhere stays as it is, for lint to name it. `relations` says whether
        relations may be meant.
        """
        found: list[str] = []
        for name in names:
            match name:
                case "<ENTITY>":
                    found += self._roots("entity")
                case "<EVENT>":
                    found += self._roots("event")
                case "<RELATION>":
                    found += self._roots("relation")
                case "<ANY>":
                    found += self._roots("entity") + self._roots("event")
                    found += self._roots("relation") if relations else []
                case "<NONE>":
                    pass
                case _:
                    kinds: list[Kind] = [kind for kind in KINDS if name in self.nodes[kind]]
                    usable = [kind for kind in kinds if relations or kind != "relation"]
                    found += [self.reference(kind, name) for kind in usable or ["entity"]]
        return list(dict.fromkeys(found))

    def _roots(self, kind: Kind) -> list[str]:
        parents = self.parents[kind]
        return [self.reference(kind, name) for name in self.nodes[kind] if parents[name] is None]

    def closed(self, names: Iterable[str]) -> frozenset[str]:
        """What an argument that names these types permits, with all their sub-types in brat."""
        closed: set[str] = set()
        for name in names:
            for kind in KINDS:
                if name in ("<ANY>", f"<{kind.upper()}>"):
                    closed.update(self.reference(kind, known) for known in self.nodes[kind])
        wanted = set(names)
        for kind in KINDS:
            below = {name for name in self.nodes[kind] if name in wanted}
            for name, definitions in self.nodes[kind].items():  # parents before children
                if definitions[0].parent in below:
                    below.add(name)
            closed.update(self.reference(kind, name) for name in below)
            wanted -= below
        return frozenset(closed | {label_id(name) for name in wanted if not name.startswith("<")})

    @cached_property
    def parents(self) -> dict[Kind, dict[str, str | None]]:
        """The parent that each type keeps in the taxonomy."""
        entities = {name: each[0].parent for name, each in self.nodes["entity"].items()}
        return {
            "entity": entities,
            "relation": self._relation_parents(),
            "event": self._event_parents_and_roles[0],
        }

    def sides(self, name: str) -> tuple[list[str], list[str]]:
        """The types of a relation's subjects and objects, of all its definitions."""
        sides: tuple[list[str], list[str]] = ([], [])
        for node in self.nodes["relation"][name]:
            for side, argument in zip(sides, node.arguments, strict=False):
                side.extend(argument.types)
        return list(dict.fromkeys(sides[0])), list(dict.fromkeys(sides[1]))

    def _relation_parents(self) -> dict[str, str | None]:
        parents: dict[str, str | None] = {}
        effective: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        for name, definitions in self.nodes["relation"].items():
            parent = definitions[0].parent
            subjects, objects = self.sides(name)
            own = self.closed(subjects), self.closed(objects)
            inherited = effective.get(parent or "")
            if inherited is not None and not subjects and not objects:
                own = inherited
            elif inherited is not None and not (own[0] <= inherited[0] and own[1] <= inherited[1]):
                parent = None
            parents[name] = parent
            if any(own):
                effective[name] = own
        return parents

    def roles(self, name: str) -> Roles:
        """The roles that an event declares in the taxonomy."""
        return self._event_parents_and_roles[1][name]

    @cached_property
    def _event_parents_and_roles(self) -> tuple[dict[str, str | None], dict[str, Roles]]:
        parents: dict[str, str | None] = {}
        declared: dict[str, Roles] = {}
        effective: dict[str, Roles] = {}
        for name, definitions in self.nodes["event"].items():
            parent = definitions[0].parent
            own = merged(definitions)
            inherited = effective.get(parent or "", {})
            if not self._refines(own, inherited):
                parent, inherited = None, {}
            own |= {
                role: ConfArgument(role, theirs.types, 0, 0)  # optional above, not there in brat
                for role, theirs in inherited.items()
                if role not in own
            }
            parents[name], declared[name], effective[name] = parent, own, own
        return parents, declared

    def _refines(self, own: Roles, inherited: Roles) -> bool:
        """Whether every inherited role is narrowed at most, or is optional and can be closed."""
        for role, theirs in inherited.items():
            ours = own.get(role)
            if ours is None:
                if theirs.minimum:
                    return False
                continue
            if ours.minimum < theirs.minimum or not _at_most(ours.maximum, theirs.maximum):
                return False
            if not self.closed(ours.types) <= self.closed(theirs.types):
                return False
        return True


def _at_most(ours: int | None, theirs: int | None) -> bool:
    return theirs is None or (ours is not None and ours <= theirs)


def by_name(found: Iterable[Node]) -> dict[str, tuple[Node, ...]]:
    """Nodes under their names, in the order in which each name is first defined."""
    grouped: dict[str, list[Node]] = defaultdict(list)
    for node in found:
        grouped[node.name].append(node)
    return {name: tuple(definitions) for name, definitions in grouped.items()}


def merged(definitions: Iterable[Node]) -> Roles:
    """The arguments of all definitions of one event; what any of them permits is permitted."""
    nodes = list(definitions)
    times = Counter(argument.name for node in nodes for argument in node.arguments)
    result: Roles = {}
    for node in nodes:
        for argument in node.arguments:
            known = result.get(argument.name, argument)
            unbounded = known.maximum is None or argument.maximum is None
            everywhere = times[argument.name] == len(nodes)
            result[argument.name] = ConfArgument(
                argument.name,
                tuple(dict.fromkeys([*known.types, *argument.types])),
                min(known.minimum, argument.minimum) if everywhere else 0,
                None if unbounded else max(known.maximum or 0, argument.maximum or 0),
            )
    return result
