"""The workspace that `acoe init` writes passes at once."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from running import acoe

import acoe_spec.workspace
from acoe_spec.bulk.checking import Plan
from acoe_spec.bulk.runs import check_files
from acoe_spec.guidelines.coverage import coverage
from acoe_spec.guidelines.lint.linting import read_examples
from acoe_spec.guidelines.reading.folder import read_guidelines
from acoe_spec.taxonomy.layout import formatted
from acoe_spec.taxonomy.lint import lint
from acoe_spec.taxonomy.source import read_source
from acoe_spec.workspace.discovery import find_workspace
from acoe_spec.workspace.resolver import WorkspaceResolver

STARTER = Path(acoe_spec.workspace.__file__).parent / "starter"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return Path(shutil.copytree(STARTER, tmp_path / "fresh"))


def test_it_has_what_its_readme_names(workspace: Path) -> None:
    readme = (workspace / "README.md").read_text("utf-8")
    for path in (
        "taxonomies/support-chat/taxonomy.yaml",
        "guidelines/support-chat/",
        "labels/",
        ".github/workflows/labels.yml",
    ):
        assert f"`{path}`" in readme
        assert (workspace / path).exists()
    assert (workspace / ".gitignore").is_file()


def test_its_taxonomy_is_in_canonical_layout(workspace: Path) -> None:
    text = (workspace / "taxonomies/support-chat/taxonomy.yaml").read_text("utf-8")
    assert formatted(text) == text


def test_its_taxonomy_passes_lint(workspace: Path) -> None:
    source = read_source(workspace / "taxonomies/support-chat/taxonomy.yaml")
    assert lint(source, today=date(2026, 3, 2)) == []


def test_its_labels_are_clean_and_use_every_label(workspace: Path) -> None:
    resolver = WorkspaceResolver(find_workspace(workspace))
    labels = workspace / "labels" / "example.jsonl"
    outcome = check_files([str(labels)], resolver, Plan())
    assert outcome.problems == ()
    assert outcome.tally.totals == {}
    assert outcome.tally.records == 3
    written = labels.read_text("utf-8")
    for _, identifier, label in resolver.definition("support-chat@1.0.0").labels():
        assert label.abstract or f'"label":"{identifier}"' in written, identifier


def test_the_broken_line_of_its_readme_is_found(workspace: Path) -> None:
    labels = workspace / "labels" / "example.jsonl"
    good = labels.read_text("utf-8")
    labels.write_text(good.replace('"label":"transfer"', '"label":"transfers"', 1), "utf-8")
    resolver = WorkspaceResolver(find_workspace(workspace))
    outcome = check_files([str(labels)], resolver, Plan())
    assert [(finding.rule, finding.line) for finding in outcome.tally.listed] == [
        ("unknown-label", 1)
    ]


def test_lint_has_nothing_to_say_and_it_can_be_released(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guidelines included, and as long after as somebody may still have it in a drawer."""
    monkeypatch.chdir(workspace)
    assert acoe("lint", "--today", "2036-03-02").out == "No findings in 5 files.\n"
    ran = acoe("release", "support-chat", "--today", "2036-03-02", "--report", "json")
    assert (ran.code, ran.json["findings"]) == (0, [])


def test_each_of_its_labels_is_explained_and_shown(workspace: Path) -> None:
    resolver = WorkspaceResolver(find_workspace(workspace))
    definition = resolver.definition("support-chat@1.0.0")
    taxonomy = resolver.resolve("support-chat@1.0.0")
    folder = workspace / "guidelines/support-chat"
    guidelines = read_guidelines(folder, "support-chat", Path.as_posix)
    found = coverage(guidelines, read_examples(guidelines, taxonomy), definition, taxonomy)
    assert len(found.labels) == 14
    assert all(label.is_complete for label in found.labels.values())
    assert [(pair.one, pair.other, len(pair.tables)) for pair in found.confusable] == [
        ("entity/card_payment", "entity/transfer", 1),
        ("intent/question", "intent/complaint", 1),
    ]
