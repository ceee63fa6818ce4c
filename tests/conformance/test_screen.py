"""The law of the screen, on spoilt conformance records: checking a file says what the rules say.

Each example takes one record from the cases, spoils it at one place in every way that there is,
and compares the two.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from checked import findings
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import mutants, places

from acoe_spec.bulk.checking import FileChecker, Plan
from acoe_spec.findings import Finding
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

RULES = Path(__file__).parent / "rules"
LONGEST = 4000  # bytes; longer records are about length, and slow to spoil


class Only:
    """A resolver that knows one taxonomy."""

    def __init__(self, taxonomy: CompiledTaxonomy) -> None:
        self._taxonomy = taxonomy

    def resolve(self, _reference: str) -> CompiledTaxonomy:
        return self._taxonomy


@cache
def cases() -> list[tuple[Path, dict[str, Any]]]:
    """The folder and the record of each line that is one."""
    found = []
    for path in sorted(RULES.glob("*/*.jsonl")):
        for line in path.read_bytes().split(b"\n"):
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(record, dict) and record and len(line) <= LONGEST:
                found.append((path.parent, record))
    return found


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_spoilt_record_gets_the_same_findings_with_and_without_the_screen(
    data: st.DataObject, taxonomy_of: Callable[[Path], CompiledTaxonomy]
) -> None:
    folder, record = data.draw(st.sampled_from(cases()))
    place = data.draw(st.sampled_from(places(record)))
    taxonomy = taxonomy_of(folder)
    checker = FileChecker(Only(taxonomy), Plan(schema=taxonomy.schema))

    for mutant in mutants(record, place):
        if b"\n" in mutant.line or b"\x00" in mutant.line:
            continue  # two lines, or a file that is not text
        line = [(1, mutant.line)]
        screened = checker.check_lines(line, file="spoilt.jsonl").report().findings

        assert keys(screened) == keys(findings(line, taxonomy, {})), mutant.line


def keys(found: Iterable[Finding]) -> Counter[tuple[str, str, str | None]]:
    """What findings are about; the warning for a deprecated label is given once for a file."""
    return Counter(
        (each.rule, each.level, each.pointer)
        for each in found
        if (each.rule, each.level) != ("deprecated-label", "warning")
    )
