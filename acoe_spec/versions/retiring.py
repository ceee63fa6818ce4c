"""Labels that earlier versions had: what became of them, and which ids are never used again.

A release remembers every label that any version before it had, with what stands in its place now,
so that a label file under the wrong version is told what to do. Knows definitions and what people
declared; knows no files and no records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from acoe_spec.taxonomy.definition import Definition, Retired
from acoe_spec.taxonomy.numbering import precedence
from acoe_spec.taxonomy.references import node, node_of, reference_of
from acoe_spec.versions.naming import Naming

if TYPE_CHECKING:
    from acoe_spec.models.migration import Migration

Followed = tuple[Definition, "Migration | None"]
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
        became = _Became(old, migration)
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


def withdrawn(version: str, olds: Iterable[Followed]) -> dict[str, str]:
    """The nodes that `version`, which follows `olds`, may not declare; with what withdrew each.

    These are the labels that `olds` remember, and those that are declared to become something else
    now without another label being declared to become them: a swap may use an id again, a new
    label may not.
    """
    found: dict[str, str] = {}
    for old, migration in olds:
        for gone, each in old.retired.items():
            found.setdefault(gone, each.since)
        became = _Became(old, migration)
        had = _nodes(old)
        taken = {target for name in had for target in became(name)}
        for name in had:
            if name not in taken:
                found.setdefault(name, version)
    return found


class _Became:
    """What the labels of a version are in the next one, asked by node."""

    def __init__(self, old: Definition, migration: Migration | None) -> None:
        self._naming = None if migration is None else Naming(old, migration)
        self._removed: dict[str, tuple[str, ...]] = {}
        for each in () if migration is None else migration.operations:
            if each.op == "remove-label":
                home = each.set if self._naming is None else self._naming.set_id(each.set)
                targets = tuple(node_of(to, home=home) for to in each.to or ())
                self._removed[node(each.set, each.label)] = targets

    def __call__(self, name: str) -> tuple[str, ...]:
        """The nodes that it became; itself where nothing is declared of it."""
        if (removed := self._removed.get(name)) is not None:
            return removed
        return (name,) if self._naming is None else self._naming.targets(name)


def _remembered(old: Definition, version: str) -> Iterator[tuple[str, Retired]]:
    """What a version remembers and what it has itself, each replaced by what it was then."""
    for gone, each in old.retired.items():
        yield gone, Retired(each.since, tuple(map(node_of, each.replaced_by)))
    for name in _nodes(old):
        yield name, Retired(version, (name,))


def _resolved(
    names: Iterable[str],
    became: _Became,
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
