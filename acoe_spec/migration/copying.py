"""One label file to another, line by line; what becomes of a line is for whoever passes that in.

Lines that do not change keep their bytes, and every line keeps its end. Memory does not grow with
the file. A line of which something is wrong is a finding, and a file with one is not to be written.
Knows where bytes go to, and nothing of what becomes of them then.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

import msgspec
from msgspec import UNSET

from acoe_spec.errors import AcoeError, FileProblem, MissingExtra
from acoe_spec.files import BOM, MAX_LINE, open_bytes, written_part
from acoe_spec.findings import Finding
from acoe_spec.models.record_structs import Record
from acoe_spec.reporting.report import Tally
from acoe_spec.versions.records.migrating import Counts

Progress = Callable[[int], None]
"""Is told how many bytes of content have been read since it was last told."""

Write = Callable[[bytes], object]

LIMIT = 1000
"""How many findings of one file are listed; all are counted."""

REASONS = 1000
"""How many different reasons are counted one by one."""

OTHER_REASONS = "another reason"
DEPENDS = "what it depends on is unresolved"

_TELL = 1024 * 1024  # bytes between two calls of a Progress


class Task(NamedTuple):
    """One file to migrate.

    What is to become `target` is written to `part`, beside it; without them nothing is written.
    With `only_changed`, a file in which nothing changes is not written either.
    """

    source: str
    part: Path | None = None
    target: Path | None = None
    only_changed: bool = False


class FileOutcome(msgspec.Struct, kw_only=True):
    """What became of one file.

    `counts` are of all its records, `rewritten` is how many of them have another line now,
    `reasons` counts what is unresolved in the new content, `findings` are what keeps the file from
    being written. `ways` has a hash of the migrations that were used, by the pin of the records.
    `problem` says why it could not be read or written. `part` is there if that file
    was written, for the source as it was when `stamp` was taken.
    """

    source: str
    counts: Counts = msgspec.field(default_factory=Counts)
    rewritten: int = 0
    reasons: dict[str, int] = msgspec.field(default_factory=dict)
    ways: dict[str, str] = msgspec.field(default_factory=dict)
    findings: Tally = msgspec.field(default_factory=lambda: Tally(limit=LIMIT))
    problem: AcoeError | None = None
    part: Path | None = None
    stamp: tuple[int, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether something in the file keeps it from being written."""
        return bool(self.findings.totals)


Change = Callable[[bytes, FileOutcome], bytes | tuple[Finding, ...] | None]
"""Makes the new line of a record; None to keep it as it is, or what is wrong with it."""


class Copy(Protocol):
    """Writes the lines of one stream to another, changed, and notes what became of them."""

    def __call__(
        self,
        old: BinaryIO,
        write: Write,
        outcome: FileOutcome,
        *,
        progress: Progress | None = None,
    ) -> None:
        """What is written is worth nothing if the outcome is refused. Raises as reading does."""
        ...


def carried_out(task: Task, copy: Copy, *, progress: Progress | None = None) -> FileOutcome:
    """Do one task with what copies one stream to another, changing it.

    That the file cannot be read or written is in the outcome. Raises what `copy` raises besides.
    """
    outcome = FileOutcome(source=task.source, stamp=stamp_of(task.source))
    try:
        if task.part is None or task.target is None:
            with open_bytes(task.source) as old:
                copy(old, _nowhere, outcome, progress=progress)
        elif _is_written(task, task.part, task.target, outcome, copy, progress):
            outcome.part = task.part
    except (FileProblem, MissingExtra) as problem:
        outcome.problem = problem
    return outcome


def _is_written(
    task: Task,
    part: Path,
    target: Path,
    outcome: FileOutcome,
    copy: Copy,
    progress: Progress | None,
) -> bool:
    try:
        with open_bytes(task.source) as old, written_part(part, target) as new:
            copy(old, new.write, outcome, progress=progress)
            if outcome.is_refused or (task.only_changed and not outcome.rewritten):
                raise _NotNeeded
    except _NotNeeded:
        return False
    return True


def copy_lines(
    old: BinaryIO,
    write: Write,
    outcome: FileOutcome,
    change: Change,
    *,
    progress: Progress | None = None,
) -> None:
    """Write the lines of `old` as `change` makes them; the outcome gets what became of them.

    What is written is worth nothing if the outcome is refused. Raises as reading does.
    """
    shown = outcome.source.encode("utf-8", "backslashreplace").decode("utf-8")
    outcome.findings.add(files=1)
    read = 0
    for number, piece in _pieces(old):
        read += len(piece)
        if read >= _TELL and progress is not None:
            progress(read)
            read = 0
        if number == 1 and piece.startswith(BOM):
            write(BOM)
            piece = piece[len(BOM) :]
        line = piece.rstrip(b"\r\n")
        new = change(line, outcome)
        if new is None:
            write(piece)
        elif isinstance(new, bytes):
            write(new + piece[len(line) :])
        else:
            outcome.findings.add(each.placed(file=shown, line=number) for each in new)
            write = _nowhere
    if progress is not None:
        progress(read)


def stamp_of(file: str | Path) -> tuple[int, ...]:
    """What changes when somebody writes to a file or replaces it; empty if there is none.

    So it is for a pipe, which changes by being read.
    """
    try:
        found = Path(file).stat()
    except OSError:
        return ()
    if not stat.S_ISREG(found.st_mode):
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


class _NotNeeded(Exception):
    """The part is not to become a file, and goes."""


def _pieces(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Numbered lines with their ends; of one that is too long, only so much that it can be told."""
    number = 0
    longest = MAX_LINE + len(BOM) + 3  # a line that is just too long shows it even without its end
    while piece := stream.readline(longest):
        number += 1
        yield number, piece
        while len(piece) == longest and not piece.endswith(b"\n"):
            piece = stream.readline(longest)


def copied(record: Record, outcome: FileOutcome) -> None:
    """Count a record whose line stays as it is."""
    annotations = len(record.annotations)
    unresolved = len(record.unresolved or ())
    outcome.counts += Counts(
        records_in=1,
        records_out=1,
        annotations_in=annotations + unresolved,
        annotations_out=annotations,
        unchanged=annotations,
        unresolved=unresolved,
    )
    if unresolved:
        count_reasons(record, outcome.reasons)


def add_reasons(more: Mapping[str, int], reasons: dict[str, int]) -> None:
    """Add counts by reason to others, of which there are at most about `REASONS`."""
    for reason, count in more.items():
        known = reason if reason in reasons or len(reasons) < REASONS else OTHER_REASONS
        reasons[known] = reasons.get(known, 0) + count


def count_reasons(record: Record, reasons: dict[str, int]) -> None:
    """Add why annotations of a record are unresolved."""
    for item in record.unresolved or ():
        # Whatever waits for another one names it, and there are many to name.
        reason = item.reason if item.because is UNSET else DEPENDS
        add_reasons({reason: 1}, reasons)


def _nowhere(_content: bytes) -> None:
    """Writes nothing."""
