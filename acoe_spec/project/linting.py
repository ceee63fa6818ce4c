"""The guidelines of a workspace held against its taxonomies, as `lint` and a release need it.

Nothing that reads Markdown is loaded where there are no guidelines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from acoe_spec.errors import AcoeError
from acoe_spec.findings import Finding
from acoe_spec.guidelines.lint.rules_coverage import OF_NO_TAXONOMY, WITHOUT_GUIDELINES
from acoe_spec.guidelines.lint.rules_reviews import REVIEW_DAYS
from acoe_spec.taxonomy.structure import nearest
from acoe_spec.workspace.discovery import HEAD, Workspace
from acoe_spec.workspace.resolver import WorkspaceResolver

if TYPE_CHECKING:
    from acoe_spec.guidelines.lint.linting import Read
    from acoe_spec.taxonomy.source import Source

README = "readme.md"


class Linted(NamedTuple):
    """The findings about the guidelines of one taxonomy, and what was read for them, in how many
    files.
    """

    findings: list[Finding]
    files: int = 0
    read: Read | None = None


def lint_guidelines_of(
    taxonomy_id: str,
    resolver: WorkspaceResolver,
    *,
    today: date,
    review_days: int = REVIEW_DAYS,
    releasing: bool = False,
) -> Linted:
    """What is wrong with the guidelines of the head of a taxonomy.

    A taxonomy without a head has none, and one that is broken cannot be compared with any: that is
    found where taxonomies are judged. `releasing` says that a release is being made of it.
    """
    workspace = resolver.workspace
    path, folder = workspace.head(taxonomy_id), workspace.guidelines(taxonomy_id)
    head = None if path is None else resolver.source(path)
    if head is None or head.model is None:
        return Linted([])
    if folder is None or not has_pages(folder):
        return Linted([_without(head, taxonomy_id, releasing=releasing)])
    try:
        definition = resolver.definition(f"{taxonomy_id}@{HEAD}")
        taxonomy = resolver.resolve(f"{taxonomy_id}@{HEAD}")
    except AcoeError:
        return Linted([])
    from acoe_spec.guidelines.lint.linting import lint_guidelines, read_with_examples
    from acoe_spec.guidelines.reading.folder import read_guidelines

    guidelines = read_guidelines(folder, taxonomy_id, workspace.shown)
    read = read_with_examples(guidelines, taxonomy)
    findings = lint_guidelines(
        read,
        definition,
        taxonomy,
        head=head,
        today=today,
        review_days=review_days,
        releasing=releasing,
    )
    files = len(guidelines.pages) + (guidelines.glossary_source is not None)
    return Linted(findings, files, read)


def guideline_line(workspace: Workspace, file: str, line: int) -> str | None:
    """A line, from 1, of a guideline, by the name that findings call its file; None if there is
    none.
    """
    top = None if workspace.root is None else workspace.root / "guidelines"
    path = Path(file).absolute()
    if top is None or not path.is_relative_to(top) or not path.is_file():
        return None
    lines = path.read_text("utf-8", errors="replace").splitlines()
    return lines[line - 1] if 0 < line <= len(lines) else None


def has_pages(folder: Path) -> bool:
    """Whether a folder of guidelines holds a page, or anything that stands in the place of one."""
    if folder.is_symlink():
        return True
    return any(
        not any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
        for path in folder.rglob("*.md")
    )


def lint_folders(workspace: Workspace) -> Iterator[Finding]:
    """A finding for each folder and page among the guidelines that belongs to no taxonomy."""
    top = None if workspace.root is None else workspace.root / "guidelines"
    if top is None or not top.is_dir():
        return
    known = workspace.taxonomy_ids()
    for path in sorted(top.iterdir()):
        if path.name[0] in "._" or path.name.lower() == README:
            continue
        if path.is_dir() and path.name not in known:
            near = nearest(path.name, known)
            yield _of_none(
                f"these guidelines are of the taxonomy '{path.name}', and there is none",
                f"did you mean '{near}'?" if near else _named_after(known, workspace),
                workspace.shown(path),
            )
        elif not path.is_dir() and path.suffix == ".md":
            yield _of_none(
                "this page belongs to no taxonomy",
                "put it into guidelines/<taxonomy id>/",
                workspace.shown(path),
            )


def _named_after(known: Iterable[str], workspace: Workspace) -> str:
    """What to call the folder: it may be that of a taxonomy that has none."""
    folders = {each: workspace.guidelines(each) for each in known}
    without = [each for each, folder in folders.items() if folder is None or not folder.exists()]
    return f"name the folder after its taxonomy: {', '.join(without or known)}"


def _of_none(message: str, hint: str, file: str) -> Finding:
    return Finding(rule=OF_NO_TAXONOMY, message=message, hint=hint, file=file, field="")


def _without(head: Source, taxonomy_id: str, *, releasing: bool) -> Finding:
    hint = f"write guidelines/{taxonomy_id}/*.md"
    assert head.model is not None
    found = head.finding(
        WITHOUT_GUIDELINES,
        f"there are no guidelines for '{taxonomy_id}'",
        "/id",
        hint=f"{hint}, or release it with --without-guidelines" if releasing else hint,
        level="error" if releasing else "info",
    )
    return found.placed(schema=f"{head.model.id}@{head.model.version}")
