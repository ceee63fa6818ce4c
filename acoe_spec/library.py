"""What other programs import: validate records, load a taxonomy, check files.

The same answers as the command line gives, as values. Prints nothing and never exits.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from acoe_spec.bulk.checking import Plan
from acoe_spec.bulk.runs import check_files
from acoe_spec.bulk.ways import Ways
from acoe_spec.checking.columns import with_columns
from acoe_spec.checking.explain import parse
from acoe_spec.findings import Finding
from acoe_spec.models import record_structs
from acoe_spec.reporting.report import Report
from acoe_spec.taxonomy.compiled import CompiledTaxonomy as Taxonomy
from acoe_spec.workspace.discovery import find_workspace
from acoe_spec.workspace.requirements import required
from acoe_spec.workspace.resolver import WorkspaceResolver
from acoe_spec.workspace.waiver_file import read_waivers
from acoe_spec.workspace.waivers import Waiving

if TYPE_CHECKING:
    from acoe_spec.models.record import Record

Path = str | os.PathLike[str]


class Validator:
    """Checks records against one taxonomy version.

    `schema` is a reference such as `trade-chat@1.0.0`. It is looked up in `workspace` (default: the
    nearest folder at or above the working directory that holds `taxonomies/`), then in installed
    packages. `today` is the day on which deprecations are judged (default: the current day).
    Raises `errors.SchemaUnknown` if there is no such version, `errors.TaxonomyBroken` if it has
    errors of its own.

    A validator keeps what it learnt of the taxonomy: make one and use it for many records.
    """

    def __init__(
        self,
        schema: str,
        *,
        workspace: Path | None = None,
        today: datetime.date | None = None,
    ) -> None:
        resolver = _resolver(workspace)
        self.taxonomy: Taxonomy = resolver.resolve(schema)
        day = today or datetime.datetime.now().date()
        self._ways = Ways(resolver, schema=schema, today=day)

    def check(self, record: bytes | str | Mapping[str, Any] | Record) -> list[Finding]:
        """Everything that is wrong with one record; an empty list if nothing is.

        `record` is JSON text (bytes are UTF-8), a mapping of JSON values, or a Pydantic `Record`.
        Each finding names its rule, level, JSON Pointer, message and hint. Offsets in a record are
        Unicode code points; so is a finding's column, which only a record given as text has. A
        record that pins no schema is checked against this one, a record that pins another is a
        finding. Raises `TypeError` if a mapping holds what is not JSON.
        """
        line = _line(record)
        findings = self._findings(line)
        if isinstance(record, bytes | str):
            return with_columns(findings, line)
        return findings

    def _findings(self, line: bytes) -> list[Finding]:
        skimmed, is_clean = self._ways.look(line)
        if is_clean and not self._ways.old_labels:
            return []
        self._ways.old_labels.clear()
        parsed, structural = parse(line, skimmed=skimmed)
        return list(structural if parsed is None else self._ways.explained(parsed))

    def is_valid(self, record: bytes | str | Mapping[str, Any] | Record) -> bool:
        """Whether no finding about the record is an error."""
        return all(finding.level != "error" for finding in self.check(record))


def load(reference: str, *, workspace: Path | None = None) -> Taxonomy:
    """The compiled taxonomy behind `trade-chat@1.0.0`: every label with all that it inherits.

    Looked up as by `Validator`, and raises as it does.
    """
    return _resolver(workspace).resolve(reference)


def check(
    files: Path | Sequence[Path],
    *,
    schema: str | None = None,
    require: str | Sequence[str] = (),
    workspace: Path | None = None,
    jobs: int = 1,
    limit: int | None = 1000,
    today: datetime.date | None = None,
) -> Report:
    """Check label files in JSON Lines (`.gz` and `.zst` too) and report what was found.

    Each record is checked against the schema that it pins; `schema` stands in where it pins none.
    `require` holds requirements such as `trade-chat>=2,<3`: a pin outside of one is a finding. At
    most `limit` findings are listed, all are counted; what the waivers of the workspace cover is
    counted apart. `jobs` is the number of processes. Raises `errors.FileProblem` for the first file
    that could not be read.
    """
    several = [files] if isinstance(files, str | os.PathLike) else list(files)
    resolver = _resolver(workspace)
    wanted = [require] if isinstance(require, str) else require
    waivers = read_waivers(resolver.workspace)
    day = today or datetime.datetime.now().date()
    plan = Plan(
        schema=schema,
        require=tuple(required(each, resolver.workspace) for each in wanted),
        limit=limit,
        today=day,
        waive=Waiving(waivers, today=day) if waivers.rows else None,
    )
    outcome = check_files([os.fspath(file) for file in several], resolver, plan, jobs=jobs)
    if outcome.problems:
        raise outcome.problems[0]
    return outcome.tally.report()


def _resolver(workspace: Path | None) -> WorkspaceResolver:
    return WorkspaceResolver(find_workspace(None if workspace is None else os.fspath(workspace)))


def _line(record: object) -> bytes:
    if isinstance(record, bytes):
        return record
    if isinstance(record, str):
        return record.encode("utf-8", "surrogatepass")
    if isinstance(record, record_structs.Record):
        return msgspec.json.encode(record)
    dump = getattr(record, "model_dump", None)
    if dump is not None:
        record = dump(by_alias=True, exclude_unset=True)
    return json.dumps(record).encode("ascii")
