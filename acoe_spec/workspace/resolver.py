"""From a reference to the taxonomy behind it, compiled once and kept.

`trade-chat@1.0.0` is the release of that version, or the head while it works on that version;
`trade-chat@head` is the head; a path is the file. What the workspace does not have may come from
an installed package. A release that was edited is refused. YAML, Pydantic and NetworkX are loaded
only when something has to be compiled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from acoe_spec.errors import FileProblem, SchemaUnknown, TaxonomyBroken
from acoe_spec.files import read_whole
from acoe_spec.findings import Finding
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.workspace import cache, installed
from acoe_spec.workspace.discovery import HEAD, Workspace, split_reference
from acoe_spec.workspace.releases import (
    DEFINITION,
    MANIFEST,
    Release,
    definition_bytes,
    read_release,
)

if TYPE_CHECKING:
    from acoe_spec.models.migration import Migration
    from acoe_spec.taxonomy.definition import Definition
    from acoe_spec.taxonomy.source import Source
    from acoe_spec.versions.retiring import Followed


@dataclass(frozen=True)
class _Released:
    """The folder of a release of this workspace."""

    folder: Path


_Place = Path | _Released | installed.InstalledVersion
"""Where a taxonomy is: a file (a head, or a definition), a release, an installed package."""


class WorkspaceResolver:
    """Resolves references against one workspace and the installed packages.

    Satisfies `taxonomy.compiled.Resolver`. Answers are kept for the life of the object, so a
    workspace that changes on disk needs a new one.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._compiled: dict[str, CompiledTaxonomy] = {}
        self._definitions: dict[str, Definition] = {}
        self._sources: dict[Path, Source] = {}
        self._opening: list[str] = []

    def __reduce__(self) -> tuple[type[WorkspaceResolver], tuple[Workspace]]:
        return WorkspaceResolver, (self.workspace,)

    def resolve(self, reference: str) -> CompiledTaxonomy:
        """The compiled taxonomy; raises `SchemaUnknown`, or `TaxonomyBroken` if it has errors."""
        if (known := self._compiled.get(reference)) is not None:
            return known
        found = self._resolve(reference)
        self._compiled[reference] = found
        return found

    def definition(self, reference: str) -> Definition:
        """The definition, closed over its imports; raises as `resolve` does."""
        if (known := self._definitions.get(reference)) is None:
            known = self._definitions[reference] = self._define(reference)
        return known

    def source(self, path: Path) -> Source:
        """The YAML of a head, read once."""
        from acoe_spec.taxonomy.source import read_source

        if (known := self._sources.get(path)) is None:
            known = self._sources[path] = read_source(path, path=self.workspace.shown(path))
        return known

    def head_of(self, reference: str) -> Path | None:
        """The YAML file behind a reference, if it is not a release or an installed version."""
        place = self._place(reference)
        return place if isinstance(place, Path) and place.suffix != ".json" else None

    def release(self, taxonomy_id: str, version: str) -> Release | None:
        """A release of this workspace, whole; None if there is none of that version.

        Raises `TaxonomyBroken` if a file of it was edited, added or removed.
        """
        folder = self.workspace.release(taxonomy_id, version)
        return None if folder is None else read_release(folder, shown=self.workspace.shown)

    def followed(self, source: Source) -> list[Followed]:
        """The releases that a head is based on, each with what is declared to have changed since.

        What is not released is left out; a migration that cannot be read declares nothing. Raises
        `TaxonomyBroken` for an edited release.
        """
        if source.model is None:
            return []
        migrations = self.workspace.migrations(source.model.id)
        found: list[Followed] = []
        for base in source.model.based_on or ():
            if (release := self.release(source.model.id, base)) is not None:
                path = migrations.get((base, source.model.version))
                found.append((release.definition, None if path is None else _declared(path)))
        return found

    def source_line(self, file: str, line: int) -> str | None:
        """A line, from 1, of a head that was read, by the name that findings call the file."""
        for source in self._sources.values():
            if source.path == file and 0 < line <= len(source.lines):
                return source.lines[line - 1]
        return None

    def _resolve(self, reference: str) -> CompiledTaxonomy:
        place = self._place(reference)
        if isinstance(place, installed.InstalledVersion):
            return place.compiled()
        if isinstance(place, _Released):
            data = definition_bytes(place.folder, shown=self.workspace.shown)
        else:
            data = read_whole(place)
        key = hashlib.sha256(data).hexdigest()
        entry = cache.load(key)
        if entry is not None and self._current(entry):
            taxonomy = entry.taxonomy
        else:
            taxonomy = self._compile(reference, place, key)
        elsewhere = self._elsewhere(reference, taxonomy.id, taxonomy.version)
        return taxonomy if elsewhere is None else elsewhere.compiled()

    def _compile(self, reference: str, place: Path | _Released, key: str) -> CompiledTaxonomy:
        from acoe_spec.taxonomy.compiling import compile_definition

        definition = self._define_at(place)
        taxonomy = compile_definition(definition)
        if isinstance(place, _Released):
            entry = cache.Entry({}, {}, taxonomy)  # it has its imports inside
        else:
            imports = {each: self.resolve(each).hash for each in definition.imports}
            files = {each: self._file_hash(each) for each in _history(definition)}
            entry = cache.Entry(imports, files, taxonomy)
        cache.store(key, entry)
        return taxonomy

    def _current(self, entry: cache.Entry) -> bool:
        """Whether all that an entry was made of is still what it was."""
        return all(self._file_hash(each) == known for each, known in entry.files.items()) and all(
            self.resolve(each).hash == known for each, known in entry.imports.items()
        )

    def _file_hash(self, name: str) -> str:
        """The hash of a file by its path from the root; empty if it is not there."""
        path = None if self.workspace.root is None else self.workspace.root / name
        if path is None or not path.is_file():
            return ""
        return hashlib.sha256(read_whole(path)).hexdigest()

    def _define(self, reference: str) -> Definition:
        place = self._place(reference)
        definition = self._define_at(place)
        if isinstance(place, installed.InstalledVersion):
            return definition
        elsewhere = self._elsewhere(reference, definition.id, definition.version)
        return definition if elsewhere is None else elsewhere.definition()

    def _define_at(self, place: _Place) -> Definition:
        from acoe_spec.taxonomy.definition import loads

        if isinstance(place, installed.InstalledVersion):
            return place.definition()
        if isinstance(place, _Released):
            return read_release(place.folder, shown=self.workspace.shown).definition
        if place.suffix == ".json":
            return loads(read_whole(place), path=self.workspace.shown(place))
        return self._define_head(place)

    def _define_head(self, path: Path) -> Definition:
        from msgspec.structs import replace

        from acoe_spec.taxonomy.flattening import flatten
        from acoe_spec.versions.retiring import retired

        source = self.source(path)
        shown = self.workspace.shown(path)
        if source.model is None:
            first = next((each for each in source.findings if each.level == "error"), None)
            raise _broken(shown, first)
        if shown in self._opening:
            raise TaxonomyBroken(
                "this taxonomy imports itself, by way of "
                + ", ".join(each for each in self._opening if each != shown),
                hint="acoe lint names the import to take out",
                path=shown,
            )
        self._opening.append(shown)
        try:
            imports = {each: self.definition(each) for each in source.model.imports or ()}
            definition = flatten(source.model, imports)
        finally:
            self._opening.pop()
        return replace(definition, retired=retired(definition, self.followed(source)))

    def _place(self, reference: str) -> _Place:
        """The file, the release or the installed version that `reference` means."""
        if is_path(reference):
            path = Path(reference)
            if not path.is_file():
                raise FileProblem("no such taxonomy file", path=reference)
            if path.name == DEFINITION and path.absolute().parents[1].name == "releases":
                return _Released(path.absolute().parent)
            return path
        taxonomy_id, version = split_reference(reference)
        release = self.workspace.release(taxonomy_id, version)
        if release is not None:
            return _Released(release)
        head = self.workspace.head(taxonomy_id)
        if head is not None:
            return head
        releases = self.workspace.releases(taxonomy_id)
        found = None
        if version != HEAD or not releases:
            found = installed.find(taxonomy_id, None if version == HEAD else version)
        if found is None and releases:
            raise SchemaUnknown(
                f"'{taxonomy_id}' has no head here"
                if version == HEAD
                else f"'{taxonomy_id}' has no version '{version}'",
                hint="its versions are " + ", ".join(releases),
            )
        if found is None:
            raise self._unknown(reference, taxonomy_id)
        return found

    def _elsewhere(
        self, reference: str, found: str, version: str
    ) -> installed.InstalledVersion | None:
        """What a package has where the workspace has another version, `version` of `found`.

        A head answers to `ID@V` only while V is the version that it works on.
        """
        if is_path(reference):
            return None
        taxonomy_id, wanted = split_reference(reference)
        if wanted in (HEAD, version):
            if found != taxonomy_id and self.workspace.release(taxonomy_id, wanted) is not None:
                raise TaxonomyBroken(
                    f"this release is of '{found}', and stands in the folder of '{taxonomy_id}'",
                    hint="each taxonomy has a folder of its own, named by its id",
                    path=self.workspace.shown(self._folder(taxonomy_id, wanted)),
                )
            return None
        releases = self.workspace.releases(taxonomy_id)
        known = [*releases, f"{version} (the head)"]
        elsewhere = None
        if wanted in installed.versions(taxonomy_id):
            elsewhere = installed.find(taxonomy_id, wanted)
        if elsewhere is None:
            raise SchemaUnknown(
                f"'{taxonomy_id}' has no version '{wanted}'",
                hint="its versions are " + ", ".join(known),
            )
        return elsewhere

    def _folder(self, taxonomy_id: str, version: str) -> Path:
        folder = self.workspace.release(taxonomy_id, version)
        assert folder is not None
        return folder

    def _unknown(self, reference: str, taxonomy_id: str) -> SchemaUnknown:
        known = (*self.workspace.taxonomy_ids(), *installed.taxonomy_ids())
        import difflib  # 5 ms that only a wrong name should cost

        near = difflib.get_close_matches(taxonomy_id, known, n=1)
        if near:
            hint = f"did you mean '{near[0]}'?"
        elif self.workspace.root is None:
            hint = "run this inside a workspace, name one with --workspace, or install its package"
        else:
            hint = "known are: " + (", ".join(known) or "none")
        return SchemaUnknown(f"no taxonomy '{reference}' is known", hint=hint)


def _declared(path: Path) -> Migration | None:
    from acoe_spec.versions.declared.declaring import read_migration

    return read_migration(path).model


def is_path(reference: str) -> bool:
    """Whether a reference names a file, and not a version of a taxonomy."""
    return reference.endswith((".yaml", ".yml")) or "/" in reference


def _history(definition: Definition) -> Iterator[str]:
    """What tells a head which labels there were before it, from the root of the workspace."""
    home = f"taxonomies/{definition.id}"
    for base in definition.based_on:
        yield f"{home}/releases/{base}/{MANIFEST}"
        yield f"{home}/migrations/{base}--{definition.version}.yaml"


def _broken(shown: str, first: Finding | None) -> TaxonomyBroken:
    message = "this taxonomy cannot be used as it is"
    if first is not None:
        message += f": {first.message}"
    return TaxonomyBroken(
        message,
        hint="acoe lint names everything that is wrong with it",
        path=shown,
        line=None if first is None else first.line,
        column=None if first is None else first.column,
    )
