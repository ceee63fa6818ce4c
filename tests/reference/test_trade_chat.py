"""What `trade-chat` has besides what all reference taxonomies have."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from referenced import EXAMPLES, resolver

from acoe_spec.models.record_structs import Record, Turn
from acoe_spec.taxonomy.compiled import CompiledTaxonomy


@pytest.fixture(scope="module")
def trade_chat() -> CompiledTaxonomy:
    return resolver().resolve("trade-chat@2.0.0")


@pytest.fixture(scope="module")
def chats() -> list[Record]:
    decode = msgspec.json.Decoder(Record).decode
    return [decode(line) for line in EXAMPLES["trade-chat"].read_bytes().splitlines()]


def test_it_is_as_rich_as_a_desk_needs(trade_chat: CompiledTaxonomy) -> None:
    concrete = [label for label in trade_chat.entities.values() if not label.abstract]
    assert len(concrete) >= 35
    assert max(len(label.ancestors) for label in concrete) >= 3
    assert len(trade_chat.relations) >= 8
    assert len(trade_chat.events) >= 2
    assert {"intent", "sentiment", "urgency"} <= set(trade_chat.sets)
    intent = trade_chat.sets["intent"]
    assert (intent.select, intent.required, intent.units) == ("one", True, {"turn"})
    assert max(len(label.ancestors) for label in intent.labels.values()) >= 1
    linked = {base for label in concrete for base in label.links}
    assert {"lei", "isin"} <= linked


def test_the_example_chats_use_imported_labels_too(
    trade_chat: CompiledTaxonomy, chats: list[Record]
) -> None:
    used = {each.label for chat in chats for each in chat.annotations}
    assert sorted(set(_concrete(trade_chat)) - used) == []


def test_the_example_chats_are_conversations(chats: list[Record]) -> None:
    for chat in chats:
        assert 2 <= len(chat.units) <= 10, chat.id
        speakers = {unit.speaker for unit in chat.units if isinstance(unit, Turn)}
        assert 2 <= len(speakers) <= 3, chat.id
        assert speakers == {participant.id for participant in chat.participants}, chat.id


def _concrete(taxonomy: CompiledTaxonomy) -> Iterator[str]:
    tables = (taxonomy.entities, taxonomy.relations, taxonomy.events)
    sets = (each.labels for each in taxonomy.sets.values())
    return (
        label.id for table in (*tables, *sets) for label in table.values() if not label.abstract
    )
