"""Whether one value is of an attribute's type and within its bounds.

Knows nothing of records: a value goes in, a sentence without that value comes out. Dates are the
calendar dates of ISO 8601 with reduced precision, date-times those of RFC 3339 with an offset.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from acoe_spec.errors import TaxonomyBroken
from acoe_spec.rules.spelling import any_of, did_you_mean
from acoe_spec.taxonomy.compiled import Attribute
from acoe_spec.taxonomy.dates import DATE, in_calendar, instant

Scalar = str | int | bool

# A number of RFC 8259 without an exponent: its scale is what was written.
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?")
_WRITTEN_AS = {
    "string": "a string",
    "boolean": "true or false",
    "integer": "an integer",
    "decimal": "a decimal as a string",
    "date": "a date as a string",
    "datetime": "a date-time as a string",
    "values": "one of its values, as a string",
}
_PRECISION_FORM = {"year": "YYYY", "month": "YYYY-MM", "day": "YYYY-MM-DD"}

Problem = tuple[str, str | None]  # message, hint


def type_problem(attribute: Attribute, value: Scalar) -> Problem | None:
    """What is wrong with the JSON type of one value of the attribute."""
    expected: type = str
    if attribute.type == "boolean":
        expected = bool
    elif attribute.type == "integer":
        expected = int
    if type(value) is expected:
        return None
    hint = None
    if attribute.type == "decimal":
        hint = "write decimals as strings: they keep their digits in every reader"
    elif expected is not str and isinstance(value, str):
        hint = "write it without quotation marks"
    elif expected is str:
        hint = "write it in quotation marks"
    return f"the value is not {_WRITTEN_AS[attribute.type]}", hint


def value_problem(attribute: Attribute, value: Scalar) -> Problem | None:
    """What is wrong with one value that has the right JSON type.

    Raises `TaxonomyBroken` if the attribute's pattern is no regular expression.
    """
    if not isinstance(value, str):
        return _bounds_problem(attribute, Decimal(value)) if attribute.type == "integer" else None
    match attribute.type:
        case "values":
            if value in attribute.values:
                return None
            known = tuple(attribute.values)
            hint = did_you_mean(value, known) or f"it is {any_of(known)}"
            return "the value is not among those of the attribute", hint
        case "decimal":
            if not DECIMAL.fullmatch(value):
                return (
                    "the value is no decimal",
                    "digits with a point, without separators, signs of currency or exponents",
                )
            return _bounds_problem(attribute, Decimal(value))
        case "date":
            return _date_problem(attribute, value)
        case "datetime":
            return _datetime_problem(attribute, value)
        case _:
            return _string_problem(attribute, value)


def as_text(value: Scalar) -> str:
    """A value as a taxonomy's conditions spell it: `true`, `3`, `vanilla`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _string_problem(attribute: Attribute, value: str) -> Problem | None:
    if attribute.max_length is not None and len(value) > attribute.max_length:
        return (
            f"the value has {len(value)} code points, and may have {attribute.max_length}",
            None,
        )
    if attribute.pattern is not None and not _compiled(attribute.pattern).fullmatch(value):
        return "the value does not match the attribute's pattern", f"it is {attribute.pattern}"
    return None


def _bounds_problem(attribute: Attribute, value: Decimal) -> Problem | None:
    if attribute.minimum is not None and value < Decimal(attribute.minimum):
        return f"the value is less than {attribute.minimum}", None
    if attribute.maximum is not None and value > Decimal(attribute.maximum):
        return f"the value is more than {attribute.maximum}", None
    return None


def _date_problem(attribute: Attribute, value: str) -> Problem | None:
    found = DATE.fullmatch(value)
    if found is None:
        return "the value is no date", _written_as(attribute)
    _, month, day = found.groups()
    if not in_calendar(value):
        return "the value is no date of the calendar", None
    if ("day" if day else "month" if month else "year") not in attribute.precision:
        return "the date has not the precision that the attribute asks for", _written_as(attribute)
    return _date_bounds_problem(attribute, value)


def _written_as(attribute: Attribute) -> str:
    return f"write it as {' or '.join(_PRECISION_FORM[part] for part in attribute.precision)}"


def _date_bounds_problem(attribute: Attribute, value: str) -> Problem | None:
    """A date known to the month is out of bounds only if all its days are."""
    if attribute.minimum is not None and value < attribute.minimum[: len(value)]:
        return f"the date is before {attribute.minimum}", None
    if attribute.maximum is not None and value[: len(attribute.maximum)] > attribute.maximum:
        return f"the date is after {attribute.maximum}", None
    return None


def _datetime_problem(attribute: Attribute, value: str) -> Problem | None:
    now = instant(value)
    if now is None:
        day = value[:10]
        if value != day and DATE.fullmatch(day) and not in_calendar(day):
            return "the value is no date of the calendar", None
        return (
            "the value is no date-time with an offset",
            "write it as YYYY-MM-DDThh:mm:ss with Z or an offset such as +01:00",
        )
    for bound, side in ((attribute.minimum, "before"), (attribute.maximum, "after")):
        if bound is None:
            continue
        limit = instant(bound)
        if limit is not None:
            beyond = now < limit if side == "before" else now > limit
        else:  # a bound that is a date holds on the day that the value itself names
            day = value[: len(bound)]
            beyond = day < bound if side == "before" else day > bound
        if beyond:
            return f"the time is {side} {bound}", None
    return None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    """With ASCII classes: `\\d` is a digit of 0 to 9 here as it is in JSON Schema."""
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, ValueError, OverflowError, RecursionError) as error:
        raise TaxonomyBroken(
            f"an attribute's pattern is no regular expression: {error}",
            hint="run `acoe lint` on the taxonomy",
        ) from error
