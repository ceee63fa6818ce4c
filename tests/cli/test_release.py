"""`acoe release`, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import acoe

DESK = """\
# The desk.
format: 1
id: desk
title: Desk
version: 1.0.0
entities:
  firm: {definition: A company that trades.}
  # What is traded.
  bond: {definition: A debt security.}
relations:
  holds: {domain: [firm], range: [bond], definition: Has in its books.}
"""
HEAD = Path("taxonomies/desk/taxonomy.yaml")
RELEASES = Path("taxonomies/desk/releases")


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The working directory: a workspace with the head of the desk."""
    monkeypatch.chdir(tmp_path)
    HEAD.parent.mkdir(parents=True)
    HEAD.write_text(DESK)


def edit(old: str, new: str) -> None:
    HEAD.write_text(HEAD.read_text().replace(old, new))


def declare(operations: str, name: str = "1.0.0--2.0.0") -> None:
    before, after = name.split("--")
    path = Path("taxonomies/desk/migrations", f"{name}.yaml")
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f"format: 1\ntaxonomy: desk\nfrom: {before}\nto: {after}\noperations:\n{operations}"
    )


def test_a_first_release() -> None:
    ran = acoe("release", "desk", "--without-guidelines")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "desk@1.0.0 is released: taxonomies/desk/releases/1.0.0\n"
        "  definition 91fa406bb5e66f259e1d6a71a4c581d4d906a5d30b6f08dd969130ef71a64729\n"
        "  3 labels, 0 guidelines, which were not asked for\n"
        "\n"
        "Next: commit taxonomies/desk/releases/1.0.0.\n"
        "Before the head is changed again, raise its version: "
        "acoe release desk --next patch | minor | major\n"
    )
    assert HEAD.read_text() == DESK
    assert [each["rule"] for each in acoe("lint", "--report", "json").json["findings"]] == [
        "taxonomy-without-guidelines"
    ]


def test_a_second_time_there_is_nothing_to_do() -> None:
    acoe("release", "desk", "--without-guidelines")
    before = {path: path.stat().st_mtime_ns for path in RELEASES.rglob("*")}

    ran = acoe("release", "desk", "--without-guidelines")

    assert ran.code == 0
    assert ran.out == (
        "desk@1.0.0 is released already, with this content; there is nothing to do.\n"
        "\n"
        "Before the head is changed again, raise its version: "
        "acoe release desk --next patch | minor | major\n"
    )
    assert {path: path.stat().st_mtime_ns for path in RELEASES.rglob("*")} == before


def test_a_dry_run_writes_nothing() -> None:
    ran = acoe("release", "desk", "--without-guidelines", "--dry-run", "--next", "minor")

    assert ran.code == 0
    assert ran.out.startswith("desk@1.0.0 would be released: taxonomies/desk/releases/1.0.0\n")
    assert ran.out.endswith(
        "taxonomies/desk/taxonomy.yaml would work on 1.1.0, based on 1.0.0.\n"
        "Nothing was written. Release it: acoe release desk --without-guidelines\n"
    )
    assert not RELEASES.exists()
    assert HEAD.read_text() == DESK


def test_the_next_version_is_begun() -> None:
    ran = acoe("release", "desk", "--without-guidelines", "--next", "major")

    assert ran.out.endswith(
        "\ntaxonomies/desk/taxonomy.yaml works on 2.0.0, based on 1.0.0.\n"
        "Next: commit taxonomies/desk/releases/1.0.0 and taxonomies/desk/taxonomy.yaml.\n"
    )
    assert HEAD.read_text().startswith(
        "# The desk.\nformat: 1\nid: desk\ntitle: Desk\nversion: 2.0.0\nbased_on: [1.0.0]\n"
    )
    assert "  # What is traded.\n" in HEAD.read_text()
    assert acoe("lint").code == 0


def test_the_next_version_is_begun_after_a_release_that_is_there() -> None:
    acoe("release", "desk", "--without-guidelines")
    ran = acoe("release", "desk", "--without-guidelines", "--next", "1.0.1")
    assert ran.code == 0
    assert "version: 1.0.1\nbased_on: [1.0.0]\n" in HEAD.read_text()


