"""Tables as people keep them: any delimiter and line end, a byte order mark, titles on top.

Rows keep the line that they begin on, white space in a cell is made single, and a header is found
by its titles or by its columns. Knows nothing of what the columns mean.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import NamedTuple

from acoe_spec.errors import FormatError
from acoe_spec.files import open_bytes

DELIMITERS = ("\t", ",", ";", "|")
HEADER_ROWS = 10  # how far down a header may stand


class Row(NamedTuple):
    """One row: the line that it begins on, from 1, and its cells."""

    line: int
    cells: list[str]

    def cell(self, column: int | None) -> str:
        """The cell of a column, from 0; empty where the row is shorter or there is no column."""
        return "" if column is None or column >= len(self.cells) else self.cells[column]

    @property
    def titles(self) -> list[str]:
        """The cells as titles of columns, spelt so that they can be compared."""
        return [title(cell) for cell in self.cells]


def read_rows(source: Path, delimiter: str | None = None) -> list[Row]:
    """All rows of the table, the first ones too; raises as `read_text` and `rows_of` do."""
    return rows_of(read_text(source), source, delimiter)


def read_text(source: Path) -> str:
    """What a file says, every line ended by a line feed and without a byte order mark.

    Raises `FormatError` where it is not UTF-8, `FileProblem` where it cannot be read.
    """
    with open_bytes(source) as stream:
        content = stream.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(
            "the table is not UTF-8", hint="save it as UTF-8, not as UTF-16 or ANSI", path=source
        ) from error
    return re.sub(r"\r\n?", "\n", text)


def rows_of(
    text: str,
    source: Path,
    delimiter: str | None = None,
    *,
    first_line: int = 1,
    quoted: bool | None = None,
) -> list[Row]:
    """The rows of `text`, which begins on the line `first_line` of `source`.

    Without `delimiter` it is the one that is most frequent near the top. `quoted` says whether a
    cell that begins with a quotation mark ends with one; unsaid, it does, except in tab-separated
    text with a line where one stands alone. Raises `FormatError` where this is no table.
    """
    if delimiter is None:
        beginning = text.split("\n", HEADER_ROWS)[:HEADER_ROWS]
        counts = {known: sum(each.count(known) for each in beginning) for known in DELIMITERS}
        delimiter = max(DELIMITERS, key=lambda known: counts[known])
    if quoted is None:
        # In tab-separated text a lone quotation mark is just that, and opens no cell.
        quoted = delimiter != "\t" or not any(each.count('"') % 2 for each in text.split("\n"))
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=True,  # else a quotation mark without its partner swallows all rows after it
    )
    line = first_line
    rows: list[Row] = []
    try:
        for cells in reader:
            rows.append(Row(line, [" ".join(cell.split()) for cell in cells]))
            line = first_line + reader.line_num
    except csv.Error as error:
        raise FormatError(
            f"from here this is no table: {error}",
            hint='look for a quotation mark without its partner; one inside quotes is written ""',
            path=source,
            line=line,
        ) from error
    return rows


def title(written: str) -> str:
    """A title as it is compared: neither case, nor white space, nor `_` for a space counts."""
    return " ".join(re.split(r"[\s_]+", written.strip())).casefold()
