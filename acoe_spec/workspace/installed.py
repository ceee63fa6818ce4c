"""Taxonomies that installed packages bring along.

A package made by `acoe build --target wheel` names itself under the entry-point group
`acoe_spec.taxonomies`, with the taxonomy's id as the entry's name. Beside its code it holds
`versions/<V>/definition.json`, and `compiled.json` for the engine that built it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from acoe_spec.errors import SchemaUnknown
from acoe_spec.taxonomy.compiled import ENGINE, CompiledTaxonomy

if TYPE_CHECKING:
    from acoe_spec.taxonomy.definition import Definition

GROUP = "acoe_spec.taxonomies"
VERSIONS = "versions"
DEFINITION = "definition.json"
COMPILED = "compiled.json"


@dataclass(frozen=True)
class InstalledVersion:
    """One version of a taxonomy in an installed package; `folder` holds its files."""

    folder: Path

    def compiled(self) -> CompiledTaxonomy:
        """The compiled tables; made anew from the definition if another engine wrote them."""
        try:
            data = (self.folder / COMPILED).read_bytes()
            if msgspec.json.decode(data, type=_Engine).engine == ENGINE:
                return msgspec.json.decode(data, type=CompiledTaxonomy)
        except (FileNotFoundError, msgspec.DecodeError):
            pass  # the definition is the source; tables are only a saving
        from acoe_spec.taxonomy.compiling import compile_definition

        return compile_definition(self.definition())

    def definition(self) -> Definition:
        """The definition, closed over its imports."""
        from acoe_spec.taxonomy.definition import loads

        path = self.folder / DEFINITION
        return loads(path.read_bytes(), path=path.as_posix())


class _Engine(msgspec.Struct):
    engine: int = ENGINE


def taxonomy_ids() -> tuple[str, ...]:
    """The ids of all taxonomies in installed packages, sorted."""
    from importlib.metadata import entry_points

    return tuple(sorted(entry_points(group=GROUP).names))


def find(taxonomy_id: str, version: str) -> InstalledVersion | None:
    """The version that an installed package has; None if no package has that taxonomy.

    The package is not imported. Raises `SchemaUnknown` if it lacks this one version.
    """
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    for entry in entry_points(group=GROUP, name=taxonomy_id):
        package = find_spec(entry.module)
        if package is None or package.origin is None:
            continue
        folder = Path(package.origin).parent / VERSIONS
        if (folder / version / DEFINITION).is_file():
            return InstalledVersion(folder / version)
        known = ", ".join(sorted(each.name for each in folder.iterdir()))
        raise SchemaUnknown(
            f"'{taxonomy_id}' has no version '{version}'",
            hint=f"the installed package has {known}",
        )
    return None
