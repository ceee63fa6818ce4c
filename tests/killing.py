"""`acoe` killed with SIGKILL at random moments, again and again.

A driver process loads `acoe` once, by a run that changes nothing, and forks for every other run; so
the moments are spread over the work itself and not over the start of Python. Each run is a process
of its own, and is killed from outside like any other.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import IO, NamedTuple


class Ended(NamedTuple):
    """How a run ended: its exit code (negative: the signal), how long it took, what it printed."""

    code: int
    seconds: float
    out: str

    @property
    def was_killed(self) -> bool:
        return self.code == -signal.SIGKILL


class Driver:
    """Starts runs of `acoe` in one folder, each a fork of a process that has loaded it already."""

    def __init__(self, stdin: IO[str], stdout: IO[str]) -> None:
        self._stdin = stdin
        self._stdout = stdout

    def run(self, *arguments: str | Path, kill_after: float | None = None) -> Ended:
        """Run `acoe` to its end, or to the given number of seconds after its start."""
        order = {"arguments": list(map(str, arguments)), "kill_after": kill_after}
        self._stdin.write(json.dumps(order) + "\n")
        self._stdin.flush()
        return Ended(*json.loads(self._stdout.readline()))


@contextmanager
def driver(*harmless: str | Path, cwd: Path) -> Iterator[Driver]:
    """A driver whose runs have `cwd` as their working directory.

    `harmless` are the arguments of a run that loads what the others will need.
    """
    with subprocess.Popen(
        [sys.executable, __file__, *map(str, harmless)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        try:
            assert running.stdout.readline() == "0\n", "the harmless run fails"
            yield Driver(running.stdin, running.stdout)
        finally:
            running.kill()


def killed_again_and_again(
    start: Driver,
    *arguments: str | Path,
    times: int,
    seconds: float,
    seed: int,
    after_kill: Callable[[], object],
    after_end: Callable[[Ended], object],
) -> None:
    """Run the same command until that many runs were killed, at random moments of `seconds`.

    A run goes on where the one before it was killed. `after_kill` looks at what a killed one left
    behind; `after_end` at what one left that came to its end, and then makes everything as it was
    at first.
    """
    chance = random.Random(seed)
    killed = 0
    for _ in range(20 * times):
        ended = start.run(*arguments, kill_after=chance.uniform(0, seconds))
        if ended.was_killed:
            killed += 1
            after_kill()
        else:
            after_end(ended)
        if killed == times:
            break
    assert killed == times, "most runs end before their moment: there is too little to do"
    after_end(start.run(*arguments))


def _drive(harmless: list[str]) -> None:
    """Do what is ordered on standard input, line by line."""
    from acoe_spec.cli import main

    said = sys.stdout
    with redirect_stdout(sys.stderr):
        try:
            main(harmless)
        except SystemExit as stop:
            said.write(f"{stop.code or 0}\n")
            said.flush()
    for line in sys.stdin:
        order = json.loads(line)
        said, saying = os.pipe()
        begun = time.monotonic()
        child = os.fork()
        if child == 0:
            os.close(said)
            _run(main, order["arguments"], saying)
        os.close(saying)
        if order["kill_after"] is not None:
            time.sleep(max(0, begun + order["kill_after"] - time.monotonic()))
            os.kill(child, signal.SIGKILL)  # a zombie does not mind
        with os.fdopen(said, encoding="utf-8") as stream:
            out = stream.read()
        _, status = os.waitpid(child, 0)
        taken = time.monotonic() - begun
        sys.stdout.write(json.dumps([os.waitstatus_to_exitcode(status), taken, out]) + "\n")
        sys.stdout.flush()


def _run(main: Callable[[list[str]], None], arguments: list[str], saying: int) -> None:
    os.dup2(saying, 1)
    os.dup2(saying, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    code: object = 70
    try:
        main(arguments)
    except SystemExit as stop:
        code = stop.code or 0
    finally:
        sys.stdout.flush()
        os._exit(code if isinstance(code, int) else 70)


if __name__ == "__main__":
    _drive(sys.argv[1:])
