"""A worked example keeps what its verdict promises, or it is told where it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import records
from worked_examples import DESK, example_of, told

from acoe_spec.findings import Rule
from acoe_spec.guidelines.examples.rules import RULES
from acoe_spec.guidelines.examples.same import other_content, same_annotation
from acoe_spec.guidelines.examples.verdicts import check_example

WRONG = "units:\n  - A: 'bid [T]{bnd}'\n"
RIGHT = "units:\n  - A: 'bid [T]{bond}'\n"
ANNOTATE = "id: x\nverdict: annotate\n"
AVOID = "id: x\nverdict: avoid\n"
INSTEAD = "instead:\n  units:\n    - A: 'bid [T]{size}'\n"


@pytest.mark.parametrize(
    "text",
    [
        ANNOTATE + RIGHT,
        AVOID + WRONG + "breaks: [unknown-label]\n",
        AVOID + RIGHT + INSTEAD,
        AVOID + WRONG + "breaks: [unknown-label]\n" + INSTEAD,
        AVOID + "units:\n  - A: '[a]{bnd} [b]{bnd c=1}'\nbreaks: [unknown-label]\n",
        AVOID + RIGHT + "breaks: [unknown-set]\ncategories: [{tune: calm}]\n",
    ],
)  # fmt: skip
def test_an_example_that_keeps_its_verdict_gives_no_finding(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "line", "column", "rule", "message", "hint"),
    [
        (
            ANNOTATE + WRONG, 4, 17, "unknown-label",
            "in the example 'x', 'bnd' is no entity label in desk@1.2.0",
            "did you mean 'bond'?",
        ),
        (
            ANNOTATE + "units:\n  - A: '[T]{bond count=five}'\n", 4, 18, "attribute-type",
            "in the example 'x', the value is not an integer", "write it in digits, such as 5",
        ),
        (
            ANNOTATE + "units:\n  - A: '[T]{bond firm=yes}'\n", 4, 18, "attribute-type",
            "in the example 'x', the value is not true or false", "write true or false",
        ),
        (
            ANNOTATE + "units:\n  - A: '[T]{bond coupon=1 coupon=2}'\n", 4, 18, "attribute-type",
            "in the example 'x', the attribute 'coupon' has one value", "give it once",
        ),
        (
            ANNOTATE + "units:\n  - A: '[]{bond}'\n", 4, 9, "span-empty",
            "in the example 'x', the span 0:0 is empty",
            "mark some text; it stands between '[' and ']'",
        ),
        (
            ANNOTATE + "units:\n  - A: a\ncategories: [{tone: x}]\n", 5, 21, "unknown-label",
            "in the example 'x', 'x' is no label of the set 'tone' in desk@1.2.0",
            "known here: calm",
        ),
        (
            ANNOTATE + "units: [{start: 0:05, end: 9, text: a}]\n", 3, 17, "wrong-type",
            "in the example 'x', this is a string, not a number",
            "write a number as it is, without quotation marks; times are in seconds",
        ),
        (
            ANNOTATE + "units: [{picture: p.png}]\n", 3, 9, "missing-field",
            "in the example 'x', the field 'number' is missing", "add it here",
        ),
        (
            ANNOTATE + "units:\n  - A: '[T]{note}'\n", 4, 13, "deprecated-label",
            "in the example 'x', the label 'note' is deprecated since 1.1.0", "use 'bond'",
        ),
        (
            ANNOTATE + RIGHT + "breaks: [unknown-label]\n", 5, 1, "example-contradiction",
            "in the example 'x', the verdict is 'annotate', and 'breaks' is for examples to avoid",
            "remove 'breaks', or make the verdict 'avoid'",
        ),
        (
            AVOID + WRONG, 2, 1, "example-not-wrong",
            "in the example 'x', nothing says what is wrong with what is to be avoided",
            "name the rules that it breaks in 'breaks', or give the right annotation as 'instead'",
        ),
        (
            AVOID + WRONG + "breaks: [unknown-lable]\n", 5, 10, "example-unknown-rule",
            "in the example 'x', there is no rule 'unknown-lable' for label files",
            "did you mean 'unknown-label'?",
        ),
        (
            AVOID + RIGHT + "breaks: [unknown-label]\n", 5, 10, "example-rule-kept",
            "in the example 'x', the rule 'unknown-label' is not broken",
            ("remove it from 'breaks', or annotate so that it is broken: a label that the "
            "taxonomy does not have"),
        ),
        (
            AVOID + "units:\n  - A: '[T]{bnd} [U]{bond cupon=1}'\nbreaks: [unknown-label]\n",
            4, 27, "example-breaks-other-rules",
            ("in the example 'x', 'unknown-attribute' is broken too, and 'breaks' does not name "
            "it: 'cupon' is no attribute of 'bond'"),
            ("did you mean 'coupon'?; else mend it, or name the rule in 'breaks' if the example is "
            "there to show it"),
        ),
        (
            AVOID + WRONG + INSTEAD, 4, 17, "unknown-label",
            "in the example 'x', 'bnd' is no entity label in desk@1.2.0",
            "did you mean 'bond'?",
        ),
        (
            AVOID + RIGHT + INSTEAD.replace("size", "sze"), 7, 19, "unknown-label",
            "in 'instead' of the example 'x', 'sze' is no entity label in desk@1.2.0",
            "did you mean 'size'?",
        ),
        (
            AVOID + RIGHT + INSTEAD.replace("{size}", "{bond #other}"), 5, 1,
            "example-instead-same",
            "in the example 'x', 'instead' says the same as what is to be avoided",
            "change one of the two, or name the rule that is broken in 'breaks'",
        ),
        (
            AVOID + RIGHT + INSTEAD.replace("bid", "offer"), 7, 7, "example-instead-content",
            "in the example 'x', 'instead' annotates other content than the example",
            "copy the units, and change the annotation only",
        ),
    ],
)  # fmt: skip
def test_an_example_that_does_not_is_told_what_to_change(
    text: str, line: int, column: int, rule: str, message: str, hint: str
) -> None:
    example = example_of(text)
    (finding,) = check_example(example, DESK)
    assert (finding.file, finding.line) == ("guidelines/desk/bonds.md", line + 9)
    assert (finding.column, finding.rule, finding.level) == (column, rule, "error")
    assert (finding.message, finding.hint) == (message, hint)


@pytest.mark.parametrize(
    ("label", "hint"),
    [
        ("trade", "it is an event: write 'event/trade'"),
        ("event/bond", "it is an entity: write 'bond'"),
        ("bids_on", "it is a relation: write '#a bids_on #b' under 'relations'"),
        ("calm", "it is a category: write '{tone: calm}' under 'categories'"),
        ("bnd", "did you mean 'bond'?"),
    ],
)
def test_a_label_of_another_set_is_told_how_to_be_written(label: str, hint: str) -> None:
    example = example_of(f"{ANNOTATE}units:\n  - A: '[x]{{{label}}}'\n")
    (finding,) = check_example(example, DESK)
    assert (finding.rule, finding.hint) == ("unknown-label", hint)


@pytest.mark.parametrize(
    ("units", "line", "hint"),
    [
        (
            "  - A: '[x]{bond #u2}'\n  - B: y\n", 4,
            "unit 2 is called so by its place: take another id here, or write an 'id' for the unit",
        ),
        (
            "  - {A: '[x]{bond #u2}', id: first}\n  - {B: y, id: u3}\n  - B: z\n", 6,
            "unit 3 is called so by its place: take another id here, or write an 'id' for the unit",
        ),
        (
            "  - {A: '[x]{bond #t}', id: t}\n", 4,
            "give this annotation an id of its own, and mend the references to it",
        ),
    ],
)  # fmt: skip
def test_an_id_that_a_unit_has_by_its_place_is_told_where_it_comes_from(
    units: str, line: int, hint: str
) -> None:
    (finding,) = check_example(example_of(f"{ANNOTATE}units:\n{units}"), DESK)
    assert (finding.rule, finding.line, finding.hint) == ("duplicate-id", line + 9, hint)


def test_same_annotations_are_told_by_what_they_say() -> None:
    def differs(one: str, other: str) -> bool:
        text = f"{AVOID}units: [{{A: a b}}]\n"
        first, second = (
            example_of(f"{text}{each}instead: {{units: [{{A: a b}}]}}\n").record
            for each in (one, other)
        )
        assert first is not None
        assert second is not None
        return not same_annotation(first, second)

    spans = "entities: [{{id: {0}, label: bond, times: [{{start: 0, end: 1}}]}}, "
    spans += "{{id: {1}, label: bond, times: [{{start: 1, end: 2}}]}}]\n"
    ab, ba = spans.format("a", "b"), spans.format("b", "a")
    assert not differs(ab, ba)
    assert not differs(ab + "relations: [a same_as b]\n", ba + "relations: [b same_as a]\n")
    assert differs(ab + "relations: [a bids_on b]\n", ba + "relations: [a bids_on b]\n")
    assert differs(ab + "relations: [a bids_on b]\n", ab)
    chain = "events: [{id: t, label: trade, arguments: [{role: traded, target: s}]}, "
    chain += "{id: s, label: trade, arguments: [{role: traded, target: %s}]}]\n"
    assert differs(ab + chain % "a", ab + chain % "b")
    assert differs(ab + chain % "a", ab + chain % "t")
    assert not differs(ab + chain % "t", ba + chain % "t")
    assert differs("categories: [{intent: request}]\n", "categories: [{intent: request, on: u1}]\n")


@given(records())
def test_the_order_of_annotations_makes_no_difference(record: dict[str, object]) -> None:
    assert same_annotation(record, record)
    assert other_content(record, record) is None
    annotations = record["annotations"]
    assert isinstance(annotations, list)
    backwards = record | {"annotations": annotations[::-1]}
    assert same_annotation(record, backwards)
    if annotations:
        assert not same_annotation(record, record | {"annotations": annotations[1:]})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_fails_and_passes_as_its_row_says(rule: Rule) -> None:
    failing, passing = ({each[2] for each in told(text)} for text in (rule.failing, rule.passing))
    assert failing == {rule.id}
    assert passing == set()
