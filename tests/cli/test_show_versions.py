"""`acoe show ID --versions`: the picture, word for word, and the same as JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from released import migration, release, write_head
from running import Ran, acoe, ran
from taxonomy_strategies import Head, head

DESK = Path("taxonomies", "desk")
SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "show-versions.schema.json"


def desk(version: str, *labels: str, **parts: Any) -> Head:
    entities = {each: {"definition": f"What {each} is."} for each in labels}
    return head(version=version, entities=entities, **parts) | {"title": "Trading desk"}


def added(label: str, **more: str) -> dict[str, str]:
    return {"op": "add-label", "set": "entity", "label": label, **more}


def renamed(old: str, new: str) -> dict[str, str]:
    return {"op": "rename-label", "set": "entity", "from": old, "to": new}


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A line with a maintenance branch, and a head that follows both of its ends."""
    monkeypatch.chdir(tmp_path)
    release(tmp_path, desk("1.0.0", "bond", "loan"))
    release(tmp_path, desk("1.1.0", "bond", "loan", "option", based_on=["1.0.0"]))
    release(tmp_path, desk("1.1.1", "note", "loan", "option", based_on=["1.1.0"]))
    release(tmp_path, desk("2.0.0", "bond", "warrant", based_on=["1.1.0"]))
    write_head(tmp_path, desk("2.1.0", "bond", "warrant", "swap", based_on=["1.1.1", "2.0.0"]))
    migration(tmp_path, "desk@1.0.0", "1.1.0", added("option"))
    migration(tmp_path, "desk@1.1.0", "1.1.1", renamed("bond", "note"))
    migration(
        tmp_path,
        "desk@1.1.0",
        "2.0.0",
        renamed("option", "warrant"),
        {"op": "merge-labels", "set": "entity", "from": ["bond", "loan"], "to": "bond"},
        {"op": "set-name", "set": "entity", "label": "bond"},
        description="To this desk a loan is a bond.\nIt trades both.",
    )
    migration(tmp_path, "desk@2.0.0", "2.1.0", added("swap", question="Is it new?"))
    return tmp_path


PICTURE = """\
desk  Trading desk

●    2.1.0  not released, the head
│      from 2.0.0 (minor): 1 minor operation; 1 question open; can be undone
│      from 1.1.1 (major): no migration yet, which this would begin
│        acoe migration draft desk@1.1.1 desk@2.1.0
├─╮
● │  2.0.0  released
│ │    from 1.1.0 (major): 2 major, 1 patch operations; cannot be undone
│ │      To this desk a loan is a bond.
│ │      merge-labels entity/bond+loan is not undone
│ ●  1.1.1  released
│ │    from 1.1.0 (patch): 1 major operation; can be undone
├─╯
●    1.1.0  released
│      from 1.0.0 (minor): 1 minor operation; can be undone
●    1.0.0  released
"""


def test_the_versions_are_drawn_with_what_leads_to_each() -> None:
    assert acoe("show", "desk", "--versions") == Ran(0, PICTURE)


def test_a_terminal_that_knows_ascii_only_gets_ascii(root: Path) -> None:
    found = ran("show", "desk", "--versions", cwd=root, environment={"PYTHONIOENCODING": "ascii"})

    assert found.code == 0
    assert found.out == PICTURE.translate(str.maketrans("●│├─╮╯", "*||-.'"))


def as_json() -> Any:
    """What is written as JSON, which has the shape that is published."""
    found = acoe("show", "desk", "--versions", "--json").json
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(found)
    return found


def test_the_same_as_json() -> None:
    found = as_json()

    assert (found["taxonomy"], found["title"]) == ("desk", "Trading desk")
    assert [each["version"] for each in found["versions"]] == [
        "2.1.0", "2.0.0", "1.1.1", "1.1.0", "1.0.0",
    ]  # fmt: skip
    head, newest, *_, oldest = found["versions"]
    assert (head["released"], head["head"], head["errors"]) == (False, True, 0)
    assert (newest["released"], newest["head"], newest["errors"]) == (True, False, None)
    assert newest["changes"] == [
        {
            "from": "1.1.0",
            "to": "2.0.0",
            "raised": "major",
            "file": "taxonomies/desk/migrations/1.1.0--2.0.0.yaml",
            "title": "To this desk a loan is a bond.",
            "operations": {"major": 2, "patch": 1},
            "open_questions": 0,
            "lossless": False,
            "not_undone": ["merge-labels entity/bond+loan is not undone"],
            "problem": None,
        }
    ]
    assert [each["file"] for each in head["changes"]] == [
        "taxonomies/desk/migrations/2.0.0--2.1.0.yaml",
        None,
    ]
    assert oldest["changes"] == []


