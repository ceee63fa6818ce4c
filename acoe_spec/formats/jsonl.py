"""JSON Lines: our own records, one a line, in UTF-8; `.gz` and `.zst` are read and written as such.

Nothing is lost either way. What the line says is not judged here beyond its shape; `metadata` keeps
its bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import UNSET

from acoe_spec.files import open_bytes, read_lines, replace_atomically
from acoe_spec.findings import Finding
from acoe_spec.formats.records import Place, ReadOptions, Sourced, WriteOptions, finding_at
from acoe_spec.models.record_structs import Record

_decoder = msgspec.json.Decoder(Record)
_encoder = msgspec.json.Encoder()


def read(paths: Sequence[Path], options: ReadOptions) -> Iterator[Sourced]:
    """One record a line; blank lines are passed over, and a line that is none gives a finding.

    Raises `FileProblem` for a file that cannot be read.
    """
    for path in paths:
        with open_bytes(path) as stream:
            for number, line in read_lines(stream):
                if line is None or line.strip():
                    yield _sourced(line, Place(str(path), number), options)


def _sourced(line: bytes | None, place: Place, options: ReadOptions) -> Sourced:
    if line is None:
        problem = finding_at(place, "source-malformed", "the line is too long")
        return Sourced(place=place, record=None, findings=(problem,))
    refusal = None if options.check_line is None else options.check_line(line)
    if refusal is not None:
        found = refusal.placed(file=place.file, line=place.line)
        return Sourced(place=place, record=None, findings=(found,))
    try:
        record = _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # msgspec's own message may quote a value, and values are what clients wrote.
        problem = finding_at(
            place, "source-malformed", "the line is no record", hint="`acoe check` says why"
        )
        return Sourced(place=place, record=None, findings=(problem,))
    if record.schema is UNSET and options.schema is not None:
        record.schema = options.schema
    return Sourced(place=place, record=record)


def write(records: Iterable[Record], destination: Path, options: WriteOptions) -> list[Finding]:
    """Write all records to one file, replaced whole or not at all. Raises `FileProblem`."""
    with replace_atomically(destination) as stream:
        for record in records:
            stream.write(line(record))
    return []


def line(record: Record) -> bytes:
    r"""The canonical line of a record, with its `\n`: fields in the order of their definition."""
    encoded = _encoder.encode(record)
    # A line end can stand in kept metadata only, and there only between tokens, as white space.
    return encoded.replace(b"\r", b" ").replace(b"\n", b" ") + b"\n"
