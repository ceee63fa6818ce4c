"""One line to a record struct, the fast way: no JSON values in between, no Pydantic.

What is accepted here is accepted by the Pydantic models and the JSON Schema too; the reverse fails
only for integers that are written as floats (`0.0`), and `explain` sees to those.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import UNSET

from acoe_spec.models.record_structs import Record

DECODER = msgspec.json.Decoder(Record)
"""Decodes all but `metadata`, which stays raw and unread; `decode` reads that too."""

_DEEP = 100  # brackets in one metadata value, beyond which its depth is looked at elsewhere


def decode(line: bytes) -> Record:
    """The record in `line`; raises `msgspec.DecodeError` (or a subclass) or `UnicodeDecodeError`.

    `metadata` is kept as raw bytes, which msgspec does not look into: that it is an object, and
    JSON through and through, is made sure of here.
    """
    record = DECODER.decode(line)
    for raw in _raw_metadata(record):
        if not isinstance(msgspec.json.decode(raw), dict):
            raise msgspec.ValidationError("Expected `object` - at `$...metadata`")
    return record


def has_plain_metadata(record: Record) -> bool:
    """Whether each `metadata` is certainly an object that passes the text gate."""
    for raw in _raw_metadata(record):
        content = bytes(raw)
        try:
            if not isinstance(msgspec.json.decode(content), dict):
                return False
        except (msgspec.DecodeError, UnicodeDecodeError):
            return False
        if content.count(b"{") + content.count(b"[") > _DEEP or len(content) > _SMALL:
            return False
    return True


def _raw_metadata(record: Record) -> Iterator[msgspec.Raw]:
    if record.metadata is not UNSET:
        yield record.metadata
    for annotation in record.annotations:
        if annotation.metadata is not UNSET:
            yield annotation.metadata
    if record.unresolved is not UNSET:
        for item in record.unresolved:
            if item.annotation.metadata is not UNSET:
                yield item.annotation.metadata


_SMALL = 64 * 1024  # bytes; `metadata-too-large` is the rule beyond
