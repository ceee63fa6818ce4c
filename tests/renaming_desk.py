"""A desk whose ids are given new ones: its head, with a release or without, and what changed."""

from __future__ import annotations

import datetime
import difflib
from pathlib import Path
from typing import Any

from msgspec import to_builtins
from released import release

from acoe_spec.models.migration import Migration
from acoe_spec.project.renaming import Renamed, rename
from acoe_spec.project.renaming_files import Asked, write
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.layout import from_data
from acoe_spec.taxonomy.source import read_source
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.resolver import WorkspaceResolver

TODAY = datetime.date(2026, 6, 30)

DESK = """\
# What dealers say.
format: 1
id: desk
title: Desk
version: 2.0.0
based_on: [1.0.0]
overlap:
  default: [contains]
  pairs:
    - {of: [option, bond], allow: []}  # an option is no bond

entities:
  bond: {definition: A debt security.}
  # Options of any kind.
  option:
    definition: A right to buy or to sell; a call_option is one.
    confusable_with: [bond]
    attributes:
      strike: {definition: The price agreed., range: decimal}
      style:
        definition: How it is exercised.
        values:
          vanilla: {definition: Plain.}
          barrier: {definition: With a level.}
      level:
        definition: Of the barrier.
        range: decimal
        when: {style: [barrier]}
  call_option:  # the right to buy
    is_a: option
    mixins: [option]
    definition: A right to buy.
    attributes:
      strike: {required: true}
      style:
        values:
          vanilla: {definition: Plain.}
  warrant:
    definition: A certificate.
    deprecated: {since: 1.0.0, replaced_by: [option]}

relations:
  names: {definition: Names the same., domain: [option, event/trade], range: [option]}

events:
  trade:
    definition: A deal.
    roles:
      traded: {range: [option, event/trade]}
      buyer: {range: [bond]}

categories:
  intent:
    question: What is wanted?
    applies_to: {units: [turn], labels: [option, event/trade]}
    labels:
      request: {definition: Something is asked.}
      rfq: {is_a: request, definition: A price is asked., confusable_with: [request]}
"""


def desk(folder: Path, text: str = DESK) -> Workspace:
    """A workspace with this head."""
    path = folder / "taxonomies" / "desk" / "taxonomy.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return Workspace(folder)


def done(workspace: Workspace, old: str, new: str) -> Renamed:
    """Rename something of the desk."""
    found = rename(WorkspaceResolver(workspace), "desk", old, new, today=TODAY)
    assert workspace.root is not None
    write(found.files, root=workspace.root, asked=Asked("desk", old, new))
    return found


def difference(before: str, after: str) -> str:
    """The lines that went and came."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0)
    told = (line for line in lines if not line.startswith(("---", "+++", "@@")))
    return "\n".join(f"{line[0]} {line[1:]}" for line in told)


def operations(folder: Path) -> list[dict[str, Any]]:
    path = folder / "taxonomies" / "desk" / "migrations" / "1.0.0--2.0.0.yaml"
    found: list[dict[str, Any]] = read_source(path).data["operations"]
    return found


def followed(folder: Path, *declared: dict[str, Any]) -> Workspace:
    """A desk whose head follows release 1.0.0, which said the same, with a draft migration."""
    source = read_source(DESK.encode())
    release(folder, {**source.data, "version": "1.0.0", "based_on": []})
    if declared:
        migration_of = {"taxonomy": "desk", "from": "1.0.0", "to": "2.0.0"}
        path = folder / "taxonomies" / "desk" / "migrations" / "1.0.0--2.0.0.yaml"
        path.parent.mkdir(parents=True)
        data = {"format": 1, **migration_of, "operations": list(declared)}
        path.write_text(from_data(data, kind="migration"), "utf-8")
    return desk(folder)


_OF_VERSIONS = ("version", "based_on", "retired")


def said(definition: Definition) -> dict[str, Any]:
    """What a definition says, without what it says of versions."""
    found: dict[str, Any] = to_builtins(definition, order="sorted")
    return {key: value for key, value in found.items() if key not in _OF_VERSIONS}


def declared(found: list[dict[str, Any]]) -> Migration:
    return Migration.model_validate(
        {"format": 1, "taxonomy": "desk", "from": "1.0.0", "to": "2.0.0", "operations": found}
    )