def test_lint_speaks_of_a_head_that_was_edited_after_its_release(root: Path) -> None:
    write_head(root, desk("2.0.0", "bond", "warrant", "swap", based_on=["1.1.0"]))

    assert "●    2.0.0  released, the head, with 1 error of lint\n" in shown()
    assert as_json()["versions"][0]["errors"] == 1


def test_what_is_broken_is_shown_with_its_problem(root: Path) -> None:
    Path(DESK, "migrations", "1.1.0--1.1.1.yaml").write_text("format: [")
    edited = Path(DESK, "releases", "1.0.0", "definition.json")
    edited.write_bytes(edited.read_bytes() + b"\n")

    assert as_json()["versions"][-1]["problem"]
    picture = " ".join(shown().replace("│", " ").split())

    assert (
        "from 1.1.0 (patch): cannot be used: taxonomies/desk/migrations/1.1.0--1.1.1.yaml:1:"
    ) in picture
    assert (
        "1.0.0 released cannot be used: taxonomies/desk/releases/1.0.0/definition.json: this file "
        "was edited after the release"
    ) in picture


def test_a_head_that_cannot_be_read_hides_no_release(root: Path) -> None:
    Path(DESK, "taxonomy.yaml").write_text("format: [")

    found = acoe("show", "desk", "--versions")
    assert found.code == 0
    title, problem, picture = found.out.split("\n\n", 2)
    assert title == "desk  Trading desk"
    assert problem.startswith("the head cannot be used: taxonomies/desk/taxonomy.yaml:1:")
    assert picture.startswith("●    2.0.0  released\n")
    told = as_json()
    assert told["problem"].startswith("taxonomies/desk/taxonomy.yaml:1:")
    assert told["versions"][0]["version"] == "2.0.0"


def test_a_manifest_that_cannot_be_read_hides_no_other_version(root: Path) -> None:
    Path(DESK, "releases", "1.1.0", "manifest.json").write_text("{")

    found = acoe("show", "desk", "--versions")
    assert found.code == 0
    assert "●    1.1.0  released\n│      cannot be used: " in found.out
    assert "●    1.0.0  released\n" in found.out


def test_a_version_that_another_follows_and_that_is_not_here_is_named(root: Path) -> None:
    shutil.rmtree(Path(DESK, "releases", "1.1.0"))

    picture = shown()
    assert "from 1.1.0 (major): cannot be used: '1.1.0' is not here\n" in picture
    assert "acoe migration draft desk@1.1.0" not in picture
    assert as_json()["versions"][1]["changes"][0]["problem"] == "'1.1.0' is not here"


def test_a_taxonomy_without_a_release_has_one_version(root: Path) -> None:
    write_head(root, head("core"))

    assert acoe("show", "core", "--versions") == Ran(
        0, "core  core\n\n●  1.0.0  not released, the head\n"
    )


@pytest.mark.parametrize("arguments", [("desk@1.0.0",), ("desk", "bond")])
def test_versions_are_of_the_whole_taxonomy(arguments: tuple[str, ...]) -> None:
    assert acoe("show", *arguments, "--versions") == Ran(
        2,
        "",
        "acoe: error: the versions are those of a taxonomy as a whole\n"
        "  hint: acoe show desk --versions\n",
    )


def test_an_unknown_taxonomy_is_said_to_be_unknown() -> None:
    found = acoe("show", "disk", "--versions")

    assert found.code == 3
    assert found.err.startswith("acoe: error: no version of 'disk' is known\n")


def shown() -> str:
    return acoe("show", "desk", "--versions").out
