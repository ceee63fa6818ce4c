"""One taxonomy version as a LinkML schema that stands by itself.

The record's own LinkML (`metamodel/record.yaml` and `types.yaml`) is kept and extended: each label
is a class below `Entity`, `Relation`, `Event`, `Cluster` or the class of its category set, along
`is_a`; each set of attributes is a class, each enumeration an enum. The classes describe complete
records, as the root `Record` of `specialised` does, and say the same as its shapes; abstract labels
are abstract classes, deprecated ones say so.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from acoe_spec.generate.attribute_kinds import (
    AttributeKinds,
    is_required,
    kind_of,
    place,
    prose,
    tables,
)
from acoe_spec.generate.identifiers import module_name
from acoe_spec.generate.metamodel import source_folder
from acoe_spec.generate.shapes import Choice, Kind, ListOf, Model, Text, Truth, Whole, named
from acoe_spec.generate.specialised import (
    COMPLETE_STATE,
    LABEL_SET,
    NO_ATTRIBUTES,
    TYPES,
    generic_kinds,
    names_for,
    uri,
)
from acoe_spec.taxonomy.compiled import Attribute, CompiledTaxonomy, Deprecation, Label
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.references import KINDS

_Yaml = dict[str, Any]

# LinkML derives other spellings from names that are not like this one, unless an alias is given.
# `self` is hidden from it: its runtime hands the names of slots to a Python function as keywords.
_PLAIN_SLOT = re.compile(r"[a-z][a-z0-9_]*")


def text(definition: Definition, taxonomy: CompiledTaxonomy, record: Model) -> str:
    """The schema as YAML that readers of YAML 1.1 understand too (`"no"` is in quotes)."""
    written = yaml.dump(
        schema(definition, taxonomy, record),
        Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper),
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )
    return f"# Generated from {taxonomy.schema}; edit that, not this.\n{written}"


def schema(definition: Definition, taxonomy: CompiledTaxonomy, record: Model) -> _Yaml:
    """The schema as plain data; `taxonomy` is `definition` compiled, `record` the generic model.

    Raises `TaxonomyBroken` for an enumeration without values.
    """
    folder = source_folder()
    types, generic = (_read(folder / name) for name in ("types.yaml", "record.yaml"))
    generic_names = generic_kinds(record)
    names = names_for(taxonomy, record)
    kinds = AttributeKinds(definition, taxonomy, names=names, generic=generic_names)
    own: dict[str, Kind] = {}
    classes = _record_classes(copy.deepcopy(generic["classes"]))
    classes |= {name: types["classes"][name] for name in ("Anything", "FreeForm")}
    classes[NO_ATTRIBUTES] = {"description": "The label has no attributes."}
    classes |= _set_classes(taxonomy, names)
    for kind, label_set, labels in tables(taxonomy):
        above = names[f"category/{label_set}"] if kind == "category" else kind.capitalize()
        for label in labels.values():
            if kind != "cluster" and label.attributes and kinds.owner(label) is label:
                classes |= _attribute_class(label, kinds, names, own)
            classes[names[place(kind, label)]] = _label_class(
                kind, label, names, above=above, owner=kinds.owner(label)
            )
    written = {
        "id": uri(taxonomy),
        "name": module_name(taxonomy.id),
        "title": prose(taxonomy.title) or taxonomy.id,
        "description": prose(taxonomy.description),
        "version": taxonomy.version,
        "license": definition.licence,
        "prefixes": {
            "linkml": "https://w3id.org/linkml/",
            "acoe": "https://w3id.org/acoe-spec/",
            "this": f"{uri(taxonomy)}/",
        },
        "default_prefix": "this",
        "default_range": "string",
        "imports": ["linkml:types"],
        "types": {**types["types"], **generic["types"], **_types(own)},
        "slots": generic["slots"],
        "enums": {
            **types.get("enums", {}),
            **generic["enums"],
            **_record_enums(taxonomy),
            **_enums(own),
        },
        "classes": classes,
    }
    _drop_unused(written)
    return {key: value for key, value in written.items() if value}


def _read(path: Path) -> _Yaml:
    content: _Yaml = yaml.safe_load(path.read_text("utf-8"))
    return content


def _record_classes(classes: _Yaml) -> _Yaml:
    """The generic classes, annotations made abstract; unresolved ones keep the generic shape."""
    remarks = classes["Remarks"]["attributes"]
    any_attributes = {"mixin": True, "attributes": {"attributes": remarks.pop("attributes")}}
    for kind in TYPES:
        name = kind.capitalize()
        unresolved = copy.deepcopy(classes[name])
        unresolved["is_a"] = "UnresolvedAnnotation"
        unresolved["mixins"] = ["UnresolvedAttributes", *unresolved["mixins"]]
        classes[f"Unresolved{name}"] = unresolved
        classes[name]["abstract"] = True
    classes["UnresolvedAnnotation"] = copy.deepcopy(classes["Annotation"])
    classes["UnresolvedAttributes"] = any_attributes
    classes["Unresolved"]["attributes"]["annotation"]["range"] = "UnresolvedAnnotation"
    fields = classes["Record"]["attributes"]
    fields["scope"]["range"] = LABEL_SET
    fields["state"]["range"] = COMPLETE_STATE
    return classes


def _record_enums(taxonomy: CompiledTaxonomy) -> _Yaml:
    sets: _Yaml = {name: {} for name in KINDS}
    sets |= {name: _said(description=each.question) for name, each in taxonomy.sets.items()}
    return {
        LABEL_SET: {"permissible_values": sets},
        COMPLETE_STATE: {"permissible_values": {"complete": {}, "adjudicated": {}}},
    }


def _set_classes(taxonomy: CompiledTaxonomy, names: Mapping[str, str]) -> _Yaml:
    return {
        names[f"category/{name}"]: {
            **_said(description=each.question, deprecated=_deprecated(each.deprecated)),
            "is_a": "Category",
            "abstract": True,
            "slot_usage": {"set": {"equals_string": name}},
        }
        for name, each in taxonomy.sets.items()
    }


def _label_class(
    kind: str, label: Label, names: Mapping[str, str], *, above: str, owner: Label
) -> _Yaml:
    """The class of one label.

    `above` is the class of its kind or set, for a label without parent; `owner` is the label whose
    attributes it has. It fixes `label`, even where its parent, not being abstract, does so too.
    """
    parent = names[f"{kind}/{label.set}/{label.ancestors[0]}"] if label.ancestors else above
    attributes = NO_ATTRIBUTES
    if label.attributes:
        attributes = names[f"{place(kind_of(owner), owner)}:attributes"]
    required = any(map(is_required, label.attributes.values()))
    return {
        **_said(
            title=label.name if label.name != label.id else "",
            description=label.definition,
            deprecated=_deprecated(label.deprecated),
        ),
        **_listed(aliases=sorted(set(label.aliases.values())), comments=_permitted(label)),
        "is_a": parent,
        **({"abstract": True} if label.abstract else {}),
        "attributes": {
            "attributes": {
                "range": attributes,
                "inlined": True,
                **({"required": True} if required else {}),
            }
        },
        "slot_usage": {"label": {"equals_string": label.id}},
    }


def _attribute_class(
    label: Label, kinds: AttributeKinds, names: Mapping[str, str], own: dict[str, Kind]
) -> _Yaml:
    """The class of a label's attributes, all of them; types and enums that it needs go to `own`."""
    slots = {}
    for attribute in label.attributes.values():
        kind = kinds.kind(label, attribute)
        single = kind.item if isinstance(kind, ListOf) else kind
        if named(single):
            own[named(single)] = single
        name = "self-" if attribute.id == "self" else attribute.id
        slots[name] = {
            **({} if _PLAIN_SLOT.fullmatch(name) else {"alias": attribute.id}),
            **_said(
                description=kinds.doc(label, attribute),
                deprecated=_deprecated(attribute.deprecated),
            ),
            "range": "boolean" if isinstance(single, Truth) else named(single),
            **({"required": True} if is_required(attribute) else {}),
            **({"multivalued": True, "minimum_cardinality": 1} if attribute.multivalued else {}),
            **_listed(comments=_conditions(attribute)),
        }
    key = f"{place(kind_of(label), label)}:attributes"
    return {names[key]: {"description": f"The attributes of {label.id}.", "attributes": slots}}


