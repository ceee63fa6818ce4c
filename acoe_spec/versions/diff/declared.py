"""What a migration declares in the place of what it explains.

A merge is declared once and seen as labels that are gone, and perhaps a new one; that a label means
something else is declared and seen as other words. What nobody can see (a worked example that
flips) is taken from the declaration alone. Whether what is declared is true is for `declaring`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.references import node, split
from acoe_spec.versions.changes import Change
from acoe_spec.versions.coverage import coverage_of
from acoe_spec.versions.naming import Naming
from acoe_spec.versions.operations import OPERATIONS, Effect
from acoe_spec.versions.vocabulary import Vocabulary

if TYPE_CHECKING:
    from acoe_spec.models.migration import Migration

_Names = Iterator[str]
DECLARED = "declared"
"""The rule of a change that stands in a migration."""

_FATES: Mapping[str, Effect] = {"exact": "automatic", "broader": "automatic, lossy"}


def with_declared(
    migration: Migration, naming: Naming, changes: list[Change], *, old: Definition
) -> list[Change]:
    """The declared changes that have a place of their own, then those of `changes` that stay.

    A declared change has the edits of all that it explains; what followed from these follows from
    it.
    """
    by_name: dict[str, list[Change]] = {}
    for change in changes:
        if change.edits and change.because is None:
            by_name.setdefault(change.name, []).append(change)
    declared: list[Change] = []
    instead: dict[str, str] = {}
    words = Vocabulary(old)
    for operation in migration.operations:
        if operation.op not in _EXPLAINING:
            continue
        said = _EXPLAINING[operation.op](operation)
        change = _declared(operation, said, words)
        edits = []
        for name in _explained(operation, naming):
            edits += [edit for each in by_name.get(name, ()) for edit in each.edits]
            instead.setdefault(name, change.name)
        declared.append(replace(change, edits=tuple(edits)))
    kept = [
        replace(each, because=instead.get(each.because or "", each.because))
        for each in changes
        if each.because is not None or each.name not in instead
    ]
    return [*declared, *_with_fates(migration, naming, kept)]


def _declared(operation: Any, said: str, words: Vocabulary) -> Change:
    row = OPERATIONS[operation.op]
    effect, left = row.effect, None
    if operation.op in ("split-label", "split-value", "carve-out"):
        effect, left = _divided(operation, words)
    fields = {
        ours: _plain(getattr(operation, theirs))
        for ours, theirs in (
            ("set", "set"), ("label", "label"), ("attribute", "attribute"),
            ("from_", "from_"), ("to", "to"),
        )
        if getattr(operation, theirs, None) is not None
    }  # fmt: skip
    return Change(
        op=operation.op,
        rule=DECLARED,
        level=row.level,
        effect=effect,
        message=said if left is None else f"{said}; {left}",
        **{**_subject(operation), **fields},
    )


def _divided(operation: Any, words: Vocabulary) -> tuple[Effect, str | None]:
    """Who decides where annotations go, and in words where the rules do not."""
    found = coverage_of(operation, words)
    if found.total:
        return "automatic", None
    return ("by rule", found.left) if operation.rules else ("human", None)


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _subject(operation: Any) -> dict[str, Any]:
    """What the change is named by where its operation has no `label`, `value` or `role`."""
    if operation.op in ("rename-label", "split-label"):
        return {"label": operation.from_}
    if operation.op == "merge-labels":
        return {"label": operation.to}
    if operation.op == "swap":
        one, other = operation.labels
        return {"label": one, "other": other}
    if operation.op == "rename-set":
        return {"set": operation.from_}
    if operation.op == "rename-role":
        return {"role": operation.from_}
    if operation.op == "rename-attribute":
        return {"attribute": operation.from_}
    if operation.op in ("rename-value", "split-value"):
        return {"value": operation.from_}
    if operation.op == "flip-example":
        return {"other": operation.example}
    return {"value": operation.to} if operation.op == "merge-values" else {}


def _listed(names: Any) -> str:
    each = [names] if isinstance(names, str) else list(names)
    return ", ".join(f"'{name}'" for name in each)


def _become(operation: Any) -> str:
    return "becomes" if len(operation.from_) == 1 else "become"


_EXPLAINING: Mapping[str, Callable[[Any], str]] = {
    "rename-label": lambda op: f"is called '{op.to}' now",
    "rename-set": lambda op: f"is called '{op.to}' now",
    "rename-role": lambda op: f"the role '{op.from_}' is called '{op.to}' now",
    "rename-attribute": lambda op: f"the attribute '{op.from_}' is called '{op.to}' now",
    "rename-value": lambda op: (
        f"the value '{op.from_}' of the attribute '{op.attribute}' is called '{op.to}' now"
    ),
    "swap": lambda op: f"changes its id with '{op.labels[1]}'",
    "flip-relation": lambda op: "subject and object change places",
    "merge-labels": lambda op: f"{_listed(op.from_)} {_become(op)} '{op.to}'",
    "merge-values": lambda op: (
        f"of the attribute '{op.attribute}' {_listed(op.from_)} {_become(op)} '{op.to}'"
    ),
    "split-label": lambda op: f"becomes {_listed(op.to)}",
    "split-value": lambda op: (
        f"the value '{op.from_}' of the attribute '{op.attribute}' becomes {_listed(op.to)}"
    ),
    "carve-out": lambda op: f"loses a part of its meaning to {_listed(op.to)}",
    "redefine": lambda op: "means something else now",
    "flip-example": lambda op: f"the verdict of the worked example '{op.example}' is the opposite",
    "set-guideline": lambda op: "its guideline is reworded",
}


def _explained(operation: Any, naming: Naming) -> _Names:
    """The names of the observed changes that an operation accounts for, in the new words."""
    op = operation.op
    if op in ("merge-labels", "split-label", "carve-out"):
        label_set = naming.set_id(operation.set)
        to = [operation.to] if op == "merge-labels" else operation.to
        gone = {"merge-labels": operation.from_ if op == "merge-labels" else (),
                "split-label": [getattr(operation, "from_", "")]}.get(op, ())  # fmt: skip
        yield from (f"remove-label {node(label_set, each)}" for each in gone if each not in to)
        yield from (f"add-label {node(label_set, each)}" for each in to)
    if op in ("carve-out", "redefine"):
        yield f"set-definition {naming.node(node(operation.set, operation.label))}"
    if op in ("merge-values", "split-value"):
        old_node = node(operation.set, operation.label)
        attributes = naming.attributes.get(old_node, {})
        attribute = attributes.get(operation.attribute, operation.attribute)
        place = f"{naming.node(old_node)}/{attribute}"
        several = op == "merge-values"
        gone = operation.from_ if several else [operation.from_]
        to = [operation.to] if several else operation.to
        yield from (f"remove-value {place}/{each}" for each in gone if each not in to)
        yield from (f"add-value {place}/{each}" for each in to)


class _Fate(NamedTuple):
    """What becomes of the records that a change concerns; `told` is added to its message."""

    effect: Effect
    to: Any = None
    told: str = ""


def _with_fates(migration: Migration, naming: Naming, changes: list[Change]) -> Iterator[Change]:
    """The changes with what the migration says becomes of records, where it says so."""
    fates = {
        _name(operation, naming): fate
        for operation in migration.operations
        if (fate := _fate(operation)) is not None
    }
    for change in changes:
        fate = fates.get(change.name)
        yield (
            change
            if fate is None
            else replace(
                change,
                effect=fate.effect,
                to=change.to if fate.to is None else fate.to,
                message=change.message + fate.told,
            )
        )


def _fate(operation: Any) -> _Fate | None:
    if operation.op in ("remove-label", "remove-value"):
        effect = _FATES.get(operation.becomes, "human")
        if not operation.to:
            return _Fate(effect)
        become = "it may be {}" if effect == "human" else "what had it gets {} instead"
        return _Fate(effect, _plain(operation.to), "; " + become.format(_listed(operation.to)))
    if operation.op == "remove-attribute":
        return _Fate("automatic, lossy" if operation.values == "kept" else "human")
    if operation.op == "make-abstract" and operation.to is not None:
        told = f"; what had it gets '{operation.to}' instead"
        return _Fate("automatic, lossy", operation.to, told)
    if operation.op == "require-attribute" and operation.value is not None:
        return _Fate("automatic", told=f"; what lacks it gets '{operation.value}'")
    if operation.op == "require-set":
        filled = f"what has no answer gets '{operation.label}'"
        left_out = "records without all answers leave it out of their scope"
        return _Fate("automatic", told=f"; {filled if operation.label else left_out}")
    return None


def _name(operation: Any, naming: Naming) -> str:
    """What the observed change of that operation is called, in the new words."""
    if operation.op == "require-set":
        return f"{operation.op} {naming.set_id(operation.set)}"
    old_node = node(operation.set, operation.label)
    label_set, label = split(naming.node(old_node))
    attribute = getattr(operation, "attribute", None)
    if attribute is not None:
        attribute = naming.attributes.get(old_node, {}).get(attribute, attribute)
    parts: tuple[Any, ...] = (
        operation.op + " " + label_set,
        label,
        attribute,
        getattr(operation, "value", None),
    )
    if operation.op == "require-attribute":
        parts = parts[:3]
    return "/".join(str(part) for part in parts if part)
