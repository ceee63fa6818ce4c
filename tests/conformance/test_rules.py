"""Each folder of `rules/` gives exactly the findings that it expects, and no others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from checked import expectation, file_findings

from acoe_spec.findings import Finding
from acoe_spec.rules.table import ALL_RULES
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

RULES = Path(__file__).parent / "rules"
FOLDERS = sorted(folder for folder in RULES.iterdir() if folder.is_dir())
FAIL = [path for folder in FOLDERS for path in sorted(folder.glob("fail-*.jsonl*"))]
PASS = [path for folder in FOLDERS for path in sorted(folder.glob("pass-*.jsonl*"))]

FORM = re.compile(r"(?:[\w.-]+:)?(?:[\w.-]+/)?[\w.-]+(?:@[0-9]+[.][\w.-]+)?", re.ASCII)

TaxonomyOf = Callable[[Path], CompiledTaxonomy]


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.name.partition('.')[0]}"


def as_expected(finding: Finding) -> dict[str, Any]:
    return {
        "line": finding.line,
        "rule": finding.rule,
        "level": finding.level,
        "annotation": finding.annotation,
        "pointer": finding.pointer,
    }


def in_order(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(found, key=lambda one: (one["line"], str(one["pointer"]), one["rule"]))


@pytest.mark.parametrize("path", FAIL, ids=name)
def test_a_planted_defect_is_found_at_its_place(path: Path, taxonomy_of: TaxonomyOf) -> None:
    expected = expectation(path.parent)["fail"][path.name]

    found = [as_expected(finding) for finding in file_findings(path, taxonomy_of(path.parent))]

    assert in_order(found) == in_order(expected)
    assert any(one["rule"] == path.parent.name for one in expected)


@pytest.mark.parametrize("path", PASS, ids=name)
def test_a_good_file_is_silent_under_all_rules(path: Path, taxonomy_of: TaxonomyOf) -> None:
    assert list(file_findings(path, taxonomy_of(path.parent))) == []


@pytest.mark.parametrize("path", [path for path in FAIL if path.suffix == ".jsonl"], ids=name)
def test_no_message_repeats_what_is_said_in_the_file(path: Path, taxonomy_of: TaxonomyOf) -> None:
    lines = path.read_bytes().split(b"\n")
    for finding in file_findings(path, taxonomy_of(path.parent)):
        assert finding.line is not None
        for text in said(lines[finding.line - 1]):
            assert text not in f"{finding.message} {finding.hint}"


def said(line: bytes) -> set[str]:
    """What a record says in words: strings that have not the form of an id or pin, quoted texts."""
    try:
        pending: list[Any] = [json.loads(line)]
    except (ValueError, RecursionError):
        return set()
    found: set[str] = set()
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            found |= {f"'{node['text']}'"} if isinstance(node.get("text"), str) else set()
            pending += [*node, *node.values()]
        elif isinstance(node, list):
            pending += node
        elif isinstance(node, str) and len(node) > 3 and not FORM.fullmatch(node):
            found.add(node)
    return found


def test_every_rule_has_a_folder_and_every_folder_a_rule() -> None:
    assert [folder.name for folder in FOLDERS] == sorted(rule.id for rule in ALL_RULES)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_has_failing_and_passing_cases_and_expects_each(folder: Path) -> None:
    failing = {path.name for path in folder.glob("fail-*.jsonl*")}

    assert failing == set(expectation(folder)["fail"]) != set()
    assert list(folder.glob("pass-*.jsonl*"))
