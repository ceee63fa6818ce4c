"""`acoe review export`: the questions that a migration left open, for people."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO

import click

from acoe_spec.cli.problems import complain, say
from acoe_spec.cli.progress import bar
from acoe_spec.cli.reports import need_files
from acoe_spec.errors import UsageError
from acoe_spec.files import STDIN, replace_atomically
from acoe_spec.migration.review_questions import Questioner
from acoe_spec.migration.reviewing import Exported, export
from acoe_spec.reporting.presentation import amount
from acoe_spec.reporting.report import report_of
from acoe_spec.reporting.styles import render
from acoe_spec.rules.table import ALL_RULES
from acoe_spec.workspace.discovery import find_workspace
from acoe_spec.workspace.resolver import WorkspaceResolver

_LISTED = 12  # labels or reasons; the others are counted together
_WORTH_A_BAR = 1024 * 1024  # bytes
_LIMIT = 1000  # findings that are listed


@click.command(
    name="export",
    epilog="""\b
Examples:
  acoe review export labels/*.jsonl -o queue.jsonl
  acoe review export labels/*.jsonl --context 2 -o queue.jsonl
  acoe review export labels/*.jsonl --no-text | jq -r .reason | sort | uniq -c
  zcat labels.jsonl.gz | acoe review export - > queue.jsonl""",
)
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option(
    "-o", "--output", metavar="QUEUE.jsonl", help="Write to this file, not standard output."
)
@click.option(
    "--text/--no-text",
    default=True,
    show_default=True,
    help="Show the words of records, or do not.",
)
@click.option(
    "--context",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Units before and after those concerned to show too.",
)
@click.pass_obj
def command(
    workspace: str | None,
    *,
    files: tuple[str, ...],
    output: str | None,
    text: bool,
    context: int,
) -> None:
    """Write every open question of label files, a line of JSON each.

    FILE is JSON Lines, also .gz or .zst; - is standard input. A line has the annotation as it was,
    the reason, the candidates with their definitions, the text of the units concerned, and what
    waits for the answer. What waits is no question of its own: it follows. --no-text leaves out
    all that may be words of a record: units, texts, comments, links, metadata, and the values of
    attributes that no taxonomy lists.

    Exit: 0 all is written, also if there is no question; 1 a line of a FILE is no record; 2 wrong
    use; 3 a file could not be read or written.
    """
    need_files(files)
    if STDIN in files and len(files) > 1:
        raise UsageError("standard input is exported alone", hint="name it alone")
    if not text and context:
        raise UsageError("--context is about text", hint="give one of --context and --no-text")
    resolver = WorkspaceResolver(find_workspace(workspace))
    questioner = Questioner(resolver, resolver.definition, text=text, context=context)
    with _queue(output) as stream, bar(files, label="exporting", worth=_WORTH_A_BAR) as progress:
        found = export(files, questioner, stream.write, progress=progress)
    _summarise(found, output)
    sys.exit(_exit_code(found))


@contextmanager
def _queue(output: str | None) -> Iterator[BinaryIO]:
    if output is None or output == STDIN:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with replace_atomically(output) as stream:
        yield stream


def _summarise(found: Exported, output: str | None) -> None:
    """Say on standard error what is in the queue, and what kept lines out of it."""
    where = "" if output is None or output == STDIN else f" in {output}"
    say(
        f"{amount(found.questions, 'open question')}{where}, of {amount(found.records, 'record')} "
        f"in {amount(found.files, 'file')}"
    )
    if found.dependents:
        waits = "annotation waits" if found.dependents == 1 else "annotations wait"
        click.echo(f"{found.dependents:,} {waits} for the answers, and will follow", err=True)
    for title, counts in (("by label", found.by_label), ("by reason", found.by_reason)):
        for line in _table(title, counts):
            click.echo(line, err=True)
    if found.findings:
        rules = {rule.id: rule for rule in ALL_RULES}
        report = report_of(found.findings, files=found.files, limit=_LIMIT)
        click.echo(render(report, style="text", rules=rules), err=True, nl=False)
    for problem in found.problems:
        complain(problem)


def _table(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    if not counts:
        return
    yield title
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for name, count in ranked[:_LISTED]:
        yield f"  {count:>8,}  {name}"
    rest = ranked[_LISTED:]
    if rest:
        yield f"  {sum(count for _, count in rest):>8,}  {amount(len(rest), 'other')}"


def _exit_code(found: Exported) -> int:
    if found.problems:
        return 3
    return 1 if found.findings else 0
