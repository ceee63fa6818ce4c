"""One line to a record struct, the fast way: no JSON values in between, no Pydantic.

What `decode` accepts passes the text gate, the Pydantic models and the JSON Schema too. The reverse
fails only where an integer is written as a float (`0.0`), and for spellings so rare that the slow
way may see to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from msgspec import UNSET

from acoe_spec.models.record_structs import Record

_decoder = msgspec.json.Decoder(Record)
_encoder = msgspec.json.Encoder()

_LONG_NUMBER = re.compile(rb"[0-9]{300}")  # msgspec takes integers that no double can hold
_DEEP = 100  # brackets in one metadata value, beyond which its depth is looked at elsewhere


def decode(line: bytes) -> Record | None:
    """The record in `line`, or None if it is not certainly one.

    msgspec passes over repeated keys, and over the content of `metadata`. The first would leave
    more quotation marks in the line than the record needs; the second is looked at here.
    """
    try:
        record = _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if _encoder.encode(record).count(b'"') != line.count(b'"'):
        return None
    if (b"metadata" in line or b"\\u" in line) and not all(map(_is_plain, _metadata(record))):
        return None
    return record


def trusted(line: bytes) -> Record:
    """The record in a line that is known to be structurally sound; raises `msgspec.DecodeError`."""
    return _decoder.decode(line)


def _is_plain(raw: msgspec.Raw) -> bool:
    """Whether a metadata value is certainly an object that passes the text gate."""
    content = bytes(raw)
    if content.count(b"{") + content.count(b"[") > _DEEP or _LONG_NUMBER.search(content):
        return False
    try:
        return isinstance(msgspec.json.decode(content), dict)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False


def _metadata(record: Record) -> Iterator[msgspec.Raw]:
    """Every `metadata` that stands in the record, as the bytes that it was written in."""
    if record.metadata is not UNSET:
        yield record.metadata
    for annotation in record.annotations:
        if annotation.metadata is not UNSET:
            yield annotation.metadata
    if record.unresolved is not UNSET:
        for item in record.unresolved:
            if item.annotation.metadata is not UNSET:
                yield item.annotation.metadata
