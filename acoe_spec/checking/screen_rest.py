"""The part of the screen that looks at what is rare: fields that few records have.

It is asked when a line has more in it than the pass over the frequent fields has accounted for.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from msgspec import UNSET

from acoe_spec.checking.decode import is_all_of
from acoe_spec.findings import Rule
from acoe_spec.models.record_structs import Entity, Record
from acoe_spec.rules import audio, dialogue, duplicates, identity, pages
from acoe_spec.rules.indexed import index_record
from acoe_spec.rules.metadata import MAX_METADATA
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.dates import instant

_BEYOND_TEXT: tuple[Rule, ...] = (
    *identity.RULES,
    *duplicates.RULES,
    *dialogue.RULES,
    *audio.RULES,
    *pages.RULES,
)


def rest_is_clean(
    record: Record, line: bytes | None, taxonomy: CompiledTaxonomy, today: datetime.date | None
) -> bool:
    """Whether what the pass has not looked at is certainly sound, and no rule complains about it.

    That is: keys that are repeated, `metadata`, the view, timestamps apart from those of turns,
    scope, boxes, times and segments. All else that a record may have is subject to no rule.
    """
    if any(
        annotation.metadata is not UNSET and len(bytes(annotation.metadata)) > MAX_METADATA
        for annotation in record.annotations
    ):
        return False
    if record.unresolved is not UNSET or (line is not None and not is_all_of(record, line)):
        return False
    if record.view is not UNSET and not (record.view.isprintable() and " " not in record.view):
        return False
    if any(instant(timestamp) is None for timestamp in _timestamps(record)):
        return False
    if record.scope is not UNSET:
        sets = ("entity", "relation", "event", *taxonomy.sets)
        if not all(name in sets for name in record.scope):
            return False
    return not _is_beyond_text(record) or silent(_BEYOND_TEXT, record, taxonomy, today)


def silent(
    rules: Iterable[Rule],
    record: Record,
    taxonomy: CompiledTaxonomy,
    today: datetime.date | None,
) -> bool:
    """Whether none of these rules has anything to say."""
    indexed = index_record(record, taxonomy, today=today)
    for check in dict.fromkeys(rule.check for rule in rules):
        if check is not None and next(check(indexed, taxonomy), None) is not None:
            return False
    return True


def _timestamps(record: Record) -> Iterator[str]:
    if record.date is not UNSET:
        yield record.date
    for annotation in record.annotations:
        if annotation.created is not UNSET:
            yield annotation.created


def _is_beyond_text(record: Record) -> bool:
    """Whether anything in the record is on a page or in time."""
    return record.modality == "audio" or any(
        annotation.boxes is not UNSET or annotation.times is not UNSET
        for annotation in record.annotations
        if isinstance(annotation, Entity)
    )
