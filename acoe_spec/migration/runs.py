"""One run over label files: by this process, or by several that share the files.

The files go to a folder, to standard output or nowhere; back to where they were is `in_place`. Only
this process puts a file in its place, so whatever the others do can be given up at any time.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec

from acoe_spec.errors import AcoeError, FileProblem, UsageError
from acoe_spec.files import STDIN, put_in_place
from acoe_spec.migration.copying import (
    LIMIT,
    Copy,
    FileOutcome,
    Progress,
    Task,
    add_reasons,
    carried_out,
    stamp_of,
)
from acoe_spec.migration.files import FileMigrator
from acoe_spec.processes import shared_out
from acoe_spec.reporting.report import Tally
from acoe_spec.taxonomy.compiled import Resolver
from acoe_spec.versions.records.migrating import Counts
from acoe_spec.versions.records.routes import Router

_IN_MEMORY = 8 * 1024 * 1024  # bytes of standard input that are held before they go to the disk


class Work(Protocol):
    """What is to be done with label files: how their lines are copied, and by how many processes.

    With `jobs` above 1 it must be picklable.
    """

    @property
    def jobs(self) -> int:
        """How many processes share the files."""
        ...

    def copying(self) -> Copy:
        """What copies one file after another; a process makes it once."""
        ...


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How label files are to be migrated.

    Records come to `target`, an `id@version`, on the ways that `router` knows; `schema` stands in
    for a missing pin. With `jobs` above 1 that many processes share the files, and resolver and
    router must be picklable.
    """

    resolver: Resolver
    router: Router
    target: str
    schema: str | None = None
    jobs: int = 1

    def copying(self) -> Copy:
        """What migrates one file after another. Raises as the resolver does for the target."""
        target = self.resolver.resolve(self.target)
        return FileMigrator(target, self.router, schema=self.schema).copy


class Run(msgspec.Struct, kw_only=True):
    """What became of all files.

    `counts` and `reasons` are of the `files` that the run could finish; `rewritten` of their
    records have another line now, and `written` of them were written, or would have been. `resumed`
    were finished by an earlier run that was interrupted. `undecided` names the files, as they are
    now, with something unresolved. `findings` keep their files from being written, `problems` say
    why others could not be read or written.
    """

    counts: Counts = msgspec.field(default_factory=Counts)
    files: int = 0
    written: int = 0
    resumed: int = 0
    rewritten: int = 0
    reasons: dict[str, int] = msgspec.field(default_factory=dict)
    undecided: list[str] = msgspec.field(default_factory=list)
    findings: Tally = msgspec.field(default_factory=lambda: Tally(limit=LIMIT))
    problems: list[AcoeError] = msgspec.field(default_factory=list)

    def add(self, outcome: FileOutcome, *, written: bool, to: str | None = None) -> None:
        """Take in what became of one more file, which is now at `to` if not where it was."""
        self.findings.absorb(outcome.findings)
        if outcome.problem is not None:
            self.problems.append(outcome.problem)
        elif not outcome.is_refused:
            self.files += 1
            self.written += written
            self.rewritten += outcome.rewritten
            self.counts += outcome.counts
            add_reasons(outcome.reasons, self.reasons)
            if outcome.counts.unresolved or outcome.counts.added_unresolved:
                self.undecided.append(to or outcome.source)


