"""A folder of guidelines that a test writes, and reads as a command would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from acoe_spec.guidelines.guideline import Guidelines
from acoe_spec.guidelines.reading.folder import read_guidelines

FRONT = "---\ntitle: Options\nlabels: [option]\n---\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the guidelines of `desk` lie."""
    made = tmp_path / "guidelines" / "desk"
    made.mkdir(parents=True)
    return made


@pytest.fixture
def read(folder: Path) -> Callable[..., Guidelines]:
    """Reads the folder after writing files into it; messages call them by their paths in it."""

    def write_and_read(files: Mapping[str, str | bytes]) -> Guidelines:
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            data = content if isinstance(content, bytes) else content.encode()
            (folder / path).write_bytes(data)
        return read_guidelines(folder, "desk", lambda path: path.relative_to(folder).as_posix())

    return write_and_read
