"""A new id for something of a head, wherever the workspace says the old one.

The head itself, heads that import it as a head, guidelines, and the draft migrations from the
releases that it follows. Everything is worked out before anything is written: a renaming that
would leave lint with more to say than before is refused. Label files are not touched, because they
are under released versions: `acoe migrate` brings them along.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from acoe_spec.errors import AcoeError, FileProblem, TaxonomyBroken, UsageError
from acoe_spec.files import read_whole, write_atomically
from acoe_spec.findings import Finding
from acoe_spec.guidelines.guideline import GLOSSARY
from acoe_spec.models.migration import Migration
from acoe_spec.project.renaming_files import Changed
from acoe_spec.project.renaming_heads import renamed_head
from acoe_spec.project.renaming_migrations import composed_migration, first_migration
from acoe_spec.project.renaming_names import Renaming, read_renaming
from acoe_spec.project.renaming_pages import Remark, rewritten, rewritten_glossary
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.lint_head import Head, Surroundings
from acoe_spec.taxonomy.references import reference_of
from acoe_spec.taxonomy.source import Source
from acoe_spec.versions.declared.declaring import read_migration
from acoe_spec.versions.naming import Naming
from acoe_spec.workspace.discovery import HEAD, HEAD_FILE, Workspace
from acoe_spec.workspace.linting import lint_heads
from acoe_spec.workspace.migrations import no_other_draft
from acoe_spec.workspace.resolver import WorkspaceResolver


@dataclass(frozen=True)
class Renamed:
    """All that one renaming comes to. `remarks` are places that are left to people."""

    renaming: Renaming
    files: tuple[Changed, ...]
    remarks: tuple[tuple[Path, Remark], ...] = ()
    notes: tuple[str, ...] = ()


def rename(
    resolver: WorkspaceResolver, taxonomy_id: str, old: str, new: str, *, today: date
) -> Renamed:
    """What `old` becoming `new` changes; writes nothing (see `renaming_files`).

    Raises `UsageError` where it makes no sense or would leave lint with more to say, and
    `TaxonomyBroken` where a head or a migration cannot be read.
    """
    workspace = resolver.workspace
    path = workspace.head(taxonomy_id)
    if path is None:
        known = ", ".join(workspace.taxonomy_ids()) or "none"
        raise UsageError(f"there is no taxonomy '{taxonomy_id}' here", hint=f"known are: {known}")
    source = _sound(resolver.source(path))
    definition = resolver.definition(f"{taxonomy_id}@{HEAD}")
    _not_released(workspace, definition)
    renaming = read_renaming(old, new, definition)
    heads = [*_heads(resolver, source, renaming)]
    files = [file for file in heads if file.before != file.after]
    remarks = [*_left_in(heads[0], renaming.old)]
    pages, left = _pages(resolver, taxonomy_id, renaming)
    migrations, notes = _migrations(resolver, source, definition, renaming)
    found = Renamed(renaming, (*files, *migrations, *pages), (*remarks, *left), tuple(notes))
    _hold_to_lint(resolver, found, today)
    return found


def naming_of(renaming: Renaming, definition: Definition) -> Naming:
    """What everything in `definition`, which has the old id, is called after the renaming."""
    migration = {
        "format": 1,
        "taxonomy": definition.id,
        "from": definition.version,
        "to": definition.version,
        "operations": [renaming.operation],
    }
    return Naming(definition, Migration.model_validate(migration))


def _sound(source: Source) -> Source:
    if source.model is None:
        first = source.findings[0]
        raise TaxonomyBroken(
            f"the head has to be read first, and it cannot be: {first.message}",
            hint=first.hint or "acoe lint names everything that is wrong with it",
            path=source.path,
            line=first.line,
            column=first.column,
        )
    return source


def _not_released(workspace: Workspace, definition: Definition) -> None:
    version = definition.version
    if workspace.release(definition.id, version) is not None:
        raise UsageError(
            f"version {version} is released, and a release keeps its ids",
            hint=f"begin the next version, then rename: acoe release {definition.id} --next major",
        )


def _heads(resolver: WorkspaceResolver, source: Source, renaming: Renaming) -> Iterator[Changed]:
    """The head, and those that import it as one."""
    assert source.model is not None
    own = source.model.id
    for taxonomy_id in (own, *_importers(resolver, own)):
        path = resolver.workspace.head(taxonomy_id)
        assert path is not None
        each = resolver.source(path)
        told = renaming if taxonomy_id == own else renaming.imported(own)
        definition = resolver.definition(f"{taxonomy_id}@{HEAD}")
        imports = {name: resolver.definition(name) for name in definition.imports}
        head = Head(each, Surroundings(today=date.min, imports=imports))
        text, places = renamed_head(head, naming_of(told, definition))
        before = read_whole(path)
        after = text.encode("utf-8") if places else before
        yield Changed(path, before, after, _amount(places, "place"))


def _importers(resolver: WorkspaceResolver, own: str) -> list[str]:
    """The taxonomies whose heads bring in the head of `own`, directly or by way of others."""
    found = []
    for taxonomy_id in resolver.workspace.taxonomy_ids():
        if taxonomy_id != own and resolver.workspace.head(taxonomy_id) is not None:
            path = resolver.workspace.head(taxonomy_id)
            assert path is not None
            source = resolver.source(path)
            if source.model is None and _may_import(source, own):
                _sound(source)
            if source.model is not None and _brings_in(resolver, source, own, set()):
                found.append(taxonomy_id)
    return found


def _may_import(source: Source, own: str) -> bool:
    data: Any = source.data
    imports = data.get("imports") if isinstance(data, dict) else None
    return isinstance(imports, list) and any(
        isinstance(each, str) and each.partition("@")[0] == own for each in imports
    )


def _brings_in(resolver: WorkspaceResolver, source: Source, own: str, seen: set[str]) -> bool:
    for reference in () if source.model is None else source.model.imports or ():
        if reference in seen:
            continue
        seen.add(reference)
        try:
            path = resolver.head_of(reference)
        except AcoeError:
            continue
        if path is None:
            continue
        if reference.partition("@")[0] == own:
            return True
        if _brings_in(resolver, resolver.source(path), own, seen):
            return True
    return False


def _left_in(head: Changed, old: str) -> Iterator[tuple[Path, Remark]]:
    """Prose of the head that seems to name the old id; a word of the language is not told."""
    if not re.search("[0-9_.-]", old):
        return
    word = re.compile(rf"(?<![\w.-]){re.escape(old)}(?![\w-])")
    for number, line in enumerate(head.after.decode("utf-8").splitlines(), 1):
        if word.search(line):
            yield head.path, Remark(number, f"'{old}' in prose or settings was left as it is")


def _pages(
    resolver: WorkspaceResolver, own: str, renaming: Renaming
) -> tuple[list[Changed], list[tuple[Path, Remark]]]:
    files: list[Changed] = []
    remarks: list[tuple[Path, Remark]] = []
    for taxonomy_id in (own, *_importers(resolver, own)):
        told = renaming if taxonomy_id == own else renaming.imported(own)
        definition = resolver.definition(f"{taxonomy_id}@{HEAD}")
        naming = naming_of(told, definition)
        folder = resolver.workspace.guidelines(taxonomy_id)
        found = [] if folder is None else [*sorted(folder.rglob("*.md")), folder / GLOSSARY]
        paths = [path for path in found if path.is_file() and not path.is_symlink()]
        for path in paths:
            before = read_whole(path)
            try:
                text = before.decode("utf-8")
            except UnicodeDecodeError as error:
                raise FileProblem("the guideline is not UTF-8", path=path) from error
            if path.name == GLOSSARY:
                page = rewritten_glossary(text, naming)
            else:
                page = rewritten(text, naming, old=told.old, spelt=_spelt(told))
            remarks += [(path, each) for each in page.remarks]
            if page.lines:
                lines = ", ".join(map(str, page.lines))
                noun = "line" if len(page.lines) == 1 else "lines"
                files.append(Changed(path, before, page.text.encode("utf-8"), f"{noun} {lines}"))
    return files, remarks


def _spelt(renaming: Renaming) -> frozenset[str]:
    """How prose may call what is renamed."""
    if renaming.kind == "set":
        return frozenset((renaming.old, f"{renaming.old}/"))
    if renaming.kind != "label":
        return frozenset((renaming.old,))
    return frozenset((renaming.old, reference_of(renaming.node), renaming.node))


def _migrations(
    resolver: WorkspaceResolver, source: Source, definition: Definition, renaming: Renaming
) -> tuple[list[Changed], list[str]]:
    files: list[Changed] = []
    notes: list[str] = []
    workspace = resolver.workspace
    version = f"{definition.id}@{definition.version}"
    later = "need the new id"
    assert source.model is not None
    assert workspace.root is not None
    there = workspace.migrations(definition.id)
    folder = workspace.root / "taxonomies" / definition.id / "migrations"
    for base in source.model.based_on or ():
        release = resolver.release(definition.id, base)
        if release is None:
            notes.append(f"version {base}, which the head follows, is not released: no migration")
            continue
        later = "need the new id, those of releases get it by acoe migrate"
        path = there.get((base, definition.version), folder / f"{base}--{definition.version}.yaml")
        if not path.is_file():
            no_other_draft(workspace, definition, base)
            text = first_migration(renaming, release.definition, definition.version)
            if text is not None:
                files.append(Changed(path, None, text.encode("utf-8"), "new"))
            continue
        before = read_whole(path)
        declared = read_migration(before, path=workspace.shown(path))
        if declared.model is None:
            first = declared.findings[0]
            raise TaxonomyBroken(
                f"the draft migration cannot be read: {first.message}",
                hint=first.hint,
                path=workspace.shown(path),
                line=first.line,
                column=first.column,
            )
        operations = declared.source.data["operations"]
        after = composed_migration(
            declared.source.text, operations, renaming, release.definition
        ).encode("utf-8")
        if after != before:
            files.append(Changed(path, before, after, _said_of(before, after)))
    notes.append(f"label files stay as they are: those under {version} {later}")
    return files, notes


def _said_of(before: bytes, after: bytes) -> str:
    """What became of the operations, in words."""
    old, new = (read_migration(text).source.data["operations"] for text in (before, after))
    number = len(new) - len(old)
    if number > 0:
        return f"{_amount(number, 'operation')} added"
    return f"{_amount(-number, 'operation')} taken out" if number else "follows"


def _hold_to_lint(resolver: WorkspaceResolver, found: Renamed, today: date) -> None:
    """Refuse what lint would complain of afterwards, and does not now."""
    workspace = resolver.workspace
    before = _linted(workspace, today)
    with tempfile.TemporaryDirectory(prefix="acoe-rename-") as folder:
        after = _linted(_copied(workspace, Path(folder), found.files), today)
    for taxonomy_id, findings in after.items():
        known = Counter(each.rule for each in before.get(taxonomy_id, ()))
        now = Counter(each.rule for each in findings)
        for finding in findings:
            if now[finding.rule] > known[finding.rule]:
                raise UsageError(
                    f"afterwards lint would complain of '{taxonomy_id}': {finding.message} "
                    f"[{finding.rule}]",
                    hint=finding.hint,
                )


def _linted(workspace: Workspace, today: date) -> dict[str, list[Finding]]:
    resolver = WorkspaceResolver(workspace)
    heads = {each: workspace.head(each) for each in workspace.taxonomy_ids()}
    paths = {path: each for each, path in heads.items() if path is not None}
    return {paths[path]: found for path, found in lint_heads(paths, resolver, today=today).items()}


def _copied(workspace: Workspace, folder: Path, files: tuple[Changed, ...]) -> Workspace:
    """A workspace of the same taxonomies as they would be, for lint to look at."""
    assert workspace.root is not None
    for taxonomy_id in workspace.taxonomy_ids():
        home = workspace.root / "taxonomies" / taxonomy_id
        copy = folder / "taxonomies" / taxonomy_id
        copy.mkdir(parents=True)
        for part in ("releases", "migrations"):
            if (home / part).is_dir():
                shutil.copytree(home / part, copy / part)
        if (home / HEAD_FILE).is_file():
            shutil.copyfile(home / HEAD_FILE, copy / HEAD_FILE)
    for file in files:
        write_atomically(folder / file.path.relative_to(workspace.root), file.after)
    return Workspace(folder)


def _amount(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
