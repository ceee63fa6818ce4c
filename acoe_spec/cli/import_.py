"""`acoe import`: a taxonomy from another tool's configuration or from a table."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from acoe_spec.cli.reports import ReportTo, emit, report_options
from acoe_spec.errors import UsageError
from acoe_spec.files import write_atomically
from acoe_spec.findings import Level
from acoe_spec.formats import csv_taxonomy, importers
from acoe_spec.formats.csv_taxonomy import COLUMNS, TableOptions
from acoe_spec.formats.imported import RULES, Imported
from acoe_spec.reporting.report import report_of
from acoe_spec.taxonomy.layout import from_data
from acoe_spec.workspace.discovery import split_reference


@click.command(
    name="import",
    epilog="""\b
Examples:
  acoe import brat corpus/annotation.conf --id genia -o taxonomies/genia/taxonomy.yaml
  acoe import csv labels.csv --id products -o taxonomies/products/taxonomy.yaml
  acoe import csv codes.tsv --id naics --set industry --column id=Code --column name=Title \\
      -o taxonomies/naics/taxonomy.yaml""",
)
@click.argument("importer", metavar="F", type=click.Choice([row.id for row in importers.IMPORTERS]))
@click.argument("source", metavar="SOURCE", type=click.Path(exists=True))
@click.option("--id", "taxonomy_id", required=True, help="The id of the new taxonomy.")
@click.option("--version", default="0.1.0", show_default=True, help="The version it works on.")
@click.option("-o", "--output", required=True, metavar="FILE", help="The taxonomy.yaml to write.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=HEADER",
    help=f"csv: the header of a column; NAME is {', '.join(COLUMNS)}.",
)
@click.option("--set", "category_set", metavar="ID", help="csv: make the labels a category set.")
@report_options
def command(
    *,
    importer: str,
    source: str,
    taxonomy_id: str,
    version: str,
    output: str,
    force: bool,
    columns: tuple[str, ...],
    category_set: str | None,
    reports: tuple[ReportTo, ...],
    fail_on: Level,
) -> None:
    """Make a taxonomy from a brat configuration or from a table.

    \b
    F:
      brat  annotation.conf, or the directory that holds it
      csv   a table with columns for id, parent, name and definition (.csv, .tsv)

    What could not be taken over as it was is reported with its line. The result is a head like any
    other: run acoe lint on it.
    """
    try:
        split_reference(f"{taxonomy_id}@{version}")
    except UsageError as error:
        raise UsageError(
            "the id or the version has not the form of one",
            hint="letters, digits, '_', '.' and '-', such as --id products --version 1.0.0",
        ) from error
    destination = Path(output)
    if destination.exists() and not force:
        raise UsageError("the file exists already", hint="--force replaces it", path=destination)
    imported = _imported(importer, Path(source), taxonomy_id, version, columns, category_set)
    write_atomically(destination, from_data(imported.data).encode("utf-8"))
    report = report_of(imported.findings, files=1)
    emit(report, reports, rules={rule.id: rule for rule in RULES})
    click.echo(f"wrote {destination}; next: acoe lint {destination}", err=True)
    sys.exit(1 if report.summary.at_least(fail_on) else 0)


def _imported(
    importer: str,
    source: Path,
    taxonomy_id: str,
    version: str,
    columns: tuple[str, ...],
    category_set: str | None,
) -> Imported:
    if importer != importers.CSV.id:
        if columns or category_set is not None:
            raise UsageError("--column and --set are for csv")
        return importers.by_id(importer).read(source, taxonomy_id, version)
    named = {}
    for column in columns:
        name, _, header = column.partition("=")
        if name not in COLUMNS or not header:
            raise UsageError(
                f"'{column}' names no column", hint=f"NAME=HEADER, with NAME {', '.join(COLUMNS)}"
            )
        named[name] = header
    options = TableOptions(columns=named, category_set=category_set)
    return csv_taxonomy.read(source, taxonomy_id, version, options)
