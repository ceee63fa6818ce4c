"""`python -m benchmarks`: measure, print one table, exit 0. Nothing is asserted."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.resolver import WorkspaceResolver
from benchmarks import reports
from benchmarks.chats import SCHEMA, chats, repeated_examples
from benchmarks.checking import against_parsing, against_validators
from benchmarks.labels import large_taxonomy
from benchmarks.migrating import against_copying, along_history
from benchmarks.processes import Bench, memory, start_up, whole_process
from benchmarks.rows import Row, table
from benchmarks.site import sites
from benchmarks.versions import two_versions

ROOT = Path(__file__).parents[1]


class Sizes(NamedTuple):
    """How much is measured: records, rounds of each comparison, labels."""

    records: int = 20_000
    large: int = 100_000
    rounds: int = 5
    labels: int = 5_000


QUICK = Sizes(records=1_000, large=5_000, rounds=3, labels=500)


def measure(sizes: Sizes, scratch: Path) -> list[Row]:
    """All figures, in the order of the table. Files and caches go to `scratch`."""
    resolver = WorkspaceResolver(Workspace(ROOT))
    taxonomy, definition = resolver.resolve(SCHEMA), resolver.definition(SCHEMA)
    lines = list(chats(sizes.records))
    examples = list(repeated_examples(sizes.records))
    filings = list(reports.reports(sizes.records // 4))
    bench = Bench(ROOT, scratch)
    small = _written(scratch / "small.jsonl", lines[:3])
    many = _written(scratch / "chats.jsonl", lines)
    large = _written(scratch / "large.jsonl", chats(sizes.large))
    rounds = sizes.rounds
    return [
        *against_parsing("chats", lines, taxonomy, rounds=rounds),
        *against_parsing("example chats", examples, taxonomy, rounds=rounds),
        *against_parsing("filings", filings, reports.taxonomy(), rounds=rounds),
        *whole_process(bench, many, rounds=rounds),
        *against_validators(lines[:2_000], taxonomy, rounds=rounds),
        *start_up(bench, small, rounds=3 * rounds),
        *memory(bench, ((3, small), (sizes.records, many), (sizes.large, large))),
        *against_copying("chats", lines, definition, rounds=rounds),
        *against_copying("example chats", examples, definition, rounds=rounds),
        *along_history("example chats", examples, resolver, "trade-chat@2.0.0", rounds=rounds),
        *large_taxonomy(scratch, count=sizes.labels, rounds=rounds),
        *two_versions(count=sizes.labels, rounds=rounds),
        *sites(scratch, count=sizes.labels, rounds=rounds),
    ]


def _written(path: Path, lines: Iterable[bytes]) -> Path:
    with path.open("wb") as file:
        file.writelines(line + b"\n" for line in lines)
    return path


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less of everything, in a minute")
    sizes = QUICK if parser.parse_args().quick else Sizes()
    with tempfile.TemporaryDirectory(prefix="acoe-bench-") as scratch:
        print(table(measure(sizes, Path(scratch))))


if __name__ == "__main__":
    main()
