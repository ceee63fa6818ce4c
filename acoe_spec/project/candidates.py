"""A head that is to be released, with all that its release depends on: what the gates look at.

Everything is read once, when a gate asks for it. Judges nothing.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from acoe_spec.errors import AcoeError, TaxonomyBroken, UsageError
from acoe_spec.files import read_whole
from acoe_spec.guidelines.guideline import GLOSSARY
from acoe_spec.project.comparing import guideline_differences, with_guidelines
from acoe_spec.taxonomy.definition import Definition, dumps
from acoe_spec.taxonomy.source import Source
from acoe_spec.versions.changes import Change, Diff
from acoe_spec.versions.declared.declaring import DeclaredMigration, read_migration
from acoe_spec.workspace.discovery import HEAD
from acoe_spec.workspace.importing import compare, in_words_of
from acoe_spec.workspace.releases import DEFINITION, GUIDELINES, Release
from acoe_spec.workspace.resolver import WorkspaceResolver


@dataclass(frozen=True)
class Base:
    """A release that the candidate follows, and what changed since.

    `version` stands at `position` in `based_on`. `definition` is that release, told in the words of
    the candidate's imports, and None where there is none; `declared` is None where there is no
    migration, `diff` where no difference can be told. `guidelines` is what differs between those of
    the two, which is among `diff`, and None where they are not compared.
    """

    version: str
    position: int
    definition: Definition | None
    declared: DeclaredMigration | None = None
    diff: Diff | None = None
    guidelines: tuple[Change, ...] | None = None


@dataclass(frozen=True)
class Guideline:
    """A page, a part of pages, a picture or the glossary: its path from the folder of guidelines,
    and whether it is a file.
    """

    name: str
    path: Path
    is_file: bool


@dataclass(frozen=True)
class Candidate:
    """The head in `path`, whose YAML is sound in itself.

    `documented` is False where it is to be released without asking for guidelines.
    """

    source: Source
    path: Path
    resolver: WorkspaceResolver
    today: date
    documented: bool = True

    @property
    def id(self) -> str:
        """The id of the taxonomy."""
        assert self.source.model is not None
        return self.source.model.id

    @property
    def version(self) -> str:
        """The version that is to be released."""
        assert self.source.model is not None
        return self.source.model.version

    @cached_property
    def definition(self) -> Definition | None:
        """What would be frozen; None where the head has errors, which lint tells."""
        try:
            return self.resolver.definition(f"{self.id}@{HEAD}")
        except AcoeError:
            return None

    @cached_property
    def released(self) -> Release | None:
        """The release of this version that is there already.

        Raises `TaxonomyBroken` if a file of it was edited.
        """
        return self.resolver.release(self.id, self.version)

    @cached_property
    def differing(self) -> tuple[str, ...]:
        """The files of the release of this version that would be others now; none without one.

        What a release calls retired is not compared: migrations may be mended afterwards.
        """
        if self.released is None or self.definition is None:
            return ()
        was = self.released
        hashes = {name: hashlib.sha256(data).hexdigest() for name, data in self.files().items()}
        if replace(was.definition, retired={}) == replace(self.definition, retired={}):
            hashes[DEFINITION] = was.manifest.definition
        names = sorted(hashes.keys() | was.manifest.files.keys())
        return tuple(name for name in names if hashes.get(name) != was.manifest.files.get(name))

    @cached_property
    def bases(self) -> tuple[Base, ...]:
        """What the head says that it follows, but for releases that were edited since."""
        assert self.source.model is not None
        found = []
        for position, version in enumerate(self.source.model.based_on or ()):
            try:
                release = self.resolver.release(self.id, version)
            except TaxonomyBroken:
                continue  # a finding about that release
            if release is None:
                found.append(Base(version, position, None))
            else:
                found.append(self._base(version, position, release.definition))
        return tuple(found)

    def _base(self, version: str, position: int, old: Definition) -> Base:
        workspace = self.resolver.workspace
        path = workspace.migrations(self.id).get((version, self.version))
        declared = None if path is None else read_migration(path, path=workspace.shown(path))
        if self.definition is None or (declared is not None and declared.model is None):
            return Base(version, position, old, declared)
        model = None if declared is None else declared.model
        references = (f"{self.id}@{version}", f"{self.id}@{HEAD}")
        pair = (old, self.definition)
        differences = (
            guideline_differences(references, pair, model, self.resolver)
            if self.documented
            else None
        )
        found = compare(*pair, model, self.resolver)
        observed = with_guidelines(found, differences).diff
        told = in_words_of(*pair, self.resolver)
        return Base(version, position, told, declared, observed, differences)

    @cached_property
    def guidelines(self) -> tuple[Guideline, ...]:
        """What the guidelines are made of, sorted by name; what begins with a full stop is none."""
        folder = self.resolver.workspace.guidelines(self.id)
        if folder is None or not (folder.is_dir() or folder.is_symlink()):
            return ()
        for each in (folder, folder.parent):
            if each.is_symlink():
                return (Guideline("", each, is_file=False),)
        found = []
        for place, folders, names in os.walk(folder):
            here = Path(place)
            links = [name for name in folders if (here / name).is_symlink()]
            folders[:] = [name for name in folders if name[0] != "." and name not in links]
            names = [name for name in names if name[0] != "." and _is_guideline(here, name, folder)]
            for path in (here / name for name in (*names, *links)):
                plain = path.is_file() and not path.is_symlink()
                name = path.relative_to(folder).as_posix()
                found.append(Guideline(name, path, is_file=plain))
        return tuple(sorted(found, key=lambda each: each.name))

    def files(self) -> dict[str, bytes]:
        """The files of the release but for its manifest, by their paths inside of it."""
        if self.definition is None:
            raise UsageError("a head with errors cannot be released")
        found = {
            f"{GUIDELINES}/{each.name}": read_whole(each.path)
            for each in self.guidelines
            if each.is_file
        }
        return {DEFINITION: dumps(self.definition), **found}


# Kinds of file that a guideline needs; a folder may hold drafts and sources besides.
_KINDS = frozenset((".md", ".png", ".jpg", ".jpeg", ".gif", ".webp"))


def _is_guideline(here: Path, name: str, folder: Path) -> bool:
    return Path(name).suffix.lower() in _KINDS or (name == GLOSSARY and here == folder)


def candidate(
    taxonomy_id: str, resolver: WorkspaceResolver, *, today: date, documented: bool = True
) -> Candidate:
    """The head of a taxonomy. Raises `UsageError` if the workspace has none."""
    path = resolver.workspace.head(taxonomy_id)
    if path is None:
        known = ", ".join(resolver.workspace.taxonomy_ids()) or "none"
        raise UsageError(
            f"there is no head of '{taxonomy_id}' here", hint=f"taxonomies here are: {known}"
        )
    source = resolver.source(path)
    if source.model is not None and source.model.id != taxonomy_id:
        line, column = source.place("/id")
        raise TaxonomyBroken(
            f"this taxonomy calls itself '{source.model.id}', and its folder '{taxonomy_id}'",
            hint="give both one name, and release it then",
            path=source.path,
            line=line,
            column=column,
        )
    return Candidate(source, path, resolver, today, documented)
