"""Pages of a publication as MkDocs has them: made without Markdown, and filled when they are shown.

MkDocs keeps the content of all pages in memory before it writes the first; a generated page has its
content only while it is put together. The theme escapes nothing, so all that it is told is escaped
here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from acoe_spec.guidelines.pages import addresses
from acoe_spec.guidelines.pages.page import PageHeading
from acoe_spec.mkdocs_plugin.sources import SUFFIX, Written, WrittenPart

HERE = "acoe:"
"""The target of the entry of a navigation in whose place the taxonomies come."""

_GROUPS = {
    addresses.TREE: "Tree",
    addresses.A_TO_Z: "A to Z",
    addresses.MATRIX: "Matrix",
    addresses.QUICK_CARD: "Quick card",
    f"{addresses.QUIZ}/index": "Quiz",
    f"{addresses.GUIDELINES}/index": "Guidelines",
    addresses.GLOSSARY: "Glossary",
    f"{addresses.CHANGES}/index": "Changes",
    addresses.QUALITY: "Quality",
    addresses.DOWNLOADS: "Downloads",
}
"""The pages of an edition that are in the navigation, besides its index and those of its sets."""


class GeneratedPage(Page):
    """A page that was written as a source."""

    def __init__(
        self, row: Written, file: File, config: MkDocsConfig, *, base: str, of: str
    ) -> None:
        super().__init__(escape(row.title), file, config)
        self.row = row
        self.base = base
        """The folder of the site whose search and navigation the page has."""
        self.of = of
        """What the page belongs to, as its title in a browser says."""
        if row.canonical and config.site_url:
            self.canonical_url = f"{config.site_url.rstrip('/')}/{quote(row.canonical)}.html"

    def read_source(self, config: MkDocsConfig) -> None:
        """Say what the theme asks of front matter; there is nothing else to read."""
        self.markdown = ""
        title = (
            self.row.title if self.of in ("", self.row.title) else f"{self.row.title} · {self.of}"
        )
        self.meta = {"title": escape(title), "search": {"exclude": True}}
        if self.row.description:
            self.meta["description"] = escape(self.row.description)

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Know the headings; the content comes with `fill`."""
        self.content = ""
        self.toc = _contents(self.row.headings)
        self.present_anchor_ids = {each.anchor for each in self.row.headings}

    def fill(self) -> None:
        """Read the content."""
        self.content = self.row.html

    def empty(self) -> None:
        """Give the content up."""
        self.content = None


def add_page(
    row: Written, files: Files, config: MkDocsConfig, *, base: str = "", of: str = ""
) -> GeneratedPage:
    """Put a page among the files of a site, in the place of one that has its name."""
    file = File.generated(
        config,
        f"{row.path}{SUFFIX}",
        abs_src_path=str(row.file),
        inclusion=InclusionLevel.NOT_IN_NAV,
    )
    # A file that can be opened as it is, whatever the addresses of other pages are like.
    file.dest_uri = f"{row.path}.html"
    files.append(file)
    return GeneratedPage(row, file, config, base=base, of=of)


def add_file(path: str, content: str | bytes, files: Files, config: MkDocsConfig) -> None:
    """Put a file that is no page among the files of a site: bytes, or where they are."""
    if isinstance(content, bytes):
        file = File.generated(config, path, content=content, inclusion=InclusionLevel.NOT_IN_NAV)
    else:
        file = File.generated(
            config, path, abs_src_path=content, inclusion=InclusionLevel.NOT_IN_NAV
        )
    file.dest_uri = path
    files.append(file)


def groups(written: WrittenPart) -> list[tuple[str, Written]]:
    """The pages of an edition that a navigation has, with what they are called there.

    The index comes first, then those of the sets, then what goes across.
    """
    folder = f"{written.part.folder}/"
    rows = {each.path.removeprefix(folder): each for each in written.pages}
    sets = [each for each in rows if each.endswith(f"/{addresses.INDEX}") and each not in _GROUPS]
    paths = (addresses.INDEX, *sets, *_GROUPS)
    return [(_GROUPS.get(path, rows[path].title), rows[path]) for path in paths if path in rows]


def section(written: WrittenPart, pages: Sequence[GeneratedPage]) -> Section:
    """The entry of an edition in a navigation, which is open on all of its pages."""
    found: list[StructureItem] = []
    group = Section(escape(written.part.name), found)
    for page in pages:
        page.parent = group
    by_path = {each.row.path: each for each in pages}
    for title, row in groups(written):
        page = by_path[row.path]
        page.title = escape(title)
        found.append(page)
    return group


def placed(nav: Navigation, sections: Sequence[Section]) -> Navigation:
    """The navigation with sections in the place that it has for them, or behind all others."""
    if not _replaced(nav.items, sections, None):
        nav.items.extend(sections)
    return nav


def _replaced(
    items: list[StructureItem], sections: Sequence[Section], parent: Section | None
) -> bool:
    for position, item in enumerate(items):
        if isinstance(item, Link) and item.url == HERE:
            items[position : position + 1] = sections
            for each in sections:
                each.parent = parent
            return True
        if isinstance(item, Section) and _replaced(item.children, sections, item):
            return True
    return False


def _contents(headings: Iterable[PageHeading]) -> TableOfContents:
    """Headings as the theme draws them: each below the last one of a higher level."""
    top: list[AnchorLink] = []
    above: list[AnchorLink] = []
    for each in headings:
        link = AnchorLink(escape(each.text), each.anchor, each.level)
        while above and above[-1].level >= link.level:
            above.pop()
        (above[-1].children if above else top).append(link)
        above.append(link)
    return TableOfContents(top)
