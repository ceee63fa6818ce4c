"""Every rule, from a defect in a file to the place in the JSON report: the conformance cases.

What needs more than one workspace holds (labels that were retired, versions that are released) is
checked by the conformance tests alone.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from running import acoe
from wording import is_fragment

from acoe_spec.rules.table import ALL_RULES
from acoe_spec.taxonomy.lint import RULES as LINT_RULES

CONFORMANCE = Path(__file__).parents[1] / "conformance"


def expectation(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return loaded


def folders(kind: str, *keys: str) -> list[Path]:
    """The folders of conformance cases that need no more of a workspace than these keys say."""
    return sorted(
        path
        for path in (CONFORMANCE / kind).iterdir()
        if path.is_dir()
        and not set(expectation(path)) - {"fail", "today", *keys}
        and len({each.name.partition("@")[0] for each in path.glob("imports/*")})
        == len(list(path.glob("imports/*")))
    )


def workspace(root: Path, heads: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Make `root` a workspace with these heads, and the working directory."""
    (root / "taxonomies").mkdir()
    for taxonomy_id, path in heads.items():
        head = root / "taxonomies" / taxonomy_id / "taxonomy.yaml"
        head.parent.mkdir()
        shutil.copyfile(path, head)
    monkeypatch.chdir(root)


@pytest.mark.parametrize("folder", folders("rules", "own_pins"), ids=lambda folder: folder.name)
def test_record_rules(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = expectation(folder)
    own = folder / "taxonomy.yaml"
    head = own if own.exists() else CONFORMANCE / "taxonomies" / "desk.yaml"
    reference = identity(head)
    workspace(tmp_path, {reference.partition("@")[0]: head}, monkeypatch)
    options = [] if case.get("own_pins") else ["--schema", reference]
    # A day before all deprecations run out, where the case does not speak of a day.
    options += ["--today", case.get("today", "2000-01-01")]
    # Without it, a pointer ends before a key that has not the form of an id.
    options.append("--show-text")

    for name, expected in case["fail"].items():
        shutil.copyfile(folder / name, name)
        ran = acoe("check", name, *options, "--report", "json", "--limit", "100000")

        assert ran.err == ""
        assert ran.code == (1 if any(each["level"] == "error" for each in expected) else 0)
        found = ran.json["findings"]
        assert all(each["file"] == name for each in found)
        # Uses of a deprecated label are one finding for a file, and equal findings are grouped.
        assert places(found) <= places(expected)
        assert {each["rule"] for each in found} == {each["rule"] for each in expected}
        assert sum(each.get("count", 1) for each in found) == len(expected)
        for each in found:
            assert is_fragment(each["message"])
            if not each["rule"].startswith("deprecated-"):  # whose author says why
                assert is_fragment(each.get("hint", "x"))


def places(findings: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    return Counter(
        (each["line"], each["rule"], each["level"], each.get("annotation"), each.get("pointer"))
        for each in findings
        if each["rule"] != "deprecated-label" or each["level"] == "error"
    )


def identity(head: Path) -> str:
    """`ID@VERSION` of a taxonomy file."""
    text = head.read_text(encoding="utf-8")
    found = [re.search(rf"^{key}: *(\S+)", text, re.MULTILINE) for key in ("id", "version")]
    return "@".join(each[1] for each in found if each)


@pytest.mark.parametrize("folder", folders("lint"), ids=lambda folder: folder.name)
def test_lint_rules(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = expectation(folder)
    imports = {path.name.partition("@")[0]: path for path in (folder / "imports").glob("*.yaml")}
    workspace(tmp_path, imports, monkeypatch)
    for name, expected in case["fail"].items():
        shutil.copyfile(folder / name, name)
        ran = acoe("lint", name, "--today", case["today"], "--report", "json")

        assert ran.err == ""
        assert ran.code == (1 if any(each["level"] == "error" for each in expected) else 0)
        found = [
            {key: each[key] for key in ("line", "column", "rule", "level", "pointer")}
            for each in ran.json["findings"]
        ]
        assert found == [
            {key: each[key] for key in ("line", "column", "rule", "level", "pointer")}
            for each in expected
        ]


def test_every_rule_is_explained() -> None:
    catalogue = {each["id"]: each for each in acoe("rules", "--json").json}
    listed = acoe("rules").out
    for rule in (*ALL_RULES, *LINT_RULES):
        assert catalogue[rule.id]["summary"] == rule.summary
        assert f"  {rule.id} " in listed
        explained = acoe("rules", rule.id)
        assert explained.code == 0
        assert explained.out.startswith(f"{rule.id}  {rule.level}, {rule.theme}\n")


def test_a_rule_that_there_is_not() -> None:
    assert acoe("rules", "surface-missmatch").err == (
        "acoe: error: there is no rule 'surface-missmatch'\n"
        "  hint: did you mean 'surface-mismatch'?\n"
    )
    assert acoe("rules", "zzz") == (
        2,
        "",
        "acoe: error: there is no rule 'zzz'\n  hint: acoe rules lists them all\n",
    )
