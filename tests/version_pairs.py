"""Pairs of versions for laws: every field of a head may differ, and much of it does not.

A head is drawn from a small stock of ids, so that two of them have most in common; the second of a
pair takes each label from the first or from another head. Parents come before their children in the
order of ids, so nothing is circular. References may lead nowhere: a diff must cope with a head that
is being edited.
"""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st
from taxonomy_strategies import UNITS, Head, definition_of, head

from acoe_spec.models.migration import Migration
from acoe_spec.taxonomy.definition import Definition, Entity

ENTITIES = ("a", "b", "c", "d")
EVENTS = ("u", "v")
RELATIONS = ("r", "s")
ANSWERS = ("x", "y", "z")


def _maybe(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Head]:
    return st.fixed_dictionaries({}, optional=fields)


def _some(
    values: Any, *, min_size: int = 0, max_size: int | None = None
) -> st.SearchStrategy[list[Any]]:
    return st.lists(
        st.sampled_from(list(values)), unique=True, min_size=min_size, max_size=max_size
    )


_words = st.sampled_from(["One.", "Two.", "Drei «drei»."])
_line = st.sampled_from(["One", "Two"])
_targets = [*ENTITIES, *(f"event/{each}" for each in EVENTS)]
_bounds = _maybe(min=st.integers(0, 2), max=st.integers(1, 3))


def _deprecation(replacements: Any) -> st.SearchStrategy[Head]:
    return st.fixed_dictionaries(
        {"since": st.sampled_from(["1.0.0", "1.1.0"])},
        optional={
            "reason": _words,
            "replaced_by": _some(replacements, max_size=2),
            "valid_until": st.just("2030-01-01"),
        },
    )


_values = st.dictionaries(
    st.sampled_from(["low", "mid", "high"]),
    _maybe(
        name=_line,
        definition=_words,
        aliases=st.just({"brat": "Low"}),
        deprecated=_deprecation(["low", "mid"]),
    ),
    min_size=1,
)
_said = {
    "name": _line,
    "definition": _words,
    "multivalued": st.booleans(),
    "required": st.booleans(),
    "when": st.dictionaries(
        st.sampled_from(["one", "two"]), _some(["low", "mid", 3, True], min_size=1), min_size=1
    ),
    "deprecated": _deprecation(["one", "two"]),
}
_attribute = st.one_of(
    _maybe(values=_values, **_said),
    _maybe(
        range=st.sampled_from(["string", "decimal", "integer"]),
        pattern=st.sampled_from(["[A-Z]+", "[a-z]+"]),
        max_length=st.integers(1, 3),
        minimum=st.sampled_from([0, 1, 0.5, "1.0"]),
        maximum=st.sampled_from([5, 7]),
        **_said,
    ),
    _maybe(
        range=st.just("date"),
        precision=_some(["year", "month", "day"], min_size=1),
        minimum=st.sampled_from(["2020-01-01", "2021-01-01"]),
        **_said,
    ),
)

_attributes = _maybe(one=_maybe(values=_values, **_said), two=_attribute)


def _labels(names: tuple[str, ...], **own: st.SearchStrategy[Any]) -> st.SearchStrategy[Head]:
    """Some labels of these names; to make the strategy anew for each takes longer than to draw."""
    label = _maybe(
        name=_line,
        definition=_words,
        abstract=st.booleans(),
        use_when=st.lists(_words, max_size=1),
        avoid_when=st.lists(_words, max_size=1),
        confusable_with=_some(names, max_size=1),
        attributes=_attributes,
        colour=st.sampled_from(["#112233", "#445566"]),
        hints=st.just({"label_studio": {"hotkey": "o"}}),
        aliases=st.just({"brat": "Other"}),
        deprecated=_deprecation(names),
        **own,
    )
    return _of_each(names, label)


@st.composite
def _of_each(draw: st.DrawFn, names: tuple[str, ...], said: st.SearchStrategy[Head]) -> Head:
    labels: Head = {}
    for position, name in enumerate(names):
        if draw(st.integers(0, 5)) == 0:
            continue
        before = names[:position]
        label = draw(said)
        if before and draw(st.integers(0, 1)) == 1:
            label["is_a"] = draw(st.sampled_from(before))
        if before and draw(st.integers(0, 3)) == 0:
            label["mixins"] = draw(_some(before, min_size=1, max_size=2))
        labels[name] = label
    return labels


