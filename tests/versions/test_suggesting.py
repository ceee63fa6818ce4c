"""Probable renames: with a reason, within a set, each label once, and never assumed."""

from __future__ import annotations

from taxonomy_strategies import Head, definition_of, head

from acoe_spec.versions.diff.observing import diff


def suggested(old: Head, new: Head) -> list[tuple[str, str, float, str]]:
    before = definition_of(head(entities=old))
    after = definition_of(head(version="2.0.0", entities=new))
    found = diff(before, after)
    assert {change.op for change in found.changes} >= {"remove-label", "add-label"}
    return [(each.from_, each.to, each.likelihood, each.reason) for each in found.suggestions]


def test_the_same_definition_is_a_reason() -> None:
    text = {"definition": "What can be traded."}
    assert suggested({"product": text}, {"instrument": text}) == [
        ("product", "instrument", 0.6, "the same definition")
    ]


def test_the_same_words_in_another_spelling_are_a_reason() -> None:
    assert suggested({"firmQuote": {}}, {"firm_quote": {}}) == [
        ("firmQuote", "firm_quote", 0.5, "the same words in its id")
    ]


def test_sub_labels_and_attributes_are_reasons() -> None:
    attributes = {"attributes": {"strike": {"range": "decimal"}}}
    old = {"right": attributes, "call": {"is_a": "right"}}
    new = {"option": attributes, "call": {"is_a": "option"}}
    assert suggested(old, new) == [
        ("right", "option", 0.5, "the same attributes, the same sub-labels")
    ]


def test_nothing_in_common_is_no_suggestion() -> None:
    assert (
        suggested({"bond": {"definition": "Debt."}}, {"equity": {"definition": "A share."}}) == []
    )


def test_a_label_is_suggested_once_with_the_likeliest() -> None:
    text = {"definition": "What can be traded."}
    near = {"definition": "What can be traded.", "name": "Product"}
    assert suggested({"product": {**near}}, {"thing": text, "products": near}) == [
        ("product", "products", 0.99, "the same definition, the same name, a similar id")
    ]


def test_labels_of_different_sets_are_never_the_same() -> None:
    text = {"definition": "Wants a price."}
    old = definition_of(head(entities={"request": text}, events={"other": {}}))
    new = definition_of(head(version="2.0.0", entities={}, events={"other": {}, "request": text}))
    assert diff(old, new).suggestions == ()


def test_thousands_of_labels_that_share_words_are_told_apart() -> None:
    old = {f"old_label_{n}": {"definition": f"Number {n} of all."} for n in range(2000)}
    new = {f"new_label_{n}": {"definition": f"Number {n} of all."} for n in range(2000)}
    before, after = definition_of(head(entities=old)), definition_of(head(entities=new))
    found = diff(before, after).suggestions  # four million comparisons would take minutes
    assert len(found) == 2000
    assert all(each.from_.removeprefix("old") == each.to.removeprefix("new") for each in found)
