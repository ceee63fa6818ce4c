"""YAML that stands inside of another file: places are those of the file, and no format is asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.taxonomy.source import read_block, read_yaml


def test_a_block_needs_no_format_and_has_its_places_in_the_file() -> None:
    source = read_block("id: call\nunits:\n  - A: hi\n", path="a.md", line=7)
    assert source.findings == ()
    assert source.data == {"id": "call", "units": [{"A": "hi"}]}
    assert source.place("/units/0/A") == (9, 8)
    finding = source.finding("wrong-type", "the value is wrong", "/id")
    assert (finding.file, finding.line, finding.column) == ("a.md", 7, 5)


def test_what_is_wrong_with_a_block_is_said_in_words_of_a_block() -> None:
    for text, rule, line, message, hint in (
        ("", "yaml-empty", 7, "the block holds nothing", "write keys with values in it"),
        ("# a\n", "yaml-empty", 7, "the block holds nothing", "write keys with values in it"),
        ("\n- a\n", "yaml-root", 8, "the block is not a mapping of keys to values",
         "write 'key: value' on each line"),
        ("a: 1\nb: 2\na: 3\n", "yaml-duplicate-key", 9,
         "the key 'a' is given twice; the first is on line 7",
         "keep one of the two, or rename one"),
        ("a:\n  - b: [c\nd: e\n", "yaml-syntax", 9,
         "this is not YAML: did not find expected ',' or ']'",
         "it happened while parsing a flow sequence that begins on line 8"),
    ):  # fmt: skip
        (finding,) = read_block(text, path="a.md", line=7).findings
        assert (finding.rule, finding.line, finding.message, finding.hint) == (
            rule,
            line,
            message,
            hint,
        )


@given(st.integers(1, 1000), st.text(st.sampled_from("ab:- [],\n\"#'{}\t"), max_size=40))
def test_a_block_is_read_as_a_file_is_but_for_its_lines(line: int, text: str) -> None:
    """The first line of a file of ours is its format; a block has it at the line before."""
    block = read_block("format: 1\n" + text, path="a.md", line=line)
    file = read_yaml(("format: 1\n" + text).encode(), path="a.md")
    assert block.data == file.data
    assert [(each.rule, each.line, each.column) for each in block.findings] == [
        (each.rule, (each.line or 0) + line - 1, each.column)
        for each in file.findings
        if not each.rule.startswith("format-")
    ]


def test_places_are_known_however_many_blocks_were_read_since() -> None:
    first = read_block("a: 1\nb: [x, y]\n", path="a.md", line=10)
    others = [read_block(f"a: {number}\n", path="b.md", line=number) for number in range(1, 99)]
    assert first.place("/b/1") == (11, 8)
    assert [each.place("/a") for each in others] == [(number, 4) for number in range(1, 99)]
