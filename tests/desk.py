"""The taxonomy and the records that tests of commands use."""

from __future__ import annotations

import json
from typing import Any

TAXONOMY = """\
format: 1
id: desk
title: Trading desk
version: 1.2.0
description: What a dealer says to a client.
licence: CC0-1.0
owner: markets-annotation
modalities: [chat]
entities:
  firm:
    definition: A company that trades.
  bond:
    definition: A debt security.
  bill:
    is_a: bond
    definition: A short debt security that pays no coupon.
  note:
    definition: What used to be called a note.
    deprecated:
      {since: 1.1.0, replaced_by: [bond], reason: By another name., valid_until: "2026-06-30"}
relations:
  holds: {domain: [firm], range: [bond], definition: Has in its books.}
  same_as: {domain: [bond], range: [bond], symmetric: true, definition: Names the same security.}
"""


def record(identifier: str = "r1", *annotations: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A record with the one turn `UBS bid bonds, bonds`."""
    return {
        "schema": "desk@1.2.0",
        "id": identifier,
        "modality": "chat",
        "units": [{"type": "turn", "id": "t1", "text": "UBS bid bonds, bonds"}],
        "annotations": list(annotations),
    } | fields


def entity(identifier: str, label: str, *places: tuple[int, int], text: str) -> dict[str, Any]:
    """An entity in the turn of `record`."""
    spans = [{"unit": "t1", "start": start, "end": end} for start, end in places]
    return {"type": "entity", "id": identifier, "label": label, "spans": spans, "text": text}


UBS = entity("e1", "firm", (0, 3), text="UBS")
BONDS = entity("e2", "bond", (8, 13), text="bonds")
AGAIN = entity("e3", "bond", (15, 20), text="bonds")


def line(value: object) -> bytes:
    """One line of a label file, without its end."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def lines(*values: object) -> bytes:
    """A label file."""
    return b"".join(line(value) + b"\n" for value in values)


GOOD = line(record())
"""A record without any finding."""
