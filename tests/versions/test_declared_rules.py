"""Every rule about a declared change finds what it is named after, at its place, and nothing else.

The cases are plain files in `tests/conformance/migration/`; see the README there.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from acoe_spec.findings import Finding, Rule
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.source import read_source
from acoe_spec.versions.declared.declaring import check_declared, read_migration
from acoe_spec.versions.declared.rules import MIGRATION_RULES

FOLDERS = Path(__file__).parent.parent / "conformance" / "migration"
CASES = sorted(folder for folder in FOLDERS.iterdir() if folder.is_dir())


def definition(path: Path) -> Definition:
    source = read_source(path)
    assert source.model is not None, source.findings
    return flatten(source.model, {})


def new_version(folder: Path, kind: str) -> Path:
    """The newer version of a case; what passes may need another."""
    other = folder / f"{kind}new.yaml"
    return other if other.exists() else folder / "new.yaml"


def findings(text: bytes, folder: Path, kind: str = "") -> list[Finding]:
    new = definition(new_version(folder, kind))
    path = f"desk/migrations/1.0.0--{new.version}.yaml"
    declared = read_migration(text, path=path)
    return check_declared(declared, definition(folder / "old.yaml"), new)


def as_expected(found: Finding) -> dict[str, Any]:
    return {
        "line": found.line,
        "column": found.column,
        "rule": found.rule,
        "level": found.level,
        "pointer": found.pointer,
        "message": found.message,
        "hint": found.hint,
    }


def test_every_rule_has_its_folder_and_every_folder_its_rule() -> None:
    assert [folder.name for folder in CASES] == sorted(rule.id for rule in MIGRATION_RULES)


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_planted_defects_are_found_at_their_place(folder: Path) -> None:
    found = [
        as_expected(each) for each in findings((folder / "migration.yaml").read_bytes(), folder)
    ]
    assert found == json.loads((folder / "expected.json").read_text("utf-8"))
    assert {each["rule"] for each in found} == {folder.name}


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_good_migrations_are_silent_under_all_rules(folder: Path) -> None:
    assert findings((folder / "pass-migration.yaml").read_bytes(), folder, "pass-") == []


@pytest.mark.parametrize("rule", MIGRATION_RULES, ids=lambda rule: rule.id)
def test_the_examples_of_the_reference_are_the_cases(rule: Rule) -> None:
    folder = FOLDERS / rule.id
    for example, name in ((rule.failing, "migration.yaml"), (rule.passing, "pass-migration.yaml")):
        text = (folder / name).read_text("utf-8")
        without_head = re.sub(r"\A(?:(?:format|taxonomy|from|to): \S+\n)+", "", text)
        assert text.endswith(example) or example == without_head
    assert {each.level for each in findings((folder / "migration.yaml").read_bytes(), folder)} == {
        rule.level
    }
