"""Reading YAML of ours: what a value is, where it stands, and what is refused and why."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

from acoe_spec.errors import FileProblem
from acoe_spec.taxonomy import source as source_module
from acoe_spec.taxonomy.composing import composed, scalar
from acoe_spec.taxonomy.source import Source, read_source, read_yaml

HEADER = "format: 1\nid: desk\ntitle: Desk\nversion: 1.0.0\n"
CASES = Path(__file__).parent.parent / "conformance" / "lint"


def test_a_source_has_data_text_hash_and_model() -> None:
    content = b"\xef\xbb\xbf" + (HEADER + "entities:\n  no: {definition: Not yes.}\n").encode()
    source = read_source(content, path="desk.yaml")
    assert source.findings == ()
    assert source.path == "desk.yaml"
    assert source.sha256 == hashlib.sha256(content).hexdigest()
    assert source.lines[:2] == ("format: 1", "id: desk")
    assert source.data == {
        "format": 1,
        "id": "desk",
        "title": "Desk",
        "version": "1.0.0",
        "entities": {"no": {"definition": "Not yes."}},
    }
    assert source.model is not None
    assert source.model.version == "1.0.0"


def test_what_a_reader_changes_stays_with_it() -> None:
    """The same text is not parsed twice, and yet nobody reads what another made of it."""
    text = HEADER + "modalities: [text]\n"
    first = read_yaml(text.encode())
    first.data["modalities"].append("chat")
    del first.data["id"]
    assert read_yaml(text.encode()).data["modalities"] == ["text"]
    assert read_yaml(text.encode()).data["id"] == "desk"


PLACES = """\
# 株 📈 (columns count code points)
format: 1
entities:
  "option": {is_a: instrument, use_when: [a,  b]}   # 📈
  bond:
    definition: >-
      Folded
    mixins:
      - x
      - "é📈": [y]
  empty:
  a/b~c: 1
"""


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ("", (2, 1), (2, 1)),
        ("/format", (2, 9), (2, 1)),
        ("/entities", (4, 3), (3, 1)),
        ("/entities/option", (4, 13), (4, 3)),
        ("/entities/option/is_a", (4, 20), (4, 14)),
        ("/entities/option/use_when/1", (4, 47), (4, 47)),
        ("/entities/bond", (6, 5), (5, 3)),
        ("/entities/bond/definition", (6, 17), (6, 5)),
        ("/entities/bond/mixins", (9, 7), (8, 5)),
        ("/entities/bond/mixins/0", (9, 9), (9, 9)),
        ("/entities/bond/mixins/1/é📈", (10, 15), (10, 9)),
        ("/entities/bond/mixins/1/é📈/0", (10, 16), (10, 16)),
        ("/entities/empty", (11, 3), (11, 3)),
        ("/entities/a~1b~0c", (12, 10), (12, 3)),
        ("/entities/bond/absent", (6, 5), (5, 3)),
        ("/entities/bond/mixins/7", (9, 7), (8, 5)),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_places(pointer: str, value: tuple[int, int], key: tuple[int, int], line_end: str) -> None:
    source = read_yaml(PLACES.replace("\n", line_end).encode())
    assert source.findings == ()
    assert source.place(pointer) == value
    assert source.place(pointer, key=True) == key


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("On", "On"), ("y", "y"), ("off", "off"), ("2027-06-30", "2027-06-30"),
        ("1.0.0", "1.0.0"), ("12:30", "12:30"), ("1_000", "1_000"), ("0b1", "0b1"), ("=", "="),
        ("true", True), ("FALSE", False), ("tRUE", "tRUE"), ("null", None), ("~", None),
        ("Null", None), ("nULL", "nULL"), ("12", 12), ("-0", 0), ("+3", 3), ("007", 7),
        ("0o17", 15),
        ("0x1F", 31), ("1.5", 1.5), (".5", 0.5), ("-1e3", -1000.0), ("1.", 1.0), ("1e", "1e"),
        (".", "."), ("+", "+"), ("-", "-"), ("0o8", "0o8"), ("1١", "1١"),
    ],
)  # fmt: skip
def test_plain_scalars_follow_the_core_schema(text: str, value: Any) -> None:
    found = scalar(text)
    assert found == value
    assert type(found) is type(value)


class TextDates(SafeConstructor):
    """The other reader's constructor, without the type that the core schema has not."""


TextDates.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


def clean_files() -> list[Path]:
    root = Path(__file__).parent.parent.parent
    found = [*root.glob("taxonomies/*/taxonomy.yaml"), *CASES.glob("*/pass*.yaml")]
    return sorted(path for path in found if path.parent.name != "yaml-character")


