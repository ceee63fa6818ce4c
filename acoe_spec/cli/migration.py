"""`acoe migration`: the declared change between two versions of a taxonomy."""

from __future__ import annotations

import importlib
from typing import NamedTuple

import click


class _Row(NamedTuple):
    """A sub-command, the module that holds it, and the line that the group's help shows."""

    name: str
    module: str
    summary: str


COMMANDS = (
    _Row("draft", "migration_draft", "Write a migration from what differs between two versions."),
    _Row("check", "migration_check", "Hold migrations against the two versions of each."),
    _Row("import", "migration_import", "Make a migration from a published concordance."),
)


class _Commands(click.Group):
    """Imports the module of a sub-command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [row.name for row in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for row in COMMANDS:
            if row.name == cmd_name:
                module = importlib.import_module(f"acoe_spec.cli.{row.module}")
                found: click.Command = module.command
                return found
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(row.name, row.summary) for row in COMMANDS])


@click.group(
    name="migration",
    cls=_Commands,
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
