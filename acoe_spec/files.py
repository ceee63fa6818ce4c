"""Lines of possibly compressed files, and files replaced whole or not at all.

Knows bytes, lines and directories; knows nothing of JSON, records or taxonomies.
"""

from __future__ import annotations

import errno
import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from acoe_spec.errors import FileProblem, MissingExtra

STDIN = "-"
MAX_LINE = 16 * 1024 * 1024  # bytes; a longer line is reported and passed over, never held
BLOCK = 256 * 1024  # bytes read at a time
PACKED = 1024  # bytes of zstd data unpacked at a time: at the very most they become 32 MiB

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

BOM = b"\xef\xbb\xbf"


@contextmanager
def open_bytes(path: str | Path) -> Iterator[BinaryIO]:
    """The bytes of a file, decompressed if its name ends in `.gz` or `.zst`; `-` is standard input.

    Raises `FileProblem` if it cannot be opened or is damaged, `MissingExtra` for `.zst` without
    the zstandard library.
    """
    try:
        if str(path) == STDIN:
            yield sys.stdin.buffer
            return
        suffix = Path(path).suffix.lower()
        if suffix == ".zst":
            with _zstd_reader(Path(path)) as stream:
                yield stream
        elif suffix == ".gz":
            with gzip.open(path, "rb") as unzipped:
                yield cast(BinaryIO, unzipped)
        else:
            with Path(path).open("rb") as plain:
                yield plain
    except FileNotFoundError as error:
        raise FileProblem("no such file", path=path) from error
    except IsADirectoryError as error:
        raise FileProblem(
            "this is a directory, not a file", hint="name the files in it", path=path
        ) from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise _damaged(path, cut_short=isinstance(error, EOFError)) from error
    except BrokenPipeError:
        raise  # it is of what the caller writes to, not of this file
    except OSError as error:
        raise FileProblem(_reason(error), path=path) from error


def read_whole(path: str | Path) -> bytes:
    """All bytes of a small file, as `open_bytes` gives them; raises as it does."""
    with open_bytes(path) as stream:
        return stream.read()


def _damaged(path: str | Path, *, cut_short: bool = False) -> FileProblem:
    # Never the library's own message: it may quote the first bytes of the file.
    if cut_short:
        return FileProblem(
            "the compressed data ends too early", hint="copy or download the file again", path=path
        )
    return FileProblem(
        "the compressed data is damaged, or is none",
        hint="a name that ends in .gz or .zst must be that of a compressed file",
        path=path,
    )


def _reason(error: OSError) -> str:
    """The system's reason in the style of all messages: a lower-case fragment."""
    reason = error.strerror or str(error)
    return reason[:1].lower() + reason[1:]


@contextmanager
def _zstd_reader(path: Path) -> Iterator[BinaryIO]:
    try:
        import zstandard
    except ImportError as error:
        raise MissingExtra("zstandard", extra="formats", purpose="reading .zst files") from error
    try:
        with path.open("rb") as raw, io.BufferedReader(_Frames(raw, zstandard), BLOCK) as stream:
            yield cast(BinaryIO, stream)
    except zstandard.ZstdError as error:
        raise _damaged(path) from error


class _Frames(io.RawIOBase):
    """The content of all frames of a zstd file; raises EOFError where the last is cut short.

    The library's own stream reader ends silently in both cases: after the first of several frames
    (`cat a.zst b.zst`), and in the middle of one that is not complete.
    """

    def __init__(self, raw: BinaryIO, zstandard: Any) -> None:
        self._raw = raw
        self._start = zstandard.ZstdDecompressor().decompressobj
        self._frame: Any = None
        self._packed = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            packed = self._packed or self._raw.read(PACKED)
            self._packed = b""
            if not packed:
                if self._frame is not None:
                    raise EOFError
                return 0
            frame = self._frame = self._frame or self._start()
            self._ready = memoryview(frame.decompress(packed))
            if frame.eof:
                self._frame, self._packed = None, frame.unused_data
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size


