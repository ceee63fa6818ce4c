"""Two ways to run `acoe` in a test: in this process, which is fast, and as a process of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from acoe_spec.cli import main

COMMAND = (sys.executable, "-m", "acoe_spec")


class Ran(NamedTuple):
    """What a run came to: exit code, standard output, standard error."""

    code: int
    out: str
    err: str = ""

    @property
    def json(self) -> Any:
        """Standard output, read as JSON."""
        return json.loads(self.out)


def acoe(*arguments: str | Path, stdin: bytes = b"") -> Ran:
    """Run `acoe` in this process, in the working directory."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    with redirect_stdout(out), redirect_stderr(err), patch.object(sys, "stdin", given):
        try:
            main([str(each) for each in arguments])
        except SystemExit as stop:
            code = stop.code or 0
    assert isinstance(code, int)
    return Ran(code, _written(out), _written(err))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode("utf-8")


@contextmanager
def process(
    *arguments: str | Path, cwd: Path, environment: dict[str, str] | None = None, **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """`acoe` as a process of its own, ended with the block at the latest."""
    package = Path(sys.modules["acoe_spec"].__file__ or "").parents[1]
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(package)} | (environment or {}),
        **(streams | options),
    ) as running:
        try:
            yield running
        finally:
            if running.poll() is None:
                running.kill()


def ran(*arguments: str | Path, cwd: Path, stdin: bytes | None = None, **options: Any) -> Ran:
    """Run `acoe` as a process of its own, to its end."""
    if stdin is not None:
        options["stdin"] = subprocess.PIPE
    with process(*arguments, cwd=cwd, **options) as running:
        out, err = running.communicate(stdin, timeout=60)
    return Ran(running.returncode, (out or b"").decode("utf-8"), (err or b"").decode("utf-8"))
