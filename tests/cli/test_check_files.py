"""What `acoe check` says of files that are not what they should be, word for word."""

from __future__ import annotations

import builtins
import gzip
import json
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import zstandard
from desk import GOOD, line, lines, record
from running import Ran, acoe, ran

ANNOTATED = (
    b'{"schema":"desk@1.2.0","id":"r1","modality":"chat",'
    b'"units":[{"type":"turn","id":"t1","text":"UBS bid"}],"annotations":['
    b'{"type":"entity","id":"e1","label":"firm","text":"UBS",'
    b'"spans":[{"unit":"t1","start":%s,"end":3}]}]}'
)
"""A record whose one entity starts at %s."""

CLEAN = "No findings in 1 file, 1 record.\n"


def check(content: bytes, *options: str, name: str = "in.jsonl") -> Ran:
    Path(name).write_bytes(content)
    return acoe("check", name, *options)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(GOOD, CLEAN, id="no line end at the end"),
        pytest.param(GOOD + b"\r\n", CLEAN, id="CRLF"),
        pytest.param(GOOD + b"\r", CLEAN, id="CR at the end"),
        pytest.param(b"\xef\xbb\xbf" + GOOD + b"\n", CLEAN, id="byte order mark"),
        pytest.param(b"\n\r\n \t\n" + GOOD + b"\n\n", CLEAN, id="blank lines"),
        pytest.param(
            GOOD.replace(b"UBS", "a\u2028b\x85c".encode()), CLEAN, id="line separators in text"
        ),
        pytest.param(
            ANNOTATED % b"0.0", "No findings in 1 file, 1 record, 1 annotation.\n", id="start 0.0"
        ),
        pytest.param(
            ANNOTATED % b"-0e3", "No findings in 1 file, 1 record, 1 annotation.\n", id="start -0e3"
        ),
    ],
)
@pytest.mark.usefixtures("desk")
def test_right_however_it_is_written(content: bytes, said: str) -> None:
    assert check(content) == Ran(0, said)


STRUCTURAL = (
    "\n1 error in 1 file, 1 record: {rule} 1.\n"
    "Structural errors in 1 record: no other rule was run there.\n"
)


