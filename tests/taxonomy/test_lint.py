"""Lint: every rule finds what it is named after at its exact place, and nothing in good files.

The cases are plain files in `tests/conformance/lint/`; see the README there.
"""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.findings import Finding, Rule
from acoe_spec.taxonomy.definition import Definition, hash_of
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.lint import RULES, lint
from acoe_spec.taxonomy.source import Source, read_source

FOLDERS = Path(__file__).parent.parent / "conformance" / "lint"
HEADER = "format: 1\nid: desk\ntitle: Desk\nversion: 1.0.0\n"
TODAY = datetime.date(2026, 6, 30)

# What no small text file can show; `test_source` holds these.
NOT_AS_TEXT = {"yaml-encoding", "yaml-size"}
NOT_AS_FOLDER = {"yaml-size"}


def definition(folder: Path, reference: str) -> Definition:
    model = read_source(folder / "imports" / f"{reference}.yaml").model
    assert model is not None
    return flatten(model, {other: definition(folder, other) for other in model.imports or ()})


def findings(source: Source, folder: Path) -> list[Finding]:
    expected = expectations(folder)
    references = [path.name.removesuffix(".yaml") for path in folder.glob("imports/*.yaml")]
    return lint(
        source,
        today=datetime.date.fromisoformat(expected["today"]),
        imports={reference: definition(folder, reference) for reference in references},
        import_graph=expected.get("import_graph"),
        released=expected.get("released"),
        retired=expected.get("retired"),
        schemes=expected.get("schemes", ()),
        unreleased=expected.get("unreleased", ()),
    )


