"""All formats of label files as one table, how one is recognised, and the rules of their findings.

The prose of a row is what the documentation and the command line say about the format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from acoe_spec.errors import UsageError
from acoe_spec.files import STDIN, open_bytes, read_lines
from acoe_spec.findings import Finding, Rule
from acoe_spec.formats import (
    brat_files,
    brat_read,
    brat_write,
    conll_read,
    conll_tags,
    conll_write,
    jsonl,
)
from acoe_spec.formats.records import ReadOptions, Sourced, WriteOptions
from acoe_spec.models.record_structs import Record

Read = Callable[[Sequence[Path], ReadOptions], Iterator[Sourced]]
Write = Callable[[Iterable[Record], Path, WriteOptions], list[Finding]]

_COMPRESSED = (".gz", ".zst")
_SNIFFED_LINES = 200


@dataclass(frozen=True, kw_only=True)
class Format:
    """One format: what it is called, what it can carry, what it loses, and its two functions.

    `extensions` are in lower case and begin with a dot. `writes` says what a destination is: one
    file for all records, or a directory with files for each. `read` or `write` is None where there
    is none.
    """

    id: str
    title: str
    extensions: tuple[str, ...]
    compressed: bool
    carries: str
    losses: tuple[str, ...]
    writes: str
    read: Read | None = field(repr=False)
    write: Write | None = field(repr=False)


JSONL = Format(
    id="jsonl",
    title="JSON Lines",
    extensions=(".jsonl", ".ndjson"),
    compressed=True,
    carries="Records as they are, one a line; `metadata` byte for byte.",
    losses=(),
    writes="file",
    read=jsonl.read,
    write=jsonl.write,
)

BRAT = Format(
    id="brat",
    title="brat standoff",
    extensions=(".txt", *brat_files.SUFFIXES),
    compressed=False,
    carries=(
        "Entities with one or more spans, relations, events with triggers, roles and arguments"
        " (events too), attributes of each, links as normalizations, clusters as equivalences, and"
        " comments as notes. The text is one passage, with its line ends as they are. A second"
        " filler of the role Theme is written Theme2. What was read from brat is written back as"
        " the same set of lines, in `.ann` or in `.a1` and `.a2`; white space at the end of a line"
        " is not kept."
    ),
    losses=(
        "division into units, with their ids, speakers and times: texts stand under each other",
        "categories, boxes and times",
        "events without a trigger, unless they came from brat",
        "attributes that are false; the types of other attributes, which are read back as text",
        "links without one identifier (nil, ambiguous), and the confidence of a link",
        "confidence, annotator, created, origin, previous and metadata of annotations",
        "everything about the record besides its id: schema, view, state, scope, media, ...",
        "ids that are not T1, E1, R1, ...: they are numbered anew",
        "line ends in comments and at the edges of spans",
    ),
    writes="directory",
    read=brat_read.read,
    write=brat_write.write,
)

CONLL = Format(
    id="conll",
    title="CoNLL columns",
    extensions=(".conll", ".conll02", ".conll03", ".iob", ".iob2", ".bio", ".bioes", ".iobes"),
    compressed=True,
    carries=(
        "Entities of one span each, as IOB1, IOB2, IOBES or BILOU tags; the scheme and the column"
        " are recognised and reported. A sentence is a passage, a document (`-DOCSTART-`, else the"
        " file) a record. What was read from columns is written back with the same tags and the"
        " same other columns."
    ),
    losses=(
        "entities that overlap a longer one, are discontinuous or run over several units",
        "relations, events, categories, clusters, boxes and times",
        "attributes, links, comments and everything else about an entity besides its label",
        "ids of records, units and annotations",
        "white space other than one space between tokens; a span that ends inside a word cuts it",
        "other columns of a document that would fill more than 64 KiB of metadata",
    ),
    writes="file",
    read=conll_read.read,
    write=conll_write.write,
)

FORMATS: tuple[Format, ...] = (JSONL, BRAT, CONLL)
_BY_ID = {known.id: known for known in FORMATS}


def by_id(format_id: str) -> Format:
    """The row of that id; raises `UsageError` with the known ones."""
    if format_id not in _BY_ID:
        raise UsageError(f"there is no format '{format_id}'", hint=f"known are {', '.join(_BY_ID)}")
    return _BY_ID[format_id]


def of_sources(paths: Sequence[Path]) -> Format:
    """The one format that all of these files have, by their names, else by what is in them.

    Standard input is taken for JSON Lines. Raises `UsageError` if a file could be anything or if
    they differ, `FileProblem` if it takes a look inside and that fails.
    """
    found: dict[str, Path] = {}
    for path in paths:
        found.setdefault(_of_source(path).id, path)
    if len(found) > 1:
        kinds = " and ".join(f"{kind} ({path})" for kind, path in found.items())
        raise UsageError(
            f"these files have different formats: {kinds}",
            hint="convert them one format at a time, or name the format",
        )
    return JSONL if not found else _BY_ID[next(iter(found))]


def of_destination(path: Path) -> Format:
    """The format that a destination's name asks for; raises `UsageError` if it could be any."""
    named = _by_extension(path)
    if named is None:
        raise UsageError(
            "the format to write cannot be told from the name",
            hint=f"name the format: {', '.join(_BY_ID)}",
            path=path,
        )
    return named


