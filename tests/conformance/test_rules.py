"""Each folder of `rules/` gives exactly the findings that it expects, and no others."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from acoe_spec.checking.explain import explain, parse
from acoe_spec.files import MAX_LINE, open_bytes, read_lines
from acoe_spec.findings import Finding
from acoe_spec.rules import pins
from acoe_spec.rules.structure import line_too_long
from acoe_spec.rules.table import ALL_RULES, FILE_RULES
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

RULES = Path(__file__).parent / "rules"
FOLDERS = sorted(folder for folder in RULES.iterdir() if folder.is_dir())
FAIL = [path for folder in FOLDERS for path in sorted(folder.glob("fail-*.jsonl*"))]
PASS = [path for folder in FOLDERS for path in sorted(folder.glob("pass-*.jsonl*"))]

TaxonomyOf = Callable[[Path], CompiledTaxonomy]


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.name.partition('.')[0]}"


def expectation(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return found


def findings(path: Path, taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """What checking that label file says, with lines."""
    case = expectation(path.parent)
    today = None if case.get("today") is None else datetime.date.fromisoformat(case["today"])
    retired = {label: tuple(successors) for label, successors in case.get("retired", {}).items()}
    taxonomy = msgspec.structs.replace(taxonomy, retired=retired)
    watchers = [rule.check() for rule in FILE_RULES if rule.check is not None]
    with open_bytes(path) as stream:
        for line, text in read_lines(stream):
            if text is None:
                yield line_too_long(MAX_LINE).placed(line=line)
                continue
            for finding in line_findings(line, text, taxonomy, watchers, today, case):
                yield finding.placed(line=line)


def line_findings(
    line: int,
    text: bytes,
    taxonomy: CompiledTaxonomy,
    watchers: list[pins.Watcher],
    today: datetime.date | None,
    case: dict[str, Any],
) -> Iterator[Finding]:
    record, structural = parse(text)
    yield from structural
    if record is None:
        return
    for watch in watchers:
        yield from watch(line, record)
    if record.schema is msgspec.UNSET:
        if case.get("own_pins"):
            yield pins.schema_missing()
            return
    elif record.schema != taxonomy.schema:
        if case.get("own_pins"):
            yield pins.schema_unknown(record.schema)
        else:
            yield pins.schema_version(record.schema, taxonomy.schema)
        return
    yield from explain(record, taxonomy, today=today)


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

    found = [as_expected(finding) for finding in findings(path, taxonomy_of(path.parent))]

    assert in_order(found) == in_order(expected)
    assert any(one["rule"] == path.parent.name for one in expected)


@pytest.mark.parametrize("path", PASS, ids=name)
def test_a_good_file_is_silent_under_all_rules(path: Path, taxonomy_of: TaxonomyOf) -> None:
    assert list(findings(path, taxonomy_of(path.parent))) == []


def test_every_rule_has_a_folder_and_every_folder_a_rule() -> None:
    assert [folder.name for folder in FOLDERS] == sorted(rule.id for rule in ALL_RULES)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_has_failing_and_passing_cases_and_expects_each(folder: Path) -> None:
    failing = {path.name for path in folder.glob("fail-*.jsonl*")}

    assert failing == set(expectation(folder)["fail"]) != set()
    assert list(folder.glob("pass-*.jsonl*"))
