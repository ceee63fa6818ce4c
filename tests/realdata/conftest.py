"""Third-party corpora are not in the repository: these tests look for them, and skip without."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of corpora: ACOE_REALDATA, else `../shared/data` beside the repository."""
    default = Path(__file__).parents[3] / "shared" / "data"
    folder = Path(os.environ.get("ACOE_REALDATA", default))
    if not folder.is_dir():
        pytest.skip("no third-party corpora: set ACOE_REALDATA to the folder that holds them")
    return folder
