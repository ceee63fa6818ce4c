"""Heads of taxonomies for tests: small ones as literals, many generated ones for laws.

A *head* is what a `taxonomy.yaml` holds, as plain data. Generated heads are sound: they have no
cycles, no unknown references and loosen nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from acoe_spec.models.taxonomy import Taxonomy
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.unit_kinds import KINDS

Head = dict[str, Any]


def head(identifier: str = "desk", version: str = "1.0.0", **parts: Any) -> Head:
    """The smallest head of that id, with `parts` in it."""
    return {"format": 1, "id": identifier, "version": version, "title": identifier, **parts}


def definition_of(head: Head, imports: Mapping[str, Definition] | None = None) -> Definition:
    """The definition of a head."""
    return flatten(Taxonomy.model_validate(head), imports or {})


def shuffled(value: Any, seed: int) -> Any:
    """The same data with the keys of all its mappings in another order."""
    if isinstance(value, dict):
        items = [(key, shuffled(item, seed + 1)) for key, item in value.items()]
        random.Random(seed).shuffle(items)
        return dict(items)
    if isinstance(value, list):
        return [shuffled(item, seed + 1) for item in value]
    return value


def ancestors_of(labels: Mapping[str, Any], name: str) -> Iterator[str]:
    """`name`'s parent, its parent, and so on, read off the head itself."""
    while (name := labels[name].get("is_a")) is not None:
        yield name


_attributes = st.sampled_from(
    [
        {"range": "decimal", "minimum": 0},
        {"range": "integer", "minimum": -3, "maximum": 12},
        {"range": "string", "max_length": 20},
        {"range": "string", "pattern": "[A-Z]+", "multivalued": True},
        {"range": "date", "precision": ["year", "month"]},
        {"range": "boolean", "required": True},
        {"values": {"low": {}, "mid": {"name": "Middle"}, "high": {"definition": "Much."}}},
    ]
)
_prose = st.sampled_from(["A thing that is named.", "Ein Ding \u2014 «genannt».", "\U0001f4b6"])

UNITS = sorted({*KINDS, *(kind for kinds in KINDS.values() for kind in kinds)})
"""All that a head can call units: types, and kinds of a type."""


@st.composite
def heads(draw: st.DrawFn, identifier: str = "desk") -> Head:
    """Sound heads with up to a dozen labels of each kind."""
    entities = _hierarchy(draw, "e", 10)
    names = st.sampled_from(sorted(entities))
    for label in entities.values():
        if draw(st.booleans()):
            label["links"] = {"to": ["isin"]}
    events = _hierarchy(draw, "v", 4)
    targets = names if not events else names | st.sampled_from([f"event/{v}" for v in events])
    several = st.lists(targets, min_size=1, max_size=3)
    for name, label in events.items():
        label["roles"] = {f"role_{name}": {"range": draw(several), "max": draw(st.integers(1, 3))}}
    relations = _hierarchy(draw, "r", 4)
    for label in relations.values():
        if "is_a" not in label:
            label |= {"domain": draw(several), "range": draw(several)}
    intents = _hierarchy(draw, "c", 5)
    return head(
        identifier,
        knowledge_bases={"isin": {"title": "ISIN", "scheme": "isin"}},
        overlap={"default": ["contains"], "pairs": draw(_pairs(names))},
        entities=entities,
        relations=relations,
        events=events,
        categories={
            "intent": {
                "question": "What is wanted?",
                "applies_to": {
                    "units": draw(st.lists(st.sampled_from(UNITS), max_size=4)),
                    "labels": draw(several),
                },
                "labels": intents,
            }
        },
    )


def _hierarchy(draw: st.DrawFn, prefix: str, most: int) -> dict[str, Head]:
    """Labels whose parent and mixins come before them, with attributes of their own."""
    labels: dict[str, Head] = {}
    for number in range(draw(st.integers(1, most))):
        label: Head = {"definition": draw(_prose), "abstract": draw(st.booleans())}
        if labels and draw(st.booleans()):
            label["is_a"] = draw(st.sampled_from(sorted(labels)))
        if labels and draw(st.integers(0, 4)) == 0:
            label["mixins"] = [draw(st.sampled_from(sorted(labels)))]
        if draw(st.booleans()):
            label["attributes"] = {f"{prefix}{number}_own": draw(_attributes)}
        labels[f"{prefix}{number}"] = label
        inherited = [
            attribute
            for above in ancestors_of(labels, f"{prefix}{number}")
            for attribute in labels[above].get("attributes", ())
        ]
        if inherited and draw(st.booleans()):
            refined = label.setdefault("attributes", {})
            refined[draw(st.sampled_from(inherited))] = {"required": True}
    return labels


def _pairs(names: st.SearchStrategy[str]) -> st.SearchStrategy[list[Head]]:
    crossings = st.lists(st.sampled_from(["equal", "contains", "crosses"]), unique=True)
    pair = st.fixed_dictionaries(
        {"of": st.lists(names, min_size=2, max_size=2), "allow": crossings}
    )
    return st.lists(pair, max_size=2, unique_by=lambda one: tuple(sorted(one["of"])))
