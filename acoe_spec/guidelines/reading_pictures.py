"""The pictures of a guideline folder, and whether they are what their names say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from acoe_spec.findings import Finding
from acoe_spec.guidelines.guideline import Place
from acoe_spec.guidelines.includes import MAX_PICTURE
from acoe_spec.guidelines.reading_rules import found

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


def picture_flaw(file: Path, shown: str) -> Finding | None:
    """What is wrong with the plain file `file`, which has the ending of a picture."""
    place = Place(shown, 1)
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
    if not KINDS[suffix_of(shown)](head):
        message = "the file is not a picture of the kind that its name says"
        hint = "save it as PNG, JPEG, GIF or WebP, with the ending of its kind"
        return found("picture-kind", place, message, hint)
    if file.stat().st_size > MAX_PICTURE:
        message = f"the picture is larger than {MAX_PICTURE // 2**20} MiB"
        return found("picture-size", place, message, "make it smaller")
    return None
