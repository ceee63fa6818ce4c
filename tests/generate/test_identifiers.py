"""Names for what has no name that Python takes."""

from __future__ import annotations

import pytest

from acoe_spec.generate.identifiers import class_name, module_name, told_apart


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("entity", "option"), "EntityOption"),
        (("entity", "fx-option"), "EntityFxOption"),
        (("entity", "finance-core:amount"), "EntityFinanceCoreAmount"),
        (("entity", "3m"), "Entity3m"),
        (("entity", "__init__"), "EntityInit"),
        (("entity", "XVA"), "EntityXVA"),
        (("entity", "оption"), "EntityPtion"),  # its first letter is Cyrillic
    ],
)
def test_class_names(words: tuple[str, ...], name: str) -> None:
    assert class_name(*words) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [("trade-chat", "trade_chat"), ("3m", "taxonomy_3m"), ("class", "class_"), ("A.b-", "a_b")],
)
def test_module_names(text: str, name: str) -> None:
    assert module_name(text) == name


def test_those_that_want_one_name_are_told_apart_by_a_hash_of_themselves() -> None:
    names = told_apart({"a-b": "EntityAB", "a_b": "EntityAB", "c": "EntityC"})
    assert names == {"a-b": "EntityAB_d44362", "a_b": "EntityAB_648fa9", "c": "EntityC"}
    assert told_apart({"a-b": "EntityAB", "other": "EntityAb"})["a-b"] == "EntityAB_d44362"


def test_what_is_taken_is_given_to_nobody() -> None:
    assert told_apart({"r": "Record", "s": "Span"}, {"record"}).keys() == {"r", "s"}
    assert told_apart({"r": "Record"}, {"record"})["r"] != "Record"
