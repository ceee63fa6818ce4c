"""The taxonomies of a workspace as `lint` needs them: each with what its file does not say.

Heads are held against all rules for taxonomies, releases against what was released.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from acoe_spec.errors import AcoeError, TaxonomyBroken
from acoe_spec.findings import Finding, pointer
from acoe_spec.rules.identifiers import SCHEMES
from acoe_spec.taxonomy.definition import Definition, hash_of
from acoe_spec.taxonomy.lint import lint
from acoe_spec.taxonomy.source import Source
from acoe_spec.versions.retiring import withdrawn
from acoe_spec.workspace import installed
from acoe_spec.workspace.discovery import Workspace, split_reference
from acoe_spec.workspace.release_rules import CONFLICT, EDITED
from acoe_spec.workspace.releases import MANIFEST, flaws, read_manifest
from acoe_spec.workspace.resolver import WorkspaceResolver


def lint_heads(
    paths: Iterable[Path], resolver: WorkspaceResolver, *, today: date, releasing: bool = False
) -> dict[Path, list[Finding]]:
    """The findings of each head. Raises `FileProblem` for one that cannot be read.

    `releasing` says that a release is being made of them.
    """
    import_graph = _import_graph(resolver)
    found = {}
    for path in paths:
        source = resolver.source(path)
        imports = _imports(source, resolver)
        of_head = lint(
            source,
            today=today,
            imports=imports,
            import_graph=import_graph,
            released=_released(source, resolver),
            retired=_withdrawn(source, resolver),
            schemes=SCHEMES,
            unreleased=_unreleased(imports, resolver.workspace) if releasing else (),
        )
        of_head += _conflicts(source, imports, resolver.workspace)
        found[path] = sorted(of_head, key=lambda each: (each.line or 0, each.column or 0))
    return found


def lint_releases(taxonomy_ids: Iterable[str], workspace: Workspace) -> list[Finding]:
    """What is wrong with the releases of these taxonomies, in the order of their versions."""
    found: list[Finding] = []
    for taxonomy_id in taxonomy_ids:
        for version in workspace.releases(taxonomy_id):
            folder = workspace.release(taxonomy_id, version)
            if folder is not None:
                schema = f"{taxonomy_id}@{version}"
                said = _of_release(folder, taxonomy_id, workspace)
                found += (each.placed(schema=schema) for each in said)
    return found


def _of_release(folder: Path, taxonomy_id: str, workspace: Workspace) -> Iterator[Finding]:
    edited = [
        Finding(rule=EDITED, message=flaw.message, hint=flaw.hint, file=flaw.path, field="")
        for flaw in flaws(folder, shown=workspace.shown)
    ]
    yield from edited
    if edited:
        return
    manifest = read_manifest(folder, shown=workspace.shown)
    if manifest.id != taxonomy_id:
        yield Finding(
            rule=EDITED,
            message=f"this release is of '{manifest.id}', and stands in the folder of "
            f"'{taxonomy_id}'",
            hint="each taxonomy has a folder of its own, named by its id",
            file=workspace.shown(folder / MANIFEST),
            field="id",
        )
        return
    if installed_hash(manifest.id, manifest.version) not in (None, manifest.definition):
        yield Finding(
            rule=CONFLICT,
            message=f"an installed package has another {manifest.id}@{manifest.version}",
            hint="one of the two was made anew under the same number: find out which is in use",
            file=workspace.shown(folder / MANIFEST),
            field="definition",
        )
    for reference, known in manifest.imports.items():
        here = released_hash(reference, workspace)
        if here not in (None, known):
            yield Finding(
                rule=CONFLICT,
                message=f"this release took in another {reference} than the one that is here",
                hint="restore the one that was there, or release this taxonomy under a new number",
                file=workspace.shown(folder / MANIFEST),
                field=f"imports/{reference}",
            )


def released_hash(reference: str, workspace: Workspace) -> str | None:
    """The hash of a definition as the manifest of its release says it; None if there is none."""
    taxonomy_id, version = split_reference(reference)
    folder = workspace.release(taxonomy_id, version)
    try:
        return None if folder is None else read_manifest(folder).definition
    except TaxonomyBroken:
        return None  # found where that taxonomy is judged


def installed_hash(taxonomy_id: str, version: str) -> str | None:
    """The hash of the definition of a release in an installed package; None if there is none."""
    found = installed.versions(taxonomy_id).get(version)
    return None if found is None else found.released_hash()


def _conflicts(
    source: Source, imports: Mapping[str, Definition], workspace: Workspace
) -> Iterator[Finding]:
    """Imports that hold another content of a version than the one that is here."""
    assert source.model is not None or not imports
    for position, reference in enumerate(imports and source.data["imports"]):
        if reference not in imports:
            continue
        for name, origin in sorted(imports[reference].origins.items()):
            inner = f"{name}@{origin.version}"
            here = released_hash(inner, workspace)
            if here not in (None, origin.hash):
                yield source.finding(
                    CONFLICT,
                    f"{reference} took in another {inner} than the one that is here",
                    pointer("imports", position),
                    hint=f"import a version of it that was released with this {inner}",
                )


def _imports(source: Source, resolver: WorkspaceResolver) -> Mapping[str, Definition]:
    """Those imports that can be found and used; lint names the others."""
    found = {}
    for reference in () if source.model is None else source.model.imports or ():
        try:
            found[reference] = resolver.definition(reference)
        except AcoeError:
            continue
    return found


def _unreleased(references: Iterable[str], workspace: Workspace) -> frozenset[str]:
    """Those that still change: heads, also under the number that they work on."""
    return frozenset(
        each
        for each in references
        if workspace.release(*split_reference(each)) is None
        and installed_hash(*split_reference(each)) is None
    )


def _import_graph(resolver: WorkspaceResolver) -> Mapping[str, tuple[str, ...]]:
    workspace = resolver.workspace
    graph = {}
    for taxonomy_id in workspace.taxonomy_ids():
        path = workspace.head(taxonomy_id)
        source = None if path is None else resolver.source(path)
        if source is not None and source.model is not None:
            graph[taxonomy_id] = tuple(
                each.partition("@")[0] for each in source.model.imports or ()
            )
    return graph


def _released(source: Source, resolver: WorkspaceResolver) -> Mapping[str, str]:
    """The hash of what is released under the head's own version, as `lint` compares it."""
    if source.model is None:
        return {}
    version = source.model.version
    try:
        release = resolver.release(source.model.id, version)
    except TaxonomyBroken:
        return {}  # a finding of that release
    return {} if release is None else {version: hash_of(replace(release.definition, retired={}))}


def _withdrawn(source: Source, resolver: WorkspaceResolver) -> Mapping[str, str]:
    """The labels that the head may not have any more."""
    if source.model is None:
        return {}
    try:
        return withdrawn(source.model.version, resolver.followed(source))
    except TaxonomyBroken:
        return {}  # a finding of that release
