"""The versions of one taxonomy as a graph, and the one way from a version to another.

One `networkx.DiGraph`: nodes are versions, an edge goes from the version that a migration leaves to
the one that it reaches, and back where the migration can be undone. A way is used only where all
ways agree; none is ever picked for being short. Knows nothing of files: what there is, and how a
step is made, is passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise
from typing import TypeAlias

import networkx as nx

from acoe_spec.findings import printable_id
from acoe_spec.taxonomy.numbering import precedence
from acoe_spec.versions.routes import NoRoute, Route, disagreement
from acoe_spec.versions.steps import Irreversible, Step, inverse

MANY_PATHS = 64
"""As many paths between two versions as are compared with one another."""

Path: TypeAlias = tuple[str, ...]
StepMaker: TypeAlias = Callable[[str, str], Step]
_Graph: TypeAlias = "nx.DiGraph[str]"

_FAR = 1_000  # what an edge that cannot be used costs, so that as few as possible are named
_LISTED = 3  # reasons in one message


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A version as a node: what it follows, and whether it is the head, which may still change."""

    version: str
    based_on: tuple[str, ...] = ()
    is_head: bool = False


class PathsDisagree(NoRoute):
    """Two paths make different things of a label; `one` and `other` are their versions."""

    def __init__(self, message: str, *, hint: str, one: Path, other: Path, difference: str) -> None:
        super().__init__(message, hint=hint)
        self.one = one
        self.other = other
        self.difference = difference


