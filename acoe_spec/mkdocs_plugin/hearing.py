"""What MkDocs warns of while it works, kept to be said by whoever has it work."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class _Kept(logging.Handler):
    """Keeps what MkDocs warns of, each message once."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message not in self.said:
            self.said.append(message)


@contextmanager
def heard() -> Iterator[list[str]]:
    """The warnings of MkDocs while it builds, which then says nothing itself."""
    logger = logging.getLogger("mkdocs")
    kept, before = _Kept(), logger.propagate
    logger.addHandler(kept)
    logger.propagate = False
    try:
        yield kept.said
    finally:
        logger.removeHandler(kept)
        logger.propagate = before
