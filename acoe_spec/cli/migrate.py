"""`acoe migrate`: label files from the versions that they pin to another one."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import click
import msgspec

from acoe_spec.cli.problems import complain, say
from acoe_spec.cli.progress import bar
from acoe_spec.cli.reports import need_files
from acoe_spec.errors import UsageError
from acoe_spec.files import STDIN, write_atomically
from acoe_spec.migration.in_place import FOLDER, NAME, migrated_in_place
from acoe_spec.migration.rules import RULES
from acoe_spec.migration.runs import Plan, Run, each_once, migrate_files, migrate_stream, targets_in
from acoe_spec.reporting.presentation import amount
from acoe_spec.reporting.styles import render
from acoe_spec.rules.table import ALL_RULES
from acoe_spec.taxonomy.numbering import is_version
from acoe_spec.workspace.discovery import Workspace, find_workspace
from acoe_spec.workspace.history import History
from acoe_spec.workspace.resolver import WorkspaceResolver

_WORTH_A_BAR = 1024 * 1024  # bytes; less is done before a bar could be read
_FILES = 3  # files that are named in a command for people to copy
_REASONS = 12  # reasons that are listed; the others are counted together
_STYLES = ("text", "json")


def _report_to(
    _context: click.Context, _option: click.Parameter, value: str
) -> tuple[str, str | None]:
    style, _, path = value.partition("=")
    if style not in _STYLES:
        raise click.BadParameter(f"'{style}' is no report style; the styles are text, json")
    return style, path or None


@click.command(
    name="migrate",
    epilog=f"""\b
