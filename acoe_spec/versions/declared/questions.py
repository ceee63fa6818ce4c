"""What a draft asks of the author of an observed change, and what it writes until that is answered.

What an operation has to say and nobody but people can decide gets the answer that loses nothing -
people look at each annotation - and a question. A question says in full what is to be written: it
can be followed to the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from acoe_spec.taxonomy.definition import CategorySet, Definition, Label
from acoe_spec.taxonomy.layout import MIGRATION, on_one_line
from acoe_spec.taxonomy.references import node_of, split
from acoe_spec.versions.changes import Change

if TYPE_CHECKING:
    from acoe_spec.versions.declared.proposing import Proposals

_NAMED = 3  # what may have become of a thing, as a question names it
_LISTED = 8  # values or labels that may be written


def written(operation: Mapping[str, Any]) -> str:
    """An operation as one line of a migration file, to be pasted behind `- `."""
    return on_one_line(dict(operation), order=MIGRATION["operations"]["*"])


class Asked(NamedTuple):
    """A change and what it is proposed from."""

    change: Change
    given: Proposals

    @property
    def old(self) -> Definition:
        """The version that is left, in the words of the new one."""
        return self.given.old

    @property
    def new(self) -> Definition:
        """The version that is reached."""
        return self.given.new

    @property
    def about(self) -> str:
        """What the change is about, for a question; a label with its name where that says more."""
        change = self.change
        part = change.value or change.attribute or change.role
        if part or not change.label:
            return f"'{part or change.set}'"
        return _called(change.label, _label(self.old, change) or _label(self.new, change))

    @property
    def renames(self) -> list[tuple[dict[str, Any], str]]:
        """Operations by which it may be called otherwise, each with how a question names it."""
        renames = _RENAMES.get(self.change.op)
        return [] if renames is None else [*renames(self)][:_NAMED]

    def write(self, op: str, **fields: Any) -> str:
        """An operation about the label of the change, as text."""
        place = {"op": op, "set": self.change.set, "label": self.change.label}
        return written(self.given.spelt({**place, **fields}))


def _called(identifier: str, label: Any, *more: str) -> str:
    """A label by its id, and behind it its name, where the id does not say the same, and more."""
    name = label.name if isinstance(label, Label) else None
    if name is not None and _letters(name) != _letters(identifier):
        more = (name, *more)
    return f"'{identifier}' ({'; '.join(more)})" if more else f"'{identifier}'"


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


# What may be called otherwise now: never assumed, and asked with all that has to be written.


def _renamed_labels(asked: Asked) -> Iterator[tuple[dict[str, Any], str]]:
    change = asked.change
    for each in asked.given.diff.suggestions:
        if (each.set, each.from_) == (change.set, change.label):
            rename = {"op": "rename-label", "set": each.set, "from": each.from_, "to": each.to}
            after = _label(asked.new, change, each.to)
            yield asked.given.spelt(rename), _called(each.to, after, each.reason)


def _renamed_sets(asked: Asked) -> Iterator[tuple[dict[str, Any], str]]:
    for name in _beside(asked, "add-set", "set"):
        yield {"op": "rename-set", "from": asked.change.set, "to": name}, f"'{name}'"


def _renamed_parts(kind: str) -> Callable[[Asked], Iterator[tuple[dict[str, Any], str]]]:
    """Attributes, or values of one, that are gone beside others that are new."""
    place = ("set", "label", "attribute")[: 3 if kind == "value" else 2]

    def renames(asked: Asked) -> Iterator[tuple[dict[str, Any], str]]:
        change = asked.change
        before = _part(asked.old, change, kind, getattr(change, kind))
        added = _beside(asked, f"add-{kind}", kind, *place)
        # What says the same comes first.
        added.sort(key=lambda name: before != _part(asked.new, change, kind, name))
        for name in added:
            rename = {"op": f"rename-{kind}", **{key: getattr(change, key) for key in place}}
            rename |= {"from": getattr(change, kind), "to": name}
            yield asked.given.spelt(rename), f"'{name}'"

    return renames


def _renamed_roles(asked: Asked) -> Iterator[tuple[dict[str, Any], str]]:
    change = asked.change
    before, after = (_label(each, change) for each in (asked.old, asked.new))
    if change.property_ != "roles" or before is None or after is None or not change.role:
        return
    if change.role in after.roles:
        return
    added = [role for role in after.roles if role not in before.roles]
    for role in sorted(added, key=lambda role: before.roles.get(change.role) != after.roles[role]):
        rename = {"op": "rename-role", "set": change.set, "label": change.label}
        rename |= {"from": change.role, "to": role}
        yield asked.given.spelt(rename), f"'{role}'"


_RENAMES: Mapping[str, Callable[[Asked], Iterator[tuple[dict[str, Any], str]]]] = {
    "remove-label": _renamed_labels,
    "remove-set": _renamed_sets,
    "remove-attribute": _renamed_parts("attribute"),
    "remove-value": _renamed_parts("value"),
    "narrow": _renamed_roles,
}


def _besides(asked: Asked, question: str | None) -> str | None:
    """A question in small letters, behind the one whether it is called otherwise now."""
    renames = asked.renames
    if not renames:
        return question and question[0].upper() + question[1:]
    names = " or ".join(name for _, name in renames)
    which = "" if len(renames) == 1 else ", with the right name in 'to',"
    called = (
        f"Is {asked.about} now called {names}? If so, write {written(renames[0][0])} here{which} "
        "and run the draft again with --update."
    )
    return f"{called} If not: {question}" if question else called


Answer = tuple[dict[str, Any], str | None]


def _removed_label(asked: Asked) -> Answer:
    change = asked.change
    question = f"what does {asked.about} become?"
    named = _replacements(asked)
    if len(named) == 1:
        question += (
            f" It was to be replaced by '{named[0]}': write 'to: [{named[0]}]' with "
            "'becomes: exact' (it means the same) or 'becomes: broader' (it means more)."
        )
    elif named:
        question += (
            f" It was to be replaced by {_listed(named)}: write 'becomes: candidates' and 'to: "
            f"[{', '.join(named)}]', and people choose."
        )
    else:
        question += (
            " Write 'to: [LABEL]' with 'becomes: exact' (it means the same) or 'becomes: broader' "
            "(it means more); with 'nothing' people decide."
        )
    added = _beside(asked, "add-label", "label", "set")
    if not named and 1 < len(added) <= _LISTED:
        split_label = {"op": "split-label", "set": change.set, "from": change.label}
        divided = written(asked.given.spelt(split_label) | {"to": ["LABEL", "LABEL"]})
        question += f" If it was divided, write {divided} here."
    return {"becomes": "nothing", "to": None}, _besides(asked, question)


def _replacements(asked: Asked) -> list[str]:
    """What was to replace a label that is gone, and is there in its set."""
    label = _label(asked.old, asked.change)
    deprecated = None if label is None else label.deprecated
    home = asked.change.set or ""
    found = [split(node_of(name, home=home)) for name in deprecated.replaced_by] if (
        deprecated is not None
    ) else []  # fmt: skip
    return [name for at, name in found if at == home and name in asked.given.words.labels(home)]


def _removed_value(asked: Asked) -> Answer:
    return {"becomes": "nothing", "to": None}, _besides(
        asked,
        f"what does the value {asked.about} become? Write 'to: [VALUE]' with 'becomes: exact' (it "
        "means the same) or 'becomes: broader' (it means more); with 'nothing' people decide.",
    )


def _removed_attribute(asked: Asked) -> Answer:
    return {"values": "reviewed"}, _besides(
        asked,
        f"what becomes of the values of {asked.about}? With 'values: kept' they "
        "are kept as 'previous'; with 'reviewed' people look at each.",
    )


def _removed_set(asked: Asked) -> Answer:
    return {}, _besides(asked, None)


def _reworded(asked: Asked) -> Answer:
    change = asked.change
    question = f"Does {asked.about} still mean the same?"
    if change.label is None:
        return {}, f"{question} If not, add redefine of each of its labels."
    redefine = asked.write("redefine")
    if change.attribute or change.value or change.role:
        return {}, f"{question} If not, add {redefine}, and people look at each annotation."
    carve_out = asked.write("carve-out", to=["LABEL"])
    return {}, (
        f"{question} If not, write {redefine} here, and people look at each annotation; if a part "
        f"of it went to another label, {carve_out}."
    )


def _required_attribute(asked: Asked) -> Answer:
    change = asked.change
    known = asked.given.words.attributes(change.node or "").get(change.attribute or "")
    kind = None if known is None else known.type
    if known is not None and known.multivalued:
        return {"value": None}, None  # no one value can be given to all
    written_so = _WRITTEN.get(kind or "", "'value: TEXT'")
    if known is not None and known.values:
        listed = f", one of {_listed(known.values)}" if len(known.values) <= _LISTED else ""
        written_so = f"'value: VALUE'{listed}"
    return {"value": None}, (
        f"What do annotations get that have no {asked.about}? Write {written_so}. Without it "
        "people decide."
    )


def _taking_over(asked: Asked) -> str | None:
    """What annotations get of the attributes that another parent or mixin demands of them."""
    change = asked.change
    known = asked.given.words.attributes(change.node or "")
    demanded = {
        each.attribute
        for each in asked.given.diff.changes
        if (each.op, each.node, each.because) == ("require-attribute", change.node, change.name)
    }
    # No one value of several can be given to all.
    names = [name for name in sorted(known) if name in demanded and not known[name].multivalued]
    if not names:
        return None
    added = " and ".join(
        asked.write("require-attribute", attribute=name, value="VALUE") for name in names
    )
    which = "attribute" if len(names) == 1 else "attributes"
    return (
        f"By this {asked.about} needs the {which} {_listed(names)}. What do annotations get that "
        f"have none? Add {added} with the right value. Where no value is given people decide."
    )


def _moved(asked: Asked) -> Answer:
    return {}, _taking_over(asked)


_WRITTEN: Mapping[str, str] = {
    "integer": "'value: 0' with the right number",
    "decimal": """'value: "0.5"' with the right number, in quotes""",
    "boolean": "'value: true' or 'value: false'",
    "date": """'value: "2026-12-31"' with the right day, in quotes""",
    "datetime": """'value: "2026-12-31T12:00:00Z"' with the right time, in quotes""",
}


def _required_set(asked: Asked) -> Answer:
    home = asked.change.set or ""
    labels = [label for at, label, said in asked.new.labels() if at == home and not said.abstract]
    listed = f", one of {_listed(labels)}" if 0 < len(labels) <= _LISTED else ""
    return {"label": None}, (
        f"What do targets without an answer to '{home}' get? Write 'label: LABEL'{listed}. Without "
        "it the set is taken out of the scope of their records."
    )


def _made_abstract(asked: Asked) -> Answer:
    return {"to": None}, (
        f"What do annotations with {asked.about} become? Write 'to: LABEL'. Without it people "
        "decide."
    )


def _converted(asked: Asked) -> Answer:
    before, after = (each or {} for each in (asked.change.before, asked.change.after))
    # An attribute without any type is no sound one; a draft of it can be read all the same.
    said: dict[str, Any] = {"to": after.get("type") or "string"}
    if before.get("multivalued") != after.get("multivalued"):
        said["multivalued"] = after.get("multivalued")
    return said, None


def _deprecated(asked: Asked) -> Answer:
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


def _narrowed(asked: Asked) -> Answer:
    return {}, _besides(asked, _taking_over(asked))


ANSWERS: Mapping[str, Callable[[Asked], Answer]] = {
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
    "move-label": _moved,
    "loosen": _moved,
}


def _label(definition: Definition, change: Change, name: str | None = None) -> Any:
    """What a definition says of the label of a change, or of another of its set; or None."""
    tables: Mapping[str, Mapping[str, Any]] = {
        "entity": definition.entities,
        "relation": definition.relations,
        "event": definition.events,
    }
    table = tables.get(change.set or "")
    if table is None:
        found = definition.categories.get(change.set or "")
        table = {} if found is None else found.labels
    return table.get(name or change.label or "")


def _part(definition: Definition, change: Change, kind: str, name: str) -> Any:
    """What a definition says of an attribute of the change's label, or of a value of one."""
    label = _label(definition, change)
    attributes: Mapping[str, Any] = {} if label is None else label.attributes
    if kind == "attribute":
        return attributes.get(name)
    attribute = attributes.get(change.attribute or "")
    return None if attribute is None else (attribute.values or {}).get(name)


def _beside(asked: Asked, op: str, named: str, *same: str) -> list[str]:
    """What was added at the same place as something was taken away."""
    return [
        getattr(each, named)
        for each in asked.given.diff.changes
        if each.op == op
        and each.because is None
        and all(getattr(each, key) == getattr(asked.change, key) for key in same)
        and getattr(each, named) is not None
    ]


def _listed(names: Iterable[str], joint: str = ", ") -> str:
    return joint.join(f"'{name}'" for name in names)
