"""What is in label files, counted in one pass and without judging any of it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from acoe_spec.checking.explain import parse
from acoe_spec.files import open_bytes, read_lines
from acoe_spec.models.record_structs import Annotation, Category, Record

ABSENT = "(none)"


class Counts(msgspec.Struct, kw_only=True):
    """Numbers of records by what they say of themselves, and of annotations by set and label.

    A field that a record leaves out is counted under its default (`main`, `complete`), or under
    `(none)`. A cluster counts under `cluster`. What a migration could not decide is not among the
    `annotations`, and is counted by the version that its names are of.
    """

    files: int = 0
    records: int = 0
    units: int = 0
    annotations: int = 0
    unresolved: int = 0
    unreadable: int = 0
    by_schema: dict[str, int] = {}
    by_state: dict[str, int] = {}
    by_view: dict[str, int] = {}
    by_annotator: dict[str, int] = {}
    by_modality: dict[str, int] = {}
    by_label: dict[str, dict[str, int]] = {}
    unresolved_by_schema: dict[str, int] = {}
    unresolved_by_label: dict[str, dict[str, int]] = {}

    def add(self, record: Record) -> None:
        """Count one record."""
        self.records += 1
        self.units += len(record.units)
        self.annotations += len(record.annotations)
        for table, value in (
            (self.by_schema, record.schema or ABSENT),
            (self.by_state, record.state or "complete"),
            (self.by_view, record.view or "main"),
            (self.by_annotator, record.annotator or ABSENT),
            (self.by_modality, record.modality),
        ):
            _count(table, value)
        for annotation in record.annotations:
            _count(self.by_label.setdefault(_set(annotation), {}), annotation.label)
        for item in record.unresolved or ():
            self.unresolved += 1
            _count(self.unresolved_by_schema, item.schema)
            labels = self.unresolved_by_label.setdefault(_set(item.annotation), {})
            _count(labels, item.annotation.label)


def count_files(files: Sequence[str]) -> Counts:
    """The counts of all files together; raises `FileProblem`."""
    counts = Counts()
    for file in files:
        counts.files += 1
        with open_bytes(file) as stream:
            for _, line in read_lines(stream):
                if line is not None and not line.strip():
                    continue
                record = None if line is None else parse(line).record
                if record is None:
                    counts.unreadable += 1
                else:
                    counts.add(record)
    return counts


def _count(table: dict[str, int], value: str) -> None:
    table[value] = table.get(value, 0) + 1


def _set(annotation: Annotation) -> str:
    if isinstance(annotation, Category):
        return annotation.set
    tag = annotation.__struct_config__.tag
    assert isinstance(tag, str)
    return tag
