"""Concordances that others published: which old code became which new one, row by row.

Two kinds are read. A *table* has a column of old ids and one of new ids, named by their titles or
counted from 1, and may have anything else beside and above them. *SSSOM* (Simple Standard for
Sharing Ontological Mappings, https://mapping-commons.github.io/sssom/spec-formats-tsv/) is
tab-separated, has its metadata in comments on top and says by a predicate how close a pair is.

Ids are opaque here, spelt as the file has them: which are labels is for `versions.concordance`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from acoe_spec.errors import FormatError, UsageError
from acoe_spec.formats.tabular import HEADER_ROWS, Row, read_text, rows_of, title

Predicate = Literal["exact", "close", "broad", "narrow", "related", "unknown", "not"]

SSSOM_COLUMNS = ("subject_id", "object_id")
_NO_TERM = "NoTermFound"
# What columns are called where nobody says which they are.
_USUAL = (
    ("old", "new"),
    ("from", "to"),
    ("source", "target"),
    ("old id", "new id"),
    ("from id", "to id"),
    ("source id", "target id"),
)
# The last part of a predicate, of SKOS, OWL, RDFS, OBO or SEMAPV. The subject is the old label: by
# `broadMatch` the object, the new one, is broader.
_PREDICATES: dict[str, Predicate] = {
    "exactMatch": "exact",
    "equivalentClass": "exact",
    "equivalentProperty": "exact",
    "sameAs": "exact",
    "crossSpeciesExactMatch": "exact",
    "closeMatch": "close",
    "hasDbXref": "close",
    "broadMatch": "broad",
    "subClassOf": "broad",
    "subPropertyOf": "broad",
    "narrowMatch": "narrow",
    "relatedMatch": "related",
    "seeAlso": "related",
}

_TURNED: dict[Predicate | None, Predicate] = {"broad": "narrow", "narrow": "broad"}


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One row: an old id and a new one, None where the row has none.

    `line` is the line that the row begins on, from 1. `predicate` says what the new label is to
    the old one, and None that the file does not say; a `broad` new one means more, and `not` denies
    the pair.
    """

    line: int
    old: str | None
    new: str | None
    predicate: Predicate | None = None


@dataclass(frozen=True, kw_only=True)
class Concordance:
    """The rows of one file that say anything, in its order.

    `sssom` if they are of that format; `header` is the row that was taken for the header of a
    table, read as if it were one of them.
    """

    pairs: tuple[Pair, ...]
    sssom: bool = False
    header: Pair | None = None


@dataclass(frozen=True, kw_only=True)
class ConcordanceOptions:
    """How to read a table; what is None is found by itself.

    `old`, `new`: a column by its title, or by its number from 1. `delimiter`: else the one that is
    most frequent. `header`: False if the first row is a pair already, which takes both numbers.
    """

    old: str | None = None
    new: str | None = None
    delimiter: str | None = None
    header: bool = True


def read(source: Path, options: ConcordanceOptions | None = None) -> Concordance:
    """The pairs of a file. It is SSSOM if it has the columns of SSSOM, and no others are asked for.

    Raises `UsageError` if a column that was asked for is not there, or is there twice, or none was
    asked for and none is known by its title; `FormatError` if it is not UTF-8 or no table;
    `FileProblem` if it cannot be read.
    """
    options = options or ConcordanceOptions()
    text = read_text(source)
    asked = tuple(title(each) for each in (options.old, options.new) if each is not None)
    if set(asked) in (set(), set(map(title, SSSOM_COLUMNS))):
        above, below = _without_comments(text)
        delimiter = options.delimiter or ("\t" if "\t" in below.partition("\n")[0] else ",")
        titles = set(map(title, below.partition("\n")[0].split(delimiter)))
        if set(map(title, SSSOM_COLUMNS)) <= titles:
            rows = rows_of(below, source, delimiter, first_line=above + 1, quoted=True)
            columns = asked or tuple(map(title, SSSOM_COLUMNS))
            return Concordance(pairs=tuple(_sssom(rows, columns)), sssom=True)
    rows = rows_of(text, source, options.delimiter)
    if not any(any(row.cells) for row in rows):
        raise FormatError("the concordance is empty", path=source)
    first, old, new = _columns(rows, options, source)
    pairs = [
        Pair(line=row.line, old=row.cell(old) or None, new=row.cell(new) or None)
        for row in rows[max(first - 1, 0) :]
        if any(row.cells)
    ]
    return Concordance(
        pairs=tuple(pairs[1:] if first else pairs), header=pairs[0] if first else None
    )


