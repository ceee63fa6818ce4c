"""Releases on disk: what a manifest says, and that nothing changes without being noticed."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import GOOD, TAXONOMY, UBS, lines, record
from hypothesis import given
from hypothesis import strategies as st
from running import acoe
from taxonomy_strategies import Head, definition_of, heads, shuffled

from acoe_spec.errors import FileProblem, SchemaUnknown, TaxonomyBroken
from acoe_spec.taxonomy.definition import Definition, Entity, Origin, dumps
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.freezing import freeze
from acoe_spec.workspace.releases import (
    DEFINITION,
    MANIFEST,
    flaws,
    manifest_of,
    read_release,
)
from acoe_spec.workspace.resolver import WorkspaceResolver

DESK = Definition(
    id="desk",
    version="1.1.0",
    title="Desk – «trading»",
    based_on=("1.0.0",),
    origins={"core": Origin("2.0.0", "c0" * 32)},
    entities={"bond": Entity(definition="A debt security.")},
)
PAGES = {"guidelines/bond.md": b"# Bond\n", "guidelines/rates/swap.md": b"# Swap\n"}


MANIFEST_TEXT = """\
{
  "format": 1,
  "id": "desk",
  "version": "1.1.0",
  "title": "Desk – «trading»",
  "based_on": [
    "1.0.0"
  ],
  "definition": "%(definition)s",
  "imports": {
    "core@2.0.0": "c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0"
  },
  "files": {
    "definition.json": "%(definition)s",
    "guidelines/bond.md": "%(bond)s",
    "guidelines/rates/swap.md": "%(swap)s"
  }
}
"""


def made(folder: Path, definition: Definition = DESK) -> Path:
    """A release of the definition with two guidelines."""
    files = {DEFINITION: dumps(definition), **PAGES}
    manifest = manifest_of(definition, files).dumps()
    release = folder / "taxonomies" / definition.id / "releases" / definition.version
    freeze(release, {**files, MANIFEST: manifest})
    return release


def test_a_manifest_says_what_the_release_is_and_vouches_for_every_file(tmp_path: Path) -> None:
    release = made(tmp_path)

    assert (release / MANIFEST).read_text("utf-8") == MANIFEST_TEXT % {
        "definition": _sha256(dumps(DESK)),
        "bond": _sha256(b"# Bond\n"),
        "swap": _sha256(b"# Swap\n"),
    }
    read = read_release(release)
    assert read.definition == DESK
    assert read.manifest.imports == {"core@2.0.0": "c0" * 32}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def append(name: str) -> Callable[[Path], object]:
    return lambda release: (release / name).write_bytes((release / name).read_bytes() + b" ")


def replaced(name: str, old: bytes, new: bytes) -> Callable[[Path], object]:
    return lambda release: (release / name).write_bytes(
        (release / name).read_bytes().replace(old, new)
    )


def linked(release: Path) -> None:
    page = release / "guidelines/bond.md"
    page.rename(release.parent / "bond.md")
    page.symlink_to(release.parent / "bond.md")


@given(head=heads(), seed=st.integers(0, 1000))
def test_equal_heads_give_equal_bytes_and_a_release_gives_the_definition_back(
    head: Head, seed: int
) -> None:
    definition, other = definition_of(head), definition_of(shuffled(head, seed))
    manifests = [
        manifest_of(each, {DEFINITION: dumps(each), **PAGES}).dumps()
        for each in (definition, other)
    ]
    assert manifests[0] == manifests[1]
    with tempfile.TemporaryDirectory() as folder:
        assert read_release(made(Path(folder), definition)).definition == definition


EDITS: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "definition": (append(DEFINITION), DEFINITION, "this file was edited after the release"),
    "guideline": (
        append("guidelines/rates/swap.md"),
        "guidelines/rates/swap.md",
        "this file was edited after the release",
    ),
    "line ends": (
        replaced(DEFINITION, b"\n", b"\r\n"),
        DEFINITION,
        "the line ends of this released file were changed",
    ),
    "guideline gone": (
        lambda release: (release / "guidelines/bond.md").unlink(),
        "guidelines/bond.md",
        "this file of the release is missing",
    ),
    "definition gone": (
        lambda release: (release / DEFINITION).unlink(),
        DEFINITION,
        "this file of the release is missing",
    ),
    "guideline more": (
        lambda release: (release / "guidelines/note.md").write_text("# Note\n"),
        "guidelines/note.md",
        "this file is no part of the release",
    ),
    "link": (
        linked,
        "guidelines/bond.md",
        "a symbolic link stands in the place of a released file",
    ),
    "manifest gone": (
        lambda release: (release / MANIFEST).unlink(),
        MANIFEST,
        "this release has no manifest",
    ),
    "manifest torn": (
        lambda release: (release / MANIFEST).write_bytes(b'{"format": 1'),
        MANIFEST,
        "this is no manifest of a release",
    ),
    "manifest laid out anew": (
        append(MANIFEST),
        MANIFEST,
        "this file was edited after the release",
    ),
    "manifest of a later format": (
        replaced(MANIFEST, b'"format": 1', b'"format": 2'),
        MANIFEST,
        "this release is not of format 1",
    ),
    "manifest with a key more": (
        replaced(MANIFEST, b'"format": 1', b'"format": 1,\n  "author": "me"'),
        MANIFEST,
        "this is no manifest of a release",
    ),
    "manifest about another base": (
        replaced(MANIFEST, b'"1.0.0"', b'"0.9.0"'),
        MANIFEST,
        "'based_on' is not what the definition of the release says",
    ),
    "manifest without the title": (
        replaced(MANIFEST, '  "title": "Desk – «trading»",\n'.encode(), b""),
        MANIFEST,
        "'title' is not what the definition of the release says",
    ),
    "manifest of another version": (
        replaced(MANIFEST, b'"version": "1.1.0"', b'"version": "1.2.0"'),
        MANIFEST,
        "this manifest is of version 1.2.0, and stands in another's folder",
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_what_was_changed_after_the_release_is_found_at_its_file(name: str, tmp_path: Path) -> None:
    edit, file, message = EDITS[name]
    release = made(tmp_path)
    edit(release)

    found = list(flaws(release))

    assert [(each.path, each.message) for each in found] == [(str(release / file), message)]
    assert found[0].hint
    with pytest.raises(TaxonomyBroken) as caught:
        read_release(release)
    assert caught.value.message == message


def test_every_edited_file_is_named(tmp_path: Path) -> None:
    release = made(tmp_path)
    for name in (DEFINITION, *PAGES):
        append(name)(release)

    assert [Path(str(each.path)).relative_to(release).as_posix() for each in flaws(release)] == [
        DEFINITION,
        *PAGES,
    ]


def test_what_file_managers_leave_behind_is_no_part_of_a_release(tmp_path: Path) -> None:
    release = made(tmp_path)
    (release / ".DS_Store").write_bytes(b"\0")
    (release / "guidelines" / ".bond.md.swp").write_bytes(b"\0")

    assert read_release(release).definition == DESK


@given(
    file=st.sampled_from([DEFINITION, MANIFEST, *PAGES]),
    place=st.floats(0, 1, exclude_max=True),
    change=st.integers(1, 255),
)
def test_no_byte_changes_unnoticed(file: str, place: float, change: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        release = made(Path(folder))
        data = bytearray((release / file).read_bytes())
        data[int(place * len(data))] ^= change
        (release / file).write_bytes(data)

        found = [Path(str(each.path)).relative_to(release).as_posix() for each in flaws(release)]
        # A manifest with another hash in it accuses the file that it names.
        assert found if file == MANIFEST else found == [file]


# What commands say of it


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: a workspace with a release of the desk and a label file under it."""
    home = tmp_path / "taxonomies" / "desk"
    home.mkdir(parents=True)
    (home / "taxonomy.yaml").write_text(TAXONOMY)
    (tmp_path / "labels.jsonl").write_bytes(GOOD + b"\n")
    monkeypatch.chdir(tmp_path)
    made(tmp_path, WorkspaceResolver(Workspace(tmp_path)).definition("desk@head"))
    head = TAXONOMY.replace("version: 1.2.0", "version: 1.3.0\nbased_on: [1.2.0]")
    (home / "taxonomy.yaml").write_text(head)
    return home / "releases" / "1.2.0"