def test_an_edit_after_the_release_is_what_the_next_version_is_for() -> None:
    acoe("release", "desk", "--without-guidelines")
    edit("A debt security.", "A debt.")
    before = {path: path.read_bytes() for path in RELEASES.rglob("*") if path.is_file()}
    refused = acoe("release", "desk", "--without-guidelines")
    assert refused.code == 1
    assert (
        "    hint: begin the next version with it: acoe release desk --next patch | minor | major\n"
    ) in refused.out

    ran = acoe("release", "desk", "--next", "patch")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "desk@1.0.0 is released already, and was edited since: definition.json.\n"
        "\n"
        "taxonomies/desk/taxonomy.yaml works on 1.0.1, based on 1.0.0.\n"
    )
    assert "version: 1.0.1\nbased_on: [1.0.0]\n" in HEAD.read_text()
    assert "A debt.}" in HEAD.read_text()
    assert {path: path.read_bytes() for path in RELEASES.rglob("*") if path.is_file()} == before


def test_a_guideline_that_was_edited_after_the_release_goes_into_the_next_version() -> None:
    acoe("release", "desk", "--without-guidelines")
    pages = Path("guidelines/desk")
    pages.mkdir(parents=True)
    for name in ("bond", "firm", "holds", "index"):
        (pages / f"{name}.md").write_text("---\ntitle: A page\n---\n\nWords.\n")

    ran = acoe("release", "desk", "--next", "patch", "--dry-run")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "desk@1.0.0 is released already, and was edited since: guidelines/bond.md, "
        "guidelines/firm.md, guidelines/holds.md and 1 more.\n"
        "\n"
        "taxonomies/desk/taxonomy.yaml would work on 1.0.1, based on 1.0.0.\n"
    )
    assert "version: 1.0.0\n" in HEAD.read_text()


def test_a_head_that_says_nothing_sound_begins_nothing() -> None:
    acoe("release", "desk", "--without-guidelines")
    edit("domain: [firm]", "domian: [firm]")
    ran = acoe("release", "desk", "--next", "patch")
    assert (ran.code, ran.err) == (1, "acoe: nothing was released\n")
    assert "version: 1.0.0\n" in HEAD.read_text()


def test_a_next_version_that_is_not_above_is_refused_before_anything_is_written() -> None:
    ran = acoe("release", "desk", "--without-guidelines", "--next", "0.9.0")
    assert ran.code == 2
    assert ran.err == (
        "acoe: error: 0.9.0 is not above 1.0.0, which it would follow\n"
        "  hint: the lowest that is: 1.0.1\n"
    )
    assert not RELEASES.exists()


def test_what_changed_is_told_with_what_it_demands() -> None:
    acoe("release", "desk", "--without-guidelines", "--next", "major")
    edit("  bond: {definition: A debt security.}", "  debt: {definition: A debt security.}")
    edit("range: [bond]", "range: [debt]")
    declare("  - {op: rename-label, set: entity, from: bond, to: debt}\n")

    ran = acoe("release", "desk", "--without-guidelines")

    assert ran.code == 0, ran.out
    assert (
        "\nSince 1.0.0, 1 change, major:\n"
        "  major  rename-label entity/bond: is called 'debt' now\n"
        "\n"
        "Next: commit taxonomies/desk/releases/2.0.0.\n"
    ) in ran.out
    assert ran.out.endswith(
        "Bring label files along: acoe migrate FILE... --to desk@2.0.0 --in-place\n"
    )


