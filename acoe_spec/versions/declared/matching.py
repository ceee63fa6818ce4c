"""Which declared operation is about which observed change.

Both name what they are about with the keys of the same operation, and match where these agree; what
only the author can say (what a removed label becomes, which value annotations get) is no part of
it. Operations are told in the words of the version that is left, what is observed in those of the
new one: here is the way from one to the other. Knows nothing of files and findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from acoe_spec.models.migration import Migration
from acoe_spec.taxonomy.references import node, node_of, reference_of, split
from acoe_spec.versions.changes import Change
from acoe_spec.versions.diff.declared import DECLARED
from acoe_spec.versions.naming import Naming

Said = Mapping[str, Any]
"""An operation, or a change, as plain data with the keys of a migration file."""

_PLACE = ("set", "label", "attribute", "value", "role", "property", "other", "taxonomy")
_OF_IMPORTS = frozenset(("update-import", "add-import", "remove-import"))
# Keys of the place that are the author's answer in these operations.
_ANSWERS: Mapping[str, frozenset[str]] = {
    "require-attribute": frozenset(("value",)),
    "require-set": frozenset(("label",)),
}
# What an operation says that must be so, where what it is about is found.
_DETAILS: Mapping[str, tuple[str, ...]] = {"move-label": ("to",), "convert-attribute": ("to",)}

Place = tuple[str, ...]


class Matching(NamedTuple):
    """What of a diff is declared.

    `undeclared` are changes that no operation is about; `unobserved` are positions of operations
    that are about no change; `differing` maps positions of operations to the change that they are
    about, where they say something else of it.
    """

    undeclared: tuple[Change, ...]
    unobserved: tuple[int, ...]
    differing: Mapping[int, Change]


def matched(migration: Migration, changes: Sequence[Change], naming: Naming) -> Matching:
    """The operations of a migration held against the changes that a diff gives with it.

    A change that only follows from another need not be declared. What annotations get may be, as
    where a label takes over a required attribute. `naming` is that of the old version and the
    migration.
    """
    own = [change for change in changes if change.because is None]
    observed: dict[Place, list[Change]] = {}
    for change in own:
        if change.rule != DECLARED:
            observed.setdefault(place(told(change)), []).append(change)
    following = {place(told(change)) for change in changes if change.because is not None}
    # Names are judged elsewhere, and meaning may change without a word of the taxonomy, as where a
    # published concordance says that a code lost a part of what it stood for.
    taken_as_said = {change.op for change in own if change.rule == DECLARED}
    targets = frozenset(_targets(migration))
    covered: set[Place] = set()
    unobserved, differing = [], {}
    for position, operation in enumerate(migration.operations):
        data = said(operation)
        here = place(in_new_words(data, naming))
        met = observed.get(here, [])
        covered.add(here)
        wrong = [change for change in met if not _agree(data, change)]
        if wrong:
            differing[position] = wrong[0]
        elif not met and not (
            data["op"] in taken_as_said
            or (here in following and _gives(data))
            or (data["op"] == "add-label" and (data["set"], data["label"]) in targets)
        ):
            unobserved.append(position)
    undeclared = [each for here, met in observed.items() if here not in covered for each in met]
    return Matching(tuple(undeclared), tuple(unobserved), differing)


def said(operation: Any) -> dict[str, Any]:
    """An operation of a migration as plain data, in the words of the file."""
    found: dict[str, Any] = operation.model_dump(by_alias=True, exclude_none=True)
    return found


def told(change: Change) -> dict[str, Any]:
    """A change as plain data, with the keys of the operation of its name."""
    fields = {"property": "property_", "from": "from_"}
    keys = ("op", *_PLACE, "from", "to")
    found = {key: getattr(change, fields.get(key, key)) for key in keys}
    return {key: value for key, value in found.items() if value is not None}


def place(data: Said) -> Place:
    """What an operation or a change is about, to be compared with another."""
    op: str = data["op"]
    ignored = _ANSWERS.get(op, frozenset())
    keys = [key for key in _PLACE if key not in ignored]
    keys += ["from", "to"] if op in _OF_IMPORTS else []
    return (op, *(f"{key}={data[key]}" for key in keys if data.get(key) is not None))


def in_new_words(data: Said, naming: Naming) -> dict[str, Any]:
    """What an operation is about, as the new version calls it."""
    return _translated(data, _Forward(naming))


def in_old_words(data: Said, naming: Naming) -> dict[str, Any]:
    """What a change is about, as the old version calls it; what is new keeps its name."""
    return _translated(data, _Backward(naming))


class _Forward:
    def __init__(self, naming: Naming) -> None:
        self.naming = naming

    def set(self, name: str) -> str:
        return self.naming.sets.get(name, name)

    def node(self, name: str) -> str:
        return self.naming.node(name)

    def attribute(self, label: str, name: str) -> str:
        return self.naming.attributes.get(label, {}).get(name, name)

    def value(self, label: str, attribute: str, name: str) -> str:
        return self.naming.values.get(label, {}).get(attribute, {}).get(name, name)

    def role(self, label: str, name: str) -> str:
        return self.naming.roles.get(label, {}).get(name, name)


class _Backward:
    def __init__(self, naming: Naming) -> None:
        self.naming = naming
        self.sets = _inverse(naming.sets)
        self.nodes = _inverse(naming.nodes)

    def set(self, name: str) -> str:
        return self.sets.get(name, name)

    def node(self, name: str) -> str:
        label_set, label = split(name)
        return self.nodes.get(name, node(self.set(label_set), label))

    def attribute(self, label: str, name: str) -> str:
        return _inverse(self.naming.attributes.get(self.node(label), {})).get(name, name)

    def value(self, label: str, attribute: str, name: str) -> str:
        values = self.naming.values.get(self.node(label), {})
        return _inverse(values.get(self.attribute(label, attribute), {})).get(name, name)

    def role(self, label: str, name: str) -> str:
        return _inverse(self.naming.roles.get(self.node(label), {})).get(name, name)


def _inverse(names: Mapping[str, str]) -> dict[str, str]:
    return {after: before for before, after in names.items()}


def _translated(data: Said, words: _Forward | _Backward) -> dict[str, Any]:
    """`data` with each name in the other words; what an `add-` operation adds is new in both."""
    found = dict(data)
    op: str = data["op"]
    label_set, label = data.get("set"), data.get("label")
    if label_set is not None and op != "add-set":
        found["set"] = words.set(label_set)
    if data.get("property") == "overlap" and "other" in data:
        found["other"] = reference_of(words.node(node_of(data["other"])))
    if label_set is None or label is None or op in ("add-label", "require-set"):
        return found
    here = node(label_set, label)
    found["label"] = split(words.node(here))[1]
    attribute, value, role = (data.get(key) for key in ("attribute", "value", "role"))
    if attribute is not None and op != "add-attribute":
        found["attribute"] = words.attribute(here, attribute)
        if isinstance(value, str) and op not in ("add-value", "require-attribute"):
            found["value"] = words.value(here, attribute, value)
    if role is not None:
        found["role"] = words.role(here, role)
    return found


def _agree(data: Said, change: Change) -> bool:
    """Whether an operation says of a change what is so."""
    seen = told(change)
    if data["op"] == "convert-attribute" and "to" not in seen:
        return True  # no type at all, which lint complains of
    return all(data.get(key) == seen.get(key) for key in _DETAILS.get(data["op"], ()))


def _gives(data: Said) -> bool:
    """Whether an operation says which value annotations get."""
    return data["op"] == "require-attribute" and data.get("value") is not None


def _targets(migration: Migration) -> Iterator[tuple[str, str]]:
    """The labels, each with its set, that others are declared to become."""
    for operation in migration.operations:
        if operation.op in ("merge-labels", "split-label", "carve-out"):
            to: Iterable[str] = (operation.to,) if isinstance(operation.to, str) else operation.to
            yield from ((operation.set, label) for label in to)
