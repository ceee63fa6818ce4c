"""What lies in a folder of guidelines: includes, pictures, links, odd names, hostile files."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from acoe_spec.guidelines.guideline import Guidelines, Section
from acoe_spec.guidelines.reading.folder import page_names, read_guidelines
from acoe_spec.guidelines.reading.includes import MAX_PAGE

Read = Callable[..., Guidelines]
FRONT = "---\ntitle: Options\nlabels: [option]\n---\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
EXAMPLE = '```example\nid: call\nverdict: annotate\nunits:\n  - A: "[5.25 call]{option}"\n```\n'


def rules(guidelines: Guidelines) -> list[tuple[str, str | None, int | None]]:
    return [(each.rule, each.file, each.line) for each in guidelines.findings]


def text_of(guidelines: Guidelines, page: str = "a") -> str:
    (found,) = (each for each in guidelines.pages if each.name == page)
    return "\n".join(section.markdown for section in found.sections)


# Includes


def test_what_is_included_stands_in_its_place_with_its_own_places(read: Read) -> None:
    part = "# Sizes of [[amount]]\n\n" + EXAMPLE + "\n![[more/deep.md]]\nEnd.\n"
    guidelines = read(
        {
            "a.md": FRONT + "Before.\n![[_parts/sizes.md]]\nAfter.\n",
            "_parts/sizes.md": part,
            "_parts/more/deep.md": "![Page](../../pictures/p.png) [b](../../b.md)\n",
            "pictures/p.png": PNG,
        }
    )
    assert guidelines.findings == ()
    first, second = guidelines.pages[0].sections
    assert first.markdown == "Before."
    assert second.heading is not None
    assert second.heading.place == ("_parts/sizes.md", 1, 1)
    assert second.heading.labels == ("amount",)
    assert [each.place for each in second.mentions] == [("_parts/sizes.md", 1, 12)]
    assert second.blocks[0].place == ("_parts/sizes.md", 3, 1)
    assert second.blocks[0].folder == "_parts"
    assert second.blocks[0].source.place("/units") == (7, 3)
    assert [(each.path, each.place.file) for each in second.references] == [
        ("pictures/p.png", "_parts/more/deep.md"),
        ("b.md", "_parts/more/deep.md"),
    ]
    assert second.markdown.endswith("b.md)\nEnd.\nAfter.")


def test_a_part_of_several_pages_is_no_duplicate_and_is_wrong_only_once(read: Read) -> None:
    page = FRONT + "![[_parts/x.md]]\n\n## H\n\n![[_parts/x.md]]\n"
    guidelines = read({"a.md": page, "b.md": page, "_parts/x.md": "# H\n[[a b]]\n" + EXAMPLE})
    assert rules(guidelines) == [("malformed-mention", "_parts/x.md", 2)]
    assert [len(page.blocks) for page in guidelines.pages] == [2, 2]
    anchors = [
        section.heading.anchor for section in guidelines.pages[0].sections if section.heading
    ]
    assert anchors == ["h", "h-2", "h-3"]


def test_a_whole_page_can_be_included_without_its_front_matter(read: Read) -> None:
    guidelines = read({"a.md": FRONT + "![[b.md]]\n", "b.md": FRONT + "Text.\n"})
    assert guidelines.findings == ()
    assert text_of(guidelines) == "Text."


def test_a_fence_that_is_not_closed_ends_with_its_file(read: Read) -> None:
    guidelines = read({"a.md": FRONT + "![[_x.md]]\nAfter [[option]].\n", "_x.md": "```\nopen\n"})
    assert rules(guidelines) == [("fence-unclosed", "_x.md", 1)]
    (section,) = guidelines.pages[0].sections
    assert [each.target for each in section.mentions] == ["option"]


CLIMBS = "the path climbs out of the folder of these guidelines"
ABSOLUTE = "the path is absolute; a guideline names files in its own folder"


@pytest.mark.parametrize(
    ("target", "rule", "message"),
    [
        ("_missing.md", "unknown-include", "there is no such file"),
        ("", "unknown-include", "the path names a folder, not a file"),
        (".", "unknown-include", "the path names a folder, not a file"),
        ("_parts/", "unknown-include", "the path names a folder, not a file"),
        ("_parts", "unknown-include", "only Markdown is included, and this is another file"),
        ("x.png", "unknown-include", "only Markdown is included, and this is another file"),
        ("_folder.md", "unknown-include", "this is no plain file"),
        (".git/config.md", "unknown-include", "no file of a guideline can have this name"),
        ("%2e%2e/x.md", "unknown-include", "no file of a guideline can have this name"),
        ("_parts/x.md#a", "unknown-include", "no file of a guideline can have this name"),
        ("a\x01b.md", "unknown-include", "no file of a guideline can have this name"),
        ("..\\secret.md", "unknown-include", "no file of a guideline can have this name"),
        ("../secret.md", "include-outside", CLIMBS),
        ("..", "include-outside", CLIMBS),
        ("_parts/../../secret.md", "include-outside", CLIMBS),
        ("../desk/_parts/x.md", "include-outside", CLIMBS),
        ("/etc/passwd.md", "include-outside", ABSOLUTE),
        ("C:/x.md", "include-outside", ABSOLUTE),
        ("\\\\host\\x.md", "include-outside", ABSOLUTE),
        ("file:///x.md", "include-outside", ABSOLUTE),
    ],
)
def test_includes_that_lead_nowhere(
    read: Read, folder: Path, target: str, rule: str, message: str
) -> None:
    (folder.parent / "secret.md").write_text("secret")
    (folder / "_folder.md").mkdir()
    guidelines = read({"a.md": FRONT + f"\n![[{target}]]\n", "_parts/x.md": "x", "x.png": PNG})
    found = [each for each in guidelines.findings if each.rule != "guideline-character"]
    assert [(each.rule, each.line, each.message) for each in found] == [(rule, 6, message)]
    assert "secret" not in text_of(guidelines)


def test_a_circle_of_includes_is_named_whole(read: Read) -> None:
    files = {"a.md": FRONT + "![[_x.md]]\n", "_x.md": "![[_y.md]]\n", "_y.md": "\n![[_x.md]]\n"}
    guidelines = read(files)
    assert rules(guidelines) == [("include-cycle", "_y.md", 2)]
    assert guidelines.findings[0].message == "the includes go in a circle: _x.md -> _y.md -> _x.md"
    guidelines = read({"a.md": FRONT + "![[a.md]]\n"})
    assert guidelines.findings[0].message == "the includes go in a circle: a.md -> a.md"


def test_includes_are_at_most_eight_deep(read: Read) -> None:
    files = {f"_p{n}.md": f"![[_p{n + 1}.md]]\n" for n in range(1, 9)}
    guidelines = read({"a.md": FRONT + "![[_p1.md]]\n", **files, "_p9.md": "Deep.\n"})
    assert rules(guidelines) == [("include-depth", "_p8.md", 1)]
    guidelines = read({"_p8.md": "Deep enough.\n"})
    assert rules(guidelines) == [("part-unused", "_p9.md", 1)]
    assert text_of(guidelines) == "Deep enough."


def test_includes_that_multiply_end_at_the_size_of_a_page(read: Read) -> None:
    files = {f"_p{n}.md": f"![[_p{n + 1}.md]]\n" * 10 for n in range(1, 8)}
    start = time.perf_counter()
    guidelines = read({"a.md": FRONT + "![[_p1.md]]\n", **files, "_p8.md": "x" * 1000})
    assert time.perf_counter() - start < 5
    assert {each.rule for each in guidelines.findings} == {"guideline-size"}
    assert len(text_of(guidelines)) < MAX_PAGE


# Symbolic links


@pytest.mark.parametrize("what", ["page", "part", "picture", "folder", "glossary", "dangling"])
def test_symbolic_links_are_told_and_not_followed(read: Read, folder: Path, what: str) -> None:
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(FRONT + "secret")
    (outside / "secret.png").write_bytes(PNG)
    (outside / "secret.yaml").write_text("format: 1\nterms: {secret: {definition: x}}\n")
    (folder / "_parts").mkdir()
    links = {
        "page": ("b.md", outside / "secret.md"),
        "part": ("_parts/b.md", outside / "secret.md"),
        "picture": ("b.png", outside / "secret.png"),
        "folder": ("b", outside),
        "glossary": ("glossary.yaml", outside / "secret.yaml"),
        "dangling": ("b.md", outside / "nothing.md"),
    }
    name, target = links[what]
    (folder / name).symlink_to(target)
    text = "![[_parts/b.md]]\n![[b/secret.md]]\n![p](b.png) ![p](b/secret.png)\n"
    guidelines = read({"a.md": FRONT + text})
    assert ("symbolic-link", name, 1) in rules(guidelines)
    assert [page.name for page in guidelines.pages] == ["a"]
    assert not guidelines.pictures
    assert guidelines.glossary is None
    assert "secret" not in text_of(guidelines).replace("b/secret.", "")


@pytest.mark.parametrize("which", ["own", "parent"])
def test_the_folder_itself_is_no_symbolic_link(tmp_path: Path, which: str) -> None:
    real = tmp_path / "real" / "desk"
    real.mkdir(parents=True)
    (real / "a.md").write_text(FRONT)
    if which == "own":
        (tmp_path / "guidelines").mkdir()
        (tmp_path / "guidelines" / "desk").symlink_to(real)
    else:
        (tmp_path / "guidelines").symlink_to(real.parent)
    guidelines = read_guidelines(tmp_path / "guidelines" / "desk", "desk", str)
    assert guidelines.pages == ()
    assert [each.rule for each in guidelines.findings] == ["symbolic-link"]


# Pictures


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("p.png", PNG),
        ("p.PNG", PNG),
        ("p.jpg", b"\xff\xd8\xff\xe0"),
        ("p.jpeg", b"\xff\xd8\xff\xe0"),
        ("p.gif", b"GIF89a"),
        ("p.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 "),
    ],
)
def test_pictures_are_known_by_their_content(read: Read, name: str, content: bytes) -> None:
    guidelines = read({"a.md": FRONT + f"![Page]({name})\n", name: content})
    assert guidelines.findings == ()
    assert list(guidelines.pictures) == [name]


@pytest.mark.parametrize(
    ("name", "content", "rule", "file"),
    [
        ("p.png", b"<svg onload=alert(1)>", "picture-kind", "p.png"),
        ("p.png", b"", "picture-kind", "p.png"),
        ("p.jpg", PNG, "picture-kind", "p.jpg"),
        ("p.svg", b"<svg/>", "picture-kind", "a.md"),
        ("p.html", b"x", "picture-kind", "a.md"),
        ("p.png", PNG + bytes(10 * 2**20), "picture-size", "p.png"),
        ("q.png", PNG, "missing-picture", "a.md"),
    ],
)
def test_pictures_that_are_not_shown(
    read: Read, name: str, content: bytes, rule: str, file: str
) -> None:
    target = "p.png" if rule == "missing-picture" else name
    guidelines = read({"a.md": FRONT + f"![Page]({target})\n", name: content})
    assert [(each.rule, each.file) for each in guidelines.findings] == [(rule, file)]
    assert target not in guidelines.pictures


@pytest.mark.parametrize(
    ("target", "rule"),
    [
        ("https://x.example/p.png", "picture-outside"),
        ("//x.example/p.png", "picture-outside"),
        ("data:image/png;base64,AAAA", "picture-outside"),
        ("../p.png", "picture-outside"),
        ("/p.png", "picture-outside"),
        ("p.png?x", "missing-picture"),
        ("<my p.png>", "missing-picture"),
    ],
)
def test_pictures_from_elsewhere(read: Read, target: str, rule: str) -> None:
    guidelines = read({"a.md": FRONT + f"![Page]({target})\n", "p.png": PNG})
    assert [each.rule for each in guidelines.findings] == [rule]


def test_a_picture_needs_words(read: Read) -> None:
    guidelines = read({"a.md": FRONT + "![](p.png) ![ ](p.png)\n", "p.png": PNG})
    assert [(each.rule, each.column) for each in guidelines.findings] == [
        ("picture-without-words", 1),
        ("picture-without-words", 12),
    ]


def test_the_pictures_of_examples_are_looked_for(read: Read) -> None:
    units = "units:\n  - {type: page, number: 1, width: 9, height: 9, picture: ../p.png}\n"
    example = f"```example\nid: page\nverdict: avoid\n{units}instead:\n  {units}```\n"
    example = example.replace("  - {", "    - {").replace("  units", "  units")
    guidelines = read({"sub/a.md": FRONT + example})
    assert rules(guidelines) == [
        ("missing-picture", "sub/a.md", 9),
        ("missing-picture", "sub/a.md", 12),
    ]
    guidelines = read({"p.png": PNG})
    assert guidelines.findings == ()
    (block,) = guidelines.pages[0].blocks
    assert [each.path for each in block.pictures] == ["p.png", "p.png"]


def test_a_speaker_called_picture_shows_none(read: Read) -> None:
    example = EXAMPLE.replace("A:", "picture:")
    assert read({"a.md": FRONT + example}).findings == ()


# Names and bytes


@pytest.mark.parametrize(
    "name",
    [
        "two words.md",
        "<script>alert(1)<.md",
        "-rf.md",
        "株.md",
        "a\nb.md",
        "a'b.md",
        "a%20b.md",
        "a?b.md",
        "a.MD",
        "A.md",
        "sp ace/x.md",
        "ü/x.md",
    ],
)
def test_names_that_cannot_be_addresses(read: Read, folder: Path, name: str) -> None:
    guidelines = read({"a.md": FRONT, name: FRONT})
    assert [each.rule for each in guidelines.findings] == ["guideline-name"]
    assert len(guidelines.pages) == 1
    assert page_names(folder) == (guidelines.pages[0].name,)
    shown = guidelines.findings[0].file
    assert shown is not None
    assert shown.isprintable()


def test_a_name_that_is_not_utf_8_can_be_told(folder: Path, read: Read) -> None:
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/\xff.md")).write_text(FRONT)
    except OSError:
        pytest.skip("this file system knows no such names")
    (finding,) = read({"a.md": FRONT}).findings
    assert (finding.rule, finding.file) == ("guideline-name", "\\udcff.md")


def test_what_is_no_file_is_not_opened(folder: Path, read: Read) -> None:
    os.mkfifo(folder / "pipe.md")
    os.mkfifo(folder / "pipe.png")
    assert rules(read({"a.md": FRONT + "![[pipe.md]]\n"})) == [
        ("unknown-include", "a.md", 5),
        ("guideline-unreadable", "pipe.md", 1),
        ("guideline-unreadable", "pipe.png", 1),
    ]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (FRONT.encode() + b"Text\n\xff\n", 6),
        (FRONT.encode("utf-16"), 1),
        (b"---\r\ntitle: \xe9\r\n", 2),
    ],
)
def test_a_file_that_is_not_utf_8(read: Read, content: bytes, line: int) -> None:
    guidelines = read({"a.md": content})
    assert rules(guidelines) == [("guideline-encoding", "a.md", line)]
    assert (guidelines.pages[0].model, guidelines.pages[0].sections) == (None, ())


def test_a_page_of_ten_megabytes_is_not_read(read: Read) -> None:
    huge = EXAMPLE.replace("call", "c" * 10_000_000)
    start = time.perf_counter()
    guidelines = read({"a.md": FRONT + huge, "b.md": FRONT + "![[_x.md]]\n", "_x.md": huge})
    assert time.perf_counter() - start < 1
    assert rules(guidelines) == [("guideline-size", "a.md", 1), ("guideline-size", "b.md", 5)]


def test_a_glossary_of_ten_megabytes_is_not_read(read: Read) -> None:
    assert rules(read({"glossary.yaml": "#" * 10_000_000})) == [
        ("guideline-size", "glossary.yaml", 1)
    ]


def test_five_hundred_pages_are_read_within_a_second(read: Read) -> None:
    text = FRONT + "# [[option]]\n\nA call or a put, see [[intent/rfq]] and [[term yard]].\n\n" * 5
    pages = {f"p{n}.md": text + EXAMPLE.replace("id: call", f"id: e{n}") for n in range(500)}
    best = 9.0
    for _ in range(3):
        start = time.process_time()
        guidelines = read(pages)
        best = min(best, time.process_time() - start)
    assert guidelines.findings == ()
    assert len(guidelines.pages) == 500
    assert best < 1.0


HOSTILE = {
    "brackets": "[",
    "double brackets": "[[a",
    "pictures": "![",
    "includes": "![[",
    "links": "[](",
    "link ends": "](",
    "addresses": "[x](<",
    "titles": '[x](y "',
    "emphasis": "*a_",
    "strong": "**a",
    "backslashes": "\\",
    "entities": "&amp",
    "autolinks": "<a:",
    "quotes": ">",
    "quoted lines": "> a\n",
    "lists": "- ",
    "items": "- a\n\n",
    "numbers": "1. ",
    "fences": "```\n",
    "definitions": "[a]:\n",
    "open definitions": "[\n",
    "tables": "a|b\n-|-\n",
    "headings": "# [[a]]\n",
    "comments": "<!--",
    "lazy lines": "> a\nb\n",
    "rules": "---\n",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_reading_takes_time_by_the_size_of_the_text(read: Read, unit: str) -> None:
    """Four times the text takes about four times as long; a square would take sixteen."""

    def seconds(size: int) -> float:
        text = (FRONT + unit * (size // len(unit))).encode()
        gc.disable()  # what other tests left behind is not what reading has to look through
        try:
            start = time.process_time()  # others may be busy on the same machine
            read({"a.md": text})
            return time.process_time() - start
        finally:
            gc.enable()

    small = min(seconds(16_000) for _ in range(2))
    large = min(seconds(64_000) for _ in range(2))
    assert large < 10 * small + 0.3


def test_sections_do_not_share_what_is_written_on_tokens(read: Read) -> None:
    guidelines = read({"a.md": FRONT + "![[_x.md]]\n", "b.md": FRONT + "### T\n![[_x.md]]\n",
                       "_x.md": "### T\n"})  # fmt: skip

    def anchors(section: Section) -> list[object]:
        return [each.meta["anchor"] for each in section.tokens if "anchor" in each.meta]

    assert [anchors(page.sections[0]) for page in guidelines.pages] == [["t"], ["t", "t-2"]]
