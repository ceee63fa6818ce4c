"""The site of this repository, built once for all workers of a test run."""

from __future__ import annotations

import fcntl
import os
import re
from pathlib import Path

import pytest
from running import acoe

_DONE = ".acoe-site"
_REVIEWED = re.compile(r'^reviewed: "?([0-9-]{10})', re.MULTILINE)


def built_once(root: Path, folders: pytest.TempPathFactory) -> Path:
    """The folder of the site of the workspace at `root`; the first worker that asks builds it.

    It is built as on the day of the newest review, so that none is overdue or still to come.
    """
    shared = folders.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    site = shared / "site-of-this-repository"
    with (shared / "site-of-this-repository.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (site / _DONE).is_file():
            pages = (each.read_text("utf-8") for each in (root / "guidelines").rglob("*.md"))
            today = max(day for page in pages for day in _REVIEWED.findall(page))
            ran = acoe("-w", root, "site", "build", "-o", site, "--today", today)
            assert ran.code == 0, ran.out + ran.err
    return site
