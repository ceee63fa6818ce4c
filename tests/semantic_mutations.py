"""Ways to change what a record says, rightly or wrongly, that keep most of it sound.

Each way is a function of a random generator, a record and its taxonomy that changes the record in
place, and does nothing where there is nothing to change.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Label

Json = dict[str, Any]
Change = Callable[[Random, Json, CompiledTaxonomy], None]

_REPEATED = "repeated key"
_TIMES = (
    *("2026-03-02T14:31:05Z", "2026-03-02T14:31:05.5Z", "2026-03-02T14:31:05.123456789Z"),
    *("2026-03-02T14:31:05.123456788Z", "2026-03-02T15:31:05+01:00", "2026-02-30T14:31:05Z"),
    *(
        "2026-03-02T24:00:00Z",
        "2026-03-02T23:59:60Z",
        "2026-03-02T14:59:60Z",
        "2026-W09-1T14:31:05Z",
    ),
    *("2026-03-02t14:31:05z", "2026-03-02T14:31:05+01:75", "0000-03-02T14:31:05Z", "2026-03-02"),
    *("2026-03-02T143105.5Z", "2026-03-02T14:31:05ZZ", "2026-03-02T14:31:05Z\n", ""),
)
_VALUES = (
    *("", "1", "2.5", "-1", "1e3", "EUR", "USD", "buy", "bid", "million", "2034-05", "2034-05-32"),
    *("vanilla", "call", "x" * 300, "2026-03-02T14:31:05Z", 0, 1, -1, 44, True, False),
    *([], ["1"], ["1", "1"], ["EUR"], [1], [True, 1]),
)
_LINKS = (
    {"kb": "lei", "id": "G5GSEF7VJP5I7OUK5573"},
    {"kb": "lei", "id": "G5GSEF7VJP5I7OUK5574"},
    {"kb": "isin", "id": "US0378331005"},
    {"kb": "lei", "status": "nil"},
    {"kb": "lei", "status": "nil", "id": "G5GSEF7VJP5I7OUK5573"},
    {"kb": "lei", "status": "ambiguous", "id": "G5GSEF7VJP5I7OUK5573"},
    {"kb": "lei", "status": "ambiguous", "candidates": ["G5GSEF7VJP5I7OUK5573"]},
    {"kb": "lei", "candidates": ["G5GSEF7VJP5I7OUK5573"]},
    {"kb": "lei", "id": "G5GSEF7VJP5I7OUK5573", "confidence": 0.5},
    {"kb": "lei"},
    {"kb": "nowhere", "id": "x"},
)
_METADATA = (
    *({}, {"a": 1}, {"a": 'x"y', "b": ["\\", {"c": None}]}, {"a": "x" * 70_000}, [], "a", None),
    *({"a": {"a": 1.5}}, {"deep": json.loads("[" * 130 + "]" * 130)}, {"n": 10**400}),
)
_IDS = ("e1", "t1", "c1", "new", "new id", "new\n", "n\u00a0w", "\u200b", "x" * 256, "漢")
_BOX = {"unit": "t1", "x": 1, "y": 1, "width": 2, "height": 2}


def mutant(random: Random, record: Json, taxonomy: CompiledTaxonomy) -> bytes:
    """A line with a changed copy of the record, spelt in one of the usual ways."""
    changed: Json = json.loads(json.dumps(record))
    for change in random.choices(CHANGES, k=random.choice((1, 1, 1, 2, 3))):
        change(random, changed, taxonomy)
    spelling = random.choice(({"separators": (",", ":")}, {}, {"ensure_ascii": False}))
    text = json.dumps(changed, **spelling)
    while f'"{_REPEATED}/' in text:  # "repeated key/text" becomes a second "text"
        text = text.replace(f'"{_REPEATED}/', '"')
    if random.random() < 0.03:
        text = text.replace('\\"', "\\u0022")
    return text.encode("utf-8", "surrogatepass")


def _annotation(random: Random, record: Json, *kinds: str) -> Json:
    """One of the record's annotations, of one of these types if any are named."""
    some = [each for each in record["annotations"] if not kinds or each["type"] in kinds]
    return random.choice(some) if some else {}


