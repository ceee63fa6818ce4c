"""Label files in which some records have a defect, as annotators and converters make them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

Json = dict[str, Any]


def spoilt(lines: Iterable[bytes], *, every: int) -> Iterator[bytes]:
    """The lines, of which the first of each `every` has one of several defects."""
    for number, line in enumerate(lines):
        if number % every:
            yield line
            continue
        record = json.loads(line)
        _DEFECTS[number // every % len(_DEFECTS)](record)
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def _offset(record: Json) -> None:
    _first(record, "entity")["spans"][0]["end"] += 1


def _label(record: Json) -> None:
    _first(record, "entity")["label"] += "s"


def _reference(record: Json) -> None:
    _first(record, "relation")["object"] = "e99"


def _attribute(record: Json) -> None:
    _first(record, "entity")["attributes"] = {"value": "12,5"}


def _unanswered(record: Json) -> None:
    record["annotations"].remove(_first(record, "category"))


def _type(record: Json) -> None:
    _first(record, "entity")["spans"][0]["start"] = "0"


def _first(record: Json, kind: str) -> Json:
    found: Json = next(each for each in record["annotations"] if each["type"] == kind)
    return found


_DEFECTS = (_offset, _label, _reference, _attribute, _unanswered, _type)
