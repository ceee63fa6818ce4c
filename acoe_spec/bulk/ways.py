"""What becomes of a record by the taxonomy that it pins: checked against it, or a finding instead.

Prepared once for each pin of a run and kept.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from acoe_spec.checking.decode import skim
from acoe_spec.checking.explain import explain, place_of
from acoe_spec.checking.screen import Screen, make_screen
from acoe_spec.checking.screen_tables import Used
from acoe_spec.errors import SchemaUnknown, UsageError
from acoe_spec.findings import Finding
from acoe_spec.models.record_structs import Record
from acoe_spec.rules import pins
from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Resolver


class Way(NamedTuple):
    """For the records of one pin: a taxonomy and its screen, a finding instead, or both at once.

    Where a record has a finding by its pin alone, nothing screens it.
    """

    taxonomy: CompiledTaxonomy | None = None
    screen: Screen | None = None
    finding: Finding | None = None


class Ways:
    """The ways of one run.

    `schema` stands in for a missing pin and contradicts any other; `require` says which versions
    will do; `today` decides which deprecations have run out. `old_labels` gets the deprecated
    labels of each record that passes a screen; whoever screens empties it.
    """

    def __init__(
        self,
        resolver: Resolver,
        *,
        schema: str | None,
        today: datetime.date | None,
        require: Sequence[pins.Required] = (),
    ) -> None:
        self._resolver = resolver
        self._schema = schema
        self._require = tuple(require)
        self.today = today
        self._known: dict[object, Way] = {}
        self.old_labels: list[Used] = []

    def of(self, pin: object) -> Way:
        """The way of records with this pin: a string, or UNSET."""
        way = self._known.get(pin)
        if way is None:
            way = self._known[pin] = self._found(pin)
        return way

    def look(self, line: bytes) -> tuple[Record | None, bool]:
        """What `skim` makes of a line, and whether line and record are certainly clean."""
        record = skim(line)
        if record is None:
            return None, False
        way = self._known.get(record.schema) or self.of(record.schema)
        return record, way.screen is not None and way.screen(record, line)

    def is_clean(self, record: Record) -> bool:
        """Whether a record that is structurally sound is certainly clean."""
        screen = self.of(record.schema).screen
        return screen is not None and screen(record, None)

    def explained(self, record: Record) -> Iterator[Finding]:
        """Everything that is wrong with a structurally sound record, by the taxonomy it pins."""
        way = self.of(record.schema)
        if way.finding is not None:
            yield way.finding.placed(**place_of(record, way.taxonomy))
        if way.taxonomy is not None:
            yield from explain(record, way.taxonomy, today=self.today)

    def _found(self, pin: object) -> Way:
        asked = None if self._schema is None else self._resolver.resolve(self._schema)
        if not isinstance(pin, str):
            return Way(finding=pins.schema_missing()) if asked is None else self._prepared(asked)
        if asked is not None and asked.schema != pin:
            return Way(finding=pins.schema_version(pin, asked.schema))
        if asked is not None:
            return self._prepared(asked)
        taxonomy_id, _, version = pin.partition("@")
        if "/" in pin or not taxonomy_id or not version:  # a record names no files
            return Way(finding=pins.schema_unknown(pin))
        try:
            taxonomy = self._resolver.resolve(pin)
        except SchemaUnknown as error:
            return Way(finding=pins.schema_unknown(pin, hint=error.hint))
        except UsageError:
            return Way(finding=pins.schema_unknown(pin))
        if taxonomy.schema != pin:
            hint = f"name the version itself: {taxonomy.schema}"
            return Way(finding=pins.schema_unknown(pin, hint=hint))
        return self._prepared(taxonomy)

    def _prepared(self, taxonomy: CompiledTaxonomy) -> Way:
        for each in self._require:
            wanted = each.requirement
            if wanted.taxonomy == taxonomy.id and not wanted.holds(taxonomy.version):
                finding = pins.schema_outside_requirement(taxonomy.schema, each)
                return Way(taxonomy=taxonomy, finding=finding)
        screen = make_screen(taxonomy, deprecated=self.old_labels, today=self.today)
        return Way(taxonomy=taxonomy, screen=screen)
