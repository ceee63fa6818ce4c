"""How foreign names become ids, and ids become file names; the same answer every time.

A reader of files and an importer of a tool's configuration each meet the same foreign names, often
years apart, and have to agree without talking to each other. So every mapping here is a pure
function of the name. Knows strings only.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

_LABEL_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\Z")
_ATTRIBUTE_ID = re.compile(r"[a-z][a-z0-9_]{0,127}\Z")
_MAX_ID = 128
_MAX_FILE_NAME = 180  # bytes of a file system's 255; suffixes and temporary names come on top


def is_label_id(name: str) -> bool:
    """Whether `name` can be the id of a label, a role, an attribute value or a knowledge base."""
    return _LABEL_ID.match(name) is not None


def label_id(name: str) -> str:
    """`name` itself where it is a label id, else a label id made from it.

    Accents are dropped, white space becomes `_`, and any other character that an id cannot hold is
    spelt as its code point (`<` is `_u003c`). Different names may meet in one id.
    """
    if is_label_id(name):
        return name
    spelt = "".join(
        character if character.isascii() and (character.isalnum() or character in "_.-")
        else "_" if character.isspace()
        else f"_u{ord(character):04x}"
        for character in _without_accents(name)
    )  # fmt: skip
    return _shortened(spelt if _LABEL_ID.match(spelt[:1]) else f"_{spelt}", name)


def attribute_id(name: str) -> str:
    """`name` itself where it is an attribute id, else one made from it: in lower case, with `_`."""
    if _ATTRIBUTE_ID.match(name):
        return name
    spelt = re.sub(r"[.-]", "_", label_id(name)).lower()
    return _shortened(spelt if "a" <= spelt[:1] <= "z" else f"a{spelt}", name)


def _without_accents(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _shortened(identifier: str, name: str) -> str:
    if len(identifier) <= _MAX_ID:
        return identifier
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{identifier[: _MAX_ID - 13]}_{digest}"


def file_name(record_id: str) -> PurePosixPath:
    """A relative path, without suffix, that no record id can use to leave its directory.

    `/` separates directories; everything but letters, digits and `_.-+@=,` is percent-encoded (RFC
    3986), and so is a `.` at the start of a part. `record_id_of` undoes it, except for ids whose
    parts are so long that a hash has to take their place.
    """
    return PurePosixPath(*(_safe_part(part) for part in record_id.split("/")))


def _safe_part(part: str) -> str:
    safe = quote(part, safe="+@=,", errors="surrogatepass")
    if safe.startswith("."):
        safe = f"%2E{safe[1:]}"
    if len(safe) > _MAX_FILE_NAME:
        digest = hashlib.sha256(part.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        safe = f"{safe[: _MAX_FILE_NAME - 25]}-{digest}"
    return safe or "%"


def record_id_of(path: PurePosixPath) -> str:
    """The record id for a relative path without suffix.

    Undoes `file_name`; a path that `file_name` would not have made is taken as it is, with what an
    id cannot hold percent-encoded, and cut to 256 characters with a hash if it is longer.
    """
    parts = ["" if part == "%" else unquote(part) for part in path.parts]
    decoded = "/".join(parts)
    if _may_be_record_id(decoded) and file_name(decoded) == path:
        return decoded
    encoded = "/".join(
        "".join(
            character if character.isprintable() and not character.isspace() else quote(character)
            for character in part.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        )
        for part in path.parts
    )
    if len(encoded) <= 256:
        return encoded
    return f"{encoded[:231]}-{hashlib.sha256(encoded.encode()).hexdigest()[:24]}"


def _may_be_record_id(name: str) -> bool:
    return 0 < len(name) <= 256 and name.isprintable() and not any(map(str.isspace, name))


def fresh_ids(prefix: str, taken: set[str]) -> Iterator[str]:
    """`prefix1`, `prefix2`, ... without those in `taken`, which grows along."""
    number = 0
    while True:
        number += 1
        candidate = f"{prefix}{number}"
        if candidate not in taken:
            taken.add(candidate)
            yield candidate
