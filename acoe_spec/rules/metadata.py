"""Free-form metadata: kept byte for byte, never looked into, and bounded.

The one rule for it asks how long it is as it stands in the line.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from acoe_spec.findings import Finding, Rule
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

MAX_METADATA = 64 * 1024
"""Bytes of one metadata value as it is written."""

_HINT = "put what is long into a file of its own, and name that here"


def check_metadata_too_large(
    record: IndexedRecord, _taxonomy: CompiledTaxonomy
) -> Iterator[Finding]:
    """No metadata of the record or of an annotation is longer than `MAX_METADATA`."""
    data = record.record
    if data.metadata is not UNSET and len(bytes(data.metadata)) > MAX_METADATA:
        yield Finding(
            rule="metadata-too-large",
            message=_message(len(bytes(data.metadata))),
            hint=_HINT,
            pointer="/metadata",
            field="metadata",
        )
    for position, annotation in enumerate(data.annotations):
        if annotation.metadata is not UNSET and len(bytes(annotation.metadata)) > MAX_METADATA:
            yield record.finding(
                "metadata-too-large",
                position,
                "metadata",
                message=_message(len(bytes(annotation.metadata))),
                hint=_HINT,
            )
    for position, item in enumerate(data.unresolved or ()):
        metadata = item.annotation.metadata
        if metadata is not UNSET and len(bytes(metadata)) > MAX_METADATA:
            yield Finding(
                rule="metadata-too-large",
                message=_message(len(bytes(metadata))),
                hint=_HINT,
                annotation=item.annotation.id,
                pointer=f"/unresolved/{position}/annotation/metadata",
                field="unresolved/annotation/metadata",
            )


def _message(size: int) -> str:
    return f"the metadata has {size:,} bytes, and may have {MAX_METADATA:,}"


_RECORD = (
    '{{"id":"r1","modality":"chat","units":[{{"type":"turn","id":"t1","text":"ok"}}],'
    '"annotations":[],"metadata":{{"note":"{}"}}}}'
)

RULES = (
    Rule(
        id="metadata-too-large",
        level="error",
        theme="identity",
        summary="The metadata of a record or of an annotation is longer than 64 KiB.",
        why="Metadata travels with every copy of the record and is held in memory with it. What is "
        "so long is mostly a document, a picture or a log that got there by mistake.",
        fix="Put it into a file of its own, and name the file in the metadata.",
        failing='"metadata":{...} of more than 65,536 bytes',
        passing=_RECORD.format("batch 7"),
        check=check_metadata_too_large,
    ),
)
