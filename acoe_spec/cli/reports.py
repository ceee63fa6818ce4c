"""What commands that find things have in common: `--report`, `--fail-on`, and the exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import click

from acoe_spec.errors import UsageError
from acoe_spec.files import write_atomically
from acoe_spec.findings import LEVELS, Level, Rule
from acoe_spec.reporting.presentation import SourceLine
from acoe_spec.reporting.report import Report
from acoe_spec.reporting.styles import STYLES, render

_C = TypeVar("_C", bound=Callable[..., Any])


class ReportTo(NamedTuple):
    """A style and where to write it; no path is standard output."""

    style: str
    path: str | None


def _parsed(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[ReportTo, ...]:
    found = []
    for value in values:
        style, _, path = value.partition("=")
        if style not in STYLES:
            known = ", ".join(STYLES)
            raise click.BadParameter(f"'{style}' is no report style; the styles are {known}")
        found.append(ReportTo(style, path or None))
    return tuple(found)


def report_options(command: _C) -> _C:
    """Adds `--report` and `--fail-on` to a command."""
    command = click.option(
        "--fail-on",
        type=click.Choice(LEVELS),
        default="error",
        show_default=True,
        help="Exit with 1 if there are findings of this level or above.",
    )(command)
    return report_option(command)


def report_option(command: _C) -> _C:
    """Adds `--report` to a command."""
    return click.option(
        "--report",
        "reports",
        callback=_parsed,
        multiple=True,
        metavar="STYLE[=PATH]",
        help=f"Print or write a report; repeatable. Styles: {', '.join(STYLES)}.",
    )(command)


def one_report_option(*styles: str) -> Callable[[_C], _C]:
    """Adds `--report` to a command whose report has a shape of its own, in one of `styles`.

    The first one is the default. The command gets a `ReportTo`.
    """

    def parsed(_context: click.Context, _option: click.Parameter, value: str) -> ReportTo:
        style, _, path = value.partition("=")
        if style not in styles:
            known = ", ".join(styles)
            raise click.BadParameter(f"'{style}' is no report style; the styles are {known}")
        return ReportTo(style, path or None)

    others = " or ".join(styles[1:])
    return click.option(
        "--report",
        default=styles[0],
        callback=parsed,
        metavar="STYLE[=PATH]",
        help=f"{styles[0]} (default) or {others}; to a file if a PATH is given.",
    )


def emit(
    report: Report,
    reports: Sequence[ReportTo],
    *,
    rules: Mapping[str, Rule],
    source_line: SourceLine | None = None,
    show_text: bool = False,
) -> None:
    """Write the report in each style asked for; as text to standard output if none was."""
    for style, path in reports or (ReportTo("text", None),):
        written = render(
            report,
            style=style,
            rules=rules,
            source_line=source_line,
            # Whoever may see the lines themselves may see what they say.
            show_text=show_text or source_line is not None,
            colour=style == "text" and path is None and _is_colourful(),
            tool_version=_version() if style == "sarif" else None,
        )
        if path is None:
            sys.stdout.buffer.write(written.encode("utf-8"))
            sys.stdout.flush()
        else:
            write_atomically(path, written.encode("utf-8"))


def exit_code(report: Report, fail_on: Level) -> int:
    """1 if there are findings at or above `fail_on`, else 0."""
    return 1 if report.summary.at_least(fail_on) else 0


def today_option(command: _C) -> _C:
    """Adds `--today`, which fixes the clock."""
    return click.option(
        "--today",
        type=click.DateTime(["%Y-%m-%d"]),
        help="The day on which deprecations are judged. Default: the current day.",
    )(command)


def need_files(files: Sequence[str]) -> None:
    """Raise `UsageError` if no file was named."""
    if not files:
        raise UsageError("no file was named", hint="name one or more; - is standard input")


def _is_colourful() -> bool:
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _version() -> str:
    from importlib.metadata import version

    return version("acoe-spec")
