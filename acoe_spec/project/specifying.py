"""Everything that the pages of a version are made of, gathered from a workspace.

One object serves all editions of a taxonomy: releases are read and compared once, and only when an
edition asks for them. A release that says the same as the head is not read at all.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from acoe_spec.guidelines.coverage import coverage
from acoe_spec.guidelines.lint.linting import Read, read_with_examples
from acoe_spec.guidelines.pages.addresses import change_path, guideline_path, label_path, set_path
from acoe_spec.guidelines.reading.folder import contents, page_names, read_guidelines
from acoe_spec.guidelines.specification import (
    HEAD,
    NO_EDITING,
    Declared,
    Download,
    Drawn,
    Edition,
    EditLinks,
    Specification,
    VersionStep,
)
from acoe_spec.models.migration import Migration
from acoe_spec.project.comparing import guideline_differences, with_guidelines
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.numbering import precedence
from acoe_spec.taxonomy.references import node, node_of
from acoe_spec.versions.declared.declaring import read_migration
from acoe_spec.workspace.importing import compare
from acoe_spec.workspace.releases import GUIDELINES
from acoe_spec.workspace.resolver import WorkspaceResolver


class _Known(NamedTuple):
    """Guidelines that were read, and the examples of them that were drawn."""

    read: Read
    drawn: Drawn


class Specifying:
    """The editions of one taxonomy of a workspace: its head, and each of its releases."""

    def __init__(
        self, resolver: WorkspaceResolver, taxonomy_id: str, *, head: Read | None = None
    ) -> None:
        """`head` are the guidelines of the head where they have been read."""
        self._resolver = resolver
        self._known = None if head is None else _Known(head, {})
        self._workspace = resolver.workspace
        self.taxonomy_id = taxonomy_id
        self._steps: dict[tuple[str, str], VersionStep] = {}

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """All editions, the head first, then the releases from the newest.

        Raises as `WorkspaceResolver.definition` does for a version that cannot be used.
        """
        released = sorted(self._workspace.releases(self.taxonomy_id), key=precedence, reverse=True)
        final = [each for each in released if "-" not in each]
        current = next(iter(final or released), None)
        found = [self._edition(each, each, released, current) for each in released]
        if self._workspace.head(self.taxonomy_id) is not None:
            version = self._definition(HEAD).version
            found.insert(0, self._edition(HEAD, version, released, current or version))
        return tuple(found)

    def _edition(
        self, name: str, version: str, released: Sequence[str], current: str | None
    ) -> Edition:
        is_head = name == HEAD
        return Edition(
            version=version,
            is_head=is_head,
            is_released=version in released,
            is_current=version == current,
            folder="" if is_head else version,
            paths=frozenset(self._paths(name)),
            retired={
                label: tuple(map(node_of, each.replaced_by))
                for label, each in self._definition(name).retired.items()
            },
        )

    def _paths(self, name: str) -> Iterator[str]:
        definition = self._definition(name)
        yield from (label_path(node(*each[:2])) for each in definition.labels())
        used = {label_set for label_set, _, _ in definition.labels()}
        yield from map(set_path, sorted({*used, *definition.categories}))
        folder = self._folder(name)
        if folder is not None:
            yield from map(guideline_path, page_names(folder))
        for old, new in self._leading_to(definition):
            yield change_path(old.version, new.version)

    def of(
        self,
        name: str,
        *,
        today: datetime.date,
        downloads: Sequence[Download] = (),
        edit: EditLinks = NO_EDITING,
        beside: Collection[str] = (),
    ) -> Specification:
        """The specification of the edition `name`: `head`, or the number of a release.

        `beside` are the ids of the taxonomies that are on the same site. Raises as
        `WorkspaceResolver.resolve` does, and `KeyError` if there is no such edition.
        """
        edition = {each.name: each for each in self.editions}[name]
        reference = f"{self.taxonomy_id}@{name}"
        definition, taxonomy = self._definition(name), self._resolver.resolve(reference)
        (guidelines, examples, findings), drawn = self._read(name, taxonomy)
        return Specification(
            edition=edition,
            definition=definition,
            taxonomy=taxonomy,
            guidelines=guidelines,
            examples=examples,
            coverage=coverage(guidelines, examples, definition, taxonomy),
            today=today,
            findings=(*guidelines.findings, *findings),
            steps=tuple(self._step(*each) for each in self._leading_to(definition)),
            editions=self.editions,
            imported=dict(self._imported(definition, beside)),
            downloads=tuple(downloads),
            edit=edit if edition.is_head else NO_EDITING,
            drawn=drawn,
        )

    def _imported(
        self, definition: Definition, beside: Collection[str]
    ) -> Iterator[tuple[str, str]]:
        for taxonomy_id, origin in definition.origins.items():
            if taxonomy_id in beside:
                released = origin.version in self._workspace.releases(taxonomy_id)
                yield taxonomy_id, f"{taxonomy_id}/{origin.version}" if released else taxonomy_id

    def _definition(self, name: str) -> Definition:
        return self._resolver.definition(f"{self.taxonomy_id}@{name}")

    def _read(self, name: str, taxonomy: CompiledTaxonomy) -> _Known:
        known = self._known if name in (HEAD, self._twin) else None
        if known is None or not (name == HEAD or self._is_shared(known.read)):
            shown = self._workspace.shown
            guidelines = read_guidelines(self._folder(name), self.taxonomy_id, shown)
            known = _Known(read_with_examples(guidelines, taxonomy), {})
        if name == HEAD:  # they may be large: kept only for the twin, which comes soon
            self._known = known if self._is_shared(known.read) else None
        elif name == self._twin:
            self._known = None
        return known

    def _is_shared(self, head: Read) -> bool:
        """Whether what was read of the head serves its twin: findings name files of the head."""
        return self._twin is not None and not head.findings and not head.guidelines.findings

    @cached_property
    def _twin(self) -> str | None:
        """The release that is the head, to the byte, if there is one."""
        if self._workspace.head(self.taxonomy_id) is None:
            return None
        version = self._definition(HEAD).version
        if version not in self._workspace.releases(self.taxonomy_id):
            return None
        one, other = (self._resolver.resolve(f"{self.taxonomy_id}@{v}") for v in (HEAD, version))
        folders = self._folder(HEAD), self._folder(version)
        return version if one == other and contents(folders[0]) == contents(folders[1]) else None

    def _folder(self, name: str) -> Path | None:
        if name == HEAD:
            return self._workspace.guidelines(self.taxonomy_id)
        release = self._workspace.release(self.taxonomy_id, name)
        return None if release is None else release / GUIDELINES

    def _leading_to(self, definition: Definition) -> Iterator[tuple[Definition, Definition]]:
        """The versions before one, each with the one that follows it, the latest first."""
        released = self._workspace.releases(self.taxonomy_id)
        waiting = [definition]
        seen = {definition.version}
        while waiting:
            new = waiting.pop(0)
            for base in sorted(new.based_on, key=precedence, reverse=True):
                if base not in released:
                    continue
                old = self._definition(base)
                yield old, new
                if base not in seen:
                    seen.add(base)
                    waiting.append(old)

    def _step(self, old: Definition, new: Definition) -> VersionStep:
        key = old.version, new.version
        if (known := self._steps.get(key)) is None:
            migration = self._migration(*key)
            versions = (f"{old.id}@{old.version}", f"{new.id}@{new.version}")
            guidelines = guideline_differences(versions, (old, new), migration, self._resolver)
            found = with_guidelines(compare(old, new, migration, self._resolver), guidelines)
            known = self._steps[key] = VersionStep(
                before=old,
                after=new,
                diff=found.diff,
                declared=None if migration is None else _declared(migration),
            )
        return known

    def _migration(self, old: str, new: str) -> Migration | None:
        """What is declared between two versions; what cannot be read declares nothing."""
        path = self._workspace.migrations(self.taxonomy_id).get((old, new))
        return None if path is None else read_migration(path).model


def _declared(migration: Migration) -> Declared:
    return Declared(
        description=migration.description or "",
        operations=tuple(each.model_dump(by_alias=True) for each in migration.operations),
    )
