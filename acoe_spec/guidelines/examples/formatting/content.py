"""Units and annotations of a record as the content of a worked example: marked texts and entries.

Spans that cross are cut into fragments that share an id, which reading makes one again. What markup
cannot say of an annotation stands in an entry with its id; ids that reading would give by itself
are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from acoe_spec.guidelines.examples import markup
from acoe_spec.guidelines.examples.formatting.marks import Piece, pieces
from acoe_spec.guidelines.examples.formatting.yaml_text import Block
from acoe_spec.guidelines.examples.marked import surface, typed_values
from acoe_spec.guidelines.examples.markup import Item, Mark, Marked
from acoe_spec.guidelines.examples.stated import only_target
from acoe_spec.guidelines.examples.units import FIELDS, type_told
from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Label
from acoe_spec.taxonomy.references import node, node_of, reference_of

Json = Mapping[str, Any]
Steps = tuple[str | int, ...]

MAX_STATEMENT = 20_000  # code points of a relation or a category with its braces

_ID = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_REFERENCE = re.compile(rf"(?:{_ID}:)?(?:{_ID}/)?{_ID}\Z")


def content(record: Json, taxonomy: CompiledTaxonomy, pictures: Mapping[str, str]) -> Block:
    """`units`, and those of `entities`, `relations` and so on that there are, in that order."""
    return _Content(record, taxonomy).written(pictures)


def unsaid(record: Json, taxonomy: CompiledTaxonomy) -> Iterator[Steps]:
    """The steps to what `content` cannot say of the annotations that a record has."""
    written = _Content(record, taxonomy)
    for position, annotation in enumerate(written.annotations):
        if not all(_REFERENCE.match(annotation.get(key, "x")) for key in ("set", "label")):
            yield "annotations", position
        elif annotation["type"] in ("relation", "category"):
            steps = ("annotations", position, "attributes")
            if len(written.line(position)) > MAX_STATEMENT or annotation.get("attributes") == {}:
                yield steps
            else:
                yield from ((*steps, name) for name in written.rest(position))


class _Content:
    """One record while it is written. Annotations are told by their positions in it."""

    def __init__(self, record: Json, taxonomy: CompiledTaxonomy) -> None:
        self.units: Sequence[Json] = record["units"]
        self.annotations: Sequence[Json] = record["annotations"]
        self.taxonomy = taxonomy
        self.order = {unit["id"]: position for position, unit in enumerate(self.units)}
        self.texts = {unit["id"]: unit["text"] for unit in self.units if "text" in unit}
        marked = {
            position: spans
            for position, annotation in enumerate(self.annotations)
            if (spans := self._markable(annotation)) is not None
        }
        self.pieces = pieces(marked, tuple(self.order))
        self.pieces_of = {
            unit: list(inside) for unit, inside in groupby(self.pieces, lambda piece: piece.unit)
        }
        self.fragments = Counter(piece.annotation for piece in self.pieces)
        self.entries = {
            position: self._entry(position)
            for position, annotation in enumerate(self.annotations)
            if annotation["type"] in ("entity", "event")
        }
        self.unnamed = self._unnamed()

    def written(self, pictures: Mapping[str, str]) -> Block:
        found = Block(units=[])
        first: set[int] = set()
        for position, unit in enumerate(self.units):
            picture = pictures.get(unit["id"])
            found["units"].append(self._unit(position, unit, picture, first))
        for key, kind in (("entities", "entity"), ("events", "event")):
            found[key] = [
                self._named(position) | entry
                for position, entry in self.entries.items()
                if entry is not None and self.annotations[position]["type"] == kind
            ]
        found["relations"] = [self._relation(each) for each in self._of("relation")]
        found["clusters"] = [self._cluster(each) for each in self._of("cluster")]
        found["categories"] = [self._category(each) for each in self._of("category")]
        return Block({key: each for key, each in found.items() if each})

    def line(self, position: int) -> str:
        """The line of a relation or a category."""
        if self.annotations[position]["type"] == "relation":
            return self._relation(position)
        return f"{self.annotations[position]['label']}{self._braces(position)}"

    def rest(self, position: int) -> Iterator[str]:
        """The attributes of an annotation that braces cannot say."""
        yield from self._values(position)[1]

    def _of(self, kind: str) -> Iterator[int]:
        for position, annotation in enumerate(self.annotations):
            if annotation["type"] == kind:
                yield position

    def _markable(self, annotation: Json) -> list[Json] | None:
        """The spans of an entity or event that its marks can say, with its label."""
        anchor = annotation.get("trigger") if annotation["type"] == "event" else annotation
        if annotation["type"] not in ("entity", "event") or anchor is None:
            return None
        spans: list[Json] | None = anchor.get("spans")
        label = reference_of(node(annotation["type"], annotation["label"]))
        if not spans or not markup.is_name(label):
            return None
        if node_of(label) != node(annotation["type"], annotation["label"]):
            return None
        at = []
        for span in spans:
            if not 0 <= span["start"] < span["end"] <= len(self.texts.get(span["unit"], "")):
                return None
            at.append((self.order[span["unit"]], span["start"], span["end"]))
        apart = all(
            one[0] < other[0] or (one[0] == other[0] and one[2] < other[1])
            for one, other in pairwise(at)
        )
        return spans if apart and anchor.get("text") == surface(self.texts, spans) else None

    def _label(self, position: int) -> Label | None:
        annotation = self.annotations[position]
        label_set = annotation.get("set") or annotation["type"]
        return self.taxonomy.label(label_set, annotation["label"])

    def _values(self, position: int) -> tuple[tuple[Item, ...], dict[str, Any]]:
        """The attributes of an annotation as things in braces, and those that these cannot say."""
        items: list[Item] = []
        rest: dict[str, Any] = {}
        label = self._label(position)
        for name, value in self.annotations[position].get("attributes", {}).items():
            written = [_as_text(each) for each in (value if isinstance(value, list) else [value])]
            read = typed_values({name: written}, label)[name] if written else None
            if markup.is_name(name) and _same(read, value):
                items += [Item("value", name, each) for each in written]
            else:
                rest[name] = value
        return tuple(items), rest

    def _links(self, position: int) -> tuple[tuple[Item, ...], list[Json]]:
        """The links from the first on that things in braces can say, and the others."""
        links = self.annotations[position].get("links", [])
        items: list[Item] = []
        for link in links:
            if not markup.is_name(link["kb"]):
                break
            if link.keys() == {"kb", "id"}:
                items.append(Item("link", link["kb"], link["id"]))
            elif link.keys() == {"kb", "status"} and link["status"] == "nil":
                items.append(Item("link", link["kb"], None))
            else:
                break
        return tuple(items), links[len(items) :]

    def _entry(self, position: int) -> dict[str, Any] | None:
        """What an entry has to say of an entity or event, without its id; None if nothing."""
        annotation = self.annotations[position]
        marked = position in self.fragments
        said = {"type", "id"}
        if marked:
            said |= (
                {"label", "spans", "text"}
                if annotation["type"] == "entity"
                else {"label", "trigger"}
            )
        entry = {key: annotation[key] for key in _ENTRY if key in annotation and key not in said}
        if "label" in entry:
            entry["label"] = reference_of(
                node(annotation["type"], annotation["label"]), home=annotation["type"]
            )
        if "arguments" in entry:
            entry["arguments"] = [
                {**each, "target": _reference(each["target"])} for each in entry["arguments"]
            ]
        if marked:
            for key, rest in (
                ("attributes", self._values(position)[1]),
                ("links", self._links(position)[1]),
            ):
                if rest or (key in annotation and not annotation[key]):
                    entry[key] = rest
                else:
                    entry.pop(key, None)
            if annotation["type"] == "event" and not entry.get("arguments"):
                entry.pop("arguments", None)
        return entry if entry or not marked else None

    def _unnamed(self) -> set[int]:
        """The annotations whose ids reading gives by itself, so that they need not be written."""
        named = {unit["id"] for unit in self.units}
        for annotation in self.annotations:
            named.update(_referred_to(annotation))
        order = list(dict.fromkeys(piece.annotation for piece in self.pieces))
        for kind in ("entity", "event", "relation", "cluster", "category"):
            order += [position for position in self._of(kind) if position not in self.fragments]
        open_ = {position for position in order if not self._needs_id(position, named)}
        used = named | {
            each["id"] for position, each in enumerate(self.annotations) if position not in open_
        }
        count = 1
        for position in order:
            while f"a{count}" in used:
                count += 1
            if position in open_ and self.annotations[position]["id"] == f"a{count}":
                count += 1
            elif position in open_:
                open_.discard(position)
                used.add(self.annotations[position]["id"])
        return open_

    def _needs_id(self, position: int, referred_to: set[str]) -> bool:
        if self.annotations[position]["id"] in referred_to or self.fragments[position] > 1:
            return True
        return position in self.fragments and self.entries[position] is not None

    def _named(self, position: int) -> dict[str, Any]:
        """The id of an annotation, for an entry, where it has to be written."""
        if position in self.unnamed:
            return {}
        return {"id": _reference(self.annotations[position]["id"])}

    def _id(self, position: int) -> tuple[Item, ...]:
        """The id of an annotation, for braces, where it has to be written."""
        if position in self.unnamed:
            return ()
        return (Item("id", self.annotations[position]["id"]),)

    def _unit(self, position: int, unit: Json, picture: str | None, first: set[int]) -> Block:
        found = Block(unit)
        kind, text = found.pop("type"), found.pop("text", None)
        if unit["id"] == f"u{position + 1}":
            del found["id"]
        if picture is not None:
            found["picture"] = picture
        speaker = unit.get("speaker")
        speaks = kind in ("turn", "segment") and speaker not in (*FIELDS, None) and text is not None
        if speaks:
            del found["speaker"]
        if type_told(found, speaks=speaks) != kind:
            found = Block({"type": kind, **found})
        if text is not None and (text or kind != "page"):
            found[str(speaker) if speaks else "text"] = self._text(unit, first)
        return found if found else Block({"type": kind})

    def _text(self, unit: Json, first: set[int]) -> str:
        marks = [
            Mark(piece.start, piece.end, self._items(piece, first))
            for piece in self.pieces_of.get(unit["id"], ())
        ]
        return markup.format(Marked(unit["text"], tuple(marks)))

    def _items(self, piece: Piece, first: set[int]) -> tuple[Item, ...]:
        """What is in the braces of a fragment: of the first of an annotation, all that there is."""
        position = piece.annotation
        annotation = self.annotations[position]
        label = Item("label", reference_of(node(annotation["type"], annotation["label"])))
        if position in first:
            return (label, *self._id(position))
        first.add(position)
        links = self._links(position)[0]
        return (label, *self._id(position), *self._values(position)[0], *links)

    def _relation(self, position: int) -> str:
        relation = self.annotations[position]
        ends = [f"#{markup.word(relation[key])}" for key in ("subject", "object")]
        label = reference_of(node("relation", relation["label"]), home="relation")
        return f"{ends[0]} {label} {ends[1]}{self._braces(position)}"

    def _braces(self, position: int) -> str:
        items = (*self._id(position), *self._values(position)[0])
        return f" {{{markup.format_items(items)}}}" if items else ""

    def _cluster(self, position: int) -> dict[str, Any]:
        cluster = self.annotations[position]
        label = reference_of(node("relation", cluster["label"]), home="relation")
        members = [_reference(member) for member in cluster["members"]]
        return self._named(position) | {"label": label, "members": members}

    def _category(self, position: int) -> dict[str, Any]:
        category = self.annotations[position]
        found = {category["set"]: self.line(position)}
        label_set = self.taxonomy.sets.get(category["set"])
        told: tuple[str | None, int] = (None, 1)
        if label_set is not None:
            told = only_target(label_set, self.units, self.annotations)
        target = category.get("target")
        if target is not None and told != (target, 1):
            found["on"] = _reference(target)
        return found


_ENTRY = ("label", "spans", "text", "boxes", "times", "trigger", "arguments", "links", "attributes")


def _referred_to(annotation: Json) -> Iterator[str]:
    for key in ("subject", "object", "target"):
        if key in annotation:
            yield annotation[key]
    yield from annotation.get("members", ())
    for argument in annotation.get("arguments", ()):
        yield argument["target"]


def _reference(identifier: str) -> str:
    """An id as an entry writes it: another `#` in front of one that begins so."""
    return f"#{identifier}" if identifier.startswith("#") else identifier


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _same(one: object, other: object) -> bool:
    """Whether two attribute values are the same JSON: `1` is not `true`."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and one == other
