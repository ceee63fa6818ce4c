"""What a run found, as one value: `Report`, and the `Tally` that grows into it.

A tally takes findings in batches and lists some of them; it never stops counting. It knows
nothing of taxonomies, files on disk, or how a report is printed (`styles`).
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from acoe_spec.findings import LEVELS, Finding, Level

ALIKE = 20
"""How many findings of one file, rule and message are listed before the rest is only counted."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of a run.

    A finding whose `count` is n counts n times, listed or not. `waived` findings are ignored by a
    waiver, `suppressed` ones are known to the baseline and `fixed` ones were repaired: none of them
    is in the other numbers. `structural_only` is the number of records whose structure is wrong, so
    that no other rule was run on them.
    """

    files: int = 0
    records: int = 0
    annotations: int = 0
    errors: int = 0
    warnings: int = 0
    by_rule: dict[str, int] = {}
    waived: int = 0
    suppressed: int = 0
    fixed: int = 0
    structural_only: int = 0

    @property
    def total(self) -> int:
        """All findings, of every level."""
        return sum(self.by_rule.values())

    @property
    def infos(self) -> int:
        """The findings that are neither errors nor warnings."""
        return self.total - self.errors - self.warnings

    def at_least(self, level: Level) -> int:
        """The number of findings at or above `level`; what `--fail-on` asks."""
        counts = {"error": self.errors, "warning": self.warnings, "info": self.infos}
        return sum(counts[each] for each in LEVELS[: LEVELS.index(level) + 1])


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A finished run: its numbers, the findings that are listed, and the repairs that were made.

    Findings stand file by file in the order in which the files came, and by line inside a file. A
    finding's `count` says how many findings of its rule and file it stands for, itself included.
    """

    summary: Summary = Summary()
    findings: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()

    @property
    def unlisted(self) -> int:
        """How many findings no listed one stands for: those beyond the limit."""
        return self.summary.total - sum(finding.count for finding in self.findings)


class Tally(msgspec.Struct, kw_only=True):
    """A report in the making.

    The order of adding decides what is listed: at most `alike_limit` of one file, rule and message,
    and at most `limit` in all (None: no limit). `a.absorb(b)` leaves `a` as if everything that was
    added to `b` had been added to `a` afterwards; so tallies of parallel workers, absorbed in the
    order of the input, give the report of a single worker, however they are bracketed. That is why
    what is not listed is counted by file and rule and not also by message: the number of messages
    has no bound, and a message that one worker lists may be beyond the limit of another.
    """

    limit: int | None = None
    alike_limit: int | None = ALIKE
    files: int = 0
    records: int = 0
    annotations: int = 0
    waived: int = 0
    suppressed: int = 0
    structural_only: int = 0
    errors: int = 0
    warnings: int = 0
    fixes: int = 0
    waivers: set[int] = msgspec.field(default_factory=set)
    totals: dict[tuple[str | None, str], int] = msgspec.field(default_factory=dict)
    listed: list[Finding] = msgspec.field(default_factory=list)
    repaired: list[Finding] = msgspec.field(default_factory=list)
    alike: dict[tuple[str | None, str, str], int] = msgspec.field(default_factory=dict)

    def add(
        self,
        findings: Iterable[Finding] = (),
        *,
        files: int = 0,
        records: int = 0,
        annotations: int = 0,
        waived: int = 0,
        waivers: Iterable[int] = (),
        suppressed: int = 0,
        structural_only: int = 0,
        fixed: Iterable[Finding] = (),
    ) -> None:
        """Count, and list while there is room; the numbers are those of this batch alone.

        `waivers` are the positions of the waivers that were used.
        """
        self.waived += waived
        self.waivers.update(waivers)
        self.files += files
        self.records += records
        self.annotations += annotations
        self.suppressed += suppressed
        self.structural_only += structural_only
        for finding in findings:
            if finding.level == "error":
                self.errors += finding.count
            elif finding.level == "warning":
                self.warnings += finding.count
            key = (finding.file, finding.rule)
            self.totals[key] = self.totals.get(key, 0) + finding.count
            self._list(finding)
        for finding in fixed:
            self.fixes += finding.count
            self._list_repair(finding)

    def lists(self, finding: Finding) -> bool:
        """Whether the limits leave room for this finding."""
        if self.limit is not None and len(self.listed) >= self.limit:
            return False
        key = (finding.file, finding.rule, finding.message)
        return self.alike_limit is None or self.alike.get(key, 0) < self.alike_limit

    def absorb(self, later: Tally) -> None:
        """Take in a tally, of the same limits, of what comes after all that was added here."""
        self.add(
            files=later.files,
            records=later.records,
            annotations=later.annotations,
            waived=later.waived,
            waivers=later.waivers,
            suppressed=later.suppressed,
            structural_only=later.structural_only,
        )
        self.errors += later.errors
        self.warnings += later.warnings
        self.fixes += later.fixes
        for key, count in later.totals.items():
            self.totals[key] = self.totals.get(key, 0) + count
        for finding in later.listed:
            self._list(finding)
        for finding in later.repaired:
            self._list_repair(finding)

    def report(self) -> Report:
        """The report so far; the tally may go on growing."""
        by_rule: dict[str, int] = {}
        for (_, rule), count in self.totals.items():
            by_rule[rule] = by_rule.get(rule, 0) + count
        summary = Summary(
            files=self.files,
            records=self.records,
            annotations=self.annotations,
            errors=self.errors,
            warnings=self.warnings,
            by_rule=dict(sorted(by_rule.items())),
            waived=self.waived,
            suppressed=self.suppressed,
            fixed=self.fixes,
            structural_only=self.structural_only,
        )
        return Report(
            summary=summary,
            findings=_with_the_rest_counted(_by_place(self.listed), self.totals),
            fixed=_by_place(self.repaired),
        )

    def _list(self, finding: Finding) -> None:
        if self.lists(finding):
            key = (finding.file, finding.rule, finding.message)
            self.alike[key] = self.alike.get(key, 0) + 1
            self.listed.append(finding)

    def _list_repair(self, finding: Finding) -> None:
        if self.limit is None or len(self.repaired) < self.limit:
            self.repaired.append(finding)


def report_of(
    findings: Iterable[Finding],
    *,
    files: int = 0,
    records: int = 0,
    annotations: int = 0,
    waived: int = 0,
    limit: int | None = None,
) -> Report:
    """The report of one batch of findings."""
    tally = Tally(limit=limit)
    tally.add(findings, files=files, records=records, annotations=annotations, waived=waived)
    return tally.report()


def _by_place(findings: list[Finding]) -> tuple[Finding, ...]:
    order: dict[str | None, int] = {}
    for finding in findings:
        order.setdefault(finding.file, len(order))
    return tuple(
        sorted(findings, key=lambda each: (order[each.file], each.line or 0, each.column or 0))
    )


def _with_the_rest_counted(
    findings: tuple[Finding, ...], totals: dict[tuple[str | None, str], int]
) -> tuple[Finding, ...]:
    """The last finding of each file and rule stands also for those that are not listed."""
    rest = dict(totals)
    last: dict[tuple[str | None, str], int] = {}
    for index, finding in enumerate(findings):
        key = (finding.file, finding.rule)
        rest[key] -= finding.count
        last[key] = index
    counted = list(findings)
    for key, index in last.items():
        if rest[key]:
            count = counted[index].count + rest[key]
            counted[index] = msgspec.structs.replace(counted[index], count=count)
    return tuple(counted)
