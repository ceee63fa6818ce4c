"""`acoe convert`: label files from one format to another."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from acoe_spec.bulk import foreign
from acoe_spec.bulk.converting import convert_files
from acoe_spec.cli.problems import say
from acoe_spec.cli.reports import ReportTo, emit, need_files, report_options
from acoe_spec.errors import UsageError
from acoe_spec.findings import Level
from acoe_spec.formats import table
from acoe_spec.formats.conll_tags import SCHEMES
from acoe_spec.formats.table import FORMATS
from acoe_spec.workspace.discovery import find_workspace
from acoe_spec.workspace.resolver import WorkspaceResolver

_FORMAT = click.Choice([each.id for each in FORMATS])


@click.command(
    name="convert",
    epilog="""\b
Examples:
  acoe convert corpus/ -o corpus.jsonl
  acoe convert corpus.jsonl -o back/ --to-format brat
  acoe convert train.conll -o train.jsonl --schema sec-entities@1.0.0
  acoe convert train.jsonl -o train.bio --to-format conll --scheme IOBES --strict""",
)
@click.argument("files", nargs=-1, metavar="IN...")
@click.option("-o", "--output", required=True, metavar="OUT", help="A file or directory to write.")
@click.option("--from-format", type=_FORMAT, help="Format of IN; default: by name and content.")
@click.option("--to-format", type=_FORMAT, help="Format of OUT; default: by its extension.")
@click.option("--schema", metavar="ID@V", help="Pin for the records; its aliases translate labels.")
@click.option("--tag-column", type=int, metavar="N", help="CoNLL: the column of the tags, from 1.")
@click.option("--scheme", type=click.Choice(SCHEMES), help="CoNLL: the tags to write.")
@click.option("--strict", is_flag=True, help="Write nothing if anything would be lost.")
@report_options
@click.pass_obj
def command(
    workspace: str | None,
    *,
    files: tuple[str, ...],
    output: str,
    from_format: str | None,
    to_format: str | None,
    schema: str | None,
    tag_column: int | None,
    scheme: str | None,
    strict: bool,
    reports: tuple[ReportTo, ...],
    fail_on: Level,
) -> None:
    """Convert label files between formats, and say what gets lost.

    \b
    Formats:
      jsonl  records in JSON Lines: one file
      brat   standoff, a .txt and an .ann for each record: a directory
      conll  columns of tokens and tags: one file
    """
    need_files(files)
    paths, destination = [Path(file) for file in files], Path(output)
    source = table.of_sources(paths) if from_format is None else table.by_id(from_format)
    target = table.of_destination(destination) if to_format is None else table.by_id(to_format)
    if any(path.exists() and path.resolve() == destination.resolve() for path in paths):
        raise UsageError("the output is one of the inputs", hint="write to another file")
    taxonomy = None
    if schema is not None:
        taxonomy = WorkspaceResolver(find_workspace(workspace)).resolve(schema)
    tally = convert_files(
        paths,
        destination,
        source=source,
        target=target,
        read_options=foreign.read_options(taxonomy, source.id, tag_column=tag_column),
        write_options=foreign.write_options(taxonomy, target.id, scheme=scheme),
        strict=strict,
    )
    report = tally.report()
    emit(report, reports, rules={rule.id: rule for rule in table.RULES})
    if strict and report.summary.at_least("warning"):
        say("nothing was written, because --strict was given")
        sys.exit(1)
    if not report.summary.records:
        say("nothing was converted: there is no record in the input")
        sys.exit(1)
    sys.exit(1 if report.summary.at_least(fail_on) else 0)
