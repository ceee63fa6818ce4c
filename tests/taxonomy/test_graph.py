"""The graph of a taxonomy: literal labels in, literal answers out, also where they are broken."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from taxonomy_strategies import definition_of, head, heads

from acoe_spec.taxonomy import graph as graphs
from acoe_spec.taxonomy.graph import (
    Graph,
    ancestors,
    build,
    children,
    closed,
    closing,
    cycles,
    depths,
    descendants,
    hierarchy,
    knots,
    orphans,
    parents_first,
    paths,
    reachable,
    undeclared,
)


def graph_of(**parts: Any) -> Graph:
    return build(definition_of(head(**parts)))


def chain(*parents: tuple[str, str | None], **mixins: list[str]) -> Graph:
    """Entities given as (label, parent), and mixins by label."""
    return graph_of(
        entities={
            label: ({"is_a": parent} if parent else {}) | {"mixins": mixins.get(label, [])}
            for label, parent in parents
        }
    )


#        thing          other
#       /     \           |
#   option   bond        last
#   /    \
# call   put
TREE = chain(
    ("thing", None),
    ("bond", "thing"),
    ("option", "thing"),
    ("put", "option"),
    ("call", "option"),
    ("other", None),
    ("last", "other"),
)


def test_edges_say_how_labels_name_each_other() -> None:
    graph = graph_of(
        entities={
            "thing": {},
            "option": {
                "is_a": "thing",
                "mixins": ["dated"],
                "deprecated": {"since": "1.0.0", "replaced_by": ["thing", "event/trade"]},
            },
            "dated": {},
        },
        relations={
            "on": {"domain": ["option"], "range": ["option", "event/trade"]},
            "upon": {"is_a": "on"},
        },
        events={
            "trade": {"roles": {"seller": {"range": ["thing"]}, "buyer": {"range": ["thing"]}}}
        },
        categories={
            "intent": {
                "question": "?",
                "applies_to": {"record": True},
                "labels": {"ask": {}, "rfq": {"is_a": "ask"}},
            }
        },
    )
    assert dict(graph.edges) == {
        ("entity/option", "entity/thing"): {"is_a": True, "replaced_by": True},
        ("entity/option", "entity/dated"): {"mixin": True},
        ("entity/option", "event/trade"): {"replaced_by": True},
        ("relation/on", "entity/option"): {"domain": True, "range": True},
        ("relation/on", "event/trade"): {"range": True},
        ("relation/upon", "relation/on"): {"is_a": True},
        ("event/trade", "entity/thing"): {"role": ("buyer", "seller")},
        ("intent/rfq", "intent/ask"): {"is_a": True},
    }


def test_a_label_that_is_named_and_not_declared_is_a_node_all_the_same() -> None:
    graph = graph_of(
        entities={"option": {"is_a": "ghost"}}, relations={"on": {"domain": ["event/phantom"]}}
    )
    assert undeclared(graph) == ["entity/ghost", "event/phantom"]
    assert graphs.declared(graph, "entity/option")
    assert not graphs.declared(graph, "entity/ghost")
    assert not graphs.declared(graph, "entity/never-heard-of")


def test_walks_along_the_hierarchy() -> None:
    assert ancestors(TREE, "entity/call") == ("entity/option", "entity/thing")
    assert descendants(TREE, "entity/option") == {"entity/call", "entity/put"}
    assert children(TREE, "entity/thing") == ["entity/bond", "entity/option"]
    assert closed(TREE, ["entity/option", "entity/last", "entity/unknown"]) == {
        "entity/option",
        "entity/call",
        "entity/put",
        "entity/last",
    }


def test_depths_and_paths() -> None:
    assert depths(TREE) == {
        "entity/thing": 0,
        "entity/bond": 1,
        "entity/option": 1,
        "entity/put": 2,
        "entity/call": 2,
        "entity/other": 0,
        "entity/last": 1,
    }
    assert paths(TREE)["entity/call"] == ("entity/thing", "entity/option", "entity/call")


def test_equal_labels_close_to_one_and_the_same_set() -> None:
    close = closing(TREE)
    assert close(["entity/option", "entity/bond"]) is close(["entity/bond", "entity/option"])


def test_labels_that_another_covers_make_no_difference() -> None:
    close = closing(TREE)
    assert close(["entity/thing", "entity/put", "entity/bond"]) is close(["entity/thing"])


def test_no_label_of_a_cycle_covers_another() -> None:
    knot = chain(("a", "b"), ("b", "a"), ("below", "a"))
    everything = {"entity/a", "entity/b", "entity/below"}
    assert closing(knot)(["entity/a", "entity/b", "entity/below"]) == everything


@given(heads(), st.data())
def test_closing_is_closed(written: dict[str, Any], data: st.DataObject) -> None:
    graph = build(definition_of(written))
    labels = data.draw(st.lists(st.sampled_from([*graph, "entity/nowhere"])))
    assert closing(graph)(labels) == closed(graph, labels)


def test_the_hierarchy_in_order() -> None:
    assert hierarchy(TREE, "entity") == [
        ("entity/other", 0),
        ("entity/last", 1),
        ("entity/thing", 0),
        ("entity/bond", 1),
        ("entity/option", 1),
        ("entity/call", 2),
        ("entity/put", 2),
    ]


@pytest.mark.parametrize(
    ("graph", "found"),
    [
        (chain(("a", None), ("b", "a")), []),
        (chain(("a", "a")), [("entity/a",)]),
        (chain(("b", "a"), ("a", "b"), ("c", "a")), [("entity/a", "entity/b")]),
        (
            chain(("a", "b"), ("b", "c"), ("c", "a"), ("x", "y"), ("y", "x")),
            [("entity/a", "entity/b", "entity/c"), ("entity/x", "entity/y")],
        ),
        (chain(("a", None), ("b", "a"), a=["b"]), [("entity/a", "entity/b")]),
        (chain(("a", None), a=["a"]), [("entity/a",)]),
        (chain(("a", "ghost")), []),
    ],
    ids=["none", "self", "two", "three and two", "by mixin", "self mixin", "missing parent"],
)
def test_cycles(graph: Graph, found: list[tuple[str, ...]]) -> None:
    assert cycles(graph) == found


def test_every_walk_ends_on_a_cycle() -> None:
    graph = chain(("b", "a"), ("a", "b"), ("c", "a"), ("d", "c"))
    assert ancestors(graph, "entity/a") == ("entity/b",)
    assert ancestors(graph, "entity/d") == ("entity/c", "entity/a", "entity/b")
    assert descendants(graph, "entity/a") == {"entity/b", "entity/c", "entity/d"}
    assert paths(graph)["entity/b"] == ("entity/a", "entity/b")
    assert depths(graph) == {"entity/a": 0, "entity/b": 1, "entity/c": 1, "entity/d": 2}
    assert hierarchy(graph, "entity") == [
        ("entity/a", 0),
        ("entity/b", 1),
        ("entity/c", 1),
        ("entity/d", 2),
    ]
    assert sorted(parents_first(graph, knots(graph))) == sorted(graph)
    assert parents_first(graph, knots(graph)).index("entity/c") < parents_first(
        graph, knots(graph)
    ).index("entity/d")


def test_a_self_parent_is_its_own_root() -> None:
    graph = chain(("a", "a"), ("b", "a"))
    assert ancestors(graph, "entity/a") == ()
    assert depths(graph) == {"entity/a": 0, "entity/b": 1}
    assert hierarchy(graph, "entity") == [("entity/a", 0), ("entity/b", 1)]


def test_orphans_have_lost_an_ancestor() -> None:
    graph = chain(("a", None), ("b", "ghost"), ("c", "b"), ("d", "a"))
    assert orphans(graph) == ["entity/b", "entity/c"]
    assert hierarchy(graph, "entity") == [
        ("entity/a", 0),
        ("entity/d", 1),
        ("entity/b", 0),
        ("entity/c", 1),
    ]


def test_reachability_follows_the_edges_of_the_types_that_are_asked_for() -> None:
    graph = graph_of(
        entities={"thing": {}, "option": {"is_a": "thing"}, "unused": {}},
        relations={"on": {"domain": ["option"], "range": ["event/trade"]}},
        events={"trade": {"roles": {"what": {"range": ["thing"]}}}},
    )
    start = ["relation/on"]
    assert reachable(graph, start, ["range", "role"]) == {
        "relation/on",
        "event/trade",
        "entity/thing",
    }
    assert reachable(graph, start, ["domain"]) == {"relation/on", "entity/option"}
    assert reachable(graph, start, ["domain", "range", "role", "is_a"]) == {
        "relation/on",
        "event/trade",
        "entity/option",
        "entity/thing",
    }


def test_five_thousand_labels_in_one_line_are_no_recursion() -> None:
    labels = [f"l{number:04}" for number in range(5000)]
    graph = chain((labels[0], None), *zip(labels[1:], labels[:-1], strict=True))
    assert depths(graph)["entity/l4999"] == 4999
    assert len(descendants(graph, "entity/l0000")) == 4999
    assert cycles(graph) == []


@given(heads())
def test_closure_is_transitive(generated: dict[str, Any]) -> None:
    graph = build(definition_of(generated))
    for label in graph:
        below = descendants(graph, label)
        for sub in below:
            assert descendants(graph, sub) < below
            assert label in ancestors(graph, sub)
        assert closed(graph, closed(graph, [label])) == closed(graph, [label])


@given(heads())
def test_paths_depths_and_ancestors_tell_one_story(generated: dict[str, Any]) -> None:
    graph = build(definition_of(generated))
    order = {label: position for position, label in enumerate(parents_first(graph, knots(graph)))}
    for label, path in paths(graph).items():
        assert path == (*reversed(ancestors(graph, label)), label)
        assert depths(graph)[label] == len(path) - 1
        assert sorted(path, key=order.__getitem__) == list(path)


@given(heads())
def test_the_hierarchy_has_every_label_once(generated: dict[str, Any]) -> None:
    graph = build(definition_of(generated))
    for label_set in ("entity", "relation", "event", "intent"):
        listed = hierarchy(graph, label_set)
        assert sorted(label for label, _ in listed) == sorted(
            label for label in graph if label.startswith(f"{label_set}/")
        )
        assert dict(listed).items() <= depths(graph).items()
