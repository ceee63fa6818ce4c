"""`acoe migration draft`: a migration as a first version that people complete."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import click

from acoe_spec.errors import UsageError
from acoe_spec.files import STDIN, write_atomically
from acoe_spec.project.candidates import candidate
from acoe_spec.project.comparing import guideline_differences
from acoe_spec.project.flips import drafted
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.editing import Put, edited
from acoe_spec.taxonomy.layout import from_data
from acoe_spec.taxonomy.numbering import LEVELS
from acoe_spec.versions.declared.declaring import DeclaredMigration, read_migration
from acoe_spec.versions.declared.drafting import draft, updated
from acoe_spec.versions.diff.observing import diff
from acoe_spec.workspace.discovery import HEAD, Workspace, find_workspace
from acoe_spec.workspace.importing import in_words_of
from acoe_spec.workspace.migrations import no_other_draft
from acoe_spec.workspace.resolver import WorkspaceResolver


@click.command(
    name="draft",
    epilog="""\b
Examples:
  acoe migration draft trade-chat
  acoe migration draft trade-chat@1.1.0 trade-chat@head
  acoe migration draft trade-chat --update
  acoe migration draft old.yaml new.yaml -o -""",
)
@click.argument("old", metavar="OLD|ID")
@click.argument("new", required=False)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Where to write it; - is standard output. Default: "
    "taxonomies/ID/migrations/FROM--TO.yaml.",
)
@click.option(
    "--update",
    is_flag=True,
    help="Add what is missing to a migration that is there; what people wrote stays.",
)
@click.pass_obj
def command(
    workspace: str | None, *, old: str, new: str | None, output: str | None, update: bool
) -> None:
    """Write a migration from what differs between the versions OLD and NEW.

    Every difference becomes an operation. What only people can know is a 'question': answer it in
    the operation, and take the question out. A label that is gone is never taken for one that is
    new; the question says which one it may be.

    With ID alone, from each release that the head is based on to the head.
    """
    found = find_workspace(workspace)
    resolver = WorkspaceResolver(found)
    if new is None:
        _to_be_released(old, resolver, mending=update or output is not None)
    pairs = [(old, new)] if new is not None else _pairs(old, resolver)
    if output is not None and len(pairs) > 1:
        raise UsageError(
            f"the head follows {len(pairs)} releases, and one file holds one migration",
            hint="name OLD and NEW",
        )
    for before, after in pairs:
        one, other = resolver.definition(before), resolver.definition(after)
        if one.id != other.id:
            raise UsageError(
                f"a migration is of one taxonomy, not of '{one.id}' and '{other.id}'",
                hint="name two versions of one taxonomy",
            )
        if one.version == other.version:
            raise UsageError(
                f"both are version {one.version}",
                hint="raise 'version' in the head first; a draft can be made again with --update",
            )
        path = _destination(output, one, other, found)
        if new is None and path is not None and not path.exists():
            no_other_draft(found, other, one.version)
        declared = _declared(path, update=update)
        model = None if declared is None else declared.model
        differences = guideline_differences((before, after), (one, other), model, resolver)
        flips = tuple(drafted(differences, model))
        _write(in_words_of(one, other, resolver), other, flips, path, declared)


def _to_be_released(taxonomy_id: str, resolver: WorkspaceResolver, *, mending: bool) -> None:
    """Raise `UsageError` where the version of the head is released: its migrations are settled.

    They may still be mended, unless the head was edited since.
    """
    if resolver.workspace.head(taxonomy_id) is None:
        return
    head = candidate(taxonomy_id, resolver, today=datetime.datetime.now().date())
    if head.source.model is not None and head.released is not None:
        if mending and not head.differing:
            return
        edited = ", and was edited since" if head.differing else ""
        raise UsageError(
            f"version {head.version} is released already{edited}",
            hint="begin the next version, whose changes are drafted then: "
            f"acoe release {head.id} --next {' | '.join(LEVELS)}",
        )


def _destination(
    output: str | None, old: Definition, new: Definition, workspace: Workspace
) -> Path | None:
    """Where the migration is written; None is standard output."""
    if output is not None:
        return None if output == STDIN else Path(output)
    if workspace.root is None:
        raise UsageError(
            "there is no workspace here to write the migration into",
            hint="name a file with -o, or - for standard output",
        )
    folder = workspace.root / "taxonomies" / new.id / "migrations"
    return Path(workspace.shown(folder / f"{old.version}--{new.version}.yaml"))


def _declared(path: Path | None, *, update: bool) -> DeclaredMigration | None:
    """The migration that is there and to be completed; raises `UsageError` if it is not to be."""
    if path is None or not path.exists():
        return None
    if not update:
        raise UsageError(
            "there is a migration already",
            hint="--update adds what is missing; -o writes another file",
            path=path,
        )
    return read_migration(path, path=str(path))


def _write(
    old: Definition,
    new: Definition,
    flips: tuple[dict[str, Any], ...],
    path: Path | None,
    declared: DeclaredMigration | None,
) -> None:
    """Write the draft, or what is missing, and say what is in it."""
    if declared is None:
        said = draft(diff(old, new), old, new)
        said["operations"] += flips
        text = from_data(said, kind="migration")
    else:
        added = tuple(Put("/operations/-", each) for each in flips)
        text = edited(updated(declared, old, new), added, kind="migration")
    content = text.encode("utf-8")
    if path is None:
        click.echo(text, nl=False)
    elif declared is not None and text == declared.source.text:
        click.echo(f"{path}: nothing is missing")
    else:
        write_atomically(path, content)
        click.echo(f"{path}: {_counted(content)}")


def _counted(content: bytes) -> str:
    """What a draft holds, and what is next."""
    model = read_migration(content).model
    operations = () if model is None else model.operations
    questions = sum(operation.question is not None for operation in operations)
    said = f"{_number(len(operations), 'operation')}, {_number(questions, 'question')}"
    return f"{said} to answer" if questions else f"{said}; check it: acoe migration check"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _pairs(taxonomy_id: str, resolver: WorkspaceResolver) -> list[tuple[str, str]]:
    """Each release that the head of a taxonomy is based on, and the head."""
    head = f"{taxonomy_id}@{HEAD}"
    if "@" in taxonomy_id or resolver.workspace.head(taxonomy_id) is None:
        raise UsageError(
            "one version alone has no difference",
            hint="name OLD and NEW, such as trade-chat@1.1.0 and trade-chat@head",
        )
    bases = resolver.definition(head).based_on
    if not bases:
        raise UsageError(
            f"the head of '{taxonomy_id}' is based on no release",
            hint="write 'based_on: [VERSION]' into it; a first release needs no migration",
        )
    return [(f"{taxonomy_id}@{base}", head) for base in bases]
