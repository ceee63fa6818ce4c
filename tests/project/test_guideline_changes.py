"""Versions that both have guidelines: wording, pages about the work, and verdicts that flip."""

from __future__ import annotations

import datetime
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from guidelines.lint.guideline_cases import CASES, COMMON
from running import acoe

from acoe_spec.guidelines.pages import pages
from acoe_spec.project.comparing import guideline_folder
from acoe_spec.project.specifying import Specifying
from acoe_spec.workspace.discovery import find_workspace
from acoe_spec.workspace.resolver import WorkspaceResolver

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
    assert told(found) == [("set-guideline", "intent/ask", "patch", "its guideline is reworded")]
    assert "set-guideline: files stay as they are [guideline-reworded]" in (
        acoe("diff", "desk@2.0.0", "desk").out
    )


def test_a_verdict_that_flips_is_major() -> None:
    edit(PAGES / "people.md", "id: a-title\nverdict: avoid", "id: a-title\nverdict: annotate")
    edit(PAGES / "people.md", 'instead: {units: [{A: "ask Ms [Anna]{person}"}]}\n', "")
    found = diff()
    assert found["bump"] == "major"
    assert told(found) == [
        ("set-guideline", "entity/person", "patch", "its guideline is reworded"),
        ("flip-example", "entity/person", "major", "the worked example 'a-title' is right now"),
    ]
    assert told(diff("desk", "desk@2.0.0"))[1][3] == (
        "the worked example 'a-title' is to be avoided now"
    )


def test_a_label_that_has_another_id_has_the_same_guideline() -> None:
    assert acoe("rename", "desk", "person", "human").code == 0
    assert [each["op"] for each in diff()["changes"]] == ["rename-label"]


PROTOCOL = """\
---
title: Protocol
---

Two people annotate each chat. Whoever is a [[person]] is marked.
"""


def pages_told(found: Any) -> list[tuple[str, str, str, str]]:
    return [(each["op"], each["page"], each["level"], each["message"]) for each in found["changes"]]


def with_protocol() -> None:
    """Release a version that has a page about the work, and begin the next."""
    (PAGES / "programme").mkdir()
    (PAGES / "programme" / "protocol.md").write_text(PROTOCOL)
    MIGRATION.parent.mkdir()
    MIGRATION.write_text(f"{START} []\n")
    assert release("--next", "major").code == 0


def test_a_page_about_the_work_is_told_by_its_file() -> None:
    protocol = PAGES / "programme" / "protocol.md"
    with_protocol()
    page = "programme/protocol.md"
    assert pages_told(diff("desk@2.0.0", "desk@3.0.0")) == [
        ("set-guideline", page, "patch", "the page is new")
    ]
    assert pages_told(diff("desk@3.0.0", "desk@2.0.0")) == [
        ("set-guideline", page, "patch", "the page is gone")
    ]
    assert diff("desk@3.0.0")["changes"] == []
    edit(protocol, "Two people annotate", "Two people\nannotate")  # lines broken otherwise
    assert diff("desk@3.0.0")["changes"] == []
    edit(protocol, "Two people", "Three people")
    found = diff("desk@3.0.0")
    assert found["bump"] == "patch"
    assert pages_told(found) == [("set-guideline", page, "patch", "the page is reworded")]
    assert (
        "  programme/protocol.md: the page is reworded\n"
        "      set-guideline: files stay as they are [page-reworded]\n"
    ) in acoe("diff", "desk@3.0.0", "desk").out


def test_a_page_about_the_work_follows_a_label_that_has_another_id() -> None:
    with_protocol()
    assert acoe("rename", "desk", "person", "human").code == 0
    assert "[[human]]" in (PAGES / "programme" / "protocol.md").read_text("utf-8")
    assert [each["op"] for each in diff("desk@3.0.0")["changes"]] == ["rename-label"]