Examples:
  acoe migrate labels/*.jsonl --to trade-chat@2.0.0 --dry-run
  acoe migrate labels/*.jsonl --to trade-chat@2.0.0 -o migrated/
  acoe migrate labels/*.jsonl --to trade-chat@2.0.0 --in-place --jobs 4
  acoe migrate labels/*.jsonl --to trade-chat@2.0.0 -o migrated/ --report json=migrated.json
  zcat labels.jsonl.gz | acoe migrate - --to trade-chat@2.0.0 > labels.jsonl

A run with --in-place that was interrupted goes on where it was when the same command is run again.
Until then {FOLDER}/{NAME} says what is done, in the workspace or else the working directory.""",
)
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--to", "target", required=True, metavar="ID@V", help="The version to migrate to.")
@click.option("-o", "--output", metavar="DIR", help="Write to this folder, under the same names.")
@click.option("--in-place", is_flag=True, help="Replace each file, whole or not at all.")
@click.option("--dry-run", is_flag=True, help="Write nothing; report what would be done.")
@click.option("--schema", metavar="ID@V", help="The version of records that name none.")
@click.option("-j", "--jobs", type=click.IntRange(1), default=1, help="Processes to use.")
@click.option(
    "--forget", is_flag=True, help="With --in-place: give up an interrupted run and begin anew."
)
@click.option(
    "--report",
    default="text",
    callback=_report_to,
    metavar="STYLE[=PATH]",
    help="text (default) or json; to a file if a PATH is given.",
)
@click.pass_obj
def command(
    workspace: str | None,
    *,
    files: tuple[str, ...],
    target: str,
    output: str | None,
    in_place: bool,
    dry_run: bool,
    schema: str | None,
    jobs: int,
    forget: bool,
    report: tuple[str, str | None],
) -> None:
    """Migrate label files from the versions that they pin to another one.

    FILE is JSON Lines, also .gz or .zst; - is standard input, and is written to standard output.
    Nothing is lost: what a migration cannot decide is kept under "unresolved" for people. Records
    of other taxonomies stay as they are. A file with a line that cannot be migrated is not written.

    Exit: 0 all is written, also with unresolved; 1 a file was not, or there is no record; 2 wrong
    use; 3 a file could not be read or written.
    """
    need_files(files)
    _refuse_nonsense(files, output, in_place=in_place, dry_run=dry_run, forget=forget)
    style, path = report
    if path is not None:
        _refuse_report(path, files, output)
    found = find_workspace(workspace)
    resolver = WorkspaceResolver(found)
    router = History(resolver).router(target)
    if schema is not None:
        _refuse_other_pins(schema, router.target)
    plan = Plan(resolver=resolver, router=router, target=router.target, schema=schema, jobs=jobs)
    with ExitStack() as stack:
        with bar(files, label="migrating", worth=_WORTH_A_BAR) as progress:
            if STDIN in files:
                new = None if dry_run else sys.stdout.buffer
                run = migrate_stream(sys.stdin.buffer, new, plan, progress=progress)
            elif in_place and not dry_run:
                migrated = migrated_in_place(
                    files, plan, root=_root(found), forget=forget, progress=progress
                )
                run = stack.enter_context(migrated)
            else:
                folder = None if dry_run or output is None else Path(output)
                run = migrate_files(files, plan, folder=folder, progress=progress)
        _explain(run)
        said = _json(run) if style == "json" else _text(run, router.target, dry_run=dry_run)
        if path is not None:
            write_atomically(path, said.encode("utf-8"))
        else:
            click.echo(said, nl=False, err=STDIN in files and not dry_run)
    sys.exit(_exit_code(run))


def _refuse_nonsense(
    files: tuple[str, ...], output: str | None, *, in_place: bool, dry_run: bool, forget: bool
) -> None:
    if output is not None and in_place:
        raise UsageError("the files go either to a folder or back in place, not both")
    if output is not None and Path(output).is_file():
        raise UsageError(
            "this is a file, not a folder",
            hint="files keep their names: say only which folder they go to",
            path=output,
        )
    if forget and not in_place:
        raise UsageError("--forget is about runs with --in-place", hint="give both, or neither")
    if STDIN in files:
        if len(files) > 1 or output is not None or in_place:
            raise UsageError(
                "standard input goes to standard output, and is migrated alone",
                hint="name it alone, without -o and --in-place",
            )
    elif output is None and not in_place and not dry_run:
        raise UsageError(
            "it is not said where the migrated files go",
            hint="give -o DIR or --in-place, or --dry-run to write nothing",
        )
    for file in files if in_place else ():
        path = Path(file)
        if path.exists() and not path.is_file() and not path.is_dir():
            raise UsageError("only a file can be replaced, not a stream", path=file)


def _refuse_report(path: str, files: tuple[str, ...], output: str | None) -> None:
    """A report may not take the place of labels, old or new."""
    labels: list[str | Path] = list(files)
    if output is not None:
        labels += targets_in(Path(output), each_once(files)).values()
    if os.path.realpath(path) in {os.path.realpath(each) for each in labels}:
        raise UsageError(
            "the report would be written over a label file",
            hint="give it a name of its own",
            path=path,
        )


def _refuse_other_pins(schema: str, target: str) -> None:
    taxonomy_id, _, version = schema.partition("@")
    known = target.partition("@")[0]
    if not is_version(version):
        raise UsageError("--schema names no version", hint=f"give one, as in --schema {target}")
    if taxonomy_id != known:
        raise UsageError(
            f"--schema is of another taxonomy than {target}, so its records would stay as they are",
            hint=f"name a version of {known}, or leave it out",
        )


def _root(workspace: Workspace) -> Path:
    """The folder below which the journal lies."""
    return Path.cwd() if workspace.root is None else workspace.root


def _explain(run: Run) -> None:
    """Say on standard error what is not in the report: why files were not written."""
    if run.resumed:
        say(f"took up an interrupted run: {amount(run.resumed, 'file')} of it had been finished")
    found = run.findings.report()
    if found.summary.total:
        rules = {rule.id: rule for rule in (*ALL_RULES, *RULES)}
        click.echo(render(found, style="text", rules=rules), err=True, nl=False)
    for problem in run.problems:
        complain(problem)


def _exit_code(run: Run) -> int:
    if run.problems:
        return 3
    refused = _refused(run)
    if refused:
        say(f"{amount(refused, 'file')} not written, because of the lines named above")
        return 1
    if not run.counts.records_in:
        say("nothing was migrated: no file holds a record")
        return 1
    return 0


def _refused(run: Run) -> int:
    return len({file for file, _ in run.findings.totals})


def _json(run: Run) -> str:
    counts = msgspec.to_builtins(run.counts) | {"files": run.files}
    return msgspec.json.format(msgspec.json.encode(counts), indent=2).decode("utf-8") + "\n"


_FATES = (
    ("unchanged", "as they were"),
    ("migrated", "changed as the migration says"),
    ("deduplicated", "became the same as another, and one with it"),
    ("unresolved", "wait for a person to decide"),
    ("dropped", "taken out by a decision"),
)


def _text(run: Run, target: str, *, dry_run: bool) -> str:
    text = "\n".join(_lines(run, target, dry_run=dry_run)) + "\n"
    # The name of a file need not be text.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _lines(run: Run, target: str, *, dry_run: bool) -> Iterator[str]:
    counts = run.counts
    done = "Would migrate" if dry_run else "Migrated"
    files = f"{done} {amount(run.files, 'file')} to {target}"
    if not counts.records_in:
        yield files
        return
    yield (
        f"{files}: {amount(counts.records_in, 'record')}, "
        f"{run.rewritten:,} of them from another version"
    )
    if not run.rewritten:
        yield f"Every record is at {target} already, or of another taxonomy."
    yield ""
    yield f"annotations {counts.annotations_in:>12,}"
    for name, meaning in _FATES:
        count = getattr(counts, name)
        if count or name != "dropped":
            yield f"  {name:<14}{count:>8,}  {meaning}"
    if counts.added:
        yield f"added       {counts.added:>12,}  answers that the new version requires"
    if counts.added_unresolved:
        yield (
            f"added       {counts.added_unresolved:>12,}  answers that a version required and a "
            "later one leaves open: a person decides"
        )
    yield from _table("by operation", counts.by_op)
    yield from _table("unresolved, by reason", run.reasons)
    if run.undecided and not dry_run:
        names = (f"./{each}" if each.startswith("-") else each for each in run.undecided)
        few = shlex.join(names) if len(run.undecided) <= _FILES else "FILE..."
        if STDIN in run.undecided:  # it went on to somewhere else
            few = "FILE"
        yield ""
        yield f"Next, for people: acoe review export {few} -o review.jsonl"


def _table(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    if not counts:
        return
    yield ""
    yield title
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for name, count in ranked[:_REASONS]:
        yield f"  {count:>8,}  {name}"
    rest = ranked[_REASONS:]
    if rest:
        yield f"  {sum(count for _, count in rest):>8,}  {amount(len(rest), 'other')}"
