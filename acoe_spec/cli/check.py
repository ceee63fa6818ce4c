"""`acoe check`: label files against the schema versions that they name."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click
import msgspec

from acoe_spec.bulk.checking import Outcome, Plan
from acoe_spec.bulk.repairing import repair_file
from acoe_spec.bulk.runs import check_files
from acoe_spec.bulk.ways import Ways
from acoe_spec.cli.problems import complain, say
from acoe_spec.cli.progress import bar
from acoe_spec.cli.reports import (
    ReportTo,
    emit,
    exit_code,
    need_files,
    report_options,
    today_option,
)
from acoe_spec.errors import FileProblem, UsageError
from acoe_spec.files import STDIN, read_whole
from acoe_spec.findings import Finding, Level
from acoe_spec.reporting.report import ALIKE
from acoe_spec.rules.table import ALL_RULES
from acoe_spec.workspace.discovery import find_workspace
from acoe_spec.workspace.requirements import required
from acoe_spec.workspace.resolver import WorkspaceResolver
from acoe_spec.workspace.waiver_file import read_waivers
from acoe_spec.workspace.waivers import RULES as WAIVER_RULES
from acoe_spec.workspace.waivers import Waivers, Waiving, expired, judged_by_files, unused

_LIMIT = 1000
# The others depend on how the command is called (--schema, --require), not on the files alone.
_JUDGED = frozenset(rule.id for rule in ALL_RULES if rule.theme != "version")
_STOPPING = frozenset(rule.id for rule in ALL_RULES if rule.check is None)
_WORTH_A_BAR = 4 * 1024 * 1024  # bytes; less is done before a bar could be read


@click.command(
    name="check",
    epilog="""\b
