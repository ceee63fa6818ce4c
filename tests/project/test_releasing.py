"""What a head has to pass before it is released, and what the release is made of."""

from __future__ import annotations

import datetime
import os
import re
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from acoe_spec.errors import TaxonomyBroken, UsageError
from acoe_spec.project.candidates import candidate
from acoe_spec.project.gates import GATES, check_whole
from acoe_spec.project.releasing import Proposal, begin, next_version, propose, write
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.releases import MANIFEST, read_release
from acoe_spec.workspace.resolver import WorkspaceResolver

TODAY = datetime.date(2026, 6, 30)

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


class Shelf:
    """A workspace in a folder, whose files a test writes as text."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "taxonomies").mkdir()

    def head(self, text: str, taxonomy: str = "desk") -> Path:
        return self.file(f"taxonomies/{taxonomy}/taxonomy.yaml", text)

    def migration(self, name: str, operations: str, taxonomy: str = "desk") -> Path:
        before, after = name.split("--")
        return self.file(
            f"taxonomies/{taxonomy}/migrations/{name}.yaml",
            f"format: 1\ntaxonomy: {taxonomy}\nfrom: {before}\nto: {after}\n"
            f"operations:\n{operations}",
        )

    def file(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def propose(self, taxonomy: str = "desk", *, documented: bool = False) -> Proposal:
        resolver = WorkspaceResolver(Workspace(self.root))
        return propose(taxonomy, resolver, today=TODAY, documented=documented)

    def release(self, taxonomy: str = "desk") -> Path:
        """Release the head; the folder that it became."""
        proposal = self.propose(taxonomy)
        assert proposal.findings == ()
        write(proposal)
        assert proposal.folder is not None
        return proposal.folder


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    monkeypatch.chdir(tmp_path)
    made = Shelf(tmp_path)
    made.head(DESK)
    return made


def said(proposal: Proposal) -> list[tuple[str, str, int | None, str]]:
    assert proposal.state == "refused"
    return [(each.rule, each.file or "", each.line, each.message) for each in proposal.findings]


HEAD = "taxonomies/desk/taxonomy.yaml"


def test_a_first_version_needs_no_migration(shelf: Shelf) -> None:
    shelf.file("guidelines/desk/bond.md", "# Bond\n")
    shelf.file("guidelines/desk/rates/swap.md", "# Swap\n")
    shelf.file("guidelines/desk/.hidden.md", "")
    shelf.file("guidelines/desk/picture.svg", "<svg/>")

    folder = shelf.release()

    assert folder == shelf.root / "taxonomies/desk/releases/1.0.0"
    assert sorted(
        each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()
    ) == ["definition.json", "guidelines/bond.md", "guidelines/rates/swap.md", MANIFEST]
    release = read_release(folder)
    assert release.definition == WorkspaceResolver(Workspace(shelf.root)).definition("desk@1.0.0")
    assert release.manifest.based_on == ()
    assert (folder / "guidelines/bond.md").read_text() == "# Bond\n"


def test_what_is_released_already_is_not_released_again(shelf: Shelf) -> None:
    shelf.release()
    assert shelf.propose().state == "released"
    shelf.head(
        DESK.replace("# The desk.", "# Our desk.").replace(
            "{definition: A co", "{ definition: A co"
        )
    )
    assert shelf.propose().state == "released"


def test_a_released_version_with_another_content_is_a_conflict(shelf: Shelf) -> None:
    shelf.file("guidelines/desk/bond.md", "# Bond\n")
    shelf.file("guidelines/desk/firm.md", "# Firm\n")
    shelf.release()
    shelf.head(DESK.replace("A debt security.", "A debt."))
    shelf.file("guidelines/desk/bond.md", "# Bonds\n")
    (shelf.root / "guidelines/desk/firm.md").unlink()

    assert said(shelf.propose()) == [
        ("release-conflict", HEAD, 5, f"version 1.0.0 is released, and its {name} is another one")
        for name in ("definition.json", "guidelines/bond.md", "guidelines/firm.md")
    ]


def test_an_edited_release_of_this_version_stops_everything(shelf: Shelf) -> None:
    folder = shelf.release()
    (folder / MANIFEST).unlink()
    with pytest.raises(TaxonomyBroken, match="this release has no manifest"):
        shelf.propose()


def test_an_edited_release_that_the_head_follows_is_a_finding(shelf: Shelf) -> None:
    folder = shelf.release()
    (folder / "definition.json").write_bytes(b"{}")
    shelf.head(DESK.replace("version: 1.0.0", "version: 1.0.1\nbased_on: [1.0.0]"))

    assert said(shelf.propose()) == [
        (
            "release-edited",
            "taxonomies/desk/releases/1.0.0/definition.json",
            None,
            "this file was edited after the release",
        )
    ]


def test_what_no_change_accounts_for_is_not_released(shelf: Shelf) -> None:
    shelf.release()
    shelf.head(
        DESK.replace("version: 1.0.0", "version: 1.1.0\nbased_on: [1.0.0]").replace(
            "  firm:", "  fund: {definition: A pool of money.}\n  firm:"
        )
    )
    shelf.migration("1.0.0--1.1.0", "  - {op: add-label, set: entity, label: fund}\n")
    resolver = WorkspaceResolver(Workspace(shelf.root))
    one = candidate("desk", resolver, today=TODAY)
    assert list(check_whole(one)) == []

    (base,) = one.bases
    assert base.diff is not None
    unseen = replace(base, diff=msgspec.structs.replace(base.diff, changes=()))
    # As if the diff had not seen the new label.
    vars(one)["bases"] = (unseen,)

    assert [(each.rule, each.line, each.message) for each in check_whole(one)] == [
        (
            "change-not-explained",
            6,
            "the changes that are found since 1.0.0 do not add up to this version",
        )
    ]


def test_all_gates_are_asked_at_once(shelf: Shelf) -> None:
    shelf.release()
    shelf.head(
        DESK.replace(
            "version: 1.0.0", "version: 1.0.1\nbased_on: [1.0.0, 0.9.0]\nimports: [core@head]"
        )
        + "  owns: {domain: [frim], range: [bond], definition: Has bought.}\n"
    )
    shelf.head("format: 1\nid: core\ntitle: Core\nversion: 1.0.0\n", "core")
    page = shelf.file("notes.md", "# Bond\n")
    (shelf.root / "guidelines/desk").mkdir(parents=True)
    (shelf.root / "guidelines/desk/bond.md").symlink_to(page)

    assert [each[:3] for each in said(shelf.propose())] == [
        ("import-of-head", HEAD, 7),
        ("unknown-reference", HEAD, 14),
        ("base-not-released", HEAD, 6),
        ("migration-missing", HEAD, 6),
        ("version-bump-too-small", HEAD, 5),
        ("guideline-not-a-file", "guidelines/desk/bond.md", None),
    ]


def test_a_release_imports_releases_also_where_the_head_has_that_number(shelf: Shelf) -> None:
    shelf.head("format: 1\nid: core\ntitle: Core\nversion: 1.0.0\n", "core")
    shelf.head(DESK.replace("version: 1.0.0", "version: 1.0.0\nimports: [core@1.0.0]"))

    proposal = shelf.propose()

    assert said(proposal) == [
        ("import-of-head", HEAD, 6, "a release cannot import core@1.0.0, which still changes")
    ]
    assert proposal.findings[0].hint == "release it first: acoe release core"
    shelf.release("core")
    shelf.release()


def test_a_number_that_a_new_label_demands_is_explained_by_the_version_that_has_it(
    shelf: Shelf,
) -> None:
    shelf.release()
    shelf.head(
        DESK.replace(
            "version: 1.0.0\nentities:\n",
            "version: 1.0.1\nbased_on: [1.0.0]\nentities:\n  loan: {definition: Lent money.}\n",
        )
    )

    proposal = shelf.propose()

    assert [each[0] for each in said(proposal)] == ["migration-missing", "version-bump-too-small"]
    assert [each.reference for each in proposal.findings] == [None, "desk@1.0.1#entity/loan"]


def test_a_head_follows_a_release_once_there_are_some(shelf: Shelf) -> None:
    shelf.release()
    shelf.head(DESK.replace("version: 1.0.0", "version: 1.1.0"))

    proposal = shelf.propose()

    assert said(proposal) == [
        ("base-left-out", HEAD, 5, "this version follows none of the releases 1.0.0")
    ]
    assert proposal.findings[0].hint == "add 'based_on: [1.0.0]'"


def test_what_a_head_imports_is_a_whole_release(shelf: Shelf) -> None:
    core = (
        "format: 1\nid: core\ntitle: Core\nversion: 1.0.0\nentities:\n  sum: {definition: A sum.}\n"
    )
    shelf.head(core, "core")
    shelf.head(DESK.replace("version: 1.0.0", "version: 1.0.0\nimports: [core@1.0.0]"))
    folder = shelf.release("core")
    assert shelf.release().name == "1.0.0"
    (folder / "definition.json").write_bytes(b"{}")
    (shelf.root / "taxonomies/desk/releases/1.0.0").rename(shelf.root / "elsewhere")

    assert [each[:3] for each in said(shelf.propose())] == [("unknown-import", HEAD, 6)]


def test_two_contents_of_one_imported_version_are_a_conflict(shelf: Shelf) -> None:
    core = (
        "format: 1\nid: core\ntitle: Core\nversion: 1.0.0\nentities:\n  sum: {definition: A sum.}\n"
    )
    shelf.head(core, "core")
    shelf.release("core")
    shelf.head("format: 1\nid: book\ntitle: Book\nversion: 1.0.0\nimports: [core@1.0.0]\n", "book")
    shelf.release("book")
    # Somebody takes the release back and makes another one under its number.
    (shelf.root / "taxonomies/core/releases/1.0.0").rename(shelf.root / "withdrawn")
    shelf.head(core.replace("A sum.", "An amount."), "core")
    shelf.release("core")
    shelf.head(DESK.replace("version: 1.0.0", "version: 1.0.0\nimports: [book@1.0.0]"))

    assert said(shelf.propose()) == [
        (
            "release-conflict",
            HEAD,
            6,
            "book@1.0.0 took in another core@1.0.0 than the one that is here",
        ),
        (
            "release-conflict",
            "taxonomies/book/releases/1.0.0/manifest.json",
            None,
            "this release took in another core@1.0.0 than the one that is here",
        ),
    ]


def test_a_folder_of_guidelines_is_no_link(shelf: Shelf) -> None:
    shelf.file("elsewhere/bond.md", "# Bond\n")
    (shelf.root / "guidelines").mkdir()
    (shelf.root / "guidelines/desk").symlink_to(shelf.root / "elsewhere")
    assert [each[:2] for each in said(shelf.propose())] == [
        ("guideline-not-a-file", "guidelines/desk")
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the platform has no such files")
def test_a_guideline_that_is_no_plain_file_is_refused_and_not_read(shelf: Shelf) -> None:
    (shelf.root / "guidelines/desk").mkdir(parents=True)
    os.mkfifo(shelf.root / "guidelines/desk/bond.md")
    assert [each[:2] for each in said(shelf.propose())] == [
        ("guideline-not-a-file", "guidelines/desk/bond.md")
    ]


def test_a_waiver_lets_a_finding_pass(shelf: Shelf) -> None:
    late = "deprecated: {since: 0.9.0, replaced_by: [firm], valid_until: 2026-06-01}"
    shelf.head(DESK.replace("{definition: A debt security.}", f"{{definition: A., {late}}}"))
    assert [each[:3] for each in said(shelf.propose())] == [("deprecation-expired", HEAD, 9)]
    shelf.file(
        "waivers.yaml",
        "format: 1\nwaivers:\n  - rule: deprecation-expired\n    label: bond\n"
        "    reason: Clients asked for a month.\n    owner: markets\n    expires: 2026-07-31\n",
    )

    proposal = shelf.propose()

    assert (proposal.state, proposal.findings, proposal.waived) == ("ready", (), 1)


def test_a_head_that_cannot_be_read_says_where(shelf: Shelf) -> None:
    shelf.head(DESK + "  holds: {}\n")
    assert [each[:3] for each in said(shelf.propose())] == [("yaml-duplicate-key", HEAD, 12)]


def test_a_taxonomy_is_called_as_its_folder(shelf: Shelf) -> None:
    shelf.head(DESK, "desk2")
    with pytest.raises(TaxonomyBroken) as caught:
        shelf.propose("desk2")
    assert caught.value.message == "this taxonomy calls itself 'desk', and its folder 'desk2'"
    assert caught.value.line == 3


def test_without_a_head_there_is_nothing_to_release(shelf: Shelf) -> None:
    with pytest.raises(UsageError, match="there is no head of 'book' here"):
        shelf.propose("book")


def test_the_gates_are_told_in_their_order() -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "release-a-version.md"
    told = re.findall(r"^\| ([a-z]+) \| ", page.read_text("utf-8"), re.M)
    assert told == ["gate", *(gate.name for gate in GATES)]


# The version after


@pytest.mark.parametrize(
    ("after", "wanted", "version"),
    [
        ("1.2.3", "patch", "1.2.4"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "major", "2.0.0"),
        ("0.2.3", "major", "0.3.0"),
        ("1.2.3", "1.2.4-rc.1", "1.2.4-rc.1"),
        ("2.0.0-rc.1", "patch", "2.0.0"),
    ],
)
def test_the_next_version_is_a_number_or_a_part_to_raise(
    after: str, wanted: str, version: str
) -> None:
    assert next_version(after, wanted) == version


@pytest.mark.parametrize("wanted", ["1.2.3", "1.2.3-rc.1", "1.2", "next"])
def test_the_next_version_is_above(wanted: str) -> None:
    with pytest.raises(UsageError):
        next_version("1.2.3", wanted)


@pytest.mark.parametrize(
    ("wanted", "version"), [("patch", "1.0.2"), ("minor", "1.2.0"), ("major", "3.0.0")]
)
def test_the_next_version_of_a_maintenance_branch_is_none_that_is_there(
    wanted: str, version: str
) -> None:
    released = ("1.0.0", "1.0.1", "1.1.0", "2.0.0")
    assert next_version("1.0.0", wanted, released=released) == version


def test_a_next_version_that_is_there_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        next_version("1.0.0", "2.0.0", released=("1.0.0", "1.0.1", "2.0.0"))
    assert caught.value.message == "2.0.0 is released already"
    assert caught.value.hint == "the lowest that is free: 1.0.2"


def test_a_head_goes_on_with_its_comments(shelf: Shelf) -> None:
    begin(shelf.root / HEAD, "1.1.0", after="1.0.0")

    text = (shelf.root / HEAD).read_text()

    assert text.startswith("# The desk.\nformat: 1\nid: desk\ntitle: Desk\n")
    assert "version: 1.1.0\nbased_on: [1.0.0]\n" in text
    assert "  # What is traded.\n  bond:" in text