def _permitted(label: Label) -> list[str]:
    """What the label may stand with, in words: LinkML has no ranges for ids of annotations."""
    said = []
    if label.links:
        said.append(f"links to {' or '.join(label.links)}")
    if label.relation is not None:
        said.append(f"subject: {' or '.join(label.relation.declared_domain)}")
        said.append(f"object: {' or '.join(label.relation.declared_range)}")
        said += ["symmetric"] if label.relation.symmetric else []
    if label.event is not None:
        said.append(f"trigger: {label.event.trigger}")
        for name, role in label.event.roles.items():
            often = f"{role.min} or more" if role.max is None else f"{role.min} to {role.max}"
            said.append(f"role {name}: {' or '.join(role.declared)}, {often}")
    return said


def _conditions(attribute: Attribute) -> list[str]:
    """What only `acoe check` sees to, in words."""
    said = []
    if attribute.type in ("decimal", "date", "datetime"):
        bounds = (("at least", attribute.minimum), ("at most", attribute.maximum))
        said += [f"{words} {bound}" for words, bound in bounds if bound is not None]
    if attribute.pattern is not None:
        said.append(f"matches {attribute.pattern}")
    if attribute.when:
        conditions = (f"{name} is {' or '.join(values)}" for name, values in attribute.when.items())
        verb = "required" if attribute.required else "allowed"
        said.append(f"{verb} where {' and '.join(conditions)}")
    return said


