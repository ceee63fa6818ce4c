"""Diff rules about relations: what may stand on either side, how often, and in which direction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

from acoe_spec.taxonomy.definition import Cardinality
from acoe_spec.taxonomy.inheritance import Effective
from acoe_spec.taxonomy.references import split
from acoe_spec.versions.changes import Edit
from acoe_spec.versions.diff.pair import Pair, edit, field_edits, path_of
from acoe_spec.versions.diff.reach import by_cause, listed, references, shift
from acoe_spec.versions.diff.rule import DiffRule, Seen

_Find = Callable[[Pair], Iterator[Seen]]
_BOUNDS = ("min", "max")
_SIDES = (("subject", "per_subject"), ("object", "per_object"))
_NOUNS = {"domain": "subject", "range": "object"}


def _both(pair: Pair, *, all_: bool) -> Iterator[tuple[str, Effective, Effective]]:
    """Relations of both versions; without `all_`, those that may differ in their own tables."""
    names = pair.old.effective if all_ and pair.moved else pair.affected
    for name in names:
        if name.startswith("relation/") and name in pair.old.labels and name in pair.new.labels:
            yield split(name)[1], pair.old.effective[name], pair.new.effective[name]


def _side(field: Literal["domain", "range"], *, narrower: bool) -> _Find:
    def find(pair: Pair) -> Iterator[Seen]:
        noun = _NOUNS[field]
        for label, old, new in _both(pair, all_=True):
            before, after = _value(old, field), _value(new, field)
            lost, gained = shift(pair, before, after)
            nodes = lost if narrower else gained
            if not nodes:
                continue
            edits = _edits(label, old, new, field)
            groups = [("", sorted(nodes))]
            if not edits and before == after:
                groups = list(by_cause(pair, nodes))
            for because, some in groups:
                verb = "no longer takes" if narrower else "takes"
                yield Seen(
                    message=f"{verb} {listed(some)} as {noun}",
                    set="relation",
                    label=label,
                    property_=field,
                    before=references(some) if narrower else None,
                    after=None if narrower else references(some),
                    because=because or None,
                    edits=edits,
                )

    return find


def _value(label: Effective, field: str) -> Any:
    said = getattr(label, field)
    return None if said is None else said.value


def _edits(label: str, old: Effective, new: Effective, field: str) -> tuple[Edit, ...]:
    """The edit of a field that the relation itself writes otherwise now."""
    before, after = getattr(old.own, field), getattr(new.own, field)
    return () if before == after else (edit(path_of("relation", label, field), after),)


def _switch(field: Literal["symmetric", "transitive"], *, on: bool) -> _Find:
    def find(pair: Pair) -> Iterator[Seen]:
        for label, old, new in _both(pair, all_=False):
            before, after = bool(_value(old, field)), bool(_value(new, field))
            if before != after and after is on:
                yield Seen(
                    message=f"is {field} now" if on else f"is no longer {field}",
                    set="relation",
                    label=label,
                    property_=field,
                    edits=_edits(label, old, new, field),
                )

    return find


def _counts(*, narrower: bool) -> _Find:
    def find(pair: Pair) -> Iterator[Seen]:
        for label, old, new in _both(pair, all_=False):
            for side, field in _SIDES:
                before, after = _bounds(old, field), _bounds(new, field)
                if more_than(after, before) if narrower else more_than(before, after):
                    yield Seen(
                        message=f"one {side} takes part {often(*after)},"
                        f" and {often(*before)} before",
                        set="relation",
                        label=label,
                        role=side,
                        property_="cardinality",
                        before=shown(before),
                        after=shown(after),
                        edits=_count_edits(label, old, new, field),
                    )

    return find


def _bounds(label: Effective, field: str) -> tuple[int, int | None]:
    merged = getattr(label, field)
    bounds = Cardinality() if merged is None else merged.value
    return bounds.min or 0, bounds.max


def _count_edits(label: str, old: Effective, new: Effective, field: str) -> tuple[Edit, ...]:
    before, after = getattr(old.own, field), getattr(new.own, field)
    return field_edits(path_of("relation", label, field), before, after, _BOUNDS)


def more_than(one: tuple[int, int | None], other: tuple[int, int | None]) -> bool:
    """Whether the bounds `one` demand more, or permit less, than `other`."""
    most, others = one[1], other[1]
    return one[0] > other[0] or (most is not None and (others is None or most < others))


def often(least: int, most: int | None) -> str:
    """`at least once`, `1 to 3 times`, `at most twice`, `any number of times`."""
    if most is None:
        return f"at least {_times(least)}" if least else "any number of times"
    if least == most:
        return f"exactly {_times(least)}"
    return f"{least} to {most} times" if least else f"at most {_times(most)}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def shown(bounds: tuple[int, int | None]) -> dict[str, int]:
    """The bounds as the fields `min` and `max`, those that bound nothing left out."""
    return {key: value for key, value in zip(_BOUNDS, bounds, strict=True) if value}


def _restated(pair: Pair) -> Iterator[Seen]:
    for label, old, new in _both(pair, all_=False):
        edits: list[Edit] = []
        for field in ("domain", "range"):
            if shift(pair, _value(old, field), _value(new, field)) == (frozenset(), frozenset()):
                edits += _edits(label, old, new, field)
        for field in ("symmetric", "transitive"):
            if bool(_value(old, field)) == bool(_value(new, field)):
                edits += _edits(label, old, new, field)
        for _, field in _SIDES:
            if _bounds(old, field) == _bounds(new, field):
                edits += _count_edits(label, old, new, field)
        if edits:
            said = ", ".join(dict.fromkeys(f"'{each.path[2]}'" for each in edits))
            yield Seen(
                message=f"says {said} otherwise, and the same holds",
                set="relation",
                label=label,
                edits=tuple(edits),
            )


RULES = (
    DiffRule(
        id="domain-narrowed",
        op="narrow",
        mirrors=("domain-loosened",),
        summary="A relation takes fewer labels as its subject.",
        why="Relations in old files may have such a subject. It happens without a change of the "
        "relation when a label is moved out of the hierarchy that the domain names.",
        find=_side("domain", narrower=True),
    ),
    DiffRule(
        id="domain-loosened",
        op="loosen",
        mirrors=("domain-narrowed",),
        summary="A relation takes more labels as its subject.",
        why="Old files are as good as before.",
        find=_side("domain", narrower=False),
    ),
    DiffRule(
        id="range-narrowed",
        op="narrow",
        mirrors=("range-loosened",),
        summary="A relation takes fewer labels as its object.",
        why="Relations in old files may have such an object. It happens without a change of the "
        "relation when a label is moved out of the hierarchy that the range names.",
        find=_side("range", narrower=True),
    ),
    DiffRule(
        id="range-loosened",
        op="loosen",
        mirrors=("range-narrowed",),
        summary="A relation takes more labels as its object.",
        why="Old files are as good as before.",
        find=_side("range", narrower=False),
    ),
    DiffRule(
        id="relation-symmetric",
        op="narrow",
        mirrors=("relation-directed",),
        summary="A relation holds in both directions now.",
        why="It is stored once, in document order: old files may hold it the other way round, or "
        "both ways.",
        find=_switch("symmetric", on=True),
    ),
    DiffRule(
        id="relation-directed",
        op="loosen",
        mirrors=("relation-symmetric",),
        summary="A relation no longer holds in both directions.",
        why="What old files say in document order is read as a direction now.",
        find=_switch("symmetric", on=False),
    ),
    DiffRule(
        id="relation-transitive",
        op="narrow",
        mirrors=("relation-intransitive",),
        summary="A relation has become transitive.",
        why="Readers may conclude more from old files than their annotators said.",
        find=_switch("transitive", on=True),
    ),
    DiffRule(
        id="relation-intransitive",
        op="loosen",
        mirrors=("relation-transitive",),
        summary="A relation is no longer transitive.",
        why="Readers may conclude less from old files than before.",
        find=_switch("transitive", on=False),
    ),
    DiffRule(
        id="cardinality-narrowed",
        op="narrow",
        mirrors=("cardinality-loosened",),
        summary="A subject or object takes part more often at least, or less often at most.",
        why="Old files may have fewer or more.",
        find=_counts(narrower=True),
    ),
    DiffRule(
        id="cardinality-loosened",
        op="loosen",
        mirrors=("cardinality-narrowed",),
        summary="A subject or object takes part less often at least, or more often at most.",
        why="Old files are as good as before.",
        find=_counts(narrower=False),
    ),
    DiffRule(
        id="relation-restated",
        op="restate",
        mirrors=("relation-restated",),
        summary="A relation says otherwise, or says of itself, what held already.",
        why="The same holds as before, and will go on to hold if an ancestor changes its words.",
        find=_restated,
    ),
)
