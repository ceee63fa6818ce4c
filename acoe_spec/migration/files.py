"""One label file across versions: line in, line out.

Lines that need no change keep their bytes. A line that cannot be migrated is a finding. Knows
records and ways between versions, and leaves files to `copying`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec
from msgspec import UNSET

from acoe_spec.checking.decode import is_sound, skim
from acoe_spec.checking.explain import parse, place_of
from acoe_spec.checking.screen import make_screen
from acoe_spec.checking.screen_tables import Used
from acoe_spec.errors import SchemaUnknown
from acoe_spec.files import MAX_LINE
from acoe_spec.findings import Finding
from acoe_spec.migration.copying import (
    FileOutcome,
    Progress,
    Write,
    copied,
    copy_lines,
    count_reasons,
)
from acoe_spec.migration.rules import left_out, no_path
from acoe_spec.models.record_structs import Record
from acoe_spec.rules import pins
from acoe_spec.rules.structure import line_too_long
from acoe_spec.rules.table import record_findings
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.versions.records.migrating import Migrated, Recheck, migrate
from acoe_spec.versions.records.routes import NoRoute, Route, Router

_encode = msgspec.json.Encoder().encode
_OF_IDS = frozenset(
    (
        *("rename-label", "rename-set", "rename-role", "rename-attribute", "rename-value"),
        *("swap", "flip-relation"),
    )
)


class FileMigrator:
    """Migrates one file after another; keeps what it prepared for each pin.

    Records come to `target` on the ways that `router` knows. `schema` stands in for a missing pin.
    """

    def __init__(
        self, target: CompiledTaxonomy, router: Router, *, schema: str | None = None
    ) -> None:
        self._id = target.schema.partition("@")[0]
        self._router = router
        self._schema: Any = UNSET if schema is None else schema
        self._ways: dict[object, Route | Finding | None] = {}
        self._recheck = rechecking(target)

    def copy(
        self,
        old: BinaryIO,
        write: Write,
        outcome: FileOutcome,
        *,
        progress: Progress | None = None,
    ) -> None:
        """Write the lines of `old`, migrated; the outcome gets what became of them.

        What is written is worth nothing if the outcome is refused. Raises as reading does.
        """
        copy_lines(old, write, outcome, self._line, progress=progress)

    def _line(self, line: bytes, outcome: FileOutcome) -> bytes | tuple[Finding, ...] | None:
        """The line of the migrated record; None to keep it as it is, or what is wrong with it."""
        if not line or line.isspace():
            return None
        if len(line) > MAX_LINE:
            return (line_too_long(),)
        record = skim(line)
        if record is None:
            record, findings = parse(line)
            if record is None:
                return findings
        pin = record.schema or self._schema
        way = self._ways[pin] if pin in self._ways else self._way(pin)
        if way is None:
            copied(record, outcome)
            return None
        if isinstance(way, Finding):
            return (way.placed(**place_of(record)),)
        if record.modality in way.left_out:
            return (left_out(record.modality, way).placed(**place_of(record)),)
        if record.schema is UNSET:
            record, findings = parse(line, skimmed=record)
            if record is None:
                return findings
            record.schema = pin
            new, migrated = self._migrated(record, way)
        else:
            new, migrated = self._migrated(record, way)
            quotes = _quotes_before(new, record, migrated)
            if not is_sound(record, line, quotes=quotes):  # a key that stands twice gets not lost
                record, findings = parse(line, skimmed=record)
                if record is None:
                    return findings
                new, migrated = self._migrated(record, way)
        outcome.counts += migrated.counts
        outcome.rewritten += 1
        if way.source not in outcome.ways:
            outcome.ways[way.source] = way.hash
        if migrated.record.unresolved:
            count_reasons(migrated.record, outcome.reasons)
        return new

    def _migrated(self, record: Record, way: Route) -> tuple[bytes, Migrated]:
        """The new line of a record, and what became of it."""
        migrated = migrate(record, way, self._recheck, router=self._router)
        return _encode(migrated.record), migrated

    def _way(self, pin: Any) -> Route | Finding | None:
        way = self._ways[pin] = self._found(pin)
        return way

    def _found(self, pin: Any) -> Route | Finding | None:
        if pin is UNSET:
            return pins.schema_missing()
        if pin.partition("@")[0] != self._id:
            return None  # of another taxonomy
        if not pins.is_pin(pin):
            return pins.schema_unknown(pin)
        try:
            return self._router.route(pin)
        except NoRoute as problem:
            return no_path(problem)
        except SchemaUnknown as problem:
            return pins.schema_unknown(pin, hint=problem.hint)


def _quotes_before(new: bytes, record: Record, migrated: Migrated) -> int | None:
    """How many quotation marks the record needs in JSON, if its new line tells; else None.

    Counting is most of what it costs to find a key that stands twice. Ids that take the place of
    others leave the number as it was; all else that is done to one annotation is to its attributes
    and to `previous`.
    """
    after, counts = migrated.record, migrated.counts
    if (
        counts.deduplicated
        or counts.added
        or record.unresolved is not UNSET
        or after.unresolved is not UNSET
        or after.scope is not record.scope
    ):
        return None
    quotes = new.count(b'"')
    if not counts.by_op.keys() <= _OF_IDS:
        for one, other in zip(record.annotations, after.annotations, strict=True):
            if one.previous is not other.previous:
                quotes += _quotes(one.previous) - _quotes(other.previous)
            if one.attributes is not other.attributes:
                quotes += _quotes(one.attributes) - _quotes(other.attributes)
    if record.annotated_with is UNSET:
        quotes -= 0 if after.annotated_with is UNSET else 4
    elif after.annotated_with is UNSET:
        quotes += 4
    return quotes


def _quotes(value: object) -> int:
    """The quotation marks of a field with this value, those of its name included."""
    return 0 if value is UNSET else 2 + _encode(value).count(b'"')


def rechecking(taxonomy: CompiledTaxonomy) -> Recheck:
    """All findings about a record under this version; certainly clean ones cost one pass.

    Deprecated labels run out on no day here, so that the result does not depend on the day.
    """
    passed_by: list[Used] = []
    screen = make_screen(taxonomy, deprecated=passed_by)

    def recheck(record: Record) -> Iterator[Finding] | tuple[()]:
        if screen(record, None):
            passed_by.clear()
            return ()
        return record_findings(record, taxonomy)

    return recheck
