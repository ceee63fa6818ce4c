"""A record as a worked example: the YAML that `read_example` reads as that record again.

What an example has no words for is left out, and `not_held` names it: who annotated and when,
confidence, comments, earlier labels, metadata, what is unresolved. Annotations come back in the
order in which an example says them: as their marks open in the text, then those of `entities`,
`events`, `relations`, `clusters` and `categories`. A record that came from an example has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from acoe_spec.findings import pointer
from acoe_spec.guidelines.examples.formatting.content import content, unsaid
from acoe_spec.guidelines.examples.formatting.yaml_text import block
from acoe_spec.guidelines.examples.reading import HEAD_FIELDS, implied_scope
from acoe_spec.guidelines.examples.units import modality
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.references import KINDS

Json = Mapping[str, Any]


def format_example(
    record: Json,
    taxonomy: CompiledTaxonomy,
    *,
    example: str | None = None,
    verdict: str = "annotate",
    title: str | None = None,
    why: str | None = None,
    breaks: Sequence[str] = (),
    instead: Json | None = None,
    pictures: Mapping[str, str] | None = None,
) -> str:
    """The text between the fences of an example that stands for `record`, a record's JSON shape.

    `example` is its id, by default the record's, which must then be a label id; `instead` is the
    right annotation of the same content, `pictures` are paths by unit id. Under `taxonomy`,
    `read_example` gives the units, annotations, scope and head of both records back, the
    annotations in the order of examples, as far as `not_held` is silent.
    """
    sides = [record] if instead is None else [record, instead]
    whole: dict[str, Any] = {"id": example or record["id"], "verdict": verdict}
    whole |= {key: value for key, value in (("title", title), ("why", why)) if value is not None}
    if breaks:
        whole["breaks"] = list(breaks)
    if record["modality"] != modality(record["units"], taxonomy.modalities):
        whole["modality"] = record["modality"]
    scope = list(record.get("scope", (*KINDS, *taxonomy.sets)))
    if scope != implied_scope([side["annotations"] for side in sides], taxonomy):
        whole["scope"] = scope
    whole |= {key: record[key] for key in HEAD_FIELDS if key in record}
    whole |= content(record, taxonomy, pictures or {})
    if instead is not None:
        whole["instead"] = content(instead, taxonomy, pictures or {})
    return block(whole)


def not_held(record: Json, taxonomy: CompiledTaxonomy) -> tuple[str, ...]:
    """JSON Pointers to what a worked example has no words for; all else comes back from it.

    Besides fields that examples lack these are annotations whose labels are no references, and of
    relations and categories the attributes that braces cannot say: with an odd name, a list without
    values, or numbers and truth where the taxonomy has text.
    """
    left_out = [pointer(*steps) for steps in unsaid(record, taxonomy)]
    fields = (each for each in _not_held(record) if each.rpartition("/")[0] not in left_out)
    return (*fields, *left_out)


def _not_held(record: Json) -> Iterator[str]:
    for key in record:
        if key not in _HELD or (key == "state" and record[key] != "complete"):
            yield pointer(key)
    for position, annotation in enumerate(record["annotations"]):
        for key in annotation:
            if key not in _HELD_OF[annotation["type"]]:
                yield pointer("annotations", position, key)


_HELD = frozenset(
    ("schema", "id", "modality", "units", "annotations", "state", "scope", *HEAD_FIELDS)
)
_HELD_OF = {
    "entity": frozenset(
        ("type", "id", "label", "spans", "boxes", "times", "text", "links", "attributes")
    ),
    "event": frozenset(("type", "id", "label", "trigger", "arguments", "attributes")),
    "relation": frozenset(("type", "id", "label", "subject", "object", "attributes")),
    "category": frozenset(("type", "id", "set", "label", "target", "attributes")),
    "cluster": frozenset(("type", "id", "label", "members")),
}
