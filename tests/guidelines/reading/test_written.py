"""Where a file says what: offsets of its blocks, its mentions and its code."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.guidelines.reading.folder import read_guidelines
from acoe_spec.guidelines.reading.written import running, written

GUIDELINES = Path(__file__).parents[3] / "guidelines" / "trade-chat"


def labels(text: str) -> list[str]:
    """The labels that are mentioned, as they are written where they are said to be."""
    found = written(text).running.labels
    assert all(text[slice(*each.at)] == each.target for each in found)
    return [each.target for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("an [[option]], [[ intent/rfq | an ask ]], [[term yard]]", ["option", "intent/rfq"]),
        ("## [[option]] and [[option]]\n\n> - [[bond]]\n", ["option", "option", "bond"]),
        ("| a | b |\n| - | - |\n| [[bond]] | [[option]] [[bond]] |", ["bond", "option", "bond"]),
        ("| a |\n| - |\n| [[bond\\|Bonds]] \\| [[option\\|x]] |", ["bond", "option"]),
        ("![a [[bond]]](p.png) [the [[option]]](a.md)", ["bond", "option"]),
        ("[[option|own\nwords]] and\n[[bond]]", ["option", "bond"]),
        ("\ufeff---\r\ntitle: x\r\n---\r\n[[option]]\r\n[[bond]]", ["option", "bond"]),
        ("`[[option]]` and ``a ` [[option]]``", []),
        ("`a\n[[option]]\nb`", []),
        ("    [[option]] in indented code\n", []),
        ("```\n[[option]]\n```\n", []),
        ("\\[[option]] ![[_parts/option.md]]", []),
        ("` [[option]]", ["option"]),
    ],
)
def test_mentions_are_those_that_pages_show(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\n```example\nid: x\n```\n", [("example", "id: x\n")]),
        ("~~~ decision extra\r\nrows: []\r\n~~~~\r\n", [("decision", "rows: []\r\n")]),
        ("```example\nid: x", [("example", "id: x")]),
        ("```yaml\nid: x\n```\n```example\n```\n", [("example", "")]),
        ("````\n```example\nid: x\n```\n````\n", []),
        ("---\ntitle: a\n---\n- b\n\n  ```example\n  id: x\n  ```\n", [("example", "  id: x\n")]),
    ],
)
def test_blocks_are_found_with_their_yaml(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(kind, text[slice(*body)]) for kind, body in written(text).blocks] == expected


def test_front_matter_and_code_are_found() -> None:
    text = "\ufeff---\r\ntitle: x\r\nlabels: [y]\r\n---\r\nsay `option`, ``a`b``\r\n"
    found = written(text)
    assert found.front is not None
    assert text[slice(*found.front)] == "title: x\r\nlabels: [y]\r\n"
    assert [(code.said, text[code.start :][:4]) for code in found.running.codes] == [
        ("option", "`opt"), ("a`b", "``a`"),
    ]  # fmt: skip
    assert written("no front matter\n").front is None


def test_a_short_text_is_prose_of_its_own() -> None:
    text = "# [[option]]\n- `[[bond]]`\n- [[bond]]"
    found = running(text)
    assert [text[slice(*each.at)] for each in found.labels] == ["option", "bond"]
    assert [code.said for code in found.codes] == ["[[bond]]"]


def test_real_pages_mention_what_reading_finds() -> None:
    guidelines = read_guidelines(GUIDELINES, "trade-chat", lambda path: path.as_posix())
    read: dict[str, list[tuple[int, str]]] = {}
    for page in guidelines.pages:
        for section in page.sections:
            for mention in section.mentions:
                if not mention.is_term:
                    read.setdefault(mention.place.file, []).append(
                        (mention.place.line, mention.target)
                    )
    assert len(read) > 20
    for file, found in read.items():
        text = Path(file).read_text("utf-8")
        mine = [
            (text.count("\n", 0, each.at.start) + 1, each.target)
            for each in written(text).running.labels
        ]
        assert set(mine) == set(found)


PIECES = ("[[a]]", "`", "``", "|", "\n", "\r\n", "\\", "> ", "- ", "    ", "![", "](b)",
          "```example\n", "---\n", " x ", "é", "\n\n")  # fmt: skip


@given(st.lists(st.sampled_from(PIECES)))
def test_whatever_a_file_says_places_are_right(parts: list[str]) -> None:
    text = "".join(parts)
    found = written(text)
    labels(text)
    ends = [end for _, body in found.blocks for end in body]
    assert ends == sorted(ends)
    assert all(0 <= each.start < len(text) for each in found.running.codes)
