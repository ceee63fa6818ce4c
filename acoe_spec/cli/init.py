"""`acoe init`: a workspace that passes lint, check, build and site at once."""

from __future__ import annotations

import shlex
from collections import Counter
from pathlib import Path

import click

from acoe_spec.errors import UsageError
from acoe_spec.workspace import starting
from acoe_spec.workspace.origins import Files, Origin, origin_ids, origin_of

_NONE = "none"
_LISTED = 30  # files; of more, the folders are named


@click.command(
    name="init",
    epilog="""\b
Examples:
  acoe init labels
  cd labels && acoe lint && acoe check labels/*.jsonl && acoe build support-chat
  acoe init --list
  acoe init emails --from client-email
  acoe init labels --page annotation-protocol --page quality-plan""",
)
@click.argument("directory", metavar="DIR", required=False)
@click.option(
    "--from",
    "source",
    metavar="ID",
    help="Start from a reference taxonomy, or from that of an installed package: with its "
    "releases, migrations, guidelines, example labels and what it imports.",
)
@click.option("--list", "listing", is_flag=True, help="List what --from takes, and stop.")
@click.option(
    "--page",
    "pages",
    multiple=True,
    type=click.Choice((*starting.PAGES, _NONE)),
    help="A page of the programme to write a template of; may be repeated. Default: all of them. "
    f"'{_NONE}' is none of them.",
)
def command(
    *, directory: str | None, source: str | None, listing: bool, pages: tuple[str, ...]
) -> None:
    """Start a workspace: a taxonomy, guidelines, labelled records and a CI job.

    DIR is made if it is not there. Nothing that is in it is replaced. Without --from it is a small
    taxonomy to change into your own, with templates of the pages that a programme writes down
    besides labels; what to fill in is marked [fill in: ...].
    """
    if listing:
        _list()
        return
    if not directory:  # also the empty name that an unset variable leaves
        raise UsageError("no DIR is given", hint="name the folder to make: acoe init DIR")
    target = Path(directory)
    if source is None:
        _start(target, starting.small_workspace(_chosen(pages)), starting.STARTER)
        return
    if pages:
        raise UsageError(
            "--page is for the small taxonomy, and --from brings pages of its own",
            hint="leave one of the two out",
        )
    _start(target, starting.workspace_from(_origin(source)), source)


def _start(target: Path, wanted: Files, taxonomy_id: str) -> None:
    starting.write_workspace(target, wanted)
    if len(wanted) <= _LISTED:
        for path in wanted:
            click.echo(f"  {target / path}")
    else:
        counted = Counter(
            path.parts[:2] if path.parts[0] in ("taxonomies", "guidelines") else path.parts
            for path in wanted
        )
        for parts, count in counted.items():
            files = f"  ({count} files)" if count > 1 else ""
            click.echo(f"  {target.joinpath(*parts)}{files}")
    check = "  acoe check labels/*.jsonl\n" if any(p.parts[0] == "labels" for p in wanted) else ""
    click.echo(
        f"\nNext:\n  cd {_for_shell(target)}\n  acoe lint\n{check}"
        f"  acoe show {taxonomy_id}\n  acoe build {taxonomy_id} -o build"
    )


def _for_shell(folder: Path) -> str:
    """The folder as an argument of `cd`, whatever its name."""
    name = str(folder)
    return shlex.quote(f"./{name}" if name.startswith("-") else name)


def _chosen(pages: tuple[str, ...]) -> tuple[str, ...]:
    if _NONE in pages and len(set(pages)) > 1:
        raise UsageError(f"--page {_NONE} stands beside other pages", hint="leave one of them out")
    if not pages:
        return starting.PAGES
    return tuple(each for each in starting.PAGES if each in pages)


def _origin(source: str) -> Origin:
    known = origin_ids()
    found = origin_of(source) if source in known else None
    if found is None:
        import difflib

        near = difflib.get_close_matches(source, known, n=1)
        meant = f"did you mean '{near[0]}'? " if near else ""
        raise UsageError(
            f"there is no '{source}' to start from",
            hint=f"{meant}acoe init --list shows what there is: {', '.join(known)}",
        )
    return found


def _list() -> None:
    found = [each for name in origin_ids() if (each := origin_of(name)) is not None]
    width = max((len(each.id) for each in found), default=0)
    for each in found:
        definition = each.definition
        labels = sum(not label.abstract for _, _, label in definition.labels())
        said = [definition.version, ", ".join(definition.modalities), f"{labels} labels"]
        if each.kind == "package":
            said.append("installed package")
        click.echo(f"{each.id.ljust(width)}  {definition.title}  ({'; '.join(filter(None, said))})")
