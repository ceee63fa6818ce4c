"""The pictures of a guideline folder, and whether they are what their names say."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from acoe_spec.findings import Finding
from acoe_spec.guidelines.guideline import Place
from acoe_spec.guidelines.reading.includes import MAX_PICTURE, Refusal, opened, size_in_words
from acoe_spec.guidelines.reading.rules import found

_HEAD = 12  # bytes that tell the kind


def _is_webp(head: bytes) -> bool:
    return head.startswith(b"RIFF") and head[8:12] == b"WEBP"


def _begins(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signatures)


# https://www.iana.org/assignments/media-types/ registers each with these first bytes.
KINDS: dict[str, Callable[[bytes], bool]] = {
    ".png": _begins(b"\x89PNG\r\n\x1a\n"),
    ".jpg": _begins(b"\xff\xd8\xff"),
    ".jpeg": _begins(b"\xff\xd8\xff"),
    ".gif": _begins(b"GIF87a", b"GIF89a"),
    ".webp": _is_webp,
}


def suffix_of(path: str) -> str:
    """The ending of a path in lower case, `.png`."""
    name = path.rpartition("/")[2]
    return name[name.rfind(".") :].lower() if "." in name else ""


def picture_flaw(root: Path, path: str, *, shown: str) -> Finding | None:
    """What is wrong with the file at `path` below `root`, which has the ending of a picture."""
    place = Place(shown, 1)
    stream = opened(root, path)
    if isinstance(stream, Refusal):
        return found("guideline-unreadable", place, stream.message, stream.hint)
    with stream:
        head = stream.read(_HEAD)
        size = os.fstat(stream.fileno()).st_size
    if not KINDS[suffix_of(path)](head):
        message = "the file is not a picture of the kind that its name says"
        hint = "save it as PNG, JPEG, GIF or WebP, with the ending of its kind"
        return found("picture-kind", place, message, hint)
    if size > MAX_PICTURE:
        message = f"the picture is larger than {size_in_words(MAX_PICTURE)}"
        return found("picture-size", place, message, "make it smaller")
    return None
