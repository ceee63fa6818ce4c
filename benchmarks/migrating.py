"""`acoe migrate` inside this process, against decoding and encoding the same lines."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import msgspec

from acoe_spec.migration.copying import FileOutcome
from acoe_spec.migration.files import FileMigrator
from acoe_spec.models.migration import Migration
from acoe_spec.models.record_structs import Record
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.versions.records.routes import Route, Router
from acoe_spec.versions.records.steps import make_step
from acoe_spec.versions.renaming import renamed
from acoe_spec.workspace.history import History
from acoe_spec.workspace.resolver import WorkspaceResolver
from benchmarks.rows import Row, at_most
from benchmarks.timing import Work, ratio, side_by_side

_TARGET = 2.5
_UNIT = "x decoding and encoding"
_NEW = "2.0.0"
_MERGED = ("government_bond", "corporate_bond")
_RENAMES = (
    {"op": "rename-label", "set": "entity", "from": "counterparty", "to": "firm"},
    {"op": "rename-label", "set": "entity", "from": "size", "to": "amount"},
    {"op": "rename-label", "set": "relation", "from": "bids_on", "to": "bids_for"},
    {"op": "rename-set", "from": "intent", "to": "purpose"},
)
_MERGE = {"op": "merge-labels", "set": "entity", "from": list(_MERGED), "to": "bond"}


class _One:
    """A router that knows one way."""

    def __init__(self, route: Route) -> None:
        self._route = route

    def route(self, pin: str) -> Route | None:
        return self._route if pin == self._route.source else None


def against_copying(
    name: str, lines: Sequence[bytes], definition: Definition, *, rounds: int
) -> list[Row]:
    """Renames alone, then with a merge, then nothing to do; each against msgspec on the same."""
    old = compile_definition(definition)
    content = b"".join(line + b"\n" for line in lines)
    works: dict[str, Work] = {}
    for work, operations in (("renames", _RENAMES), ("renames and a merge", (*_RENAMES, _MERGE))):
        new, route = _change(definition, old, operations)
        works[f"migrate, {work}, {name}"] = _migrate(content, new, _One(route))
        works[f"migrate, {work}, {name}/msgspec"] = _copy(lines)
    times = side_by_side(works, rounds=rounds)
    return [
        at_most(work, ratio(times, work, work + "/msgspec"), _TARGET, _UNIT)
        for work in works
        if not work.endswith("/msgspec")
    ]


def along_history(
    name: str, lines: Sequence[bytes], resolver: WorkspaceResolver, target: str, *, rounds: int
) -> list[Row]:
    """Through the migrations of the workspace, with all that they leave to people."""
    content = b"".join(line + b"\n" for line in lines)
    router = History(resolver).router(target)
    work = f"migrate, the reference history, {name}"
    works = {
        work: _migrate(content, resolver.resolve(target), router),
        work + "/msgspec": _copy(lines),
    }
    times = side_by_side(works, rounds=rounds)
    return [at_most(work, ratio(times, work, work + "/msgspec"), _TARGET, _UNIT)]


def _change(
    definition: Definition, old: CompiledTaxonomy, operations: Sequence[object]
) -> tuple[CompiledTaxonomy, Route]:
    migration = Migration.model_validate(
        {
            "format": 1,
            "taxonomy": definition.id,
            "from": definition.version,
            "to": _NEW,
            "operations": list(operations),
        }
    )
    after = renamed(definition, migration)
    gone = set(_MERGED) if _MERGE in operations else set()
    entities = {key: label for key, label in after.entities.items() if key not in gone}
    new = compile_definition(msgspec.structs.replace(after, version=_NEW, entities=entities))
    return new, Route(old.schema, new.schema, (make_step(migration, old, new),))


def _migrate(content: bytes, new: CompiledTaxonomy, router: Router) -> Work:
    migrator = FileMigrator(new, router)

    def work() -> None:
        outcome = FileOutcome(source="labels.jsonl")
        migrator.copy(io.BytesIO(content), io.BytesIO().write, outcome)
        assert outcome.rewritten == outcome.counts.records_in > 0

    return work


def _copy(lines: Sequence[bytes]) -> Work:
    decode: Callable[[bytes], Record] = msgspec.json.Decoder(Record).decode
    encode = msgspec.json.Encoder().encode

    def work() -> None:
        write = io.BytesIO().write
        for line in lines:
            write(encode(decode(line)) + b"\n")

    return work
