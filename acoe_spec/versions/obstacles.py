"""Why no way leads from one version to another, and what would make one.

Knows the graph, and that somebody may write what is missing; finds no ways itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from acoe_spec.findings import printable_id
from acoe_spec.taxonomy.numbering import precedence
from acoe_spec.versions.records.routes import NoRoute
from acoe_spec.versions.records.steps import Irreversible

if TYPE_CHECKING:
    from acoe_spec.versions.graph import VersionGraph

_FAR = 1_000  # what an obstacle costs, so that as few as possible are named
_LISTED = 3  # reasons in one message


class _Obstacle(NamedTuple):
    """A migration that nobody wrote, or one that cannot be undone and why."""

    old: str
    new: str
    irreversible: Irreversible | None = None


def no_path(graph: VersionGraph, source: str, target: str) -> NoRoute:
    """What to say where no path leads from one version to another."""
    leaving, reaching = f"{graph.taxonomy}@{source}", f"{graph.taxonomy}@{target}"
    obstacle = next(_obstacles(graph, source, target), None)
    message = f"no migration leads from {leaving} to {reaching}"
    absent = next(_absent(graph, source, target), None) if obstacle is None else None
    if absent is not None:
        follows, base = absent
        return NoRoute(
            f"{message}: {follows} follows {base}, which is not here",
            hint=f"restore the release of {base} from version control, or install the package that "
            "has it",
        )
    if obstacle is None:
        lower, higher = sorted((source, target), key=precedence)
        return NoRoute(message, hint=_to_draft(graph.taxonomy, lower, higher))
    old, new, irreversible = obstacle
    if irreversible is None:
        return NoRoute(
            f"{message}: taxonomies/{graph.taxonomy}/migrations/{old}--{new}.yaml is missing",
            hint=_to_draft(graph.taxonomy, old, new),
        )
    reasons = [*irreversible.reasons[:_LISTED]]
    if len(irreversible.reasons) > _LISTED:
        reasons.append(f"and {len(irreversible.reasons) - _LISTED} more")
    return NoRoute(
        f"{leaving} cannot be migrated to {reaching}, because the migration from {old} to {new} "
        f"cannot be undone: {'; '.join(reasons)}",
        hint="take the files as they were before that migration, from version control or a copy",
    )


def _absent(graph: VersionGraph, *ends: str) -> Iterator[tuple[str, str]]:
    """The versions before one of these that follow one which nobody knows, with that one."""
    seen, waiting = set(ends), [*ends]
    while waiting:
        version = waiting.pop()
        for base in graph.revisions[version].based_on:
            if base not in graph.revisions:
                yield version, printable_id(base)
            elif base not in seen:
                seen.add(base)
                waiting.append(base)


def _to_draft(taxonomy: str, old: str, new: str) -> str:
    return f"write it: acoe migration draft {taxonomy}@{old} {taxonomy}@{new}"


def _obstacles(graph: VersionGraph, source: str, target: str) -> Iterator[_Obstacle]:
    """What is in the way on the path that has the least in its way."""
    from acoe_spec.versions.graph import around_both

    missing = [
        (before, each.version)
        for each in graph.revisions.values()
        for before in each.based_on
        if before in graph.revisions and (before, each.version) not in graph.migrations
    ]
    pairs = [pair for pair in (*graph.migrations, *missing) if graph.is_open(pair, source, target)]
    wished: nx.DiGraph[str] = nx.DiGraph()
    wished.add_nodes_from((source, target))
    for old, new in around_both(pairs, source, target):
        declared = (old, new) in graph.migrations
        back = graph.back(old, new) if declared else None
        undone = back if isinstance(back, Irreversible) else None
        obstacle = _Obstacle(old, new, undone)
        for leg, is_free in (((old, new), declared), ((new, old), declared and undone is None)):
            if is_free or not wished.has_edge(*leg):
                weight = 1 if is_free else _FAR
                wished.add_edge(*leg, weight=weight, obstacle=None if is_free else obstacle)
    if nx.has_path(wished, source, target):
        for leg in pairwise(nx.shortest_path(wished, source, target, weight="weight")):
            if wished.edges[leg]["obstacle"] is not None:
                yield wished.edges[leg]["obstacle"]