def expectations(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return loaded


def files(pattern: str) -> list[Any]:
    return [
        pytest.param(path, id=f"{path.parent.name}/{path.stem}")
        for path in sorted(FOLDERS.glob(f"*/{pattern}.yaml"))
    ]


def test_every_rule_has_its_folder_and_every_folder_its_rule() -> None:
    rules = [rule.id for rule in RULES]
    assert len(rules) == len(set(rules))
    folders = {path.name for path in FOLDERS.iterdir() if path.is_dir()}
    assert folders == set(rules) - NOT_AS_FOLDER


@pytest.mark.parametrize("path", files("fail*"))
def test_planted_defects_are_found_at_their_place(path: Path) -> None:
    found = [
        {
            "line": each.line,
            "column": each.column,
            "rule": each.rule,
            "level": each.level,
            "pointer": each.pointer,
        }
        for each in findings(read_source(path), path.parent)
    ]
    assert found == expectations(path.parent)["fail"][path.name]
    assert path.parent.name in {each["rule"] for each in found}


@pytest.mark.parametrize("path", files("pass*"))
def test_good_files_are_silent_under_all_rules(path: Path) -> None:
    assert findings(read_source(path), path.parent) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_examples_of_a_rule_are_what_they_claim(rule: Rule) -> None:
    assert rule.summary.endswith(".")
    assert rule.why.endswith(".")
    assert rule.fix.endswith(".")
    if rule.id in NOT_AS_TEXT:
        return
    folder = FOLDERS / rule.id
    assert {each.rule for each in findings(example(rule, rule.failing), folder)} == {rule.id}
    assert findings(example(rule, rule.passing), folder) == []


def example(rule: Rule, text: str) -> Source:
    whole = rule.theme == "yaml" or "format: 1" in text
    return read_source((text if whole else HEADER + text).encode())


@pytest.mark.parametrize("path", files("fail*"))
def test_findings_are_complete(path: Path) -> None:
    levels = {rule.id: rule.level for rule in RULES}
    source = read_source(path)
    for finding in findings(source, path.parent):
        assert finding.level == levels[finding.rule]
        assert finding.file == str(path)
        assert not finding.message.endswith(".")
        assert not finding.message[0].isupper()
        assert finding.line is not None
        assert 1 <= finding.line <= len(source.lines)
        assert finding.column is not None
        assert 1 <= finding.column <= len(source.lines[finding.line - 1]) + 1


def test_the_edit_of_a_released_version_is_told_and_the_release_itself_is_not() -> None:
    source = read_source((HEADER + "# A comment is no edit.\nentities: {}\n").encode())
    assert source.model is not None
    release = {"1.0.0": hash_of(flatten(source.model, {}))}
    edited = read_source((HEADER + "owner: somebody\n").encode())
    assert lint(source, today=TODAY, released=release) == []
    assert [each.rule for each in lint(edited, today=TODAY, released=release)] == [
        "released-version-edited"
    ]


def test_what_a_missing_import_would_bring_is_not_complained_about() -> None:
    text = HEADER + (
        "imports: [finance-core@1.0.0]\n"
        "entities:\n  fee: {is_a: finance-core:amount, definition: What is paid.}\n"
        "relations:\n  for: {domain: [fee], range: [finance-core:deal], definition: Paid for.}\n"
    )
    found = lint(read_source(text.encode()), today=TODAY)
    assert [(each.rule, each.line) for each in found] == [("unknown-import", 5)]


def test_an_undeclared_filler_is_named() -> None:
    """The case of a corpus whose relations point at a type that its configuration has not."""
    text = HEADER + (
        "entities:\n  Person: {definition: Somebody.}\n"
        "relations:\n  Lives_in: {domain: [Person], range: [Span], definition: Lives there.}\n"
    )
    [finding] = lint(read_source(text.encode()), today=TODAY)
    assert (finding.rule, finding.pointer, finding.line, finding.column) == (
        "unknown-reference",
        "/relations/Lives_in/range/0",
        8,
        40,
    )
    assert finding.message == "the label 'Span', named in 'range', does not exist"


def test_thousands_of_unknown_references_do_not_each_search_for_a_spelling() -> None:
    labels = "".join(
        f"  label_{number}: {{is_a: lable_{number}, definition: Something.}}\n"
        for number in range(3000)
    )
    found = lint(read_source((HEADER + "entities:\n" + labels).encode()), today=TODAY)
    assert len(found) == 3000
    assert found[0].hint == "did you mean 'label_0'?"
    assert found[-1].hint == "add the label, or correct the reference"


BROAD = [
    path.read_text(encoding="utf-8")
    for path in sorted(FOLDERS.glob("*/*.yaml"))
    if path.parent.name not in ("yaml-encoding", "yaml-depth", "yaml-number")
]
WORDS = (
    "bank", "bond", "event/trade", "trade", "tone/calm", "is_a", "mixins", "[bank, bank]", "{}",
    "[]", "''", "0", "true", "~", "range", "values", "when", "finance-core:amount", "date",
    "deprecated: {since: 1.0.0, valid_until: 2026-13-01}", "*x", "!x", "? ", "- ", "\t", "\x00",
)  # fmt: skip


@given(
    text=st.sampled_from(BROAD),
    cuts=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(WORDS)), max_size=4
    ),
)
def test_no_file_however_broken_makes_lint_raise(
    text: str, cuts: list[tuple[float, int, str]]
) -> None:
    for at, length, word in cuts:
        start = int(at * len(text))
        text = text[:start] + word + text[start + length :]
    for finding in lint(read_source(text.encode()), today=TODAY):
        assert finding.rule in {rule.id for rule in RULES}


def test_a_finding_is_recognised_when_lines_and_list_positions_move() -> None:
    def fingerprints(range_: str) -> list[str]:
        text = HEADER + (
            "entities:\n  bank: {definition: A bank.}\n"
            f"relations:\n  owns: {{domain: [bank], range: [{range_}], definition: Holds.}}\n"
        )
        return [each.fingerprint for each in lint(read_source(text.encode()), today=TODAY)]

    [first] = fingerprints("Span")
    assert fingerprints("bank, bank, Span") == [first]
    assert first not in fingerprints("Spam")
