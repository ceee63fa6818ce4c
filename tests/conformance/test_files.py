"""Checking a file as a whole (screen first, rules where it hesitates) says what the rules say.

The exception is the warning for a deprecated label, which a file's report gives once for each
label instead of once for each use.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from checked import expectation, requirements

from acoe_spec.bulk.checking import FileChecker, Plan
from acoe_spec.errors import SchemaUnknown
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

RULES = Path(__file__).parent / "rules"
FILES = sorted(path for path in RULES.glob("*/*.jsonl*"))

TaxonomyOf = Callable[[Path], CompiledTaxonomy]
Key = tuple[Any, ...]


class Known:
    """A resolver that knows one taxonomy by some pins."""

    def __init__(self, taxonomy: CompiledTaxonomy, pins: set[str]) -> None:
        self._taxonomy = taxonomy
        self._pins = pins

    def resolve(self, reference: str) -> CompiledTaxonomy:
        if reference not in self._pins:
            raise SchemaUnknown("no such taxonomy")
        return msgspec.structs.replace(self._taxonomy, version=reference.partition("@")[2])


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_gives_what_is_expected_of_it(path: Path, taxonomy_of: TaxonomyOf) -> None:
    case = expectation(path.parent)
    retired = {label: tuple(successors) for label, successors in case.get("retired", {}).items()}
    taxonomy = msgspec.structs.replace(taxonomy_of(path.parent), retired=retired)
    plan = Plan(
        schema=None if case.get("own_pins") else taxonomy.schema,
        require=requirements(case),
        today=None if case.get("today") is None else datetime.date.fromisoformat(case["today"]),
    )
    resolver = Known(taxonomy, {taxonomy.schema, *case.get("known", ())})
    tally, problems = FileChecker(resolver, plan).check(str(path))
    found = Counter(
        (each.line, each.rule, each.level, each.annotation, each.pointer)
        for each in tally.report().findings
    )
    expected = Counter(
        (each["line"], each["rule"], each["level"], each["annotation"], each["pointer"])
        for each in case["fail"].get(path.name, ())
    )

    assert not problems
    assert without_old_labels(found) == without_old_labels(expected)


def without_old_labels(keys: Counter[Key]) -> Counter[Key]:
    return Counter(
        {key: count for key, count in keys.items() if key[1:3] != ("deprecated-label", "warning")}
    )
