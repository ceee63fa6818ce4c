"""A migration of one record as one would do it by hand: dictionaries, operation by operation.

Slow, and written from what operations mean, without any code of `acoe_spec.versions`. It knows one
migration and records in which nothing is open; the operations are such as `evolution` draws, of
which no two are about the same label. What is wrong with a record is asked of the rules.
"""

from __future__ import annotations

import itertools
import json
import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import msgspec
from evolution_change import tables

from acoe_spec.models.record_structs import Record
from acoe_spec.rules.duplicates import content
from acoe_spec.rules.indexed import index_record
from acoe_spec.rules.relations import starts_after
from acoe_spec.rules.table import record_findings
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

Json = dict[str, Any]
_TAGS = ("entity", "relation", "event")
_ABOUT = ("confidence", "annotator", "created", "origin", "comment", "metadata")


@dataclass
class Thing:
    """One annotation: as it was, what it may be now, and whether people have to look at it.

    `merged`: what happened to it may have made it the same as another. `twins` are those that it
    stands for, `alone` is what it was before it did.
    """

    was: Json
    may_be: list[Json | None]
    doubtful: bool
    merged: bool
    open: bool = False
    gone: bool = False
    added: bool = False
    twins: list[Thing] = field(default_factory=list)
    alone: Json | None = None

    @property
    def now(self) -> Json | None:
        """What it is, where that is certain."""
        return self.may_be[0] if len(self.may_be) == 1 and not self.doubtful else None


@dataclass
class Done:
    """What a migration made of a record."""

    annotations: list[Json]
    open: dict[str, list[str]]
    """By id, the labels that it may have."""
    scope: list[str] | None


def _kind(unit: Json) -> str:
    """How a question that is asked of some units only calls one."""
    if unit["type"] == "part":
        return f"part/{unit['role']}"
    if unit["type"] != "segment":
        return str(unit["type"])
    return (
        "segment/silent"
        if unit.get("text") == ""
        else "segment/transcribed"
        if "text" in unit
        else "segment/untranscribed"
    )