def _other_label(random: Random, record: Json, taxonomy: CompiledTaxonomy) -> None:
    annotation = _annotation(random, record)
    tables: dict[str, dict[str, Label]] = {
        "entity": taxonomy.entities,
        "relation": taxonomy.relations,
        "cluster": taxonomy.relations,
        "event": taxonomy.events,
    }
    if annotation.get("type") == "category":
        name = random.choice([*taxonomy.sets, annotation["set"]])
        annotation["set"] = name
        annotation["label"] = random.choice([*taxonomy.sets[name].labels, "none"])
    elif annotation:
        annotation["label"] = random.choice([*tables[annotation["type"]], "none"])


def _other_offsets(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    annotation = _annotation(random, record, "entity", "event")
    anchored = annotation.get("trigger", annotation)
    spans = anchored.get("spans")
    if not spans:
        return
    span = random.choice(spans)
    end = random.choice(("start", "end"))
    span[end] = max(0, span[end] + random.choice((-3, -2, -1, 1, 2, 3, 50)))
    if random.random() < 0.3:
        span["start"], span["end"] = span["end"], span["start"]
    if random.random() < 0.7:
        _resurface(record, anchored)


def _several_spans(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    entity = _annotation(random, record, "entity")
    if not entity.get("spans"):
        return
    span = entity["spans"][-1]
    other = random.choice(record["units"])["id"] if random.random() < 0.3 else span["unit"]
    start = random.choice((0, span["end"], span["end"] + 1, max(0, span["start"] - 2)))
    entity["spans"].append({"unit": other, "start": start, "end": start + random.choice((0, 1, 3))})
    if random.random() < 0.2:
        entity["spans"].reverse()
    _resurface(record, entity)


def _resurface(record: Json, anchored: Json) -> None:
    """Write the text that the spans cover, where they cover any."""
    texts = {unit["id"]: unit.get("text", "") for unit in record["units"]}
    if all(span["unit"] in texts for span in anchored["spans"]):
        slices = [texts[span["unit"]][span["start"] : span["end"]] for span in anchored["spans"]]
        anchored["text"] = " ".join(slices)


def _other_id(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    holders = [record, *record["units"], *record["annotations"], *record.get("participants", ())]
    old, new = (holder := random.choice(holders))["id"], random.choice(_IDS)
    holder["id"] = new
    if random.random() < 0.5:  # and where it is referred to
        _replace(record["annotations"], old, new)


def _replace(node: Any, old: str, new: str) -> None:
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, dict | list):
            _replace(value, old, new)
        elif value == old and key in ("subject", "object", "target", "unit", *range(9)):
            node[key] = new


def _other_reference(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    annotation = _annotation(random, record)
    ids = [each["id"] for each in (*record["units"], *record["annotations"])] + ["nothing"]
    match annotation.get("type"):
        case "relation":
            annotation[random.choice(("subject", "object"))] = random.choice(ids)
        case "category":
            annotation["target"] = random.choice(ids)
            if random.random() < 0.2:
                del annotation["target"]
        case "event" if annotation["arguments"]:
            random.choice(annotation["arguments"])["target"] = random.choice(ids)
        case "cluster":
            annotation["members"].append(random.choice(ids))
        case "entity" if "spans" in annotation:
            random.choice(annotation["spans"])["unit"] = random.choice(ids)


def _reversed(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    if relation := _annotation(random, record, "relation"):
        relation["subject"], relation["object"] = relation["object"], relation["subject"]


def _more_relations(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    """The same relation again, of one end or the other to more of what is there."""
    if relation := _annotation(random, record, "relation"):
        end = random.choice(("subject", "object"))
        others = [each["id"] for each in record["annotations"] if each["type"] == "entity"]
        for number, other in enumerate(random.sample(others, k=min(3, len(others)))):
            more = relation | {"id": f"more-{number}", end: other}
            label = {each["id"]: each.get("label") for each in record["annotations"]}
            if label[other] == label.get(relation[end]):
                record["annotations"].append(more)


def _other_modality(_random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    record["modality"] = "text"
    record["units"] = [
        {"type": "passage", "id": unit["id"], "text": unit.get("text", "")}
        for unit in record["units"]
    ]


def _other_roles(random: Random, record: Json, taxonomy: CompiledTaxonomy) -> None:
    event = _annotation(random, record, "event")
    if not event.get("arguments"):
        return
    argument = random.choice(event["arguments"])
    roles = [role for each in taxonomy.events.values() if each.event for role in each.event.roles]
    match random.randrange(4):
        case 0:
            argument["role"] = random.choice([*roles, "none"])
        case 1:
            event["arguments"].remove(argument)
        case 2:
            event["arguments"].append(dict(argument))
        case _:
            events = [each["id"] for each in record["annotations"] if each["type"] == "event"]
            target = random.choice(events)
            event["arguments"].append({"role": random.choice(roles), "target": target})


def _trigger(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    if not (event := _annotation(random, record, "event")):
        return
    if "trigger" in event:
        del event["trigger"]
    else:
        unit = random.choice(record["units"])
        spans = [{"unit": unit["id"], "start": 0, "end": 2}]
        event["trigger"] = {"spans": spans, "text": unit.get("text", "")[:2]}


def _attributes(random: Random, record: Json, taxonomy: CompiledTaxonomy) -> None:
    if not (annotation := _annotation(random, record)):
        return
    attributes = annotation.setdefault("attributes", {})
    tables = (taxonomy.entities, taxonomy.relations, taxonomy.events)
    declared = [label.attributes for table in tables for label in table.values()]
    names = [*attributes, *random.choice([each for each in declared if each] or [{"x": 1}])]
    name = random.choice([*names, *names, "unknown"])
    match random.randrange(4):
        case 0:
            attributes.pop(name, None)
        case 1 if isinstance(attributes.get(name), bool | int):
            attributes[name] = random.choice((True, False, 1, 0, 1.0))
        case 2 if name in attributes:
            attributes[name] = [attributes[name]]
        case _:
            enumerated = [value for each in declared if name in each for value in each[name].values]
            attributes[name] = random.choice([*_VALUES, *enumerated * 3])
    if not attributes and random.random() < 0.5:
        del annotation["attributes"]


def _times(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    unit = random.choice(record["units"])
    match random.randrange(4):
        case 0 if record["annotations"]:
            random.choice(record["annotations"])["created"] = random.choice(_TIMES)
        case 1:
            record["date"] = random.choice(_TIMES)
        case 2 if "time" in unit:
            unit["time"] = unit["time"][:19] + random.choice((".25Z", "+00:00", "-01:00", "z"))
        case _ if unit["type"] == "turn":
            unit["time"] = random.choice(_TIMES)


def _dialogue(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    unit = random.choice(record["units"])
    match random.randrange(6):
        case 0:
            unit["speaker"] = random.choice(("nobody", "dealer-1", "a b"))
        case 1:
            unit["reply_to"] = random.choice([*record["units"], {"id": "nothing"}])["id"]
        case 2:
            unit["language"] = random.choice(("de", "en-GB", "en_GB", "en\n", "", "e" * 65))
        case 3:
            record["participants"] = random.choice(([], [{"id": "dealer-1"}], [{"id": "a b"}]))
        case 4:
            random.shuffle(record["units"])
        case _:
            record.pop("participants", None)


def _links(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    if entity := _annotation(random, record, "entity"):
        links = entity.setdefault("links", [])
        if random.random() < 0.3:
            links.clear()
        links.extend(dict(link) for link in random.sample(_LINKS, k=random.choice((0, 1, 1, 2))))


def _copied(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    if annotation := _annotation(random, record):
        copy = json.loads(json.dumps(annotation))
        copy["id"] = random.choice(("copy", "copy", "copy", annotation["id"]))
        at = random.randrange(len(record["annotations"]) + 1)
        record["annotations"].insert(at, copy)


def _removed(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    if record["annotations"]:
        record["annotations"].remove(_annotation(random, record))


def _moved(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    if random.random() < 0.5:
        random.shuffle(record["annotations"])
    elif record["annotations"]:
        record["annotations"].insert(0, record["annotations"].pop())


def _rare_fields(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    holder = random.choice((record, _annotation(random, record)))
    fields: Json = {
        "confidence": random.choice((0, 0.5, 1, 1.5, True)),
        "comment": 'he said "done" \\ twice',
        "origin": random.choice(("human", "model", "machine")),
        "previous": [{"schema": "trade-chat@0.9.0", "label": "x", "id": "e1"}],
        "annotator": random.choice(("a7", "", "a\n")),
        "view": random.choice(("main", "second", "se cond")),
        "thread": "x",
        "text": "surplus",
        "metadata": random.choice(_METADATA),
        "boxes": [_BOX],
        "times": [{"start": 0, "end": random.choice((0, 1))}],
        "unknown": 1,
    }
    name = random.choice([*fields, "metadata", "metadata"])
    holder[name] = fields[name]


def _beyond_text(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    if entity := _annotation(random, record, "entity"):
        entity.pop("text", None)
        entity.pop("spans", None)
        entity["boxes"] = [_BOX | {"unit": random.choice(record["units"])["id"]}]


def _state(random: Random, record: Json, taxonomy: CompiledTaxonomy) -> None:
    if random.random() < 0.5:
        record["state"] = random.choice(("draft", "complete", "adjudicated", "done"))
    else:
        sets = ["entity", "relation", "event", "unknown", *taxonomy.sets]
        record["scope"] = random.sample(sets, k=random.randrange(3))


def _unit_type(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    if random.random() < 0.3:
        record["modality"] = random.choice(("text", "chat", "email", "document", "audio"))
    else:
        unit = random.choice(record["units"])
        kind = random.choice(("passage", "part", "page", "segment"))
        fields = {
            "passage": {},
            "part": {"role": random.choice(("subject", "body"))},
            "page": {"number": random.randrange(3), "width": 5},
            "segment": {"start": 1, "end": random.randrange(3), "speaker": "a"},
        }
        text = {"text": unit.get("text", "")}
        unit_id = unit["id"]
        unit.clear()
        unit.update({"type": kind, "id": unit_id} | text | fields[kind])


def _unit_kind(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    unit = random.choice(record["units"])
    if unit["type"] == "part":
        unit["role"] = random.choice(("subject", "body", "quoted", "signature", "attachment"))
    elif unit["type"] == "segment" and unit.pop("text", None) and random.random() < 0.5:
        unit["text"] = ""


def _text(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    unit = random.choice(record["units"])
    if "text" in unit:
        unit["text"] += random.choice((' "quoted"', "\\", '\\"', "\n\t\u2028", "😀", "\ud800", "é"))


def _repeated_key(random: Random, record: Json, _taxonomy: CompiledTaxonomy) -> None:
    holders = [record, *record["units"], *record["annotations"]]
    holders += [span for each in record["annotations"] for span in each.get("spans", ())]
    holders += [each["attributes"] for each in record["annotations"] if each.get("attributes")]
    holder = random.choice(holders)
    key = random.choice(list(holder))
    holder[f"{_REPEATED}/{key}"] = holder[key]


CHANGES: tuple[Change, ...] = (
    *(_other_label, _other_offsets, _several_spans, _other_id, _other_reference, _reversed),
    *(
        _more_relations,
        _other_modality,
        _other_roles,
        _trigger,
        _attributes,
        _attributes,
        _times,
        _dialogue,
        _links,
        _copied,
    ),
    *(
        _removed,
        _moved,
        _rare_fields,
        _beyond_text,
        _state,
        _unit_type,
        _unit_kind,
        _text,
        _repeated_key,
    ),
)
