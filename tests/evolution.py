"""Versions that follow each other, with the migrations between them and records of the first.

A head is drawn, then operations on it; what they do to the head is done here to plain data, without
any code of the package. Every operation has a label, attribute, role or set to itself, so that all
of them together make sense; all are in the words of the version that is left.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import msgspec
from hypothesis import strategies as st
from taxonomy_strategies import definition_of, head

from acoe_spec.models.migration import Migration
from acoe_spec.models.record_structs import Record
from acoe_spec.rules.table import record_findings
from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Label
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.versions.records.steps import Step, make_step

Json = dict[str, Any]
KINDS = {"entity": "entities", "relation": "relations", "event": "events"}
VALUES = ("low", "mid", "high")
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
        change = _Change(draw, heads[-1], number)
        names = sorted(only or (_LOSSLESS if lossless else _OPERATIONS))
        if not lossless and not only and draw(st.booleans()):
            _merge_labels(change)
        for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=most)):
            _OPERATIONS[name](change)
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
        modalities=["chat", "text"],
        knowledge_bases={"isin": {"title": "ISIN"}, "lei": {"title": "LEI"}},
        entities=entities,
        relations=relations,
        events=events,
        categories={
            "intent": _category_set(draw, {"units": ["turn"]}, "i"),
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
        "modality": draw(st.sampled_from(["chat", "text"])),
        "units": [
            {"type": "turn", "id": "t1", "speaker": "A", "language": "en", "text": WORDS},
            {"type": "turn", "id": "t2", "speaker": "B", "text": WORDS},
        ],
        "annotations": annotations,
        "state": draw(st.sampled_from(["draft", "complete"])),
        "metadata": {"kept": [1, 1.50]},
    }
    if record["modality"] == "text":
        for unit in record["units"]:
            unit["type"] = "passage"
            del unit["speaker"]
    if draw(st.booleans()):
        record["scope"] = ["entity", "relation", "event", *taxonomy.sets]
    while True:
        made_of = msgspec.json.decode(json.dumps(record), type=Record)
        wrong = {each.annotation for each in record_findings(made_of, taxonomy)}
        if not wrong:
            return made_of
        assert None not in wrong, list(record_findings(made_of, taxonomy))
        record["annotations"] = [each for each in record["annotations"] if each["id"] not in wrong]


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
        made["target"] = draw(st.sampled_from(["t1", "t2"] if units else ends))
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


# Operations


@dataclass
class _Change:
    """A migration in the making: what is declared, and what becomes of each name."""

    draw: st.DrawFn
    old: Json
    number: int
    operations: list[Json] = field(default_factory=list)
    becomes: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    added: list[tuple[str, str, Json]] = field(default_factory=list)
    sets: dict[str, str | None] = field(default_factory=dict)
    edits: list[Callable[[Json], None]] = field(default_factory=list)
    late: list[Callable[[Json], None]] = field(default_factory=list)
    taken: set[Any] = field(default_factory=set)
    turned: set[str] = field(default_factory=set)
    count: int = 0

    def one(self, options: list[Any]) -> Any | None:
        """One of the options that no other operation is about, which is this one's from now on."""
        free = [each for each in options if each not in self.taken]
        if not free:
            return None
        found = self.draw(st.sampled_from(free))
        self.taken.add(found)
        return found

    def fresh(self, stem: str) -> str:
        self.count += 1
        return f"{stem}n{self.number}x{self.count}"

    def declare(self, op: str, **said: Any) -> None:
        self.operations.append(
            {"op": op, **{key.rstrip("_"): each for key, each in said.items() if each is not None}}
        )

    def labels(self) -> list[tuple[str, str]]:
        return [(home, name) for home, table in tables(self.old) for name in table]

    def attributes(self) -> list[tuple[str, str, str]]:
        return [
            (home, name, attribute)
            for home, table in tables(self.old)
            for name, label in table.items()
            if (home, name) not in self.taken
            for attribute in label.get("attributes", {})
        ]

    def label_of(self, changed: Json, home: str, name: str) -> Json | None:
        """The label of the old version in the new head, whatever it is called there."""
        later = self.becomes.get((home, name), [name])
        table = dict(tables(changed)).get(self.sets.get(home, home) or "", {})
        return table.get(later[0]) if len(later) == 1 else None

    def result(self) -> Json:
        """The head after all operations."""
        changed = deepcopy(self.old)
        changed["version"] = f"{self.number + 2}.0.0"
        for edit in self.edits:
            edit(changed)
        for home, kind in [*KINDS.items(), *((name, "") for name in self.old["categories"])]:
            place = changed if kind else changed["categories"][home]
            key = kind or "labels"
            table: Json = {}
            for name, label in place[key].items():
                for later in self.becomes.get((home, name), [name]):
                    table.setdefault(later, deepcopy(label))
            table.update({name: label for at, name, label in self.added if at == home})
            for name, label in table.items():
                self._rename_in(home, name, label)
            place[key] = table
        for category_set in changed["categories"].values():
            applies = category_set["applies_to"]
            if "labels" in applies:
                applies["labels"] = self._references(applies["labels"])
        changed["categories"] = {
            self.sets.get(name, name): each
            for name, each in changed["categories"].items()
            if self.sets.get(name, name) is not None
        }
        for edit in self.late:
            edit(changed)
        for _, table in tables(changed):
            _mend(table)
        return changed

    def _rename_in(self, home: str, name: str, label: Json) -> None:
        parent = label.get("is_a")
        if parent is not None:
            later = [each for each in self.becomes.get((home, parent), [parent]) if each != name]
            label.pop("is_a")
            if later:
                label["is_a"] = later[0]
        for side in ("domain", "range"):
            if side in label:
                label[side] = self._references(label[side])
        for role in label.get("roles", {}).values():
            role["range"] = self._references(role["range"])

    def _references(self, references: list[str]) -> list[str]:
        found: dict[str, None] = {}
        for reference in references:
            home, _, name = reference.rpartition("/")
            for later in self.becomes.get((home or "entity", name), [name]):
                found[f"{home}/{later}" if home else later] = None
        return list(found) or [sorted(self._entities())[0]]

    def _entities(self) -> Iterator[str]:
        for name in self.old["entities"]:
            yield from self.becomes.get(("entity", name), [name])