class Migration:
    """One migration between two heads, of which `olds` and `news` are the compiled versions."""

    def __init__(
        self, declared: Json, heads: tuple[Json, Json], versions: tuple[CompiledTaxonomy, ...]
    ) -> None:
        self.operations: list[Json] = declared["operations"]
        self.old = dict(tables(heads[0]))
        self.new = dict(tables(heads[1]))
        self.before, self.after = versions
        self.sets: dict[str, str | None] = {}
        for each in self.operations:
            if each["op"] == "rename-set":
                self.sets[each["from"]] = each["to"]
            elif each["op"] == "remove-set":
                self.sets[each["set"]] = None

    # One annotation

    def things(self, record: Json) -> list[Thing]:
        """Every annotation with what becomes of it, all at the same time."""
        return [self._thing(each, record) for each in record["annotations"]]

    def _thing(self, was: Json, record: Json) -> Thing:
        home, name = place(was)
        chain = [name, *above(self.old[home], name)]
        targets, doubtful, lossy = self._labels(was, home, name, record)
        variants, reviewed, lost_value = self._attributes(was, home, chain, name, targets)
        may_be: list[Json | None] = []
        for target, (attributes, lost) in itertools.product(targets, variants):
            if target is None:
                may_be.append(None)
            else:
                may_be.append(self._made(was, chain, target, attributes, lost, lossy=lossy))
        return Thing(was, once(may_be), doubtful or reviewed, lossy or lost_value)

    def _labels(
        self, was: Json, home: str, name: str, record: Json
    ) -> tuple[list[str | None], bool, bool]:
        """The labels that it may have, whether people look in any case, whether it remembers."""
        found: list[str | None] = [name]
        doubtful = lossy = False
        for each in self.operations:
            op = each["op"]
            if op in ("redefine", "flip-example") and (each["set"], each["label"]) == (home, name):
                doubtful = True
            if each.get("set") != home:
                continue
            if op == "rename-label" and each["from"] == name:
                found = [each["to"]]
            elif op == "swap" and name in each["labels"]:
                found = [other for other in each["labels"] if other != name]
            elif op == "merge-labels" and name in each["from"]:
                found, lossy = [each["to"]], each["to"] != name or home in self.sets
                if each["to"] == name:
                    lossy = False
            elif op == "split-label" and each["from"] == name:
                found, lossy = self._divided(each, each["to"], was, record), True
            elif op == "carve-out" and each["label"] == name:
                found, lossy = self._divided(each, [name, *each["to"]], was, record), True
            elif op == "remove-label" and each["label"] == name:
                lossy = True
                found = list(each.get("to") or ())
                if each["becomes"] not in ("exact", "broader") or len(found) != 1:
                    found.append(None)
            elif op == "make-abstract" and each["label"] == name:
                lossy = True
                if each.get("to"):
                    found = [each["to"]]
                else:
                    table = self.new[home]
                    found = [
                        other
                        for other in table
                        if name in above(table, other) and not table[other].get("abstract")
                    ]
                    found.append(None)
        if home in self.sets and self.sets[home] is None:
            found = [None]
        return found, doubtful, lossy

    def _divided(self, each: Json, to: list[str], was: Json, record: Json) -> list[str | None]:
        for rule in each.get("rules") or ():
            if self._holds(rule, was, record):
                return [rule["to"]]
        return [each["otherwise"]] if each.get("otherwise") else list(dict.fromkeys(to))

    def _holds(self, rule: Json, was: Json, record: Json) -> bool:
        text = was.get("text") or was.get("trigger", {}).get("text") or ""
        unit = unit_of(was, record)
        asked = {
            "surface": lambda wanted: re.search(wanted, text, re.ASCII) is not None,
            "links": lambda wanted: any(each["kb"] in wanted for each in was.get("links", ())),
            "modality": lambda wanted: record["modality"] in wanted,
            "unit": lambda wanted: (
                unit is not None and all(unit.get(key) in values for key, values in wanted.items())
            ),
            "attributes": lambda wanted: all(
                set(map(str, as_list(was.get("attributes", {}).get(key, [])))) & set(values)
                for key, values in wanted.items()
            ),
            "roles": lambda wanted: any(
                self._takes_part(was["id"], each["of"], each["as"], record) for each in wanted
            ),
        }
        return all(asked[key](wanted) for key, wanted in rule.items() if key != "to")

    def _takes_part(self, identifier: str, of: str, side: str, record: Json) -> bool:
        home, wanted = of.split("/")
        for each in record["annotations"]:
            if place(each)[0] != home:
                continue
            name = each["label"]
            chain = [name, *above(self.old[home], name)]
            if wanted not in chain:
                continue
            sides = [side]
            if home == "relation" and any(self.old[home][one].get("symmetric") for one in chain):
                sides = ["subject", "object"]
            if each["type"] == "cluster" and identifier in each["members"]:
                return True
            if each["type"] == "relation" and any(each[one] == identifier for one in sides):
                return True
            if each["type"] == "event" and any(
                (one["role"], one["target"]) == (side, identifier) for one in each["arguments"]
            ):
                return True
        return False

    def _attributes(
        self, was: Json, home: str, chain: list[str], name: str, targets: list[str | None]
    ) -> tuple[list[tuple[Json, Json]], bool, bool]:
        """What the attributes may be, each with what is lost; is it reviewed; does it remember."""
        variants: list[tuple[Json, Json]] = [({}, {})]
        reviewed = remembers = False
        for attribute, value in was.get("attributes", {}).items():
            later, values, lost = attribute, [value], False
            for each in self.operations:
                if each.get("set") != home or each.get("label") not in chain:
                    continue
                if attribute not in (each.get("attribute"), each.get("from")):
                    continue
                op = each["op"]
                if op == "rename-attribute":
                    later = each["to"]
                elif op == "remove-attribute":
                    later, lost, remembers = "", True, True
                    reviewed = reviewed or each["values"] == "reviewed"
                elif op == "convert-attribute":
                    values, failed = self._converted(value, each["to"], attribute, home, targets)
                    reviewed = reviewed or failed
                elif op in ("rename-value", "merge-values", "split-value", "remove-value"):
                    values, unsure, lost = self._valued(each, value, was)
                    reviewed, remembers = reviewed or unsure, remembers or lost
            variants = [
                (
                    given if later == "" else {**given, later: one},
                    {**gone, attribute: value} if lost else gone,
                )
                for given, gone in variants
                for one in values
            ]
        return variants, reviewed, remembers

    def _valued(self, each: Json, value: Any, was: Json) -> tuple[list[Any], bool, bool]:
        """What a value may be, whether none of that need be right, whether the old one is kept."""
        op = each["op"]
        choices: list[list[Any]] = []
        unsure = lost = False
        for one in as_list(value):
            to = [one]
            if op == "rename-value" and one == each["from"]:
                to = [each["to"]]
            elif op == "merge-values" and one in each["from"]:
                to, lost = [each["to"]], lost or one != each["to"]
            elif op == "split-value" and one == each["from"]:
                text = was.get("text") or was.get("trigger", {}).get("text") or ""
                to, lost = each["to"], True
                rules = each.get("rules") or ()
                first = next((r["to"] for r in rules if re.search(r["surface"], text)), None)
                if first or each.get("otherwise"):
                    to = [first or each["otherwise"]]
            elif op == "remove-value" and one == each["value"]:
                to, lost = each.get("to") or [one], True
                unsure = each["becomes"] not in ("exact", "broader")
            choices.append(to)
        found = [list(dict.fromkeys(each)) for each in itertools.product(*choices)]
        return ([each if isinstance(value, list) else each[0] for each in found]), unsure, lost

    def _converted(
        self, value: Any, to: str, attribute: str, home: str, targets: list[str | None]
    ) -> tuple[list[Any], bool]:
        if not any(target and attribute in self._known(home, target) for target in targets):
            return [value], False
        text = str(value)
        if to == "string":
            return [text], False
        if to == "decimal":
            exact = isinstance(value, int) or re.fullmatch(_DECIMAL, text)
            return ([text], False) if exact else ([value], True)
        if re.fullmatch(r"0|-?[1-9][0-9]*", text):
            return [int(text)], False
        return [value], True

    def _known(self, home: str, label: str) -> set[str]:
        """The attributes of a label of the new version, inherited ones included."""
        table = self.new[self.sets.get(home, home) or ""]
        if label not in table:
            return set()
        chain = [label, *above(table, label)]
        return {name for each in chain for name in table[each].get("attributes", {})}

    def _made(
        self, was: Json, chain: list[str], target: str, attributes: Json, lost: Json, *, lossy: bool
    ) -> Json:
        home = place(was)[0]
        made = deepcopy(was)
        made["label"] = target
        if was["type"] == "category":
            made["set"] = self.sets.get(was["set"], was["set"])
        if lossy:
            known = self._known(home, target)
            given = was.get("attributes", {})
            for name in attributes:
                if name not in known:
                    before = self._name_before(home, chain, name)
                    lost = lost | {before: given[before]}
            attributes = {name: one for name, one in attributes.items() if name in known}
        table = self.new[self.sets.get(home, home) or ""]
        for each in self.operations:
            if each["op"] == "require-attribute" and each.get("value") is not None:
                if each["set"] != home or target not in table:
                    continue
                needed = each["label"]  # of whose label nothing else is declared
                if needed in [target, *above(table, target)]:
                    attributes = {each["attribute"]: each["value"]} | attributes
            elif each["op"] == "rename-role" and was["type"] == "event" and each["label"] in chain:
                for argument in made["arguments"]:
                    if argument["role"] == each["from"]:
                        argument["role"] = each["to"]
            elif (
                each["op"] == "flip-relation"
                and was["type"] == "relation"
                and each["label"] in chain
            ):
                made["subject"], made["object"] = was["object"], was["subject"]
        made.pop("attributes", None)
        if attributes:
            made["attributes"] = attributes
        if lossy or lost:
            entry = {"schema": self.before.schema, "label": was["label"]}
            made["previous"] = [
                *was.get("previous", ()),
                entry | ({"attributes": lost} if lost else {}),
            ]
        return made

    def _name_before(self, home: str, chain: list[str], attribute: str) -> str:
        for each in self.operations:
            here = each.get("set") == home and each.get("label") in chain
            if here and each["op"] == "rename-attribute" and each["to"] == attribute:
                return str(each["from"])
        return attribute

    # All annotations of a record

    def migrated(self, record: Json) -> Done:
        """The record under the new version."""
        things = self.things(record)
        scope = record.get("scope")
        if scope is not None:
            later = [self.sets.get(name, name) for name in scope]
            scope = list(dict.fromkeys(name for name in later if name is not None))
        while self._unite(things):
            pass
        for each in things:
            each.open = each.now is None or (each.merged and is_nothing(each.now, each.was))
        self._wait(things)
        self._turn(things, record)
        things += self._answers(things, record, scope)
        while True:
            found, missing = self._objections(things, record, scope)
            if not found and not missing:
                break
            for each in things:
                each.open = each.open or (not each.gone and each.was["id"] in found)
            if missing:
                names = scope if scope is not None else [*_TAGS, *sorted(self.after.sets)]
                scope = [name for name in names if name not in missing]
            self._wait(things)
        there = [each for each in things if not each.gone]
        return Done(
            [each.now for each in there if not each.open and each.now is not None],
            {each.was["id"]: labels(each) for each in there if each.open},
            scope,
        )

    def _unite(self, things: list[Thing]) -> bool:
        """Let the first of those that became the same stand for the others; were there any?"""
        symmetric = {
            name
            for name in self.new["relation"]
            if any(
                self.new["relation"][one].get("symmetric")
                for one in (name, *above(self.new["relation"], name))
            )
        }
        alias: dict[str, str] = {}
        for one, other in itertools.combinations(things, 2):
            if one.gone or other.gone or not one.now or not other.now:
                continue
            if not (one.merged or other.merged) or gist(one.was) == gist(other.was):
                continue
            if gist(one.now, symmetric) != gist(other.now, symmetric):
                continue
            if any(one.now.get(key) != other.now.get(key) for key in _ABOUT):
                continue
            if one.alone is None:
                one.alone = deepcopy(one.now)
            history = deepcopy(other.now.get("previous", []))
            if history and history[-1]["schema"] == self.before.schema and "id" not in history[-1]:
                history[-1]["id"] = other.was["id"]
            else:
                history.append({"schema": self.before.schema, "label": other.was["label"],
                                "id": other.was["id"]})  # fmt: skip
            one.now["previous"] = [*one.now.get("previous", []), *history]
            one.merged, other.gone = True, True
            one.twins.append(other)
            alias[other.was["id"]] = one.was["id"]
        for each in things:
            for world in [*each.may_be, each.alone]:
                if world is not None and not alias.keys().isdisjoint(references(world)):
                    rewire(world, alias)
                    each.merged = True
        return bool(alias)

    def _wait(self, things: list[Thing]) -> None:
        """What names something open is open; what stands for others and is open parts again."""
        changed = True
        while changed:
            changed = False
            for each in things:
                if each.open and not each.gone and each.twins:
                    each.may_be = [each.alone]
                    for twin in each.twins:
                        twin.gone, twin.open = False, True
                    each.twins, changed = [], True
                if each.open and each.added:
                    each.gone = True
            waiting = {each.was["id"] for each in things if each.open and not each.gone}
            for each in things:
                if each.open or each.gone or each.now is None:
                    continue
                if not waiting.isdisjoint(references(each.now)):
                    each.open = changed = True

    def _turn(self, things: list[Thing], record: Json) -> None:
        """What has no order begins with what comes first."""
        indexed = index_record(self._struct(things, record, None), self.after)
        for each in things:
            if each.gone or each.open or each.now is None or each.now["type"] != "relation":
                continue
            label = self.after.relations.get(each.now["label"])
            if label is None or label.relation is None or not label.relation.symmetric:
                continue
            before = self.before.relations[each.was["label"]].relation
            as_it_was = before is not None and before.symmetric
            if as_it_was and not each.merged and each.was["subject"] == each.now["subject"]:
                continue
            if starts_after(indexed, each.now["subject"], each.now["object"]):
                each.now["subject"], each.now["object"] = each.now["object"], each.now["subject"]

    def _answers(self, things: list[Thing], record: Json, scope: list[str] | None) -> list[Thing]:
        found = []
        taken = {each["id"] for each in (*record["units"], *record["annotations"])}
        required = sorted(
            (self.sets.get(each["set"], each["set"]) or "", each["label"])
            for each in self.operations
            if each["op"] == "require-set" and each.get("label") is not None
        )
        for name, label in required if record["state"] != "draft" else ():
            if not name or (scope is not None and name not in scope):
                continue
            said = self.after.sets[name]
            targets: list[str | None] = [None] if said.record else []
            targets += [unit["id"] for unit in record["units"] if _kind(unit) in said.units]
            for thing in things:
                now = thing.now
                if now is None or thing.open or thing.gone:
                    continue
                of = now["label"] if now["type"] == "entity" else f"{now['type']}/{now['label']}"
                if now["type"] in _TAGS and of in said.targets:
                    targets.append(now["id"])
            answered = {
                world.get("target")
                for thing in things
                if not thing.gone
                for world in (*thing.may_be, thing.was if thing.open else None)
                if world is not None
                and world["type"] == "category"
                and (world["set"] == name or (world is thing.was and self._unknown(world["set"])))
            }
            for target in targets:
                if target in answered:
                    continue
                identifier = next(
                    made
                    for number in itertools.count(1)
                    if (
                        made := f"{name}-{target or 'record'}"
                        + (f"-{number}" if number > 1 else "")
                    )
                    not in taken
                )
                taken.add(identifier)
                answer = {"type": "category", "id": identifier, "set": name, "label": label}
                if target is not None:
                    answer["target"] = target
                found.append(Thing(answer, [answer], doubtful=False, merged=False, added=True))
        return found

    def _unknown(self, name: str) -> bool:
        return name not in self.after.sets

    def _objections(
        self, things: list[Thing], record: Json, scope: list[str] | None
    ) -> tuple[set[str], set[str]]:
        """The annotations that are wrong now, and the sets to which answers are missing."""
        now = self._struct(things, record, scope)
        wrong = [
            each
            for each in record_findings(now, self.after)
            if each.level == "error" or each.rule == "duplicate-annotation"
        ]
        missing = {
            (each.field or "").rpartition("category/")[2]
            for each in wrong
            if each.rule == "category-required"
        }
        others = {
            each.annotation
            for each in wrong
            if each.rule != "category-required" and each.annotation is not None
        }
        return others, missing

    def _struct(self, things: list[Thing], record: Json, scope: list[str] | None) -> Record:
        written = {key: each for key, each in record.items() if key not in ("scope", "annotations")}
        written["schema"] = self.after.schema
        written["annotations"] = [
            each.now for each in things if not each.gone and not each.open and each.now is not None
        ]
        held = [
            {"annotation": each.was, "schema": self.before.schema, "reason": "-"}
            for each in things
            if each.open and not each.gone
        ]
        if held:
            written["unresolved"] = held
        if scope is not None:
            written["scope"] = scope
        return msgspec.json.decode(json.dumps(written), type=Record)


