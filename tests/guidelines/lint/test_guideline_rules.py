"""Lint of guidelines: every rule finds what it is named after at its place, and nothing else.

The cases are plain folders in `tests/conformance/guidelines/`; see the README there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from guidelines.lint.guideline_cases import CASES, COMMON, expectations, findings, laid_out

from acoe_spec.findings import Finding, Rule
from acoe_spec.guidelines.lint.table import REQUIRED, RULES

CHECKED = [rule for rule in RULES if rule.check is not None]
FRONT = "---\ntitle: Example\nlabels: [firm]\n---\n\n"
# What the example of a rule about something left out is put over: the guidelines without it.
WITHOUT = {
    "label-without-guideline": ("firms.md",),
    "label-without-example": ("firms.md",),
    "label-without-avoid-example": ("firms.md",),
    "confusable-without-decision": ("firms.md",),
}


def folders(kind: str) -> list[Any]:
    return [
        pytest.param(path, id=f"{path.parent.name}/{path.name}")
        for path in sorted(CASES.glob(f"*/{kind}-*"))
    ]


def as_expected(finding: Finding) -> dict[str, Any]:
    node = (finding.reference or "").partition("#")[2] or None
    return {
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "rule": finding.rule,
        "level": finding.level,
        "label": node,
    }


def test_every_rule_has_its_folder_and_every_folder_its_rule() -> None:
    rules = [rule.id for rule in RULES]
    assert len(rules) == len(set(rules))
    of_rules = {path.name for path in CASES.iterdir() if path.is_dir() and path != COMMON}
    assert of_rules == {rule.id for rule in CHECKED}


def test_the_common_guidelines_are_complete(tmp_path: Path) -> None:
    folder = laid_out(tmp_path / "desk")
    assert findings(folder, expectations("")) == []
    assert findings(folder, expectations(""), releasing=True) == []


@pytest.mark.parametrize("path", folders("fail"))
def test_planted_defects_are_found_at_their_place(path: Path, tmp_path: Path) -> None:
    said = expectations(path.parent.name)
    found = [as_expected(each) for each in findings(laid_out(tmp_path / "desk", path), said)]
    assert found == said["fail"][path.name]
    assert path.parent.name in {each["rule"] for each in found}


@pytest.mark.parametrize("path", folders("pass"))
def test_good_guidelines_are_silent_under_all_rules(path: Path, tmp_path: Path) -> None:
    said = expectations(path.parent.name)
    assert findings(laid_out(tmp_path / "desk", path), said) == []


@pytest.mark.parametrize("rule", CHECKED, ids=lambda rule: rule.id)
def test_a_rule_has_cases_of_both_kinds(rule: Rule) -> None:
    said = expectations(rule.id)
    failing = {path.name for path in (CASES / rule.id).glob("fail-*")}
    assert failing == said["fail"].keys() != set()
    assert list((CASES / rule.id).glob("pass-*"))


@pytest.mark.parametrize("rule", CHECKED, ids=lambda rule: rule.id)
def test_the_examples_of_a_rule_are_what_they_claim(rule: Rule, tmp_path: Path) -> None:
    assert rule.summary.endswith(".")
    assert rule.why.endswith(".")
    assert rule.fix.endswith(".")
    said = expectations(rule.id)
    for name, text, is_found in (("f", rule.failing, True), ("p", rule.passing, False)):
        folder = laid_out(tmp_path / name)
        for left_out in WITHOUT.get(rule.id, ()):
            (folder / left_out).unlink()
        write(folder, text)
        found = {each.rule for each in findings(folder, said) if concerns(each, rule)}
        assert (rule.id in found) == is_found, (name, found)


def write(folder: Path, text: str) -> None:
    """An example is a glossary, a page, or what stands on a page."""
    if text.startswith("format: 1"):
        (folder / "glossary.yaml").write_text(text, "utf-8")
    else:
        page = text if text.startswith("---") else FRONT + text
        (folder / "example.md").write_text(page, "utf-8")


def concerns(finding: Finding, rule: Rule) -> bool:
    """Whether it is about what the example shows, and not about another label left out."""
    if rule.id not in REQUIRED:
        return True
    left_out = "entity/fund" if rule.id == "label-without-guideline" else "entity/firm"
    return (finding.reference or "").endswith(left_out)


@pytest.mark.parametrize("path", folders("fail"))
def test_findings_are_complete(path: Path, tmp_path: Path) -> None:
    levels = {rule.id: rule.level for rule in RULES}
    folder = laid_out(tmp_path / "desk", path)
    said = expectations(path.parent.name)
    found, released = findings(folder, said), findings(folder, said, releasing=True)
    assert len(found) == len(released)
    for finding, in_release in zip(found, released):
        assert finding.level == levels[finding.rule]
        assert in_release.level == ("error" if finding.rule in REQUIRED else finding.level)
        assert finding.schema == "desk@2.0.0"
        assert finding.hint
        assert not finding.message.endswith(".")
        assert not finding.message[0].isupper()
        assert finding.file is not None
        lines = (folder / finding.file).read_text("utf-8").splitlines()
        assert finding.line is not None
        assert 1 <= finding.line <= len(lines)
        assert finding.column is not None
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1
