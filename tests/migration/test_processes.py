"""Processes that share work: in order, and gone with the run that started them."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from acoe_spec.errors import MissingExtra
from acoe_spec.processes import shared_out


def _make_square() -> Callable[[int], int]:
    return _square


def _square(number: int) -> int:
    if number < 0:
        raise ValueError("less than nothing")
    return number * number


def test_results_come_in_the_order_of_the_items() -> None:
    assert list(shared_out(range(20), _make_square, jobs=3)) == [n * n for n in range(20)]


def test_what_the_work_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="less than nothing"):
        list(shared_out([1, -1, 2], _make_square, jobs=2))


def test_an_error_is_the_same_in_another_process() -> None:
    error = MissingExtra("zstandard", extra="formats", purpose="reading .zst files")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.hint) == (MissingExtra, str(error), error.hint)


_PROGRAM = """\
import os, sys, time
from acoe_spec.errors import MissingExtra
from acoe_spec.processes import shared_out

def make():
    return work

def work(item):
    print(os.getpid(), flush=True)
    time.sleep(60)

if __name__ == "__main__":
    list(shared_out([1, 2], make, jobs=2))
"""


def test_none_outlives_a_run_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(_PROGRAM, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "program.py"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    ) as running:
        assert running.stdout is not None
        workers = [int(running.stdout.readline()) for _ in range(2)]
        running.send_signal(signal.SIGKILL)
        assert running.stdout.read() == b""  # ends when nobody can write to it any more

    deadline = time.monotonic() + 10
    while any(map(_is_running, workers)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(map(_is_running, workers))


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text("utf-8").rsplit(")", 1)[1].split()[0] != "Z"
