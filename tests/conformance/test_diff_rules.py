"""Diff rules: for each a folder with two small versions and all that differs between them.

`old.yaml` and `new.yaml` are heads, perhaps with `imports/ID@V.yaml`; `expected.json` holds `bump`,
`changes` and `suggestions` as `acoe diff --report json` gives them, word for word.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.source import read_source
from acoe_spec.versions.diff.json import json as report
from acoe_spec.versions.diff.observing import diff
from acoe_spec.versions.diff.pair import Pair
from acoe_spec.versions.diff.report import Report
from acoe_spec.versions.diff.rules import DIFF_RULES

FOLDER = Path(__file__).parent / "diff"
RULES = sorted(each.name for each in FOLDER.iterdir() if each.name != "imports" and each.is_dir())


@cache
def definition(path: Path) -> Definition:
    source = read_source(path)
    assert source.model is not None, source.findings
    imported = source.model.imports or ()
    return flatten(
        source.model, {each: definition(FOLDER / "imports" / f"{each}.yaml") for each in imported}
    )


def test_every_rule_has_a_folder_and_every_folder_a_rule() -> None:
    assert sorted(DIFF_RULES) == RULES


@pytest.mark.parametrize("rule", RULES)
def test_all_that_differs_is_found(rule: str) -> None:
    old, new = (definition(FOLDER / rule / f"{name}.yaml") for name in ("old", "new"))
    said: dict[str, Any] = json.loads(report(Report(diff(old, new))))
    expected = json.loads((FOLDER / rule / "expected.json").read_text(encoding="utf-8"))
    assert {key: said[key] for key in ("bump", "changes", "suggestions") if said[key]} == expected
    assert rule in {change["rule"] for change in expected["changes"]}


@pytest.mark.parametrize("rule", DIFF_RULES)
def test_every_rule_is_silent_about_a_version_and_itself(rule: str) -> None:
    for folder in RULES:
        for name in ("old", "new"):
            one = definition(FOLDER / folder / f"{name}.yaml")
            assert list(DIFF_RULES[rule].find(Pair(one, one))) == [], (folder, name)
