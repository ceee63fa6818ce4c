"""Lint rules for attributes, and for all bounds: types, constraints that fit them, conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from acoe_spec.findings import Rule, printable_id
from acoe_spec.taxonomy.dates import DATE, in_calendar, instant
from acoe_spec.taxonomy.definition import Attribute
from acoe_spec.taxonomy.lint_head import Defect, Head, Written
from acoe_spec.taxonomy.patterns import explodes

_NUMBERS = ("integer", "decimal")
_FITTING: Mapping[str, tuple[str, ...]] = {
    "pattern": ("string",),
    "max_length": ("string",),
    "minimum": (*_NUMBERS, "date", "datetime"),
    "maximum": (*_NUMBERS, "date", "datetime"),
    "precision": ("date",),
}
# As numbers are written in YAML; values in records have a stricter form.
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)\Z")
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")


def check_type(head: Head) -> Iterator[Defect]:
    """An attribute has one type: a range, or values."""
    for attribute in head.attributes:
        if "range" in attribute.says and "values" in attribute.says:
            yield Defect(
                attribute.at("values"),
                f"the attribute '{attribute.name}' has both a range and values",
                "keep the values to permit these only, or the range to permit all of a type",
                key=True,
            )
        elif attribute.final.type is None:
            yield Defect(
                attribute.at(),
                f"the attribute '{attribute.name}' has no type",
                "add a 'range', such as string or decimal, or 'values'",
                key=True,
            )


def check_values(head: Head) -> Iterator[Defect]:
    """An enumeration permits something, and so does the precision of a date."""
    for attribute in head.attributes:
        for field in ("values", "precision"):
            if field in attribute.says and not attribute.says[field]:
                yield Defect(
                    attribute.at(field),
                    f"the attribute '{attribute.name}' has an empty list of {field}",
                    f"name at least one, or remove '{field}'",
                    key=True,
                )


def check_constraint(head: Head) -> Iterator[Defect]:
    """A constraint is one that the attribute's type can have."""
    for attribute in head.attributes:
        for field, fitting in _FITTING.items():
            if field in attribute.says and attribute.final.type not in (None, *fitting):
                yield Defect(
                    attribute.at(field),
                    f"'{field}' means nothing for an attribute of type {attribute.final.type}",
                    f"it is for the types {', '.join(fitting)}",
                    key=True,
                )


def check_pattern(head: Head) -> Iterator[Defect]:
    """A pattern is a regular expression."""
    for attribute in head.attributes:
        if "pattern" in attribute.says:
            try:
                re.compile(attribute.says["pattern"], re.ASCII)
            except (re.error, ValueError, OverflowError, RecursionError):
                yield Defect(
                    attribute.at("pattern"),
                    f"the pattern of '{attribute.name}' is no regular expression",
                    "look for a bracket without its partner, or a '*' with nothing before it",
                )


def check_slow_pattern(head: Head) -> Iterator[Defect]:
    """A pattern says quickly that a value does not match."""
    for attribute in head.attributes:
        if "pattern" in attribute.says:
            try:
                slow = explodes(attribute.says["pattern"])
            except (re.error, ValueError, OverflowError, RecursionError):
                continue  # `pattern-invalid`
            if slow:
                yield Defect(
                    attribute.at("pattern"),
                    f"the pattern of '{attribute.name}' can take for ever to say no",
                    "let it be clear where a round of a repetition ends: (?:[A-Z]+-)+, not "
                    "(?:[A-Z]+-?)+",
                )


def check_bound(head: Head) -> Iterator[Defect]:
    """A bound is a value that the attribute itself could have."""
    for attribute in head.attributes:
        for field in ("minimum", "maximum"):
            kind, bound = attribute.final.type, getattr(attribute.final, field)
            if (
                field in attribute.says
                and kind in _FITTING[field]
                and not _is_value(bound, str(kind))
            ):
                yield Defect(
                    attribute.at(field),
                    f"the {field} of '{attribute.name}' is no {kind}",
                    _EXAMPLES[str(kind)],
                )


_EXAMPLES: Mapping[str, str] = {
    "integer": "write a whole number, such as 12",
    "decimal": "write a number, such as 0.5",
    "date": "write a year, month or day, such as '2026', '2026-03' or '2026-03-02'",
    "datetime": "write a time with an offset, such as '2026-03-02T09:31:05Z'",
}


def _is_value(text: str, kind: str) -> bool:
    if kind == "integer":
        return bool(_INTEGER.match(text))
    if kind == "decimal":
        return _number(text) is not None
    if kind == "date":
        return DATE.fullmatch(text) is not None and in_calendar(text)
    return instant(text) is not None


