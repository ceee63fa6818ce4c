"""Counting never stops, listing does, and parallel workers give the report of one."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.findings import Finding
from acoe_spec.reporting.report import ALIKE, Report, Summary, Tally, report_of


def finding(
    line: int, *, rule: str = "span-empty", file: str = "a.jsonl", message: str = "empty"
) -> Finding:
    return Finding(rule=rule, message=message, file=file, line=line)


def lines(report: Report) -> list[tuple[str | None, int | None, int]]:
    return [(each.file, each.line, each.count) for each in report.findings]


def test_nothing_found() -> None:
    assert report_of([], files=1, records=2, annotations=3) == Report(
        summary=Summary(files=1, records=2, annotations=3)
    )


def test_numbers_by_level_and_rule() -> None:
    report = report_of(
        [
            Finding(rule="b", message="m"),
            Finding(rule="a", message="m", level="warning", count=7),
            Finding(rule="c", message="m", level="info"),
        ]
    )
    assert report.summary == Summary(errors=1, warnings=7, by_rule={"a": 7, "b": 1, "c": 1})
    assert (report.summary.total, report.summary.infos) == (9, 1)


@pytest.mark.parametrize(("level", "count"), [("error", 1), ("warning", 8), ("info", 9)])
def test_how_many_are_at_least_of_a_level(level: str, count: int) -> None:
    summary = Summary(errors=1, warnings=7, by_rule={"a": 9})
    assert summary.at_least(level) == count  # type: ignore[arg-type]  # str of a parametrisation


def test_fifty_thousand_equal_findings_are_listed_twenty_times() -> None:
    report = report_of(finding(line) for line in range(1, 50_001))
    assert [each.line for each in report.findings] == list(range(1, ALIKE + 1))
    assert [each.count for each in report.findings] == [1] * 19 + [49_981]
    assert (report.summary.errors, report.unlisted) == (50_000, 0)


def test_another_message_is_still_listed_after_many_equal_ones() -> None:
    many = [finding(line) for line in range(1, 101)]
    report = report_of([*many, finding(101, message="other")])
    assert lines(report)[-1] == ("a.jsonl", 101, 81)


def test_a_limit_stops_listing_and_not_counting() -> None:
    report = report_of([finding(1), finding(2), finding(3, rule="not-json")], limit=1)
    assert lines(report) == [("a.jsonl", 1, 2)]
    assert report.summary.by_rule == {"not-json": 1, "span-empty": 2}
    assert report.unlisted == 1


def test_a_limit_of_nought_lists_nothing() -> None:
    report = report_of([finding(1)], limit=0)
    assert (report.findings, report.summary.errors, report.unlisted) == ((), 1, 1)


def test_findings_stand_by_file_as_it_came_and_by_line() -> None:
    report = report_of(
        [
            finding(9, file="b.jsonl"),
            finding(2, file="a.jsonl"),
            finding(10, file="b.jsonl"),
            finding(1, file="b.jsonl"),
        ]
    )
    assert lines(report) == [
        ("b.jsonl", 1, 1),
        ("b.jsonl", 9, 1),
        ("b.jsonl", 10, 1),
        ("a.jsonl", 2, 1),
    ]


def test_repairs_are_not_findings() -> None:
    tally = Tally(limit=1)
    tally.add(fixed=[finding(1), finding(2)])
    report = tally.report()
    assert report.summary == Summary(fixed=2)
    assert [each.line for each in report.fixed] == [1]


FINDINGS = st.lists(
    st.builds(
        Finding,
        rule=st.sampled_from(["r", "s"]),
        message=st.sampled_from(["m", "n", "o"]),
        level=st.sampled_from(["error", "warning", "info"]),
        file=st.sampled_from([None, "a", "b"]),
        line=st.integers(1, 5),
        count=st.integers(1, 30),
    ),
    max_size=60,
)
LIMITS = st.none() | st.integers(0, 12)


def tallied(findings: list[Finding], limit: int | None) -> Tally:
    tally = Tally(limit=limit)
    tally.add(findings, files=1, records=len(findings), fixed=findings[:2])
    return tally


def absorbed(first: Tally, second: Tally) -> Tally:
    result = deepcopy(first)
    result.absorb(second)
    return result


@given(FINDINGS, FINDINGS, FINDINGS, LIMITS)
def test_absorbing_is_associative(
    a: list[Finding], b: list[Finding], c: list[Finding], limit: int | None
) -> None:
    x, y, z = (tallied(each, limit) for each in (a, b, c))
    assert absorbed(absorbed(x, y), z) == absorbed(x, absorbed(y, z))


@given(FINDINGS, FINDINGS, LIMITS)
def test_two_workers_report_what_one_does(
    a: list[Finding], b: list[Finding], limit: int | None
) -> None:
    one = Tally(limit=limit)
    for batch in (a, b):
        one.add(batch, files=1, records=len(batch), fixed=batch[:2])
    assert absorbed(tallied(a, limit), tallied(b, limit)).report() == one.report()


@given(FINDINGS, LIMITS)
def test_an_empty_tally_changes_nothing(findings: list[Finding], limit: int | None) -> None:
    tally = tallied(findings, limit)
    assert absorbed(tally, Tally(limit=limit)) == tally == absorbed(Tally(limit=limit), tally)


@given(FINDINGS, LIMITS)
def test_every_finding_is_counted_once(findings: list[Finding], limit: int | None) -> None:
    report = report_of(findings, limit=limit)
    total = sum(each.count for each in findings)
    assert report.summary.total == report.summary.at_least("info") == total
    assert sum(each.count for each in report.findings) + report.unlisted == total
    assert limit is None or len(report.findings) <= limit
    assert limit is not None or report.unlisted == 0
