"""`acoe release` killed with SIGKILL at any moment leaves no release, or a whole one."""

from __future__ import annotations

import shutil
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest
from killing import Ended, driver, killed_again_and_again

from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.releases import read_release

KILLS = 200
PAGES = 60

HEAD = """\
format: 1
id: desk
title: Desk
version: 1.0.0
entities:
  bond: {definition: A debt security.}
"""

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL"
)


def test_a_release_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "taxonomies/desk").mkdir(parents=True)
    (tmp_path / "taxonomies/desk/taxonomy.yaml").write_text(HEAD)
    guidelines = tmp_path / "guidelines/desk"
    guidelines.mkdir(parents=True)
    for number in range(PAGES):
        (guidelines / f"page-{number}.md").write_text(f"# Page {number}\n" * 50)
    workspace = Workspace(tmp_path)
    release = tmp_path / "taxonomies/desk/releases/1.0.0"
    left: Counter[str] = Counter()

    def look() -> None:
        """At what a run left: a release, if there is one, is whole."""
        parts = [each for each in release.parent.glob("*") if each != release]
        if workspace.releases("desk"):
            assert len(read_release(release).manifest.files) == PAGES + 1
            assert parts == []
            left["released"] += 1
            shutil.rmtree(release)
        else:
            assert not release.exists()
            left["begun" if any(release.parent.glob(".*")) else "nothing"] += 1

    def finished(ended: Ended) -> None:
        assert ended.code == 0, ended.out
        assert [each.name for each in release.parent.iterdir()] == ["1.0.0"]
        look()

    with driver("release", "desk", "--dry-run", "--without-guidelines", cwd=tmp_path) as start:
        first = start.run("release", "desk", "--without-guidelines")
        finished(first)
        killed_again_and_again(
            start, "release", "desk", "--without-guidelines",
            times=KILLS, seconds=first.seconds, seed=3, after_kill=look, after_end=finished,
        )  # fmt: skip
    assert left["begun"], "no run was killed while it wrote"
    assert left["nothing"], "no run was killed before it wrote"
