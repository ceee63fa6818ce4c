"""`acoe release`: freeze the head of a taxonomy as a version that never changes again."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator

import click

from acoe_spec.cli.catalogue import CATALOGUE
from acoe_spec.cli.reports import ReportTo, emit, exit_code, report_options, today_option
from acoe_spec.findings import Level
from acoe_spec.project.gates import GATES
from acoe_spec.project.releasing import Proposal, begin, next_version, propose, write
from acoe_spec.reporting.report import report_of
from acoe_spec.taxonomy.numbering import LEVELS
from acoe_spec.versions.changes import Diff
from acoe_spec.workspace.discovery import Workspace, find_workspace
from acoe_spec.workspace.requirements import released
from acoe_spec.workspace.resolver import WorkspaceResolver

_FILES = 3  # named, of those that were edited
_LISTED = 12  # changes shown of one comparison; `acoe diff` shows them all


def _gates() -> str:
    width = max(len(gate.name) for gate in GATES)
    return "\n".join(f"  {gate.name:<{width}}  {gate.asks}" for gate in GATES)


@click.command(
    name="release",
    help="Freeze the head of taxonomy ID under its version.\n\n"
    "All gates are asked, and everything that they find is told at once. Nothing is written if "
    "there is an error. The head stays as it is, and what is released never changes again. A head "
    "that was edited after its release goes on with --next.\n\n"
    f"\b\nGates:\n{_gates()}",
    epilog="""\b
Examples:
  acoe release trade-chat --dry-run
  acoe release trade-chat
  acoe release trade-chat --next minor
  acoe release trade-chat --without-guidelines
  acoe release trade-chat --report github""",
)
@click.argument("taxonomy", metavar="ID")
@click.option("--dry-run", is_flag=True, help="Ask the gates and write nothing.")
@click.option(
    "--next",
    "following",
    metavar="VERSION",
    help="Then make the head work on VERSION (a number, patch, minor or major), based on this one.",
)
@click.option(
    "--without-guidelines",
    is_flag=True,
    help="Do not ask for guidelines; the manifest of the release says so.",
)
@today_option
@report_options
@click.pass_obj
def command(
    workspace: str | None,
    *,
    taxonomy: str,
    dry_run: bool,
    following: str | None,
    without_guidelines: bool,
    today: datetime.datetime | None,
    reports: tuple[ReportTo, ...],
    fail_on: Level,
) -> None:
    """`acoe release`; its help is made from the table of gates, above."""
    found = find_workspace(workspace)
    resolver = WorkspaceResolver(found)
    day = (today or datetime.datetime.now()).date()
    proposal = propose(
        taxonomy,
        resolver,
        today=day,
        documented=not without_guidelines,
        beginning=following is not None,
    )
    manifest = proposal.manifest
    after = None
    if following is not None and manifest is not None:
        there = released(taxonomy, found)
        after = next_version(manifest.version, following, released=there)
    report = report_of(proposal.findings, files=1, waived=proposal.waived)
    if reports or report.findings:
        emit(report, reports, rules=CATALOGUE, source_line=resolver.source_line)
    code = exit_code(report, fail_on)
    if proposal.state == "refused" or code or manifest is None:
        click.echo("acoe: nothing was released", err=True)
        sys.exit(code or 1)
    if proposal.state == "ready" and not dry_run:
        write(proposal)
    if after is not None and not dry_run:
        begin(proposal.head, after, after=manifest.version)
    told = any(each.path is None for each in reports)
    if not told:
        click.echo("\n".join(_summary(proposal, found, is_written=not dry_run, following=after)))


def _summary(
    proposal: Proposal, workspace: Workspace, *, is_written: bool, following: str | None
) -> Iterator[str]:
    assert proposal.manifest is not None
    assert proposal.folder is not None
    said = proposal.manifest
    schema = f"{said.id}@{said.version}"
    folder = workspace.shown(proposal.folder)
    head = workspace.shown(proposal.head)
    if proposal.differing:
        more = len(proposal.differing) - _FILES
        listed = ", ".join(proposal.differing[:_FILES]) + (f" and {more} more" if more > 0 else "")
        yield f"{schema} is released already, and was edited since: {listed}."
    elif proposal.state == "released":
        yield f"{schema} is released already, with this content; there is nothing to do."
    else:
        verb = "is released" if is_written else "would be released"
        yield click.style(f"{schema} {verb}: {folder}", bold=True)
        yield f"  definition {said.definition}"
        yield "  " + ", ".join(_contents(proposal))
        for base in proposal.bases:
            if base.diff is not None:
                yield ""
                yield from _changes(base.version, base.diff)
    yield ""
    if following is not None:
        verb = "works" if is_written else "would work"
        yield f"{head} {verb} on {following}, based on {said.version}."
    if is_written:
        if proposal.state == "ready":
            yield f"Next: commit {folder}" + (f" and {head}." if following is not None else ".")
        if following is None:
            yield (
                "Before the head is changed again, raise its version: "
                f"acoe release {said.id} --next {' | '.join(LEVELS)}"
            )
        if proposal.bases and proposal.state == "ready":
            yield f"Bring label files along: acoe migrate FILE... --to {schema} --in-place"
    elif proposal.state == "ready":
        option = "" if said.documented else " --without-guidelines"
        yield f"Nothing was written. Release it: acoe release {said.id}{option}"


def _contents(proposal: Proposal) -> Iterator[str]:
    assert proposal.definition is not None
    assert proposal.manifest is not None
    yield _counted(sum(1 for _ in proposal.definition.labels()), "label")
    if proposal.manifest.imports:
        yield "those of " + " and ".join(proposal.manifest.imports) + " included"
    files = proposal.manifest.files
    pages = sum(name.endswith(".md") and "/_" not in name for name in files)  # parts are no pages
    asked = "" if proposal.manifest.documented else ", which were not asked for"
    yield _counted(pages, "guideline") + asked


def _changes(since: str, diff: Diff) -> Iterator[str]:
    if not diff.changes:
        yield f"Nothing has changed since {since}."
        return
    yield f"Since {since}, {_counted(len(diff.changes), 'change')}, {diff.bump}:"
    ordered = sorted(diff.changes, key=lambda each: -LEVELS.index(each.level))
    for change in ordered[:_LISTED]:
        yield f"  {change.level:<5}  {change.name}: {change.message}"
    if len(ordered) > _LISTED:
        yield f"  ... and {len(ordered) - _LISTED} more: acoe diff {diff.from_} {diff.to}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
