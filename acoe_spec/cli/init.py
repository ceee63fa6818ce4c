"""`acoe init`: a small workspace that passes lint, check and build at once."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

import click

from acoe_spec.errors import UsageError
from acoe_spec.files import write_atomically


@click.command(
    name="init",
    epilog="""\b
Examples:
  acoe init labels
  cd labels && acoe lint && acoe check labels/*.jsonl && acoe build support-chat""",
)
@click.argument("directory", metavar="DIR")
def command(*, directory: str) -> None:
    """Start a workspace: a taxonomy, a guideline, three labelled records and a CI job.

    DIR is made if it is not there. Nothing that is in it is replaced.
    """
    target = Path(directory)
    starter = files("acoe_spec.workspace").joinpath("starter")
    wanted = list(_walk(starter, PurePosixPath()))
    present = [path for path, _ in wanted if (target / path).exists()]
    if present:
        raise UsageError(
            f"{present[0]} is there already", hint="name an empty or a new folder", path=target
        )
    for path, content in wanted:
        write_atomically(target / path, content)
        click.echo(f"  {target / path}")
    click.echo(
        f"\nNext:\n  cd {target}\n  acoe lint\n  acoe check labels/*.jsonl\n"
        "  acoe show support-chat\n  acoe build support-chat -o build"
    )


def _walk(folder: Traversable, path: PurePosixPath) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Every file below `folder` with its path, in a stable order."""
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir():
            yield from _walk(entry, path / entry.name)
        elif not entry.name.endswith(".pyc"):
            yield path / entry.name, entry.read_bytes()
