"""YAML as a person would write it in an example: block style outside, one line for small things.

What it writes is read by `taxonomy.composing` as exactly the values that were given, which are
those of JSON without null. Knows nothing of examples.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from acoe_spec.taxonomy.composing import UNWRITABLE, scalar

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*\Z")
_ESCAPED_TOO = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def block(value: Mapping[str, Any], indent: int = 0) -> str:
    """A mapping, key by key; lists of mappings item by item, what is deeper in flow style."""
    lines = []
    for key, each in value.items():
        begun = f"{' ' * indent}{flow(key)}:"
        if isinstance(each, list) and each and not _is_short(each):
            lines.append(f"{begun}\n{_items(each, indent + 2)}")
        else:
            lines.append(f"{begun} {_text(each, indent)}\n")
    return "".join(lines)


def flow(value: Any) -> str:
    """A value in one line."""
    if isinstance(value, str):
        return value if _is_plain(value) else _quoted(value)
    if isinstance(value, Mapping):
        pairs = (f"{flow(key)}: {flow(each)}" for key, each in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, Sequence):
        return f"[{', '.join(map(flow, value))}]"
    return json.dumps(value)


def _items(values: Sequence[Any], indent: int) -> str:
    """The items of a list, one below the other; a mapping whose texts are long, key by key."""
    lines = []
    for value in values:
        if isinstance(value, Block):
            inner = block(value, indent + 2)
            lines.append(f"{' ' * indent}- {inner[indent + 2 :]}")
        else:
            lines.append(f"{' ' * indent}- {flow(value)}\n")
    return "".join(lines)


class Block(dict[str, Any]):
    """A mapping that is written key by key where it stands in a list."""


def _is_short(values: Sequence[Any]) -> bool:
    return all(isinstance(each, str) and _is_plain(each) for each in values)


def _is_plain(text: str) -> bool:
    return _PLAIN.match(text) is not None and isinstance(scalar(text), str)


def _text(value: Any, indent: int) -> str:
    """A value behind its key; text of several lines as such, where that keeps each character."""
    if not isinstance(value, str) or not _is_literal(value):
        return flow(value)
    body, end = (value[:-1], "|") if value.endswith("\n") else (value, "|-")
    lines = [f"{' ' * (indent + 2)}{line}" if line else "" for line in body.split("\n")]
    return "\n".join([end, *lines])


def _is_literal(text: str) -> bool:
    """Whether a literal block keeps the text, and shows its lines."""
    lines = text.removesuffix("\n").split("\n")
    return (
        len(lines) > 1
        and UNWRITABLE.search(text) is None
        and _ESCAPED_TOO.search(text) is None
        and "\r" not in text
        and lines[0][:1] not in ("", " ", "\t")
        and all(line == line.rstrip() for line in lines)
        and lines[-1] != ""
    )


def _quoted(text: str) -> str:
    """`text` in the quotes that need fewer escapes."""
    escaped = json.dumps(text, ensure_ascii=False)
    if len(escaped) > len(text) + 2 + text.count("'") and text.isprintable():
        doubled = text.replace("'", "''")
        return f"'{doubled}'"
    return _ESCAPED_TOO.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)
