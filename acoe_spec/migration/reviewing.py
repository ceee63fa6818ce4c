"""Label files and what people decided about them: the open questions out, the decisions in.

Files are read line by line and written as a migration writes them: whole or not at all. A run that
was killed is done again: what is decided already is recognised. Knows records only as far as to
find the decisions about each; what follows from those is for `versions.deciding`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import UNSET

from acoe_spec.checking.decode import is_sound, skim
from acoe_spec.checking.explain import parse, place_of
from acoe_spec.errors import FileProblem, MissingExtra, SchemaUnknown
from acoe_spec.files import MAX_LINE, open_bytes, read_lines
from acoe_spec.findings import Finding
from acoe_spec.migration.copying import (
    Copy,
    FileOutcome,
    Progress,
    Task,
    Write,
    copied,
    copy_lines,
    count_reasons,
)
from acoe_spec.migration.files import rechecking
from acoe_spec.migration.in_place import alone_in_place
from acoe_spec.migration.review_decisions import Decisions
from acoe_spec.migration.review_questions import Questioner
from acoe_spec.migration.runs import Run, each_once, outcomes, part_of, put, removed_at_the_end
from acoe_spec.models.record_structs import Record
from acoe_spec.rules import pins
from acoe_spec.rules.structure import line_too_long
from acoe_spec.taxonomy.compiled import Resolver
from acoe_spec.versions.records.deciding import Decider
from acoe_spec.versions.records.routes import Router

Routers = Callable[[str], Router]
"""The ways to a version, by its pin."""

_encode = msgspec.json.Encoder().encode
_FIELDS = Record.__struct_fields__  # in their order, which what was skimmed has not
_DECISIONS = "a review"


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """Decisions to carry out in label files; what became of each is noted in `decisions`."""

    resolver: Resolver
    routers: Routers
    decisions: Decisions
    jobs: int = 1

    def copying(self) -> Copy:
        """What copies one file after another, with what was decided carried out."""
        return _Reviewer(self).copy


def reviewed_in_place(
    files: Sequence[str], review: Review, *, root: Path, progress: Progress | None = None
) -> Run:
    """Carry decisions out in label files where they are; a file without any stays as it is.

    A file with a line that is no record stays as it is too. Raises `JournalBusy` while another run
    replaces files below `root`, and `UsageError` where a migration was interrupted there.
    """
    files = each_once(files)
    run = Run()
    with alone_in_place(files, root=root, what=_DECISIONS) as token:
        tasks = []
        for file in files:
            path = Path(file).resolve()
            tasks.append(Task(file, part_of(path, token), path, only_changed=True))
        with removed_at_the_end([task.part for task in tasks if task.part is not None]):
            for task, outcome in zip(tasks, outcomes(tasks, review, progress=progress)):
                if outcome.part is not None and task.target is not None:
                    put(outcome, outcome.part, task.target)
                run.add(outcome, written=outcome.part is not None)
    return run


class Exported(msgspec.Struct, kw_only=True):
    """What an export has found: `records` with questions, findings about lines that are none."""

    files: int = 0
    records: int = 0
    questions: int = 0
    dependents: int = 0
    by_reason: dict[str, int] = {}
    by_label: dict[str, int] = {}
    findings: list[Finding] = msgspec.field(default_factory=list)
    problems: list[FileProblem | MissingExtra] = msgspec.field(default_factory=list)


def export(
    files: Sequence[str], questioner: Questioner, write: Write, *, progress: Progress | None = None
) -> Exported:
    """Write a line for each question that is open in label files, in their order.

    A line that is no record is a finding, a file that cannot be read a problem; the others are
    exported. Raises `TaxonomyBroken` as the resolver does.
    """
    found = Exported(by_reason={}, by_label={})
    for file in each_once(files):
        try:
            with open_bytes(file) as stream:
                _export(stream, file, questioner, write, found, progress)
        except (FileProblem, MissingExtra) as problem:
            found.problems.append(problem)
    return found


def _export(
    stream: BinaryIO,
    file: str,
    questioner: Questioner,
    write: Write,
    found: Exported,
    progress: Progress | None,
) -> None:
    found.files += 1
    for number, line in read_lines(stream):
        if progress is not None:
            progress(1 if line is None else len(line) + 1)
        wrong: tuple[Finding, ...] = ()
        if line is None:
            wrong = (line_too_long(),)
        elif line and not line.isspace():
            record, wrong = parse(line)
            if record is not None and record.unresolved:
                wrong = tuple(_asked(record, file, questioner, write, found))
        found.findings += [each.placed(file=file, line=number) for each in wrong]


def _asked(
    record: Record, file: str, questioner: Questioner, write: Write, found: Exported
) -> Iterator[Finding]:
    """Write the questions of one record; what keeps them from being asked comes back."""
    if record.schema is UNSET:
        yield pins.schema_missing().placed(**place_of(record))
        return
    try:
        questions = list(questioner.questions(record, file))
    except SchemaUnknown as problem:
        unknown = pins.schema_unknown(record.schema, hint=problem.hint)
        yield unknown.placed(**place_of(record))
        return
    found.records += bool(questions)
    for each in questions:
        write(_encode(each) + b"\n")
        found.questions += 1
        annotation = each["annotation"]
        home = getattr(annotation, "set", annotation.__struct_config__.tag)
        label = f"{home}/{annotation.label}"
        found.by_reason[each["reason"]] = found.by_reason.get(each["reason"], 0) + 1
        found.by_label[label] = found.by_label.get(label, 0) + 1
    waiting = sum(each.because is not UNSET for each in record.unresolved or ())
    found.dependents += waiting


class _Reviewer:
    """Copies one file after another; keeps what it prepared for each version."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self._deciders: dict[str, Decider | Finding] = {}

    def copy(
        self,
        old: BinaryIO,
        write: Write,
        outcome: FileOutcome,
        *,
        progress: Progress | None = None,
    ) -> None:
        """Write the lines of `old` with what was decided carried out."""
        copy_lines(old, write, outcome, self._line, progress=progress)

    def _line(self, line: bytes, outcome: FileOutcome) -> bytes | tuple[Finding, ...] | None:
        """The line of the record as it is decided; None to keep it, or what is wrong with it."""
        if not line or line.isspace():
            return None
        if len(line) > MAX_LINE:
            return (line_too_long(),)
        record = skim(line)
        if record is None:
            record, findings = parse(line)
            if record is None:
                return findings
        decisions = self._review.decisions
        entries = decisions.of(record, outcome.source)
        asked = decisions.asked(record, entries) if entries else {}
        if not asked:
            copied(record, outcome)
            return None
        if not is_sound(record, line):  # a key that stands twice must not get lost
            record, findings = parse(line, skimmed=record)
            if record is None:
                return findings
        decider = self._decider(str(record.schema))
        if isinstance(decider, Finding):
            return (decider.placed(**place_of(record)),)
        decided = decider.decide(record, asked, reopen=decisions.reopened(entries))
        decisions.carried_out(outcome.source, asked, decided.refused, entries)
        outcome.counts += decided.counts
        if decided.record.unresolved:
            count_reasons(decided.record, outcome.reasons)
        if decided.record is record:
            return None
        outcome.rewritten += 1
        return _encode(Record(*map(decided.record.__getattribute__, _FIELDS)))

    def _decider(self, pin: str) -> Decider | Finding:
        known = self._deciders.get(pin)
        if known is None:
            try:
                taxonomy = self._review.resolver.resolve(pin)
                known = Decider(taxonomy, self._review.routers(pin), rechecking(taxonomy))
            except SchemaUnknown as problem:
                known = pins.schema_unknown(pin, hint=problem.hint)
            self._deciders[pin] = known
        return known
