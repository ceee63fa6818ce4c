"""The ways between versions, read from releases, heads and migration files."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from released import migration, release, write_head
from taxonomy_strategies import Head, head

from acoe_spec.errors import SchemaUnknown, TaxonomyBroken
from acoe_spec.versions.records.routes import NoRoute, Route
from acoe_spec.workspace import installed
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.history import History
from acoe_spec.workspace.resolver import WorkspaceResolver


def desk(version: str, *labels: str, **parts: Any) -> Head:
    entities = {each: {"definition": f"What {each} is."} for each in labels}
    return head(version=version, entities=entities, **parts)


def core(version: str, *labels: str, **parts: Any) -> Head:
    return desk(version, *labels, **parts) | {"id": "core"}


def renamed(old: str, new: str) -> dict[str, str]:
    return {"op": "rename-label", "set": "entity", "from": old, "to": new}


def steps(route: Route | None) -> list[tuple[str, str]] | None:
    return None if route is None else [(step.source, step.target) for step in route.steps]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two releases and a head of `desk`, with the migrations between them."""
    release(tmp_path, desk("1.0.0", "bond"))
    release(tmp_path, desk("2.0.0", "note", based_on=["1.0.0"]))
    write_head(tmp_path, desk("3.0.0", "debt", based_on=["2.0.0"]))
    migration(tmp_path, "desk@1.0.0", "2.0.0", renamed("bond", "note"))
    migration(tmp_path, "desk@2.0.0", "3.0.0", renamed("note", "debt"))
    return tmp_path


def history(root: Path) -> History:
    return History(WorkspaceResolver(Workspace(root)))


@pytest.mark.parametrize(
    ("source", "target", "path"),
    [
        ("desk@1.0.0", "desk@2.0.0", [("desk@1.0.0", "desk@2.0.0")]),
        ("desk@2.0.0", "desk@1.0.0", [("desk@2.0.0", "desk@1.0.0")]),
        ("desk@2.0.0", "desk@head", [("desk@2.0.0", "desk@3.0.0")]),
        (
            "desk@1.0.0",
            "desk@3.0.0",
            [("desk@1.0.0", "desk@2.0.0"), ("desk@2.0.0", "desk@3.0.0")],
        ),
        ("desk@2.0.0", "desk@2.0.0", None),
        ("desk@head", "desk@3.0.0", None),
        ("core@1.0.0", "desk@2.0.0", None),
    ],
)
def test_a_route_leads_along_the_migrations(
    root: Path, source: str, target: str, path: list[tuple[str, str]] | None
) -> None:
    assert steps(history(root).route(source, target)) == path


def test_the_head_is_a_version_like_others(root: Path) -> None:
    graph = history(root).graph("desk")

    assert {name: each.is_head for name, each in graph.revisions.items()} == {
        "1.0.0": False,
        "2.0.0": False,
        "3.0.0": True,
    }
    assert graph.revisions["3.0.0"].based_on == ("2.0.0",)


def test_a_head_of_a_released_version_is_no_version_of_its_own(root: Path) -> None:
    write_head(root, desk("2.0.0", "note", based_on=["1.0.0"]))

    assert list(history(root).graph("desk").revisions) == ["1.0.0", "2.0.0"]
    assert steps(history(root).route("desk@1.0.0", "desk@head")) == [("desk@1.0.0", "desk@2.0.0")]


def test_a_broken_head_is_no_obstacle_between_releases(root: Path) -> None:
    (root / "taxonomies" / "desk" / "taxonomy.yaml").write_text("format: [")

    assert history(root).route("desk@1.0.0", "desk@2.0.0")
    with pytest.raises(TaxonomyBroken):
        history(root).route("desk@1.0.0", "desk@head")


def test_a_broken_migration_is_named_with_its_place(root: Path) -> None:
    path = migration(root, "desk@1.0.0", "2.0.0", {"op": "rename-lable"})

    with pytest.raises(TaxonomyBroken) as caught:
        history(root).route("desk@1.0.0", "desk@2.0.0")
    assert caught.value.message.startswith("this migration cannot be used as it is: ")
    assert caught.value.hint == "acoe migration check names everything that is wrong with it"
    assert caught.value.path == path.as_posix()
    assert caught.value.line == 1


def test_a_release_that_was_edited_is_refused(root: Path) -> None:
    path = root / "taxonomies" / "desk" / "releases" / "2.0.0" / "definition.json"
    path.write_bytes(path.read_bytes().replace(b"What note is", b"What note was"))

    with pytest.raises(TaxonomyBroken):
        history(root).route("desk@1.0.0", "desk@2.0.0")


def test_an_unknown_taxonomy_or_version_is_said_to_be_unknown(root: Path) -> None:
    with pytest.raises(SchemaUnknown):
        history(root).graph("disk")
    with pytest.raises(SchemaUnknown):
        history(root).router("desk@9.0.0")
    with pytest.raises(NoRoute) as caught:
        history(root).route("desk@9.0.0", "desk@2.0.0")
    assert caught.value.hint == "its versions are 1.0.0, 2.0.0, 3.0.0"


