"""The conformance cases for guidelines, laid out in a folder and linted."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path
from typing import Any

import msgspec

from acoe_spec.findings import Finding
from acoe_spec.guidelines.lint.linting import lint_guidelines, read_with_examples
from acoe_spec.guidelines.reading.folder import read_guidelines
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.taxonomy.definition import Definition, Retired
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.source import Source, read_source

CASES = Path(__file__).parents[2] / "conformance" / "guidelines"
COMMON = CASES / "common"
TAXONOMY = "taxonomy.yaml"


def laid_out(target: Path, *layers: Path) -> Path:
    """`common/` with the files of each of `layers` put over it."""
    for layer in (COMMON, *layers):
        shutil.copytree(layer, target, dirs_exist_ok=True)
    own = target / TAXONOMY
    if not own.exists():
        shutil.copy(CASES / TAXONOMY, own)
    return target


def expectations(rule: str) -> dict[str, Any]:
    path = CASES / rule / "expected.json"
    found: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return {"today": "2026-06-30", "retired": {}, "fail": {}, **found}


def head_of(folder: Path) -> Source:
    return read_source(folder / TAXONOMY, path=TAXONOMY)


def definition_of(head: Source, retired: dict[str, Any]) -> Definition:
    assert head.model is not None, head.findings
    gone = {label: msgspec.convert(says, Retired) for label, says in retired.items()}
    return msgspec.structs.replace(flatten(head.model, {}), retired=gone)


def findings(folder: Path, said: dict[str, Any], *, releasing: bool = False) -> list[Finding]:
    """What lint says of the guidelines in a folder that also holds the taxonomy."""
    head = head_of(folder)
    definition = definition_of(head, said["retired"])

    def shown(path: Path) -> str:
        return path.relative_to(folder).as_posix()

    taxonomy = compile_definition(definition)
    return lint_guidelines(
        read_with_examples(read_guidelines(folder, definition.id, shown), taxonomy),
        definition,
        taxonomy,
        head=head,
        today=datetime.date.fromisoformat(said["today"]),
        releasing=releasing,
    )
