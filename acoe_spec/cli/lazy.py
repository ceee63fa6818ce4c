"""Commands that consist of commands, each imported only when it is called."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import click


class Row(NamedTuple):
    """A sub-command, the module that holds it, and the line that the group's help shows."""

    name: str
    module: str
    summary: str


class LazyGroup(click.Group):
    """A group of the sub-commands in `rows`."""

    def __init__(self, *arguments: Any, rows: Sequence[Row], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._rows = rows

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the rows."""
        return [row.name for row in self._rows]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, from its module."""
        for row in self._rows:
            if row.name == cmd_name:
                module = importlib.import_module(f"acoe_spec.cli.{row.module}")
                found: click.Command = module.command
                return found
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list that the help shows, without importing what is in it."""
        with formatter.section("Commands"):
            formatter.write_dl([(row.name, row.summary) for row in self._rows])
