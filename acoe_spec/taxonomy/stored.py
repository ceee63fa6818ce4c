"""Compiled tables as bytes and back: for the cache of a workspace and for wheels.

What a label shares with its parent and what several relations and roles share is written once and
put together again on reading; that is smaller and faster than writing everything out. Reading must
stay light: this module knows nothing of definitions and loads no graph library.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from acoe_spec.errors import TaxonomyBroken
from acoe_spec.taxonomy.compiled import (
    ENGINE,
    CompiledTaxonomy,
    EventShape,
    Label,
    RelationSides,
    Role,
)

_Closed = dict[tuple[str, ...], frozenset[str]]


class _Stored(Struct):
    """Tables without inherited attributes and closed sets; `closed` has the latter, by what was
    declared."""

    taxonomy: CompiledTaxonomy
    closed: list[tuple[tuple[str, ...], frozenset[str]]]


_NOTHING: frozenset[str] = frozenset()
_encoder = msgspec.msgpack.Encoder(order="deterministic")
_decoder = msgspec.msgpack.Decoder(_Stored)


def encode(taxonomy: CompiledTaxonomy) -> bytes:
    """The tables, made by `compiling`, as bytes; equal tables give equal bytes."""
    closed: _Closed = {}
    lean = replace(
        taxonomy,
        entities=_lean_table(taxonomy.entities, closed),
        relations=_lean_table(taxonomy.relations, closed),
        events=_lean_table(taxonomy.events, closed),
        sets={
            name: replace(
                category_set,
                targets=_lean(category_set.declared_targets, category_set.targets, closed),
                labels=_lean_table(category_set.labels, closed),
            )
            for name, category_set in taxonomy.sets.items()
        },
    )
    return _encoder.encode(_Stored(lean, sorted(closed.items())))


def decode(data: bytes) -> CompiledTaxonomy:
    """The tables that `encode` wrote.

    Raises `TaxonomyBroken` if the bytes are damaged or of another engine; compiling again cures
    both.
    """
    try:
        stored = _decoder.decode(data)
    except msgspec.MsgspecError as problem:
        raise TaxonomyBroken(f"these are no compiled tables: {problem}") from problem
    taxonomy = stored.taxonomy
    if taxonomy.engine != ENGINE:
        raise TaxonomyBroken(f"tables of engine {taxonomy.engine}; this is engine {ENGINE}")
    try:
        return _whole(taxonomy, dict(stored.closed))
    except KeyError as problem:
        raise TaxonomyBroken(f"these compiled tables lack {problem}") from problem


def _whole(taxonomy: CompiledTaxonomy, closed: _Closed) -> CompiledTaxonomy:
    return replace(
        taxonomy,
        entities=_whole_table(taxonomy.entities, closed),
        relations=_whole_table(taxonomy.relations, closed),
        events=_whole_table(taxonomy.events, closed),
        sets={
            name: replace(
                category_set,
                targets=closed[category_set.declared_targets],
                labels=_whole_table(category_set.labels, closed),
            )
            for name, category_set in taxonomy.sets.items()
        },
    )


def _lean_table(table: Mapping[str, Label], closed: _Closed) -> dict[str, Label]:
    return {name: _lean_label(label, table, closed) for name, label in table.items()}


def _lean_label(label: Label, table: Mapping[str, Label], closed: _Closed) -> Label:
    attributes = label.attributes
    if label.ancestors:
        inherited = table[label.ancestors[0]].attributes
        attributes = {
            name: each for name, each in attributes.items() if inherited.get(name) != each
        }
    relation, event = label.relation, label.event
    if relation is not None:
        relation = replace(
            relation,
            domain=_lean(relation.declared_domain, relation.domain, closed),
            range=_lean(relation.declared_range, relation.range, closed),
        )
    if event is not None:
        event = replace(
            event,
            roles={
                name: replace(role, range=_lean(role.declared, role.range, closed))
                for name, role in event.roles.items()
            },
        )
    return replace(label, attributes=attributes, relation=relation, event=event)


def _lean(declared: tuple[str, ...], members: frozenset[str], closed: _Closed) -> frozenset[str]:
    """Moves `members` to `closed`, where equal declarations share one set."""
    closed[declared] = members
    return _NOTHING


def _whole_table(table: Mapping[str, Label], closed: _Closed) -> dict[str, Label]:
    whole: dict[str, Label] = {}
    for name, label in table.items():
        for one in (*reversed(label.ancestors), name):
            if one not in whole:
                whole[one] = _whole_label(table[one], whole, closed)
    return {name: whole[name] for name in table}


def _whole_label(label: Label, whole: Mapping[str, Label], closed: _Closed) -> Label:
    """`label` with what it inherits; without own attributes it shares those of its parent."""
    attributes = label.attributes
    if label.ancestors:
        inherited = whole[label.ancestors[0]].attributes
        attributes = dict(sorted({**inherited, **attributes}.items())) if attributes else inherited
    if label.relation is None and label.event is None:
        return label if attributes is label.attributes else replace(label, attributes=attributes)
    return replace(
        label,
        attributes=attributes,
        relation=None if label.relation is None else _whole_sides(label.relation, closed),
        event=None if label.event is None else _whole_event(label.event, closed),
    )


def _whole_sides(sides: RelationSides, closed: _Closed) -> RelationSides:
    return replace(sides, domain=closed[sides.declared_domain], range=closed[sides.declared_range])


def _whole_event(event: EventShape, closed: _Closed) -> EventShape:
    return replace(
        event, roles={name: _whole_role(role, closed) for name, role in event.roles.items()}
    )


def _whole_role(role: Role, closed: _Closed) -> Role:
    return replace(role, range=closed[role.declared])
