"""`acoe diff` of versions that both have guidelines: wording, and verdicts that flip."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from guidelines.lint.guideline_cases import CASES, COMMON
from running import acoe

HEAD = Path("taxonomies/desk/taxonomy.yaml")
PAGES = Path("guidelines/desk")
AVOID = """\
```

```example
id: a-verb
verdict: avoid
units: [{A: "[ask Anna]{person}"}]
instead: {units: [{A: "ask [Anna]{person}"}]}
"""


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace whose taxonomy is released with its guidelines; the head works on 3.0.0."""
    monkeypatch.chdir(tmp_path)
    HEAD.parent.mkdir(parents=True)
    shutil.copy(CASES / "taxonomy.yaml", HEAD)
    shutil.copytree(COMMON, PAGES)
    assert acoe("release", "desk", "--next", "major", "--today", "2026-06-30").code == 0
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def diff(old: str = "desk@2.0.0", new: str = "desk") -> Any:
    return acoe("diff", old, new, "--report", "json").json


def told(found: Any) -> list[tuple[str, str, str, str]]:
    return [
        (each["op"], f"{each['set']}/{each['label']}", each["level"], each["message"])
        for each in found["changes"]
    ]


def test_the_same_guidelines_differ_in_nothing() -> None:
    assert diff()["changes"] == []
    edit(PAGES / "intent.md", "Who asks wants", "Who asks\nwants")  # lines broken otherwise
    assert diff()["changes"] == []


def test_another_wording_is_a_patch_for_the_labels_of_the_page() -> None:
    edit(PAGES / "intent.md", "Who asks wants", "Whoever asks wants")
    found = diff()
    assert found["bump"] == "patch"
    assert told(found) == [
        ("set-guideline", "intent/ask", "patch", "its guideline is worded otherwise")
    ]
    assert "set-guideline: files stay as they are [guideline-reworded]" in (
        acoe("diff", "desk@2.0.0", "desk").out
    )


def test_a_verdict_that_flips_is_major() -> None:
    edit(PAGES / "people.md", "id: a-title\nverdict: avoid", "id: a-title\nverdict: annotate")
    edit(PAGES / "people.md", 'instead: {units: [{A: "ask Ms [Anna]{person}"}]}\n', "")
    found = diff()
    assert found["bump"] == "major"
    assert told(found) == [
        ("set-guideline", "entity/person", "patch", "its guideline is worded otherwise"),
        ("flip-example", "entity/person", "major", "the worked example 'a-title' is right now"),
    ]
    assert told(diff("desk", "desk@2.0.0"))[1][3] == (
        "the worked example 'a-title' is to be avoided now"
    )


def test_a_label_that_has_another_id_has_the_same_guideline() -> None:
    assert acoe("rename", "desk", "person", "human").code == 0
    assert [each["op"] for each in diff()["changes"]] == ["rename-label"]


def test_what_is_declared_is_told_once() -> None:
    edit(PAGES / "intent.md", "Who asks wants", "Whoever asks wants")
    migration = HEAD.parent / "migrations" / "2.0.0--3.0.0.yaml"
    migration.parent.mkdir()
    migration.write_text(
        "format: 1\ntaxonomy: desk\nfrom: 2.0.0\nto: 3.0.0\noperations:\n"
        "  - {op: set-guideline, set: intent, label: ask}\n"
    )
    assert [(each["op"], each["rule"]) for each in diff()["changes"]] == [
        ("set-guideline", "declared")
    ]


def test_versions_of_which_one_has_no_guidelines_are_compared_without() -> None:
    edit(PAGES / "intent.md", "Who asks wants", "Whoever asks wants")
    assert diff(str(HEAD.parent / "releases/2.0.0/definition.json"), str(HEAD))["changes"] != []
    shutil.rmtree(PAGES)
    assert diff()["changes"] == []


def test_a_release_waits_until_a_flip_is_declared() -> None:
    edit(PAGES / "people.md", "id: a-title\nverdict: avoid", "id: a-title\nverdict: annotate")
    edit(PAGES / "people.md", 'instead: {units: [{A: "ask Ms [Anna]{person}"}]}\n', AVOID)
    migration = HEAD.parent / "migrations" / "2.0.0--3.0.0.yaml"
    migration.parent.mkdir()
    start = "format: 1\ntaxonomy: desk\nfrom: 2.0.0\nto: 3.0.0\noperations:"
    migration.write_text(start + " []\n")

    ran = acoe("release", "desk", "--today", "2026-06-30", "--report", "json")

    (found,) = [each for each in ran.json["findings"] if each["level"] == "error"]
    operation = "{op: flip-example, set: entity, label: person, example: a-title}"
    assert (ran.code, found["rule"], found["line"]) == (1, "observed-change-not-declared", 5)
    assert found["hint"].startswith(f"add to 'operations': - {operation};")
    migration.write_text(f"{start}\n  - {operation}\n")
    assert acoe("release", "desk", "--today", "2026-06-30").code == 0
    assert told(diff("desk@2.0.0", "desk@3.0.0"))[0][:3] == (
        "flip-example", "entity/person", "major",
    )  # fmt: skip
