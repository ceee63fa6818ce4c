"""Which names each declared operation says, and whether the version that it means has them.

Operations are told in the words of the version that is left, except for what is new in the other.
Knows names; what an operation does is not its business.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from acoe_spec.findings import pointer, printable_id
from acoe_spec.models.migration import Migration
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.references import node, node_of, split
from acoe_spec.taxonomy.structure import nearest
from acoe_spec.versions.naming import Naming
from acoe_spec.versions.vocabulary import Vocabulary

Which = Literal["old", "new", "either"]
"""The version whose word a name is."""


class Flaw(NamedTuple):
    """What is wrong with an operation: at the value at `pointer`, or with `key` at its key.

    `about` is what a fingerprint knows it by where it is about no operation, `label` likewise the
    label (a node) that a waiver knows it by.
    """

    rule: str
    pointer: str
    message: str
    hint: str | None = None
    key: bool = False
    about: str = ""
    label: str | None = None


class Pair:
    """Two versions and what the declared names are between them.

    `new_node` says where a label of the old version goes on.
    """

    def __init__(self, old: Definition, new: Definition, migration: Migration) -> None:
        self.migration = migration
        self.old = Vocabulary(old)
        self.new = Vocabulary(new)
        self.naming = Naming(old, migration)

    def new_nodes(self, old_node: str) -> tuple[str, ...]:
        """The labels of the new version that a label of the old one goes on as."""
        return self.naming.targets(old_node)

    def labels(self, which: Which, label_set: str) -> frozenset[str]:
        """The labels that a set (in old words, or new itself) has in that version.

        Also those that are only referred to there: that they are missing is for lint to say.
        """
        found = self.old.mentioned(label_set) if which != "new" else frozenset[str]()
        later = self.naming.sets.get(label_set, label_set)
        return found | self.new.mentioned(later) if which != "old" else found

    def attributes(self, which: Which, label: str) -> set[str]:
        """The attributes that a label (a node of the old version) has in that version."""
        return self._both(which, label, lambda words, name: words.attributes(name))

    def roles(self, which: Which, label: str) -> set[str]:
        """The roles that an event (a node of the old version) has in that version."""
        return self._both(which, label, lambda words, name: words.roles(name))

    def values(self, which: Which, label: str, attribute: str) -> set[str]:
        """The values that an attribute of a label (in old words) has in that version."""
        found = set(self.old.values(label, attribute)) if which != "new" else set()
        if which != "old":
            later = self.naming.attributes.get(label, {}).get(attribute, attribute)
            for each in self.new_nodes(label):
                found.update(self.new.values(each, later))
        return found

    def _both(
        self, which: Which, label: str, of: Callable[[Vocabulary, str], Iterable[str]]
    ) -> set[str]:
        found = set(of(self.old, label)) if which != "new" else set[str]()
        if which != "old":
            # A label that is new has only its own name.
            for each in dict.fromkeys((*self.new_nodes(label), label)):
                found.update(of(self.new, each))
        return found


class _Name(NamedTuple):
    """A name as an operation says it: what it should be the name of, and what there is."""

    kind: str
    name: str
    steps: tuple[str | int, ...]
    known: Collection[str]
    which: Which
    of: str = ""


def unknown_names(pair: Pair) -> Iterator[tuple[int, Flaw]]:
    """The position of each operation that says a name its version has not, and what is wrong."""
    for position, operation in enumerate(pair.migration.operations):
        for said in _names(operation, pair):
            if said.name not in said.known:
                yield position, _flaw(position, said, pair)
                break  # what else the operation says is understood by this name


def _flaw(position: int, said: _Name, pair: Pair) -> Flaw:
    thing = f"{said.kind} {printable_id(said.name)}{said.of}"
    version = pair.new.definition.version if said.which == "new" else pair.old.definition.version
    message = f"version {version} has no {thing}"
    if said.which == "either":
        message = f"neither version has the {thing}"
    near = nearest(said.name, said.known)
    if near:
        hint = f"did you mean '{near}'?"
    elif (earlier := _earlier(said, pair)) is not None:
        hint = f"write what it was called before: '{earlier}'"
    elif 0 < len(said.known) <= 12:
        hint = f"known here: {', '.join(sorted(said.known))}"
    elif said.which == "new":
        hint = "add it to the taxonomy, or correct the name"
    else:
        hint = "correct the name; operations speak in the words of the version that is left"
    place = pointer("operations", position, *said.steps)
    return Flaw("migration-label-unknown", place, message, hint)


def _earlier(said: _Name, pair: Pair) -> str | None:
    """What a label or set was called, where somebody wrote what it is called now."""
    if said.which == "old":
        if said.kind == "set":
            names = {after: before for before, after in pair.naming.sets.items()}
            return names.get(said.name)
        for before, after in pair.naming.nodes.items():
            if split(after)[1] == said.name and split(before)[1] in said.known:
                return split(before)[1]
    return None


def _names(operation: Any, pair: Pair) -> Iterator[_Name]:
    """Every name that an operation says, the enclosing ones first."""
    op: str = operation.op
    label_set: str | None = getattr(operation, "set", None)
    if op == "rename-set":
        yield _Name("set", operation.from_, ("from",), pair.old.sets, "old")
        yield _Name("set", operation.to, ("to",), pair.new.sets, "new")
    elif op in ("add-import", "update-import", "remove-import"):
        yield from _imports(operation, pair)
    if label_set is None:
        return
    if op == "add-set":
        yield _Name("set", label_set, ("set",), pair.new.sets, "new")
        return
    of_both = op in ("add-label", "require-set")
    known_sets = pair.old.sets | pair.new.sets if of_both else pair.old.sets
    yield _Name("set", label_set, ("set",), known_sets, "either" if of_both else "old")
    for place, which, said in _labels(operation):
        yield _label(label_set, said, place, which, pair)
    if op == "deprecate-set":
        mentioned = pair.new.sets | pair.new.replacements(
            pair.naming.sets.get(label_set, label_set)
        )
        for steps, name in _each("replaced_by", operation.replaced_by):
            yield _Name("set", name, steps, mentioned, "new")
    label: str | None = getattr(operation, "label", None)
    if label is None or op == "require-set":
        return
    if op == "deprecate-label":
        for steps, other in _each("replaced_by", operation.replaced_by):
            target = node_of(other, home=pair.naming.sets.get(label_set, label_set))
            label_of, name = split(target)
            known = pair.new.mentioned(label_of)
            labels = {other} if name in known else known
            yield _Name("label", other, steps, labels, "new")
    yield from _parts(operation, node(label_set, label), pair)


def _labels(operation: Any) -> Iterator[tuple[tuple[str | int, ...], Which, str]]:
    """Each label of the operation's own set: where it stands, of which version, what it says."""
    op: str = operation.op
    if op == "swap":
        for steps, name in _each("labels", operation.labels):
            yield steps, "old", name
            yield steps, "new", name
    elif op in ("rename-label", "split-label"):
        yield ("from",), "old", operation.from_
    elif op == "merge-labels":
        for steps, name in _each("from", operation.from_):
            yield steps, "old", name
    elif (label := getattr(operation, "label", None)) is not None:
        yield ("label",), _LABEL_OF.get(op, "old"), label
    if op in _LABELS_IN_TO and (to := operation.to) is not None:
        if isinstance(to, str):
            yield ("to",), "new", to
        else:
            for steps, name in _each("to", to):
                yield steps, "new", name


