"""Whole label files mended in place: lines that need no repair keep their bytes."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

import msgspec

from acoe_spec.bulk.ways import Ways
from acoe_spec.checking.explain import parse, place_of
from acoe_spec.checking.repair import repaired
from acoe_spec.files import BOM, MAX_LINE, open_bytes, read_lines, replace_atomically
from acoe_spec.findings import Finding
from acoe_spec.reporting.report import Tally


class _Repair(NamedTuple):
    """A line anew, and the findings that are gone with the old one."""

    line: bytes
    fixed: tuple[Finding, ...]


def repair_file(file: str, ways: Ways, *, limit: int | None = None) -> Tally:
    """Mend what has one right answer; the tally has the findings that are gone.

    The file is replaced whole, or left as it is where there is nothing to mend; it is read twice,
    so that memory does not grow with it. At most `limit` repairs are listed. Raises `FileProblem`.
    """
    tally = Tally(limit=limit)
    changed: set[int] = set()
    with open_bytes(file) as stream:
        for number, line in read_lines(stream):
            repair = None if not line else _repair(line, ways)
            if repair is not None:
                changed.add(number)
                tally.add(fixed=(each.placed(file=file, line=number) for each in repair.fixed))
    if changed:
        _rewrite(file, changed, ways)
    return tally


def _rewrite(file: str, changed: Container[int], ways: Ways) -> None:
    """Replace the file by one with the lines of these numbers mended; all else is copied."""
    with open_bytes(file) as old, replace_atomically(file) as new:
        number = 1
        while piece := old.readline(MAX_LINE):
            if number in changed:
                content = piece.rstrip(b"\r\n")
                repair = _repair(content.removeprefix(BOM), ways)
                if repair is not None:
                    piece = repair.line + piece[len(content) :]
            new.write(piece)
            number += piece.endswith(b"\n")


def _repair(line: bytes, ways: Ways) -> _Repair | None:
    """The line with its repairs made; None where there are none, or no record."""
    clean = ways.clean(line)
    ways.old_labels.clear()
    record = None if clean is not None else parse(line).record
    if record is None:
        return None
    taxonomy = ways.of(record.schema).taxonomy
    if taxonomy is None:
        return None
    mended, fixed = repaired(record, taxonomy)
    if not fixed:
        return None
    place = place_of(record, taxonomy)
    return _Repair(msgspec.json.encode(mended), tuple(each.placed(**place) for each in fixed))
