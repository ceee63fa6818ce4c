"""One line to a record struct, the fast way: no JSON values in between, no Pydantic.

What `decode` accepts passes the text gate, the Pydantic models and the JSON Schema too. The reverse
fails only where an integer is written as a float (`0.0`), and for spellings so rare that the slow
way may see to them. `skim` is for the screen alone: it promises less, and is as fast as a parser.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Annotated, Any, cast, get_args

import msgspec
from msgspec import UNSET, Meta, UnsetType, defstruct, structs

from acoe_spec.models.record_structs import (
    LanguageTag,
    Page,
    Part,
    Passage,
    Record,
    Segment,
    Timestamp,
    Turn,
)

_LONG_NUMBER = re.compile(rb"[0-9]{300}")  # msgspec takes integers that no double can hold
_DEEP = 100  # brackets in one metadata value, beyond which its depth is looked at elsewhere
_SHORT = 256  # bytes of a metadata value that is remembered
_REMEMBERED = 1024
_plain: set[bytes] = set()  # metadata values that pass the gate

# The forms that the shape of a record gives to the times and languages of turns.
_TIMESTAMP = re.compile(get_args(Timestamp)[1].pattern)
_LANGUAGE = re.compile(get_args(LanguageTag)[1].pattern)
_LONGEST_TAG: int = get_args(LanguageTag)[1].max_length
_parse = datetime.datetime.fromisoformat
_languages: set[str] = set()  # tags that have their form


class SkimmedTurn(
    Turn, kw_only=True, forbid_unknown_fields=True, gc=False, tag_field="type", tag="turn"
):
    """A turn whose time and language may have any form: matching patterns costs a third of all
    decoding, and the screen recognises the usual ones by other means.
    """

    time: str | UnsetType = UNSET
    language: str | UnsetType = UNSET


def _with_units(units: object) -> type[Record]:
    """A record with other units. All fields are given anew, or units would be encoded last."""
    fields: list[Any] = []
    for field in structs.fields(Record):
        kind = units if field.name == "units" else field.type
        fields.append((field.name, kind) if field.required else (field.name, kind, field.default))
    return cast(
        type[Record],
        defstruct("SkimmedRecord", fields, bases=(Record,), forbid_unknown_fields=True, gc=False),
    )


_SkimmedRecord = _with_units(
    Annotated[list[Passage | SkimmedTurn | Part | Page | Segment], Meta(min_length=1)]
)
_decode = msgspec.json.Decoder(Record).decode
_skim = msgspec.json.Decoder(_SkimmedRecord).decode
_encode = msgspec.json.Encoder().encode


def decode(line: bytes) -> Record | None:
    """The record in `line`, or None if it is not certainly one."""
    record = skim(line)
    return record if record is not None and is_sound(record, line) else None


def skim(line: bytes) -> Record | None:
    """The record in `line`, if it is one, provided that more is found out about it.

    Open is whether a key is repeated and `metadata` passes the text gate (`is_all_of`), and whether
    the times and languages of turns have the form that they must have.
    """
    try:
        return _skim(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def is_sound(record: Record, line: bytes, *, quotes: int | None = None) -> bool:
    """Whether a record that `skim` made of the line is certainly one.

    `quotes` is the number of quotation marks that the record needs in JSON, if that is known.
    """
    spoken: object = UNSET
    for unit in record.units:
        if unit.__class__ is SkimmedTurn:
            time, language = unit.time, unit.language
            if time is not UNSET and not is_timestamp(time):
                return False
            if language is not UNSET and language != spoken:
                if not is_language(language):
                    return False
                spoken = language
    return is_all_of(record, line, quotes=quotes)


def trusted(line: bytes) -> Record:
    """The record in a line that is known to be structurally sound; raises `msgspec.DecodeError`."""
    return _decode(line)


def is_timestamp(text: str) -> bool:
    """Whether a date-time has its form, though it may be none of any calendar."""
    # Python parses more than RFC 3339 permits; the slice is of all that is not a digit.
    if text[4::3] == "--T::Z":
        try:
            _parse(text)
        except ValueError:
            pass
        else:
            return True
    return _TIMESTAMP.search(text) is not None


def is_language(tag: str) -> bool:
    """Whether a language tag has its form."""
    if tag in _languages:
        return True
    if len(tag) > _LONGEST_TAG or not _LANGUAGE.search(tag):
        return False
    if len(_languages) < _REMEMBERED:
        _languages.add(tag)
    return True


def is_all_of(record: Record, line: bytes, *, quotes: int | None = None) -> bool:
    """Whether the record certainly holds all that the line says, and the line is right about it.

    msgspec passes over repeated keys, and over the content of `metadata`. The first would leave
    more quotation marks in the line than the record needs; the second is looked at here.
    """
    escapes = b"\\" in line and b"\\u" in line  # for one byte alone is searched much faster
    if escapes and b"\\u0022" in line:  # a quotation mark that would not be counted
        return False
    if quotes is None:
        quotes = _encode(record).count(b'"')
    if quotes != line.count(b'"'):
        return False
    return not (escapes or b"metadata" in line) or all(map(is_plain, _metadata(record)))


def is_plain(content: bytes) -> bool:
    """Whether a `metadata` value is certainly an object that passes the text gate."""
    if content in _plain:
        return True
    if content.count(b"{") + content.count(b"[") > _DEEP or _LONG_NUMBER.search(content):
        return False
    try:
        plain = isinstance(msgspec.json.decode(content), dict)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    if plain and len(content) <= _SHORT and len(_plain) < _REMEMBERED:
        _plain.add(content)
    return plain


def _metadata(record: Record) -> Iterator[bytes]:
    """Every `metadata` that stands in the record, as the bytes that it was written in."""
    if record.metadata is not UNSET:
        yield bytes(record.metadata)
    for annotation in record.annotations:
        if annotation.metadata is not UNSET:
            yield bytes(annotation.metadata)
    if record.unresolved is not UNSET:
        for item in record.unresolved:
            if item.annotation.metadata is not UNSET:
                yield bytes(item.annotation.metadata)
