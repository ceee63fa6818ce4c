"""Whether a worked example keeps what its verdict promises, by the rules for label files.

Every finding stands where the example says what is wrong. That an annotation breaks a rule which it
should not break is told in the words of that rule, and whatever its level is elsewhere, it is an
error here: who learns from an example may not learn what is on its way out.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from acoe_spec.checking.explain import explain, parse
from acoe_spec.findings import Finding
from acoe_spec.guidelines.examples.reading import Example
from acoe_spec.guidelines.examples.same import other_content, same_annotation
from acoe_spec.guidelines.examples.wording import in_words_of_examples
from acoe_spec.guidelines.guideline import Place
from acoe_spec.rules.spelling import did_you_mean
from acoe_spec.rules.table import ALL_RULES, by_id
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

_MEND_RIGHT = "mend the annotation; every rule of label files holds for worked examples"
_MEND_AVOID = "mend it, or name the rule in 'breaks' if the example is there to show it"
_MEND_INSTEAD = "mend it: what 'instead' shows is the right annotation"


def check_example(
    example: Example, taxonomy: CompiledTaxonomy, *, today: datetime.date | None = None
) -> tuple[Finding, ...]:
    """Everything that is wrong with a worked example, at its place in the guideline.

    What cannot be read comes first and alone, as `example.findings`. An example whose block has
    defects has no findings here: the block tells them.
    """
    if example.record is None or example.findings:
        return example.findings
    found = [*_contradictions(example), *_unknown_rules(example)]
    if found:
        return tuple(found)
    return tuple(_judged(example, taxonomy, today))


def _judged(
    example: Example, taxonomy: CompiledTaxonomy, today: datetime.date | None
) -> Iterator[Finding]:
    assert example.record is not None
    broken = findings_of(example.record, taxonomy, today=today)
    if example.verdict == "annotate":
        for finding in broken:
            yield _told(example, "record", finding, _MEND_RIGHT)
        return
    yield from _other_rules(example, broken)
    yield from _rules_kept(example, broken)
    if example.instead is None:
        return
    right = findings_of(example.instead, taxonomy, today=today)
    for finding in right:
        yield _told(example, "instead", finding, _MEND_INSTEAD)
    unit = other_content(example.record, example.instead)
    if unit is not None:
        message = "'instead' annotates other content than the example"
        hint = "copy the units, and change the annotation only"
        place = example.place_of(f"/instead/units/{unit}")
        yield _finding(example, "example-instead-content", place, message, hint)
    elif not right and same_annotation(example.record, example.instead):
        message = "'instead' says the same as what is to be avoided"
        hint = "change one of the two, or name the rule that is broken in 'breaks'"
        yield _finding(example, "example-instead-same", _key(example, "instead"), message, hint)


def findings_of(
    record: Mapping[str, Any], taxonomy: CompiledTaxonomy, *, today: datetime.date | None = None
) -> list[Finding]:
    """What the rules for label files say about a record in its JSON shape, at their levels."""
    parsed = parse(msgspec.json.encode(record))
    found: Iterable[Finding] = parsed.findings
    if parsed.record is not None:
        found = explain(parsed.record, taxonomy, today=today)
    return [in_words_of_examples(finding, record, taxonomy) for finding in found]


def _contradictions(example: Example) -> Iterator[Finding]:
    """Whether what the example gives goes with its verdict."""
    if example.verdict == "annotate":
        for key in ("breaks", "instead"):
            if key in example.block.source.data:
                message = f"the verdict is 'annotate', and '{key}' is for examples to avoid"
                hint = f"remove '{key}', or make the verdict 'avoid'"
                place = _key(example, key)
                yield _finding(example, "example-contradiction", place, message, hint)
    elif not example.breaks and example.instead is None:
        message = "nothing says what is wrong with what is to be avoided"
        hint = (
            "name the rules that it breaks in 'breaks', or give the right annotation as 'instead'"
        )
        place = _key(example, "verdict")
        yield _finding(example, "example-not-wrong", place, message, hint)


def _unknown_rules(example: Example) -> Iterator[Finding]:
    for number, rule in enumerate(example.breaks):
        if by_id(rule) is None:
            message = f"there is no rule '{rule}' for label files"
            hint = did_you_mean(rule, tuple(row.id for row in ALL_RULES))
            hint = hint or "`acoe rules` lists them"
            place = _at(example, f"/breaks/{number}")
            yield _finding(example, "example-unknown-rule", place, message, hint)


def _other_rules(example: Example, broken: list[Finding]) -> Iterator[Finding]:
    """What is wrong in the example besides what it is there to show."""
    for finding in broken:
        if not example.breaks:
            yield _told(example, "record", finding, _MEND_AVOID)
        elif finding.rule not in example.breaks:
            place = example.place_of("/record" + (finding.pointer or ""))
            message = f"'{finding.rule}' is broken too, and 'breaks' does not name it: "
            mend = _MEND_AVOID if finding.hint is None else f"{finding.hint}; else {_MEND_AVOID}"
            yield _finding(
                example, "example-breaks-other-rules", place, message + finding.message, mend
            )


def _rules_kept(example: Example, broken: list[Finding]) -> Iterator[Finding]:
    """The rules that the example says it breaks and does not."""
    for number, rule in enumerate(example.breaks):
        if all(finding.rule != rule for finding in broken):
            message = f"the rule '{rule}' is not broken"
            row = by_id(rule)
            hint = "remove it from 'breaks', or annotate so that it is broken"
            if row is not None:
                hint += f": {row.summary[0].lower()}{row.summary[1:].rstrip('.')}"
            place = _at(example, f"/breaks/{number}")
            yield _finding(example, "example-rule-kept", place, message, hint)


def _told(example: Example, side: str, finding: Finding, mend: str) -> Finding:
    """A finding about the record of one side, at its place in the guideline."""
    place = example.place_of(f"/{side}{finding.pointer or ''}")
    where = f"the example '{example.id}'"
    where = f"'instead' of {where}" if side == "instead" else where
    return msgspec.structs.replace(
        finding,
        level="error",
        message=f"in {where}, {finding.message}",
        hint=mend if finding.hint is None else finding.hint,
        file=place.file or None,
        line=place.line,
        column=place.column,
        text=None,
    )


def _finding(example: Example, rule: str, place: Place, message: str, hint: str) -> Finding:
    return Finding(
        rule=rule,
        message=f"in the example '{example.id}', {message}",
        hint=hint,
        file=place.file or None,
        line=place.line,
        column=place.column,
        record=example.id,
    )


def _key(example: Example, key: str) -> Place:
    """Where the example has a key of its own."""
    source = example.block.source
    return Place(source.path or "", *source.place(f"/{key}", key=True))


def _at(example: Example, pointer: str) -> Place:
    source = example.block.source
    return Place(source.path or "", *source.place(pointer))
