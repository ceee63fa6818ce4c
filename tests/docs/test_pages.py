"""Every page of the documentation does what it says, and leads where it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import ROOT, Command, blocks, commands, resembles, run

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
RUNNABLE = [
    page
    for page in PAGES
    if any(block.language in ("console", "python") for block in blocks(page.read_text("utf-8")))
]

_LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)|<img[^>]*\ssrc=\"([^\"]+)\"")


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", RUNNABLE, ids=_name)
def test_the_blocks_of_a_page_do_what_it_says(page: Path, tmp_path: Path) -> None:
    run(page, tmp_path)


def test_the_tutorials_and_the_readme_are_among_them() -> None:
    assert {"README.md", "docs/first-steps.md", "docs/tutorial.md"} <= {
        _name(page) for page in RUNNABLE
    }


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    text = _prose(page.read_text("utf-8"))
    for match in _LINK.finditer(text):
        target = match[1] or match[2]
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        file = page if not path else (page.parent / path)
        assert file.exists(), f"{_name(page)} leads to {target}"
        if anchor:
            assert anchor in _anchors(file), f"{_name(page)} leads to {target}"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_a_page_has_one_title_and_says_what_the_reader_gets(page: Path) -> None:
    lines = [line for line in _prose(page.read_text("utf-8")).splitlines() if line.strip()]
    assert lines[0].startswith("# ")
    assert sum(line.startswith("# ") for line in lines) == 1
    assert not lines[1].startswith(("#", "|", "-"))


def test_a_picture_of_svg_has_text_and_a_title() -> None:
    for picture in (ROOT / "docs").rglob("*.svg"):
        drawn = picture.read_text("utf-8")
        assert "<title" in drawn, picture.name
        assert "<text" in drawn, picture.name
        assert "<script" not in drawn, picture.name


# What the runner itself must be able to tell apart.


def test_a_console_is_commands_with_codes_and_outputs() -> None:
    console = "$ cd specs\n$ acoe check x  # exit 1\nx:1: error\n\n1 error\n"
    assert list(commands(console)) == [
        Command("cd specs", 0, None),
        Command("acoe check x  # exit 1", 1, "x:1: error\n\n1 error"),
    ]


@pytest.mark.parametrize(
    ("printed", "shown", "same"),
    [
        ("a\nb\n", "a\nb", True),
        ("a\nb\nc\n", "a\n...\nc", True),
        ("a\nc\n", "a\n...\nc", True),
        ("a\nb\nc\n", "a\n...", True),
        ("a\nb\n", "a", False),
        ("a\n", "a\nb", False),
        ("a.b\n", "a+b", False),
    ],
)
def test_output_is_compared_literally(printed: str, shown: str, same: bool) -> None:
    assert resembles(printed, shown) is same


def test_a_false_page_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    for false in (
        "```console\n$ echo a\nb\n```\n",
        "```console\n$ false\n```\n",
        "```console\n$ true  # exit 1\n```\n",
        "```python\nprint('a')\n```\n\n```output\nb\n```\n",
    ):
        page.write_text(false, "utf-8")
        with pytest.raises(AssertionError):
            run(page, tmp_path)


def _prose(page: str) -> str:
    """The page without its fenced blocks and without code in lines."""
    without = re.sub(r"^(`{3,}).*?^\1[ \t]*$", "", page, flags=re.M | re.S)
    return re.sub(r"`[^`\n]*`", lambda code: re.sub(r"[\[\]()]", "", code[0]), without)


def _anchors(page: Path) -> set[str]:
    """The anchors that GitHub and MkDocs give to the headings of a page, and those set by hand."""
    text = re.sub(r"^(`{3,}).*?^\1[ \t]*$", "", page.read_text("utf-8"), flags=re.M | re.S)
    headings = re.findall(r"^#{1,6} (.+)$", text, re.M)
    slugs = {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)"', text))
