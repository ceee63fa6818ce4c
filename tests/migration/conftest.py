"""A workspace with two versions of one taxonomy."""

from __future__ import annotations

from pathlib import Path

import pytest
from two_versions import make_workspace


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace, which is the working directory of the test."""
    folder = make_workspace(tmp_path / "desk")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")
    return folder
