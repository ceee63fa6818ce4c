"""What people decided: the lines of a queue that carry a decision, and what became of each.

A line that has no decision is passed over. Here it is found out whether a line is right in itself
and agrees with the others, and whether it is about what is in a record now; what follows from it is
for `versions.deciding`. Holds all decisions of a run in memory, and nothing of label files.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO, Literal

import msgspec
from msgspec import UNSET

from acoe_spec.files import read_lines
from acoe_spec.findings import Finding, printable_id
from acoe_spec.migration.review_lines import (
    EXPORT,
    Said,
    Undecided,
    is_as_exported,
    is_fingerprint,
    read_line,
)
from acoe_spec.migration.review_questions import asked, fingerprint
from acoe_spec.migration.review_rules import (
    CONTRADICTORY,
    INVALID,
    NOT_A_CANDIDATE,
    STALE,
    UNKNOWN,
)
from acoe_spec.models.record_structs import (
    Annotation,
    Record,
    Unresolved,
)
from acoe_spec.versions.records.choosing import (
    Decision,
    Drop,
    Label,
    OpenValue,
    Refusal,
    Value,
    Whole,
    has_value,
)
from acoe_spec.versions.records.listing import spelt

State = Literal["met", "applied", "already", "refused"]


class Entry:
    """One decision, and what became of it; the rest of its life is that of one run.

    `key` is the record and its view. `of` is the file, or None where the decision is for whichever
    file has the record. `carried` is the file in which it was carried out. `reopen` are
    annotations that may be open because of it.
    """

    __slots__ = ("carried", "decision", "finding", "key", "line", "number", "of", "reopen", "state")

    def __init__(self, number: int, said: Said, of: str | None) -> None:
        self.line, self.decision, self.reopen = said
        self.number, self.of = number, of
        self.key = self.line.record, self.line.view or "main"
        self.state: State | None = None
        self.finding: Finding | None = None
        self.carried: str | None = None

    @property
    def identifier(self) -> str:
        """The id of the annotation."""
        return self.line.annotation.id

    def meets(self, file: str) -> bool:
        """Whether the decision can be about a record of this file."""
        return self.of is None or self.of == file


class Decisions:
    """All decisions of one file of decisions.

    `undecided` counts the questions without one.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._undecided: set[Undecided] = set()
        self.findings: list[Finding] = []
        self.entries: list[Entry] = []
        self._by_key: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)

    def of(self, record: Record, file: str) -> list[Entry]:
        """The decisions that can be about annotations of a record."""
        found = self._by_key.get((record.id, record.view or "main"), ())
        return [each for each in found if each.meets(file) and each.state != "refused"]

    def asked(self, record: Record, entries: Sequence[Entry]) -> dict[str, Decision]:
        """The decisions that are to be carried out in a record, by the ids of annotations.

        What is done already, or cannot be done, is noted.
        """
        waiting = {each.annotation.id: each for each in record.unresolved or ()}
        found: dict[str, Decision] = {}
        for entry in entries:
            there = waiting.get(entry.identifier)
            if there is None:
                self._look_for(entry, record)
            elif fingerprint(record, there) == entry.line.fingerprint:
                entry.state = "applied" if entry.state == "applied" else "met"
                found[entry.identifier] = entry.decision
            else:
                self._doubt(entry, STALE, *_changed(entry, record, there))
        return found

    @staticmethod
    def reopened(entries: Sequence[Entry]) -> frozenset[str]:
        """The annotations that may be open because of decisions that are to be carried out."""
        return frozenset().union(*(each.reopen for each in entries if each.state == "met"))

    def carried_out(
        self,
        file: str,
        decided: Mapping[str, Decision],
        refused: Mapping[str, Refusal],
        entries: Sequence[Entry],
    ) -> None:
        """Note what became of decisions in one record of a file."""
        for entry in entries:
            if entry.state != "met" or entry.identifier not in decided:
                continue
            said = refused.get(entry.identifier)
            if said is None:
                entry.state, entry.carried = "applied", file
            else:
                rule = NOT_A_CANDIDATE if said.strays else INVALID
                self._refuse(entry, rule, said.message, said.hint)

    def close(self) -> None:
        """Every file has been seen: what was met in none is unknown."""
        for entry in self.entries:
            if entry.state is None:
                if entry.finding is None:
                    what = "no file that was named has this record and view"
                    self._doubt(entry, UNKNOWN, what, _NAME_ALL)
                entry.state = "refused"
                if entry.finding is not None:
                    self.findings.append(entry.finding)

    @property
    def undecided(self) -> int:
        """How many questions stand in the file and have no decision in any line of it."""
        return len(self._undecided - self._decided())

    @property
    def questions(self) -> int:
        """How many questions stand in the file, each once."""
        return len(self._undecided | self._decided())

    def _decided(self) -> set[Undecided]:
        return {Undecided(each.line.file or "", each.line.fingerprint) for each in self.entries}

    def count(self, state: State) -> int:
        """How many decisions are in a state."""
        return sum(1 for entry in self.entries if entry.state == state)

    def not_written(self, files: frozenset[str]) -> int:
        """How many decisions would have been carried out in files that were not written."""
        return sum(1 for each in self.entries if each.state == "applied" and each.carried in files)

    def _look_for(self, entry: Entry, record: Record) -> None:
        """What became of an annotation that is not open any more."""
        if _is_done(entry, record):
            entry.state = entry.state or "already"
        elif any(entry.identifier in _ids(each) for each in record.annotations):
            self._doubt(
                entry, STALE, f"{printable_id(entry.identifier)} is decided, and otherwise", None
            )
        elif is_as_exported(entry.line):
            what = f"{printable_id(entry.identifier)} is not in the record any more"
            self._doubt(entry, STALE, what, None)
        else:
            what = f"the record has no annotation {printable_id(entry.identifier)}"
            self._doubt(entry, UNKNOWN, what, EXPORT)

    def _refuse(self, entry: Entry, rule: str, message: str, hint: str | None) -> None:
        entry.state = "refused"
        entry.finding = self._finding(entry, rule, message, hint)
        self.findings.append(entry.finding)

    def _doubt(self, entry: Entry, rule: str, message: str, hint: str | None) -> None:
        """Note what is against a decision, unless another record turns out to be the one meant."""
        if entry.finding is None:
            entry.finding = self._finding(entry, rule, message, hint)

    def _finding(self, entry: Entry, rule: str, message: str, hint: str | None) -> Finding:
        line = entry.line
        return Finding(
            rule=rule,
            message=message,
            hint=hint,
            file=self.name,
            line=entry.number,
            record=line.record,
            view=line.view or None,
            annotation=entry.identifier,
            schema=line.schema,
            pointer="/decision",
        )

    # Reading

    def _add(self, number: int, content: bytes, files: Mapping[str, str]) -> None:
        said = read_line(content)
        if isinstance(said, Finding):
            self.findings.append(said.placed(file=self.name, line=number))
        elif isinstance(said, Undecided):
            self._undecided.add(said)
        else:
            name = said.line.file
            of = None if name is UNSET else files.get(os.path.realpath(name))
            entry = Entry(number, said, of)
            self.entries.append(entry)
            self._by_key[entry.key].append(entry)

    def _compare(self) -> None:
        """Refuse decisions that contradict each other."""
        alike: defaultdict[tuple[Any, ...], list[Entry]] = defaultdict(list)
        for entry in self.entries:
            alike[(*entry.key, entry.of, entry.identifier, entry.line.fingerprint)].append(entry)
        for first, *others in alike.values():
            if all(each.decision == first.decision for each in others):
                continue
            group = (first, *others)
            for each in group:
                different = next(other for other in group if other.decision != each.decision)
                if different.line.file == each.line.file:
                    what = f"line {different.number} decides otherwise about the same annotation"
                    hint = "agree on one, and take the other out"
                else:
                    what = (
                        f"line {different.number} decides otherwise about an annotation that is "
                        "the same in another file, and which file is meant cannot be told"
                    )
                    hint = "name the label files as they were named for the export"
                self._refuse(each, CONTRADICTORY, what, hint)


