"""Taxonomies that installed packages bring along.

A package made by `acoe build --target wheel` names itself under the entry-point group
`acoe_spec.taxonomies`, with the taxonomy's id as the entry's name. Beside its code it holds
`versions/<V>/definition.json`, `compiled.json` for the engine that built it, and
`migrations/<A>--<B>.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from acoe_spec.errors import FileProblem, SchemaUnknown
from acoe_spec.files import read_whole
from acoe_spec.taxonomy.compiled import ENGINE, CompiledTaxonomy
from acoe_spec.workspace.discovery import migration_files
from acoe_spec.workspace.releases import DEFINITION, MANIFEST, definition_bytes, read_manifest

if TYPE_CHECKING:
    from acoe_spec.taxonomy.definition import Definition

GROUP = "acoe_spec.taxonomies"
VERSIONS = "versions"
MIGRATIONS = "migrations"
IMPORTS = "imports"
COMPILED = "compiled.json"


@dataclass(frozen=True)
class InstalledVersion:
    """One version of a taxonomy in an installed package; `folder` holds its files."""

    folder: Path

    def compiled(self) -> CompiledTaxonomy:
        """The compiled tables; made anew from the definition if another engine wrote them."""
        tables = self._tables()
        if tables is not None:
            return tables
        from acoe_spec.taxonomy.compiling import compile_definition

        return compile_definition(self.definition())

    def _tables(self) -> CompiledTaxonomy | None:
        """The tables beside the definition, if this engine wrote them: a saving, not the source."""
        with suppress(FileProblem, msgspec.DecodeError, UnicodeDecodeError):
            data = read_whole(self.folder / COMPILED)
            if msgspec.json.decode(data, type=_Engine).engine == ENGINE:
                tables = msgspec.json.decode(data, type=CompiledTaxonomy)
                if not self._is_release() or tables.hash == read_manifest(self.folder).definition:
                    return tables
        return None

    def released_hash(self) -> str | None:
        """The hash of the definition, if this is a release; a package may hold a head, too."""
        return read_manifest(self.folder).definition if self._is_release() else None

    def _is_release(self) -> bool:
        """Whether there is a manifest."""
        return (self.folder / MANIFEST).is_file()

    def definition(self) -> Definition:
        """The definition, closed over its imports; raises as `loads` does.

        Raises `TaxonomyBroken` if it is that of a release, and was edited.
        """
        from acoe_spec.taxonomy.definition import loads

        path = self.folder / DEFINITION
        data = definition_bytes(self.folder) if self._is_release() else read_whole(path)
        return loads(data, path=path.as_posix())


class _Engine(msgspec.Struct):
    engine: int = ENGINE


def taxonomy_ids() -> tuple[str, ...]:
    """The ids of all taxonomies in installed packages, sorted."""
    from importlib.metadata import entry_points

    return tuple(sorted(entry_points(group=GROUP).names))


def find(taxonomy_id: str, version: str | None) -> InstalledVersion | None:
    """The version that an installed package has; None if no package has that taxonomy.

    No package is imported. Where there is only one version, None means that one. Raises
    `SchemaUnknown` if the packages lack this one version, or have several and none was named.
    """
    known: set[str] = set()
    for folder in _folders(taxonomy_id):
        present = {each.parent.name: each.parent for each in folder.glob(f"*/{DEFINITION}")}
        if version is None and len(present) == 1:
            return InstalledVersion(*present.values())
        if version in present:
            return InstalledVersion(present[version])
        known |= present.keys()
    if known:
        message = f"'{taxonomy_id}' has no version '{version}'"
        if version is None:
            message = f"'{taxonomy_id}' has no head here, and several versions"
        raise SchemaUnknown(message, hint=f"the installed package has {', '.join(sorted(known))}")
    return None


def versions(taxonomy_id: str) -> Mapping[str, InstalledVersion]:
    """The versions of a taxonomy that installed packages have; the first package wins."""
    found: dict[str, InstalledVersion] = {}
    for folder in _folders(taxonomy_id):
        for definition in sorted(folder.glob(f"*/{DEFINITION}")):
            found.setdefault(definition.parent.name, InstalledVersion(definition.parent))
    return found


def migrations(taxonomy_id: str) -> Mapping[tuple[str, str], Path]:
    """The migration files that installed packages have, by the versions that they lead between."""
    found: dict[tuple[str, str], Path] = {}
    for folder in _folders(taxonomy_id):
        found = {**migration_files(folder.parent / MIGRATIONS), **found}
    return found


def _folders(taxonomy_id: str) -> Iterator[Path]:
    """Where packages keep the versions of a taxonomy; a folder need not exist.

    Those that name the taxonomy come before those that only import it.
    """
    packages: dict[Path, bool] = {}
    for entry, package in _packages():
        packages[package] = packages.get(package, False) or entry == taxonomy_id
    for package, named in packages.items():
        if named:
            yield package / VERSIONS
    for package in packages:
        yield package / IMPORTS / taxonomy_id / VERSIONS


def _packages() -> Iterator[tuple[str, Path]]:
    """Every taxonomy that a package names, and the folder of the package."""
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    for entry in entry_points(group=GROUP):
        # To look for a module inside of a package would import the package.
        if entry.module.isidentifier():
            package = find_spec(entry.module)
            if package is not None and package.origin is not None:
                yield entry.name, Path(package.origin).parent
