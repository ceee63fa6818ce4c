"""Histories of taxonomies made from real tables: definitions, releases and workspaces."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from acoe_spec.formats import csv_taxonomy
from acoe_spec.formats.csv_taxonomy import TableOptions
from acoe_spec.taxonomy.definition import Definition, dumps
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.source import read_source
from acoe_spec.workspace.freezing import freeze
from acoe_spec.workspace.releases import DEFINITION, MANIFEST, manifest_of


def imported(
    table: Path,
    taxonomy_id: str,
    version: str,
    options: TableOptions | None = None,
    *,
    based_on: str | None = None,
) -> Definition:
    """The taxonomy of a table, by the ordinary import; `based_on` is the version before it."""
    data = csv_taxonomy.read(table, taxonomy_id, version, options).data
    return definition(data | ({} if based_on is None else {"based_on": [based_on]}))


def definition(data: object) -> Definition:
    """The definition of a taxonomy as YAML would hold it."""
    source = read_source(json.dumps(data).encode("utf-8"))
    assert source.model is not None, source.findings[0]
    return flatten(source.model, {})


def workspace(folder: Path, versions: Iterable[Definition]) -> Path:
    """A workspace at `folder` with these releases."""
    for each in versions:
        content = {DEFINITION: dumps(each)}
        manifest = manifest_of(each, content).dumps()
        place = folder / "taxonomies" / each.id / "releases" / each.version
        freeze(place, {**content, MANIFEST: manifest})
    return folder
