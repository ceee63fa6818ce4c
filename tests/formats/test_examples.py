"""Every rule about foreign files is broken by its failing example, and kept by its passing one."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from acoe_spec.findings import Finding, Rule
from acoe_spec.formats import (
    brat_conf,
    brat_read,
    brat_write,
    conll_read,
    csv_taxonomy,
    imported,
    table,
)
from acoe_spec.formats.records import ReadOptions, WriteOptions
from acoe_spec.models.record_structs import Record

TEXT = "Barclays sold Bunds."


def findings(rule: Rule, example: str, folder: Path) -> list[Finding]:
    """What the source in `example` gives, read or written as the rule is about."""
    match rule.id:
        case "source-malformed" | "source-reference":
            (folder / "d.txt").write_text(TEXT)
            (folder / "d.ann").write_text(example)
            (sourced,) = brat_read.read([folder], ReadOptions())
            return list(sourced.findings)
        case "source-interpreted":
            (folder / "d.conll").write_text(example)
            (sourced,) = conll_read.read([folder / "d.conll"], ReadOptions())
            return [found for found in sourced.findings if found.level != "info"]
        case "conversion-loss":
            annotation = json.loads(example.removesuffix(", written as brat"))
            unit = {"type": "passage", "id": "text", "text": TEXT}
            record = {"id": "d", "modality": "text", "units": [unit], "annotations": [annotation]}
            decoded = msgspec.json.decode(json.dumps(record), type=Record)
            return brat_write.write([decoded], folder, WriteOptions())
        case "import-loss" | "import-name":
            (folder / "annotation.conf").write_text(example)
            return list(brat_conf.read(folder, "desk", "0.1.0").findings)
        case _:
            (folder / "table.csv").write_text(example)
            return list(csv_taxonomy.read(folder / "table.csv", "desk", "0.1.0").findings)


@pytest.mark.parametrize("rule", [*table.RULES, *imported.RULES], ids=lambda rule: rule.id)
def test_examples_do_what_they_claim(rule: Rule, tmp_path: Path) -> None:
    found = findings(rule, rule.failing, tmp_path)
    assert {(each.rule, each.level) for each in found} == {(rule.id, rule.level)}
    assert findings(rule, rule.passing, tmp_path) == []
