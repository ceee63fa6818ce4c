"""Diff rules about events: their triggers and the roles that others play in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from acoe_spec.taxonomy.definition import Role
from acoe_spec.taxonomy.inheritance import Effective
from acoe_spec.taxonomy.references import split
from acoe_spec.versions.changes import Edit
from acoe_spec.versions.diff.pair import Pair, edit, field_edits, path_of
from acoe_spec.versions.diff.reach import Shift, by_cause, listed, references, shift
from acoe_spec.versions.diff.rule import DiffRule, Seen
from acoe_spec.versions.diff.rules_relations import more_than, often, shown

_Find = Callable[[Pair], Iterator[Seen]]
_FIELDS = ("range", "min", "max")
_WITH, _WITHOUT = "with a trigger", "without one"
_PERMITTED: Mapping[str, frozenset[str]] = {
    "required": frozenset((_WITH,)),
    "optional": frozenset((_WITH, _WITHOUT)),
    "none": frozenset((_WITHOUT,)),
}


class _RoleDelta(NamedTuple):
    """A role of an event of both versions; `own_old` and `own_new` are what the event writes."""

    label: str
    role: str
    own_old: Role | None
    own_new: Role | None
    old: Role | None
    new: Role | None

    @property
    def path(self) -> tuple[str, ...]:
        return path_of("event", self.label, "roles", self.role)

    def edits(self, *fields: str) -> tuple[Edit, ...]:
        """Edits for those of `fields` that the event itself writes otherwise now."""
        written = [
            field for field in fields
            if getattr(self.own_old, field, None) != getattr(self.own_new, field, None)
        ]  # fmt: skip
        return field_edits(self.path, self.own_old, self.own_new, written) if written else ()


def _both(pair: Pair, *, all_: bool) -> Iterator[tuple[str, Effective, Effective]]:
    names = pair.old.effective if all_ and pair.moved else pair.affected
    for name in names:
        if name.startswith("event/") and name in pair.old.labels and name in pair.new.labels:
            yield split(name)[1], pair.old.effective[name], pair.new.effective[name]


def _roles(pair: Pair) -> Iterator[_RoleDelta]:
    """Every role of every event of both versions."""
    for label, old, new in _both(pair, all_=True):
        for role in sorted(old.roles.keys() | new.roles.keys()):
            yield _RoleDelta(
                label,
                role,
                old.own.roles.get(role),  # type: ignore[attr-defined]  # an Event
                new.own.roles.get(role),  # type: ignore[attr-defined]  # an Event
                old.roles[role].value if role in old.roles else None,
                new.roles[role].value if role in new.roles else None,
            )


def _bounds(role: Role) -> tuple[int, int | None]:
    return role.min or 0, role.max


def _shift(pair: Pair, delta: _RoleDelta) -> Shift:
    assert delta.old is not None
    assert delta.new is not None
    return shift(pair, delta.old.range, delta.new.range)


def _role_added(pair: Pair) -> Iterator[Seen]:
    yield from _new_roles(pair, demanded=False)


def _role_required(pair: Pair) -> Iterator[Seen]:
    yield from _new_roles(pair, demanded=True)


def _new_roles(pair: Pair, *, demanded: bool) -> Iterator[Seen]:
    for delta in _roles(pair):
        if delta.old is None and delta.new is not None and bool(delta.new.min) is demanded:
            filled = f", which is filled {often(*_bounds(delta.new))}" if demanded else ""
            takes = ", ".join(f"'{name}'" for name in delta.new.range or ())
            yield Seen(
                message=f"has a role '{delta.role}' for {takes}{filled}",
                set="event",
                label=delta.label,
                role=delta.role,
                property_="roles",
                edits=_whole(delta),
            )


def _role_removed(pair: Pair) -> Iterator[Seen]:
    for delta in _roles(pair):
        if delta.old is not None and delta.new is None:
            yield Seen(
                message=f"no longer has the role '{delta.role}'",
                set="event",
                label=delta.label,
                role=delta.role,
                property_="roles",
                edits=_whole(delta),
            )


def _whole(delta: _RoleDelta) -> tuple[Edit, ...]:
    if delta.own_old is not None and delta.own_new is not None:
        return ()
    return field_edits(delta.path, delta.own_old, delta.own_new, ())


def _role_shifted(*, narrower: bool) -> _Find:
    def find(pair: Pair) -> Iterator[Seen]:
        for delta in _roles(pair):
            if delta.old is not None and delta.new is not None:
                yield from _shifted(pair, delta, narrower=narrower)

    return find


def _shifted(pair: Pair, delta: _RoleDelta, *, narrower: bool) -> Iterator[Seen]:
    """What the event writes itself as one, what it inherits and what labels bring as others."""
    assert delta.old is not None
    assert delta.new is not None
    moved = _shift(pair, delta)
    nodes = moved.lost if narrower else moved.gained
    before, after = _bounds(delta.old), _bounds(delta.new)
    counted = more_than(after, before) if narrower else more_than(before, after)
    place = {"set": "event", "label": delta.label, "role": delta.role, "property_": "roles"}
    written = delta.edits("range")
    bounds_written = delta.edits("min", "max")
    parts: list[tuple[str, str, dict[str, Any], tuple[Edit, ...]]] = []
    if nodes:
        verb = "no longer takes" if narrower else "takes"
        inherited = not written and delta.old.range == delta.new.range
        for because, some in by_cause(pair, nodes) if inherited else (("", sorted(nodes)),):
            shown_: dict[str, Any] = {
                "before" if narrower else "after": {"range": references(some)}
            }
            message = f"the role '{delta.role}' {verb} {listed(some)}"
            parts.append((because, message, shown_, written))
    if counted:
        message = f"the role '{delta.role}' is filled {often(*after)}, and {often(*before)} before"
        parts.append(
            ("", message, {"before": shown(before), "after": shown(after)}, bounds_written)
        )
    direct = [part for part in parts if part[3]]
    if len(direct) > 1:
        (_, one, seen, edits), (_, other, more, others) = direct
        both: dict[str, Any] = {
            key: {**seen.get(key, {}), **more.get(key, {})} for key in seen.keys() | more
        }
        joined = other.removeprefix(f"the role '{delta.role}' ")
        parts = [("", f"{one}; {joined}", both, (*edits, *others))]
    for because, message, values, edits in parts:
        yield Seen(message=message, because=because or None, edits=edits, **place, **values)  # type: ignore[arg-type]  # before and after are anything


def _role_restated(pair: Pair) -> Iterator[Seen]:
    for delta in _roles(pair):
        if delta.old is None or delta.new is None or delta.own_old == delta.own_new:
            continue
        idle = []
        if _shift(pair, delta) == (frozenset(), frozenset()):
            idle.append("range")
        before, after = _bounds(delta.old), _bounds(delta.new)
        idle += [field for field, one, other in zip(("min", "max"), before, after, strict=True)
                 if one == other]  # fmt: skip
        if delta.own_old is None or delta.own_new is None:
            edits = _whole(delta) if not _direct(delta, idle) else ()
        else:
            edits = delta.edits(*idle)
        if edits:
            yield Seen(
                message=f"says of the role '{delta.role}' what it inherits, or no longer says it;"
                " the same holds",
                set="event",
                label=delta.label,
                role=delta.role,
                edits=edits,
            )


def _direct(delta: _RoleDelta, idle: list[str]) -> bool:
    """Whether the event itself writes a field otherwise so that something else holds."""
    return any(
        getattr(delta.own_old, field, None) != getattr(delta.own_new, field, None)
        for field in _FIELDS
        if field not in idle
    )


def _triggers(pair: Pair) -> Iterator[tuple[str, str, str, tuple[Edit, ...]]]:
    for label, old, new in _both(pair, all_=False):
        before = "required" if old.trigger is None else old.trigger.value
        after = "required" if new.trigger is None else new.trigger.value
        own_old, own_new = old.own.trigger, new.own.trigger  # type: ignore[attr-defined]  # Events
        edits = () if own_old == own_new else (edit(path_of("event", label, "trigger"), own_new),)
        yield label, before, after, edits


def _trigger(kept: str, *, lost: bool, message: str, property_: str | None) -> _Find:
    def find(pair: Pair) -> Iterator[Seen]:
        for label, before, after, edits in _triggers(pair):
            one, other = _PERMITTED[before], _PERMITTED[after]
            if kept in (one - other if lost else other - one):
                yield Seen(
                    message=message,
                    set="event",
                    label=label,
                    property_=property_,
                    before=before,
                    after=after,
                    edits=edits,
                )

    return find


def _trigger_restated(pair: Pair) -> Iterator[Seen]:
    for label, before, after, edits in _triggers(pair):
        if before == after and edits:
            yield Seen(
                message="says of its trigger what it inherits, or no longer says it",
                set="event",
                label=label,
                edits=edits,
            )


RULES = (
    DiffRule(
        id="role-added",
        op="loosen",
        mirrors=("role-removed",),
        summary="An event has a role that it had not, and that need not be filled.",
        why="Old events lack it, which is permitted.",
        find=_role_added,
    ),
    DiffRule(
        id="role-required",
        op="narrow",
        mirrors=("role-removed",),
        summary="An event has a role that it had not, and that has to be filled.",
        why="Old events lack it.",
        find=_role_required,
    ),
    DiffRule(
        id="role-removed",
        op="narrow",
        mirrors=("role-added", "role-required"),
        summary="An event has lost a role.",
        why="Arguments of old events are at home nowhere. Where only its id changed, a migration "
        "says so with rename-role.",
        find=_role_removed,
    ),
    DiffRule(
        id="role-narrowed",
        op="narrow",
        mirrors=("role-loosened",),
        summary="A role takes fewer labels, or has to be filled more often, or less often.",
        why="Arguments of old events may not fit. It happens without a change of the event when "
        "a label is moved out of the hierarchy that the role names.",
        find=_role_shifted(narrower=True),
    ),
    DiffRule(
        id="role-loosened",
        op="loosen",
        mirrors=("role-narrowed",),
        summary="A role takes more labels, or may be filled less often, or more often.",
        why="Old files are as good as before.",
        find=_role_shifted(narrower=False),
    ),
    DiffRule(
        id="role-restated",
        op="restate",
        mirrors=("role-restated",),
        summary="An event says of a role what it inherits anyway, or no longer says it.",
        why="The same holds as before, and will go on to hold if an ancestor changes its words.",
        find=_role_restated,
    ),
    DiffRule(
        id="trigger-required",
        op="require-trigger",
        mirrors=("trigger-optional",),
        summary="An event has to have a trigger.",
        why="Old events may have none.",
        find=_trigger(_WITHOUT, lost=True, message="its trigger is required", property_=None),
    ),
    DiffRule(
        id="trigger-optional",
        op="loosen",
        mirrors=("trigger-required",),
        summary="An event may have no trigger.",
        why="Old files are as good as before; readers of new ones have to do without it.",
        find=_trigger(
            _WITHOUT, lost=False, message="it may do without a trigger", property_="trigger"
        ),
    ),
    DiffRule(
        id="trigger-forbidden",
        op="narrow",
        mirrors=("trigger-permitted",),
        summary="An event has no trigger any more.",
        why="Old events have one.",
        find=_trigger(_WITH, lost=True, message="it has no trigger", property_="trigger"),
    ),
    DiffRule(
        id="trigger-permitted",
        op="loosen",
        mirrors=("trigger-forbidden",),
        summary="An event may have a trigger.",
        why="Old files are as good as before.",
        find=_trigger(_WITH, lost=False, message="it may have a trigger", property_="trigger"),
    ),
    DiffRule(
        id="trigger-restated",
        op="restate",
        mirrors=("trigger-restated",),
        summary="An event says of its trigger what it inherits anyway, or no longer says it.",
        why="The same holds as before, and will go on to hold if an ancestor changes its words.",
        find=_trigger_restated,
    ),
)
