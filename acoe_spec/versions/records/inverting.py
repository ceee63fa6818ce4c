"""The operations that undo a migration, and those that cannot be undone.

Knows declared operations and the two versions; tables are made of the result by `parting`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from acoe_spec.findings import printable_id
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.versions.operations import OPERATIONS

if TYPE_CHECKING:
    from acoe_spec.models.migration import Migration

_Json = dict[str, Any]


def reasons_against(
    migration: Migration, old: CompiledTaxonomy, new: CompiledTaxonomy
) -> Iterator[str]:
    """Why a migration cannot be undone, as fragments that name the operations."""
    for each in migration.operations:
        operation: Any = each
        why = None
        if operation.op == "require-attribute" and operation.value is not None:
            why = "gives annotations a value, and which had none is not known"
        elif operation.op == "make-abstract" and operation.to is not None:
            why = "gives annotations another label, and which had it already is not known"
        elif operation.op == "require-set" and operation.label is not None:
            why = "adds answers, and which were there already is not known"
        elif operation.op == "require-set":
            why = (
                "takes the set out of the scope of records without answers, and which had it there "
                "is not known"
            )
        elif not OPERATIONS[each.op].lossless:
            why = "is not undone"
        if why is not None:
            yield f"{_name(operation)} {why}"
    names = _Names(migration)
    for identifier, label in old.relations.items():
        after = new.relations.get(names.label("relation", identifier))
        if after is None or after.relation is None or label.relation is None:
            continue
        if after.relation.symmetric and not label.relation.symmetric:
            yield (
                f"the relation {printable_id(identifier)} became symmetric, and which end "
                "came first is not known"
            )


def inverted(migration: Migration, old: CompiledTaxonomy, new: CompiledTaxonomy) -> Migration:
    """The migration from `new` back to `old`; every operation of `migration` is lossless."""
    from acoe_spec.models.migration import Migration as Model

    names = _Names(migration)
    operations = []
    for each in migration.operations:
        make = _INVERSES.get(each.op)
        if make is not None:
            operations += make(each, names, old)
    return Model.model_validate(
        {
            "format": 1,
            "taxonomy": migration.taxonomy,
            "from": migration.to,
            "to": migration.from_,
            "operations": operations,
        }
    )


class _Names:
    """What sets, labels and attributes of the old version are called in the new one."""

    def __init__(self, migration: Migration) -> None:
        self.sets: dict[str, str] = {}
        self.labels: dict[tuple[str, str], str] = {}
        self.attributes: dict[tuple[str, str, str], str] = {}
        for each in migration.operations:
            if each.op == "rename-set":
                self.sets[each.from_] = each.to
            elif each.op == "rename-label":
                self.labels[each.set, each.from_] = each.to
            elif each.op == "swap":
                one, other = each.labels
                self.labels[each.set, one], self.labels[each.set, other] = other, one
            elif each.op == "rename-attribute":
                self.attributes[each.set, each.label, each.from_] = each.to

    def set(self, name: str) -> str:
        return self.sets.get(name, name)

    def label(self, label_set: str, name: str) -> str:
        return self.labels.get((label_set, name), name)

    def place(self, each: Any) -> _Json:
        """`set` and `label` of an operation in the words of the new version."""
        return {"set": self.set(each.set), "label": self.label(each.set, each.label)}

    def attribute(self, each: Any) -> str:
        """The attribute of an operation in the words of the new version."""
        before: str = each.attribute
        return self.attributes.get((each.set, each.label, before), before)


_Inverse = Callable[[Any, _Names, CompiledTaxonomy], list[_Json]]


def _renamed(each: Any, names: _Names, _old: CompiledTaxonomy) -> list[_Json]:
    return [{"op": each.op, "set": names.set(each.set), "from": each.to, "to": each.from_}]


def _part_renamed(each: Any, names: _Names, _old: CompiledTaxonomy) -> list[_Json]:
    return [{"op": each.op, **names.place(each), "from": each.to, "to": each.from_}]


def _value_renamed(each: Any, names: _Names, _old: CompiledTaxonomy) -> list[_Json]:
    attribute = names.attribute(each)
    return [
        {"op": each.op, **names.place(each), "attribute": attribute, "from": each.to,
         "to": each.from_}
    ]  # fmt: skip


def _set_renamed(each: Any, _names: _Names, _old: CompiledTaxonomy) -> list[_Json]:
    return [{"op": each.op, "from": each.to, "to": each.from_}]


def _swapped(each: Any, names: _Names, _old: CompiledTaxonomy) -> list[_Json]:
    return [{"op": each.op, "set": names.set(each.set), "labels": list(each.labels)}]


def _flipped(each: Any, names: _Names, _old: CompiledTaxonomy) -> list[_Json]:
    return [{"op": each.op, **names.place(each)}]


def _converted(each: Any, names: _Names, old: CompiledTaxonomy) -> list[_Json]:
    label = old.label(each.set, each.label)
    before = None if label is None else label.attributes.get(each.attribute)
    if before is None:
        return []
    return [
        {"op": each.op, **names.place(each), "attribute": names.attribute(each),
         "to": before.type, "multivalued": before.multivalued}
    ]  # fmt: skip


def _label_added(each: Any, names: _Names, _old: CompiledTaxonomy) -> list[_Json]:
    place = {"set": names.set(each.set), "label": each.label}
    return [{"op": "remove-label", **place, "becomes": "nothing"}]


def _attribute_added(each: Any, names: _Names, _old: CompiledTaxonomy) -> list[_Json]:
    place = {**names.place(each), "attribute": each.attribute}
    return [{"op": "remove-attribute", **place, "values": "reviewed"}]


def _value_added(each: Any, names: _Names, _old: CompiledTaxonomy) -> list[_Json]:
    place = {**names.place(each), "attribute": names.attribute(each)}
    return [{"op": "remove-value", **place, "value": each.value, "becomes": "nothing"}]


def _set_added(each: Any, _names: _Names, _old: CompiledTaxonomy) -> list[_Json]:
    return [{"op": "remove-set", "set": each.set}]


def _import_added(each: Any, _names: _Names, _old: CompiledTaxonomy) -> list[_Json]:
    return [{"op": "remove-import", "taxonomy": each.taxonomy, "from": each.to}]


def _made_concrete(each: Any, names: _Names, _old: CompiledTaxonomy) -> list[_Json]:
    return [{"op": "make-abstract", **names.place(each)}]


# What leaves records as they are, and is only checked again, needs no operation to undo it.
_INVERSES: Mapping[str, _Inverse] = {
    "rename-label": _renamed,
    "rename-set": _set_renamed,
    "rename-attribute": _part_renamed,
    "rename-role": _part_renamed,
    "rename-value": _value_renamed,
    "swap": _swapped,
    "flip-relation": _flipped,
    "convert-attribute": _converted,
    "add-label": _label_added,
    "add-attribute": _attribute_added,
    "add-value": _value_added,
    "add-set": _set_added,
    "add-import": _import_added,
    "make-concrete": _made_concrete,
}


def _name(each: Any) -> str:
    """`merge-labels entity/warrant`: the operation and what it is about."""
    about: list[str] = []
    for field in ("set", "taxonomy", "label", "from_", "attribute", "value"):
        value = getattr(each, field, None)
        if value is not None and (field != "value" or each.op.endswith("-value")):
            about.append("+".join(value) if isinstance(value, list) else str(value))
    return f"{each.op} {'/'.join(about)}"
