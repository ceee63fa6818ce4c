"""`acoe migrate --in-place` stopped, killed, resumed, given up, started twice."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import line, lines
from killing import Ended, driver, killed_again_and_again
from running import Ran, acoe, process
from two_versions import DOUBLE, NEW, OLD, OPEN, OTHER, PLAIN, THERE

from acoe_spec.errors import FileProblem
from acoe_spec.journal import open_journal
from acoe_spec.migration.copying import FileOutcome, stamp_of
from acoe_spec.migration.in_place import Begun
from acoe_spec.migration.runs import put

JOURNAL = Path(".acoe") / "migration.journal"
INTERRUPTED = b"acoe: interrupted; nothing was left half-written\n"


def fill(folder: Path, *, files: int = 50, records: int = 4) -> dict[str, bytes]:
    """Label files of all kinds of records, some compressed: name to content."""
    kinds = [PLAIN, DOUBLE, OPEN, OTHER, THERE]
    folder.mkdir()
    for number in range(files):
        content = lines(
            *(
                kinds[(number + n) % 5] | {"id": f"r{number}-{n}"}
                for n in range(records + number % 7)
            )
        )
        name = f"{number:02}.jsonl"
        if number % 10 == 9:
            name, content = f"{name}.gz", gzip.compress(content, mtime=0)
        (folder / name).write_bytes(content)
    return contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too."""
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def migrate(folder: Path, *options: str) -> tuple[str | Path, ...]:
    names = sorted(str(each) for each in folder.iterdir() if not each.name.startswith("."))
    return ("migrate", *names, "--to", NEW, "--in-place", *options)


def test_a_second_run_changes_nothing(desk: Path) -> None:
    fill(desk / "labels", files=5)
    acoe(*migrate(desk / "labels"))
    before = {each: stamp_of(each) for each in (desk / "labels").iterdir()}

    again = acoe(*migrate(desk / "labels"), "--report", "json")

    assert again.code == 0
    assert again.json["migrated"] == again.json["deduplicated"] == 0
    assert again.json["annotations_in"] == again.json["unchanged"] + again.json["unresolved"]
    assert {each: stamp_of(each) for each in (desk / "labels").iterdir()} == before
    assert not JOURNAL.parent.exists()


def test_permissions_and_links_stay(desk: Path) -> None:
    (desk / "real.jsonl").write_bytes(lines(PLAIN))
    (desk / "real.jsonl").chmod(0o640)
    (desk / "link.jsonl").symlink_to("real.jsonl")

    assert acoe("migrate", "link.jsonl", "--to", NEW, "--in-place").code == 0

    assert (desk / "link.jsonl").is_symlink()
    assert (desk / "real.jsonl").stat().st_mode & 0o777 == 0o640
    assert json.loads((desk / "real.jsonl").read_bytes())["schema"] == NEW


@pytest.mark.skipif(sys.platform != "linux", reason="names are any bytes only there")
def test_a_name_that_is_no_utf_8(desk: Path) -> None:
    names = [os.fsdecode(b"gr\xfcn.jsonl"), "gr\u00fcn.jsonl"]
    for name in names:
        (desk / name).write_bytes(lines(PLAIN, OPEN))

    assert acoe("migrate", *names, "--to", NEW, "--in-place").code == 0

    assert [json.loads((desk / name).read_bytes().splitlines()[0])["schema"] for name in names] == [
        NEW,
        NEW,
    ]
    with open_journal(desk / JOURNAL) as journal:
        begun = Begun(
            target=NEW, taxonomy="", schema=None, token="0" * 8, files=("gr\0dcfcn.jsonl",)
        )
        journal.append(begun)
    part = desk / os.fsdecode(b".gr\xfcn.jsonl.00000000.part")
    part.write_bytes(b"{")
    assert acoe("migrate", *names, "--to", NEW, "--in-place").code == 0
    assert not part.exists()


def test_two_runs_at_once_are_refused(desk: Path) -> None:
    before = fill(desk / "labels", files=2)

    with open_journal(desk / JOURNAL):
        ran = acoe(*migrate(desk / "labels"))

    assert ran.code == 3
    assert ran.err == (
        f"acoe: error: {desk / JOURNAL}: another run is at work here and has not ended yet\n"
        "  hint: wait until it has ended, then run this again\n"
    )
    assert contents(desk / "labels") == before