def _listed(**lists: list[str]) -> _Yaml:
    return {key: given for key, given in lists.items() if given}


def _types(own: Mapping[str, Kind]) -> _Yaml:
    found: _Yaml = {}
    for name, kind in own.items():
        match kind:
            case Text():
                lengths = {"min_length": kind.min_length, "max_length": kind.max_length}
                annotations = {key: value for key, value in lengths.items() if value is not None}
                found[name] = {
                    "typeof": "string",
                    **_said(description=kind.doc),
                    **({} if kind.pattern is None else {"pattern": kind.pattern}),
                    **({"annotations": annotations} if annotations else {}),
                }
            case Whole():
                found[name] = {
                    "typeof": "integer",
                    **_said(description=kind.doc),
                    "minimum_value": kind.minimum,
                    "maximum_value": kind.maximum,
                }
    return found


def _enums(own: Mapping[str, Kind]) -> _Yaml:
    return {
        name: {
            "permissible_values": {
                value: _said(description=doc) for value, doc in zip(kind.values, kind.value_docs)
            }
        }
        for name, kind in own.items()
        if isinstance(kind, Choice)
    }


def _deprecated(deprecated: Deprecation | None) -> str:
    if deprecated is None:
        return ""
    said = f"Since {deprecated.since}."
    if deprecated.replaced_by:
        said += f" Use {' or '.join(deprecated.replaced_by)}."
    return f"{said} {deprecated.reason}" if deprecated.reason else said


def _said(**words: str | None) -> dict[str, Any]:
    return {key: prose(value) for key, value in words.items() if value}


def _drop_unused(written: _Yaml) -> None:
    """Types and enums of the metamodel that nothing here refers to."""
    used = set(_ranges(written["classes"])) | set(_ranges(written["slots"]))
    for table in ("types", "enums"):
        written[table] = {name: each for name, each in written[table].items() if name in used}


def _ranges(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("range"), str):
            yield node["range"]
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from _ranges(item)
