"""`acoe migrate` as a process among others: memory, terminals, pipes."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

from desk import line
from running import COMMAND, ran
from two_versions import NEW, OPEN, PLAIN


def many(path: Path, count: int) -> Path:
    """A label file of that many records, one in ten with something for people to decide."""
    kinds = [line(each | {"id": "r%07d"}).decode("utf-8") for each in [PLAIN] * 9 + [OPEN]]
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(f"{kinds[number % 10]}\n" % number)
    return path


def peak(folder: Path, *arguments: str) -> int:
    """The largest resident size, in MiB, of a migration that succeeds."""
    program = (
        "import resource, sys\n"
        "from acoe_spec.cli import main\n"
        "try: main()\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
    )
    # A process is charged with what its parent held when it began: let that be a shell.
    shell = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, "-c", program, "migrate"]
    done = subprocess.run(
        [*shell, *arguments, "--to", NEW],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=True,
        timeout=120,
    )
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return int(done.stderr.split()[-1]) // unit


def test_memory_does_not_grow_with_the_file(desk: Path) -> None:
    many(desk / "small.jsonl", 1_000)
    many(desk / "large.jsonl", 60_000)
    peak(desk, "small.jsonl", "--dry-run")  # compiles the taxonomies

    small = peak(desk, "small.jsonl", "-o", "out")
    large = peak(desk, "large.jsonl", "-o", "out")
    in_place = peak(desk, "large.jsonl", "--in-place")

    assert max(large, in_place) <= 80
    assert max(large, in_place) - small < 8


def on_a_terminal(folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and standard error of a run whose standard error is a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env=os.environ
        | {"TERM": "xterm", "COLUMNS": "80", "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as running:
        os.close(theirs)
        shown = b""
        while select.select([ours], [], [], 30)[0]:
            try:
                shown += os.read(ours, 65536)
            except OSError:  # the terminal is closed
                break
        code = running.wait(timeout=10)
    os.close(ours)
    return code, shown.decode("utf-8")


def test_a_progress_bar_where_somebody_can_see_it(desk: Path) -> None:
    many(desk / "in.jsonl", 5_000)

    code, shown = on_a_terminal(desk, "migrate", "in.jsonl", "--to", NEW, "-o", "out")
    assert code == 0
    assert "migrating" in shown
    assert "100%" in shown

    assert ran("migrate", "in.jsonl", "--to", NEW, "-o", "out", cwd=desk).err == ""


def test_no_bar_for_what_takes_no_time(desk: Path) -> None:
    many(desk / "in.jsonl", 10)

    arguments = ("migrate", "in.jsonl", "--to", NEW, "-o", "out")
    assert on_a_terminal(desk, *arguments) == (0, "")


def test_a_reader_that_goes_away_leaves_no_journal(desk: Path) -> None:
    many(desk / "in.jsonl", 10)
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = ran("migrate", "in.jsonl", "--to", NEW, "--in-place", cwd=desk, stdout=writing)
    finally:
        os.close(writing)

    assert (ended.code, ended.err) == (3, "")
    assert not (desk / ".acoe").exists()
    assert NEW.encode() in (desk / "in.jsonl").read_bytes()