def tables(changed: Json) -> list[tuple[str, Json]]:
    """The labels of each set of a head."""
    found = [(home, changed[key]) for home, key in KINDS.items()]
    return found + [(name, each["labels"]) for name, each in changed["categories"].items()]


def _mend(table: Json) -> None:
    """No label is above itself, and no attribute is said twice on a chain."""
    for name in table:
        seen = {name}
        at = name
        while (above := table[at].get("is_a")) is not None:
            if above in seen or above not in table:
                del table[at]["is_a"]
                break
            seen.add(above)
            at = above
    for name, label in table.items():
        at = name
        while (above := table[at].get("is_a")) is not None:
            for attribute in table[above].get("attributes", {}):
                label.get("attributes", {}).pop(attribute, None)
            at = above


def _rename_label(change: _Change) -> None:
    found = change.one(change.labels())
    if found:
        home, name = found
        later = change.fresh(name)
        change.becomes[found] = [later]
        change.declare("rename-label", set=home, from_=name, to=later)


def _rename_chain(change: _Change) -> None:
    first = change.one([each for each in change.labels() if each[0] == "entity"])
    second = change.one([each for each in change.labels() if each[0] == "entity"])
    if first and second:
        later = change.fresh(second[1])
        change.becomes |= {first: [second[1]], second: [later]}
        change.declare("rename-label", set="entity", from_=first[1], to=second[1])
        change.declare("rename-label", set="entity", from_=second[1], to=later)


def _swap(change: _Change) -> None:
    first = change.one(change.labels())
    second = first and change.one([each for each in change.labels() if each[0] == first[0]])
    if first and second:
        change.becomes |= {first: [second[1]], second: [first[1]]}
        change.declare("swap", set=first[0], labels=[first[1], second[1]])


def _merge_labels(change: _Change) -> None:
    entities = [each for each in change.labels() if each[0] == "entity"]
    first = change.one(change.draw(st.sampled_from([entities, change.labels()])))
    second = first and change.one([each for each in change.labels() if each[0] == first[0]])
    if first and second:
        to = change.draw(st.sampled_from([first[1], change.fresh("m")]))
        change.becomes |= {first: [to], second: [to]}
        change.declare("merge-labels", set=first[0], from_=[first[1], second[1]], to=to)


def _divided(change: _Change, found: tuple[str, str], *, itself: bool) -> tuple[list[str], Json]:
    _, name = found
    to = [change.fresh(name), change.fresh(name)]
    if itself:
        to[0] = name
    rules = change.draw(st.lists(_rule(change.old, found, to), max_size=2))
    otherwise = change.draw(st.sampled_from([None, to[-1]]))
    change.becomes[found] = to
    return to, {"rules": rules or None, "otherwise": otherwise}


