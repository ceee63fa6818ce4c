"""A release on disk: its files, the manifest that vouches for them, and who changed one since.

    releases/1.0.0/definition.json     everything the authors wrote, in canonical form
                   guidelines/...      pages, their parts and pictures, the glossary: as they were
                   manifest.json       what the release is, and the SHA-256 of each other file

Only `acoe release` writes here. Whoever reads a release learns first whether it still is what was
released. Must not know why something is released, nor what is in a guideline.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from acoe_spec.errors import TaxonomyBroken
from acoe_spec.files import read_whole

if TYPE_CHECKING:
    from acoe_spec.taxonomy.definition import Definition

FORMAT = 1
MANIFEST = "manifest.json"
DEFINITION = "definition.json"
GUIDELINES = "guidelines"

Shown = Callable[[Path], str]
"""How messages call a file."""

_RESTORE = "restore it from version control; what is released never changes: release a new version"


class Manifest(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a release is. All hashes are SHA-256 in hexadecimal.

    `definition` is the hash of the definition, `imports` maps `id@version` of everything that is
    flattened into it to the hash of that definition, `files` maps each file of the release, this
    one left out, to the hash of its bytes. `documented` is false where somebody released it without
    asking for guidelines; nobody asked before there were any.
    """

    format: int
    id: str
    version: str
    title: str = ""
    based_on: tuple[str, ...] = ()
    definition: str
    imports: dict[str, str] = {}
    documented: bool = True
    files: dict[str, str]

    def dumps(self) -> bytes:
        """The canonical text: JSON, one fact a line, and neither time nor place in it."""
        text = msgspec.json.encode(self, order="deterministic")
        return msgspec.json.format(text, indent=2) + b"\n"


@dataclass(frozen=True)
class Release:
    """A release whose every file is as it was when it was made."""

    definition: Definition
    manifest: Manifest


def manifest_of(
    definition: Definition, files: Mapping[str, bytes], *, documented: bool = True
) -> Manifest:
    """The manifest of a release of `definition` with these files, named from inside the release."""
    return Manifest(
        format=FORMAT,
        id=definition.id,
        version=definition.version,
        title=definition.title,
        based_on=definition.based_on,
        definition=_sha256(files[DEFINITION]),
        imports={f"{name}@{each.version}": each.hash for name, each in definition.origins.items()},
        documented=documented,
        files={name: _sha256(content) for name, content in sorted(files.items())},
    )


def read_release(folder: Path, *, shown: Shown = Path.as_posix) -> Release:
    """The release in `folder`; every file of it is held against the manifest.

    Raises `TaxonomyBroken` at the first file that was edited, added or removed since.
    """
    for flaw in flaws(folder, shown=shown):
        raise flaw
    return Release(_definition(folder, shown), read_manifest(folder, shown=shown))


def read_manifest(folder: Path, *, shown: Shown = Path.as_posix) -> Manifest:
    """What a release says it is; raises `TaxonomyBroken` if it says nothing that can be relied on.

    Only the manifest itself is looked at.
    """
    path = folder / MANIFEST
    if path.is_symlink() or not path.is_file():
        raise _flaw("this release has no manifest", path, shown, hint=_NEVER_MADE)
    data = read_whole(path)
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        written = _format_of(data)
        if written is not None and written > FORMAT:
            raise _newer(path, shown) from None
        raise _flaw("this is no manifest of a release", path, shown) from None
    if manifest.format != FORMAT:
        raise _newer(path, shown)
    if data != manifest.dumps():
        raise _edited(data, _sha256(manifest.dumps()), path, shown)
    if manifest.version != folder.name:
        message = f"this manifest is of version {manifest.version}, and stands in another's folder"
        raise _flaw(message, path, shown)
    if manifest.files.get(DEFINITION) != manifest.definition:
        raise _flaw("this manifest names two hashes for one definition", path, shown)
    return manifest


