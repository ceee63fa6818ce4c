"""Operations on labels, each declared and carried out on plain data."""

from __future__ import annotations

from evolution_change import Change, Json, tables
from hypothesis import strategies as st


def rename_label(change: Change) -> None:
    found = change.one(change.labels())
    if found:
        home, name = found
        later = change.fresh(name)
        change.becomes[found] = [later]
        change.declare("rename-label", set=home, from_=name, to=later)


def rename_chain(change: Change) -> None:
    first = change.one([each for each in change.labels() if each[0] == "entity"])
    second = change.one([each for each in change.labels() if each[0] == "entity"])
    if first and second:
        later = change.fresh(second[1])
        change.becomes |= {first: [second[1]], second: [later]}
        change.declare("rename-label", set="entity", from_=first[1], to=second[1])
        change.declare("rename-label", set="entity", from_=second[1], to=later)


def swap(change: Change) -> None:
    first = change.one(change.labels())
    second = first and change.one([each for each in change.labels() if each[0] == first[0]])
    if first and second:
        change.becomes |= {first: [second[1]], second: [first[1]]}
        change.declare("swap", set=first[0], labels=[first[1], second[1]])


def merge_labels(change: Change) -> None:
    entities = [each for each in change.labels() if each[0] == "entity"]
    first = change.one(change.draw(st.sampled_from([entities, change.labels()])))
    second = first and change.one([each for each in change.labels() if each[0] == first[0]])
    if first and second:
        to = change.draw(st.sampled_from([first[1], change.fresh("m")]))
        change.becomes |= {first: [to], second: [to]}
        change.declare("merge-labels", set=first[0], from_=[first[1], second[1]], to=to)


def _divided(change: Change, found: tuple[str, str], *, itself: bool) -> tuple[list[str], Json]:
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


def split_label(change: Change) -> None:
    found = change.one(change.labels())
    if found:
        to, said = _divided(change, found, itself=change.draw(st.booleans()))
        change.declare("split-label", set=found[0], from_=found[1], to=to, **said)


def carve_out(change: Change) -> None:
    found = change.one(change.labels())
    if found:
        to, said = _divided(change, found, itself=True)
        change.declare("carve-out", set=found[0], label=found[1], to=to[1:], **said)


def remove_label(change: Change) -> None:
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


def make_abstract(change: Change) -> None:
    found = change.one([each for each in change.labels() if each[0] == "entity"])
    other = found and change.one([each for each in change.labels() if each[0] == "entity"])
    if found and other:
        to = change.draw(st.sampled_from([None, other[1]]))
        change.late.append(
            lambda new: (change.label_of(new, *found) or {}).__setitem__("abstract", True)
        )
        change.declare("make-abstract", set="entity", label=found[1], to=to)


def move_label(change: Change) -> None:
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


def redefine(change: Change) -> None:
    found = change.one(change.labels())
    if found:
        change.declare("redefine", set=found[0], label=found[1])


def add_label(change: Change) -> None:
    name = change.fresh("e")
    change.added.append(("entity", name, {"definition": "New."}))
    change.declare("add-label", set="entity", label=name)
