"""`acoe lint`: whether taxonomies make sense."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from acoe_spec.cli.reports import ReportTo, emit, exit_code, report_options, today_option
from acoe_spec.errors import UsageError
from acoe_spec.findings import Level
from acoe_spec.reporting.report import report_of
from acoe_spec.taxonomy.lint import RULES
from acoe_spec.workspace.discovery import Workspace, find_workspace
from acoe_spec.workspace.linting import lint_heads
from acoe_spec.workspace.resolver import WorkspaceResolver


@click.command(
    name="lint",
    epilog="""\b
Examples:
  acoe lint
  acoe lint trade-chat
  acoe lint drafts/new.yaml --report github
  acoe lint --today 2027-06-01 --fail-on warning""",
)
@click.argument("taxonomies", nargs=-1, metavar="[ID|FILE...]")
@today_option
@report_options
@click.pass_obj
def command(
    workspace: str | None,
    *,
    taxonomies: tuple[str, ...],
    today: datetime.datetime | None,
    reports: tuple[ReportTo, ...],
    fail_on: Level,
) -> None:
    """Check taxonomies: ids, hierarchy, references, attributes, lifecycle and imports.

    Without arguments, every taxonomy of the workspace.
    """
    found = find_workspace(workspace)
    resolver = WorkspaceResolver(found)
    paths = [_head(found, name) for name in taxonomies or found.taxonomy_ids()]
    if not paths:
        raise UsageError("there is no taxonomy here", hint="acoe init DIR starts a workspace")
    day = (today or datetime.datetime.now()).date()
    findings = lint_heads(paths, resolver, today=day)
    report = report_of(
        (finding for of_path in findings.values() for finding in of_path), files=len(paths)
    )
    emit(report, reports, rules={rule.id: rule for rule in RULES}, source_line=resolver.source_line)
    sys.exit(exit_code(report, fail_on))


def _head(workspace: Workspace, name: str) -> Path:
    if "/" in name or name.endswith((".yaml", ".yml")):
        return Path(name)
    path = workspace.head(name)
    if path is None:
        known = ", ".join(workspace.taxonomy_ids()) or "none"
        raise UsageError(f"there is no taxonomy '{name}' here", hint=f"known are: {known}")
    return path
