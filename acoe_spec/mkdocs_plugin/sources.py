"""The pages of a publication as files: front matter and one block of HTML, which any builder reads.

They are written one after the other, so that a site may be larger than memory, and read back when a
page is put together. What stays in memory is a row a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import yaml

from acoe_spec.errors import FileProblem
from acoe_spec.files import write_atomically
from acoe_spec.guidelines.pages.page import PageHeading, SitePage
from acoe_spec.mkdocs_plugin.search import Entry

SUFFIX = ".md"
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_BEGIN, _END = '<div class="acoe-written">\n', "\n</div>\n"


class Written(NamedTuple):
    """A page that was written. `path` is its address on the site, without an extension.

    `canonical` is the address of the page that search engines are to show in its stead.
    """

    path: str
    file: Path
    title: str
    description: str
    headings: tuple[PageHeading, ...]
    canonical: str | None = None

    @property
    def html(self) -> str:
        """What stands in the file, without front matter and frame."""
        text = self.file.read_text("utf-8")
        return text[text.index(_BEGIN) + len(_BEGIN) : -len(_END)]


class Content(NamedTuple):
    """What an edition consists of: pages; pictures and downloads by their paths in its folder."""

    pages: Iterator[SitePage]
    files: dict[str, Path | bytes]


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """One edition of one taxonomy as a part of a site.

    `folder` is where it lies on the site; `is_head` says that it is what people work on; `labels`
    is about how many pages it has. `content` makes it anew each time.
    """

    folder: str
    title: str
    description: str
    version: str
    is_head: bool
    labels: int
    content: Callable[[], Content]

    @property
    def taxonomy(self) -> str:
        """The folder in which all editions of the taxonomy lie."""
        return self.folder.partition("/")[0]

    @property
    def name(self) -> str:
        """What it is called: the taxonomy, and its version unless it is the head."""
        return self.title if self.is_head else f"{self.title} {self.version}"


@dataclass(frozen=True, kw_only=True, eq=False)
class WrittenPart:
    """A part whose pages are files now.

    The locations of `entries` and the paths of `files` are from its folder.
    """

    part: Part
    pages: tuple[Written, ...]
    entries: tuple[Entry, ...]
    files: Mapping[str, Path]


def write_part(part: Part, folder: Path, *, done: Callable[[], None]) -> WrittenPart:
    """Write the pages of a part below `folder`, and its files; `done` is told after each page.

    What is a file already stays where it is. Raises `FileProblem` if a file cannot be written, or
    if two pages have one path.
    """
    pages: dict[str, Written] = {}
    entries: list[Entry] = []
    content = part.content()
    files: dict[str, Path] = {}
    while content.files:  # some are large: none is held while pages are made
        name, held = content.files.popitem()
        if isinstance(held, bytes):
            write_atomically(folder / part.folder / name, held)
            held = folder / part.folder / name
        files[name] = held
    for page in content.pages:
        path = f"{part.folder}/{page.path}"
        if path.casefold() in pages:
            raise FileProblem(f"two pages would be called '{path}'", hint="rename one of them")
        file = folder / f"{path}{SUFFIX}"
        canonical = page.canonical and f"{part.taxonomy}/{page.canonical}"
        row = Written(path, file, page.title, page.description, page.headings, canonical)
        write_page(row, page.html)
        pages[path.casefold()] = row
        entries += _entries(page)
        done()
    return WrittenPart(part=part, pages=tuple(pages.values()), entries=tuple(entries), files=files)


def _entries(page: SitePage) -> Iterator[Entry]:
    """What is found on a page; the theme shows a place on it only below the page itself."""
    location = quote(f"{page.path}.html")
    if page.search and all(each.anchor for each in page.search):
        yield Entry(location, page.title, page.description)
    for each in page.search:
        anchor = f"#{quote(each.anchor)}" if each.anchor else ""
        yield Entry(location + anchor, each.title, each.text, each.ids)


def write_page(row: Written, html: str) -> None:
    """Write the file of a page; raises `FileProblem` if that cannot be done."""
    front = {"title": row.title} | ({"description": row.description} if row.description else {})
    said = yaml.dump(front, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)
    try:
        row.file.parent.mkdir(parents=True, exist_ok=True)
        row.file.write_text(
            f"---\n{said}---\n\n{_BEGIN}{html}{_END}", encoding="utf-8", newline="\n"
        )
    except OSError as error:
        raise FileProblem(str(error.strerror).lower(), path=row.file) from error
