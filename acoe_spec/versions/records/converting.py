"""One value of an attribute as another type has it, where nothing is lost on the way."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from acoe_spec.rules.values import Scalar, as_text, type_problem, value_problem
from acoe_spec.taxonomy.compiled import Attribute, AttributeType

Value = Scalar | list[Scalar]


def converted(value: Value, before: Attribute, after: Attribute) -> Value | None:
    """`value` as the attribute `after` has it; None where that is impossible or not exact.

    Exact is what comes back the same: `"05"` is no integer, and `"2034"` is a date where the
    precision permits years. Bounds and patterns are not looked at.
    """
    singles = value if isinstance(value, list) else [value]
    found = [_single(each, before.type, after) for each in singles]
    done = [each for each in found if each is not None]
    if len(done) != len(found):
        return None
    if after.multivalued:
        return done
    return done[0] if len(done) == 1 else None


def _single(value: Scalar, before: AttributeType, after: Attribute) -> Scalar | None:
    there = _as_type(as_text(value), after.type)
    if there is None or type_problem(after, there) is not None:
        return None
    if after.type in ("values", "date", "datetime", "decimal") and value_problem(after, there):
        return None
    back = _as_type(as_text(there), before)
    return there if type(back) is type(value) and back == value else None


def _as_type(text: str, kind: AttributeType) -> Scalar | None:
    if kind == "boolean":
        return {"true": True, "false": False}.get(text)
    if kind == "integer":
        try:
            number = Decimal(text)
        except InvalidOperation:
            return None
        whole = number.is_finite() and number == number.to_integral_value()
        return int(number) if whole and str(int(number)) == text else None
    return text
