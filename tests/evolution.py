"""Versions that follow each other, with the migrations between them and records of the first.

A head is drawn, then operations on it; what they do to the head is done here to plain data, without
any code of the package. Every operation has a label, attribute, role or set to itself, so that all
of them together make sense; all are in the words of the version that is left.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import msgspec
from evolution_change import VALUES, Change, Json
from evolution_labels import merge_labels
from evolution_operations import LOSSLESS, OPERATIONS
from evolution_parts import UNITS
from hypothesis import strategies as st
from taxonomy_strategies import definition_of, head

from acoe_spec.models.migration import Migration
from acoe_spec.models.record_structs import Record
from acoe_spec.rules.table import record_findings
from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Label
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.versions.records.steps import Step, make_step

WORDS = "UBS bid 5mm bonds at par, JPM at 99"


@dataclass(frozen=True, repr=False)
class Evolution:
    """Versions of one taxonomy in order, the steps between them, and records of the first."""

    heads: tuple[Json, ...]
    taxonomies: tuple[CompiledTaxonomy, ...]
    migrations: tuple[Json, ...]
    steps: tuple[Step, ...]
    records: tuple[Record, ...]

    def __repr__(self) -> str:
        operations = [each["operations"] for each in self.migrations]
        annotations = [
            msgspec.json.decode(msgspec.json.encode(each))["annotations"] for each in self.records
        ]
        return f"Evolution({operations}, {annotations})"[:4000]

    def _repr_pretty_(self, printer: Any, _cycle: object) -> None:
        """What Hypothesis prints of an example that fails."""
        printer.text(repr(self))


@st.composite
def evolutions(
    draw: st.DrawFn,
    *,
    steps: int = 1,
    lossless: bool = False,
    most: int = 5,
    only: Sequence[str] = (),
) -> Evolution:
    """A taxonomy through `steps` migrations of up to `most` operations each.

    With `only`, of these operations.
    """
    heads = [draw(first_heads())]
    migrations = []
    for number in range(steps):
        change = Change(draw, heads[-1], number)
        names = sorted(only or (LOSSLESS if lossless else OPERATIONS))
        if not lossless and not only and draw(st.booleans()):
            merge_labels(change)
        for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=most)):
            OPERATIONS[name](change)
        heads.append(change.result())
        migrations.append(
            {
                "format": 1,
                "taxonomy": "desk",
                "from": heads[-2]["version"],
                "to": heads[-1]["version"],
                "operations": change.operations,
            }
        )
    taxonomies = [compile_definition(definition_of(each)) for each in heads]
    made = tuple(
        make_step(Migration.model_validate(each), old, new)
        for each, old, new in zip(migrations, taxonomies, taxonomies[1:], strict=False)
    )
    count = draw(st.integers(1, 3))
    records = [clean_record(draw, taxonomies[0]) for _ in range(count)]
    return Evolution(tuple(heads), tuple(taxonomies), tuple(migrations), made, tuple(records))


# Heads


@st.composite
def first_heads(draw: st.DrawFn) -> Json:
    """A head with a little of everything."""
    entities = _hierarchy(draw, "e", draw(st.integers(3, 6)))
    for label in entities.values():
        if draw(st.booleans()):
            label["links"] = {"to": ["isin"]}
    some = st.lists(st.sampled_from(sorted(entities)), min_size=1, max_size=3, unique=True)
    relations = {
        f"r{number}": {
            "definition": "A tie.",
            "domain": draw(some),
            "range": draw(some),
            **({"symmetric": True} if draw(st.booleans()) else {}),
            **({"per_subject": {"max": draw(st.integers(1, 2))}} if draw(st.booleans()) else {}),
        }
        for number in range(draw(st.integers(1, 3)))
    }
    for number in range(1, len(relations)):
        if draw(st.booleans()):
            _put_below(draw, relations[f"r{number}"], relations["r0"])
    events = {
        f"v{number}": {
            "definition": "A deal.",
            "trigger": "optional",
            "roles": {
                "who": {"range": draw(some), "max": 2},
                "what": {"range": [*draw(some), *(["event/v0"] if number else [])]},
            },
        }
        for number in range(draw(st.integers(1, 2)))
    }
    return head(
        modalities=["chat", "text", "email", "audio"],
        knowledge_bases={"isin": {"title": "ISIN"}, "lei": {"title": "LEI"}},
        entities=entities,
        relations=relations,
        events=events,
        categories={
            "intent": _category_set(draw, {"units": draw(st.sampled_from(UNITS))}, "i"),
            "stance": _category_set(draw, {"labels": [*draw(some), "event/v0"]}, "s"),
            "mood": _category_set(draw, {"record": True}, "m"),
        },
    )


def _put_below(draw: st.DrawFn, relation: Json, above: Json) -> None:
    """Make it a sub-label of the first relation, of which it may take less."""
    relation["is_a"] = "r0"
    for side in ("domain", "range"):
        del relation[side]
        if draw(st.booleans()):
            relation[side] = above[side][:1]
    relation.pop("symmetric", None)


def _hierarchy(draw: st.DrawFn, prefix: str, count: int) -> Json:
    labels: Json = {}
    for number in range(count):
        label: Json = {"definition": "A thing."}
        if bool(labels) and draw(st.booleans()):
            label["is_a"] = draw(st.sampled_from(sorted(labels)))
        if draw(st.booleans()):
            said: Json = draw(st.sampled_from(_ATTRIBUTES))
            label["attributes"] = {f"a{prefix}{number}": deepcopy(said)}
        labels[f"{prefix}{number}"] = label
    return labels


def _category_set(draw: st.DrawFn, applies_to: Json, prefix: str) -> Json:
    return {
        "question": "What is it?",
        "applies_to": applies_to,
        "select": draw(st.sampled_from(["one", "many"])),
        "labels": _hierarchy(draw, prefix, draw(st.integers(2, 4))),
    }


_ATTRIBUTES: list[Json] = [
    {"values": {value: {} for value in VALUES}},
    {"values": {value: {} for value in VALUES}, "multivalued": True},
    {"range": "integer"},
    {"range": "string"},
    {"range": "boolean"},
]


# Records


def clean_record(draw: st.DrawFn, taxonomy: CompiledTaxonomy) -> Record:
    """A record of the taxonomy in which no rule finds anything wrong."""
    annotations: list[Json] = []
    for number in range(draw(st.integers(3, 12))):
        made = _annotation(draw, f"x{number}", annotations, taxonomy)
        if made is not None:
            annotations.append(made)
    record: Json = {
        "schema": taxonomy.schema,
        "id": "rec",
        "modality": draw(st.sampled_from(sorted(_FIELDS))),
        "units": [
            {"id": "t1", "language": "en", "text": WORDS},
            {"id": "t2", "text": WORDS},
            {"id": "t3", "text": ""},
        ],
        "annotations": annotations,
        "state": draw(st.sampled_from(["draft", "complete"])),
        "metadata": {"kept": [1, 1.50]},
    }
    for unit, fields in zip(record["units"], _FIELDS[record["modality"]], strict=True):
        unit |= fields
    if draw(st.booleans()):
        record["scope"] = ["entity", "relation", "event", *taxonomy.sets]
    while True:
        made_of = msgspec.json.decode(json.dumps(record), type=Record)
        wrong = {each.annotation for each in record_findings(made_of, taxonomy)}
        if not wrong:
            return made_of
        assert None not in wrong, list(record_findings(made_of, taxonomy))
        record["annotations"] = [each for each in record["annotations"] if each["id"] not in wrong]


_FIELDS: dict[str, list[Json]] = {
    "chat": [{"type": "turn", "speaker": speaker} for speaker in "ABA"],
    "text": [{"type": "passage"}] * 3,
    "email": [{"type": "part", "role": role} for role in ("subject", "body", "quoted")],
    "audio": [{"type": "segment", "start": at, "end": at + 1} for at in range(3)],
}
_PLACES = [("t1", 0, 3), ("t1", 8, 11), ("t2", 26, 29)]  # few, so that merges make twins


def _annotation(
    draw: st.DrawFn, identifier: str, others: list[Json], taxonomy: CompiledTaxonomy
) -> Json | None:
    ends = [each["id"] for each in others if each["type"] in ("entity", "event")]
    kinds = ["entity", "entity", "entity", "category"]
    if len(ends) > 1:
        kinds += ["relation", "relation", "relation", "event", "cluster"]
    made: Json = {"type": draw(st.sampled_from(kinds)), "id": identifier}
    if made["type"] == "entity":
        table = taxonomy.entities
        unit, start, end = draw(st.sampled_from(_PLACES))
        made |= {"spans": [{"unit": unit, "start": start, "end": end}], "text": WORDS[start:end]}
    elif made["type"] in ("relation", "cluster"):
        table = taxonomy.relations
    elif made["type"] == "event":
        table = taxonomy.events
    else:
        made["set"] = draw(st.sampled_from(sorted(taxonomy.sets)))
        table = taxonomy.sets[made["set"]].labels
    if not table:
        return None
    labels = sorted(table)
    if made["type"] == "relation":
        labels = [each for each in labels if all(_ends(table[each], others))] or labels
    made["label"] = draw(st.sampled_from(labels))
    label = table[made["label"]]
    if made["type"] == "entity" and label.links and draw(st.booleans()):
        made["links"] = [{"kb": draw(st.sampled_from(label.links)), "id": "X1"}]
    if made["type"] == "relation":
        for side, fit in zip(("subject", "object"), _ends(label, others), strict=True):
            made[side] = draw(st.sampled_from(fit or ends))
    elif made["type"] == "cluster":
        made["members"] = draw(st.lists(st.sampled_from(ends), min_size=2, max_size=3, unique=True))
    elif made["type"] == "event":
        assert label.event is not None
        argument = st.fixed_dictionaries(
            {"role": st.sampled_from(sorted(label.event.roles)), "target": st.sampled_from(ends)}
        )
        made["arguments"] = draw(st.lists(argument, max_size=3))
    elif made["type"] == "category" and not taxonomy.sets[made["set"]].record:
        units = taxonomy.sets[made["set"]].units
        if not units and not ends:
            return None
        made["target"] = draw(st.sampled_from(["t1", "t2", "t3"] if units else ends))
    given = {
        name: draw(_value(attribute))
        for name, attribute in label.attributes.items()
        if attribute.required or draw(st.booleans())
    }
    if given:
        made["attributes"] = given
    if draw(st.integers(0, 9)) == 0:
        made |= {"comment": "seen", "metadata": {"tool": {"x": 1.0}}}
    return made


def _ends(relation: Label, others: list[Json]) -> tuple[list[str], list[str]]:
    """What there is for either end of a relation."""
    sides = relation.relation
    assert sides is not None
    there = [(each["id"], each["label"], f"{each['type']}/{each['label']}") for each in others]
    subjects, objects = (
        [identifier for identifier, *names in there if not of.isdisjoint(names)]
        for of in (sides.domain, sides.range)
    )
    return subjects, objects


def _value(attribute: Any) -> st.SearchStrategy[Any]:
    single: st.SearchStrategy[Any]
    match attribute.type:
        case "values":
            single = st.sampled_from(sorted(attribute.values))
        case "integer":
            single = st.integers(-3, 12)
        case "boolean":
            single = st.booleans()
        case _:
            single = st.sampled_from(["7", "07", "B", "0.50"])
    return (
        st.lists(single, min_size=1, max_size=3, unique=True) if attribute.multivalued else single
    )