def test_a_word_that_was_an_id_is_no_other_wording() -> None:
    edit(PAGES / "intent.md", "Who asks wants", "A person who asks wants")
    declare()
    assert release("--next", "major").code == 0
    assert acoe("rename", "desk", "person", "human").code == 0
    assert "A person who asks" in (PAGES / "intent.md").read_text("utf-8")
    assert [each["op"] for each in diff("desk@3.0.0")["changes"]] == ["rename-label"]


def test_ids_that_are_exchanged_are_no_other_wording() -> None:
    rename = "  - {{op: rename-label, set: entity, from: {}, to: {}}}\n"
    names = ("person", "firm")
    for page in [HEAD, *PAGES.glob("*.md")]:
        text = page.read_text("utf-8")
        page.write_text(
            re.sub(r"(?<![\w-])(person|firm)\b", lambda m: names[m[1] == "person"], text)
        )
    MIGRATION.parent.mkdir()
    MIGRATION.write_text(
        f"{START}\n{rename.format('person', 'firm')}{rename.format('firm', 'person')}"
    )
    assert "set-guideline" not in {each["op"] for each in diff()["changes"]}


def test_a_new_title_or_heading_of_such_a_page_is_another_wording() -> None:
    with_protocol()
    edit(PAGES / "programme" / "protocol.md", "title: Protocol", "title: How we work")
    assert [each["page"] for each in diff("desk@3.0.0")["changes"]] == ["programme/protocol.md"]


def test_the_glossary_is_told_as_a_page() -> None:
    glossary = PAGES / "glossary.yaml"
    text = glossary.read_text("utf-8") if glossary.exists() else "format: 1\nterms:\n"
    glossary.write_text(f"{text}  desk head: {{definition: Who answers for a desk.}}\n")
    ((_, page, level, message),) = pages_told(diff())
    assert (page, level) == ("glossary.yaml", "patch")
    assert message == "the glossary is reworded"


def test_a_release_and_the_site_tell_of_pages_about_the_work() -> None:
    (PAGES / "programme").mkdir()
    (PAGES / "programme" / "protocol.md").write_text(PROTOCOL)
    declare()

    ran = release()

    assert "Since 2.0.0, 1 change, patch:\n" in ran.out
    assert "  patch  set-guideline programme/protocol.md: the page is new\n" in ran.out
    specifying = Specifying(WorkspaceResolver(find_workspace(None)), "desk")
    spec = specifying.of("head", today=datetime.date(2026, 6, 30))
    site = {page.path: page for page in pages(spec)}
    html = site["changes/2.0.0--3.0.0"].html
    assert "Reworded" in html
    assert 'href="../../guidelines/programme/protocol/">Protocol</a> the page is new' in html


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


MIGRATION = HEAD.parent / "migrations" / "2.0.0--3.0.0.yaml"
START = "format: 1\ntaxonomy: desk\nfrom: 2.0.0\nto: 3.0.0\noperations:"
FLIP = "{op: flip-example, set: entity, label: person, example: a-title}"


@pytest.fixture
def flipped() -> None:
    """What was to be avoided is right now, and another mistake is shown in its place."""
    edit(PAGES / "people.md", "id: a-title\nverdict: avoid", "id: a-title\nverdict: annotate")
    edit(PAGES / "people.md", 'instead: {units: [{A: "ask Ms [Anna]{person}"}]}\n', AVOID)


def declare(*operations: str) -> None:
    MIGRATION.parent.mkdir(exist_ok=True)
    said = "".join(f"\n  - {each}" for each in operations) or " []"
    MIGRATION.write_text(f"{START}{said}\n")


def release(*arguments: str) -> Any:
    return acoe("release", "desk", "--today", "2026-06-30", *arguments)


