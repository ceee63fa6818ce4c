"""Dates and times as text: which there are in the calendar, and which comes first.

Dates are those of ISO 8601 with reduced precision, times those of RFC 3339 with an offset. Knows no
attribute and no record.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

Instant = tuple[datetime.datetime, int]
"""A second with its offset, and nanoseconds. Instants order by when they are."""

DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
"""The form of a date: a year, a month or a day."""

# Clock and offset are right if the form is; what remains is the calendar.
_FORM = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?P<second>[0-5][0-9]|60)"
    r"(?:\.(?P<fraction>[0-9]{1,9}))?(?P<zone>Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)


def in_calendar(date: str) -> bool:
    """Whether there is a date of that form: `2026`, `2026-03`, `2026-03-02`."""
    try:
        datetime.date.fromisoformat(date + "0000-01-01"[len(date) :])
    except ValueError:
        return False
    return True


def _whole_second(timestamp: str) -> datetime.datetime | None:
    """The moment of a timestamp in whole seconds of UTC, as nearly all are; None in any doubt.

    Python parses more than RFC 3339 permits: week dates, clocks without colons, and from 3.14 on
    24:00. The slice is of all that is not a digit.
    """
    if timestamp[4::3] != "--T::Z" or not timestamp.isascii():
        return None
    try:
        moment = datetime.datetime.fromisoformat(timestamp)
    except ValueError:
        return None
    return moment if moment.hour or timestamp[11] == "0" else None


@lru_cache(maxsize=4096)
def instant(timestamp: str) -> Instant | None:
    """The instant of an RFC 3339 timestamp, or None if there is no such date, time or offset.

    A leap second (`:60`) exists at 23:59 UTC only, and comes after every other nanosecond of its
    minute. The year 0000 is refused, as by most calendars in use.
    """
    moment = _whole_second(timestamp)
    if moment is not None:
        return moment, 0
    match = _FORM.fullmatch(timestamp)
    if match is None:
        return None
    second, fraction, zone = match.groups()
    nanoseconds = 0 if fraction is None else int(fraction.ljust(9, "0"))
    leap = second == "60"
    try:
        moment = datetime.datetime.fromisoformat(
            f"{timestamp[:17]}59{zone}" if leap else timestamp[:19] + zone
        )
    except ValueError:
        return None
    if leap:
        offset = moment.utcoffset() or datetime.timedelta()
        minute = moment.hour * 60 + moment.minute - offset // datetime.timedelta(minutes=1)
        if minute % 1440 != 1439:
            return None
        nanoseconds += 1_000_000_000
    return moment, nanoseconds
