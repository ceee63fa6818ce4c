"""The shape of a record under one taxonomy version: its labels, attributes and values are typed.

The generic shape of a record (`metamodel/record.yaml`) is kept, and narrowed where the taxonomy
says more: `type` and then `label` (of a category: `type`, `set`, then `label`) decide which class
an annotation has, and a label's class has the label's attributes, inherited ones too. Labels
without attributes share one class.

What is narrowed is what concerns one value alone: labels that exist and are not abstract, sets,
attributes, their JSON types, enumerations, bounds of integers, lengths, patterns that all dialects
share (`portable`), forms of decimals, dates and date-times, required attributes. What needs a
calendar, arithmetic on text, another field or another annotation stays a rule of `acoe check`.

There are two roots, because what may be missing depends on the record's state: `Record` is a
complete or adjudicated record and has all required attributes; `DraftRecord` is one whose state is
`draft`, where nothing is required. A required attribute with a condition (`when`) is optional in
both. A record whose `scope` leaves a set out is held to the attributes of that set all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from acoe_spec.generate.attribute_kinds import (
    SHARED,
    AttributeKinds,
    is_required,
    kind_of,
    names,
    place,
    prose,
    tables,
)
from acoe_spec.generate.pydantic_code import RESERVED
from acoe_spec.generate.shapes import (
    Anything,
    Case,
    Choice,
    Field,
    Kind,
    ListOf,
    Model,
    Reference,
    Shape,
    Tagged,
    definitions,
    named,
)
from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Label
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.references import KINDS

COMPLETE = "Record"
DRAFT = "DraftRecord"
NO_ATTRIBUTES = "NoAttributes"
LABEL_SET = "LabelSet"
COMPLETE_STATE = "CompleteState"
TYPES = ("entity", "relation", "event", "category", "cluster")
"""The types of annotation; the generic shape of each has its name with a capital."""


def specialised(definition: Definition, taxonomy: CompiledTaxonomy, record: Model) -> Model:
    """The shapes of records under `taxonomy`, which is `definition` compiled.

    `record` is the generic model. Names are those of the labels as far as they can be, and depend
    on nothing but the taxonomy. Raises `TaxonomyBroken` for an enumeration without values.
    """
    made = _Made(definition, taxonomy, record)
    for generic in record.shapes:
        if generic.name not in (COMPLETE, *map(str.capitalize, TYPES)):
            made.shapes[generic.name] = generic
    for kind in TYPES:
        generic = record.shape(kind.capitalize())
        made.shapes[f"Unresolved{generic.name}"] = replace(
            generic, name=f"Unresolved{generic.name}"
        )
    made.shapes["Unresolved"] = _unresolved(record)
    made.shapes[NO_ATTRIBUTES] = Shape(
        name=NO_ATTRIBUTES, doc="The label has no attributes.", fields=()
    )
    for root in (COMPLETE, DRAFT):
        made.shapes[root] = _root(made, root)
    return Model(
        name=taxonomy.id,
        uri=uri(taxonomy),
        title=prose(taxonomy.title) or taxonomy.id,
        doc=prose(taxonomy.description),
        source=taxonomy.schema,
        shapes=tuple(made.shapes.values()),
        roots=(COMPLETE, DRAFT),
    )


def uri(taxonomy: CompiledTaxonomy) -> str:
    """The identifier of one taxonomy version; nothing is fetched from it."""
    return f"https://w3id.org/acoe-spec/taxonomies/{taxonomy.id}/{taxonomy.version}"


def names_for(taxonomy: CompiledTaxonomy, record: Model) -> dict[str, str]:
    """`attribute_kinds.names`, with everything taken that has its name already."""
    generic = {
        each.name if isinstance(each, Shape) else named(each) for each in definitions(record)
    }
    plain = (f"Plain{kind.capitalize()}{word}" for kind in TYPES for word in ("", "Label"))
    ours = {NO_ATTRIBUTES, LABEL_SET, COMPLETE_STATE, *SHARED, *plain}
    taken = {f"{word}{name}" for name in generic | ours for word in ("", "Draft", "Unresolved")}
    return names(taxonomy, taken | RESERVED)


def generic_kinds(record: Model) -> dict[str, Kind]:
    """The named kinds of the generic record."""
    return {named(each): each for each in definitions(record) if not isinstance(each, Shape)}


class _Made:
    """What is known of one taxonomy, and the shapes that are made so far, by name."""

    def __init__(self, definition: Definition, taxonomy: CompiledTaxonomy, record: Model) -> None:
        self.taxonomy = taxonomy
        self.record = record
        self.names = names_for(taxonomy, record)
        self.attributes = AttributeKinds(
            definition, taxonomy, names=self.names, generic=generic_kinds(record)
        )
        self.shapes: dict[str, Shape] = {}


@dataclass(frozen=True, kw_only=True)
class _Group:
    """Labels that one field decides between: all entities, or the labels of one category set."""

    kind: str
    label_set: str
    labels: tuple[Label, ...]

    @property
    def fixed(self) -> Mapping[str, str]:
        """The fields that are the same in all its annotations."""
        if self.kind == "category":
            return {"type": self.kind, "set": self.label_set}
        return {"type": self.kind}


def _unresolved(record: Model) -> Shape:
    """An annotation that waits for a decision has an old label: it keeps the generic shape."""
    cases = tuple(
        Case(tags=(kind,), kind=Reference(shape=f"Unresolved{kind.capitalize()}")) for kind in TYPES
    )
    union = Tagged(tag="type", cases=cases, name="UnresolvedAnnotation")
    return _narrowed(record.shape("Unresolved"), annotation=union)


def _root(made: _Made, name: str) -> Shape:
    draft = name == DRAFT
    schema = made.taxonomy.schema
    sets = tuple(dict.fromkeys((*KINDS, *made.taxonomy.sets)))
    shape = _narrowed(
        replace(
            made.record.shape(COMPLETE),
            name=name,
            doc=f"A draft under {schema}: required attributes may be missing."
            if draft
            else f"A complete or adjudicated record under {schema}.",
        ),
        annotations=_annotations(made, draft=draft),
        scope=ListOf(item=Choice(name=LABEL_SET, values=sets)),
        state=Choice(values=("draft",))
        if draft
        else Choice(name=COMPLETE_STATE, values=("complete", "adjudicated")),
    )
    if not draft:
        return shape
    stated = (
        replace(field, required=True, doc="") if field.name == "state" else field
        for field in shape.fields
    )
    return replace(shape, fields=tuple(stated))


def _annotations(made: _Made, *, draft: bool) -> ListOf:
    """All annotations: the union by type of unions by label, with one by set for categories."""
    by_kind: dict[str, list[Case]] = {}
    for kind, label_set, labels in tables(made.taxonomy):
        concrete = tuple(label for label in labels.values() if not label.abstract)
        if concrete:
            group = _Group(kind=kind, label_set=label_set, labels=concrete)
            case = Case(tags=(label_set,), kind=_labels(made, group, draft=draft))
            by_kind.setdefault(kind, []).append(case)
    cases = []
    for kind, members in by_kind.items():
        union = members[0].kind
        if kind == "category":
            union = _union("Category", "set", members)
        cases.append(Case(tags=(kind,), kind=union))
    if not cases:
        return ListOf(item=Anything(), max_items=0)
    return ListOf(item=_union("Annotation", "type", cases))


def _labels(made: _Made, group: _Group, *, draft: bool) -> Tagged:
    """The union of the labels of one group. In a draft, labels with required attributes have
    classes of their own; the others are the same as in a complete record."""
    cases = [
        Case(tags=(label.id,), kind=Reference(shape=_label(made, group, label, draft=draft)))
        for label in group.labels
        if label.attributes
    ]
    plain = tuple(label for label in group.labels if not label.attributes)
    if plain:
        tags = tuple(label.id for label in plain)
        cases.append(Case(tags=tags, kind=Reference(shape=_plain(made, group, plain))))
    if group.kind != "category":
        return _union(group.kind.capitalize(), "label", cases)
    question = prose(made.taxonomy.sets[group.label_set].question)
    return _union(made.names[f"category/{group.label_set}"], "label", cases, doc=question)


def _union(name: str, tag: str, cases: list[Case], *, doc: str = "") -> Tagged:
    """A union, named as the one of drafts if it has a member that only drafts have."""
    members = (
        case.kind.shape if isinstance(case.kind, Reference) else case.kind.name for case in cases
    )
    name = _stated(name, any(member.startswith("Draft") for member in members))
    return Tagged(tag=tag, cases=tuple(cases), name=name, doc=doc)


def _label(made: _Made, group: _Group, label: Label, *, draft: bool) -> str:
    """The name of the class of a label that has attributes; the class is made if it is not yet."""
    required = any(map(is_required, label.attributes.values()))
    lenient = draft and required
    name = _stated(made.names[place(group.kind, label)], lenient)
    if name not in made.shapes:
        made.shapes[name] = _annotation(
            made,
            group,
            name=name,
            doc=prose(label.definition),
            label=Choice(values=(label.id,)),
            attributes=_attributes(made, label, draft=lenient),
            required=required and not lenient,
        )
    return name


def _plain(made: _Made, group: _Group, labels: tuple[Label, ...]) -> str:
    """The name of the class of the labels without attributes."""
    name = f"Plain{group.kind.capitalize()}"
    choice = f"{name}Label"
    if group.kind == "category":
        name = made.names[f"category/{group.label_set}:plain"]
        choice = made.names[f"category/{group.label_set}:labels"]
    if name not in made.shapes:
        generic = made.record.shape(group.kind.capitalize())
        made.shapes[name] = _annotation(
            made,
            group,
            name=name,
            doc=f"{generic.doc} Its label has no attributes.",
            label=Choice(
                name=choice,
                values=tuple(label.id for label in labels),
                value_docs=tuple(prose(label.definition) for label in labels),
            ),
            attributes=NO_ATTRIBUTES,
        )
    return name


def _annotation(
    made: _Made,
    group: _Group,
    *,
    name: str,
    doc: str,
    label: Choice,
    attributes: str,
    required: bool = False,
) -> Shape:
    """The generic annotation with these labels and these attributes.

    Its other fields are not explained again: there are as many such shapes as labels.
    """
    fixed = {field: Choice(values=(value,)) for field, value in group.fixed.items()}
    generic = made.record.shape(group.kind.capitalize())
    narrowed = _narrowed(generic, label=label, attributes=Reference(shape=attributes), **fixed)
    return Shape(
        name=name,
        doc=doc,
        fields=tuple(
            replace(
                field, doc="", required=field.required or (required and field.name == "attributes")
            )
            for field in narrowed.fields
        ),
    )


def _attributes(made: _Made, label: Label, *, draft: bool) -> str:
    """The name of the class of a label's attributes.

    Relations and their clusters share it, and so do labels that inherit all of their attributes.
    """
    owner = made.attributes.owner(label)
    name = _stated(made.names[f"{place(kind_of(owner), owner)}:attributes"], draft)
    if name not in made.shapes:
        fields = (
            Field(
                name=attribute.id,
                kind=made.attributes.kind(label, attribute),
                required=is_required(attribute) and not draft,
                doc=made.attributes.doc(label, attribute),
            )
            for attribute in label.attributes.values()
        )
        made.shapes[name] = Shape(name=name, fields=tuple(fields))
    return name


def _stated(name: str, draft: bool) -> str:
    return f"Draft{name}" if draft else name


def _narrowed(shape: Shape, **kinds: Kind) -> Shape:
    """The shape with other kinds for some of its fields."""
    fields = (
        replace(field, kind=kinds[field.name]) if field.name in kinds else field
        for field in shape.fields
    )
    return replace(shape, fields=tuple(fields))