@pytest.mark.parametrize(
    ("content", "rule", "said"),
    [
        pytest.param(
            b"[" * 2000 + b"]" * 2000,
            "nested-too-deep",
            "in.jsonl:1: error: arrays and objects are nested deeper than 128 [nested-too-deep]\n",
            id="2,000 arrays",
        ),
        pytest.param(
            b'{"a":' * 100_000,
            "nested-too-deep",
            "in.jsonl:1: error: arrays and objects are nested deeper than 128 [nested-too-deep]\n",
            id="100,000 objects",
        ),
        pytest.param(
            GOOD[:-1] + b',"metadata":{"a":' + b"[" * 2000 + b"]" * 2000 + b"}}",
            "nested-too-deep",
            "in.jsonl:1: error: arrays and objects are nested deeper than 128 [nested-too-deep]\n",
            id="2,000 arrays in metadata",
        ),
        pytest.param(
            GOOD.replace(b'"id":"r1"', b'"id":"r1","id":"r2"'),
            "duplicate-key",
            "in.jsonl:1:39: error: a key stands twice in one object, and readers differ on which "
            "one counts [duplicate-key]\n    at /id\n    hint: keep one of the two\n",
            id="duplicate key",
        ),
        pytest.param(
            ANNOTATED % b"NaN",
            "not-json",
            "in.jsonl:1:205: error: NaN is no JSON number [not-json]\n"
            "    at /annotations/0/spans/0/start\n    hint: leave the field out\n",
            id="NaN",
        ),
        pytest.param(
            GOOD[:-1] + b',"metadata":{"a":[0,-Infinity]}}',
            "not-json",
            "in.jsonl:1:154: error: -Infinity is no JSON number [not-json]\n"
            "    at /metadata/a/1\n    hint: leave the field out\n",
            id="-Infinity in metadata",
        ),
        pytest.param(
            ANNOTATED % b"1e999",
            "number-out-of-range",
            "in.jsonl:1:205: error: a number is larger than a double can hold "
            "[number-out-of-range]\n"
            "    at /annotations/0/spans/0/start\n"
            "    hint: write numbers of any size as strings\n",
            id="1e999",
        ),
        pytest.param(
            ANNOTATED % (b"9" * 5000),
            "number-out-of-range",
            "in.jsonl:1:205: error: a number is larger than a double can hold "
            "[number-out-of-range]\n"
            "    at /annotations/0/spans/0/start\n"
            "    hint: write numbers of any size as strings\n",
            id="5,000 digits",
        ),
        pytest.param(
            GOOD.replace(b"UBS", b"\\ud83d"),
            "lone-surrogate",
            "in.jsonl:1:93: error: a \\u escape is half of a surrogate pair, which is no character "
            "[lone-surrogate]\n    at /units/0/text\n"
            "    hint: write the character itself, or both halves (\\ud83d\\ude00)\n",
            id="lone surrogate",
        ),
        pytest.param(
            GOOD.replace(b"UBS", b"\xed\xa0\xbd"),
            "not-utf8",
            "in.jsonl:1:94: error: byte 94 of the line is not UTF-8 [not-utf8]\n"
            "    hint: save the file as UTF-8\n",
            id="lone surrogate as bytes",
        ),
        pytest.param(
            GOOD.replace(b"UBS", b"\xe9"),
            "not-utf8",
            "in.jsonl:1:94: error: byte 94 of the line is not UTF-8 [not-utf8]\n"
            "    hint: save the file as UTF-8\n",
            id="Latin-1",
        ),
        pytest.param(
            ANNOTATED % b"0.5",
            "wrong-type",
            "in.jsonl:1:205: error: this is a number with a fraction, not an integer [wrong-type]\n"
            "    record r1, annotation e1, at /annotations/0/spans/0/start\n",
            id="start 0.5",
        ),
        pytest.param(
            ANNOTATED % b"true",
            "wrong-type",
            "in.jsonl:1:205: error: this is true or false, not an integer [wrong-type]\n"
            "    record r1, annotation e1, at /annotations/0/spans/0/start\n",
            id="start true",
        ),
        pytest.param(
            GOOD.replace(b'"modality"', b'"view":null,"modality"'),
            "wrong-type",
            "in.jsonl:1:41: error: this is null, not a string [wrong-type]\n"
            "    record r1, at /view\n    hint: leave an optional field out instead of null\n",
            id="null for an optional field",
        ),
        pytest.param(
            GOOD.replace(b'"desk@1.2.0"', b"3"),
            "wrong-type",
            "in.jsonl:1:11: error: this is an integer, not a string [wrong-type]\n"
            "    record r1, at /schema\n",
            id="a pin that is a number",
        ),
        pytest.param(
            b"[" + GOOD + b"]",
            "wrong-type",
            "in.jsonl:1:1: error: this is an array, not an object [wrong-type]\n"
            "    at the top\n    hint: each line is one record, an object in braces\n",
            id="an array of records",
        ),
        pytest.param(
            GOOD + b",",
            "not-json",
            "in.jsonl:1:135: error: not JSON: something stands behind the record [not-json]\n"
            "    hint: one JSON object a line, as RFC 8259 has it\n",
            id="a comma at the end",
        ),
        pytest.param(
            GOOD[:-1],
            "not-json",
            "in.jsonl:1:134: error: not JSON: a comma or a closing bracket is expected here "
            "[not-json]\n"
            "    hint: one JSON object a line, as RFC 8259 has it\n",
            id="cut short",
        ),
    ],
)
@pytest.mark.usefixtures("desk")
def test_a_line_that_is_no_record(content: bytes, rule: str, said: str) -> None:
    assert check(content) == Ran(1, said + STRUCTURAL.format(rule=rule))


@pytest.mark.parametrize(
    ("pin", "said", "hint"),
    [
        ("desk@9.0.0", "'desk@9.0.0'", "its versions are 1.2.0 (the head)"),
        ("desc@1.2.0", "'desc@1.2.0'", "did you mean 'desk'?"),
        ("fixed-income@1.2.0", "'fixed-income@1.2.0'", "known are: desk"),
        ("jo@example.com", "a name that has not the form ID@VERSION", "known are: desk"),
        ("desk@head", "'desk@head'", "name the version itself: desk@1.2.0"),
        *(
            (
                pin,
                "a name that has not the form ID@VERSION",
                "mend the pin, or install the package that has this taxonomy",
            )
            for pin in (
                "desk",
                "@",
                "../../etc/passwd",
                "desk@../1.2.0",
                "/etc/passwd@1.2.0",
                "taxonomies/desk/taxonomy.yaml",
                "taxonomy.yaml",
                "desk@1.2.0\n",
                "Jo Smith, 5mm at 98-10",
                "",
            )
        ),
    ],
)
@pytest.mark.usefixtures("desk")
def test_a_pin_that_leads_nowhere(pin: str, said: str, hint: str) -> None:
    expected = (
        f"in.jsonl:1:11: error: no taxonomy is to be found for {said} [schema-unknown]\n"
        f"    record r1, at /schema\n    hint: {hint}\n"
        "\n1 error in 1 file, 1 record: schema-unknown 1.\n"
    )
    if pin == "":
        expected = (
            "in.jsonl:1:11: error: the string is empty [wrong-value]\n    record r1, at /schema\n"
            + STRUCTURAL.format(rule="wrong-value")
        )
    assert check(line(record(schema=pin))) == Ran(1, expected)


