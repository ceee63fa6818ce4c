"""Named entities in columns: SEC filings (IOB1 without a single B), AnEM and re3d (IOB2)."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from acoe_spec.formats import conll_read, conll_write
from acoe_spec.formats.records import ReadOptions, Sourced, WriteOptions
from acoe_spec.models.record_structs import Record
from acoe_spec.rules.table import record_findings
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.source import read_source

SEC = "conll_ner/data/SEC-filings/CONLL-format/data"
NAMES = b"""
format: 1
id: names
title: Names
version: 1.0.0
entities:
  PER: {definition: A person.}
  LOC: {definition: A place.}
  ORG: {definition: An organisation.}
  MISC: {definition: Any other name.}
"""


def read(path: Path) -> list[Sourced]:
    return list(conll_read.read([path], ReadOptions(schema="names@1.0.0")))


def spans(sources: list[Sourced]) -> int:
    return sum(len(sourced.record.annotations) for sourced in sources if sourced.record)


def content_lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def written_again(sources: list[Sourced], path: Path) -> list[str]:
    lines = [msgspec.json.encode(sourced.record) for sourced in sources]
    records = [msgspec.json.decode(line, type=Record) for line in lines]
    losses = conll_write.write(records, path, WriteOptions())
    assert {loss.field for loss in losses} <= {"schema of a record"}
    return content_lines(path)


def test_sec_filings_have_all_their_spans_and_check_clean(realdata: Path) -> None:
    model = read_source(NAMES).model
    assert model is not None
    names = compile_definition(flatten(model, {}))
    found = 0
    for file in ("test/FIN3.txt", "train/FIN5.txt"):
        sources = read(realdata / SEC / file)
        found += spans(sources)
        for sourced in sources:
            assert sourced.record is not None
            assert list(record_findings(sourced.record, names)) == []
    assert found == 1486


@pytest.mark.parametrize("file", ["test/FIN3.txt", "train/FIN5.txt"])
def test_sec_filings_come_back_line_by_line(realdata: Path, tmp_path: Path, file: str) -> None:
    original = realdata / SEC / file
    sources = read(original)
    assert [finding.message for sourced in sources for finding in sourced.findings] == [
        "tags are read from column 4, as IOB1"
    ]
    assert written_again(sources, tmp_path / "again") == content_lines(original)


def test_re3d_comes_back_line_by_line(realdata: Path, tmp_path: Path) -> None:
    files = sorted((realdata / "conll_ner/data/re3d/CONLL-format/data-by-source").rglob("*.conll"))
    assert len(files) == 98
    for original in files:
        assert written_again(read(original), tmp_path / "again") == content_lines(original)


def test_columns_that_metadata_cannot_hold_are_reported_and_the_tags_kept(
    realdata: Path, tmp_path: Path
) -> None:
    original = realdata / "conll_ner/data/AnEM/CONLL-format/data/AnEM.test"
    sources = read(original)
    assert [finding.rule for finding in sources[0].findings] == [
        "source-interpreted",
        "conversion-loss",
    ]
    again = written_again(sources, tmp_path / "again")
    assert [line.split("\t")[3] for line in again] == [
        line.split("\t")[3] for line in content_lines(original)
    ]
