"""A declared change held against two versions: every place where they disagree.

All observed changes are declared, all declared ones observed, no id is used again, and the number
is raised as far as the changes demand. Knows one migration and two definitions; no files.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from msgspec.structs import replace

from acoe_spec.findings import Finding, pointer, printable_id
from acoe_spec.models.migration import Migration
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.layout import MIGRATION, on_one_line
from acoe_spec.taxonomy.numbering import at_least, bump, precedence
from acoe_spec.taxonomy.source import Source
from acoe_spec.versions.changes import Change, Diff
from acoe_spec.versions.declared.conflicts import conflicts
from acoe_spec.versions.declared.drafting import missing
from acoe_spec.versions.declared.matching import Matching, matched, said
from acoe_spec.versions.declared.names import Flaw, Pair, unknown_names
from acoe_spec.versions.declared.rules import BY_ID
from acoe_spec.versions.declared.splits import split_flaws, split_gaps
from acoe_spec.versions.declared.unseen import unseen
from acoe_spec.versions.diff.observing import diff
from acoe_spec.versions.naming import Naming
from acoe_spec.versions.retiring import withdrawn

_LEVELS = {None: 0, "patch": 1, "minor": 2, "major": 3}


def disagreements(
    source: Source, migration: Migration, old: Definition, new: Definition
) -> list[Finding]:
    """What `declaring.check_declared` finds; `source` is the file that `migration` stands in."""
    pair = Pair(old, new, migration)
    unknown = dict(unknown_names(pair))
    flaws = [
        *_version_flaws(source, migration, old, new),
        *_questions(migration),
        *unknown.items(),
        *((position, flaw) for position, flaw in conflicts(pair) if position not in unknown),
        *((position, flaw) for position, flaw in split_flaws(pair) if position not in unknown),
    ]
    stopping = {flaw.rule for _, flaw in flaws} & _STOPPING
    if not stopping and not any(flaw.rule in _OF_SPLITS for _, flaw in flaws):
        flaws += split_gaps(pair)
    if not stopping and old.id == new.id == migration.taxonomy:
        flaws += _comparison(migration, old, new)
        flaws += unseen(pair)
    found = [_finding(source, pair, position, flaw) for position, flaw in flaws]
    return sorted(found, key=lambda each: (each.line or 0, each.column or 0))


_STOPPING = frozenset(("migration-label-unknown", "migration-conflict"))
_OF_SPLITS = frozenset(("split-rule-unknown", "split-pattern-invalid"))
_Placed = tuple[int | None, Flaw]
"""What is wrong, with the position of the operation; None where it is about the file."""


def _comparison(migration: Migration, old: Definition, new: Definition) -> Iterator[_Placed]:
    observed = diff(old, new, migration)
    found = matched(migration, observed.changes, Naming(old, migration))
    yield from _unobserved(migration, found)
    if found.undeclared:
        yield from _undeclared(migration, old, new)
    yield from _reused(migration, old, new)
    yield from _bump_flaws(observed, old, new)


def _unobserved(migration: Migration, found: Matching) -> Iterator[_Placed]:
    rule = "declared-change-not-observed"
    hint = "make the change in the taxonomy, or remove the operation"
    for position in found.unobserved:
        op = migration.operations[position].op
        message = f"the versions do not show this '{op}'"
        yield position, Flaw(rule, pointer("operations", position), message, hint, key=True)
    for position, change in found.differing.items():
        op = migration.operations[position].op
        message = f"the versions show another '{op}' here: {change.message}"
        yield position, Flaw(rule, pointer("operations", position), message, hint, key=True)


def _undeclared(migration: Migration, old: Definition, new: Definition) -> Iterator[_Placed]:
    rule = "observed-change-not-declared"
    for change, proposal in missing(migration, old, new):
        message = f"this change is not declared: {change.name}: {change.message}"
        hint = f"add to 'operations': - {_one_line(proposal.operation)}"
        for each in proposal.instead:
            hint += f"; or, if it is called '{each['to']}' now: - {_one_line(each)}"
        yield None, Flaw(rule, "/operations", message, hint, key=True, about=change.name)


def _one_line(operation: dict[str, Any]) -> str:
    return on_one_line(operation, order=MIGRATION["operations"]["*"])


def _reused(migration: Migration, old: Definition, new: Definition) -> Iterator[_Placed]:
    gone = withdrawn(new.version, [(old, migration)])
    adding = {
        (operation.set, operation.label): position
        for position, operation in enumerate(migration.operations)
        if operation.op == "add-label"
    }
    for label_set, label, _ in new.labels():
        since = gone.get(f"{label_set}/{label}")
        if since is None:
            continue
        position = adding.get((label_set, label))
        at = "/operations" if position is None else pointer("operations", position)
        message = (
            f"the id {printable_id(label)} of the set {printable_id(label_set)} is used again; "
            f"version {since} gave it up"
        )
        hint = "give the label another id; ids are never used again"
        about = f"{label_set}/{label}"
        yield position, Flaw("id-reused", at, message, hint, key=True, about=about, label=about)


def _bump_flaws(observed: Diff, old: Definition, new: Definition) -> Iterator[_Placed]:
    short = shortfall(observed, old.version, new.version)
    if short is not None:
        change, least = short
        message = (
            f"{new.version} after {old.version} is too small a step: {change.name} demands a "
            f"{change.level} version"
        )
        hint = f"make it {least} or higher in the taxonomy, in 'to' and in the file's name"
        yield None, Flaw("version-bump-too-small", "/to", message, hint, label=change.node)


def shortfall(observed: Diff, before: str, after: str) -> tuple[Change, str] | None:
    """The change that demands more than the step between two numbers, and the least that will do.

    Of several that demand as much, the first. None where the step is large enough.
    """
    demanded = observed.bump
    if demanded is None or _LEVELS[bump(before, after)] >= _LEVELS[demanded]:
        return None
    change = next(each for each in observed.changes if each.level == demanded)
    return change, at_least(before, demanded)


def _version_flaws(
    source: Source, migration: Migration, old: Definition, new: Definition
) -> Iterator[_Placed]:
    rule = "migration-versions"
    expected = {"taxonomy": new.id, "from": old.version, "to": new.version}
    written = {"taxonomy": migration.taxonomy, "from": migration.from_, "to": migration.to}
    for key, value in expected.items():
        if written[key] != value:
            message = f"'{key}' is {printable_id(written[key])}, and what is compared is '{value}'"
            yield None, Flaw(rule, f"/{key}", message, f"write {value}, or compare other versions")
    if written == expected and precedence(migration.to) <= precedence(migration.from_):
        message = f"a migration leads to a higher version, and {migration.to} is none"
        hint = "write it from the lower one to the higher; the way back is found by acoe migrate"
        yield None, Flaw(rule, "/to", message, hint)
        return
    path = PurePath(source.path or "")
    if path.parent.name == "migrations" and written == expected:
        name = f"{migration.from_}--{migration.to}"
        if path.stem != name:
            message = f"the file is called '{path.name}', and migrates {name.replace('--', ' to ')}"
            yield (
                None,
                Flaw(rule, "/to", message, f"call it {name}.yaml, or correct 'from' and 'to'"),
            )
        folder = path.parent.parent.name
        if folder and folder != migration.taxonomy:
            message = f"the file lies among those of '{folder}'"
            yield None, Flaw(rule, "/taxonomy", message, f"write {folder}, or move the file")


def _questions(migration: Migration) -> Iterator[_Placed]:
    for position, operation in enumerate(migration.operations):
        if operation.question is not None:
            message = f"'{operation.op}' has a question that is still open"
            hint = "correct the operation as the answer demands, then remove 'question'"
            at = pointer("operations", position, "question")
            yield position, Flaw("open-question", at, message, hint, key=True)


def _finding(source: Source, pair: Pair, position: int | None, flaw: Flaw) -> Finding:
    migration = pair.migration
    rule = BY_ID[flaw.rule]
    found = source.finding(
        flaw.rule, flaw.message, flaw.pointer, hint=flaw.hint, key=flaw.key, level=rule.level
    )
    # Operations have no ids: a fingerprint knows them by what they are about.
    steps = flaw.pointer.split("/")[1:]
    about, label = flaw.about, flaw.label
    if position is not None:
        data = said(migration.operations[position])
        one = data.get("label", data.get("from"))
        if label is None and "set" in data and isinstance(one, str):
            label = f"{data['set']}/{one}"
        about = " ".join(f"{data[key]}" for key in _IDENTITY if key in data)
        del steps[1]
    # The label by which a waiver may know it, in the version that has it.
    versions = ((migration.from_, pair.old), (migration.to, pair.new))
    reference = next(
        (
            f"{migration.taxonomy}@{version}#{label}"
            for version, words in versions
            if label is not None and words.has(label)
        ),
        None,
    )
    field = "/".join((*steps[:1], *filter(None, [about]), *steps[1:]))
    return replace(found, field=field, reference=reference)


_IDENTITY = ("op", "set", "label", "labels", "attribute", "value", "role", "property", "other",
             "taxonomy", "from")  # fmt: skip
