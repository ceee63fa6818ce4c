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
from acoe_spec.taxonomy.references import reference_of

_HEADING = re.compile(r"<h([1-6])\b[^>]*?\bid=\"([^\"]*)\"[^>]*>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_FIRST = 160  # characters of a description that search engines and link previews show


_NAMELESS: Mapping[str, str] = {}


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
    plain text, escaped by nobody yet. `headings` leaves the title out. `canonical` is the page to
    read in its stead, which search engines are to show: that of the current version, as a path
    from the folder of the taxonomy.
    """

    path: str
    title: str
    description: str
    html: str
    headings: tuple[PageHeading, ...] = ()
    search: tuple[SearchEntry, ...] = ()
    canonical: str | None = None


class Elsewhere(NamedTuple):
    """Where another version has the same, and what it calls it if that is something else.

    Without `same`, `href` leads to the first page of that version.
    """

    href: str
    same: bool
    called: str | None = None


class VersionLink(NamedTuple):
    """A version on the site, and where it has the same page."""

    name: str
    there: Elsewhere
    is_here: bool
    note: str


class Banner(NamedTuple):
    """Says that this is not the version to work with, and where that one says the same.

    Several labels may stand in the place of one; none of them is the same page then.
    """

    is_old: bool
    version: str
    current: str | None
    there: tuple[Elsewhere, ...]


class Frame(NamedTuple):
    """What stands around the content of a page.

    A released version may have two addresses: `kept` is where it will always be, on the page of
    the head; `followed` is where the current version always is, on its kept page.
    """

    kind: str
    title: str
    crumbs: tuple[Link, ...]
    version: str
    note: str
    versions: tuple[VersionLink, ...]
    kept: str | None
    followed: str | None
    banner: Banner | None
    edit: tuple[Link, ...]


class _Subject(NamedTuple):
    """The label that a page is about, if it is about one, and its names in earlier versions."""

    label: str | None
    names: Mapping[str, str]


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
    label: str | None = None,
    names: Mapping[str, str] = _NAMELESS,
) -> SitePage:
    """The page at `path` whose content a template of the package makes of what is `said`.

    `label` is the label, as a node, that it is the page of, and `names` are what earlier versions
    call it.
    """
    edition = site.spec.edition
    subject = _Subject(label, names)
    frame = Frame(
        kind=template.partition(".")[0],
        title=title,
        crumbs=(*_home(site, path), *crumbs),
        version=edition.version,
        note=_note(edition),
        versions=tuple(_versions(site, path, subject)),
        kept=_twin(site, path) if edition.is_head else None,
        followed=None if edition.is_head else _twin(site, path),
        banner=_banner(site, path, subject),
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
        canonical=_canonical(site, path, subject),
    )


def _home(site: Site, path: str) -> Iterable[Link]:
    if path != addresses.INDEX:
        definition = site.spec.definition
        yield Link(site.addresses.page(path, addresses.INDEX), definition.title or definition.id)


def _versions(site: Site, path: str, subject: _Subject) -> Iterable[VersionLink]:
    """One entry a version: a head that is released stands for its release, here and elsewhere."""
    seen: set[str] = set()
    for edition in site.spec.editions:
        if edition.version in seen:
            continue
        seen.add(edition.version)
        first = site.addresses.elsewhere(path, edition.folder, addresses.INDEX)
        places = _same(site, path, subject, edition)
        yield VersionLink(
            name=edition.version,
            there=places[0] if len(places) == 1 else Elsewhere(first, same=False),
            is_here=edition.version == site.spec.edition.version,
            note=_note(edition),
        )


def _twin(site: Site, path: str) -> str | None:
    """Where the other edition of the same version has the page, if there is one."""
    here = site.spec.edition
    for edition in site.spec.editions:
        is_there = path in addresses.FIXED or path in edition.paths
        if edition.version == here.version and edition.name != here.name and is_there:
            return site.addresses.elsewhere(path, edition.folder, path)
    return None


def _canonical(site: Site, path: str, subject: _Subject) -> str | None:
    current = site.spec.current
    places = tuple(_places(site, path, subject, current))
    if current.name == site.spec.edition.name or len(places) != 1:
        return None
    return f"{current.folder}/{places[0][0]}".lstrip("/")


def _note(edition: Edition) -> str:
    if not edition.is_released:
        return "not released"
    return "current" if edition.is_current else ""


def _banner(site: Site, path: str, subject: _Subject) -> Banner | None:
    edition, current = site.spec.edition, site.spec.current
    if edition.version == current.version:
        if edition.is_released:
            return None
        return Banner(is_old=False, version=edition.version, current=None, there=())
    first = site.addresses.elsewhere(path, current.folder, addresses.INDEX)
    return Banner(
        is_old=edition.is_released,
        version=edition.version,
        current=current.version,
        there=_same(site, path, subject, current) or (Elsewhere(first, same=False),),
    )


def _same(site: Site, path: str, subject: _Subject, edition: Edition) -> tuple[Elsewhere, ...]:
    """Where an edition has the same page, or the pages of what it calls the label."""
    return tuple(
        Elsewhere(site.addresses.elsewhere(path, edition.folder, there), True, called)
        for there, called in _places(site, path, subject, edition)
    )


def _places(
    site: Site, path: str, subject: _Subject, edition: Edition
) -> Iterable[tuple[str, str | None]]:
    """The paths of those pages, each with what the edition calls the label if that differs."""
    label = subject.label
    name = None if label is None else subject.names.get(edition.version, label)
    if name == label and (path in addresses.FIXED or path in edition.paths):
        yield path, None
    elif label is not None and name is not None:
        others: tuple[str, ...] = (name,)
        if name == label:
            others = edition.retired.get(label) or site.former.get(label, ())
        for other in others:
            there = addresses.label_path(other)
            if there in edition.paths:
                yield there, reference_of(other)


def _headings(content: str) -> Iterable[PageHeading]:
    for level, anchor, inner in _HEADING.findall(content):
        if level != "1":
            text = " ".join(html.unescape(_TAG.sub("", inner)).split())
            yield PageHeading(int(level), text, html.unescape(anchor))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _FIRST else f"{line[: _FIRST - 1].rstrip()}…"
