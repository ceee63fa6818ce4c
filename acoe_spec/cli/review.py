"""`acoe review`: what a migration left open goes to people, and their decisions come back."""

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
    _Row("export", "review_export", "Write every open question, a line of JSON each."),
    _Row("apply", "review_apply", "Carry decisions out in label files."),
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
    name="review",
    cls=_Commands,
    epilog="""\b
Examples:
  acoe review export labels/*.jsonl -o queue.jsonl
  acoe review apply decided.jsonl labels/*.jsonl --dry-run
  acoe review apply decided.jsonl labels/*.jsonl --in-place""",
)
def command() -> None:
    """Have people decide what a migration could not.

    `export` writes the queue: one open question a line, with the text, the candidates and what they
    mean. A person, or a script, adds "decision" to a line: {"label": "x"}, {"value": "v"},
    {"annotation": {...}} or {"drop": true}. "attributes" beside a label or a value says what else
    is open. `apply` carries that out in the label files. What depends on a decided annotation
    follows it by itself.
    """
