"""`acoe stats`: what is in label files, by label, annotator, state and version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click
import msgspec

from acoe_spec.bulk.counting import Counts, count_files
from acoe_spec.cli.reports import need_files
from acoe_spec.reporting.presentation import amount


@click.command(
    name="stats",
    epilog="""\b
Examples:
  acoe stats labels/*.jsonl
  acoe stats batch-07.jsonl --json
  zcat labels.jsonl.gz | acoe stats -""",
)
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def command(*, files: tuple[str, ...], as_json: bool) -> None:
    """Count records and annotations by label, annotator, state and version.

    Nothing is checked; a line that is no record is counted as unreadable.
    """
    need_files(files)
    counts = count_files(files)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(counts), indent=2).decode("utf-8"))
    else:
        click.echo("\n".join(_lines(counts)))


def _lines(counts: Counts) -> Iterator[str]:
    yield (
        f"{amount(counts.files, 'file')}, {amount(counts.records, 'record')}, "
        f"{amount(counts.units, 'unit')}, {amount(counts.annotations, 'annotation')}"
    )
    if counts.unreadable:
        yield f"{amount(counts.unreadable, 'more line')} could not be read; acoe check says why"
    if counts.unresolved:
        waiting = "annotation waits" if counts.unresolved == 1 else "annotations wait"
        yield f"{counts.unresolved:,} more {waiting} for a decision; acoe review lists them"
    for title, table in (
        ("version", counts.by_schema),
        ("state", counts.by_state),
        ("view", counts.by_view),
        ("annotator", counts.by_annotator),
        ("modality", counts.by_modality),
    ):
        yield from _table(f"records by {title}", table)
    for label_set, labels in sorted(counts.by_label.items(), key=_kinds_first):
        yield from _table(f"{label_set}", labels)
    yield from _table("unresolved by version", counts.unresolved_by_schema)
    for label_set, labels in sorted(counts.unresolved_by_label.items(), key=_kinds_first):
        yield from _table(f"unresolved {label_set}", labels)


def _kinds_first(item: tuple[str, Any]) -> tuple[int, str]:
    kinds = ("entity", "relation", "event", "cluster")
    return (kinds.index(item[0]) if item[0] in kinds else len(kinds), item[0])


def _table(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    if not counts:
        return
    total = sum(counts.values())
    width = max(len(name) for name in counts)
    yield ""
    yield click.style(title, bold=True) + f" ({total:,})"
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"  {name:<{width}}  {count:>9,}  {count / total:>6.1%}"
