"""A bar on standard error for work that takes long, where somebody can see it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from acoe_spec.files import STDIN


@contextmanager
def bar(files: Sequence[str], *, label: str, worth: int) -> Iterator[Callable[[int], None] | None]:
    """What is to be told of each number of bytes done, of all in the files; None without a bar.

    There is none for less than `worth` bytes, which are done before it could be read.
    """
    sizes = [Path(file).stat().st_size for file in files if Path(file).is_file()]
    if not sys.stderr.isatty() or STDIN in files or sum(sizes) < worth:
        yield None
        return
    with click.progressbar(length=sum(sizes), label=label, file=sys.stderr) as shown:
        yield shown.update
