"""What is to have another id: how people write it, and the operation that declares it.

`option` is a label, `intent/rfq` a label of that set, `intent/` the set itself, `option#strike` an
attribute of the label, `event/trade#buyer` a role, `option#style=vanilla` a value. Knows one
definition; changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from acoe_spec.errors import UsageError
from acoe_spec.findings import printable_id
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.graph import build
from acoe_spec.taxonomy.inheritance import Effective, effective
from acoe_spec.taxonomy.references import KINDS, node, node_of, reference_of, split
from acoe_spec.taxonomy.structure import nearest

Kind = Literal["set", "label", "attribute", "role", "value"]

_LABEL_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\Z")
_ATTRIBUTE_ID = re.compile(r"[a-z][a-z0-9_]*\Z")
_WRITTEN = re.compile(
    r"(?P<label>[^#=]+?)(?:#(?:(?P<kind>attribute|role):)?(?P<part>[^=#]+)(?:=(?P<value>.+))?)?\Z"
)
_NOTATION = (
    "write option, intent/rfq, intent/ for a set, option#strike for an attribute or a role, "
    "option#style=vanilla for a value"
)


@dataclass(frozen=True, kw_only=True)
class Renaming:
    """One thing of a taxonomy, its id and its new id.

    `label_set` and `label` are the set and the label that it is, or is of, as a record spells them;
    a set has no label. `attribute` is that of a value.
    """

    kind: Kind
    label_set: str
    old: str
    new: str
    label: str = ""
    attribute: str = ""

    @property
    def node(self) -> str:
        """The label that it is, or is of."""
        return node(self.label_set, self.label)

    @property
    def operation(self) -> dict[str, Any]:
        """What a migration says of it, if nothing else has another name."""
        place = {"set": self.label_set}
        if self.kind == "set":
            place = {}
        elif self.kind != "label":
            place["label"] = self.label
        if self.kind == "value":
            place["attribute"] = self.attribute
        return {"op": f"rename-{self.kind}", **place, "from": self.old, "to": self.new}

    def imported(self, taxonomy_id: str) -> Renaming:
        """The same as it is in a taxonomy that imports this one."""

        def prefixed(name: str) -> str:
            return f"{taxonomy_id}:{name}"

        in_kind = self.label_set in KINDS
        is_label = self.kind == "label" and in_kind
        return Renaming(
            kind=self.kind,
            label_set=self.label_set if in_kind else prefixed(self.label_set),
            label=prefixed(self.label) if in_kind and self.label else self.label,
            attribute=self.attribute,
            old=prefixed(self.old) if is_label or self.kind == "set" else self.old,
            new=prefixed(self.new) if is_label or self.kind == "set" else self.new,
        )


def read_renaming(old: str, new: str, definition: Definition) -> Renaming:
    """What `old` and `new` say together of a taxonomy. Raises `UsageError` where it makes no sense.

    `new` may be the bare new id, or written as `old` is.
    """
    if ":" in old.partition("#")[0]:
        home = old.partition(":")[0]
        raise UsageError(
            f"{printable_id(old)} is imported, and has its id from there",
            hint=f"rename it where it is written: acoe rename {home} ...",
        )
    if old.endswith("/") and "#" not in old:
        return _of_set(old[:-1], new.removesuffix("/"), definition)
    found = _WRITTEN.match(old)
    if found is None:
        raise UsageError("this names nothing that could be renamed", hint=_NOTATION)
    label_set, label = split(node_of(found["label"]))
    labels = effective(definition, build(definition))
    if (known := labels.get(node(label_set, label))) is None:
        raise UsageError(
            f"there is no label {printable_id(found['label'])}",
            hint=_did_you_mean(found["label"], [reference_of(each) for each in labels]),
        )
    if found["part"] is None:
        return _of_label(known, new, labels)
    return _of_part(known, found["kind"], found["part"], found["value"], new, labels)


def _of_set(old: str, new: str, definition: Definition) -> Renaming:
    own = [name for name in definition.categories if ":" not in name]
    if old not in own:
        raise UsageError(
            f"there is no category set {printable_id(old)}", hint=_did_you_mean(old, own)
        )
    _hold(new, old, taken=(*definition.categories, *KINDS), what="a set")
    return Renaming(kind="set", label_set=old, old=old, new=new)


def _of_label(known: Effective, new: str, labels: Collection[str]) -> Renaming:
    new = _stripped(new, f"{known.label_set}/")
    taken = [split(each)[1] for each in labels if split(each)[0] == known.label_set]
    _hold(new, known.id, taken=taken, what="a label")
    return Renaming(kind="label", label_set=known.label_set, label=known.id, old=known.id, new=new)


def _of_part(
    known: Effective,
    wanted: str | None,
    part: str,
    value: str | None,
    new: str,
    labels: Any,
) -> Renaming:
    reference = reference_of(known.node)
    new = new.rpartition("#")[2].removeprefix("attribute:").removeprefix("role:")
    kinds = [
        kind
        for kind, table in (("attribute", known.attributes), ("role", known.roles))
        if part in table and wanted in (None, kind)
    ]
    if not kinds or (value is not None and "attribute" not in kinds):
        raise UsageError(
            f"'{reference}' has no attribute or role {printable_id(part)}",
            hint=_did_you_mean(part, [*known.attributes, *known.roles]),
        )
    if len(kinds) == 2 and value is None:
        raise UsageError(
            f"'{reference}' has both an attribute and a role {printable_id(part)}",
            hint=f"write {reference}#attribute:{part} or {reference}#role:{part}",
        )
    kind = "attribute" if value is not None else kinds[0]
    table = "attributes" if kind == "attribute" else "roles"
    origin = getattr(known, table)[part].origin
    if node_of(origin, home=known.label_set) != known.node:
        raise UsageError(
            f"'{reference}' has {printable_id(part)} from '{origin}'", hint="rename it there"
        )
    sharing = [
        each
        for each in labels.values()
        if (merged := getattr(each, table).get(part)) is not None
        and node_of(merged.origin, home=each.label_set) == known.node
    ]
    if value is None:
        taken = [name for each in sharing for name in getattr(each, table)]
        form = _ATTRIBUTE_ID if kind == "attribute" else _LABEL_ID
        _hold(
            new,
            part,
            taken=taken,
            what=f"an {kind}" if kind == "attribute" else "a role",
            form=form,
        )
        return Renaming(
            kind="attribute" if kind == "attribute" else "role",
            label_set=known.label_set, label=known.id, old=part, new=new,
        )  # fmt: skip
    return _of_value(known, part, value, new.rpartition("=")[2], sharing)


def _of_value(
    known: Effective, attribute: str, old: str, new: str, sharing: Collection[Effective]
) -> Renaming:
    values = known.attributes[attribute].value.values or {}
    if old not in values:
        raise UsageError(
            f"the attribute '{attribute}' has no value {printable_id(old)}",
            hint=_did_you_mean(old, values),
        )
    taken = [name for each in sharing for name in each.attributes[attribute].value.values or ()]
    _hold(new, old, taken=taken, what="a value")
    return Renaming(
        kind="value",
        label_set=known.label_set,
        label=known.id,
        attribute=attribute,
        old=old,
        new=new,
    )


def _stripped(new: str, prefix: str) -> str:
    """The new id without the set in front; another set is refused."""
    if "/" in new and not new.startswith(prefix):
        raise UsageError(
            f"a label stays in its set, which is '{prefix[:-1]}'",
            hint="to move it, add a label there, and declare in the migration what becomes of this",
        )
    return new.removeprefix(prefix)


def _hold(
    new: str,
    old: str,
    *,
    taken: Collection[str],
    what: str,
    form: re.Pattern[str] = _LABEL_ID,
) -> None:
    if not form.match(new):
        letters = "a-z, 0-9 and '_'" if form is _ATTRIBUTE_ID else "letters, digits, '_', '.', '-'"
        raise UsageError(
            f"the new id is not one that {what} can have", hint=f"ids are of {letters}"
        )
    if new == old:
        raise UsageError(f"it is called '{old}' already")
    if new in taken:
        raise UsageError(
            f"there is {what} '{new}' already",
            hint="to make one of two, declare a merge in the migration",
        )


def _did_you_mean(name: str, known: Collection[str]) -> str:
    near = nearest(name, known)
    return f"did you mean '{near}'?" if near else _NOTATION
