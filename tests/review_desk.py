"""A workspace in which a migration leaves people every kind of question, and files full of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from desk import lines
from running import Ran, acoe

from acoe_spec.taxonomy.definition import dumps
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.freezing import freeze
from acoe_spec.workspace.releases import DEFINITION, MANIFEST, manifest_of
from acoe_spec.workspace.resolver import WorkspaceResolver

OLD, NEW = "paper@1.0.0", "paper@2.0.0"

_HEAD = """\
format: 1
id: paper
title: Money market paper
version: {version}
{based_on}description: What dealers say of short paper.
licence: CC0-1.0
owner: markets-annotation
modalities: [chat]
entities:
  firm: {{definition: A company that trades.}}
  bond:
    definition: A debt security.
    attributes:
      issuer: {{values: {issuers}}}
      rating: {{range: string}}
{entities}
relations:
  holds: {{domain: [firm], range: [bond, {notes}], definition: Has in its books.}}
  same_as: {{domain: [{notes}], range: [{notes}], symmetric: true, definition: Names the same.}}
events:
  trade:
    definition: Somebody buys.
    trigger: optional
    roles: {{buyer: {{range: [firm]}}, traded: {{range: [bond, {notes}]}}}}
  package:
    definition: Trades that belong together.
    trigger: optional
    roles: {{part: {{range: [event/trade]}}}}
categories:
  quality:
    question: How good is it?
    applies_to: {{labels: [{notes}]}}
    labels: {{good: {{definition: Good.}}, poor: {{definition: Poor.}}}}
  intent:
    question: What does the speaker want?
    applies_to: {{units: [turn]}}
    select: {select}
    labels:
{intents}
"""

_OLD_NOTES = """\
  note:
    name: Note
    definition: A note of any term.
    attributes: {tenor: {range: string}}
  scrip: {definition: What is left of a note.}"""
_NEW_NOTES = """\
  short_note:
    name: Short note
    definition: A note of a year or less.
    use_when: [the term is a year or less]
    avoid_when: [the term is longer]
    attributes: {tenor: {range: string}}
  long_note: {definition: A note of more than a year.}"""
_OLD_INTENTS = """\
      ask: {definition: Asks for something.}
      tell: {definition: Tells something.}"""
_NEW_INTENTS = """\
      ask_price: {definition: Asks for a price.}
      ask_size: {definition: Asks for a size.}
      tell: {definition: Tells something.}"""

OLD_HEAD = _HEAD.format(
    version="1.0.0",
    based_on="",
    issuers="{state: {}, bank: {}}",
    entities=_OLD_NOTES,
    notes="note",
    select="many",
    intents=_OLD_INTENTS,
)
NEW_HEAD = _HEAD.format(
    version="2.0.0",
    based_on="based_on: [1.0.0]\n",
    issuers="{nation: {definition: A nation.}, city: {name: Town, definition: A city.}, bank: {}}",
    entities=_NEW_NOTES,
    notes="short_note, long_note",
    select="one",
    intents=_NEW_INTENTS,
)
MIGRATION = """\
format: 1
taxonomy: paper
from: 1.0.0
to: 2.0.0
operations:
  - {op: split-label, set: entity, from: note, to: [short_note, long_note]}
  - {op: remove-label, set: entity, label: scrip, becomes: nothing}
  - {op: split-value, set: entity, label: bond, attribute: issuer, from: state, to: [nation, city]}
  - {op: split-label, set: intent, from: ask, to: [ask_price, ask_size]}
  - {op: narrow, set: intent, property: select}
"""

WORDS = "UBS buys the note, the note"
Json = dict[str, Any]


def entity(identifier: str, label: str, start: int, end: int, **fields: Any) -> Json:
    span = {"unit": "t1", "start": start, "end": end}
    text = WORDS[start:end]
    return {
        "type": "entity",
        "id": identifier,
        "label": label,
        "spans": [span],
        "text": text,
    } | fields


def category(identifier: str, label_set: str, label: str, target: str) -> Json:
    said = {"set": label_set, "label": label, "target": target}
    return {"type": "category", "id": identifier} | said


def relation(identifier: str, label: str, subject: str, object_: str) -> Json:
    said = {"label": label, "subject": subject, "object": object_}
    return {"type": "relation", "id": identifier} | said


def event(identifier: str, label: str, **roles: str) -> Json:
    arguments = [{"role": role, "target": target} for role, target in roles.items()]
    return {"type": "event", "id": identifier, "label": label, "arguments": arguments}


UBS = entity("e1", "firm", 0, 3)
NOTE = entity("e2", "note", 13, 17, attributes={"tenor": "3m"})
OTHER_NOTE = entity("e3", "note", 23, 27)
HOLDS = relation("x1", "holds", "e1", "e2")
SAME = {"type": "cluster", "id": "k1", "label": "same_as", "members": ["e2", "e3"]}
TRADE = event("v1", "trade", buyer="e1", traded="e2")
PACKAGE = event("v2", "package", part="v1")
QUALITY = category("c1", "quality", "good", "e2")
SCRIP = entity("e4", "scrip", 13, 17)
STATE = entity("e5", "bond", 13, 17, attributes={"issuer": "state", "rating": "AA"})
ASK = category("c2", "intent", "ask", "t2")


def record(identifier: str, *annotations: Json, **fields: Any) -> Json:
    return {
        "schema": OLD,
        "id": identifier,
        "modality": "chat",
        "units": [
            {"type": "turn", "id": "t1", "text": WORDS},
            {"type": "turn", "id": "t2", "text": "how much?"},
            {"type": "turn", "id": "t3", "text": "5mm"},
        ],
        "annotations": list(annotations),
    } | fields


def make_workspace(root: Path) -> Path:
    """A workspace with two releases and the migration between them."""
    folder = root / "taxonomies" / "paper"
    (folder / "migrations").mkdir(parents=True)
    (folder / "migrations" / "1.0.0--2.0.0.yaml").write_text(MIGRATION, encoding="utf-8")
    for version, head in (("1.0.0", OLD_HEAD), ("2.0.0", NEW_HEAD)):
        (folder / "taxonomy.yaml").write_text(head, encoding="utf-8")
        definition = WorkspaceResolver(Workspace(root)).definition("paper@head")
        files = {DEFINITION: dumps(definition)}
        files[MANIFEST] = manifest_of(definition, files).dumps()
        freeze(folder / "releases" / version, files)
    return root


def migrated(path: Path, *records: Json) -> Path:
    """A label file with these records, migrated."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(lines(*records))
    ran = acoe("migrate", path, "--to", NEW, "--in-place")
    assert ran.code == 0, ran.err
    return path


def questions(*files: str | Path) -> list[Json]:
    """What `acoe review export` writes."""
    ran = acoe("review", "export", *files)
    assert ran.code == 0, ran.err
    return [json.loads(each) for each in ran.out.splitlines()]


def decide(path: Path, *decided: tuple[Json, object]) -> Path:
    """A file of decisions about questions."""
    path.write_bytes(lines(*({**question, "decision": said} for question, said in decided)))
    return path


def read(path: Path) -> list[Json]:
    return [json.loads(each) for each in path.read_bytes().splitlines()]


def clean(*files: Path) -> Ran:
    """The check of files in which nothing may be wrong."""
    ran = acoe("check", *files)
    assert ran.code == 0, ran.out
    assert "No findings" in ran.out, ran.out
    return ran
