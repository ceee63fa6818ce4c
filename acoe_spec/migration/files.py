"""One label file across versions: line in, line out.

Lines that need no change keep their bytes, and every line keeps its end. Memory does not grow with
the file. A line that cannot be migrated is a finding, and a file with one is not to be written.
Knows where its bytes go to, and nothing of what becomes of them then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec
from msgspec import UNSET

from acoe_spec.checking.decode import is_sound, skim
from acoe_spec.checking.explain import parse, place_of
from acoe_spec.checking.screen import make_screen
from acoe_spec.checking.screen_tables import Used
from acoe_spec.errors import AcoeError, FileProblem, MissingExtra, SchemaUnknown
from acoe_spec.files import BOM, MAX_LINE, open_bytes, written_part
from acoe_spec.findings import Finding
from acoe_spec.migration.rules import no_path
from acoe_spec.models.record_structs import Record
from acoe_spec.reporting.report import Tally
from acoe_spec.rules import pins
from acoe_spec.rules.structure import line_too_long
from acoe_spec.rules.table import record_findings
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.versions.migrating import Counts, Migrated, Recheck, migrate
from acoe_spec.versions.routes import NoRoute, Route, Router

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
_encode = msgspec.json.Encoder().encode
_OF_IDS = frozenset(
    (
        *("rename-label", "rename-set", "rename-role", "rename-attribute", "rename-value"),
        *("swap", "flip-relation"),
    )
)


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
    being written. `problem` says why it could not be read or written. `part` is there if that file
    was written, for the source as it was when `stamp` was taken.
    """

    source: str
    counts: Counts = msgspec.field(default_factory=Counts)
    rewritten: int = 0
    reasons: dict[str, int] = msgspec.field(default_factory=dict)
    findings: Tally = msgspec.field(default_factory=lambda: Tally(limit=LIMIT))
    problem: AcoeError | None = None
    part: Path | None = None
    stamp: tuple[int, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether something in the file keeps it from being written."""
        return bool(self.findings.totals)


class FileMigrator:
    """Migrates one file after another; keeps what it prepared for each pin.

    Records come to `target` on the ways that `router` knows. `schema` stands in for a missing pin.
    """

    def __init__(
        self, target: CompiledTaxonomy, router: Router, *, schema: str | None = None
    ) -> None:
        self._id = target.schema.partition("@")[0]
        self._router = router
        self._schema: Any = UNSET if schema is None else schema
        self._ways: dict[object, Route | Finding | None] = {}
        self._recheck = rechecking(target)

    def migrate(self, task: Task, *, progress: Progress | None = None) -> FileOutcome:
        """Do one task. That the file cannot be read or written is in the outcome.

        Raises what the router raises where a taxonomy or a migration on the way is broken.
        """
        outcome = FileOutcome(source=task.source, stamp=stamp_of(task.source))
        try:
            if task.part is None or task.target is None:
                with open_bytes(task.source) as old:
                    self.copy(old, _nowhere, outcome, progress=progress)
            elif self._is_written(task, task.part, task.target, outcome, progress):
                outcome.part = task.part
        except (FileProblem, MissingExtra) as problem:
            outcome.problem = problem
        return outcome

    def _is_written(
        self, task: Task, part: Path, target: Path, outcome: FileOutcome, progress: Progress | None
    ) -> bool:
        try:
            with open_bytes(task.source) as old, written_part(part, target) as new:
                self.copy(old, new.write, outcome, progress=progress)
                if outcome.is_refused or (task.only_changed and not outcome.rewritten):
                    raise _NotNeeded
        except _NotNeeded:
            return False
        return True

    def copy(
        self,
        old: BinaryIO,
        write: Write,
        outcome: FileOutcome,
        *,
        progress: Progress | None = None,
    ) -> None:
        """Write the lines of `old`, migrated; the outcome gets what became of them.

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
            new = self._line(line, outcome)
            if new is None:
                write(piece)
            elif isinstance(new, bytes):
                write(new + piece[len(line) :])
            else:
                outcome.findings.add(each.placed(file=shown, line=number) for each in new)
                write = _nowhere
        if progress is not None:
            progress(read)

    def _line(self, line: bytes, outcome: FileOutcome) -> bytes | tuple[Finding, ...] | None:
        """The line of the migrated record; None to keep it as it is, or what is wrong with it."""
        if not line or line.isspace():
            return None
        if len(line) > MAX_LINE:
            return (line_too_long(),)
        record = skim(line)
        if record is None:
            record, findings = parse(line)
            if record is None:
                return findings
        pin = record.schema or self._schema
        way = self._ways[pin] if pin in self._ways else self._way(pin)
        if way is None:
            _copied(record, outcome)
            return None
        if isinstance(way, Finding):
            return (way.placed(**place_of(record)),)
        if record.schema is UNSET:
            record, findings = parse(line, skimmed=record)
            if record is None:
                return findings
            record.schema = pin
            new, migrated = self._migrated(record, way)
        else:
            new, migrated = self._migrated(record, way)
            quotes = _quotes_before(new, record, migrated)
            if not is_sound(record, line, quotes=quotes):  # a key that stands twice gets not lost
                record, findings = parse(line, skimmed=record)
                if record is None:
                    return findings
                new, migrated = self._migrated(record, way)
        outcome.counts += migrated.counts
        outcome.rewritten += 1
        if migrated.record.unresolved:
            _count_reasons(migrated.record, outcome.reasons)
        return new

    def _migrated(self, record: Record, way: Route) -> tuple[bytes, Migrated]:
        """The new line of a record, and what became of it."""
        migrated = migrate(record, way, self._recheck, router=self._router)
        return _encode(migrated.record), migrated

    def _way(self, pin: Any) -> Route | Finding | None:
        way = self._ways[pin] = self._found(pin)
        return way

    def _found(self, pin: Any) -> Route | Finding | None:
        if pin is UNSET:
            return pins.schema_missing()
        if pin.partition("@")[0] != self._id:
            return None  # of another taxonomy
        if not pins.is_pin(pin):
            return pins.schema_unknown(pin)
        try:
            return self._router.route(pin)
        except NoRoute as problem:
            return no_path(problem)
        except SchemaUnknown as problem:
            return pins.schema_unknown(pin, hint=problem.hint)


def _quotes_before(new: bytes, record: Record, migrated: Migrated) -> int | None:
    """How many quotation marks the record needs in JSON, if its new line tells; else None.

    Counting is most of what it costs to find a key that stands twice. Operations that put one id in
    the place of another leave the number as it was.
    """
    after, counts = migrated.record, migrated.counts
    if (
        counts.deduplicated
        or counts.unresolved
        or counts.added
        or record.unresolved is not UNSET
        or after.scope is not record.scope
        or not counts.by_op.keys() <= _OF_IDS
    ):
        return None
    quotes = new.count(b'"')
    if record.annotated_with is UNSET:
        quotes -= 0 if after.annotated_with is UNSET else 4
    elif after.annotated_with is UNSET:
        quotes += 4
    return quotes


def rechecking(taxonomy: CompiledTaxonomy) -> Recheck:
    """All findings about a record under this version; certainly clean ones cost one pass.

    Deprecated labels run out on no day here, so that the result does not depend on the day.
    """
    passed_by: list[Used] = []
    screen = make_screen(taxonomy, deprecated=passed_by)

    def recheck(record: Record) -> Iterator[Finding] | tuple[()]:
        if screen(record, None):
            passed_by.clear()
            return ()
        return record_findings(record, taxonomy)

    return recheck


def stamp_of(file: str | Path) -> tuple[int, ...]:
    """What changes when somebody writes to a file or replaces it; empty if there is none."""
    try:
        found = Path(file).stat()
    except OSError:
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


def _copied(record: Record, outcome: FileOutcome) -> None:
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
        _count_reasons(record, outcome.reasons)


def add_reasons(more: Mapping[str, int], reasons: dict[str, int]) -> None:
    """Add counts by reason to others, of which there are at most about `REASONS`."""
    for reason, count in more.items():
        known = reason if reason in reasons or len(reasons) < REASONS else OTHER_REASONS
        reasons[known] = reasons.get(known, 0) + count


def _count_reasons(record: Record, reasons: dict[str, int]) -> None:
    for item in record.unresolved or ():
        # Whatever waits for another one names it, and there are many to name.
        reason = item.reason if item.because is UNSET else DEPENDS
        add_reasons({reason: 1}, reasons)


def _nowhere(_content: bytes) -> None:
    """Writes nothing."""
