"""A stand-in for the taxonomy compiler: the closed tables of one YAML file without imports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from acoe_spec.taxonomy import compiled as tables


def compile_yaml(path: Path) -> tables.CompiledTaxonomy:
    source = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    labels = {
        ("entity", ""): source.get("entities", {}),
        ("relation", ""): source.get("relations", {}),
        ("event", ""): source.get("events", {}),
    }

    def chain(group: dict[str, Any], label: str) -> list[str]:
        found = [label]
        while parent := (group[found[-1]] or {}).get("is_a"):
            found.append(parent)
        return found

    def closed(references: Any) -> frozenset[str]:
        if not references:
            return frozenset()
        found: set[str] = set()
        for reference in references:
            kind, slash, bare = reference.rpartition("/")
            group = labels[(kind if slash else "entity", "")]
            for label in group:
                if bare in chain(group, label):
                    found.add(f"{kind}/{label}" if slash else label)
        return frozenset(found)

    def deprecation(written: Any) -> tables.Deprecation | None:
        if written is None:
            return None
        return tables.Deprecation(
            since=str(written["since"]),
            reason=written.get("reason"),
            replaced_by=tuple(written.get("replaced_by", ())),
            valid_until=None if written.get("valid_until") is None else str(written["valid_until"]),
        )

    def attribute(name: str, written: dict[str, Any], origin: str) -> tables.Attribute:
        values = written.get("values", {})
        return tables.Attribute(
            id=name,
            type="values" if values else written.get("range", "string"),
            origin=origin,
            multivalued=written.get("multivalued", False),
            required=written.get("required", False),
            pattern=written.get("pattern"),
            max_length=written.get("max_length"),
            minimum=None if "minimum" not in written else str(written["minimum"]),
            maximum=None if "maximum" not in written else str(written["maximum"]),
            precision=tuple(written.get("precision", ("day",))),
            values={
                str(value): tables.Value(deprecated=deprecation((text or {}).get("deprecated")))
                for value, text in values.items()
            },
            when={key: tuple(text) for key, text in written.get("when", {}).items()},
            deprecated=deprecation(written.get("deprecated")),
        )

    def plain(group: dict[str, Any], label: str, set_: str, **extra: Any) -> tables.Label:
        line = chain(group, label)
        attributes: dict[str, tables.Attribute] = {}
        for step in reversed(line):
            for name, written in (group[step] or {}).get("attributes", {}).items():
                attributes[name] = attribute(name, written, step)
        written = group[label] or {}
        links = next((group[s]["links"] for s in line if "links" in (group[s] or {})), {})
        return tables.Label(
            id=label,
            set=set_,
            name=written.get("name", label),
            definition=written.get("definition", ""),
            origin=f"{source['id']}@{source['version']}",
            abstract=written.get("abstract", False),
            ancestors=tuple(line[1:]),
            deprecated=deprecation(written.get("deprecated")),
            attributes=attributes,
            links=tuple(links.get("to", ())),
            links_required=links.get("required", False),
            **extra,
        )

    def nearest(group: dict[str, Any], label: str, key: str, default: Any) -> Any:
        for step in chain(group, label):
            if key in (group[step] or {}):
                return group[step][key]
        return default

    def sides(label: str) -> tables.RelationSides:
        group = labels["relation", ""]
        domain = nearest(group, label, "domain", ())
        range_ = nearest(group, label, "range", ())
        return tables.RelationSides(
            domain=closed(domain),
            range=closed(range_),
            declared_domain=tuple(domain),
            declared_range=tuple(range_),
            symmetric=nearest(group, label, "symmetric", False),
            per_subject=tables.Side(**nearest(group, label, "per_subject", {})),
            per_object=tables.Side(**nearest(group, label, "per_object", {})),
        )

    def shape(label: str) -> tables.EventShape:
        group = labels["event", ""]
        roles: dict[str, Any] = {}
        for step in reversed(chain(group, label)):
            roles |= (group[step] or {}).get("roles", {})
        return tables.EventShape(
            trigger=nearest(group, label, "trigger", "required"),
            roles={
                name: tables.Role(
                    range=closed(role["range"]),
                    declared=tuple(role["range"]),
                    min=role.get("min", 0),
                    max=role.get("max"),
                )
                for name, role in roles.items()
            },
        )

    overlap = source.get("overlap", {})
    pairs: dict[str, dict[str, frozenset[Any]]] = {}
    for pair in overlap.get("pairs", ()):
        one, other = pair["of"]
        pairs.setdefault(one, {})[other] = frozenset(pair["allow"])
        pairs.setdefault(other, {})[one] = frozenset(pair["allow"])
    return tables.CompiledTaxonomy(
        id=source["id"],
        version=source["version"],
        title=source["title"],
        hash="0" * 64,
        modalities=tuple(source.get("modalities", ())),
        knowledge_bases={
            name: tables.KnowledgeBase(**base)
            for name, base in source.get("knowledge_bases", {}).items()
        },
        overlap=tables.Overlap(
            pairs=pairs,
            **({"default": frozenset(overlap["default"])} if "default" in overlap else {}),
        ),
        entities={
            label: plain(labels["entity", ""], label, "entity") for label in labels["entity", ""]
        },
        relations={
            label: plain(labels["relation", ""], label, "relation", relation=sides(label))
            for label in labels["relation", ""]
        },
        events={
            label: plain(labels["event", ""], label, "event", event=shape(label))
            for label in labels["event", ""]
        },
        sets={
            name: tables.CategorySet(
                id=name,
                question=written.get("question", ""),
                select=written.get("select", "one"),
                required=written.get("required", False),
                record=written["applies_to"].get("record", False),
                units=frozenset(written["applies_to"].get("units", ())),
                targets=closed(written["applies_to"].get("labels")),
                declared_targets=tuple(written["applies_to"].get("labels", ())),
                labels={
                    label: plain(written["labels"], label, name) for label in written["labels"]
                },
            )
            for name, written in source.get("categories", {}).items()
        },
        retired={label: tuple(new) for label, new in source.get("retired", {}).items()},
    )