_overlap = _maybe(
    default=_some(["equal", "contains", "crosses"]),
    pairs=st.lists(
        st.fixed_dictionaries(
            {
                "of": st.lists(st.sampled_from(ENTITIES), min_size=2, max_size=2),
                "allow": _some(["equal", "contains", "crosses"]),
            }
        ),
        max_size=2,
        unique_by=lambda one: tuple(sorted(one["of"])),
    ),
)
_role = st.fixed_dictionaries(
    {"range": _some(_targets, min_size=1, max_size=2)},
    optional={
        "name": _line,
        "definition": _words,
        "min": st.integers(0, 2),
        "max": st.integers(1, 3),
    },
)
_sides = {
    "domain": _some(_targets, min_size=1, max_size=2),
    "range": _some(_targets, min_size=1, max_size=2),
    "symmetric": st.booleans(),
    "transitive": st.booleans(),
    "per_subject": _bounds,
    "per_object": _bounds,
}
_links = st.fixed_dictionaries(
    {"to": _some(["isin", "lei"], min_size=1)}, optional={"required": st.booleans()}
)
_base = st.fixed_dictionaries(
    {"title": _line},
    optional={"scheme": st.sampled_from(["isin", "lei"]), "url": st.just("https://e.example/{id}")},
)
_set = st.fixed_dictionaries(
    {
        "question": _line,
        "applies_to": _maybe(
            record=st.booleans(),
            units=_some(UNITS),
            labels=_some(_targets, max_size=2),
        ),
        "labels": _labels(ANSWERS),
    },
    optional={
        "definition": _words,
        "select": st.sampled_from(["one", "many"]),
        "required": st.booleans(),
        "deprecated": _deprecation(["other"]),
    },
)


_besides = _maybe(
    description=_words,
    licence=st.sampled_from(["CC0-1.0", "CC-BY-4.0"]),
    owner=_line,
    modalities=_some(["chat", "email"]),
    overlap=_overlap,
    knowledge_bases=st.dictionaries(st.sampled_from(["isin", "lei"]), _base),
)
_tables: st.SearchStrategy[Head] = st.fixed_dictionaries(
    {
        "entities": _labels(ENTITIES, links=_links),
        "relations": _labels(RELATIONS, **_sides),
        "events": _labels(
            EVENTS,
            trigger=st.sampled_from(["required", "optional", "none"]),
            roles=st.dictionaries(st.sampled_from(["p", "q"]), _role, max_size=2),
        ),
        "categories": st.dictionaries(st.sampled_from(["intent", "mood"]), _set),
    }
)


@st.composite
def full_heads(draw: st.DrawFn, identifier: str = "desk") -> Head:
    """A head that may say anything that a head can say, imports aside."""
    return head(identifier, **draw(_besides), **draw(_tables))


@st.composite
def _crossed(draw: st.DrawFn, one: Head, other: Head) -> Head:
    """A head that takes each of its parts from one of the two."""
    return {key: _either(draw, one.get(key), other.get(key)) for key in one.keys() | other.keys()}


def _either(draw: st.DrawFn, one: Any, other: Any) -> Any:
    labelled = isinstance(one, dict) and isinstance(other, dict)
    if labelled and draw(st.booleans()):
        crossed = {
            key: _either(draw, one.get(key), other.get(key))
            for key in sorted(one.keys() | other.keys())
        }
        return {key: value for key, value in crossed.items() if value is not None}
    return one if draw(st.integers(0, 3)) else other


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Definition, Definition]:
    """Two versions of `desk` that differ in a few places; each may import a version of `core`."""
    before, other = draw(full_heads()), draw(full_heads())
    after = {
        key: value for key, value in draw(_crossed(before, other)).items() if value is not None
    }
    return _importing(draw, before), _importing(draw, {**after, "version": "2.0.0"})


