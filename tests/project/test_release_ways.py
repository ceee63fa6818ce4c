"""The gate that holds all ways to a new version to one outcome."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from released import migration, release, write_head
from running import acoe
from taxonomy_strategies import Head, head


def desk(version: str, *labels: str, **parts: Any) -> Head:
    entities = {each: {"definition": "A paper that is traded."} for each in labels}
    described = {"description": "What a dealer says.", "licence": "CC0-1.0", "owner": "desk"}
    return head(version=version, entities=entities, **described, **parts)


def renamed(old: str, new: str) -> dict[str, str]:
    return {"op": "rename-label", "set": "entity", "from": old, "to": new}


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two releases that a head follows, each by its own migration."""
    monkeypatch.chdir(tmp_path)
    release(tmp_path, desk("1.0.0", "bond", "bill"))
    release(tmp_path, desk("2.0.0", "note", "bill", based_on=["1.0.0"]))
    write_head(tmp_path, desk("3.0.0", "debt", "paper", based_on=["1.0.0", "2.0.0"]))
    migration(tmp_path, "desk@1.0.0", "2.0.0", renamed("bond", "note"))
    migration(tmp_path, "desk@2.0.0", "3.0.0", renamed("note", "debt"), renamed("bill", "paper"))
    return tmp_path


def rules() -> list[str]:
    found = acoe("release", "desk", "--without-guidelines", "--dry-run", "--report", "json").json[
        "findings"
    ]
    return [each["rule"] for each in found if each["level"] == "error"]


def test_ways_that_agree_are_no_obstacle(root: Path) -> None:
    migration(root, "desk@1.0.0", "3.0.0", renamed("bond", "debt"), renamed("bill", "paper"))

    assert rules() == []


def test_ways_that_disagree_are_named_before_the_release(root: Path) -> None:
    migration(root, "desk@1.0.0", "3.0.0", renamed("bond", "paper"), renamed("bill", "debt"))

    found = acoe("release", "desk", "--without-guidelines", "--dry-run", "--report", "json").json[
        "findings"
    ]
    (finding,) = [each for each in found if each["rule"] == "paths-disagree"]
    assert finding["message"].startswith(
        "two paths from desk@1.0.0 to desk@3.0.0 disagree, 1.0.0 > 2.0.0 > 3.0.0 and "
        "1.0.0 > 3.0.0: 'bill' becomes 'paper' on one and 'debt' on the other"
    )
    assert finding["hint"] == (
        "mend the migration that is wrong, or choose: migrate to desk@2.0.0 first"
    )
    assert finding["pointer"] == "/version"
    assert acoe("release", "desk", "--without-guidelines").code == 1


def checked() -> list[dict[str, Any]]:
    found = acoe("migration", "check", "desk", "--report", "json").json["findings"]
    return [each for each in found if each["rule"] == "paths-disagree"]


@pytest.mark.parametrize("is_released", [True, False])
def test_ways_that_disagree_are_found_with_the_migrations(root: Path, is_released: bool) -> None:
    """Also after the release: a migration may be edited, or written, at any time."""
    if is_released:
        release(root, desk("3.0.0", "debt", "paper", based_on=["1.0.0", "2.0.0"]))
        release(root, desk("4.0.0", "debt", "paper", based_on=["3.0.0"]))
        migration(root, "desk@3.0.0", "4.0.0")
    path = migration(root, "desk@1.0.0", "3.0.0", renamed("bond", "debt"), renamed("bill", "paper"))
    assert checked() == []

    migration(root, "desk@1.0.0", "3.0.0", renamed("bond", "paper"), renamed("bill", "debt"))

    (finding,) = checked()
    assert finding["file"] == path.relative_to(root).as_posix()
    assert finding["message"].startswith("two paths from desk@1.0.0 to desk@3.0.0 disagree, ")
    assert finding["hint"] == (
        "mend the migration that is wrong, or choose: migrate to desk@2.0.0 first"
    )


def test_ways_are_compared_whatever_else_is_broken(root: Path) -> None:
    path = Path("taxonomies", "desk", "migrations", "2.0.0--3.0.0.yaml")
    path.write_text("format: [")
    migration(root, "desk@1.0.0", "3.0.0", renamed("bond", "paper"), renamed("bill", "debt"))
    assert checked() == []


def test_what_other_gates_tell_is_not_told_again(root: Path) -> None:
    assert rules() == ["migration-missing"]
    Path("taxonomies", "desk", "migrations", "2.0.0--3.0.0.yaml").write_text("format: [")
    assert "paths-disagree" not in rules()
