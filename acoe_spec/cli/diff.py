"""`acoe diff`: what is different between two versions, and what that does to files."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from acoe_spec.cli.problems import say
from acoe_spec.errors import FileProblem, TaxonomyBroken, UsageError
from acoe_spec.files import write_atomically
from acoe_spec.project.comparing import guideline_differences, with_guidelines
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.versions.declared.declaring import read_migration
from acoe_spec.versions.diff.report import Impact, Names, Report, names
from acoe_spec.versions.diff.styles import DIFF_STYLES
from acoe_spec.workspace.discovery import find_workspace
from acoe_spec.workspace.importing import Comparison, compare
from acoe_spec.workspace.resolver import WorkspaceResolver
from acoe_spec.workspace.revisions import PREFIX, Revision, split_revision

if TYPE_CHECKING:
    from acoe_spec.models.migration import Migration


class _ReportTo(NamedTuple):
    style: str
    path: str | None


def _parsed(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[_ReportTo, ...]:
    found = []
    for value in values:
        style, _, path = value.partition("=")
        if style not in DIFF_STYLES:
            known = ", ".join(DIFF_STYLES)
            raise click.BadParameter(f"'{style}' is no style of a diff; the styles are {known}")
        found.append(_ReportTo(style, path or None))
    return tuple(found)


@click.command(
    name="diff",
    epilog="""\b
Examples:
  acoe diff trade-chat@1.0.0 trade-chat
  acoe diff trade-chat@1.0.0 trade-chat@2.0.0 --files 'labels/**/*.jsonl'
  acoe diff git:main:trade-chat trade-chat
  acoe diff git:v1.0.0 trade-chat --report markdown=changes.md
  acoe diff old.yaml new.yaml --report json""",
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--files",
    "patterns",
    multiple=True,
    metavar="GLOB",
    help="Count what each change touches in these label files; may be repeated, ** is any folder.",
)
@click.option(
    "--migration",
    metavar="FILE",
    help="What is declared between the two. Default: the migration of the workspace.",
)
@click.option(
    "--report",
    "reports",
    callback=_parsed,
    multiple=True,
    metavar="STYLE[=PATH]",
    help=f"Print or write a report; repeatable. Styles: {', '.join(DIFF_STYLES)}.",
)
@click.pass_obj
def command(
    workspace: str | None,
    *,
    old: str,
    new: str,
    patterns: tuple[str, ...],
    migration: str | None,
    reports: tuple[_ReportTo, ...],
) -> None:
    """Compare two versions of a taxonomy.

    OLD and NEW are ID@VERSION, ID or ID@head for the head, a taxonomy's YAML file, the
    definition.json of a release, git:REV:ID for a head as it was at a revision, or git:REV where
    the other side names the taxonomy.

    Changes that people made are listed by what they demand of the version number; below each is
    what follows from it. A label that is gone and one that is new may be the same under another id:
    that is suggested and never assumed, unless a migration says so. Where both versions have
    guidelines, their wording and the verdicts of their worked examples are compared. The exit code
    is 0 whether or not there are differences.
    """
    resolver = WorkspaceResolver(find_workspace(workspace))
    before, after = _definitions(old, new, resolver)
    declared = _migration(migration, before, after, resolver)
    if declared is None and (steps := _between(before, after, resolver)):
        listed = ", ".join(steps)
        say(f"what the migrations {listed} declare is not in this report; compare step by step")
    found = compare(before, after, declared, resolver)
    guidelines = guideline_differences((old, new), (before, after), declared, resolver)
    found = with_guidelines(found, guidelines)
    impact = _counted(patterns, found) if patterns else None
    called = Names(names(before), names(after))
    for style, path in reports or (_ReportTo("text", None),):
        colour = style == "text" and path is None and _is_colourful()
        report = Report(found.diff, impact, colour, called)
        written = DIFF_STYLES[style].write(report).encode("utf-8")
        if path is None:
            sys.stdout.buffer.write(written)
            sys.stdout.flush()
        else:
            write_atomically(path, written)


def _definitions(old: str, new: str, resolver: WorkspaceResolver) -> tuple[Definition, Definition]:
    """Both sides; one that names only a revision is of the taxonomy that the other is of."""
    if _nameless(old) and _nameless(new):
        raise UsageError("neither side names a taxonomy", hint="write one of them as git:REV:ID")
    if _nameless(old):
        after = _definition(new, resolver)
        return _definition(f"{old}:{after.id}", resolver), after
    before = _definition(old, resolver)
    return before, _definition(f"{new}:{before.id}" if _nameless(new) else new, resolver)


def _nameless(reference: str) -> bool:
    return reference.startswith(PREFIX) and split_revision(reference)[1] is None


def _definition(reference: str, resolver: WorkspaceResolver) -> Definition:
    if reference.startswith(PREFIX):
        revision, taxonomy_id = split_revision(reference)
        assert taxonomy_id is not None
        return Revision(revision, resolver).definition(taxonomy_id)
    if reference.endswith(".json"):
        return resolver.definition(f"./{reference}" if "/" not in reference else reference)
    return resolver.definition(reference)


def _migration(
    path: str | None, old: Definition, new: Definition, resolver: WorkspaceResolver
) -> Migration | None:
    """The migration between the two; raises `TaxonomyBroken` for one that cannot be read."""
    file = None if path is None else Path(path)
    if file is None and old.id == new.id:
        file = resolver.workspace.migrations(new.id).get((old.version, new.version))
    if file is None:
        return None
    declared = read_migration(file, path=resolver.workspace.shown(file))
    if declared.model is None:
        first = next(iter(declared.findings), None)
        raise TaxonomyBroken(
            "this migration cannot be used as it is" + (f": {first.message}" if first else ""),
            hint=f"acoe migration check {resolver.workspace.shown(file)} names all that is wrong",
            path=resolver.workspace.shown(file),
            line=None if first is None else first.line,
        )
    return declared.model


def _between(old: Definition, new: Definition, resolver: WorkspaceResolver) -> list[str]:
    """The migrations that lead from one version to the other by way of others."""
    if old.id != new.id:
        return []
    known = resolver.workspace.migrations(new.id)
    ways: dict[str, list[str]] = {old.version: []}
    waiting = [old.version]
    for version in waiting:
        for before, after in known:
            if before == version and after not in ways:
                ways[after] = [*ways[version], f"{before}--{after}"]
                waiting.append(after)
    return ways.get(new.version, [])


def _counted(patterns: Sequence[str], found: Comparison) -> Impact:
    from acoe_spec.migration.impact import count_impact

    files = _files(patterns)
    with click.progressbar(
        length=len(files), label="counting", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        return count_impact(
            files, found.diff, words=found.words, progress=lambda _file: bar.update(1)
        )


def _files(patterns: Sequence[str]) -> list[str]:
    """The files that the patterns name, each once, in order."""
    files: dict[str, None] = {}
    for pattern in patterns:
        if Path(pattern).is_file():  # a name may hold what a pattern would
            files[pattern] = None
            continue
        # Path.glob takes no absolute pattern.
        named = glob.glob(pattern, recursive=True)  # noqa: PTH207
        matching = sorted(each for each in named if Path(each).is_file())
        if not matching:
            raise FileProblem(
                "no file is called so",
                hint="put a pattern in quotes: --files 'labels/**/*.jsonl'",
                path=pattern,
            )
        files.update(dict.fromkeys(matching))
    return list(files)


def _is_colourful() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
