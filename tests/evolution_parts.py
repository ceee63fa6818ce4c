"""Operations on attributes, values, roles, relations and sets, declared and carried out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evolution_change import VALUES, Change, Json, tables
from hypothesis import strategies as st


def _with_attribute(
    change: Change, wanted: Callable[[Json], bool]
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
    change: Change, found: tuple[str, str, str], edit: Callable[[Json, str], None]
) -> None:
    def edited(new: Json) -> None:
        edit(dict(tables(new))[found[0]][found[1]]["attributes"], found[2])

    change.edits.append(edited)


def rename_attribute(change: Change) -> None:
    picked = _with_attribute(change, lambda _: True)
    if picked:
        found, _ = picked
        later = change.fresh(found[2])
        _edit_attribute(change, found, lambda all_, name: all_.update({later: all_.pop(name)}))
        change.declare("rename-attribute", set=found[0], label=found[1], from_=found[2], to=later)


def remove_attribute(change: Change) -> None:
    picked = _with_attribute(change, lambda _: True)
    if picked:
        found, _ = picked
        _edit_attribute(change, found, lambda all_, name: all_.pop(name))
        values = change.draw(st.sampled_from(["kept", "reviewed"]))
        change.declare("remove-attribute", **_said(found), values=values)


def convert_attribute(change: Change) -> None:
    picked = _with_attribute(change, lambda said: said.get("range") in ("string", "integer"))
    if picked:
        found, said = picked
        to = {"string": ["integer", "decimal"], "integer": ["string", "decimal"]}[said["range"]]
        kind = change.draw(st.sampled_from(to))
        _edit_attribute(change, found, lambda all_, name: all_.update({name: {"range": kind}}))
        change.declare("convert-attribute", **_said(found), to=kind)


def require_attribute(change: Change) -> None:
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


def value_operation(op: str) -> Callable[[Change], None]:
    def operate(change: Change) -> None:
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


def add_attribute(change: Change) -> None:
    found = change.one(change.labels())
    if found:
        name = change.fresh("b")
        change.edits.append(
            lambda new: dict(tables(new))[found[0]][found[1]].setdefault("attributes", {}).update(
                {name: {"range": "string"}}
            )
        )  # fmt: skip
        change.declare("add-attribute", set=found[0], label=found[1], attribute=name)


def rename_role(change: Change) -> None:
    found = change.one([each for each in change.labels() if each[0] == "event"])
    if found:
        role = change.draw(st.sampled_from(sorted(change.old["events"][found[1]]["roles"])))
        later = change.fresh(role)

        def edit(new: Json) -> None:
            roles = new["events"][found[1]]["roles"]
            roles[later] = roles.pop(role)

        change.edits.append(edit)
        change.declare("rename-role", set="event", label=found[1], from_=role, to=later)


def relation_edit(op: str) -> Callable[[Change], None]:
    def operate(change: Change) -> None:
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


def rename_set(change: Change) -> None:
    found = change.one(sorted(change.old["categories"]))
    if found:
        later = change.fresh(found)
        change.sets[found] = later
        change.declare("rename-set", from_=found, to=later)


def remove_set(change: Change) -> None:
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


def require_set(change: Change) -> None:
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


def narrow_select(change: Change) -> None:
    found = change.one(sorted(change.old["categories"]))
    if found:
        change.edits.append(lambda new: new["categories"][found].update(select="one"))
        change.declare("narrow", set=found, property="select")


def change_units(change: Change) -> None:
    """Ask a question of fewer units, or of more."""
    asked = {
        name: UNITS.index(each["applies_to"]["units"])
        for name, each in change.old["categories"].items()
        if each["applies_to"].get("units") in UNITS
    }
    found = change.one(sorted(asked))
    after = change.draw(st.integers(0, len(UNITS) - 1))
    if not found or after == asked[found]:
        return
    units = UNITS[after]
    change.edits.append(lambda new: new["categories"][found]["applies_to"].update(units=units))
    demanded = change.old["categories"][found].get("required", False)
    op = "narrow" if after > asked[found] or demanded else "loosen"
    change.declare(op, set=found, property="applies_to")


UNITS = [  # from more to fewer
    ["turn", "passage", "part", "segment"],
    ["turn", "part", "segment"],
    ["turn", "part/body", "part/quoted", "segment"],
    ["turn", "part/body", "segment/transcribed"],
    ["part/body"],
]


def add_set(change: Change) -> None:
    name = change.fresh("q")
    added = {
        "question": "?",
        "applies_to": {"units": ["turn"]},
        "labels": {"y": {"definition": "Y."}},
    }
    change.late.append(lambda new: new["categories"].update({name: added}))
    change.declare("add-set", set=name)
