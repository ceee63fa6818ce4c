"""`acoe lint`: whether taxonomies and guidelines make sense."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from acoe_spec.cli.catalogue import CATALOGUE
from acoe_spec.cli.reports import ReportTo, emit, exit_code, report_options, today_option
from acoe_spec.errors import UsageError
from acoe_spec.findings import Level
from acoe_spec.guidelines.catalogue import GUIDELINE_RULES
from acoe_spec.guidelines.lint.rules_reviews import REVIEW_DAYS
from acoe_spec.project.linting import guideline_line, lint_folders, lint_guidelines_of
from acoe_spec.reporting.report import report_of
from acoe_spec.taxonomy.lint import RULES
from acoe_spec.taxonomy.source import Source
from acoe_spec.workspace.discovery import Workspace, find_workspace
from acoe_spec.workspace.linting import lint_heads, lint_releases
from acoe_spec.workspace.resolver import WorkspaceResolver, is_path
from acoe_spec.workspace.waiver_file import read_waivers, unknown_rules
from acoe_spec.workspace.waivers import Waiver, expired, unused, waived


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
@click.option(
    "--review-days",
    type=click.IntRange(min=0),
    default=REVIEW_DAYS,
    show_default=True,
    metavar="N",
    help="How long the review of a guideline holds.",
)
@today_option
@report_options
@click.pass_obj
def command(
    workspace: str | None,
    *,
    taxonomies: tuple[str, ...],
    review_days: int,
    today: datetime.datetime | None,
    reports: tuple[ReportTo, ...],
    fail_on: Level,
) -> None:
    """Check taxonomies and their guidelines.

    Taxonomies: ids, hierarchy, references, attributes, lifecycle, imports and releases. Guidelines:
    worked examples, labels and terms that are named, links, reviews, and what is left out. Without
    arguments, everything in the workspace, and its waivers; of a FILE, the taxonomy alone.
    """
    found = find_workspace(workspace)
    resolver = WorkspaceResolver(found)
    names = taxonomies or found.taxonomy_ids()
    if not names:
        raise UsageError("there is no taxonomy here", hint="acoe init DIR starts a workspace")
    paths = [path for name in names if (path := _head(found, name)) is not None]
    ids = [name for name in names if not is_path(name)]
    day = (today or datetime.datetime.now()).date()
    waivers = read_waivers(found)
    guidelines = {
        each: lint_guidelines_of(each, resolver, today=day, review_days=review_days) for each in ids
    }
    said = [
        (_schema(resolver.source(path)), of_head)
        for path, of_head in lint_heads(paths, resolver, today=day).items()
    ]
    said += [(None, each.findings) for each in guidelines.values()]
    if not taxonomies:
        said.append((None, list(lint_folders(found))))
    findings, used, count = list(waivers.findings), set[int](), 0
    for schema, of_one in said:
        if taxonomies:
            findings += expired(waivers, day, findings=of_one, schema=schema)
    said.append((None, lint_releases(ids, found)))
    for schema, of_one in said:
        sifted = waived(of_one, waivers, day, schema=schema)
        findings += sifted.left
        used |= sifted.used
        count += sum(each.count for each in of_one) - sum(each.count for each in sifted.left)
    if not taxonomies:
        findings += unknown_rules(waivers, CATALOGUE)
        findings += expired(waivers, day)
        whole = all(resolver.source(path).model is not None for path in paths)
        if whole and _STOPPING.isdisjoint(each.rule for each in findings):
            findings += unused(waivers, used, day, judged=_is_judged)
    files = len(paths) + sum(len(found.releases(each)) for each in ids)
    files += sum(each.files for each in guidelines.values()) + (waivers.file is not None)
    report = report_of(findings, files=files, waived=count)
    emit(
        report,
        reports,
        rules=CATALOGUE,
        source_line=lambda file, line: (
            resolver.source_line(file, line)
            or waivers.source_line(file, line)
            or guideline_line(found, file, line)
        ),
    )
    sys.exit(exit_code(report, fail_on))


def _is_judged(row: Waiver) -> bool:
    """Whether lint of the whole workspace finds everything that the rule of a waiver finds."""
    return row.rule in _OF_ALL


# What reading finds may be wrong with other files, too; of the rest, one is for releases only.
_OF_ALL = frozenset(rule.id for rule in (*RULES, *GUIDELINE_RULES) if rule.check is not None) - {
    "import-of-head"
}


# Without what should be imported, not everything can be found.
_STOPPING = frozenset(("unknown-import", "import-conflict", "import-cycle"))


def _schema(source: Source) -> str | None:
    return None if source.model is None else f"{source.model.id}@{source.model.version}"


def _head(workspace: Workspace, name: str) -> Path | None:
    """The head that is meant; None for a taxonomy that has releases only."""
    if is_path(name):
        return Path(name)
    path = workspace.head(name)
    if path is None and not workspace.releases(name):
        known = ", ".join(workspace.taxonomy_ids()) or "none"
        raise UsageError(f"there is no taxonomy '{name}' here", hint=f"known are: {known}")
    return path
