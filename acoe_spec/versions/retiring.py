"""Labels that earlier versions had: what became of them, and which ids are never used again.

A release remembers every label that any version before it had, with what stands in its place now,
so that a label file under the wrong version is told what to do. Knows definitions and what people
declared; knows no files and no records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from acoe_spec.models.migration import (
    MergeLabels,
    Migration,
    RemoveLabel,
    RenameLabel,
    RenameSet,
    SplitLabel,
    Swap,
)
from acoe_spec.taxonomy.definition import Definition, Retired
from acoe_spec.taxonomy.numbering import precedence
from acoe_spec.taxonomy.references import node, node_of, reference_of, split

Followed = tuple[Definition, Migration | None]
"""A version that another follows, and what is declared to have changed since, if anything is."""


def retired(new: Definition, olds: Iterable[Followed]) -> dict[str, Retired]:
    """By its node each label that a version before `new` had and `new` has not.

    `olds` are the versions that `new` follows directly; what they remember is remembered on. A
    label that became another which is gone as well is replaced by what that one became. `since` is
    the first version without the label. What `new` remembers already (its imports do) stays.
    """
    present = _nodes(new)
    found: dict[str, Retired] = {}
    for old, migration in olds:
        became = _becoming(migration)
        for gone, each in _remembered(old, new.version):
            if gone in present:
                continue
            replacements = _resolved(each.replaced_by, became, present, new.retired)
            earlier = found.get(gone)
            if earlier is not None:
                since = min(earlier.since, each.since, key=precedence)
                both = dict.fromkeys((*earlier.replaced_by, *replacements))
                found[gone] = Retired(since, tuple(both))
            else:
                found[gone] = Retired(each.since, replacements)
    return dict(sorted({**found, **new.retired}.items()))


def withdrawn(new: Definition, olds: Iterable[Followed]) -> dict[str, str]:
    """The nodes that `new` may not declare as its own, with the version that withdrew each.

    These are the labels that `olds` remember, and those that are declared to become something else
    now without another label being declared to become them: a swap may use an id again, a new
    label may not.
    """
    found: dict[str, str] = {}
    for old, migration in olds:
        for gone, each in old.retired.items():
            found.setdefault(gone, each.since)
        became = _becoming(migration)
        had = _nodes(old)
        taken = {target for name in had for target in became(name)}
        for name in had:
            if name not in taken:
                found.setdefault(name, new.version)
    return found


class _Table(NamedTuple):
    labels: Mapping[str, tuple[str, ...]]
    sets: Mapping[str, str]

    def __call__(self, name: str) -> tuple[str, ...]:
        """What the label `name` became; itself where nothing is declared of it."""
        declared = self.labels.get(name)
        if declared is not None:
            return declared
        label_set, label = split(name)
        return (node(self.sets.get(label_set, label_set), label),)


def _becoming(migration: Migration | None) -> _Table:
    operations = () if migration is None else migration.operations
    sets = {each.from_: each.to for each in operations if isinstance(each, RenameSet)}
    labels: dict[str, tuple[str, ...]] = {}
    for operation in operations:
        for label_set, gone, targets in _moves(operation):
            home = sets.get(label_set, label_set)
            labels[node_of(gone, home=label_set)] = tuple(
                node_of(target, home=home) for target in targets
            )
    return _Table(labels, sets)


def _moves(operation: object) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """A set, a label of it, and what that label becomes, as the operation spells them."""
    match operation:
        case RenameLabel():
            yield operation.set, operation.from_, (operation.to,)
        case Swap(labels=(first, second)):
            yield operation.set, first, (second,)
            yield operation.set, second, (first,)
        case MergeLabels():
            for each in operation.from_:
                yield operation.set, each, (operation.to,)
        case SplitLabel():
            yield operation.set, operation.from_, tuple(operation.to)
        case RemoveLabel():
            yield operation.set, operation.label, tuple(operation.to or ())
        case _:
            return


def _remembered(old: Definition, version: str) -> Iterator[tuple[str, Retired]]:
    """What a version remembers and what it has itself, each replaced by what it was then."""
    for gone, each in old.retired.items():
        yield gone, Retired(each.since, tuple(map(node_of, each.replaced_by)))
    for name in _nodes(old):
        yield name, Retired(version, (name,))


def _resolved(
    names: Iterable[str],
    became: _Table,
    present: frozenset[str],
    known: Mapping[str, Retired],
) -> tuple[str, ...]:
    """References to what stands in the place of `names` now, each once.

    What is gone with an import of which `new` has another version is replaced as that one says.
    """
    found: dict[str, None] = {}
    for name in names:
        for target in became(name):
            if target in present:
                found[reference_of(target)] = None
            elif target in known:
                found.update(dict.fromkeys(known[target].replaced_by))
    return tuple(found)


def _nodes(definition: Definition) -> frozenset[str]:
    return frozenset(node(label_set, label) for label_set, label, _ in definition.labels())
