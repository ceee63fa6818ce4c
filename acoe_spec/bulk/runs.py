"""One run over label files: by this process, or by several that share the files.

Knows how files are shared out and nothing of what is in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from acoe_spec.bulk.checking import FileChecker, Outcome, Plan, Progress
from acoe_spec.errors import AcoeError
from acoe_spec.files import STDIN
from acoe_spec.taxonomy.compiled import Resolver


def check_files(
    files: Sequence[str],
    resolver: Resolver,
    plan: Plan,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Outcome:
    """Check label files in JSON Lines; `-` is standard input.

    With `jobs` above 1 that many processes share the files; the outcome is the same. A file that
    cannot be read does not keep the others from being checked. Raises what `resolver` raises for
    `plan.schema`; a pin that a record names is a finding. The resolver must be picklable if `jobs`
    is above 1.
    """
    if plan.schema is not None:
        resolver.resolve(plan.schema)
    tally = plan.tally()
    problems: list[AcoeError] = []
    for outcome in _outcomes(files, resolver, plan, jobs=jobs, progress=progress):
        tally.absorb(outcome.tally)
        problems += outcome.problems
    return Outcome(tally, tuple(problems))


def _outcomes(
    files: Sequence[str], resolver: Resolver, plan: Plan, *, jobs: int, progress: Progress | None
) -> Iterator[Outcome]:
    """The outcome of each file, in the order of the files."""
    if jobs > 1 and len(files) > 1 and STDIN not in files:  # only this process has it
        from acoe_spec.processes import shared_out

        shared = shared_out(files, partial(_checking, resolver, plan), jobs=jobs)
        for file, outcome in zip(files, shared):
            if progress is not None and Path(file).is_file():
                progress(Path(file).stat().st_size)
            yield outcome
        return
    checker = FileChecker(resolver, plan)
    for file in files:
        yield checker.check(file, progress=progress)


def _checking(resolver: Resolver, plan: Plan) -> Callable[[str], Outcome]:
    return FileChecker(resolver, plan).check
