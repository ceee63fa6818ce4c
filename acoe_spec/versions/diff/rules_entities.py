"""Diff rules about entities: where they may be linked to, and how their spans may lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from acoe_spec.taxonomy.compiled import Crossing
from acoe_spec.taxonomy.definition import Links, OverlapPair
from acoe_spec.taxonomy.references import node, split
from acoe_spec.versions.changes import Edit
from acoe_spec.versions.diff.pair import Pair, Side, edit, field_edits, path_of
from acoe_spec.versions.diff.reach import move_behind
from acoe_spec.versions.diff.rule import DiffRule, Seen

_Find = Callable[[Pair], Iterator[Seen]]
_LINKS = ("to", "required")
_EVERYTHING: frozenset[Crossing] = frozenset(("equal", "contains", "crosses"))


class _LinksDelta(NamedTuple):
    """The links of an entity of both versions; `own_old` and `own_new` are what it writes."""

    label: str
    own_old: Links | None
    own_new: Links | None
    old: Links
    new: Links

    def edits(self, *fields: str) -> tuple[Edit, ...]:
        """Edits for those of `fields` that the entity itself writes otherwise now."""
        written = [
            field for field in fields
            if getattr(self.own_old, field, None) != getattr(self.own_new, field, None)
        ]  # fmt: skip
        path = path_of("entity", self.label, "links")
        return field_edits(path, self.own_old, self.own_new, written) if written else ()


def _links(pair: Pair) -> Iterator[_LinksDelta]:
    for name in pair.affected:
        if name.startswith("entity/"):
            old, new = pair.old.effective[name], pair.new.effective[name]
            delta = _LinksDelta(
                split(name)[1],
                old.own.links,  # type: ignore[attr-defined]  # an Entity
                new.own.links,  # type: ignore[attr-defined]  # an Entity
                Links() if old.links is None else old.links.value,
                Links() if new.links is None else new.links.value,
            )
            if delta.old != delta.new or delta.own_old != delta.own_new:
                yield delta


def _links_shifted(*, narrower: bool) -> _Find:
    def find(pair: Pair) -> Iterator[Seen]:
        for delta in _links(pair):
            before, after = set(delta.old.to or ()), set(delta.new.to or ())
            bases = before - after if narrower else after - before
            demanded = bool(delta.new.required) - bool(delta.old.required)
            said, fields = [], []
            if bases:
                fields.append("to")
                listed = ", ".join(f"'{base}'" for base in sorted(bases))
                said.append(f"{'no longer links' if narrower else 'may be linked'} to {listed}")
            if demanded == (1 if narrower else -1):
                fields.append("required")
                said.append("has to be linked" if narrower else "need not be linked")
            written = [field for field in fields if delta.edits(field)]
            for some in (written, [field for field in fields if field not in written]):
                if some:
                    yield Seen(
                        message=" and ".join(said[fields.index(field)] for field in some),
                        set="entity",
                        label=delta.label,
                        property_="links",
                        before=delta.old,
                        after=delta.new,
                        edits=delta.edits(*some),
                    )

    return find


def _links_restated(pair: Pair) -> Iterator[Seen]:
    for delta in _links(pair):
        idle = [
            field for field, same in (
                ("to", set(delta.old.to or ()) == set(delta.new.to or ())),
                ("required", bool(delta.old.required) == bool(delta.new.required)),
            ) if same
        ]  # fmt: skip
        if delta.own_old == delta.own_new:
            continue
        if delta.own_old is None or delta.own_new is None:
            path = path_of("entity", delta.label, "links")
            active = [field for field in _LINKS if field not in idle and delta.edits(field)]
            edits = () if active else field_edits(path, delta.own_old, delta.own_new, ())
        else:
            edits = delta.edits(*idle)
        if edits:
            yield Seen(
                message="says of its links what it inherits, or no longer says it",
                set="entity",
                label=delta.label,
                edits=edits,
            )


class _Crossings:
    """How spans of two labels may lie, in one version; as `rules.overlap` decides it."""

    def __init__(self, side: Side) -> None:
        self._side = side
        overlap = side.definition.overlap
        default = overlap.default
        self.default = _EVERYTHING if default is None else frozenset(default)
        self.pairs: dict[tuple[str, str], frozenset[Crossing]] = {}
        for pair in overlap.pairs:
            self.pairs[pair.of] = self.pairs[pair.of[::-1]] = frozenset(pair.allow)

    def permitted(self, one: str, other: str) -> frozenset[Crossing]:
        """What is permitted between two labels: the pair of the fewest steps up decides."""
        nearest: int | None = None
        permitted = self.default
        chains = [(name, *self._side.effective[node("entity", name)].ancestors)
                  for name in (one, other)]  # fmt: skip
        for steps, first in enumerate(chains[0]):
            for more, second in enumerate(chains[1]):
                allowed = self.pairs.get((first, second))
                if allowed is None or (nearest is not None and steps + more > nearest):
                    continue
                permitted = permitted & allowed if steps + more == nearest else allowed
                nearest = steps + more
        return permitted


class _OverlapDelta(NamedTuple):
    """Two labels whose spans may lie otherwise now; `edits` only where somebody wrote so."""

    one: str
    other: str
    before: frozenset[Crossing]
    after: frozenset[Crossing]
    edits: tuple[Edit, ...]
    because: str | None


def _overlaps(pair: Pair) -> Iterator[_OverlapDelta]:
    old, new = _Crossings(pair.old), _Crossings(pair.new)
    before = {each.of: each for each in pair.old.definition.overlap.pairs}
    after = {each.of: each for each in pair.new.definition.overlap.pairs}
    edits = (edit(("overlap", "pairs"), list(pair.new.definition.overlap.pairs)),)
    written = sorted(of for of in before.keys() | after.keys() if before.get(of) != after.get(of))
    for of in written:
        was, is_ = _between(old, of, before, pair.old), _between(new, of, after, pair.new)
        yield _OverlapDelta(*of, was, is_, edits, None)
    if old.pairs or new.pairs:
        yield from _inherited(pair, old, new, set(written))


def _between(
    crossings: _Crossings,
    of: tuple[str, str],
    written: dict[tuple[str, str], OverlapPair],
    side: Side,
) -> frozenset[Crossing]:
    """What holds between two labels, also where the version lacks one of them."""
    if all(node("entity", name) in side.labels for name in of):
        return crossings.permitted(*of)
    return frozenset(written[of].allow) if of in written else crossings.default


def _inherited(
    pair: Pair, old: _Crossings, new: _Crossings, written: set[tuple[str, str]]
) -> Iterator[_OverlapDelta]:
    """What follows for a label from those above it; compared with the labels that pairs name."""
    for name in pair.affected:
        if not name.startswith("entity/"):
            continue
        one = split(name)[1]
        above = {one, *pair.old.effective[name].ancestors, *pair.new.effective[name].ancestors}
        others = {of[1] for of in (*old.pairs, *new.pairs) if of[0] in above}
        for other in sorted(others):
            of = (one, other) if one <= other else (other, one)
            if of in written or node("entity", other) not in pair.in_both((node("entity", other),)):
                continue
            was, is_ = old.permitted(one, other), new.permitted(one, other)
            if was != is_:
                because = move_behind(pair, name) or move_behind(pair, node("entity", other))
                yield _OverlapDelta(one, other, was, is_, (), because or None)


def _overlap_shifted(*, narrower: bool) -> _Find:
    def find(pair: Pair) -> Iterator[Seen]:
        for delta in _overlaps(pair):
            crossings = delta.before - delta.after if narrower else delta.after - delta.before
            if crossings:
                verb = "no longer permitted" if narrower else "permitted"
                yield Seen(
                    message=f"{_crossings(crossings)} {verb} with '{delta.other}'",
                    set="entity",
                    label=delta.one,
                    other=delta.other,
                    property_="overlap",
                    before=sorted(delta.before),
                    after=sorted(delta.after),
                    because=delta.because,
                    edits=delta.edits,
                )
        before, after = (side.definition.overlap.default for side in (pair.old, pair.new))
        was, is_ = (
            _EVERYTHING if default is None else frozenset(default) for default in (before, after)
        )
        crossings = was - is_ if narrower else is_ - was
        if crossings:
            verb = "no longer permitted" if narrower else "permitted"
            yield Seen(
                message=f"{_crossings(crossings)} {verb} where no pair of labels says otherwise",
                property_="overlap",
                before=sorted(was),
                after=sorted(is_),
                edits=(edit(("overlap", "default"), after),),
            )

    return find


def _overlap_restated(pair: Pair) -> Iterator[Seen]:
    for delta in _overlaps(pair):
        if delta.edits and delta.before == delta.after:
            yield Seen(
                message=f"says how it may overlap with '{delta.other}', or no longer says it; the"
                " same holds",
                set="entity",
                label=delta.one,
                other=delta.other,
                edits=delta.edits,
            )
    before, after = (side.definition.overlap.default for side in (pair.old, pair.new))
    everything = (None, tuple(sorted(_EVERYTHING)))
    if before != after and before in everything and after in everything:
        yield Seen(
            message="what may overlap by default is said, or no longer said; the same holds",
            property_="overlap",
            edits=(edit(("overlap", "default"), after),),
        )


def _crossings(crossings: frozenset[Crossing]) -> str:
    *most, last = (f"'{crossing}'" for crossing in sorted(crossings))
    return f"{', '.join(most)} and {last} are" if most else f"{last} is"


RULES = (
    DiffRule(
        id="links-narrowed",
        op="narrow",
        mirrors=("links-loosened",),
        summary="An entity links to fewer knowledge bases, or has to be linked.",
        why="Old files may hold a link that is at home nowhere, or lack one.",
        find=_links_shifted(narrower=True),
    ),
    DiffRule(
        id="links-loosened",
        op="loosen",
        mirrors=("links-narrowed",),
        summary="An entity links to more knowledge bases, or need not be linked.",
        why="Old files are as good as before.",
        find=_links_shifted(narrower=False),
    ),
    DiffRule(
        id="links-restated",
        op="restate",
        mirrors=("links-restated",),
        summary="An entity says of its links what it inherits anyway, or no longer says it.",
        why="The same holds as before, and will go on to hold if an ancestor changes its words.",
        find=_links_restated,
    ),
    DiffRule(
        id="overlap-narrowed",
        op="narrow",
        mirrors=("overlap-loosened",),
        summary="Spans of two entities may share text in fewer ways.",
        why="Old files may hold entities that overlap so.",
        find=_overlap_shifted(narrower=True),
    ),
    DiffRule(
        id="overlap-loosened",
        op="loosen",
        mirrors=("overlap-narrowed",),
        summary="Spans of two entities may share text in more ways.",
        why="Old files are as good as before; formats without overlap may lose something.",
        find=_overlap_shifted(narrower=False),
    ),
    DiffRule(
        id="overlap-restated",
        op="restate",
        mirrors=("overlap-restated",),
        summary="How two labels may overlap is said, or no longer said, and holds anyway.",
        why="The same holds as before, and will go on to hold if another pair changes.",
        find=_overlap_restated,
    ),
)
