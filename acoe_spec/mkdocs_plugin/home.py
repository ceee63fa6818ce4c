"""The first page of a site that has no other: its taxonomies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from acoe_spec.guidelines.pages.page import PageHeading
from acoe_spec.mkdocs_plugin.sources import SUFFIX, Part, Written, write_page

HOME = "index"
NAMES = (f"{HOME}{SUFFIX}", f"README{SUFFIX}")
"""What a page is called that is the first one of a site."""


def write_home(folder: Path, parts: Sequence[Part], *, title: str, description: str) -> Written:
    """Write the page into a folder of sources; raises `FileProblem` if that cannot be done."""
    templates = Environment(
        loader=PackageLoader("acoe_spec.mkdocs_plugin"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    shown = [
        {
            "folder": each.folder,
            "href": quote(f"{each.folder}/{HOME}.html"),
            "title": each.title,
            "version": each.version,
            "description": each.description,
        }
        for each in firsts(parts)
    ]
    html = templates.get_template("home.html").render(
        title=title, description=description, taxonomies=shown
    )
    headings = tuple(PageHeading(2, str(each["title"]), str(each["folder"])) for each in shown)
    row = Written(HOME, folder / f"{HOME}{SUFFIX}", title, description, headings)
    write_page(row, html)
    return row


def firsts(parts: Sequence[Part]) -> list[Part]:
    """Of each taxonomy the part to begin with: its head, or its newest release without one."""
    found: dict[str, Part] = {}
    for each in parts:
        found.setdefault(each.taxonomy, each)
    return list(found.values())
