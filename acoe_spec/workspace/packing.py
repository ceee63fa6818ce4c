"""What a package holds besides its own version: earlier releases, and the migrations between them.

Label files mix versions, so whoever has the package can check files of each and migrate them. A
package of version V holds the releases up to V: what it says never changes when a later one
appears. Knows where things lie; what a wheel is is none of its business.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

import msgspec

from acoe_spec.files import read_whole
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.numbering import precedence
from acoe_spec.workspace.installed import COMPILED, MIGRATIONS, VERSIONS
from acoe_spec.workspace.releases import DEFINITION, MANIFEST, read_release
from acoe_spec.workspace.resolver import WorkspaceResolver


def package_history(definition: Definition, resolver: WorkspaceResolver) -> dict[str, bytes]:
    """The files by their paths inside the package of `definition`.

    The version itself is left out, but for what a release of it has besides the definition. Raises
    `TaxonomyBroken` for a release that was edited.
    """
    return dict(_files(definition, resolver))


def _files(definition: Definition, resolver: WorkspaceResolver) -> Iterator[tuple[str, bytes]]:
    workspace = resolver.workspace
    last = precedence(definition.version)
    packed = {definition.version}
    for version in workspace.releases(definition.id):
        folder = workspace.release(definition.id, version)
        if folder is None or precedence(version) > last:
            continue
        release = read_release(folder, shown=workspace.shown)
        if version == definition.version and release.definition != definition:
            continue  # an edited head; lint refuses it
        packed.add(version)
        for name in (*release.manifest.files, MANIFEST):
            if name != DEFINITION or version != definition.version:
                content = read_whole(folder / PurePosixPath(name))
                yield f"{VERSIONS}/{version}/{name}", content
        if version != definition.version:
            tables = resolver.resolve(f"{definition.id}@{version}")
            compiled = msgspec.json.encode(tables, order="deterministic")
            yield f"{VERSIONS}/{version}/{COMPILED}", compiled
    for (before, after), path in workspace.migrations(definition.id).items():
        if {before, after} <= packed:
            yield f"{MIGRATIONS}/{path.name}", read_whole(path)
