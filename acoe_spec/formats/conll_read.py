"""Columns of tokens and tags (CoNLL-2002, CoNLL-2003 and their kin) to records.

A document is what stands between `-DOCSTART-` lines, else the file; it becomes one record with a
`passage` unit for each sentence. The text of a sentence is its tokens joined by one space, so every
offset is exact and every token can be found again; other columns are kept in `metadata`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

from msgspec import UNSET
from msgspec.structs import replace

from acoe_spec.errors import FormatError
from acoe_spec.files import STDIN, open_bytes, read_lines
from acoe_spec.findings import Finding
from acoe_spec.formats import conll_tags
from acoe_spec.formats.conll_kept import DOCUMENT_START, KEY, MAX_COLUMNS, MAX_SHARED_CELL, Kept
from acoe_spec.formats.conll_tags import OUTSIDE, Scheme
from acoe_spec.formats.names import label_id, record_id_of
from acoe_spec.formats.records import (
    MAX_METADATA,
    Place,
    ReadOptions,
    Sourced,
    finding_at,
    packed,
)
from acoe_spec.models.record_structs import Entity, Passage, Record, Span

UNTYPED = "span"  # the label of tags that are a bare B or I

Separator = Literal["\t", " "]


@dataclass
class _Sentence:
    """Rows of cells with their line numbers."""

    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass
class _Document:
    line: int
    start: str | None
    sentences: list[_Sentence] = field(default_factory=list)


def read(paths: Sequence[Path], options: ReadOptions) -> Iterator[Sourced]:
    """One record a document; its id is the name of its file, numbered if there are several.

    Raises `FormatError` if no column holds tags, `FileProblem` for a file that cannot be read.
    """
    for path in paths:
        yield from _read_file(path, options)


def _read_file(path: Path, options: ReadOptions) -> Iterator[Sourced]:
    findings: list[Finding] = []
    separator, documents = _documents(path, findings)
    rows = [row for document in documents for part in document.sentences for row in part.rows]
    if not rows:
        empty = finding_at(Place(str(path), 1), "source-malformed", "the file has no tokens")
        yield Sourced(place=Place(str(path), 1), record=None, findings=(*findings, empty))
        return
    tag = _tag_column(rows, options.tag_column, path)
    sentences = [part for document in documents for part in document.sentences]
    tagged = [_tags(part, tag, path, findings) for part in sentences]
    scheme = conll_tags.detect(tagged)
    findings.append(
        finding_at(
            Place(str(path), 1),
            "source-interpreted",
            f"tags are read from column {tag + 1}, as {scheme}",
            level="info",
            hint="--tag-column N names another column",
        )
    )
    for part, tags in zip(sentences, tagged, strict=True):
        findings.extend(_irregular(part, tags, scheme, path))
    findings.sort(key=_line)
    stem = "stdin" if str(path) == STDIN else path.name.partition(".")[0] or path.name
    base = record_id_of(PurePosixPath(stem))
    remaining = iter(tagged)
    for number, document in enumerate(documents, 1):
        record_id = base if len(documents) == 1 else f"{base}-{number}"
        document_tags = [next(remaining) for _ in document.sentences]
        kept = Kept(scheme=scheme, separator=separator, tag=tag + 1, start=document.start)
        first = bisect_left(findings, document.line, key=_line) if number > 1 else 0
        end = documents[number].line if number < len(documents) else None
        last = len(findings) if end is None else bisect_left(findings, end, key=_line)
        yield _sourced(
            record_id,
            document,
            document_tags,
            kept,
            path,
            options,
            tuple(findings[first:last]),
        )


def _line(finding: Finding) -> int:
    return finding.line or 1


def _documents(path: Path, findings: list[Finding]) -> tuple[Separator, list[_Document]]:
    """The separator of columns, and the documents with their non-empty sentences."""
    documents: list[_Document] = []
    sentence = _Sentence()
    separator: Separator | None = None
    with open_bytes(path) as stream:
        for number, raw in read_lines(stream):
            try:
                line = None if raw is None else raw.decode("utf-8")
            except UnicodeDecodeError:
                line = None
            if line is None:
                message = "the line is too long, or not UTF-8"
                findings.append(finding_at(Place(str(path), number), "source-malformed", message))
                continue
            if line.startswith(DOCUMENT_START):
                documents.append(_Document(number, line))
                sentence = _Sentence()
            elif not line.strip():
                sentence = _Sentence()
            else:
                if separator is None:
                    separator = "\t" if "\t" in line else " "
                if not documents:
                    documents.append(_Document(number, None))
                if not sentence.rows:
                    documents[-1].sentences.append(sentence)
                # Only these separate columns: a no-break space is a part of its token.
                cells = line.split("\t") if separator == "\t" else re.findall("[^ \t]+", line)
                sentence.rows.append(cells)
                sentence.lines.append(number)
    return separator or "\t", [document for document in documents if document.sentences]


def _tag_column(rows: list[list[str]], wanted: int | None, path: Path) -> int:
    """The tag's column from 0: the wanted one, else the last in which there are only tags."""
    width = min(len(row) for row in rows)
    if wanted is not None:
        column = wanted - 1 if wanted > 0 else width + wanted
        if not 0 <= column < width:
            raise FormatError(
                f"there is no column {wanted}", hint=f"lines have {width} columns", path=path
            )
        return column
    for column in range(min(max(map(len, rows)), MAX_COLUMNS) - 1, 0, -1):
        cells = [row[column] for row in rows if len(row) > column]
        if len(cells) * 2 > len(rows) and all(map(conll_tags.is_tag, cells)):
            return column
    raise FormatError(
        "no column holds tags such as O, B-LABEL and I-LABEL",
        hint="the column can be given by its number",
        path=path,
    )


