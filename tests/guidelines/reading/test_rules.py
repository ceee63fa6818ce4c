"""The rules that reading holds a folder to: each row is held to its own examples."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from acoe_spec.findings import Rule
from acoe_spec.guidelines.guideline import Guidelines
from acoe_spec.guidelines.reading.rules import RULES
from acoe_spec.taxonomy.lint_rules_reading import RULES as YAML_RULES

Read = Callable[..., Guidelines]
FRONT = "---\ntitle: Options\nlabels: [option]\n---\n"
PNG = b"\x89PNG\r\n\x1a\n"

# Those whose example is no text: a link, a pipe, an encoding, or megabytes.
UNWRITTEN = {
    "symbolic-link",
    "guideline-unreadable",
    "guideline-encoding",
    "guideline-size",
    "picture-size",
    "block-size",
}


def files_of(example: str) -> dict[str, str | bytes]:
    """The files of an example: a page, and what follows after lines `==> name <==`."""
    page, *others = re.split(r"^==> (.+) <==\n", example, flags=re.MULTILINE)
    files: dict[str, str | bytes] = {"page.md": page if page.startswith("---") else FRONT + page}
    for name, text in zip(others[::2], others[1::2], strict=True):
        files[name] = PNG if name.endswith(".png") else text
    return files


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_finds_its_failing_example_and_not_its_passing_one(
    read: Read, rule: Rule
) -> None:
    if rule.id not in UNWRITTEN:
        findings = read(files_of(rule.failing)).findings
        assert {(each.rule, each.level) for each in findings} == {(rule.id, rule.level)}
        assert all(each.hint and each.line and each.column for each in findings)
    assert rule.passing
    assert rule.why
    assert rule.fix


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_passing_example_passes(read: Read, rule: Rule) -> None:
    assert read(files_of(rule.passing)).findings == ()


def test_no_two_rules_have_one_id() -> None:
    ids = [rule.id for rule in (*RULES, *YAML_RULES)]
    assert len(set(ids)) == len(ids)
