"""Two versions of a taxonomy compared with their guidelines, where both have some.

Nothing that reads Markdown is loaded where one of them has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace as replace_struct

from acoe_spec.errors import AcoeError
from acoe_spec.project.linting import has_pages
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.versions.changes import Change
from acoe_spec.versions.naming import Naming
from acoe_spec.workspace.discovery import HEAD, HEAD_FILE
from acoe_spec.workspace.importing import Comparison
from acoe_spec.workspace.releases import DEFINITION, GUIDELINES
from acoe_spec.workspace.resolver import WorkspaceResolver, is_path

if TYPE_CHECKING:
    from acoe_spec.guidelines.changing import Documented
    from acoe_spec.models.migration import Migration


def guideline_folder(reference: str, resolver: WorkspaceResolver) -> Path | None:
    """Where the guidelines of a version lie, if it has pages: of a release, or of the head.

    None for what is not of this workspace: a file elsewhere, a revision, an installed package.
    """
    workspace = resolver.workspace
    if is_path(reference):
        path = Path(reference).absolute()
        if path.name == DEFINITION:
            folder: Path | None = path.parent / GUIDELINES
        else:
            head = workspace.head(path.parent.name) if path.name == HEAD_FILE else None
            is_head = head is not None and head.resolve() == path.resolve()
            folder = workspace.guidelines(path.parent.name) if is_head else None
    else:
        taxonomy_id, _, version = reference.partition("@")
        release = workspace.release(taxonomy_id, version)
        if release is not None:
            folder = release / GUIDELINES
        else:
            is_head = version in ("", HEAD, _version_of_head(taxonomy_id, resolver))
            folder = workspace.guidelines(taxonomy_id) if is_head else None
    return folder if folder is not None and folder.is_dir() and has_pages(folder) else None


def _version_of_head(taxonomy_id: str, resolver: WorkspaceResolver) -> str | None:
    path = resolver.workspace.head(taxonomy_id)
    model = None if path is None else resolver.source(path).model
    return None if model is None else model.version


def with_guidelines(found: Comparison, differences: Sequence[Change] | None) -> Comparison:
    """The comparison with what differs between the guidelines; what is declared is told once."""
    known = {each.name for each in found.diff.changes}
    more = tuple(each for each in differences or () if each.name not in known)
    changes = found.diff.changes
    # Before those that follow from others.
    at = next((n for n, each in enumerate(changes) if each.because is not None), len(changes))
    return replace(
        found,
        diff=replace_struct(found.diff, changes=(*changes[:at], *more, *changes[at:])),
        words=(*found.words[:at], *((),) * len(more), *found.words[at:]),
    )


def guideline_differences(
    references: tuple[str, str],
    definitions: tuple[Definition, Definition],
    migration: Migration | None,
    resolver: WorkspaceResolver,
) -> tuple[Change, ...] | None:
    """What differs between the guidelines of two versions, the older first.

    None where one of them has none, or does not compile.
    """
    old, new = definitions
    folders = [guideline_folder(each, resolver) for each in references]
    if old.id != new.id or None in folders:
        return None
    try:
        sides = [
            _documented(folder, reference, definition, resolver)
            for folder, reference, definition in zip(folders, references, definitions)
        ]
    except AcoeError:
        return None
    from acoe_spec.guidelines.changing import guideline_changes

    renamed = str if migration is None else Naming(old, migration).node
    return tuple(guideline_changes(sides[0], sides[1], renamed))


def _documented(
    folder: Path | None, reference: str, definition: Definition, resolver: WorkspaceResolver
) -> Documented:
    from acoe_spec.guidelines.changing import Documented
    from acoe_spec.guidelines.coverage import coverage
    from acoe_spec.guidelines.lint.linting import read_examples
    from acoe_spec.guidelines.reading.folder import read_guidelines

    taxonomy = resolver.resolve(reference)
    guidelines = read_guidelines(folder, definition.id, resolver.workspace.shown)
    examples = read_examples(guidelines, taxonomy)
    covered = coverage(guidelines, examples, definition, taxonomy)
    return Documented(guidelines=guidelines, coverage=covered, examples=examples)
