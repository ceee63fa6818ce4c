"""`acoe fmt`: our YAML in canonical order and layout."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path

import click

from acoe_spec.cli.problems import complain
from acoe_spec.errors import FileProblem, TaxonomyBroken, UsageError
from acoe_spec.files import STDIN, read_whole, write_atomically
from acoe_spec.taxonomy.layout import formatted, kind_of
from acoe_spec.taxonomy.source import read_yaml
from acoe_spec.workspace.discovery import find_workspace


@click.command(
    name="fmt",
    epilog="""\b
Examples:
  acoe fmt
  acoe fmt taxonomies/trade-chat/taxonomy.yaml
  acoe fmt taxonomies/trade-chat/migrations/1.0.0--2.0.0.yaml waivers.yaml
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
    """Put taxonomies, migrations and waivers into the canonical order and layout; comments stay.

    Without FILE, all of the workspace. - reads standard input and writes standard output.
    """
    if files == (STDIN,):
        sys.stdout.buffer.write(_laid_out(read_whole(STDIN), "(standard input)"))
        return
    if STDIN in files:
        raise UsageError("standard input is laid out alone", hint="name the files in another run")
    changed, problems = 0, 0
    for path in [Path(file) for file in files] or _files(workspace):
        try:
            before = read_whole(path)
            after = _laid_out(before, str(path))
        except (FileProblem, TaxonomyBroken) as problem:
            complain(problem)
            problems += 1
            continue
        if after == before:
            continue
        changed += 1
        if diff:
            click.echo(_difference(path, before, after), nl=False)
        elif check:
            click.echo(f"{path}: not in canonical layout; run: acoe fmt {path}")
        else:
            write_atomically(path, after)
            click.echo(f"{path}: laid out anew")
    if problems:
        sys.exit(3)
    if changed and (check or diff):
        sys.exit(1)


def _files(workspace: str | None) -> list[Path]:
    """The heads, the migrations and the waivers of a workspace."""
    found = find_workspace(workspace)
    present: list[Path] = []
    for taxonomy_id in found.taxonomy_ids():
        head = found.head(taxonomy_id)
        present += [] if head is None else [head]
        present += found.migrations(taxonomy_id).values()
    waivers = None if found.root is None else found.root / "waivers.yaml"
    if waivers is not None and waivers.is_file():
        present.append(waivers)
    if not present:
        raise UsageError(
            "there is no taxonomy here", hint="name a file, or run this in a workspace"
        )
    return [Path(found.shown(path)) for path in present]


def _laid_out(content: bytes, shown: str) -> bytes:
    """The content in canonical layout; raises `TaxonomyBroken` at its first defect as YAML."""
    source = read_yaml(content, path=shown)
    if source.findings:
        first = source.findings[0]
        raise TaxonomyBroken(
            f"the file cannot be laid out: {first.message}",
            hint=first.hint,
            path=shown,
            line=first.line,
            column=first.column,
        )
    return formatted(source.text, kind=kind_of(source.data)).encode("utf-8")


def _difference(path: Path, before: bytes, after: bytes) -> str:
    return "".join(
        difflib.unified_diff(
            before.decode("utf-8").splitlines(keepends=True),
            after.decode("utf-8").splitlines(keepends=True),
            fromfile=str(path),
            tofile=f"{path} (canonical)",
        )
    )