# A router


def test_a_router_knows_the_way_of_each_pin(root: Path) -> None:
    router = history(root).router("desk@head")

    assert router.target == "desk@3.0.0"
    assert steps(router.route("desk@2.0.0")) == [("desk@2.0.0", "desk@3.0.0")]
    assert router.route("desk@2.0.0") is router.route("desk@2.0.0")
    assert router.route("desk@3.0.0") is None
    assert router.route("filings@1.0.0") is None
    for _ in range(2):
        with pytest.raises(NoRoute) as caught:
            router.route("desk@0.9.0")
        assert caught.value.message == "'desk' has no version '0.9.0'"


@pytest.mark.parametrize("pin", ["desk", "desk@", "desk@head", "desk@1", "desk@what he said"])
def test_a_pin_that_names_no_version_has_no_way(root: Path, pin: str) -> None:
    with pytest.raises(NoRoute) as caught:
        history(root).router("desk@2.0.0").route(pin)
    assert caught.value.message == "the record's pin has not the form ID@VERSION"
    assert caught.value.hint == "name the version, as in desk@2.0.0"


def test_history_and_router_go_into_other_processes(root: Path) -> None:
    router = history(root).router("desk@2.0.0")
    before = steps(router.route("desk@1.0.0"))

    again = pickle.loads(pickle.dumps(router))

    assert steps(again.route("desk@1.0.0")) == before
    assert steps(pickle.loads(pickle.dumps(history(root))).route("desk@1.0.0", "desk@2.0.0"))


# Imports


def test_a_step_takes_along_what_its_imports_need(tmp_path: Path) -> None:
    cores = {
        f"core@{each}": release(tmp_path, core(each, label))
        for each, label in (("1.0.0", "amount"), ("1.1.0", "sum"), ("2.0.0", "total"))
    }
    migration(tmp_path, "core@1.0.0", "1.1.0", renamed("amount", "sum"))
    migration(tmp_path, "core@1.1.0", "2.0.0", renamed("sum", "total"))
    release(tmp_path, desk("1.0.0", "bond", imports=["core@1.0.0"]), cores)
    release(tmp_path, desk("2.0.0", "bond", imports=["core@2.0.0"], based_on=["1.0.0"]), cores)
    update = {"op": "update-import", "taxonomy": "core", "from": "1.0.0", "to": "2.0.0"}
    migration(tmp_path, "desk@1.0.0", "2.0.0", update)

    there = history(tmp_path).route("desk@1.0.0", "desk@2.0.0")
    back = history(tmp_path).route("desk@2.0.0", "desk@1.0.0")

    assert there is not None
    assert back is not None
    (step,) = there.steps
    assert [(each.source, each.target) for each in step.imported] == [
        ("core@1.0.0", "core@1.1.0"),
        ("core@1.1.0", "core@2.0.0"),
    ]


def test_what_an_import_changed_in_several_steps_is_undone_from_the_last(tmp_path: Path) -> None:
    cores = {
        f"core@{each}": release(tmp_path, core(each, label))
        for each, label in (("1.0.0", "amount"), ("1.1.0", "sum"), ("2.0.0", "total"))
    }
    migration(tmp_path, "core@1.0.0", "1.1.0", renamed("amount", "sum"))
    migration(tmp_path, "core@1.1.0", "2.0.0", renamed("sum", "total"))
    release(tmp_path, desk("1.0.0", "bond", imports=["core@1.0.0"]), cores)
    release(tmp_path, desk("2.0.0", "bond", imports=["core@2.0.0"]), cores)
    update = {"op": "update-import", "taxonomy": "core", "from": "1.0.0", "to": "2.0.0"}
    migration(tmp_path, "desk@1.0.0", "2.0.0", update)

    for source, target, before, after in (
        ("1.0.0", "2.0.0", "core:amount", "core:total"),
        ("2.0.0", "1.0.0", "core:total", "core:amount"),
    ):
        route = history(tmp_path).route(f"desk@{source}", f"desk@{target}")
        assert route is not None
        direct = route.composed.entities[before]
        assert direct is not None
        assert direct.label == after


def test_an_import_without_a_way_is_named(tmp_path: Path) -> None:
    cores = {f"core@{each}": release(tmp_path, core(each, "amount")) for each in ("1.0.0", "2.0.0")}
    release(tmp_path, desk("1.0.0", "bond", imports=["core@1.0.0"]), cores)
    release(tmp_path, desk("2.0.0", "bond", imports=["core@2.0.0"], based_on=["1.0.0"]), cores)
    migration(tmp_path, "desk@1.0.0", "2.0.0")

    with pytest.raises(NoRoute) as caught:
        history(tmp_path).route("desk@1.0.0", "desk@2.0.0")
    assert caught.value.message == (
        "desk@1.0.0 imports core@1.0.0, and desk@2.0.0 imports core@2.0.0: "
        "no migration leads from core@1.0.0 to core@2.0.0"
    )
    assert caught.value.hint == "write it: acoe migration draft core@1.0.0 core@2.0.0"