@st.composite
def attribute_pairs(draw: st.DrawFn) -> tuple[Definition, Definition]:
    """Two versions of three labels below each other that differ in their attributes only."""
    before, after = (
        {
            "a": draw(_speaking),
            "b": {"is_a": "a", **draw(_speaking)},
            "c": {"is_a": "b", **draw(_speaking)},
        }
        for _ in range(2)
    )
    crossed = {name: draw(st.sampled_from([after[name], before[name]])) for name in before}
    return definition_of(head(entities=before)), definition_of(head(entities=crossed))


_enumerated = st.fixed_dictionaries({"values": _values}, optional=_said)
_speaking = _maybe(attributes=_maybe(one=_enumerated, two=_attribute)) | st.fixed_dictionaries(
    {"attributes": st.fixed_dictionaries({"one": _enumerated}, optional={"two": _attribute})}
)


def _importing(draw: st.DrawFn, own: Head) -> Definition:
    if draw(st.booleans()):
        return definition_of(own)
    version = draw(st.sampled_from(["1.0.0", "1.1.0"]))
    core = {**draw(full_heads("core")), "version": version}
    core.pop("overlap", None)
    core.pop("knowledge_bases", None)
    labels = own.get("entities", {})
    if "a" in labels:
        labels = {**labels, "a": {**labels["a"], "is_a": "core:a"}}
    return definition_of(
        {**own, "imports": [f"core@{version}"], "entities": labels},
        {f"core@{version}": definition_of(core)},
    )


def declared(operations: list[Any]) -> Migration:
    """The migration of these operations."""
    return Migration.model_validate(
        {"format": 1, "taxonomy": "desk", "from": "1.0.0", "to": "2.0.0", "operations": operations}
    )


def as_declared(new: Definition, migration: Migration) -> Definition:
    """`new` without the labels that a migration merges or divides, and with what they became."""
    entities = dict(new.entities)
    for each in migration.operations:
        if each.op == "merge-labels" or each.op == "split-label":
            gone = [each.from_] if isinstance(each.from_, str) else each.from_
            to = [each.to] if isinstance(each.to, str) else each.to
            for name in gone:
                if name not in to:
                    entities.pop(name, None)
            for name in to:
                entities.setdefault(name, Entity(definition="What it became."))
    return msgspec.structs.replace(new, entities=entities)


@st.composite
def migrations(draw: st.DrawFn, old: Definition, new: Definition) -> Migration:
    """Identities and merges between labels of two versions, each label named once at most."""
    gone = sorted(name for name in old.entities if ":" not in name)
    free = [name for name in gone if name in old.entities]
    targets = [*sorted(name for name in new.entities if ":" not in name), "w"]
    operations: list[Any] = []
    while len(free) > 1 and draw(st.booleans()):
        one = free.pop(draw(st.integers(0, len(free) - 1)))
        other = draw(st.sampled_from(targets))
        kind = draw(st.sampled_from(["rename-label", "merge-labels", "split-label", "swap"]))
        if kind == "swap":
            two = free.pop(draw(st.integers(0, len(free) - 1)))
            operations.append({"op": kind, "set": "entity", "labels": [one, two]})
        elif kind == "rename-label":
            operations.append({"op": kind, "set": "entity", "from": one, "to": f"{one}_new"})
        elif kind == "merge-labels":
            operations.append({"op": kind, "set": "entity", "from": [one], "to": other})
        else:
            parts = list(dict.fromkeys((other, f"{one}_part")))
            operations.append({"op": kind, "set": "entity", "from": one, "to": parts})
    for label in gone:
        if label not in free or not draw(st.booleans()):
            continue
        place = {"set": "entity", "label": label}
        operations.append({"op": "rename-attribute", **place, "from": "two", "to": "second"})
        values = {"from": "low", "to": draw(st.sampled_from(["lowest", "mid"]))}
        operations.append({"op": "rename-value", **place, "attribute": "one", **values})
        break
    if "intent" in old.categories and draw(st.booleans()):
        operations.append({"op": "rename-set", "from": "intent", "to": "aim"})
        operations.append({"op": "rename-label", "set": "intent", "from": "x", "to": "first"})
    if "r" in old.relations and draw(st.booleans()):
        operations.append({"op": "flip-relation", "set": "relation", "label": "r"})
    return declared(operations)