@st.composite
def _rule(draw: st.DrawFn, old: Json, found: tuple[str, str], to: list[str]) -> Json:
    label = dict(tables(old))[found[0]][found[1]]
    ways: list[Json] = [
        {"surface": "^U"},
        {"surface": "[0-9]"},
        {"links": ["isin"]},
        {"unit": {"speaker": ["A"]}},
        {"unit": {"type": ["turn"], "language": ["en"]}},
        {"modality": ["chat"]},
        {"roles": [{"of": f"relation/{draw(st.sampled_from(sorted(old['relations'])))}",
                    "as": draw(st.sampled_from(["subject", "object"]))}]},
        {"roles": [{"of": f"event/{draw(st.sampled_from(sorted(old['events'])))}", "as": "who"}]},
    ]  # fmt: skip
    for attribute, said in label.get("attributes", {}).items():
        if "values" in said:
            ways.append({"attributes": {attribute: [sorted(said["values"])[0]]}})
    return {"to": draw(st.sampled_from(to)), **draw(st.sampled_from(ways))}


def _split_label(change: _Change) -> None:
    found = change.one(change.labels())
    if found:
        to, said = _divided(change, found, itself=change.draw(st.booleans()))
        change.declare("split-label", set=found[0], from_=found[1], to=to, **said)


def _carve_out(change: _Change) -> None:
    found = change.one(change.labels())
    if found:
        to, said = _divided(change, found, itself=True)
        change.declare("carve-out", set=found[0], label=found[1], to=to[1:], **said)


def _remove_label(change: _Change) -> None:
    found = change.one(change.labels())
    if not found or sum(each[0] == found[0] for each in change.labels()) < 2:
        return
    home, name = found
    becomes = change.draw(st.sampled_from(["exact", "broader", "candidates", "nothing"]))
    others = [each for each in change.labels() if each[0] == home and each not in change.taken]
    wanted = 0 if becomes == "nothing" else 2 if becomes == "candidates" else 1
    to = [each[1] for each in others[:wanted]]
    change.taken.update(others[:wanted])
    if wanted and not to:
        becomes = "nothing"
    change.becomes[found] = to[:1] if becomes != "nothing" else []
    if not change.becomes[found] and home == "entity" and not others:
        change.becomes[found] = [change.fresh("e")]
    change.declare("remove-label", set=home, label=name, becomes=becomes, to=to or None)


def _make_abstract(change: _Change) -> None:
    found = change.one([each for each in change.labels() if each[0] == "entity"])
    other = found and change.one([each for each in change.labels() if each[0] == "entity"])
    if found and other:
        to = change.draw(st.sampled_from([None, other[1]]))
        change.late.append(
            lambda new: (change.label_of(new, *found) or {}).__setitem__("abstract", True)
        )
        change.declare("make-abstract", set="entity", label=found[1], to=to)


def _move_label(change: _Change) -> None:
    found = change.one([each for each in change.labels() if each[0] in ("entity", "intent")])
    other = found and change.one([each for each in change.labels() if each[0] == found[0]])
    if found and other:
        to = change.draw(st.sampled_from([None, other[1]]))

        def move(new: Json) -> None:
            label = change.label_of(new, *found)
            if label is not None:
                label.pop("is_a", None)
                if to is not None:
                    label["is_a"] = to

        change.late.append(move)
        change.declare("move-label", set=found[0], label=found[1], to=to)


def _redefine(change: _Change) -> None:
    found = change.one(change.labels())
    if found:
        change.declare("redefine", set=found[0], label=found[1])


def _add_label(change: _Change) -> None:
    name = change.fresh("e")
    change.added.append(("entity", name, {"definition": "New."}))
    change.declare("add-label", set="entity", label=name)


def _with_attribute(
    change: _Change, wanted: Callable[[Json], bool]
) -> tuple[tuple[str, str, str], Json] | None:
    homes = dict(tables(change.old))
    found = change.one(
        [each for each in change.attributes()
         if wanted(homes[each[0]][each[1]]["attributes"][each[2]])]
    )  # fmt: skip
    if not found:
        return None
    change.taken.add(found[:2])
    return found, homes[found[0]][found[1]]["attributes"][found[2]]


def _said(found: tuple[str, str, str]) -> Json:
    return {"set": found[0], "label": found[1], "attribute": found[2]}


