"""The uses of deprecated labels in one file, reported once for each label.

A label that is on its way out is harmless and frequent; ten thousand equal warnings would hide
the one finding that matters.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from acoe_spec.checking.screen_tables import Used
from acoe_spec.findings import Finding, printable_id
from acoe_spec.rules.labels import deprecation
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

RULE = "deprecated-label"


class Deprecations:
    """Counts uses by label, and remembers the first line of each."""

    def __init__(self) -> None:
        self._uses: dict[tuple[str, Used], list[int]] = {}
        self._taxonomies: dict[str, CompiledTaxonomy] = {}

    def note(self, taxonomy: CompiledTaxonomy | None, labels: Iterable[Used], line: int) -> None:
        """Labels of `taxonomy` that the record in `line` uses."""
        if taxonomy is None:
            return
        self._taxonomies[taxonomy.schema] = taxonomy
        for label in labels:
            use = self._uses.setdefault((taxonomy.schema, label), [0, line])
            use[0] += 1

    def findings(self, *, file: str, today: datetime.date | None) -> Iterator[Finding]:
        """A warning for each label, with its count, at the line of its first use."""
        for (schema, (label_set, name)), (count, line) in self._uses.items():
            label = self._taxonomies[schema].label(label_set, name)
            if label is None or label.deprecated is None:
                continue
            level, message, hint = deprecation(
                f"the label {printable_id(name)}", label.deprecated, today
            )
            yield Finding(
                rule=RULE,
                level=level,
                message=message,
                hint=hint,
                file=file,
                line=line,
                schema=schema,
                field=f"{label_set}/{name}",
                count=count,
            )
