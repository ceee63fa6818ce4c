"""Corpora that brat's authors ship, read, checked under their own configuration, written back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from acoe_spec.findings import Finding
from acoe_spec.formats import brat_conf, brat_read, brat_write, jsonl
from acoe_spec.formats.records import ReadOptions, Sourced, WriteOptions
from acoe_spec.models.record_structs import Event, Record, Relation
from acoe_spec.rules.table import record_findings
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.lint import lint
from acoe_spec.taxonomy.source import read_source

CORPORA = "brat/example-data/corpora"
SIDES_AND_ROLES = {
    "subject-not-in-domain",
    "object-not-in-range",
    "unknown-role",
    "missing-role",
    "role-range",
    "role-cardinality",
}


def lint_findings(configuration: Path) -> list[Finding]:
    imported = brat_conf.read(configuration, "imported", "0.1.0")
    return lint(read_source(json.dumps(imported.data).encode()), today=date(2026, 1, 1))


def compiled(configuration: Path) -> CompiledTaxonomy:
    imported = brat_conf.read(configuration, "imported", "0.1.0")
    model = read_source(json.dumps(imported.data).encode()).model
    assert model is not None
    return compile_definition(flatten(model, {}))


def checked(folder: Path, taxonomy: CompiledTaxonomy) -> Iterator[tuple[Sourced, list[Finding]]]:
    roles = frozenset(
        role
        for label in taxonomy.events.values()
        if label.event is not None
        for role in label.event.roles
    )
    for sourced in brat_read.read([folder], ReadOptions(roles=roles)):
        assert sourced.record is not None
        yield sourced, list(record_findings(sourced.record, taxonomy))


@pytest.mark.parametrize(
    ("corpus", "events", "relations"),
    [
        ("BioNLP-ST_2011/BioNLP-ST_2011_GE", 244, 0),
        ("BioNLP-ST_2011/BioNLP-ST_2011_ID", 348, 0),
        ("BioNLP-ST_2011/BioNLP-ST_2011_REL", 0, 44),
        ("BioNLP-ST_2011/BioNLP-ST_2011_EPI", 61, 0),
        ("NCBI-disease", 0, 0),
    ],
)
def test_sides_and_roles_hold_under_a_corpus_own_configuration(
    realdata: Path, corpus: str, events: int, relations: int
) -> None:
    folder = realdata / CORPORA / corpus
    found: Counter[type] = Counter()
    for sourced, findings in checked(folder, compiled(folder)):
        assert sourced.findings == ()
        assert sourced.record is not None
        found.update(type(annotation) for annotation in sourced.record.annotations)
        assert [finding for finding in findings if finding.rule in SIDES_AND_ROLES] == []
    assert (found[Event], found[Relation]) == (events, relations)


@pytest.mark.parametrize("corpus", ["GE", "REL", "EPI"])
def test_three_corpora_are_clean_altogether(realdata: Path, corpus: str) -> None:
    folder = realdata / CORPORA / "BioNLP-ST_2011" / f"BioNLP-ST_2011_{corpus}"
    for _, findings in checked(folder, compiled(folder)):
        assert findings == []


def test_a_configuration_has_no_errors_besides_what_it_names_without_declaring(
    realdata: Path,
) -> None:
    folder = realdata / CORPORA / "CoNLL-ST_2006"
    errors = [finding for finding in lint_findings(folder) if finding.level == "error"]
    assert {finding.rule for finding in errors} == {"unknown-reference"}
    assert all("'Span'" in finding.message for finding in errors)
    assert len(errors) == 2 * 55


def test_every_configuration_is_imported(realdata: Path) -> None:
    configurations = sorted((realdata / "brat").rglob("annotation.conf"))
    assert len(configurations) == 50
    for configuration in configurations:
        imported = brat_conf.read(configuration, "imported", "0.1.0")
        source = read_source(json.dumps(imported.data).encode())
        assert source.findings == (), configuration
        assert {finding.rule for finding in imported.findings} <= {"import-loss", "import-name"}


def annotation_lines(path: Path) -> Counter[str]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return Counter(line.rstrip() for line in lines if line.strip())


@pytest.mark.parametrize(
    ("folder", "documents"), [("brat_cg/original-data/devel", 100), ("brat/example-data", 172)]
)
def test_documents_come_back_with_the_same_annotations(
    realdata: Path, tmp_path: Path, folder: str, documents: int
) -> None:
    source = realdata / folder
    records = [sourced.record for sourced in brat_read.read([source], ReadOptions())]
    assert len(records) == documents
    label_file = tmp_path / "all.jsonl"
    jsonl.write([record for record in records if record is not None], label_file, WriteOptions())
    stored = [
        msgspec.json.decode(line, type=Record) for line in label_file.read_bytes().splitlines()
    ]
    written = tmp_path / "written"
    assert brat_write.write(stored, written, WriteOptions()) == []
    compared = 0
    for suffix in (".ann", ".a1", ".a2"):
        for original in source.rglob(f"*{suffix}"):
            copy = written / original.relative_to(source)
            assert annotation_lines(copy) == annotation_lines(original)
            text = original.with_suffix(".txt")
            assert copy.with_suffix(".txt").read_bytes() == text.read_bytes()
            compared += 1
    assert compared >= documents
