"""From the head of a taxonomy and the definitions of its imports to its own definition.

What two authors may write in two ways and mean the same is written in one way: references as short
as possible, lists whose order means nothing sorted, numbers as text. Never judges labels (that is
`lint`): a broken reference stays as it is. Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from acoe_spec.errors import TaxonomyBroken
from acoe_spec.taxonomy.definition import (
    CategorySet,
    Definition,
    Label,
    Origin,
    OverlapPair,
    Retired,
    hash_of,
)
from acoe_spec.taxonomy.references import node_of, prefixed, reference_of

if TYPE_CHECKING:
    from acoe_spec.models.taxonomy import Taxonomy

_L = TypeVar("_L", bound=Label)

_Json = dict[str, Any]
_Closures = dict[str, dict[str, Origin]]
_PRECISIONS = ("year", "month", "day")


def flatten(taxonomy: Taxonomy, imports: Mapping[str, Definition]) -> Definition:
    """The definition of a head: its own labels, and those of its imports under their prefixes.

    `imports` maps each reference of the head's `imports` to its definition, itself flattened.
    Raises `TaxonomyBroken` if one is missing or if they conflict (see `import_conflicts`).
    """
    return with_imports(own_definition(taxonomy), imports)


def own_definition(taxonomy: Taxonomy) -> Definition:
    """What the head itself says, imports left out; a head with broken references will do."""
    written = taxonomy.model_dump(mode="json", by_alias=True, exclude_none=True)
    del written["format"]
    written["modalities"] = sorted(set(written.get("modalities", ())))
    if "overlap" in written:
        written["overlap"] = _overlap(written["overlap"])
    for kind, table in (("entity", "entities"), ("relation", "relations"), ("event", "events")):
        written[table] = _labels(written.get(table, {}), kind)
    for name, category_set in written.get("categories", {}).items():
        applies_to = category_set["applies_to"]
        applies_to["units"] = sorted(set(applies_to.get("units", ())))
        applies_to["labels"] = _references(applies_to.get("labels", ()))
        category_set["labels"] = _labels(category_set["labels"], name)
    return msgspec.convert(written, Definition)


def _labels(labels: _Json, home: str) -> _Json:
    for label in labels.values():
        _canonical_label(label, home)
    return labels


def _canonical_label(label: _Json, home: str) -> None:
    if "is_a" in label:
        label["is_a"] = _relative(label["is_a"], home)
    for key in ("mixins", "confusable_with"):
        if key in label:
            label[key] = [_relative(reference, home) for reference in label[key]]
    if "replaced_by" in label.get("deprecated", ()):
        replaced_by = label["deprecated"]["replaced_by"]
        label["deprecated"]["replaced_by"] = [_relative(name, home) for name in replaced_by]
    for side in ("domain", "range"):
        if side in label:
            label[side] = _references(label[side])
    if "to" in label.get("links", ()):
        label["links"]["to"] = sorted(set(label["links"]["to"]))
    for role in label.get("roles", {}).values():
        role["range"] = _references(role["range"])
    for attribute in label.get("attributes", {}).values():
        _canonical_attribute(attribute)


def _canonical_attribute(attribute: _Json) -> None:
    for bound in ("minimum", "maximum"):
        if bound in attribute:
            attribute[bound] = _text(attribute[bound])
    if "precision" in attribute:
        attribute["precision"] = [part for part in _PRECISIONS if part in attribute["precision"]]
    if "when" in attribute:
        attribute["when"] = {
            other: sorted({_text(value) for value in values})
            for other, values in attribute["when"].items()
        }


def _text(value: str | float | bool) -> str:
    """A value as a label file writes it where that is a string: `true`, `3`, `0.5`, `vanilla`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    return str(value)


def _relative(reference: str, home: str) -> str:
    return reference_of(node_of(reference, home=home), home=home)


def _references(references: Iterable[str]) -> list[str]:
    return sorted({_relative(reference, "entity") for reference in references})


def _overlap(overlap: _Json) -> _Json:
    if "default" in overlap:
        overlap["default"] = sorted(set(overlap["default"]))
    pairs = [
        {
            "of": sorted(_relative(name, "entity") for name in pair["of"]),
            "allow": sorted(set(pair["allow"])),
        }
        for pair in overlap.get("pairs", ())
    ]
    return {**overlap, "pairs": sorted(pairs, key=lambda pair: (pair["of"], pair["allow"]))}


def import_conflicts(own: Definition, imports: Mapping[str, Definition]) -> Iterator[str]:
    """One sentence for each thing on which `own` and its `imports` cannot agree.

    `imports` is keyed by the reference as `own` writes it; what is missing from it is skipped.
    """
    yield from _conflicts(own, imports, _closures(own, imports))


def _conflicts(
    own: Definition, imports: Mapping[str, Definition], closures: _Closures
) -> Iterator[str]:
    arrived: dict[str, tuple[Origin, str]] = {}
    bases = {name: (base, own.id) for name, base in own.knowledge_bases.items()}
    pairs = {pair.of: (pair.allow, "") for pair in own.overlap.pairs}
    for reference, imported in _present(own, imports):
        for identifier, origin in closures[reference].items():
            if identifier == own.id:
                yield f"{reference} leads back to {own.id} itself"
                continue
            first, route = arrived.setdefault(identifier, (origin, reference))
            if first.version != origin.version:
                yield (
                    f"{identifier} arrives as {first.version} with {route}"
                    f" and as {origin.version} with {reference}"
                )
            elif first != origin:
                yield (
                    f"{identifier}@{origin.version} has other labels in {route} than in {reference}"
                )
        for name, base in imported.knowledge_bases.items():
            other, where = bases.setdefault(name, (base, reference))
            if other != base:
                yield f"the knowledge base {name} differs between {where} and {reference}"
        for pair in imported_overlap(imported):
            allow, where = pairs.setdefault(pair.of, (pair.allow, reference))
            if where and allow != pair.allow:
                yield (
                    f"the overlap of {' and '.join(pair.of)} differs between {where} and"
                    f" {reference}, and this taxonomy does not settle it"
                )


