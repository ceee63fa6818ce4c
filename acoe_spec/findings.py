"""The values that checking produces: a finding, its level, and the row that describes a rule.

Nothing here reads files, knows a taxonomy or prints. A finding is complete in itself: where, what,
why it matters (its rule) and what to do (its hint).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any, Literal

import msgspec

Level = Literal["error", "warning", "info"]
LEVELS: tuple[Level, ...] = ("error", "warning", "info")

_ID = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}:)?(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}/)?"
                 r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\Z")  # fmt: skip


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One rule's complaint about one place.

    A rule fills `rule`, `message` and what it knows of the place inside the record; whoever runs
    the rule adds the rest with `placed`. `line` and `column` are 1-based, `column` counts code
    points. `pointer` is a JSON Pointer (RFC 6901) into the record or the YAML document. `field` is
    the part of the annotation that is wrong, without list positions (`attributes/strike`), and is
    part of the fingerprint where `pointer` is not. `text` is what the record says there: it is
    shown only when the user asks for text.
    """

    rule: str
    message: str
    level: Level = "error"
    file: str | None = None
    line: int | None = None
    column: int | None = None
    record: str | None = None
    view: str | None = None
    annotation: str | None = None
    pointer: str | None = None
    field: str | None = None
    schema: str | None = None
    hint: str | None = None
    reference: str | None = None
    text: str | None = None
    count: int = 1

    @property
    def fingerprint(self) -> str:
        """A name for this finding that survives moved lines and reworded messages.

        The first 32 hexadecimal digits of the SHA-256 of rule, taxonomy id (without its version),
        file, record id, view, annotation id and field.
        """
        schema = None if self.schema is None else self.schema.partition("@")[0]
        parts = (self.rule, schema, self.file, self.record, self.view, self.annotation, self.field)
        return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]

    def placed(self, **place: Any) -> Finding:
        """The same finding with the given fields filled where they are still empty."""
        empty = {name: value for name, value in place.items() if getattr(self, name) is None}
        return msgspec.structs.replace(self, **empty)


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One named check, and all that is said about it anywhere.

    `check` is a generator of findings, or None where the rule is a by-product of reading (a line
    that is no JSON has no record to hand to a function). `failing` and `passing` are examples in
    the words of the file concerned; each is held to what it claims by a test.
    """

    id: str
    level: Level
    summary: str
    why: str
    fix: str
    failing: str
    passing: str
    theme: str
    check: Callable[..., Any] | None = None


def pointer(*steps: str | int) -> str:
    """A JSON Pointer (RFC 6901) made of the given steps; no steps point at the whole document."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def printable_id(value: str) -> str:
    """`value` in quotes if it has the form of an id, else a remark that it has not.

    Label files hold client conversations: a string that merely stands where an id should be may
    be anything, and is never repeated in a message.
    """
    return f"'{value}'" if _ID.match(value) else "(a string that has not the form of an id)"
