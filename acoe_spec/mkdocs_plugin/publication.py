"""What a site is made of: the taxonomies of a workspace, each as it is and in all its releases.

Gathers and judges; writes nothing and knows no MkDocs. What `acoe lint` calls an error stops a site
as well: a page must not show a worked example that is wrong.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from acoe_spec.errors import UsageError
from acoe_spec.findings import Finding
from acoe_spec.guidelines.pages.addresses import DOWNLOADS, picture_path
from acoe_spec.guidelines.specification import EditLinks
from acoe_spec.mkdocs_plugin.downloads import downloads
from acoe_spec.mkdocs_plugin.sources import Content, Part
from acoe_spec.project.linting import lint_folders, lint_guidelines_of
from acoe_spec.workspace.discovery import HEAD, HEAD_FILE, Workspace
from acoe_spec.workspace.linting import lint_heads, lint_releases
from acoe_spec.workspace.resolver import WorkspaceResolver
from acoe_spec.workspace.waiver_file import read_waivers
from acoe_spec.workspace.waivers import waived

if TYPE_CHECKING:
    from acoe_spec.guidelines.lint.linting import Read
    from acoe_spec.project.specifying import Specifying


@dataclass(frozen=True, kw_only=True, eq=False)
class Publication:
    """The parts of a site, the head of each taxonomy before its releases."""

    parts: tuple[Part, ...]


def gather(judgement: Judgement, *, edit: str = "") -> Publication:
    """What is published of a workspace that was judged.

    `edit` is the address, with `/` at its end, where files of the workspace are edited.
    """
    about = _About(judgement.resolver, judgement.taxonomies, judgement.today, edit)
    return Publication(
        parts=tuple(
            part
            for taxonomy_id in judgement.taxonomies
            for part in _parts(taxonomy_id, about, judgement.read.pop(taxonomy_id, None))
        )
    )


def build_day() -> date:
    """The day on which reviews and deprecations are judged: today, or that of SOURCE_DATE_EPOCH.

    Raises `UsageError` if that is no number of seconds.
    """
    said = os.environ.get("SOURCE_DATE_EPOCH")
    if not said:
        return datetime.now().date()
    try:
        return datetime.fromtimestamp(int(said), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            "SOURCE_DATE_EPOCH is no time", hint="give it as seconds since 1970"
        ) from error


def chosen(workspace: Workspace, taxonomies: Sequence[str]) -> tuple[str, ...]:
    """The ids of the taxonomies that are meant; raises `UsageError` for one that is not there."""
    known = workspace.taxonomy_ids()
    for each in taxonomies:
        if each not in known:
            said = ", ".join(known) or "none"
            raise UsageError(f"there is no taxonomy '{each}' here", hint=f"known are: {said}")
    if not known:
        raise UsageError("there is no taxonomy here", hint="acoe init DIR starts a workspace")
    return tuple(dict.fromkeys(taxonomies)) or known


@dataclass(frozen=True, kw_only=True, eq=False)
class Judgement:
    """What is wrong with a publication, and how many files were read to find it.

    What was read is kept for the pages: `read` are the guidelines of heads, by taxonomy.
    """

    findings: tuple[Finding, ...]
    files: int
    taxonomies: tuple[str, ...]
    today: date
    resolver: WorkspaceResolver
    read: dict[str, Read]


def judge(workspace: Workspace, *, taxonomies: Sequence[str] = (), today: date) -> Judgement:
    """What `acoe lint` says of these taxonomies, their guidelines and their releases.

    Raises `UsageError` if there is none, or none of a given name.
    """
    resolver = WorkspaceResolver(workspace)
    ids = chosen(workspace, taxonomies)
    heads = [path for each in ids if (path := workspace.head(each)) is not None]
    waivers = read_waivers(workspace)
    said: list[tuple[str | None, list[Finding]]] = []
    for path, found in lint_heads(heads, resolver, today=today).items():
        model = resolver.source(path).model
        said.append((None if model is None else f"{model.id}@{model.version}", found))
    linted = {each: lint_guidelines_of(each, resolver, today=today) for each in ids}
    said += [(None, each.findings) for each in linted.values()]
    if not taxonomies:
        said.append((None, list(lint_folders(workspace))))
    said.append((None, lint_releases(ids, workspace)))
    left = (waived(found, waivers, today, schema=schema).left for schema, found in said)
    files = len(heads) + sum(len(workspace.releases(each)) for each in ids)
    return Judgement(
        findings=tuple(finding for found in left for finding in found),
        files=files + sum(each.files for each in linted.values()),
        taxonomies=ids,
        today=today,
        resolver=resolver,
        read={key: each.read for key, each in linted.items() if each.read is not None},
    )


class _About(NamedTuple):
    """What all parts of a site are made with; `ids` are the taxonomies on it."""

    resolver: WorkspaceResolver
    ids: tuple[str, ...]
    today: date
    edit: str


def _parts(taxonomy_id: str, about: _About, head: Read | None) -> Iterator[Part]:
    from acoe_spec.project.specifying import Specifying

    specifying = Specifying(about.resolver, taxonomy_id, head=head)
    for edition in specifying.editions:
        definition = about.resolver.definition(f"{taxonomy_id}@{edition.name}")
        yield Part(
            folder=f"{taxonomy_id}/{edition.folder}".rstrip("/"),
            title=definition.title or taxonomy_id,
            description=definition.description or "",
            version=edition.version,
            is_head=edition.is_head,
            labels=sum(1 for _ in definition.labels()),
            content=partial(_content, specifying, edition.name, about),
        )


def _content(specifying: Specifying, name: str, about: _About) -> Content:
    from acoe_spec.guidelines.pages import pages

    taxonomy_id = specifying.taxonomy_id
    links = EditLinks(
        guidelines=f"{about.edit}guidelines/{taxonomy_id}/",
        taxonomy=f"{about.edit}taxonomies/{taxonomy_id}/{HEAD_FILE}",
    )
    spec = specifying.of(
        name, today=about.today, edit=links if about.edit else EditLinks(), beside=about.ids
    )
    workspace = about.resolver.workspace
    offered = downloads(spec, workspace.head(taxonomy_id) if name == HEAD else None)
    spec = replace(spec, downloads=tuple(each.about for each in offered))
    files: dict[str, Path | bytes] = {
        picture_path(path): file for path, file in spec.guidelines.pictures.items()
    }
    files |= {f"{DOWNLOADS}/{each.about.name}": each.content for each in offered}
    return Content(pages(spec, directories=False), files)
