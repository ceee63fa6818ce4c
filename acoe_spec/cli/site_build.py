"""`acoe site build`: the guideline site as a folder of files."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from acoe_spec.cli.problems import say
from acoe_spec.cli.reports import ReportTo, report_option, today_option
from acoe_spec.cli.site_judging import configuration, judged, need_site, workspace_root

if TYPE_CHECKING:
    from acoe_spec.mkdocs_plugin.publication import Publication


@click.command(
    name="build",
    epilog="""\b
Examples:
  acoe site build
  acoe site build trade-chat -o public --strict
  acoe site build --source site-sources
  acoe site build --no-config --report github""",
)
@click.argument("taxonomies", nargs=-1, metavar="[ID...]")
@click.option(
    "-o", "--output", metavar="DIR", default="site", show_default=True, help="The folder to fill."
)
@click.option(
    "--source",
    metavar="DIR",
    help="Also leave the pages as Markdown files here, with a mkdocs.yml that builds them alone.",
)
@click.option(
    "--config",
    type=click.Path(dir_okay=False, exists=True),
    help="A configuration of MkDocs. Default: the workspace's mkdocs.yml if it uses the plugin.",
)
@click.option(
    "--no-config",
    "plain",
    is_flag=True,
    help="Use no mkdocs.yml: it may run code, and its docs may hold scripts.",
)
@click.option("--strict", is_flag=True, help="Take warnings, also those of MkDocs, for errors.")
@today_option
@report_option
@click.pass_obj
def command(
    workspace: str | None,
    *,
    taxonomies: tuple[str, ...],
    output: str,
    source: str | None,
    config: str | None,
    plain: bool,
    strict: bool,
    today: datetime.datetime | None,
    reports: tuple[ReportTo, ...],
) -> None:
    """Build the site of all taxonomies, or of the taxonomies ID, with all their releases.

    The site comes whole or not at all: one that is in DIR stays until the new one is complete.
    """
    need_site()
    from acoe_spec.mkdocs_plugin.building import build_site, check_empty, check_output
    from acoe_spec.mkdocs_plugin.configuration import settings_of
    from acoe_spec.mkdocs_plugin.publication import build_day, gather

    found, root = workspace_root(workspace)
    check_output(Path(output))
    if source is not None:
        check_empty(Path(source))
    file = configuration(root, config, plain=plain)
    settings = settings_of(file)
    day = build_day() if today is None else today.date()
    ids = taxonomies or settings.taxonomies
    judgement = judged(found, ids, today=day, strict=strict, reports=reports)
    if judgement is None:
        say("nothing was built")
        sys.exit(1)
    publication = gather(judgement, edit=settings.edit)
    with _bar(publication) as told:
        built = build_site(
            publication,
            root,
            output=Path(output),
            config_file=file,
            sources=None if source is None else Path(source),
            strict=strict,
            on_page=told,
        )
    for each in built.warnings:
        say(f"warning: {each}")
    click.echo(
        f"{output}: {built.pages} pages in {built.seconds:.1f} s; "
        f"open {Path(output) / 'index.html'}"
    )


@contextmanager
def _bar(publication: Publication) -> Iterator[Callable[[], None]]:
    """A progress bar for the two times that each page is worked on, where somebody can see it."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    expected = 2 * sum(each.labels + 20 for each in publication.parts)
    with click.progressbar(length=expected, label="Pages", file=sys.stderr) as shown:
        yield lambda: shown.update(1)
