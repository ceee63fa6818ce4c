"""From the definition of a version back to a head: the YAML that somebody could have written.

What an author wrote beside the labels, comments and order, is not in a definition; all else is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.flattening import imported_overlap
from acoe_spec.taxonomy.layout import from_data
from acoe_spec.taxonomy.references import prefix_of

_LABELS = ("entities", "relations", "events")
_INTEGER = re.compile(r"-?[1-9][0-9]{0,14}|0")


def head_text(definition: Definition, imports: Mapping[str, Definition]) -> str:
    """The YAML of a head whose definition, with the same `imports`, is this one.

    What came with the imports is left out, and so is what earlier versions had.
    """
    own = msgspec.structs.replace(
        definition,
        origins={},
        retired={},
        knowledge_bases=_own_bases(definition, imports),
        overlap=_own_overlap(definition, imports),
    )
    data: dict[str, Any] = {"format": 1, **msgspec.to_builtins(own)}
    for table in (*_LABELS, "categories"):
        written = data.get(table, {}).items()
        data[table] = {name: each for name, each in written if prefix_of(name) is None}
    # These have to be written, also where they say nothing.
    for pair in data.get("overlap", {}).get("pairs", ()):
        pair.setdefault("allow", [])
    for said in data["categories"].values():
        said.setdefault("labels", {})
    for label in _labels(data):
        for attribute in label.get("attributes", {}).values():
            _with_numbers(attribute)
    return from_data({key: value for key, value in data.items() if value not in ("", {}, [], ())})


def _own_bases(definition: Definition, imports: Mapping[str, Definition]) -> dict[str, Any]:
    brought = [each.knowledge_bases for each in imports.values()]
    return {
        name: base
        for name, base in definition.knowledge_bases.items()
        if not any(each.get(name) == base for each in brought)
    }


def _own_overlap(definition: Definition, imports: Mapping[str, Definition]) -> Any:
    brought = {pair for each in imports.values() for pair in imported_overlap(each)}
    pairs = tuple(pair for pair in definition.overlap.pairs if pair not in brought)
    return msgspec.structs.replace(definition.overlap, pairs=pairs)


def _labels(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for table in _LABELS:
        yield from data[table].values()
    for category_set in data["categories"].values():
        yield from category_set["labels"].values()


def _with_numbers(attribute: dict[str, Any]) -> None:
    """Write whole bounds as people do, as numbers; a year stays what it is."""
    for key in ("minimum", "maximum"):
        text = attribute.get(key)
        if attribute.get("range") in ("integer", "decimal") and _INTEGER.fullmatch(text or ""):
            attribute[key] = int(str(text))
