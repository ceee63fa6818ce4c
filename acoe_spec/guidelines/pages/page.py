"""A page of the site as a value, and what surrounds the content of every page.

Above the content stand the way to the page, the other versions, and a banner where somebody should
rather read another version.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from acoe_spec.guidelines.pages import addresses
from acoe_spec.guidelines.pages.site import Link, Site
from acoe_spec.guidelines.specification import Edition

_HEADING = re.compile(r"<h([1-6])\b[^>]*?\bid=\"([^\"]*)\"[^>]*>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_FIRST = 160  # characters of a description that search engines and link previews show


class PageHeading(NamedTuple):
    """A heading with its level, its text, and the id to link to; the title is of level 1."""

    level: int
    text: str
    anchor: str


class SearchEntry(NamedTuple):
    """Something that a search finds: what it is called, what is said of it, and where on the page.

    An empty `anchor` is the page itself. `ids` are names by which people know it exactly: ids and
    aliases, which count more than any word.
    """

    title: str
    text: str
    anchor: str = ""
    ids: tuple[str, ...] = ()


class SitePage(NamedTuple):
    """One page. `path` is from the folder of the edition and has no extension: `entity/option`.

    `html` is its content, with its title as the one heading of level 1; title and description are
    plain text, escaped by nobody yet. `headings` leaves the title out.
    """

    path: str
    title: str
    description: str
    html: str
    headings: tuple[PageHeading, ...] = ()
    search: tuple[SearchEntry, ...] = ()


class VersionLink(NamedTuple):
    """Another version: `href` is the same page there if it `has_page`, else its first page."""

    name: str
    href: str
    has_page: bool
    is_here: bool
    note: str


class Banner(NamedTuple):
    """Says that this is not the version to work with; `href` leads to that one."""

    is_old: bool
    version: str
    current: str | None
    href: str | None
    has_page: bool


class Frame(NamedTuple):
    """What stands around the content of a page."""

    kind: str
    title: str
    crumbs: tuple[Link, ...]
    version: str
    is_released: bool
    versions: tuple[VersionLink, ...]
    banner: Banner | None
    edit: tuple[Link, ...]


def make_page(
    site: Site,
    path: str,
    template: str,
    said: Mapping[str, Any],
    *,
    title: str,
    description: str = "",
    crumbs: Iterable[Link] = (),
    edit: Iterable[Link] = (),
    search: Iterable[SearchEntry] = (),
) -> SitePage:
    """The page at `path` whose content a template of the package makes of what is `said`."""
    edition = site.spec.edition
    frame = Frame(
        kind=template.partition(".")[0],
        title=title,
        crumbs=(*_home(site, path), *crumbs),
        version=edition.version,
        is_released=edition.is_released,
        versions=tuple(_versions(site, path)),
        banner=_banner(site, path),
        edit=tuple(edit),
    )
    content = site.html(template, {**said, "frame": frame, "here": path})
    return SitePage(
        path=path,
        title=title,
        description=_shortened(description),
        html=content,
        headings=tuple(_headings(content)),
        search=tuple(search),
    )


def _home(site: Site, path: str) -> Iterable[Link]:
    if path != addresses.INDEX:
        definition = site.spec.definition
        yield Link(site.addresses.page(path, addresses.INDEX), definition.title or definition.id)


def _versions(site: Site, path: str) -> Iterable[VersionLink]:
    for edition in site.spec.editions:
        has_page = _has(edition, path)
        yield VersionLink(
            name=edition.version,
            href=_in(site, path, edition),
            has_page=has_page,
            is_here=edition.name == site.spec.edition.name,
            note=_note(edition),
        )


def _note(edition: Edition) -> str:
    if edition.is_current:
        return "current"
    return "" if edition.is_released else "not released"


def _banner(site: Site, path: str) -> Banner | None:
    edition, current = site.spec.edition, site.spec.current
    if edition.version == current.version:
        if edition.is_released:
            return None
        return Banner(
            is_old=False, version=edition.version, current=None, href=None, has_page=False
        )
    return Banner(
        is_old=edition.is_released,
        version=edition.version,
        current=current.version,
        href=_in(site, path, current),
        has_page=_has(current, path),
    )


def _has(edition: Edition, path: str) -> bool:
    return path in addresses.FIXED or path in edition.paths


def _in(site: Site, path: str, edition: Edition) -> str:
    there = path if _has(edition, path) else addresses.INDEX
    return site.addresses.elsewhere(path, edition.folder, there)


def _headings(content: str) -> Iterable[PageHeading]:
    for level, anchor, inner in _HEADING.findall(content):
        if level != "1":
            text = " ".join(html.unescape(_TAG.sub("", inner)).split())
            yield PageHeading(int(level), text, html.unescape(anchor))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _FIRST else f"{line[: _FIRST - 1].rstrip()}…"