def _of_source(path: Path) -> Format:
    if str(path) == STDIN:
        return JSONL
    if path.is_dir():
        if any(file.suffix in brat_files.SUFFIXES for file in path.rglob("*")):
            return BRAT
        raise UsageError(
            "this directory has no label files of a known kind",
            hint="a directory is read as brat's; name other files one by one",
            path=path,
        )
    if path.suffix == ".txt" and not any(
        path.with_suffix(suffix).exists() for suffix in brat_files.SUFFIXES
    ):
        return _by_content(path)
    return _by_extension(path) or _by_content(path)


def _by_extension(path: Path) -> Format | None:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    compressed = bool(suffixes) and suffixes[-1] in _COMPRESSED
    last = suffixes[-2:-1] if compressed else suffixes[-1:]
    for known in FORMATS:
        if set(last) & set(known.extensions) and (known.compressed or not compressed):
            return known
    return None


def _by_content(path: Path) -> Format:
    with open_bytes(path) as stream:
        lines = [line for _, line in islice(read_lines(stream), _SNIFFED_LINES) if line]
    if lines and lines[0].lstrip().startswith(b"{"):
        return JSONL
    rows = [line.decode("utf-8", "replace").split() for line in lines if line.strip()]
    if rows and all(len(row) > 1 and conll_tags.is_tag(row[-1]) for row in rows):
        return CONLL
    raise UsageError(
        "the format of this file cannot be told from its name or its content",
        hint=f"name the format: {', '.join(_BY_ID)}",
        path=path,
    )


_FOREIGN = "formats"

RULES: tuple[Rule, ...] = (
    Rule(
        id="source-malformed",
        level="error",
        summary="A line of another tool's file does not follow the format.",
        why="What cannot be read cannot be checked, and would be missing without a word.",
        fix="Mend the line in the tool that wrote it.",
        failing="T1\tOrganization 0 x\tBarclays",
        passing="T1\tOrganization 0 8\tBarclays",
        theme=_FOREIGN,
    ),
    Rule(
        id="source-reference",
        level="error",
        summary="A line of another tool's file points to something that is not there.",
        why="The attribute, note or trigger belongs to nothing, so nobody will ever see it.",
        fix="Remove the line, or restore what it points to; a `.txt` must lie beside its `.ann`.",
        failing="A1\tNegation E7",
        passing="T1\tTrade 9 13\tsold\nE7\tTrade:T1\nA1\tNegation E7",
        theme=_FOREIGN,
    ),
    Rule(
        id="source-interpreted",
        level="warning",
        summary="Another tool's file can be read in more than one way, and one was chosen.",
        why="Another choice gives other annotations.",
        fix="See that the choice is right, or name the column or scheme.",
        failing="Deutsche B-ORG\nBank I-ORG\nand O\nUBS I-ORG",
        passing="Deutsche B-ORG\nBank I-ORG\nand O\nUBS B-ORG",
        theme=_FOREIGN,
    ),
    Rule(
        id="conversion-loss",
        level="warning",
        summary="Something has no place in the format that is written.",
        why="Converted back, it is gone.",
        fix="Keep the original, or choose a format that carries it; `--strict` refuses to write.",
        failing='{"type":"category","id":"c1","set":"intent","label":"rfq"}, written as brat',
        passing=(
            '{"type":"entity","id":"T1","label":"firm","text":"Barclays",'
            '"spans":[{"unit":"text","start":0,"end":8}]}, written as brat'
        ),
        theme=_FOREIGN,
    ),
)
