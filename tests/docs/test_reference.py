"""The reference is complete, and is what the program gives."""

from __future__ import annotations

import subprocess
import sys

import pytest
import yaml
from pages import ROOT

import acoe_spec
from acoe_spec.cli import COMMANDS
from acoe_spec.findings import Rule
from acoe_spec.formats.imported import RULES as IMPORT_RULES
from acoe_spec.formats.importers import IMPORTERS
from acoe_spec.formats.table import FORMATS
from acoe_spec.formats.table import RULES as FORMAT_RULES
from acoe_spec.guidelines.catalogue import GUIDELINE_RULES
from acoe_spec.migration.review_rules import RULES as REVIEW_RULES
from acoe_spec.migration.rules import RULES as MIGRATED_FILE_RULES
from acoe_spec.models.record_structs import Record
from acoe_spec.reporting.styles import STYLES
from acoe_spec.rules.table import ALL_RULES
from acoe_spec.targets.files import FILES
from acoe_spec.targets.table import TARGETS
from acoe_spec.taxonomy.lint import RULES as LINT_RULES
from acoe_spec.versions.declared.concordance_rules import RULES as CONCORDANCE_RULES
from acoe_spec.versions.declared.rules import MIGRATION_RULES
from acoe_spec.versions.diff.rules import DIFF_RULES
from acoe_spec.versions.operations import OPERATIONS
from acoe_spec.workspace.release_rules import RULES as RELEASE_RULES
from acoe_spec.workspace.waivers import RULES as WAIVER_RULES

REFERENCE = ROOT / "docs" / "reference"


def page(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


def test_what_is_generated_is_current() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_command_has_its_entry() -> None:
    headings = page("commands.md").splitlines()
    for row in COMMANDS:
        assert f"## acoe {row.name}" in headings


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for row in COMMANDS:
        assert f"| `acoe {row.name} " in readme


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("rules.md", ALL_RULES),
        ("guideline-rules.md", GUIDELINE_RULES),
        ("lint-rules.md", (*LINT_RULES, *RELEASE_RULES, *WAIVER_RULES)),
        ("migration-rules.md", (*MIGRATION_RULES, *MIGRATED_FILE_RULES, *REVIEW_RULES)),
        ("conversion-rules.md", (*FORMAT_RULES, *IMPORT_RULES, *CONCORDANCE_RULES)),
    ],
)
def test_every_rule_has_its_entry(name: str, rules: tuple[Rule, ...]) -> None:
    lines = page(name).splitlines()
    for rule in rules:
        assert lines.count(f"### {rule.id}") == 1, rule.id


def test_every_diff_rule_and_every_operation_has_its_entry() -> None:
    lines = page("changes.md").splitlines()
    for rule in DIFF_RULES.values():
        assert lines.count(f"### {rule.id}") == 1, rule.id
    for operation in OPERATIONS:
        assert sum(line.startswith(f"| `{operation}` |") for line in lines) == 1, operation


def test_every_format_and_importer_has_its_entry() -> None:
    lines = page("formats.md").splitlines()
    for form in FORMATS:
        assert f"## {form.id}" in lines
    for importer in IMPORTERS:
        assert f"### {importer.title}" in lines


def test_every_target_file_and_style_has_its_entry() -> None:
    for target in TARGETS:
        assert f"| `{target.id}` |" in page("artefacts.md")
    for file in FILES:
        assert f"| `{file.name}` |" in page("artefacts.md")
    for style in STYLES:
        assert f"| `{style}` |" in page("reports.md")


def test_every_field_of_a_record_has_its_entry() -> None:
    for field in Record.__struct_fields__:
        assert f"| `{field}` |" in page("record.md")


def test_every_public_name_has_its_entry() -> None:
    headings = page("library.md").splitlines()
    for name in acoe_spec.__all__:
        assert f"## {name}" in headings


def test_every_page_is_in_the_navigation_and_on_the_front_page() -> None:
    configuration = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    docs = ROOT / "docs"
    pages = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")}
    assert set(_entries(configuration["nav"])) == pages
    front = (docs / "index.md").read_text("utf-8")
    for name in pages - {"index.md"}:
        assert f"]({name})" in front


def _entries(nav: list[object]) -> list[str]:
    """The pages in a navigation of MkDocs, groups opened; the taxonomies are none of these."""
    found = []
    for each in nav:
        if isinstance(each, str):
            found.append(each)
        elif isinstance(each, dict):
            for group in each.values():
                # Not a page: the place of the taxonomies.
                found += _entries(group) if isinstance(group, list) else {group} - {"acoe:"}
    return found
