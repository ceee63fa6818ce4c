"""`acoe rename`: another id for a label, a set, an attribute, a role or a value, everywhere."""

from __future__ import annotations

import datetime
import difflib
from pathlib import Path

import click

from acoe_spec.cli.problems import say
from acoe_spec.errors import UsageError
from acoe_spec.project.renaming import rename
from acoe_spec.project.renaming_files import Asked, Changed, finished, is_interrupted, write
from acoe_spec.workspace.discovery import Workspace, find_workspace
from acoe_spec.workspace.resolver import WorkspaceResolver


@click.command(
    name="rename",
    epilog="""\b
Examples:
  acoe rename trade-chat option vanilla_option
  acoe rename trade-chat intent/rfq quote_request
  acoe rename trade-chat intent/ purpose
  acoe rename trade-chat option#strike exercise_price
  acoe rename trade-chat event/trade#buyer purchaser
  acoe rename trade-chat option#style=vanilla plain
  acoe rename trade-chat option vanilla_option --dry-run""",
)
@click.argument("taxonomy_id", metavar="ID")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would change.")
@click.pass_obj
def command(workspace: str | None, *, taxonomy_id: str, old: str, new: str, dry_run: bool) -> None:
    """Give a label, a set, an attribute, a role or a value of a head another id.

    OLD is option, intent/rfq, intent/ (the set), option#strike (an attribute or a role) or
    option#style=vanilla (a value); NEW is the new id. Head, heads that import it, guidelines and
    the draft migration change together, or nothing does, and a run that was killed is finished by
    the next one. Label files follow with acoe migrate.
    """
    found = find_workspace(workspace)
    asked = Asked(taxonomy_id, old, new)
    if found.root is not None and _is_done(found.root, asked, dry_run=dry_run):
        return
    today = datetime.datetime.now().date()
    renamed = rename(WorkspaceResolver(found), taxonomy_id, old, new, today=today)
    if dry_run:
        for file in renamed.files:
            click.echo(_difference(file, found), nl=False)
    else:
        assert found.root is not None
        write(renamed.files, root=found.root, asked=asked)
        for file in renamed.files:
            click.echo(f"{found.shown(file.path)}: {file.what}")
    for path, remark in renamed.remarks:
        say(f"{found.shown(path)}:{remark.line}: {remark.message}")
    for note in renamed.notes:
        say(note)


def _is_done(root: Path, asked: Asked, *, dry_run: bool) -> bool:
    """Finish an earlier run that was killed; whether it was this one."""
    if dry_run and is_interrupted(root):
        raise UsageError(
            "a renaming was interrupted, and is not finished", hint="run this without --dry-run"
        )
    earlier = finished(root)
    if earlier is not None:
        say(
            f"finished what was interrupted: '{earlier.old}' of '{earlier.taxonomy}' is "
            f"'{earlier.new}' now"
        )
    return earlier == asked


def _difference(file: Changed, workspace: Workspace) -> str:
    shown = workspace.shown(file.path)
    before = b"" if file.before is None else file.before
    return "".join(
        difflib.unified_diff(
            before.decode("utf-8").splitlines(keepends=True),
            file.after.decode("utf-8").splitlines(keepends=True),
            fromfile="/dev/null" if file.before is None else shown,
            tofile=shown,
        )
    )
