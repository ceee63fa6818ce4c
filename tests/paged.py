"""Pages of a site as tests look at them: a workspace's editions, and what stands in their HTML.

The HTML is read by the standard library, so that a test sees what a browser would and not what a
template meant.
"""

from __future__ import annotations

import datetime
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from taxonomy_strategies import Head, definition_of

from acoe_spec.guidelines.coverage import coverage
from acoe_spec.guidelines.lint.linting import read_examples
from acoe_spec.guidelines.pages import SitePage
from acoe_spec.guidelines.reading.folder import read_guidelines
from acoe_spec.guidelines.specification import Edition, Specification
from acoe_spec.project.specifying import Specifying
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.resolver import WorkspaceResolver

TODAY = datetime.date(2026, 11, 23)
_VOID = frozenset(("br", "hr", "img", "wbr", "input", "meta", "link", "col"))

_BLOCKS = frozenset(("p", "div", "li", "dt", "dd", "td", "th", "h1", "h2", "h3", "summary"))


@lru_cache(maxsize=1000)
def look(html: str) -> Seen:
    """What stands in a page; read once however many tests look at it."""
    return Seen(html)


def editions(root: Path, taxonomy_id: str) -> Specifying:
    """The editions of a taxonomy in a workspace."""
    return Specifying(WorkspaceResolver(Workspace(root)), taxonomy_id)


def specified(head: Head, folder: Path | None = None, **more: Any) -> Specification:
    """The specification of a lone head, with the guidelines in `folder`."""
    definition = definition_of(head)
    taxonomy = compile_definition(definition)
    guidelines = read_guidelines(folder, definition.id, Path.as_posix)
    examples = read_examples(guidelines, taxonomy)
    edition = Edition(
        version=definition.version,
        is_head=True,
        is_released=False,
        is_current=True,
        folder="",
        paths=frozenset(),
    )
    return Specification(
        edition=edition,
        definition=definition,
        taxonomy=taxonomy,
        guidelines=guidelines,
        examples=examples,
        coverage=coverage(guidelines, examples, definition, taxonomy),
        today=TODAY,
        editions=(edition,),
        **more,
    )


@dataclass(eq=False)
class Seen(HTMLParser):
    """What stands in a page: elements with their attributes, ids, headings, and the text."""

    html: str
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self.texts.append(" ")
        self.elements.append((tag, said))
        if "id" in said:
            self.ids.append(said["id"])
        if tag not in _VOID:
            self.unclosed.append(tag)
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append((int(tag[1]), ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.unclosed.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.unclosed and self.unclosed[-1] == tag:
            self.unclosed.pop()
        else:
            self.astray.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if any(len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() for tag in self.unclosed):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)

    @property
    def text(self) -> str:
        """All text, its white space as one space each."""
        return " ".join("".join(self.texts).split())

    @property
    def hrefs(self) -> list[str]:
        """Where its links lead."""
        return [said["href"] for _, said in self.elements if "href" in said]


def address(path: str, *, directories: bool) -> str:
    """Where a page lies on a server."""
    if not directories:
        return f"{path}.html"
    folder, _, last = path.rpartition("/")
    return (f"{folder}/" if folder else "") if last == "index" else f"{path}/"


def dead_links(
    pages: Iterable[SitePage], *, directories: bool, files: Iterable[str] = ()
) -> Iterator[str]:
    """Every link of the pages that leads to no page, or to no id on it; `files` are there too."""
    there_are = {address(each.path, directories=directories): look(each.html) for each in pages}
    known = set(files)
    for here, page in there_are.items():
        for href in page.hrefs:
            parts = urlsplit(href)
            if parts.scheme in ("https", "mailto"):
                continue
            there = resolved(here, parts.path)
            if there in known and not parts.fragment:
                continue
            target = there_are.get(there)
            if target is None or (parts.fragment and unquote(parts.fragment) not in target.ids):
                yield f"{here}: {href}"


def resolved(here: str, path: str) -> str:
    """The address that a relative one leads to, as a browser works it out."""
    if not path:
        return here
    joined = posixpath.normpath(posixpath.join("/", posixpath.dirname(here), unquote(path)))
    joined = joined.lstrip("/")
    is_folder = path.endswith(("/", "..")) or path in (".", "./")
    return f"{joined}/" if is_folder and joined else joined


def by_path(pages: Iterable[SitePage]) -> Mapping[str, SitePage]:
    """The pages by their paths."""
    return {each.path: each for each in pages}
