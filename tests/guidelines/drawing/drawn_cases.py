"""Records to draw: every kind of unit and what is hard about each. The companies are made up."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def entity(id_: str, label: str, text: str, *words: str, unit: str = "u1", **fields: Any) -> Json:
    """An entity on the first occurrence of each of `words` in the text of a unit.

    `word@2` is the second occurrence.
    """
    spans = []
    for word in words:
        word, _, count = word.partition("@")
        start = -1
        for _ in range(int(count or 1)):
            start = text.index(word, start + 1)
        spans.append({"unit": unit, "start": start, "end": start + len(word)})
    spans.sort(key=lambda span: span["start"])
    surface = " ".join(text[span["start"] : span["end"]] for span in spans)
    return {"type": "entity", "id": id_, "label": label, "spans": spans, "text": surface} | fields


def trigger(text: str, word: str, unit: str = "u1") -> Json:
    """The trigger of an event on a word."""
    start = text.index(word)
    return {"spans": [{"unit": unit, "start": start, "end": start + len(word)}], "text": word}


def relation(id_: str, label: str, subject: str, object_: str, **fields: Any) -> Json:
    """A relation between two annotations."""
    return {
        "type": "relation",
        "id": id_,
        "label": label,
        "subject": subject,
        "object": object_,
        **fields,
    }


def category(id_: str, set_: str, label: str, target: str | None = None) -> Json:
    """A category of a unit or annotation, or of the record."""
    found = {"type": "category", "id": id_, "set": set_, "label": label}
    return found if target is None else found | {"target": target}


def record(modality: str, units: list[Json], *annotations: Json, **fields: Any) -> Json:
    """A record."""
    return {
        "schema": "trade-chat@2.0.0",
        "id": "r",
        "modality": modality,
        "units": units,
        "annotations": list(annotations),
    } | fields


def passage(text: str, *annotations: Json, **fields: Any) -> Json:
    """A record of one passage, whose id is u1."""
    return record("text", [{"type": "passage", "id": "u1", "text": text, **fields}], *annotations)


_SHORT = "b/o 5mm, 5y"
_NESTED = "Barclays bid 25mm T 4.25 05/35 for settlement T+1 on behalf of the fund"
_CROSS = "we can do EUR 50m 5y10y receiver"
_LUNGS = "buying the Mar and Jun Bund futures, same size, and the Sep roll"
_ARABIC = "نعرض 25 مليون من سندات الخزانة لأجل 10 سنوات"
_HEBREW = "אנחנו מציעים 5mm של אג״ח ממשלתי 10y עכשיו"
_SCRIPTS = "日経225先物を50枚買い👩‍👩‍👧 cafe\u0301 T+2"
_HOSTILE = "<script>alert('chat')</script> & \"5mm\" \u202eevil\u202c"
_SPACES = "Tenor\tBid\tOffer\n5y\t98.10\t98.12\n10y   97.5    97.7  \n"
_LONG = (
    "Northwind Capital confirms that it has sold to Halden Asset Management, acting for three of"
    " its funds, EUR 75 million of the 2.5% government bond maturing in February 2034 at 98.215 for"
    " settlement on 4 March, and that the allocation between the funds will follow by close of"
    " business in Oslo tomorrow."
)
_SENTENCE = "Northwind sold 25mm T 4.25 05/35 to Halden at 98-11+"

NESTED = passage(
    _NESTED,
    entity(
        "e1",
        "counterparty",
        _NESTED,
        "Barclays",
        links=[{"kb": "lei", "id": "G5GSEF7VJP5I7OUK5573"}],
    ),
    entity("e2", "size", _NESTED, "25mm", attributes={"value": "25", "scale": "million"}),
    entity("e3", "government_bond", _NESTED, "T 4.25 05/35", attributes={"coupon": "4.25"}),
    entity("e4", "finance-core:tenor", _NESTED, "05/35"),
    entity("e5", "finance-core:date", _NESTED, "T+1"),
)
SHORT = passage(
    _SHORT,
    entity("e1", "side", _SHORT, "b"),
    entity("e2", "side", _SHORT, "o"),
    entity("e3", "size", _SHORT, "5mm"),
    entity("e4", "finance-core:tenor", _SHORT, "5y"),
    entity("e5", "interest_rate_swap", _SHORT, "5y"),
)
CROSSING = passage(
    _CROSS,
    entity("e1", "size", _CROSS, "EUR 50m"),
    entity("e2", "swaption", _CROSS, "50m 5y10y receiver"),
    entity("e3", "finance-core:tenor", _CROSS, "5y10y"),
    entity("e4", "side", _CROSS, "receiver"),
)
DISCONTINUOUS = passage(
    _LUNGS,
    entity("e1", "future", _LUNGS, "Mar", "Bund futures"),
    entity("e2", "future", _LUNGS, "Jun Bund futures"),
    entity("e3", "future", _LUNGS, "Bund futures", "Sep"),
    entity("e4", "side", _LUNGS, "buying"),
)
ARCS = passage(
    _SENTENCE,
    entity("e1", "counterparty", _SENTENCE, "Northwind"),
    entity("e2", "size", _SENTENCE, "25mm", attributes={"value": "25", "scale": "million"}),
    entity("e3", "government_bond", _SENTENCE, "T 4.25 05/35"),
    entity("e4", "counterparty", _SENTENCE, "Halden"),
    entity("e5", "price", _SENTENCE, "98-11+"),
    relation("r1", "size_of", "e2", "e3"),
    relation("r2", "quotes_price_for", "e5", "e3"),
    {
        "type": "event",
        "id": "v1",
        "label": "trade",
        "trigger": trigger(_SENTENCE, "sold"),
        "arguments": [
            {"role": "seller", "target": "e1"},
            {"role": "traded", "target": "e3"},
            {"role": "size", "target": "e2"},
            {"role": "buyer", "target": "e4"},
            {"role": "level", "target": "e5"},
        ],
    },
)
LONG_ARCS = passage(
    _LONG,
    entity("e1", "counterparty", _LONG, "Northwind Capital"),
    entity("e2", "counterparty", _LONG, "Halden Asset Management"),
    entity("e3", "size", _LONG, "EUR 75 million"),
    entity("e4", "government_bond", _LONG, "the 2.5% government bond maturing in February 2034"),
    entity("e5", "price", _LONG, "98.215"),
    entity("e6", "finance-core:date", _LONG, "4 March"),
    relation("r1", "size_of", "e3", "e4"),
    relation("r2", "quotes_price_for", "e5", "e4"),
    relation("r3", "settlement_of", "e4", "e6"),
    {
        "type": "event",
        "id": "v1",
        "label": "trade",
        "trigger": trigger(_LONG, "sold"),
        "arguments": [
            {"role": "seller", "target": "e1"},
            {"role": "buyer", "target": "e2"},
            {"role": "traded", "target": "e4"},
        ],
    },
)
RIGHT_TO_LEFT = passage(
    _ARABIC,
    entity("e1", "size", _ARABIC, "25 مليون"),
    entity("e2", "government_bond", _ARABIC, "سندات الخزانة"),
    entity("e3", "finance-core:tenor", _ARABIC, "10 سنوات"),
    relation("r1", "size_of", "e1", "e2"),
    language="ar",
)
HEBREW = passage(
    _HEBREW,
    entity("e1", "size", _HEBREW, "5mm"),
    entity("e2", "government_bond", _HEBREW, "אג״ח ממשלתי 10y"),
    entity("e3", "finance-core:tenor", _HEBREW, "10y"),
    language="he",
)
SCRIPTS = passage(
    _SCRIPTS,
    entity("e1", "future", _SCRIPTS, "日経225先物"),
    entity("e2", "size", _SCRIPTS, "50枚"),
    entity("e3", "side", _SCRIPTS, "買い"),
    entity("e4", "counterparty", _SCRIPTS, "cafe"),
    entity("e5", "finance-core:date", _SCRIPTS, "T+2"),
    relation("r1", "size_of", "e2", "e1"),
)
HOSTILE = passage(
    _HOSTILE,
    entity("e1", "counterparty", _HOSTILE, "<script>alert('chat')</script>"),
    entity("e2", "size", _HOSTILE, "5mm", attributes={"value": '"><img src=x onerror=alert(1)>'}),
    entity(
        "e3",
        "<b>no such label</b>",
        _HOSTILE,
        "evil",
        links=[{"kb": "lei", "id": "javascript:alert(1)"}],
    ),
)
SPACES = passage(
    _SPACES,
    entity("e1", "finance-core:tenor", _SPACES, "5y"),
    entity("e2", "price", _SPACES, "98.10"),
    entity("e3", "price", _SPACES, "98.12"),
    entity("e4", "finance-core:tenor", _SPACES, "10y"),
    entity("e5", "price", _SPACES, "97.5"),
)
DEEP = passage(
    "a b c d e f g h i j k l m n o p q r s t",
    *(
        {
            "type": "entity",
            "id": f"e{n}",
            "label": "finance-core:tenor" if n % 2 else "size",
            "spans": [{"unit": "u1", "start": n, "end": 39 - n}],
            "text": "a b c d e f g h i j k l m n o p q r s t"[n : 39 - n],
        }
        for n in range(19)
    ),
)

_SUBJECT = "RFQ: 2s10s steepener, EUR 40k/01"
_BODY = (
    "Hi Ingrid,\n\nCould you show me a two-way in the 2s10s steepener, 40k/01 a leg? We would"
    " deal\ntoday, and Fjordbank has shown us 61.5 already.\n\nThanks"
)
_QUOTED = "> On Monday, Ingrid wrote:\n> Happy to quote curve trades in EUR all week."
EMAIL = record(
    "email",
    [
        {"type": "part", "id": "s", "role": "subject", "text": _SUBJECT},
        {"type": "part", "id": "b", "role": "body", "text": _BODY},
        {"type": "part", "id": "q", "role": "quoted", "text": _QUOTED},
        {
            "type": "part",
            "id": "g",
            "role": "signature",
            "text": "Per Olsen | Halden Asset Management",
        },
        {"type": "part", "id": "a", "role": "attachment", "text": "curve.xlsx"},
    ],
    entity("e1", "package", _SUBJECT, "2s10s steepener", unit="s"),
    entity("e2", "size", _SUBJECT, "EUR 40k/01", unit="s"),
    entity("e3", "side", _BODY, "two-way", unit="b", attributes={"direction": "two_way"}),
    entity("e4", "package", _BODY, "2s10s steepener", unit="b"),
    entity("e5", "size", _BODY, "40k/01", unit="b"),
    entity(
        "e6", "counterparty", _BODY, "Fjordbank", unit="b", links=[{"kb": "lei", "status": "nil"}]
    ),
    entity("e7", "price", _BODY, "61.5", unit="b"),
    entity(
        "e8",
        "counterparty",
        "Per Olsen | Halden Asset Management",
        "Halden Asset Management",
        unit="g",
    ),
    relation("r1", "side_of", "e3", "e4"),
    relation("r2", "size_of", "e5", "e4"),
    relation("r3", "quotes_price_for", "e7", "e4"),
    {"type": "cluster", "id": "k1", "label": "same_as", "members": ["e1", "e4"]},
    category("c1", "intent", "request_for_quote", "b"),
    category("c2", "outcome", "dealt"),
    sender="per.olsen@halden.example",
    recipients=["ingrid@northwind.example", "desk@northwind.example"],
    date="2026-03-02T09:31:05+01:00",
)

_FILING = "Net revenue rose 12% to EUR 4.2 billion. Northwind Holding ASA, Oslo."
PAGE = record(
    "document",
    [
        {
            "type": "page",
            "id": "p1",
            "number": 3,
            "width": 595,
            "height": 842,
            "unit": "pt",
            "text": _FILING,
        },
    ],
    entity(
        "e1",
        "size",
        _FILING,
        "EUR 4.2 billion",
        unit="p1",
        boxes=[{"unit": "p1", "x": 250, "y": 210, "width": 130, "height": 22}],
    ),
    entity(
        "e2",
        "counterparty",
        _FILING,
        "Northwind Holding ASA",
        unit="p1",
        boxes=[{"unit": "p1", "x": 60, "y": 90, "width": 240, "height": 30}],
    ),
    {
        "type": "entity",
        "id": "e3",
        "label": "price",
        "boxes": [{"unit": "p1", "x": 60, "y": 400, "width": 470, "height": 160}],
        "attributes": {"value": "98.2"},
    },
    {
        "type": "entity",
        "id": "e4",
        "label": "finance-core:date",
        "boxes": [{"unit": "p1", "x": 62, "y": 402, "width": 90, "height": 20}],
    },
    relation("r1", "size_of", "e1", "e2"),
)
_Q = "Good morning. Revenue grew twelve percent, can you split that by region?"
_A = "Sure. The Nordics were up fifteen."
CALL = record(
    "audio",
    [
        {
            "type": "segment",
            "id": "a",
            "start": 0,
            "end": 4.5,
            "speaker": "op",
            "text": "Our first question comes from Per Olsen at Halden.",
        },
        {
            "type": "segment",
            "id": "b",
            "start": 4.2,
            "end": 11.75,
            "speaker": "per",
            "text": _Q,
            "channel": 1,
        },
        {"type": "segment", "id": "c", "start": 11, "end": 15.5, "speaker": "cfo", "text": _A},
        {"type": "segment", "id": "d", "start": 14.8, "end": 16, "speaker": "per"},
        {"type": "segment", "id": "e", "start": 15, "end": 18, "speaker": "cfo", "text": ""},
    ],
    entity("e1", "size", _Q, "twelve percent", unit="b", times=[{"start": 6.1, "end": 7.0}]),
    entity("e2", "size", _A, "fifteen", unit="c", times=[{"start": 13.9, "end": 14.5}]),
    {
        "type": "entity",
        "id": "e3",
        "label": "side",
        "times": [{"start": 14.6, "end": 15.2}],
        "attributes": {"direction": "buy"},
    },
    category("c1", "intent", "ask", "b"),
    media={"uri": "call.wav", "duration": 18},
    participants=[
        {"id": "op", "name": "Operator"},
        {"id": "per", "name": "Per Olsen"},
        {"id": "cfo", "name": "Astrid Berg, CFO"},
    ],
)

_ASK = "offer 50m CT10?"
_ANSWER = "99-04, good for 20 secs"
REPLIES = record(
    "chat",
    [
        {
            "type": "turn",
            "id": "t1",
            "speaker": "ann",
            "text": _ASK,
            "time": "2026-03-02T14:31:05Z",
        },
        {"type": "turn", "id": "t2", "speaker": "bo", "text": "morning all"},
        {"type": "turn", "id": "t3", "speaker": "desk", "text": _ANSWER, "reply_to": "t1"},
        {"type": "turn", "id": "t4", "text": "", "reply_to": "t9"},
        {
            "type": "turn",
            "id": "t5",
            "speaker": "ann",
            "text": "done\nnew day",
            "time": "2026-03-03T07:00:00Z",
        },
    ],
    entity("e1", "side", _ASK, "offer", unit="t1"),
    entity("e2", "government_bond", _ASK, "CT10", unit="t1"),
    entity("e3", "price", _ANSWER, "99-04", unit="t3"),
    entity("e4", "time_in_force", _ANSWER, "good for 20 secs", unit="t3"),
    relation("r1", "quotes_price_for", "e3", "e2"),
    relation("r2", "qualifies", "e4", "e3"),
    {
        "type": "event",
        "id": "v1",
        "label": "trade",
        "arguments": [{"role": "traded", "target": "e2"}, {"role": "level", "target": "e3"}],
    },
    category("c1", "intent", "firm_quote", "t3"),
    category("c2", "outcome", "dealt", "v1"),
    participants=[
        {"id": "ann", "name": "Ann Li", "role": "client"},
        {"id": "bo"},
        {"id": "desk", "name": "Rates desk"},
    ],
)

_SWAP = "offer 5y Enel in 10mm, EDF 29s"
TOGETHER = passage(
    _SWAP,
    entity("e1", "credit_default_swap", _SWAP, "5y Enel"),
    entity("e2", "finance-core:tenor", _SWAP, "5y"),
    entity("e3", "issuer", _SWAP, "Enel"),
    entity("e4", "corporate_bond", _SWAP, "EDF 29s"),
    entity("e5", "issuer", _SWAP, "EDF"),
)
TIED_TOGETHER = TOGETHER | {
    "annotations": [
        *TOGETHER["annotations"],
        relation("r1", "issued_by", "e4", "e5"),
        relation("r2", "tenor_of", "e2", "e1"),
        relation("r3", "issued_by", "e1", "e3"),
    ]
}

CASES: dict[str, Json] = {
    "Three spans close together": TOGETHER,
    "And ties between them": TIED_TOGETHER,
    "A chat with replies": REPLIES,
    "One span in another": NESTED,
    "Short spans, two on the same words": SHORT,
    "Crossing spans": CROSSING,
    "Discontinuous spans": DISCONTINUOUS,
    "Relations and an event": ARCS,
    "A long sentence": LONG_ARCS,
    "Arabic": RIGHT_TO_LEFT,
    "Hebrew": HEBREW,
    "Several scripts": SCRIPTS,
    "Hostile text": HOSTILE,
    "Tabs and lines": SPACES,
    "Nineteen deep": DEEP,
    "Email": EMAIL,
    "Page of a filing": PAGE,
    "Earnings call": CALL,
    "Nothing annotated": passage("no interest, thanks"),
}
