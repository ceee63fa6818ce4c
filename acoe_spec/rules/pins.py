"""Which taxonomy a record was made under, and what a migration has left open.

Rules that need the history of a taxonomy are not here. That a pin can be resolved is found out
before there is a taxonomy to hand to a rule, so these findings are made by functions of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import NamedTuple

from msgspec import UNSET

from acoe_spec.findings import Finding, Rule, pointer, printable_id
from acoe_spec.models.record_structs import Record, Unresolved
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.rules.spelling import any_of
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.numbering import Requirement, is_version, precedence


class Required(NamedTuple):
    """What the version of a taxonomy must be, and its newest release that will do."""

    requirement: Requirement
    newest: str | None = None


Watcher = Callable[[int, Record], Iterator[Finding]]

_SHORT = 64  # code points of an id that is its own key

_PIN = re.compile(
    r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}@(?:head|[0-9]+[.][0-9]+[.][0-9]+(?:-[0-9A-Za-z.-]{1,64})?)"
)


def schema_missing() -> Finding:
    """For a record that pins no taxonomy, where none was named for the file either."""
    return Finding(
        rule="schema-missing",
        message="the record does not say which taxonomy it was made under",
        hint='add "schema": "ID@VERSION", or name one for the whole file with --schema',
        pointer="",
        field="schema",
    )


def schema_unknown(pin: str, *, hint: str | None = None) -> Finding:
    """For a pin that leads to no taxonomy of the workspace or of an installed package."""
    return Finding(
        rule="schema-unknown",
        message=f"no taxonomy is to be found for {_printable_pin(pin)}",
        hint=hint or "mend the pin, or install the package that has this taxonomy",
        pointer="/schema",
        field="schema",
    )


def schema_version(pin: str, asked_for: str) -> Finding:
    """For a pin that contradicts the taxonomy that the file is to be checked against."""
    hint = "check it against its own pin"
    if pin.partition("@")[0] == asked_for.partition("@")[0]:
        hint = f"migrate it: {_migrate_from(pin, asked_for)}; or {hint}"
    return Finding(
        rule="schema-version",
        message=f"the record pins {_printable_pin(pin)}, and is checked against {asked_for}",
        hint=hint,
        pointer="/schema",
        field="schema",
    )


def schema_outside_requirement(pin: str, required: Required) -> Finding:
    """For a pin to a version that will not do, though the taxonomy has one."""
    hint = "no release of it will do: mend the requirement, or release one"
    if required.newest is not None:
        hint = _migrate_from(pin, f"{required.requirement.taxonomy}@{required.newest}")
    return Finding(
        rule="schema-outside-requirement",
        message=f"the record pins {_printable_pin(pin)}, where {required.requirement} is required",
        hint=hint,
        pointer="/schema",
        field="schema",
    )


def migrate(pin: str) -> str:
    """The command that migrates a file to a version."""
    return f"acoe migrate FILE --to {pin}"


def _migrate_from(pin: str, to: str) -> str:
    """What brings a file from one version of a taxonomy to another; back there may be no way."""
    one, other = (each.partition("@")[2] for each in (pin, to))
    if not (is_version(one) and is_version(other)) or precedence(one) < precedence(other):
        return migrate(to)
    return f"{migrate(to)}, where what changed since can be undone"


def check_unresolved_annotation(
    record: IndexedRecord, _taxonomy: CompiledTaxonomy
) -> Iterator[Finding]:
    """A migration left nothing for people to decide."""
    for position, item in enumerate(record.record.unresolved or ()):
        yield Finding(
            rule="unresolved-annotation",
            level="warning",
            message=f"the migration from {_printable_pin(item.schema)} could not decide "
            + ("this annotation" if item.attribute is UNSET else _attribute(item.attribute)),
            hint=_decision(item),
            annotation=item.annotation.id,
            pointer=pointer("unresolved", position),
            field="unresolved",
        )


def _attribute(name: str) -> str:
    return f"the value of {printable_id(name)}"


def _decision(item: Unresolved) -> str:
    if item.because is not UNSET:
        return f"decide about {printable_id(item.because)} first: this one follows it"
    candidates = tuple(item.candidates or ())
    choice = f"choose {any_of(candidates)}" if candidates else "decide what becomes of it"
    return f"{choice}: acoe review export FILE lists what is to be decided"


def record_key(record: Record) -> str | bytes:
    """A short key that only records of the same id and view have in common."""
    view = record.view or "main"
    if view == "main" and len(record.id) <= _SHORT:
        return record.id
    return blake2b(f"{len(record.id)}:{record.id}{view}".encode(), digest_size=16).digest()


def duplicate_record(record: Record, *, line: int, before: int) -> Finding:
    """For a record whose id and view the one in line `before` has already."""
    return Finding(
        rule="duplicate-record",
        message=f"line {before} has a record with the same id and view already",
        hint="remove one of the two, or give this one a view of its own",
        line=line,
        record=record.id,
        view=record.view or "main",
        pointer="/id",
        field="id",
    )


def watch_duplicate_record() -> Watcher:
    """A watcher that remembers the key of every record."""
    first_line: dict[str | bytes, int] = {}

    def watch(line: int, record: Record) -> Iterator[Finding]:
        before = first_line.setdefault(record_key(record), line)
        if before != line:
            yield duplicate_record(record, line=line, before=before)

    return watch


def watch_mixed_schemas() -> Watcher:
    """A watcher that names the first record of each further pin in a file."""
    pins: dict[str | None, int] = {}

    def watch(line: int, record: Record) -> Iterator[Finding]:
        pin = None if record.schema is UNSET else record.schema
        if pin in pins:
            return
        pins[pin] = line
        if len(pins) > 1:
            yield Finding(
                rule="mixed-schemas",
                level="info",
                message="from here on the file has records of "
                + ("another pin" if pin is not None else "no pin")
                + f" than line {next(iter(pins.values()))} has",
                hint="counts over the whole file mix versions; `acoe migrate` makes them one",
                line=line,
                record=record.id,
                view=record.view or "main",
                pointer="" if pin is None else "/schema",
                field="schema",
            )

    return watch


def is_pin(text: str) -> bool:
    """Whether a string has the form of a pin; an address such as `jo@bank.com` has not."""
    return _PIN.fullmatch(text) is not None


def _printable_pin(pin: str) -> str:
    """The pin in quotes if it has the form of one."""
    if is_pin(pin):
        return f"'{pin}'"
    return "a name that has not the form ID@VERSION"


_RECORD = (
    '{{"schema":{schema},"id":"{id}","modality":"chat",'
    '"units":[{{"type":"turn","id":"t1","text":"ok"}}],"annotations":[]}}'
)
_GOOD = _RECORD.format(schema='"desk@1.2.0"', id="r1")

RECORD_RULES = (
    Rule(
        id="unresolved-annotation",
        level="warning",
        theme="version",
        summary="An annotation that a migration could not decide.",
        why="It is kept, but it counts nowhere until a person has said what becomes of it.",
        fix="`acoe review` writes the open questions out and reads the decisions back.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS bid"}],'
        '"annotations":[],"unresolved":[{"schema":"desk@1.1.0","reason":"the label was split",'
        '"candidates":["bond","option"],"annotation":{"type":"entity","id":"e1",'
        '"label":"product","spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"}}]}',
        passing=_GOOD,
        check=check_unresolved_annotation,
    ),
)

FILE_RULES = (
    Rule(
        id="duplicate-record",
        level="error",
        theme="identity",
        summary="Two records of a file have the same id and the same view.",
        why="Both claim to be the annotations of one document. Which one counts is left to chance, "
        "and a document that stands on both sides of a split spoils the test set.",
        fix="Remove one of the two, or give the second a view of its own.",
        failing=_GOOD + "\n" + _GOOD,
        passing=_GOOD + "\n" + _RECORD.format(schema='"desk@1.2.0"', id="r2"),
        check=watch_duplicate_record,
    ),
    Rule(
        id="mixed-schemas",
        level="info",
        theme="version",
        summary="A file holds records of more than one taxonomy version.",
        why="That is permitted, and each record is checked against its own. But counts over the "
        "whole file compare labels whose meaning may have changed.",
        fix="Migrate the file to one version if it is to be counted as one.",
        failing=_GOOD + "\n" + _RECORD.format(schema='"desk@1.1.0"', id="r2"),
        passing=_GOOD + "\n" + _RECORD.format(schema='"desk@1.2.0"', id="r2"),
        check=watch_mixed_schemas,
    ),
)

READING_RULES = (
    Rule(
        id="schema-missing",
        level="error",
        theme="version",
        summary="A record pins no taxonomy, and none was named for the file.",
        why="Without a taxonomy a label is only a word.",
        fix='Add "schema": "ID@VERSION" to the record, or run `acoe check --schema ID@VERSION`.',
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"ok"}],'
        '"annotations":[]}',
        passing=_GOOD,
    ),
    Rule(
        id="schema-unknown",
        level="error",
        theme="version",
        summary="A record pins a taxonomy, or a version, that cannot be found.",
        why="What cannot be found cannot be checked against: nothing is known about the record's "
        "labels.",
        fix="Mend the pin, run `acoe` in the workspace that has the taxonomy, or install its "
        "package.",
        failing=_RECORD.format(schema='"desk@9.9.9"', id="r1"),
        passing=_GOOD,
    ),
    Rule(
        id="schema-version",
        level="error",
        theme="version",
        summary="A record pins another taxonomy than the file is checked against.",
        why="Checked against the wrong version, right labels look wrong and wrong ones right.",
        fix="Migrate the record, or check it against its own pin.",
        failing=_RECORD.format(schema='"desk@1.1.0"', id="r1"),
        passing=_GOOD,
    ),
    Rule(
        id="schema-outside-requirement",
        level="error",
        theme="version",
        summary="A record pins a version that `--require` does not permit.",
        why="Files of several versions may lie side by side, each of them right by its own. But "
        "what reads them was made for some of these versions, and misunderstands the labels of "
        "the others.",
        fix="Migrate the file to a release that will do: `acoe migrate FILE --to ID@VERSION`. A "
        "taxonomy that no requirement names may have any version.",
        failing=_RECORD.format(schema='"desk@1.1.0"', id="r1"),
        passing=_GOOD,
    ),
)
