"""Dealer chats under trade-chat@1.0.0, made from a seed.

A chat has one enquiry: greetings and small talk, a request, one or two quotes, haggling, a trade or
none, and what is said afterwards. About every other message holds nothing to annotate, as on a real
desk; each has its intent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any, NamedTuple

from benchmarks.identifiers import lei

SCHEMA = "trade-chat@1.0.0"
_EXAMPLES = (
    Path(__file__).parents[1]
    / "taxonomies"
    / "trade-chat"
    / "examples"
    / "history"
    / "chats-1.0.0.jsonl"
)
Json = dict[str, Any]


class Mention(NamedTuple):
    """Words of a message that are an entity. `key` names it for relations."""

    words: str
    label: str
    key: str = ""
    attributes: Mapping[str, Any] = MappingProxyType({})
    links: tuple[Json, ...] = ()


Message = tuple[str, str, list[str | Mention]]
"""Speaker, intent, and the pieces of the text."""

_BANKS = (
    *("Aldgate Bank", "Bramley Securities", "Corvus Capital Markets", "Dunmore", "Eastbrook"),
    *("Fenwick Partners", "Greystone", "Harrow Trust", "Inverness AM", "Juniper Rates"),
)
_SMALL_TALK = (
    "morning, how are things over there?",
    "all quiet here, waiting for the number at half one like everybody else",
    "good weekend? we had the whole family round and I am glad to be back at the desk",
    "not too bad thanks, bit of two way flow in the belly but nothing to write home about",
    "will be out at lunch, ping my colleague if you need anything while I am away",
    "market is thin ahead of the auction, so bear with us if we are slow to answer",
)
_COLOUR = (
    "we have seen better selling from asset managers this morning, mostly in the long end",
    "curve is a touch steeper since the open, leveraged names were paying the front end",
    "most of the flow today was buying, and the street looks short going into month end",
    "heard there is supply coming in the ten year sector on Thursday, so expect concession",
)
_ACKNOWLEDGED = (
    "tks",
    "ok thank you, appreciate it",
    "cheers, speak later",
    "many thanks as always",
)
_BONDS = (
    ("T", "USD", "government_bond"),
    ("UKT", "GBP", "government_bond"),
    ("DBR", "EUR", "government_bond"),
    ("VOD", "GBP", "corporate_bond"),
    ("F", "USD", "corporate_bond"),
    ("SIEGR", "EUR", "corporate_bond"),
)


def chats(count: int, *, seed: int = 1) -> Iterator[bytes]:
    """So many lines of JSON, each a clean record in compact spelling."""
    random = Random(seed)
    desks = [(bank, lei(random)) for bank in _BANKS for _ in range(20)]
    for number in range(count):
        record = _record(number, _conversation(random, desks), random)
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def repeated_examples(count: int) -> Iterator[bytes]:
    """So many lines from the taxonomy's example chats, which are denser: each has an id of its own.

    There is little in them besides annotations, so this is the hardest of the shapes.
    """
    examples = [json.loads(line) for line in _EXAMPLES.read_bytes().splitlines()]
    for number in range(count):
        record = examples[number % len(examples)] | {"id": f"chat-{number:06}"}
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def _conversation(random: Random, desks: list[tuple[str, str]]) -> list[Message]:
    client, dealer = f"client-{random.randrange(900)}", f"dealer-{random.randrange(60)}"
    ticker, currency, label = random.choice(_BONDS)
    coupon = f"{random.randrange(2, 26) / 4:g}"
    year = random.randrange(2027, 2056)
    bond = Mention(
        f"{ticker} {coupon} {year % 100:02}",
        label,
        "bond",
        {"coupon": coupon, "maturity": str(year)},
    )
    amount = random.choice((2, 3, 5, 10, 15, 20, 25, 50, 75, 100))
    size = Mention(
        f"{amount}mm",
        "size",
        "size",
        {"value": str(amount), "scale": "million", "currency": currency},
    )
    name, identifier = random.choice(desks)
    bank = Mention(name, "counterparty", links=({"kb": "lei", "id": identifier},))
    mid = random.randrange(8800, 10800)

    def price(ticks: int, side: str, key: str) -> Mention:
        level = f"{(mid + ticks) / 100:.2f}"
        return Mention(level, "price", key, {"value": level, "quote_side": side})

    buys = random.random() < 0.5
    side = Mention(
        "offer" if buys else "bid", "side", "side", {"direction": "buy" if buys else "sell"}
    )
    quoted = "offer" if buys else "bid"
    messages: list[Message] = [
        (client, "small_talk", [random.choice(_SMALL_TALK)]),
        (dealer, "small_talk", [random.choice(_SMALL_TALK)]),
        (client, "request_for_quote", ["can you ", side, " me ", size, " of ", bond, " please?"]),
        (dealer, "acknowledge", ["sure, let me check with the trader and come straight back"]),
        (dealer, "firm_quote", ["we are ", price(0, quoted, "first"), ", good for a minute"]),
    ]
    if random.random() < 0.5:
        messages.append((client, "market_colour", ["I see ", bank, " better than that on screen"]))
        messages.append((dealer, "market_colour", [random.choice(_COLOUR)]))
        better = price(-2 if buys else 2, quoted, "second")
        messages.append((dealer, "firm_quote", ["best I can do is ", better]))
    if random.random() < 0.7:
        messages.append((client, "accept", [random.choice(("done", "mine", "yours", "ok done"))]))
        messages.append((dealer, "confirm", ["thanks, booked, details follow by mail shortly"]))
    else:
        messages.append((client, "reject", ["not for me at that level, will leave it for now"]))
        messages.append((dealer, "market_colour", [random.choice(_COLOUR)]))
    messages.append((client, "acknowledge", [random.choice(_ACKNOWLEDGED)]))
    return messages


def _record(number: int, messages: list[Message], random: Random) -> Json:
    now = datetime(2026, 3, 2, 8, tzinfo=UTC) + timedelta(seconds=random.randrange(9_000_000))
    units: list[Json] = []
    entities: list[Json] = []
    categories: list[Json] = []
    keys: dict[str, str] = {}
    trade = None
    for position, (speaker, intent, pieces) in enumerate(messages, 1):
        unit = f"t{position}"
        text = ""
        for piece in pieces:
            if isinstance(piece, Mention):
                entity = _entity(f"e{len(entities) + 1}", unit, len(text), piece)
                keys.setdefault(piece.key, entity["id"])
                entities.append(entity)
                text += piece.words
            else:
                text += piece
        now += timedelta(seconds=random.randrange(3, 40))
        units.append(
            {
                "type": "turn",
                "id": unit,
                "speaker": speaker,
                "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "language": "en",
                "text": text,
            }
        )
        identifier = f"c{position}"
        categories.append(
            {"type": "category", "id": identifier, "set": "intent", "label": intent, "target": unit}
        )
        if intent == "accept":
            trade = _trade(unit, text, keys, action=random.choice(("buys", "sells")))
    outcome = "nothing_done" if trade is None else "dealt"
    categories.append({"type": "category", "id": "c0", "set": "outcome", "label": outcome})
    relations = [
        {
            "type": "relation",
            "id": f"r{place}",
            "label": label,
            "subject": keys[key],
            "object": keys["bond"],
        }
        for place, (label, key) in enumerate(_RELATIONS, 1)
        if key in keys
    ]
    return {
        "schema": SCHEMA,
        "id": f"chat-{number:07}",
        "modality": "chat",
        "state": "complete",
        "annotator": f"a{number % 7}",
        "units": units,
        "annotations": [*entities, *relations, *([trade] if trade else []), *categories],
    }


_RELATIONS = (
    ("side_of", "side"),
    ("size_of", "size"),
    ("quotes_price_for", "first"),
    ("quotes_price_for", "second"),
)


def _entity(identifier: str, unit: str, start: int, mention: Mention) -> Json:
    entity: Json = {
        "type": "entity",
        "id": identifier,
        "label": mention.label,
        "spans": [{"unit": unit, "start": start, "end": start + len(mention.words)}],
        "text": mention.words,
    }
    if mention.attributes:
        entity["attributes"] = dict(mention.attributes)
    if mention.links:
        entity["links"] = list(mention.links)
    return entity


def _trade(unit: str, text: str, keys: dict[str, str], *, action: str) -> Json:
    return {
        "type": "event",
        "id": "v1",
        "label": "trade",
        "trigger": {"spans": [{"unit": unit, "start": 0, "end": len(text)}], "text": text},
        "arguments": [
            {"role": "traded", "target": keys["bond"]},
            {"role": "size", "target": keys["size"]},
            {"role": "level", "target": keys.get("second", keys["first"])},
        ],
        "attributes": {"taker_action": action},
    }
