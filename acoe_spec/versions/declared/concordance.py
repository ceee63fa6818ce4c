"""A published concordance as declared change: what becomes of each label, and what is wrong in it.

Labels are looked up as the concordance spells them, by id or by alias. What becomes of an old label
follows from all of its rows together; whatever the rows leave open is for people. Knows pairs of
ids and two versions; how a concordance is written is for `formats.concordances`.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from acoe_spec.errors import UsageError
from acoe_spec.findings import Finding, Level, printable_id
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.references import prefix_of, reference_of
from acoe_spec.versions.declared.concordance_pairs import MappedPair, cardinality, several
from acoe_spec.versions.declared.concordance_rules import BY_ID

_SEARCHES = 50  # unknown ids for which a likely one is looked for; each takes milliseconds

Node = tuple[str, str]
"""A label: its set and its id, as a record spells them."""


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What a concordance comes to.

    `operations` are those of a migration, as plain data, in the order of the old labels.
    `cardinality` has the keys of `concordance_pairs.CARDINALITIES`. `merges` counts the new labels
    that take in several old ones, `splits` the old labels that become several. `sets` are the label
    sets that it is about. `findings` name lines, and no file.
    """

    operations: tuple[dict[str, Any], ...]
    cardinality: Mapping[str, int]
    merges: int
    splits: int
    sets: frozenset[str]
    findings: tuple[Finding, ...]


def declared(
    pairs: Iterable[MappedPair], old: Definition, new: Definition, *, label_set: str | None = None
) -> Declared:
    """The operations that `pairs` declare between `old` and `new`.

    `label_set` is the set whose labels the ids are. Without it that is the only set there is; where
    there are several, ids are references: a bare one is an entity, `set/id` any other label.
    Raises `UsageError` if neither version has the set.
    """
    rows = list(pairs)
    within = _home(old, new, label_set)
    reading = _Reading(_names(old, within), _names(new, within), within)
    for row in rows:
        reading.read(row)
    reading.note_what_no_row_covers(old)
    fates = {
        node: _deciding(targets, reading.astray.get(node, frozenset()))
        for node, targets in reading.targets.items()
    }
    renames = _renames(fates, reading)
    operations = [
        operation
        for node, targets in fates.items()
        for operation in _operations(node, targets, reading, renames)
    ]
    asserted = [row for row in rows if row.predicate != "not"]
    return Declared(
        operations=tuple(_merged(operations)),
        cardinality=cardinality(rows),
        merges=several((row.new, row.old) for row in asserted),
        splits=several((row.old, row.new) for row in asserted),
        sets=frozenset(reading.sets),
        findings=tuple(sorted(reading.findings, key=_place)),
    )


def names_labels(
    row: MappedPair, old: Definition, new: Definition, *, label_set: str | None = None
) -> bool:
    """Whether a row maps a label of `old` to one of `new`; raises as `declared` does."""
    within = _home(old, new, label_set)
    return row.old in _names(old, within) and row.new in _names(new, within)


def _home(old: Definition, new: Definition, label_set: str | None) -> str | None:
    """The one set whose labels the ids are; None where there are several, and none was named."""
    sets = dict.fromkeys(node[0] for each in (old, new) for node, _ in _own_labels(each))
    if label_set is not None and label_set not in sets:
        raise UsageError(
            f"neither version has a set {printable_id(label_set)}",
            hint="the sets are " + ", ".join(sets),
        )
    return label_set or (next(iter(sets)) if len(sets) == 1 else None)


def _names(definition: Definition, within: str | None) -> dict[str, Node | None]:
    """What a concordance may call each label of `definition`: of the set `within`, or of all.

    None is an alias that several labels have, in several tools.
    """
    home = within or "entity"
    known = [each for each in _own_labels(definition) if within in (None, each[0][0])]
    ids: dict[str, Node] = {}
    for node, _ in known:
        ids["/".join(node)] = node
        ids[reference_of("/".join(node), home=home)] = node
    names: dict[str, Node | None] = {}
    for node, aliases in known:
        if node[0] == home:
            for alias in aliases.values():
                names[alias] = node if names.get(alias, node) == node else None
    return names | ids