_DECIMAL = r"-?[0-9]+(\.[0-9]+)?"


def place(annotation: Json) -> tuple[str, str]:
    """The set and the label; a cluster's label is a relation."""
    kind: str = annotation["type"]
    home = {"cluster": "relation", "category": annotation.get("set", "")}.get(kind, kind)
    return home, annotation["label"]


def above(table: Json, name: str) -> list[str]:
    """The parent of a label, its parent, and so on."""
    found: list[str] = []
    at = table.get(name, {}).get("is_a")
    while at is not None and at not in found:
        found.append(at)
        at = table.get(at, {}).get("is_a")
    return found


def labels(thing: Thing) -> list[str]:
    """The labels of all that it may be."""
    return sorted({each["label"] for each in thing.may_be if each is not None})


def once(worlds: list[Json | None]) -> list[Json | None]:
    """Those that say the same, once."""
    found: list[Json | None] = []
    for each in worlds:
        if each is None:
            if None not in found:
                found.append(None)
        elif all(other is None or gist(other) != gist(each) for other in found):
            found.append(each)
    return found


def gist(annotation: Json, symmetric: set[str] = frozenset()) -> Any:  # type: ignore[assignment]
    """All that it claims."""
    made = dict(annotation)
    if made["type"] == "relation" and made["label"] in symmetric:
        made["subject"], made["object"] = sorted((made["subject"], made["object"]))
    turn = {"type": "turn", "id": "t1", "text": ""}
    record = {"id": "r", "modality": "chat", "units": [turn], "annotations": [made]}
    return content(msgspec.json.decode(json.dumps(record), type=Record).annotations[0])


