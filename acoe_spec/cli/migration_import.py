"""`acoe migration import`: a migration from a concordance that somebody else published."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from acoe_spec.cli.problems import say
from acoe_spec.cli.reports import ReportTo, one_report_option
from acoe_spec.errors import UsageError
from acoe_spec.files import STDIN, write_atomically
from acoe_spec.findings import LEVELS, Finding, Level, printable_id
from acoe_spec.formats.concordances import ConcordanceOptions, read
from acoe_spec.reporting.presentation import amount
from acoe_spec.reporting.report import Report, Tally
from acoe_spec.reporting.styles import render
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.layout import from_data
from acoe_spec.versions.declared.concordance import Declared, declared, names_labels
from acoe_spec.versions.declared.concordance_draft import drafted
from acoe_spec.versions.declared.concordance_pairs import CARDINALITIES
from acoe_spec.versions.declared.concordance_rules import BY_ID
from acoe_spec.workspace.discovery import Workspace, find_workspace
from acoe_spec.workspace.resolver import WorkspaceResolver


@click.command(
    name="import",
    epilog="""\b
Examples:
  acoe migration import naics@2017.0.0 naics@2022.0.0 --mapping 2017_to_2022.csv \\
      --from-column "2017 NAICS Code" --to-column "2022 NAICS Code"
  acoe migration import news@1.0.0 news@head --mapping news.sssom.tsv
  acoe migration import old.yaml new.yaml --mapping codes.tsv --from-column 2 --to-column 7 \\
      -o 1.0.0--2.0.0.yaml --report json""",
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--mapping", required=True, metavar="FILE", help="The concordance.")
@click.option(
    "--from-column", metavar="COLUMN", help="Where the old ids are: a title, or a number from 1."
)
@click.option("--to-column", metavar="COLUMN", help="Where the new ids are, likewise.")
@click.option("--no-header", is_flag=True, help="The first row is a pair already.")
@click.option("--set", "label_set", metavar="SET", help="The label set that the ids are of.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="The migration to write; - is standard output. Default: in the workspace.",
)
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@one_report_option("text", "json")
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="error",
    show_default=True,
    help="Exit with 1 if there are findings of this level or above.",
)
@click.pass_obj
def command(
    workspace: str | None,
    *,
    old: str,
    new: str,
    mapping: str,
    from_column: str | None,
    to_column: str | None,
    no_header: bool,
    label_set: str | None,
    output: str | None,
    force: bool,
    report: ReportTo,
    fail_on: Level,
) -> None:
    """Make a migration from OLD to NEW out of a published concordance.

    OLD and NEW are ID@VERSION, ID@head or a taxonomy.yaml. FILE is a table (.csv, .tsv) with a
    column of old ids and one of new ids, or SSSOM (.sssom.tsv). Ids are those of the only label
    set, or of SET; in a taxonomy with several sets, a bare id is an entity and SET/ID any other
    label.

    A label with one new id is renamed, several with one new id are merged, one with several is
    split, and one without any goes to people. An id that stays but gives a part of its meaning to
    others is carved out, never unchanged. What else changed between the two versions is declared as
    acoe diff observes it.

    The migration is written to the workspace as taxonomies/ID/migrations/OLD--NEW.yaml, unless -o
    names another file. Defects of the concordance are reported with their lines; the migration is
    written all the same, and what they leave open goes to people.
    """
    found = find_workspace(workspace)
    resolver = WorkspaceResolver(found)
    before, after = (resolver.definition(each) for each in (old, new))
    if before.id != after.id:
        raise UsageError(
            f"'{before.id}' and '{after.id}' are two taxonomies, not two versions of one",
            hint="give both the same id",
        )
    if before.version == after.version:
        raise UsageError(
            f"both are version {before.version}", hint="raise the version of the new one"
        )
    destination = _destination(output, found, before, after)
    if destination is not None and destination.exists() and not force:
        raise UsageError("the file exists already", hint="--force replaces it", path=destination)
    options = ConcordanceOptions(old=from_column, new=to_column, header=not no_header)
    concordance = read(Path(mapping), options)
    header = concordance.header
    if header is not None and names_labels(header, before, after, label_set=label_set):
        raise UsageError(
            "the row that is taken for the header maps "
            f"{printable_id(header.old or '')} to {printable_id(header.new or '')}",
            hint="if it is a pair like the others, say --no-header",
            path=Path(mapping),
            line=header.line,
        )
    result = declared(concordance.pairs, before, after, label_set=label_set)
    data = drafted(result, before, after, source=Path(mapping).name)
    written = from_data(data, kind="migration")
    if destination is None:
        click.echo(written, nl=False)
    else:
        write_atomically(destination, written.encode("utf-8"))
    findings = _reported(result.findings, mapping)
    said = (
        _json(result, findings, data)
        if report.style == "json"
        else _text(result, findings, data, rows=len(concordance.pairs))
    )
    if report.path is None:
        click.echo(said, nl=False, err=destination is None)
    else:
        write_atomically(report.path, said.encode("utf-8"))
    if destination is not None:
        shown = found.shown(destination)
        say(f"wrote {shown}; next: acoe migration check {shown}")
    sys.exit(1 if findings.summary.at_least(fail_on) else 0)


def _destination(
    output: str | None, workspace: Workspace, before: Definition, after: Definition
) -> Path | None:
    """Where the migration is written; None is standard output."""
    if output is not None:
        return None if output == STDIN else Path(output)
    if workspace.root is None:
        raise UsageError(
            "it is not said where to write the migration", hint="give -o FILE, or a workspace"
        )
    name = f"{before.version}--{after.version}.yaml"
    return workspace.root / "taxonomies" / after.id / "migrations" / name


def _reported(findings: tuple[Finding, ...], mapping: str) -> Report:
    tally = Tally(alike_limit=None)
    tally.add((each.placed(file=mapping) for each in findings), files=1)
    return tally.report()


def _json(result: Declared, report: Report, data: dict[str, Any]) -> str:
    said = {
        "from": f"{data['taxonomy']}@{data['from']}",
        "to": f"{data['taxonomy']}@{data['to']}",
        "cardinality": result.cardinality,
        "merges": result.merges,
        "splits": result.splits,
        "operations": _by_op(data),
        **msgspec.json.decode(render(report, style="json", rules=BY_ID)),
    }
    return msgspec.json.format(msgspec.json.encode(said), indent=2).decode("utf-8") + "\n"


def _by_op(data: dict[str, Any]) -> dict[str, int]:
    return dict(sorted(Counter(each["op"] for each in data["operations"]).items()))


def _text(result: Declared, report: Report, data: dict[str, Any], *, rows: int) -> str:
    found = render(report, style="text", rules=BY_ID, colour=False) if report.findings else ""
    lines = "\n".join(_summary(result, data, rows=rows))
    return f"{found}\n{lines}\n" if found else f"{lines}\n"


def _summary(result: Declared, data: dict[str, Any], *, rows: int) -> Iterator[str]:
    yield f"{data['taxonomy']} {data['from']} to {data['to']}: {amount(rows, 'row')}, of which"
    for kind, meaning in CARDINALITIES.items():
        yield f"  {result.cardinality[kind]:>8,}  {kind}  {meaning}"
    yield (
        f"{amount(result.merges, 'new label')} of several old ones, "
        f"{amount(result.splits, 'old label')} that became several"
    )
    yield ""
    yield "The migration declares"
    for op, count in _by_op(data).items():
        yield f"  {count:>8,}  {op}"
