"""Whole files through the versions of a workspace: at once, one after the other, and twice."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import msgspec
from evolution import Evolution, evolutions
from hypothesis import given, settings
from taxonomy_strategies import definition_of

from acoe_spec.migration.copying import FileOutcome
from acoe_spec.migration.files import FileMigrator
from acoe_spec.taxonomy.definition import dumps
from acoe_spec.taxonomy.layout import from_data
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.freezing import freeze
from acoe_spec.workspace.history import History
from acoe_spec.workspace.releases import DEFINITION, MANIFEST, manifest_of
from acoe_spec.workspace.resolver import WorkspaceResolver


def workspace(folder: Path, evolution: Evolution) -> History:
    """The versions of an evolution as releases, with its migrations."""
    home = folder / "taxonomies" / "desk"
    (home / "migrations").mkdir(parents=True)
    before: list[str] = []
    for head in evolution.heads:
        definition = definition_of({**head, "based_on": before})
        content = {DEFINITION: dumps(definition)}
        content[MANIFEST] = manifest_of(definition, content).dumps()
        freeze(home / "releases" / definition.version, content)
        before = [definition.version]
    for declared in evolution.migrations:
        text = from_data(declared, kind="migration")
        name = f"{declared['from']}--{declared['to']}.yaml"
        (home / "migrations" / name).write_text(text, encoding="utf-8")
    return History(WorkspaceResolver(Workspace(folder)))


def to(history: History, pin: str, content: bytes) -> tuple[bytes, FileOutcome]:
    """A label file under a version."""
    target = history.resolver.resolve(pin)
    outcome, new = FileOutcome(source="a.jsonl"), io.BytesIO()
    FileMigrator(target, history.router(pin)).copy(io.BytesIO(content), new.write, outcome)
    assert outcome.findings.listed == []
    return new.getvalue(), outcome


@settings(max_examples=25)
@given(evolutions(steps=2))
def test_what_is_migrated_stays_as_it_is(evolution: Evolution) -> None:
    first = b"".join(msgspec.json.encode(each) + b"\r\n" for each in evolution.records)
    one, two, three = (each.schema for each in evolution.taxonomies)
    with tempfile.TemporaryDirectory() as folder:
        history = workspace(Path(folder), evolution)
        assert to(history, one, first)[0] == first
        second, outcome = to(history, two, first)
        assert outcome.rewritten == len(evolution.records)
        again, outcome = to(history, two, second)
        assert (again, outcome.rewritten) == (second, 0)

        third, at_once = to(history, three, first)
        assert to(history, three, second)[0] == third
        again, outcome = to(history, three, third)
        assert (again, outcome.rewritten) == (third, 0)
        assert outcome.counts.unresolved == (
            at_once.counts.unresolved + at_once.counts.added_unresolved
        )
        mixed, _ = to(history, three, first + second + third)
        assert mixed == third * 3
