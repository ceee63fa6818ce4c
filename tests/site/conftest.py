"""Sites that several tests look at, each built once, and one browser for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import chromium, serve
from running import acoe
from small_site import TODAY, small_workspace


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small workspace; not to be changed."""
    return small_workspace(tmp_path_factory.mktemp("workspace"))


@pytest.fixture(scope="session")
def site(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its site, built by `acoe site build`."""
    folder = tmp_path_factory.mktemp("built") / "site"
    ran = acoe("-w", workspace, "site", "build", "-o", folder, "--today", TODAY)
    assert ran.code == 0, ran.out + ran.err
    return folder


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where that site is served."""
    with serve(site) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium."""
    with chromium() as started:
        yield started
