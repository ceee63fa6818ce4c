"""One line of a review queue with a decision: its shape, and whether it is as it was exported.

Whatever else a line says is for people. Messages name places and never what stands there. Knows
nothing of label files and of other lines.
"""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from acoe_spec.findings import Finding
from acoe_spec.migration.review_questions import FORMAT, asked
from acoe_spec.migration.review_rules import INVALID
from acoe_spec.models.record_structs import Annotation, AttributeValue, LabelRef
from acoe_spec.versions.choosing import Decision, Drop, Label, OpenValue, Whole

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


class _Decided(msgspec.Struct, forbid_unknown_fields=True):
    label: LabelRef | UnsetType = UNSET
    value: AttributeValue | UnsetType = UNSET
    annotation: Annotation | UnsetType = UNSET
    drop: bool | UnsetType = UNSET


_HAS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LINE_OF = msgspec.json.Decoder(Line)
_DECISION = msgspec.json.Decoder(_Decided)
_SHAPE = 'give one of {"label": ...}, {"value": ...}, {"annotation": ...}, {"drop": true}'


def read_line(content: bytes) -> tuple[Line, Decision] | Finding | None:
    """A line with its decision; None where it has none."""
    try:
        has = _HAS.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Finding(rule=INVALID, message="this line is no object of JSON", hint=EXPORT)
    decision = has.get("decision")
    if decision is None or bytes(decision).strip() == b"null":
        return None
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
        said = _decision(_DECISION.decode(line.decision))
    except msgspec.ValidationError as problem:
        message = f"this decision has not the form of one{_where(problem)}"
        return Finding(rule=INVALID, message=message, hint=_SHAPE).placed(**place)
    if said is None:
        message = "a decision says exactly one thing"
        return Finding(rule=INVALID, message=message, hint=_SHAPE).placed(**place)
    return line, said


def _decision(said: _Decided) -> Decision | None:
    found: list[Decision] = []
    if said.label is not UNSET:
        found.append(Label(said.label))
    if said.value is not UNSET:
        found.append(OpenValue(said.value))
    if said.annotation is not UNSET:
        found.append(Whole(msgspec.structs.replace(said.annotation, metadata=UNSET)))
    if said.drop is True:
        found.append(Drop())
    given = sum(
        value is not UNSET for value in (said.label, said.value, said.annotation, said.drop)
    )
    return found[0] if len(found) == 1 == given else None


def _where(problem: msgspec.ValidationError) -> str:
    """The place that msgspec names, without what stands there."""
    message = str(problem)
    _, at, path = message.rpartition(" - at `$")
    if at:
        return f": see {path.rstrip('`').lstrip('.') or 'it'}"
    missing = message.partition("missing required field `")[2].rstrip("`")
    return f": it has no {missing}" if missing else ""


def is_as_exported(line: Line) -> bool:
    """Whether the fingerprint is that of the question that stands in the line."""
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