def test_what_is_wrong_is_told_with_file_and_line() -> None:
    acoe("release", "desk", "--without-guidelines", "--next", "minor")
    edit("  bond: {definition: A debt security.}\n", "  debt: {definition: A debt security.}\n")
    edit("range: [bond]", "range: [debt]")

    ran = acoe("release", "desk", "--without-guidelines")

    assert ran.code == 1
    assert ran.err == "acoe: nothing was released\n"
    assert ran.out == (
        "taxonomies/desk/taxonomy.yaml:5:10: error: 1.1.0 after 1.0.0 is too small a step: "
        "remove-label entity/bond demands a major version [version-bump-too-small]\n"
        "    at /version\n"
        "  5 | version: 1.1.0\n"
        "    |          ^\n"
        "    hint: raise 'version' to 2.0.0 or higher\n"
        "    see: acoe show desk@1.0.0 bond\n"
        "taxonomies/desk/taxonomy.yaml:6:12: error: nobody has declared what changed since 1.0.0 "
        "[migration-missing]\n"
        "    at /based_on/0\n"
        "  6 | based_on: [1.0.0]\n"
        "    |            ^\n"
        "    hint: draft it with: acoe migration draft desk\n"
        "\n"
        "2 errors in 1 file: migration-missing 1, version-bump-too-small 1.\n"
    )
    assert not (RELEASES / "1.1.0").exists()


def test_an_id_is_not_used_again() -> None:
    acoe("release", "desk", "--without-guidelines", "--next", "major")
    edit("  bond: {definition: A debt security.}\n", "  debt: {definition: A debt security.}\n")
    edit("range: [bond]", "range: [debt]")
    declare("  - {op: rename-label, set: entity, from: bond, to: debt}\n")
    assert acoe("release", "desk", "--without-guidelines", "--next", "minor").code == 0
    edit("entities:\n", "entities:\n  bond: {definition: A secret agent.}\n")
    declare("  - {op: add-label, set: entity, label: bond}\n", "2.0.0--2.1.0")

    ran = acoe("release", "desk", "--without-guidelines")

    assert ran.code == 1
    assert (
        "taxonomies/desk/taxonomy.yaml:8:3: error: the id 'bond' was removed in 2.0.0 and is never "
        "reused [reused-id]\n"
    ) in ran.out


def test_reports_take_the_place_of_the_summary() -> None:
    ran = acoe("release", "desk", "--without-guidelines", "--report", "json")
    assert ran.code == 0
    assert ran.json["summary"]["errors"] == 0
    assert (RELEASES / "1.0.0").is_dir()

    ran = acoe("release", "desk", "--without-guidelines", "--report", "json=report.json")
    assert ran.out.startswith("desk@1.0.0 is released already")
    assert Path("report.json").is_file()


def test_warnings_do_not_stop_a_release_unless_asked() -> None:
    edit("{definition: A debt security.}", "{}")
    refused = acoe("release", "desk", "--without-guidelines", "--fail-on", "warning")
    assert refused.code == 1
    assert not RELEASES.exists()

    ran = acoe("release", "desk", "--without-guidelines")
    assert ran.code == 0
    assert "[definition-missing]" in ran.out
    assert (RELEASES / "1.0.0").is_dir()


def test_a_release_is_refused_for_a_taxonomy_that_is_not_there() -> None:
    ran = acoe("release", "dsk")
    assert ran.code == 2
    assert ran.err == (
        "acoe: error: there is no head of 'dsk' here\n  hint: taxonomies here are: desk\n"
    )


def test_a_release_in_the_folder_of_another_taxonomy_is_found() -> None:
    acoe("release", "desk", "--without-guidelines")
    Path("taxonomies/other").mkdir()
    RELEASES.rename("taxonomies/other/releases")

    ran = acoe("lint")

    assert ran.code == 1
    assert (
        "taxonomies/other/releases/1.0.0/manifest.json: error: this release is of 'desk', and "
        "stands in the folder of 'other' [release-edited]\n"
        "    hint: each taxonomy has a folder of its own, named by its id\n"
    ) in ran.out


def test_a_folder_that_nobody_released_may_be_removed() -> None:
    (RELEASES / "1.0.0").mkdir(parents=True)

    ran = acoe("release", "desk", "--without-guidelines")

    assert ran.code == 3
    assert ran.err == (
        "acoe: error: taxonomies/desk/releases/1.0.0/manifest.json: this release has no manifest\n"
        "  hint: restore it from version control; if nobody released this, remove the folder\n"
    )
