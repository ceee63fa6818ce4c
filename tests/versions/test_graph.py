"""The version graph: which way leads from one version to another, and why there may be none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from version_lines import Operation, added, line, merged, renamed, swapped

from acoe_spec.versions.graph import MANY_PATHS, PathsDisagree, Revision, VersionGraph
from acoe_spec.versions.graph import _simple_paths as simple_paths
from acoe_spec.versions.records.routes import NoRoute
from acoe_spec.versions.records.steps import Step


def version(number: str, *based_on: str, is_head: bool = False) -> Revision:
    return Revision(version=number, based_on=based_on, is_head=is_head)


# A line with a maintenance branch: 1.1.1 mends 1.1.0 after 2.0.0 was begun.
LINE = line(
    {
        version("1.0.0"): "bond",
        version("1.1.0", "1.0.0"): "bond option",
        version("1.1.1", "1.1.0"): "note option",
        version("2.0.0", "1.1.0"): "bond warrant",
    },
    {
        ("1.0.0", "1.1.0"): [added("option")],
        ("1.1.0", "1.1.1"): [renamed("bond", "note")],
        ("1.1.0", "2.0.0"): [renamed("option", "warrant")],
    },
)


def legs(graph: VersionGraph, source: str, target: str) -> list[tuple[str, str]]:
    """The versions that each step of the route leaves and reaches."""
    route = graph.route(source, target)
    assert (route.source, route.target) == (f"desk@{source}", f"desk@{target}")
    return [(step.source, step.target) for step in route.steps]


@pytest.mark.parametrize(
    ("source", "target", "path"),
    [
        ("1.0.0", "1.1.0", ("1.0.0", "1.1.0")),
        ("1.0.0", "2.0.0", ("1.0.0", "1.1.0", "2.0.0")),
        ("2.0.0", "1.0.0", ("2.0.0", "1.1.0", "1.0.0")),
        ("1.1.1", "2.0.0", ("1.1.1", "1.1.0", "2.0.0")),
        ("2.0.0", "1.1.1", ("2.0.0", "1.1.0", "1.1.1")),
        ("2.0.0", "2.0.0", ("2.0.0",)),
    ],
)
def test_a_path_goes_back_where_a_step_can_be_undone(
    source: str, target: str, path: tuple[str, ...]
) -> None:
    assert LINE.paths(source, target) == (path,)
    assert legs(LINE, source, target) == [
        (f"desk@{old}", f"desk@{new}") for old, new in pairwise(path)
    ]


def test_the_graph_has_an_edge_for_each_step_and_back() -> None:
    graph = LINE.graph()

    assert set(graph.nodes) == {"1.0.0", "1.1.0", "1.1.1", "2.0.0"}
    assert set(graph.edges) == {
        ("1.0.0", "1.1.0"), ("1.1.0", "1.1.1"), ("1.1.0", "2.0.0"),
        ("1.1.0", "1.0.0"), ("1.1.1", "1.1.0"), ("2.0.0", "1.1.0"),
    }  # fmt: skip
    assert all(isinstance(step, Step) for _, _, step in graph.edges(data="step"))


def test_versions_are_in_the_order_of_their_numbers() -> None:
    graph = line({version(each): "" for each in ("1.10.0", "1.9.0", "2.0.0-rc.1", "2.0.0")}, {})

    assert list(graph.revisions) == ["1.9.0", "1.10.0", "2.0.0-rc.1", "2.0.0"]


def complaint(graph: VersionGraph, source: str, target: str) -> tuple[str, str | None]:
    with pytest.raises(NoRoute) as caught:
        graph.route(source, target)
    return caught.value.message, caught.value.hint


def test_an_unknown_version_is_named_with_those_that_are_known() -> None:
    assert complaint(LINE, "1.0.0", "3.0.0") == (
        "'desk' has no version '3.0.0'",
        "its versions are 1.0.0, 1.1.0, 1.1.1, 2.0.0",
    )


def test_a_missing_migration_is_named_with_the_command_that_drafts_it() -> None:
    graph = line(
        {
            version("1.0.0"): "bond",
            version("1.1.0", "1.0.0"): "bond",
            version("2.0.0", "1.1.0"): "bond",
        },
        {("1.0.0", "1.1.0"): []},
    )

    for source, target in (("1.0.0", "2.0.0"), ("2.0.0", "1.0.0")):
        assert complaint(graph, source, target) == (
            (
                f"no migration leads from desk@{source} to desk@{target}: "
                "taxonomies/desk/migrations/1.1.0--2.0.0.yaml is missing"
            ),
            "write it: acoe migration draft desk@1.1.0 desk@2.0.0",
        )


def test_versions_that_nothing_connects_need_a_migration_of_their_own() -> None:
    graph = line({version("1.0.0"): "bond", version("2.0.0"): "bond"}, {})

    assert complaint(graph, "2.0.0", "1.0.0") == (
        "no migration leads from desk@2.0.0 to desk@1.0.0",
        "write it: acoe migration draft desk@1.0.0 desk@2.0.0",
    )


def test_a_version_that_is_not_here_is_named() -> None:
    graph = line(
        {version("1.0.0"): "bond", version("2.0.0", "1.1.0"): "bond", version("2.1.0"): "bond"},
        {("2.0.0", "2.1.0"): []},
    )

    for source, target in (("1.0.0", "2.0.0"), ("2.0.0", "1.0.0")):
        assert complaint(graph, source, target) == (
            (
                f"no migration leads from desk@{source} to desk@{target}: 2.0.0 follows '1.1.0', "
                "which is not here"
            ),
            (
                "restore the release of '1.1.0' from version control, or install the package that "
                "has it"
            ),
        )


MERGED = line(
    {
        version("1.0.0"): "bond note",
        version("1.1.0", "1.0.0"): "bond note option",
        version("2.0.0", "1.1.0"): "bond option",
    },
    {
        ("1.0.0", "1.1.0"): [added("option")],
        ("1.1.0", "2.0.0"): [merged("bond", "note", to="bond")],
    },
)


def test_what_cannot_be_undone_is_named() -> None:
    message, hint = complaint(MERGED, "2.0.0", "1.0.0")

    assert message.startswith(
        "desk@2.0.0 cannot be migrated to desk@1.0.0, because the migration from 1.1.0 to 2.0.0 "
        "cannot be undone: "
    )
    assert "merge-labels" in message
    assert hint == (
        "take the files as they were before that migration, from version control or a copy"
    )
    assert legs(MERGED, "1.0.0", "2.0.0")


# Two paths

TWO_WAYS: Mapping[Revision, str] = {
    version("1.0.0"): "bond loan",
    version("1.1.0", "1.0.0"): "note loan",
    version("2.0.0", "1.0.0", "1.1.0"): "debt loan",
}


def two_ways(direct: list[Operation]) -> VersionGraph:
    return line(
        TWO_WAYS,
        {
            ("1.0.0", "1.1.0"): [renamed("bond", "note")],
            ("1.1.0", "2.0.0"): [renamed("note", "debt")],
            ("1.0.0", "2.0.0"): direct,
        },
    )


def test_paths_that_agree_are_one_route() -> None:
    graph = two_ways([renamed("bond", "debt")])

    assert graph.paths("1.0.0", "2.0.0") == (("1.0.0", "1.1.0", "2.0.0"), ("1.0.0", "2.0.0"))
    assert legs(graph, "1.0.0", "2.0.0")
    assert legs(graph, "2.0.0", "1.1.0")


def test_paths_that_disagree_are_refused_however_short_one_is() -> None:
    graph = two_ways([renamed("bond", "loan"), renamed("loan", "debt")])

    with pytest.raises(PathsDisagree) as caught:
        graph.route("1.0.0", "2.0.0")
    error = caught.value
    assert (error.one, error.other) == (("1.0.0", "1.1.0", "2.0.0"), ("1.0.0", "2.0.0"))
    assert error.message == (
        "two paths from desk@1.0.0 to desk@2.0.0 disagree, 1.0.0 > 1.1.0 > 2.0.0 and "
        f"1.0.0 > 2.0.0: {error.difference}"
    )
    assert "bond" in error.difference or "loan" in error.difference
    assert error.hint == "mend the migration that is wrong, or choose: migrate to desk@1.1.0 first"


def test_the_choice_that_is_offered_is_one_that_leads_on() -> None:
    graph = line(
        {
            **TWO_WAYS,
            version("1.0.1", "1.0.0"): "bond loan",
            version("2.0.1", "2.0.0"): "debt loan",
        },
        {
            ("1.0.0", "1.0.1"): [],
            ("1.0.1", "1.1.0"): [renamed("bond", "loan"), renamed("loan", "note")],
            ("1.0.0", "1.1.0"): [renamed("bond", "note")],
            ("1.1.0", "2.0.0"): [renamed("note", "debt")],
        },
    )

    with pytest.raises(PathsDisagree) as caught:
        graph.route("1.0.0", "2.0.0")
    assert caught.value.hint == (
        "mend the migration that is wrong, or choose: migrate to desk@1.0.1 first"
    )
    assert legs(graph, "1.0.1", "2.0.0")


# Going back

DIAMOND = line(
    {
        version("1.0.0"): "bond",
        version("1.0.1", "1.0.0"): "bond note",
        version("1.1.0", "1.0.0"): "bond option",
        version("2.0.0", "1.0.1", "1.1.0"): "bond note option",
        version("2.0.1", "2.0.0"): "bond note warrant",
    },
    {
        ("1.0.0", "1.0.1"): [added("note")],
        ("1.0.0", "1.1.0"): [added("option")],
        ("1.0.1", "2.0.0"): [added("option")],
        ("1.1.0", "2.0.0"): [added("note")],
        ("2.0.0", "2.0.1"): [renamed("option", "warrant")],
    },
)


@pytest.mark.parametrize(
    ("source", "target", "paths"),
    [
        # By way of 1.0.0 and the other branch there would be no place for what is new in 1.0.1.
        ("1.0.1", "2.0.0", (("1.0.1", "2.0.0"),)),
        ("2.0.1", "1.0.1", (("2.0.1", "2.0.0", "1.0.1"),)),
        ("1.0.0", "2.0.0", (("1.0.0", "1.0.1", "2.0.0"), ("1.0.0", "1.1.0", "2.0.0"))),
        ("2.0.0", "1.0.0", (("2.0.0", "1.0.1", "1.0.0"), ("2.0.0", "1.1.0", "1.0.0"))),
        # From branch to branch it has to turn: down and up, or up and down.
        ("1.0.1", "1.1.0", (("1.0.1", "1.0.0", "1.1.0"), ("1.0.1", "2.0.0", "1.1.0"))),
    ],
)
def test_a_path_turns_only_where_none_is_straight(
    source: str, target: str, paths: tuple[tuple[str, ...], ...]
) -> None:
    assert DIAMOND.paths(source, target) == paths
    assert legs(DIAMOND, source, target)


def test_a_path_goes_back_no_farther_than_it_must() -> None:
    graph = line(
        {
            version("1.0.0"): "bond",
            version("1.1.0", "1.0.0"): "bond option",
            version("1.1.1", "1.1.0"): "bond option",
            version("2.0.0", "1.0.0", "1.1.0"): "bond option",
        },
        {
            ("1.0.0", "1.1.0"): [added("option")],
            ("1.1.0", "1.1.1"): [],
            ("1.1.0", "2.0.0"): [],
            ("1.0.0", "2.0.0"): [added("option")],
        },
    )

    assert graph.paths("1.1.1", "2.0.0") == (("1.1.1", "1.1.0", "2.0.0"),)


def test_no_path_between_releases_leads_by_way_of_the_head() -> None:
    graph = line(
        {
            version("1.0.0"): "bond",
            version("1.0.1"): "bond",
            version("1.1.0", "1.0.0", "1.0.1", is_head=True): "note",
        },
        {
            ("1.0.0", "1.1.0"): [renamed("bond", "note")],
            ("1.0.1", "1.1.0"): [renamed("bond", "note")],
        },
    )

    assert legs(graph, "1.0.0", "1.1.0")
    assert graph.paths("1.0.0", "1.0.1") == ()
    assert complaint(graph, "1.0.0", "1.0.1")[0] == (
        "no migration leads from desk@1.0.0 to desk@1.0.1"
    )


@pytest.mark.parametrize(
    ("known", "source", "target", "made"),
    [
        (LINE, "1.0.0", "1.1.0", {("1.0.0", "1.1.0")}),
        (LINE, "1.1.1", "2.0.0", {("1.1.0", "1.1.1"), ("1.1.0", "2.0.0")}),
        (DIAMOND, "1.0.1", "2.0.0", {("1.0.1", "2.0.0")}),
        (DIAMOND, "2.0.0", "1.0.1", {("1.0.1", "2.0.0")}),
    ],
)
def test_only_steps_that_may_matter_are_made(
    known: VersionGraph, source: str, target: str, made: set[tuple[str, str]]
) -> None:
    """So what is wrong with another migration is not in the way."""
    asked = set()

    def step(old: str, new: str) -> Step:
        asked.add((old, new))
        return known.step(old, new)

    VersionGraph("desk", known.revisions.values(), known.migrations, step).route(source, target)

    assert asked == made


# Many paths


def diamonds(count: int) -> VersionGraph:
    """A line of `count` minor versions; each is reached directly, and by way of a patch."""
    revisions, changes = {version("1.0.0"): "l0"}, {}
    for minor in range(count):
        before, patch, after = f"1.{minor}.0", f"1.{minor}.1", f"1.{minor + 1}.0"
        revisions |= {version(patch): f"p{minor}", version(after): f"l{minor + 1}"}
        changes |= {
            (before, patch): [renamed(f"l{minor}", f"p{minor}")],
            (patch, after): [renamed(f"p{minor}", f"l{minor + 1}")],
            (before, after): [renamed(f"l{minor}", f"l{minor + 1}")],
        }
    return line(revisions, changes)


def test_a_long_line_of_branches_is_compared_leg_by_leg() -> None:
    graph = diamonds(12)

    assert len(graph.paths("1.0.0", "1.12.0")) == MANY_PATHS + 1, "there are 4096"
    route = graph.route("1.0.0", "1.12.0")
    assert (route.source, route.target) == ("desk@1.0.0", "desk@1.12.0")
    assert (route.steps[0].source, route.steps[-1].target) == ("desk@1.0.0", "desk@1.12.0")


def test_more_paths_than_can_be_compared_are_refused() -> None:
    numbers = [f"1.{minor}.0" for minor in range(9)]
    every = [(old, new) for place, old in enumerate(numbers) for new in numbers[place + 1 :]]
    graph = line({version(each): "bond" for each in numbers}, {pair: [] for pair in every})

    assert complaint(graph, "1.0.0", "1.8.0") == (
        "more than 64 paths lead from desk@1.0.0 to desk@1.8.0, and so many are not compared",
        "remove migrations that no release is based on, or migrate by way of versions in between",
    )


def test_dead_ends_are_not_gone_into() -> None:
    """From 1.1.0 to 2.0.0 leads one path; beside it lies a maze that leads back to its middle."""
    maze = [f"3.{minor}.0" for minor in range(14)]
    every = [(old, new) for place, old in enumerate(maze) for new in maze[place + 1 :]]
    numbers = ("1.0.0", "1.1.0", "2.0.0", *maze)
    graph = line(
        {version(each): "bond note" for each in numbers},
        {
            ("1.0.0", "1.1.0"): [],
            ("1.0.0", "2.0.0"): [],
            ("1.0.0", "3.0.0"): [],
            ("2.0.0", "3.9.0"): [merged("bond", "note", to="bond")],
            **{pair: [] for pair in every},
        },
    )

    assert graph.paths("1.1.0", "2.0.0") == (("1.1.0", "1.0.0", "2.0.0"),)


@settings(max_examples=100, deadline=None)
@given(st.sets(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=15))
def test_paths_are_those_of_networkx(edges: set[tuple[str, str]]) -> None:
    graph = nx.DiGraph([each for each in edges if each[0] != each[1]])
    graph.add_nodes_from("ab")

    assert sorted(simple_paths(graph, "a", "b")) == sorted(
        map(tuple, nx.all_simple_paths(graph, "a", "b"))
    )


# The law: a route exists exactly where all paths that count agree.


@st.composite
def versions(draw: st.DrawFn) -> tuple[VersionGraph, dict[tuple[str, str], dict[str, str]]]:
    """Versions that name three things as they like; each migration is right, or swaps two.

    With each edge, there and back, goes what it makes of each label.
    """
    count = draw(st.integers(2, 5))
    numbers = [f"{major}.0.0" for major in range(1, count + 1)]
    named = {each: [f"{thing}{draw(st.integers(0, 1))}" for thing in "abc"] for each in numbers}
    changes: dict[tuple[str, str], list[Operation]] = {}
    meant: dict[tuple[str, str], dict[str, str]] = {}
    for place, new in enumerate(numbers[1:], start=1):
        for old in draw(st.sets(st.sampled_from(numbers[:place]), min_size=1, max_size=3)):
            targets = list(named[new])
            if draw(st.integers(0, 3)) == 0:
                targets[:2] = reversed(targets[:2])
            table = dict(zip(named[old], targets, strict=True))
            if set(targets[:2]) == set(named[old][:2]) and targets[:2] != named[old][:2]:
                changes[old, new] = [swapped(*named[old][:2])]
                changes[old, new] += [renamed(*each) for each in [*table.items()][2:]]
            else:
                changes[old, new] = [renamed(*each) for each in table.items()]
            changes[old, new] = [
                each for each in changes[old, new] if each.get("from") != each.get("to", each)
            ]
            meant[old, new] = table
            meant[new, old] = {after: before for before, after in table.items()}
    revisions = {version(each): " ".join(named[each]) for each in numbers}
    return line(revisions, changes), meant


def outcomes(
    meant: Mapping[tuple[str, str], Mapping[str, str]], source: str, target: str
) -> Iterator[dict[str, str]]:
    """What each path that counts makes of the labels of `source`."""
    paths = [*nx.all_simple_paths(nx.DiGraph(list(meant)), source, target)]
    undone = [{edge for edge in pairwise(path) if edge[0] > edge[1]} for path in paths]
    straight = [
        path for path, back in zip(paths, undone, strict=True) if len(back) in (0, len(path) - 1)
    ]
    forward = [path for path in straight if path[0] < path[1]]
    least = [
        path
        for path, back in zip(paths, undone, strict=True)
        if not any(other < back for other in undone)
    ]
    for path in forward or straight or least:
        labels = {each: each for each in meant[path[0], path[1]]}
        for edge in pairwise(path):
            labels = {first: meant[edge][each] for first, each in labels.items()}
        yield labels


@settings(max_examples=60, deadline=None)
@given(versions())
def test_a_route_exists_exactly_where_all_paths_agree(
    drawn: tuple[VersionGraph, dict[tuple[str, str], dict[str, str]]],
) -> None:
    graph, meant = drawn
    for source in graph.revisions:
        for target in graph.revisions:
            if source == target:
                continue
            found = list(outcomes(meant, source, target))
            assert len(found) == len(graph.paths(source, target))
            if all(each == found[0] for each in found):
                assert graph.route(source, target).target == f"desk@{target}"
            else:
                with pytest.raises(PathsDisagree):
                    graph.route(source, target)
