"""Where each key of a long file was seen first, in bounded memory.

The first keys are held in a dictionary; a file that has more goes on in a temporary SQLite table.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

IN_MEMORY = 100_000  # keys; about 18 MB, as they are short


class FirstSeen:
    """Behaves as `dict.setdefault` for keys and line numbers. Made by `first_seen`."""

    def __init__(self, disk: ExitStack) -> None:
        self._first: dict[str | bytes, int] = {}
        self._disk = disk
        self._table: _Table | None = None

    def setdefault(self, key: str | bytes, line: int) -> int:
        """The line under which `key` was seen first, which is `line` if it is new."""
        known = self._first.get(key)
        if known is not None:
            return known
        if len(self._first) < IN_MEMORY:
            self._first[key] = line
            return line
        if self._table is None:
            self._table = self._disk.enter_context(_table())
        return self._table.setdefault(key, line)


@contextmanager
def first_seen() -> Iterator[FirstSeen]:
    """An empty memory for one file; what it keeps on disk goes when the block ends."""
    with ExitStack() as disk:
        yield FirstSeen(disk)


class _Table:
    def __init__(self, path: str) -> None:
        import sqlite3

        self._connection = sqlite3.connect(path, isolation_level=None)
        # Nobody else reads this file and nobody needs it after a crash.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -8192"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("CREATE TABLE seen (key PRIMARY KEY, line INTEGER) WITHOUT ROWID")
        self._connection.execute("BEGIN")

    def setdefault(self, key: str | bytes, line: int) -> int:
        execute = self._connection.execute
        if execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, line)).rowcount:
            return line
        first: int = execute("SELECT line FROM seen WHERE key = ?", (key,)).fetchone()[0]
        return first

    def close(self) -> None:
        self._connection.close()


@contextmanager
def _table() -> Iterator[_Table]:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="acoe-") as folder:
        table = _Table(f"{folder}/seen.sqlite")
        try:
            yield table
        finally:
            table.close()