def _edit_attribute(
    change: _Change, found: tuple[str, str, str], edit: Callable[[Json, str], None]
) -> None:
    def edited(new: Json) -> None:
        edit(dict(tables(new))[found[0]][found[1]]["attributes"], found[2])

    change.edits.append(edited)


def _rename_attribute(change: _Change) -> None:
    picked = _with_attribute(change, lambda _: True)
    if picked:
        found, _ = picked
        later = change.fresh(found[2])
        _edit_attribute(change, found, lambda all_, name: all_.update({later: all_.pop(name)}))
        change.declare("rename-attribute", set=found[0], label=found[1], from_=found[2], to=later)


def _remove_attribute(change: _Change) -> None:
    picked = _with_attribute(change, lambda _: True)
    if picked:
        found, _ = picked
        _edit_attribute(change, found, lambda all_, name: all_.pop(name))
        values = change.draw(st.sampled_from(["kept", "reviewed"]))
        change.declare("remove-attribute", **_said(found), values=values)


def _convert_attribute(change: _Change) -> None:
    picked = _with_attribute(change, lambda said: said.get("range") in ("string", "integer"))
    if picked:
        found, said = picked
        to = {"string": ["integer", "decimal"], "integer": ["string", "decimal"]}[said["range"]]
        kind = change.draw(st.sampled_from(to))
        _edit_attribute(change, found, lambda all_, name: all_.update({name: {"range": kind}}))
        change.declare("convert-attribute", **_said(found), to=kind)


def _require_attribute(change: _Change) -> None:
    picked = _with_attribute(change, lambda said: not said.get("required"))
    if picked:
        found, said = picked
        value: Any = {"integer": 3, "string": "S", "boolean": True}.get(
            said.get("range", ""), "low"
        )
        if said.get("multivalued") or "low" not in said.get("values", {"low": {}}):
            value = None
        value = change.draw(st.sampled_from([None, value]))
        _edit_attribute(change, found, lambda all_, name: all_[name].update(required=True))
        change.declare("require-attribute", **_said(found), value=value)


def _value_operation(op: str) -> Callable[[_Change], None]:
    def operate(change: _Change) -> None:
        picked = _with_attribute(change, lambda said: set(VALUES) <= set(said.get("values", ())))
        if not picked:
            return
        found, _ = picked
        old, later = "low", change.fresh("w")
        gone, new = [old], [later]
        declared: Json = {"from_": old, "to": later}
        if op == "merge-values":
            gone, new, declared = ["low", "mid"], ["mid"], {"from_": ["low", "mid"], "to": "mid"}
        elif op == "split-value":
            new = [later, change.fresh("w")]
            rules = [{"to": later, "surface": "^U"}]
            declared = {
                "from_": old, "to": new, "rules": change.draw(st.sampled_from([None, rules])),
                "otherwise": change.draw(st.sampled_from([None, new[1]])),
            }  # fmt: skip
        elif op == "remove-value":
            becomes = change.draw(st.sampled_from(["exact", "broader", "candidates", "nothing"]))
            to = {"nothing": None, "candidates": ["mid", "high"]}.get(becomes, ["mid"])
            new, declared = [], {"value": old, "becomes": becomes, "to": to}

        def edit(all_: Json, name: str) -> None:
            values: Json = {value: {} for value in all_[name]["values"] if value not in gone}
            all_[name]["values"] = values | {value: {} for value in new}

        _edit_attribute(change, found, edit)
        change.declare(op, **_said(found), **declared)

    return operate


def _add_attribute(change: _Change) -> None:
    found = change.one(change.labels())
    if found:
        name = change.fresh("b")
        change.edits.append(
            lambda new: dict(tables(new))[found[0]][found[1]].setdefault("attributes", {}).update(
                {name: {"range": "string"}}
            )
        )  # fmt: skip
        change.declare("add-attribute", set=found[0], label=found[1], attribute=name)


def _rename_role(change: _Change) -> None:
    found = change.one([each for each in change.labels() if each[0] == "event"])
    if found:
        role = change.draw(st.sampled_from(sorted(change.old["events"][found[1]]["roles"])))
        later = change.fresh(role)

        def edit(new: Json) -> None:
            roles = new["events"][found[1]]["roles"]
            roles[later] = roles.pop(role)

        change.edits.append(edit)
        change.declare("rename-role", set="event", label=found[1], from_=role, to=later)


