"""`acoe site serve`: the guideline site on this machine, while it is being written."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from acoe_spec.cli.problems import complain, say
from acoe_spec.cli.reports import today_option
from acoe_spec.cli.site_judging import configuration, judged, need_site, workspace_root
from acoe_spec.errors import AcoeError


@click.command(
    name="serve",
    epilog="""\b
Examples:
  acoe site serve
  acoe site serve trade-chat --open
  acoe site serve --port 8080""",
)
@click.argument("taxonomies", nargs=-1, metavar="[ID...]")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Where to serve."
)
@click.option("--open", "opened", is_flag=True, help="Open the site in a browser.")
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
@today_option
@click.pass_obj
def command(
    workspace: str | None,
    *,
    taxonomies: tuple[str, ...],
    port: int,
    opened: bool,
    config: str | None,
    plain: bool,
    today: datetime.datetime | None,
) -> None:
    """Show the site, to this machine alone, and build it anew when something is edited.

    Findings are printed as they appear; until they are mended the last good site stays. Ctrl-C
    ends it.
    """
    need_site()
    from acoe_spec.mkdocs_plugin.building import build_into
    from acoe_spec.mkdocs_plugin.configuration import settings_of
    from acoe_spec.mkdocs_plugin.publication import build_day, gather
    from acoe_spec.mkdocs_plugin.serving import serve_site

    found, root = workspace_root(workspace)
    file = configuration(root, config, plain=plain)

    def build(folder: Path) -> bool:
        day = build_day() if today is None else today.date()
        try:
            settings = settings_of(file)
            judgement = judged(found, taxonomies or settings.taxonomies, today=day)
            if judgement is None:
                say("not shown until this is mended")
                return False
            publication = gather(judgement, edit=settings.edit)
            built = build_into(publication, root, folder, config_file=file)
        except AcoeError as error:
            complain(error)
            return False
        for each in built.warnings:
            say(f"warning: {each}")
        say(f"{built.pages} pages in {built.seconds:.1f} s")
        return True

    watched = () if file is None else (file, root / "docs")
    try:
        serve_site(
            root,
            build,
            port=port,
            watched=watched,
            open_browser=opened,
            on_ready=lambda address: click.echo(f"{address}  (Ctrl-C ends it)"),
        )
    except KeyboardInterrupt:
        click.echo()
        sys.exit(0)
