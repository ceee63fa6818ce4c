"""From a reference to the taxonomy behind it, compiled once and kept.

`trade-chat@1.0.0` is the release of that version, or the head while it works on that version;
`trade-chat@head` is the head; a path is the file. What the workspace does not have may come from
an installed package. YAML, Pydantic and NetworkX are loaded only when something has to be compiled.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from acoe_spec.errors import FileProblem, SchemaUnknown, TaxonomyBroken
from acoe_spec.files import read_whole
from acoe_spec.findings import Finding
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.workspace import cache, installed
from acoe_spec.workspace.discovery import HEAD, Workspace, split_reference

if TYPE_CHECKING:
    from acoe_spec.taxonomy.definition import Definition
    from acoe_spec.taxonomy.source import Source


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
        data = read_whole(place)
        key = hashlib.sha256(data).hexdigest()
        entry = cache.load(key)
        if entry is not None and self._current(entry):
            taxonomy = entry.taxonomy
        else:
            taxonomy = self._compile(reference, key)
        self._held_to_version(reference, taxonomy.version)
        return taxonomy

    def _compile(self, reference: str, key: str) -> CompiledTaxonomy:
        from acoe_spec.taxonomy.compiling import compile_definition

        definition = self.definition(reference)
        taxonomy = compile_definition(definition)
        imports = {each: self.resolve(each).hash for each in definition.imports}
        cache.store(key, cache.Entry(imports, taxonomy))
        return taxonomy

    def _current(self, entry: cache.Entry) -> bool:
        """Whether each import is still what it was when the entry was made."""
        return all(self.resolve(each).hash == known for each, known in entry.imports.items())

    def _define(self, reference: str) -> Definition:
        from acoe_spec.taxonomy.definition import loads

        place = self._place(reference)
        if isinstance(place, installed.InstalledVersion):
            return place.definition()
        if place.suffix == ".json":
            return loads(read_whole(place), path=self.workspace.shown(place))
        definition = self._define_head(place)
        self._held_to_version(reference, definition.version)
        return definition

    def _define_head(self, path: Path) -> Definition:
        from acoe_spec.taxonomy.flattening import flatten

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
            return flatten(source.model, imports)
        finally:
            self._opening.pop()

    def _place(self, reference: str) -> Path | installed.InstalledVersion:
        """The file, or the installed version, that `reference` means."""
        if reference.endswith((".yaml", ".yml")) or "/" in reference:
            path = Path(reference)
            if not path.is_file():
                raise FileProblem("no such taxonomy file", path=reference)
            return path
        taxonomy_id, version = split_reference(reference)
        release = self.workspace.release(taxonomy_id, version)
        if release is not None:
            return release / "definition.json"
        head = self.workspace.head(taxonomy_id)
        if head is not None:
            return head
        found = installed.find(taxonomy_id, None if version == HEAD else version)
        if found is None:
            raise self._unknown(reference, taxonomy_id)
        return found

    def _held_to_version(self, reference: str, version: str) -> None:
        """A head answers to `ID@V` only while V is the version that it works on."""
        if reference.endswith((".yaml", ".yml")) or "/" in reference:
            return
        taxonomy_id, wanted = split_reference(reference)
        if wanted not in (HEAD, version):
            releases = self.workspace.releases(taxonomy_id)
            known = [*releases, f"{version} (the head)"]
            raise SchemaUnknown(
                f"'{taxonomy_id}' has no version '{wanted}'",
                hint="its versions are " + ", ".join(known),
            )

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
