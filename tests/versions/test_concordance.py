"""What becomes of labels by a published concordance, and what is said of its defects."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_migrations import BONDS, label, one_step, outcome

from acoe_spec.errors import UsageError
from acoe_spec.findings import Rule
from acoe_spec.formats.concordances import read
from acoe_spec.taxonomy.definition import AppliesTo, CategoryLabel, CategorySet, Definition, Entity
from acoe_spec.versions.declared.concordance import Declared, declared
from acoe_spec.versions.declared.concordance_draft import drafted
from acoe_spec.versions.declared.concordance_pairs import CARDINALITIES, cardinality
from acoe_spec.versions.declared.concordance_rules import RULES
from acoe_spec.versions.declared.declaring import check_declared, read_migration


class Row(NamedTuple):
    """A row of a concordance, as a test writes it."""

    old: str | None
    new: str | None
    predicate: str | None = None
    line: int = 1


def version(entities: str, version: str = "1.0.0", **sets: str) -> Definition:
    """A taxonomy with these entities and these answers of category sets."""
    return Definition(
        id="desk",
        version=version,
        entities={each: Entity(name=each) for each in entities.split()},
        categories={
            name: CategorySet(
                question=name,
                applies_to=AppliesTo(record=True),
                labels={each: CategoryLabel() for each in labels.split()},
            )
            for name, labels in sets.items()
        },
    )


def made(rows: str, old: str, new: str, **options: Any) -> Declared:
    """What `a>b a>c d>` declares: pairs without white space, `~` before a predicate."""
    pairs = []
    for line, written in enumerate(rows.split(), start=2):
        pair, _, predicate = written.partition("~")
        left, _, right = pair.partition(">")
        pairs.append(Row(left or None, right or None, predicate or None, line))
    return declared(pairs, version(old), version(new, "2.0.0"), **options)


def said(operation: dict[str, Any]) -> str:
    """An operation on one line."""
    rest = {key: value for key, value in operation.items() if key not in ("op", "set")}
    return " ".join(
        [operation["op"]]
        + [value if isinstance(value, str) else "+".join(value) for value in rest.values()]
    )


FATES = [
    # rows, old labels, new labels, operations
    ("a>a b>b", "a b", "a b", []),
    ("a>x", "a", "x", ["rename-label a x"]),
    ("a>b b>a", "a b", "a b", ["rename-label a b", "rename-label b a"]),
    ("a>m b>m c>m", "a b c", "m", ["merge-labels a+b+c m"]),
    ("a>m m>m", "a m", "m", ["merge-labels a m"]),
    ("a>x a>y", "a", "x y", ["split-label a x+y"]),
    ("a>a a>y", "a", "a y", ["carve-out a y"]),  # the same id with a narrower meaning
    ("a>", "a", "", ["remove-label a nothing"]),
    ("a>", "a", "a", ["redefine a"]),  # the id goes on, and means something else
    ("a>m b>m b>y", "a b", "m y", ["merge-labels a m", "split-label b m+y"]),
    ("a>m m>m m>y", "a m", "m y", ["merge-labels a m", "carve-out m y"]),
    ("a>x b>x b>y b>z a>x", "a b", "x y z", ["merge-labels a x", "split-label b x+y+z"]),
    # by the predicates of SSSOM
    ("a>x~exact", "a", "x", ["rename-label a x"]),
    ("a>m~exact b>m~exact", "a b", "m", ["merge-labels a+b m"]),
    ("a>m~broad", "a", "m", ["remove-label a broader m"]),
    ("a>m~exact b>m~broad", "a b", "m", ["merge-labels a m", "remove-label b broader m"]),
    ("a>a~broad", "a", "a", []),
    ("a>x~narrow", "a", "x", ["remove-label a candidates x"]),
    ("a>x~narrow a>y~narrow", "a", "x y", ["split-label a x+y"]),
    ("a>a~narrow a>y~narrow", "a", "a y", ["carve-out a y"]),
    ("a>a~narrow", "a", "a", ["redefine a"]),
    ("a>x~close", "a", "x", ["remove-label a candidates x"]),
    ("a>a~close", "a", "a", ["redefine a"]),
    ("a>x~broad a>y~broad", "a", "x y", ["remove-label a candidates x+y"]),
    ("a>x~exact a>y~broad", "a", "x y", ["rename-label a x"]),
    ("a>x~exact a>y~exact", "a", "x y", ["split-label a x+y"]),
    ("a>x~not a>y~exact", "a", "x y", ["rename-label a y"]),
    ("a>x~not", "a", "x", ["remove-label a nothing"]),
    # by ids that go on
    ("a>b b>x", "a b", "b x", ["rename-label a b", "rename-label b x"]),
    ("a>m~broad b>a", "a b", "a m", ["merge-labels a m", "merge-labels b a"]),
    (
        "a>x a>y b>a c>b",
        "a b c",
        "a x y b",
        ["split-label a x+y", "merge-labels b a", "merge-labels c b"],
    ),
    # by rows that leave open what they mean: `-` is no label of the new version
    ("a>x a>-", "a", "x", ["remove-label a candidates x"]),
    ("a>x a>", "a", "x", ["remove-label a candidates x"]),
    ("a>a a>-", "a", "a", ["redefine a"]),
    ("a>a a>", "a", "a", ["redefine a"]),
    ("a>x a>-", "a", "a x", ["split-label a x"]),
    ("a>m b>m b>-", "a b", "m", ["merge-labels a m", "remove-label b candidates m"]),
    ("a>x a>y a>-", "a", "x y", ["remove-label a candidates x+y"]),
    ("a>a a>y a>", "a", "a y", ["carve-out a y"]),
    ("a>x~exact a>-~broad", "a", "x", ["rename-label a x"]),
    ("a>-~exact a>x~broad", "a", "x", ["remove-label a candidates x"]),
]


@pytest.mark.parametrize(("rows", "old", "new", "operations"), FATES)
def test_what_becomes_of_labels(rows: str, old: str, new: str, operations: list[str]) -> None:
    found = made(rows, old, new).operations
    assert list(map(said, found)) == operations
    assert {operation["set"] for operation in found} <= {"entity"}


COUNTS = [
    ("a>a b>x", {"1:1": 2}),
    ("a>m b>m", {"n:1": 2}),
    ("a>x a>y", {"1:n": 2}),
    ("a>m b>m b>y", {"n:1": 1, "n:m": 1, "1:n": 1}),
    ("a> b>", {"1:0": 2}),
    (">x >y >y", {"0:1": 2}),
    ("a>x a>x", {"1:1": 1}),  # a row that is there twice is one pair
    ("a>x~not a>y", {"1:1": 1}),
    (">", {}),
]


@pytest.mark.parametrize(("rows", "counts"), COUNTS)
def test_cardinality_is_counted_over_pairs(rows: str, counts: dict[str, int]) -> None:
    found = made(rows, "a b", "a x y m").cardinality
    assert {key: count for key, count in found.items() if count} == counts
    assert tuple(found) == tuple(CARDINALITIES)


def test_merges_and_splits_count_labels() -> None:
    found = made("a>m b>m c>c c>x d>y", "a b c d", "m c x y")
    assert (found.merges, found.splits) == (1, 1)


IDS = st.none() | st.sampled_from("abcdefg")


@given(st.lists(st.tuples(IDS, IDS)))
def test_every_distinct_pair_is_counted_once(rows: list[tuple[str | None, str | None]]) -> None:
    counts = cardinality([Row(old, new) for old, new in rows])
    assert sum(counts.values()) == len(set(rows) - {(None, None)})


@given(st.lists(st.tuples(IDS, IDS)))
def test_cardinality_read_from_the_new_side_is_its_mirror(
    rows: list[tuple[str | None, str | None]],
) -> None:
    there = cardinality([Row(old, new) for old, new in rows])
    back = cardinality([Row(new, old) for old, new in rows])
    mirror = {"n:1": "1:n", "1:n": "n:1", "1:0": "0:1", "0:1": "1:0"}
    assert back == {mirror.get(key, key): count for key, count in there.items()}


@given(st.lists(st.tuples(IDS, IDS, st.sampled_from([None, "exact", "broad", "narrow", "not"]))))
def test_each_old_label_has_one_fate_whatever_the_order_of_the_rows(
    rows: list[tuple[str | None, str | None, str | None]],
) -> None:
    distinct = list({row[:2]: Row(*row) for row in rows}.values())
    old, new = version("a b c d"), version("c d e f", "2.0.0")
    found = declared(distinct, old, new)
    left = Counter(
        label
        for operation in found.operations
        for label in (
            operation["from"]
            if isinstance(operation.get("from"), list)
            else [operation.get("label") or operation["from"]]
        )
    )
    assert set(left) <= set(old.entities)
    assert all(count == 1 for count in left.values())
    gone = old.entities.keys() - new.entities.keys()
    assert gone <= set(left)
    backwards = declared(distinct[::-1], old, new)
    assert _unordered(found) == _unordered(backwards)


def _unordered(found: Declared) -> set[str]:
    return {
        said(operation | {"from": sorted(operation["from"])})
        if operation["op"] == "merge-labels"
        else said(operation)
        for operation in found.operations
    }


PREDICATES = st.sampled_from([None, "exact", "broad", "narrow", "close"])


@given(st.lists(st.tuples(IDS, IDS, PREDICATES)), st.sampled_from(["c d e f", "a b c", ""]))
def test_what_is_declared_and_what_is_observed_make_a_migration(
    rows: list[tuple[str | None, str | None, str | None]], labels: str
) -> None:
    old, new = version("a b c d"), version(labels, "2.0.0")
    found = declared([Row(*row) for row in rows], old, new)
    data = drafted(found, old, new, source="rows")
    migration = read_migration(json.dumps(data).encode("utf-8"), path="1.0.0--2.0.0.yaml")
    reused = any(each.rule == "mapping-id-reused" for each in found.findings)
    wrong = {each.rule for each in check_declared(migration, old, new)}
    assert wrong <= ({"id-reused"} if reused else set())


SLIPS = st.sampled_from(["c", "d", "e", "f", "slip", None])


@given(st.lists(st.tuples(st.sampled_from("abcd"), SLIPS), max_size=9), st.permutations("cdef"))
def test_a_label_is_migrated_by_itself_only_where_its_rows_say_one_thing(
    rows: list[tuple[str, str | None]], order: list[str]
) -> None:
    before, after = version("a b c d"), version(" ".join(order[:3]), "2.0.0")
    found = declared([Row(*row) for row in rows], before, after)
    step = one_step(
        entities(before),
        entities(after),
        *drafted(found, before, after, source="rows")["operations"],
    )
    for name in before.entities:
        said = {new for old, new in rows if old == name}
        if not said and name in after.entities:
            said = {name}
        result = outcome(step, BONDS | {"label": name})
        if len(said) == 1 and said <= after.entities.keys():
            assert [each["label"] for each in result["annotations"]] == list(said)
        else:
            (item,) = result["unresolved"]
            assert item["annotation"] == BONDS | {"label": name}
            assert set(item.get("candidates", ())) <= {*said, name} & after.entities.keys()


def entities(definition: Definition) -> dict[str, Any]:
    """The head that a definition is of, as far as labels go."""
    return {"entities": {name: label() for name in definition.entities}}


def told(found: Declared) -> list[tuple[int | None, str, str]]:
    return [(each.line, each.rule, each.message) for each in found.findings]


def test_defects_are_named_with_their_lines() -> None:
    found = made("bil>bond bill>bond note> >frn > bond>cd bill>bond", "bond bill note cap", "bond")
    assert told(found) == [
        (2, "mapping-unknown-source", "the old version has no label 'bil'"),
        (4, "mapping-no-target", "'note' has no new label"),
        (5, "mapping-no-source", "the row names no old label for 'frn'"),
        (6, "mapping-no-source", "the row names no old label"),
        (6, "mapping-no-target", "the row names no new label"),
        (7, "mapping-unknown-target", "the new version has no label 'cd'"),
        (8, "mapping-duplicate-row", "line 3 maps 'bill' to 'bond' already"),
        (None, "mapping-not-covered", "no row maps 'cap'; people decide"),
    ]
    assert found.findings[0].hint == "did you mean 'bill'?"
    assert [said(each) for each in found.operations] == [
        "merge-labels bill bond",
        "remove-label note nothing",
        "redefine bond",  # its only target does not exist, and its id goes on
        "remove-label cap nothing",
    ]


def test_columns_the_wrong_way_round_are_noticed() -> None:
    found = made("x>a y>b", "a b", "x y")
    assert {(each.rule, each.hint) for each in found.findings if each.line} == {
        (
            "mapping-unknown-source",
            "it is one of the other version: are the columns the wrong way round?",
        )
    }


def test_an_id_that_no_row_maps_and_that_goes_on_stays() -> None:
    found = made("a>b", "a b", "b")
    assert told(found) == [
        (None, "mapping-not-covered", "no row maps 'b'; the same id is taken to mean the same")
    ]
    assert list(map(said, found.operations)) == ["merge-labels a b"]


def test_an_id_that_goes_on_with_another_meaning_is_named() -> None:
    found = made("a>x b>a", "a b", "a x")
    assert told(found) == [
        (None, "mapping-id-reused", "'a' becomes another label, and its id goes on")
    ]


def test_ids_of_several_sets_are_references() -> None:
    old = version("a b", intent="a ask", topic="t")
    new = version("x b", "2.0.0", intent="x ask", topic="t")
    rows = [Row("a", "x"), Row("intent/a", "intent/x"), Row("intent/ask", "b")]
    found = declared(rows, old, new)
    assert [(each["set"], said(each)) for each in found.operations] == [
        ("entity", "rename-label a x"),
        ("intent", "rename-label a x"),
        ("intent", "redefine ask"),
    ]
    # Of topic the concordance says nothing, so that nothing is said of topic.
    assert [(each.rule, each.message) for each in found.findings] == [
        (
            "mapping-other-set",
            "'intent/ask' to 'b' leads from the set intent to entity",
        ),
        ("mapping-not-covered", "no row maps 'b'; the same id is taken to mean the same"),
    ]


def test_ids_of_a_named_set_need_no_prefix() -> None:
    old = version("a", intent="a ask")
    new = version("a", "2.0.0", intent="x ask")
    found = declared([Row("a", "x"), Row("ask", "ask")], old, new, label_set="intent")
    assert found.operations == ({"op": "rename-label", "set": "intent", "from": "a", "to": "x"},)
    assert found.findings == ()
    with pytest.raises(UsageError, match="neither version has a set 'mood'") as caught:
        declared([], old, new, label_set="mood")
    assert caught.value.hint == "the sets are entity, intent"


def test_codes_that_are_no_ids_are_found_by_their_alias() -> None:
    old = Definition(id="d", version="1.0.0", entities={"M_u0026A": Entity(aliases={"csv": "M&A"})})
    found = declared([Row("M&A", "deal")], old, version("deal", "2.0.0"))
    assert list(map(said, found.operations)) == ["rename-label M_u0026A deal"]


def test_an_alias_that_several_labels_have_is_none_of_them() -> None:
    entities = {
        "bond": Entity(aliases={"brat": "Debt", "csv": "D"}),
        "loan": Entity(aliases={"csv": "Debt", "brat": "loan"}),
    }
    old = Definition(id="d", version="1.0.0", entities=entities)
    rows = [Row("Debt", "debt"), Row("D", "debt"), Row("loan", "credit")]
    found = declared(rows, old, version("debt credit", "2.0.0"))
    assert [(each.rule, each.message, each.hint) for each in found.findings] == [
        (
            "mapping-unknown-source",
            "the old version has no label 'Debt'",
            "several labels have it as an alias: name the one that is meant by its id",
        )
    ]
    assert list(map(said, found.operations)) == [
        "rename-label bond debt",
        "rename-label loan credit",
    ]


def test_imported_labels_are_not_mapped_here() -> None:
    old = Definition(id="d", version="1.0.0", entities={"core:amount": Entity(), "a": Entity()})
    found = declared([Row("a", "a")], old, old)
    assert (found.operations, found.findings) == ((), ())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_examples_of_a_rule_are_what_they_claim(rule: Rule, tmp_path: Path) -> None:
    old = version("bond option warrant", topic="macro")
    new = version("bond derivative", "2.0.0", topic="macro")
    rules = {}
    for name, example in (("failing", rule.failing), ("passing", rule.passing)):
        path = tmp_path / name
        path.write_text(example, encoding="utf-8")
        rules[name] = {each.rule for each in declared(read(path).pairs, old, new).findings}
    assert rule.id in rules["failing"]
    assert rules["passing"] == set()