class VersionGraph:
    """The versions of `taxonomy`, and the migrations between them.

    `migrations` are the declared ones, as pairs of versions; `step` makes the step of one when it
    is first needed, and what it raises is passed on. A migration from or to a version that is not
    among `revisions` counts for nothing. The head is a version like others, but no path between two
    releases leads by way of it: what is still being written must not decide about them.
    """

    def __init__(
        self,
        taxonomy: str,
        revisions: Iterable[Revision],
        migrations: Collection[tuple[str, str]],
        step: StepMaker,
    ) -> None:
        self.taxonomy = taxonomy
        ordered = sorted(revisions, key=lambda each: precedence(each.version))
        self.revisions = {each.version: each for each in ordered}
        self.migrations = tuple(
            sorted(
                (pair for pair in set(migrations) if set(pair) <= self.revisions.keys()),
                key=lambda pair: tuple(map(precedence, pair)),
            )
        )
        self.step = cache(step)
        self._inverse = cache(lambda old, new: inverse(self.step(old, new)))

    def back(self, old: str, new: str) -> Step | Irreversible:
        """The step back over the migration from `old` to `new`, or why there is none."""
        return self._inverse(old, new)

    def graph(self) -> _Graph:
        """All versions with all steps between them, each edge with its `step`."""
        return self._stepped(nx.Graph(self.migrations), self.revisions)

    def paths(self, source: str, target: str) -> tuple[Path, ...]:
        """All paths from one version to another that repeat none; at most `MANY_PATHS` and one.

        Paths that only go forward come first. Raises `NoRoute` if a version is unknown.
        """
        self._known(source, target)
        return self._paths(self._between(source, target), source, target)

    def route(self, source: str, target: str) -> Route:
        """The way from one version to another, on which all paths agree.

        Raises `NoRoute` where there is no path, with what is missing or cannot be undone, and where
        there are more than can be compared; `PathsDisagree` where two make different things of an
        annotation.
        """
        self._known(source, target)
        between = self._between(source, target)
        if not self._paths(between, source, target):
            raise self._no_path(source, target)
        return self._agreed(between, source, target)

    def _known(self, *versions: str) -> None:
        for version in versions:
            if version not in self.revisions:
                raise NoRoute(
                    f"'{self.taxonomy}' has no version {printable_id(version)}",
                    hint="its versions are " + (", ".join(self.revisions) or "none"),
                )

    def _between(self, source: str, target: str) -> _Graph:
        """The part of the graph that lies on paths from `source` to `target`, with its steps.

        An edge lies on such a path only if it lies on a circle with a further edge from `source` to
        `target`. So steps of other migrations need not be made, and cannot be in the way.
        """
        return self._stepped(self._circle(self.migrations, source, target), (source, target))

    def _circle(self, pairs: Iterable[tuple[str, str]], source: str, target: str) -> nx.Graph[str]:
        around: nx.Graph[str] = nx.Graph()
        around.add_nodes_from((source, target))
        if source == target:
            return around
        around.add_edges_from(pair for pair in pairs if self._open(pair, source, target))
        around.add_edge(source, target)
        circle = next(
            edges
            for edges in nx.biconnected_component_edges(around)
            if (source, target) in edges or (target, source) in edges
        )
        return nx.Graph(circle)

    def _open(self, pair: tuple[str, str], *ends: str) -> bool:
        return all(each in ends or not self.revisions[each].is_head for each in pair)

    def _stepped(self, undirected: nx.Graph[str], nodes: Iterable[str]) -> _Graph:
        found: _Graph = nx.DiGraph()
        found.add_nodes_from(nodes)
        declared = [pair for pair in self.migrations if undirected.has_edge(*pair)]
        for old, new in declared:
            back = self.back(old, new)
            if not isinstance(back, Irreversible):
                found.add_edge(new, old, step=back)
        for old, new in declared:  # what was declared wins over what is only concluded
            found.add_edge(old, new, step=self.step(old, new))
        return found

    def _paths(self, between: _Graph, source: str, target: str) -> tuple[Path, ...]:
        if source == target:
            return ((source,),)
        ahead: set[str] = nx.descendants(between, source)
        behind: set[str] = nx.ancestors(between, target)
        part = between.subgraph({source, target, *(ahead & behind)})
        found = islice(nx.all_simple_paths(part, source, target), MANY_PATHS + 1)
        return tuple(sorted(map(tuple, found), key=_forward_first))

    def _agreed(self, between: _Graph, source: str, target: str) -> Route:
        paths = self._paths(between, source, target)
        if len(paths) > MANY_PATHS:
            return self._leg_by_leg(between, source, target)
        first, *others = (self._along(between, path) for path in paths)
        for path, other in zip(paths[1:], others, strict=True):
            difference = disagreement(first, other)
            if difference is not None:
                raise self._disagree(source, target, paths[0], path, difference)
        return first

    def _leg_by_leg(self, between: _Graph, source: str, target: str) -> Route:
        """The route where there are too many paths: between versions that all of them pass.

        If all agree from each of these to the next, they agree on the whole.
        """
        stops = self._stops(between, source, target)
        if len(stops) == 2:
            raise NoRoute(
                f"more than {MANY_PATHS} paths lead from {self._pin(source)} to "
                f"{self._pin(target)}, and so many are not compared",
                hint="remove migrations that no release is based on, or migrate by way of "
                "versions in between",
            )
        legs = [self._agreed(between, *leg) for leg in pairwise(stops)]
        steps = tuple(step for leg in legs for step in leg.steps)
        return Route(self._pin(source), self._pin(target), steps)

    def _stops(self, between: _Graph, source: str, target: str) -> Path:
        """The versions that every path passes, in the order in which it does."""
        path = nx.shortest_path(between, source, target)
        inner = [
            each
            for each in path[1:-1]
            if not nx.has_path(nx.restricted_view(between, [each], []), source, target)
        ]
        return (source, *inner, target)

    def _along(self, between: _Graph, path: Path) -> Route:
        steps = tuple(between.edges[leg]["step"] for leg in pairwise(path))
        return Route(self._pin(path[0]), self._pin(path[-1]), steps)

    def _pin(self, version: str) -> str:
        return f"{self.taxonomy}@{version}"

    # Why there is no way

    def _disagree(
        self, source: str, target: str, one: Path, other: Path, difference: str
    ) -> PathsDisagree:
        by_way_of = [
            version
            for version in (*one[1:-1], *other[1:-1])
            if (version not in one or version not in other)
            and self._agree(source, version)
            and self._agree(version, target)
        ]
        hint = "mend the migration that is wrong"
        if by_way_of:
            hint += f", or choose: migrate to {self._pin(by_way_of[0])} first"
        return PathsDisagree(
            f"two paths from {self._pin(source)} to {self._pin(target)} disagree, "
            f"{shown(one)} and {shown(other)}: {difference}",
            hint=hint,
            one=one,
            other=other,
            difference=difference,
        )

    def _agree(self, source: str, target: str) -> bool:
        between = self._between(source, target)
        paths = self._paths(between, source, target)
        if not 0 < len(paths) <= MANY_PATHS:
            return False
        first, *others = (self._along(between, path) for path in paths)
        return all(disagreement(first, other) is None for other in others)

    def _no_path(self, source: str, target: str) -> NoRoute:
        obstacles = tuple(self._obstacles(source, target))
        message = f"no migration leads from {self._pin(source)} to {self._pin(target)}"
        if not obstacles:
            lower, higher = sorted((source, target), key=precedence)
            return NoRoute(message, hint=self._to_draft(lower, higher))
        old, new, irreversible = obstacles[0]
        if irreversible is None:
            return NoRoute(
                f"{message}: {self.taxonomy}/migrations/{old}--{new}.yaml is missing",
                hint=self._to_draft(old, new),
            )
        reasons = [*irreversible.reasons[:_LISTED]]
        if len(irreversible.reasons) > _LISTED:
            reasons.append(f"and {len(irreversible.reasons) - _LISTED} more")
        return NoRoute(
            f"{self._pin(source)} cannot be migrated to {self._pin(target)}, because the "
            f"migration from {old} to {new} cannot be undone: {'; '.join(reasons)}",
            hint="take a copy of the files from before that migration",
        )

    def _obstacles(
        self, source: str, target: str
    ) -> Iterator[tuple[str, str, Irreversible | None]]:
        """What is in the way on the path that has the least in its way.

        Each is a migration that is missing, or one that cannot be undone and why.
        """
        missing = [
            (before, each.version)
            for each in self.revisions.values()
            for before in each.based_on
            if before in self.revisions and (before, each.version) not in self.migrations
        ]
        circle = self._circle((*self.migrations, *missing), source, target)
        wished = self._stepped(circle, (source, target))
        for leg in wished.edges:
            wished.edges[leg]["weight"] = 1
        for pair in self.migrations:
            back = pair[::-1]
            if circle.has_edge(*pair) and not wished.has_edge(*back):
                wished.add_edge(*back, weight=_FAR, obstacle=(*pair, self.back(*pair)))
        for pair in missing:
            if circle.has_edge(*pair):
                wished.add_edge(*pair, weight=_FAR, obstacle=(*pair, None))
                wished.add_edge(*pair[::-1], weight=_FAR, obstacle=(*pair, None))
        try:
            path = nx.shortest_path(wished, source, target, weight="weight")
        except nx.NetworkXNoPath:
            return
        for leg in pairwise(path):
            if "obstacle" in wished.edges[leg]:
                yield wished.edges[leg]["obstacle"]

    def _to_draft(self, old: str, new: str) -> str:
        return f"write it: acoe migration draft {self._pin(old)} {self._pin(new)}"


def shown(path: Path) -> str:
    """A path for people: `1.0.0 > 1.1.0 > 2.0.0`."""
    return " > ".join(path)


def _forward_first(path: Path) -> tuple[object, ...]:
    numbers = [precedence(version) for version in path]
    backwards = sum(after < before for before, after in pairwise(numbers))
    return backwards, numbers