def with_imports(own: Definition, imports: Mapping[str, Definition]) -> Definition:
    """`own` with the labels of its imports written out under their prefixes.

    `imports` maps each reference of `own.imports` to its definition, itself flattened. Raises
    `TaxonomyBroken` if one is missing or if they conflict (see `import_conflicts`).
    """
    for reference in own.imports:
        if reference not in imports:
            raise TaxonomyBroken(
                f"{own.id} imports {reference}, which is not there",
                hint="import a release, or `@head` of a taxonomy in this workspace",
            )
    closures = _closures(own, imports)
    for conflict in _conflicts(own, imports, closures):
        raise TaxonomyBroken(
            f"imports of {own.id} conflict: {conflict}",
            hint="one version of a taxonomy, and one meaning of a name, in all that is imported",
        )
    origins: dict[str, Origin] = {}
    bases = dict(own.knowledge_bases)
    pairs = {pair.of: pair for pair in own.overlap.pairs}
    entities, relations = dict(own.entities), dict(own.relations)
    events, categories = dict(own.events), dict(own.categories)
    retired = dict(own.retired)
    for reference, imported in _present(own, imports):
        origins.update(closures[reference])
        home = imported.id
        for name, base in imported.knowledge_bases.items():
            bases.setdefault(name, base)
        for pair in imported_overlap(imported):
            pairs.setdefault(pair.of, pair)
        for name, entity in imported.entities.items():
            entities[prefixed(name, home)] = _relabelled(entity, home, "entity")
        for name, relation in imported.relations.items():
            relations[prefixed(name, home)] = msgspec.structs.replace(
                _relabelled(relation, home, "relation"),
                domain=_prefixed_all(relation.domain, home),
                range=_prefixed_all(relation.range, home),
            )
        for name, event in imported.events.items():
            events[prefixed(name, home)] = msgspec.structs.replace(
                _relabelled(event, home, "event"),
                roles={
                    key: msgspec.structs.replace(role, range=_prefixed_all(role.range, home))
                    for key, role in event.roles.items()
                },
            )
        for name, category_set in imported.categories.items():
            categories[prefixed(name, home)] = _imported_set(category_set, name, home)
        for gone, each in imported.retired.items():
            name = node_of(prefixed(reference_of(gone), home))
            others = tuple(prefixed(reference, home) for reference in each.replaced_by)
            retired[name] = Retired(each.since, others)
    return msgspec.structs.replace(
        own,
        origins=origins,
        knowledge_bases=bases,
        overlap=msgspec.structs.replace(
            own.overlap, pairs=tuple(pair for _, pair in sorted(pairs.items()))
        ),
        entities=entities,
        relations=relations,
        events=events,
        categories=categories,
        retired=retired,
    )


def _present(
    own: Definition, imports: Mapping[str, Definition]
) -> Iterator[tuple[str, Definition]]:
    for reference in own.imports:
        if reference in imports:
            yield reference, imports[reference]


def _closures(own: Definition, imports: Mapping[str, Definition]) -> _Closures:
    """For each import, itself and all that it brings with it, by taxonomy id."""
    return {
        reference: {**imported.origins, imported.id: Origin(imported.version, hash_of(imported))}
        for reference, imported in _present(own, imports)
    }


def imported_overlap(imported: Definition) -> Iterator[OverlapPair]:
    """The pairs that come with an import, as its importer writes them."""
    for pair in imported.overlap.pairs:
        first, second = sorted(prefixed(name, imported.id) for name in pair.of)
        yield OverlapPair(of=(first, second), allow=pair.allow)


def _imported_set(category_set: CategorySet, name: str, home: str) -> CategorySet:
    applies_to = msgspec.structs.replace(
        category_set.applies_to, labels=_prefixed_all(category_set.applies_to.labels, home) or ()
    )
    labels = {key: _relabelled(label, home, name) for key, label in category_set.labels.items()}
    return msgspec.structs.replace(category_set, applies_to=applies_to, labels=labels)


def _prefixed_all(references: tuple[str, ...] | None, home: str) -> tuple[str, ...] | None:
    if references is None:
        return None
    return tuple(sorted(prefixed(reference, home) for reference in references))


def _relabelled(label: _L, taxonomy: str, label_set: str) -> _L:
    """`label` of the given set with prefixed relatives."""

    def renamed(references: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(prefixed(reference, taxonomy, home=label_set) for reference in references)

    deprecated = label.deprecated
    if deprecated is not None:
        deprecated = msgspec.structs.replace(
            deprecated, replaced_by=renamed(deprecated.replaced_by)
        )
    return msgspec.structs.replace(
        label,
        is_a=None if label.is_a is None else renamed((label.is_a,))[0],
        mixins=renamed(label.mixins),
        confusable_with=renamed(label.confusable_with),
        deprecated=deprecated,
    )
