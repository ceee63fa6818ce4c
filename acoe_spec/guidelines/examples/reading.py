"""A worked example as the record, or the two records, that it stands for.

Knows the block and the taxonomy, and judges nothing: what is wrong with the annotation is for
`verdicts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from acoe_spec.findings import Finding
from acoe_spec.guidelines.examples.draft import Draft
from acoe_spec.guidelines.examples.marked import as_record, note_places, read_marked
from acoe_spec.guidelines.examples.stated import (
    aim_categories,
    read_categories,
    read_clusters,
    read_relations,
)
from acoe_spec.guidelines.examples.units import modality, read_units
from acoe_spec.guidelines.guideline import Block, Place
from acoe_spec.models.guideline import WorkedExample
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.references import KINDS


@dataclass(frozen=True, kw_only=True, eq=False)
class Example:
    """A worked example, read.

    `content` and `right` are the record that it shows and the one that stands instead, as JSON:
    there may be thousands. Where the block has defects of its own, which it tells itself,
    `content` is None. `pictures` are the paths of pages' pictures, as written, by unit id. `places`
    says where the parts of both records were written, by JSON Pointer behind `/record` or
    `/instead`. `findings` are what cannot be read as an annotation.
    """

    id: str
    verdict: str
    title: str
    why: str
    breaks: tuple[str, ...]
    block: Block
    content: bytes | None
    right: bytes | None
    pictures: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def record(self) -> Mapping[str, Any] | None:
        """What the example shows, in the JSON shape of a record, made anew each time."""
        return None if self.content is None else msgspec.json.decode(self.content)

    @property
    def instead(self) -> Mapping[str, Any] | None:
        """The right annotation that stands instead, likewise."""
        return None if self.right is None else msgspec.json.decode(self.right)

    def place_of(self, pointer: str) -> Place:
        """Where the part at `pointer`, as in `/record/units/0`, or what it is in was written."""
        while pointer and pointer not in self.places:
            pointer = pointer.rpartition("/")[0]
        return self.places.get(pointer, self.block.place)


def read_example(block: Block, taxonomy: CompiledTaxonomy) -> Example:
    """What an `example` block says, in terms of `taxonomy`.

    Never raises for what it says: what is wrong is among the findings, or is for the rules.
    """
    model = block.model
    if not isinstance(model, WorkedExample):
        return _unreadable(block)
    right = block.source.data.get("instead")
    draft = _draft(block, taxonomy, model.id, "record")
    _fill(draft)
    drafts = [draft]
    if right is not None:
        other = _draft(block, taxonomy, model.id, "instead", beside=draft)
        _fill(other)
        drafts.append(other)
    scope = (
        list(model.scope)
        if model.scope is not None
        else implied_scope([each.annotations for each in drafts], taxonomy)
    )
    records = [msgspec.json.encode(_record(each, scope)) for each in drafts]
    return Example(
        id=model.id,
        verdict=model.verdict,
        title=model.title or model.id.replace("-", " ").replace("_", " "),
        why=model.why or "",
        breaks=tuple(model.breaks or ()),
        block=block,
        content=records[0],
        right=records[1] if len(records) > 1 else None,
        pictures=drafts[-1].pictures | draft.pictures,
        places=draft.places,
        findings=tuple(draft.findings),
    )


def implied_scope(
    sides: Iterable[Iterable[Mapping[str, Any]]], taxonomy: CompiledTaxonomy
) -> list[str]:
    """The label sets that an example answers which does not say so: entities, and those used."""
    used: dict[str, None] = {}
    for side in sides:
        used.update(dict.fromkeys(sets_used(side)))
    kinds = [kind for kind in KINDS if kind == "entity" or kind in used]
    return kinds + [name for name in used if name in taxonomy.sets]


def sets_used(annotations: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The label set of each annotation; a cluster says relations."""
    for annotation in annotations:
        kind = annotation["type"]
        yield annotation["set"] if kind == "category" else _SETS.get(kind, kind)


HEAD_FIELDS = ("participants", "media", "sender", "recipients", "date")
_SETS = {"cluster": "relation"}


def _draft(
    block: Block,
    taxonomy: CompiledTaxonomy,
    example: str,
    side: str,
    *,
    beside: Draft | None = None,
) -> Draft:
    data = block.source.data
    return Draft(
        source=block.source,
        taxonomy=taxonomy,
        example=example,
        side=f"/{side}",
        base="" if beside is None else "/instead",
        head=data,
        data=data if beside is None else data["instead"],
        places={} if beside is None else beside.places,
        findings=[] if beside is None else beside.findings,
    )


def _fill(draft: Draft) -> None:
    """Read all that the draft's data says."""
    marked = read_marked(draft, read_units(draft))
    for one in marked:
        annotation = as_record(draft, one)
        note_places(draft, one, len(draft.annotations))
        draft.annotations.append(annotation)
    read_relations(draft)
    read_clusters(draft)
    without_target = read_categories(draft)
    _number(draft)
    aim_categories(draft, without_target)


def _number(draft: Draft) -> None:
    """Give an id to each annotation that has none: a1, a2 and so on, without those in use."""
    used = {each["id"] for each in (*draft.units, *draft.annotations) if "id" in each}
    count = 0
    for position, annotation in enumerate(draft.annotations):
        if "id" in annotation:
            continue
        count += 1
        while f"a{count}" in used:
            count += 1
        kind = annotation.pop("type")
        draft.annotations[position] = {"type": kind, "id": f"a{count}", **annotation}


def _record(draft: Draft, scope: list[str]) -> dict[str, Any]:
    head = draft.head
    record: dict[str, Any] = {"schema": draft.taxonomy.schema, "id": draft.example}
    made_for = draft.taxonomy.modalities
    record["modality"] = head.get("modality") or modality(draft.units, made_for)
    record |= {"units": draft.units, "annotations": draft.annotations}
    record |= {"state": "complete", "scope": scope}
    for key in ("scope", "modality", *HEAD_FIELDS):
        if key in head:
            draft.note_head(key)
    return record | {key: head[key] for key in HEAD_FIELDS if key in head}


def _unreadable(block: Block) -> Example:
    """An example whose block has defects, with as much of it as it says."""
    data = block.source.data if isinstance(block.source.data, dict) else {}

    def said(key: str) -> str:
        return data[key] if isinstance(data.get(key), str) else ""

    return Example(
        id=said("id"),
        verdict=said("verdict"),
        title=said("title") or said("id"),
        why=said("why"),
        breaks=(),
        block=block,
        content=None,
        right=None,
    )
