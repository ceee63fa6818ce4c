"""The `acoe` command: the only code that prints or exits.

Each command lives in a module of its own and is imported when it is called: a check of a small file
must not wait for the YAML reader or the generators. Nothing here decides what is right or wrong; a
command asks a lower floor, shows the answer and turns it into an exit code.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

import click

from acoe_spec.cli.problems import complain, say
from acoe_spec.errors import AcoeError, UsageError

EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_INCOMPLETE = 3
EXIT_INTERRUPTED = 130


class _Row(NamedTuple):
    """A command: its name, the module that holds it, and the line that `acoe --help` shows."""

    name: str
    module: str
    summary: str


COMMANDS = (
    _Row("init", "init", "Start a workspace that passes lint, check and build at once."),
    _Row("lint", "lint", "Check taxonomies and waivers."),
    _Row("fmt", "fmt", "Put our YAML into the canonical order and layout; comments stay."),
    _Row("show", "show", "Print a taxonomy's tree, or all that applies to one label and why."),
    _Row("check", "check", "Check label files against the schema versions that they name."),
    _Row("stats", "stats", "Count records and annotations by label, annotator, state, version."),
    _Row("diff", "diff", "Say what differs between two versions, and what that does to files."),
    _Row("rename", "rename", "Give a label another id in head, guidelines and draft migration."),
    _Row("migration", "migration", "Declare what changes between two versions of a taxonomy."),
    _Row("migrate", "migrate", "Migrate label files from one schema version to another."),
    _Row("review", "review", "Have people decide what a migration could not."),
    _Row("build", "build", "Generate LinkML, Pydantic, JSON Schema, tables or a wheel."),
    _Row("release", "release", "Freeze a taxonomy as a version that never changes again."),
    _Row("convert", "convert", "Convert label files between formats, and say what gets lost."),
    _Row("import", "import_", "Make a taxonomy from a brat configuration or a table."),
    _Row("site", "site", "Publish taxonomies and guidelines as a site for annotators."),
    _Row("rules", "rules", "Explain the rules."),
)


class _Interrupted(Exception):
    """Ctrl-C, by a name under which click does not answer it with a line of its own."""


class _Unread(Exception):
    """Nobody reads standard output any more, by a name under which click does not exit with 1."""


class _Commands(click.Group):
    """Looks a command up in `COMMANDS` and imports its module only then."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt as error:
            raise _Interrupted from error
        except BrokenPipeError as error:
            raise _Unread from error
        return result

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [row.name for row in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for row in COMMANDS:
            if row.name == cmd_name:
                module = importlib.import_module(f"acoe_spec.cli.{row.module}")
                found: click.Command = module.command
                return found
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None:
            import difflib

            near = difflib.get_close_matches(name, self.list_commands(ctx), n=1)
            hint = f". Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"there is no command '{name}'{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(row.name, row.summary) for row in COMMANDS])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `acoe init DIR`. Every command explains itself: `acoe check --help`.",
)
@click.version_option(package_name="acoe-spec", prog_name="acoe", message="%(prog)s %(version)s")
@click.option(
    "-w",
    "--workspace",
    type=click.Path(file_okay=False),
    envvar="ACOE_WORKSPACE",
    help="The folder that holds taxonomies/. Default: the nearest one at or above this folder.",
)
@click.pass_context
def cli(context: click.Context, workspace: str | None) -> None:
    """Annotation specifications as code: check, build and publish label taxonomies."""
    context.obj = workspace


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `acoe` and exit: 0 clean, 1 findings, 2 usage, 3 could not complete, 130 interrupted."""
    try:
        code = cli.main(args=arguments, prog_name="acoe", standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        _explain_usage(error)
        code = EXIT_USAGE
    except AcoeError as error:
        complain(error)
        code = error.exit_code
    except (KeyboardInterrupt, _Interrupted, click.Abort):
        say("interrupted; nothing was left half-written")
        code = EXIT_INTERRUPTED
    except _Unread:
        # The reader of standard output has gone (`acoe show ... | head`); say nothing more to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = EXIT_INCOMPLETE
    except RecursionError:
        say("error: something is nested too deeply to be handled")
        code = EXIT_INCOMPLETE
    except Exception as error:
        if os.environ.get("ACOE_DEBUG"):
            raise
        say(
            f"error: this should not have happened ({type(error).__name__}); "
            "set ACOE_DEBUG=1 to see where, and please report it"
        )
        code = EXIT_INCOMPLETE
    sys.exit(code)


def _explain_usage(error: click.ClickException) -> None:
    """Say what click objects to as all errors are said; without arguments it is the help."""
    said = error.format_message().rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None or "\n" in said:
        error.show()
        return
    said = said[:1].lower() + said[1:].replace(". Did you mean", "; did you mean")
    complain(UsageError(said, hint=f"{context.command_path} --help shows how it is used"))
