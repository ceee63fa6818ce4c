"""Compiled heads and releases, and waivers, kept between runs outside the workspace.

An entry is found by what it was compiled from (the hash of the bytes, the version of the engine)
and names with their hashes what it took in besides: imports, and for a head the releases and the
migrations that tell which labels there were before. So it is never stale, only unused. The cache
may vanish at any time, and a folder that cannot be written only costs speed.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from acoe_spec.errors import FileProblem, TaxonomyBroken
from acoe_spec.files import write_atomically
from acoe_spec.taxonomy.compiled import ENGINE, CompiledTaxonomy
from acoe_spec.taxonomy.stored import decode, encode


class Entry(NamedTuple):
    """A compiled taxonomy and what it was made of besides its own file.

    `imports` maps each reference to the hash of its definition, `files` each path from the root of
    the workspace to the hash of its bytes, empty where there was no such file.
    """

    imports: dict[str, str]
    files: dict[str, str]
    taxonomy: CompiledTaxonomy


_Stored = tuple[dict[str, str], dict[str, str], bytes]


def load(source_hash: str) -> Entry | None:
    """The entry for a source with that hash, or None."""
    try:
        stored = msgspec.msgpack.decode(_path(source_hash).read_bytes(), type=_Stored)
        imports, files, tables = stored
        return Entry(imports, files, decode(tables))
    except (OSError, RuntimeError, msgspec.DecodeError, TaxonomyBroken):
        return None


def store(source_hash: str, entry: Entry) -> None:
    """Keep an entry; a cache that cannot be written is done without."""
    with suppress(OSError, RuntimeError, FileProblem):
        content = msgspec.msgpack.encode((entry.imports, entry.files, encode(entry.taxonomy)))
        write_atomically(_path(source_hash), content)


def load_bytes(name: str) -> bytes | None:
    """What `store_bytes` kept under the name, or None. The name holds the hash of the source."""
    try:
        return _path(name).read_bytes()
    except (OSError, RuntimeError):
        return None


def store_bytes(name: str, content: bytes) -> None:
    """Keep what was made of a file; a cache that cannot be written is done without."""
    with suppress(OSError, RuntimeError, FileProblem):
        write_atomically(_path(name), content)


def _path(source_hash: str) -> Path:
    return _folder() / f"{source_hash}-{ENGINE}.msgpack"


def _folder() -> Path:
    """XDG_CACHE_HOME where it is set, else what the platform has for it.

    Raises `RuntimeError` if nobody knows where the user's home is, as in some containers.
    """
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "acoe-spec"
    if sys.platform == "win32" and (base := os.environ.get("LOCALAPPDATA")):
        return Path(base) / "acoe-spec" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "acoe-spec"
    return Path.home() / ".cache" / "acoe-spec"
