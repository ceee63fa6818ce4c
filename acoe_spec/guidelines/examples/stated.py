"""What a worked example states below its units: relations, clusters and categories.

A relation is a line, `#b bids_on #i`; a category is a label by its set. Either may end in braces
with an id and attributes, as in `#b bids_on #i {#r venue=chat}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from acoe_spec.guidelines.examples.draft import Draft, Json, Scalar, reference
from acoe_spec.guidelines.examples.marked import typed_values
from acoe_spec.guidelines.examples.markup import Item, behind_space, parse_braces, read_word
from acoe_spec.taxonomy.compiled import CategorySet, Label
from acoe_spec.taxonomy.references import node, node_of, reference_of, split
from acoe_spec.taxonomy.unit_kinds import kind_written

_LABEL = re.compile(r"[^\s{}]+")
_RELATION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:/-]*\Z")
_ON = "on"
_LINE = "write subject, relation and object, as in '#b bids_on #i'"


class Stated(NamedTuple):
    """The braces behind a relation or a category: its id, if one is written, and its values."""

    id: str | None
    values: dict[str, list[str]]


class Word(NamedTuple):
    """A word without its sign and quotes, and where it begins and ends in its line."""

    text: str
    start: int
    end: int


def read_relations(draft: Draft) -> None:
    """Put the relations into the draft; those without an id have none yet."""
    for number in range(len(draft.data.get("relations") or ())):
        scalar = draft.scalar("relations", number)
        words = _three_words(draft, scalar)
        if words is None:
            continue
        name = _label(words[1].text, "relation")
        position = len(draft.annotations)
        steps = ("annotations", position)
        draft.note(draft.place_in(scalar, 0), *steps)
        for field, word in zip(("subject", "label", "object"), words, strict=True):
            draft.note(draft.place_in(scalar, word.start), *steps, field)
        stated = _stated(draft, scalar, words[2].end, steps)
        relation: Json = {"type": "relation"} | _named(stated)
        relation |= {"label": name, "subject": words[0].text, "object": words[2].text}
        draft.annotations.append(relation | _attributes(stated, draft.taxonomy.relations.get(name)))


def read_clusters(draft: Draft) -> None:
    """Put the clusters into the draft."""
    for number, entry in enumerate(draft.data.get("clusters") or ()):
        position = len(draft.annotations)
        draft.note_all(("clusters", number), "annotations", position)
        cluster: Json = {"type": "cluster"}
        if "id" in entry:
            cluster["id"] = reference(entry["id"])
        cluster["label"] = _label(entry["label"], "relation")
        cluster["members"] = [reference(member) for member in entry["members"]]
        draft.annotations.append(cluster)


def read_categories(draft: Draft) -> list[tuple[int, int]]:
    """Put the categories into the draft.

    Returns those without `on`: their positions among the annotations and among the categories.
    """
    without_target = []
    for number, entry in enumerate(draft.data.get("categories") or ()):
        if entry.keys() <= {_ON}:
            message = "this entry says no category"
            hint = "write a category set and its label, as in {intent: rfq}"
            draft.say("example-target", draft.place("categories", number), message, hint)
        for key in entry:
            if key == _ON:
                continue
            position = len(draft.annotations)
            category = _category(draft, number, key)
            if _ON in entry:
                category["target"] = reference(draft.scalar("categories", number, _ON).text)
                place = draft.place("categories", number, _ON)
                draft.note(place, "annotations", position, "target")
            else:
                without_target.append((position, number))
            draft.annotations.append(category)
    return without_target


def aim_categories(draft: Draft, without_target: Iterable[tuple[int, int]]) -> None:
    """Give these categories their targets, once all annotations have ids.

    A category without `on` is of the whole record where its set permits that, else of the only
    unit or annotation that its question may be asked of.
    """
    for position, number in without_target:
        name = draft.annotations[position]["set"]
        label_set = draft.taxonomy.sets.get(name)
        if label_set is None:
            continue
        target, count = only_target(label_set, draft.units, draft.annotations)
        if count == 1 and target is not None:
            draft.annotations[position]["target"] = target
        elif count > 1:
            message = f"'{name}' could be said of {count} things, and 'on' does not say of which"
            hint = f"add 'on: {target}', or another id"
            place = draft.place("categories", number, name, key=True)
            draft.say("example-target", place, message, hint)


def _category(draft: Draft, number: int, key: str) -> Json:
    """One category without its target."""
    steps = ("annotations", len(draft.annotations))
    scalar = draft.scalar("categories", number, key)
    draft.note(draft.place("categories", number), *steps)
    draft.note(draft.place("categories", number, key, key=True), *steps, "set")
    draft.note(draft.place("categories", number, key), *steps, "label")
    label, _, end = answer_of(scalar.text)
    stated = _stated(draft, scalar, end, steps)
    label_set = draft.taxonomy.sets.get(key)
    known = None if label_set is None else label_set.labels.get(label)
    named_as = {"set": key, "label": label}
    return {"type": "category"} | _named(stated) | named_as | _attributes(stated, known)


def only_target(
    label_set: CategorySet,
    units: Sequence[Mapping[str, Any]],
    annotations: Sequence[Mapping[str, Any]],
) -> tuple[str | None, int]:
    """What a category without `on` is of, and how many things it could be of.

    None is the record as a whole; with any other count than one, the first part means nothing.
    """
    if label_set.record:
        return None, 1
    found = [unit["id"] for unit in units if kind_written(unit) in label_set.units]
    found += [each["id"] for each in annotations if _in_closed_tables(each) in label_set.targets]
    return (found[0] if found else None), len(found)


def _in_closed_tables(annotation: Mapping[str, Any]) -> str | None:
    """How a category set's targets name the label of an annotation."""
    kind = annotation["type"]
    if kind not in ("entity", "event", "relation") or "label" not in annotation:
        return None
    return reference_of(node(kind, annotation["label"]))


