"""What reading and writing CoNLL columns share: the metadata that gives a file its columns back."""

from __future__ import annotations

import re
from itertools import chain
from typing import Literal

from msgspec import Struct

from acoe_spec.formats.conll_tags import Scheme
from acoe_spec.formats.records import unpacked
from acoe_spec.models.record_structs import Record

KEY = "conll"  # under which metadata holds what only this format needs
DOCUMENT_START = "-DOCSTART-"
# Records come from anywhere, and what one says once must not be written a million times over.
MAX_COLUMNS = 1000
MAX_SHARED_CELL = 100  # code points of a cell that all tokens share


class Kept(Struct, omit_defaults=True, frozen=True, kw_only=True):
    """What metadata remembers, so that the same lines can be written again.

    `tag` and `width`: the tag's column from 1, and how many there are. `columns`: by column number
    either one cell that all tokens share, or the cells of each sentence joined by `separator`.
    `labels`: the names of labels that had to become ids. `start`: the document's first line.
    """

    scheme: Scheme = "IOB2"
    separator: Literal["\t", " "] = "\t"
    tag: int = 0
    width: int = 0
    columns: dict[str, str | tuple[str, ...]] = {}
    labels: dict[str, str] = {}
    start: str | None = None


def kept_of(record: Record) -> Kept:
    """What the record's metadata remembers; nothing if it could not have been written by us."""
    kept = unpacked(record.metadata, KEY, Kept)
    cells = chain.from_iterable(
        (column,) if isinstance(column, str) else column for column in kept.columns.values()
    )
    shared = (column for column in kept.columns.values() if isinstance(column, str))
    if (
        kept.width > MAX_COLUMNS
        or any(len(cell) > MAX_SHARED_CELL for cell in shared)
        or any(
            re.search(r"[\r\n]", cell) for cell in (*cells, *kept.labels.values(), kept.start or "")
        )
    ):
        return Kept()
    return kept
