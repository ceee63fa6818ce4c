"""How the command line says on standard error that something could not be done."""

from __future__ import annotations

import click

from acoe_spec.errors import AcoeError


def say(message: str) -> None:
    """Print a remark of the tool itself."""
    click.echo(f"acoe: {message}", err=True)


def complain(error: AcoeError) -> None:
    """Print an error with its place and its remedy: `acoe: error: FILE:LINE: what`."""
    place = f"{error.place}: " if error.place else ""
    hint = "" if error.hint is None else f"\n  hint: {error.hint}"
    say(f"error: {place}{error.message}{hint}")
