"""Lines of files, compressed or not, and files that are replaced whole or not at all."""

from __future__ import annotations

import gzip
import io
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec import files
from acoe_spec.errors import FileProblem
from acoe_spec.files import open_bytes, read_lines, replace_atomically, write_atomically


def read(content: bytes) -> list[tuple[int, bytes | None]]:
    return list(read_lines(io.BytesIO(content)))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"\n", [(1, b"")]),
        (b"a", [(1, b"a")]),
        (b"a\n", [(1, b"a")]),
        (b"a\r\nb\r", [(1, b"a"), (2, b"b")]),
        (b"a\rb\n\nc", [(1, b"a\rb"), (2, b""), (3, b"c")]),
        (b"\xef\xbb\xbfa\n\xef\xbb\xbfb", [(1, b"a"), (2, b"\xef\xbb\xbfb")]),
        (b"\xef\xbb\xbf", []),
        ("a\u2028b\x85c\x0bd\n".encode(), [(1, "a\u2028b\x85c\x0bd".encode())]),
    ],
)
def test_lines(content: bytes, expected: list[tuple[int, bytes]]) -> None:
    assert read(content) == expected


@given(st.lists(st.binary(max_size=40).map(lambda each: each.replace(b"\n", b"")), max_size=30))
def test_lines_do_not_depend_on_how_a_file_is_read(lines: list[bytes]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        whole = read(b"\n".join(lines))
        patch.setattr(files, "BLOCK", 7)
        assert read(b"\n".join(lines)) == whole


def test_a_long_line_is_passed_over_wherever_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_LINE", 10)
    for block in (3, 10, 64, 1000):
        monkeypatch.setattr(files, "BLOCK", block)
        for end in (b"", b"\n"):
            assert read(b"a" * 10 + b"\n" + b"b" * 11 + b"\nc\n" + b"d" * 99 + end) == [
                (1, b"a" * 10),
                (2, None),
                (3, b"c"),
                (4, None),
            ]


def zst(content: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(content)


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".zst", zst)])
@given(parts=st.lists(st.binary(max_size=5000), max_size=4))
def test_whatever_was_packed_is_read_and_a_part_of_it_is_an_error(
    tmp_path_factory: pytest.TempPathFactory,
    suffix: str,
    pack: Callable[[bytes], bytes],
    parts: list[bytes],
) -> None:
    path = tmp_path_factory.mktemp("packed") / f"file{suffix}"
    content = b"".join(map(pack, parts))
    path.write_bytes(content)
    with open_bytes(path) as stream:
        assert stream.read() == b"".join(parts)

    if parts:
        path.write_bytes(content[:-1])
        with pytest.raises(FileProblem), open_bytes(path) as stream:
            stream.read()


def test_zstd_data_that_unpacks_to_a_thousand_times_its_size(tmp_path: Path) -> None:
    path = tmp_path / "file.zst"
    path.write_bytes(zst(b"a" * 50_000_000 + b"\nb"))
    with open_bytes(path) as stream:
        assert list(read_lines(stream)) == [(1, None), (2, b"b")]


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_a_replacement_that_fails_leaves_the_old_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"file{suffix}"
    write_atomically(path, b"old")
    before = path.read_bytes()

    with pytest.raises(ZeroDivisionError), replace_atomically(path) as stream:  # noqa: PT012
        stream.write(b"new" * 100_000)
        raise ZeroDivisionError

    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_equal_content_gives_equal_archives(tmp_path: Path) -> None:
    for suffix in (".gz", ".zst"):
        one, two = tmp_path / f"one{suffix}", tmp_path / f"two{suffix}"
        write_atomically(one, b"content")
        write_atomically(two, b"content")
        assert one.read_bytes() == two.read_bytes()


def test_a_new_file_gets_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_atomically(tmp_path / "folder" / "new", b"")

    usual = stat.S_IMODE((tmp_path / "usual").stat().st_mode)
    assert stat.S_IMODE((tmp_path / "folder" / "new").stat().st_mode) == usual


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    for path in (tmp_path / "file" / "below", tmp_path):
        with pytest.raises(FileProblem):
            write_atomically(path, b"")
