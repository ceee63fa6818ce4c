"""One line to a record struct, the fast way: no JSON values in between, no Pydantic.

What is accepted here is accepted by the Pydantic models and the JSON Schema too; the reverse fails
only for integers that are written as floats (`0.0`), and `explain` sees to those.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from acoe_spec.models.record_structs import Record

_decoder = msgspec.json.Decoder(Record)


def decode(line: bytes) -> Record:
    """The record in `line`; raises `msgspec.DecodeError` (or a subclass) or `UnicodeDecodeError`.

    `metadata` is kept as raw bytes, which msgspec does not look into: that it is an object, and
    JSON through and through, is made sure of here.
    """
    record = _decoder.decode(line)
    for raw in raw_metadata(record):
        if not isinstance(msgspec.json.decode(raw), dict):
            raise msgspec.ValidationError("Expected `object` - at `$...metadata`")
    return record


def raw_metadata(record: Record) -> Iterator[msgspec.Raw]:
    """Every `metadata` that stands in the record, as the bytes that it was written in."""
    if record.metadata is not msgspec.UNSET:
        yield record.metadata
    for annotation in record.annotations:
        if annotation.metadata is not msgspec.UNSET:
            yield annotation.metadata
    if record.unresolved is not msgspec.UNSET:
        for item in record.unresolved:
            if item.annotation.metadata is not msgspec.UNSET:
                yield item.annotation.metadata
