"""`acoe diff`, word for word: what it compares, how it reports, what it counts, what it refuses."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from desk import BONDS, TAXONOMY, UBS, lines, record
from running import acoe

from acoe_spec.versions.operations import OPERATIONS

SCHEMA = Path(__file__).parents[2] / "docs/schemas/diff.schema.json"
NEW = (
    TAXONOMY.replace("version: 1.2.0", "version: 2.0.0")
    .replace("  bill:\n    is_a: bond\n", "  bill:\n    is_a: firm\n")
    .replace("A company that trades.", "A company that deals.")
)


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace where the head moved a label, and the head as it was before beside it."""
    folder = tmp_path / "taxonomies" / "desk"
    folder.mkdir(parents=True)
    (folder / "taxonomy.yaml").write_text(NEW, encoding="utf-8")
    (tmp_path / "old.yaml").write_text(TAXONOMY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def git(*arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


TEXT = """\
desk@1.2.0 -> desk@2.0.0  2 changes, from which 4 more follow

major
  bill: moves from 'bond' to 'firm'
      move-label: people decide where files no longer fit [parent-changed]
      so relation/same_as: no longer takes 'bill' as subject (major) [domain-narrowed]
      so relation/holds: takes 'bill' as subject (minor) [domain-loosened]
      so relation/holds, relation/same_as: no longer takes 'bill' as object (major)
        [range-narrowed]

patch
  firm: 'definition' changed
      set-definition: files stay as they are [definition-changed]

the version number has to be raised by a major step at least: 2.0.0 will do
"""


def test_what_people_changed_stands_above_what_follows_from_it(versions: Path) -> None:
    run = acoe("diff", "old.yaml", "desk")
    assert run.code == 0
    assert run.out == TEXT


def test_nothing_changed_is_said(versions: Path) -> None:
    run = acoe("diff", "desk", "desk@head")
    assert run.code == 0
    assert run.out == ("desk@2.0.0 -> desk@2.0.0  no change\n\nthe two versions say the same\n")


def test_the_json_report_is_of_its_schema(versions: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    (versions / "labels.jsonl").write_bytes(lines(record("r1", UBS, BONDS)))
    said = acoe("diff", "old.yaml", "desk", "--report", "json", "--files", "*.jsonl").json
    jsonschema.validate(said, schema)
    assert (said["from"], said["to"], said["bump"]) == ("desk@1.2.0", "desk@2.0.0", "major")
    assert {key: said["changes"][0][key] for key in ("op", "set", "label", "level", "records")} == {
        "op": "move-label",
        "set": "entity",
        "label": "bill",
        "level": "major",
        "records": "re-checked",
    }
    assert schema["$defs"]["change"]["properties"]["op"]["enum"] == list(OPERATIONS)


def test_every_conformance_case_is_of_the_schema() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    change = {"$ref": "#/$defs/change", "$defs": schema["$defs"]}
    folder = Path(__file__).parents[1] / "conformance" / "diff"
    cases = sorted(folder.glob("*/expected.json"))
    assert cases
    for case in cases:
        for each in json.loads(case.read_text(encoding="utf-8"))["changes"]:
            jsonschema.validate(each, change)


MARKDOWN = """\
# desk@2.0.0

Compared with desk@1.2.0: 2 changes, from which 4 more follow; the version number has to be raised by a major step at least: 2.0.0 will do.

## What old files have to be migrated for

- `bill`: moves from `bond` to `firm`. People decide where files no longer fit.
  - `relation/same_as`: no longer takes `bill` as subject. People decide where files no longer fit.
  - `relation/holds`: takes `bill` as subject. Files stay as they are.
  - `relation/holds`, `relation/same_as`: no longer takes `bill` as object. People decide where files no longer fit.

## What is reworded

- `firm`: `definition` changed. Files stay as they are.
  - now: A company that deals.
"""  # noqa: E501


def test_markdown_is_a_changelog_for_annotators(versions: Path) -> None:
    run = acoe("diff", "old.yaml", "desk", "--report", "markdown=changes.md", "--report", "text")
    assert (versions / "changes.md").read_text(encoding="utf-8") == MARKDOWN
    assert run.out == TEXT


def test_words_of_a_taxonomy_are_escaped_in_markdown(versions: Path) -> None:
    head = versions / "taxonomies" / "desk" / "taxonomy.yaml"
    said = "A <script>alert(1)</script> [here](x)."
    head.write_text(NEW.replace("A company that deals.", said), encoding="utf-8")
    out = acoe("diff", "old.yaml", "desk", "--report", "markdown").out
    assert "<script>" not in out
    assert r"\[here\](x)" in out


def test_a_head_as_it_was_at_a_revision(versions: Path) -> None:
    head = versions / "taxonomies" / "desk" / "taxonomy.yaml"
    head.write_text(TAXONOMY, encoding="utf-8")
    git("init", "-q")
    git("add", "taxonomies")
    git("commit", "-qm", "first")
    head.write_text(NEW, encoding="utf-8")
    assert acoe("diff", "git:HEAD", "desk").out == TEXT
    assert acoe("diff", "git:HEAD:desk", "desk").out == TEXT
    assert acoe("diff", "desk", "git:HEAD").out.startswith("desk@2.0.0 -> desk@1.2.0")


def refusal(*arguments: str) -> tuple[int, str]:
    run = acoe("diff", *arguments)
    assert run.out == ""
    return run.code, run.err


def test_what_is_no_revision_is_refused(versions: Path) -> None:
    git("init", "-q")
    git("add", "old.yaml")
    git("commit", "-qm", "first")
    assert refusal("git:nowhere", "desk") == (
        2,
        (
            "acoe: error: the repository has no revision 'nowhere'\n"
            "  hint: a branch, a tag or a commit; a shallow clone lacks older ones until git fetch"
            " --unshallow\n"
        ),
    )
    assert refusal("git:HEAD", "desk") == (
        3,
        (
            "acoe: error: there is no taxonomy 'desk' at revision 'HEAD'\n"
            "  hint: if its file was elsewhere then: git show HEAD:PATH > old.yaml, and name that"
            " file instead\n"
        ),
    )
    assert refusal("git:HEAD", "git:HEAD") == (
        2,
        "acoe: error: neither side names a taxonomy\n  hint: write one of them as git:REV:ID\n",
    )
    code, said = refusal("git:--output=x:desk", "desk")
    assert code == 2
    assert "names no revision" in said
    assert not (versions / "x").exists()
    assert "names no revision" in refusal("git::desk", "desk")[1]


@pytest.mark.parametrize(
    "reference", ["git:HEAD:desk@head", "git:HEAD:taxonomies/desk/taxonomy.yaml"]
)
def test_what_names_no_taxonomy_at_a_revision_says_how_it_is_written(
    versions: Path, reference: str
) -> None:
    assert refusal(reference, "desk") == (
        2,
        (
            "acoe: error: this names no taxonomy at a revision\n"
            "  hint: write it as git:REV:ID, for example git:main:trade-chat\n"
        ),
    )


def test_a_hook_of_git_does_not_lead_to_another_folder(
    versions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git tells its hooks where the repository is, in words that hold for its top folder only."""
    git("init", "-q")
    (versions / "specs").mkdir()
    (versions / "taxonomies").rename(versions / "specs" / "taxonomies")
    git("add", "specs")
    git("commit", "-qm", "first")
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    run = acoe("-w", "specs", "diff", "git:HEAD", "desk")
    assert run.out.startswith("desk@2.0.0 -> desk@2.0.0  no change"), run.err


def test_what_git_refuses_is_told_in_its_words(
    versions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("init", "-q")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    code, said = refusal("git:HEAD:desk", "desk")
    assert code == 3
    assert "git cannot read the repository: detected dubious ownership in repository at" in said
    assert "  hint: git status says what to do about it\n" in said


def test_without_a_repository_or_without_git(
    versions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(versions.parent))
    code, said = refusal("git:HEAD:desk", "desk")
    assert code == 3
    assert "the workspace is not in a git repository" in said
    monkeypatch.setenv("PATH", str(versions))
    code, said = refusal("git:HEAD:desk", "desk")
    assert code == 3
    assert "git is not installed" in said


MIGRATION: dict[str, Any] = {
    "format": 1,
    "taxonomy": "desk",
    "from": "1.2.0",
    "to": "2.0.0",
    "operations": [{"op": "rename-label", "set": "entity", "from": "bond", "to": "debt"}],
}


@pytest.mark.parametrize("place", ["taxonomies/desk/migrations/1.2.0--2.0.0.yaml", "given.yaml"])
def test_a_migration_says_what_is_a_rename(versions: Path, place: str) -> None:
    head = TAXONOMY.replace("version: 1.2.0", "version: 2.0.0")
    for before, after in (
        ("  bond:\n", "  debt:\n"),
        ("is_a: bond", "is_a: debt"),
        ("[bond]", "[debt]"),
    ):
        head = head.replace(before, after)
    (versions / "taxonomies" / "desk" / "taxonomy.yaml").write_text(head, encoding="utf-8")
    before = acoe("diff", "old.yaml", "desk").out
    assert "bond -> debt  (90%: the same definition, the same sub-labels)" in before
    (versions / place).parent.mkdir(exist_ok=True)
    (versions / place).write_text(json.dumps(MIGRATION), encoding="utf-8")
    (versions / "labels.jsonl").write_bytes(lines(record("r1", UBS, BONDS), record("r2", UBS)))
    given = () if place.startswith("taxonomies") else ("--migration", place)
    run = acoe("diff", "old.yaml", "desk", "--files", "labels.jsonl", *given)
    assert run.out == (
        "desk@1.2.0 -> desk@2.0.0  1 change\n"
        "\n"
        "major\n"
        "  bond: is called 'debt' now\n"
        "      rename-label: files are migrated [declared]; touches 1 annotation in 1 record\n"
        "\n"
        "counted in 1 file: 2 records with 3 annotations under desk@1.2.0\n"
        "the version number has to be raised by a major step at least: 2.0.0 will do\n"
    )


def test_what_migrations_declare_on_the_way_is_not_passed_over_in_silence(versions: Path) -> None:
    folder = versions / "taxonomies" / "desk" / "migrations"
    folder.mkdir()
    for step in ("1.2.0--1.3.0", "1.3.0--2.0.0", "1.0.0--1.2.0"):
        (folder / f"{step}.yaml").write_text("format: 1\n", encoding="utf-8")
    run = acoe("diff", "old.yaml", "desk")
    assert run.out == TEXT
    assert run.err == (
        "acoe: what the migrations 1.2.0--1.3.0, 1.3.0--2.0.0 declare is not in this report;"
        " compare step by step\n"
    )
    (folder / "1.3.0--2.0.0.yaml").unlink()
    assert acoe("diff", "old.yaml", "desk").err == ""


def test_a_migration_that_cannot_be_read_is_not_passed_over(versions: Path) -> None:
    (versions / "bad.yaml").write_text("format: 1\n", encoding="utf-8")
    code, said = refusal("old.yaml", "desk", "--migration", "bad.yaml")
    assert code == 3
    assert "this migration cannot be used as it is" in said
    assert "acoe migration check bad.yaml" in said


def test_files_that_are_all_under_another_version_are_told_with_a_way_out(versions: Path) -> None:
    text = lines(record("r1", schema="desk@1.0.0"), record("r2", schema="desk@1.0.0"))
    (versions / "labels.jsonl").write_bytes(text)
    out = acoe("diff", "old.yaml", "desk", "--files", "labels.jsonl").out
    assert (
        "counted in 1 file: 0 records with 0 annotations under desk@1.2.0\n"
        "not counted: 2 records under another version\n"
        "  most pin desk@1.0.0: compare that one, or migrate a copy first\n"
    ) in out


def test_a_pattern_without_a_file_is_refused(versions: Path) -> None:
    assert refusal("old.yaml", "desk", "--files", "labels/*.jsonl") == (
        3,
        (
            "acoe: error: labels/*.jsonl: no file is called so\n"
            "  hint: put a pattern in quotes: --files 'labels/**/*.jsonl'\n"
        ),
    )


def test_what_is_not_counted_is_said(versions: Path) -> None:
    text = lines(record("r1"), record("r2", schema="desk@1.0.0")) + b"no record\n"
    (versions / "labels.jsonl").write_bytes(text)
    out = acoe("diff", "old.yaml", "desk", "--files", "labels.jsonl").out
    assert (
        "counted in 1 file: 1 record with 0 annotations under desk@1.2.0\n"
        "not counted: 1 record under another version\n"
        "not counted: 1 line that could not be read; acoe check says why\n"
    ) in out
