"""Where a workspace is and what lies in it: heads, releases, migrations, guidelines.

A workspace is a folder with `taxonomies/<id>/taxonomy.yaml` in it. Knows names and places, and
opens no file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from acoe_spec.errors import FileProblem, UsageError
from acoe_spec.taxonomy.numbering import is_version, precedence

HEAD = "head"
HEAD_FILE = "taxonomy.yaml"

_TAXONOMY_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\Z")
_VERSION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,127}\Z")


@dataclass(frozen=True)
class Workspace:
    """A folder that holds `taxonomies/`; without one, only installed packages are known.

    What lies in it is found, `FileProblem` raised where a symbolic link leads out of it: an error
    or a site would show a file of somebody else.
    """

    root: Path | None

    def taxonomy_ids(self) -> tuple[str, ...]:
        """The ids of all taxonomies with a head or a release, sorted."""
        if self.root is None:
            return ()
        folders = (self.root / "taxonomies").iterdir()
        return tuple(
            sorted(
                folder.name
                for folder in folders
                if (folder / HEAD_FILE).is_file() or self.releases(folder.name)
            )
        )

    def head(self, taxonomy_id: str) -> Path | None:
        """The YAML file of the head, if there is one."""
        if self.root is None:
            return None
        path = self.root / "taxonomies" / taxonomy_id / HEAD_FILE
        return self._inside(path) if path.is_file() else None

    def release(self, taxonomy_id: str, version: str) -> Path | None:
        """The folder of a released version, if there is one."""
        if self.root is None or not is_version(version):
            return None
        folder = self.root / "taxonomies" / taxonomy_id / "releases" / version
        return self._inside(folder) if folder.is_dir() else None

    def releases(self, taxonomy_id: str) -> tuple[str, ...]:
        """The released versions of a taxonomy, from the lowest to the highest.

        A folder whose name is no version, such as that of a release half written, is none.
        """
        if self.root is None:
            return ()
        folder = self.root / "taxonomies" / taxonomy_id / "releases"
        if not folder.is_dir():
            return ()
        found = (each.name for each in folder.iterdir() if is_version(each.name) and each.is_dir())
        return tuple(sorted(found, key=precedence))

    def migrations(self, taxonomy_id: str) -> Mapping[tuple[str, str], Path]:
        """The migration files of a taxonomy by the version that they leave and the one they reach.

        A file that is not named `A--B.yaml` after two versions is none.
        """
        if self.root is None:
            return {}
        found = migration_files(self.root / "taxonomies" / taxonomy_id / "migrations")
        return {versions: self._inside(path) for versions, path in found.items()}

    def guidelines(self, taxonomy_id: str) -> Path | None:
        """The folder of a taxonomy's guidelines, whether it exists or not."""
        return None if self.root is None else self.root / "guidelines" / taxonomy_id

    def _inside(self, path: Path) -> Path:
        assert self.root is not None
        if not path.resolve().is_relative_to(self.root.resolve()):
            raise FileProblem(
                "a symbolic link leads out of the workspace here, and is not followed",
                hint="put a copy of what it leads to in its place",
                path=path,
            )
        return path

    def shown(self, path: Path) -> str:
        """`path` as messages show it: relative to the working directory where it lies below it."""
        try:
            return path.relative_to(Path.cwd()).as_posix()
        except ValueError:
            return path.as_posix()


def migration_files(folder: Path) -> dict[tuple[str, str], Path]:
    """The migrations in a folder, `A--B.yaml`, in the order of the versions."""
    found = {}
    for path in folder.glob("*--*.yaml"):
        versions = _migrated(path.stem)
        if versions is not None and path.is_file():
            found[versions] = path
    ordered = sorted(found, key=lambda each: (precedence(each[0]), precedence(each[1])))
    return {versions: found[versions] for versions in ordered}


def _migrated(stem: str) -> tuple[str, str] | None:
    """The versions of `1.0.0--2.0.0`; a pre-release may hold `--` itself."""
    parts = stem.split("--")
    for middle in range(1, len(parts)):
        before, after = "--".join(parts[:middle]), "--".join(parts[middle:])
        if is_version(before) and is_version(after):
            return before, after
    return None


def find_workspace(start: str | Path | None = None) -> Workspace:
    """The workspace at `start`, or the nearest one at or above the working directory.

    Raises `UsageError` if `start` is given and holds no `taxonomies` folder.
    """
    if start is not None:
        root = Path(start)
        if not (root / "taxonomies").is_dir():
            raise UsageError(
                "this folder is no workspace: it holds no folder 'taxonomies'",
                hint="make one with: acoe init DIR",
                path=root,
            )
        return Workspace(root.resolve())
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "taxonomies").is_dir():
            return Workspace(folder)
    return Workspace(None)


def split_reference(reference: str) -> tuple[str, str]:
    """Id and version of `trade-chat@2.0.0`; the version of a bare id is `head`.

    Raises `UsageError` if it is neither, before any part of it could become a path.
    """
    taxonomy_id, at, version = reference.partition("@")
    if not _TAXONOMY_ID.match(taxonomy_id) or (at and not _VERSION.match(version)):
        raise UsageError(
            "this names no taxonomy version",
            hint="write it as ID@VERSION, for example trade-chat@1.0.0, or ID@head",
        )
    return taxonomy_id, version if at else HEAD