def _tags(part: _Sentence, tag: int, path: Path, findings: list[Finding]) -> list[str]:
    tags = []
    for row, line in zip(part.rows, part.lines, strict=True):
        if len(row) > tag and conll_tags.is_tag(row[tag]):
            tags.append(row[tag])
        else:
            tags.append(OUTSIDE)
            message = f"there is no tag in column {tag + 1}; the token is read as untagged"
            findings.append(finding_at(Place(str(path), line), "source-malformed", message))
    return tags


def _irregular(part: _Sentence, tags: list[str], scheme: Scheme, path: Path) -> Iterator[Finding]:
    """A finding for each tag that the scheme would not have written."""
    regular = conll_tags.tags(conll_tags.spans(tags), len(tags), scheme)
    for line, tag, expected in zip(part.lines, tags, regular, strict=True):
        if tag != expected:
            yield finding_at(
                Place(str(path), line),
                "source-interpreted",
                f"the tag does not follow the scheme {scheme}",
                level="warning",
                hint="it is read as conlleval reads it, and would be written differently",
            )


def _sourced(
    record_id: str,
    document: _Document,
    tagged: list[list[str]],
    kept: Kept,
    path: Path,
    options: ReadOptions,
    findings: tuple[Finding, ...],
) -> Sourced:
    units = []
    entities: list[Entity] = []
    places: dict[str, Place] = {}
    labels: dict[str, str] = {}
    more: list[Finding] = []
    for number, (part, tags) in enumerate(zip(document.sentences, tagged, strict=True), 1):
        unit = f"s{number}"
        tokens = [row[0] for row in part.rows]
        text = " ".join(tokens)
        units.append(Passage(id=unit, text=text))
        starts = _starts(tokens)
        for line, token in zip(part.lines, tokens, strict=True):
            if " " in token:
                message = "a token with a space inside would be written as several"
                more.append(
                    finding_at(Place(str(path), line), "conversion-loss", message, level="warning")
                )
        for span in conll_tags.spans(tags):
            key = f"e{len(entities) + 1}"
            start, end = starts[span.start], starts[span.end - 1] + len(tokens[span.end - 1])
            alias = options.labels.get(("entity", span.label))
            label = alias or label_id(span.label or UNTYPED)
            if label != span.label:
                labels[label] = span.label
            entities.append(
                Entity(
                    id=key,
                    label=label,
                    spans=[Span(unit=unit, start=start, end=end)],
                    text=text[start:end],
                )
            )
            places[key] = Place(str(path), part.lines[span.start])
    longest = max(len(row) for part in document.sentences for row in part.rows)
    width = min(longest, MAX_COLUMNS)
    kept = replace(kept, width=width, labels=labels, columns=_other_columns(document, kept, width))
    metadata = packed(KEY, kept)
    if metadata is not UNSET and len(bytes(metadata)) > MAX_METADATA:
        metadata = packed(KEY, replace(kept, columns={}))
        message = "columns besides token and tag take more room than metadata has"
        more.append(
            finding_at(Place(str(path), document.line), "conversion-loss", message, level="warning")
        )
    record = Record(
        id=record_id,
        modality="text",
        units=list(units),
        annotations=list(entities),
        schema=UNSET if options.schema is None else options.schema,
        metadata=metadata,
    )
    return Sourced(
        place=Place(str(path), document.line),
        record=record,
        places=places,
        findings=tuple(finding.placed(record=record_id) for finding in (*findings, *more)),
    )


def _starts(tokens: Sequence[str]) -> list[int]:
    """Where each token begins in the text of the sentence."""
    starts = []
    position = 0
    for token in tokens:
        starts.append(position)
        position += len(token) + 1
    return starts


def _other_columns(document: _Document, kept: Kept, width: int) -> dict[str, str | tuple[str, ...]]:
    columns: dict[str, str | tuple[str, ...]] = {}
    for column in range(1, width):
        if column + 1 == kept.tag:
            continue
        cells = [
            [row[column] if len(row) > column else "" for row in part.rows]
            for part in document.sentences
        ]
        distinct = {cell for sentence in cells for cell in sentence}
        first = cells[0][0]
        columns[str(column + 1)] = (
            first
            if len(distinct) == 1 and len(first) <= MAX_SHARED_CELL
            else tuple(kept.separator.join(sentence) for sentence in cells)
        )
    return columns