WHEN = ("--today", "2026-01-01")

READERS = {
    "check": ("check", "labels.jsonl"),
    "show": ("show", "desk@1.2.0"),
    "show the head": ("show", "desk"),
    "build": ("build", "desk@1.2.0", "--target", "compiled"),
    "check against it": ("check", "labels.jsonl", "--schema", "desk@1.2.0"),
    "diff": ("diff", "desk@1.2.0", "desk"),
    "draft": ("migration", "draft", "desk", "-o", "-"),
    "migrate": ("migrate", "labels.jsonl", "--to", "desk@1.2.0", "-o", "out"),
}


@pytest.mark.parametrize("command", READERS.values(), ids=READERS)
def test_a_command_that_reads_an_edited_release_cannot_go_on(
    command: tuple[str, ...], desk: Path
) -> None:
    assert acoe(*command).code == 0  # and the cache has it now
    append(DEFINITION)(desk)

    ran = acoe(*command)

    assert ran.code == 3
    assert ran.err == (
        "acoe: error: taxonomies/desk/releases/1.2.0/definition.json: "
        "this file was edited after the release\n"
        "  hint: restore it from version control; what is released never changes: "
        "release a new version\n"
    )


def test_lint_finds_what_is_edited_in_any_release(desk: Path) -> None:
    assert acoe("lint", *WHEN).code == 0
    append("guidelines/bond.md")(desk)
    (desk / "guidelines/rates/swap.md").unlink()

    ran = acoe("lint", "--report", "json", *WHEN)

    assert ran.code == 1
    assert [
        (each["rule"], each["file"], each["message"], each["schema"])
        for each in ran.json["findings"]
        if each["level"] == "error"
    ] == [
        (
            "release-edited",
            "taxonomies/desk/releases/1.2.0/guidelines/bond.md",
            "this file was edited after the release",
            "desk@1.2.0",
        ),
        (
            "release-edited",
            "taxonomies/desk/releases/1.2.0/guidelines/rates/swap.md",
            "this file of the release is missing",
            "desk@1.2.0",
        ),
    ]


