"""Whole processes: what `acoe check` costs from its start to its end, and how much memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.rows import Row, at_most

_CHECK = "from acoe_spec.cli import main; main()"
_PARSE = """\
import sys, orjson
with open(sys.argv[1], "rb") as file:
    for line in file:
        orjson.loads(line)
"""
PEAK = """\
import sys
from acoe_spec.cli import main
try:
    main()
finally:
    with open("/proc/self/status") as status:
        peak = next(line for line in status if line.startswith("VmHWM"))
    print(peak.split()[1], file=sys.stderr)
"""
"""Runs `acoe`, and says last on standard error how many KiB it took at most."""
_MEBI = 1024


class Bench(NamedTuple):
    """Where processes run: a workspace, and a folder for caches that are warm after one run."""

    workspace: Path
    scratch: Path

    def cpu(self, *arguments: str) -> float:
        """Seconds of processor time of one run of Python."""
        process = self._start(arguments)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0  # it has been waited for
        return usage.ru_utime + usage.ru_stime

    def peak(self, file: Path) -> float:
        """Peak resident memory of `acoe check FILE` in MiB, by the kernel's own account."""
        process = self._start(("-c", PEAK, "check", str(file)), stderr=subprocess.PIPE)
        _, said = process.communicate()
        return int(said.split()[-1]) / _MEBI

    def _start(
        self, arguments: Sequence[str], stderr: int | None = None
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.workspace,
            env=environment(self.scratch),
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )


def environment(scratch: Path) -> dict[str, str]:
    """The variables of a process whose caches, that of bytecode too, are in a folder of ours."""
    kept = {key: each for key, each in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    caches = {"XDG_CACHE_HOME": "cache", "PYTHONPYCACHEPREFIX": "bytecode"}
    return kept | {key: str(scratch / folder) for key, folder in caches.items()}


def start_up(bench: Bench, small: Path, *, rounds: int) -> list[Row]:
    """A small file against a warm cache, and the import of the library."""
    runs = {
        "check": ("-c", _CHECK, "check", str(small)),
        "import": ("-c", "import acoe_spec"),
        "bare": ("-c", "pass"),
    }
    times = _interleaved(bench, runs, rounds=rounds)
    imported = [one - bare for one, bare in zip(times["import"], times["bare"])]
    return [
        at_most("acoe check small.jsonl, process CPU", 1000 * median(times["check"]), 100, " ms"),
        at_most("import acoe_spec, over bare Python", 1000 * median(imported), 40, " ms"),
    ]


def whole_process(bench: Bench, file: Path, *, rounds: int) -> list[Row]:
    """A large file, against a process that only parses it."""
    runs = {
        "check": ("-c", _CHECK, "check", str(file)),
        "parse": ("-c", _PARSE, str(file)),
    }
    times = _interleaved(bench, runs, rounds=rounds)
    ratio = median(one / other for one, other in zip(times["check"], times["parse"]))
    return [at_most("acoe check, whole process, clean chats", ratio, 2.2, "x orjson.loads")]


def memory(bench: Bench, files: Iterable[tuple[int, Path]]) -> list[Row]:
    """Peak memory by the number of records."""
    if not Path("/proc/self/status").exists():
        return [Row("peak memory", "not measured on this platform")]
    return [
        at_most(f"peak memory, {count:,} records", bench.peak(file), 80, " MiB")
        for count, file in files
    ]


def _interleaved(
    bench: Bench, runs: dict[str, tuple[str, ...]], *, rounds: int
) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in runs}
    for round_ in range(rounds + 1):  # the first fills the caches
        for name, arguments in runs.items():
            taken = bench.cpu(*arguments)
            if round_:
                times[name].append(taken)
    return times
