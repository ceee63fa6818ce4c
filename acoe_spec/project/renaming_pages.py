"""A guideline or a glossary in other words: front matter, `[[references]]`, blocks of YAML.

Only what certainly names a label, an attribute, a value or a role is touched, character by
character: the rest of the page stays as its author wrote it. Prose that names the old id in
backticks is told, not changed. Knows Markdown and the shape of examples; reads no file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from acoe_spec.guidelines.examples.draft import reference
from acoe_spec.guidelines.examples.markup import Item, parse, parse_braces
from acoe_spec.guidelines.examples.scalars import written_at
from acoe_spec.guidelines.examples.stated import answer_of, braces_behind, words_of
from acoe_spec.guidelines.reading.written import running, written
from acoe_spec.project.renaming_heads import new_reference
from acoe_spec.taxonomy.composing import Composed, Entry, Node, composed
from acoe_spec.taxonomy.references import node, node_of, split
from acoe_spec.versions.naming import Naming


class Remark(NamedTuple):
    """Something on a page that people should look at: a line, from 1, and what it is."""

    line: int
    message: str


@dataclass(frozen=True)
class Rewritten:
    """A page in new words: its text, the lines that changed, and what is left to people."""

    text: str
    lines: tuple[int, ...]
    remarks: tuple[Remark, ...]


class _Scalar(NamedTuple):
    """A text of YAML, and where each character of it, and its end, is written on the page."""

    text: str
    offsets: Sequence[int]


@dataclass
class _Page:
    text: str
    naming: Naming
    cuts: list[tuple[int, int, str]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def cut(self, start: int, end: int, new: str | None) -> None:
        if new is not None and self.text[start:end] != new:
            self.cuts.append((start, end, new))

    def scalar(self, place: Node | Entry, base: int, value: Any, new: str | None) -> None:
        """Put `new` for a scalar of YAML, between the quotes that it has."""
        if new is None or not isinstance(value, str):
            return
        start, end = base + place.start, base + place.end
        at = self.text.find(value, start, end)
        if at >= 0:
            self.cut(at, at + len(value), new)

    def part(self, scalar: _Scalar, start: int, end: int, new: str | None) -> None:
        """Put `new` for a part of what a scalar of YAML says."""
        self.cut(scalar.offsets[start], scalar.offsets[end], new)

    def line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1


def rewritten(text: str, naming: Naming, *, old: str, spelt: frozenset[str]) -> Rewritten:
    """A page in the words of `naming`.

    `old` is the id that goes, `spelt` how prose may call it; both only serve to find what is said
    in backticks.
    """
    page = _Page(text, naming)
    found = written(text)
    if found.front is not None:
        _front_matter(page, text[slice(*found.front)], found.front.start)
    for kind, body in found.blocks:
        _block(page, kind, text[slice(*body)], body.start)
    for target, at in found.running.labels:
        page.cut(*at, new_reference(target, naming))
    for code in found.running.codes:
        if code.said.strip() in spelt:
            message = f"`{code.said.strip()}` in backticks was left as it is"
            page.remarks.append(Remark(page.line(code.start), message))
    return _applied(page)


def rewritten_glossary(text: str, naming: Naming) -> Rewritten:
    """A glossary in the words of `naming`."""
    page = _Page(text, naming)
    found = composed(text)
    terms = None if found.root is None else _value(found.root, "terms")
    if terms is None:
        page.remarks.append(Remark(1, "the glossary is no YAML, and was left as it is"))
        return _applied(page)
    for _, entry, said in _entries(terms, found.data["terms"]):
        if isinstance(said, dict):
            _short(page, _value(entry.value, "definition"), said.get("definition"), 0)
            _labels(page, _value(entry.value, "labels"), said.get("labels"), 0)
    return _applied(page)


def _applied(page: _Page) -> Rewritten:
    done, at = [], 0
    for start, end, new in sorted(page.cuts):
        done += [page.text[at:start], new]
        at = end
    lines = dict.fromkeys(page.line(start) for start, _, _ in sorted(page.cuts))
    return Rewritten("".join([*done, page.text[at:]]), tuple(lines), tuple(sorted(page.remarks)))


def _front_matter(page: _Page, body: str, base: int) -> None:
    found = composed(body)
    if found.root is None or not isinstance(found.data, dict):
        page.remarks.append(Remark(1, "the front matter is no YAML, and was left as it is"))
        return
    _labels(page, _value(found.root, "labels"), found.data.get("labels"), base)
    _short(page, _value(found.root, "description"), found.data.get("description"), base)


def _labels(page: _Page, place: Node | None, said: Any, base: int) -> None:
    """A list of references to labels."""
    for item, each in _items(place, said):
        _label(page, item, each, base)


def _label(page: _Page, place: Node, written: Any, base: int) -> None:
    if isinstance(written, str):
        page.scalar(place, base, written, new_reference(written, page.naming))


def _short(page: _Page, place: Node | None, said: Any, base: int) -> None:
    """A short text, whose `[[references]]` are those of prose."""
    if place is None or not isinstance(said, str):
        return
    scalar = _scalar(page, place, said, base)
    for target, at in running(said).labels:
        page.part(scalar, *at, new_reference(target, page.naming))


def _scalar(page: _Page, place: Node, said: str, base: int) -> _Scalar:
    whole = Node(base + place.start, base + place.end, None, place.flow)
    return _Scalar(said, written_at(page.text, whole, said))


def _block(page: _Page, kind: str, body: str, base: int) -> None:
    found = composed(body)
    if found.root is None or not isinstance(found.data, dict):
        name = "example" if kind == "example" else "decision table"
        message = f"the {name} is no YAML, and was left as it is"
        page.remarks.append(Remark(page.line(base), message))
    elif kind == "example":
        _example(page, found, base)
    else:
        _decision(page, found, base)


def _decision(page: _Page, found: Composed, base: int) -> None:
    assert found.root is not None
    _labels(page, _value(found.root, "between"), found.data.get("between"), base)
    for place, row in _items(_value(found.root, "rows"), found.data.get("rows")):
        for key, entry, said in _entries(place, row):
            if key == "take":
                _label(page, entry.value, said, base)
            elif key in ("when", "because"):
                _short(page, entry.value, said, base)


def _example(page: _Page, found: Composed, base: int) -> None:
    assert found.root is not None
    _short(page, _value(found.root, "why"), found.data.get("why"), base)
    for place, name in _items(_value(found.root, "scope"), found.data.get("scope")):
        if isinstance(name, str):
            page.scalar(place, base, name, page.naming.sets.get(name))
    _Content(page, base).rename(found.root, found.data)
    instead = _value(found.root, "instead")
    if instead is not None and isinstance(found.data.get("instead"), dict):
        _Content(page, base).rename(instead, found.data["instead"])


class _Content:
    """One side of an example. `nodes` are what the ids of its entities and events are."""

    def __init__(self, page: _Page, base: int) -> None:
        self.page = page
        self.base = base
        self.nodes: dict[str, str] = {}

    def rename(self, root: Node, data: Mapping[str, Any]) -> None:
        """Put the new words of all that the side says."""
        texts = [
            _scalar(self.page, entry.value, said, self.base)
            for place, unit in _items(_value(root, "units"), data.get("units"))
            for _, entry, said in _entries(place, unit)
            if isinstance(said, str)
        ]
        entries = [
            (place, said, home)
            for key, home in (("entities", "entity"), ("events", "event"), ("clusters", "relation"))
            for place, said in _items(_value(root, key), data.get(key))
            if isinstance(said, dict)
        ]
        for scalar in texts:
            for mark in parse(scalar.text).marks:
                self._know(mark.first("id"), mark.first("label"))
        for _, said, home in entries:
            if isinstance(said.get("id"), str) and isinstance(said.get("label"), str):
                self.nodes.setdefault(reference(said["id"]), node_of(said["label"], home=home))
        for scalar in texts:
            for mark in parse(scalar.text).marks:
                self._braces(scalar, mark.items)
        for place, said, home in entries:
            self._annotation(place, said, home)
        for place, said in _items(_value(root, "relations"), data.get("relations")):
            if isinstance(said, str):
                self._relation(_scalar(self.page, place, said, self.base))
        for place, said in _items(_value(root, "categories"), data.get("categories")):
            for key, entry, line in _entries(place, said):
                if key != "on" and isinstance(line, str):
                    self._category(key, entry, _scalar(self.page, entry.value, line, self.base))

    def _know(self, identifier: Item | None, label: Item | None) -> None:
        if identifier is not None and label is not None:
            self.nodes.setdefault(identifier.name, node_of(label.name))

    def _braces(self, scalar: _Scalar, items: Sequence[Item], own: str | None = None) -> None:
        """The label, the attributes and the values in braces, which are of the label `own`.

        By default `own` is the label in them, or that of the fragment with their id that has one.
        """
        for item in items:
            if item.kind == "label" and own is None:
                end = item.start + len(item.name)
                self.page.part(scalar, item.start, end, new_reference(item.name, self.page.naming))
                own = node_of(item.name)
        for item in items:
            if item.kind == "id" and own is None:
                own = self.nodes.get(item.name)
        for item in items:
            if item.kind == "value" and own is not None:
                self._value(scalar, item, own)

    def _value(self, scalar: _Scalar, item: Item, own: str) -> None:
        naming, said = self.page.naming, item.value or ""
        new = naming.attributes.get(own, {}).get(item.name)
        self.page.part(scalar, item.start, item.start + len(item.name), new)
        start = item.value_start + int(scalar.text.startswith('"', item.value_start))
        if scalar.text.startswith(said, start):
            new = naming.values.get(own, {}).get(item.name, {}).get(said)
            self.page.part(scalar, start, start + len(said), new)

    def _annotation(self, place: Node, said: Mapping[str, Any], home: str) -> None:
        own = self.nodes.get(reference(said["id"])) if isinstance(said.get("id"), str) else None
        if isinstance(said.get("label"), str):
            own = node_of(said["label"], home=home)
        if own is None:
            return
        roles = self.page.naming.roles.get(own, {})
        for key, entry, value in _entries(place, said):
            if key == "label" and isinstance(value, str):
                new = new_reference(value, self.page.naming, home=home)
                self.page.scalar(entry.value, self.base, value, new)
            elif key == "attributes":
                _attributes(self.page, entry.value, value, self.base, own)
            elif key == "arguments":
                for argument, what in _items(entry.value, value):
                    for name, role, called in _entries(argument, what):
                        if name == "role" and isinstance(called, str):
                            self.page.scalar(role.value, self.base, called, roles.get(called))

    def _relation(self, scalar: _Scalar) -> None:
        words = words_of(scalar.text)
        if len(words) < 3:
            return
        label = words[1]
        new = new_reference(label.text, self.page.naming, home="relation")
        self.page.part(scalar, label.start, label.end, new)
        self._behind(scalar, words[2].end, node_of(label.text, home="relation"))

    def _category(self, key: str, entry: Entry, scalar: _Scalar) -> None:
        label = answer_of(scalar.text)
        new_set, new_label = split(self.page.naming.node(node(key, label.text)))
        self.page.scalar(entry, self.base, key, new_set)
        self.page.part(scalar, label.start, label.end, new_label)
        self._behind(scalar, label.end, node(key, label.text))

    def _behind(self, scalar: _Scalar, at: int, own: str) -> None:
        """The braces behind a relation or a category of the label `own`."""
        start = braces_behind(scalar.text, at)
        if start is not None:
            self._braces(scalar, parse_braces(scalar.text, start).items, own)


def _attributes(page: _Page, place: Node, said: Any, base: int, own: str) -> None:
    ids = page.naming.attributes.get(own, {})
    values = page.naming.values.get(own, {})
    for key, entry, value in _entries(place, said):
        page.scalar(entry, base, key, ids.get(key))
        new = values.get(key, {})
        if isinstance(value, str):
            page.scalar(entry.value, base, value, new.get(value))
        for item, each in _items(entry.value, value):
            if isinstance(each, str):
                page.scalar(item, base, each, new.get(each))


def _value(root: Node, key: str) -> Node | None:
    entry = root.children.get(key) if isinstance(root.children, dict) else None
    return None if entry is None else entry.value


def _items(place: Node | None, data: Any) -> Iterator[tuple[Node, Any]]:
    if place is not None and isinstance(place.children, list) and isinstance(data, list):
        yield from zip(place.children, data, strict=True)


def _entries(place: Node, data: Any) -> Iterator[tuple[str, Entry, Any]]:
    if isinstance(place.children, dict) and isinstance(data, dict):
        for key, entry in place.children.items():
            yield key, entry, data[key]