def _columns(
    rows: Sequence[Row], options: ConcordanceOptions, source: Path
) -> tuple[int, int, int]:
    """The index of the first pair, and the columns of old and new ids, from 0."""
    if (options.old is None) != (options.new is None):
        raise UsageError("only one of the two columns is named", hint=_hint(rows), path=source)
    named = [(options.old, options.new)] if options.old and options.new else _USUAL
    for old, new in named:
        found = _found(rows, (str(old), str(new)), source, header=options.header)
        if found is not None:
            if found[1] == found[2]:
                raise UsageError(
                    f"the old and the new ids are both in column {found[1] + 1}",
                    hint=_hint(rows),
                    path=source,
                )
            return found
    if options.old is None:
        raise UsageError(
            "nothing says which columns hold the old and the new ids", hint=_hint(rows), path=source
        )
    raise UsageError(
        f"no row near the top has the columns '{options.old}' and '{options.new}'",
        hint=_hint(rows),
        path=source,
    )


def _found(
    rows: Sequence[Row], asked: tuple[str, str], source: Path, *, header: bool
) -> tuple[int, int, int] | None:
    """As `_columns`, for two columns; None if no row near the top has them."""
    numbers = [int(each) - 1 if re.fullmatch("[1-9][0-9]*", each) else None for each in asked]
    if not header:
        return None if None in numbers else (0, numbers[0] or 0, numbers[1] or 0)
    for index, row in enumerate(rows[:HEADER_ROWS]):
        columns = [
            row.titles.index(title(each)) if title(each) in row.titles else number
            for each, number in zip(asked, numbers, strict=True)
        ]
        # A title above the table stands in one cell; the header has something in both columns.
        if None not in columns and all(row.cell(column) for column in columns):
            for each in asked:
                _only_once(row, each, source)
            return index + 1, columns[0] or 0, columns[1] or 0
    return None


def _only_once(header: Row, asked: str, source: Path) -> None:
    same = [str(at) for at, each in enumerate(header.titles, start=1) if each == title(asked)]
    if len(same) > 1:
        raise UsageError(
            f"the title '{asked}' stands over columns {', '.join(same[:-1])} and {same[-1]}",
            hint="name the column by its number",
            path=source,
            line=header.line,
        )


def _hint(rows: Iterable[Row]) -> str:
    """The titles of the widest row near the top, which is the header in most tables."""
    near = [row for row in rows if row.cells][:HEADER_ROWS]
    widest = max(near, key=lambda row: sum(map(bool, row.cells)))
    titles = ", ".join(f"'{cell}'" for cell in widest.cells if cell)
    return f"name two of its columns, by title or by number: {titles}"


def _without_comments(text: str) -> tuple[int, str]:
    """How many lines on top are comments, and the rest of the text."""
    lines = 0
    while text.startswith("#"):
        text = text.partition("\n")[2]
        lines += 1
    return lines, text


def _sssom(rows: Sequence[Row], columns: Sequence[str]) -> Iterable[Pair]:
    """The pairs of SSSOM; `columns` are the titles of the old ids and of the new ones."""
    titles = rows[0].titles
    old, new, predicate, modifier = (
        titles.index(title(name)) if title(name) in titles else None
        for name in (*columns, "predicate_id", "predicate_modifier")
    )
    turned = columns[0] != title(SSSOM_COLUMNS[0])
    for row in rows[1:]:
        if any(row.cells):
            denied = row.cell(modifier).casefold() == "not"
            said = "not" if denied else _predicate(row.cell(predicate))
            yield Pair(
                line=row.line,
                old=_local(row.cell(old)),
                new=_local(row.cell(new)),
                predicate=_TURNED.get(said, said) if turned else said,
            )


def _local(curie: str) -> str | None:
    """The id in a CURIE or an IRI, without its prefix; None for `sssom:NoTermFound`."""
    _, separator, local = curie.rpartition(":") if "://" not in curie else _of_iri(curie)
    identifier = local if separator else curie
    return None if identifier in ("", _NO_TERM) else identifier


def _of_iri(iri: str) -> tuple[str, str, str]:
    return iri.rpartition("#") if "#" in iri else iri.rpartition("/")


def _predicate(written: str) -> Predicate | None:
    if not written:
        return None
    return _PREDICATES.get(_local(written) or "", "unknown")
