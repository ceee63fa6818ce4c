"""The operation that declares an observed change, and what only its author can know about it.

What an operation has to say and nobody but people can decide gets the answer that loses nothing -
people look at each annotation - and a question. Knows changes and definitions, and no files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, get_args

from acoe_spec.models import migration as shapes
from acoe_spec.taxonomy.definition import CategorySet, Definition
from acoe_spec.versions.changes import Change, Diff
from acoe_spec.versions.matching import told


class Proposal(NamedTuple):
    """An operation as plain data, without its question, and that question if there is one.

    `instead` are other operations that it may really have been.
    """

    operation: dict[str, Any]
    question: str | None = None
    instead: tuple[dict[str, Any], ...] = ()

    @property
    def written(self) -> dict[str, Any]:
        """The operation as it is written into a draft, with its question."""
        return self.operation | ({"question": self.question} if self.question else {})


class _Asked(NamedTuple):
    """A change and what it is proposed from."""

    change: Change
    old: Definition
    new: Definition
    others: Sequence[Change] = ()

    @property
    def about(self) -> str:
        """What the change is about, for a question."""
        names = (self.change.value, self.change.attribute, self.change.role, self.change.label)
        return next((f"'{name}'" for name in names if name), f"'{self.change.set}'")


def _keys(shape: Any) -> frozenset[str]:
    return frozenset(field.alias or name for name, field in shape.model_fields.items())


_FIELDS: Mapping[str, frozenset[str]] = {
    get_args(shape.model_fields["op"].annotation)[0]: _keys(shape)
    for shape in get_args(get_args(shapes.Operation)[0])
}


def proposed(
    change: Change, old: Definition, new: Definition, diff: Diff | None = None
) -> Proposal:
    """The operation that declares `change`, in the words of the new version.

    `old` is told in them as well (`renaming.renamed`); `diff` may hold other changes that make the
    question plainer.
    """
    asked = _Asked(change, old, new, () if diff is None else diff.changes)
    permitted = _FIELDS[change.op]
    operation: dict[str, Any] = {"op": change.op}
    for key, value in told(change).items():
        if key in permitted:
            operation[key] = list(value) if isinstance(value, tuple) else value
    answer = _ANSWERS.get(change.op)
    if answer is None:
        return Proposal(operation)
    said, question = answer(asked)
    operation = {**operation, **said}
    return Proposal({key: value for key, value in operation.items() if value is not None}, question)


_Answer = tuple[dict[str, Any], str | None]


def _removed_label(asked: _Asked) -> _Answer:
    change = asked.change
    label = _label(asked.old, change)
    named = () if label is None or label.deprecated is None else label.deprecated.replaced_by
    question = f"What does {asked.about} become?"
    if named:
        question += (
            f" It was to be replaced by {_listed(named)}. If that means the same, write "
            f"'becomes: exact'; if more, 'becomes: broader'; and 'to: [{named[0]}]'."
        )
    else:
        question += (
            " With 'nothing' people look at each annotation; 'exact' and 'broader' name one label "
            "in 'to', 'candidates' several. If it became one with another, write merge-labels; if "
            "it was divided, split-label."
        )
    return {"becomes": "nothing", "to": None}, question


def _removed_value(asked: _Asked) -> _Answer:
    question = f"What does the value {asked.about} become?"
    added = _beside(asked, "add-value", "value", "set", "label", "attribute")
    if added:
        question += f" If it is called {_listed(added, ' or ')} now, write rename-value."
    question += " 'exact' and 'broader' name another value in 'to'; with 'nothing' people decide."
    return {"becomes": "nothing", "to": None}, question


def _removed_attribute(asked: _Asked) -> _Answer:
    question = f"What becomes of the values of {asked.about}?"
    added = _beside(asked, "add-attribute", "attribute", "set", "label")
    if added:
        question += f" If it is called {_listed(added, ' or ')} now, write rename-attribute."
    question += " 'kept' keeps them as 'previous'; with 'reviewed' people look at each."
    return {"values": "reviewed"}, question


def _removed_set(asked: _Asked) -> _Answer:
    added = _beside(asked, "add-set", "set")
    if not added:
        return {}, None
    return {}, f"Is {asked.about} called {_listed(added, ' or ')} now? If so, write rename-set."


def _reworded(asked: _Asked) -> _Answer:
    parts = (asked.change.attribute, asked.change.value, asked.change.role)
    if any(parts):
        return {}, f"Does {asked.about} still mean the same? If not, write redefine of its label."
    return {}, (
        f"Does {asked.about} still mean the same? If not, write redefine, and people look at each "
        "annotation; if a part of it went to other labels, carve-out."
    )


def _required_attribute(asked: _Asked) -> _Answer:
    return {"value": None}, (
        f"Which 'value' do annotations get that have no {asked.about}? Without one people decide."
    )


def _required_set(asked: _Asked) -> _Answer:
    return {"label": None}, (
        f"Which 'label' do targets without an answer to '{asked.change.set}' get? Without one "
        "the set is taken out of the scope of their records."
    )


def _made_abstract(asked: _Asked) -> _Answer:
    return {"to": None}, (
        f"Which label, in 'to', do annotations with {asked.about} get? Without one people decide."
    )


def _converted(asked: _Asked) -> _Answer:
    before, after = (each or {} for each in (asked.change.before, asked.change.after))
    # An attribute without any type is no sound one; a draft of it can be read all the same.
    said: dict[str, Any] = {"to": after.get("type") or "string"}
    if before.get("multivalued") != after.get("multivalued"):
        said["multivalued"] = after.get("multivalued")
    return said, None


def _deprecated(asked: _Asked) -> _Answer:
    change = asked.change
    item: Any = _label(asked.new, change)
    if change.op == "deprecate-set":
        item = asked.new.categories.get(change.set or "")
    if item is not None and not isinstance(item, CategorySet) and change.attribute is not None:
        item = item.attributes.get(change.attribute)
        if item is not None and change.value is not None:
            item = (item.values or {}).get(change.value)
    deprecated = None if item is None else item.deprecated
    if deprecated is None or not deprecated.replaced_by:
        return {}, None
    return {"replaced_by": list(deprecated.replaced_by)}, None


def _narrowed(asked: _Asked) -> _Answer:
    before, after = (_label(each, asked.change) for each in (asked.old, asked.new))
    if asked.change.property_ != "roles" or before is None or after is None:
        return {}, None
    added = [role for role in after.roles if role not in before.roles]
    if asked.change.role in after.roles or not added:
        return {}, None
    return {}, f"Is the role {asked.about} called {_listed(added, ' or ')} now? If so, rename-role."


_ANSWERS: Mapping[str, Callable[[_Asked], _Answer]] = {
    "remove-label": _removed_label,
    "remove-value": _removed_value,
    "remove-attribute": _removed_attribute,
    "remove-set": _removed_set,
    "set-definition": _reworded,
    "require-attribute": _required_attribute,
    "require-set": _required_set,
    "make-abstract": _made_abstract,
    "convert-attribute": _converted,
    "deprecate-label": _deprecated,
    "deprecate-attribute": _deprecated,
    "deprecate-value": _deprecated,
    "deprecate-set": _deprecated,
    "narrow": _narrowed,
}


def _label(definition: Definition, change: Change) -> Any:
    """What a definition says of the label of a change, or None."""
    tables: Mapping[str, Mapping[str, Any]] = {
        "entity": definition.entities,
        "relation": definition.relations,
        "event": definition.events,
    }
    table = tables.get(change.set or "")
    if table is None:
        found = definition.categories.get(change.set or "")
        table = {} if found is None else found.labels
    return table.get(change.label or "")


def _beside(asked: _Asked, op: str, named: str, *same: str) -> list[str]:
    """What was added at the same place as something was taken away."""
    return [
        getattr(each, named)
        for each in asked.others
        if each.op == op
        and each.because is None
        and all(getattr(each, key) == getattr(asked.change, key) for key in same)
        and getattr(each, named) is not None
    ]  # fmt: skip


def _listed(names: Iterable[str], joint: str = ", ") -> str:
    return joint.join(f"'{name}'" for name in names)
