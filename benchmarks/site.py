"""The guideline site of a large taxonomy: how long it takes to build, how much memory, how soon the
search in a browser shows its first result."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.labels import write_large
from benchmarks.processes import PEAK, environment
from benchmarks.rows import Row, at_most

LARGE, SMALL = 5_000, 1_000
_SECONDS = {SMALL: 8.0, LARGE: 40.0}
_RESULT = {SMALL: 0.5, LARGE: 1.5}
_MEMORY = 300.0
_LOAD = 0.75  # processes for each processor; with more, others take time from a build
_MEBI = 1024

_TOGETHER = 20  # labels on one page
_OPEN = 2.0  # seconds for which a page has been read before somebody searches
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

_PAGE = """\
---
title: Labels {first} and following
labels: [{labels}]
owner: benchmarks
reviewed: "2026-01-05"
status: reviewed
---

# Labels {first} and following
"""

_SECTION = """
## [[label_{number}]]

What is counted under this number is named in reports by its trade name, rarely by its number. Mark
the words that name it, [[label_{parent}|its group]] only where nothing narrower fits. Take what
stands around it, such as the year or the unit, to be something else.

| case | mark |
| --- | --- |
| the name alone | the name |
| the name with a year | the name without the year |

```example
id: named-{number}
verdict: annotate
units:
  - text: "Sales of [goods of class {number}]{{label_{number}}} rose by a tenth."
why: The class is named in full.
```

```example
id: twice-{number}
verdict: annotate
units:
  - text: "[Class {number}]{{label_{number}}} and [class {parent}]{{label_{parent}}} fell."
  - text: "[It]{{label_{number}}} recovered."
why: Each mention is marked, a pronoun as well.
```

```example
id: too-wide-{number}
verdict: avoid
units:
  - text: "Prices of [class {number} in 2025]{{label_{number}}} held."
instead:
  units:
    - text: "Prices of [class {number}]{{label_{number}}} in 2025 held."
why: The year is no part of the name.
```
"""


def sites(scratch: Path, *, count: int, rounds: int) -> list[Row]:
    """Sites of a fifth of `count` labels and of all of them, whose targets are those for 1,000 and
    5,000."""
    rows: list[Row] = []
    _build(_workspace(scratch / "site-warm", _TOGETHER))  # fills the caches
    for labels, size in ((count * SMALL // LARGE, SMALL), (count, LARGE)):
        workspace = _workspace(scratch / f"site-{size}", labels)
        pages = f"site of {labels:,} labels"
        built = _build(workspace)
        rows.append(_time_row(pages, built, _SECONDS[size]))
        rows.append(at_most(f"{pages}, peak memory", built.peak, _MEMORY, " MiB"))
        rows += _searched(f"{pages}, first result", workspace, size, rounds)
    return rows


def _workspace(folder: Path, labels: int) -> Path:
    write_large(folder, labels)
    _write_guidelines(folder / "guidelines" / "large", labels)
    return folder


def _time_row(work: str, built: _Built, most: float) -> Row:
    """Time by the clock, for that is what people wait; the processor's where it is shared."""
    is_busy = os.getloadavg()[0] > _LOAD * (os.cpu_count() or 1)
    measured = f"{built.seconds:.1f} s, {built.cpu:.1f} s of them CPU"
    judged = "CPU, the machine is busy" if is_busy else "by the clock"
    held = (built.cpu if is_busy else built.seconds) <= most
    return Row(f"{work} ({judged})", measured, f"<= {most:g} s", held)


def _write_guidelines(folder: Path, labels: int) -> None:
    folder.mkdir(parents=True)
    numbers = list(range(labels))
    for start in range(0, labels, _TOGETHER):
        told = numbers[start : start + _TOGETHER]
        text = _PAGE.format(first=told[0], labels=", ".join(f"label_{each}" for each in told))
        text += "".join(_SECTION.format(number=each, parent=each // 10) for each in told)
        (folder / f"labels-{told[0]:05}.md").write_text(text, encoding="utf-8")


class _Built(NamedTuple):
    """One whole process of `acoe site build`: seconds, those of the processor, and peak MiB."""

    seconds: float
    cpu: float
    peak: float


def _build(workspace: Path) -> _Built:
    log = workspace / "build.log"
    began = time.monotonic()
    with log.open("w", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", PEAK, "site", "build", "--today", "2026-01-10"],
            cwd=workspace,
            env=environment(workspace.parent),
            stdout=said,
            stderr=said,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    told = log.read_text("utf-8")
    if process.returncode:
        raise SystemExit(f"the site was not built: {told[-2000:]}")
    seconds, cpu = time.monotonic() - began, usage.ru_utime + usage.ru_stime
    return _Built(seconds, cpu, int(told.split()[-1]) / _MEBI)


def _searched(work: str, workspace: Path, size: int, rounds: int) -> Iterator[Row]:
    """From the click into the search to the first result on the screen, on a page that was opened
    just now and on one that was open for a while."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        yield Row(work, "no chromium here")
        return
    from playwright.sync_api import sync_playwright

    with _served(workspace / "site") as address, sync_playwright() as started:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = started.chromium.launch(executable_path=path, args=options)
        page = f"{address}large/entity/label_7.html"
        for state, wait in (("page just opened", 0.0), ("page being read", _OPEN)):
            times = [_first_result(browser, page, wait) for _ in range(rounds + 1)]
            yield at_most(f"{work}, {state}", median(times[1:]), _RESULT[size], " s")
        browser.close()


def _first_result(browser: Any, address: str, wait: float) -> float:
    context = browser.new_context()  # nothing is cached in it
    page = context.new_page()
    page.goto(address)
    page.wait_for_timeout(1_000 * wait)
    began = time.perf_counter()
    page.click("[data-md-component=search-query]")
    page.keyboard.type("label_3")
    page.wait_for_selector(".md-search-result__item")
    seconds = time.perf_counter() - began
    context.close()
    return seconds


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = partial(_Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
