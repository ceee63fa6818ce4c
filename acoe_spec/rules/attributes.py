"""Attributes: those that a label has, those that it must have, and their values.

One set of rules for all types of annotation: what counts is the label (of a cluster, that of its
relation). What makes a single value right is in `values`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import UNSET

from acoe_spec.findings import Finding, Rule, printable_id
from acoe_spec.models.record_structs import Annotation, Category, Entity, Event
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.rules.labels import deprecation
from acoe_spec.rules.spelling import any_of, did_you_mean
from acoe_spec.rules.values import Scalar, as_text, type_problem, value_problem
from acoe_spec.taxonomy.compiled import Attribute, CompiledTaxonomy, Label

_Given = Mapping[str, Scalar | list[Scalar]]
_Steps = tuple[str | int, ...]


def check_attributes(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Each attribute is one of the label's, applies, is current, and has a value that it may have.

    One walk for several rules: it is where checking spends its time.
    """
    for position, annotation, label in record.labelled:
        if label is None or not annotation.attributes:
            continue
        given: _Given = annotation.attributes
        for name, value in given.items():
            attribute = label.attributes.get(name)
            if attribute is None:
                yield _unknown(record, position, name, label)
                continue
            if attribute.when and _fulfilled(attribute, label, given) is False:
                yield record.finding(
                    "attribute-not-applicable",
                    position,
                    "attributes",
                    name,
                    message=f"the attribute '{name}' applies only where {_condition(attribute)}",
                    hint="leave it out, or mend the attribute that it depends on",
                )
            if attribute.deprecated is not None:
                level, message, hint = deprecation(
                    f"the attribute '{name}'", attribute.deprecated, record.today
                )
                yield record.finding(
                    "deprecated-attribute",
                    position,
                    "attributes",
                    name,
                    level=level,
                    message=message,
                    hint=hint,
                )
            if not _is_right(attribute, value):
                yield from _value_findings(record, position, attribute, value)


def check_missing_attribute(
    record: IndexedRecord, _taxonomy: CompiledTaxonomy
) -> Iterator[Finding]:
    """Required attributes are there, in a record that is no draft and within its scope."""
    if not record.complete:
        return
    for position, annotation, label in record.labelled:
        if label is None or not label.attributes or not record.attempted(_set_of(annotation)):
            continue
        given: _Given = annotation.attributes or {}
        for name, attribute in label.attributes.items():
            if attribute.required and name not in given and _fulfilled(attribute, label, given):
                yield record.finding(
                    "missing-attribute",
                    position,
                    *(() if annotation.attributes is UNSET else ("attributes",)),
                    message=f"{printable_id(annotation.label)} needs the attribute '{name}'"
                    + (f" where {_condition(attribute)}" if attribute.when else ""),
                    hint="add it; if the text does not say, ask whether it should be required",
                    field=f"attributes/{name}",
                )


def _unknown(record: IndexedRecord, position: int, name: str, label: Label) -> Finding:
    hint = did_you_mean(name, tuple(label.attributes))
    if hint is None and not label.attributes:
        hint = "the label has no attributes"
    return record.finding(
        "unknown-attribute",
        position,
        "attributes",
        name,
        message=f"{printable_id(name)} is no attribute of {printable_id(label.id)}",
        hint=hint,
    )


def _is_right(attribute: Attribute, value: Scalar | list[Scalar]) -> bool:
    """Whether a single value gives no finding: the short cut for nearly all."""
    if (
        isinstance(value, list)
        or attribute.multivalued
        or type_problem(attribute, value) is not None
        or value_problem(attribute, value) is not None
    ):
        return False
    return attribute.type != "values" or attribute.values[as_text(value)].deprecated is None


def _value_findings(
    record: IndexedRecord, position: int, attribute: Attribute, value: Scalar | list[Scalar]
) -> Iterator[Finding]:
    """A value that is of the wrong type is not looked at any further."""

    def finding(rule: str, steps: _Steps, message: str, hint: str | None) -> Finding:
        return record.finding(rule, position, "attributes", *steps, message=message, hint=hint)

    name = attribute.id
    if isinstance(value, list) is not attribute.multivalued:
        if attribute.multivalued:
            message, hint = "several values: an array", "write one value in brackets too"
        else:
            message, hint = "one value", "write it without brackets"
        yield finding("attribute-type", (name,), f"the attribute '{name}' has {message}", hint)
        return
    if value == []:
        hint = "leave the attribute out: what is absent is absent"
        yield finding("attribute-value", (name,), "the array has no value", hint)
    for steps, single in _singles(name, value):
        wrong = type_problem(attribute, single)
        if wrong is not None:
            yield finding("attribute-type", steps, *wrong)
            continue
        problem = value_problem(attribute, single)
        if problem is not None:
            yield finding("attribute-value", steps, *problem)
        elif attribute.type == "values":
            known = attribute.values[as_text(single)]
            if known.deprecated is not None:
                level, message, hint_or_none = deprecation(
                    f"the value {printable_id(as_text(single))}", known.deprecated, record.today
                )
                yield record.finding(
                    "deprecated-value",
                    position,
                    "attributes",
                    *steps,
                    level=level,
                    message=message,
                    hint=hint_or_none,
                )


