"""Pages of a guideline folder: front matter, sections, anchors, mentions, links and blocks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.findings import Finding
from acoe_spec.guidelines.guideline import Guidelines
from acoe_spec.guidelines.reading.folder import page_names, read_guidelines
from acoe_spec.guidelines.reading.parts import MENTIONED, read_part
from acoe_spec.guidelines.reading.sections import Anchors, slug
from acoe_spec.models.guideline import DecisionTable, WorkedExample

Read = Callable[..., Guidelines]
FRONT = "---\ntitle: Options\nlabels: [option]\n---\n"
EXAMPLE = '```example\nid: call\nverdict: annotate\nunits:\n  - A: "[5.25 call]{option}"\n```\n'


def told(findings: tuple[Finding, ...]) -> list[tuple[Any, ...]]:
    return [(each.rule, each.file, each.line, each.column) for each in findings]


def test_a_folder_that_is_not_there_has_no_guidelines(tmp_path: Path) -> None:
    for folder in (None, tmp_path / "missing"):
        guidelines = read_guidelines(folder, "desk", str)
        assert (guidelines.folder, guidelines.pages, guidelines.findings) == (None, (), ())


PAGE = """\
---
title: Options
labels: [option, intent/rfq]
status: reviewed
---

Opening with [[option]].

# Options

Text, [[finance-core:intent/rfq|a request]].

## [[option]] and [[intent/rfq|requests]] #

