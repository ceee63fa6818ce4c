"""`acoe migration`: the declared change between two versions of a taxonomy."""

from __future__ import annotations

import click

from acoe_spec.cli.lazy import LazyGroup, Row

COMMANDS = (
    Row("draft", "migration_draft", "Write a migration from what differs between two versions."),
    Row("check", "migration_check", "Hold migrations against the two versions of each."),
    Row("import", "migration_import", "Make a migration from a published concordance."),
)


@click.group(
    name="migration",
    cls=LazyGroup,
    rows=COMMANDS,
    epilog="""\b
Examples:
  acoe migration draft trade-chat
  acoe migration check
  acoe migration import naics@2017.0.0 naics@2022.0.0 --mapping 2017-to-2022.csv""",
)
def command() -> None:
    """Declare what changes between two versions, so that label files can follow.

    A migration is the file taxonomies/ID/migrations/FROM--TO.yaml. A draft has every difference
    between the two versions, and asks what only people know; `check` says what is still open,
    missing or wrong.
    """