def _relation_edit(op: str) -> Callable[[_Change], None]:
    def operate(change: _Change) -> None:
        found = change.one([each for each in change.labels() if each[0] == "relation"])
        if not found:
            return
        relation = change.old["relations"][found[1]]

        def edit(new: Json) -> None:
            label = new["relations"][found[1]]
            if op == "flip":
                for name, each in new["relations"].items():
                    below = name == found[1] or each.get("is_a") == found[1]
                    if below and name not in change.turned:
                        change.turned.add(name)
                        _turn(each)
            elif op == "symmetric":
                label["symmetric"] = True
            elif op == "cardinality":
                label["per_subject"] = {"max": 1}
            elif "domain" in label:
                label["domain"] = label["domain"][:1]

        change.edits.append(edit)
        if op == "flip":
            change.declare("flip-relation", set="relation", label=found[1])
        elif op != "symmetric" or not relation.get("symmetric"):
            name = "loosen" if op == "symmetric" else "narrow"
            change.declare(name, set="relation", label=found[1], property=op)

    return operate


def _turn(relation: Json) -> None:
    for one, other in (("domain", "range"), ("per_subject", "per_object")):
        mine, others = relation.pop(one, None), relation.pop(other, None)
        relation |= {other: mine} if mine else {}
        relation |= {one: others} if others else {}


def _rename_set(change: _Change) -> None:
    found = change.one(sorted(change.old["categories"]))
    if found:
        later = change.fresh(found)
        change.sets[found] = later
        change.declare("rename-set", from_=found, to=later)


def _remove_set(change: _Change) -> None:
    if len(change.old["categories"]) < 2:
        return
    found = change.one(sorted(change.old["categories"]))
    if found:
        labels = {each for each in change.labels() if each[0] == found}
        if labels & change.taken:
            return
        change.taken |= labels
        change.sets[found] = None
        change.declare("remove-set", set=found)


def _require_set(change: _Change) -> None:
    found = change.one(sorted(change.old["categories"]))
    if not found or change.old["categories"][found].get("required"):
        return
    label = change.one([each for each in change.labels() if each[0] == found])
    wanted = label and change.draw(st.booleans()) and not _needs(change.old, *label)
    said = label[1] if label and wanted else None
    change.edits.append(lambda new: new["categories"][found].update(required=True))
    change.declare("require-set", set=found, label=said)


def _needs(old: Json, home: str, name: str) -> bool:
    return any(
        said.get("required")
        for each in dict(tables(old))[home].values()
        for said in each.get("attributes", {}).values()
    )


def _narrow_select(change: _Change) -> None:
    found = change.one(sorted(change.old["categories"]))
    if found:
        change.edits.append(lambda new: new["categories"][found].update(select="one"))
        change.declare("narrow", set=found, property="select")


def _add_set(change: _Change) -> None:
    name = change.fresh("q")
    added = {
        "question": "?",
        "applies_to": {"units": ["turn"]},
        "labels": {"y": {"definition": "Y."}},
    }
    change.late.append(lambda new: new["categories"].update({name: added}))
    change.declare("add-set", set=name)


_LOSSLESS: dict[str, Callable[[_Change], None]] = {
    "rename-label": _rename_label,
    "rename-chain": _rename_chain,
    "swap": _swap,
    "move-label": _move_label,
    "rename-attribute": _rename_attribute,
    "rename-value": _value_operation("rename-value"),
    "convert-attribute": _convert_attribute,
    "rename-role": _rename_role,
    "flip-relation": _relation_edit("flip"),
    "rename-set": _rename_set,
    "add-label": _add_label,
    "add-attribute": _add_attribute,
    "add-set": _add_set,
    "narrow-domain": _relation_edit("domain"),
    "narrow-cardinality": _relation_edit("cardinality"),
    "narrow-select": _narrow_select,
}
_OPERATIONS: dict[str, Callable[[_Change], None]] = {
    **_LOSSLESS,
    "merge-labels": _merge_labels,
    "split-label": _split_label,
    "carve-out": _carve_out,
    "remove-label": _remove_label,
    "make-abstract": _make_abstract,
    "redefine": _redefine,
    "remove-attribute": _remove_attribute,
    "require-attribute": _require_attribute,
    "merge-values": _value_operation("merge-values"),
    "split-value": _value_operation("split-value"),
    "remove-value": _value_operation("remove-value"),
    "symmetric": _relation_edit("symmetric"),
    "remove-set": _remove_set,
    "require-set": _require_set,
}
