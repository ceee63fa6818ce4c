"""The files of a renaming written together: all of them or none, also when the run is killed.

The new contents are written beside the files first. A journal says when they are all whole on the
disk, and from then on they only have to take their places; the next run sees to that if this one
cannot. Knows files and what they held before; knows nothing of taxonomies.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from acoe_spec.errors import FileProblem, UsageError
from acoe_spec.files import hash_of, put_in_place, write_atomically, written_part
from acoe_spec.journal import Journal, open_journal

FOLDER = ".acoe"
NAME = "rename.journal"


@dataclass(frozen=True)
class Changed:
    """One file before (None: it is new) and after, and what happened to it in a few words."""

    path: Path
    before: bytes | None
    after: bytes
    what: str


class Asked(msgspec.Struct, frozen=True):
    """What was to have another id, as people wrote it."""

    taxonomy: str
    old: str
    new: str


class Entry(msgspec.Struct, frozen=True):
    """One file as seen from the workspace, and the SHA-256 of its bytes before and after."""

    file: str
    before: str | None
    after: str


class Begun(msgspec.Struct, frozen=True, tag="begun"):
    """The first entry: new contents are being written to parts that have the token in their names.

    Whoever finds nothing after it removes them.
    """

    asked: Asked
    token: Annotated[str, Meta(pattern="^[0-9a-f]{8}$")]
    files: tuple[Entry, ...]


class Whole(msgspec.Struct, frozen=True, tag="whole"):
    """All parts are on the disk. Whoever finds this puts them in place."""


_ENTRY = msgspec.json.Decoder(Begun | Whole)


def write(files: tuple[Changed, ...], *, root: Path, asked: Asked) -> None:
    """Write all files of the workspace at `root`, or none.

    Raises `FileProblem` where one cannot be written, `UsageError` if one is no longer what it was
    or an earlier renaming has to be finished first, and `JournalBusy` while another is at work.
    """
    with open_journal(root / FOLDER / NAME) as journal:
        if journal.before:
            raise _interrupted(journal)
        try:
            _written(files, root, asked, journal)
        finally:
            journal.remove()


def is_interrupted(root: Path) -> bool:
    """Whether a renaming here was killed, or is still at work."""
    return (root / FOLDER / NAME).exists()


def finished(root: Path) -> Asked | None:
    """The renaming that was killed when all was written, and is finished now; None: there is none.

    What was killed earlier than that has not happened: its traces are removed. Raises `UsageError`
    if one of its files has changed since, and `JournalBusy` if it is still at work.
    """
    if not is_interrupted(root):
        return None
    with open_journal(root / FOLDER / NAME) as journal:
        begun, is_whole = _read(journal)
        if begun is not None:
            _brought_to_an_end(begun, root, journal, is_whole=is_whole)
        journal.remove()
    return begun.asked if begun is not None and is_whole else None


def _brought_to_an_end(begun: Begun, root: Path, journal: Journal, *, is_whole: bool) -> None:
    if is_whole:
        _hold(begun, root, journal)
    for entry in begun.files:
        target = _target(root / entry.file)
        part = _part(target, begun.token)
        if is_whole and part.exists():
            put_in_place(part, target)
        _removed(part)


def _written(files: tuple[Changed, ...], root: Path, asked: Asked, journal: Journal) -> None:
    for file in files:
        if file.path.exists() != (file.before is not None) or (
            file.before is not None and hash_of(file.path) != _hash(file.before)
        ):
            raise UsageError(
                "this file has changed in the meantime", hint="run this again", path=file.path
            )
    begun = Begun(asked, secrets.token_hex(4), tuple(_entries(files, root)))
    parts = {file: _part(_target(file.path), begun.token) for file in files}
    journal.append(begun)
    placed: list[Changed] = []
    try:
        for file, part in parts.items():
            _make_folder(part.parent)
            with written_part(part, _target(file.path)) as stream:
                stream.write(file.after)
        journal.append(Whole())
        for file, part in parts.items():
            put_in_place(part, _target(file.path))
            placed.append(file)
    except BaseException:
        for file in placed:
            if file.before is None:
                file.path.unlink()
            else:
                write_atomically(file.path, file.before)
        for file, part in parts.items():
            _removed(part)
            if file.before is None:
                with suppress(OSError):
                    part.parent.rmdir()
        raise


def _hold(begun: Begun, root: Path, journal: Journal) -> None:
    """Raise where a file is neither what it was nor what it was to become."""
    for entry in begun.files:
        target = _target(root / entry.file)
        if not _part(target, begun.token).exists():
            continue
        if hash_of(target) not in (entry.before, entry.after):
            raise UsageError(
                f"this file has changed since the renaming of '{begun.asked.old}' to "
                f"'{begun.asked.new}' was interrupted",
                hint="take the change back and run this again, to finish it; or remove "
                f"{journal.path}, and do by hand what is missing",
                path=root / entry.file,
            )


def _read(journal: Journal) -> tuple[Begun | None, bool]:
    try:
        entries = [_ENTRY.decode(line) for line in journal.before]
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FileProblem(
            "this is no journal of a renaming",
            hint="if no other program wrote it, remove it",
            path=journal.path,
        ) from error
    begun = [each for each in entries if isinstance(each, Begun)]
    return (begun[0] if begun else None), any(isinstance(each, Whole) for each in entries)


def _interrupted(journal: Journal) -> UsageError:
    return UsageError(
        "a renaming was interrupted, and is not finished", hint="run this again", path=journal.path
    )


def _entries(files: tuple[Changed, ...], root: Path) -> Iterator[Entry]:
    for file in files:
        before = None if file.before is None else _hash(file.before)
        yield Entry(file.path.relative_to(root).as_posix(), before, _hash(file.after))


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _target(path: Path) -> Path:
    """The file itself, where the path is a link to it."""
    return Path(os.path.realpath(path))


def _part(target: Path, token: str) -> Path:
    return target.with_name(f".{target.name}.{token}.part")


def _removed(part: Path) -> None:
    with suppress(OSError):
        part.unlink()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblem((error.strerror or str(error)).lower(), path=folder) from error
