"""The histories of the reference taxonomies: a label file of each version, migrated to the next.

The files are what migration, decisions and new records gave when a version was released; CI makes
them again. `<name>-<version>.jsonl` is the file of a version, `decisions-<version>.jsonl` what the
lead decided when files were brought to it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from referenced import EXAMPLES, ROOT, TAXONOMIES, Json, records
from running import acoe

RECORDS = 8  # that the file of a version has at least
FATES = ("unchanged", "migrated", "deduplicated", "unresolved", "dropped")


class Step(NamedTuple):
    """Two versions of a taxonomy that follow each other, with the file of each."""

    taxonomy: str
    old: str
    new: str
    before: Path
    after: Path

    @property
    def decisions(self) -> Path:
        """What was decided, if anything was left to people."""
        return self.after.with_name(f"decisions-{self.new}.jsonl")


def files(taxonomy: str) -> dict[str, Path]:
    """The files of a history by their versions, the oldest first."""
    paths = (TAXONOMIES / taxonomy / "examples" / "history").glob("*-*.jsonl")
    found = {path.stem.rpartition("-")[2]: path for path in paths if _is_labels(path)}
    return dict(sorted(found.items(), key=lambda each: [*map(int, each[0].split("."))]))


def _is_labels(path: Path) -> bool:
    return not path.name.startswith("decisions-")


def steps() -> Iterator[Step]:
    for taxonomy in EXAMPLES:
        for old, new in pairwise(files(taxonomy).items()):
            yield Step(taxonomy, old[0], new[0], old[1], new[1])


STEPS = [pytest.param(each, id=f"{each.taxonomy}-{each.new}") for each in steps()]
each_step = pytest.mark.parametrize("step", STEPS)
each_taxonomy = pytest.mark.parametrize("taxonomy", EXAMPLES)


def migrated(tmp_path: Path, old: Path, target: str) -> tuple[Path, Json]:
    """A copy of a file under another version, and the report of the migration."""
    source = Path(shutil.copy(old, tmp_path / "labels.jsonl"))
    report = tmp_path / "report.json"
    ran = acoe(
        *("-w", ROOT, "migrate", source, "--to", target),
        *("-o", tmp_path / "out", "--report", f"json={report}"),
    )
    assert ran.code == 0, ran.err
    return tmp_path / "out" / "labels.jsonl", json.loads(report.read_bytes())


def decided(path: Path, decisions: Path) -> Path:
    """The file with the decisions of the lead carried out."""
    if decisions.exists():
        # They name the file that was exported.
        (name,) = {each["file"] for each in records(decisions)}
        path = path.rename(path.with_name(name))
        ran = acoe("-w", ROOT, "review", "apply", decisions, path, "--in-place")
        assert ran.code == 0, ran.out + ran.err
    return path


@each_taxonomy
def test_a_taxonomy_has_a_history(taxonomy: str) -> None:
    found = files(taxonomy)
    assert len(found) >= 2
    assert all(len(records(path)) >= RECORDS for path in found.values())


@each_taxonomy
def test_each_file_is_clean_under_its_version(taxonomy: str) -> None:
    for version, path in files(taxonomy).items():
        ran = acoe("-w", ROOT, "check", path, "--schema", f"{taxonomy}@{version}")
        assert ran.code == 0, ran.out
        assert "error" not in ran.out


@each_step
def test_a_version_is_the_one_before_migrated_decided_and_added_to(
    step: Step, tmp_path: Path
) -> None:
    path, report = migrated(tmp_path, step.before, f"{step.taxonomy}@{step.new}")
    assert report["records_in"] == report["records_out"] == len(records(step.before))
    assert report["annotations_in"] == sum(report[fate] for fate in FATES)
    assert (report["unresolved"] > 0) is step.decisions.exists()
    found = records(decided(path, step.decisions))
    assert found == records(step.after)[: len(found)]


@each_taxonomy
def test_all_steps_at_once_come_to_the_same(taxonomy: str, tmp_path: Path) -> None:
    """As long as people decide in the last of them only."""
    versions = files(taxonomy)
    first, last = next(iter(versions)), list(versions)[-1]
    path, _ = migrated(tmp_path, versions[first], f"{taxonomy}@{last}")
    decisions = versions[last].with_name(f"decisions-{last}.jsonl")
    found = records(decided(path, decisions))
    assert found == records(versions[last])[: len(found)]


@each_taxonomy
def test_a_history_has_a_real_migration(taxonomy: str, tmp_path: Path) -> None:
    """Labels are renamed, merged, divided and moved in it, and people had to decide."""
    versions = files(taxonomy)
    first, last = next(iter(versions)), list(versions)[-1]
    _, report = migrated(tmp_path, versions[first], f"{taxonomy}@{last}")
    assert report["migrated"] > 0
    assert report["unresolved"] > 0
    assert {"rename-label", "split-label", "merge-labels"} <= report["by_op"].keys()


# What is trade-chat's own: the sums of its first major version, and the way back

CHATS = files("trade-chat")


def test_a_minor_version_leaves_the_annotations_as_they_were(tmp_path: Path) -> None:
    path, report = migrated(tmp_path, CHATS["1.0.0"], "trade-chat@1.1.0")
    assert records(path) == records(CHATS["1.1.0"])[:56]
    assert (report["records_in"], report["records_out"]) == (56, 56)
    assert (report["annotations_in"], report["unchanged"]) == (1049, 1049)


def test_a_major_version_leaves_four_questions_to_people(tmp_path: Path) -> None:
    _, report = migrated(tmp_path, CHATS["1.1.0"], "trade-chat@2.0.0")
    assert sums(report) == (1176, [1145, 27, 0, 4, 0])
    assert report["by_op"] == {
        "merge-labels": 7,
        "remove-label": 2,
        "rename-label": 11,
        "rename-role": 2,
        "split-label": 9,
    }


def sums(report: dict[str, Any]) -> tuple[int, list[int]]:
    return report["annotations_in"], [report[fate] for fate in FATES]


def test_what_cannot_be_undone_is_said(tmp_path: Path) -> None:
    ran = acoe("-w", ROOT, "migrate", CHATS["2.0.0"], "--to", "trade-chat@1.1.0", "-o", tmp_path)
    assert ran.code != 0
    assert "merge" in ran.out + ran.err


def test_a_minor_version_can_be_undone(tmp_path: Path) -> None:
    path, _ = migrated(tmp_path, CHATS["1.0.0"], "trade-chat@1.1.0")
    again = tmp_path / "again"
    assert acoe("-w", ROOT, "migrate", path, "--to", "trade-chat@1.0.0", "-o", again).code == 0
    assert records(again / path.name) == records(CHATS["1.0.0"])
