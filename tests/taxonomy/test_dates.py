"""Which timestamps exist, and which comes first."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.taxonomy.dates import instant


@pytest.mark.parametrize(
    "timestamp",
    [
        "2026-03-02T09:31:05Z",
        "2024-02-29T23:59:59.999999999+23:59",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-23:59",
        "2016-12-31T23:59:60Z",
        "2017-01-01T05:29:60+05:30",
    ],
)
def test_exists(timestamp: str) -> None:
    assert instant(timestamp) is not None


@pytest.mark.parametrize(
    "timestamp",
    [
        "2026-02-29T00:00:00Z",
        "2026-03-02T24:00:00Z",
        "2026-03-02T00:00:60Z",
        "2026-03-02T00:00:00+24:00",
        "2026-03-02T00:00:00+01:60",
        "0000-01-01T00:00:00Z",
        "2026-03-02T00:00:00",
        "2026-03-02 00:00:00Z",
        "2026-03-02T00:00:00.1234567890Z",
        "2026-03-02T00:00:00Z\n",
        "٢٠٢٦-03-02T00:00:00Z",
    ],
)
def test_does_not_exist(timestamp: str) -> None:
    assert instant(timestamp) is None


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2026-03-02T09:31:05Z", "2026-03-02T09:31:06Z"),
        ("2026-03-02T10:00:00+01:00", "2026-03-02T09:31:05Z"),
        ("2026-03-02T09:31:05.000000001Z", "2026-03-02T09:31:05.000000002Z"),
        ("2026-03-02T09:31:05.09Z", "2026-03-02T09:31:05.1Z"),
        ("2016-12-31T23:59:59.999999999Z", "2016-12-31T23:59:60Z"),
        ("2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00+05:00", "0001-01-01T00:00:00Z"),
    ],
)
def test_comes_first(earlier: str, later: str) -> None:
    first, second = instant(earlier), instant(later)
    assert first is not None
    assert second is not None
    assert first < second


zones = st.builds(
    lambda minutes: datetime.timezone(datetime.timedelta(minutes=minutes)),
    st.integers(-23 * 60 - 59, 23 * 60 + 59),
)
moments = st.datetimes(
    datetime.datetime(1900, 1, 1), datetime.datetime(2200, 1, 1), timezones=zones
)


@given(moments, moments)
def test_instants_order_as_datetimes_do(one: datetime.datetime, other: datetime.datetime) -> None:
    first, second = instant(one.isoformat()), instant(other.isoformat())
    assert first is not None
    assert second is not None
    assert (first < second) == (one < other)
    assert (first == second) == (one == other)
