"""One line of brat standoff: parsed into a value, and written back as it was.

Source: https://brat.nlplab.org/standoff.html, and brat's own reader where the page is silent. Knows
nothing of documents or records.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_OFFSET = 2**53 - 1
_MAX_DIGITS = 20  # more are not even looked at: Python refuses to read numbers of thousands


@dataclass(frozen=True)
class TextBound:
    """`T1<TAB>Label 0 5;8 12<TAB>text`: code points, half-open, one or more fragments."""

    id: str
    label: str
    fragments: tuple[tuple[int, int], ...]
    text: str | None


@dataclass(frozen=True)
class Event:
    """`E1<TAB>Label:T1 Theme:T2 Theme2:E3`; roles as written, numbers and all."""

    id: str
    label: str
    trigger: str | None
    arguments: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Relation:
    """`R1<TAB>Label Arg1:T1 Arg2:T2`; two arguments in the order of the line."""

    id: str
    label: str
    arguments: tuple[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class Attribute:
    """`A1<TAB>Name T1 value`; without a value it is a flag. `M1` is an older spelling."""

    id: str
    name: str
    target: str
    value: str | None


@dataclass(frozen=True)
class Normalization:
    """`N1<TAB>Reference T1 Database:identifier<TAB>text`."""

    id: str
    kind: str
    target: str
    database: str
    identifier: str
    text: str


@dataclass(frozen=True)
class Equivalence:
    """`*<TAB>Label T1 T2 T3`; it has no id."""

    label: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """`#1<TAB>AnnotatorNotes T1<TAB>text`."""

    id: str
    kind: str
    target: str
    text: str


@dataclass(frozen=True)
class Malformed:
    """A line that is none of these; `reason` completes the sentence 'the line ...'."""

    reason: str


Line = TextBound | Event | Relation | Attribute | Normalization | Equivalence | Note

_TWO_COLUMNS = frozenset("ERAM*")
_TEXT_BOUND = re.compile(r"(\S+) ([0-9]+ [0-9]+(?:;[0-9]+ [0-9]+)*) *\Z")
_EVENT = re.compile(r"([^\s:]+)(?::(\S+))?((?: +[^\s:]+:\S+)*) *\Z")
_RELATION = re.compile(r"(\S+) +([^\s:]+):(\S+) +([^\s:]+):(\S+) *\Z")
_ATTRIBUTE = re.compile(r"(\S+) +(\S+)(?: (.*))?\Z")
_NORMALIZATION = re.compile(r"(\S+) +(\S+) +([^\s:]+):(\S+) *\Z")
_EQUIVALENCE = re.compile(r"(\S+)((?: +\S+)+) *\Z")
_NOTE = re.compile(r"(\S+) +(\S+) *\Z")


def parse(line: str) -> Line | Malformed:
    """The line's content; `line` comes without its line end."""
    key, tab, rest = line.partition("\t")
    if not tab:
        return Malformed("has no tab after its id")
    if key != "*" and (len(key) < 2 or any(map(str.isspace, key))):
        return Malformed("does not begin with an id")
    data, tail_tab, tail = rest.partition("\t")
    match key[0]:
        case "T":
            return _text_bound(key, data, tail if tail_tab else None)
        case "E":
            return _event(key, data)
        case "R":
            return _relation(key, data)
        case "A" | "M":
            return _attribute(key, data)
        case "N":
            return _normalization(key, data, tail)
        case "*":
            return _equivalence(data)
        case "#":
            return _note(key, data, tail)
        case _:
            return Malformed("is of no known kind (T, E, R, A, M, N, * or #)")


def has_surplus(line: str) -> bool:
    """Whether a line has text in a third column although its kind has two, so `parse` drops it."""
    return line[:1] in _TWO_COLUMNS and bool("".join(line.split("\t")[2:]).strip())


def _text_bound(key: str, data: str, text: str | None) -> Line | Malformed:
    if not (found := _TEXT_BOUND.match(data)):
        return Malformed("has no label with START END offsets")
    digits = re.findall("[0-9]+", found[2])
    if max(map(len, digits)) > _MAX_DIGITS or max(numbers := list(map(int, digits))) > MAX_OFFSET:
        return Malformed("has an offset that is too large")
    return TextBound(key, found[1], tuple(zip(numbers[::2], numbers[1::2], strict=True)), text)


def _event(key: str, data: str) -> Line | Malformed:
    if not (found := _EVENT.match(data)):
        return Malformed("is no event of the form LABEL:TRIGGER ROLE:ID ...")
    pairs = [argument.split(":", 1) for argument in found[3].split()]
    return Event(key, found[1], found[2], tuple((role, target) for role, target in pairs))


def _relation(key: str, data: str) -> Line | Malformed:
    if not (found := _RELATION.match(data)):
        return Malformed("is no relation with two arguments ROLE:ID")
    return Relation(key, found[1], ((found[2], found[3]), (found[4], found[5])))


def _attribute(key: str, data: str) -> Line | Malformed:
    if not (found := _ATTRIBUTE.match(data.rstrip(" "))):
        return Malformed("is no attribute of the form NAME ID or NAME ID VALUE")
    return Attribute(key, found[1], found[2], found[3] or None)


def _normalization(key: str, data: str, text: str) -> Line | Malformed:
    if not (found := _NORMALIZATION.match(data)):
        return Malformed("is no normalization of the form KIND ID DATABASE:IDENTIFIER")
    return Normalization(key, found[1], found[2], found[3], found[4], text)


def _equivalence(data: str) -> Line | Malformed:
    if not (found := _EQUIVALENCE.match(data)):
        return Malformed("is no equivalence of the form LABEL ID ID ...")
    return Equivalence(found[1], tuple(found[2].split()))


def _note(key: str, data: str, text: str) -> Line | Malformed:
    if not (found := _NOTE.match(data)):
        return Malformed("is no note of the form KIND ID")
    return Note(key, found[1], found[2], text)


def render(line: Line) -> str:
    """The line, without a line end; what `parse` reads from it is equal to `line`."""
    match line:
        case TextBound(id=key, label=label, fragments=fragments, text=text):
            offsets = ";".join(f"{start} {end}" for start, end in fragments)
            return f"{key}\t{label} {offsets}" + ("" if text is None else f"\t{text}")
        case Event(id=key, label=label, trigger=trigger, arguments=arguments):
            head = label if trigger is None else f"{label}:{trigger}"
            return f"{key}\t" + " ".join([head, *map(":".join, arguments)])
        case Relation(id=key, label=label, arguments=arguments):
            return f"{key}\t" + " ".join([label, *map(":".join, arguments)])
        case Attribute(id=key, name=name, target=target, value=value):
            return f"{key}\t{name} {target}" + ("" if value is None else f" {value}")
        case Normalization(kind=kind, target=target, database=database, identifier=identifier):
            return f"{line.id}\t{kind} {target} {database}:{identifier}\t{line.text}"
        case Equivalence(label=label, members=members):
            return "*\t" + " ".join([label, *members])
        case Note(id=key, kind=kind, target=target, text=text):
            return f"{key}\t{kind} {target}\t{text}"
