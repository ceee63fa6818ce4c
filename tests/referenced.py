"""The reference taxonomies of this repository, as they are found on disk.

Tests that hold for all of them take them from here, so that a new one is tested as soon as its
folder is there.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from acoe_spec.generate.artefacts import Version
from acoe_spec.workspace.discovery import find_workspace
from acoe_spec.workspace.resolver import WorkspaceResolver

ROOT = Path(__file__).parents[1]
TAXONOMIES = ROOT / "taxonomies"

Json = dict[str, Any]

HEADS = {path.parent.name: path for path in sorted(TAXONOMIES.glob("*/taxonomy.yaml"))}
"""The head of each taxonomy by its id."""

SHARED = {"finance-core"}
"""Taxonomies that are there to be imported: nobody annotates with them alone."""

EXAMPLES = {
    path.parts[-3]: path
    for path in sorted(TAXONOMIES.glob("*/examples/*.jsonl"))
    if path.parts[-3] not in SHARED
}
"""The example label file of each other taxonomy that has one, by its id."""


@cache
def resolver() -> WorkspaceResolver:
    return WorkspaceResolver(find_workspace(ROOT))


def records(path: Path) -> list[Json]:
    """The records of a label file."""
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def example_pin(taxonomy_id: str) -> str:
    """The one version that all records of an example file follow."""
    (pin,) = {each["schema"] for each in records(EXAMPLES[taxonomy_id])}
    return str(pin)


def example_version(taxonomy_id: str) -> Version:
    """That version with its shapes."""
    pin = example_pin(taxonomy_id)
    return Version(resolver().definition(pin), resolver().resolve(pin))
