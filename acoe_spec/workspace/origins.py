"""What a workspace can be started from: reference taxonomies, and specifications of packages.

The reference taxonomies come with acoe-spec, in the layout of a workspace: inside the package where
it is installed, beside it in a checkout. A package made by `acoe build --target wheel` brings its
releases with their guidelines, and no head: that is written from its newest version.

Knows where things lie and what has to come along; writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from acoe_spec.errors import SchemaUnknown
from acoe_spec.files import read_whole
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.numbering import precedence
from acoe_spec.workspace import installed
from acoe_spec.workspace.discovery import HEAD_FILE, Workspace
from acoe_spec.workspace.releases import GUIDELINES, MANIFEST, read_manifest

LABELS = "labels"
_PACKAGE = Path(__file__).parent.parent

Files = dict[PurePosixPath, bytes]


@dataclass(frozen=True, kw_only=True)
class Origin:
    """One specification to start from, in its newest version.

    `kind` says whether it comes with acoe-spec or is of a package. `definition` is closed over its
    imports.
    """

    kind: Literal["reference", "package"]
    definition: Definition

    @property
    def id(self) -> str:
        """The id of the taxonomy."""
        return self.definition.id


def origin_ids() -> tuple[str, ...]:
    """The ids of all that there is to start from, sorted."""
    return tuple(sorted({*installed.taxonomy_ids(), *library().taxonomy_ids()}))


def origin_of(taxonomy_id: str) -> Origin | None:
    """What there is of that id; what somebody installed comes before what is ours."""
    return _of_package(taxonomy_id) or _of_library(taxonomy_id)


def library() -> Workspace:
    """The reference taxonomies and their guidelines, as a workspace that is only read."""
    for root in (_PACKAGE / "reference", _PACKAGE.parent):
        if (root / "taxonomies").is_dir() and (root / GUIDELINES).is_dir():
            return Workspace(root)
    return Workspace(None)


def origin_files(origin: Origin) -> Files:
    """What a workspace started from it holds, by the paths in there, imports included.

    Head, releases, migrations and guidelines, and example label files under `labels/`. Raises
    `SchemaUnknown` where an import is nowhere.
    """
    origins = origin.definition.origins.items()
    imported = [_imported(origin, name, each.version) for name, each in origins]
    files = {path: text for each in (origin, *imported) for path, text in _files(each).items()}
    if origin.kind == "reference":
        files |= dict(_examples(origin.id))
    return files


def _files(origin: Origin) -> Files:
    return dict(_library_files(origin) if origin.kind == "reference" else _package_files(origin))


def _imported(origin: Origin, name: str, version: str) -> Origin:
    found = origin_of(name)
    if found is None or version not in _versions(found):
        raise SchemaUnknown(
            f"'{origin.id}' imports {name}@{version}, which is not here",
            hint=f"install the package of {name}@{version} too",
        )
    return found


def _versions(origin: Origin) -> Iterable[str]:
    if origin.kind == "package":
        return installed.versions(origin.id)
    return (*library().releases(origin.id), origin.definition.version)


# Reference taxonomies


def _of_library(taxonomy_id: str) -> Origin | None:
    from acoe_spec.workspace.resolver import WorkspaceResolver

    head = library().head(taxonomy_id)
    if head is None:
        return None
    definition = WorkspaceResolver(library()).definition(f"{taxonomy_id}@head")
    return Origin(kind="reference", definition=definition)


def _library_files(origin: Origin) -> Iterator[tuple[PurePosixPath, bytes]]:
    root = library().root
    assert root is not None
    home = root / "taxonomies" / origin.id
    yield from _read(root, [home / HEAD_FILE])
    for folder in (home / "releases", home / "migrations", root / GUIDELINES / origin.id):
        yield from _read(root, _plain_files(folder))


def _examples(taxonomy_id: str) -> Iterator[tuple[PurePosixPath, bytes]]:
    root = library().root
    assert root is not None
    for path in sorted((root / "taxonomies" / taxonomy_id / "examples").glob("*.jsonl")):
        yield PurePosixPath(LABELS, path.name), read_whole(path)


def _read(root: Path, paths: Iterable[Path]) -> Iterator[tuple[PurePosixPath, bytes]]:
    for path in paths:
        yield PurePosixPath(path.relative_to(root).as_posix()), read_whole(path)


def _plain_files(folder: Path) -> list[Path]:
    """The files in a folder, but for hidden ones: file managers and editors leave them."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


# Specifications of packages


def _of_package(taxonomy_id: str) -> Origin | None:
    versions = installed.versions(taxonomy_id)
    if not versions:
        return None
    newest = versions[max(versions, key=precedence)]
    return Origin(kind="package", definition=newest.definition())


def _package_files(origin: Origin) -> Iterator[tuple[PurePosixPath, bytes]]:
    from acoe_spec.taxonomy.unflattening import head_text
    from acoe_spec.workspace.resolver import WorkspaceResolver

    definition, home = origin.definition, PurePosixPath("taxonomies", origin.id)
    resolver = WorkspaceResolver(library())
    imports = {each: resolver.definition(each) for each in definition.imports}
    yield home / HEAD_FILE, head_text(definition, imports).encode()
    for version, found in installed.versions(origin.id).items():
        for name, content in _release(found.folder):
            yield home / "releases" / version / name, content
            if version == definition.version and name.startswith(f"{GUIDELINES}/"):
                page = PurePosixPath(name).relative_to(GUIDELINES)
                yield PurePosixPath(GUIDELINES, origin.id) / page, content
    for path in installed.migrations(origin.id).values():
        yield home / "migrations" / path.name, read_whole(path)


def _release(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a release in a package, which holds other files beside them."""
    if (folder / MANIFEST).is_file():
        names = (*read_manifest(folder).files, MANIFEST)
        # What a package only imports has no guidelines there, and is no whole release.
        if all((folder / PurePosixPath(name)).is_file() for name in names):
            for name in names:
                yield name, read_whole(folder / PurePosixPath(name))