def _own_labels(definition: Definition) -> Iterator[tuple[Node, Mapping[str, str]]]:
    """Labels with their aliases, without those that are imported: their own taxonomy maps them."""
    for label_set, identifier, label in definition.labels():
        if prefix_of(label_set) is None and prefix_of(identifier) is None:
            yield (label_set, identifier), label.aliases


@dataclass
class _Reading:
    """What the rows say, gathered one by one.

    `old` and `new` are the labels of the two versions by what the rows may call them, of the set
    `within` or of all. `targets` has for each old label that a row maps its new ones, each with the
    predicate; `astray` the predicates of its rows that lead to no label. `sets` are the label sets
    that the rows are about.
    """

    old: Mapping[str, Node | None]
    new: Mapping[str, Node | None]
    within: str | None
    targets: dict[Node, dict[Node, str]] = field(default_factory=dict)
    astray: dict[Node, set[str]] = field(default_factory=dict)
    sets: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    old_labels: frozenset[Node] = field(init=False)
    new_labels: frozenset[Node] = field(init=False)
    _lines: dict[tuple[str | None, str | None], int] = field(default_factory=dict)
    _searches: int = 0

    def __post_init__(self) -> None:
        self.old_labels = frozenset(filter(None, self.old.values()))
        self.new_labels = frozenset(filter(None, self.new.values()))

    def find(
        self, rule: str, message: str, line: int | None = None, *, hint: str | None = None
    ) -> None:
        """Add a finding of that rule."""
        level: Level = BY_ID[rule].level
        self.findings.append(Finding(rule=rule, level=level, message=message, line=line, hint=hint))

    def read(self, row: MappedPair) -> None:
        """Take in one row, and say what is wrong with it."""
        said = f"{_quoted(row.old)} to {_quoted(row.new)}"
        first = self._lines.setdefault((row.old, row.new), row.line)
        if first != row.line and row.old is not None:
            self.find("mapping-duplicate-row", f"line {first} maps {said} already", row.line)
            return
        if row.old is None:
            to = "" if row.new is None else f" for {_quoted(row.new)}"
            self.find("mapping-no-source", f"the row names no old label{to}", row.line)
            if row.new is None:
                self.find("mapping-no-target", "the row names no new label", row.line)
            return
        old = self.old.get(row.old)
        if old is None:
            self._unknown("mapping-unknown-source", "old", row.old, row.line)
            return
        self.sets.add(old[0])
        if row.predicate == "not":
            return
        targets = self.targets.setdefault(old, {})
        new = self._target(row, old[0])
        if new is None:
            self.astray.setdefault(old, set()).add(row.predicate or "exact")
            return
        targets[new] = row.predicate or "exact"
        if row.predicate in ("close", "related", "unknown"):
            how = "is of no known kind" if row.predicate == "unknown" else row.predicate
            self.find("mapping-not-exact", f"{said} is {how}", row.line)

    def _target(self, row: MappedPair, label_set: str) -> Node | None:
        """The new label of a row whose old one is of `label_set`; else what is wrong is said."""
        if row.new is None:
            self.find("mapping-no-target", f"{_quoted(row.old)} has no new label", row.line)
            return None
        new = self.new.get(row.new)
        if new is None:
            self._unknown("mapping-unknown-target", "new", row.new, row.line)
        elif new[0] != label_set:
            self.find(
                "mapping-other-set",
                f"{_quoted(row.old)} to {_quoted(row.new)} leads from the set {label_set} "
                f"to {new[0]}",
                row.line,
            )
            return None
        return new

    def _unknown(self, rule: str, version: str, written: str, line: int) -> None:
        known, others = (self.old, self.new) if version == "old" else (self.new, self.old)
        hint = None
        if written in known:
            hint = "several labels have it as an alias: name the one that is meant by its id"
        elif written in others:
            hint = "it is one of the other version: are the columns the wrong way round?"
        elif self._searches < _SEARCHES:
            self._searches += 1
            near = difflib.get_close_matches(written, known, n=1, cutoff=0.85)
            hint = f"did you mean {_quoted(near[0])}?" if near else None
        message = f"the {version} version has no label {_quoted(written)}"
        self.find(rule, message, line, hint=hint)

    def note_what_no_row_covers(self, old: Definition) -> None:
        """Old labels that no row maps: the same where the id goes on, else without a target."""
        self.sets |= set() if self.within is None else {self.within}
        for node, _ in _own_labels(old):
            if node[0] not in self.sets or node in self.targets:
                continue
            goes_on = node in self.new_labels
            self.targets[node] = {node: "exact"} if goes_on else {}
            fate = "the same id is taken to mean the same" if goes_on else "people decide"
            self.find("mapping-not-covered", f"no row maps {_quoted(node[1])}; {fate}")


