"""One line of a review queue with a decision: its shape, and whether it is as it was exported.

Whatever else a line says is for people. Messages name places and never what stands there. Knows
nothing of label files and of other lines.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from acoe_spec.checking.gate import GateError
from acoe_spec.checking.gate import read as read_strictly
from acoe_spec.findings import Finding
from acoe_spec.migration.review_questions import FORMAT, asked
from acoe_spec.migration.review_rules import INVALID
from acoe_spec.models.record_structs import Annotation, AttributeMap, AttributeValue, LabelRef
from acoe_spec.versions.records.choosing import Decision, Drop, Label, OpenValue, Whole

EXPORT = "run `acoe review export` again, and leave its lines as they are"


class _Candidate(msgspec.Struct):
    label: str | UnsetType = UNSET
    value: str | UnsetType = UNSET


class Line(msgspec.Struct):
    """What is read of a line; whatever else it says is for people."""

    format: int
    record: str
    schema: str
    annotation: Annotation
    annotation_schema: str
    fingerprint: str
    decision: msgspec.Raw
    file: str | UnsetType = UNSET
    view: str | UnsetType = UNSET
    attribute: str | UnsetType = UNSET
    candidates: list[_Candidate] | UnsetType = UNSET
    units: msgspec.Raw | UnsetType = UNSET

    @property
    def is_wordless(self) -> bool:
        """Whether it was exported with --no-text, so that its annotation is not whole."""
        return self.units is UNSET


class Said(NamedTuple):
    """A line with its decision; `reopen` are annotations that may be open because of it."""

    line: Line
    decision: Decision
    reopen: frozenset[str]


class _Decided(msgspec.Struct, forbid_unknown_fields=True):
    label: LabelRef | UnsetType = UNSET
    value: AttributeValue | UnsetType = UNSET
    annotation: Annotation | UnsetType = UNSET
    drop: bool | UnsetType = UNSET
    attributes: AttributeMap = {}
    reopen: list[str] = []


_FINGERPRINT = re.compile(r"[0-9a-f]{32}\Z")
_LINE_OF = msgspec.json.Decoder(Line)
_DECISION = msgspec.json.Decoder(_Decided)
_WITH_TEXT = "run `acoe review export` again without --no-text"
_SHAPE = 'give one of {"label": ...}, {"value": ...}, {"annotation": ...}, {"drop": true}'
_BESIDE = 'beside it, "attributes" is an object of values, and "reopen" an array of ids'


class Undecided(NamedTuple):
    """A line without a decision, by what names its question among those of all lines."""

    file: str
    fingerprint: str


def read_line(content: bytes) -> Said | Undecided | Finding:
    """A line with its decision, or without one, or why it is none."""
    try:
        said = read_strictly(content)
    except GateError as error:
        return Finding(
            rule=INVALID,
            message=error.finding.message,
            hint=error.finding.hint,
            column=error.finding.column,
            pointer=error.finding.pointer,
        )
    if not isinstance(said, dict):
        return Finding(rule=INVALID, message="this line is no object of JSON", hint=EXPORT)
    if said.get("decision") is None:
        return Undecided(*(str(said.get(each, "")) for each in Undecided._fields))
    try:
        line = _LINE_OF.decode(content)
    except msgspec.ValidationError as problem:
        where = _where(problem)
        return Finding(
            rule=INVALID,
            message=f"this is no line of a review queue{where}",
            hint=EXPORT,
        )
    place = {"record": line.record, "annotation": line.annotation.id, "pointer": "/decision"}
    if line.format != FORMAT:
        return Finding(
            rule=INVALID,
            message=f"this line is not of format {FORMAT}",
            hint="a newer acoe-spec wrote it: upgrade",
        ).placed(**place)
    try:
        decided = _DECISION.decode(line.decision)
    except msgspec.ValidationError as problem:
        message = f"this decision has not the form of one{_where(problem)}"
        beside = _where(problem).startswith((": see attributes", ": see reopen"))
        hint = _BESIDE if beside else _SHAPE
        return Finding(rule=INVALID, message=message, hint=hint).placed(**place)
    decision = _decision(decided, wordless=line.is_wordless)
    if isinstance(decision, str):
        hint = _WITH_TEXT if decided.annotation is not UNSET and line.is_wordless else _SHAPE
        return Finding(rule=INVALID, message=decision, hint=hint).placed(**place)
    return Said(line, decision, frozenset(decided.reopen))


def _decision(said: _Decided, *, wordless: bool) -> Decision | str:
    """The decision, or what keeps it from being one."""
    given: list[Any] = [said.label, said.value, said.annotation, said.drop]
    if sum(each is not UNSET for each in given) != 1 or said.drop is False:
        return "a decision says exactly one thing"
    if said.label is not UNSET:
        return Label(said.label, said.attributes)
    if said.value is not UNSET:
        return OpenValue(said.value, said.attributes)
    if said.attributes:
        return '"attributes" belong to a label or a value'
    if said.annotation is not UNSET:
        if wordless:
            return "who has not seen the whole annotation cannot say what it is"
        return Whole(msgspec.structs.replace(said.annotation, metadata=UNSET))
    return Drop()


def _where(problem: msgspec.ValidationError) -> str:
    """The place that msgspec names, without what stands there."""
    message = str(problem)
    _, at, path = message.rpartition(" - at `$")
    if at:
        return f": see {path.rstrip('`').lstrip('.') or 'it'}"
    missing = message.partition("missing required field `")[2].rstrip("`")
    return f": it has no {missing}" if missing else ""


def is_as_exported(line: Line) -> bool:
    """Whether the fingerprint is that of the question in the line, as far as that can be told."""
    if line.is_wordless:
        return is_fingerprint(line.fingerprint)
    candidates = [each.label or each.value or "" for each in line.candidates or ()]
    half = asked(
        line.record,
        line.view or None,
        line.schema,
        line.annotation,
        line.annotation_schema,
        line.attribute or None,
        candidates,
    )
    return line.fingerprint.startswith(half)


def is_fingerprint(text: str) -> bool:
    """Whether a string has the form of a fingerprint."""
    return _FINGERPRINT.match(text) is not None
