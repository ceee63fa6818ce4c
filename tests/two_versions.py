"""A workspace in which the taxonomy of `desk` has a later version, with a migration to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desk import AGAIN, BONDS, TAXONOMY, UBS, entity, record

from acoe_spec.taxonomy.definition import dumps
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.freezing import freeze
from acoe_spec.workspace.releases import DEFINITION, MANIFEST, manifest_of
from acoe_spec.workspace.resolver import WorkspaceResolver

OLD, NEW = "desk@1.2.0", "desk@2.0.0"

NEW_TAXONOMY = """\
format: 1
id: desk
title: Trading desk
version: 2.0.0
based_on: [1.2.0]
description: What a dealer says to a client.
licence: CC0-1.0
owner: markets-annotation
modalities: [chat]
entities:
  company:
    definition: A company that trades.
  bond:
    definition: A debt security.
  bill:
    is_a: bond
    definition: A debt security that runs for a year at most.
relations:
  holds: {domain: [company], range: [bond], definition: Has in its books.}
  same_as: {domain: [bond], range: [bond], symmetric: true, definition: Names the same security.}
"""

MIGRATION = """\
format: 1
taxonomy: desk
from: 1.2.0
to: 2.0.0
operations:
  - {op: rename-label, set: entity, from: firm, to: company}
  - {op: merge-labels, set: entity, from: [note], to: bond}
  - {op: redefine, set: entity, label: bill, reason: How long it runs counts now.}
"""

NOTE = entity("e4", "note", (8, 13), text="bonds")
BILL = entity("e5", "bill", (15, 20), text="bonds")


def relation(identifier: str, label: str, subject: str, object_: str) -> dict[str, Any]:
    return {
        "type": "relation",
        "id": identifier,
        "label": label,
        "subject": subject,
        "object": object_,
    }


HOLDS = relation("x1", "holds", "e1", "e5")

PLAIN = record("plain", UBS, BONDS)
"""Has a label with another id under the new version."""
DOUBLE = record("double", UBS, BONDS, NOTE)
"""Two of its annotations become one."""
OPEN = record("open", UBS, BILL, HOLDS, BONDS)
"""A person has to decide one annotation, and what depends on it."""
OTHER = record("other", entity("e1", "song", (0, 3), text="UBS"), schema="music@3.0.0")
"""Of another taxonomy."""
THERE = record("there", AGAIN, schema=NEW)
"""At the new version already."""


def make_workspace(root: Path) -> Path:
    """A workspace with the releases desk@1.2.0 and desk@2.0.0, and the migration between them."""
    folder = root / "taxonomies" / "desk"
    (folder / "migrations").mkdir(parents=True)
    (folder / "migrations" / "1.2.0--2.0.0.yaml").write_text(MIGRATION, encoding="utf-8")
    for version, head in (("1.2.0", TAXONOMY), ("2.0.0", NEW_TAXONOMY)):
        (folder / "taxonomy.yaml").write_text(head, encoding="utf-8")
        definition = WorkspaceResolver(Workspace(root)).definition("desk@head")
        files = {DEFINITION: dumps(definition)}
        files[MANIFEST] = manifest_of(definition, files).dumps()
        freeze(folder / "releases" / version, files)
    return root
