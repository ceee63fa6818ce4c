"""A small workspace with a release, guidelines, a picture and a glossary, for tests of the site."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from released import release

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A picture of one pixel."""

_FIRST: dict[str, Any] = {
    "format": 1,
    "id": "desk",
    "title": "Trading desk",
    "version": "1.0.0",
    "description": "What a dealer says to a client.",
    "licence": "CC0-1.0",
    "owner": "markets-annotation",
    "modalities": ["chat"],
    "entities": {"firm": {"definition": "A company that trades."}},
}

HEAD = """\
format: 1
id: desk
title: Trading desk
version: 2.0.0
based_on: [1.0.0]
description: What a dealer says to a client.
licence: CC0-1.0
owner: markets-annotation
modalities: [chat]
entities:
  firm:
    definition: A company that trades.
  bond:
    name: Bond
    definition: A debt security.
    use_when: [it pays a coupon]
    avoid_when: [it is a listed contract]
    aliases: {brat: Debt_Security}
  zero_coupon_bond:
    is_a: bond
    definition: A debt security that pays nothing before its end.
relations:
  holds: {domain: [firm], range: [bond], definition: Has in its books.}
categories:
  intent:
    question: What does the sender want?
    applies_to: {units: [turn]}
    select: one
    labels:
      ask_price: {definition: Wants to know a level.}
      other: {definition: Wants something else.}
"""

BONDS = """\
---
title: Bonds and who holds them
labels: [bond, firm, relation/holds]
owner: markets-annotation
reviewed: "2026-01-05"
status: reviewed
---

# Bonds and who holds them

How to read a line of chat in which somebody has [[bond|bonds]].

![One point of a screen](pictures/point.png)

## [[bond]]

Mark the words that name the security, and nothing around them.

```example
id: a-bond
verdict: annotate
units:
  - A: "we hold [the 2.5 of 34]{bond #b}, says [UBS]{firm #f}"
relations: ["#f holds #b"]
why: The coupon and the year name it.
```

```example
id: not-the-article
verdict: avoid
units:
  - A: "buy [the bond now]{bond}"
instead:
  units:
    - A: "buy the [bond]{bond} now"
why: Only the name counts.
```
"""

GLOSSARY = """\
format: 1
terms:
  yard: {definition: A thousand million., also: [yards]}
"""


def small_workspace(root: Path) -> Path:
    """Write the workspace into `root`; the day on which it has no findings is 2026-02-01."""
    release(root, _FIRST)
    head = root / "taxonomies" / "desk" / "taxonomy.yaml"
    head.write_text(HEAD, encoding="utf-8")
    folder = root / "guidelines" / "desk"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "point.png").write_bytes(PIXEL)
    (folder / "bonds.md").write_text(BONDS, encoding="utf-8")
    (folder / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    return root


TODAY = "2026-02-01"
EPOCH = "1769904000"
"""That day, as SOURCE_DATE_EPOCH says it."""
