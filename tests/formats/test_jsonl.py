"""JSON Lines: nothing is lost, and a line that is no record is a finding."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import records

from acoe_spec.findings import Finding
from acoe_spec.formats import jsonl
from acoe_spec.formats.records import ReadOptions, WriteOptions
from acoe_spec.models.record_structs import Record

LINE = (
    b'{"id":"d","modality":"text","units":[{"type":"passage","id":"u","text":"UBS"}],'
    b'"annotations":[],"metadata":{ "b" : 1e2, "a":\t[1,1.0]}}\n'
)


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_metadata_keeps_its_bytes(tmp_path: Path, suffix: str) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / f"b.jsonl{suffix}"
    first.write_bytes(LINE)
    once = [found.record for found in jsonl.read([first], ReadOptions())]
    jsonl.write([record for record in once if record is not None], second, WriteOptions())
    (again,) = jsonl.read([second], ReadOptions())
    assert again.record is not None
    assert jsonl.line(again.record) == LINE


def test_lines_that_are_no_records(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id":"secret"}\n\n' + LINE + b"[]\r\n\xff\n")
    found = list(jsonl.read([path], ReadOptions(schema="t@1.0.0")))
    assert [(one.place.line, one.record is None) for one in found] == [
        (1, True), (3, False), (4, True), (5, True),
    ]  # fmt: skip
    assert found[1].record is not None
    assert found[1].record.schema == "t@1.0.0"
    assert {one.message for each in found for one in each.findings} == {"the line is no record"}


def test_a_gate_may_refuse_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINE)
    refusal = Finding(rule="duplicate-key", message="twice")
    (found,) = jsonl.read([path], ReadOptions(check_line=lambda line: refusal))
    assert found.record is None
    assert [(one.rule, one.line) for one in found.findings] == [("duplicate-key", 1)]


@given(st.lists(records(), max_size=3))
def test_records_come_back(given: list[dict[str, Any]]) -> None:
    wanted = [msgspec.json.decode(json.dumps(one), type=Record) for one in given]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        jsonl.write(wanted, path, WriteOptions())
        assert path.read_bytes().count(b"\n") == len(wanted)
        assert [found.record for found in jsonl.read([path], ReadOptions())] == wanted
