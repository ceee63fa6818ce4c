"""The labels of one taxonomy as a graph, and the questions that only a graph answers.

One `networkx.DiGraph`: nodes are labels (`entity/option`, see `references`), an edge goes from the
label that says something to the label that it names. What it says is the edge's data, one key a
type: `{"is_a": True}`, `{"mixin": True}`, `{"domain": True, "range": True}`,
`{"replaced_by": True}` and `{"role": ("buyer", "seller")}`.

Tolerant: a label that is named but not declared is a node without `declared`, and cycles are
allowed. Every walk is iterative and ends. Knows nothing of attributes and inheritance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, TypeAlias

import networkx as nx

from acoe_spec.taxonomy.definition import Definition, Event, Label, Relation
from acoe_spec.taxonomy.references import node, node_of

EdgeType = Literal["is_a", "mixin", "domain", "range", "role", "replaced_by"]
INHERITING: tuple[EdgeType, ...] = ("is_a", "mixin")

Graph: TypeAlias = "nx.DiGraph[str]"


def build(definition: Definition) -> Graph:
    """The graph of all labels of `definition`, own and imported."""
    graph: Graph = nx.DiGraph()
    for label_set, identifier, _ in definition.labels():
        graph.add_node(node(label_set, identifier), declared=True)
    for label_set, identifier, label in definition.labels():
        origin = node(label_set, identifier)
        for target, edge_type, role in _edges(label_set, label):
            said = graph.edges[origin, target] if graph.has_edge(origin, target) else {}
            value: Any = True if role is None else (*said.get(edge_type, ()), role)
            graph.add_edge(origin, target, **{edge_type: value})
    return graph


def _edges(label_set: str, label: Label) -> Iterator[tuple[str, EdgeType, str | None]]:
    """(target, type, role) for everything that `label` says of other labels, in a fixed order."""
    if label.is_a is not None:
        yield node_of(label.is_a, home=label_set), "is_a", None
    for mixin in label.mixins:
        yield node_of(mixin, home=label_set), "mixin", None
    if label.deprecated is not None:
        for replacement in label.deprecated.replaced_by:
            yield node_of(replacement, home=label_set), "replaced_by", None
    if isinstance(label, Relation):
        for reference in label.domain or ():
            yield node_of(reference), "domain", None
        for reference in label.range or ():
            yield node_of(reference), "range", None
    elif isinstance(label, Event):
        for name, role in sorted(label.roles.items()):
            for reference in role.range or ():
                yield node_of(reference), "role", name


def declared(graph: Graph, label: str) -> bool:
    """Whether the taxonomy declares this node, and does not merely name it."""
    return label in graph and "declared" in graph.nodes[label]


def undeclared(graph: Graph) -> list[str]:
    """The nodes that are named by some label and declared nowhere, sorted."""
    return sorted(label for label, data in graph.nodes(data=True) if "declared" not in data)


def parent(graph: Graph, label: str) -> str | None:
    """What `label` says it is a kind of, declared or not."""
    return next((other for other, said in graph.adj[label].items() if "is_a" in said), None)


def children(graph: Graph, label: str) -> list[str]:
    """The labels that name `label` as their parent, sorted."""
    return sorted(other for other, said in graph.pred[label].items() if "is_a" in said)


def ancestors(graph: Graph, label: str) -> tuple[str, ...]:
    """From the parent to the root; where the chain turns into a cycle, each label once."""
    chain: dict[str, None] = {}
    above = parent(graph, label)
    while above is not None and above != label and above not in chain:
        chain[above] = None
        above = parent(graph, above)
    return tuple(chain)


def descendants(graph: Graph, label: str) -> frozenset[str]:
    """All sub-labels of `label` at any depth, without itself."""
    return closed(graph, (label,)) - {label}


def closed(graph: Graph, labels: Iterable[str]) -> frozenset[str]:
    """`labels` with all their sub-labels; those that the graph does not know are left out."""
    found = {label for label in labels if label in graph}
    waiting = list(found)
    while waiting:
        for other, said in graph.pred[waiting.pop()].items():
            if "is_a" in said and other not in found:
                found.add(other)
                waiting.append(other)
    return frozenset(found)


def closing(graph: Graph) -> Callable[[Iterable[str]], frozenset[str]]:
    """`closed`, remembering: labels that come to the same get one and the same answer.

    For the thousands of relations and roles that share a few domains and ranges, or differ only in
    labels that another of theirs covers.
    """
    single: dict[str, frozenset[str]] = {}
    known: dict[frozenset[str], frozenset[str]] = {}

    def closed_once(labels: Iterable[str]) -> frozenset[str]:
        top = _uncovered(graph, frozenset(labels))
        if top not in known:
            for label in top - single.keys():
                single[label] = closed(graph, (label,))
            known[top] = frozenset().union(*(single[label] for label in top))
        return known[top]

    return closed_once


def _uncovered(graph: Graph, labels: frozenset[str]) -> frozenset[str]:
    """The labels that are not below another of them; those of one cycle cover nobody of it."""

    def covered(label: str) -> bool:
        return any(
            above in labels and label not in ancestors(graph, above)
            for above in ancestors(graph, label)
        )

    return frozenset(label for label in labels if label in graph and not covered(label))


def cycles(graph: Graph, types: Iterable[EdgeType] = INHERITING) -> list[tuple[str, ...]]:
    """One cycle of each knot that edges of `types` tie, smallest label first; sorted.

    A label that names itself is a cycle of one. A knot of mixins may hold more cycles than one:
    the others are found when this one is undone.
    """
    followed = _only(graph, types)
    found = []
    for knot in nx.strongly_connected_components(followed):
        start = min(knot)
        if len(knot) > 1 or followed.has_edge(start, start):
            found.append(_cycle_through(followed, start))
    return sorted(found)


def _only(graph: Graph, types: Iterable[EdgeType]) -> Graph:
    """The graph with all its nodes and those edges that are of one of `types`."""
    wanted = frozenset(types)
    part: Graph = nx.DiGraph()
    part.add_nodes_from(graph)
    part.add_edges_from(
        (label, other)
        for label, other, said in graph.edges(data=True)
        if not wanted.isdisjoint(said)
    )
    return part


def _cycle_through(graph: Graph, start: str) -> tuple[str, ...]:
    """The shortest cycle through `start`, of those the first in order of labels."""
    came_from: dict[str, str] = {}
    waiting = [start]
    for label in waiting:
        for other in sorted(graph.adj[label]):
            if other == start:
                cycle = [label]
                while cycle[-1] != start:
                    cycle.append(came_from[cycle[-1]])
                return tuple(reversed(cycle))
            if other not in came_from:
                came_from[other] = label
                waiting.append(other)
    raise ValueError(f"{start} is on no cycle")


def knots(graph: Graph, types: Iterable[EdgeType] = INHERITING) -> dict[str, int]:
    """For each label on a cycle of edges of `types` the number of its knot; others are absent."""
    followed = _only(graph, types)
    return {
        label: number
        for number, knot in enumerate(nx.strongly_connected_components(followed))
        for label in knot
        if len(knot) > 1 or followed.has_edge(label, label)
    }


def parents_first(graph: Graph, knotted: Mapping[str, int]) -> list[str]:
    """Every node after all that it inherits from, in one fixed order.

    Within the knots, which are `knots(graph)`, the order is that of the labels.
    """
    followed = _only(graph, INHERITING)
    followed.remove_edges_from(
        [
            (label, other)
            for label, other in followed.edges
            if label in knotted and knotted[label] == knotted.get(other)
        ]
    )
    return list(nx.lexicographical_topological_sort(followed.reverse(copy=False)))


def depths(graph: Graph) -> dict[str, int]:
    """For each node the number of its ancestors: 0 for a root; cycles as in `paths`."""
    found: dict[str, int] = {}
    for label, above in _downwards(graph):
        found[label] = 0 if above is None else found[above] + 1
    return found


def paths(graph: Graph) -> dict[str, tuple[str, ...]]:
    """For each node the labels from its root down to itself.

    On a cycle, and below one, a path begins at the cycle's smallest label.
    """
    found: dict[str, tuple[str, ...]] = {}
    for label, above in _downwards(graph):
        found[label] = (label,) if above is None else (*found[above], label)
    return found


def _downwards(graph: Graph) -> Iterator[tuple[str, str | None]]:
    """Every node with its parent, parents first; a cycle is cut above its smallest label."""
    cut = {cycle[0] for cycle in cycles(graph, ("is_a",))}
    done: set[str] = set()
    for label in graph:
        pending = []
        above: str | None = label
        while above is not None and above not in done:
            done.add(above)
            pending.append(above)
            above = None if above in cut else parent(graph, above)
        for one in reversed(pending):
            yield one, None if one in cut else parent(graph, one)


def orphans(graph: Graph) -> list[str]:
    """Declared labels whose chain of parents leads to a label that nobody declares; sorted."""
    lost = closed(graph, undeclared(graph))
    return sorted(label for label in lost if declared(graph, label))


def reachable(graph: Graph, labels: Iterable[str], types: Iterable[EdgeType]) -> frozenset[str]:
    """`labels` and all that they lead to along edges of `types`, in the direction of the edges."""
    wanted = frozenset(types)
    found = {label for label in labels if label in graph}
    waiting = list(found)
    while waiting:
        for other, said in graph.adj[waiting.pop()].items():
            if other not in found and not wanted.isdisjoint(said):
                found.add(other)
                waiting.append(other)
    return frozenset(found)


def hierarchy(graph: Graph, label_set: str) -> list[tuple[str, int]]:
    """The declared labels of a set with their depth, parents first and siblings by id.

    A label whose parent is missing stands as a root; so does the smallest label of a cycle.
    """
    here = [
        label for label in graph if label.startswith(f"{label_set}/") and declared(graph, label)
    ]
    breaks = {cycle[0] for cycle in cycles(graph, ("is_a",))}

    def is_root(label: str) -> bool:
        above = parent(graph, label)
        return above is None or label in breaks or not declared(graph, above)

    ordered: list[tuple[str, int]] = []
    waiting = [(label, 0) for label in sorted(filter(is_root, here), reverse=True)]
    while waiting:
        label, depth = waiting.pop()
        ordered.append((label, depth))
        below = (child for child in reversed(children(graph, label)) if child not in breaks)
        waiting.extend((child, depth + 1) for child in below)
    return ordered
