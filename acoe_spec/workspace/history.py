"""The versions of taxonomies with the migrations between them, read from the workspace.

From a pin to the route by which its records are migrated. What is imported has a history of its
own: where two versions of a taxonomy import different versions of another, the route between those
is part of the step. Nothing is read before a route needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from acoe_spec.errors import AcoeError, SchemaUnknown, TaxonomyBroken
from acoe_spec.findings import Finding, printable_id
from acoe_spec.taxonomy.numbering import is_version
from acoe_spec.versions.records.routes import NoRoute, Route
from acoe_spec.workspace import installed
from acoe_spec.workspace.discovery import HEAD, split_reference
from acoe_spec.workspace.releases import read_manifest
from acoe_spec.workspace.requirements import released
from acoe_spec.workspace.resolver import WorkspaceResolver

if TYPE_CHECKING:
    from acoe_spec.taxonomy.compiled import CompiledTaxonomy
    from acoe_spec.taxonomy.definition import Definition
    from acoe_spec.versions.declared.declaring import DeclaredMigration
    from acoe_spec.versions.graph import PathsDisagree, VersionGraph
    from acoe_spec.versions.records.steps import Step


class History:
    """All versions that one resolver knows, and the ways between them.

    Answers are kept for the life of the object, as the resolver keeps its own.
    """

    def __init__(self, resolver: WorkspaceResolver) -> None:
        self.resolver = resolver
        self._released: dict[str, tuple[str, ...]] = {}
        self._graphs: dict[tuple[str, bool], VersionGraph] = {}
        self._steps: dict[tuple[str, str, str], Step] = {}

    def __reduce__(self) -> tuple[type[History], tuple[WorkspaceResolver]]:
        return History, (self.resolver,)

    def released(self, taxonomy_id: str) -> tuple[str, ...]:
        """The versions that records may rely on, from the lowest to the highest."""
        if (known := self._released.get(taxonomy_id)) is None:
            known = self._released[taxonomy_id] = released(taxonomy_id, self.resolver.workspace)
        return known

    def head(self, taxonomy_id: str) -> Definition | None:
        """The head, if there is one that works on a version which is not released.

        Raises `TaxonomyBroken` if it has errors.
        """
        if self.resolver.workspace.head(taxonomy_id) is None:
            return None
        definition = self.resolver.definition(f"{taxonomy_id}@{HEAD}")
        return None if definition.version in self.released(taxonomy_id) else definition

    def migrations(self, taxonomy_id: str) -> Mapping[tuple[str, str], Path]:
        """The migration files of a taxonomy by the versions that they lead between."""
        here = self.resolver.workspace.migrations(taxonomy_id)
        return {**installed.migrations(taxonomy_id), **here}

    def migration(self, taxonomy_id: str, old: str, new: str) -> DeclaredMigration:
        """What a migration file declares, with what is wrong with it."""
        from acoe_spec.versions.declared.declaring import read_migration

        path = self.migrations(taxonomy_id)[old, new]
        return read_migration(path, path=self.resolver.workspace.shown(path))

    def graph(self, taxonomy_id: str, *, with_head: bool = True) -> VersionGraph:
        """All versions of a taxonomy, with the migrations between them.

        Raises `SchemaUnknown` if there is none, and as the resolver does if the head is broken.
        """
        if (known := self._graphs.get((taxonomy_id, with_head))) is None:
            from acoe_spec.versions.graph import Revision, VersionGraph

            revisions = [
                Revision(version=each, based_on=self._based_on(taxonomy_id, each))
                for each in self.released(taxonomy_id)
            ]
            head = self.head(taxonomy_id) if with_head else None
            if head is not None:
                revisions.append(
                    Revision(version=head.version, based_on=head.based_on, is_head=True)
                )
            if not revisions:
                raise SchemaUnknown(
                    f"no version of {printable_id(taxonomy_id)} is known",
                    hint="run this in the workspace that has it, or install its package",
                )
            known = self._graphs[taxonomy_id, with_head] = VersionGraph(
                taxonomy_id, revisions, self.migrations(taxonomy_id).keys(),
                partial(self._step, taxonomy_id),
            )  # fmt: skip
        return known

    def route(self, from_pin: str, to_pin: str) -> Route | None:
        """The route from one version to another, as `ID@VERSION` or `ID@head`.

        None if they are the same version, or of different taxonomies. Raises `NoRoute` where there
        is no way, or none on which all paths agree, and `TaxonomyBroken` if a version or a
        migration on the way has errors.
        """
        taxonomy_id, source = split_reference(from_pin)
        other_id, target = split_reference(to_pin)
        if taxonomy_id != other_id:
            return None
        source, target = self._number(taxonomy_id, source), self._number(taxonomy_id, target)
        if source == target:
            return None
        released = self.released(taxonomy_id)
        with_head = source not in released or target not in released
        return self.graph(taxonomy_id, with_head=with_head).route(source, target)

    def disagreement(self, taxonomy_id: str, version: str) -> PathsDisagree | None:
        """Two paths to a version that disagree, from the nearest release from which any do.

        What is missing or broken on a path is not told here, and hides no other path.
        """
        from acoe_spec.versions.graph import PathsDisagree

        for source in reversed(self.released(taxonomy_id)):
            try:
                self.route(f"{taxonomy_id}@{source}", f"{taxonomy_id}@{version}")
            except PathsDisagree as found:
                return found
            except AcoeError:
                continue
        return None

    def router(self, to_pin: str) -> Routes:
        """The routes of records to one version; raises as `resolve` does if there is none such."""
        return Routes(self, self.resolver.resolve(to_pin).schema)

    def _number(self, taxonomy_id: str, version: str) -> str:
        return (
            self.resolver.resolve(f"{taxonomy_id}@{HEAD}").version if version == HEAD else version
        )

    def _based_on(self, taxonomy_id: str, version: str) -> tuple[str, ...]:
        workspace = self.resolver.workspace
        folder = workspace.release(taxonomy_id, version)
        if folder is not None:
            try:
                return read_manifest(folder, shown=workspace.shown).based_on
            except TaxonomyBroken:
                return ()  # whoever needs this version itself is told; it hides no other one
        return self.resolver.definition(f"{taxonomy_id}@{version}").based_on

    def _step(self, taxonomy_id: str, old: str, new: str) -> Step:
        key = taxonomy_id, old, new
        if (known := self._steps.get(key)) is None:
            from acoe_spec.versions.records.steps import make_step

            declared = self.migration(taxonomy_id, old, new)
            said = declared.model
            if said is None:
                first = next(iter(declared.findings), None)
                raise _broken(declared, None if first is None else first.message, first)
            if (said.taxonomy, said.from_, said.to) != key:
                raise _broken(
                    declared,
                    f"it migrates {said.taxonomy} {said.from_} to {said.to}, which "
                    "its place does not say",
                )
            before = self.resolver.resolve(f"{taxonomy_id}@{old}")
            after = self.resolver.resolve(f"{taxonomy_id}@{new}")
            imported = self._imported(before, after)
            known = make_step(said, before, after, imported=imported)
            self._steps[key] = known
        return known

    def _imported(self, before: CompiledTaxonomy, after: CompiledTaxonomy) -> tuple[Step, ...]:
        """The steps of everything that both versions import, where its version differs."""
        from acoe_spec.versions.graph import MEND, PathsDisagree

        steps: list[Step] = []
        reached, wanted = self._versions(before), self._versions(after)
        for taxonomy_id in sorted(reached.keys() & wanted.keys(), key=self._by_imports(reached)):
            source, target = reached[taxonomy_id], wanted[taxonomy_id]
            try:
                route = self.route(f"{taxonomy_id}@{source}", f"{taxonomy_id}@{target}")
            except NoRoute as problem:
                raise NoRoute(
                    f"{before.schema} imports {taxonomy_id}@{source}, and {after.schema} imports "
                    f"{taxonomy_id}@{target}: {problem.message}",
                    hint=MEND if isinstance(problem, PathsDisagree) else problem.hint,
                ) from problem
            for step in () if route is None else route.steps:
                steps.append(step)
                for each in _with_imports(step):
                    if reached.get(each.old.id) == each.old.version:
                        reached[each.old.id] = each.new.version
        return tuple(steps)

    def _versions(self, taxonomy: CompiledTaxonomy) -> dict[str, str]:
        """The versions of what a taxonomy imports itself, by id."""
        imports = map(split_reference, taxonomy.imports)
        return {each: self._number(each, version) for each, version in imports}

    def _by_imports(self, versions: Mapping[str, str]) -> Callable[[str], tuple[int, str]]:
        """An order in which a taxonomy comes before those that it imports.

        Its steps take theirs along, and what was taken along is not to be done again.
        """
        return lambda each: (-len(self._closure(f"{each}@{versions[each]}")), each)

    def _closure(self, pin: str) -> frozenset[str]:
        """The ids of all that a version imports, and of what that imports."""
        found = map(self._closure, imports := self.resolver.resolve(pin).imports)
        return frozenset(split_reference(each)[0] for each in imports).union(*found)


class Routes:
    """The routes of records to `target`, each found once. Satisfies `versions.routes.Router`."""

    def __init__(self, history: History, target: str) -> None:
        self.history = history
        self.target = target
        self._taxonomy = target.partition("@")[0]
        self._known: dict[str, Route | NoRoute | None] = {}

    def __reduce__(self) -> tuple[type[Routes], tuple[History, str]]:
        return Routes, (self.history, self.target)

    def route(self, pin: str) -> Route | None:
        """The route of records with this pin; raises as `History.route` does.

        None if they are at the target already, or of another taxonomy.
        """
        try:
            found = self._known[pin]
        except KeyError:
            found = self._known[pin] = self._found(pin)
        if isinstance(found, NoRoute):
            raise found
        return found

    def _found(self, pin: str) -> Route | NoRoute | None:
        taxonomy_id, _, version = pin.partition("@")
        if taxonomy_id != self._taxonomy:
            return None
        if not is_version(version):
            return NoRoute(
                "the record's pin has not the form ID@VERSION",
                hint=f"name the version, as in {self.target}",
            )
        try:
            return self.history.route(pin, self.target)
        except NoRoute as problem:
            return problem


def _with_imports(step: Step) -> Iterator[Step]:
    for each in step.imported:
        yield from _with_imports(each)
    yield step


def _broken(
    declared: DeclaredMigration, why: str | None, place: Finding | None = None
) -> TaxonomyBroken:
    return TaxonomyBroken(
        "this migration cannot be used as it is" + ("" if why is None else f": {why}"),
        hint="acoe migration check names everything that is wrong with it",
        path=declared.source.path,
        line=None if place is None else place.line,
        column=None if place is None else place.column,
    )
