"""What commands say of YAML that is not what it should be: line, column, remedy."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from running import Ran, acoe

START = "format: 1\nid: desk\ntitle: Desk\nversion: 1.0.0\n"

pytestmark = pytest.mark.usefixtures("desk")


def lint(content: str | bytes) -> Ran:
    Path("new.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    return acoe("lint", "new.yaml")


def test_a_duplicate_key() -> None:
    entities = "entities:\n  bond: {definition: A debt.}\n  bond: {definition: A promise.}\n"
    assert lint(START + entities) == Ran(
        1,
        "new.yaml:7:3: error: the key 'bond' is given twice; the first is on line 6 "
        "[yaml-duplicate-key]\n"
        "    at /entities/bond\n"
        "  7 |   bond: {definition: A promise.}\n"
        "    |   ^\n"
        "    hint: keep one of the two, or rename one\n"
        "\n1 error in 1 file: yaml-duplicate-key 1.\n",
    )


def test_a_tag() -> None:
    assert lint(START + "description: !!python/object/apply:os.system [echo]\n") == Ran(
        1,
        "new.yaml:5:14: error: tags (!) are not used in these files [yaml-tag]\n"
        "    at /description\n"
        "  5 | description: !!python/object/apply:os.system [echo]\n"
        "    |              ^\n"
        "    hint: remove the tag; to keep a value as text, put it in quotes\n"
        "\n1 error in 1 file: yaml-tag 1.\n",
    )


def test_a_tab() -> None:
    assert lint(START + "entities:\n\tbond: {definition: A debt.}\n") == Ran(
        1,
        "new.yaml:6:1: error: a tab indents this line [yaml-syntax]\n"
        "    at the top\n"
        "  6 |     bond: {definition: A debt.}\n"
        "    | ^\n"
        "    hint: indent with spaces; YAML allows no tabs\n"
        "\n1 error in 1 file: yaml-syntax 1.\n",
    )


def test_an_alias_bomb_does_not_go_off() -> None:
    levels = [f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]\n" for n in range(1, 40)]
    began = time.monotonic()

    found = lint(START + "b0: &b0 [x, x]\n" + "".join(levels))

    assert time.monotonic() - began < 5
    assert found.code == 1
    assert found.out.startswith(
        "new.yaml:5:5: error: anchors (&) and aliases (*) are not used in these files "
        "[yaml-alias]\n"
        "    at /b0\n  5 | b0: &b0 [x, x]\n    |     ^\n"
    )


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("a: " + "[" * 5000 + "]" * 5000, id="brackets"),
        pytest.param("a: " + "{a: " * 5000, id="braces"),
        pytest.param("\n".join(" " * depth + "a:" for depth in range(3000)), id="indentation"),
        pytest.param("- " * 20000 + "a", id="dashes"),
        pytest.param("? " * 20000 + "a", id="question marks"),
    ],
)
def test_nested_too_deep(content: str) -> None:
    found = lint(content)

    assert found.code == 1
    assert "error: the nesting is deeper than 64 levels [yaml-depth]\n" in found.out
    assert all(len(each) < 200 for each in found.out.splitlines() if "at /" not in each)


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        pytest.param(b"", "1:1", "the file holds nothing [yaml-empty]", id="empty"),
        pytest.param(b"# later\n", "1:1", "the file holds nothing [yaml-empty]", id="a comment"),
        pytest.param(
            b"\xff\xfe" + START.encode("utf-16-le"),
            "1:1",
            "the file is UTF-16; our files are UTF-8 [yaml-encoding]",
            id="UTF-16 LE",
        ),
        pytest.param(
            b"\xfe\xff" + START.encode("utf-16-be"),
            "1:1",
            "the file is UTF-16; our files are UTF-8 [yaml-encoding]",
            id="UTF-16 BE",
        ),
        pytest.param(
            START.encode("utf-16-le"),
            "1:1",
            "the file is UTF-16; our files are UTF-8 [yaml-encoding]",
            id="UTF-16 LE without mark",
        ),
        pytest.param(
            START.encode("utf-16-be"),
            "1:1",
            "the file is UTF-16; our files are UTF-8 [yaml-encoding]",
            id="UTF-16 BE without mark",
        ),
        pytest.param(
            START.encode() + b"owner: caf\xe9\n",
            "5:11",
            "from here the file is not UTF-8 [yaml-encoding]",
            id="Latin-1",
        ),
        pytest.param(
            START.encode() + b"owner: a: b\n",
            "5:9",
            "this is not YAML: mapping values are not allowed in this context [yaml-syntax]",
            id="two colons",
        ),
    ],
)
def test_a_file_that_is_no_taxonomy(content: bytes, place: str, said: str) -> None:
    found = lint(content)
    assert found.code == 1
    assert found.out.startswith(f"new.yaml:{place}: error: {said}\n")

    laid_out = acoe("fmt", "new.yaml")
    assert laid_out.code == 3
    assert laid_out.err.startswith(
        f"acoe: error: new.yaml:{place}: the file cannot be laid out: {said.rpartition(' [')[0]}\n"
    )
    assert Path("new.yaml").read_bytes() == content


def test_a_label_called_no() -> None:
    text = START + "entities:\n  no:\n    definition: The word no.\n  on:\n    is_a: no\n"
    found = lint(text + "    definition: Up.\n")

    assert found == Ran(0, "No findings in 1 file.\n")
    assert "\n  no\n    on\n" in acoe("show", "new.yaml").out


def test_five_thousand_labels_are_fast_and_right() -> None:
    labels = (
        f"  label_{number}:\n" + (f"    is_a: label_{number // 3}\n" if number > 2 else "")
        + f"    definition: The label number {number}.\n"
        for number in range(5000)
    )  # fmt: skip
    began = time.monotonic()

    assert lint(START + "entities:\n" + "".join(labels)) == Ran(0, "No findings in 1 file.\n")
    shown = acoe("show", "new.yaml").out
    assert acoe("fmt", "--check", "new.yaml") == Ran(0, "")

    # A runaway takes minutes; what it should take is measured by the benchmarks.
    assert time.monotonic() - began < 20
    assert "\nentity (5000)\n" in shown
    assert shown.count("\n") == 5003


def test_lint_of_the_whole_workspace_and_of_what_is_not_there() -> None:
    whole = acoe("lint", "--today", "2026-01-01")
    assert whole.out.startswith(
        "taxonomies/desk/taxonomy.yaml:2:5: info: there are no guidelines for 'desk' "
    )
    assert (whole.code, whole) == (0, acoe("lint", "desk", "--today", "2026-01-01"))
    head = "taxonomies/desk/taxonomy.yaml"
    assert acoe("lint", head, "--today", "2026-01-01") == Ran(0, "No findings in 1 file.\n")
    assert acoe("lint", "desc") == Ran(
        2, "", "acoe: error: there is no taxonomy 'desc' here\n  hint: known are: desk\n"
    )
    assert acoe("lint", "nope.yaml") == Ran(3, "", "acoe: error: nope.yaml: no such file\n")
