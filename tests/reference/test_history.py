"""The history of trade-chat: a label file of each version, migrated from the one before.

The files are what migration, decisions and new chats gave when the version was released; CI makes
them again.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from running import acoe

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "taxonomies" / "trade-chat" / "examples"
DECISIONS = EXAMPLES / "history" / "decisions-2.0.0.jsonl"
FILES = {
    "1.0.0": EXAMPLES / "history" / "chats-1.0.0.jsonl",
    "1.1.0": EXAMPLES / "history" / "chats-1.1.0.jsonl",
    "2.0.0": EXAMPLES / "history" / "chats-2.0.0.jsonl",
}

Json = dict[str, Any]


def records(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def migrated(tmp_path: Path, old: str, new: str) -> tuple[Path, Json]:
    """A copy of the file of a version under another, and the report of the migration."""
    shutil.copy(FILES[old], tmp_path / "chats.jsonl")
    report = tmp_path / "report.json"
    ran = acoe(
        *("-w", ROOT, "migrate", tmp_path / "chats.jsonl", "--to", f"trade-chat@{new}"),
        *("-o", tmp_path / "out", "--report", f"json={report}"),
    )
    assert ran.code == 0, ran.err
    return tmp_path / "out" / "chats.jsonl", json.loads(report.read_bytes())


def decided(path: Path) -> Path:
    """The file with the decisions of the lead carried out."""
    ran = acoe("-w", ROOT, "review", "apply", DECISIONS, path, "--in-place")
    assert ran.code == 0, ran.out + ran.err
    return path


@pytest.mark.parametrize("version", FILES)
def test_each_file_is_clean_under_its_version(version: str) -> None:
    ran = acoe("-w", ROOT, "check", FILES[version], "--schema", f"trade-chat@{version}")
    assert ran.code == 0, ran.out
    assert "error" not in ran.out


def test_a_minor_version_leaves_the_annotations_as_they_were(tmp_path: Path) -> None:
    path, report = migrated(tmp_path, "1.0.0", "1.1.0")
    assert records(path) == records(FILES["1.1.0"])[:56]
    assert (report["records_in"], report["records_out"]) == (56, 56)
    assert (report["annotations_in"], report["unchanged"]) == (1049, 1049)


def test_a_major_version_leaves_four_questions_to_people(tmp_path: Path) -> None:
    path, report = migrated(tmp_path, "1.1.0", "2.0.0")
    assert report["annotations_in"] == 1176
    fates = ("unchanged", "migrated", "deduplicated", "unresolved", "dropped", "added")
    assert [report[fate] for fate in fates] == [1145, 27, 0, 4, 0, 0]
    assert report["by_op"] == {
        "merge-labels": 7,
        "remove-label": 2,
        "rename-label": 11,
        "rename-role": 2,
        "split-label": 9,
    }
    assert records(decided(path)) == records(FILES["2.0.0"])[:61]


def test_both_steps_at_once_come_to_the_same(tmp_path: Path) -> None:
    path, report = migrated(tmp_path, "1.0.0", "2.0.0")
    assert (report["migrated"], report["unresolved"]) == (26, 4)
    assert records(decided(path)) == records(FILES["2.0.0"])[:56]


def test_what_cannot_be_undone_is_said(tmp_path: Path) -> None:
    ran = acoe(
        *("-w", ROOT, "migrate", FILES["2.0.0"], "--to", "trade-chat@1.1.0", "-o", tmp_path),
    )
    assert ran.code != 0
    assert "merge" in ran.out + ran.err


def test_a_minor_version_can_be_undone(tmp_path: Path) -> None:
    path, _ = migrated(tmp_path, "1.0.0", "1.1.0")
    again = tmp_path / "again"
    assert acoe("-w", ROOT, "migrate", path, "--to", "trade-chat@1.0.0", "-o", again).code == 0
    assert records(again / "chats.jsonl") == records(FILES["1.0.0"])
