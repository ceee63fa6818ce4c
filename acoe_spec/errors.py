"""Why the tool cannot go on.

An exception from this module means that *the tool* has to stop; that *the data* is wrong is a
finding (`acoe_spec.findings`) and never an exception. Every error carries its place and a remedy
as fields, so that the command line, a log and a test can each use them without parsing a sentence.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


class AcoeError(Exception):
    """The tool cannot go on.

    Fields: `message` (one sentence, without the place), `hint` (what to do about it),
    `path`, `line` and `column` (from 1) where it happened, and `exit_code` for the command line.
    """

    exit_code = 3

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        path: str | Path | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.path = None if path is None else str(path)
        self.line = line
        self.column = column

    def __reduce__(self) -> tuple[object, ...]:
        # Between processes, whatever a subclass wants to be made from.
        return _restored, (type(self), self.args, self.__dict__)

    @property
    def place(self) -> str:
        """`path:line:column`, as far as they are known; empty without a path."""
        if self.path is None:
            return ""
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part)

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        hint = "" if self.hint is None else f" ({self.hint})"
        return f"{place}{self.message}{hint}"


def _restored(kind: type[AcoeError], args: tuple[object, ...], state: dict[str, Any]) -> AcoeError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class UsageError(AcoeError):
    """The request makes no sense as written: a wrong option, a name that is not there."""

    exit_code = 2


class FileProblem(AcoeError):
    """A file cannot be read or written: absent, a directory, no permission, cut short."""


class SchemaUnknown(AcoeError):
    """No taxonomy of that id and version is known to the workspace or to an installed package."""


class TaxonomyBroken(AcoeError):
    """A taxonomy that is needed has errors of its own; `acoe lint` names them."""


class MissingExtra(AcoeError):
    """An optional dependency is needed; the hint is the command that installs it."""

    def __init__(self, library: str, *, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs {library}, which is not installed",
            hint=f"pip install 'acoe-spec[{extra}]'",
        )


class FormatError(AcoeError):
    """A foreign file does not follow its format far enough to go on reading."""
