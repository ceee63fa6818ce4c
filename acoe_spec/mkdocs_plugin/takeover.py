"""The sources of the generated pages with a configuration under which MkDocs builds them alone.

Another builder finds here what it needs: pages that are front matter and one block of HTML, style
sheets, pictures and downloads, each at the address from the root under which pages look for it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from mkdocs.config.defaults import MkDocsConfig

from acoe_spec.files import write_atomically
from acoe_spec.mkdocs_plugin.configuration import plain
from acoe_spec.mkdocs_plugin.generated import groups
from acoe_spec.mkdocs_plugin.home import HOME, write_home
from acoe_spec.mkdocs_plugin.search import SEPARATOR
from acoe_spec.mkdocs_plugin.sources import SUFFIX, WrittenPart
from acoe_spec.mkdocs_plugin.theme import FEATURES, PALETTE, STYLES, styles

_ABOUT = "# Builds these pages with MkDocs Material alone: mkdocs build\n"


def write_takeover(folder: Path, parts: Sequence[WrittenPart], config: MkDocsConfig) -> None:
    """Add to `folder`, whose docs/ holds the pages, all that is needed to build them.

    Raises `FileProblem` if a file cannot be written.
    """
    docs = folder / "docs"
    if not (docs / f"{HOME}{SUFFIX}").is_file():
        about = config.site_description or ""
        shown = [each.part for each in parts]
        write_home(docs, shown, title=config.site_name, description=about)
    for path, content in _files(parts):
        if content != docs / path:
            (docs / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(content, docs / path, follow_symlinks=False)
    said = _ABOUT + yaml.safe_dump(_configuration(parts, config), sort_keys=False, width=100)
    write_atomically(folder / "mkdocs.yml", said.encode("utf-8"))


def _files(parts: Sequence[WrittenPart]) -> Iterator[tuple[str, Path]]:
    for name, path in styles().items():
        yield f"{STYLES}/{name}", path
    for written in parts:
        for name, content in written.files.items():
            yield f"{written.part.folder}/{name}", content


def _configuration(parts: Sequence[WrittenPart], config: MkDocsConfig) -> Mapping[str, Any]:
    held = plain(docs="docs", site="site") | {"site_name": config.site_name}
    held["theme"] |= {"features": list(FEATURES), "palette": [dict(each) for each in PALETTE]}
    nav: list[Any] = [f"{HOME}{SUFFIX}"]
    for written in parts:
        entries = [{title: f"{row.path}{SUFFIX}"} for title, row in groups(written)]
        nav.append({written.part.name: entries})
    return held | {
        "extra_css": [f"{STYLES}/{name}" for name in styles()],
        "plugins": [{"search": {"separator": SEPARATOR}}],
        "nav": nav,
    }
