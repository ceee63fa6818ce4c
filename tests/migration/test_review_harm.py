"""Deciding about one record: others are not harmed, and what nobody decides stays to the letter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from desk import line
from review_desk import NEW, NOTE, OLD, OTHER_NOTE, UBS, make_workspace, record

from acoe_spec.findings import Finding
from acoe_spec.models.record_structs import Record
from acoe_spec.versions.records.choosing import Label, Refusal
from acoe_spec.versions.records.deciding import Decider
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.history import History
from acoe_spec.workspace.resolver import WorkspaceResolver

OPEN = [{"annotation": each, "schema": OLD, "reason": "so it was"} for each in (NOTE, OTHER_NOTE)]
RECORD = msgspec.json.decode(line(record("r1", UBS, schema=NEW, unresolved=OPEN)), type=Record)


@pytest.fixture
def resolver(tmp_path: Path) -> WorkspaceResolver:
    return WorkspaceResolver(Workspace(make_workspace(tmp_path)))


def wrong_beside_two_notes(now: Record) -> Iterator[Finding]:
    """The firm is wrong where there are two short notes."""
    if sum(each.label == "short_note" for each in now.annotations) > 1:
        yield Finding(rule="crowded", message="there are too many notes", annotation="e1")


def test_a_decision_that_makes_another_annotation_wrong_is_refused(
    resolver: WorkspaceResolver,
) -> None:
    decider = Decider(resolver.resolve(NEW), History(resolver).router(NEW), wrong_beside_two_notes)
    both = {"e2": Label("short_note"), "e3": Label("short_note")}

    result = decider.decide(RECORD, both)

    assert result.refused == {
        "e3": Refusal(
            "with it and what is decided about 'e2', 'e1' would be wrong: there are too many notes",
            'decide otherwise, or add "reopen": ["e1"] to the decision: then that is asked about',
        )
    }
    assert [each.id for each in result.record.annotations] == ["e1", "e2"]
    assert [each.annotation.id for each in result.record.unresolved or ()] == ["e3"]


def test_what_nobody_decides_stays_to_the_letter(resolver: WorkspaceResolver) -> None:
    decider = Decider(resolver.resolve(NEW), History(resolver).router(NEW), lambda _record: ())

    result = decider.decide(RECORD, {"e2": Label("long_note")})

    assert RECORD.unresolved
    assert result.record.unresolved == [RECORD.unresolved[1]]
    assert result.record.unresolved[0].reason == "so it was"