@pytest.mark.usefixtures("desk")
def test_an_id_with_a_line_break_at_its_end() -> None:
    assert check(line(record("r1\n"))) == Ran(
        1,
        "in.jsonl:1:29: error: the id holds white space or characters that cannot be seen "
        "[id-malformed]\n"
        "    at /id\n"
        "    hint: look for a line break or a space at its end\n"
        "\n1 error in 1 file, 1 record: id-malformed 1.\n",
    )


@pytest.mark.parametrize(
    ("content", "what", "hint"),
    [
        *(
            pytest.param(
                mark + GOOD.decode().encode(encoding),
                "the file is UTF-16",
                "save it as UTF-8, which is what JSON Lines are written in",
                id=f"{encoding}{' with mark' if mark else ''}",
            )
            for encoding, mark in (
                ("utf-16-le", b""),
                ("utf-16-be", b""),
                ("utf-16-le", b"\xff\xfe"),
                ("utf-16-be", b"\xfe\xff"),
            )
        ),
        pytest.param(
            b"PK\x03\x04\x14\x00\x06\x00",
            "the file is binary, not text",
            "name label files only; compressed ones end in .gz or .zst",
            id="a spreadsheet",
        ),
        pytest.param(
            gzip.compress(GOOD * 9),
            "the file is binary, not text",
            "name label files only; compressed ones end in .gz or .zst",
            id="gzip by another name",
        ),
    ],
)
@pytest.mark.usefixtures("desk")
def test_a_file_that_is_no_text_is_one_finding(content: bytes, what: str, hint: str) -> None:
    assert check(content + b"\n" * 50) == Ran(
        1,
        f"in.jsonl:1: error: {what} [not-utf8]\n    hint: {hint}\n"
        "\n1 error in 1 file: not-utf8 1.\n",
    )


def test_a_line_of_100_mb_is_passed_over(desk: Path) -> None:
    with (desk / "in.jsonl").open("wb") as file:
        file.write(GOOD + b"\n")
        file.write(b'{"id":"')
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + line(record("r2")) + b"\n")

    assert acoe("check", "in.jsonl") == Ran(
        1,
        "in.jsonl:2: error: the line is longer than 16 MiB and was not read [line-too-long]\n"
        "    hint: one record a line; keep pictures and audio outside and name them in media\n"
        "\n1 error in 1 file, 2 records: line-too-long 1.\n",
    )


NOTHING = "acoe: nothing was checked: no file holds a record\n"


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n\r\n", b"\xef\xbb\xbf", b" \n"])
@pytest.mark.usefixtures("desk")
def test_a_file_without_records_is_not_a_success(content: bytes) -> None:
    assert check(content) == Ran(1, "No findings in 1 file.\n", NOTHING)
    assert acoe("check", "-", stdin=content) == Ran(1, "No findings in 1 file.\n", NOTHING)


@pytest.mark.usefixtures("desk")
def test_an_empty_file_beside_a_good_one() -> None:
    Path("empty.jsonl").touch()

    assert check(GOOD, "empty.jsonl") == Ran(0, "No findings in 2 files, 1 record.\n")


@pytest.mark.usefixtures("desk")
def test_an_archive_of_nothing() -> None:
    assert check(gzip.compress(b""), name="in.jsonl.gz").err == NOTHING


UNREAD = "No file was read.\n"


@pytest.mark.usefixtures("desk")
def test_a_missing_file() -> None:
    assert acoe("check", "nope.jsonl") == Ran(3, UNREAD, "acoe: error: nope.jsonl: no such file\n")


@pytest.mark.usefixtures("desk")
def test_a_directory() -> None:
    said = (
        "acoe: error: taxonomies: this is a directory, not a file\n  hint: name the files in it\n"
        "acoe: label files of other tools need --format, for example --format brat\n"
    )
    assert acoe("check", "taxonomies") == Ran(3, UNREAD, said)


@pytest.mark.usefixtures("desk")
def test_a_missing_file_does_not_keep_others_from_being_checked() -> None:
    found = check(b"[]", "nope.jsonl", "--report", "json")

    assert found.code == 3
    assert found.json["summary"]["by_rule"] == {"wrong-type": 1}
    assert found.err == "acoe: error: nope.jsonl: no such file\n"


