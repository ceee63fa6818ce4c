"""Label files from one format to another; what gets lost on the way is reported, never silent."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from acoe_spec.errors import UsageError
from acoe_spec.formats.records import ReadOptions, Sourced, WriteOptions
from acoe_spec.formats.table import Format
from acoe_spec.models.record_structs import Record
from acoe_spec.reporting.report import Tally


def convert_files(
    files: Sequence[Path],
    destination: Path,
    *,
    source: Format,
    target: Format,
    read_options: ReadOptions,
    write_options: WriteOptions,
    strict: bool = False,
) -> Tally:
    """Read `files` and write them to `destination`, streaming; the tally counts what was converted.

    With `strict`, nothing is written if anything would be lost or could not be read; finding that
    out takes a pass of its own. Raises `UsageError` if one of the formats cannot do its part,
    `FileProblem` where a file cannot be read or written.
    """
    read, write = source.read, target.write
    if read is None or write is None:
        raise UsageError(f"{source.title} cannot be converted to {target.title}")

    def converted(path: Path) -> Tally:
        tally = Tally()
        losses = write(_records(read(files, read_options), tally), path, write_options)
        tally.add(finding.placed(file=str(destination)) for finding in losses)
        return tally

    if strict:
        with tempfile.TemporaryDirectory(prefix="acoe-") as scratch:
            tally = converted(Path(scratch) / f"trial{destination.suffix}")
        if tally.errors or tally.warnings:
            return tally
    return converted(destination)


def _records(sourced: Iterable[Sourced], tally: Tally) -> Iterator[Record]:
    """The records alone; what was wrong with their sources goes to the tally."""
    files: set[str] = set()
    for each in sourced:
        if each.place.file not in files:
            files.add(each.place.file)
            tally.add(files=1)
        tally.add(each.at_source(finding) for finding in each.findings)
        if each.record is not None:
            tally.add(records=1, annotations=len(each.record.annotations))
            yield each.record
