"""Label files migrated where they are, so that a run may be killed at any moment.

Every file is the old one or the new one, whole. A journal says under which names new content is
being written, and of each file that is whole its hash, before it takes the place of the old one.
The next run of the same command reads the journal: what has that hash is done and counts as it did
then, what was left half-written is removed, the rest is migrated. The journal goes when a run comes
to its end.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from acoe_spec.errors import FileProblem, UsageError
from acoe_spec.files import hash_of
from acoe_spec.journal import Journal, open_journal
from acoe_spec.migration.copying import FileOutcome, Progress, Task
from acoe_spec.migration.runs import (
    Plan,
    Run,
    each_once,
    outcomes,
    part_of,
    put,
    removed_at_the_end,
)
from acoe_spec.versions.records.migrating import Counts
from acoe_spec.versions.records.routes import NoRoute, Router

FOLDER = ".acoe"
NAME = "migration.journal"

_SHOWN = 3  # files in one message
_NO_TEXT = re.compile("[\udc80-\udcff]")  # how Python reads a byte of a name that is no UTF-8
_SPELLED_OUT = re.compile("\0(dc[89a-f][0-9a-f])")  # no name has a NUL


class Begun(msgspec.Struct, frozen=True, kw_only=True, tag="begun"):
    """The first entry of a run: what it migrates, to what, and the token in the names of its parts.

    `taxonomy` is the hash of the target's definition. Files are named as seen from the folder that
    the journal's folder lies in.
    """

    target: str
    taxonomy: str
    schema: str | None
    token: Annotated[str, Meta(pattern="^[0-9a-f]{8}$")]
    files: tuple[str, ...]


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag="ready"):
    """The new content of a file is whole and about to take its place: its hash, what it holds.

    `ways` has a hash of the migrations that were used, by the pin of the records.
    """

    file: str
    sha256: str
    counts: Counts
    rewritten: int
    reasons: dict[str, int]
    ways: dict[str, str]


class Ended(msgspec.Struct, frozen=True, tag="ended"):
    """Every file has been seen to; what remains is to say so."""


_ENTRY = msgspec.json.Decoder(Begun | Ready | Ended)


@contextmanager
def migrated_in_place(
    files: Sequence[str],
    plan: Plan,
    *,
    root: Path,
    forget: bool = False,
    progress: Progress | None = None,
) -> Iterator[Run]:
    """Label files migrated where they are, with a journal below `root` that goes with the block.

    So a run that is killed in the block has not lost what it has to report. Takes up an earlier run
    of the same command that came to no end; with `forget`, what it left behind is removed and
    everything is looked at anew. A file with a line that cannot be migrated stays as it is; the
    others do not. Raises `JournalBusy` while another run is at work, and `UsageError` if the
    earlier run was another command.
    """
    root = Path(os.path.realpath(root))
    taxonomy = plan.resolver.resolve(plan.target)
    paths = {file: Path(os.path.realpath(file)) for file in each_once(files)}
    with open_journal(root / FOLDER / NAME) as journal:
        earlier = _Earlier(journal, root)
        earlier.remove_parts()
        if forget:
            journal.clear()
            earlier = _Earlier(journal, root)
        begun = Begun(
            target=plan.target,
            taxonomy=taxonomy.hash,
            schema=plan.schema,
            token=secrets.token_hex(4),
            files=tuple(_named(path, root) for path in paths.values()),
        )
        earlier.refuse_another(begun)
        earlier.refuse_other_ways(plan.router)
        try:
            journal.append(begun)
            run = _migrated(paths, plan, earlier, begun.token, progress)
            journal.append(Ended())
        except BaseException:
            if not earlier.has_finished:
                journal.remove()
            raise
        try:
            yield run
        finally:
            journal.remove()


@contextmanager
def alone_in_place(files: Sequence[str], *, root: Path, what: str) -> Iterator[str]:
    """The token for the parts of a run that replaces files and may simply be done again.

    For runs that find out by themselves which files are done. No other run replaces files below
    `root` meanwhile, and what a run that was killed left half-written is removed. `what` names the
    run in the journal. Raises `JournalBusy`, and `UsageError` where a migration of files is to be
    taken up first.
    """
    root = Path(os.path.realpath(root))
    paths = [Path(os.path.realpath(file)) for file in files]
    with open_journal(root / FOLDER / NAME) as journal:
        earlier = _Earlier(journal, root)
        earlier.remove_parts()
        token = secrets.token_hex(4)
        named = tuple(_named(path, root) for path in paths)
        begun = Begun(target=what, taxonomy="", schema=None, token=token, files=named)
        earlier.refuse_another(begun)
        try:
            journal.append(begun)
            yield token
        finally:
            journal.remove()


def _migrated(
    paths: Mapping[str, Path], plan: Plan, earlier: _Earlier, token: str, progress: Progress | None
) -> Run:
    run = Run()
    tasks = []
    for file, path in paths.items():
        done = earlier.done(path)
        if done is None:
            tasks.append(Task(file, part_of(path, token), path, only_changed=True))
        else:
            run.add(_outcome_of(done, file), written=True)
            run.resumed += 1
    with removed_at_the_end([task.part for task in tasks if task.part is not None]):
        for task, outcome in zip(tasks, outcomes(tasks, plan, progress=progress)):
            if outcome.part is not None and task.target is not None:
                earlier.note(_ready(outcome, outcome.part, _named(task.target, earlier.root)))
                put(outcome, outcome.part, task.target)
            run.add(outcome, written=outcome.part is not None)
    return run


class _Earlier:
    """What the journal says of runs that came to no end, and of this one."""

    def __init__(self, journal: Journal, root: Path) -> None:
        self.root = root
        self._journal = journal
        self._begun: list[Begun] = []
        self._ready: dict[Path, Ready] = {}
        self._has_ended = True
        for entry in _read(journal):
            if isinstance(entry, Begun):
                self._begun.append(entry)
            elif isinstance(entry, Ready):
                self._ready[_path(entry.file, root)] = entry
            self._has_ended = isinstance(entry, Ended)

    def remove_parts(self) -> None:
        """Remove what these runs left half-written."""
        for begun in self._begun:
            for file in begun.files:
                part_of(_path(file, self.root), begun.token).unlink(missing_ok=True)

    @property
    def has_finished(self) -> bool:
        """Whether any file was finished, so that not all are what they were at first."""
        return bool(self._ready)

    def note(self, ready: Ready) -> None:
        """Write down that a file is about to take its place."""
        self._journal.append(ready)
        self._ready[_path(ready.file, self.root)] = ready

    def done(self, path: Path) -> Ready | None:
        """What an earlier run noted of a file that it finished, if the file is still as it was."""
        ready = self._ready.get(path)
        return ready if ready is not None and hash_of(path) == ready.sha256 else None

    def refuse_another(self, begun: Begun) -> None:
        """Raise `UsageError` if these runs left some files undone and were of another command."""
        if self._has_ended or not self._ready:
            return
        journal = self._journal.path
        last = self._begun[-1]
        if last.target != begun.target or last.schema != begun.schema:
            given = "" if last.schema is None else f" with --schema {last.schema}"
            raise UsageError(
                f"a migration to {last.target}{given} was interrupted and is not finished",
                hint=f"run it again to its end, or give it up with --forget; {_WHOLE}",
                path=journal,
            )
        if last.taxonomy != begun.taxonomy:
            raise UsageError(
                f"{last.target} has changed since its migration was interrupted",
                hint=_TAKE_BACK,
                path=journal,
            )
        named = {file for each in self._begun for file in each.files}
        missing = sorted(
            file
            for file in named.difference(begun.files)
            if (path := _path(file, self.root)).exists() and self.done(path) is None
        )
        if missing:
            raise UsageError(
                f"a migration to {last.target} that was interrupted has to finish files that are "
                f"not named now: {_listed(missing)}",
                hint=f"name them too, or give the rest up with --forget; {_WHOLE}",
                path=journal,
            )

    def refuse_other_ways(self, router: Router) -> None:
        """Raise `UsageError` if what they did to finished files is not what would be done now."""
        if self._has_ended:
            return
        ways = {way for ready in self._ready.values() for way in ready.ways.items()}
        for pin, hash_then in sorted(ways):
            if _hash_now(router, pin) != hash_then:
                raise UsageError(
                    f"the migration from {pin} to {self._begun[-1].target} has changed since a "
                    "run of it was interrupted",
                    hint=_TAKE_BACK,
                    path=self._journal.path,
                )


_WHOLE = "every file is either old or new, and whole"
_TAKE_BACK = (
    "take the change back and run this again, or begin anew with --forget; what was migrated "
    "already will not be migrated again"
)


def _hash_now(router: Router, pin: str) -> str | None:
    try:
        route = router.route(pin)
    except NoRoute:
        return None
    return None if route is None else route.hash


def _read(journal: Journal) -> Iterable[Begun | Ready | Ended]:
    try:
        return [_ENTRY.decode(line) for line in journal.before]
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FileProblem(
            "this is no journal of a migration",
            hint="if no other program wrote it, remove it",
            path=journal.path,
        ) from error


def _ready(outcome: FileOutcome, part: Path, named: str) -> Ready:
    digest = hash_of(part)
    if digest is None:
        raise FileProblem("this file has gone while it was needed", path=part)
    return Ready(
        file=named,
        sha256=digest,
        counts=outcome.counts,
        rewritten=outcome.rewritten,
        reasons=outcome.reasons,
        ways=outcome.ways,
    )


def _outcome_of(ready: Ready, file: str) -> FileOutcome:
    outcome = FileOutcome(
        source=file, counts=ready.counts, rewritten=ready.rewritten, reasons=dict(ready.reasons)
    )
    outcome.findings.add(files=1)
    return outcome


def _named(path: Path, root: Path) -> str:
    """A path as the journal names it: in JSON, so a byte that is no UTF-8 is spelled out."""
    name = str(path.relative_to(root) if path.is_relative_to(root) else path)
    return _NO_TEXT.sub(lambda found: f"\0{ord(found[0]):x}", name)


def _path(name: str, root: Path) -> Path:
    """The path that the journal names so."""
    return root / _SPELLED_OUT.sub(lambda found: chr(int(found[1], 16)), name)


def _listed(files: Sequence[str]) -> str:
    shown = ", ".join(files[:_SHOWN]).replace("\0", "\\u")
    return shown if len(files) <= _SHOWN else f"{shown} and {len(files) - _SHOWN:,} more"
