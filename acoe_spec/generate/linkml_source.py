"""Reads LinkML into shapes. The only module that looks at LinkML's own data structures.

How LinkML is read:

- a class is a closed object; the slots of its parents come first, those of its mixins last;
- an abstract class as a range is the tagged union of its concrete descendants, and the tag is the
  slot that each of them fixes with `equals_string`; where they fix several, the unions are nested;
- a multivalued, inlined slot whose range has an identifier or a key is a mapping by that key; if
  the class has a `key` and one other slot, the value of that slot stands by itself (a simple dict);
- a class of nothing but `extra_slots: {allowed: true}` is any JSON object, `linkml:Any` any value;
- `any_of` lists kinds that differ in their JSON type, the annotation `known_as` names the union;
  with one member it says what each item of a list is, so that there are lists of mappings;
- the annotations `min_length` and `max_length` of a type bound a string, in code points;
- an `examples` entry of a list is an item of it;
- `tree_root` marks the classes that a document begins with, in the file that is read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jsonasobj2 import JsonObj, as_dict
from linkml_runtime import SchemaView
from linkml_runtime.linkml_model.meta import (
    AnonymousSlotExpression,
    ClassDefinition,
    SlotDefinition,
)

from acoe_spec.generate.shapes import (
    Anything,
    Case,
    Choice,
    Either,
    Field,
    FreeForm,
    Kind,
    ListOf,
    MapOf,
    Model,
    Number,
    Reference,
    Shape,
    Tagged,
    Text,
    Truth,
    Whole,
)


def read_model(path: Path) -> Model:
    """The shapes of one LinkML file and of what it imports from its own folder.

    Raises `ValueError` where the file uses LinkML in a way that the list above does not cover.
    """
    view = SchemaView(str(path))
    shapes = [
        _shape(view, str(name))
        for name, definition in view.all_classes().items()
        if _is_object(definition) and not _is_entry(view, name)
    ]
    schema = view.schema
    return Model(
        name=str(schema.name),
        uri=str(schema.id),
        title=str(schema.title or schema.name),
        doc=_prose(schema.description),
        source=f"metamodel/{path.name}",
        shapes=tuple(shapes),
        roots=tuple(
            str(name) for name, each in view.all_classes(imports=False).items() if each.tree_root
        ),
    )


def _is_object(definition: ClassDefinition) -> bool:
    any_value = definition.class_uri == "linkml:Any"
    return not (any_value or definition.extra_slots or definition.abstract or definition.mixin)


def _is_entry(view: SchemaView, name: str) -> bool:
    """Whether the class is but a key and a value of a simple dict."""
    slots = [view.induced_slot(slot, name) for slot in _slot_names(view, name)]
    return len(slots) == 2 and any(slot.key for slot in slots)


def _slot_names(view: SchemaView, class_name: str) -> list[str]:
    """The slots of a class: those of its parents first, its own next, those of its mixins last."""
    chain = list(reversed(view.class_ancestors(class_name, mixins=False)))
    mixins = [mixin for name in chain for mixin in view.get_class(name).mixins]
    names = [str(slot) for name in chain + mixins for slot in view.class_slots(name, direct=True)]
    return list(dict.fromkeys(names))


def _shape(view: SchemaView, name: str) -> Shape:
    definition = view.get_class(name)
    slots = [view.induced_slot(slot, name) for slot in _slot_names(view, name)]
    return Shape(
        name=name,
        doc=_prose(definition.description),
        fields=tuple(
            Field(
                name=str(slot.alias or slot.name),
                kind=_kind(view, slot),
                required=bool(slot.required),
                doc=_prose(slot.description),
                examples=_examples(slot),
            )
            for slot in slots
            if not (slot.identifier or slot.key)
        ),
    )


def _prose(text: Any) -> str:
    return " ".join(str(text).split()) if text else ""


def _examples(slot: SlotDefinition) -> tuple[Any, ...]:
    """Examples as JSON values; those of a list are its items, and together make one list."""
    examples = tuple(
        str(example.value) if example.object is None else _plain(example.object)
        for example in slot.examples
    )
    is_list = slot.multivalued and (slot.inlined_as_list or not slot.inlined)
    return (list(examples),) if is_list and examples else examples


def _plain(value: Any) -> Any:
    """A value of LinkML's own classes as plain JSON; these remember their lines, and are copied."""
    match value:
        case None:
            return None
        case JsonObj():
            return {str(key): _plain(each) for key, each in as_dict(value).items()}
        case dict():
            return {str(key): _plain(each) for key, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case bool():
            return value
        case int():
            return int(value)
        case float():
            return float(value)
        case _:
            return str(value)


def _annotation(element: Any, key: str) -> str | None:
    return str(element.annotations[key].value) if key in element.annotations else None


def _kind(view: SchemaView, slot: SlotDefinition | AnonymousSlotExpression) -> Kind:
    """What the value of a slot may be, lists and mappings included."""
    if slot.equals_string:
        return Choice(values=(str(slot.equals_string),))
    if slot.multivalued and slot.inlined and not slot.inlined_as_list and not slot.any_of:
        return _mapping(view, str(slot.range))
    kind: Kind
    if slot.any_of:
        options = tuple(_kind(view, option) for option in slot.any_of)
        known_as = _annotation(slot, "known_as") or ""
        kind = options[0] if len(options) == 1 else Either(name=known_as, options=options)
    else:
        kind = _range(view, str(slot.range or view.schema.default_range))
    if not slot.multivalued:
        return kind
    least, most = _plain(slot.minimum_cardinality), _plain(slot.maximum_cardinality)
    return ListOf(item=kind, min_items=least, max_items=most)


def _mapping(view: SchemaView, name: str) -> MapOf:
    slots = [view.induced_slot(slot, name) for slot in _slot_names(view, name)]
    keys = [slot for slot in slots if slot.identifier or slot.key]
    if len(keys) != 1:
        raise ValueError(f"{name} stands in a mapping and needs one identifier or key")
    key = _range(view, str(keys[0].range))
    if not isinstance(key, Text):
        raise ValueError(f"the key of {name} must be a string")  # noqa: TRY004 - a fault of the file
    if not _is_entry(view, name):
        return MapOf(key=key, value=Reference(shape=name))
    (value,) = (slot for slot in slots if not slot.key)
    return MapOf(
        key=key,
        value=_kind(view, value),
        name=name,
        doc=_prose(view.get_class(name).description),
    )


def _range(view: SchemaView, name: str) -> Kind:
    if name in view.all_classes():
        return _object(view, name)
    if name in view.all_enums():
        enum = view.get_enum(name)
        values = enum.permissible_values
        return Choice(
            name=name,
            doc=_prose(enum.description),
            values=tuple(str(value) for value in values),
            value_docs=tuple(_prose(value.description) for value in values.values()),
        )
    return _scalar(view, name)


def _object(view: SchemaView, name: str) -> Kind:
    definition = view.get_class(name)
    if definition.class_uri == "linkml:Any":
        return Anything()
    if definition.extra_slots:
        return FreeForm()
    if not definition.abstract:
        return Reference(shape=name)
    members = [
        (str(descendant), _fixed(view, str(descendant)))
        for descendant in view.class_descendants(name, reflexive=False)
        if _is_object(view.get_class(descendant))
    ]
    return _union(members, name=name, doc=_prose(definition.description))


def _fixed(view: SchemaView, name: str) -> dict[str, str]:
    """The required slots that a class fixes, with their values."""
    slots = [view.induced_slot(slot, name) for slot in _slot_names(view, name)]
    fixed = {str(s.name): str(s.equals_string) for s in slots if s.equals_string and s.required}
    if not fixed:
        raise ValueError(f"{name} must fix one required slot with equals_string")
    return fixed


def _union(members: list[tuple[str, dict[str, str]]], *, name: str = "", doc: str = "") -> Tagged:
    """The union of classes by the first slot that all of them fix, then by the next."""
    tag = next((slot for slot in members[0][1] if all(slot in each for _, each in members)), None)
    if tag is None:
        tags = sorted({slot for _, fixed in members for slot in fixed})
        raise ValueError(
            f"the descendants of {name or members[0][0]} must share one tag, not {tags}"
        )
    groups: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for member, fixed in members:
        rest = {slot: value for slot, value in fixed.items() if slot != tag}
        groups.setdefault(fixed[tag], []).append((member, rest))
    cases = tuple(
        Case(
            tags=(value,),
            kind=Reference(shape=group[0][0]) if len(group) == 1 else _union(group),
        )
        for value, group in groups.items()
    )
    return Tagged(tag=tag, cases=cases, name=name, doc=doc)


def _scalar(view: SchemaView, name: str) -> Kind:
    """A type with everything that it has from the types it is made of, nearest first."""
    chain = [view.get_type(each) for each in view.type_ancestors(name)]
    own = chain[0]

    def nearest(slot: str) -> Any:
        return next((v for v in (getattr(each, slot) for each in chain) if v is not None), None)

    def length(key: str) -> int | None:
        given = [text for each in chain if (text := _annotation(each, key)) is not None]
        return int(given[0]) if given else None

    builtin = str(own.from_schema) == "https://w3id.org/linkml/types"
    known = "" if builtin else name
    doc = "" if builtin else _prose(own.description)
    low, high = _plain(nearest("minimum_value")), _plain(nearest("maximum_value"))
    match nearest("base"):
        case "str":
            return Text(
                name=known,
                doc=doc,
                min_length=length("min_length"),
                max_length=length("max_length"),
                pattern=_plain(nearest("pattern")),
            )
        case "int":
            return Whole(name=known, doc=doc, minimum=low, maximum=high)
        case "float":
            return Number(name=known, doc=doc, minimum=low, maximum=high)
        case "Bool":
            return Truth()
        case other:
            raise ValueError(f"the type {name} is made of {other}, which has no shape here")