def _number(text: str) -> Decimal | None:
    return Decimal(text) if _DECIMAL.match(text) else None


def check_order(head: Head) -> Iterator[Defect]:
    """The lower bound is not above the upper one."""
    for attribute in head.attributes:
        low, high = attribute.final.minimum, attribute.final.maximum
        field = "maximum" if "maximum" in attribute.says else "minimum"
        if low is not None and high is not None and field in attribute.says:
            kind = str(attribute.final.type)
            if _is_value(low, kind) and _is_value(high, kind) and _above(low, high, kind):
                message = f"the minimum of '{attribute.name}' is above its maximum"
                yield Defect(attribute.at(field), message, "exchange the two, or correct one")
    for label in head.labels:
        for steps, says in _cardinalities(label):
            low, high = says.get("min", 0), says.get("max")
            if high is not None and (low > high or high == 0):
                message = "the least number is above the greatest" if low > high else (
                    "the greatest number is 0: it could never occur"
                )  # fmt: skip
                yield Defect(label.at(*steps, "max"), message, "correct 'min' or 'max'")


def _above(low: str, high: str, kind: str) -> bool:
    if kind in _NUMBERS:
        return Decimal(low) > Decimal(high)
    if kind == "datetime":
        lower, upper = instant(low), instant(high)
        return lower is not None and upper is not None and lower > upper
    shared = min(len(low), len(high))  # a year as the maximum includes all of its days
    return low[:shared] > high[:shared]


def _cardinalities(label: Written) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    for role, says in label.says.get("roles", {}).items():
        yield ("roles", role), says
    for field in ("per_subject", "per_object"):
        if field in label.says:
            yield (field,), label.says[field]


def check_condition(head: Head) -> Iterator[Defect]:
    """A condition names another attribute of the label, and values that it can have."""
    for attribute in head.attributes:
        others = head.effective[attribute.label.node].attributes
        for other, values in attribute.says.get("when", {}).items():
            if other == attribute.name:
                yield Defect(
                    attribute.at("when", other),
                    f"the attribute '{other}' is a condition for itself",
                    "name another attribute",
                    key=True,
                )
            elif other not in others:
                yield Defect(
                    attribute.at("when", other),
                    f"the label has no attribute '{other}'",
                    "its attributes, inherited ones included: "
                    + ", ".join(sorted(name for name in others if name != attribute.name)),
                    key=True,
                )
            else:
                for position, value in enumerate(values):
                    problem = _impossible(value, others[other].value)
                    if problem:
                        yield Defect(attribute.at("when", other, position), *problem)


def _impossible(value: Any, attribute: Attribute) -> tuple[str, str] | None:
    """Message and hint if the attribute can never have that value."""
    kind = attribute.type
    if kind == "values":
        known = attribute.values or {}
        if value in known:
            return None
        shown = printable_id(value) if isinstance(value, str) else "(no text)"
        return f"the value {shown} does not exist", f"it has: {', '.join(known)}"
    if kind == "boolean" and not isinstance(value, bool):
        return "the value is not true or false, which is what the attribute takes", (
            "write true or false"
        )
    if kind == "integer" and (isinstance(value, bool | str) or value != int(value)):
        return "the value is not a whole number, which is what the attribute takes", (
            "write a number without quotes"
        )
    return None


def check_condition_cycle(head: Head) -> Iterator[Defect]:
    """Attributes are not conditions for each other."""
    for attribute in head.attributes:
        if "when" not in attribute.says:
            continue
        others = head.effective[attribute.label.node].attributes
        for other in attribute.says["when"]:
            if other != attribute.name and attribute.name in _depends_on(other, others):
                yield Defect(
                    attribute.at("when", other),
                    f"the attributes '{attribute.name}' and '{other}' are conditions for each "
                    "other",
                    "remove one of the conditions",
                    key=True,
                )


