"""All drawings on one page, to be looked at: python tests/guidelines/drawing/gallery.py OUT.html

With `--material` the page has the styles of Material for MkDocs, as the site has.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from acoe_spec.guidelines import drawing
from acoe_spec.library import Validator
from acoe_spec.project.example_files import example_files
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.resolver import WorkspaceResolver

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(HERE))

from drawn_cases import CASES  # noqa: E402

STYLES = Path(drawing.__file__).parents[1] / "assets" / "drawing.css"
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 595 842">'
    '<rect width="595" height="842" fill="#fffdf5"/></svg>'
)


def taxonomy() -> CompiledTaxonomy:
    """The reference taxonomy for chats."""
    return Validator("trade-chat@2.0.0", workspace=ROOT).taxonomy


def chats() -> list[dict[str, Any]]:
    """The reference label file."""
    lines = (ROOT / "taxonomies/trade-chat/examples/chats.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def worked_examples() -> dict[str, dict[str, Any]]:
    """The records of the worked examples for chats, those to avoid included."""
    files, findings = example_files("trade-chat", WorkspaceResolver(Workspace(ROOT)))
    assert not findings
    lines = b"".join(files.values()).splitlines()
    return {f"{n} {record['id']}": record for n, record in enumerate(map(json.loads, lines))}


def head() -> CompiledTaxonomy:
    """The taxonomy that the worked examples follow."""
    return WorkspaceResolver(Workspace(ROOT)).resolve("trade-chat")


def cases() -> dict[str, dict[str, Any]]:
    """Records of every kind, and some chats."""
    return CASES | {chat["id"]: chat for chat in chats()[:12]}


def drawings(
    shown: Mapping[str, dict[str, Any]], compiled: CompiledTaxonomy
) -> Iterator[tuple[str, str]]:
    """Titles and drawings."""
    for n, (title, record) in enumerate(shown.items()):
        yield (
            title,
            drawing.draw(
                record,
                compiled,
                prefix=f"g{n}",
                href=lambda node: f"#{node.replace('/', '-')}",
                picture=lambda unit: None,
            ),
        )


def page(
    shown: Iterable[tuple[str, str]] | None = None,
    *,
    material: bool = False,
    scheme: str | None = None,
) -> str:
    """Titles and drawings on a page. `scheme` is Material's, `default` or `slate`; None leaves it
    to the browser."""
    found = drawings(cases(), taxonomy()) if shown is None else shown
    parts = [f"<h2>{escape(title)}</h2>\n{drawn}" for title, drawn in found]
    styles = STYLES.read_text("utf-8")
    if material:
        styles = _material() + styles
    marked = f' data-md-color-scheme="{scheme}"' if scheme else ""
    frame = (
        "body{margin:0 auto;max-width:44rem;padding:16px;box-sizing:border-box;"
        "font-family:sans-serif;background:var(--acoe-paper);color:var(--acoe-fg)}"
    )
    if material:
        frame = "body{display:block}article{max-width:690px;margin:0 auto;padding:0 12px}"
    return (
        '<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8">'
        "<title>Gallery</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<style>{styles}{frame}</style></head><body dir="ltr"{marked}>'
        f'<main><article class="md-typeset"><h1>Gallery</h1>{"".join(parts)}</article></main>'
        "</body></html>"
    )


def _material() -> str:
    found = find_spec("material")
    if found is None or found.origin is None:
        return ""
    folder = Path(found.origin).parent / "templates/assets/stylesheets"
    names = (*folder.glob("main.*.min.css"), *folder.glob("palette.*.min.css"))
    return "".join(name.read_text("utf-8") for name in names)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(material="--material" in sys.argv), encoding="utf-8")
