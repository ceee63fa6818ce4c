"""Records to columns of tokens and tags.

Overlaps, discontinuous spans and everything that is not a labelled span have no place here, and are
reported. White space between tokens becomes one space when the file is read again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import UNSET, UnsetType

from acoe_spec.files import replace_atomically
from acoe_spec.findings import Finding
from acoe_spec.formats import conll_tags
from acoe_spec.formats.conll_kept import DOCUMENT_START, KEY, Kept, kept_of
from acoe_spec.formats.conll_tags import SCHEMES, TokenSpan
from acoe_spec.formats.records import Losses, WriteOptions, has_other_metadata
from acoe_spec.models.record_structs import Entity, Record, Span

_CARRIED = frozenset({"id", "label", "spans", "text", "metadata"})
_CARRIED_BY_RECORD = frozenset({"id", "units", "annotations", "modality", "metadata"})
_CARRIED_BY_UNIT = frozenset({"id", "text"})


def write(records: Iterable[Record], destination: Path, options: WriteOptions) -> list[Finding]:
    """Write all records to one file; the findings say what was lost. Raises `FileProblem`.

    Records that were read from columns get their own columns and scheme back; others get a token
    and a tag, separated by a tab, where a token is what white space and the ends of spans leave.
    """
    losses = Losses("CoNLL columns")
    with replace_atomically(destination) as stream:
        for number, record in enumerate(records):
            lines = _lines(record, options, losses)
            kept = kept_of(record)
            if kept.start is not None or number:
                lines = [kept.start or DOCUMENT_START, "", *lines]
            stream.write("".join(f"{line}\n" for line in lines).encode("utf-8"))
    return list(losses.findings())


def _lines(record: Record, options: WriteOptions, losses: Losses) -> list[str]:
    losses.add_fields(record, record, _CARRIED_BY_RECORD, of="a record")
    if record.modality != "text":
        losses.add("a modality other than text", record)
    if has_other_metadata(record.metadata, KEY):
        losses.add("metadata of a record", record)
    kept = kept_of(record)
    if not kept.tag:  # else they were made up when the columns were read
        losses.add("the ids of a record, its units and its annotations", record)
    scheme = kept.scheme
    if options.scheme is not None:
        scheme = next((known for known in SCHEMES if known == options.scheme), scheme)
    by_unit = _spans_by_unit(record, options, kept, losses)
    lines: list[str] = []
    for index, unit in enumerate(record.units):
        kind = type(unit).__name__.lower()
        for name in unit.__struct_fields__:
            if name not in _CARRIED_BY_UNIT and getattr(unit, name) is not UNSET:
                losses.add(f"{name} of a {kind}", record)
        if unit.text is UNSET or not unit.text.strip():
            losses.add("a unit without text", record)
            continue
        spans = by_unit[unit.id]
        tokens = _tokens(unit.text, spans, as_read=kept.tag > 0)
        if " ".join(unit.text[start:end] for start, end in tokens) != unit.text:
            losses.add(
                "white space other than one space between tokens", record,
                hint="the text is put together differently when it is read again",
            )  # fmt: skip
        starts = {start: number for number, (start, _) in enumerate(tokens)}
        ends = {end: number + 1 for number, (_, end) in enumerate(tokens)}
        token_spans = [TokenSpan(starts[s], ends[e], label) for s, e, label in spans]
        tags = conll_tags.tags(token_spans, len(tokens), scheme)
        words = [unit.text[start:end] for start, end in tokens]
        lines.extend(_rows(words, tags, kept, index))
        lines.append("")
    return lines


def _rows(words: list[str], tags: list[str], kept: Kept, sentence: int) -> Iterator[str]:
    """The lines of one sentence, with the columns that were kept for as many tokens."""
    if not 0 < kept.tag - 1 < kept.width:
        yield from (f"{word}\t{tag}" for word, tag in zip(words, tags, strict=True))
        return
    columns: list[list[str]] = []
    for column in range(1, kept.width + 1):
        cells = kept.columns.get(str(column), "_")
        if column == 1:
            columns.append(words)
        elif column == kept.tag:
            columns.append(tags)
        elif isinstance(cells, str):
            columns.append([cells] * len(words))
        else:
            found = cells[sentence].split(kept.separator) if sentence < len(cells) else []
            columns.append(found if len(found) == len(words) else ["_"] * len(words))
    for row in zip(*columns, strict=True):
        yield kept.separator.join(row)


def _spans_by_unit(
    record: Record, options: WriteOptions, kept: Kept, losses: Losses
) -> dict[str, list[tuple[int, int, str]]]:
    """For each unit the spans that can be tagged, in order and not overlapping; longest first."""
    texts = {unit.id: unit.text for unit in record.units}
    candidates: dict[str, list[tuple[int, int, str, Entity]]] = defaultdict(list)
    for annotation in record.annotations:
        if not isinstance(annotation, Entity):
            kind = type(annotation).__name__.lower()
            losses.add(f"a label of kind {kind}", record, annotation.id)
            continue
        losses.add_fields(record, annotation, _CARRIED, of="an entity")
        if has_other_metadata(annotation.metadata, KEY):
            losses.add("metadata of an entity", record, annotation.id)
        if annotation.spans is UNSET or len(annotation.spans) != 1:
            losses.add("an entity that is not one span", record, annotation.id)
            continue
        span = annotation.spans[0]
        text = texts.get(span.unit, UNSET)
        trimmed = None if text is UNSET else _trimmed(text, span)
        if trimmed is None:
            losses.add("a span without any token", record, annotation.id)
            continue
        if trimmed != (span.start, span.end):
            losses.add("white space at the ends of a span", record, annotation.id)
        alias = options.labels.get(("entity", annotation.label))
        label = kept.labels.get(annotation.label, alias)
        name = annotation.label if label is None else label
        if name and not conll_tags.is_tag(f"B-{name}"):
            losses.add("a label with white space", record, annotation.id)
            continue
        candidates[span.unit].append((*trimmed, name, annotation))
    chosen: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for unit, found in candidates.items():
        taken: list[tuple[int, int, str]] = []  # in order, and apart
        for start, end, name, entity in sorted(found, key=lambda it: (it[0] - it[1], it[0])):
            place = bisect_left(taken, (start, end))
            if (place and taken[place - 1][1] > start) or any(
                following[0] < end for following in taken[place : place + 1]
            ):
                losses.add("a span that overlaps a longer one", record, entity.id)
            else:
                taken.insert(place, (start, end, name))
        chosen[unit] = taken
    return chosen


def _trimmed(text: str | UnsetType, span: Span) -> tuple[int, int] | None:
    """The span without outer white space; None if nothing is left or it leaves the text."""
    if text is UNSET or span.end > len(text):
        return None
    covered = text[span.start : span.end]
    start = span.start + len(covered) - len(covered.lstrip())
    end = span.end - (len(covered) - len(covered.rstrip()))
    return (start, end) if start < end else None


def _tokens(
    text: str, spans: list[tuple[int, int, str]], *, as_read: bool
) -> list[tuple[int, int]]:
    """Half-open ranges of tokens: cut at white space and at both ends of every span.

    Text that was read from columns is cut as it was put together: other spaces are in tokens.
    """
    cuts = {position for start, end, _ in spans for position in (start, end)}
    tokens: list[tuple[int, int]] = []
    start = 0
    for position in range(len(text) + 1):
        at_space = position < len(text) and (
            text[position] in " \t\r\n" if as_read else text[position].isspace()
        )
        if position == len(text) or at_space or position in cuts:
            if position > start:
                tokens.append((start, position))
            start = position + 1 if at_space else position
    return tokens