def _singles(name: str, value: Scalar | list[Scalar]) -> Iterator[tuple[_Steps, Scalar]]:
    """Each value of one attribute, with the steps that lead to it."""
    if isinstance(value, list):
        for number, single in enumerate(value):
            yield (name, number), single
    else:
        yield (name,), value


def _fulfilled(attribute: Attribute, label: Label, given: _Given) -> bool | None:
    """Whether every attribute of the condition has one of the values named there.

    None if one has a value of the wrong type, so that nobody can tell.
    """
    for other, values in attribute.when.items():
        if other not in given:
            return False
        singles = [single for _, single in _singles(other, given[other])]
        declared = label.attributes.get(other)
        if declared is not None and any(type_problem(declared, each) for each in singles):
            return None
        if not any(as_text(single) in values for single in singles):
            return False
    return True


def _condition(attribute: Attribute) -> str:
    return " and ".join(
        f"'{other}' is {any_of(values)}" for other, values in attribute.when.items()
    )


def _set_of(annotation: Annotation) -> str:
    """The label set that the annotation is in, as a scope names it."""
    if isinstance(annotation, Entity):
        return "entity"
    if isinstance(annotation, Event):
        return "event"
    return annotation.set if isinstance(annotation, Category) else "relation"


def _example(attributes: str) -> str:
    return (
        '{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"1.10 call"}],'
        '"annotations":[{"type":"entity","id":"e1","label":"fx_option",'
        f'"spans":[{{"unit":"t1","start":5,"end":9}}],"text":"call"{attributes}}}]}}'
    )


RULES = (
    Rule(
        id="unknown-attribute",
        level="error",
        theme="attributes",
        summary="An attribute that the label does not have.",
        why="Nobody defined what it means, and whoever reads the file by the taxonomy never sees "
        "it.",
        fix="Write its name as the taxonomy does. If it is missing there, add it there first.",
        failing=_example(',"attributes":{"style":"vanilla","strik":"1.10"}'),
        passing=_example(',"attributes":{"style":"vanilla","strike":"1.10"}'),
        check=check_attributes,
    ),
    Rule(
        id="missing-attribute",
        level="error",
        theme="attributes",
        summary="A required attribute is not given, in a record that is no draft.",
        why="The taxonomy asks for it because the annotation cannot be used without it. There are "
        "no defaults: what is absent is absent.",
        fix="Add the attribute. Work that is not finished is a draft: `state: draft`.",
        failing=_example(',"attributes":{"strike":"1.10"}'),
        passing=_example(',"attributes":{"style":"vanilla","strike":"1.10"}'),
        check=check_missing_attribute,
    ),
    Rule(
        id="attribute-not-applicable",
        level="error",
        theme="attributes",
        summary="An attribute is given where its condition does not hold.",
        why="One of the two attributes is wrong: this one, or the one that it depends on.",
        fix="Leave it out, or mend the attribute that its condition names.",
        failing=_example(',"attributes":{"style":"vanilla","barrier":"1.20"}'),
        passing=_example(',"attributes":{"style":"barrier","barrier":"1.20"}'),
        check=check_attributes,
    ),
    Rule(
        id="attribute-type",
        level="error",
        theme="attributes",
        summary="An attribute's value is of the wrong JSON type.",
        why="Readers that trust the type break on it, and numbers lose digits: 2.50 as a number "
        "is 2.5.",
        fix="Write decimals and dates as strings, integers and booleans bare, several values as "
        "an array.",
        failing=_example(',"attributes":{"style":"vanilla","strike":1}'),
        passing=_example(',"attributes":{"style":"vanilla","strike":"1"}'),
        check=check_attributes,
    ),
    Rule(
        id="attribute-value",
        level="error",
        theme="attributes",
        summary="An attribute's value is not one that the taxonomy permits.",
        why="It is not in the enumeration, no such day is in the calendar, it is out of bounds or "
        "of another form: whatever it is, it was not meant.",
        fix="Write the value as the taxonomy defines it; `acoe show ID LABEL` prints how.",
        failing=_example(',"attributes":{"style":"Vanilla"}'),
        passing=_example(',"attributes":{"style":"vanilla"}'),
        check=check_attributes,
    ),
    Rule(
        id="deprecated-attribute",
        level="warning",
        theme="attributes",
        summary="An attribute that is on its way out.",
        why="It will be removed in a later version; after the day that the taxonomy names it is "
        "an error.",
        fix="Use the replacement that the hint names, or leave it out.",
        failing=_example(',"attributes":{"style":"vanilla","pin":"1.10"}'),
        passing=_example(',"attributes":{"style":"vanilla","strike":"1.10"}'),
        check=check_attributes,
    ),
    Rule(
        id="deprecated-value",
        level="warning",
        theme="attributes",
        summary="A value of an enumeration that is on its way out.",
        why="It will be removed in a later version; after the day that the taxonomy names it is "
        "an error.",
        fix="Use the replacement that the hint names.",
        failing=_example(',"attributes":{"style":"knockout"}'),
        passing=_example(',"attributes":{"style":"barrier","barrier":"1.20"}'),
        check=check_attributes,
    ),
)
