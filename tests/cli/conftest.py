"""A small workspace to run commands in."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import TAXONOMY


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with the taxonomy desk@1.2.0, and the working directory of the test."""
    folder = tmp_path / "desk"
    head = folder / "taxonomies" / "desk" / "taxonomy.yaml"
    head.parent.mkdir(parents=True)
    head.write_text(TAXONOMY, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")
    return folder
