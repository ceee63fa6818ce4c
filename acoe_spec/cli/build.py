"""`acoe build`: what comes out of one taxonomy version."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from acoe_spec.cli.reports import emit
from acoe_spec.errors import UsageError
from acoe_spec.reporting.report import report_of
from acoe_spec.targets.table import DEFAULT, TARGETS, build
from acoe_spec.taxonomy.lint import RULES
from acoe_spec.workspace.discovery import find_workspace
from acoe_spec.workspace.linting import lint_heads
from acoe_spec.workspace.packing import package_history
from acoe_spec.workspace.resolver import WorkspaceResolver


def _targets() -> str:
    width = max(len(target.id) for target in TARGETS)
    return "\n".join(f"  {target.id:<{width}}  {target.title}" for target in TARGETS)


@click.command(
    name="build",
    help="Generate what other programs use from taxonomy versions.\n\n"
    "Without ID, every taxonomy of the workspace. A head is linted first, and nothing is written "
    f"if it has errors.\n\n\b\nTargets:\n{_targets()}",
    epilog="""\b
Examples:
  acoe build
  acoe build trade-chat@1.0.0 -o build/trade-chat
  acoe build trade-chat@1.0.0 --target json-schema -o schemas
  acoe build trade-chat@1.0.0 --target wheel -o dist""",
)
@click.argument("taxonomies", nargs=-1, metavar="[ID[@V]...]")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    help="The folder to fill. Default: build/ID for each taxonomy; with several, DIR/ID.",
)
@click.option(
    "--target",
    "targets",
    multiple=True,
    type=click.Choice([target.id for target in TARGETS]),
    default=DEFAULT,
    show_default=True,
    help="What to build; repeatable.",
)
@click.pass_obj
def command(
    workspace: str | None,
    *,
    taxonomies: tuple[str, ...],
    output: str | None,
    targets: tuple[str, ...],
) -> None:
    """`acoe build`; its help is made from the table of targets, above."""
    found = find_workspace(workspace)
    resolver = WorkspaceResolver(found)
    references = taxonomies or found.taxonomy_ids()
    if not references:
        raise UsageError("there is no taxonomy here", hint="acoe init DIR starts a workspace")
    _refuse_broken(references, resolver)
    for reference in references:
        definition = resolver.definition(reference)
        destination = Path(output or "build")
        if output is None or len(references) > 1:
            destination /= definition.id
        written = build(
            definition,
            resolver.resolve(reference),
            targets=targets,
            destination=destination,
            history=package_history(definition, resolver) if "wheel" in targets else None,
        )
        click.echo(f"{definition.id}@{definition.version}")
        for path in written:
            click.echo(f"  {path}")


def _refuse_broken(references: tuple[str, ...], resolver: WorkspaceResolver) -> None:
    """Print what is wrong with the heads among `references`, and exit, if anything is."""
    heads = [path for each in references if (path := resolver.head_of(each)) is not None]
    day = datetime.datetime.now().date()
    findings = [
        finding
        for of_path in lint_heads(heads, resolver, today=day).values()
        for finding in of_path
        if finding.level == "error"
    ]
    if findings:
        emit(
            report_of(findings, files=len(heads)),
            (),
            rules={rule.id: rule for rule in RULES},
            source_line=resolver.source_line,
        )
        click.echo("acoe: nothing was built", err=True)
        sys.exit(1)
