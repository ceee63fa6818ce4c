"""Label files hold client conversations: no message and no hint repeats any of a record's text."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import places
from strategies import records

from acoe_spec.checking.explain import explain, parse
from acoe_spec.findings import Finding
from acoe_spec.rules import pins
from acoe_spec.rules.table import FILE_RULES
from acoe_spec.taxonomy.compiled import (
    Attribute,
    CategorySet,
    CompiledTaxonomy,
    EventShape,
    KnowledgeBase,
    Label,
    RelationSides,
    Role,
    Value,
)

SECRET = "sell it all, quietly"
ANY = frozenset(("counterparty", "bond"))
STRIKE = {
    "strike": Attribute(id="strike", type="decimal", origin="bond"),
    "style": Attribute(
        id="style", type="values", origin="bond", values={"vanilla": Value()}, required=True
    ),
    "maturity": Attribute(id="maturity", type="date", origin="bond", when={"style": ("vanilla",)}),
    "metadata": Attribute(id="metadata", type="string", origin="bond", pattern="[a-z]+"),
}


def label(name: str, label_set: str = "entity", **more: Any) -> Label:
    return Label(id=name, set=label_set, name=name, attributes=STRIKE, **more)


def sides(*, symmetric: bool = False) -> RelationSides:
    return RelationSides(
        domain=ANY, range=ANY, declared_domain=("bond",), declared_range=(), symmetric=symmetric
    )


TAXONOMY = CompiledTaxonomy(
    id="desk",
    version="1.0.0",
    title="Desk",
    hash="",
    modalities=("chat", "text"),
    knowledge_bases={"lei": KnowledgeBase(title="LEI", scheme="lei")},
    entities={
        "counterparty": label("counterparty", links=("lei",)),
        "bond": label("bond", links=("lei",), links_required=True),
        "finance-core:amount": label("finance-core:amount", abstract=True),
    },
    relations={
        "bids_on": label("bids_on", "relation", relation=sides()),
        "same_as": label("same_as", "relation", relation=sides(symmetric=True)),
    },
    events={
        "trade": label(
            "trade",
            "event",
            event=EventShape(roles={"buyer": Role(range=ANY, declared=("bond",), min=1)}),
        )
    },
    sets={
        "intent": CategorySet(
            id="intent",
            required=True,
            units=frozenset(("turn",)),
            labels={"request": label("request", "intent")},
        )
    },
)


def all_findings(record: dict[str, Any]) -> Iterator[Finding]:
    import json

    parsed, structural = parse(json.dumps(record).encode())
    yield from structural
    if parsed is None:
        return
    yield from explain(parsed, TAXONOMY)
    for rule in FILE_RULES:
        assert rule.check is not None
        watch = rule.check()
        yield from watch(1, parsed)
        yield from watch(2, parsed)
    if isinstance(parsed.schema, str):
        yield pins.schema_unknown(parsed.schema)
        yield pins.schema_version(parsed.schema, TAXONOMY.schema)


def with_secret(record: dict[str, Any], spots: list[tuple[str | int, ...]]) -> dict[str, Any]:
    """The record with the secret in the place of each value, or in a key beside it."""
    spoilt = deepcopy(record)
    for number, place in enumerate(spots):
        parent: Any = spoilt
        for step in place[:-1]:
            parent = parent[step] if not isinstance(parent, str) else None
            if parent is None:
                break
        if isinstance(parent, dict | list):
            if number % 4 == 3 and isinstance(parent, dict):
                parent[SECRET] = SECRET
            elif place[-1] != "type":
                parent[place[-1]] = SECRET  # type: ignore[index]
    return spoilt


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_message_and_no_hint_repeats_what_a_record_says(data: st.DataObject) -> None:
    record = data.draw(records())
    strings = [
        place
        for place in places(record)
        if isinstance(_value(record, place), str) and place[-1] != "type"
    ]
    spots = data.draw(st.lists(st.sampled_from(strings), min_size=1, unique=True))

    for found in all_findings(with_secret(record, spots)):
        assert SECRET not in found.message
        assert SECRET not in (found.hint or "")


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_nor_if_it_stands_everywhere_where_a_string_may_stand(data: st.DataObject) -> None:
    record = data.draw(records())
    keep = {"type", "modality", "state", "origin", "status", "role", "language", "time", "created"}
    keep |= {"date", "sha256", "schema", "annotated_with", "unit"}
    strings = [
        place
        for place in places(record)
        if isinstance(_value(record, place), str) and place[-1] not in keep
    ]

    for found in all_findings(with_secret(record, strings)):
        assert SECRET not in found.message
        assert SECRET not in (found.hint or "")


def _value(value: Any, place: tuple[str | int, ...]) -> Any:
    for step in place:
        value = value[step]
    return value


def test_an_address_is_no_pin() -> None:
    unknown = pins.schema_unknown("jo@bank.com")
    other = pins.schema_version("jo@bank.com", "desk@1.0.0")

    assert (
        unknown.message == "no taxonomy is to be found for a name that has not the form ID@VERSION"
    )
    assert other.message == (
        "the record pins a name that has not the form ID@VERSION, and is checked against desk@1.0.0"
    )