@pytest.mark.parametrize("path", clean_files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_another_reader_sees_the_same(path: Path) -> None:
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = TextDates
    assert read_yaml(path).data == yaml.load(path.read_text(encoding="utf-8-sig"))


def test_thousands_of_aliases_are_refused_before_they_expand() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"k{n}: &k{n} [{', '.join([f'*k{n - 1}' if n else '*a'] * 100)}]\n" for n in range(50)
    )
    source = read_source(bomb.encode())
    assert {finding.rule for finding in source.findings} == {"yaml-alias"}
    assert len(source.findings) == 50
    assert source.data is None


def test_a_tag_constructs_nothing() -> None:
    source = read_source((HEADER + "owner: !!python/object/apply:os.getcwd []\n").encode())
    assert [(each.rule, each.line, each.column) for each in source.findings] == [("yaml-tag", 5, 8)]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_told_and_not_followed(opening: str) -> None:
    [finding] = read_yaml((opening * 100_000).encode()).findings
    assert finding.rule == "yaml-depth"


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "MAX_BYTES", 100)
    assert read_yaml((HEADER + "#" * (100 - len(HEADER))).encode()).findings == ()
    [finding] = read_yaml((HEADER + "#" * (101 - len(HEADER))).encode()).findings
    assert (finding.rule, finding.line, finding.column) == ("yaml-size", 1, 1)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="no such file"):
        read_source(tmp_path / "taxonomy.yaml")
    with pytest.raises(FileProblem, match="this is a directory"):
        read_source(tmp_path)


def test_thousands_of_labels_are_read() -> None:
    labels = "".join(
        f"  label_{n}: {{is_a: label_{n // 4}, definition: Number {n}.}}\n" for n in range(1, 5000)
    )
    source = read_source((HEADER + "entities:\n  label_0: {}\n" + labels).encode())
    assert source.findings == ()
    assert source.model is not None
    assert len(source.model.entities or ()) == 5000
    assert source.place("/entities/label_4999") == (5005, 15)


@pytest.mark.parametrize("text", ["a\\nb", "a\\0b", "a\\tb", "a\\x7f"])
def test_a_short_text_has_one_line_and_no_control_characters(text: str) -> None:
    [finding] = read_source((HEADER + f'owner: "{text}"\n').encode()).findings
    assert (finding.rule, finding.line, finding.column, finding.message) == (
        "invalid-value", 5, 8, "the value must be one line of text, without control characters",
    )  # fmt: skip


def hint(text: str) -> str | None:
    [finding] = read_source((HEADER + text).encode()).findings
    return finding.hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("entites: {}\n", "did you mean 'entities'?"),
        ("Entities: {}\n", "did you mean 'entities'?"),
        ("license: MIT\n", "did you mean 'licence'?"),
        ("entities: {a: {isa: b}}\n", "did you mean 'is_a'?"),
        ("events: {a: {roles: {b: {rnage: [c]}}}}\n", None),
        ("categories: {a: {question: b, applies_to: {unit: []}, labels: {}}}\n",
         "did you mean 'units'?"),
        ("overlap: {nothing: []}\n", "known here: default, pairs"),
        ("modalities: [txt]\n", "did you mean 'text'?"),
        ("owner: 12\n", "YAML reads it as something else than text: put it in quotes"),
    ],
)  # fmt: skip
def test_the_key_that_was_probably_meant(text: str, expected: str | None) -> None:
    if expected is None:
        rules = [each.rule for each in read_source((HEADER + text).encode()).findings]
        assert sorted(rules) == ["missing-key", "unknown-key"]
    else:
        assert hint(text) == expected


def assert_placed(source: Source) -> None:
    for finding in source.findings:
        assert finding.line is not None
        assert finding.column is not None
        assert 1 <= finding.line <= len(source.lines)
        assert 1 <= finding.column <= len(source.lines[finding.line - 1]) + 1
        assert not finding.message.endswith(".")


@given(st.binary(max_size=200))
def test_no_bytes_raise(content: bytes) -> None:
    assert_placed(read_source(content))


@given(st.text(alphabet="ab:-?[]{},#&*!|>'\"%@` \t\n\r.~01=<\\é\u2028", max_size=60))
def test_no_text_raises(text: str) -> None:
    assert_placed(read_source(("format: 1\n" + text).encode()))


written = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufeff\uffff"),
    max_size=20,
)
trees = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | written,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(written, inner, max_size=4),
    max_leaves=20,
)


@given(trees)
def test_json_is_yaml_and_means_the_same(tree: Any) -> None:
    text = json.dumps({"format": 1, "tree": tree}, ensure_ascii=False)
    result = composed(text)
    assert result.problems == []
    assert result.data == {"format": 1, "tree": tree}
