"""The reference taxonomies are what readers copy: complete, canonical, every value in use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from acoe_spec.bulk.checking import Plan
from acoe_spec.bulk.runs import check_files
from acoe_spec.models.record_structs import Category, Entity, Event, Record, Turn
from acoe_spec.rules.identifiers import identifier_problem
from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Label
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.layout import formatted
from acoe_spec.workspace.discovery import find_workspace
from acoe_spec.workspace.linting import lint_heads
from acoe_spec.workspace.resolver import WorkspaceResolver

ROOT = Path(__file__).parents[2]
CHATS = ROOT / "taxonomies" / "trade-chat" / "examples" / "chats.jsonl"
REFERENCES = ("finance-core@1.1.0", "trade-chat@2.0.0")

Use = tuple[str, ...]
"""Something that a record can use: `("label", set, id)`, `("value", attribute, value)`, ..."""


@pytest.fixture(scope="module")
def resolver() -> WorkspaceResolver:
    return WorkspaceResolver(find_workspace(ROOT))


@pytest.fixture(scope="module")
def trade_chat(resolver: WorkspaceResolver) -> CompiledTaxonomy:
    return resolver.resolve(REFERENCES[1])


@pytest.fixture(scope="module")
def chats() -> list[Record]:
    decode = msgspec.json.Decoder(Record).decode
    return [decode(line) for line in CHATS.read_bytes().splitlines()]


@pytest.mark.parametrize("reference", REFERENCES)
def test_heads_are_in_canonical_layout(reference: str) -> None:
    text = (ROOT / "taxonomies" / reference.partition("@")[0] / "taxonomy.yaml").read_text("utf-8")
    assert formatted(text) == text


def test_lint_is_silent(resolver: WorkspaceResolver) -> None:
    heads = [
        ROOT / "taxonomies" / name / "taxonomy.yaml" for name in ("finance-core", "trade-chat")
    ]
    found = lint_heads(heads, resolver, today=date(2026, 3, 2))
    assert found == {head: [] for head in heads}


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_label_tells_an_annotator_what_it_is(
    resolver: WorkspaceResolver, reference: str
) -> None:
    definition = resolver.definition(reference)
    for label_set, identifier, label in definition.labels():
        where = f"{label_set}/{identifier}"
        assert label.name, where
        assert label.definition, where
        assert label.definition.endswith("."), where
        assert label.use_when, where
        assert label.avoid_when, where


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_attribute_value_and_role_is_defined(
    resolver: WorkspaceResolver, reference: str
) -> None:
    definition, taxonomy = resolver.definition(reference), resolver.resolve(reference)
    undefined = [where for where, text in _smaller_definitions(definition, taxonomy) if not text]
    assert undefined == []


def test_no_two_labels_share_a_definition(resolver: WorkspaceResolver) -> None:
    texts = [label.definition for _, _, label in resolver.definition(REFERENCES[1]).labels()]
    assert len(texts) == len(set(texts))


def test_trade_chat_is_as_rich_as_a_desk_needs(trade_chat: CompiledTaxonomy) -> None:
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


def test_the_example_chats_are_clean(resolver: WorkspaceResolver) -> None:
    outcome = check_files([str(CHATS)], resolver, Plan())
    assert outcome.problems == ()
    assert outcome.tally.totals == {}
    assert outcome.tally.records >= 40


def test_the_example_chats_use_everything(
    trade_chat: CompiledTaxonomy, chats: list[Record]
) -> None:
    unused = set(_usable(trade_chat)) - {use for chat in chats for use in _used(chat)}
    assert sorted(unused) == []


def test_the_example_chats_are_conversations(chats: list[Record]) -> None:
    assert len({chat.id for chat in chats}) == len(chats)
    for chat in chats:
        assert 2 <= len(chat.units) <= 10, chat.id
        speakers = {unit.speaker for unit in chat.units if isinstance(unit, Turn)}
        assert 2 <= len(speakers) <= 3, chat.id
        assert speakers == {participant.id for participant in chat.participants}, chat.id


def test_identifiers_are_valid_and_say_where_they_come_from(
    trade_chat: CompiledTaxonomy, chats: list[Record]
) -> None:
    for chat in chats:
        identifiers = list(_identifiers(chat))
        for base, identifier in identifiers:
            scheme = trade_chat.knowledge_bases[base].scheme
            assert scheme is not None
            assert identifier_problem(scheme, identifier) is None, (chat.id, base)
        if identifiers:
            assert "identifiers" in msgspec.json.decode(bytes(chat.metadata)), chat.id


def _smaller_definitions(
    definition: Definition, taxonomy: CompiledTaxonomy
) -> Iterator[tuple[str, str | None]]:
    """Each attribute that is not merely refined, each value and each role, with its definition."""
    for label_set, identifier, label in definition.labels():
        compiled = taxonomy.label(label_set, identifier)
        assert compiled is not None
        for name, attribute in label.attributes.items():
            where = f"{label_set}/{identifier}/{name}"
            if compiled.attributes[name].origin == identifier:
                yield where, attribute.definition
            for value, says in compiled.attributes[name].values.items():
                yield f"{where}/{value}", says.definition
    for identifier, event in definition.events.items():
        for name, role in event.roles.items():
            yield f"event/{identifier}/{name}", role.definition


def _usable(taxonomy: CompiledTaxonomy) -> Iterator[Use]:
    """Every concrete label, attribute, value, role and knowledge base."""
    for base in taxonomy.knowledge_bases:
        yield "knowledge base", base
    for tables in (taxonomy.entities, taxonomy.relations, taxonomy.events):
        yield from _usable_labels(tables)
    for category_set in taxonomy.sets.values():
        yield from _usable_labels(category_set.labels)


def _usable_labels(labels: dict[str, Label]) -> Iterator[Use]:
    for label in labels.values():
        if label.abstract:
            continue
        yield "label", label.set, label.id
        for attribute in label.attributes.values():
            yield "attribute", attribute.id
            for value in attribute.values:
                yield "value", attribute.id, value
        if label.event is not None:
            for role in label.event.roles:
                yield "role", label.id, role


def _used(chat: Record) -> Iterator[Use]:
    for annotation in chat.annotations:
        if isinstance(annotation, Category):
            yield "label", annotation.set, annotation.label
        else:
            yield "label", type(annotation).__name__.lower(), annotation.label
        for attribute, value in (annotation.attributes or {}).items():
            yield "attribute", attribute
            for each in value if isinstance(value, list) else [value]:
                yield "value", attribute, str(each)
        if isinstance(annotation, Event):
            for argument in annotation.arguments:
                yield "role", annotation.label, argument.role
        if isinstance(annotation, Entity):
            for link in annotation.links or ():
                yield "knowledge base", link.kb


def _identifiers(chat: Record) -> Iterator[tuple[str, str]]:
    for annotation in chat.annotations:
        if isinstance(annotation, Entity):
            for link in annotation.links or ():
                for identifier in (link.id, *(link.candidates or ())):
                    if isinstance(identifier, str):
                        yield link.kb, identifier
