"""`acoe migration check`: whether what is declared is what has changed."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from acoe_spec.cli.catalogue import CATALOGUE
from acoe_spec.cli.reports import ReportTo, emit, exit_code, report_options, today_option
from acoe_spec.errors import UsageError
from acoe_spec.findings import Finding, Level
from acoe_spec.project.comparing import guideline_differences
from acoe_spec.project.flips import check_flips
from acoe_spec.reporting.presentation import SourceLine
from acoe_spec.reporting.report import report_of
from acoe_spec.taxonomy.source import Source
from acoe_spec.versions.declared.rules import BY_ID
from acoe_spec.workspace.discovery import Workspace, find_workspace
from acoe_spec.workspace.migrations import check_migration, disagreeing_paths, missing_migrations
from acoe_spec.workspace.resolver import WorkspaceResolver, is_path
from acoe_spec.workspace.waiver_file import read_waivers
from acoe_spec.workspace.waivers import expired, unused, waived


@click.command(
    name="check",
    epilog="""\b
Examples:
  acoe migration check
  acoe migration check trade-chat
  acoe migration check taxonomies/trade-chat/migrations/1.1.0--2.0.0.yaml --report github""",
)
@click.argument("names", nargs=-1, metavar="[ID|FILE...]")
@today_option
@report_options
@click.pass_obj
def command(
    workspace: str | None,
    *,
    names: tuple[str, ...],
    today: datetime.datetime | None,
    reports: tuple[ReportTo, ...],
    fail_on: Level,
) -> None:
    """Hold migrations against the versions between which they lie.

    Every change is declared, every declared change is there, no question is open, and the number of
    the version says how much has changed; and where several ways lead to a version, they make the
    same of each label. Without arguments, all migrations of the workspace.
    """
    found = find_workspace(workspace)
    resolver = WorkspaceResolver(found)
    day = (today or datetime.datetime.now()).date()
    waivers = read_waivers(found)
    findings: list[Finding] = []
    sources: dict[str, Source] = {}
    used, is_whole = set[int](), not names
    count = files = 0
    for name in names or found.taxonomy_ids():
        for schema, judged in _judged(name, found, resolver, sources):
            files += schema is not None or bool(judged)
            findings += expired(waivers, day, findings=judged, schema=schema)
            sifted = waived(judged, waivers, day, schema=schema)
            findings += sifted.left
            used |= sifted.used
            is_whole &= _LEAVING_OFF.isdisjoint(each.rule for each in judged) and schema != ""
            count += len(judged) - len(sifted.left)
    if not files:
        click.echo("Nothing to declare yet: no version here differs from a release before it.")
        return
    if is_whole and _heads_are_read(found, resolver):
        findings += unused(waivers, used, day, judged=lambda row: row.rule in BY_ID)
    report = report_of(findings, files=files, waived=count)
    emit(report, reports, rules=CATALOGUE, source_line=_source_line(sources, resolver))
    sys.exit(exit_code(report, fail_on))


# Where one of these stands, versions were not compared, or not to the end.
_LEAVING_OFF = frozenset(
    ("migration-missing", "migration-versions", "migration-label-unknown", "migration-conflict")
)


def _heads_are_read(found: Workspace, resolver: WorkspaceResolver) -> bool:
    paths = [path for name in found.taxonomy_ids() if (path := found.head(name)) is not None]
    return all(resolver.source(path).model is not None for path in paths)


def _judged(
    name: str, found: Workspace, resolver: WorkspaceResolver, sources: dict[str, Source]
) -> Iterator[tuple[str | None, list[Finding]]]:
    """The findings about each migration that `name` means, and about those that are missing."""
    if is_path(name):
        paths = [Path(name)]
    elif name not in found.taxonomy_ids():
        known = ", ".join(found.taxonomy_ids()) or "none"
        raise UsageError(f"there is no taxonomy '{name}' here", hint=f"known are: {known}")
    else:
        paths = list(found.migrations(name).values())
        between = (*missing_migrations(name, resolver), *disagreeing_paths(name, resolver))
        yield None, [*between]
    for path in paths:
        checked = check_migration(path, resolver)
        declared, definitions = checked.declared, checked.definitions
        sources[declared.source.path or ""] = declared.source
        said = list(checked.findings)
        if declared.model is not None and definitions is not None:
            one, other = definitions
            versions = (f"{one.id}@{one.version}", f"{other.id}@{other.version}")
            seen = guideline_differences(versions, definitions, declared.model, resolver)
            said += check_flips(declared, seen)
        yield checked.schema or "", said


def _source_line(sources: dict[str, Source], resolver: WorkspaceResolver) -> SourceLine:
    """Lines of migrations, or of heads, for whoever shows findings."""

    def line_of(file: str, line: int) -> str | None:
        source = sources.get(file)
        if source is None:
            return resolver.source_line(file, line)
        return source.lines[line - 1] if 0 < line <= len(source.lines) else None

    return line_of
