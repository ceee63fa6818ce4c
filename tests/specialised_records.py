"""Records under a taxonomy, made from its compiled tables, and modules made from text."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from acoe_spec.generate.artefacts import Version
from acoe_spec.taxonomy.compiled import Attribute, CompiledTaxonomy, Label
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.taxonomy.definition import Definition

Json = dict[str, Any]

EXAMPLES: dict[str, tuple[Any, ...]] = {
    "string": ("AB", "x"),
    "boolean": (True, False),
    "integer": (3, 1),
    "decimal": ("2.50", "-0", "12"),
    "datetime": ("2026-03-02T09:31:05Z",),
}
MATCHING = ("AB", "EUR", "EURUSD", "10:30", "3m")
DATES = {"year": "2034", "month": "2034-05", "day": "2034-05-31"}


def version_of(definition: Definition) -> Version:
    return Version(definition, compile_definition(definition))


def value_of(attribute: Attribute, turn: int = 0) -> Any:
    """A value that the attribute permits, for the attributes that tests use."""
    if attribute.type == "values":
        choices: tuple[Any, ...] = tuple(attribute.values)
    elif attribute.type == "date":
        choices = tuple(DATES[part] for part in attribute.precision)
    else:
        choices = EXAMPLES[attribute.type]
    if attribute.pattern is not None:
        choices = tuple(text for text in MATCHING if re.fullmatch(attribute.pattern, text))
    value = choices[turn % len(choices)]
    return [value] if attribute.multivalued else value


def attributes_of(label: Label, turn: int = 0) -> Json:
    given = {name: value_of(each, turn) for name, each in label.attributes.items() if not each.when}
    return {"attributes": given} if given else {}


def annotation(kind: str, label_set: str, label: Label, turn: int = 0) -> Json:
    """An annotation of that type that bears the label, with all of its attributes."""
    said: Json = {"type": kind, "id": f"{kind}-{label_set}-{label.id}", "label": label.id}
    match kind:
        case "entity":
            said |= {"spans": [{"unit": "t1", "start": 0, "end": 2}], "text": "UB"}
        case "relation":
            said |= {"subject": "e1", "object": "e2"}
        case "event":
            said |= {"arguments": []}
        case "category":
            said |= {"set": label_set}
        case "cluster":
            said |= {"members": ["e1", "e2"]}
    return said | attributes_of(label, turn)


def annotations(taxonomy: CompiledTaxonomy, turn: int = 0) -> Iterator[Json]:
    """One annotation for each label that may be given, clusters included."""
    tables = [
        ("entity", "entity", taxonomy.entities),
        ("relation", "relation", taxonomy.relations),
        ("cluster", "relation", taxonomy.relations),
        ("event", "event", taxonomy.events),
        *(("category", name, each.labels) for name, each in taxonomy.sets.items()),
    ]
    for kind, label_set, labels in tables:
        for label in labels.values():
            if not label.abstract:
                yield annotation(kind, label_set, label, turn)


def record(*given: Json, **fields: Any) -> Json:
    return {
        "id": "r1",
        "modality": "chat",
        "units": [{"type": "turn", "id": "t1", "text": "UBS bid"}],
        "annotations": list(given),
        **fields,
    }


def module_of(text: str, folder: Path, name: str) -> ModuleType:
    """A module made from its text, imported under `name`."""
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
