"""From a definition to the closed tables that checking reads.

Compiling refuses only what it cannot put into a table (an unknown reference, a cycle, an attribute
without a type); everything else that is wrong with a taxonomy is for `lint` to name. The tables do
not depend on the order in which anything was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from acoe_spec.errors import TaxonomyBroken
from acoe_spec.taxonomy import compiled
from acoe_spec.taxonomy.compiled import (
    CompiledTaxonomy,
    Crossing,
    EventShape,
    RelationSides,
    Side,
)
from acoe_spec.taxonomy.definition import (
    Attribute,
    Cardinality,
    CategorySet,
    Definition,
    Overlap,
    Role,
    hash_of,
)
from acoe_spec.taxonomy.graph import Graph, build, closing, cycles, declared, undeclared
from acoe_spec.taxonomy.inheritance import Effective, Merged, effective
from acoe_spec.taxonomy.references import node, node_of, reference_of, split
from acoe_spec.taxonomy.unit_kinds import kinds

_Close = Callable[[tuple[str, ...]], frozenset[str]]


class _Inherited(NamedTuple):
    """A parent before and after compiling."""

    effective: Effective
    compiled: compiled.Label


def compile_definition(definition: Definition) -> CompiledTaxonomy:
    """The tables of one taxonomy version.

    Raises `TaxonomyBroken` for the first thing that no table can hold.
    """
    graph = build(definition)
    _refuse_broken_graph(definition, graph)
    labels = effective(definition, graph)  # parents first
    close = _closing_references(graph)
    done: dict[str, compiled.Label] = {}
    for key, label in labels.items():
        parent = node(label.label_set, label.ancestors[0]) if label.ancestors else None
        inherited = _Inherited(labels[parent], done[parent]) if parent is not None else None
        done[key] = _label(label, definition, inherited, close)
    tables: dict[str, dict[str, compiled.Label]] = {"entity": {}, "relation": {}, "event": {}}
    for _, table_label in sorted(done.items()):
        tables.setdefault(table_label.set, {})[table_label.id] = table_label
    return CompiledTaxonomy(
        id=definition.id,
        version=definition.version,
        title=definition.title,
        hash=hash_of(definition),
        description=definition.description,
        modalities=definition.modalities,
        imports=definition.imports,
        knowledge_bases=dict(sorted(definition.knowledge_bases.items())),
        overlap=_overlap(definition.overlap),
        entities=tables["entity"],
        relations=tables["relation"],
        events=tables["event"],
        sets={
            name: _category_set(name, category_set, tables.get(name, {}), close)
            for name, category_set in sorted(definition.categories.items())
        },
        retired={
            reference_of(name): each.replaced_by
            for name, each in sorted(definition.retired.items())
        },
    )


def _refuse_broken_graph(definition: Definition, graph: Graph) -> None:
    for cycle in cycles(graph):
        names = " -> ".join(map(reference_of, (*cycle, cycle[0])))
        raise _broken(definition, f"labels inherit from each other in a circle: {names}")
    for missing in undeclared(graph):
        naming = min(graph.pred[missing])
        how = min(graph.edges[naming, missing])
        raise _broken(
            definition,
            f"{reference_of(naming)} names {reference_of(missing)} ({how}), which is not declared",
        )
    for label, other, said in graph.edges(data=True):
        if "is_a" in said and split(label)[0] != split(other)[0]:
            raise _broken(
                definition,
                f"{reference_of(label)} has a parent of another kind: {reference_of(other)}",
            )
    _refuse_unknown_targets(definition, graph)


def _refuse_unknown_targets(definition: Definition, graph: Graph) -> None:
    for name, category_set in sorted(definition.categories.items()):
        for reference in category_set.applies_to.labels:
            if not declared(graph, node_of(reference)):
                raise _broken(definition, f"{name} applies to {reference}, which is not declared")
    for pair in definition.overlap.pairs:
        for reference in pair.of:
            if not declared(graph, node("entity", reference)):
                raise _broken(definition, f"overlap names {reference}, which is no entity label")
    for identifier, entity in sorted(definition.entities.items()):
        for base in () if entity.links is None else entity.links.to or ():
            if base not in definition.knowledge_bases:
                raise _broken(
                    definition, f"{identifier} links to {base}, which is no knowledge base"
                )


def _broken(definition: Definition, message: str) -> TaxonomyBroken:
    return TaxonomyBroken(
        f"{definition.id}@{definition.version}: {message}",
        hint=f"`acoe lint {definition.id}` names everything that is wrong, with its line",
    )


def _closing_references(graph: Graph) -> _Close:
    """References closed under sub-labels; equal sets are one and the same."""
    close = closing(graph)
    spelt = {label: reference_of(label) for label in graph}
    known: dict[frozenset[str], frozenset[str]] = {}

    def closed_references(references: tuple[str, ...]) -> frozenset[str]:
        labels = close(map(node_of, references))
        if labels not in known:
            known[labels] = frozenset(map(spelt.__getitem__, labels))
        return known[labels]

    return closed_references


def _label(
    label: Effective,
    definition: Definition,
    inherited: _Inherited | None,
    close: _Close,
) -> compiled.Label:
    own = label.own
    links = None if label.links is None else label.links.value
    return compiled.Label(
        id=label.id,
        set=label.label_set,
        name=own.name or label.id,
        definition=own.definition or "",
        origin=definition.origin(label.node),
        abstract=own.abstract,
        ancestors=label.ancestors,
        deprecated=own.deprecated,
        attributes=_attributes(label, definition, inherited),
        links=() if links is None else links.to or (),
        links_required=bool(links and links.required),
        relation=_sides(label, close) if label.label_set == "relation" else None,
        event=_event(label, close) if label.label_set == "event" else None,
        aliases=own.aliases,
        colour=None if label.colour is None else label.colour.value,
        hints={tool: hint.value for tool, hint in sorted(label.hints.items())},
    )


def _attributes(
    label: Effective, definition: Definition, inherited: _Inherited | None
) -> dict[str, compiled.Attribute]:
    """The label's attributes; what is no different from the parent's is the parent's."""
    if inherited is None:
        known: Mapping[str, Merged[Attribute]] = {}
    elif label.attributes is inherited.effective.attributes:
        return inherited.compiled.attributes
    else:
        known = inherited.effective.attributes
    found = {}
    for name, merged in sorted(label.attributes.items()):
        if inherited is not None and known.get(name) is merged:
            found[name] = inherited.compiled.attributes[name]
        else:
            found[name] = _attribute(name, merged, label, definition)
    return found


