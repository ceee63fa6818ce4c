"""A colleague with the wheel has all releases: checks files of each, and migrates them."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from desk import BONDS, UBS, lines, record
from running import acoe

from acoe_spec.workspace import installed

HEAD = """\
format: 1
id: desk
title: Trading desk
version: 1.2.0
modalities: [chat]
entities:
  firm: {definition: A company that trades.}
  bond: {definition: A debt security.}
"""
MIGRATION = """\
format: 1
taxonomy: desk
from: 1.2.0
to: 2.0.0
operations:
  - {op: rename-label, set: entity, from: bond, to: debt}
"""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with two releases, a migration between them and a head that works on a third."""
    root = tmp_path / "workspace"
    home = root / "taxonomies" / "desk"
    (home / "migrations").mkdir(parents=True)
    (root / "guidelines" / "desk").mkdir(parents=True)
    (root / "guidelines" / "desk" / "firm.md").write_text("---\ntitle: Firm\nlabels: [firm]\n---\n")
    monkeypatch.chdir(root)
    (home / "taxonomy.yaml").write_text(HEAD)
    assert acoe("release", "desk", "--without-guidelines", "--next", "major").code == 0
    head = (home / "taxonomy.yaml").read_text()
    (home / "taxonomy.yaml").write_text(head.replace("  bond:", "  debt:"))
    (home / "migrations" / "1.2.0--2.0.0.yaml").write_text(MIGRATION)
    assert acoe("release", "desk", "--without-guidelines", "--next", "minor").code == 0
    (home / "migrations" / "2.0.0--2.1.0.yaml").write_text("half a draft")
    return root


def built(reference: str) -> Path:
    ran = acoe("build", reference, "--target", "wheel", "-o", "dist")
    assert ran.code == 0, ran.err
    (path,) = Path("dist").iterdir()
    return path


def inside(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return [
            name.partition("/")[2]
            for name in archive.namelist()
            if name.startswith(("acoe_taxonomy_desk/versions/", "acoe_taxonomy_desk/migrations/"))
            and not name.endswith((".schema.json", ".linkml.yaml"))
        ]


OF_1_2_0 = [
    "versions/1.2.0/compiled.json",
    "versions/1.2.0/definition.json",
    "versions/1.2.0/guidelines/firm.md",
    "versions/1.2.0/manifest.json",
]
OF_2_0_0 = [name.replace("1.2.0", "2.0.0") for name in OF_1_2_0]


@pytest.mark.usefixtures("workspace")
def test_a_wheel_holds_the_releases_up_to_its_version_and_what_leads_between_them() -> None:
    assert inside(built("desk@2.0.0")) == ["migrations/1.2.0--2.0.0.yaml", *OF_1_2_0, *OF_2_0_0]


@pytest.mark.usefixtures("workspace")
def test_what_came_later_is_not_in_the_wheel_of_an_earlier_version() -> None:
    assert inside(built("desk@1.2.0")) == OF_1_2_0


@pytest.mark.usefixtures("workspace")
def test_the_wheel_of_a_head_has_it_besides_all_releases(workspace: Path) -> None:
    (workspace / "taxonomies/desk/migrations/2.0.0--2.1.0.yaml").unlink()
    assert inside(built("desk")) == [
        "migrations/1.2.0--2.0.0.yaml",
        *OF_1_2_0,
        *OF_2_0_0,
        "versions/2.1.0/compiled.json",
        "versions/2.1.0/definition.json",
    ]


@pytest.fixture
def colleague(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, outside of the workspace: the wheel of 2.0.0 is installed."""
    site = tmp_path / "site"
    with zipfile.ZipFile(built("desk@2.0.0")) as archive:
        archive.extractall(site)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])
    return site / "acoe_taxonomy_desk"


DEBT = BONDS | {"label": "debt"}


@pytest.mark.usefixtures("colleague")
def test_files_of_every_version_are_checked_and_migrated() -> None:
    old, new = record("r1", UBS, BONDS), record("r2", UBS, DEBT, schema="desk@2.0.0")
    Path("labels.jsonl").write_bytes(lines(old, new))

    assert acoe("check", "labels.jsonl").code == 0
    ran = acoe("migrate", "labels.jsonl", "--to", "desk@2.0.0", "-o", "out")

    assert ran.code == 0, ran.err
    migrated, kept = map(json.loads, Path("out/labels.jsonl").read_text().splitlines())
    assert migrated["schema"] == "desk@2.0.0"
    assert [each["label"] for each in migrated["annotations"]] == ["firm", "debt"]
    assert kept == new
    assert acoe("check", "out/labels.jsonl").code == 0


@pytest.mark.usefixtures("colleague")
def test_a_label_of_an_earlier_version_is_told_from_one_that_never_was() -> None:
    Path("labels.jsonl").write_bytes(lines(record("r1", UBS, BONDS, schema="desk@2.0.0")))
    assert "[retired-label]" in acoe("check", "labels.jsonl").out


def test_a_release_that_was_edited_in_a_package_is_refused(colleague: Path) -> None:
    folder = colleague / "versions" / "1.2.0"
    definition = folder / "definition.json"
    definition.write_bytes(definition.read_bytes().replace(b"A debt", b"A bad debt"))

    ran = acoe("show", "desk@1.2.0")

    assert ran.code == 3
    assert "definition.json: this file was edited after the release" in ran.err


def test_tables_in_a_package_are_those_of_its_release(colleague: Path) -> None:
    versions = colleague / "versions"
    tables = (versions / "2.0.0" / "compiled.json").read_bytes()
    (versions / "1.2.0" / "compiled.json").write_bytes(tables)

    found = installed.find("desk", "1.2.0")

    assert found is not None
    assert "bond" in found.compiled().entities


def test_a_version_that_is_installed_is_not_released_with_another_content(
    workspace: Path, colleague: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert colleague.is_dir()
    monkeypatch.chdir(workspace)
    home = workspace / "taxonomies" / "desk"
    assert acoe("lint", "desk").code == 0
    shutil.rmtree(home / "releases")
    (home / "taxonomy.yaml").write_text(HEAD.replace("A debt security.", "A debt."))

    ran = acoe("release", "desk", "--without-guidelines")

    assert ran.code == 1
    assert "error: an installed package has another desk@1.2.0 [release-conflict]" in ran.out

    # Somebody without the package released it all the same.
    with monkeypatch.context() as alone:
        alone.setattr(sys, "path", sys.path[1:])
        assert acoe("release", "desk", "--without-guidelines").code == 0
    ran = acoe("lint", "desk")
    assert ran.code == 1
    assert (
        "taxonomies/desk/releases/1.2.0/manifest.json: error: an installed package has another "
        "desk@1.2.0 [release-conflict]"
    ) in ran.out
