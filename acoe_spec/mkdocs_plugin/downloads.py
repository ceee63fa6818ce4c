"""Files that an edition offers for download: what programs need of the version that people read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from acoe_spec.files import read_whole
from acoe_spec.guidelines.specification import Download, Specification
from acoe_spec.targets import files
from acoe_spec.taxonomy.definition import dumps
from acoe_spec.taxonomy.references import node, reference_of
from acoe_spec.workspace.discovery import HEAD_FILE


class Offered(NamedTuple):
    """A file to download, with its content."""

    about: Download
    content: bytes


def downloads(spec: Specification, head: Path | None) -> tuple[Offered, ...]:
    """The files of one edition; `head` is the YAML that it is edited in, None for a release.

    Raises `FileProblem` if the head cannot be read.
    """
    return tuple(_offered(spec, head))


def _offered(spec: Specification, head: Path | None) -> Iterator[Offered]:
    if head is not None:
        yield _row(HEAD_FILE, "Taxonomy", "What its authors edit.", read_whole(head))
    yield _row("labels.csv", "Labels", "A table: id, parent, name and definition.", _labels(spec))
    yield _row(
        "definition.json",
        "Definition",
        "What the authors wrote, imports included, in canonical form.",
        dumps(spec.definition),
    )
    if find_spec("linkml_runtime") is not None:
        from acoe_spec.generate.artefacts import Version

        version = Version(spec.definition, spec.taxonomy)
        for name, content in files.contents(version, target="json-schema").items():
            about = next(each.purpose for each in files.FILES if each.name == name)
            title = "JSON Schema of drafts" if name.startswith("draft") else "JSON Schema"
            yield _row(name, title, about, content)
    if records := _records(spec):
        yield _row(
            "examples.jsonl", "Worked examples", "Those that are right, as a label file.", records
        )


def _row(name: str, title: str, description: str, content: bytes) -> Offered:
    return Offered(Download(name, title, description, len(content)), content)


def _labels(spec: Specification) -> bytes:
    written = io.StringIO(newline="")
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(("set", "id", "parent", "name", "definition"))
    for label_set, name, label in spec.definition.labels():
        rows.writerow(
            _plain(each)
            for each in (
                label_set,
                reference_of(node(label_set, name)).rpartition("/")[2],
                label.is_a or "",
                label.name or "",
                label.definition or "",
            )
        )
    return written.getvalue().encode("utf-8")


def _plain(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell


def _records(spec: Specification) -> bytes:
    """The right annotations of all worked examples, one a line."""
    lines = []
    for each in spec.examples:
        record = each.record if each.verdict == "annotate" else each.instead
        if record is not None:
            lines.append(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
    return "".join(f"{line}\n" for line in lines).encode("utf-8")
