"""A folder that is made anew beside the old one and takes its place as a whole.

Between the two renames of `put` the folder is not there. Whoever is killed then, or earlier, leaves
a folder behind whose name says whose it is; the next one at work puts the old folder back from it,
or removes it.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from acoe_spec.errors import FileProblem, UsageError


class Replacement:
    """A folder in the making: `new` is empty at first."""

    def __init__(self, folder: Path, work: Path) -> None:
        self.new = work / "new"
        self._old = work / "old"
        self._folder = folder

    def put(self) -> None:
        """Put `new` in the place of the folder."""
        if self._folder.is_dir():
            self._folder.replace(self._old)
        try:
            self.new.replace(self._folder)
        except BaseException:
            self.restore()
            raise

    def restore(self) -> None:
        """Put the old folder back if nothing has taken its place."""
        if self._old.is_dir() and not self._folder.exists():
            self._old.replace(self._folder)


def work_folder(folder: Path) -> Path:
    """Where the new folder is made: beside it, on the same file system."""
    return folder.absolute().with_name(f".{folder.absolute().name}.acoe")


@contextmanager
def replacing(folder: Path) -> Iterator[Replacement]:
    """A replacement for `folder`, of which nothing is left afterwards unless it was put there.

    Mends what one that was killed has left. Raises `FileProblem` if files cannot be written, and
    `UsageError` if another process is at work on this folder.
    """
    work = work_folder(folder)
    found = Replacement(folder.absolute(), work)
    with _alone(work, folder, found):
        try:
            found.restore()
            for each in work.iterdir():
                shutil.rmtree(each)
            found.new.mkdir()
        except OSError as error:
            raise FileProblem(str(error.strerror).lower(), path=folder) from error
        yield found


@contextmanager
def _alone(work: Path, folder: Path, found: Replacement) -> Iterator[None]:
    """Make the work folder, hold it against other processes where the platform can do that, and
    remove it in the end, also where an interruption comes between any two of these."""
    handle, ours = None, False
    try:
        try:
            work.mkdir(parents=True, exist_ok=True)
            if work.is_symlink():
                raise UsageError("this is a symbolic link", hint="remove it", path=work)
            if sys.platform != "win32":
                handle = os.open(work, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError as error:
            raise FileProblem(str(error.strerror).lower(), path=folder) from error
        if handle is not None:
            _lock(handle, folder)
        ours = True
        yield
    finally:
        if ours:
            found.restore()
            shutil.rmtree(work, ignore_errors=True)
        else:
            with suppress(OSError):
                work.rmdir()  # another process has files in its own
        if handle is not None:
            os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise UsageError(
            "another process is building here", hint="wait until it has ended", path=folder
        ) from error