def migrate_files(
    files: Sequence[str],
    work: Work,
    *,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> Run:
    """Migrate label files into a folder; without one nothing is written.

    Each file keeps its name, and its place relative to the folder that all files have in common. A
    file with a line that cannot be migrated is not written; the others are. Raises `UsageError`
    where a file would be written over one that is read.
    """
    files = each_once(files)
    targets: Mapping[str, Path] = {} if folder is None else targets_in(folder, files)
    token = secrets.token_hex(4)
    tasks = []
    for file in files:
        target = targets.get(file)
        part = None if target is None else part_of(target, token)
        tasks.append(Task(file, part, target))
        if target is not None:
            _make_folder(target.parent)
    run = Run()
    with removed_at_the_end([task.part for task in tasks if task.part is not None]):
        for task, outcome in zip(tasks, outcomes(tasks, work, progress=progress)):
            if outcome.part is not None and task.target is not None:
                put(outcome, outcome.part, task.target)
            run.add(
                outcome,
                written=folder is not None or bool(outcome.rewritten),
                to=None if folder is None or task.target is None else _shown(task.target, folder),
            )
    return run


def migrate_stream(
    old: BinaryIO, new: BinaryIO | None, work: Work, *, progress: Progress | None = None
) -> Run:
    """Migrate lines from one stream to another; nothing is written before all are migrated.

    Without `new`, nothing is written at all.
    """
    outcome = FileOutcome(source=STDIN)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as kept:
        work.copying()(old, kept.write, outcome, progress=progress)
        if new is not None and not outcome.is_refused:
            kept.seek(0)
            shutil.copyfileobj(kept, new)
            new.flush()
    run = Run()
    run.add(outcome, written=new is not None)
    return run


def outcomes(
    tasks: Sequence[Task], work: Work, *, progress: Progress | None
) -> Iterator[FileOutcome]:
    """The outcome of each task, in their order, by as many processes as the work wants."""
    if work.jobs > 1 and len(tasks) > 1:
        for task, outcome in zip(
            tasks, shared_out(tasks, partial(_by_a_process, work), jobs=work.jobs)
        ):
            if progress is not None and Path(task.source).is_file():
                progress(Path(task.source).stat().st_size)
            yield outcome
        return
    copy = work.copying()
    for task in tasks:
        yield carried_out(task, copy, progress=progress)


def put(outcome: FileOutcome, part: Path, target: Path) -> None:
    """Put the part of an outcome in its place; if that cannot be done, the outcome says why."""
    try:
        if stamp_of(outcome.source) != outcome.stamp:
            raise FileProblem(
                "somebody wrote to this file while it was migrated",
                hint="run this again when nobody does",
                path=outcome.source,
            )
        put_in_place(part, target)
    except FileProblem as problem:
        outcome.problem = problem


def each_once(files: Sequence[str]) -> list[str]:
    """The files without those that an earlier name leads to already."""
    seen: dict[str, str] = {}
    for file in files:
        seen.setdefault(os.path.realpath(file), file)
    return list(seen.values())


def targets_in(folder: Path, files: Sequence[str]) -> dict[str, Path]:
    """Where each file goes to; none of them may be read in this run, or be written twice.

    Raises `UsageError` where that would be.
    """
    paths = {file: Path(os.path.normpath(Path(file).absolute())) for file in files}
    common = os.path.commonpath([path.parent for path in paths.values()])
    read = {os.path.realpath(file) for file in files}
    targets = {}
    taken: dict[str, str] = {}
    for file, path in paths.items():
        target = Path(os.path.realpath(folder / path.relative_to(common)))
        if str(target) in read:
            raise UsageError(
                "this file would be written over one that is read",
                hint="name another folder, or migrate with --in-place",
                path=file,
            )
        if (other := taken.setdefault(str(target), file)) != file:
            raise UsageError(
                f"this file and {other} would become the same file",
                hint="migrate them in two runs, into two folders",
                path=file,
            )
        targets[file] = target
    return targets


def part_of(target: Path, token: str) -> Path:
    """Where a run with this token writes what is to become the target."""
    return target.with_name(f".{target.name}.{token}.part")


@contextmanager
def removed_at_the_end(parts: Sequence[Path]) -> Iterator[None]:
    """Whatever ends the block, none of these files is left over."""
    try:
        yield
    finally:
        for part in parts:
            with suppress(OSError):
                part.unlink()


def _by_a_process(work: Work) -> Callable[[Task], FileOutcome]:
    return partial(carried_out, copy=work.copying())


def _shown(target: Path, folder: Path) -> str:
    """The target as the user would name it."""
    real = Path(os.path.realpath(folder))
    return str(folder / target.relative_to(real) if target.is_relative_to(real) else target)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileProblem(reason[:1].lower() + reason[1:], path=folder) from error
