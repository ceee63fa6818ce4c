"""A class means one thing: the style sheets and the markup share no name."""

from __future__ import annotations

import re
from importlib.resources import files

_STYLED = re.compile(r"\.(acoe-[\w-]+)")
_WRITTEN = re.compile(r"(?<![\w.-])(acoe-[a-z][\w-]*)")
_GUIDELINES = files("acoe_spec.guidelines")
_SITE = files("acoe_spec.mkdocs_plugin") / "assets" / "site.css"


def written_in(folder: str) -> set[str]:
    """The names that the files of a folder write."""
    texts = (each.read_text("utf-8") for each in (_GUIDELINES / folder).iterdir() if each.is_file())
    return {name for text in texts for name in _WRITTEN.findall(text)}


def styled(name: str) -> set[str]:
    return set(_STYLED.findall((_GUIDELINES / "assets" / name).read_text("utf-8")))


def test_no_class_stands_in_two_style_sheets() -> None:
    pages, drawings = styled("acoe.css"), styled("drawing.css")
    site = set(_STYLED.findall(_SITE.read_text("utf-8")))
    assert pages & drawings == set()
    assert site & (pages | drawings) == set()


def test_pages_write_no_class_of_a_drawing() -> None:
    assert written_in("templates") & (written_in("drawing") | styled("drawing.css")) == set()
    assert written_in("drawing") & styled("acoe.css") == set()
