"""`acoe rename` killed with SIGKILL at any moment: the next run finishes it, or starts again."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest
from killing import Ended, driver, killed_again_and_again
from running import acoe

KILLS = 150
PAGES = 60
RENAME = ("rename", "desk", "bond", "security")
JOURNAL = Path(".acoe/rename.journal")

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


def contents(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in root.rglob("*")
        if path.is_file()
    }


def workspace(root: Path, pages: int) -> dict[str, str]:
    """A workspace with that many pages about bonds; what its files say."""
    for each in root.iterdir():
        shutil.rmtree(each)  # but not the folder itself: runs start there
    (root / "taxonomies/desk").mkdir(parents=True)
    (root / "taxonomies/desk/taxonomy.yaml").write_text(HEAD)
    (root / "guidelines/desk").mkdir(parents=True)
    for number in range(pages):
        (root / f"guidelines/desk/page-{number}.md").write_text(f"{number}: see [[bond]].\n")
    return contents(root)


def test_a_renaming_that_is_killed_is_finished_by_the_next_run(tmp_path: Path) -> None:
    root = tmp_path
    before = workspace(root, PAGES)
    after = {name: text.replace("bond", "security") for name, text in before.items()}
    left: Counter[str] = Counter()

    def look() -> None:
        """At what a run left: each file is the old one or the new one."""
        found = contents(root)
        kept = {name: text for name, text in found.items() if not Path(name).name.startswith(".")}
        kept.pop(JOURNAL.as_posix(), None)
        assert kept.keys() == before.keys()
        for name, text in kept.items():
            assert text in (before[name], after[name])
        mixed = kept not in (before, after)
        assert not mixed or JOURNAL.as_posix() in found
        left["mixed" if mixed else "parts" if len(found) > len(kept) else "nothing"] += 1

    def finished(ended: Ended) -> None:
        # The run before may have been killed when all was done and only the answer was missing.
        was_done = ended.code == 2 and "there is no label 'bond'" in ended.out
        assert ended.code == 0 or was_done, ended.out
        assert contents(root) == after
        workspace(root, PAGES)

    with driver(*RENAME, "--dry-run", cwd=root) as start:
        first = start.run(*RENAME)
        finished(first)
        killed_again_and_again(
            start, *RENAME,
            times=KILLS, seconds=first.seconds, seed=3, after_kill=look, after_end=finished,
        )  # fmt: skip
    assert left["parts"], "no run was killed while it wrote"


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What a run leaves that is killed with the first of two files in place; what it comes to."""
    before = workspace(tmp_path, 1)
    monkeypatch.chdir(tmp_path)
    after = {name: text.replace("bond", "security") for name, text in before.items()}
    files = ("taxonomies/desk/taxonomy.yaml", "guidelines/desk/page-0.md")
    Path(files[0]).write_text(after[files[0]])
    Path("guidelines/desk/.page-0.md.0123abcd.part").write_text(after[files[1]])
    begun = {
        "type": "begun",
        "asked": {"taxonomy": "desk", "old": "bond", "new": "security"},
        "token": "0123abcd",
        "files": [
            {"file": name, "before": hash_of(before[name]), "after": hash_of(after[name])}
            for name in files
        ],
    }
    JOURNAL.parent.mkdir()
    JOURNAL.write_text(json.dumps(begun) + '\n{"type":"whole"}\n')
    return after


def test_what_was_not_whole_has_not_happened(interrupted: dict[str, str]) -> None:
    workspace(Path(), 1)
    Path("guidelines/desk/.page-0.md.0123abcd.part").write_text("half")
    JOURNAL.parent.mkdir()
    entry = {"file": "guidelines/desk/page-0.md", "before": "", "after": ""}
    asked = {"taxonomy": "desk", "old": "bond", "new": "paper"}
    begun = {"type": "begun", "asked": asked, "token": "0123abcd", "files": [entry]}
    JOURNAL.write_text(json.dumps(begun) + '\n{"type":"wh')
    assert "finished" not in acoe(*RENAME).err
    assert contents(Path()) == interrupted


def test_the_same_command_says_that_it_finished_it(interrupted: dict[str, str]) -> None:
    ran = acoe(*RENAME)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == ("acoe: finished what was interrupted: 'bond' of 'desk' is 'security' now\n")
    assert contents(Path()) == interrupted


def test_another_command_finishes_it_first(interrupted: dict[str, str]) -> None:
    ran = acoe("rename", "desk", "security", "paper")
    assert (ran.code, ran.err.count("finished what was interrupted")) == (0, 1)
    assert contents(Path()) == {
        name: text.replace("security", "paper").replace("debt paper", "debt security")
        for name, text in interrupted.items()
    }


def test_a_dry_run_finishes_nothing(interrupted: dict[str, str]) -> None:
    before = contents(Path())
    ran = acoe(*RENAME, "--dry-run")
    assert ran.code == 2
    assert ran.err == (
        "acoe: error: a renaming was interrupted, and is not finished\n"
        "  hint: run this without --dry-run\n"
    )
    assert contents(Path()) == before


def test_what_people_wrote_in_the_meantime_is_not_lost(interrupted: dict[str, str]) -> None:
    page = Path("guidelines/desk/page-0.md")
    page.write_text("Mine.\n")
    ran = acoe(*RENAME)
    assert ran.code == 2
    assert "this file has changed since the renaming of 'bond' to 'security' was" in ran.err
    assert page.read_text("utf-8") == "Mine.\n"
    page.write_text("0: see [[bond]].\n")
    assert acoe(*RENAME).code == 0
    assert contents(Path()) == interrupted