@pytest.mark.usefixtures("flipped")
@pytest.mark.parametrize("command", ["release", "migration check"])
def test_a_flip_waits_until_it_is_declared(command: str) -> None:
    run = (*command.split(), "desk", "--today", "2026-06-30")
    declare()

    ran = acoe(*run, "--report", "json")

    (found,) = [each for each in ran.json["findings"] if each["level"] == "error"]
    assert (ran.code, found["rule"], found["line"]) == (1, "observed-change-not-declared", 5)
    assert found["hint"].startswith(f"add to 'operations': - {FLIP};")
    declare(FLIP)
    assert acoe(*run).code == 0
    declare("{op: redefine, set: entity, label: person}")
    assert acoe(*run).code == 0  # which is graver, and about the same annotations


@pytest.mark.parametrize("command", ["release", "migration check"])
def test_a_flip_that_is_declared_is_there(command: str) -> None:
    declare(FLIP)
    ran = acoe(*command.split(), "desk", "--today", "2026-06-30", "--report", "json")
    (found,) = [each for each in ran.json["findings"] if each["level"] == "error"]
    assert (ran.code, found["rule"], found["line"]) == (1, "declared-change-not-observed", 6)
    assert found["message"] == "the verdict of the worked example 'a-title' does not flip"


@pytest.mark.usefixtures("flipped")
def test_a_flip_demands_a_major_version() -> None:
    edit(HEAD, "version: 3.0.0", "version: 2.0.1")
    assert "version-bump-too-small" in release().out  # nobody has declared anything yet
    assert acoe("migration", "draft", "desk").code == 0
    assert "version-bump-too-small" in acoe("migration", "check").out


@pytest.mark.usefixtures("flipped")
def test_a_draft_asks_whether_an_example_that_flips_is_another_one() -> None:
    drafted = acoe("migration", "draft", "desk")
    assert drafted.out.endswith("1 operation, 1 question to answer\n")
    (operation,) = diff()["changes"][:1]
    assert (operation["op"], operation["rule"]) == ("flip-example", "declared")
    assert "open-question" in acoe("migration", "check").out
    declare()
    assert acoe("migration", "draft", "desk", "--update").code == 0
    assert "example: a-title" in MIGRATION.read_text("utf-8")
    assert acoe("migration", "draft", "desk", "--update").out.endswith("nothing is missing\n")


def test_another_wording_needs_no_declaration_and_is_told_by_the_release() -> None:
    edit(PAGES / "intent.md", "Who asks wants", "Whoever asks wants")
    assert acoe("migration", "draft", "desk").out.endswith(
        "0 operations, 0 questions; check it: acoe migration check\n"
    )
    assert acoe("migration", "check").code == 0
    ran = release()
    assert ran.code == 0
    assert "Since 2.0.0, 1 change, patch:\n" in ran.out
    assert "  patch  set-guideline intent/ask: its guideline is reworded\n" in ran.out


def test_the_site_tells_what_its_guidelines_say_otherwise() -> None:
    edit(PAGES / "intent.md", "Who asks wants", "Whoever asks wants")
    specifying = Specifying(WorkspaceResolver(find_workspace(None)), "desk")
    (step,) = specifying.of("head", today=datetime.date(2026, 6, 30)).steps
    assert [each.name for each in step.diff.changes] == ["set-guideline intent/ask"]


@pytest.mark.usefixtures("flipped")
def test_guidelines_that_nobody_asks_for_demand_nothing() -> None:
    declare()
    assert release("--without-guidelines").code == 0


@pytest.mark.usefixtures("flipped")
def test_a_declared_flip_is_told_once_after_the_release() -> None:
    declare(FLIP)
    assert release().code == 0
    assert [each[:3] for each in told(diff("desk@2.0.0", "desk@3.0.0"))] == [
        ("flip-example", "entity/person", "major"),
        ("set-guideline", "entity/person", "patch"),
    ]


def test_a_version_elsewhere_does_not_have_the_guidelines_of_the_head() -> None:
    resolver = WorkspaceResolver(find_workspace(None))
    assert guideline_folder("desk", resolver) == PAGES.absolute()
    assert guideline_folder("desk@3.0.0", resolver) == PAGES.absolute()
    assert guideline_folder("desk@1.0.0", resolver) is None
