"""All rules for records and label files, as one table.

Each theme's module ends in a tuple `RULES` of `findings.Rule`; here they become one. A row's
`check` is one of three things, by table:

- `RECORD_RULES`: a generator `(IndexedRecord, CompiledTaxonomy) -> Iterator[Finding]`. Rows whose
  complaints come out of one walk may name the same generator.
- `FILE_RULES`: a function without arguments that makes a watcher (`pins.Watcher`) for one file;
  the watcher is called with each line number and record in turn, and yields findings.
- `STRUCTURE_RULES`: None. They are by-products of reading a line and of finding its taxonomy.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

from acoe_spec.findings import Finding, Rule
from acoe_spec.models.record_structs import Record
from acoe_spec.rules import (
    anchors,
    attributes,
    audio,
    categories,
    clusters,
    dialogue,
    duplicates,
    events,
    identity,
    labels,
    links,
    metadata,
    overlap,
    pages,
    pins,
    relations,
    structure,
)
from acoe_spec.rules.indexed import IndexedRecord, index_record
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

_THEMES = (
    identity,
    metadata,
    duplicates,
    anchors,
    labels,
    attributes,
    categories,
    relations,
    events,
    clusters,
    links,
    overlap,
    dialogue,
    audio,
    pages,
)

RECORD_RULES: tuple[Rule, ...] = (
    *(rule for theme in _THEMES for rule in theme.RULES),
    *pins.RECORD_RULES,
)
FILE_RULES: tuple[Rule, ...] = pins.FILE_RULES
STRUCTURE_RULES: tuple[Rule, ...] = (*structure.RULES, *pins.READING_RULES)

ALL_RULES: tuple[Rule, ...] = (*STRUCTURE_RULES, *RECORD_RULES, *FILE_RULES)

RecordCheck = Callable[[IndexedRecord, CompiledTaxonomy], Iterator[Finding]]

RECORD_CHECKS: tuple[RecordCheck, ...] = tuple(
    dict.fromkeys(rule.check for rule in RECORD_RULES if rule.check is not None)
)

# Rules that have nothing to say where all is text.
_BEYOND_TEXT = frozenset(rule.check for theme in (audio, pages) for rule in theme.RULES)
_TEXT_CHECKS = tuple(check for check in RECORD_CHECKS if check not in _BEYOND_TEXT)

_BY_ID = {rule.id: rule for rule in ALL_RULES}


def by_id(rule_id: str) -> Rule | None:
    """The row of that rule."""
    return _BY_ID.get(rule_id)


def record_findings(
    record: Record, taxonomy: CompiledTaxonomy, *, today: datetime.date | None = None
) -> Iterator[Finding]:
    """What all rules for single records say about this one, in the order of the table."""
    indexed = index_record(record, taxonomy, today=today)
    for check in RECORD_CHECKS if indexed.beyond_text else _TEXT_CHECKS:
        yield from check(indexed, taxonomy)
