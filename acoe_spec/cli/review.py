"""`acoe review`: what a migration left open goes to people, and their decisions come back."""

from __future__ import annotations

import click

from acoe_spec.cli.lazy import LazyGroup, Row

COMMANDS = (
    Row("export", "review_export", "Write every open question, a line of JSON each."),
    Row("apply", "review_apply", "Carry decisions out in label files."),
)


@click.group(
    name="review",
    cls=LazyGroup,
    rows=COMMANDS,
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