# Of which version a label is a word; limits may be set where a label is new.
_LABEL_OF: Mapping[str, Which] = {
    "add-label": "new",
    "require-set": "new",
    "loosen": "either",
    "narrow": "either",
    "restate": "either",
}
_LABELS_IN_TO = frozenset(
    ("rename-label", "merge-labels", "split-label", "carve-out", "move-label", "remove-label",
     "make-abstract")
)  # fmt: skip


def _label(
    label_set: str, name: str, steps: tuple[str | int, ...], which: Which, pair: Pair
) -> _Name:
    """A label of a set; the set is in old words, unless it is new as well."""
    home = pair.naming.sets.get(label_set, label_set) if which == "new" else label_set
    of = f" in the set {printable_id(home)}" if home not in ("entity", "relation", "event") else ""
    kind = home if not of else "label"
    known = pair.labels(which, label_set)
    return _Name(kind, name, steps, known, which, of)


# Of which version the attribute, value or role of an operation is a word.
_ATTRIBUTE_OF: Mapping[str, Which] = {"add-attribute": "new", "remove-attribute": "old",
                                      "rename-value": "old", "merge-values": "old",
                                      "split-value": "old", "remove-value": "old",
                                      "convert-attribute": "old"}  # fmt: skip
_VALUE_OF: Mapping[str, Which] = {"add-value": "new", "remove-value": "old"}


def _parts(operation: Any, label: str, pair: Pair) -> Iterator[_Name]:
    op: str = operation.op
    of = f" of '{split(label)[1]}'"
    attribute: str | None = getattr(operation, "attribute", None)
    value: str | None = getattr(operation, "value", None)
    role: str | None = getattr(operation, "role", None)
    if attribute is not None:
        which = _ATTRIBUTE_OF.get(op, "either")
        known: Collection[str] = pair.attributes(which, label)
        yield _Name("attribute", attribute, ("attribute",), known, which, of)
    if op in ("rename-attribute", "rename-role"):
        kind = op.removeprefix("rename-")
        names = pair.attributes if kind == "attribute" else pair.roles
        yield _Name(kind, operation.from_, ("from",), names("old", label), "old", of)
        yield _Name(kind, operation.to, ("to",), names("new", label), "new", of)
    if role is not None:
        # How often a relation may be is limited by its sides.
        sides = ("subject", "object") if operation.set == "relation" else ()
        roles = {*pair.roles("either", label), *sides}
        yield _Name("role", role, ("role",), roles, "either", of)
    if attribute is None:
        return
    of = f" of the attribute '{attribute}'"
    if op == "require-attribute" and isinstance(value, str):
        # What annotations get must be a value of the new version, where that lists them.
        if values := pair.values("new", label, attribute):
            yield _Name("value", value, ("value",), values, "new", of)
    elif isinstance(value, str):
        which = _VALUE_OF.get(op, "either")
        yield _Name("value", value, ("value",), pair.values(which, label, attribute), which, of)
    if op in ("rename-value", "merge-values", "split-value"):
        for steps, name in _each("from", operation.from_):
            yield _Name("value", name, steps, pair.values("old", label, attribute), "old", of)
    if op in ("rename-value", "merge-values", "split-value", "remove-value"):
        for steps, name in _each("to", operation.to):
            yield _Name("value", name, steps, pair.values("new", label, attribute), "new", of)


def _imports(operation: Any, pair: Pair) -> Iterator[_Name]:
    of: Iterable[tuple[Which, Vocabulary]] = (("old", pair.old), ("new", pair.new))
    for which, vocabulary in of:
        if operation.op == ("add-import" if which == "old" else "remove-import"):
            continue
        known = frozenset(vocabulary.definition.origins)
        yield _Name("import", operation.taxonomy, ("taxonomy",), known, which)


def _each(
    field: str, names: str | Iterable[str] | None
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each of the names in a field with the steps to it."""
    if isinstance(names, str):
        yield (field,), names
        return
    for position, name in enumerate(names or ()):
        yield (field, position), name
