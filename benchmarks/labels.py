"""A taxonomy with thousands of labels: loading, loading again, lint."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from unittest.mock import patch

from acoe_spec.taxonomy.lint import lint
from acoe_spec.taxonomy.source import read_source
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.resolver import WorkspaceResolver
from benchmarks.rows import Row, at_most
from benchmarks.timing import side_by_side

_HEAD = """\
format: 1
id: large
title: A large taxonomy
version: 1.0.0
description: As many labels as the catalogues of the trade have.
licence: CC0-1.0
owner: benchmarks
modalities: [text]
entities:
"""


def write_large(folder: Path, count: int) -> Path:
    """The head of a taxonomy with so many labels in a hierarchy, ten to a parent."""
    path = folder / "taxonomies" / "large" / "taxonomy.yaml"
    path.parent.mkdir(parents=True)
    labels = [
        f"  label_{number}:\n"
        + (f"    is_a: label_{number // 10}\n" if number >= 10 else "")
        + f"    name: Label {number}\n"
        + f"    definition: What is counted under number {number} of the catalogue.\n"
        + f"    attributes: {{grade_{number % 50}: {{range: integer, minimum: 0}}}}\n"
        * (number % 5 == 0)
        for number in range(count)
    ]
    path.write_text(_HEAD + "".join(labels), encoding="utf-8")
    return path


def large_taxonomy(scratch: Path, *, count: int, rounds: int) -> list[Row]:
    """Loading a head that nothing is known of, loading it again in a new run, and lint."""
    path = write_large(scratch, count)
    workspace = Workspace(scratch)
    source = read_source(path)
    fresh = iter(range(1_000_000))

    def load_head() -> None:
        with patch.dict(os.environ, XDG_CACHE_HOME=str(scratch / f"cold-{next(fresh)}")):
            WorkspaceResolver(workspace).resolve("large@1.0.0")

    def load_cached() -> None:
        with patch.dict(os.environ, XDG_CACHE_HOME=str(scratch / "cold-0")):
            WorkspaceResolver(workspace).resolve("large@1.0.0")

    times = side_by_side(
        {
            "load head": load_head,
            "load cached": load_cached,
            "lint": lambda: lint(source, today=datetime.date(2026, 1, 1)),
        },
        rounds=rounds,
    )
    targets = {"load head": 1.5, "load cached": 0.1, "lint": 0.5}
    return [
        at_most(f"{count:,} labels, {name}", min(times[name]), target, " s")
        for name, target in targets.items()
    ]