def test_a_taxonomy_without_head_is_linted_by_its_releases(desk: Path) -> None:
    (desk.parents[1] / "taxonomy.yaml").unlink()
    assert acoe("lint", *WHEN).out == "No findings in 1 file.\n"
    append(MANIFEST)(desk)
    assert acoe("lint", "desk").code == 1


def test_a_release_of_another_taxonomy_is_not_taken_for_this_one(desk: Path) -> None:
    other = desk.parents[2] / "book" / "releases"
    other.mkdir(parents=True)
    shutil.copytree(desk, other / "1.2.0")

    ran = acoe("show", "book@1.2.0")

    assert ran.code == 3
    assert "this release is of 'desk', and stands in the folder of 'book'" in ran.err


# What references mean


def test_a_version_is_its_release_and_else_the_head_that_works_on_it(desk: Path) -> None:
    head = desk.parents[1] / "taxonomy.yaml"
    head.write_text(head.read_text().replace("  firm:", "  maker:\n    definition: A.\n  firm:"))
    head.write_text(head.read_text().replace("version: 1.3.0", "version: 1.2.0"))
    resolver = WorkspaceResolver(Workspace(Path.cwd()))

    assert "maker" not in resolver.resolve("desk@1.2.0").entities
    assert "maker" in resolver.resolve("desk@head").entities
    assert "maker" in resolver.resolve("desk").entities
    with pytest.raises(SchemaUnknown) as caught:
        resolver.resolve("desk@1.3.0")
    assert caught.value.hint == "its versions are 1.2.0, 1.2.0 (the head)"