def definition_bytes(folder: Path, *, shown: Shown = Path.as_posix) -> bytes:
    """The definition of a release as bytes, held against the manifest; guidelines are not read.

    Raises `TaxonomyBroken` if either was edited.
    """
    manifest = read_manifest(folder, shown=shown)
    path = folder / DEFINITION
    if path.is_symlink() or not path.is_file():
        raise _flaw("this file of the release is missing", path, shown)
    data = read_whole(path)
    if _sha256(data) != manifest.definition:
        raise _edited(data, manifest.definition, path, shown)
    return data


def flaws(folder: Path, *, shown: Shown = Path.as_posix) -> Iterator[TaxonomyBroken]:
    """Everything by which a release differs from what was released, one error a file.

    Files whose names begin with a full stop are no part of a release: file managers leave them.
    """
    try:
        manifest = read_manifest(folder, shown=shown)
    except TaxonomyBroken as flaw:
        yield flaw
        return
    present = {name for name in _files(folder) if name != MANIFEST}
    for name in sorted(present | manifest.files.keys()):
        path = folder / PurePosixPath(name)
        if name not in manifest.files:
            yield _flaw("this file is no part of the release", path, shown, hint=_TAKE_OUT)
        elif name not in present:
            yield _flaw("this file of the release is missing", path, shown)
        elif path.is_symlink():
            yield _flaw("a symbolic link stands in the place of a released file", path, shown)
        elif _sha256(data := read_whole(path)) != manifest.files[name]:
            yield _edited(data, manifest.files[name], path, shown)
        elif name == DEFINITION:
            yield from _contradictions(folder, manifest, shown)


_NEVER_MADE = "restore it from version control; if nobody released this, remove the folder"
_TAKE_OUT = "move it elsewhere; only `acoe release` writes into this folder"


def _files(folder: Path) -> Iterator[str]:
    """Every file and symbolic link in a folder by its path from there; links are not followed."""
    for place, folders, names in os.walk(folder):
        here = Path(place)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [name for name in folders if not name.startswith(".") and name not in links]
        for name in (*names, *links):
            if not name.startswith("."):
                yield (here / name).relative_to(folder).as_posix()


def _contradictions(folder: Path, manifest: Manifest, shown: Shown) -> Iterator[TaxonomyBroken]:
    """Whether the manifest says of the release what the definition says of itself."""
    try:
        definition = _definition(folder, shown)
    except TaxonomyBroken as flaw:
        yield flaw
        return
    said = manifest_of(definition, {DEFINITION: b""})
    for name in ("id", "version", "title", "based_on", "imports"):
        if getattr(said, name) != getattr(manifest, name):
            message = f"'{name}' is not what the definition of the release says"
            yield _flaw(message, folder / MANIFEST, shown)


def _definition(folder: Path, shown: Shown) -> Definition:
    from acoe_spec.taxonomy.definition import loads

    path = folder / DEFINITION
    return loads(read_whole(path), path=shown(path))


class _Format(Struct):
    format: int


def _format_of(data: bytes) -> int | None:
    try:
        return msgspec.json.decode(data, type=_Format).format
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _newer(path: Path, shown: Shown) -> TaxonomyBroken:
    message = f"this release is not of format {FORMAT}"
    return _flaw(message, path, shown, hint="a newer acoe-spec wrote it: upgrade")


def _edited(data: bytes, expected: str, path: Path, shown: Shown) -> TaxonomyBroken:
    if _sha256(data.replace(b"\r\n", b"\n")) == expected:
        return _flaw(
            "the line ends of this released file were changed",
            path,
            shown,
            hint="write '**/releases/** -text' into .gitattributes, and check the file out again",
        )
    return _flaw("this file was edited after the release", path, shown)


def _flaw(message: str, path: Path, shown: Shown, *, hint: str = _RESTORE) -> TaxonomyBroken:
    return TaxonomyBroken(message, hint=hint, path=shown(path))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