def _place(finding: Finding) -> tuple[bool, int]:
    return finding.line is None, finding.line or 0


def _quoted(identifier: str | None) -> str:
    return "nothing" if identifier is None else printable_id(identifier)


def _deciding(targets: Mapping[Node, str], astray: Collection[str]) -> Mapping[Node, str]:
    """The targets among which the choice is: an exact one leaves out those that are not.

    Where another row is `astray`, that one may have been meant, and no target is certain.
    """
    exact = [new for new, predicate in targets.items() if predicate == "exact"]
    if len(exact) == 1 and "exact" not in astray:
        return {exact[0]: "exact"}
    return dict.fromkeys(targets, "related") if astray else targets


def _renames(fates: Mapping[Node, Mapping[Node, str]], reading: _Reading) -> dict[Node, Node]:
    """The old labels that are one new label, under another id, which nothing else leads to."""
    sources = Counter(new for targets in fates.values() for new in targets)
    renames = {
        node: next(iter(targets))
        for node, targets in fates.items()
        if list(targets.values()) == ["exact"] and node not in targets
    }
    renames = {node: new for node, new in renames.items() if sources[new] == 1}
    # An id is free only if its old label leaves it, which may hang on another rename.
    while taken := {
        node for node, new in renames.items() if new in reading.old_labels and new not in renames
    }:
        renames = {node: new for node, new in renames.items() if node not in taken}
    return renames


def _operations(
    node: Node, targets: Mapping[Node, str], reading: _Reading, renames: Mapping[Node, Node]
) -> Iterator[dict[str, Any]]:
    """What becomes of one old label; nothing where it stays what it is."""
    label_set, label = node
    goes_on = node in reading.new_labels
    ids = sorted(new[1] for new in targets)
    of_label = {"set": label_set, "label": label}
    if goes_on and node not in targets and targets:
        message = f"{_quoted(label)} becomes another label, and its id goes on"
        reading.find("mapping-id-reused", message)
    if len(targets) > 1:
        if node in targets:
            yield {"op": "carve-out", **of_label, "to": [each for each in ids if each != label]}
        elif set(targets.values()) <= {"broad", "close", "related", "unknown"} and not goes_on:
            yield {"op": "remove-label", **of_label, "becomes": "candidates", "to": ids}
        else:
            yield {"op": "split-label", "set": label_set, "from": label, "to": ids}
        return
    predicate = next(iter(targets.values()), None)
    if predicate is None:
        yield (
            {"op": "redefine", **of_label}
            if goes_on
            else {"op": "remove-label", **of_label, "becomes": "nothing"}
        )
    elif node in targets:
        if predicate not in ("exact", "broad"):
            yield {"op": "redefine", **of_label}
    elif node in renames:
        yield {"op": "rename-label", "set": label_set, "from": label, "to": ids[0]}
    elif predicate == "exact" or (predicate == "broad" and goes_on):
        yield {"op": "merge-labels", "set": label_set, "from": [label], "to": ids[0]}
    elif goes_on:
        yield {"op": "split-label", "set": label_set, "from": label, "to": ids}
    else:
        becomes = "broader" if predicate == "broad" else "candidates"
        yield {"op": "remove-label", **of_label, "becomes": becomes, "to": ids}


def _merged(operations: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The merges into one label as one operation, at the place of the first of them."""
    merges: dict[Node, list[str]] = {}
    kept = []
    for operation in operations:
        if operation["op"] == "merge-labels":
            target = (operation["set"], operation["to"])
            if target in merges:
                merges[target] += operation["from"]
                continue
            merges[target] = operation["from"]
        kept.append(operation)
    yield from kept