def is_nothing(now: Json, was: Json) -> bool:
    """Whether both ends of a relation, or all members of a cluster, became one."""
    if now["type"] == "relation":
        return bool(now["subject"] == now["object"] and was["subject"] != was["object"])
    return now["type"] == "cluster" and len(now["members"]) < 2 <= len(was["members"])


def references(annotation: Json) -> list[str]:
    """What it names."""
    found = [annotation[key] for key in ("subject", "object", "target") if key in annotation]
    found += [each["target"] for each in annotation.get("arguments", ())]
    return found + list(annotation.get("members", ()))


def rewire(annotation: Json, alias: dict[str, str]) -> None:
    """Name others, each once."""
    for key in ("subject", "object", "target"):
        if key in annotation:
            annotation[key] = alias.get(annotation[key], annotation[key])
    if "arguments" in annotation:
        made = [{**each, "target": alias.get(each["target"], each["target"])}
                for each in annotation["arguments"]]  # fmt: skip
        annotation["arguments"] = [
            each for place, each in enumerate(made) if each not in made[:place]
        ]
    if "members" in annotation:
        annotation["members"] = list(
            dict.fromkeys(alias.get(each, each) for each in annotation["members"])
        )


def unit_of(annotation: Json, record: Json) -> Json | None:
    """The unit that it begins in or is said of."""
    units: dict[str, Json] = {each["id"]: each for each in record["units"]}
    if annotation["type"] == "category":
        target = annotation.get("target")
        if target in units:
            return units[target]
        about = next((each for each in record["annotations"] if each["id"] == target), None)
        return None if about is None or about["type"] == "category" else unit_of(about, record)
    spans = annotation.get("spans") or annotation.get("trigger", {}).get("spans")
    return units[spans[0]["unit"]] if spans else None


def as_list(value: Any) -> list[Any]:
    """One value, or several."""
    return value if isinstance(value, list) else [value]
