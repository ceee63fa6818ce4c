"""Each row of the rule tables says all that there is to say about its rule."""

from __future__ import annotations

import re

import pytest

from acoe_spec.findings import LEVELS, Rule
from acoe_spec.rules.table import ALL_RULES, FILE_RULES, RECORD_RULES, STRUCTURE_RULES, by_id

THEMES = {
    "structure",
    "identity",
    "anchors",
    "labels",
    "attributes",
    "categories",
    "relations",
    "events",
    "clusters",
    "links",
    "overlap",
    "dialogue",
    "audio",
    "pages",
    "version",
}

each_rule = pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)


@each_rule
def test_an_id_is_kebab_case(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+[0-9]*(?:-[a-z0-9]+)+", rule.id)


@each_rule
def test_the_summary_is_one_short_sentence(rule: Rule) -> None:
    assert rule.summary.endswith(".")
    assert len(rule.summary) < 100
    assert "\n" not in rule.summary


@each_rule
def test_the_prose_is_there(rule: Rule) -> None:
    assert rule.why.endswith(".")
    assert rule.fix.endswith(".")
    assert rule.failing
    assert rule.passing
    assert rule.failing != rule.passing
    assert rule.level in LEVELS
    assert rule.theme in THEMES


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in ALL_RULES]

    assert len(ids) == len(set(ids))


def test_a_rule_is_found_by_its_id() -> None:
    found = by_id("duplicate-id")

    assert found is not None
    assert found.id == "duplicate-id"
    assert by_id("no-such-rule") is None


def test_only_by_products_of_reading_have_no_check() -> None:
    assert all(rule.check is None for rule in STRUCTURE_RULES)
    assert all(rule.check is not None for rule in (*RECORD_RULES, *FILE_RULES))
