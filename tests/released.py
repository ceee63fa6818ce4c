"""Workspaces with releases and migrations for tests, written without `acoe release`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from taxonomy_strategies import Head, definition_of

from acoe_spec.taxonomy.definition import Definition, dumps
from acoe_spec.workspace.freezing import freeze
from acoe_spec.workspace.releases import DEFINITION, MANIFEST, manifest_of


def release(root: Path, head: Head, imports: Mapping[str, Definition] | None = None) -> Definition:
    """Freeze a head in the workspace at `root`; its definition."""
    definition = definition_of(head, imports)
    files = {DEFINITION: dumps(definition)}
    manifest = manifest_of(definition, files).dumps()
    folder = root / "taxonomies" / definition.id / "releases" / definition.version
    freeze(folder, {**files, MANIFEST: manifest})
    return definition


def write_head(root: Path, head: Head) -> Path:
    """Make `head` what is being written; JSON is YAML."""
    path = root / "taxonomies" / head["id"] / "taxonomy.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(head), encoding="utf-8")
    return path


def migration(root: Path, old: str, new: str, *operations: Mapping[str, Any], **more: Any) -> Path:
    """Declare what changed from one version (`desk@1.0.0`) to the next (`2.0.0`)."""
    taxonomy, _, before = old.partition("@")
    path = root / "taxonomies" / taxonomy / "migrations" / f"{before}--{new}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    written = {"format": 1, "taxonomy": taxonomy, "from": before, "to": new}
    path.write_text(json.dumps(written | {"operations": list(operations)} | more), encoding="utf-8")
    return path
