r"""Conventions that reading and writing brat share: text columns, line ends, numbers of roles.

brat never lets a fragment run over a line end, and writes a space where its text column would hold
one. So a span of ours that does is cut when it is written, and joined again when it is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

KEY = "brat"  # under which metadata holds what only brat needs
UNIT = "text"  # the id of the one unit of a record that was read from brat
COMMENT = "AnnotatorNotes"  # the kind of note that is a comment
SUBJECT_AND_OBJECT = ("Arg1", "Arg2")  # how brat names the arguments of a relation by itself

Suffix = Literal[".a1", ".a2", ".ann"]


class KeptOfRecord(Struct, omit_defaults=True, frozen=True):
    """What a record's metadata remembers: the files, what stood in the first, and other lines."""

    files: tuple[Suffix, ...] = (".ann",)
    first: tuple[str, ...] = ()
    rest: tuple[tuple[Suffix, str], ...] = ()


class Kept(Struct, omit_defaults=True, frozen=True, kw_only=True):
    """What an annotation's metadata remembers of its lines.

    `label` and `trigger_label`: names that cannot be told from the label. `trigger`: the id of the
    trigger; `missing_trigger`: one that is not in the file; `no_trigger`: there is none. `uncut`:
    fragments run over line ends. `no_text`: the text column is missing. `roles`: as written, where
    their numbers are not the usual ones. `attributes`: id, name and value. `normalizations`: id,
    kind, database, identifier and text. `comment`: the id of the comment; `notes`: id, kind and
    text of all others.
    """

    label: str | None = None
    trigger: str | None = None
    trigger_label: str | None = None
    missing_trigger: str | None = None
    no_trigger: bool = False
    uncut: bool = False
    no_text: bool = False
    roles: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str, str | None], ...] = ()
    normalizations: tuple[tuple[str, str, str, str, str], ...] = ()
    comment: str | None = None
    notes: tuple[tuple[str, str, str], ...] = ()


Fragments = tuple[tuple[int, int], ...]

_LINE_END = re.compile(r"\r\n|[\r\n]")
_BLANK_LINE_END = re.compile(r"(?:\r\n|[\r\n])+\Z")


def surface(text: str, fragments: Fragments) -> str:
    """The fragments' raw text joined by one space each, as a record's `text` has it."""
    return " ".join(text[start:end] for start, end in fragments)


def column(raw: str) -> str:
    """A surface as brat's text column holds it: one space for each line end."""
    return _LINE_END.sub(" ", raw).replace("\t", " ")


def cut_at_line_ends(text: str, fragments: Fragments) -> Fragments:
    """The fragments without their line ends; one that is nothing else stays as it is."""
    cut: list[tuple[int, int]] = []
    for start, end in fragments:
        pieces: list[tuple[int, int]] = []
        position = start
        for line_end in _LINE_END.finditer(text, start, end):
            if line_end.start() > position:
                pieces.append((position, line_end.start()))
            position = line_end.end()
        if end > position:
            pieces.append((position, end))
        cut.extend(pieces or [(start, end)])
    return tuple(cut)


def joined_over_line_ends(text: str, fragments: Fragments) -> Fragments:
    """Fragments between which there are line ends only, as one; undoes `cut_at_line_ends`."""
    joined: list[tuple[int, int]] = []
    for start, end in fragments:
        if joined and joined[-1][1] < start and _BLANK_LINE_END.match(text, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def numbered(roles: Iterable[str]) -> list[str]:
    """Roles as brat numbers them: the second `Theme` is `Theme2`, the third `Theme3`."""
    seen: Counter[str] = Counter()
    result = []
    for role in roles:
        seen[role] += 1
        result.append(role if seen[role] == 1 else f"{role}{seen[role]}")
    return result