def _attribute(
    name: str, merged: Merged[Attribute], label: Effective, definition: Definition
) -> compiled.Attribute:
    said = merged.value
    place = f"the attribute {name} of {reference_of(label.node)}"
    if said.type is None:
        raise _broken(definition, f"{place} has neither a range nor values")
    if said.pattern is not None:
        try:
            re.compile(said.pattern, re.ASCII)
        except (re.error, ValueError, OverflowError, RecursionError) as problem:
            raise _broken(definition, f"the pattern of {place} does not hold: {problem}") from None
    if said.type in ("integer", "decimal"):
        for bound in (said.minimum, said.maximum):
            if bound is not None and not _is_number(bound):
                raise _broken(definition, f"a bound of {place} is no number")
    return compiled.Attribute(
        id=name,
        type=said.type,
        origin=merged.origin,
        multivalued=bool(said.multivalued),
        required=bool(said.required),
        pattern=said.pattern,
        max_length=said.max_length,
        minimum=said.minimum,
        maximum=said.maximum,
        precision=("day",) if said.precision is None else said.precision,
        values={
            value: compiled.Value(each.name, each.definition, each.deprecated)
            for value, each in sorted((said.values or {}).items())
        },
        when=dict(sorted((said.when or {}).items())),
        deprecated=said.deprecated,
    )


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _sides(label: Effective, close: _Close) -> RelationSides:
    domain = () if label.domain is None else label.domain.value
    range_ = () if label.range is None else label.range.value
    return RelationSides(
        domain=close(domain),
        range=close(range_),
        declared_domain=domain,
        declared_range=range_,
        symmetric=bool(label.symmetric and label.symmetric.value),
        transitive=bool(label.transitive and label.transitive.value),
        per_subject=_side(label.per_subject),
        per_object=_side(label.per_object),
    )


def _side(bounds: Merged[Cardinality] | None) -> Side:
    return Side() if bounds is None else Side(bounds.value.min or 0, bounds.value.max)


def _event(label: Effective, close: _Close) -> EventShape:
    roles = {name: _role(merged.value, close) for name, merged in sorted(label.roles.items())}
    if label.trigger is None:
        return EventShape(roles=roles)
    return EventShape(trigger=label.trigger.value, roles=roles)


def _role(role: Role, close: _Close) -> compiled.Role:
    declared_range = role.range or ()
    return compiled.Role(
        range=close(declared_range), declared=declared_range, min=role.min or 0, max=role.max
    )


def _category_set(
    name: str, category_set: CategorySet, labels: dict[str, compiled.Label], close: _Close
) -> compiled.CategorySet:
    applies_to = category_set.applies_to
    return compiled.CategorySet(
        id=name,
        question=category_set.question,
        select=category_set.select,
        required=category_set.required,
        record=applies_to.record,
        units=kinds(applies_to.units),
        targets=close(applies_to.labels),
        declared_targets=applies_to.labels,
        labels=labels,
        deprecated=category_set.deprecated,
    )


def _overlap(overlap: Overlap) -> compiled.Overlap:
    pairs: dict[str, dict[str, frozenset[Crossing]]] = {}
    for pair in overlap.pairs:
        allow = frozenset(pair.allow)
        for first, second in (pair.of, pair.of[::-1]):
            pairs.setdefault(first, {})[second] = allow
    ordered = {name: dict(sorted(others.items())) for name, others in sorted(pairs.items())}
    if overlap.default is None:
        return compiled.Overlap(pairs=ordered)
    return compiled.Overlap(default=frozenset(overlap.default), pairs=ordered)
