"""The benchmarks run from one end to the other, on next to nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))


@pytest.mark.usefixtures("_importable")
def test_a_quick_run_prints_the_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from benchmarks import __main__ as benchmarks

    tiny = benchmarks.Sizes(records=20, large=40, rounds=1, labels=50)
    monkeypatch.setattr(benchmarks, "QUICK", tiny)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--quick"])

    benchmarks.main()

    printed = capsys.readouterr().out.splitlines()
    assert printed[0].split() == ["work", "measured", "target", "verdict"]
    assert len(printed) == 37
    verdicts = ("holds", "falls short", "no chromium here")
    assert all(any(each in line for each in verdicts) for line in printed[2:])


@pytest.mark.usefixtures("_importable")
def test_the_data_is_the_same_every_time_and_clean() -> None:
    from acoe_spec.bulk.checking import FileChecker, Plan
    from acoe_spec.workspace.discovery import Workspace
    from acoe_spec.workspace.resolver import WorkspaceResolver
    from benchmarks.chats import chats
    from benchmarks.spoiling import spoilt

    lines = list(chats(60))
    assert lines == list(chats(60))

    checker = FileChecker(WorkspaceResolver(Workspace(ROOT)), Plan())
    clean = checker.check_lines(enumerate(lines, 1), file="chats.jsonl").report()
    bad = checker.check_lines(enumerate(spoilt(lines, every=10), 1), file="bad.jsonl").report()

    assert clean.findings == ()
    assert {finding.line for finding in bad.findings} == {1, 11, 21, 31, 41, 51}
