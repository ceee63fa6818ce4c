"""What keeps a label file from being migrated, as rows of rules.

What makes a line no record at all has rows of its own (`rules.structure`).
"""

from __future__ import annotations

from acoe_spec.findings import Finding, Rule
from acoe_spec.versions.records.routes import NoRoute, Route

NO_PATH = "no-migration-path"

_RECORD = (
    '{{"schema":"{schema}","id":"r1","modality":"chat",'
    '"units":[{{"type":"turn","id":"t1","text":"ok"}}],"annotations":[]}}, migrated to desk@2.0.0'
)

RULES = (
    Rule(
        id=NO_PATH,
        level="error",
        theme="migrated files",
        summary="No migration leads from the version of a record to the one that is asked for.",
        why="What its labels have become is written down nowhere, and nobody should guess. The "
        "whole file stays as it is.",
        fix="Write the missing migration with `acoe migration draft OLD NEW`. Where two paths "
        "disagree, or a migration cannot be undone, the message says which.",
        failing=_RECORD.format(schema="desk@0.9.0"),
        passing=_RECORD.format(schema="desk@1.2.0"),
    ),
)


def no_path(problem: NoRoute) -> Finding:
    """For a record from whose version no way leads to the target."""
    return Finding(
        rule=NO_PATH,
        message=problem.message,
        hint=problem.hint,
        pointer="/schema",
        field="schema",
    )


def left_out(modality: str, way: Route) -> Finding:
    """For a record of a kind that only the version it comes from is for."""
    return Finding(
        rule="modality-mismatch",
        message=f"the record is {modality}, which {way.target} is not for",
        hint=f"{way.source} is: keep such records under it, in a file of their own",
        pointer="/modality",
        field="modality",
    )
