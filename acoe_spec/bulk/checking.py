"""Whole label files: each line screened, the doubtful ones explained, everything counted.

Memory does not grow with the file: lines are streamed, findings are listed up to a limit, and the
ids that a file rule has to remember go to disk beyond a bound. Knows no command line and prints
nothing; taxonomies come from the Resolver that is passed in.
"""

from __future__ import annotations

import datetime
import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import NamedTuple

import msgspec

from acoe_spec.bulk import deprecations
from acoe_spec.bulk.first_seen import first_seen
from acoe_spec.bulk.ways import Ways
from acoe_spec.checking.explain import parse, place_of, pointed_at, set_and_label
from acoe_spec.errors import AcoeError
from acoe_spec.files import MAX_LINE, open_bytes, read_lines
from acoe_spec.findings import Finding
from acoe_spec.models.record_structs import Record
from acoe_spec.reporting.report import ALIKE, Tally
from acoe_spec.rules import pins
from acoe_spec.rules.structure import line_too_long
from acoe_spec.taxonomy.compiled import Resolver

Progress = Callable[[int], None]
"""Is told how many bytes of content have been read since it was last told."""

Lines = Iterable[tuple[int, bytes | None]]

_TELL = 1024 * 1024  # bytes between two calls of a Progress


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How label files are to be checked.

    `schema` stands in for a missing pin and contradicts any other. `require` says which versions
    of a taxonomy will do. `today` decides which deprecations have run out. `limit` bounds the
    findings that are listed, and `alike` those of one file, rule and message; neither bounds those
    that are counted, and None is no bound. `waive` answers for a finding which waivers cover it, by
    their positions, and `missed` which would if they had not run out. `baseline` holds the
    fingerprints of findings that are known and passed over.
    """

    schema: str | None = None
    require: tuple[pins.Required, ...] = ()
    today: datetime.date | None = None
    limit: int | None = None
    alike: int | None = ALIKE
    waive: Callable[[Finding], tuple[int, ...]] | None = None
    missed: Callable[[Finding], tuple[int, ...]] | None = None
    baseline: frozenset[str] = frozenset()

    def tally(self) -> Tally:
        """An empty tally that lists as much as this plan wants listed."""
        return Tally(limit=self.limit, alike_limit=self.alike)


class Outcome(NamedTuple):
    """The tally of what was checked, and why some files could not be read to their end."""

    tally: Tally
    problems: tuple[AcoeError, ...] = ()


class FileChecker:
    """Checks one file after another; keeps what it prepared for each taxonomy."""

    def __init__(self, resolver: Resolver, plan: Plan) -> None:
        self._plan = plan
        self._ways = Ways(resolver, schema=plan.schema, today=plan.today, require=plan.require)

    def check(self, file: str, *, progress: Progress | None = None) -> Outcome:
        """The outcome of one file."""
        shown = file.encode("utf-8", "backslashreplace").decode("utf-8")
        problems: list[AcoeError] = []
        lines = _readable(file, problems)
        if progress is not None:
            lines = _telling(lines, progress)
        try:
            with _few_collections():
                tally = self.check_lines(lines, file=shown)
        except AcoeError as problem:
            return Outcome(self._plan.tally(), (problem,))
        if problems and not tally.records:
            tally = self._plan.tally()
        return Outcome(tally, tuple(problems))

    def check_lines(self, lines: Lines, *, file: str) -> Tally:
        """The tally of one file's numbered lines; findings call the file `file`."""
        tally = self._plan.tally()
        tally.add(files=1)
        numbered = iter(lines)
        first = next(numbered, None)
        if first is None:
            return tally
        finding = _not_text(first[1])
        if finding is not None:
            self._report(tally, [finding], file=file, line=first[0])
            return tally
        old_labels = deprecations.Deprecations()
        with first_seen() as memory:
            first_line = memory.setdefault
            watch_pins = pins.watch_mixed_schemas()
            last_pin: object = None
            look = self._ways.look
            old_in_record = self._ways.old_labels
            records = annotations = 0
            for number, line in chain((first,), numbered):
                if not line or line.isspace():
                    if line is None:
                        self._report(tally, [line_too_long()], file=file, line=number)
                    continue
                records += 1
                found: list[Finding] = []
                record, is_clean = look(line)
                structural: tuple[Finding, ...] = ()
                if not is_clean:
                    record, structural = parse(line, skimmed=record)
                if record is None:
                    tally.add(structural_only=1)
                    self._report(tally, structural, text=line, file=file, line=number)
                    continue
                if not is_clean:
                    found = self._explained(record, number, old_labels)
                elif old_in_record:
                    old_labels.note(self._ways.of(record.schema).taxonomy, old_in_record, number)
                    old_in_record.clear()
                annotations += len(record.annotations)
                before = first_line(pins.record_key(record), number)
                if before != number:
                    found.append(pins.duplicate_record(record, line=number, before=before))
                if record.schema != last_pin:
                    found.extend(watch_pins(number, record))
                    last_pin = record.schema
                if found:
                    place = place_of(record, self._ways.of(record.schema).taxonomy)
                    self._report(tally, found, text=line, file=file, line=number, **place)
        self._report(tally, old_labels.findings(file=file, today=self._plan.today))
        tally.add(records=records, annotations=annotations)
        return tally

    def _explained(
        self, record: Record, number: int, old_labels: deprecations.Deprecations
    ) -> list[Finding]:
        taxonomy = self._ways.of(record.schema).taxonomy
        findings = []
        for finding in self._ways.explained(record):
            used = pointed_at(record, finding)
            if finding.rule == deprecations.RULE and finding.level == "warning" and used:
                old_labels.note(taxonomy, (set_and_label(used),), number)
            else:
                findings.append(finding)
        return findings

    def _report(
        self, tally: Tally, findings: Iterable[Finding], *, text: bytes = b"", **place: object
    ) -> None:
        """Add findings at `place` to the tally, those that count.

        The columns of those that will be listed are looked up in `text`, the line.
        """
        placed = [finding.placed(**place) for finding in findings]
        if self._plan.waive or self._plan.missed or self._plan.baseline:
            placed = that_count(placed, self._plan, tally)
        if text and any(map(tally.lists, placed)):
            from acoe_spec.checking.columns import with_columns  # needs a parser of JSON

            placed = with_columns(placed, text)
        tally.add(placed)


