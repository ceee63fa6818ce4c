"""The taxonomies of a workspace as `lint` needs them: each with what its file does not say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from acoe_spec.errors import AcoeError, TaxonomyBroken
from acoe_spec.findings import Finding
from acoe_spec.rules.identifiers import SCHEMES
from acoe_spec.taxonomy.definition import Definition, hash_of, loads
from acoe_spec.taxonomy.lint import lint
from acoe_spec.taxonomy.source import Source
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.resolver import WorkspaceResolver


def lint_heads(
    paths: Iterable[Path], resolver: WorkspaceResolver, *, today: date
) -> dict[Path, list[Finding]]:
    """The findings of each head. Raises `FileProblem` for one that cannot be read."""
    import_graph = _import_graph(resolver)
    found = {}
    for path in paths:
        source = resolver.source(path)
        found[path] = lint(
            source,
            today=today,
            imports=_imports(source, resolver),
            import_graph=import_graph,
            released=_released(source, resolver.workspace),
            schemes=SCHEMES,
        )
    return found


def _imports(source: Source, resolver: WorkspaceResolver) -> Mapping[str, Definition]:
    """Those imports that can be found and used; lint names the others."""
    found = {}
    for reference in () if source.model is None else source.model.imports or ():
        try:
            found[reference] = resolver.definition(reference)
        except AcoeError:
            continue
    return found


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


def _released(source: Source, workspace: Workspace) -> Mapping[str, str]:
    """The hash of the definition of each released version."""
    if source.model is None:
        return {}
    hashes = {}
    for version in workspace.releases(source.model.id):
        folder = workspace.release(source.model.id, version)
        path = None if folder is None else folder / "definition.json"
        if path is not None and path.is_file():
            try:
                hashes[version] = hash_of(loads(path.read_bytes(), path=str(path)))
            except TaxonomyBroken:
                continue
    return hashes