![The sheet](pictures/page.png) and [more](other.md#how-to).

### Details

- one [[term yard|yards]]

> ## Quoted

```decision
between: [option, warrant]
rows: [{when: It is listed., take: option}]
```

Setext
------

```python
[[option]]
```
"""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def test_a_page_is_its_sections_with_what_they_name(read: Read) -> None:
    guidelines = read({"options.md": PAGE, "pictures/page.png": PNG})
    (page,) = guidelines.pages
    assert guidelines.findings == ()
    assert (page.name, page.file) == ("options", "options.md")
    assert page.model is not None
    assert page.model.labels == ["option", "intent/rfq"]
    assert page.source.place("/labels/1") == (3, 18)

    headings = [section.heading and section.heading.text for section in page.sections]
    assert headings == [None, "Options", "option and requests", "Setext"]
    labels = [section.heading.labels for section in page.sections if section.heading]
    assert labels == [(), ("option", "intent/rfq"), ()]
    third = page.sections[2]
    assert third.heading is not None
    assert third.heading.place == ("options.md", 13, 1)
    assert third.heading.anchor == "option-and-requests"
    assert [(each.level, each.text, each.anchor) for each in third.headings] == [
        (3, "Details", "details"),
        (2, "Quoted", "quoted"),
    ]
    assert [(each.target, each.shown, each.is_term, each.place[1:]) for each in third.mentions] == [
        ("option", None, False, (13, 4)),
        ("intent/rfq", "requests", False, (13, 19)),
        ("yard", "yards", True, (19, 7)),
    ]
    assert [tuple(each) for each in third.references] == [
        ("pictures/page.png", True, ("options.md", 15, 1), "pictures/page.png", ""),
        ("other.md#how-to", False, ("options.md", 15, 37), "other.md", "how-to"),
    ]
    assert third.markdown.startswith("![The sheet]")
    assert third.markdown.endswith("```")
    (block,) = page.blocks
    assert (block.kind, block.place) == ("decision", ("options.md", 23, 1))
    assert isinstance(block.model, DecisionTable)
    assert block.source.place("/rows/0/take") == (25, 36)
    assert page.sections[3].mentions == ()


def test_text_before_the_first_heading_is_a_section_without_one(read: Read) -> None:
    (page,) = read({"a.md": FRONT + "Text.\n"}).pages
    assert [(each.heading, each.markdown) for each in page.sections] == [(None, "Text.")]
    (page,) = read({"a.md": FRONT}).pages
    assert page.sections == ()


def test_names_of_pages_are_their_paths_and_what_begins_with_a_mark_is_none(read: Read) -> None:
    names = ("b.md", "sub/a.md", "sub/_parts/x.md", "_draft.md", ".hidden.md", ".git/c.md", "n.txt")
    guidelines = read(dict.fromkeys(names, FRONT))
    assert [page.name for page in guidelines.pages] == ["b", "sub/a"]
    assert [(each.rule, each.level, each.file) for each in guidelines.findings] == [
        ("part-unused", "info", "_draft.md"),
        ("part-unused", "info", "sub/_parts/x.md"),
    ]
    assert guidelines.folder is not None
    assert page_names(guidelines.folder) == ("b", "sub/a")
    assert page_names(guidelines.folder / "nothing") == ()


def test_the_index_of_a_folder_comes_first(tmp_path: Path) -> None:
    for name in ("zebra", "index", "sub/b", "sub/index", "ape"):
        path = tmp_path / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text("---\ntitle: T\nlabels: [option]\n---\n", encoding="utf-8")
    expected = ("index", "ape", "sub/index", "sub/b", "zebra")
    assert page_names(tmp_path) == expected
    assert tuple(each.name for each in read_guidelines(tmp_path, "t", str).pages) == expected


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", 1, "the page does not begin with front matter"),
        ("Text.\n---\n---\n", 1, "the page does not begin with front matter"),
        (" ---\ntitle: x\n---\n", 1, "the page does not begin with front matter"),
        ("---\ntitle: x\nlabels: []\n", 1, "the front matter that begins here does not end"),
        ("---", 1, "the front matter that begins here does not end"),
    ],
)
def test_a_page_begins_with_front_matter(read: Read, text: str, place: int, message: str) -> None:
    guidelines = read({"a.md": text})
    assert guidelines.pages[0].model is None
    (finding,) = guidelines.findings
    assert (finding.rule, finding.line, finding.message) == ("front-matter-missing", place, message)


@pytest.mark.parametrize(
    ("front", "rule", "line", "column"),
    [
        ("title: A\nlables: []\n", "unknown-key", 3, 1),
        ("labels: []\n", "missing-key", 2, 1),
        ("title: A: B\nlabels: []\n", "yaml-syntax", 2, 9),
        ("title: A\nlabels: [a b]\n", "invalid-value", 3, 10),
        ("title: A\nlabels: []\ntitle: B\n", "yaml-duplicate-key", 4, 1),
        ("title: A\nlabels: []\nreviewed: soon\n", "invalid-value", 4, 11),
        ("- title\n", "yaml-root", 2, 1),
        ("", "yaml-empty", 2, 1),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_defects_of_front_matter_have_their_places(
    read: Read, front: str, rule: str, line: int, column: int, end: str
) -> None:
    text = ("\ufeff---\n" + front + "---\nText.\n").replace("\n", end)
    guidelines = read({"a.md": text})
    assert guidelines.pages[0].model is None
    assert (rule, "a.md", line, column) in told(guidelines.findings)


def test_a_key_given_twice_names_the_line_of_the_first_in_the_page(read: Read) -> None:
    block = EXAMPLE.replace("verdict", "id: call\nverdict")
    findings = read({"a.md": FRONT + "\n" + block}).findings
    assert told(findings) == [("yaml-duplicate-key", "a.md", 8, 1)]
    assert findings[0].message == "the key 'id' is given twice; the first is on line 7"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_defects_of_blocks_have_their_places_in_the_page(read: Read, end: str) -> None:
    block = EXAMPLE.replace("annotate", "right").replace("units", "unts")
    text = (FRONT + "# 株 📈\n\n" + block).replace("\n", end)
    guidelines = read({"a.md": text})
    (block_read,) = guidelines.pages[0].blocks
    assert block_read.model is None
    assert block_read.place.line == 7
    assert told(guidelines.findings) == [
        ("missing-key", "a.md", 8, 1),
        ("invalid-value", "a.md", 9, 10),
        ("unknown-key", "a.md", 10, 1),
    ]
    assert guidelines.findings == guidelines.pages[0].findings == block_read.findings


def test_the_blocks_of_a_page_are_models(read: Read) -> None:
    guidelines = read({"a.md": FRONT + EXAMPLE + EXAMPLE.replace("call", "put")})
    models = [block.model for block in guidelines.pages[0].blocks]
    assert [isinstance(model, WorkedExample) and model.id for model in models] == ["call", "put"]
    assert guidelines.findings == ()


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("Text.\n\n" + EXAMPLE[:-4], "fence-unclosed", 7),
        ("```\nx\n", "fence-unclosed", 5),
        ("~~~example\n```\n", "fence-unclosed", 5),
        ("- a\n\n  " + EXAMPLE.replace("\n", "\n  "), "block-misplaced", 7),
        ("> " + EXAMPLE.replace("\n", "\n> "), "block-misplaced", 5),
        (" " + EXAMPLE, "block-misplaced", 5),
        (EXAMPLE.replace("```example", "```Example"), "block-misspelt", 5),
        (EXAMPLE.replace("```example", "``` {.example}"), "block-misspelt", 5),
        (EXAMPLE.replace("```example", "```exmaple"), "block-misspelt", 5),
        (EXAMPLE.replace("call", "c" * 70_000), "block-size", 5),
        ("A\n![[x.md]] b\n", "include-misplaced", 6),
        ("- ![[x.md]]\n", "include-misplaced", 5),
        ("[[]]\n", "malformed-mention", 5),
        ("[[two words]]\n", "malformed-mention", 5),
        ("[[option|]]\n", "malformed-mention", 5),
        ("![[[a b]]](page.png)\n", "malformed-mention", 5),
        ("a\x00\n", "guideline-character", 5),
        ("a\x1b[31m\n", "guideline-character", 5),
        ("a \u202egpj.exe\n", "guideline-character", 5),
        ("[a](javascript:alert)\n", "unsupported-link", 5),
        ("[a](JaVaScRiPt:alert)\n", "unsupported-link", 5),
        ("[a](java&#x73;cript:alert)\n", "unsupported-link", 5),
        ("<javascript:alert>\n", "unsupported-link", 5),
        ("[a](//host/x)\n", "unsupported-link", 5),
        ("[a](http://host/x)\n", "unsupported-link", 5),
        ("[a]()\n", "unsupported-link", 5),
        ("[a](data:text/html,x)\n", "unsupported-link", 5),
        ("[a](/etc/passwd)\n", "link-outside", 5),
        ("[a](../other/x.md)\n", "link-outside", 5),
        ("[a]\n\n[a]: ../other/x.md\n", "link-outside", 5),
    ],
)
def test_what_a_text_may_not_hold(read: Read, text: str, rule: str, line: int) -> None:
    guidelines = read({"a.md": FRONT + text, "page.png": PNG})
    assert [(each.rule, each.line) for each in guidelines.findings] == [(rule, line)]
    assert guidelines.findings[0].hint


@pytest.mark.parametrize(
    "text",
    [
        "\\[\\[not a label]]\n",
        "`[[not a label]]` and `![[x]]`\n",
        "    [[not a label]]\n",
        "```\n[[not a label]]\n![[x.md]]\n```\n",
        "[a](b.md) [b](#c) [c](https://x.example/?a=b&c) [d](mailto:a@b.example) <https://x.example>\n",
        "```sql\nselect 1\n```\n~~~~text\n```example\n~~~~\n",
        "[[term two-way price|two-way\nprices]]\n",
        "[ [option]]\n[option]\n",
    ],
)
def test_what_a_text_may_hold(read: Read, text: str) -> None:
    assert read({"a.md": FRONT + text}).findings == ()


def test_two_examples_with_one_id_name_both_places(read: Read) -> None:
    guidelines = read({"a.md": FRONT + EXAMPLE, "b.md": FRONT + "\n" + EXAMPLE})
    (finding,) = guidelines.findings
    assert told((finding,)) == [("duplicate-example", "b.md", 7, 5)]
    assert finding.message == "another example has the id 'call', at a.md:5"


def test_links_are_relative_to_their_file(read: Read) -> None:
    links = "[a](x.md) [b](../x.md#y) [c](#z) [d](./x.md) [e](../../x.md) [f](my%20x.md)\n"
    (page,) = read({"sub/a.md": FRONT + links}).pages
    references = page.sections[0].references
    assert [(each.path, each.anchor) for each in references] == [
        ("sub/x.md", ""),
        ("x.md", "y"),
        ("", "z"),
        ("sub/x.md", ""),
        (None, ""),
        ("my%20x.md", ""),
    ]


def test_the_texts_of_blocks_are_read_for_their_links(read: Read) -> None:
    table = "between: [a, b]\nrows:\n  - when: See [x](x.md#y)\n    because: No [y](../y.md)\n"
    example = EXAMPLE[:-4] + 'why: "*As* [said](../b.md), ![[c.md]] [z](ftp://z)"\n```\n'
    guidelines = read({"s/a.md": f"{FRONT}```decision\n{table}```\n" + example})
    (section,) = guidelines.pages[0].sections
    assert [(each.path, each.anchor, each.place.line) for each in section.references] == [
        ("s/x.md", "y", 8),
        ("y.md", "", 9),
        ("b.md", "", 16),
        (None, "", 16),
    ]
    assert told(guidelines.findings) == [
        ("include-misplaced", "s/a.md", 16, 6),
        ("unsupported-link", "s/a.md", 16, 6),
    ]


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("Firm quotes", "firm-quotes"),
        ("What is “done”?", "what-is-done"),
        ("Prämie für Straßen", "pramie-fur-strassen"),
        ("株式オプション", "株式オプション"),
        ("Облигации й", "облигации-й"),
        ("हिन्दी", "हिन्दी"),
        ("intent/firm_quote", "intent-firm_quote"),
        ("__search", "search"),
        ("<img src=x onerror=alert(1)>", "img-src-x-onerror-alert-1"),
        ("📈", "section"),
        ("", "section"),
        ("x" * 500, "x" * 80),
    ],
)
def test_anchors_are_readable(text: str, anchor: str) -> None:
    assert slug(text) == anchor


@given(st.lists(st.text() | st.sampled_from(["a", "A", "a-2", "a 2", "a-2-2", ""])))
def test_anchors_of_a_page_differ_and_need_no_escaping(texts: list[str]) -> None:
    anchors = Anchors()
    given_out = [anchors.new(text) for text in texts]
    assert len(set(given_out)) == len(given_out)
    again = Anchors()
    assert [again.new(text) for text in texts] == given_out
    for anchor in given_out:
        assert anchor
        assert not anchor.startswith(("_", "-"))
        assert not set(anchor) & set(" \t\n\"'<>&#%/?")


def test_headings_with_one_text_have_different_anchors(read: Read) -> None:
    (page,) = read({"a.md": FRONT + "# A\n## A\n### A\n# A 2\n"}).pages
    found = [section.heading.anchor for section in page.sections if section.heading]
    assert found == ["a", "a-2", "a-2-2"]
    assert page.sections[1].headings[0].anchor == "a-3"


def _shape(target: str, form: str) -> str:
    return form.replace("@", f"[[{target}]]")


FORMS = [
    "@\n\n",
    "some words 株📈 @, and @.\nnext line @\n\n",
    "  indented @\n   next @\n\n",
    "# A heading with @\n",
    "### @ ###\n",
    "Setext @\n===\n",
    "- item @\n  - inner @\n\n    more @\n\n",
    "10. ten @\n\n",
    "> quoted @\n> > twice @\nlazy @\n\n",
    "| a | @ |\n|---|---|\n| @ | x @ |\n| x\\|y | @ |\n\n",
    "*emphasis @* and **strong @** `code` [link @](a.md)\n\n",
    "\\* escaped &amp; @ &#35; @\n\n",
    "![picture](p.png) @\n\n",
    "a  \nbreak @\\\n@\n\n",
    "-\t@\n\n",
    "```\n@\n```\n",
]


@given(st.lists(st.sampled_from(FORMS)), st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_mention_is_told_where_it_is_written(forms: list[str], end: str) -> None:
    """Each mention has a name of its own, so that its place can be looked up in the text."""
    text, count = "", 0
    for form in forms:
        for piece in form.split("@"):
            text += piece + f"[[m{count}]]"
            count += 1
        text = text.rpartition("[[")[0]
    lines = text.split("\n")
    part = read_part(text.replace("\n", end).encode(), path="a.md", shown="a.md")
    mentions = [
        child.meta[MENTIONED]
        for piece in part.pieces
        for token in piece.tokens
        for child in token.children or ()
        if MENTIONED in child.meta
    ]
    for mention in mentions:
        line = lines[mention.place.line - 1]
        assert line[mention.place.column - 1 :].startswith(f"[[{mention.target}]]")
    fenced = sum(form.count("@") for form in forms if form.startswith("```"))
    assert len(mentions) == sum(form.count("@") for form in forms) - fenced