def _label(written: str, home: str) -> str:
    """The label of a reference; what is of another set stays as it is, and no rule will know it."""
    kind, label = split(node_of(written, home=home))
    return label if kind == home else written


def words_of(line: str) -> list[Word]:
    """Subject, label and object of the relation that `line` states; the first that can be read."""
    found: list[Word] = []
    at = behind_space(line, 0)
    for number in range(3):
        sign = int(line.startswith("#", at) and number != 1)
        read = read_word(line, at + sign)
        if read is None:
            break
        found.append(Word(read[0], at, read[1]))
        at = behind_space(line, read[1])
    return found


def braces_behind(line: str, at: int) -> int | None:
    """Where the braces open that stand next behind `at`, but for space."""
    start = behind_space(line, at)
    return start if line.startswith("{", start) else None


def answer_of(line: str) -> Word:
    """The label that a category's line begins with, all of the line where no braces follow."""
    named = _LABEL.match(line)
    if named is None or braces_behind(line, named.end()) is None:
        return Word(line, 0, len(line))
    return Word(named[0], 0, named.end())


def _three_words(draft: Draft, scalar: Scalar) -> list[Word] | None:
    """Subject, label and object of a relation, as far as nothing else is wrong with it."""
    found = words_of(scalar.text)
    at = behind_space(scalar.text, found[-1].end if found else 0)
    message = None
    if len(found) < 3:
        what = ("the subject", "the relation", "the object")[len(found)]
        message = f"{what} is missing"
    elif comma := next((each.end for each in found if scalar.text[each.end - 1] == ","), None):
        message, at = "a comma stands here", comma - 1
    elif not _RELATION.match(found[1].text):
        message, at = "this is no label of a relation", found[1].start
    elif at < len(scalar.text) and scalar.text[at] != "{":
        message = "something stands behind the object of the relation"
    if message is None:
        return found
    draft.say("example-relation", draft.place_in(scalar, at), message, _LINE)
    return None


def _stated(draft: Draft, scalar: Scalar, at: int, steps: tuple[str | int, ...]) -> Stated:
    """The braces behind `at`, if there are any."""
    start = braces_behind(scalar.text, at)
    if start is None:
        return Stated(None, {})
    braces = parse_braces(scalar.text, start)
    draft.say_problems(braces.problems, scalar)
    values: dict[str, list[str]] = {}
    identifier = None
    for item in braces.items:
        place = draft.place_in(scalar, item.start)
        if item.kind == "id":
            identifier = item.name
            draft.note(place, *steps, "id")
        elif item.kind == "value":
            written = values.setdefault(item.name, [])
            draft.note(place, *steps, "attributes", item.name, *([len(written)] if written else []))
            written.append(item.value or "")
        else:
            _refuse(draft, scalar, item)
    behind = behind_space(scalar.text, braces.end)
    if behind < len(scalar.text):
        message = "something stands behind the braces"
        draft.say("example-markup", draft.place_in(scalar, behind), message, "remove it")
    return Stated(identifier, values)


def _refuse(draft: Draft, scalar: Scalar, item: Item) -> None:
    message = "these braces hold an id and attributes only"
    hint = "write the label in front of the braces, and links under 'entities'"
    draft.say("example-markup", draft.place_in(scalar, item.start), message, hint)


def _named(stated: Stated) -> Json:
    return {} if stated.id is None else {"id": stated.id}


def _attributes(stated: Stated, label: Label | None) -> Json:
    return {"attributes": typed_values(stated.values, label)} if stated.values else {}
