"""The files of a guideline folder: what lies in it, and what a path that one of them names means.

Whatever a guideline names is looked for inside of its folder only, on a way without symbolic links,
and is a plain file of a modest size. Why something is refused is a `Refusal`, never an exception.
Knows names and bytes, and nothing of Markdown.
"""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

MAX_PAGE = 256 * 1024  # bytes of one page with all that it includes; five seconds at worst
MAX_GLOSSARY = 1024 * 1024  # bytes
MAX_DEPTH = 8  # includes inside of includes
MAX_PICTURE = 10 * 1024 * 1024  # bytes

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*\Z")
NAME_HINT = "use letters, digits, '_', '.' and '-', and neither '.' nor '-' first"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# What is a plain file cannot become a link or a pipe between looking and opening.
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_OPEN |= getattr(os, "O_BINARY", 0)


class Refusal(NamedTuple):
    """Why a file is not read: it is `missing`, `outside`, a `link`, or has a `size` or a `name`."""

    why: str
    message: str
    hint: str


class Entry(NamedTuple):
    """Something in the folder: its path from there, and why it is refused, if it is."""

    path: str
    refusal: Refusal | None


def target_of(target: str, folder: str) -> str | Refusal:
    """The path from the guideline folder of what a file in its sub-folder `folder` calls `target`.

    It lies inside of the folder; whether it is there is not asked.
    """
    if target.startswith(("/", "\\")) or _SCHEME.match(target):
        message = "the path is absolute; a guideline names files in its own folder"
        return Refusal(
            "outside", message, "write the path from this file, such as pictures/page.png"
        )
    path = posixpath.normpath(posixpath.join(folder, target))
    if path == ".." or path.startswith("../"):
        message = "the path climbs out of the folder of these guidelines"
        return Refusal("outside", message, "put a copy of the file into the folder")
    if path == "." or target.endswith("/"):
        return Refusal("missing", "the path names a folder, not a file", "name a file in it")
    if not all(NAME.match(part) for part in path.split("/")):
        return Refusal("missing", "no file of a guideline can have this name", NAME_HINT)
    return path


def address_of(target: str, folder: str) -> tuple[str | None, str]:
    """Path and anchor of the page that a file in `folder` links to as `target`.

    The path is `""` for the page that the link is on, and None where no page can be meant: it is
    an URL, or leads out of the folder. What no file can be called comes back as it is written.
    """
    said, _, anchor = target.partition("#")
    if not target or target.startswith("//") or _SCHEME.match(target):
        return None, ""
    if not said:
        return "", anchor
    path = target_of(said, folder)
    if isinstance(path, Refusal):
        return (None if path.why == "outside" else said), anchor
    return path, anchor


def refused(root: Path, path: str) -> Refusal | None:
    """Why the file at `path` below `root` is not to be opened; None for a plain file."""
    here = root
    mode = 0
    for part in path.split("/"):
        here = here / part
        try:
            mode = here.lstat().st_mode
        except (OSError, ValueError):
            return Refusal("missing", "there is no such file", "correct the path, or add the file")
        if stat.S_ISLNK(mode):
            return LINK
    return None if stat.S_ISREG(mode) else _NOT_A_FILE


LINK = Refusal(
    "link",
    "this is a symbolic link, and these are not followed",
    "put a copy of what it leads to in its place",
)
_NOT_A_FILE = Refusal("missing", "this is no plain file", "put a file in its place")


def opened(root: Path, path: str) -> BinaryIO | Refusal:
    """The plain file at `path` below `root`, open for reading."""
    why = refused(root, path)
    if why is not None:
        return why
    try:
        descriptor = os.open(root / path, _OPEN)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        return Refusal("missing", f"the file cannot be read: {reason}", "look at its permissions")
    stream = os.fdopen(descriptor, "rb")
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return stream
    stream.close()
    return _NOT_A_FILE


def content(root: Path, path: str, *, limit: int) -> bytes | Refusal:
    """The bytes of the plain file at `path` below `root`, if there are no more than `limit`."""
    stream = opened(root, path)
    if isinstance(stream, Refusal):
        return stream
    with stream:
        data = stream.read(limit + 1)
    if len(data) <= limit:
        return data
    message = f"the file is larger than {size_in_words(limit)}"
    return Refusal("size", message, "make several files of it")


def size_in_words(limit: int) -> str:
    """A number of bytes as people say it."""
    return f"{limit // 2**20} MiB" if limit >= 2**20 else f"{limit // 2**10} KiB"


def entries(root: Path) -> Iterator[Entry]:
    """All files below `root` but for what begins with a full stop, in the order of their names.

    What is refused by its name or its kind comes with the reason, and no folder is opened that is.
    """
    waiting = [""]
    while waiting:
        path = waiting.pop()
        here = root / path if path else root
        if path and here.is_dir() and not here.is_symlink():
            if (named := _misnamed(path)) is not None:
                yield Entry(path, named)
                continue
        elif path:
            yield Entry(path, _misnamed(path) or refused(root, path))
            continue
        try:
            names = sorted((each.name for each in here.iterdir()), reverse=True)
        except OSError:
            message, hint = "the folder cannot be listed", "look at its permissions"
            yield Entry(path, Refusal("missing", message, hint))
            continue
        waiting += [f"{path}/{name}" if path else name for name in names if name[0] != "."]


def _misnamed(path: str) -> Refusal | None:
    if NAME.match(path.rpartition("/")[2]):
        return None
    return Refusal("name", "the name cannot be part of an address", NAME_HINT)


def visible(path: str) -> str:
    """A path that can be printed, whatever characters its names are made of."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in path
    )
