"""The queue for people: what a migration left open, one question a line of JSON.

A question has all that a person needs to decide it without the label file: the annotation and its
old label, why it is open, what the candidates mean, the text, and what waits for the answer. Lines
are made here and nowhere read; `review_decisions` reads what people made of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from acoe_spec.findings import printable_id
from acoe_spec.models.record_structs import (
    Annotation,
    Category,
    Entity,
    Event,
    Record,
    Segment,
    Unit,
    Unresolved,
)
from acoe_spec.rules.values import as_text
from acoe_spec.rules.waiting import stood_for
from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Resolver
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.references import node, node_of, split
from acoe_spec.versions.records import worlds
from acoe_spec.versions.records.twins import references

FORMAT = 1

Words = Callable[[str], Definition]
"""The definition of a version, by its pin: what its author wrote about labels."""

_encode = msgspec.json.Encoder(order="sorted").encode  # whatever order a file was read in
_NO_WORDS = "…"
_HALF = 16  # hexadecimal digits, of which a fingerprint has twice as many


class Questioner:
    """Makes questions; keeps what it looked up about versions.

    `context` is how many units before and after those concerned are shown too; without `text`
    nothing is shown that may be words of the record.
    """

    def __init__(
        self, resolver: Resolver, words: Words, *, text: bool = True, context: int = 0
    ) -> None:
        self._resolver = resolver
        self._words = words
        self._text = text
        self._context = context
        self._labels: dict[str, dict[str, Any]] = {}

    def questions(self, record: Record, file: str) -> Iterator[dict[str, Any]]:
        """A line for each open question of a record that names its version.

        What waits for another annotation is no question of its own. Raises as the resolver does.
        """
        taxonomy = self._resolver.resolve(str(record.schema))
        scene = _Scene(record)
        for entry in record.unresolved or ():
            if entry.because is not UNSET:
                continue
            yield {
                name: value
                for name, value in self._fields(record, entry, scene, taxonomy, file)
                if value is not None
            }

    def _fields(
        self,
        record: Record,
        entry: Unresolved,
        scene: _Scene,
        taxonomy: CompiledTaxonomy,
        file: str,
    ) -> Iterator[tuple[str, Any]]:
        annotation = entry.annotation
        concerned = scene.units_of(annotation)
        yield "format", FORMAT
        yield "file", file.encode("utf-8", "backslashreplace").decode("utf-8")
        yield "record", record.id
        yield "view", record.view or None
        yield "schema", record.schema
        yield "annotation", annotation if self._text else self._wordless(entry)
        yield "annotation_schema", entry.schema
        yield "reason", entry.reason
        yield "attribute", entry.attribute or None
        yield "candidates", list(self._candidates(entry, taxonomy)) or None
        yield "hint", None if entry.candidates else _hint(entry, taxonomy)
        yield "was", self._was(entry)
        yield "refers_to", list(scene.named_by(annotation, text=self._text)) or None
        if self._text:
            yield "units", scene.around(concerned, self._context)
        yield "dependents", list(scene.waiting_for(annotation.id))
        yield "fingerprint", fingerprint(record, entry)

    def _wordless(self, entry: Unresolved) -> Annotation:
        """The annotation without what may be words of the record, or say who is in it.

        Of its attributes those stay whose values the taxonomy lists. A trigger must have a text.
        """
        bare = msgspec.structs.replace(
            entry.annotation, comment=UNSET, metadata=UNSET, previous=UNSET, attributes=UNSET
        )
        label = self._resolver.resolve(entry.schema).label(*split(worlds.node_of(bare)))
        given: dict[str, Any] = entry.annotation.attributes or {}
        listed = (
            {} if label is None else {key: each.values for key, each in label.attributes.items()}
        )
        kept = {key: value for key, value in given.items() if _is_listed(value, listed.get(key))}
        bare.attributes = kept or UNSET
        if isinstance(bare, Entity):
            bare.text = bare.links = UNSET
        elif isinstance(bare, Event) and bare.trigger:
            bare.trigger = msgspec.structs.replace(bare.trigger, text=_NO_WORDS)
        return bare

    def _candidates(
        self, entry: Unresolved, taxonomy: CompiledTaxonomy
    ) -> Iterator[dict[str, Any]]:
        home = split(worlds.node_of(entry.annotation))[0]
        for candidate in entry.candidates or ():
            if entry.attribute is not UNSET:
                yield {"value": candidate, **_value(entry, candidate, taxonomy)}
            else:
                name = node_of(candidate, home=home) if "/" in candidate else node(home, candidate)
                yield {"label": candidate, **self._about(taxonomy.schema, name)}

    def _about(self, pin: str, name: str) -> dict[str, Any]:
        """What the author of a version wrote about a label; nothing of what is not known."""
        if pin not in self._labels:
            self._labels[pin] = {
                node(label_set, identifier): label
                for label_set, identifier, label in self._words(pin).labels()
            }
        label = self._labels[pin].get(name)
        if label is None:
            return {}
        said = {
            "name": label.name or split(name)[1],
            "definition": label.definition,
            "use_when": label.use_when,
            "avoid_when": label.avoid_when,
        }
        return {key: value for key, value in said.items() if value}

    def _was(self, entry: Unresolved) -> dict[str, Any]:
        about = self._about(entry.schema, worlds.node_of(entry.annotation))
        wanted = ("name", "definition")
        said = {key: about[key] for key in wanted if key in about}
        return {"label": entry.annotation.label, **said}


def _is_listed(value: Any, listed: Collection[str] | None) -> bool:
    """Whether all of a value is listed, so that no words of the record can be in it."""
    singles = value if isinstance(value, list) else [value]
    return bool(listed) and all(as_text(each) in (listed or ()) for each in singles)


def _value(entry: Unresolved, value: str, taxonomy: CompiledTaxonomy) -> dict[str, str]:
    label = taxonomy.label(*split(worlds.node_of(entry.annotation)))
    attribute = None if label is None else label.attributes.get(str(entry.attribute))
    found = None if attribute is None else attribute.values.get(value)
    if found is None:
        return {}
    said = {"name": found.name, "definition": found.definition}
    return {key: each for key, each in said.items() if each}


def _hint(entry: Unresolved, taxonomy: CompiledTaxonomy) -> str:
    """What may be decided where nothing is suggested."""
    if entry.attribute is not UNSET:
        return (
            f"no value is suggested: give the value of {printable_id(entry.attribute)}, or repeat "
            "the label to keep the annotation as it is under the new version"
        )
    home = split(worlds.node_of(entry.annotation))[0]
    if home in taxonomy.sets or home in ("entity", "relation", "event"):
        return (
            f"no label is suggested: any label of {printable_id(home)} in {taxonomy.schema} may "
            "be chosen, or the annotation dropped"
        )
    return (
        f"the set {printable_id(home)} is gone: a label of another set may be chosen, written as "
        "SET/LABEL, or the annotation dropped"
    )


def fingerprint(record: Record, entry: Unresolved) -> str:
    """A name for a question that changes with all that the answer may depend on.

    The first 16 hexadecimal digits are of record, version, annotation and candidates, as `asked`
    gives them; the others are of the text concerned. `metadata` counts for neither.
    """
    text = _encode(_Scene(record).units_of(entry.annotation))
    return asked(
        record.id,
        record.view or None,
        str(record.schema),
        entry.annotation,
        entry.schema,
        entry.attribute or None,
        list(entry.candidates or ()),
    ) + _digest(text)


def asked(
    record: str,
    view: str | None,
    schema: str,
    annotation: Annotation,
    annotation_schema: str,
    attribute: str | None,
    candidates: list[str],
) -> str:
    """The first half of the fingerprint of a question, which the question alone gives."""
    said = msgspec.structs.replace(annotation, metadata=UNSET)
    parts = (record, view, schema, said, annotation_schema, attribute, candidates)
    return _digest(_encode(parts))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_HALF]


class _Scene:
    """What surrounds the annotations of one record."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._alias = stood_for(record)
        self._positions = {unit.id: number for number, unit in enumerate(record.units)}
        entries = record.unresolved or []
        every = (*record.annotations, *(entry.annotation for entry in entries))
        self._by_id: Mapping[str, Annotation] = {each.id: each for each in every}

    def units_of(self, annotation: Annotation) -> list[Unit]:
        """The units that an annotation is about, in their order; all where none are named."""
        positions = self._places(annotation, set())
        units = self._record.units
        return [units[each] for each in sorted(positions)] if positions else list(units)

    def around(self, concerned: list[Unit], context: int) -> list[Unit]:
        """These units, with as many before and after each as `context` says."""
        units = self._record.units
        wanted: set[int] = set()
        for unit in concerned:
            at = self._positions[unit.id]
            wanted.update(range(max(0, at - context), min(len(units), at + context + 1)))
        return [units[each] for each in sorted(wanted)]

    def _places(self, annotation: Annotation, seen: set[str]) -> set[int]:
        found: set[int] = set()
        if isinstance(annotation, Entity):
            for place in (*(annotation.spans or ()), *(annotation.boxes or ())):
                found.update(self._position(place.unit))
            for time in annotation.times or ():
                found.update(
                    number
                    for number, unit in enumerate(self._record.units)
                    if isinstance(unit, Segment) and unit.start < time.end and time.start < unit.end
                )
        elif isinstance(annotation, Event) and annotation.trigger:
            for span in annotation.trigger.spans:
                found.update(self._position(span.unit))
        for name in self._names(annotation):
            if name in self._positions:
                found.add(self._positions[name])
            elif name in self._by_id and name not in seen:
                seen.add(name)
                found |= self._places(self._by_id[name], seen)
        return found

    def _position(self, unit: str) -> tuple[int, ...]:
        at = self._positions.get(unit)
        return () if at is None else (at,)

    def _names(self, annotation: Annotation) -> Iterator[str]:
        for each in references(annotation):
            yield self._alias.get(each, each)

    def named_by(self, annotation: Annotation, *, text: bool) -> Iterator[dict[str, Any]]:
        """The annotations that one is about, each with its label and, if asked for, its words."""
        for name in dict.fromkeys(self._names(annotation)):
            if name in self._by_id:
                other = self._by_id[name]
                words = _words_of(other) if text else None
                yield _brief(other) | ({} if words is None else {"text": words})

    def waiting_for(self, identifier: str) -> Iterator[dict[str, Any]]:
        """What depends on an open annotation, whether directly or not.

        One that has a question of its own is among them too: it would be dropped with the other.
        """
        found = {identifier}
        entries = self._record.unresolved or []
        while True:
            more = {
                each.annotation.id
                for each in entries
                if each.because in found or not found.isdisjoint(self._names(each.annotation))
            } - found
            if not more:
                break
            found |= more
        for each in entries:
            if each.annotation.id in found - {identifier}:
                yield _brief(each.annotation)


def _brief(annotation: Annotation) -> dict[str, Any]:
    said: dict[str, Any] = {"id": annotation.id, "type": annotation.__struct_config__.tag}
    if isinstance(annotation, Category):
        said["set"] = annotation.set
    said["label"] = annotation.label
    return said


def _words_of(annotation: Annotation) -> str | None:
    if isinstance(annotation, Entity):
        return annotation.text or None
    if isinstance(annotation, Event) and annotation.trigger:
        return annotation.trigger.text
    return None