_EARLIER = (
    "carry the decisions out in the files as they were before, and migrate those; or run `acoe "
    "review export` again"
)
_NAME_ALL = "name all files that the queue was exported from"


def read_decisions(stream: BinaryIO, name: str, *, files: Sequence[str]) -> Decisions:
    """The decisions of a file in JSON Lines; `name` is for messages.

    `files` are the label files of the run: a decision belongs to the one that its line names, or to
    any where that is not among them. Raises as reading does.
    """
    decisions = Decisions(name)
    known = {os.path.realpath(file): file for file in reversed(files)}
    for number, content in read_lines(stream):
        if content is None:
            what = "this line is longer than any question"
            decisions.findings.append(Finding(rule=INVALID, message=what, file=name, line=number))
        elif content and not content.isspace():
            decisions._add(number, content, known)
    decisions._compare()
    return decisions


def _changed(entry: Entry, record: Record, there: Unresolved) -> tuple[str, str]:
    """What is another thing now than when the question was asked, and what to do."""
    line = entry.line
    if record.schema != line.schema:
        what = "the record is of another version now than when this was exported"
        return what, _EARLIER
    if not is_fingerprint(line.fingerprint):
        what = "the fingerprint is none of an export"
    elif fingerprint(record, there)[:16] == line.fingerprint[:16]:
        what = "the text is another one now than when this was exported"
    elif line.is_wordless:
        what = "the annotation, or what may be decided, is another now than when this was exported"
    elif asked(record.id, None, "", there.annotation, there.schema, None, []) != asked(
        record.id, None, "", line.annotation, line.annotation_schema, None, []
    ):
        what = "the annotation is another one now than when this was exported"
    else:
        what = "what may be decided is something else now than when this was exported"
    return what, EXPORT


def _ids(annotation: Annotation) -> Iterator[str]:
    yield annotation.id
    for each in annotation.previous or ():
        if each.id is not UNSET:
            yield each.id


def _is_done(entry: Entry, record: Record) -> bool:
    """Whether the record is as the decision would leave it."""
    line, decision = entry.line, entry.decision
    if record.schema != line.schema:
        return False
    there = next((each for each in record.annotations if entry.identifier in _ids(each)), None)
    if there is None:
        return isinstance(decision, Drop) and is_as_exported(line)
    given = there.attributes or {}
    if isinstance(decision, Label):
        same = spelt(there, line.annotation) == decision.label
        return same and _has_values(given, decision.attributes)
    if isinstance(decision, OpenValue):
        values = {line.attribute or "": decision.value, **decision.attributes}
        return _has_values(given, values)
    if isinstance(decision, Whole):
        wanted = msgspec.structs.replace(decision.annotation, previous=UNSET)
        now = msgspec.structs.replace(there, id=entry.identifier, previous=UNSET, metadata=UNSET)
        return now == wanted
    return False


def _has_values(given: Mapping[str, Any], wanted: Mapping[str, Value]) -> bool:
    return all(has_value(given.get(name), value) for name, value in wanted.items())
