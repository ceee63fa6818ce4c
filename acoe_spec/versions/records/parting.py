"""Declared operations as tables of what becomes of what: one simultaneous part of a step.

What is declared of an attribute, a value, a role or a direction holds for sub-labels, and for the
labels that have the attribute as a mixin's. The order of the operations plays no part: where two
speak of one label, the row that stands later in `_RANK` counts. Knows nothing of records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from acoe_spec.taxonomy.compiled import Label
from acoe_spec.taxonomy.references import KINDS, node, node_of, prefix_of, split
from acoe_spec.versions.records.fates import AttributeFate, Fate, Part
from acoe_spec.versions.records.places import Labels, Places, below
from acoe_spec.versions.splitting import Part as TakingPart
from acoe_spec.versions.splitting import SplitRule, split_rule

if TYPE_CHECKING:
    from acoe_spec.models.migration import Operation


def make_part(
    operations: Iterable[Operation],
    old: Labels,
    new: Labels,
    *,
    prefix: str | None = None,
    at: str,
) -> Part:
    """The table of one migration between all labels before it and all labels after it.

    `prefix` is the taxonomy of the migration where that is imported by theirs; `at` is the version
    that it leads to, for reasons. Raises `MigrationBroken` for a rule that cannot be used.
    """
    return _Making(operations, old, new, prefix, at).part()


class _Making:
    """The tables as they grow. `old` and `new` are labels by node."""

    def __init__(
        self,
        operations: Iterable[Any],
        old: Labels,
        new: Labels,
        prefix: str | None,
        at: str,
    ) -> None:
        self.old, self.new = old, new
        self.at = at
        given = list(operations)
        self.places = Places(given, prefix)
        self.operations = sorted(given, key=self._order)
        self.fates: dict[str, Fate] = {}
        self.reviewed: dict[str, tuple[str, str]] = {}
        self.attributes: dict[str, dict[str, AttributeFate]] = defaultdict(dict)
        self.roles: dict[str, dict[str, str]] = defaultdict(dict)
        self.flipped: set[str] = set()
        self.fill: dict[str, dict[str, Any]] = defaultdict(dict)
        self.required: dict[str, str | None] = {}

    def part(self) -> Part:
        for each in self.operations:
            make = _TABLE.get(each.op)
            if make is not None:
                make(self, each)
        self._follow_sets()
        return Part(
            labels=self.fates,
            attributes=dict(self.attributes),
            roles=dict(self.roles),
            flipped=frozenset(self.flipped),
            reviewed=self.reviewed,
            sets=self.places.sets,
            known={
                name: frozenset(self.new[name].attributes)
                for fate in self.fates.values()
                if fate.remembers
                for name in fate.to
                if name in self.new
            },
            fill=dict(self.fill),
            required=self.required,
        )

    def _order(self, each: Any) -> tuple[int, int, str]:
        """Kinds in the order of the table; of one kind those nearer to the root come first."""
        depth = 0
        if each.op in _RANK and getattr(each, "label", None) is not None:
            label = self.old.get(self.places.node(each.set, each.label))
            depth = 0 if label is None else len(label.ancestors)
        return _RANK.get(each.op, len(_RANK)), depth, each.model_dump_json()

    def _follow_sets(self) -> None:
        """Labels of sets that have another id, or are gone, and of which nothing else is said."""
        for name in self.old:
            label_set, label = split(name)
            if label_set not in self.places.sets or name in self.fates:
                continue
            later = self.places.sets[label_set]
            if later is None:
                self.fates[name] = Fate(
                    op="remove-set", to=(), reason=f"the set '{label_set}' is gone since {self.at}"
                )
            else:
                self.fates[name] = Fate(op="rename-set", to=(node(later, label),), reason="")

    # Labels

    def _rename(self, each: Any) -> None:
        self._one(
            each.op, self.places.node(each.set, each.from_), self.places.later(each.set, each.to)
        )

    def _swap(self, each: Any) -> None:
        one, other = each.labels
        self._one(each.op, self.places.node(each.set, one), self.places.later(each.set, other))
        self._one(each.op, self.places.node(each.set, other), self.places.later(each.set, one))

    def _merge(self, each: Any) -> None:
        to = self.places.later(each.set, each.to)
        for label in each.from_:
            source = self.places.node(each.set, label)
            # What only takes others in is what it was.
            self._one(each.op, source, to, remembers=self.places.moved(source) != to)

    def _one(self, op: str, source: str, to: str, *, remembers: bool = False) -> None:
        reason = f"'{split(source)[1]}' is no label of its own since {self.at}"
        before = self.fates.get(source)
        targets: tuple[str, ...] = (to,)
        if before is not None and before.op == op and to not in before.to:
            targets = (*before.to, to)
        self.fates[source] = Fate(op=op, to=targets, reason=reason, remembers=remembers)

    def _split(self, each: Any) -> None:
        source = self.places.node(each.set, each.from_)
        self._divide(each, source, each.to, f"'{split(source)[1]}' was split in {self.at}")

    def _carve(self, each: Any) -> None:
        source = self.places.node(each.set, each.label)
        to = [each.label, *(label for label in each.to if label != each.label)]
        self._divide(each, source, to, f"a part of '{split(source)[1]}' has another label in "
                     f"{self.at}")  # fmt: skip

    def _divide(self, each: Any, source: str, to: Sequence[str], reason: str) -> None:
        otherwise = each.otherwise
        self.fates[source] = Fate(
            op=each.op,
            to=tuple(dict.fromkeys(self.places.later(each.set, label) for label in to)),
            reason=f"{reason}, and {'no rule' if each.rules else 'nothing'} decides",
            rules=self._rules(
                each.rules, self.old.get(source), lambda label: self.places.later(each.set, label)
            ),
            otherwise=None if otherwise is None else self.places.later(each.set, otherwise),
            remembers=True,
            unsure=otherwise is None and len(set(to)) == 1,
        )

    def _rules(
        self, rules: Sequence[Any] | None, label: Label | None, to: Callable[[str], str]
    ) -> tuple[SplitRule, ...]:
        return tuple(
            split_rule(each, to=to(each.to), label=label, parts=self._taking_part)
            for each in rules or ()
        )

    def _taking_part(self, of: str, role: str) -> Iterator[TakingPart]:
        """The relation or event and its sub-labels."""
        for name in below(self.old, node_of(self.places.reference(of))):
            yield name, role
            label = self.old.get(name)
            if label is not None and label.relation and label.relation.symmetric:
                yield name, "object" if role == "subject" else "subject"

    def _remove(self, each: Any) -> None:
        source = self.places.node(each.set, each.label)
        to = tuple(self.places.later(each.set, label) for label in each.to or ())
        certain = each.becomes in ("exact", "broader")
        if each.becomes == "nothing":
            to = ()
        how = "" if to else " without replacement"
        self.fates[source] = Fate(
            op=each.op,
            to=to,
            reason=f"'{split(source)[1]}' was removed in {self.at}{how}",
            remembers=True,
            otherwise=to[0] if certain and len(to) == 1 else None,
            unsure=not certain,
        )

    def _make_abstract(self, each: Any) -> None:
        source = self.places.node(each.set, each.label)
        itself = self.places.later(each.set, each.label)
        to: tuple[str, ...] = ()
        if each.to is None:
            under = below(self.new, itself)
            to = tuple(name for name in under if name in self.new and not self.new[name].abstract)
        else:
            to = (self.places.later(each.set, each.to),)
        self.fates[source] = Fate(
            op=each.op,
            to=to,
            reason=f"'{split(source)[1]}' is for its sub-labels only since {self.at}",
            remembers=True,
            otherwise=to[0] if each.to is not None else None,
            unsure=each.to is None,
        )

    def _remove_import(self, each: Any) -> None:
        for name in self.old:
            if prefix_of(name) == each.taxonomy:
                reason = f"'{each.taxonomy}' is imported no longer since {self.at}"
                self.fates[name] = Fate(op=each.op, to=(), reason=reason)
                label_set = split(name)[0]
                if label_set not in KINDS:
                    self.places.sets.setdefault(label_set, None)

    def _review(self, each: Any) -> None:
        name = self.places.node(each.set, each.label)
        what = f"'{split(name)[1]}' means something else"
        if each.op == "flip-example":
            what = f"a worked example of '{split(name)[1]}' has the opposite verdict"
        self.reviewed[name] = (each.op, f"{what} since {self.at}")

    # Attributes, values, roles

    def _having(self, each: Any) -> Iterator[str]:
        """The label itself, and those that have the attribute from it or from above it."""
        owner = self.places.node(each.set, each.label)
        yield owner
        attribute = each.from_ if each.op == "rename-attribute" else each.attribute
        for name, label in self.old.items():
            home = split(name)[0]
            found = label.attributes.get(attribute)
            if found is not None and name != owner:
                ancestors = (node(home, above) for above in label.ancestors)
                if owner in ancestors or node_of(found.origin, home=home) == owner:
                    yield name

    def _attribute(self, each: Any, owner: str, attribute: str, /, **changed: Any) -> None:
        before = self.attributes[owner].get(attribute, AttributeFate(name=attribute))
        ops = tuple(dict.fromkeys((*before.ops, each.op)))
        self.attributes[owner][attribute] = replace(before, ops=ops, **changed)

    def _rename_attribute(self, each: Any) -> None:
        for name in self._having(each):
            self._attribute(each, name, each.from_, name=each.to)

    def _value(self, each: Any, name: str, value: str, fate: Fate) -> None:
        before = self.attributes[name].get(each.attribute, AttributeFate(name=each.attribute))
        self._attribute(each, name, each.attribute, values={**before.values, value: fate})

    def _rename_value(self, each: Any) -> None:
        for name in self._having(each):
            self._value(each, name, each.from_, Fate(op=each.op, to=(each.to,), reason=""))

    def _merge_values(self, each: Any) -> None:
        for name in self._having(each):
            for value in each.from_:
                fate = Fate(op=each.op, to=(each.to,), reason="", remembers=value != each.to)
                self._value(each, name, value, fate)

    def _split_value(self, each: Any) -> None:
        what = f"the value '{each.from_}' of '{each.attribute}' was split in {self.at}"
        for name in self._having(each):
            fate = Fate(
                op=each.op,
                to=tuple(each.to),
                reason=f"{what}, and {'no rule' if each.rules else 'nothing'} decides",
                rules=self._rules(each.rules, self.old.get(name), str),
                otherwise=each.otherwise,
                remembers=True,
                unsure=each.otherwise is None and len(set(each.to)) == 1,
            )
            self._value(each, name, each.from_, fate)

    def _remove_value(self, each: Any) -> None:
        to = () if each.becomes == "nothing" else tuple(each.to or ())
        certain = each.becomes in ("exact", "broader") and len(to) == 1
        how = "" if to else " without replacement"
        fate = Fate(
            op=each.op,
            to=to,
            reason=f"the value '{each.value}' of '{each.attribute}' was removed in {self.at}{how}",
            otherwise=to[0] if certain else None,
            remembers=True,
            unsure=not certain,
        )
        for name in self._having(each):
            self._value(each, name, each.value, fate)

    def _remove_attribute(self, each: Any) -> None:
        owner = self.places.node(each.set, each.label)
        reason = f"the attribute '{each.attribute}' was removed in {self.at}"
        for name in self._having(each):
            if name != owner and self._still_has(name, each.attribute):
                continue
            self._attribute(each, name, each.attribute, gone=each.values, gone_reason=reason)

    def _still_has(self, name: str, attribute: str) -> bool:
        fate = self.fates.get(name)
        targets = (self.places.moved(name),) if fate is None else fate.to
        return all(to in self.new and attribute in self.new[to].attributes for to in targets)

    def _convert(self, each: Any) -> None:
        for name in self._having(each):
            before = self.old[name].attributes.get(each.attribute) if name in self.old else None
            fate = self.attributes.get(name, {}).get(each.attribute)
            later = each.attribute if fate is None else fate.name
            label_fate = self.fates.get(name)
            targets = (self.places.moved(name),) if label_fate is None else label_fate.to
            after = next(
                (self.new[to].attributes[later] for to in targets
                 if to in self.new and later in self.new[to].attributes),
                None,
            )  # fmt: skip
            if before is not None and after is not None:
                self._attribute(each, name, each.attribute, convert=(before, after))

    def _rename_role(self, each: Any) -> None:
        for name in below(self.old, self.places.node(each.set, each.label)):
            self.roles[name][each.from_] = each.to

    def _flip(self, each: Any) -> None:
        self.flipped.update(below(self.old, self.places.node(each.set, each.label)))

    def _require_attribute(self, each: Any) -> None:
        if each.value is None:
            return
        source = self.places.node(each.set, each.label)
        fate = self.fates.get(source)
        tops = (self.places.later(each.set, each.label),) if fate is None else fate.to
        for top in tops:
            for name in self._given(top, each.attribute):
                self.fill[name][each.attribute] = each.value

    def _given(self, owner: str, attribute: str) -> Iterator[str]:
        """The labels of the new version that have the attribute from that one, and those below."""
        having = {name: label for name, label in self.new.items() if attribute in label.attributes}
        from_it = (
            name for name, label in having.items()
            if node_of(label.attributes[attribute].origin, home=split(name)[0]) == owner
        )  # fmt: skip
        for top in (owner, *from_it):
            yield from (name for name in below(self.new, top) if name in having)

    def _require_set(self, each: Any) -> None:
        name = self.places.set(each.set)
        later = self.places.sets.get(name) or name
        self.required[later] = None if each.label is None else split(
            self.places.later(each.set, each.label)
        )[1]  # fmt: skip


# In this order; what comes later counts where two speak of the same.
_TABLE: Mapping[str, Callable[[_Making, Any], None]] = {
    "remove-import": _Making._remove_import,
    "make-abstract": _Making._make_abstract,
    "remove-label": _Making._remove,
    "rename-label": _Making._rename,
    "swap": _Making._swap,
    "merge-labels": _Making._merge,
    "split-label": _Making._split,
    "carve-out": _Making._carve,
    "redefine": _Making._review,
    "flip-example": _Making._review,
    "rename-attribute": _Making._rename_attribute,
    "rename-value": _Making._rename_value,
    "merge-values": _Making._merge_values,
    "split-value": _Making._split_value,
    "remove-value": _Making._remove_value,
    "remove-attribute": _Making._remove_attribute,
    "convert-attribute": _Making._convert,
    "rename-role": _Making._rename_role,
    "flip-relation": _Making._flip,
    "require-attribute": _Making._require_attribute,
    "require-set": _Making._require_set,
}
_RANK = {op: number for number, op in enumerate(_TABLE)}
