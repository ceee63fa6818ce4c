"""What is said about one attribute value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.errors import TaxonomyBroken
from acoe_spec.rules.values import DECIMAL, as_text, type_problem, value_problem
from acoe_spec.taxonomy.compiled import Attribute, Value


def attribute(type_: str, **bounds: object) -> Attribute:
    return Attribute(id="a", type=type_, origin="x", **bounds)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("type_", "value", "message", "hint"),
    [
        (
            "decimal",
            2,
            "the value is not a decimal as a string",
            "write decimals as strings: they keep their digits in every reader",
        ),
        ("integer", "2", "the value is not an integer", "write it without quotation marks"),
        ("integer", True, "the value is not an integer", None),
        ("boolean", 1, "the value is not true or false", None),
        ("boolean", "true", "the value is not true or false", "write it without quotation marks"),
        ("string", 2, "the value is not a string", "write it in quotation marks"),
    ],
)
def test_wrong_types(type_: str, value: str | int, message: str, hint: str | None) -> None:
    assert type_problem(attribute(type_), value) == (message, hint)


@pytest.mark.parametrize(
    ("declared", "value", "message", "hint"),
    [
        (
            attribute("values", values={"vanilla": Value(), "barrier": Value()}),
            "Vanilla",
            "the value is not among those of the attribute",
            "did you mean 'vanilla'? Names are case-sensitive",
        ),
        (
            attribute("values", values={"vanilla": Value(), "barrier": Value()}),
            "zzz",
            "the value is not among those of the attribute",
            "it is 'vanilla' or 'barrier'",
        ),
        (
            attribute("decimal"),
            "1,000",
            "the value is no decimal",
            "digits with a point, without separators, signs of currency or exponents",
        ),
        (attribute("decimal", minimum="0"), "-0.1", "the value is less than 0", None),
        (attribute("integer", maximum="3"), 4, "the value is more than 3", None),
        (attribute("date"), "2026-02-29", "the value is no date of the calendar", None),
        (
            attribute("date", precision=("year", "month")),
            "2026-02-01",
            "the date has not the precision that the attribute asks for",
            "write it as YYYY or YYYY-MM",
        ),
        (
            attribute("date", minimum="2026-02-02"),
            "2026-02-01",
            "the date is before 2026-02-02",
            None,
        ),
        (
            attribute("datetime"),
            "2026-02-01",
            "the value is no date-time with an offset",
            "write it as YYYY-MM-DDThh:mm:ss with Z or an offset such as +01:00",
        ),
        (
            attribute("datetime"),
            "2026-02-29T09:31:05Z",
            "the value is no date of the calendar",
            None,
        ),
        (
            attribute("string", pattern="[A-Z]{2}"),
            "ABC",
            "the value does not match the attribute's pattern",
            "it is [A-Z]{2}",
        ),
        (
            attribute("string", max_length=2),
            "abc",
            "the value has 3 code points, and may have 2",
            None,
        ),
    ],
)
def test_wrong_values(
    declared: Attribute, value: str | int, message: str, hint: str | None
) -> None:
    assert value_problem(declared, value) == (message, hint)


@pytest.mark.parametrize(
    ("minimum", "maximum", "value"),
    [
        ("2026-02-15", None, "2026-02"),  # some of its days are late enough
        (None, "2026-02-15", "2026-02"),
        (None, "2026", "2026-12-31"),  # a bound of a year holds to its end
        ("2026", "2026", "2026"),
    ],
)
def test_a_date_is_out_of_bounds_only_if_all_its_days_are(
    minimum: str | None, maximum: str | None, value: str
) -> None:
    declared = attribute(
        "date", precision=("year", "month", "day"), minimum=minimum, maximum=maximum
    )

    assert value_problem(declared, value) is None


def test_a_length_counts_code_points() -> None:
    assert value_problem(attribute("string", max_length=1), "👍") is None


def test_a_pattern_that_is_none_stops_the_tool() -> None:
    with pytest.raises(TaxonomyBroken, match="no regular expression"):
        value_problem(attribute("string", pattern="("), "x")


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
def test_every_decimal_without_exponent_is_read_with_its_scale(number: Decimal) -> None:
    text = f"{number:f}"

    assert DECIMAL.fullmatch(text)
    assert value_problem(attribute("decimal", minimum=text, maximum=text), text) is None
    assert (
        value_problem(attribute("decimal", minimum=text), text + ("0" if "." in text else ".0"))
        is None
    )


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (False, "false"), (3, "3"), ("x", "x")]
)
def test_conditions_spell_values_as_json_does(value: str | int, text: str) -> None:
    assert as_text(value) == text