def test_ways_of_an_import_that_disagree_are_refused_with_it(tmp_path: Path) -> None:
    cores = {
        f"core@{each}": release(tmp_path, core(each, *labels))
        for each, labels in (
            ("1.0.0", ("amount", "price")),
            ("1.1.0", ("sum", "price")),
            ("2.0.0", ("total", "price")),
        )
    }
    migration(tmp_path, "core@1.0.0", "1.1.0", renamed("amount", "sum"))
    migration(tmp_path, "core@1.1.0", "2.0.0", renamed("sum", "total"))
    migration(
        tmp_path, "core@1.0.0", "2.0.0", renamed("amount", "price"), renamed("price", "total")
    )
    for each in ("1.0.0", "2.0.0"):
        release(tmp_path, desk(each, "bond", imports=[f"core@{each}"]), cores)
    update = {"op": "update-import", "taxonomy": "core", "from": "1.0.0", "to": "2.0.0"}
    migration(tmp_path, "desk@1.0.0", "2.0.0", update)

    with pytest.raises(NoRoute) as caught:
        history(tmp_path).route("desk@1.0.0", "desk@2.0.0")
    assert caught.value.message == (
        "desk@1.0.0 imports core@1.0.0, and desk@2.0.0 imports core@2.0.0: two paths from "
        "core@1.0.0 to core@2.0.0 disagree, 1.0.0 > 1.1.0 > 2.0.0 and 1.0.0 > 2.0.0: 'amount' "
        "becomes 'total' on one and 'price' on the other"
    )
    # Records of desk cannot be migrated to a version of core, so that there is nothing to choose.
    assert caught.value.hint == "mend the migration that is wrong"


def test_what_is_imported_twice_is_migrated_once(tmp_path: Path) -> None:
    """`desk` imports `core` itself, and by way of `mid`."""
    known: dict[str, Any] = {}
    for each, label in (("1.0.0", "amount"), ("2.0.0", "sum")):
        known[f"core@{each}"] = release(tmp_path, core(each, label))
        imported = f"core@{each}"
        middle = desk(each, "party", imports=[imported]) | {"id": "mid"}
        known[f"mid@{each}"] = release(tmp_path, middle, known)
        release(tmp_path, desk(each, "bond", imports=[imported, f"mid@{each}"]), known)
    migration(tmp_path, "core@1.0.0", "2.0.0", renamed("amount", "sum"))
    migration(tmp_path, "mid@1.0.0", "2.0.0")
    migration(tmp_path, "desk@1.0.0", "2.0.0")

    route = history(tmp_path).route("desk@1.0.0", "desk@2.0.0")

    assert route is not None
    assert [each.source for each in route.steps[0].imported] == ["mid@1.0.0"]
    assert [each.source for each in route.steps[0].imported[0].imported] == ["core@1.0.0"]


# Installed packages


def test_an_installed_package_brings_its_versions_and_migrations(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    package = site / "desk_package"
    (site / "desk-1.0.dist-info").mkdir(parents=True)
    (site / "desk-1.0.dist-info" / "METADATA").write_text("Name: desk\nVersion: 1.0\n")
    (site / "desk-1.0.dist-info" / "entry_points.txt").write_text(
        f"[{installed.GROUP}]\ndesk = desk_package\n"
    )
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('the package was imported')\n")
    (root / "taxonomies" / "desk" / "releases").rename(package / "versions")
    (root / "taxonomies" / "desk" / "migrations").rename(package / "migrations")
    monkeypatch.syspath_prepend(site)

    elsewhere = History(WorkspaceResolver(Workspace(None)))

    assert steps(elsewhere.route("desk@1.0.0", "desk@2.0.0")) == [("desk@1.0.0", "desk@2.0.0")]


# What the files say against their names


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"taxonomy": "filings"}, "filings 1.0.0 to 2.0.0"),
        ({"from": "1.5.0"}, "desk 1.5.0 to 2.0.0"),
        ({"to": "3.0.0"}, "desk 1.0.0 to 3.0.0"),
    ],
)
def test_a_migration_is_not_used_for_other_versions_than_its_own(
    root: Path, written: dict[str, str], said: str
) -> None:
    path = migration(root, "desk@1.0.0", "2.0.0", renamed("bond", "note"), **written)

    with pytest.raises(TaxonomyBroken) as caught:
        history(root).route("desk@1.0.0", "desk@2.0.0")
    assert caught.value.message == (
        f"this migration cannot be used as it is: it migrates {said}, which its place does not say"
    )
    assert caught.value.hint == "acoe migration check names everything that is wrong with it"
    assert caught.value.path == path.as_posix()


def test_a_migration_to_the_version_that_it_leaves_counts_for_nothing(root: Path) -> None:
    migration(root, "desk@2.0.0", "2.0.0", renamed("note", "debt"))

    assert history(root).graph("desk").migrations == (("1.0.0", "2.0.0"), ("2.0.0", "3.0.0"))