def test_a_head_remembers_what_its_releases_had_and_what_its_draft_says(desk: Path) -> None:
    home = desk.parents[1]
    head = (home / "taxonomy.yaml").read_text()
    (home / "taxonomy.yaml").write_text(
        head.replace("  firm:", "  company:").replace("[firm]", "[company]")
    )
    Path("labels.jsonl").write_bytes(lines(record("r1", UBS, schema="desk@1.3.0")))

    def found() -> dict[str, str]:
        ran = acoe("check", "labels.jsonl", "--report", "json")
        return {
            each["rule"]: each.get("hint", "").partition(";")[0] for each in ran.json["findings"]
        }

    assert list(found()) == ["retired-label"]
    before = found()
    (home / "migrations").mkdir()
    (home / "migrations" / "1.2.0--1.3.0.yaml").write_text(
        "format: 1\ntaxonomy: desk\nfrom: 1.2.0\nto: 1.3.0\noperations:\n"
        "  - {op: rename-label, set: entity, from: firm, to: company}\n"
    )
    assert found() == {"retired-label": "use 'company'"} != before
    # Where there never was a release, the label never was.
    shutil.rmtree(desk)
    assert list(found()) == ["unknown-label"]


def test_versions_stand_in_their_own_order_and_parts_are_none(tmp_path: Path) -> None:
    for version in ("10.0.0", "9.0.0", "9.0.0-rc.2", "9.0.0-rc.10"):
        made(tmp_path, Definition(id="desk", version=version))
    releases = tmp_path / "taxonomies/desk/releases"
    (releases / ".9.1.0.part").mkdir()
    (releases / "notes").mkdir()
    (releases / "9.2.0").write_text("a file")

    workspace = Workspace(tmp_path)

    assert workspace.releases("desk") == ("9.0.0-rc.2", "9.0.0-rc.10", "9.0.0", "10.0.0")
    assert workspace.release("desk", "notes") is None
    assert workspace.release("desk", ".9.1.0.part") is None


def test_migrations_are_named_by_two_versions(tmp_path: Path) -> None:
    folder = tmp_path / "taxonomies/desk/migrations"
    folder.mkdir(parents=True)
    names = (
        "1.0.0--2.0.0-a--b.yaml",
        "1.0.0--1.1.0.yaml",
        "0.9.0--1.0.0.yaml",
        "1.0.0-1.1.0.yaml",
        "x--1.0.0.yaml",
        "1.0.0--1.2.0.yml",
    )
    for name in names:
        (folder / name).write_text("")

    assert dict(Workspace(tmp_path).migrations("desk")) == {
        ("0.9.0", "1.0.0"): folder / "0.9.0--1.0.0.yaml",
        ("1.0.0", "1.1.0"): folder / "1.0.0--1.1.0.yaml",
        ("1.0.0", "2.0.0-a--b"): folder / "1.0.0--2.0.0-a--b.yaml",
    }


# Whole or not at all


def test_a_release_is_never_written_over(tmp_path: Path) -> None:
    release = made(tmp_path)
    with pytest.raises(FileProblem) as caught:
        freeze(release, {MANIFEST: b"{}"})
    assert caught.value.message == "this release is there already"
    assert read_release(release).definition == DESK


def test_what_a_killed_run_left_is_taken_away_by_the_next(tmp_path: Path) -> None:
    releases = tmp_path / "taxonomies" / "desk" / "releases"
    (releases / ".1.0.0.part" / "guidelines").mkdir(parents=True)
    (releases / ".1.0.0.part" / "guidelines" / "half.md").write_bytes(b"# Ha")

    release = made(tmp_path)

    assert list(releases.iterdir()) == [release]


def test_a_release_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "releases" / "1.0.0"
    with pytest.raises(FileProblem):
        freeze(folder, {"a": b"1", "a/b": b"2"})
    assert list(folder.parent.iterdir()) == []


def test_two_do_not_write_at_once(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    (tmp_path / "releases").mkdir()
    handle = os.open(tmp_path / "releases", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        with pytest.raises(FileProblem, match="another process is writing a release here"):
            freeze(tmp_path / "releases" / "1.0.0", {"a": b"1"})
    finally:
        os.close(handle)
    freeze(tmp_path / "releases" / "1.0.0", {"a": b"1"})
    assert (tmp_path / "releases/1.0.0/a").read_bytes() == b"1"
