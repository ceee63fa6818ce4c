"""Diff rules about attributes and their values, written or inherited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from acoe_spec.taxonomy.definition import Attribute
from acoe_spec.versions.changes import Edit
from acoe_spec.versions.diff.attributes import LIMITS, AttributeDelta, narrower_and_looser
from acoe_spec.versions.diff.pair import Pair, field_edits
from acoe_spec.versions.diff.rule import DiffRule, Seen


def _place(delta: AttributeDelta) -> Mapping[str, Any]:
    return {"set": delta.set, "label": delta.label, "attribute": delta.attribute}


def _whole(delta: AttributeDelta) -> tuple[Edit, ...]:
    """The edit that adds or takes away all that the label itself writes."""
    if delta.own_old is not None and delta.own_new is not None:
        return ()
    return field_edits(delta.path, delta.own_old, delta.own_new, ())


def _added(pair: Pair) -> Iterator[Seen]:
    for delta in pair.attributes:
        if delta.old is None and delta.new is not None and not delta.new.required:
            yield Seen(
                message=f"has an attribute '{delta.attribute}' ({delta.new.type})",
                edits=_whole(delta),
                **_place(delta),
            )


def _required(pair: Pair) -> Iterator[Seen]:
    for delta in pair.attributes:
        if delta.new is None or not delta.new.required:
            continue
        if delta.old is None:
            yield Seen(
                message=f"has an attribute '{delta.attribute}' ({delta.new.type}), which is"
                " required",
                edits=_whole(delta),
                **_place(delta),
            )
        elif not delta.old.required:
            yield Seen(
                message=f"the attribute '{delta.attribute}' is required",
                edits=delta.edits("required"),
                **_place(delta),
            )


def _removed(pair: Pair) -> Iterator[Seen]:
    for delta in pair.attributes:
        if delta.old is not None and delta.new is None:
            yield Seen(
                message=f"the attribute '{delta.attribute}' is gone",
                edits=_whole(delta),
                **_place(delta),
            )


def _optional(pair: Pair) -> Iterator[Seen]:
    for delta in _lasting(pair):
        if delta.old.required and not delta.new.required:
            yield Seen(
                message=f"the attribute '{delta.attribute}' is no longer required",
                property_="required",
                edits=delta.edits("required"),
                **_place(delta),
            )


def _type_changed(pair: Pair) -> Iterator[Seen]:
    for delta in _lasting(pair):
        types, several = delta.differs("type"), delta.differs("multivalued")
        if not types and not several:
            continue
        said = []
        if types:
            # An attribute that nobody gives a type any more: a head that is being edited.
            after, before = (each.type or "none" for each in (delta.new, delta.old))
            said.append(f"is of type {after}, and {before} before")
        if several:
            said.append("takes several values" if delta.new.multivalued else "takes one value")
        wanted = (["type"] if types else []) + (["multivalued"] if several else [])
        yield Seen(
            message=f"the attribute '{delta.attribute}' {'; '.join(said)}",
            to=delta.new.type,
            before=_shape(delta.old),
            after=_shape(delta.new),
            edits=delta.edits(*wanted),
            **_place(delta),
        )


def _shape(attribute: Attribute) -> dict[str, Any]:
    return {"type": attribute.type, "multivalued": bool(attribute.multivalued)}


def _narrowed(pair: Pair) -> Iterator[Seen]:
    yield from _limits(pair, narrower=True)


def _loosened(pair: Pair) -> Iterator[Seen]:
    yield from _limits(pair, narrower=False)


def _limits(pair: Pair, *, narrower: bool) -> Iterator[Seen]:
    """One for what the label writes itself, one for what it inherits."""
    for delta in _lasting(pair):
        moved = [
            aspect for aspect in LIMITS if narrower_and_looser(delta, aspect)[0 if narrower else 1]
        ]
        own = [aspect for aspect in moved if delta.written(aspect)]
        for aspects in (own, [aspect for aspect in moved if aspect not in own]):
            if aspects:
                named = "; ".join(_shift_of(delta, aspect) for aspect in aspects)
                yield Seen(
                    message=f"the attribute '{delta.attribute}' permits"
                    f" {'less' if narrower else 'more'}: {named}",
                    property_="attributes",
                    before={aspect: getattr(delta.old, aspect) for aspect in aspects},
                    after={aspect: getattr(delta.new, aspect) for aspect in aspects},
                    edits=delta.edits(*aspects),
                    **_place(delta),
                )


def _shift_of(delta: AttributeDelta, aspect: str) -> str:
    """`'minimum' is 1, and 0 before`; a pattern and a condition are not spelt out."""
    values = []
    for attribute in (delta.new, delta.old):
        value = getattr(attribute, aspect)
        values.append(" or ".join(value) if aspect == "precision" and value else value)
    after, before = values
    if after is None or before is None:
        return f"'{aspect}' is {'gone' if after is None else 'new'}"
    if aspect in ("pattern", "when"):
        return f"'{aspect}' is another"
    return f"'{aspect}' is {after}, and {before} before"


def _restated(pair: Pair) -> Iterator[Seen]:
    for delta in pair.attributes:
        if edits := delta.restated():
            yield Seen(
                message=f"says of the attribute '{delta.attribute}' what it inherits, or no longer"
                " says it; the same holds",
                edits=edits,
                **_place(delta),
            )


def _value_added(pair: Pair) -> Iterator[Seen]:
    for delta in _lasting(pair):
        yield from _values(delta, delta.old, delta.new, "has a new value")


def _value_removed(pair: Pair) -> Iterator[Seen]:
    for delta in _lasting(pair):
        yield from _values(delta, delta.new, delta.old, "no longer has the value")


def _values(
    delta: AttributeDelta, without: Attribute, having: Attribute, what: str
) -> Iterator[Seen]:
    if delta.differs("values"):
        for value in sorted((having.values or {}).keys() - (without.values or {}).keys()):
            yield Seen(
                message=f"the attribute '{delta.attribute}' {what} '{value}'",
                value=value,
                edits=delta.value_edits(value),
                **_place(delta),
            )


def _lasting(pair: Pair) -> Iterator[Any]:
    """Deltas of attributes that the label has in both versions."""
    return (each for each in pair.attributes if each.old is not None and each.new is not None)


RULES = (
    DiffRule(
        id="attribute-added",
        op="add-attribute",
        mirrors=("attribute-removed",),
        summary="A label has an attribute that it had not, and that is not required.",
        why="Old annotations lack it, which is permitted.",
        find=_added,
    ),
    DiffRule(
        id="attribute-required",
        op="require-attribute",
        mirrors=("attribute-optional", "attribute-removed"),
        summary="An attribute is required that was not, or that is new.",
        why="Old annotations may lack it. A migration may declare the value that they get.",
        find=_required,
    ),
    DiffRule(
        id="attribute-removed",
        op="remove-attribute",
        mirrors=("attribute-added", "attribute-required"),
        summary="A label has lost an attribute.",
        why="Values that old annotations have are at home nowhere. Where only its id changed, a "
        "migration says so with rename-attribute.",
        find=_removed,
    ),
    DiffRule(
        id="attribute-optional",
        op="loosen",
        mirrors=("attribute-required",),
        summary="An attribute is no longer required.",
        why="Old files are as good as before; readers of new ones have to do without it.",
        find=_optional,
    ),
    DiffRule(
        id="attribute-type-changed",
        op="convert-attribute",
        mirrors=("attribute-type-changed",),
        summary="An attribute is of another type, or takes several values instead of one.",
        why="Values have to be written otherwise; where that is not exact, people decide.",
        find=_type_changed,
    ),
    DiffRule(
        id="attribute-narrowed",
        op="narrow",
        mirrors=("attribute-loosened", "attribute-narrowed"),
        summary="Pattern, length, bounds, precision or condition of an attribute permit less.",
        why="Old values may no longer be permitted. Of two patterns nobody can say which one "
        "permits more, so that a changed one counts as both.",
        find=_narrowed,
    ),
    DiffRule(
        id="attribute-loosened",
        op="loosen",
        mirrors=("attribute-narrowed", "attribute-loosened"),
        summary="Pattern, length, bounds, precision or condition of an attribute permit more.",
        why="Old files are as good as before; readers of new ones meet values that they did not.",
        find=_loosened,
    ),
    DiffRule(
        id="attribute-restated",
        op="restate",
        mirrors=("attribute-restated",),
        summary="A label says of an attribute what it inherits anyway, or no longer says it.",
        why="The same holds as before, and will go on to hold if an ancestor changes its words.",
        find=_restated,
    ),
    DiffRule(
        id="value-added",
        op="add-value",
        mirrors=("value-removed",),
        summary="An attribute has a new value.",
        why="Old annotations that should have it have another one, or none.",
        find=_value_added,
    ),
    DiffRule(
        id="value-removed",
        op="remove-value",
        mirrors=("value-added",),
        summary="An attribute has lost a value.",
        why="Annotations that have it need another one, or somebody who decides. Where only its "
        "id changed, a migration says so with rename-value.",
        find=_value_removed,
    ),
)