def read_lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    r"""Numbered lines (from 1), without their line end; None stands for a line over `MAX_LINE`.

    A line ends at `\n` only (U+2028 and a bare `\r` are content); a `\r` before it goes with it,
    and so does a byte order mark at the start of the stream.
    """
    number = 0
    carry = b""
    too_long = False
    block = stream.read(BLOCK)
    if block.startswith(BOM):
        block = block[len(BOM) :]
    while block:
        lines = block.split(b"\n")
        lines[0] = carry + lines[0]
        carry = lines.pop()
        for line in lines:
            number += 1
            if too_long or len(line) > MAX_LINE:
                too_long = False
                yield number, None
            else:
                yield number, line[:-1] if line.endswith(b"\r") else line
        if len(carry) > MAX_LINE:
            carry, too_long = b"", True
        block = stream.read(BLOCK)
    if too_long:
        yield number + 1, None
    elif carry:
        yield number + 1, carry.removesuffix(b"\r")


@contextmanager
def replace_atomically(path: str | Path) -> Iterator[BinaryIO]:
    """Write a file so that readers see the old one or the new one, whole.

    The new content goes to a temporary file beside `path`, is flushed to the disk and renamed over
    it when the block ends without an exception; else it is removed and `path` stays as it was.
    Permissions are kept; a symbolic link is followed, its target is replaced. Names that end in
    `.gz` or `.zst` are compressed (gzip without a time stamp, so equal content gives equal bytes).
    """
    target = Path(os.path.realpath(path))
    import tempfile  # slow to import, and a check writes nothing

    try:
        handle, name = tempfile.mkstemp(
            dir=target.parent, prefix=f".{target.name}.", suffix=".part"
        )
    except OSError as error:
        raise FileProblem(_reason(error), path=target.parent) from error
    os.close(handle)
    part = Path(name)
    with written_part(part, target) as stream:
        yield stream
    put_in_place(part, target)


@contextmanager
def written_part(part: Path, target: Path) -> Iterator[BinaryIO]:
    """Write what is to become `target` to the file `part` beside it; on the disk when it ends.

    Compressed as the name of `target` says, with its permissions if it is there. Removed if the
    block ends with an exception. Raises `FileProblem`.
    """
    try:
        # Nobody else may read it before it has the permissions of its target.
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise FileProblem(_reason(error), path=target) from error
    try:
        with os.fdopen(handle, "wb") as raw:
            with _compressing(raw, target.suffix.lower()) as stream:
                yield stream
            raw.flush()
            os.fsync(raw.fileno())
        part.chmod(_mode_for(target))
    except BaseException as error:
        with suppress(FileNotFoundError):
            part.unlink()
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise FileProblem(_reason(error), path=target) from error
        raise


def put_in_place(part: Path, target: Path) -> None:
    """Rename a part that is whole over its target, on the disk when this returns.

    Raises `FileProblem`, and then the part is removed.
    """
    try:
        part.replace(target)
    except OSError as error:
        with suppress(FileNotFoundError):
            part.unlink()
        raise FileProblem(_reason(error), path=target) from error
    _sync_directory(target.parent)


def hash_of(path: Path) -> str | None:
    """The SHA-256 of a file's bytes as they are on the disk; None if there is no such file."""
    import hashlib

    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def write_atomically(path: str | Path, content: bytes) -> None:
    """Replace a small file by `content`, whole or not at all; makes missing parent folders.

    Raises `FileProblem` if the file or a folder cannot be made.
    """
    parent = Path(path).parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblem(_reason(error), path=parent) from error
    with replace_atomically(path) as stream:
        stream.write(content)


@contextmanager
def _compressing(raw: BinaryIO, suffix: str) -> Iterator[BinaryIO]:
    if suffix == ".gz":
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as zipped:
            yield cast(BinaryIO, zipped)
    elif suffix == ".zst":
        try:
            import zstandard
        except ImportError as error:
            raise MissingExtra(
                "zstandard", extra="formats", purpose="writing .zst files"
            ) from error
        with zstandard.ZstdCompressor().stream_writer(raw, closefd=False) as stream:
            yield cast(BinaryIO, stream)
    else:
        yield raw


def _mode_for(target: Path) -> int:
    """The permissions of the file that is replaced, or those that a new file would get."""
    try:
        return target.stat().st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_directory(directory: Path) -> None:
    """Make a rename durable; not every platform lets a directory be opened for that."""
    with suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
