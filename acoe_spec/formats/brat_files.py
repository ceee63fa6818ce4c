"""The files of a brat document: found, grouped by document, and split into parsed lines.

Knows brat's file names and lines; knows nothing of records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from acoe_spec.errors import FileProblem, UsageError
from acoe_spec.files import open_bytes, read_lines
from acoe_spec.findings import Finding
from acoe_spec.formats import brat_lines as lines
from acoe_spec.formats.brat_text import Suffix
from acoe_spec.formats.names import record_id_of
from acoe_spec.formats.records import Place, finding_at

SUFFIXES: tuple[Suffix, ...] = (".a1", ".a2", ".ann")  # in the order in which they are read
KEPT = "the line is kept as it is in the metadata of the record, and not checked"


@dataclass(frozen=True)
class PlacedLine:
    """A parsed line, and the suffix of the file that it is from."""

    place: Place
    suffix: Suffix
    line: lines.Line


@dataclass(frozen=True)
class Document:
    """One document as read: `text` is None where there is none to be had, and `findings` say why.

    `rest` has the lines that were not understood, each with the suffix of its file.
    """

    id: str
    place: Place
    suffixes: tuple[Suffix, ...]
    text: str | None
    lines: tuple[PlacedLine, ...]
    rest: tuple[tuple[Suffix, str], ...]
    findings: tuple[Finding, ...]


def read_documents(paths: Sequence[Path]) -> Iterator[Document]:
    """The documents behind files of any suffix, and in directories, each once.

    Raises `UsageError` for a file of another kind, `FileProblem` for one that cannot be read.
    """
    for stem, document_id in _stems(paths).items():
        yield _read_document(stem, document_id)


def _stems(paths: Sequence[Path]) -> dict[Path, str]:
    """Paths without suffix, to the ids of their documents."""
    stems: dict[Path, str] = {}
    for path in paths:
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                if file.suffix in SUFFIXES and file.is_file():
                    stem = file.with_suffix("")
                    stems.setdefault(stem, record_id_of(PurePosixPath(stem.relative_to(path))))
        elif path.suffix not in (".txt", *SUFFIXES):
            raise UsageError(
                "this is no file of brat's",
                hint=f"name a directory, or files ending in .txt, {', '.join(SUFFIXES)}",
                path=path,
            )
        elif not path.exists():
            raise FileProblem("no such file", path=path)
        else:
            stem = path.with_suffix("")
            stems.setdefault(stem, record_id_of(PurePosixPath(stem.name)))
    return stems


def _beside(stem: Path, suffix: str) -> Path:
    return stem.with_name(stem.name + suffix)


def _read_document(stem: Path, document_id: str) -> Document:
    findings: list[Finding] = []
    placed: list[PlacedLine] = []
    rest: list[tuple[Suffix, str]] = []
    paths = [(suffix, _beside(stem, suffix)) for suffix in SUFFIXES]
    paths = [(suffix, path) for suffix, path in paths if path.exists()]
    place = Place(str(_beside(stem, ".txt")), 1)
    text = _read_text(_beside(stem, ".txt"), findings)
    if not paths:
        findings.append(
            finding_at(
                place,
                "source-reference",
                "no annotation file stands beside the text",
                level="warning",
                hint=f"expected one ending in {', '.join(SUFFIXES)}",
            )
        )
    for suffix, path in paths:
        for line_place, line in _read_annotations(path, findings):
            parsed = lines.parse(line)
            if isinstance(parsed, lines.Malformed):
                message = f"the line {parsed.reason}"
                findings.append(finding_at(line_place, "source-malformed", message, hint=KEPT))
                rest.append((suffix, line))
            else:
                placed.append(PlacedLine(line_place, suffix, parsed))
                if lines.has_surplus(line):
                    findings.append(
                        finding_at(
                            line_place,
                            "source-interpreted",
                            "text after the last tab has no place in such a line; it is left out",
                            level="warning",
                            hint="brat keeps remarks in lines of their own, which begin with #",
                        )
                    )
    return Document(
        id=document_id,
        place=place,
        suffixes=tuple(suffix for suffix, _ in paths),
        text=text,
        lines=tuple(placed),
        rest=tuple(rest),
        findings=tuple(findings),
    )


def _read_text(path: Path, findings: list[Finding]) -> str | None:
    """The text with its line ends as they are, for offsets count them."""
    place = Place(str(path), 1)
    if not path.exists():
        message = "the text that the annotations are about is not there"
        findings.append(finding_at(place, "source-reference", message))
        return None
    with open_bytes(path) as stream:
        content = stream.read()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte {error.start + 1} of the text is not UTF-8"
        findings.append(finding_at(place, "source-malformed", message))
        return None


def _read_annotations(path: Path, findings: list[Finding]) -> Iterator[tuple[Place, str]]:
    """The lines of one file that have content and are text."""
    with open_bytes(path) as stream:
        for number, raw in read_lines(stream):
            place = Place(str(path), number)
            if raw is None:
                findings.append(finding_at(place, "source-malformed", "the line is too long"))
                continue
            try:
                line = raw.decode("utf-8")
            except UnicodeDecodeError:
                findings.append(finding_at(place, "source-malformed", "the line is not UTF-8"))
                continue
            if line.strip():
                yield place, line
