"""A diff as JSON, the shape of which is `docs/schemas/diff.schema.json`."""

from __future__ import annotations

from typing import Any

import msgspec

from acoe_spec.versions.changes import Change
from acoe_spec.versions.diff.report import Report, Touched


def json(report: Report) -> str:
    """All changes in order, what follows behind what people changed, and the suggestions."""
    diff, impact = report.diff, report.impact
    counted = [None] * len(diff.changes) if impact is None else impact.touched
    document: dict[str, Any] = {
        "from": diff.from_,
        "to": diff.to,
        "bump": diff.bump,
        "changes": [_change(*each) for each in zip(diff.changes, counted, strict=True)],
        "suggestions": msgspec.to_builtins(diff.suggestions),
    }
    if impact is not None:
        document["files"] = {
            "files": impact.files,
            "records": impact.records,
            "annotations": impact.annotations,
            "other_records": impact.others,
            "unreadable_lines": impact.unreadable,
        }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode("utf-8") + "\n"


def _change(change: Change, counted: Touched | None) -> dict[str, Any]:
    written = msgspec.to_builtins(change)
    written.pop("edits", None)
    for side in ("before", "after"):
        if isinstance(written.get(side), dict):
            written[side] = {key: said for key, said in written[side].items() if said is not None}
    said = {
        "op": written.pop("op"),
        **{key: written.pop(key) for key in ("set", "label") if key in written},
        "level": written.pop("level"),
        "records": written.pop("effect"),
        **written,
    }
    if counted is not None:
        said |= {"annotations": counted.annotations, "records_touched": counted.records}
        if counted.missing:
            said["missing_answers"] = counted.missing
    return said
