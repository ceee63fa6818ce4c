"""The migrations of a workspace, each with the two versions that it lies between.

Finds what is to be compared and has it compared; what is right is for `versions.declaring`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from acoe_spec.errors import AcoeError, SchemaUnknown, UsageError
from acoe_spec.findings import Finding, pointer
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.versions.declared.declaring import DeclaredMigration, check_declared, read_migration
from acoe_spec.workspace.discovery import HEAD, Workspace
from acoe_spec.workspace.history import History
from acoe_spec.workspace.importing import in_words_of
from acoe_spec.workspace.release_rules import MIGRATION_MISSING, PATHS_DISAGREE
from acoe_spec.workspace.releases import MANIFEST
from acoe_spec.workspace.resolver import WorkspaceResolver


@dataclass(frozen=True)
class CheckedMigration:
    """A migration file, and what is wrong with it; `schema` is `id@version` of what it leads to.

    `definitions` are the two versions that it was held against, None where one of them is missing.
    """

    declared: DeclaredMigration
    schema: str | None
    findings: tuple[Finding, ...]
    definitions: tuple[Definition, Definition] | None = None


def no_other_draft(workspace: Workspace, head: Definition, base: str) -> None:
    """Raise `UsageError` for a draft that was begun for another number of the head.

    It would be left behind, with the answers that people gave in it.
    """
    for (before, after), path in workspace.migrations(head.id).items():
        if before == base and after != head.version and workspace.release(head.id, after) is None:
            raise UsageError(
                f"this migration leads to {after}, and the head works on {head.version}",
                hint=f"call it {base}--{head.version}.yaml, and let its 'to' be {head.version}",
                path=workspace.shown(path),
            )


def check_migration(path: Path, resolver: WorkspaceResolver) -> CheckedMigration:
    """The migration in `path`, held against the versions that it names.

    Raises `FileProblem` where it cannot be opened, and `TaxonomyBroken` where one of the versions
    cannot be used: what has errors, or was edited after its release, is compared with nothing.
    """
    declared = read_migration(path, path=resolver.workspace.shown(path))
    model = declared.model
    if model is None:
        return CheckedMigration(declared, None, declared.findings)
    versions: list[Definition] = []
    missing: list[Finding] = []
    for key, version in (("from", model.from_), ("to", model.to)):
        try:
            versions.append(resolver.definition(f"{model.taxonomy}@{version}"))
        except SchemaUnknown as unknown:
            missing.append(
                declared.source.finding(
                    "migration-versions", unknown.message, f"/{key}", hint=unknown.hint
                )
            )
    schema = f"{model.taxonomy}@{model.to}"
    if missing:
        return CheckedMigration(declared, schema, tuple(missing))
    old, new = versions
    findings = check_declared(declared, in_words_of(old, new, resolver), new)
    return CheckedMigration(declared, schema, tuple(findings), (old, new))


def missing_migrations(taxonomy_id: str, resolver: WorkspaceResolver) -> Iterator[Finding]:
    """A finding for each version that follows one from which no migration leads to it."""
    workspace = resolver.workspace
    present = workspace.migrations(taxonomy_id)
    released = workspace.releases(taxonomy_id)
    for version in released:
        folder = workspace.release(taxonomy_id, version)
        if folder is None:
            continue
        for base in resolver.definition(f"{taxonomy_id}@{version}").based_on:
            if (base, version) not in present:
                yield Finding(
                    rule=MIGRATION_MISSING,
                    message=f"{version} follows {base}, and nobody has declared what changed",
                    hint=f"draft it with: acoe migration draft {taxonomy_id}@{base} "
                    f"{taxonomy_id}@{version}",
                    file=workspace.shown(folder / MANIFEST),
                    field=f"based_on/{base}",
                )
    path = workspace.head(taxonomy_id)
    source = None if path is None else resolver.source(path)
    if source is None or source.model is None or source.model.version in released:
        return
    for position, base in enumerate(source.model.based_on or ()):
        if base not in released or (base, source.model.version) in present:
            continue
        if not _says_the_same(taxonomy_id, base, resolver):
            yield source.finding(
                MIGRATION_MISSING,
                f"nobody has declared what changed since {base}",
                pointer("based_on", position),
                hint=f"draft it with: acoe migration draft {taxonomy_id}",
            )


def _says_the_same(taxonomy_id: str, base: str, resolver: WorkspaceResolver) -> bool:
    """Whether the head says what the release says, as it does when its number was just raised."""
    try:
        head = resolver.definition(f"{taxonomy_id}@{HEAD}")
        old = resolver.definition(f"{taxonomy_id}@{base}")
    except AcoeError:
        return False
    numbered = replace(head, version=old.version, based_on=old.based_on, retired=old.retired)
    return numbered == old


def disagreeing_paths(taxonomy_id: str, resolver: WorkspaceResolver) -> Iterator[Finding]:
    """A finding for each version at which paths meet that make different things of a label.

    It stands at the last migration of one of them, which is what was written last in most cases.
    """
    history = History(resolver)
    files = history.migrations(taxonomy_id)
    reached = Counter(new for _, new in files)
    for version in (each for each, migrations in reached.items() if migrations > 1):
        found = history.disagreement(taxonomy_id, version)
        if found is not None:
            yield Finding(
                rule=PATHS_DISAGREE,
                message=found.message,
                hint=found.hint,
                file=resolver.workspace.shown(files[found.other[-2], found.other[-1]]),
                field=version,
            )
