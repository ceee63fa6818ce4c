"""Taxonomies as they were at a revision: with the imports that they had then."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from acoe_spec.errors import SchemaUnknown, TaxonomyBroken, UsageError
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.resolver import WorkspaceResolver
from acoe_spec.workspace.revisions import Revision, split_revision

HEAD = """\
format: 1
id: {id}
title: Desk
version: {version}
{more}entities:
  amount: {{definition: {definition}}}
"""


class Repository:
    """A workspace in a repository of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._git("init", "-q")

    def write(
        self, taxonomy: str, version: str, *, definition: str = "A sum.", more: str = ""
    ) -> None:
        """The head of a taxonomy."""
        path = self.root / "taxonomies" / taxonomy / "taxonomy.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = HEAD.format(id=taxonomy, version=version, definition=definition, more=more)
        path.write_text(text, encoding="utf-8")

    def commit(self, tag: str) -> None:
        """All that there is, under a tag."""
        self._git("add", "-A")
        self._git("commit", "-qm", tag)
        self._git("tag", tag)

    def at(self, revision: str, taxonomy: str = "desk") -> Definition:
        """The definition of a taxonomy at a revision."""
        resolver = WorkspaceResolver(Workspace(self.root))
        return Revision(revision, resolver).definition(taxonomy)

    def _git(self, *arguments: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *arguments], cwd=self.root, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_the_head_of_an_import_is_that_of_the_revision(repository: Repository) -> None:
    repository.write("core", "1.0.0", definition="A sum of money.")
    repository.write("desk", "1.0.0", more="imports: [core@head]\n")
    repository.commit("one")
    repository.write("core", "1.1.0", definition="A sum of anything.")
    repository.commit("two")
    assert repository.at("one").entities["core:amount"].definition == "A sum of money."
    assert repository.at("two").entities["core:amount"].definition == "A sum of anything."
    assert repository.at("one").origins["core"].version == "1.0.0"


def test_a_version_that_the_head_worked_on_then_is_found(repository: Repository) -> None:
    repository.write("core", "1.0.0")
    repository.write("desk", "1.0.0", more="imports: [core@1.0.0]\n")
    repository.commit("one")
    repository.write("core", "2.0.0", definition="Something else.")
    repository.commit("two")
    assert repository.at("one").entities["core:amount"].definition == "A sum."
    with pytest.raises(SchemaUnknown, match=r"'core' has no version '1\.0\.0'"):
        repository.at("two")


def test_a_head_that_was_broken_is_named_with_its_revision(repository: Repository) -> None:
    repository.write("desk", "1.0.0", more="colour: red\n")
    repository.commit("one")
    with pytest.raises(TaxonomyBroken) as caught:
        repository.at("one")
    assert (caught.value.path, caught.value.line) == ("git:one:desk", 5)


def test_taxonomies_that_imported_each_other_are_refused(repository: Repository) -> None:
    repository.write("core", "1.0.0", more="imports: [desk@head]\n")
    repository.write("desk", "1.0.0", more="imports: [core@head]\n")
    repository.commit("one")
    with pytest.raises(TaxonomyBroken, match="imports itself"):
        repository.at("one")


@pytest.mark.parametrize(
    ("reference", "parts"),
    [
        ("git:main:desk", ("main", "desk")),
        ("git:main", ("main", None)),
        ("git:HEAD~2:desk", ("HEAD~2", "desk")),
        ("git:v1.0.0", ("v1.0.0", None)),
        ("git:HEAD^{/fix: it}", ("HEAD^{/fix: it}", None)),
        ("git:HEAD^{/fix: it}:desk", ("HEAD^{/fix: it}", "desk")),
    ],
)
def test_revision_and_taxonomy_of_a_reference(
    reference: str, parts: tuple[str, str | None]
) -> None:
    assert split_revision(reference) == parts


@pytest.mark.parametrize("reference", ["git:", "git:-x:desk", "git:main:../../etc", "git:main:a/b"])
def test_what_is_no_revision_or_no_taxonomy_is_refused(reference: str) -> None:
    with pytest.raises(UsageError):
        split_revision(reference)
