"""`acoe check --fix`: what has one right answer is mended, and nothing else is touched."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
import zstandard
from desk import AGAIN, BONDS, UBS, entity, line, lines, record
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import Ran, acoe

pytestmark = pytest.mark.usefixtures("desk")

CLEAN = line(record("clean", UBS))
SLIPPED = record("r1", entity("e1", "firm", (0, 3), text="ubs"))
MENDED = record("r1", UBS)


def same_as(first: str, second: str) -> dict[str, str]:
    return {"type": "relation", "id": "x1", "label": "same_as", "subject": first, "object": second}


def fix(content: bytes, *options: str, name: str = "in.jsonl") -> tuple[Ran, bytes]:
    """What was said, and the file afterwards."""
    Path(name).write_bytes(content)
    return acoe("check", "--fix", name, *options), Path(name).read_bytes()


def test_what_it_did_is_listed() -> None:
    said, after = fix(CLEAN + b"\n" + line(SLIPPED) + b"\n")

    assert said == Ran(
        0,
        "in.jsonl:2: fixed: the text is not what the spans cover [surface-mismatch] "
        "(record r1, annotation e1)\n"
        "\nNo findings in 1 file, 2 records, 2 annotations.\n"
        "1 finding repaired.\n",
    )
    assert after == CLEAN + b"\n" + line(MENDED) + b"\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(SLIPPED, MENDED, id="text from offsets"),
        pytest.param(
            record("r1", entity("e1", "bond", (15, 20), (8, 13), text="bonds bonds")),
            record("r1", entity("e1", "bond", (8, 13), (15, 20), text="bonds bonds")),
            id="order of spans",
        ),
        pytest.param(
            record("r1", entity("e1", "bond", (8, 11), (11, 13), text="bon ds")),
            record("r1", entity("e1", "bond", (8, 13), text="bonds")),
            id="spans that touch",
        ),
        pytest.param(
            record("r1", BONDS, AGAIN, same_as("e3", "e2")),
            record("r1", BONDS, AGAIN, same_as("e2", "e3")),
            id="order of a symmetric relation",
        ),
        pytest.param(
            record("r1", entity("e3", "bond", (20, 15), text="x"), BONDS),
            None,
            id="a span that is turned around is left to people",
        ),
        pytest.param(
            record("r1", entity("e3", "bond", (15, 99), text="x"), BONDS),
            None,
            id="offsets beyond the text are left to people",
        ),
    ],
)
def test_what_it_mends(before: object, after: object) -> None:
    expected = line(before if after is None else after) + b"\n"

    said, now = fix(line(before) + b"\n")
    assert now == expected
    assert said.code == (1 if after is None else 0)

    again, unchanged = fix(now)
    assert unchanged == expected
    assert "fixed" not in again.out


UNTOUCHED = (
    b'{ "id" : "spaced", "schema": "desk@1.2.0", "modality":"chat",'
    b' "units":[{"type":"turn","id":"t1","text":"\\u00e9"}], "annotations":[] }'
)


def test_lines_that_need_no_repair_keep_their_bytes() -> None:
    before = b"\r\n".join(
        [b"\xef\xbb\xbf" + UNTOUCHED, b"", b"[]", line(SLIPPED), b"\xff", b"  ", CLEAN]
    )

    _, after = fix(before)

    assert after == before.replace(line(SLIPPED), line(MENDED))


def test_a_mark_and_a_line_end_stay_on_the_line_that_is_mended() -> None:
    assert fix(b"\xef\xbb\xbf" + line(SLIPPED))[1] == b"\xef\xbb\xbf" + line(MENDED)
    assert fix(line(SLIPPED) + b"\r\n\r\n")[1] == line(MENDED) + b"\r\n\r\n"


def test_metadata_keeps_its_bytes() -> None:
    metadata = b',"metadata":{ "b" : 1.50, "a":"\\u00e9", "n":12345678901234567890 }}'

    _, after = fix(line(SLIPPED)[:-1] + metadata)

    assert after == line(MENDED)[:-1] + metadata


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([b"\n", b"\r\n", b"\r", b" ", b"{", CLEAN, line(SLIPPED)])))
def test_whatever_surrounds_a_line(pieces: list[bytes]) -> None:
    before = b"".join(pieces)
    whole_lines = before.split(b"\n")
    expected = [
        each.replace(line(SLIPPED), line(MENDED))
        if each.removesuffix(b"\r").strip(b" \r") == line(SLIPPED)
        else each
        for each in whole_lines
    ]

    _, after = fix(before)

    assert after.split(b"\n") == expected
    assert fix(after)[1] == after


def test_a_clean_file_is_not_written() -> None:
    Path("in.jsonl").write_bytes(CLEAN)
    before = Path("in.jsonl").stat()

    acoe("check", "--fix", "in.jsonl")

    now = Path("in.jsonl").stat()
    assert (now.st_ino, now.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.skipif(os.name == "nt", reason="permissions and links of POSIX")
def test_permissions_are_kept_and_a_link_is_followed() -> None:
    Path("real.jsonl").write_bytes(line(SLIPPED))
    Path("real.jsonl").chmod(0o640)
    Path("link.jsonl").symlink_to("real.jsonl")

    assert acoe("check", "--fix", "link.jsonl").code == 0

    assert Path("link.jsonl").is_symlink()
    assert Path("real.jsonl").read_bytes() == line(MENDED)
    assert Path("real.jsonl").stat().st_mode & 0o777 == 0o640
    assert sorted(each.name for each in Path().glob("*.jsonl*")) == ["link.jsonl", "real.jsonl"]


def test_compressed_files() -> None:
    content = line(SLIPPED) + b"\n" + CLEAN

    said, after = fix(gzip.compress(content), name="in.jsonl.gz")
    assert said.code == 0
    assert gzip.decompress(after) == line(MENDED) + b"\n" + CLEAN

    said, after = fix(zstandard.compress(content), name="in.jsonl.zst")
    assert said.code == 0
    assert zstandard.ZstdDecompressor().decompressobj().decompress(after) == (
        line(MENDED) + b"\n" + CLEAN
    )


def test_what_cannot_be_mended_is_still_found() -> None:
    said, after = fix(lines(SLIPPED, record("r2", entity("e1", "bank", (0, 3), text="ubs"))))

    assert said.code == 1
    assert after == lines(MENDED, record("r2", entity("e1", "bank", (0, 3), text="UBS")))
    assert "unknown-label 1" in said.out


def test_one_file_that_cannot_be_read_keeps_no_other_from_being_mended() -> None:
    Path("broken.gz").write_bytes(gzip.compress(lines(SLIPPED))[:-8])
    before = Path("broken.gz").read_bytes()

    said, after = fix(line(SLIPPED), "nope.jsonl", "broken.gz")

    assert said.code == 3
    assert after == line(MENDED)
    assert Path("broken.gz").read_bytes() == before
    assert "in.jsonl:1: fixed:" in said.out
    assert said.err == (
        "acoe: error: nope.jsonl: no such file\n"
        "acoe: error: broken.gz: the compressed data ends too early\n"
        "  hint: copy or download the file again\n"
    )


def test_records_of_the_schema_that_is_asked_for() -> None:
    unpinned = {name: value for name, value in SLIPPED.items() if name != "schema"}

    assert fix(line(unpinned), "--schema", "desk")[1] == line(unpinned).replace(b"ubs", b"UBS")
    assert fix(line(unpinned))[1] == line(unpinned)


def test_standard_input_cannot_be_mended() -> None:
    assert acoe("check", "--fix", "-") == Ran(
        2, "", "acoe: error: -: only a file can be mended, not a stream\n"
    )
