"""The versions of one taxonomy as a graph, and the one way from a version to another.

One `networkx.DiGraph`: nodes are versions, an edge goes from the version that a migration leaves to
the one that it reaches, and back where the migration can be undone. A way is used only where all
ways agree; none is ever picked for being short. Going back is a makeshift, as what is new in a
version has no place before it: a way counts only if it turns nowhere, or if none is without a turn,
and only if no other undoes a part of what it undoes. Knows nothing of files: what there is, and how
a step is made, is passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise
from typing import TypeAlias

import networkx as nx

from acoe_spec.findings import printable_id
from acoe_spec.taxonomy.numbering import precedence
from acoe_spec.versions.obstacles import no_path
from acoe_spec.versions.records.routes import NoRoute, Route, disagreement
from acoe_spec.versions.records.steps import Irreversible, Step, inverse

MANY_PATHS = 64
"""As many paths between two versions as are compared with one another."""
MEND = "mend the migration that is wrong"
"""What to do about paths that disagree, whosever records they are for."""

Path: TypeAlias = tuple[str, ...]
StepMaker: TypeAlias = Callable[[str, str], Step]
_Graph: TypeAlias = "nx.DiGraph[str]"


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
    among `revisions` counts for nothing, and so does one that leads nowhere. The head is a version
    like others, but no path between two releases leads by way of it: what is still being written
    must not decide about them.
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
                (
                    (old, new)
                    for old, new in set(migrations)
                    if old != new and {old, new} <= self.revisions.keys()
                ),
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
        found = self._stepped(self.migrations, self.migrations)
        found.add_nodes_from(self.revisions)
        return found

    def paths(self, source: str, target: str) -> tuple[Path, ...]:
        """All paths from one version to another that count; at most `MANY_PATHS` and one.

        No path visits a version twice. Raises `NoRoute` if a version is unknown.
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
            raise no_path(self, source, target)
        return self._agreed(between, source, target)

    def _known(self, *versions: str) -> None:
        for version in versions:
            if version not in self.revisions:
                raise NoRoute(
                    f"'{self.taxonomy}' has no version {printable_id(version)}",
                    hint="its versions are " + (", ".join(self.revisions) or "none"),
                )

    def _between(self, source: str, target: str) -> _Graph:
        """The part of the graph that the paths lie in which count, with its steps.

        Steps of other migrations need not be made, and what is wrong with one is not in the way.
        """
        pairs = [pair for pair in self.migrations if self.is_open(pair, source, target)]
        forth = self._stepped(_leading(pairs, source, target), ())
        if forth:
            return forth
        back = self._stepped((), _leading(pairs, target, source))
        if back and nx.has_path(back, source, target):
            return back
        around = around_both(pairs, source, target)
        return self._stepped(around, around)

    def is_open(self, pair: tuple[str, str], *ends: str) -> bool:
        """Whether a migration may be used between two versions: it is not by way of the head."""
        return all(each in ends or not self.revisions[each].is_head for each in pair)

    def _stepped(self, forth: Iterable[tuple[str, str]], back: Iterable[tuple[str, str]]) -> _Graph:
        """Edges over these migrations; each has its `step`, and what it `undoes`."""
        found: _Graph = nx.DiGraph()
        for old, new in back:
            step = self.back(old, new)
            found.add_nodes_from((old, new))
            if not isinstance(step, Irreversible):
                found.add_edge(new, old, step=step, undoes=(old, new))
        for old, new in forth:  # what was declared wins over what is only concluded
            found.add_edge(old, new, step=self.step(old, new), undoes=None)
        return found

    def _paths(self, between: _Graph, source: str, target: str) -> tuple[Path, ...]:
        if source == target:
            return ((source,),)
        found = [*islice(_simple_paths(between, source, target), MANY_PATHS + 1)]
        if len(found) <= MANY_PATHS:
            found = _undoing_least(between, found)
        return tuple(sorted(found, key=lambda path: [precedence(version) for version in path]))

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

        If all that count agree from each of these to the next, they agree on the whole.
        """
        stops = self._stops(between, source, target)
        if len(stops) == 2:
            raise NoRoute(
                f"more than {MANY_PATHS} paths lead from {self._pin(source)} to "
                f"{self._pin(target)}, and so many are not compared",
                hint="remove migrations that no release is based on, or migrate by way of "
                "versions in between",
            )
        legs = [self.route(*leg) for leg in pairwise(stops)]
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
        hint = MEND
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


def around_both(
    pairs: Iterable[tuple[str, str]], source: str, target: str
) -> tuple[tuple[str, str], ...]:
    """The pairs that lie on some path between two versions, in whatever direction.

    These are the edges that lie on a circle with one more edge from `source` to `target`.
    """
    if source == target:
        return ()
    known = tuple(pairs)
    undirected: nx.Graph[str] = nx.Graph(known)
    undirected.add_edge(source, target)
    for edges in nx.biconnected_component_edges(undirected):
        circle: nx.Graph[str] = nx.Graph(edges)
        if circle.has_edge(source, target):
            return tuple(pair for pair in known if circle.has_edge(*pair))
    return ()


def _leading(
    pairs: Collection[tuple[str, str]], source: str, target: str
) -> tuple[tuple[str, str], ...]:
    """The pairs that lie on paths from `source` to `target` along them."""
    directed: _Graph = nx.DiGraph(list(pairs))
    directed.add_nodes_from((source, target))
    ahead: set[str] = nx.descendants(directed, source) | {source}
    behind: set[str] = nx.ancestors(directed, target) | {target}
    if target not in ahead:
        return ()
    return tuple(pair for pair in pairs if set(pair) <= ahead & behind)


def _simple_paths(graph: _Graph, source: str, target: str) -> Iterator[Path]:
    """The paths that visit no version twice, as `networkx.all_simple_paths` has them.

    That goes into each of the many dead ends that a graph with ways back has; this one into none,
    so that a path is found in the time of some walks over the graph.
    """
    if not {source, target} <= set(graph):
        return
    path = [source]
    onward = [_onward(graph, path, target)]
    while onward:
        following = next(onward[-1], None)
        if following is None:
            onward.pop()
            path.pop()
        elif following == target:
            yield (*path, target)
        else:
            path.append(following)
            onward.append(_onward(graph, path, target))


def _onward(graph: _Graph, path: Sequence[str], target: str) -> Iterator[str]:
    """Where a path may go on, so that it still gets to the target without meeting itself."""
    new = [each for each in graph.successors(path[-1]) if each not in path]
    if len(new) == 1 and len(path) > 1:
        return iter(new)  # that a path can go on was seen one step before
    rest = graph.subgraph(set(graph).difference(path))
    reaching = nx.ancestors(rest, target) | {target}
    return iter([each for each in new if each in reaching])


def _undoing_least(between: _Graph, paths: Sequence[Path]) -> list[Path]:
    """The paths without those that undo all that another one undoes, and more."""
    undone = [{between.edges[leg]["undoes"] for leg in pairwise(path)} - {None} for path in paths]
    return [
        path for path, mine in zip(paths, undone, strict=True) if not any(o < mine for o in undone)
    ]


def shown(path: Path) -> str:
    """A path for people: `1.0.0 > 1.1.0 > 2.0.0`."""
    return " > ".join(path)