def _depends_on(name: str, attributes: Mapping[str, Any]) -> set[str]:
    """All attributes that are conditions for this one, directly or not."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        merged = attributes.get(waiting.pop())
        for other in (merged.value.when or {}) if merged is not None else ():
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _attribute(says: str) -> str:
    return f"entities:\n  bond:\n    definition: A debt security.\n    attributes:\n{says}"


RULES = (
    Rule(
        id="attribute-without-one-type",
        level="error",
        theme="taxonomy",
        summary="An attribute has no type, or two.",
        why="Nothing can be said of its values, or two contradictory things.",
        fix="Give it either a 'range' or 'values', here or in the label that it is inherited from.",
        failing=_attribute("      coupon: {required: true}\n"),
        passing=_attribute("      coupon: {range: decimal, required: true}\n"),
        check=check_type,
    ),
    Rule(
        id="attribute-without-values",
        level="error",
        theme="taxonomy",
        summary="The values or the precision of an attribute are an empty list.",
        why="Nothing would be a permitted value.",
        fix="Name at least one.",
        failing=_attribute("      seniority: {values: {}}\n"),
        passing=_attribute("      seniority: {values: {senior: {}, subordinated: {}}}\n"),
        check=check_values,
    ),
    Rule(
        id="constraint-of-other-type",
        level="error",
        theme="taxonomy",
        summary="An attribute has a constraint that means nothing for its type.",
        why="It would never be checked, and its author believes that it is.",
        fix="Use a constraint of the type: pattern and max_length for strings, minimum and maximum "
        "for numbers and dates, precision for dates.",
        failing=_attribute('      rank: {range: integer, pattern: "[0-9]"}\n'),
        passing=_attribute("      rank: {range: integer, minimum: 0, maximum: 9}\n"),
        check=check_constraint,
    ),
    Rule(
        id="pattern-invalid",
        level="error",
        theme="taxonomy",
        summary="The pattern of an attribute is no regular expression.",
        why="No value could be checked against it.",
        fix="Correct the expression.",
        failing=_attribute('      rating: {range: string, pattern: "[A-D"}\n'),
        passing=_attribute('      rating: {range: string, pattern: "[A-D]"}\n'),
        check=check_pattern,
    ),
    Rule(
        id="pattern-explodes",
        level="warning",
        theme="taxonomy",
        summary="The pattern of an attribute can take for ever on a value that does not match.",
        why="A repetition inside of a repetition reads the same text in many ways, and each "
        "further character multiplies them: one wrong value of forty characters, and a check "
        "never ends.",
        fix="Let it be clear where a round of the outer repetition ends, by a separator that the "
        "inner one does not match.",
        failing=_attribute('      code: {range: string, pattern: "([A-Z]+-?)+"}\n'),
        passing=_attribute('      code: {range: string, pattern: "([A-Z]+-)*[A-Z]+"}\n'),
        check=check_slow_pattern,
    ),
    Rule(
        id="bound-malformed",
        level="error",
        theme="taxonomy",
        summary="The minimum or maximum of an attribute is no value of its type.",
        why="No value could be compared with it.",
        fix="Write a number for numbers, a date for dates, a time with its offset for times.",
        failing=_attribute("      maturity: {range: date, minimum: 2026-02-30}\n"),
        passing=_attribute("      maturity: {range: date, minimum: 2026-02-28}\n"),
        check=check_bound,
    ),
    Rule(
        id="bounds-reversed",
        level="error",
        theme="taxonomy",
        summary="A lower bound is above the upper one, or something could never occur.",
        why="No value and no number of things would be permitted.",
        fix="Exchange the two, or correct one.",
        failing=_attribute("      coupon: {range: decimal, minimum: 10, maximum: 2}\n"),
        passing=_attribute("      coupon: {range: decimal, minimum: 2, maximum: 10}\n"),
        check=check_order,
    ),
    Rule(
        id="condition-unknown",
        level="error",
        theme="taxonomy",
        summary="A condition names an attribute or a value that the label has not.",
        why="It could never be met, so that the attribute could never be given.",
        fix="Correct the name, or add the attribute or value.",
        failing=_attribute(
            "      kind: {values: {fixed: {}, floating: {}}}\n"
            "      spread: {range: decimal, when: {kind: [float]}}\n"
        ),
        passing=_attribute(
            "      kind: {values: {fixed: {}, floating: {}}}\n"
            "      spread: {range: decimal, when: {kind: [floating]}}\n"
        ),
        check=check_condition,
    ),
    Rule(
        id="condition-cycle",
        level="error",
        theme="taxonomy",
        summary="Attributes are conditions for each other.",
        why="Neither could be given before the other.",
        fix="Remove one of the conditions.",
        failing=_attribute(
            "      callable: {range: boolean, when: {puttable: [false]}}\n"
            "      puttable: {range: boolean, when: {callable: [false]}}\n"
        ),
        passing=_attribute(
            "      callable: {range: boolean}\n"
            "      puttable: {range: boolean, when: {callable: [false]}}\n"
        ),
        check=check_condition_cycle,
    ),
)
