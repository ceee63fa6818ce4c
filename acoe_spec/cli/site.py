"""`acoe site`: the guideline site of a workspace."""

from __future__ import annotations

import click

from acoe_spec.cli.lazy import LazyGroup, Row

COMMANDS = (
    Row("build", "site_build", "Build the site into a folder that any web server can serve."),
    Row("serve", "site_serve", "Show the site on this machine and follow what is edited."),
)


@click.group(
    name="site",
    cls=LazyGroup,
    rows=COMMANDS,
    epilog="""\b
Examples:
  acoe site serve --open
  acoe site build -o public""",
)
def command() -> None:
    """Publish taxonomies with their guidelines as a site for annotators.

    A page for each label, of the head and of each release, with a search of its own for each. What
    `acoe lint` calls an error stops the site: no page shows a worked example that is wrong. Needs
    the extra 'site'.
    """