def test_a_file_that_somebody_wrote_meanwhile_is_left_alone(desk: Path) -> None:
    source, part = desk / "a.jsonl", desk / ".a.jsonl.0.part"
    source.write_bytes(b"as it was read")
    outcome = FileOutcome(source=str(source), part=part, stamp=stamp_of(source))
    part.write_bytes(b"migrated")
    source.write_bytes(b"as somebody wrote it then")

    put(outcome, part, source)

    assert isinstance(outcome.problem, FileProblem)
    assert outcome.problem.message == "somebody wrote to this file while it was migrated"
    assert source.read_bytes() == b"as somebody wrote it then"


# What is left by a run that was stopped: made by hand, as a journal says it.


@pytest.fixture
def stopped(desk: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The files after a run that was killed when it had finished one of three."""
    before = fill(desk / "labels", files=3)
    calls = 0

    def kill_at_the_second(outcome: FileOutcome, part: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            shutil.copy(desk / JOURNAL, desk / "kept")
            shutil.copy(part, desk / part.name)
            raise KeyboardInterrupt
        put(outcome, part, target)

    with monkeypatch.context() as patch:
        patch.setattr("acoe_spec.migration.in_place.put", kill_at_the_second)
        assert acoe(*migrate(desk / "labels")) == Ran(130, "", INTERRUPTED.decode())
    # The moment before the run could tidy up: as SIGKILL leaves it.
    for part in desk.glob(".*.part"):
        part.rename(desk / "labels" / part.name)
    shutil.copy(desk / "kept", desk / JOURNAL)
    return before


def test_the_next_run_finishes_and_counts_everything(desk: Path, stopped: dict[str, bytes]) -> None:
    left = contents(desk / "labels")
    assert sum(left[name] != content for name, content in stopped.items()) == 1
    assert len(left) == 4  # one is a part

    resumed = acoe(*migrate(desk / "labels"), "--report", "json")
    after = contents(desk / "labels")

    assert resumed.code == 0
    assert resumed.err == "acoe: took up an interrupted run: 1 file of it had been finished\n"
    assert not JOURNAL.parent.exists()
    for name, content in stopped.items():
        (desk / "labels" / name).write_bytes(content)
    assert acoe(*migrate(desk / "labels"), "--report", "json").json == resumed.json
    assert contents(desk / "labels") == after


def test_a_finished_file_that_was_edited_since_is_read_again(
    desk: Path, stopped: dict[str, bytes]
) -> None:
    first = desk / "labels" / min(stopped)
    first.write_bytes(first.read_bytes() + lines(PLAIN | {"id": "late"}))

    assert acoe(*migrate(desk / "labels")).code == 0

    assert json.loads(first.read_bytes().splitlines()[-1])["schema"] == NEW


def test_another_command_is_refused_until_it_is_finished(
    desk: Path, stopped: dict[str, bytes]
) -> None:
    names = sorted(stopped)
    left = contents(desk / "labels")
    whole = "every file is either old or new, and whole"

    other = acoe(*migrate(desk / "labels"), "--schema", OLD)
    assert (other.code, other.out) == (2, "")
    assert other.err == (
        f"acoe: error: {desk / JOURNAL}: a migration to {NEW} was interrupted and is not finished\n"
        f"  hint: run it again to its end, or give it up with --forget; {whole}\n"
    )
    fewer = acoe("migrate", f"labels/{names[0]}", "--to", NEW, "--in-place")
    assert fewer.code == 2
    assert f"has to finish files that are not named now: labels/{names[1]}, " in fewer.err
    assert {name: left[name] for name in names} == {
        name: (desk / "labels" / name).read_bytes() for name in names
    }

    more = desk / "more.jsonl"
    more.write_bytes(lines(PLAIN))
    assert acoe(*migrate(desk / "labels"), str(more)).code == 0
    assert json.loads(more.read_bytes())["schema"] == NEW


def test_a_migration_that_was_edited_meanwhile_is_not_taken_up(
    desk: Path, stopped: dict[str, bytes]
) -> None:
    declared = desk / "taxonomies" / "desk" / "migrations" / "1.2.0--2.0.0.yaml"
    as_it_was = declared.read_bytes()
    redefine = (
        b"  - {op: redefine, set: entity, label: bill, reason: How long it runs counts now.}\n"
    )
    assert redefine in as_it_was
    left = contents(desk / "labels")

    declared.write_bytes(as_it_was.replace(redefine, b""))
    other = acoe(*migrate(desk / "labels"))

    assert (other.code, other.out) == (2, "")
    assert other.err == (
        f"acoe: error: {desk / JOURNAL}: the migration from {OLD} to {NEW} has changed since a run "
        "of it was interrupted\n"
        "  hint: take the change back and run this again, or begin anew with --forget; what was "
        "migrated already will not be migrated again\n"
    )
    assert stopped.keys() <= left.keys()
    assert all((desk / "labels" / name).read_bytes() == left[name] for name in stopped)

    declared.write_bytes(b"# A comment changes nothing.\n" + as_it_was)
    assert acoe(*migrate(desk / "labels")).code == 0
    assert not JOURNAL.parent.exists()


def test_it_can_be_given_up(desk: Path, stopped: dict[str, bytes]) -> None:
    names = sorted(stopped)

    ran = acoe("migrate", f"labels/{names[0]}", "--to", NEW, "--in-place", "--forget")

    assert (ran.code, ran.err) == (0, "")
    assert not JOURNAL.parent.exists()
    left = contents(desk / "labels")
    assert sorted(left) == names
    assert all(left[name] == stopped[name] for name in names[1:])


def test_a_journal_that_is_none(desk: Path) -> None:
    before = fill(desk / "labels", files=2)
    (desk / JOURNAL).parent.mkdir()
    (desk / JOURNAL).write_bytes(b"milk, eggs\n")

    ran = acoe(*migrate(desk / "labels"))

    assert ran.code == 3
    assert "this is no journal of a migration" in ran.err
    assert contents(desk / "labels") == before


# Processes that are really stopped.


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_leaves_nothing_half_written(desk: Path, jobs: str) -> None:
    (desk / "labels").mkdir()
    for name in "abc":
        content = b"".join(line(DOUBLE | {"id": f"r{n}"}) + b"\n" for n in range(20_000))
        (desk / "labels" / f"{name}.jsonl").write_bytes(content)
    before = contents(desk / "labels")

    with process(*migrate(desk / "labels", "--jobs", jobs), cwd=desk) as running:
        until(lambda: list((desk / "labels").glob(".*.part")))  # it is writing now
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=20)

    assert (running.returncode, err) == (130, INTERRUPTED)
    assert contents(desk / "labels") == before
    assert not JOURNAL.parent.exists()


def test_killed_at_200_random_moments(desk: Path) -> None:
    """Every file is old or new at any moment, and in the end all are as if nothing had happened."""
    labels, reference = desk / "labels", desk / "reference"
    old = fill(labels)
    shutil.copytree(labels, reference)

    with driver(*migrate(labels), "--dry-run", cwd=desk) as start:
        undisturbed = start.run(*migrate(reference), "--report", "json=counts.json")
        assert undisturbed.code == 0, undisturbed.out
        counts = (desk / "counts.json").read_bytes()
        new = contents(reference)
        assert new.keys() == old.keys()
        shutil.rmtree(reference)

        def every_file_is_old_or_new() -> None:
            found = contents(labels)
            for name in old:
                assert found[name] in (old[name], new[name]), f"{name} is neither old nor new"
            if found == new and not (desk / JOURNAL).exists():
                all_is_done()  # and reported; it was killed while it ended

        def all_is_done() -> None:
            assert contents(labels) == new
            assert not (desk / JOURNAL).exists()
            assert (desk / "counts.json").read_bytes() == counts
            for name, content in old.items():
                (labels / name).write_bytes(content)
            (desk / "counts.json").unlink()

        def it_succeeded(ended: Ended) -> None:
            assert ended.code == 0, ended.out
            all_is_done()

        command = migrate(labels, "--report", "json=counts.json")
        killed_again_and_again(
            start,
            *command,
            times=200,
            seconds=undisturbed.seconds,
            seed=20260301,
            after_kill=every_file_is_old_or_new,
            after_end=it_succeeded,
        )


def test_killed_with_several_processes(desk: Path) -> None:
    """The processes of a killed run go too, and write nothing into the next one."""
    labels = desk / "labels"
    old = fill(labels, files=12, records=100)
    start_time = time.monotonic()
    acoe(*migrate(labels, "--jobs", "2"))
    seconds = time.monotonic() - start_time
    new = contents(labels)
    for name, content in old.items():
        (labels / name).write_bytes(content)

    for number in range(4):
        with process(*migrate(labels, "--jobs", "2"), cwd=desk) as running:
            time.sleep(seconds * (0.4 + number / 6))
            running.send_signal(signal.SIGKILL)
            running.communicate(timeout=20)
        found = contents(labels)
        assert all(found[name] in (old[name], new[name]) for name in old)

    assert acoe(*migrate(labels, "--jobs", "2")).code == 0
    assert contents(labels) == new
    assert not JOURNAL.parent.exists()
