"""Writing a release: a whole folder, or nothing.

All files go into a hidden folder beside the place of the release, are flushed to the disk, and
then the folder gets its name. A process that is killed leaves a hidden folder, which nobody reads
and the next run takes away. Knows nothing of what is in the files.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from acoe_spec.errors import FileProblem

_PART = ".part"


def freeze(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make `folder` with these files, named by their paths from there, whole or not at all.

    Raises `FileProblem` if it exists, cannot be made, or if another process is at it.
    """
    releases = folder.parent
    try:
        releases.mkdir(parents=True, exist_ok=True)
        _sync(releases.parent)
        with _alone(releases):
            _clear(releases)
            if folder.exists():
                raise FileProblem("this release is there already", path=folder)
            part = releases / f".{folder.name}{_PART}"
            try:
                _write(part, files)
                part.rename(folder)
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
            _sync(releases)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileProblem(reason[:1].lower() + reason[1:], path=folder) from error


def _clear(releases: Path) -> None:
    """Take away what runs that were killed have left."""
    for each in releases.iterdir():
        if each.name.startswith(".") and each.name.endswith(_PART) and not each.is_symlink():
            shutil.rmtree(each)


def _write(part: Path, files: Mapping[str, bytes]) -> None:
    part.mkdir()
    folders = {part}
    for name, content in files.items():
        path = part / PurePosixPath(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        folders.update(each for each in path.parents if part in (each, *each.parents))
        with path.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    for each in sorted(folders, key=lambda each: len(each.parts), reverse=True):
        _sync(each)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold `folder` against other processes that release, where the platform can do that."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FileProblem(
                "another process is writing a release here", hint="wait for it", path=folder
            ) from error
        yield
    finally:
        os.close(handle)


def _sync(folder: Path) -> None:
    """Make the entries of a folder durable; not every platform lets one be opened for that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
