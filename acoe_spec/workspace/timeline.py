"""The versions of one taxonomy as values to look at: what `acoe show --versions` prints.

Tolerant where a route is not: a version or a migration that is broken is shown with its problem.
Plain frozen values that turn into JSON as they are; how they look on a terminal is not known here.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from acoe_spec.errors import AcoeError
from acoe_spec.findings import printable_id
from acoe_spec.taxonomy.numbering import LEVELS, Level, bump, precedence
from acoe_spec.versions.operations import OPERATIONS
from acoe_spec.versions.records.steps import Irreversible
from acoe_spec.workspace.discovery import HEAD
from acoe_spec.workspace.history import History
from acoe_spec.workspace.linting import lint_heads
from acoe_spec.workspace.releases import flaws

if TYPE_CHECKING:
    from acoe_spec.models.migration import Migration, Operation
    from acoe_spec.versions.graph import VersionGraph


class Change(Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """The way to a version from one before it.

    `file` is its migration, None while nobody has written one, and `title` the first line of its
    description. `raised` is the part of the number that was raised, `operations` counts what is
    declared by the level that it demands, `open_questions` those that their author has not answered
    yet. `not_undone` says why there is no way back; `problem` why nothing can be migrated by it.
    """

    from_: str
    to: str
    raised: Level | None
    file: str | None = None
    title: str | None = None
    operations: dict[Level, int] = {}
    open_questions: int = 0
    lossless: bool = False
    not_undone: tuple[str, ...] = ()
    problem: str | None = None


class Version(Struct, frozen=True, kw_only=True):
    """One version with the changes that lead to it.

    `released`: it is frozen. `head`: the head works on this number; `errors` and `warnings` are
    what lint finds in the head, None for a release. `problem` says why it cannot be used.
    """

    version: str
    title: str
    released: bool
    head: bool
    errors: int | None = None
    warnings: int | None = None
    problem: str | None = None
    changes: tuple[Change, ...] = ()


class Timeline(Struct, frozen=True, kw_only=True):
    """All versions of a taxonomy, the newest first.

    `problem` says why the head cannot be used, and is not among them.
    """

    taxonomy: str
    title: str
    problem: str | None = None
    versions: tuple[Version, ...]


def timeline(history: History, taxonomy_id: str, *, today: datetime.date) -> Timeline:
    """The versions of a taxonomy. `today` is the day on which lint judges its deprecations.

    Raises `SchemaUnknown` if there is none, and as the resolver does if there is only a head, and
    that is broken.
    """
    head, broken = None, None
    try:
        head = _head(history, taxonomy_id, today)
    except AcoeError as problem:
        if not history.released(taxonomy_id):
            raise
        broken = str(problem)
    graph = history.graph(taxonomy_id, with_head=broken is None)
    versions = [
        _version(history, graph, version, head)
        for version in sorted(graph.revisions, key=precedence, reverse=True)
    ]
    title = next((each.title for each in versions if each.title), "")
    return Timeline(taxonomy=taxonomy_id, title=title, problem=broken, versions=tuple(versions))


class _Head(Struct, frozen=True):
    version: str
    errors: int
    warnings: int


def _head(history: History, taxonomy_id: str, today: datetime.date) -> _Head | None:
    resolver = history.resolver
    path = resolver.workspace.head(taxonomy_id)
    if path is None:
        return None
    (found,) = lint_heads([path], resolver, today=today).values()
    levels = Counter(finding.level for finding in found)
    version = resolver.resolve(f"{taxonomy_id}@{HEAD}").version
    return _Head(version, levels["error"], levels["warning"])


def _version(history: History, graph: VersionGraph, version: str, head: _Head | None) -> Version:
    workspace = history.resolver.workspace
    folder = workspace.release(graph.taxonomy, version)
    flaw = None if folder is None else next(flaws(folder, shown=workspace.shown), None)
    is_head = head is not None and head.version == version
    return Version(
        version=version,
        title="" if flaw else history.resolver.resolve(f"{graph.taxonomy}@{version}").title,
        released=version in history.released(graph.taxonomy),
        head=is_head,
        errors=head.errors if head is not None and is_head else None,
        warnings=head.warnings if head is not None and is_head else None,
        problem=None if flaw is None else str(flaw),
        changes=tuple(_changes(history, graph, version)),
    )


def _changes(history: History, graph: VersionGraph, version: str) -> Iterator[Change]:
    """From each version that it is based on, or that a migration leads from; the nearest first."""
    declared = {old for old, new in graph.migrations if new == version}
    based_on = set(graph.revisions[version].based_on)
    for old in sorted(declared | based_on, key=precedence, reverse=True):
        change = Change(from_=old, to=version, raised=bump(old, version))
        if old in declared:
            yield _declared(history, graph, change)
        elif old in graph.revisions:
            yield change
        else:
            yield msgspec.structs.replace(change, problem=f"{printable_id(old)} is not here")


def _declared(history: History, graph: VersionGraph, change: Change) -> Change:
    migration = history.migration(graph.taxonomy, change.from_, change.to)
    shown = msgspec.structs.replace(change, file=migration.source.path)
    if migration.model is not None:
        shown = _counted(shown, migration.model)
    try:
        back = graph.back(change.from_, change.to)
    except AcoeError as problem:
        return msgspec.structs.replace(shown, problem=str(problem))
    if isinstance(back, Irreversible):
        return msgspec.structs.replace(shown, not_undone=tuple(back.reasons))
    return msgspec.structs.replace(shown, lossless=True)


def _counted(change: Change, migration: Migration) -> Change:
    counts = Counter(map(_level, migration.operations))
    lines = (migration.description or "").strip().splitlines()
    return msgspec.structs.replace(
        change,
        title=lines[0] if lines else None,
        operations={level: counts[level] for level in reversed(LEVELS) if counts[level]},
        open_questions=sum(each.question is not None for each in migration.operations),
    )


def _level(operation: Operation) -> Level:
    """What an operation demands; another version of an import demands what its own number says."""
    if operation.op == "update-import":
        return bump(operation.from_, operation.to) or OPERATIONS[operation.op].level
    return OPERATIONS[operation.op].level
