"""What a package holds besides its own version: earlier releases, and the migrations between them.

Label files mix versions, so whoever has the package can check files of each and migrate them; what
the versions import comes along as far as migrating needs it. A package of version V holds the
releases up to V: what it says never changes when a later one appears. Knows where things lie; what
a wheel is is none of its business.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath

import msgspec

from acoe_spec.files import read_whole
from acoe_spec.taxonomy.definition import Definition, dumps
from acoe_spec.taxonomy.numbering import precedence
from acoe_spec.workspace.installed import COMPILED, IMPORTS, MIGRATIONS, VERSIONS
from acoe_spec.workspace.releases import DEFINITION, MANIFEST, Release, read_release
from acoe_spec.workspace.resolver import WorkspaceResolver


def package_history(definition: Definition, resolver: WorkspaceResolver) -> dict[str, bytes]:
    """The files by their paths inside the package of `definition`.

    The version itself is left out, but for what a release of it has besides the definition. Raises
    `TaxonomyBroken` for a release that was edited.
    """
    return dict(_files(definition, resolver))


def _files(definition: Definition, resolver: WorkspaceResolver) -> Iterator[tuple[str, bytes]]:
    packed = {definition.version: definition}
    for version, folder, release in _releases(definition.id, definition.version, resolver):
        if version != definition.version:
            packed[version] = release.definition
            yield f"{VERSIONS}/{version}/{DEFINITION}", dumps(release.definition)
            yield f"{VERSIONS}/{version}/{COMPILED}", _compiled(release, resolver)
        elif release.definition != definition:
            continue  # an edited head; lint refuses it
        for name in (*release.manifest.files, MANIFEST):
            if name != DEFINITION:
                yield f"{VERSIONS}/{version}/{name}", read_whole(folder / PurePosixPath(name))
    yield from _migrations(definition.id, packed, resolver, MIGRATIONS)
    yield from _imports(packed.values(), resolver)


def _imports(
    packed: Iterable[Definition], resolver: WorkspaceResolver
) -> Iterator[tuple[str, bytes]]:
    """Releases and migrations, without guidelines, of what is imported in several versions."""
    used: dict[str, set[str]] = {}
    for definition in packed:
        for name, origin in definition.origins.items():
            used.setdefault(name, set()).add(origin.version)
    for name, versions in sorted(used.items()):
        if len(versions) == 1:
            continue  # it stands in the releases themselves, and nothing leads elsewhere
        home = f"{IMPORTS}/{name}"
        present = {}
        last = max(versions, key=precedence)
        for version, folder, release in _releases(name, last, resolver):
            present[version] = release.definition
            place = f"{home}/{VERSIONS}/{version}"
            yield f"{place}/{DEFINITION}", dumps(release.definition)
            yield f"{place}/{MANIFEST}", read_whole(folder / MANIFEST)
            yield f"{place}/{COMPILED}", _compiled(release, resolver)
        yield from _migrations(name, present, resolver, f"{home}/{MIGRATIONS}")


def _releases(
    taxonomy_id: str, last: str, resolver: WorkspaceResolver
) -> Iterator[tuple[str, Path, Release]]:
    """The releases of a taxonomy up to the version `last`, with their folders."""
    workspace = resolver.workspace
    for version in workspace.releases(taxonomy_id):
        folder = workspace.release(taxonomy_id, version)
        if folder is not None and precedence(version) <= precedence(last):
            yield version, folder, read_release(folder, shown=workspace.shown)


def _migrations(
    taxonomy_id: str, packed: Collection[str], resolver: WorkspaceResolver, folder: str
) -> Iterator[tuple[str, bytes]]:
    for (before, after), path in resolver.workspace.migrations(taxonomy_id).items():
        if before in packed and after in packed:
            yield f"{folder}/{path.name}", read_whole(path)


def _compiled(release: Release, resolver: WorkspaceResolver) -> bytes:
    reference = f"{release.manifest.id}@{release.manifest.version}"
    return msgspec.json.encode(resolver.resolve(reference), order="deterministic")
