"""A journal: one run at a time holds it, and the next one reads what was written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from acoe_spec.errors import FileProblem
from acoe_spec.journal import JournalBusy, open_journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".acoe" / "test.journal"


def test_what_a_run_wrote_is_there_for_the_next(path: Path) -> None:
    with open_journal(path) as journal:
        assert journal.before == ()
        journal.append({"begun": "a"})
        journal.append({"done": "a"})

    with open_journal(path) as journal:
        assert journal.before == (b'{"begun":"a"}\n', b'{"done":"a"}\n')
        journal.append({"begun": "b"})

    assert path.read_bytes() == b'{"begun":"a"}\n{"done":"a"}\n{"begun":"b"}\n'


def test_a_torn_line_is_cut_off(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b'{"begun":"a"}\n{"done":')

    with open_journal(path) as journal:
        assert journal.before == (b'{"begun":"a"}\n',)
        journal.append({"done": "a"})

    assert path.read_bytes() == b'{"begun":"a"}\n{"done":"a"}\n'


def test_it_can_be_emptied(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"1\n2\n")

    with open_journal(path) as journal:
        journal.clear()
        journal.append(3)

    assert path.read_bytes() == b"3\n"


def test_it_goes_with_its_folder(path: Path) -> None:
    with open_journal(path) as journal:
        journal.remove()

    assert not path.parent.exists()


def test_a_folder_in_which_something_else_is_stays(path: Path) -> None:
    path.parent.mkdir()
    (path.parent / "kept").touch()
    with open_journal(path) as journal:
        journal.remove()

    assert [each.name for each in path.parent.iterdir()] == ["kept"]


def test_a_second_run_is_refused(path: Path) -> None:
    with open_journal(path), pytest.raises(JournalBusy) as caught, open_journal(path):
        pass

    assert caught.value.message == "another run is at work here and has not ended yet"
    assert caught.value.hint == "wait until it has ended, then run this again"
    assert caught.value.path == str(path)


def test_a_run_that_is_killed_lets_go_of_it(path: Path) -> None:
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from acoe_spec.journal import open_journal\n"
        "with open_journal(Path(sys.argv[1])) as journal:\n"
        "    journal.append(1)\n"
        "    print(flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        with pytest.raises(JournalBusy), open_journal(path):
            pass
        running.send_signal(signal.SIGKILL)
        running.wait(timeout=10)

    with open_journal(path) as journal:
        assert journal.before == (b"1\n",)


def test_one_that_was_removed_meanwhile_is_not_taken_for_it(path: Path) -> None:
    """Who waits for a lock may get that of a file that is gone."""
    with open_journal(path) as first:
        first.remove()
        with open_journal(path) as second:
            second.append(2)
            assert path.read_bytes() == b"2\n"


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileProblem), open_journal(tmp_path / "file" / "test.journal"):
        pass


def test_where_the_folder_would_be_there_is_a_file(tmp_path: Path) -> None:
    (tmp_path / ".acoe").write_bytes(b"notes")

    with pytest.raises(FileProblem) as raised, open_journal(tmp_path / ".acoe" / "run.journal"):
        pass

    assert raised.value.path == str(tmp_path / ".acoe")
    assert raised.value.message.startswith("this is no folder, and a run notes in a folder")
    assert (tmp_path / ".acoe").read_bytes() == b"notes"
