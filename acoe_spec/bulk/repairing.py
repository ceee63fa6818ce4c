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
from acoe_spec.models.record_structs import Record
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
                line = piece.removeprefix(BOM).strip(b" \t\r\n")
                repair = _repair(line, ways)
                if repair is not None:
                    piece = piece.replace(line, repair.line)
            new.write(piece)
            number += piece.endswith(b"\n")


def _repair(line: bytes, ways: Ways) -> _Repair | None:
    """The line with its repairs made; None where there are none, or no record."""
    skimmed, is_clean = ways.look(line)
    ways.old_labels.clear()
    record = None if is_clean else parse(line, skimmed=skimmed).record
    if record is None:
        return None
    taxonomy = ways.of(record.schema).taxonomy
    if taxonomy is None:
        return None
    mended, fixed = repaired(record, taxonomy)
    if not fixed:
        return None
    place = place_of(record, taxonomy)
    changed = _with_annotations_of(mended, record, line)
    return _Repair(changed, tuple(each.placed(**place) for each in fixed))


_REPAIRED = ("spans", "text", "trigger", "subject", "object")


def _with_annotations_of(mended: Record, record: Record, line: bytes) -> bytes:
    """The line with those values anew that differ; all others keep their bytes and their order."""
    fields = msgspec.json.decode(line, type=_Fields)
    annotations = msgspec.json.decode(fields["annotations"], type=list[msgspec.Raw])
    for position, (before, after) in enumerate(zip(record.annotations, mended.annotations)):
        if after != before:
            values = msgspec.json.decode(annotations[position], type=_Fields)
            for name in _REPAIRED:
                value = getattr(after, name, msgspec.UNSET)
                if value is msgspec.UNSET:
                    values.pop(name, None)
                elif value != getattr(before, name, msgspec.UNSET):
                    values[name] = _raw(value)
            annotations[position] = _raw(values)
    fields["annotations"] = _raw(annotations)
    return msgspec.json.encode(fields)


_Fields = dict[str, msgspec.Raw]


def _raw(value: object) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))
