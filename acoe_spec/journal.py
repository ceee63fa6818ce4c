"""What a run has done so far, kept where a run that was killed can be taken up again.

A journal is a file of JSON Lines that one run at a time holds open: each line is on the disk before
the next step is taken, and the file is gone when all steps are done. Knows nothing of what the
steps are.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from acoe_spec.errors import AcoeError, FileProblem


class JournalBusy(AcoeError):
    """Another run that is not yet done holds the journal."""


class Journal:
    """An open journal.

    `before` has the entries that earlier runs wrote which came to no end, as JSON, in order. The
    last line of such a run may be torn: it is cut off.
    """

    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self.path = path
        self._stream = stream
        self.before = tuple(self._whole_lines())

    def append(self, entry: Any) -> None:
        """Write one entry, on the disk when this returns. Raises `FileProblem`."""
        try:
            self._stream.write(msgspec.json.encode(entry) + b"\n")
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise FileProblem(_reason(error), path=self.path) from error

    def clear(self) -> None:
        """Forget what an earlier run wrote."""
        self._stream.seek(0)
        self._stream.truncate()
        self.before = ()

    def remove(self) -> None:
        """All is done: the file goes, and its folder if nothing else is in it."""
        with suppress(FileNotFoundError):
            self.path.unlink()
        with suppress(OSError):
            self.path.parent.rmdir()

    def _whole_lines(self) -> Iterator[bytes]:
        whole = 0
        for line in self._stream:
            if not line.endswith(b"\n"):
                break
            whole += len(line)
            yield line
        self._stream.seek(whole)
        self._stream.truncate()


@contextmanager
def open_journal(path: Path) -> Iterator[Journal]:
    """The journal at `path`, made with its folder if it is not there, held by this run alone.

    It stays where it is until it is removed, whatever ends the block. The system lets go of it when
    the process ends, however it ends. Raises `JournalBusy` if another run holds it, `FileProblem`
    if it cannot be opened.
    """
    with _held(path) as stream:
        yield Journal(path, stream)


@contextmanager
def _held(path: Path) -> Iterator[BinaryIO]:
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            stream = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
        except FileNotFoundError:  # who held it last has just removed the folder
            continue
        except (FileExistsError, NotADirectoryError) as error:
            raise FileProblem(
                "this is no folder, and a run notes in a folder of that name what it has done",
                hint="give it another name",
                path=path.parent,
            ) from error
        except OSError as error:
            raise FileProblem(_reason(error), path=path) from error
        with stream:
            _lock(stream, path)
            if _is_still_there(stream, path):
                _sync_folder(path.parent)
                yield stream
                return


def _lock(stream: BinaryIO, path: Path) -> None:
    if sys.platform == "win32":  # no such locks: there it is for people to run one at a time
        return
    import fcntl

    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise JournalBusy(
            "another run is at work here and has not ended yet",
            hint="wait until it has ended, then run this again",
            path=path,
        ) from error


def _is_still_there(stream: BinaryIO, path: Path) -> bool:
    """Whether the path leads to the open file: who held it before may have removed it."""
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """Make a new file durable; not every platform lets a folder be opened for that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _reason(error: OSError) -> str:
    reason = error.strerror or str(error)
    return reason[:1].lower() + reason[1:]