Examples:
  acoe check labels/*.jsonl
  acoe check --schema trade-chat@1.0.0 batch-07.jsonl
  acoe check --require 'trade-chat>=2,<3' labels/*.jsonl
  acoe check --fix batch-07.jsonl
  acoe check corpus/ --format brat --schema trade-chat@1.0.0
  acoe check labels/*.jsonl --report github --report json=report.json
  acoe check labels/*.jsonl --all --report json=report.json
  acoe check labels/*.jsonl --baseline report.json""",
)
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option(
    "--schema", metavar="ID@V", help="For records that name none; any other is a finding."
)
@click.option(
    "--require",
    "requirements",
    metavar="SPEC",
    multiple=True,
    help="Versions that will do, as in 'trade-chat>=2,<3'. May be repeated.",
)
@click.option("--format", "format_id", metavar="F", help="The files' format, if not JSON Lines.")
@click.option("--tag-column", type=int, metavar="N", help="CoNLL: the column of the tags, from 1.")
@click.option("-j", "--jobs", type=click.IntRange(1), default=1, help="Processes to use.")
@click.option("--fix", is_flag=True, help="Mend what has one right answer, and list it.")
@click.option(
    "--baseline", metavar="FILE", help="A JSON report: the findings in it are known, ignore them."
)
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=_LIMIT,
    show_default=True,
    help="List at most so many findings; all are counted.",
)
@click.option(
    "--all",
    "list_all",
    is_flag=True,
    help="List every finding, thousands of the same too, whatever --limit says.",
)
@click.option(
    "--show-text", is_flag=True, help="Show the words concerned; off, as they may be secret."
)
@today_option
@report_options
@click.pass_obj
def command(
    workspace: str | None,
    *,
    files: tuple[str, ...],
    schema: str | None,
    requirements: tuple[str, ...],
    format_id: str | None,
    tag_column: int | None,
    jobs: int,
    fix: bool,
    baseline: str | None,
    limit: int,
    list_all: bool,
    show_text: bool,
    today: datetime.datetime | None,
    reports: tuple[ReportTo, ...],
    fail_on: Level,
) -> None:
    """Check label files against the schema versions that they name.

    FILE is JSON Lines, also .gz or .zst; - is standard input. Exit: 0 clean, 1 findings or nothing
    to check, 2 wrong use, 3 something could not be read.
    """
    need_files(files)
    found = find_workspace(workspace)
    resolver = WorkspaceResolver(found)
    waivers = read_waivers(found)
    day = (today or datetime.datetime.now()).date()
    plan = Plan(
        schema=schema,
        require=tuple(required(each, resolver.workspace) for each in requirements),
        today=day,
        limit=None if list_all else limit,
        alike=None if list_all else ALIKE,
        waive=Waiving(waivers, today=day) if waivers.rows else None,
        missed=Waiving(waivers, today=day, expired=True) if waivers.rows else None,
        baseline=frozenset() if baseline is None else _fingerprints(Path(baseline)),
    )
    if format_id not in (None, "jsonl"):
        if fix:
            raise UsageError("only JSON Lines can be mended", hint="convert the files first")
        outcome = _check_foreign(files, format_id, resolver, plan, tag_column=tag_column)
    else:
        mended = _fix(files, resolver, plan) if fix else Outcome(plan.tally())
        with bar(files, label="checking", worth=_WORTH_A_BAR) as progress:
            outcome = check_files(files, resolver, plan, jobs=jobs, progress=progress)
        outcome = _together(mended, outcome)
    report = outcome.tally.report()
    empty = report.summary.records == 0 and not report.summary.total
    if waivers.file is not None:
        outcome.tally.add(_about_waivers(waivers, outcome, files, day))
        report = outcome.tally.report()
    rules = {rule.id: rule for rule in (*ALL_RULES, *WAIVER_RULES)}
    emit(report, reports, rules=rules, show_text=show_text)
    for problem in outcome.problems:
        complain(problem)
    if format_id is None and any(Path(file).is_dir() for file in files):
        say("label files of other tools need --format, for example --format brat")
    if outcome.problems:
        sys.exit(3)
    if empty:
        say("nothing was checked: no file holds a record")
        sys.exit(1)
    sys.exit(exit_code(report, fail_on))


def _about_waivers(
    waivers: Waivers, outcome: Outcome, files: tuple[str, ...], day: datetime.date
) -> list[Finding]:
    """What is wrong with the waivers, as far as these files show it."""
    report = outcome.tally.report()
    unread = {problem.path for problem in outcome.problems}
    found = {*report.summary.by_rule, *(waivers.rows[each].rule for each in outcome.tally.waivers)}
    # Where one of these stands, or is known to the baseline, other rules were not asked.
    whole = _STOPPING.isdisjoint(found) and not report.summary.suppressed and unread <= {*files}
    checked = [file for file in files if file not in unread] if whole else []
    return [
        *waivers.findings,
        *expired(waivers, day, missed=outcome.tally.waivers),
        *unused(
            waivers,
            outcome.tally.waivers,
            day,
            judged=judged_by_files(waivers, checked, rules=_JUDGED),
        ),
    ]


def _check_foreign(
    files: tuple[str, ...],
    format_id: str,
    resolver: WorkspaceResolver,
    plan: Plan,
    *,
    tag_column: int | None,
) -> Outcome:
    from acoe_spec.bulk.foreign import check_foreign, read_options
    from acoe_spec.formats.table import by_id

    source = by_id(format_id)
    taxonomy = None if plan.schema is None else resolver.resolve(plan.schema)
    tally = plan.tally()
    options = read_options(taxonomy, format_id, tag_column=tag_column)
    ways = Ways(resolver, schema=plan.schema, today=plan.today, require=plan.require)
    try:
        check_foreign([Path(file) for file in files], source, options, ways, plan=plan, tally=tally)
    except FileProblem as problem:
        return Outcome(tally, (problem,))
    return Outcome(tally)


def _fix(files: tuple[str, ...], resolver: WorkspaceResolver, plan: Plan) -> Outcome:
    """What was mended, and which files could not be."""
    for file in files:
        path = Path(file)
        if file == STDIN or (path.exists() and not path.is_file() and not path.is_dir()):
            raise UsageError("only a file can be mended, not a stream", path=file)
    ways = Ways(resolver, schema=plan.schema, today=plan.today)
    tally = plan.tally()
    problems = []
    for file in files:
        try:
            tally.absorb(repair_file(file, ways, limit=plan.limit))
        except FileProblem as problem:
            problems.append(problem)
    return Outcome(tally, tuple(problems))


def _together(mended: Outcome, checked: Outcome) -> Outcome:
    """Both in one; a file that could neither be mended nor checked has one problem, not two."""
    mended.tally.absorb(checked.tally)
    problems = {str(problem): problem for problem in (*mended.problems, *checked.problems)}
    return Outcome(mended.tally, tuple(problems.values()))


def _fingerprints(path: Path) -> frozenset[str]:
    """The fingerprints in a JSON report, whatever else it holds."""
    try:
        found = msgspec.json.decode(read_whole(path), type=_Baseline)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(
            "this is no JSON report", hint="make one with --report json=FILE", path=path
        ) from error
    return frozenset(finding.fingerprint for finding in found.findings)


class _Known(msgspec.Struct):
    fingerprint: str


class _Baseline(msgspec.Struct):
    findings: list[_Known]
