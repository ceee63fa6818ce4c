"""brat's `annotation.conf`, with `visual.conf` and `tools.conf` beside it, to a head taxonomy.

In brat a type that is named in an argument means itself only, where a range covers sub-labels too;
that and everything else that changes its meaning on the way is reported.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from acoe_spec.errors import FormatError
from acoe_spec.files import open_bytes
from acoe_spec.findings import Finding, Level, printable_id
from acoe_spec.formats.brat_conf_lines import (
    Node,
    Unreadable,
    labels,
    nodes,
    section_lines,
    settings,
)
from acoe_spec.formats.brat_conf_types import KINDS, Kind, Types, by_name
from acoe_spec.formats.brat_text import SUBJECT_AND_OBJECT
from acoe_spec.formats.imported import Imported, head
from acoe_spec.formats.names import attribute_id, label_id
from acoe_spec.formats.records import Place, finding_at

Sections = dict[str, list[tuple[int, str]]]

_SECTIONS: dict[str, Kind] = {
    "entities": "entity",
    "spans": "entity",
    "relations": "relation",
    "events": "event",
}
_OVERLAP = ("ENTITY-NESTING", "<OVERLAP>")  # not relations, though they stand among them
_CROSSINGS = {"contain": "contains", "equal": "equal", "cross": "crosses"}
_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{3}){1,2}\Z")


def read(source: Path, taxonomy_id: str, version: str) -> Imported:
    """The taxonomy of a configuration: `annotation.conf`, or the directory that it lies in.

    Raises `FileProblem` if it cannot be read, `FormatError` if it is not UTF-8.
    """
    path = source / "annotation.conf" if source.is_dir() else source
    importer = _Importer(
        path,
        _sections(path),
        _sections(path.with_name("visual.conf"), optional=True),
        _sections(path.with_name("tools.conf"), optional=True),
    )
    data = head(taxonomy_id, version, taxonomy_id, importer.parts())
    return Imported(data=data, findings=tuple(importer.findings))


def _sections(path: Path, *, optional: bool = False) -> Sections:
    if optional and not path.exists():
        return {}
    with open_bytes(path) as stream:
        content = stream.read()
    try:
        return section_lines(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FormatError("the configuration is not UTF-8", path=path) from error


class _Importer:
    """Puts the types of a configuration in the words of a taxonomy."""

    def __init__(self, path: Path, conf: Sections, visual: Sections, tools: Sections) -> None:
        self.findings: list[Finding] = []
        self._path = path
        self._shown = labels(visual.get("labels", []))
        self._drawing = settings(visual.get("drawing", []))
        self._databases = settings(tools.get("normalization", []))
        found: dict[Kind, list[Node]] = {kind: [] for kind in KINDS}
        self._attributes: list[Node] = []
        for section, section_content in conf.items():
            if section in _SECTIONS:
                found[_SECTIONS[section]] += self._readable(section_content)
            elif section == "attributes":
                self._attributes += self._readable(section_content)
            elif section_content:
                line = section_content[0][0]
                self._report(line, "the section is of no known kind, and is left out")
        self._overlaps = [node for node in found["relation"] if node.name in _OVERLAP]
        found["relation"] = [node for node in found["relation"] if node.name not in _OVERLAP]
        self._types = Types({kind: by_name(each) for kind, each in found.items()})

    def _readable(self, section: list[tuple[int, str]]) -> list[Node]:
        readable = []
        for node in nodes(section):
            if isinstance(node, Unreadable):
                message = f"the line {node.reason}"
                self._report(node.line, message, rule="source-malformed", level="error")
            else:
                readable.append(node)
        return readable

    def _report(
        self,
        line: int,
        message: str,
        *,
        rule: str = "import-loss",
        level: Level = "warning",
        hint: str | None = None,
    ) -> None:
        place = Place(str(self._path), line)
        self.findings.append(finding_at(place, rule, message, level=level, hint=hint))

    def parts(self) -> dict[str, Any]:
        """The parts of the taxonomy; fills `findings`."""
        bases = self._knowledge_bases()
        attributes = self._attributes_by_reference()
        links = {"links": {"to": list(bases)}} if bases else {}
        self._report_names()
        self._report_wider_arguments()
        return {
            "modalities": ["text"],
            "knowledge_bases": bases,
            "overlap": self._overlap(),
            "entities": self._labels("entity", attributes, links_of_roots=links),
            "relations": self._labels("relation", attributes),
            "events": self._labels("event", attributes),
        }

    def _report_names(self) -> None:
        for kind in KINDS:
            for name, definitions in self._types.nodes[kind].items():
                line = definitions[0].line
                identifier = self._types.ids[kind][name]
                if identifier != name:
                    message = f"the {kind} is called {printable_id(identifier)} here"
                    hint = "its name in brat is kept as an alias"
                    self._report(line, message, rule="import-name", level="info", hint=hint)
                parent = definitions[0].parent
                if parent != self._types.parents[kind][name]:
                    parent_id = printable_id(self._types.ids[kind][parent or ""])
                    self._report(
                        line,
                        f"{printable_id(identifier)} is not kept under {parent_id},"
                        " because it permits more than that does",
                        hint="a sub-label may narrow what it inherits, and never widen it",
                    )
                for node in definitions[1:] if kind != "relation" else ():
                    message = f"the {kind} is defined again; its definitions are merged"
                    self._report(node.line, message, level="info")

    def _report_wider_arguments(self) -> None:
        entities = self._types.nodes["entity"]
        parents = {node.parent for each in entities.values() for node in each} - {None}
        named = {
            name
            for kind in KINDS
            for definitions in self._types.nodes[kind].values()
            for node in definitions
            for argument in node.arguments
            for name in argument.types
        }
        if both := [name for name in entities if name in parents & named]:
            self._report(
                entities[both[0]][0].line,
                "arguments that name a type permit its sub-types too",
                level="info",
                hint="in brat they permit the type itself only; narrow them where that matters",
            )

    def _labels(
        self,
        kind: Kind,
        attributes: dict[str, dict[str, Any]],
        *,
        links_of_roots: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        labels_of_kind: dict[str, Any] = {}
        for name, definitions in self._types.nodes[kind].items():
            parent = self._types.parents[kind][name]
            identifier = self._types.ids[kind][name]
            colour = self._drawing.get(name, {}).get("color" if kind == "relation" else "bgColor")
            own: dict[str, Any] = {}
            if kind == "relation":
                own = self._relation(name, definitions)
            elif kind == "event":
                own = {"roles": self._roles(name)}
            label = {
                "name": self._shown.get(name),
                "is_a": None if parent is None else self._types.ids[kind][parent],
                "abstract": definitions[0].abstract,
                **own,
                "colour": _six_digits(colour),
                "attributes": attributes.get(self._types.reference(kind, name)),
                **((links_of_roots or {}) if parent is None else {}),
                "hints": self._hints(kind, definitions),
                "aliases": {"brat": name} if identifier != name else None,
            }
            labels_of_kind[identifier] = {key: value for key, value in label.items() if value}
        return labels_of_kind

    def _hints(self, kind: Kind, definitions: Sequence[Node]) -> dict[str, Any] | None:
        """What brat needs to get the same line back: further terms, and names of arguments."""
        hints: dict[str, Any] = {}
        if terms := [term for node in definitions for term in node.terms]:
            hints["terms"] = terms
        arguments = tuple(argument.name for argument in definitions[0].arguments[:2])
        if kind == "relation" and arguments not in ((), SUBJECT_AND_OBJECT):
            hints["arguments"] = list(arguments)
        return {"brat": hints} if hints else None

    def _relation(self, name: str, definitions: Sequence[Node]) -> dict[str, Any]:
        node = definitions[0]
        for each in definitions:
            if len(each.arguments) not in (0, 2):
                self._report(
                    each.line, f"a relation has two arguments, this one {len(each.arguments)}"
                )
        domain, range_ = (self._types.references(side) for side in self._types.sides(name))
        pairs = {
            pair
            for each in definitions
            for pair in product(
                *(self._types.references(argument.types) for argument in each.arguments[:2])
            )
        }
        if len(definitions) > 1 and len(pairs) < len(domain) * len(range_):
            self._report(
                definitions[1].line,
                "several definitions become one, which permits every subject every object",
                hint="narrow it by sub-relations where the combination matters",
            )
        properties = node.special.get("REL-TYPE", "")
        return {
            "domain": domain,
            "range": range_,
            # To brat, Equiv is both even where the configuration does not say so.
            "symmetric": "symmetric" in properties or name == "Equiv",
            "transitive": "transitive" in properties or name == "Equiv",
        }

    def _roles(self, name: str) -> dict[str, Any]:
        roles: dict[str, Any] = {}
        for role, argument in self._types.roles(name).items():
            shown = {"name": self._shown[role]} if role in self._shown else {}
            least = {"min": argument.minimum} if argument.minimum else {}
            most = {} if argument.maximum is None else {"max": argument.maximum}
            range_ = self._types.references(argument.types)
            if range_:
                roles[label_id(role)] = {**shown, "range": range_, **least, **most}
            else:
                line = self._types.nodes["event"][name][0].line
                self._report(line, "a role that nothing declared can fill is left out")
        return roles

    def _knowledge_bases(self) -> dict[str, Any]:
        bases: dict[str, Any] = {}
        for name, database in self._databases.items():
            url = database.get("URLBASE", "").replace("%s", "{id}")
            bases[label_id(name)] = {"title": name, **({"url": url} if "{id}" in url else {})}
        return bases

    def _overlap(self) -> dict[str, Any]:
        """Nothing where brat says nothing of overlaps; else what it does not name is forbidden."""
        default: list[str] = []
        pairs: dict[tuple[str, ...], list[str]] = {}
        for node in self._overlaps:
            kinds = node.special.get("OVL-TYPE", "contain")
            allowed = [
                ours
                for theirs, ours in _CROSSINGS.items()
                if theirs in kinds.lower() or "<ANY>" in kinds
            ]
            types = [argument.types for argument in node.arguments[:2]]
            if all(set(each) & {"<ANY>", "<ENTITY>"} for each in types):
                default += allowed
                continue
            for pair in product(*map(self._types.references, types)):
                ordered = tuple(sorted(entity for entity in pair if "/" not in entity))
                if len(ordered) == 2:  # triggers of events may lie as they like
                    pairs.setdefault(ordered, []).extend(allowed)
        if pairs:
            message = "an overlap has no direction: either of two labels may contain the other"
            self._report(self._overlaps[0].line, message, level="info")
        written = [
            {"of": list(pair), "allow": list(dict.fromkeys([*default, *allowed]))}
            for pair, allowed in pairs.items()
        ]
        if not self._overlaps:
            return {}
        return {"default": list(dict.fromkeys(default)), **({"pairs": written} if written else {})}

    def _attributes_by_reference(self) -> dict[str, dict[str, Any]]:
        """For each reference the attributes that are declared on it."""
        found: dict[str, dict[str, Any]] = defaultdict(dict)
        names: dict[str, str] = {}
        for node in self._attributes:
            identifier = attribute_id(node.name)
            targets = node.argument("Arg")
            if names.setdefault(identifier, node.name) != node.name:
                message = f"two attributes are called {printable_id(identifier)}; one is left out"
                self._report(node.line, message, level="error")
            elif targets is None:
                message = "the attribute has no Arg to say what it is for"
                self._report(node.line, message, rule="source-malformed", level="error")
            else:
                self._declare(node, identifier, targets.types, found)
        return found

    def _declare(
        self,
        node: Node,
        identifier: str,
        targets: Iterable[str],
        found: dict[str, dict[str, Any]],
    ) -> None:
        if "DEFAULT" in node.special:
            message = "an attribute has no default: an absent value is absent"
            self._report(node.line, message, level="info")
        attribute = self._attribute(node, identifier)
        for reference in self._types.references(targets, relations=True):
            if reference not in self._types.declared:
                message = f"an attribute is for {printable_id(reference)}, which is not declared"
                self._report(node.line, message)
                continue
            known = found[reference].get(identifier, {})
            values = {**known.get("values", {}), **attribute.get("values", {})}
            found[reference][identifier] = {**attribute, **({"values": values} if values else {})}

    def _attribute(self, node: Node, identifier: str) -> dict[str, Any]:
        shown = self._shown.get(node.name, node.name)
        name = {"name": shown} if shown != identifier else {}
        values = node.argument("Value")
        if values is None:
            return {**name, "range": "boolean"}
        ids = {value: label_id(value) for value in values.types}
        return {
            **name,
            "values": {
                identifier: {} if identifier == value else {"aliases": {"brat": value}}
                for value, identifier in ids.items()
            },
        }


def _six_digits(colour: str | None) -> str | None:
    """A colour as `#RRGGBB`; colours by name are brat's own affair."""
    if colour is None or not _COLOUR.match(colour):
        return None
    digits = colour[1:]
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)