def that_count(findings: Iterable[Finding], plan: Plan, tally: Tally) -> list[Finding]:
    """The findings that neither a waiver covers nor the baseline knows; the tally counts those."""
    left = []
    for finding in findings:
        waivers = () if plan.waive is None else plan.waive(finding)
        if waivers:
            tally.add(waived=finding.count, waivers=waivers)
        elif plan.baseline and finding.fingerprint in plan.baseline:
            tally.add(suppressed=finding.count)
        else:
            if plan.missed is not None:
                tally.add(waivers=plan.missed(finding))
            left.append(finding)
    return left


def _not_text(line: bytes | None) -> Finding | None:
    """One finding for a whole file that is plainly no UTF-8 text, instead of one a line."""
    head = b"" if line is None else line[:4096]
    # Without a mark: ASCII, as JSON mostly is, has a zero in every other byte of UTF-16.
    pairs = head[:2], head[2:4]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or all(
        len(pair) == 2 and pair.count(0) == 1 for pair in pairs
    ):
        return Finding(
            rule="not-utf8",
            message="the file is UTF-16",
            hint="save it as UTF-8, which is what JSON Lines are written in",
        )
    if b"\x00" in head:
        return Finding(
            rule="not-utf8",
            message="the file is binary, not text",
            hint="name label files only; compressed ones end in .gz or .zst",
        )
    return None


def _readable(file: str, problems: list[AcoeError]) -> Lines:
    """The numbered lines of a file up to where it cannot be read on; `problems` gets the reason."""
    try:
        with open_bytes(file) as stream:
            yield from read_lines(stream)
    except AcoeError as problem:
        problems.append(problem)


def _telling(lines: Lines, progress: Progress) -> Iterator[tuple[int, bytes | None]]:
    read = 0
    for number, line in lines:
        read += MAX_LINE if line is None else len(line) + 1
        if read >= _TELL:
            progress(read)
            read = 0
        yield number, line
    progress(read)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Fewer runs of the cycle collector: a clean record is freed by its reference count."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
