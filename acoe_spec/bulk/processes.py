"""Several processes that share the files of one run."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context
from pathlib import Path

from acoe_spec.bulk.checking import FileChecker, Outcome, Plan, Progress
from acoe_spec.errors import AcoeError
from acoe_spec.files import STDIN
from acoe_spec.taxonomy.compiled import Resolver

_checkers: list[FileChecker] = []  # one, in each worker process


def in_processes(
    files: Sequence[str], resolver: Resolver, plan: Plan, *, jobs: int, progress: Progress | None
) -> Iterator[Outcome]:
    """The outcome of each file in the order of the files, whichever process had it."""
    others = set(active_children())
    with ProcessPoolExecutor(
        max_workers=min(jobs, len(files)),
        mp_context=get_context("spawn"),
        initializer=_start,
        initargs=(resolver, plan),
    ) as pool:
        try:
            for file, outcome in zip(files, pool.map(_check, files)):
                if progress is not None and file != STDIN and Path(file).is_file():
                    progress(Path(file).stat().st_size)
                yield outcome
        except KeyboardInterrupt:
            # The end of the block waits for them, and one may have a long way to go.
            for worker in set(active_children()) - others:
                worker.terminate()
            raise
        except BrokenProcessPool as error:
            raise AcoeError(
                "a process that checked files was ended from outside",
                hint="mostly there was too little memory: use fewer --jobs",
            ) from error


def _start(resolver: Resolver, plan: Plan) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent answers Ctrl-C for all
    _checkers.append(FileChecker(resolver, plan))


def _check(file: str) -> Outcome:
    return _checkers[0].check(file)
