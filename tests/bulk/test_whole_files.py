"""Whole files at the seams of `bulk`: many processes, what a file remembers, foreign files."""

from __future__ import annotations

import multiprocessing
import os
import random
from pathlib import Path

import pytest
from desk import BONDS, TAXONOMY, UBS, entity, lines, record

from acoe_spec.bulk.checking import Outcome, Plan
from acoe_spec.bulk.counting import count_files
from acoe_spec.bulk.runs import check_files
from acoe_spec.errors import AcoeError, FileProblem
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.resolver import WorkspaceResolver

BAD = record("bad", entity("e1", "firm", (0, 3), text="ubs"))


@pytest.fixture
def resolver(tmp_path: Path) -> WorkspaceResolver:
    head = tmp_path / "taxonomies" / "desk" / "taxonomy.yaml"
    head.parent.mkdir(parents=True)
    head.write_text(TAXONOMY, encoding="utf-8")
    return WorkspaceResolver(Workspace(tmp_path))


def test_processes_change_nothing(tmp_path: Path, resolver: WorkspaceResolver) -> None:
    chance = random.Random(7)
    names = []
    for number in range(7):
        path = tmp_path / f"{number}.jsonl"
        values = [BAD, record("r1", UBS), record("r1", BONDS), record(schema="desk@2.0.0"), []]
        path.write_bytes(lines(*chance.choices(values, k=40)))
        names.append(str(path))
    names.insert(3, str(tmp_path / "nope.jsonl"))

    for limit in (None, 0, 25):
        plan = Plan(limit=limit)
        alone = check_files(names, resolver, plan)
        shared = check_files(names, resolver, plan, jobs=3)
        assert shared.tally.report() == alone.tally.report()
        assert list(map(str, shared.problems)) == list(map(str, alone.problems))


class _Deadly(WorkspaceResolver):
    """Ends the process that asks it anything."""

    def __reduce__(self) -> tuple[type[_Deadly], tuple[Workspace]]:
        return _Deadly, (self.workspace,)

    def resolve(self, reference: str) -> object:  # type: ignore[override]
        if multiprocessing.parent_process() is not None:
            os._exit(9)
        return super().resolve(reference)


def test_a_process_that_dies_is_an_error(tmp_path: Path, resolver: WorkspaceResolver) -> None:
    names = []
    for name in "ab":
        names.append(str(tmp_path / f"{name}.jsonl"))
        Path(names[-1]).write_bytes(lines(record()))

    with pytest.raises(AcoeError) as caught:
        check_files(names, _Deadly(resolver.workspace), Plan(), jobs=2)

    assert caught.value.message == "a process of this run was ended from outside"
    assert caught.value.exit_code == 3


def test_a_problem_in_one_file_keeps_the_others(
    tmp_path: Path, resolver: WorkspaceResolver
) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(BAD))
    (tmp_path / "b.jsonl.gz").write_bytes(b"\x1f\x8b")

    outcome = check_files(
        [str(tmp_path / name) for name in ("nope", "a.jsonl", "b.jsonl.gz")], resolver, Plan()
    )

    assert isinstance(outcome, Outcome)
    assert outcome.tally.report().summary.by_rule == {"surface-mismatch": 1}
    assert [problem.message for problem in outcome.problems] == [
        "no such file",
        "the compressed data ends too early",
    ]


def test_progress_tells_of_every_byte(tmp_path: Path, resolver: WorkspaceResolver) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(lines(*[record(f"r{number}", UBS) for number in range(9000)]))
    told: list[int] = []

    check_files([str(path)], resolver, Plan(), progress=told.append)

    assert sum(told) == path.stat().st_size
    assert len(told) > 1


def test_counts(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + lines(record("r1", UBS), record("r2")) + b"\r\n  \n{}\n")

    counts = count_files([str(path), str(path)])

    assert (counts.files, counts.records, counts.units, counts.annotations) == (2, 4, 4, 2)
    assert counts.unreadable == 2
    assert counts.by_label == {"entity": {"firm": 2}}
    with pytest.raises(FileProblem):
        count_files([str(tmp_path)])
