"""`acoe site serve`: what is saved is seen, what is broken is said, and Ctrl-C ends it cleanly."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from browsing import visit
from running import process
from small_site import BONDS, TODAY, small_workspace


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small workspace of its own."""
    return small_workspace(tmp_path)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


@contextmanager
def served(root: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """`acoe site serve`, once it serves, and its address."""
    port = free_port()
    with process(
        "site", "serve", "--port", str(port), "--today", TODAY, cwd=root,
        environment={"PYTHONUNBUFFERED": "1"},
    ) as running:  # fmt: skip
        assert running.stdout is not None
        said = running.stdout.readline().decode("utf-8")
        found = re.match(r"(http://127\.0\.0\.1:\d+/)  \(Ctrl-C ends it\)", said)
        assert found is not None, said
        until(lambda: read(found[1]) is not None)
        yield running, found[1]


def read(address: str) -> str | None:
    """What is there; None if there is nothing."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            text: str = answer.read().decode("utf-8")
            return text
    except HTTPError as error:
        error.close()
        return None
    except OSError:
        return None


def until(condition: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def end(running: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Exit code and standard error after Ctrl-C."""
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=20)
    return running.returncode, err.decode("utf-8")


def test_a_browser_shows_what_was_saved_and_keeps_it_when_something_breaks(
    copy: Path, browser: Any
) -> None:
    guideline = copy / "guidelines" / "desk" / "bonds.md"
    with served(copy) as (running, address), visit(browser, address) as seen:
        page = seen.open("desk/guidelines/bonds.html")
        assert page.locator("article", has_text="Mark the words").count() == 1

        guideline.write_text(BONDS.replace("Mark the words", "Underline the words"), "utf-8")
        page.wait_for_selector("article:has-text('Underline the words')")

        guideline.write_text(BONDS.replace("#f holds #b", "#b holds #f"), "utf-8")
        time.sleep(3)
        assert "Underline the words" in (read(f"{address}desk/guidelines/bonds.html") or "")

        guideline.write_text(BONDS.replace("Mark the words", "Choose the words"), "utf-8")
        page.wait_for_selector("article:has-text('Choose the words')")
        assert seen.wrong == []
        code, err = end(running)
    assert code == 0
    assert "acoe: not shown until this is mended\n" in err
    assert err.endswith("s\n")


def test_a_new_label_gets_its_page(copy: Path) -> None:
    head = copy / "taxonomies" / "desk" / "taxonomy.yaml"
    with served(copy) as (running, address):
        assert read(f"{address}desk/entity/future.html") is None
        added = "  future: {definition: A listed contract.}\nrelations:"
        head.write_text(head.read_text("utf-8").replace("relations:", added, 1), "utf-8")
        until(lambda: read(f"{address}desk/entity/future.html"))
        assert end(running)[0] == 0


def test_nothing_is_missing_while_files_change_fast(copy: Path) -> None:
    head = copy / "taxonomies" / "desk" / "taxonomy.yaml"
    text = head.read_text("utf-8")
    with served(copy) as (running, address):
        for number in range(60):
            if number % 3 == 0:
                head.write_text(f"{text}\n# {number}\n", "utf-8")
            assert read(f"{address}desk/entity/bond.html") is not None
            time.sleep(0.05)
        assert end(running)[0] == 0


def test_nobody_else_can_read_it(copy: Path) -> None:
    with served(copy) as (running, address):
        port = int(address.rstrip("/").rpartition(":")[2])
        listening = Path("/proc/net/tcp").read_text(encoding="ascii")
        hosts = re.findall(rf": ([0-9A-F]{{8}}):{port:04X} 00000000:0000 0A", listening)
        assert hosts == ["0100007F"]
        assert read(f"{address}../../etc/passwd") is None
        assert end(running)[0] == 0


def test_a_port_that_is_taken_is_said(copy: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with process("site", "serve", "--port", str(port), "--today", TODAY, cwd=copy) as running:
            out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (2, b"")
    assert err.decode("utf-8").endswith(
        f"acoe: error: port {port} is taken\n"
        f"  hint: choose another with --port, such as {port + 1}\n"
    )