def compressed(suffix: str, content: bytes) -> bytes:
    return gzip.compress(content) if suffix == ".gz" else zstandard.compress(content)


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.usefixtures("desk")
def test_compressed_files_are_read_as_they_are(suffix: str) -> None:
    content = compressed(suffix, lines(record("r1")))
    assert check(content, name=f"in.jsonl{suffix}") == Ran(0, CLEAN)

    joined = content + compressed(suffix, lines(record("r2")))
    assert check(joined, name=f"in.jsonl{suffix}") == Ran(0, "No findings in 1 file, 2 records.\n")


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.usefixtures("desk")
def test_an_archive_that_is_cut_short_is_an_error(suffix: str) -> None:
    content = compressed(suffix, lines(record("r1")))

    assert check(content[:-9], name=f"in.jsonl{suffix}").err == (
        f"acoe: error: in.jsonl{suffix}: the compressed data ends too early\n"
        "  hint: copy or download the file again\n"
    )
    assert acoe("check", f"in.jsonl{suffix}").code == 3
    assert acoe("stats", f"in.jsonl{suffix}").code == 3


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.usefixtures("desk")
def test_what_was_found_before_the_damage_is_reported(suffix: str) -> None:
    noise = [record(f"r{number}", metadata={"n": os.urandom(500).hex()}) for number in range(999)]
    content = compressed(suffix, b"[]\n" + lines(*noise))

    found = check(content[: len(content) // 2], "--report", "json", name=f"in.jsonl{suffix}")

    assert found.code == 3
    assert found.json["summary"]["by_rule"]["wrong-type"] == 1
    assert found.json["summary"]["records"] > 100


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.usefixtures("desk")
def test_a_file_that_is_compressed_by_name_only(suffix: str) -> None:
    assert check(b"Jo: call me", name=f"in.jsonl{suffix}") == Ran(
        3,
        UNREAD,
        f"acoe: error: in.jsonl{suffix}: the compressed data is damaged, or is none\n"
        "  hint: a name that ends in .gz or .zst must be that of a compressed file\n",
    )


@pytest.mark.usefixtures("desk")
def test_zst_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    true_import = builtins.__import__

    def without(name: str, *arguments: Any, **named: Any) -> Any:
        if name == "zstandard":
            raise ImportError
        return true_import(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without)

    assert check(zstandard.compress(GOOD), name="in.jsonl.zst") == Ran(
        3,
        UNREAD,
        "acoe: error: reading .zst files needs zstandard, which is not installed\n"
        "  hint: pip install 'acoe-spec[formats]'\n",
    )


@contextmanager
def nobody() -> Iterator[None]:
    """As a user who may not read everything, which the superuser may."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this platform has no such permissions")
def test_a_file_that_may_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        monkeypatch.chdir(folder)
        assert check(GOOD).code == 1  # all modules are loaded now
        Path("in.jsonl").chmod(0)
        with nobody():
            found = acoe("check", "in.jsonl")
        monkeypatch.undo()

    assert found == Ran(3, UNREAD, "acoe: error: in.jsonl: permission denied\n")


def test_standard_input(desk: Path) -> None:
    assert ran("check", "-", cwd=desk, stdin=GOOD + b"\n" + GOOD) == Ran(
        1,
        "-:2:29: error: line 1 has a record with the same id and view already [duplicate-record]\n"
        "    record r1, at /id\n"
        "    hint: remove one of the two, or give this one a view of its own\n"
        "\n1 error in 1 file, 2 records: duplicate-record 1.\n",
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no named pipes")
def test_a_named_pipe(desk: Path) -> None:
    os.mkfifo(desk / "pipe")
    writer = threading.Thread(target=(desk / "pipe").write_bytes, args=[GOOD])
    writer.start()

    assert acoe("check", "pipe") == Ran(0, CLEAN)
    writer.join()
    assert acoe("check", "--fix", "pipe") == Ran(
        2, "", "acoe: error: pipe: only a file can be mended, not a stream\n"
    )


def test_a_name_that_is_no_text(desk: Path) -> None:
    name = b"caf\xe9\n.jsonl"
    try:
        (desk / os.fsdecode(name)).write_bytes(b"[]")
    except OSError:
        pytest.skip("this file system takes no such name")

    found = acoe("check", os.fsdecode(name))

    assert found.out.startswith("caf\\udce9\\n.jsonl:1:1: error: this is an array")
    assert acoe("check", os.fsdecode(name), "--report", "json").json["findings"]


@pytest.mark.usefixtures("desk")
def test_a_stranger_s_array_of_a_million_wrong_lines_is_grouped() -> None:
    found = check(b"[]\n" * 50_000)

    assert found.code == 1
    assert found.out.count("wrong-type") == 22
    assert "    ... and 49,980 more wrong-type in this file\n" in found.out
    assert found.out.endswith(
        "\n50,000 errors in 1 file, 50,000 records: wrong-type 50,000.\n"
        "Structural errors in 50,000 records: no other rule was run there.\n"
    )
    (last, *_) = json.loads(check(b"[]\n" * 50_000, "--report", "json").out)["findings"][::-1]
    assert last["count"] == 49_981
