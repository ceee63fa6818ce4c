"""RFC 3339 timestamps as instants: which exist in the calendar, and which comes first.

The form is checked where records are decoded; here the form is given and only the values count.
"""

from __future__ import annotations

import datetime
import re

Instant = tuple[datetime.datetime, int]
"""A second with its offset, and nanoseconds. Instants order by when they are."""

_FORM = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))",
    re.ASCII,
)


def instant(timestamp: str) -> Instant | None:
    """The instant of an RFC 3339 timestamp, or None if there is no such date, time or offset.

    A leap second (`:60`) exists at 23:59 UTC only, and comes after every other nanosecond of its
    minute. The year 0000 is refused, as by most calendars in use.
    """
    match = _FORM.fullmatch(timestamp)
    if match is None:
        return None
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    fraction, sign, offset_hours, offset_minutes = match.groups()[6:]
    if offset_hours is not None and (int(offset_hours) > 23 or int(offset_minutes) > 59):
        return None
    offset = int(offset_hours or 0) * 60 + int(offset_minutes or 0)
    if sign == "-":
        offset = -offset
    nanoseconds = int((fraction or "0").ljust(9, "0"))
    if second == 60 and (hour * 60 + minute - offset) % 1440 == 1439:
        second, nanoseconds = 59, nanoseconds + 1_000_000_000
    zone = datetime.timezone(datetime.timedelta(minutes=offset))
    try:
        moment = datetime.datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
    return moment, nanoseconds
