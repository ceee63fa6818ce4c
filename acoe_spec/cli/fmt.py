"""`acoe fmt`: our YAML in canonical order and layout."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path

import click

from acoe_spec.errors import FileProblem, UsageError
from acoe_spec.files import STDIN, write_atomically
from acoe_spec.taxonomy.layout import formatted
from acoe_spec.workspace.discovery import HEAD_FILE, find_workspace


@click.command(
    name="fmt",
    epilog="""\b
Examples:
  acoe fmt
  acoe fmt taxonomies/trade-chat/taxonomy.yaml
  acoe fmt --check
  acoe fmt - < draft.yaml""",
)
@click.argument("files", nargs=-1, metavar="[FILE...]")
@click.option(
    "--check", is_flag=True, help="Change nothing; exit with 1 if something would change."
)
@click.option("--diff", is_flag=True, help="Change nothing; print what would change.")
@click.pass_obj
def command(workspace: str | None, *, files: tuple[str, ...], check: bool, diff: bool) -> None:
    """Put taxonomies into the canonical order and layout; comments stay.

    Without FILE, every head of the workspace. - reads standard input and writes standard output.
    """
    if files == (STDIN,):
        sys.stdout.write(formatted(sys.stdin.read()))
        return
    changed = 0
    for path in [Path(file) for file in files] or _heads(workspace):
        before = _text(path)
        after = formatted(before, kind="taxonomy" if path.name == HEAD_FILE else "other")
        if after == before:
            continue
        changed += 1
        if diff:
            click.echo(_difference(path, before, after), nl=False)
        elif check:
            click.echo(f"{path}: not in canonical layout; run: acoe fmt {path}")
        else:
            write_atomically(path, after.encode("utf-8"))
            click.echo(f"{path}: laid out anew")
    if changed and (check or diff):
        sys.exit(1)


def _heads(workspace: str | None) -> list[Path]:
    found = find_workspace(workspace)
    heads = [found.head(taxonomy_id) for taxonomy_id in found.taxonomy_ids()]
    present = [head for head in heads if head is not None]
    if not present:
        raise UsageError(
            "there is no taxonomy here", hint="name a file, or run this in a workspace"
        )
    return present


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileProblem("the file is not UTF-8", hint="save it as UTF-8", path=path) from error
    except OSError as error:
        raise FileProblem(error.strerror or str(error), path=path) from error


def _difference(path: Path, before: str, after: str) -> str:
    return "".join(
        difflib.unified_diff(
            before.splitlines(keepends=True),
            after.splitlines(keepends=True),
            fromfile=str(path),
            tofile=f"{path} (canonical)",
        )
    )
