"""Several processes that share the items of one run.

Knows how work is shared out and nothing of what the work is; one that is ended from outside takes
the others with it.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, connection, get_context, parent_process
from typing import Any, TypeVar

from acoe_spec.errors import AcoeError

_I = TypeVar("_I")
_O = TypeVar("_O")

_works: list[Callable[[Any], Any]] = []  # one, in each worker process


def shared_out(
    items: Sequence[_I], make_work: Callable[[], Callable[[_I], _O]], *, jobs: int
) -> Iterator[_O]:
    """What the work makes of each item, in the order of the items, whichever process had it.

    `make_work` is called once in each process; it, the items and what the work returns must be
    picklable. Raises what the work raises, and `AcoeError` if a process is ended from outside.
    """
    others = set(active_children())
    with ProcessPoolExecutor(
        max_workers=max(1, min(jobs, len(items))),
        mp_context=get_context("spawn"),
        initializer=_start,
        initargs=(make_work,),
    ) as pool:
        try:
            yield from pool.map(_work, items)
        except BrokenProcessPool as error:
            raise AcoeError(
                "a process of this run was ended from outside",
                hint="mostly there was too little memory: use fewer --jobs",
            ) from error
        except BaseException:
            # The end of the block waits for them, and one may have a long way to go.
            for worker in set(active_children()) - others:
                worker.terminate()
            raise


def _start(make_work: Callable[[], Callable[[Any], Any]]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent answers Ctrl-C for all
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _works.append(make_work())


def _end_with_parent() -> None:
    """A parent that is killed cannot end its processes; they would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _work(item: Any) -> Any:
    return _works[0](item)
