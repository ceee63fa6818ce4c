"""`acoe check` as a process among others: signals, closed pipes, terminals, memory."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import AGAIN, BONDS, UBS, entity, line, lines, record
from running import COMMAND, Ran, process, ran

BAD = record("bad", entity("e1", "firm", (0, 3), text="ubs"))


def many(path: Path, count: int, *, start: int = 0, mode: str = "wb") -> Path:
    """A clean label file of that many records."""
    template = line(record("r%07d", UBS, BONDS, AGAIN)).decode("utf-8")
    with path.open(mode) as file:
        for first in range(start, start + count, 1000):
            numbers = range(first, min(first + 1000, start + count))
            file.write("".join(f"{template}\n" % number for number in numbers).encode("utf-8"))
    return path


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def bytes_read(pid: int) -> int:
    """How much a process has read from its files, where the system tells."""
    counters = Path(f"/proc/{pid}/io").read_text(encoding="ascii")
    return int(counters.split()[1])


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/io").exists(), reason="this system does not tell what a process reads"
)


@needs_proc
def test_ctrl_c_ends_a_run_with_one_line(desk: Path) -> None:
    many(desk / "in.jsonl", 100_000)
    with process("check", "in.jsonl", cwd=desk) as running:
        until(lambda: bytes_read(running.pid) > 8_000_000)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=10)

    assert (running.returncode, out, err) == (
        130,
        b"",
        b"acoe: interrupted; nothing was left half-written\n",
    )


@pytest.mark.parametrize("send", [os.kill, os.killpg])  # a terminal signals the whole group
def test_ctrl_c_does_not_wait_for_other_processes(
    desk: Path, send: Callable[[int, int], None]
) -> None:
    names = ["a.jsonl", "b.jsonl"]
    for name in names:
        os.mkfifo(desk / name)
    with process("check", "--jobs", "2", *names, cwd=desk, start_new_session=True) as running:
        # That a pipe can be opened for writing shows that it is open for reading.
        pipes = [os.open(desk / name, os.O_WRONLY) for name in names]
        send(running.pid, signal.SIGINT)
        _, err = running.communicate(timeout=20)
    for each in pipes:
        os.close(each)

    assert (running.returncode, err) == (
        130,
        b"acoe: interrupted; nothing was left half-written\n",
    )


@needs_proc
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_a_repair_that_is_stopped_leaves_the_old_file_whole(
    desk: Path, sent: signal.Signals
) -> None:
    path = many(desk / "in.jsonl", 40_000)
    with path.open("ab") as file:
        file.write(lines(BAD))
    before = path.read_bytes()

    with process("check", "--fix", "in.jsonl", cwd=desk) as running:
        until(lambda: any(_parts(desk)))  # it is writing now
        running.send_signal(sent)
        running.communicate(timeout=10)

    assert running.returncode == (130 if sent == signal.SIGINT else -sent)
    assert path.read_bytes() == before
    if sent == signal.SIGINT:
        assert not _parts(desk)


def _parts(folder: Path) -> list[Path]:
    """Unfinished files; one is renamed when it is whole."""
    return [each for each in folder.glob(".in.jsonl.*.part") if each.stat().st_size > 0]


def test_a_reader_that_goes_away(desk: Path) -> None:
    different = (record(f"r{number}", **{f"field_{number}": 1}) for number in range(1000))
    (desk / "in.jsonl").write_bytes(lines(*different))
    with process("check", "in.jsonl", "--report", "json", cwd=desk, bufsize=0) as running:
        assert running.stdout is not None
        assert running.stdout.read(14) == b'{\n  "summary":'
        running.stdout.close()
        assert running.stderr is not None
        assert running.stderr.read() == b""
        # 1 where the pipe took the whole report before its reader went.
        assert running.wait(timeout=10) in (1, 3)


def test_a_reader_that_was_never_there(desk: Path) -> None:
    (desk / "in.jsonl").write_bytes(lines(record()))
    reading, writing = os.pipe()
    os.close(reading)
    try:
        assert ran("check", "in.jsonl", cwd=desk, stdout=writing) == Ran(3, "")
    finally:
        os.close(writing)


def test_text_that_the_terminal_cannot_show(desk: Path) -> None:
    (desk / "in.jsonl").write_bytes(lines(record("ré€", id="ré€")))
    found = ran("stats", "in.jsonl", cwd=desk, environment={"PYTHONIOENCODING": "ascii"})
    assert found.code == 0
    (desk / "in.jsonl").write_bytes(line(record("ré€")) + b"\n" + line(record("ré€")))
    found = ran(
        "check", "in.jsonl", "--show-text", cwd=desk, environment={"PYTHONIOENCODING": "ascii"}
    )
    assert (found.code, found.err) == (1, "")
    assert "record ré€" in found.out


def peak(folder: Path, name: str) -> int:
    """The largest resident size, in MiB, of a process that checks a file and finds nothing."""
    program = (
        "import resource, sys\n"
        "from acoe_spec.cli import main\n"
        "try: main()\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
    )
    # A process is charged with what its parent held when it began: let that be a shell.
    command = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, "-c", program, "check", name]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=60)
    assert done.stdout.startswith(b"No findings in 1 file")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return int(done.stderr) // unit


def test_memory_does_not_grow_with_the_file(desk: Path) -> None:
    many(desk / "small.jsonl", 1_000)
    many(desk / "large.jsonl", 100_000)
    peak(desk, "small.jsonl")  # compiles the taxonomy

    small, large = peak(desk, "small.jsonl"), peak(desk, "large.jsonl")

    assert large < 80
    assert large - small < 40


def on_a_terminal(folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and standard error of a run whose standard error is a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "80"},
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
    many(desk / "in.jsonl", 20_000)

    code, shown = on_a_terminal(desk, "check", "in.jsonl")
    assert code == 0
    assert "checking" in shown
    assert "100%" in shown

    assert ran("check", "in.jsonl", cwd=desk).err == ""
    assert ran("check", "-", cwd=desk, stdin=(desk / "in.jsonl").read_bytes()).err == ""


def test_no_bar_for_what_takes_no_time(desk: Path) -> None:
    many(desk / "in.jsonl", 10)

    assert on_a_terminal(desk, "check", "in.jsonl") == (0, "")


def test_checking_a_clean_file_loads_nothing_heavy(desk: Path) -> None:
    many(desk / "in.jsonl", 10)
    ran("check", "in.jsonl", cwd=desk)  # compiles the taxonomy
    program = (
        "import sys\n"
        "from acoe_spec.cli import main\n"
        "try: main()\n"
        "finally: print(*sorted(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "check", "in.jsonl"],
        cwd=desk,
        capture_output=True,
        check=True,
        text=True,
    )
    heavy = {
        "linkml",
        "linkml_runtime",
        "networkx",
        "pydantic",
        "rich",
        "ruamel",
        "yaml",
        "sqlite3",
    }
    assert not heavy & set(done.stdout.split())


def test_processes_share_the_files_and_the_report_is_the_same(desk: Path) -> None:
    names = []
    for number in range(5):
        names.append(f"{number}.jsonl")
        twice = [BAD, record("same"), record("same")] * (number + 1)
        (desk / names[-1]).write_bytes(lines(*twice, record(schema="desk@9.0.0")) + b"{\n")
    options = ("--report", "json", "--limit", "20", *names, "missing.jsonl")

    alone = ran("check", *options, cwd=desk)
    shared = ran("check", *options, "--jobs", "2", cwd=desk)

    assert alone.code == 3
    assert alone.json["summary"]["errors"] > 20
    assert shared == alone


def test_standard_input_is_checked_with_several_processes_too(desk: Path) -> None:
    (desk / "in.jsonl").write_bytes(lines(record()))

    found = ran("check", "in.jsonl", "-", "--jobs", "2", cwd=desk, stdin=lines(record()))

    assert found == Ran(0, "No findings in 2 files, 2 records.\n")
