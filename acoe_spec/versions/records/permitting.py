"""Which labels the new version is stricter about: only records with these are checked again.

Compares closed tables after putting the old ones into the new words. To be on the safe side what
cannot be compared counts as stricter. Knows no records and makes no findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from acoe_spec.taxonomy.compiled import (
    Attribute,
    CategorySet,
    CompiledTaxonomy,
    Crossing,
    EventShape,
    Label,
    RelationSides,
    Side,
)
from acoe_spec.taxonomy.references import node, node_of, reference_of, split
from acoe_spec.versions.records.fates import Part
from acoe_spec.versions.records.following import Following
from acoe_spec.versions.records.places import labels_of


@dataclass(frozen=True)
class Narrowing:
    """`labels` are nodes of the old version whose annotations may be wrong now.

    `sets` are category sets of the new version that records may lack answers to now.
    """

    labels: frozenset[str]
    sets: tuple[str, ...]


def narrowing(old: CompiledTaxonomy, new: CompiledTaxonomy, parts: Sequence[Part]) -> Narrowing:
    """What `new` is stricter about than `old`, which `parts` lead on to it."""
    return _Comparison(old, new, parts).narrowing()


class _Comparison:
    def __init__(self, old: CompiledTaxonomy, new: CompiledTaxonomy, parts: Sequence[Part]) -> None:
        self.old, self.new, self.parts = old, new, parts
        self.before, self.after = labels_of(old), labels_of(new)
        self.following = Following(parts)
        self.later = {name: self.following.labels(name) for name in self.before}
        self._known: dict[frozenset[str], frozenset[str]] = {}

    def narrowing(self) -> Narrowing:
        found = {name for name, label in self.before.items() if self._stricter(name, label)}
        found.update(self._overlapping())
        found.update(self._in_demand())
        return Narrowing(frozenset(found), tuple(self._to_answer()))

    def _stricter(self, name: str, before: Label) -> bool:
        targets = self.later[name]
        return not targets or any(self._stricter_as(name, before, each) for each in targets)

    def _stricter_as(self, name: str, before: Label, later: str) -> bool:
        after = self.after.get(later)
        if after is None or (after.abstract and not before.abstract):
            return True
        if self._stricter_attributes(name, before, after):
            return True
        if not set(before.links) <= set(after.links) or (
            after.links_required and not before.links_required
        ):
            return True
        if any(
            base not in self.new.knowledge_bases
            or self.new.knowledge_bases[base].scheme != self.old.knowledge_bases[base].scheme
            for base in before.links
            if base in self.old.knowledge_bases
        ):
            return True
        if before.relation is not None and after.relation is not None:
            above = {
                later for each in before.ancestors for later in self.later[node("relation", each)]
            }
            if not {node("relation", each) for each in after.ancestors} <= above:
                return True
            return self._stricter_relation(name, before.relation, after.relation)
        if before.event is not None and after.event is not None:
            return self._stricter_event(name, before.event, after.event)
        label_set = split(name)[0]
        if label_set in self.old.sets and after.set in self.new.sets:
            return self._stricter_set(self.old.sets[label_set], self.new.sets[after.set])
        return False

    def _stricter_attributes(self, name: str, before: Label, after: Label) -> bool:
        lossy = any(part.labels[name].remembers for part in self.parts if name in part.labels)
        names: dict[str, str | None] = {}
        for attribute in before.attributes:
            names[attribute] = self.following.attribute(name, attribute)
        for attribute, said in before.attributes.items():
            there = names[attribute]
            if there is None:
                return True
            now = after.attributes.get(there)
            if now is None and lossy:
                continue  # its values are kept as previous
            if now is None or self._stricter_attribute(name, attribute, said, now, names):
                return True
        taken = set(names.values())
        return any(each.required for other, each in after.attributes.items() if other not in taken)

    def _stricter_attribute(
        self,
        name: str,
        attribute: str,
        before: Attribute,
        after: Attribute,
        names: Mapping[str, str | None],
    ) -> bool:
        conditions = {
            names.get(other, other): {self.following.value(name, other, each) for each in wanted}
            for other, wanted in before.when.items()
        }
        return (
            before.type != after.type
            or before.multivalued != after.multivalued
            or (after.required and not before.required)
            or (after.pattern is not None and after.pattern != before.pattern)
            or _less(after.max_length, before.max_length)
            or _tighter(before.minimum, after.minimum, lower=True)
            or _tighter(before.maximum, after.maximum, lower=False)
            or not set(before.precision) <= set(after.precision)
            or any(
                self.following.value(name, attribute, value) not in after.values
                for value in before.values
            )
            or conditions != {other: set(wanted) for other, wanted in after.when.items()}
        )

    def _stricter_relation(self, name: str, before: RelationSides, after: RelationSides) -> bool:
        sides = (before.domain, before.range)
        counts = (before.per_subject, before.per_object)
        if self.following.flipped(name):
            sides, counts = sides[::-1], counts[::-1]
        return (
            not self._all_later(sides[0]) <= after.domain
            or not self._all_later(sides[1]) <= after.range
            or before.symmetric != after.symmetric
            or (after.symmetric and self.following.flipped(name))
            or _tighter_side(counts[0], after.per_subject)
            or _tighter_side(counts[1], after.per_object)
        )

    def _stricter_event(self, name: str, before: EventShape, after: EventShape) -> bool:
        if after.trigger not in ("optional", before.trigger):
            return True
        names = {role: self.following.role(name, role) for role in before.roles}
        for role, said in before.roles.items():
            now = after.roles.get(names[role])
            if (
                now is None
                or not self._all_later(said.range) <= now.range
                or now.min > said.min
                or _less(now.max, said.max)
            ):
                return True
        taken = set(names.values())
        return any(each.min for role, each in after.roles.items() if role not in taken)

    def _stricter_set(self, before: CategorySet, after: CategorySet) -> bool:
        return (
            not before.units <= after.units
            or (before.record and not after.record)
            or not self._all_later(before.targets) <= after.targets
            or (before.select == "many" and after.select == "one")
        )

    def _all_later(self, references: frozenset[str]) -> frozenset[str]:
        """Closed references in the new words."""
        known = self._known.get(references)
        if known is None:
            nodes = (node_of(reference) for reference in references)
            later = (each for name in nodes for each in self.later.get(name, (name,)))
            known = frozenset(map(reference_of, later))
            self._known[references] = known
        return known

    def _overlapping(self) -> Iterator[str]:
        """Entities whose spans may lie to each other in fewer ways, as far as can be told."""
        before, after = self.old.overlap, self.new.overlap
        everything = not before.default <= after.default
        pairs: dict[tuple[str | None, str | None], frozenset[Crossing]] = {
            (self._entity(one), self._entity(other)): allowed
            for one, others in before.pairs.items()
            for other, allowed in others.items()
        }
        now: dict[tuple[str | None, str | None], frozenset[Crossing]] = {
            (one, other): allowed
            for one, others in after.pairs.items()
            for other, allowed in others.items()
        }
        if not everything and not pairs and not now:
            return
        changed = {one for pair in pairs.keys() | now.keys() if pairs.get(pair) != now.get(pair)
                   for one in pair}  # fmt: skip
        paired = {one for pair in pairs.keys() | now.keys() for one in pair}
        for name, label in self.old.entities.items():
            there = self._entity(name)
            later = None if there is None else self.new.entities.get(there)
            if later is None or everything:
                yield node("entity", name)
                continue
            old_chain = [self._entity(each) for each in (name, *label.ancestors)]
            new_chain = [there, *later.ancestors]
            if not changed.isdisjoint((*old_chain, *new_chain)) or [
                each for each in old_chain if each in paired
            ] != [each for each in new_chain if each in paired]:
                yield node("entity", name)

    def _entity(self, name: str) -> str | None:
        later = self.later.get(node("entity", name), ())
        return split(next(iter(later)))[1] if len(later) == 1 else None

    def _in_demand(self) -> Iterator[str]:
        """Labels of which each annotation needs a relation that it did not need before."""
        demanded = set()
        for name, label in self.new.relations.items():
            sides = label.relation
            if sides is None:
                continue
            for side, ends in _ENDS.items():
                least = getattr(sides, side).min
                if least:
                    demanded |= getattr(sides, ends) - self._demanded_before(name, side, least)
        if demanded:
            for name, later in self.later.items():
                if not demanded.isdisjoint(map(reference_of, later)):
                    yield name

    def _demanded_before(self, name: str, side: str, least: int) -> frozenset[str]:
        """What the relation that is called `name` now was demanded of on that side already."""
        for identifier, label in self.old.relations.items():
            source = node("relation", identifier)
            sides = label.relation
            if node("relation", name) not in self.later[source] or sides is None:
                continue
            alike = not sides.symmetric and not self.following.flipped(source)
            if alike and getattr(sides, side).min >= least:
                return self._all_later(getattr(sides, _ENDS[side]))
        return frozenset()

    def _to_answer(self) -> Iterator[str]:
        for name, after in self.new.sets.items():
            if not after.required:
                continue
            before = self._set_before(name)
            if (
                before is None
                or not before.required
                or not after.units <= before.units
                or (after.record and not before.record)
                or not after.targets <= self._all_later(before.targets)
                or self._newly_asked(before.targets, after.targets)
            ):
                yield name

    def _newly_asked(self, before: frozenset[str], after: frozenset[str]) -> bool:
        """Whether what was not asked about becomes something that is, as by a merge."""
        return any(
            reference_of(later) in after
            for name, targets in self.later.items()
            if reference_of(name) not in before
            for later in targets
        )

    def _set_before(self, name: str) -> CategorySet | None:
        for before, category_set in self.old.sets.items():
            if self.following.set(before) == name:
                return category_set
        return None


_ENDS = {"per_subject": "domain", "per_object": "range"}


def _less(now: int | None, before: int | None) -> bool:
    return now is not None and (before is None or now < before)


def _tighter_side(before: Side, after: Side) -> bool:
    return after.min > before.min or _less(after.max, before.max)


def _tighter(before: str | None, after: str | None, *, lower: bool) -> bool:
    """Whether a bound leaves out what it let in."""
    if after is None or after == before:
        return False
    if before is None:
        return True
    try:
        return Decimal(after) > Decimal(before) if lower else Decimal(after) < Decimal(before)
    except InvalidOperation:
        return True
