"""`acoe build`: what comes out of one taxonomy version."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from acoe_spec.cli.catalogue import CATALOGUE
from acoe_spec.cli.reports import emit
from acoe_spec.errors import UsageError
from acoe_spec.findings import Finding
from acoe_spec.project.linting import guideline_line
from acoe_spec.reporting.report import report_of
from acoe_spec.targets.table import DEFAULT, TARGETS, Brought, build
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
  acoe build trade-chat@1.0.0 --target wheel -o dist
  acoe build trade-chat --target examples -o build/examples""",
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
    examples = _examples(references, resolver) if "examples" in targets else {}
    for reference in references:
        definition = resolver.definition(reference)
        history = package_history(definition, resolver) if "wheel" in targets else {}
        destination = Path(output or "build")
        if output is None or len(references) > 1:
            destination /= definition.id
        written = build(
            definition,
            resolver.resolve(reference),
            targets=targets,
            destination=destination,
            brought=Brought(history=history, examples=examples.get(reference, {})),
        )
        click.echo(f"{definition.id}@{definition.version}")
        for path in written:
            click.echo(f"  {path}")


def _refuse_broken(references: tuple[str, ...], resolver: WorkspaceResolver) -> None:
    """Print what is wrong with the heads among `references`, and exit, if anything is."""
    heads = [path for each in references if (path := resolver.head_of(each)) is not None]
    day = datetime.datetime.now().date()
    findings = lint_heads(heads, resolver, today=day).values()
    errors = (each for of_path in findings for each in of_path if each.level == "error")
    _stop_at(resolver, errors, len(heads))


def _examples(
    references: tuple[str, ...], resolver: WorkspaceResolver
) -> dict[str, Mapping[str, bytes]]:
    """The label files of worked examples by reference; exits where an example is wrong."""
    from acoe_spec.project.example_files import example_files  # reads Markdown

    found = {each: example_files(each, resolver) for each in references}
    _stop_at(
        resolver, (finding for each in found.values() for finding in each.findings), len(found)
    )
    return {reference: each.files for reference, each in found.items()}


def _stop_at(resolver: WorkspaceResolver, findings: Iterable[Finding], files: int) -> None:
    """Print the findings and exit, if there are any."""
    report = report_of(list(findings), files=files)
    if not report.findings:
        return
    workspace = resolver.workspace
    emit(
        report,
        (),
        rules=CATALOGUE,
        source_line=lambda file, line: (
            resolver.source_line(file, line) or guideline_line(workspace, file, line)
        ),
    )
    click.echo("acoe: nothing was built", err=True)
    sys.exit(1)
