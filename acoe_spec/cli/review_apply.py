"""`acoe review apply`: what people decided, carried out in label files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from acoe_spec.cli.catalogue import CATALOGUE
from acoe_spec.cli.problems import complain, say
from acoe_spec.cli.progress import bar
from acoe_spec.cli.reports import ReportTo, need_files, one_report_option
from acoe_spec.errors import UsageError
from acoe_spec.files import STDIN, open_bytes, write_atomically
from acoe_spec.findings import Finding
from acoe_spec.migration.copying import DEPENDS
from acoe_spec.migration.review_decisions import Decisions, read_decisions
from acoe_spec.migration.reviewing import Review, reviewed_in_place
from acoe_spec.migration.runs import Run, migrate_files, migrate_stream
from acoe_spec.reporting.presentation import amount
from acoe_spec.reporting.report import report_of
from acoe_spec.reporting.styles import render
from acoe_spec.workspace.discovery import find_workspace
from acoe_spec.workspace.history import History
from acoe_spec.workspace.resolver import WorkspaceResolver

_WORTH_A_BAR = 1024 * 1024  # bytes


@click.command(
    name="apply",
    epilog="""\b
Examples:
  acoe review apply decided.jsonl labels/*.jsonl --dry-run
  acoe review apply decided.jsonl labels/*.jsonl --in-place
  acoe review apply decided.jsonl labels/*.jsonl -o reviewed/ --report json=reviewed.json
  cat ada.jsonl bob.jsonl | acoe review apply - labels/*.jsonl --in-place
  zcat labels.jsonl.gz | acoe review apply decided.jsonl - > labels.jsonl

A run with --in-place that was interrupted is run again: what it had done is recognised.""",
)
@click.argument("decided", metavar="DECISIONS")
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("-o", "--output", metavar="DIR", help="Write to this folder, under the same names.")
@click.option("--in-place", is_flag=True, help="Replace each file, whole or not at all.")
@click.option("--dry-run", is_flag=True, help="Write nothing; report what would be done.")
@one_report_option("text", "json")
@click.pass_obj
def command(
    workspace: str | None,
    *,
    decided: str,
    files: tuple[str, ...],
    output: str | None,
    in_place: bool,
    dry_run: bool,
    report: ReportTo,
) -> None:
    """Carry decisions out in label files.

    DECISIONS has lines of `acoe review export`, with "decision" added to those that are decided;
    the others are passed over. A FILE of - is standard input, and is written to standard output;
    DECISIONS may be - instead. A decided annotation comes back under the version of its record,
    and with it what waited for it. {"drop": true} takes it out, with all that depends on it;
    nothing else takes anything out. What cannot be carried out is named with the reason, and the
    annotation stays open.

    Exit: 0 every decision is carried out, or was before; 1 one was refused, or a file was not
    written; 2 wrong use; 3 a file could not be read or written.
    """
    need_files(files)
    _refuse_nonsense(decided, files, output, in_place=in_place, dry_run=dry_run)
    found = find_workspace(workspace)
    resolver = WorkspaceResolver(found)
    with open_bytes(decided) as stream:
        decisions = read_decisions(stream, decided, files=files)
    review = Review(resolver=resolver, routers=History(resolver).router, decisions=decisions)
    with bar(files, label="reviewing", worth=_WORTH_A_BAR) as progress:
        if STDIN in files:
            new = None if dry_run else sys.stdout.buffer
            run = migrate_stream(sys.stdin.buffer, new, review, progress=progress)
        elif in_place and not dry_run:
            root = Path.cwd() if found.root is None else found.root
            run = reviewed_in_place(files, review, root=root, progress=progress)
        else:
            folder = None if dry_run or output is None else Path(output)
            run = migrate_files(files, review, folder=folder, progress=progress)
    decisions.close()
    _explain(run, decisions)
    outcome = _Outcome(run, decisions)
    said = outcome.json() if report.style == "json" else outcome.text(dry_run=dry_run)
    if report.path is not None:
        write_atomically(report.path, said.encode("utf-8"))
    else:
        click.echo(said, nl=False, err=STDIN in files and not dry_run)
    sys.exit(outcome.exit_code())


def _refuse_nonsense(
    decided: str, files: tuple[str, ...], output: str | None, *, in_place: bool, dry_run: bool
) -> None:
    if output is not None and in_place:
        raise UsageError("the files go either to a folder or back in place, not both")
    if decided == STDIN and STDIN in files:
        raise UsageError(
            "standard input cannot be the decisions and a label file", hint="name one of the two"
        )
    if STDIN in files:
        if len(files) > 1 or output is not None or in_place:
            raise UsageError(
                "standard input goes to standard output, and is reviewed alone",
                hint="name it alone, without -o and --in-place",
            )
    elif output is None and not in_place and not dry_run:
        raise UsageError(
            "it is not said where the reviewed files go",
            hint="give -o DIR or --in-place, or --dry-run to write nothing",
        )
    if decided in files:
        raise UsageError(
            "the decisions are among the label files", hint="name them first", path=decided
        )
    for file in files if in_place else ():
        path = Path(file)
        if path.exists() and not path.is_file() and not path.is_dir():
            raise UsageError("only a file can be replaced, not a stream", path=file)


def _explain(run: Run, decisions: Decisions) -> None:
    """Say on standard error why decisions were refused and files not written."""
    findings: list[Finding] = sorted(decisions.findings, key=lambda each: each.line or 0)
    for found in (report_of(findings, files=1), run.findings.report()):
        if found.summary.total:
            click.echo(render(found, style="text", rules=CATALOGUE), err=True, nl=False)
    for problem in run.problems:
        complain(problem)


class _Outcome:
    """What a run came to."""

    def __init__(self, run: Run, decisions: Decisions) -> None:
        self.run, self.decisions = run, decisions
        written_not = {file for file, _ in run.findings.totals if file is not None}
        written_not.update(str(each.path) for each in run.problems if each.path is not None)
        self.held_back = decisions.not_written(frozenset(written_not))
        self.applied = decisions.count("applied") - self.held_back
        self.already = decisions.count("already")
        self.refused = len(decisions.findings)

    def exit_code(self) -> int:
        """The exit code, as the command's help says."""
        if self.run.problems:
            return 3
        refused = len({file for file, _ in self.run.findings.totals})
        if refused:
            say(f"{amount(refused, 'file')} not written, because of the lines named above")
        return 1 if refused or self.refused else 0

    def json(self) -> str:
        """The report in JSON."""
        counts = msgspec.to_builtins(self.run.counts)
        del counts["by_op"]  # no operation of a migration is carried out here
        counts |= {"files": self.run.files, "written": self.run.written}
        counts["decisions"] = {
            "applied": self.applied,
            "already_applied": self.already,
            "refused": self.refused,
            "held_back": self.held_back,
            "undecided": self.decisions.undecided,
        }
        return msgspec.json.format(msgspec.json.encode(counts), indent=2).decode("utf-8") + "\n"

    def text(self, *, dry_run: bool) -> str:
        """The report for people."""
        return "\n".join(self._lines(dry_run=dry_run)) + "\n"

    def _left(self) -> str:
        """What is open still: questions for people, and what only waits for the answers."""
        waiting = self.run.reasons.get(DEPENDS, 0)
        if not waiting:
            return "still wait for a person to decide"
        asked = amount(self.run.counts.unresolved - waiting, "question")
        return f"{asked} to decide, and {waiting:,} that will follow the answers"

    def _lines(self, *, dry_run: bool) -> Iterator[str]:
        run, counts = self.run, self.run.counts
        done = "Would carry out" if dry_run else "Carried out"
        yield (
            f"{done} {amount(self.applied, 'decision')} in {amount(run.rewritten, 'record')} of "
            f"{amount(run.written, 'file')}"
        )
        for count, meaning in (
            (self.already, "carried out before: nothing to do"),
            (self.refused, "refused, for the reasons above"),
            (self.held_back, "in files that were not written"),
            (
                self.decisions.undecided,
                f"not decided yet, of {amount(self.decisions.questions, 'question')}",
            ),
        ):
            if count:
                yield f"  {count:>8,}  {meaning}"
        yield ""
        yield f"annotations {counts.annotations_in:>12,}"
        for name, meaning in _FATES:
            count = getattr(counts, name)
            if count or name == "migrated":
                yield f"  {name:<14}{count:>8,}  {meaning}"
        yield f"  {'unresolved':<14}{counts.unresolved:>8,}  {self._left()}"
        if counts.added:
            yield f"added       {counts.added:>12,}  answers that the version requires"
        if counts.unresolved and not dry_run:
            yield ""
            yield "What is open still: acoe review export FILE... -o queue.jsonl"


_FATES = (
    ("unchanged", "as they were"),
    ("migrated", "decided, or came back with what they depend on"),
    ("deduplicated", "became the same as another, and one with it"),
    ("dropped", "taken out by a decision"),
)
