"""Why a decision of a review is not carried out, as rows of rules."""

from __future__ import annotations

from acoe_spec.findings import Rule

STALE = "decision-stale"
CONTRADICTORY = "decision-contradictory"
UNKNOWN = "decision-unknown"
NOT_A_CANDIDATE = "decision-not-a-candidate"
INVALID = "decision-invalid"

_LINE = (
    '{{"format":1,"file":"labels.jsonl","record":"{record}","schema":"desk@2.0.0","annotation":'
    '{{"type":"entity","id":"e5","label":"bill","spans":[{{"unit":"t1","start":15,"end":20}}],'
    '"text":"bonds"}},"annotation_schema":"desk@1.2.0","candidates":[{{"label":"bill"}}],'
    '"fingerprint":"{fingerprint}","decision":{decision}}}'
)
_FINGERPRINT = "0891da565da9d6a3f24259d388aef109"


def _line(
    decision: str = '{"label":"bill"}', *, record: str = "open", fingerprint: str = _FINGERPRINT
) -> str:
    return _LINE.format(decision=decision, record=record, fingerprint=fingerprint)


RULES = (
    Rule(
        id=INVALID,
        level="error",
        theme="review",
        summary="A decision has not the form of one, or would make an annotation wrong.",
        why="What is carried out has to be right under the version of the record, or the next "
        "check would find it. The annotation stays open.",
        fix='Give one of `{"label": ...}`, `{"value": ...}`, `{"annotation": ...}` and `{"drop": '
        "true}`. Where the annotation would be wrong the message says what the check would find.",
        failing=_line('{"label":"bill","drop":true}'),
        passing=_line(),
    ),
    Rule(
        id=CONTRADICTORY,
        level="error",
        theme="review",
        summary="Two lines decide differently about one annotation.",
        why="Nobody can tell which one is meant, so none of them is carried out. Equal ones are "
        "fine.",
        fix="Agree on one decision and take the other out.",
        failing=_line() + "\n" + _line('{"drop":true}'),
        passing=_line() + "\n" + _line(),
    ),
    Rule(
        id=UNKNOWN,
        level="error",
        theme="review",
        summary="A decision is about a record, a view or an annotation that is in none of the "
        "files.",
        why="Decisions that silently do nothing are lost work.",
        fix="Name all files that the queue was exported from.",
        failing=_line(record="elsewhere"),
        passing=_line(),
    ),
    Rule(
        id=STALE,
        level="error",
        theme="review",
        summary="What a decision is about has changed since the queue was exported.",
        why="The person decided about another annotation, another text or other candidates than "
        "are there now.",
        fix="Run `acoe review export` again and decide anew. A decision that has been carried out "
        "already is not stale.",
        failing=_line(fingerprint="0" * 32),
        passing=_line(),
    ),
    Rule(
        id=NOT_A_CANDIDATE,
        level="error",
        theme="review",
        summary="A decision names a label or a value that is none of the candidates.",
        why="The migration says what the annotation can have become; another answer is mostly a "
        "slip of the pen.",
        fix='Choose a candidate. Where none is right, write the whole annotation: `{"annotation": '
        "...}`.",
        failing=_line('{"label":"bond"}'),
        passing=_line(),
    ),
)
