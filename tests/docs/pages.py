"""Pages of documentation as programs: their fenced blocks, in order, run in one empty folder.

What runs, and how it is held to what the page shows:

- ```` ```console ````: each line that begins with `$ ` is a command for `sh`. The lines below it,
  up to the next command, are its output, standard error included; a line `...` stands for any
  number of lines. A command without output below it may print anything. A command succeeds, or
  ends in a comment `# exit 1` with the code that it exits with. `cd` lasts until the end of the
  page.
- ```` ```python ````: runs in the same folder; names last until the end of the page. A block
  ```` ```output ```` directly below is what it prints.
- Any block with `title="PATH"`: is written to that file and not run.

Every other block is for reading only.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

_FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$", re.M | re.S
)
_TITLE = re.compile(r'title="([^"]+)"')
_EXIT = re.compile(r"#\s*exit (\d+)\s*$")


@dataclass(frozen=True)
class Block:
    """One fenced block: the language, the file that it is the content of, and its 1-based line."""

    language: str
    title: str | None
    body: str
    line: int


@dataclass(frozen=True)
class Command:
    """A line of a console, the exit code that it announces, and its output (None: not shown)."""

    text: str
    code: int
    output: str | None


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page in Markdown."""
    found = []
    for match in _FENCE.finditer(page):
        language, _, rest = match["info"].strip().partition(" ")
        title = _TITLE.search(rest)
        line = page.count("\n", 0, match.start()) + 1
        found.append(Block(language, title[1] if title else None, match["body"], line))
    return found


def commands(console: str) -> Iterator[Command]:
    """The commands of a console block, with what they print."""
    for part in re.split(r"^\$ ", console, flags=re.M)[1:]:
        text, _, output = part.partition("\n")
        announced = _EXIT.search(text)
        shown = output.rstrip("\n")
        yield Command(text, int(announced[1]) if announced else 0, shown if shown else None)


def resembles(printed: str, shown: str) -> bool:
    """Whether `printed` is what the page shows, where a line `...` is any number of lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line.rstrip()) + r"[ \t]*\n"
        for line in shown.rstrip("\n").split("\n")
    )
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n") is not None


def run(page: Path, folder: Path) -> None:
    """Do what a page says in `folder`; raises `AssertionError` at the first thing that differs."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ACOE_")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "XDG_CACHE_HOME": str(folder / ".cache"),
        "COLUMNS": "80",
    }
    where = folder
    names: dict[str, object] = {"__name__": "__main__"}
    found = blocks(page.read_text("utf-8"))
    for block, below in zip(found, [*found[1:], None]):
        place = f"{page.name}:{block.line}"
        if block.title is not None:
            file = where / block.title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.body, "utf-8")
        elif block.language == "console":
            for command in commands(block.body):
                where = _run_command(command, where, environment, place)
        elif block.language == "python":
            printed = io.StringIO()
            with contextlib.chdir(where), contextlib.redirect_stdout(printed):
                exec(compile(block.body, place, "exec"), names)
            if below is not None and below.language == "output":
                assert resembles(printed.getvalue(), below.body), (
                    f"{place} prints\n{printed.getvalue()}"
                )


def _run_command(command: Command, where: Path, environment: dict[str, str], place: str) -> Path:
    """Run it in `where`; the folder that it leaves the shell in."""
    note = Path(environment["XDG_CACHE_HOME"] + ".where")
    done = subprocess.run(
        ["sh", "-c", f'{command.text}\ncode=$?; pwd > "$0"; exit $code', str(note)],
        cwd=where,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    said = f"{place}: $ {command.text}\n{done.stdout}"
    assert done.returncode == command.code, f"exit {done.returncode}: {said}"
    if command.output is not None:
        assert resembles(done.stdout, command.output), said
    return Path(note.read_text("utf-8").rstrip("\n"))
