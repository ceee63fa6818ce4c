"""One attribute of one label in two versions: what the label writes, and what finally holds.

What a label writes anew and what then holds otherwise are two things: it may say once more what it
inherits, and it may hold its tongue while an ancestor speaks. Knows nothing of rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from acoe_spec.taxonomy.definition import Attribute
from acoe_spec.taxonomy.inheritance import Merged
from acoe_spec.taxonomy.references import split
from acoe_spec.versions.changes import Edit
from acoe_spec.versions.diff.pair import Pair, edit, field_edits, path_of

LIMITS = ("pattern", "max_length", "minimum", "maximum", "precision", "when")
"""What narrows the values of an attribute, its type and its enumerated values aside."""
_ASPECTS = ("type", "values", "multivalued", "required", *LIMITS, "deprecated")
_FIELDS: Mapping[str, tuple[str, ...]] = {"type": ("range", "values")}


class AttributeDelta(NamedTuple):
    """An attribute of a label of both versions; `own_old` and `own_new` are what it writes."""

    set: str
    label: str
    attribute: str
    own_old: Attribute | None
    own_new: Attribute | None
    old: Attribute | None
    new: Attribute | None

    @property
    def path(self) -> tuple[str, ...]:
        """Where the label writes it."""
        return path_of(self.set, self.label, "attributes", self.attribute)

    def written(self, aspect: str) -> bool:
        """Whether the label itself says otherwise now."""
        if aspect == "values":
            return _keys(self.own_old) != _keys(self.own_new)
        if aspect == "type":
            return self._own("range") or (
                self.differs("type")
                and (_keys(self.own_old) is None) != (_keys(self.own_new) is None)
            )
        return self._own(aspect)

    def _own(self, field: str) -> bool:
        return getattr(self.own_old, field, None) != getattr(self.own_new, field, None)

    def differs(self, aspect: str) -> bool:
        """Whether otherwise holds now, whoever says so; only for what there was and is."""
        old, new = self.old, self.new
        if old is None or new is None:
            return True
        if aspect == "type":
            return old.type != new.type
        if aspect == "values":
            return old.type == new.type == "values" and _keys(old) != _keys(new)
        if aspect == "deprecated":
            return self.written(aspect)
        return bool(_said(old, aspect) != _said(new, aspect))

    def edits(self, *aspects: str) -> tuple[Edit, ...]:
        """Edits for those of `aspects` that the label writes otherwise now."""
        written = [aspect for aspect in aspects if self.written(aspect)]
        fields = [field for aspect in written for field in _FIELDS.get(aspect, (aspect,))]
        return field_edits(self.path, self.own_old, self.own_new, fields) if written else ()

    def value_edits(self, value: str) -> tuple[Edit, ...]:
        """The edits that add or take away one value."""
        old, new = self.own_old, self.own_new
        if not self.written("values"):
            return ()
        if old is None or new is None or old.values is None or new.values is None:
            return field_edits(self.path, old, new, ("values",))
        if (value in old.values) == (value in new.values):
            return ()
        return (edit((*self.path, "values", value), new.values.get(value)),)

    def restated(self) -> tuple[Edit, ...]:
        """Edits for what the label writes otherwise now and that holds all the same."""
        if self.old is None or self.new is None or self.own_old == self.own_new:
            return ()
        written = [aspect for aspect in _ASPECTS if self.written(aspect)]
        idle = [aspect for aspect in written if not self.differs(aspect)]
        if self.differs("type") and "values" in idle:
            idle.remove("values")  # the change of type brings them
        if self.own_old is None or self.own_new is None:
            return field_edits(self.path, self.own_old, self.own_new, ()) if written == idle else ()
        return self.edits(*idle)


def deltas(pair: Pair) -> Iterator[AttributeDelta]:
    """Every attribute that is written, or holds, otherwise; labels above before those below."""
    for name in pair.affected:
        label_set, label = split(name)
        own_old, own_new = pair.old.labels[name].attributes, pair.new.labels[name].attributes
        old, new = pair.old.effective[name].attributes, pair.new.effective[name].attributes
        for attribute in _either(old, new):
            delta = AttributeDelta(
                label_set,
                label,
                attribute,
                own_old.get(attribute),
                own_new.get(attribute),
                old[attribute].value if attribute in old else None,
                new[attribute].value if attribute in new else None,
            )
            if delta.old != delta.new or delta.own_old != delta.own_new:
                yield delta


def _either(old: Mapping[str, Any], new: Mapping[str, Merged[Attribute]]) -> Iterable[str]:
    return sorted(old.keys() | new.keys())


def narrower_and_looser(delta: AttributeDelta, aspect: str) -> tuple[bool, bool]:
    """Whether a limit permits less, and whether it permits more; both where it shifts.

    Which of two patterns matches more cannot be decided: a changed one may do both. What is
    required under a condition is demanded less where it is permitted less.
    """
    assert delta.old is not None
    assert delta.new is not None
    old, new = getattr(delta.old, aspect), getattr(delta.new, aspect)
    if not delta.differs(aspect):
        return False, False
    if aspect == "precision":
        lost, gained = (
            set(one or ("day",)) - set(other or ("day",)) for one, other in ((old, new), (new, old))
        )
        return bool(lost), bool(gained)
    if aspect == "when":
        before, after = old or {}, new or {}
        narrower, looser = not _covers(after, before), not _covers(before, after)
        if delta.old.required or delta.new.required:
            return True, True
        return narrower, looser
    if old is None or new is None:
        return old is None, new is None
    if aspect == "pattern":
        return True, True
    less = _is_less(new, old)
    if less is None:
        return True, True
    return (not less, less) if aspect == "minimum" else (less, not less)


def _covers(wide: Mapping[str, Any], narrow: Mapping[str, Any]) -> bool:
    """Whether the condition `wide` holds wherever `narrow` does."""
    return all(
        other in narrow and set(narrow[other]) <= set(values) for other, values in wide.items()
    )


def _is_less(one: Any, other: Any) -> bool | None:
    """Whether one bound is below another; None where one of them is malformed."""
    with suppress(InvalidOperation):
        return Decimal(one) < Decimal(other)
    return one < other if one[:1].isdecimal() and other[:1].isdecimal() else None


def _keys(attribute: Attribute | None) -> frozenset[str] | None:
    if attribute is None or attribute.values is None:
        return None
    return frozenset(attribute.values)


def _said(attribute: Attribute, aspect: str) -> Any:
    value = getattr(attribute, aspect)
    if value is not None and aspect in ("minimum", "maximum"):
        with suppress(InvalidOperation):
            return Decimal(value)
    if aspect == "precision":
        return value or ("day",)
    return value or None if aspect in ("multivalued", "required", "when") else value
